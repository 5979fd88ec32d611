"""Whatever is done in whatever order: nothing is raised, nothing is out of joint, nothing typed is kept."""

import json
from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import (
    CHANNELS,
    CONTENT,
    EVERYBODY,
    HOMES,
    PERSONAS,
    RRNS,
    SEED,
    WAYS,
    begin,
    beginning,
    digits,
    right_inputs,
    simply,
    step,
    walk,
)
from kbguide.practice import Action, World, judge, replay
from kbguide.store import Store

SCREENS = list(HOMES)
LIMITS = CONTENT.bank.limits
KINDS = [
    "choose", "submit", "request", "answer", "decline", "wait", "confirm", "key", "erase",
    "back", "hint", "mode", "release", "refused", "remedy", "return", "react", "say",
]  # fmt: skip
NAMES = sorted(
    {part.name for screen in CONTENT.screens.values() for part in screen.field}
    | {"pin", "reply", "entry", "digit", "phone", "mode", "answer"}
)
ENTRIES = {entry.id for screen in CONTENT.screens.values() for entry in screen.entry}
REPLIES = {reply.id for drill in CONTENT.drills.values() if drill.during for reply in drill.reply}
WORDS = sorted(
    {"ok", "", "yes", "ars", "abroad", "card", "own", "010-0000-1234", "1", "7", *CONTENT.problems, *ENTRIES, *REPLIES}
)
Move = Callable[[World], Action]


def rightly(number: int) -> Move:
    """One of the things that are right on the present screen."""

    def move(world: World) -> Action:
        ways = WAYS[world.screen.kind] or (simply("return"),)
        return ways[number % len(ways)](world)

    return move


def typing(name: int, text: str) -> Move:
    """The present form with one field changed."""

    def move(world: World) -> Action:
        typed = right_inputs(world)
        names = sorted(typed)
        return judge(world, typed | ({names[name % len(names)]: text} if names else {}))

    return move


def doing(kind: str, at: str, values: dict[str, str]) -> Move:
    return lambda world: Action(kind, at or world.at, values)


TEXTS = (
    st.text(max_size=20)
    | digits(1, 14)
    | RRNS
    | st.sampled_from([v for p in CONTENT.personas.values() for v in p.values.values()])
)
NONSENSE = st.builds(
    doing,
    st.sampled_from(KINDS) | st.text(max_size=5),
    st.sampled_from(["", "", "", *SCREENS, "nowhere"]),
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(WORDS) | st.text(max_size=5), max_size=4),
)
MOVES = st.lists(
    st.builds(rightly, st.integers(0, 4))
    | st.builds(rightly, st.integers(0, 4))
    | st.builds(typing, st.integers(0, 5), TEXTS)
    | NONSENSE,
    max_size=30,
)
BEGINNINGS = st.fixed_dictionaries(
    {
        "procedure": st.sampled_from(sorted(CONTENT.procedures)),
        "screen": st.sampled_from(["", *SCREENS]),
        "given": st.sampled_from(sorted(CONTENT.givens)),
        "channel": st.sampled_from(CHANNELS),
        "text": st.sampled_from(["reply", "code"]),
        "mode": st.sampled_from(["guided", "own", "real"]),
        "scenario": st.sampled_from(["", *CONTENT.scenarios]),
        "fraud": st.sampled_from(["", "yes"]),
    }
)


def assert_holds_together(world: World) -> None:
    """What is true of every world, however it came about."""
    tries = world.standing.wrong_tries
    for place in (world.here, *world.suspended):
        assert {place.at, *place.trail} <= set(place.procedure.screens)
        assert CONTENT.screens[place.at].kind != "done" or place is world.here
    assert all(name in LIMITS and 0 <= count <= LIMITS[name] for name, count in tries.items())
    assert {world.problem, world.locked, *world.faults.values(), *world.met} - {None} <= set(CONTENT.problems)
    assert world.problem is None or world.met[-1] == world.problem
    assert world.problem is not None or not world.faults
    assert world.entry is None or (world.wrong_turn is not None and not world.leads_on(world.wrong_turn))
    assert_telephone_holds_together(world)
    assert world.screen.kind == "new-pin" or not world.pin_chosen
    assert not world.hint_open or world.hints
    assert not world.fraud or (world.mode == "real" and world.fraud in CONTENT.drills)
    assert not (world.reaction or world.explaining) or world.fraud
    assert not world.explaining or (world.reaction and world.problem is None)


def assert_telephone_holds_together(world: World) -> None:
    signal = world.screen.signal
    if signal is None:
        assert (world.call.state, world.call.keyed) == ("idle", "")
        return
    assert len(world.call.keyed) <= signal.digits
    assert world.call.keyed == "" or world.call.keyed.isdigit()
    assert world.call.state == "idle" or world.call.number > 0
    if world.call.state == "done" and world.screen.kind == "call":
        assert world.call.keyed == world.code


@settings(max_examples=100)
@given(persona=st.sampled_from(EVERYBODY), values=BEGINNINGS, moves=MOVES)
def test_no_sequence_of_actions_puts_the_world_out_of_joint(
    persona: str, values: dict[str, str], moves: list[Move]
) -> None:
    store, world = Store(CONTENT, SEED), begin(CONTENT, persona, **values)
    store.do(beginning(persona, **values))
    for move in moves:
        action = move(world)
        before, world = world, step(world, action)
        assert_holds_together(world)
        assert not (before.over and replace(world, hint_open=False, hints=0, mode=before.mode) != settled(before))
        assert not (before.locked and action.kind == "submit" and world != before)
        assert world.met[: len(before.met)] == before.met
        assert world.hints - before.hints in (0, 1)
        store.do(action)
        assert store.world == world
    assert replay(CONTENT, SEED, store.state.actions) == store.journey
    other = Store(CONTENT, SEED + 1)
    assert other.restore(store.dump())
    assert (other.state, other.journey) == (store.state, store.journey)


def settled(world: World) -> World:
    return replace(world, hint_open=False, hints=0)


@settings(max_examples=40)
@given(persona=st.sampled_from(EVERYBODY), values=BEGINNINGS, moves=MOVES)
def test_from_any_world_issuing_can_be_finished(persona: str, values: dict[str, str], moves: list[Move]) -> None:
    world = begin(CONTENT, persona, **{**values, "procedure": "issue", "scenario": ""})
    for move in moves:
        if world.over:
            break
        following = step(world, move(world))
        if following.procedure.id != "register":  # who turns to registering what needs none comes no further there
            world = following
    assert walk(world).over


# -- secrets --------------------------------------------------------------------------------------


def everything_kept(store: Store) -> str:
    return "\n".join([store.dump(), repr(store.state), repr(store.world), str(store.world), repr(store)])


def store_at(screen: str, persona: str) -> Store:
    store = Store(CONTENT, SEED)
    store.do(beginning(persona, HOMES[screen], screen=screen, given="own"))
    return store


def submit(store: Store, typed: dict[str, str]) -> None:
    assert store.world is not None
    store.do(judge(store.world, typed))


SUBMITTED = [name for name in HOMES if CONTENT.screens[name].kind in ("form", "reply", "pin", "new-pin")]


@given(
    screen=st.sampled_from(SUBMITTED),
    persona=st.sampled_from(PERSONAS),
    secret=RRNS
    | digits(8, 20)
    | st.text("zqxjZQXJ", min_size=6, max_size=12)
    | digits(8).map(lambda d: f"{d}@example.com"),
)
def test_nothing_typed_anywhere_is_kept(screen: str, persona: str, secret: str) -> None:
    store = store_at(screen, persona)
    for kind in ("request", "answer"):
        store.do(Action(kind, screen))
    assert store.world is not None
    names = list(right_inputs(store.world))
    submit(store, dict.fromkeys(names, secret))
    for name in names:
        submit(store, right_inputs(store.world) | {name: secret})
    submit(store, {"not-a-field": secret})
    kept = everything_kept(store)
    assert secret not in kept
    assert secret.replace("-", "").replace(" ", "") not in kept


def walked(persona: str, text: str, **values: str) -> tuple[Store, list[tuple[str, str]]]:
    """A whole way through the store, and all that was typed on it: (name of the field, text)."""
    store, typed = Store(CONTENT, SEED), []
    store.do(beginning(persona, text=text, **values))
    while store.world and not store.world.finished:
        for way in WAYS[store.world.screen.kind]:
            world = store.world
            action = way(world)
            if action.kind == "submit":
                chosen = {part.name for part in world.screen.field if part.kind in ("choice", "tick")}
                typed += [(name, text) for name, text in right_inputs(world).items() if name not in chosen]
            store.do(action)
    return store, typed


def test_nothing_typed_rightly_on_the_whole_way_is_kept() -> None:
    for persona in PERSONAS:
        for text in ("reply", "code"):
            store, typed = walked(persona, text)
            kept = [value for action in store.state.actions for value in (*action.values, *action.values.values())]
            assert len(typed) >= 11
            for name, secret in typed:
                if name == "mobile" and "ars" in {action.at for action in store.state.actions}:
                    continue  # the same number was picked, not typed, for the call
                assert secret not in kept, f"{name} of {persona}"
                assert len(secret) < 3 or secret not in store.dump().replace(f'"{persona}"', ""), f"{name} of {persona}"


def test_only_outcomes_and_choices_are_kept() -> None:
    for persona in PERSONAS:
        store, _ = walked(persona, "reply", mode="own")
        values = CONTENT.personas[persona].values
        picked = {phone.number for phone in CONTENT.personas[persona].phone if phone.mine}
        picked |= {values["account"], values["route"], values["medium"]}
        for kind, _, kept in json.loads(store.dump())["actions"][1:]:
            allowed = set("0123456789") if kind == "key" else {"ok"} | ENTRIES | picked
            assert set(kept.values()) <= allowed, kind


def test_a_world_does_not_show_the_persons_secrets() -> None:
    for persona in PERSONAS:
        store, typed = walked(persona, "code")
        shown = repr(store.world)
        for name, secret in typed:
            assert len(secret) < 4 or name in ("name", "mobile") or secret not in shown
