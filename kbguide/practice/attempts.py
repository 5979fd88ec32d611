"""What a learner has tried: a line for each run, kept up while it goes on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from kbguide.practice.world import Action, Mode, World

End = Literal["open", "done", "stopped", "left"]  # still going on; to the last screen; at a scenario's end; given up


@dataclass(frozen=True)
class Try:
    """One run. `seconds` passed between its actions; `mistakes` are problems that no scenario let happen."""

    procedure: str
    scenario: str
    mode: Mode
    channel: str
    seconds: int = 0
    mistakes: int = 0
    hints: int = 0
    fraud: str = ""  # the verdict on the answer to a fraud that came in the middle
    end: End = "open"

    @property
    def what(self) -> tuple[str, str]:
        """What was tried: two tries of the same can be compared."""
        return self.procedure, self.scenario


def begun(tries: tuple[Try, ...], world: World) -> tuple[Try, ...]:
    """One more try; the one before is given up if it was still going on."""
    scenario = world.scenario.id if world.scenario and world.mode != "real" else ""
    new = Try(world.procedure.id, scenario, world.mode, world.picks.get("channel", ""))
    return (*left(tries), noted(new, world))


def left(tries: tuple[Try, ...]) -> tuple[Try, ...]:
    """The tries when the run that is going on is given up."""
    if not tries or tries[-1].end != "open":
        return tries
    return (*tries[:-1], replace(tries[-1], end="left"))


def went_on(tries: tuple[Try, ...], world: World, action: Action) -> tuple[Try, ...]:
    """The tries after one more action in the present run."""
    if not tries:
        return tries
    last = tries[-1]
    return (*tries[:-1], replace(noted(last, world), seconds=last.seconds + action.after))


def noted(one: Try, world: World) -> Try:
    """A try as the world says how it went so far."""
    drill = world.content.drills.get(world.fraud)
    end: End = "open" if not world.over else "stopped" if world.stopped else "done"
    return replace(
        one,
        mistakes=len(world.met) - sum(world.happened.values()),
        hints=world.hints,
        fraud=drill.verdict(world.reaction) if drill else "",
        end=end,
    )
