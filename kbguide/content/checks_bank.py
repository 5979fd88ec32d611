"""Whether the bank has what the program needs of it: entries named in code, guards, and everything on the card."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from re import _parser  # type: ignore[attr-defined]  # nothing public tells how much a pattern takes at least

from kbguide.content.bank import SHOWN, CardRow
from kbguide.content.catalogue import Content
from kbguide.content.checks_texts import registry
from kbguide.content.procedure import PIN_LIMIT
from kbguide.content.reader import cut, quote

MADE_UP = frozenset({"code", "otp", "first", "second", "phones", "present-pin", "other-pin"})  # the world's own values
BESIDE_CARD = frozenset({"code", "otp", "first", "second"})  # on the telephone, the code device, the security card
DIGITS = 10
PIN_DIGITS = 6  # keys of the pad that a PIN is typed on
SEPARATORS = re.compile(r"[\s.\-()]+")  # what does not matter between digits
OWN_LENGTH = 8  # digits of the shortest number that is told by itself: a date of birth with its century


def known_values(c: Content) -> set[str]:
    """What fields can expect and the card can show: what everybody has, the bank's, and what the world makes up."""
    return set.intersection(*(set(one.values) for one in c.personas.values())) | MADE_UP | set(c.bank.values)


def incomplete(c: Content) -> Iterator[str]:
    """A line for each part of the bank that the program could not work with."""
    yield from missing(c)
    yield from patterns(c)
    yield from untypable(c)
    for row in c.bank.card:
        yield from (f"bank.toml: bank: {row.id}: {fault}" for fault in card_faults(c, row))
    shown = {key for row in c.bank.card for key in (*row.values, *row.also)} | BESIDE_CARD
    for screen in c.screens.values():
        asked = {key for part in screen.field for key in (part.expects, part.offers) if key}
        asked |= {"pin": {"present-pin"}, "new-pin": {screen.expects}}.get(screen.kind, set())
        for key in sorted(asked - shown):
            yield f"bank.toml: bank: card: no line shows {key!r}, which the screen {screen.id!r} asks for"


def untypable(c: Content) -> Iterator[str]:
    """The values that somebody has and no field or pad would take."""
    parts = [part for screen in c.screens.values() for part in screen.field if part.kind in ("digits", "secret")]
    asked = {("pin", PIN_DIGITS), ("new-pin", PIN_DIGITS), *((part.expects or "", part.length or 0) for part in parts)}
    owners = {"bank.toml": c.bank.values} | {f"personas.toml: {one.id}": one.values for one in c.personas.values()}
    for where, values in owners.items():
        for key, length in sorted(asked):
            digits = SEPARATORS.sub("", values.get(key, "0" * (length or 1)))
            if not re.fullmatch("[0-9]+", digits) or len(digits) != (length or len(digits)):
                yield f"{where}: values: {key}: expected {length or 'only'} digits, found {quote(values[key])}"


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
            yield f"option: {quote(value)} is missing, which {one.id!r} has"


def patterns(c: Content) -> Iterator[str]:
    """A line for each pattern that cannot be read, and for each guard that takes an amount for somebody's number."""
    for numeral in c.numerals.values():
        if any(len(row) != DIGITS for row in numeral.rows):
            yield f"guards.toml: {numeral.id}: rows: expected {DIGITS} signs in each"
        try:
            numeral.read("0")
        except (re.error, OverflowError, RecursionError) as fault:
            yield f"guards.toml: {numeral.id}: where: {cut(str(fault))}"
    for guard in c.guards.values():
        try:
            re.compile(guard.pattern)
            shortest = _parser.parse(guard.pattern).getwidth()[0]
        except (re.error, OverflowError, RecursionError) as fault:
            yield f"guards.toml: {guard.id}: pattern: {cut(str(fault))}"
            continue
        if guard.length is None and shortest < OWN_LENGTH:
            why = f"takes {shortest} digits, as amounts have: give it a length, or {OWN_LENGTH} digits"
            yield f"guards.toml: {guard.id}: pattern: {why}"


def missing(c: Content) -> Iterator[str]:
    """A line for each entry that code relies on and is not there."""
    if len(c.bank.institution) < 2:
        yield "bank.toml: bank: institution: a second one is missing, the program needs it"
    needed = registry()
    kept: dict[str, tuple[Mapping[str, object], Iterable[str]]] = {
        **{name: (getattr(c, name), keys) for name, keys in needed["entries"].items()},
        "problems": (c.problems, chain.from_iterable(needed["problems"].values())),
        "bank.toml: values": (c.bank.values, needed["values"]["bank"]),
        "bank.toml: limits": (c.bank.limits, {PIN_LIMIT}),
        **{f"personas.toml: {one.id}: values": (one.values, needed["values"]["person"]) for one in c.personas.values()},
    }
    for where, (found, keys) in kept.items():
        yield from (f"{where}: {key}: missing, the program needs it" for key in sorted(set(keys) - found.keys()))
