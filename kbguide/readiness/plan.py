"""Errands: what can be done at one place is one visit, and what must come first does."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

from kbguide.content.catalogue import Content
from kbguide.content.checklist import Fix, Goal, Note, Reason
from kbguide.content.reader import Text
from kbguide.readiness.findings import Finding, true_of

ROUND = 5  # nobody knows such minutes more exactly


@dataclass(frozen=True)
class Task:
    """One thing that an errand settles; `certain` when it is to be done, and not to be found out."""

    item: str
    fix: Fix
    certain: bool


@dataclass(frozen=True)
class Errand:
    """One visit, one call, one sitting; without tasks it is the goal at the end of the plan."""

    title: Text
    place: str
    minutes: int
    bring: tuple[Text, ...]
    notes: tuple[Text, ...]
    tasks: tuple[Task, ...] = ()
    dial: Text | None = None  # the number to call

    @property
    def certain(self) -> bool:
        """Whether nothing here is only to be found out."""
        return all(task.certain for task in self.tasks)


def holding(notes: Iterable[Note], known: Mapping[str, str]) -> Iterator[Note]:
    """The notes whose conditions are so."""
    return (note for note in notes if true_of(note.when, known))


def plan(
    content: Content, findings: Iterable[Finding], known: Mapping[str, str], reason: Reason | None, goal: Goal
) -> tuple[Errand, ...]:
    """The errands in order, and the goal; it is left out while something halts, and all is when nothing is known."""
    found = {one.item.id: one for one in findings}
    visits: dict[str, list[Task]] = {}
    for name in order_of(content, reason):
        answer = found[name].answer
        if found[name].waiting and answer and answer.fix:
            certain = found[name].state == "missing" and not answer.fix.question
            visits.setdefault(answer.fix.place, []).append(Task(name, answer.fix, certain))
    errands = [errand(content, place, visits[place], known) for place in in_order(content, visits, reason)]
    notes = (goal.text, *(note.text for note in holding(goal.note, known)))
    last = Errand(goal.name, goal.place, goal.minutes, goal.bring, notes)
    answered = any(one.answer for one in found.values())
    halted = any(one.halts for one in found.values())
    return (*errands, *([last] if answered and not halted else []))


def order_of(content: Content, reason: Reason | None) -> list[str]:
    """The items, each after those that come before it; the reason's first items as early as that allows."""
    first = set(reason.first if reason else ())
    first |= {name for item in first for name in ancestors(content, item)}
    order = TopologicalSorter({item.id: item.after for item in content.items.values()}).static_order()
    return sorted(order, key=lambda name: name not in first)


def errand(content: Content, place: str, tasks: list[Task], known: Mapping[str, str]) -> Errand:
    """Everything that is done at one place; what two tasks ask to bring is brought once."""
    there = content.places[place]
    minutes = there.minutes + sum(task.fix.minutes for task in tasks)
    bring = tuple(dict.fromkeys(thing for task in tasks for thing in task.fix.bring))
    notes = tuple(note.text for note in holding(there.note, known))
    dial = next((one.text for one in holding(there.dial, known)), None)
    title = there.visit if len(tasks) > 1 else tasks[0].fix.title
    return Errand(title, place, -(-minutes // ROUND) * ROUND, bring, notes, tuple(tasks), dial)


def in_order(content: Content, visits: Mapping[str, list[Task]], reason: Reason | None) -> Iterator[str]:
    """The places: each when nothing has to come before, those of the reason's first items first, then in its order."""
    order = (reason.places if reason else ()) + tuple(content.places)
    first = reason.first if reason else ()
    waiting = dict(visits)
    while waiting:
        free = [place for place in waiting if not before(content, place, waiting)] or list(waiting)
        ranks = {place: (all(task.item not in first for task in waiting[place]), order.index(place)) for place in free}
        here = min(free, key=ranks.__getitem__)
        del waiting[here]
        yield here


def before(content: Content, place: str, visits: Mapping[str, list[Task]]) -> set[str]:
    """The places where one has to have been: one travels only when all that can be found out from home is known."""
    if content.places[place].free:
        return set()
    ahead = {name for task in visits[place] if task.certain for name in ancestors(content, task.item)}
    trip = content.places[place].trip
    return {
        other for other, tasks in visits.items()
        if other != place and (
            any(task.item in ahead for task in tasks)
            or (trip and not content.places[other].trip and not all(task.certain for task in tasks))
        )
    }  # fmt: skip


def ancestors(content: Content, item: str) -> set[str]:
    """The items that come before this one, directly or not."""
    names = content.items[item].after
    return set(names).union(*(ancestors(content, name) for name in names))
