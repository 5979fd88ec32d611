"""The practice world: frozen values, and `step(world, action) -> world`. Nothing here knows a bank; `data/` does."""

from kbguide.practice.judge import judge, looks_real
from kbguide.practice.replay import BEGIN, LEAVE, begin, replay
from kbguide.practice.step import step
from kbguide.practice.world import Action, Call, Certificate, World

__all__ = ["BEGIN", "LEAVE", "Action", "Call", "Certificate", "World", "begin", "judge", "looks_real", "replay", "step"]
