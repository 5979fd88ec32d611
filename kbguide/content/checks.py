"""Whether the entries in `data/` fit together: every id exists, nothing goes in circles, nothing is left out."""

from __future__ import annotations

import string
from collections.abc import Container, Iterator, Mapping
from dataclasses import fields, is_dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Any, get_args, get_origin

from kbguide.content.catalogue import FILES, Content
from kbguide.content.checks_bank import incomplete, known_values
from kbguide.content.checks_learning import unusable
from kbguide.content.conditions import Condition, Possible
from kbguide.content.procedure import Procedure, Screen
from kbguide.content.reader import LANGUAGES, Text, hints

PLACEHOLDERS = frozenset({"name", "phone", "code", "first", "second", "pin", "old", "bank", "issuer", "screen", "end"})
KIND_NEEDS = {
    "menu": "entry", "decide": "entry", "form": "field", "call": "signal", "reply": "signal", "approve": "signal",
}  # fmt: skip


def references(c: Content) -> list[str]:
    """A line for each id that does not exist, cycle, unknown placeholder, unreadable pattern and unfinished screen."""
    faults = [f"{where}: {key}: '{name}' does not exist" for where, key, name, known in uses(c) if name not in known]
    faults += [
        f"{where}: {{{name}}}: unknown placeholder" for where, name in placeholders(c) if name not in PLACEHOLDERS
    ]
    faults += [*incomplete(c), *unfinished(c), *unusable(c)]
    try:
        tuple(TopologicalSorter({item.id: item.after for item in c.items.values()}).static_order())
    except CycleError as cycle:
        faults.append(f"checklist.toml: {cycle.args[1][0]}: after: goes in a circle: {' > '.join(cycle.args[1])}")
    return faults


def uses(c: Content) -> Iterator[tuple[str, str, Any, Container[Any]]]:
    """Every reference in the content: (file: entry, key, the id used, the ids it may be)."""
    known: dict[str, Container[Any]] = {name: getattr(c, name) for name in Content.__dataclass_fields__}
    known["answers"] = Possible({item.id: {answer.id for answer in item.answer} for item in c.items.values()})
    known["limits"] = c.bank.limits
    known["institutions"] = {one.id for one in c.bank.institution}
    known["entries"] = {entry.id for screen in c.screens.values() for entry in screen.entry}
    known["values"] = known_values(c)
    known["conditions"] = Possible(c.choices)
    yield from walk(c.bank, "bank.toml: bank", known)
    for file, lists in FILES.items():
        for key, (name, _) in lists.items():
            for entry_id, entry in getattr(c, name).items():
                origin = c.origins[entry_id] if isinstance(entry, Screen) else file
                yield from walk(entry, f"{origin}: {key if entry_id.isdigit() else entry_id}", known)
    for procedure in c.procedures.values():
        yield from walk(procedure, f"procedures/{procedure.id}.toml: {procedure.id}", known)
    for scenario in c.scenarios.values():
        if scenario.procedure in c.procedures:
            screens = c.procedures[scenario.procedure].screens
            yield f"scenarios.toml: {scenario.id}", "screen", scenario.screen or screens[0], screens


def walk(entry: Any, where: str, known: Mapping[str, Container[Any]]) -> Iterator[tuple[str, str, Any, Container[Any]]]:
    """The references in one entry and in those inside it, as their annotations say."""
    for name, kind in hints(type(entry)).items():  # type: ignore[arg-type]  # mypy does not take type[Any] for hashable
        value, target = getattr(entry, name), reference(kind)
        for part in value if isinstance(value, tuple) else (value,):
            if is_dataclass(part) and not isinstance(part, Text | Condition):
                label = getattr(part, "id", getattr(part, "name", name))
                yield from walk(part, f"{where}: {label if isinstance(label, str) else name}", known)
            elif target and part is not None:
                yield where, name.replace("_", "-"), part, known.get(target, ())


def reference(kind: Any) -> str | None:
    """Where the ids of this annotation must exist, or None when it is no reference."""
    if get_origin(kind) is Annotated:
        return str(get_args(kind)[1])
    return next(filter(None, map(reference, get_args(kind))), None)


def placeholders(c: Content) -> Iterator[tuple[str, str]]:
    """Every `{word}` in the texts of the screens, with the place where it stands; a lone brace counts as one."""
    for screen in c.screens.values():
        for said in (text[lang] for text in texts(screen) for lang in LANGUAGES):
            try:
                names = [name for _, name, _, _ in string.Formatter().parse(said) if name is not None]
            except ValueError:
                names = [said]
            yield from ((f"{c.origins[screen.id]}: {screen.id}", name) for name in names)


def texts(value: object) -> Iterator[Text]:
    """Every Text inside a dataclass, however deep."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from texts(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


def unfinished(c: Content) -> Iterator[str]:
    """A line for each screen that lacks what its kind needs, and each procedure that does not end."""
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
    for procedure in c.procedures.values():
        where = f"procedures/{procedure.id}.toml: {procedure.id}: step"
        screens = [c.screens[name] for name in procedure.screens if name in c.screens]
        if [number for number, screen in enumerate(screens, 1) if screen.kind == "done"] != [len(screens)]:
            yield f"{where}: the last screen, and no other, must be of kind 'done'"
        yield from (f"{where}: {name}: none of its entries leads on" for name in dead_ends(procedure, screens))


def dead_ends(procedure: Procedure, screens: list[Screen]) -> Iterator[str]:
    """The menus and questions of a procedure without a way on."""
    for screen in screens:
        leads = any(map(procedure.leads_on, screen.entry))
        if screen.kind in ("menu", "decide") and not leads:
            yield screen.id
