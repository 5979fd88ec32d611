"""What a teacher asks for, read with suspicion, and how a class's wishes change by it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, get_args

from kbguide.classroom.progress import Closed, among
from kbguide.classroom.room import ClassOrder, Do, Plan, Show, Vote, Wishes

Change = Callable[[Wishes, Mapping[str, Any], Closed, float], Wishes]


def after(wishes: Wishes, said: Mapping[str, Any], closed: Closed, now: float) -> Wishes:
    """The wishes after an order of the board; raises ValueError for one that is not understood."""
    return _CHANGES[among(said.get("do"), _CHANGES)](wishes, said, closed, now)


def _ordered(wishes: Wishes, do: Do, what: str = "") -> Wishes:
    number = wishes.count + 1
    return replace(wishes, count=number, order=ClassOrder(number, do, what))


def _go(wishes: Wishes, said: Mapping[str, Any], closed: Closed, _: float) -> Wishes:
    place = among(said.get("place"), closed.places)
    return replace(_ordered(wishes, "go", place), place=place)


def _pause(wishes: Wishes, *_: Any) -> Wishes:
    return _ordered(wishes, "pause")


def _resume(wishes: Wishes, *_: Any) -> Wishes:
    return replace(wishes, order=None)


def _look(wishes: Wishes, *_: Any) -> Wishes:
    return _ordered(wishes, "look")


def _say(wishes: Wishes, said: Mapping[str, Any], closed: Closed, _: float) -> Wishes:
    return _ordered(wishes, "say", among(said.get("remark"), closed.remarks))


def _vote(wishes: Wishes, said: Mapping[str, Any], closed: Closed, _: float) -> Wishes:
    number = wishes.count + 1
    drill = among(said.get("drill"), closed.replies)
    return replace(wishes, count=number, vote=Vote(number, drill), shows="vote")


def _close(wishes: Wishes, *_: Any) -> Wishes:
    return replace(wishes, vote=replace(wishes.vote, open=False)) if wishes.vote else wishes


def _show(wishes: Wishes, said: Mapping[str, Any], closed: Closed, _: float) -> Wishes:
    shows: Show = among(said.get("what"), get_args(Show))  # type: ignore[assignment]  # it is one of them
    place = among(said["place"], closed.places) if said.get("place") else wishes.place
    return replace(wishes, shows=shows, place=place)


def _lesson(wishes: Wishes, said: Mapping[str, Any], closed: Closed, now: float) -> Wishes:
    if not said.get("lesson"):
        return replace(wishes, plan=None)
    lesson = among(said["lesson"], closed.lessons)
    return replace(wishes, plan=Plan(lesson, among(said.get("step"), closed.lessons[lesson]), now))


def _feedback(wishes: Wishes, *_: Any) -> Wishes:
    return replace(wishes, feedback=True)


_CHANGES: dict[str, Change] = {
    "go": _go,
    "pause": _pause,
    "resume": _resume,
    "look": _look,
    "say": _say,
    "vote": _vote,
    "close": _close,
    "show": _show,
    "lesson": _lesson,
    "feedback": _feedback,
}
