"""Rounds of drills: which ones come, in which order and in which guise. All of it follows from seed and answers.

A round is all that is not `extra`. Whoever is wrong about a drill the first time meets its twin later: in this round if
it is still to come or is an extra one, and else in the next, where it comes again in another guise.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kbguide.content.catalogue import Content
from kbguide.content.learning import Drill, turned
from kbguide.practice.actions import Action, Refusal
from kbguide.practice.answers import Said, answered, is_right
from kbguide.practice.pseudorandom import TURNS, draw

if TYPE_CHECKING:
    from kbguide.practice.journey import Journey

APART = 3  # places from a drill to the twin that it brings
DRILL = "drill/"


def met(content: Content, seed: int, number: int, name: str) -> Drill:
    """A drill as this learner meets it in the round of this number, which is 0 for the first."""
    return content.drills[name].guised(draw(f"{seed}/{name}/guise", TURNS) + number)


def order(content: Content, seed: int, rounds: tuple[Said, ...], said: Said) -> list[str]:
    """The drills of the round after these ones, with those that what was `said` in it brings."""
    number = len(rounds)
    twins = partners(content)
    names = [one.id for one in content.drills.values() if not one.extra]
    if number:
        names = list(turned(tuple(names), draw(f"{seed}/{number}/order", len(names))))
        names = [twins[name] if swaps(content, seed, number, name) else name for name in names]
    for name in mistaken(content, said):
        twin = twins.get(name)
        if twin and twin not in names:
            names.insert(names.index(name) + APART if name in names else len(names), twin)
    return names


def of_drills(said: Said) -> Said:
    """What was said about drills."""
    return {question: answers for question, answers in said.items() if question.startswith(DRILL)}


def tally(content: Content, seed: int, rounds: tuple[Said, ...]) -> tuple[int, int, int]:
    """How it went in the last of these rounds; while nothing is answered in it, in the one before."""
    before = rounds[:-1] if rounds[-1] or len(rounds) == 1 else rounds[:-2]
    said = rounds[len(before)]
    return answered(content, said, "drill", order(content, seed, before, said))


def another(journey: Journey, _: Action) -> Journey | Refusal:
    """Begin the drills anew, once all of this round are answered."""
    if any(DRILL + name not in journey.said for name in journey.drills):
        return Refusal("unknown")
    done = of_drills(journey.said)
    rest = {question: answers for question, answers in journey.said.items() if question not in done}
    return replace(journey, said=rest, rounds=(*journey.rounds, done))


def partners(content: Content) -> dict[str, str]:
    """The twin of each drill; that of a genuine one is the first fraud that has it."""
    pairs = [(one.id, one.twin) for one in content.drills.values() if one.twin]
    return {**{twin: name for name, twin in reversed(pairs)}, **dict(pairs)}


def swaps(content: Content, seed: int, number: int, name: str) -> bool:
    """Whether the genuine twin that few have met comes in place of this fraud."""
    twin = content.drills.get(content.drills[name].twin or "")
    return bool(twin and twin.extra and draw(f"{seed}/{number}/{name}/twin", 2))


def mistaken(content: Content, said: Said) -> list[str]:
    """The drills that were not answered rightly the first time, in the order of their first answers."""
    drills = of_drills(said).items()
    return [one.removeprefix(DRILL) for one, answers in drills if not is_right(content, one, answers[0])]
