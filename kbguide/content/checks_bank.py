"""Whether the bank has what the program needs of it: entries named in code, guards, and everything on the card."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbguide.content.bank import SHOWN, CardRow
from kbguide.content.catalogue import Content
from kbguide.content.procedure import PIN_LIMIT

MADE_UP = frozenset({"code", "otp", "first", "second", "phones", "present-pin", "other-pin"})  # the world's own values
BESIDE_CARD = frozenset({"code", "otp", "first", "second"})  # on the telephone, the code device, the security card
NEEDED = {  # what is named in code
    "goals": {"issue"},
    "words": {"phone.own"},
    "problems": {
        "wrong-menu", "terms-unticked", "field-empty", "field-letters", "field-length", "someone-elses", "reply-wrong",
        "pin-easy", "pin-birth", "pin-not-practice", "pin-mismatch", "pin-wrong", "pin-locked",
    },
}  # fmt: skip


def known_values(c: Content) -> set[str]:
    """What fields can expect and the card can show: what everybody has, the bank's, and what the world makes up."""
    return set.intersection(*(set(one.values) for one in c.personas.values())) | MADE_UP | set(c.bank.values)


def incomplete(c: Content) -> Iterator[str]:
    """A line for each part of the bank that the program could not work with."""
    yield from missing(c)
    yield from patterns(c)
    for row in c.bank.card:
        yield from (f"bank.toml: bank: {row.id}: {fault}" for fault in card_faults(c, row))
    shown = {key for row in c.bank.card for key in (*row.values, *row.also)} | BESIDE_CARD
    for screen in c.screens.values():
        for key in (key for part in screen.field for key in (part.expects, part.offers)):
            if key and key not in shown:
                yield f"bank.toml: bank: card: no line shows {key!r}, which the screen {screen.id!r} asks for"


def card_faults(c: Content, row: CardRow) -> Iterator[str]:
    """What keeps a line of the card from being shown to everybody."""
    yield from (f"shows: {key!r} does not exist" for key in row.values if key not in known_values(c) - {"phones"})
    if not row.values or set("{}") & set(SHOWN.sub("", row.shows)):
        yield "shows: expected the names of values in braces"
    names = {one.id for one in row.option}
    if names and len(row.values) != 1:
        yield "option: only where one value is shown can it be called by a name"
    for one in c.personas.values() if names and row.values else ():
        value = one.values.get(row.values[0])
        if value is not None and value not in names:
            yield f"option: {value!r} is missing, which {one.id!r} has"


def patterns(c: Content) -> Iterator[str]:
    """A line for each guard whose pattern cannot be read."""
    for guard in c.guards.values():
        try:
            re.compile(guard.pattern)
        except re.error as fault:
            yield f"guards.toml: {guard.id}: pattern: {fault}"


def missing(c: Content) -> Iterator[str]:
    """A line for each entry that code relies on and is not there."""
    for name, ids in NEEDED.items():
        yield from (
            f"{name}: {entry!r} is missing, the program needs it" for entry in sorted(ids - set(getattr(c, name)))
        )
    if PIN_LIMIT not in c.bank.limits:
        yield f"bank.toml: limits: {PIN_LIMIT}: missing, the program needs it"
    for persona in c.personas.values():
        for name in sorted({"name", "birth", "mobile", "pin", "new-pin"} - set(persona.values)):
            yield f"personas.toml: {persona.id}: values: {name}: missing, the program needs it"
