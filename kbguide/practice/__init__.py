"""The practice world: frozen values, and `attempt(journey, action)`. Nothing here knows a bank; `data/` does."""

from kbguide.practice.actions import BEGIN, EARLIER, LEAVE, ROUND, SAY, SETTLE, TRAVEL, Action, Refusal
from kbguide.practice.earlier import summed_up
from kbguide.practice.journey import Journey, attempt, replay
from kbguide.practice.judge import judge
from kbguide.practice.standing import Standing
from kbguide.practice.world import World

__all__ = [
    "BEGIN", "EARLIER", "LEAVE", "ROUND", "SAY", "SETTLE", "TRAVEL", "Action", "Journey", "Refusal", "Standing",
    "World", "attempt", "judge", "replay", "summed_up",
]  # fmt: skip
