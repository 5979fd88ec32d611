"""Whether the entries in `data/` fit together: every id exists, nothing goes in circles, nothing is left out."""

from __future__ import annotations

import re
import string
from collections.abc import Container, Iterator, Mapping
from dataclasses import fields, is_dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Any, get_args, get_origin

from kbguide.reading import LANGUAGES, Text, hints
from kbguide.schema.content import FILES, Content
from kbguide.schema.procedure import Scenario

PLACEHOLDERS = frozenset({"name", "phone", "code", "first", "second", "pin", "bank", "issuer"})
MADE_UP = frozenset({"code", "otp", "first", "second", "phones"})  # what the practice world itself offers or makes up
KIND_NEEDS = {
    "menu": "entry",
    "form": "field",
    "call": "signal",
    "reply": "signal",
    "approve": "signal",
    "done": "title",
}
NEEDED = {  # what is named in code
    "goals": {"issue"},
    "problems": {
        *(
            "wrong-menu",
            "terms-unticked",
            "field-empty",
            "field-letters",
            "field-length",
            "someone-elses",
            "reply-wrong",
        ),
        *("pin-easy", "pin-birth", "pin-not-practice", "pin-mismatch"),
    },
}


def references(c: Content) -> list[str]:
    """A line for each id that does not exist, cycle, unknown placeholder, unreadable pattern and unfinished screen."""
    faults = [f"{where}: {key}: {name!r} does not exist" for where, key, name, known in uses(c) if name not in known]
    faults += [
        f"{where}: {{{name}}}: unknown placeholder" for where, name in placeholders(c) if name not in PLACEHOLDERS
    ]
    faults += [*patterns(c), *unfinished(c)]
    try:
        tuple(TopologicalSorter({item.id: item.after for item in c.items.values()}).static_order())
    except CycleError as cycle:
        faults.append(f"checklist.toml: {cycle.args[1][0]}: after: goes in a circle: {' > '.join(cycle.args[1])}")
    return faults


def uses(c: Content) -> Iterator[tuple[str, str, Any, Container[Any]]]:
    """Every reference in the content: (file: entry, key, the id used, the ids it may be)."""
    known: dict[str, Container[Any]] = {name: getattr(c, name) for name in Content.__dataclass_fields__}
    known["answers"] = {f"{item.id}={answer.id}" for item in c.items.values() for answer in item.answer}
    known["limits"] = c.bank.limits
    known["values"] = set.intersection(*(set(one.values) for one in c.personas.values())) | MADE_UP
    for file, lists in FILES.items():
        for key, (name, _) in lists.items():
            for entry_id, entry in getattr(c, name).items():
                if isinstance(entry, Scenario) and entry.procedure in c.procedures:
                    known["screens"] = {screen.id for screen in c.procedures[entry.procedure].screen}
                yield from walk(entry, f"{file}: {key if entry_id.isdigit() else entry_id}", known)
    for procedure in c.procedures.values():
        known |= {"screens": {one.id for one in procedure.screen}, "steps": {one.number for one in procedure.step}}
        yield from walk(procedure, f"procedures/{procedure.id}.toml: {procedure.id}", known)


def walk(entry: Any, where: str, known: Mapping[str, Container[Any]]) -> Iterator[tuple[str, str, Any, Container[Any]]]:
    """The references in one entry and in those inside it, as their annotations in `kbguide.schema` say."""
    for name, kind in hints(type(entry)).items():  # type: ignore[arg-type]  # mypy does not take type[Any] for hashable
        value, target = getattr(entry, name), reference(kind)
        for part in value if isinstance(value, tuple) else (value,):
            if is_dataclass(part) and not isinstance(part, Text):
                yield from walk(part, f"{where}: {getattr(part, 'id', getattr(part, 'name', name))}", known)
            elif target and part is not None:
                yield where, name.replace("_", "-"), part, known.get(target, ())


def reference(kind: Any) -> str | None:
    """Where the ids of this annotation must exist, or None when it is no reference."""
    if get_origin(kind) is Annotated:
        return str(get_args(kind)[1])
    return next(filter(None, map(reference, get_args(kind))), None)


def placeholders(c: Content) -> Iterator[tuple[str, str]]:
    """Every `{word}` in the texts of the procedures, with the place where it stands; a lone brace counts as one."""
    for procedure in c.procedures.values():
        for screen in procedure.screen:
            for said in (text[lang] for text in texts(screen) for lang in LANGUAGES):
                try:
                    names = [name for _, name, _, _ in string.Formatter().parse(said) if name is not None]
                except ValueError:
                    names = [said]
                yield from ((f"procedures/{procedure.id}.toml: {screen.id}", name) for name in names)


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


def patterns(c: Content) -> Iterator[str]:
    """A line for each guard whose pattern cannot be read."""
    for guard in c.guards.values():
        try:
            re.compile(guard.pattern)
        except re.error as fault:
            yield f"guards.toml: {guard.id}: pattern: {fault}"


def unfinished(c: Content) -> Iterator[str]:
    """A line for each entry that code relies on and is not there, and each screen that lacks what its kind needs."""
    for name, ids in NEEDED.items():
        yield from (
            f"{name}: {entry!r} is missing, the program needs it" for entry in sorted(ids - set(getattr(c, name)))
        )
    for procedure in c.procedures.values():
        offered = {f"{variant.key}={option.id}" for variant in procedure.variant for option in variant.option}
        parts = [part for screen in procedure.screen for part in screen.field]
        offered |= {f"{part.name}={option.id}" for part in parts for option in part.option}
        for screen in procedure.screen:
            where = f"procedures/{procedure.id}.toml: {screen.id}"
            needed = KIND_NEEDS.get(screen.kind, "next")
            if not getattr(screen, needed):
                yield f"{where}: {needed}: missing, a screen of kind {screen.kind!r} needs it"
            if screen.kind != "done" and not screen.next:
                yield f"{where}: next: missing, only a screen of kind 'done' is the end"
            if screen.when and screen.when not in offered:
                yield f"{where}: when: {screen.when!r} is never chosen"
            for part in screen.field:
                if part.kind in ("text", "digits", "secret") and not (part.expects and part.wrong):
                    yield f"{where}: {part.name}: expects, wrong: missing, a field of kind {part.kind!r} needs them"
