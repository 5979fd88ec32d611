"""How far a learner is, as a class may know it: where, and how much was done; nothing that was answered or typed."""

from typing import Any

from kbguide.practice import Journey
from kbguide.practice.answers import CONFIDENCE

DONE = "done"  # in place of a step's number: the last screen


def progress(journey: Journey) -> dict[str, Any]:
    """`at`: procedure and step of the run, "" without one; `chapter`: the one that shows it; `problems`: met in it.

    Of the drills `right` and `answered` in the latest round; `before` and `after`, how sure somebody feels, if told.
    """
    world = journey.world
    answered, right, _ = journey.drilled
    sure = {question.partition("/")[2]: journey.answer(question) for question in CONFIDENCE}
    return {
        "at": place(journey),
        "chapter": "manage" if journey.managing else "practice",
        "problems": list(dict.fromkeys(world.met)) if world else [],
        "right": right,
        "answered": answered,
        **{when: step for when, step in sure.items() if step},
    }


def place(journey: Journey) -> str:
    """As `issue/4`, or `issue/done` on the last screen; while a remedy is gone through, its own."""
    world = journey.world
    if world is None:
        return ""
    number = world.procedure.number(world.at)
    return f"{world.procedure.id}/{DONE if world.finished else number}"
