"""Where the focus goes: to what has come into sight."""

from dataclasses import dataclass
from typing import Self

from kbguide.practice import World
from kbguide.practice.judge import PINS
from kbguide.views.run.run_forms import token

WANTS = ".kb-switch .kb-wants"  # the device that is out of sight and wants attention, if there is one
BY_CALL = {"ringing": f"{WANTS}, .kb-phone-title", "talking": ".kb-phone-title", "done": f"{WANTS}, .kb-window-title"}


@dataclass(frozen=True)
class Sight:
    """What the learner has in sight; where it differs from before, there the focus goes."""

    token: str  # of the screen
    mistakes: int
    call: str
    pin_chosen: bool
    reaction: str

    @classmethod
    def of(cls, world: World) -> Self:
        """What is in sight in this world."""
        return cls(token(world), len(world.met), world.call.state, world.pin_chosen, world.reaction)

    def moved_from(self, before: Self, world: World) -> str:
        """The CSS selector of what is new; "" where the focus stays, as a form moves it to its own summary."""
        if self.token != before.token:
            return ".kb-step-title"
        if self.reaction != before.reaction:
            return ".kb-answer-title"
        if self.mistakes > before.mistakes:
            return "" if world.faults and world.screen.kind not in PINS else ".kb-problem__head"
        if self.call != before.call:
            return BY_CALL.get(self.call, "")
        return ".kb-keypad button" if self.pin_chosen != before.pin_chosen else ""
