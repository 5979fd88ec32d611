"""The practice world: frozen values, and `step(world, action) -> world`. Nothing here knows a bank; `data/` does."""

from kbguide.practice.journey import BEGIN, LEAVE, OUTSIDE, SAY, SETTLE, TRAVEL, Journey, advance, replay, unfit
from kbguide.practice.judge import judge, looks_real
from kbguide.practice.standing import Certificate, Standing
from kbguide.practice.step import step
from kbguide.practice.world import Action, Call, World

__all__ = [
    "BEGIN",
    "LEAVE",
    "OUTSIDE",
    "SAY",
    "SETTLE",
    "TRAVEL",
    "Action",
    "Call",
    "Certificate",
    "Journey",
    "Standing",
    "World",
    "advance",
    "judge",
    "looks_real",
    "replay",
    "step",
    "unfit",
]
