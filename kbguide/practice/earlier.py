"""What is kept of runs long past: that they were, and how they went; their single actions are forgotten.

A new run by somebody who begins afresh depends on nothing before it but this. So what is kept of a learner stays
short, however long somebody practises, and a press takes no longer in the last hour than in the first.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from dataclasses import astuple, replace
from typing import TYPE_CHECKING, Any, get_args

from kbguide.content.learning import ReplyVerdict
from kbguide.practice.actions import EARLIER, ROUND, SAY, Action, Refusal
from kbguide.practice.answers import Said
from kbguide.practice.attempts import Attempt, End, latest
from kbguide.practice.drills import of_drills
from kbguide.practice.world import Mode

if TYPE_CHECKING:
    from kbguide.content.catalogue import Content
    from kbguide.practice.journey import Journey

MOST_RUNS = 10**6


def summed_up(journey: Journey) -> Iterator[Action]:
    """Actions from which follows what a new run has to know of this journey, and what the record says of it."""
    known: dict[str, Any] = {
        "runs": journey.runs,
        "finished": journey.finished,
        "passed": journey.passed,
        "attempts": [astuple(one) for one in journey.attempts],
    }
    yield Action(EARLIER, values={name: json.dumps(value) for name, value in known.items()})
    drilled = of_drills(journey.said)
    yield from said_again({question: given for question, given in journey.said.items() if question not in drilled})
    for said in journey.rounds:
        yield from said_again(said)
        yield Action(ROUND)
    yield from said_again(drilled)


def said_again(said: Said) -> Iterator[Action]:
    """The answers as they were given."""
    yield from (Action(SAY, question, {"answer": answer}) for question, given in said.items() for answer in given)


def earlier(journey: Journey, action: Action) -> Journey | Refusal:
    """Take up what was summed up; what no longer exists is left out. It is refused once a run has begun."""
    if journey.runs:
        return Refusal("elsewhere")
    content = journey.content
    try:
        known = {name: json.loads(action.values[name]) for name in ("runs", "finished", "passed", "attempts")}
        attempts = tuple(one for row in known["attempts"] if (one := attempt_of(content, row)))
        finished = tuple(name for name in known["finished"] if name in content.scenarios)
        passed = tuple(name for name in known["passed"] if name in content.procedures)
        runs = min(max(int(known["runs"]), 0), MOST_RUNS)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return Refusal("elsewhere")
    return replace(journey, runs=runs, finished=finished, passed=passed, attempts=latest(attempts))


def attempt_of(content: Content, row: list[Any]) -> Attempt | None:
    """One run of the record, if it can be one; raises TypeError when it is something else."""
    one = Attempt(*row)
    allowed: list[tuple[str, Container[str]]] = [
        (one.procedure, content.procedures), (one.scenario, ("", *content.scenarios)), (one.mode, get_args(Mode)),
        (one.channel, ("", *content.channels)), (one.fraud, ("", *get_args(ReplyVerdict))), (one.end, get_args(End)),
    ]  # fmt: skip
    whole = all(isinstance(count, int) for count in (one.seconds, one.mistakes, one.hints))
    return one if whole and all(name in names for name, names in allowed) else None
