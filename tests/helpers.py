"""What several tests need: a learner who does everything right, and a data folder in which one thing is wrong."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from tomllib import loads
from typing import Any

from hypothesis import strategies as st

from kbguide.content.catalogue import Content
from kbguide.content.conditions import Condition
from kbguide.content.loader import load
from kbguide.content.procedure import PIN_LIMIT, Field, Procedure, Screen
from kbguide.content.reader import LANGUAGES
from kbguide.practice import BEGIN, Action, Journey, Refusal, World, attempt, judge, replay
from kbguide.practice.step import step as attempt_on_screen
from kbguide.store import LearnerState, dumped

CONTENT = load()
ISSUE = CONTENT.procedures["issue"]
APP = Condition("channel", ("app",))
SCREENS = [name for name in ISSUE.screens if APP not in CONTENT.screens[name].when]  # those of a PC
EVERYBODY = list(CONTENT.personas)
PERSONAS = [persona.id for persona in CONTENT.personas.values() if not persona.extra]  # who can pass every screen
CHANNELS = list(CONTENT.channels)
PAGE_WORDS = {lang: {key: text[lang] for key, text in CONTENT.page.items()} for lang in LANGUAGES}
CLASS_WORDS = {lang: {key: text[lang] for key, text in CONTENT.classroom.items()} for lang in LANGUAGES}
SEED = 20


# the procedure in which a screen is tried: that of issuing where it can be, else the first that has it
HOMES = {name: procedure.id for procedure in [*CONTENT.procedures.values(), ISSUE] for name in procedure.screens}


def screens_of(procedure: Procedure) -> list[Screen]:
    return [CONTENT.screens[name] for name in procedure.screens]


# -- practice -------------------------------------------------------------------------------------


def beginning(persona: str = "kim", /, procedure: str = "issue", **values: str) -> Action:
    """`values` may name `screen`, `mode`, `given`, `scenario` and the picks of the variants."""
    return Action(BEGIN, "", {"procedure": procedure, "persona": persona, **values})


def kept_place(*actions: Action, answers: Mapping[str, str] | None = None) -> str:
    """What a browser has kept of somebody who has done and answered this."""
    return dumped(LearnerState(CONTENT.bank.version, 1, answers or {}, actions))


def journey_of(*actions: Action, seed: int = SEED) -> Journey:
    return replay(CONTENT, seed, actions)


def follow(journey: Journey, *actions: Action) -> Journey:
    """The journey after these actions; one that is refused changes nothing."""
    for action in actions:
        following = attempt(journey, action)
        journey = journey if isinstance(following, Refusal) else following
    return journey


def step(world: World, action: Action) -> World:
    """The world after one action; one that is refused changes nothing."""
    following = attempt_on_screen(world, action)
    return world if isinstance(following, Refusal) else following


def begin(
    content: Content, persona: str = "kim", seed: int = SEED, /, procedure: str = "issue", **values: str
) -> World:
    """A new world; see `beginning` for `values`."""
    world = replay(content, seed, [beginning(persona, procedure, **values)]).world
    assert world is not None
    return world


def at(screen: str, persona: str = "kim", seed: int = SEED, /, **values: str) -> World:
    """A new world on this screen."""
    world = begin(CONTENT, persona, seed, procedure=HOMES[screen], screen=screen, **values)
    assert world.at == screen
    return world


def do(world: World, kind: str, **values: str) -> World:
    """One action on the present screen."""
    return step(world, Action(kind, world.at, values))


def type_in(world: World, **typed: str) -> World:
    """Send the form with the right inputs, except for these (`_` in a name stands for `-`)."""
    changed = {name.replace("_", "-"): text for name, text in typed.items()}
    return step(world, judge(world, right_inputs(world) | changed))


def right_inputs(world: World) -> dict[str, str]:
    """What somebody types who reads the practice card, the security card and the telephone correctly."""
    typed = {part.name: right_input(world, part) for part in world.screen.field}
    values, pin = world.persona.values, world.standing.pin
    if world.screen.kind == "pin":
        typed["pin"] = values[pin]
    if world.screen.kind == "new-pin":
        other = "new-pin" if pin == "pin" else "pin"
        typed["pin"] = values[other if world.screen.expects == "other-pin" else world.screen.expects]
    if world.screen.kind == "reply":
        typed["reply"] = world.code
    return typed


def right_input(world: World, part: Field) -> str:
    values = {**world.content.bank.values, **world.persona.values}
    if part.kind == "tick":
        return "yes"
    if part.offers == "phones":
        return next((phone.number for phone in world.phones if phone.mine), world.phones[0].number)
    if part.offers:
        return values[part.offers]
    first, second = world.card_places
    made_up = {
        "first": world.card[first - 1][:2],
        "second": world.card[second - 1][2:],
        "code": world.code,
        "otp": world.expected("otp"),
    }
    assert part.expects is not None
    return made_up.get(part.expects) or values[part.expects]


def wrong_inputs(world: World, part: Field) -> Iterator[tuple[str, str]]:
    """Inputs that do not belong in a field, each with the problem that it is."""
    if part.kind == "tick":
        yield from ((typed, "terms-unticked") for typed in ("", "no", "on"))
        return
    yield from (("", "field-empty"), (" \t", "field-empty"))
    if part.kind == "choice":
        yield "no-such-option", "field-empty"
        return
    right = right_input(world, part)
    assert part.wrong is not None
    if part.kind == "text":
        yield f"{right} and more", part.wrong
    else:
        yield from ((typed, "field-letters") for typed in ("abcd", "12a4", "\u0663\u0664", "1+1"))
        if part.length:
            yield "9" * (part.length - 1), "field-length"
            yield "9" * (part.length + 1), "field-length"
        guesses = [right[:-1] + other_digits(right[-1])]
        if part.length:
            guesses = ["9" * part.length, "9" * (part.length - 1) + "8"]
        yield next(guess for guess in guesses if guess != right), part.wrong
    for other in world.content.personas.values():
        if part.expects in other.values and other.values[part.expects] != right:
            yield other.values[part.expects], "someone-elses"


def entry_on(world: World) -> str:
    return next(entry.id for entry in world.screen.entry if world.leads_on(entry))


def choose(world: World) -> Action:
    return Action("choose", world.at, {"entry": entry_on(world)})


def request(world: World) -> Action:
    return Action("request", world.at, {part.name: right_input(world, part) for part in world.screen.field})


def key_in(number: int) -> Callable[[World], Action]:
    return lambda world: Action("key", world.at, {"digit": world.code[number]})


def right(world: World) -> Action:
    return judge(world, right_inputs(world))


def simply(kind: str) -> Callable[[World], Action]:
    return lambda world: Action(kind, world.at)


# what a learner does on each kind of screen when all goes well
WAYS: dict[str, tuple[Callable[[World], Action], ...]] = {
    "menu": (choose,),
    "decide": (choose,),
    "form": (right,),
    "call": (request, simply("answer"), key_in(0), key_in(1), simply("confirm")),
    "reply": (request, simply("answer"), right, simply("confirm")),
    "approve": (request, simply("answer"), simply("confirm")),
    "pin": (right,),
    "new-pin": (right, right),
    "done": (),
}


def pass_screen(world: World) -> tuple[World, list[Action]]:
    """Do everything on the present screen rightly."""
    actions, here = [], world.here
    for way in WAYS[world.screen.kind]:
        actions.append(way(world))
        world = step(world, actions[-1])
        if world.here != here or world.problem:
            break
    return world, actions


def finish(world: World) -> tuple[World, list[Action]]:
    """Walk to the last screen without a mistake; returns the last world and all actions."""
    actions: list[Action] = []
    for _ in range(2 * len(world.content.screens)):
        if world.finished:
            break
        world, more = pass_screen(world)
        actions += more
    assert world.finished, f"stuck at {world.at}: {world.problem}"
    return world, actions


ELSEWHERE = tuple(map(Condition.parse, ("issuer=elsewhere", "certificate=valid", "registered=no", "kept=yes")))


def next_action(world: World, tried: int) -> list[Action]:
    """What somebody does who reads what is said; `tried` counts how often this screen did not let them pass."""
    if world.finished:
        return [Action("return", world.at)]
    if drill := world.intrusion:
        safe = next(reply.id for reply in drill.reply if reply.verdict == "safe")
        return [Action("react", world.at, {"reply": safe})]
    turn = next((entry for entry in world.screen.entry if entry.turn), None)
    if turn and not world.suspended and world.holds(ELSEWHERE):
        return [Action("choose", world.at, {"entry": turn.id})]
    if world.remedy and (tried or world.locked):
        return [Action("remedy", world.at)]
    if world.locked:
        return [Action("release", world.at)]
    return pass_screen(world)[1]


def sensibly(world: World) -> Iterator[World]:
    """The worlds on the way of somebody who takes the remedies that are offered, until nothing is left to do."""
    tried = 0
    for _ in range(4 * len(world.content.screens)):
        if world.over:
            return
        here = world.here
        for action in next_action(world, tried):
            world = step(world, action)
            yield world
        tried = tried + 1 if world.here == here else 0
    raise AssertionError(f"stuck at {world.at}: {world.problem}")


def walk(world: World) -> World:
    """The world at the end of that way."""
    return [world, *sensibly(world)][-1]


@cache
def given_for(screen: str, channel: str = "pc") -> str:
    """A way to stand in which nothing is in the way from this screen on."""
    worlds = {given: sensibly(at(screen, given=given, channel=channel)) for given in CONTENT.givens}
    return next(given for given, found in worlds.items() if not any(world.met for world in found))


def after(world: World, *kinds: str) -> World:
    """The world after these actions without values, e.g. `after(world, "request", "answer")`."""
    for kind in kinds:
        world = step(world, request(world) if kind == "request" else Action(kind, world.at))
    return world


def key_digits(world: World, digits: str) -> World:
    for digit in digits:
        world = do(world, "key", digit=digit)
    return world


def other_digits(code: str) -> str:
    """As many digits, each a different one."""
    return "".join(str((int(digit) + 1) % 10) for digit in code)


def mistakes(world: World) -> Iterator[World]:
    """The worlds after every kind of mistake on the present screen."""
    wrong = (entry for entry in world.screen.entry if not world.leads_on(entry) and not entry.turn)
    yield from (do(world, "choose", entry=entry.id) for entry in wrong)
    for part in world.screen.field:
        yield from (type_in(world, **{part.name: typed}) for typed, _ in wrong_inputs(world, part))
        for option in part.option:
            yield type_in(world, **{part.name: option.id})
        if part.limit:
            yield lock(world, part)
        for number in ("900101-1234567", "010-2345-6789", "4" * 16):
            yield type_in(world, **{part.name: number})
    if world.screen.kind in ("pin", "new-pin"):
        yield from (
            type_in(world, pin=typed) for typed in ("", "12", "111111", world.persona.values["birth"], "394857")
        )
        yield type_in(type_in(world), pin="394857")
    if world.screen.kind == "pin":
        yield lock(world)
    if world.screen.signal:
        yield from mistakes_by_telephone(world)


def lock(world: World, part: Field | None = None) -> World:
    """The world after so many wrong tries, in this field or at the keypad, that nothing more is accepted."""
    limit = (part.limit if part else None) or PIN_LIMIT
    for _ in range(world.content.bank.limits[limit] - world.standing.wrong_tries.get(limit, 0)):
        if part is None:
            world = type_in(world, pin="394857")
        else:
            wrong = next(typed for typed, problem in wrong_inputs(world, part) if problem == part.wrong)
            world = type_in(world, **{part.name: wrong})
    return world


def mistakes_by_telephone(world: World) -> Iterator[World]:
    if world.screen.field:
        yield from (do(world, "request", phone=phone.number) for phone in world.phones)
    yield do(world, "confirm")
    for kinds in ("confirm", "wait", "decline", "answer wait", "answer decline", "answer confirm"):
        yield after(world, "request", *kinds.split())
    talking = after(world, "request", "answer")
    yield key_digits(talking, other_digits(talking.code))
    yield type_in(talking, reply=other_digits(talking.code))


# -- numbers like real ones -----------------------------------------------------------------------


def digits(least: int, most: int | None = None) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=least, max_size=least if most is None else most)


def separated(number: str, marks: str) -> str:
    """The number with a separator after every third or so digit."""
    return "".join(digit + (marks[place % len(marks)] if place % 3 == 2 else "") for place, digit in enumerate(number))


SEPARATED = st.text(" -.", max_size=3)
DATES = st.dates(date(1920, 1, 1), date(2020, 12, 31)).map(lambda day: day.strftime("%y%m%d"))
BACKS = st.builds(
    lambda kind, rest: kind + rest, st.sampled_from("12345678"), digits(6).filter(lambda r: r != "000000")
)
RRNS = st.builds(lambda front, mark, back: front + mark + back, DATES, st.sampled_from(["", "-", " ", " - "]), BACKS)
MOBILES = st.builds(
    lambda country, mark, middle, end: mark.join([country, middle, end]),
    st.sampled_from(["010", "+82 10", "82-10"]),
    st.sampled_from(["", "-", " ", "."]),
    st.integers(2000, 9999).map(str),
    digits(4),
) | st.builds(lambda head, rest: head + rest, st.sampled_from(["011", "016", "017", "018", "019"]), digits(7, 8))
CARDS = st.builds(lambda head, rest: head + rest, st.sampled_from("3456789"), digits(15))
# Korean accounts have 10 to 14 digits. The practice ones begin with four zeros; 010-0000 to 010-1999 are mobiles.
ACCOUNTS = digits(10, 14).filter(lambda number: not number.startswith(("0000", "0100", "0101")))
SPACED = st.builds(separated, CARDS | ACCOUNTS, SEPARATED.filter(bool)) | CARDS | ACCOUNTS


# -- data folders ---------------------------------------------------------------------------------

GONE = object()


def toml(value: object) -> str:
    """A value as TOML, on one line."""
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)} = {toml(part)}" for key, part in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case date():
            return value.isoformat()
        case _:
            return json.dumps(value, ensure_ascii=False)


def place(tables: Any, name: str | int) -> Any:
    """Where in these tables the entry with this id, name, key or number is."""
    if isinstance(tables, list) and isinstance(name, str):
        found = (n for n, part in enumerate(tables) if name in (part.get("id"), part.get("name"), part.get("key")))
        return next(found)
    return name


def edit(data: Path, file: str, *path: str | int, to: object) -> None:
    """Change one value of a file (`GONE` takes it out); lists of entries are gone into by id."""
    tables = loads((data / file).read_text(encoding="utf-8"))
    inner: Any = tables
    for name in path[:-1]:
        inner = inner[place(inner, name)]
    last = place(inner, path[-1])
    if to is GONE:
        del inner[last]
    elif isinstance(inner, list) and last == len(inner):
        inner.append(to)
    else:
        inner[last] = to
    write(data, file, tables)


def write(data: Path, file: str, tables: dict[str, object]) -> None:
    lines = (f"{json.dumps(key, ensure_ascii=False)} = {toml(value)}\n" for key, value in tables.items())
    (data / file).write_text("".join(lines), encoding="utf-8")


def look_up(data: Path, file: str, *path: str | int) -> Any:
    found: Any = loads((data / file).read_text(encoding="utf-8"))
    for name in path:
        found = found[place(found, name)]
    return found
