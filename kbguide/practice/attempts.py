"""What a learner has tried: a line for each of the latest runs, kept up while it goes on."""

from dataclasses import dataclass, replace
from typing import Literal

from kbguide.practice.actions import Action
from kbguide.practice.world import Mode, World

MOST_ATTEMPTS = 300
End = Literal["open", "done", "stopped", "left"]  # still going on; to the last screen; at a scenario's end; given up


@dataclass(frozen=True)
class Attempt:
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


def begin_attempt(attempts: tuple[Attempt, ...], world: World) -> tuple[Attempt, ...]:
    """One more attempt; the one before is given up if it was still going on."""
    scenario = world.scenario.id if world.scenario and world.mode != "real" else ""
    new = Attempt(world.procedure.id, scenario, world.mode, world.picks.get("channel", ""))
    return latest((*give_up(attempts), updated(new, world)))


def latest(attempts: tuple[Attempt, ...]) -> tuple[Attempt, ...]:
    """Not more than anybody looks through."""
    return attempts[-MOST_ATTEMPTS:]


def give_up(attempts: tuple[Attempt, ...]) -> tuple[Attempt, ...]:
    """The attempts when the run that is going on is given up."""
    if not attempts or attempts[-1].end != "open":
        return attempts
    return (*attempts[:-1], replace(attempts[-1], end="left"))


def go_on(attempts: tuple[Attempt, ...], world: World, action: Action) -> tuple[Attempt, ...]:
    """The attempts after one more action in the present run."""
    last = attempts[-1]
    return (*attempts[:-1], replace(updated(last, world), seconds=last.seconds + action.after))


def updated(one: Attempt, world: World) -> Attempt:
    """An attempt as the world says how it went so far."""
    drill = world.content.drills.get(world.fraud)
    end: End = "open"
    if world.over:
        end = "stopped" if world.stopped else "done"
    mistakes = len(world.met) - sum(world.happened.values())
    fraud = drill.verdict(world.reaction) if drill else ""
    return replace(one, mistakes=mistakes, hints=world.hints, fraud=fraud, end=end)
