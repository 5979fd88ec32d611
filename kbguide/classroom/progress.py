"""What a learner's page says of itself, read with suspicion: only what stands in closed lists gets in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from kbguide.classroom.places import ClassPlace
from kbguide.content.catalogue import Content
from kbguide.practice.answers import STEPS

_MOST = 999  # drills, or hands raised


@dataclass(frozen=True)
class Closed:
    """All that a page may name: places, problems, drills with their replies, questions with their opinions."""

    places: Mapping[str, ClassPlace]
    problems: Collection[str]
    replies: Mapping[str, Collection[str]]
    opinions: Mapping[str, Collection[str]]
    remarks: Collection[str]
    lessons: Mapping[str, Collection[str]]

    @classmethod
    def of(cls, content: Content, places: Mapping[str, ClassPlace]) -> "Closed":
        return cls(
            places,
            content.problems,
            {one.id: {reply.id for reply in one.reply} for one in content.drills.values()},
            {one.id: {opinion.id for opinion in one.opinion} for one in content.feedback.values()},
            content.remarks,
            {one.id: {step.id for step in one.step} for one in content.lessons.values()},
        )


@dataclass(frozen=True)
class Progress:
    """Where a seat is, and what it has to say.

    `hand` counts how often it was raised, 0 while it is down; `before` and `after` are how sure one felt, `vote` number
    and reply.
    """

    at: str
    hand: int = 0
    problems: frozenset[str] = frozenset()
    right: int = 0
    answered: int = 0
    before: str = ""
    after: str = ""
    vote: tuple[int, str] | None = None

    @classmethod
    def read(cls, said: object, closed: Closed) -> "Progress":
        """From what a browser has sent, which may be anything; raises ValueError for what is in no list."""
        if not isinstance(said, dict):
            raise ValueError("no table")
        return cls(
            at=among(said.get("at"), closed.places),
            hand=_count(said.get("hand", 0)),
            problems=frozenset(among(one, closed.problems) for one in _listed(said.get("problems", []))),
            right=_count(said.get("right", 0)),
            answered=_count(said.get("answered", 0)),
            before=_step(said.get("before")),
            after=_step(said.get("after")),
            vote=_vote(said.get("vote")),
        )


def among(value: object, known: Collection[str]) -> str:
    """A text that is one of these; raises ValueError for anything else."""
    if not isinstance(value, str) or value not in known:
        raise ValueError("not on the list")
    return value


def whole(value: object, least: int, most: int) -> int:
    """A whole number between these; raises ValueError for anything else."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError("no such number")
    return value


def _count(value: object) -> int:
    return whole(value, 0, _MOST)


def _step(value: object) -> str:
    return among(value, STEPS) if value is not None else ""


def _listed(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("no list")
    return value


def _vote(value: object) -> tuple[int, str] | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("reply"), str):
        raise ValueError("no vote")
    return whole(value.get("number"), 1, 10**6), value["reply"]
