"""Whether the entries in `data/` fit together: every id exists, nothing goes in circles, nothing is left out."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import is_dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from kbguide.content.catalogue import FILES, Content
from kbguide.content.checklist import GOAL, UNANSWERED
from kbguide.content.checks_bank import incomplete, known_values
from kbguide.content.checks_learning import unusable
from kbguide.content.checks_lessons import addresses, unheld
from kbguide.content.checks_texts import LONG, LONGEST, text_faults
from kbguide.content.conditions import Condition, Possible
from kbguide.content.procedure import Screen
from kbguide.content.reader import Text, cut, hints

PLACEHOLDERS = frozenset({"name", "phone", "code", "first", "second", "pin", "old", "bank", "issuer", "screen", "end"})
KIND_NEEDS = {
    "menu": "entry", "decide": "entry", "form": "field", "call": "signal", "reply": "signal", "approve": "signal",
}  # fmt: skip


class Leaf(NamedTuple):
    """One value in an entry, or in a part of it: where it stands ("file: entry"), its key and its annotation."""

    entry: Any
    where: str
    key: str
    kind: Any
    value: Any


def references(c: Content) -> list[str]:
    """A line for each id that does not exist, cycle, text that cannot be shown, unusable pattern, unfinished screen."""
    everything = list(leaves(c))
    lost = ((where, key, name) for where, key, name, known in uses(c, everything) if name not in known)
    faults = [f"{where}: {key}: '{cut(str(name))}' does not exist" for where, key, name in lost]
    faults += [*unfit(everything), *incomplete(c), *unfinished(c), *endless(c), *unusable(c), *unheld(c)]
    try:
        tuple(TopologicalSorter({item.id: item.after for item in c.items.values()}).static_order())
    except CycleError as cycle:
        faults.append(f"checklist.toml: {cycle.args[1][0]}: after: goes in a circle: {cut(' > '.join(cycle.args[1]))}")
    return faults


def uses(c: Content, everything: Iterable[Leaf] = ()) -> Iterator[tuple[str, str, Any, Container[Any]]]:
    """Every reference in the content: (file: entry, key, the id used, the ids it may be)."""
    known: dict[str, Container[Any]] = {name: getattr(c, name) for name in Content.__dataclass_fields__}
    answers = {item.id: {UNANSWERED, *(answer.id for answer in item.answer)} for item in c.items.values()}
    known["addresses"] = addresses(c)
    known["answers"] = Possible({**answers, GOAL: set(c.goals)})
    known["limits"] = c.bank.limits
    known["institutions"] = {one.id for one in c.bank.institution}
    known["entries"] = {entry.id for screen in c.screens.values() for entry in screen.entry}
    known["values"] = known_values(c)
    known["conditions"] = Possible(c.choices)
    for leaf in everything or leaves(c):
        if target := reference(leaf.kind):
            yield leaf.where, leaf.key, leaf.value, known.get(target, ())
    for scenario in c.scenarios.values():
        if scenario.procedure in c.procedures:
            screens = c.procedures[scenario.procedure].screens
            yield f"scenarios.toml: {scenario.id}", "screen", scenario.screen or screens[0], screens


def leaves(c: Content) -> Iterator[Leaf]:
    """Everything that stands in the entries of all files."""
    yield from walk(c.bank, c.bank, "bank.toml: bank")
    for file, lists in FILES.items():
        for key, (name, _) in lists.items():
            for entry_id, entry in getattr(c, name).items():
                origin = c.origins[entry_id] if isinstance(entry, Screen) else file
                yield from walk(entry, entry, f"{origin}: {key if entry_id.isdigit() else entry_id}")
    for procedure in c.procedures.values():
        yield from walk(procedure, procedure, f"procedures/{procedure.id}.toml: {procedure.id}")


def walk(entry: Any, part: Any, where: str) -> Iterator[Leaf]:
    """What stands in one part of an entry, and in those inside it."""
    for name, kind in hints(type(part)).items():  # type: ignore[arg-type]  # mypy does not take type[Any] for hashable
        value = getattr(part, name)
        for inner in value if isinstance(value, tuple) else (value,):
            if is_dataclass(inner) and not isinstance(inner, Text | Condition):
                label = getattr(inner, "id", getattr(inner, "name", name))
                yield from walk(entry, inner, f"{where}: {label if isinstance(label, str) else name}")
            elif inner is not None:
                yield Leaf(entry, where, name.replace("_", "-"), kind, inner)


@cache
def reference(kind: Any) -> str | None:
    """Where the ids of this annotation must exist, or None when it is no reference."""
    if get_origin(kind) is Annotated:
        return str(get_args(kind)[1])
    return next(filter(None, map(reference, get_args(kind))), None)


def unfit(everything: Iterable[Leaf]) -> Iterator[str]:
    """A line for each text that is too long or cannot be filled as it stands."""
    for leaf in everything:
        if isinstance(leaf.value, Text):
            places = PLACEHOLDERS if isinstance(leaf.entry, Screen) else getattr(leaf.entry, "places", frozenset())
            yield from text_faults(f"{leaf.where}: {leaf.key}", leaf.value, places, LONGEST.get(leaf.key, LONG))


def unfinished(c: Content) -> Iterator[str]:
    """A line for each screen that lacks what its kind needs."""
    for screen in c.screens.values():
        where = f"{c.origins[screen.id]}: {screen.id}"
        needed = KIND_NEEDS.get(screen.kind)
        if needed and not getattr(screen, needed):
            yield f"{where}: {needed}: missing, a screen of kind {screen.kind!r} needs it"
        if screen.effect and screen.kind != "done":
            yield f"{where}: effect: only a screen of kind 'done' changes anything"
        for part in screen.field:
            if part.kind in ("text", "digits", "secret") and not (part.expects and part.wrong):
                yield f"{where}: {part.name}: expects, wrong: missing, a field of kind {part.kind!r} needs them"


def endless(c: Content) -> Iterator[str]:
    """A line for each procedure that has a screen twice, does not end, or from one of whose menus nothing leads on."""
    for procedure in c.procedures.values():
        where = f"procedures/{procedure.id}.toml: {procedure.id}: step"
        twice = (name for name, times in Counter(procedure.screens).items() if times > 1)
        yield from (f"{where}: {name!r} stands there twice" for name in twice)
        screens = [c.screens[name] for name in procedure.screens if name in c.screens]
        if [number for number, screen in enumerate(screens, 1) if screen.kind == "done"] != [len(screens)]:
            yield f"{where}: the last screen, and no other, must be of kind 'done'"
        for screen in screens:
            if screen.kind in ("menu", "decide") and not any(map(procedure.leads_on, screen.entry)):
                yield f"{where}: {screen.id}: none of its entries leads on"
