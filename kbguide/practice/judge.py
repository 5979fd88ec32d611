"""From what was typed to an action: right, or which problem. What was typed goes no further than this module."""

import re
import unicodedata
from collections.abc import Mapping
from itertools import pairwise

from kbguide.content.catalogue import Content
from kbguide.content.procedure import Field
from kbguide.practice.actions import Action
from kbguide.practice.world import World

OK = "ok"
PLAIN = frozenset({"field-empty", "field-letters", "field-length", "terms-unticked"})  # said beside the field
PINS = frozenset({"pin", "new-pin"})  # the kinds of screen with a keypad for a PIN
LONGEST = 200  # characters that are compared; nothing that is asked for is longer
SEPARATORS = re.compile(r"[\s.\-()]+")


def looks_real(content: Content, typed: str, length: int | None = None) -> str | None:
    """The problem id of the guard that takes this for somebody's real number, or None.

    `length` is the number of digits that the field asks for. The same patterns work in the learner's browser, so that
    such a number does not even reach the kernel; this is the second line.
    """
    typed = unicodedata.normalize("NFKC", typed)
    for numeral in content.numerals.values():
        typed = numeral.read(typed)
    digits = re.sub(r"[^0-9]", "", typed)
    for guard in content.guards.values():
        if guard.length in (None, length) and re.fullmatch(guard.pattern, digits, re.ASCII):
            return guard.problem
    return None


def judge(world: World, typed: Mapping[str, str]) -> Action:
    """Judge the inputs of the present screen; missing ones count as empty, unknown ones are ignored.

    The action's values are "ok" or a problem id for each field, and for a choice the option that was picked.
    """
    if world.screen.kind in PINS:
        values = {"pin": judge_pin(world, typed.get("pin", ""))}
    else:
        values = {part.name: judge_field(world, part, typed.get(part.name, "")) for part in world.screen.field}
        if world.screen.kind == "reply":
            values["reply"] = judge_reply(world, typed.get("reply", ""))
    return Action("submit", world.at, values)


def judge_field(world: World, part: Field, typed: str) -> str:
    """One field: an option that is offered, "ok", or a problem id. Full-width signs count as the usual ones."""
    if part.kind not in ("tick", "choice") and (problem := looks_real(world.content, typed, part.length)):
        return problem
    typed = unicodedata.normalize("NFKC", typed[:LONGEST]).strip()
    if part.kind == "tick":
        return OK if typed == "yes" else "terms-unticked"
    if not typed:
        return "field-empty"
    if part.kind == "choice":
        return typed if typed in {option.id for option in world.offered(part)} else "field-empty"
    if part.kind != "text":
        typed = SEPARATORS.sub("", typed)
        if problem := not_digits(typed, part.length):
            return problem
    return OK if same(world, part, typed) else wrong(world, part, typed) or "field-empty"


def not_digits(typed: str, length: int | None = None) -> str | None:
    """The problem of what is not a number, or not one of so many digits."""
    if not (typed.isascii() and typed.isdigit()):
        return "field-letters"
    return "field-length" if length and len(typed) != length else None


def same(world: World, part: Field, typed: str) -> bool:
    """Whether an input is the expected one; separators in numbers and capitals in an address do not matter."""
    expected = world.expected(part.expects or "")
    if part.expects == "email":
        return typed.casefold() == expected.casefold()
    if part.kind == "text":
        return typed == expected or (part.expects == "name" and typed == world.persona.latin)
    return typed == SEPARATORS.sub("", expected)


def wrong(world: World, part: Field, typed: str) -> str | None:
    """The problem of a well-formed wrong input: another practice person's data are told apart."""
    for other in world.content.personas.values():
        theirs = other.values.get(part.expects or "", "")
        if other is not world.persona and typed in (theirs, SEPARATORS.sub("", theirs)):
            return "someone-elses"
    return part.wrong


def judge_reply(world: World, typed: str) -> str:
    """The digits answered to a text message."""
    typed = SEPARATORS.sub("", unicodedata.normalize("NFKC", typed[:LONGEST]))
    if not typed:
        return "field-empty"
    if problem := looks_real(world.content, typed) or not_digits(typed):
        return problem
    return OK if typed == world.code else "reply-wrong"


def judge_pin(world: World, typed: str) -> str:
    """A PIN. Only the card's is right, so that nobody types a real one here; of a new one it is said what is weak."""
    right = world.expected(world.pin_key)
    if not typed:
        return "field-empty"
    if problem := not_digits(typed, len(right)):
        return problem
    if typed == right:
        return OK
    if world.screen.kind == "pin":
        return "pin-wrong"
    if world.pin_chosen:
        return "pin-mismatch"
    if easy(typed):
        return "pin-easy"
    month_and_day = world.persona.values["birth"][2:]
    return "pin-birth" if month_and_day in typed else "pin-not-practice"


def easy(pin: str) -> bool:
    """All digits the same, or one step up or down each time."""
    steps = {(int(b) - int(a)) for a, b in pairwise(pin)}
    return steps in ({0}, {1}, {-1})
