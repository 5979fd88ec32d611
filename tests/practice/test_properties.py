"""Whatever is done in whatever order: nothing is raised, nothing is out of joint, nothing typed is kept."""

import json
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import CONTENT, PC, RRNS, SCREENS, SEED, WAYS, begin, digits, entry_on, finish, right_inputs, simply
from kbguide.practice import BEGIN, Action, World, judge, replay, step
from kbguide.store import Store

PERSONAS = sorted(CONTENT.personas)
LIMITS = CONTENT.bank.limits
KINDS = [
    "choose", "submit", "request", "answer", "decline", "wait", "confirm", "key", "erase",
    "back", "hint", "mode", "release", "refused",
]  # fmt: skip
NAMES = sorted(
    {part.name for screen in PC.screen for part in screen.field} | {"pin", "reply", "entry", "digit", "phone", "mode"}
)
WORDS = sorted(
    {
        "ok",
        "",
        "yes",
        "ars",
        "abroad",
        "card",
        "otp",
        "own",
        "02-0000-1111",
        "010-0000-1234",
        "1",
        "7",
        *CONTENT.problems,
    }
)
Move = Callable[[World], Action]


def rightly(number: int) -> Move:
    """One of the things that are right on the present screen."""

    def move(world: World) -> Action:
        ways = WAYS.get(world.screen.kind, (simply("hint"),))
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
        "procedure": st.just(PC.id),
        "persona": st.sampled_from(PERSONAS),
        "screen": st.sampled_from(["", *SCREENS]),
        "text": st.sampled_from(["reply", "code"]),
        "mode": st.sampled_from(["guided", "own"]),
    }
)


def assert_holds_together(world: World) -> None:
    """What is true of every world, however it came about."""
    assert world.at in SCREENS
    assert set(world.trail) <= set(SCREENS[:-1])
    assert world.finished == (world.certificate is not None) == (world.at == SCREENS[-1])
    assert all(name in LIMITS and 0 <= count <= LIMITS[name] for name, count in world.tries.items())
    assert {world.problem, world.locked, *world.faults.values(), *world.met} - {None} <= set(CONTENT.problems)
    assert world.problem is None or world.met[-1] == world.problem
    assert world.problem is not None or not world.faults
    assert world.entry is None or (world.wrong_turn is not None and world.wrong_turn.to is None)
    assert_telephone_holds_together(world)
    assert world.screen.kind == "pin" or not world.pin_chosen
    assert world.hints >= 0
    assert not world.hint_open or world.hints


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


@settings(max_examples=150)
@given(values=BEGINNINGS, moves=MOVES)
def test_no_sequence_of_actions_puts_the_world_out_of_joint(values: dict[str, str], moves: list[Move]) -> None:
    store, world = (
        Store(CONTENT, SEED),
        begin(CONTENT, values["persona"], **{k: values[k] for k in ("screen", "text", "mode")}),
    )
    store.do(Action(BEGIN, "", values))
    for move in moves:
        action = move(world)
        before, world = world, step(world, action)
        assert_holds_together(world)
        assert not (before.finished and world.at != before.at)
        assert not (before.locked and action.kind == "submit" and world != before)
        assert world.met[: len(before.met)] == before.met
        assert world.hints - before.hints in (0, 1)
        store.do(action)
        assert store.world == world
    assert replay(CONTENT, SEED, store.state.actions) == world
    other = Store(CONTENT, SEED + 1)
    assert other.restore(store.dump())
    assert (other.state, other.world) == (store.state, world)


@settings(max_examples=40)
@given(values=BEGINNINGS, moves=MOVES)
def test_from_any_world_practice_can_be_finished(values: dict[str, str], moves: list[Move]) -> None:
    world = begin(CONTENT, values["persona"], **{k: values[k] for k in ("screen", "text", "mode")})
    for move in moves:
        world = step(world, move(world))
    if world.screen.kind == "pin" and world.pin_chosen:
        world = step(world, Action("submit", world.at, {"pin": "ok"}))
    if not world.finished:
        assert finish(step(world, Action("release", world.at)) if world.locked else world)[0].certificate


# -- secrets --------------------------------------------------------------------------------------


def everything_kept(store: Store) -> str:
    return "\n".join([store.dump(), repr(store.state), repr(store.world), str(store.world), repr(store)])


def store_at(screen: str, persona: str) -> Store:
    store = Store(CONTENT, SEED)
    store.do(Action(BEGIN, "", {"procedure": PC.id, "persona": persona, "screen": screen}))
    return store


def submit(store: Store, typed: dict[str, str]) -> None:
    assert store.world is not None
    store.do(judge(store.world, typed))


SUBMITTED = [screen.id for screen in PC.screen if screen.kind in ("form", "reply", "pin")]


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
    store.do(Action(BEGIN, "", {"procedure": PC.id, "persona": persona, "text": text, **values}))
    while store.world and not store.world.finished:
        for way in WAYS[store.world.screen.kind]:
            world = store.world
            action = way(world)
            if action.kind == "submit":
                typed_here = {part.name for part in world.screen.field if part.kind not in ("choice", "tick")} | {
                    "pin",
                    "reply",
                }
                typed += [(name, text) for name, text in right_inputs(world).items() if name in typed_here]
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
        world = begin(CONTENT, persona)
        entries = {entry.id for screen in PC.screen for entry in screen.entry if entry.to}
        assert entry_on(world) in entries
        for kind, _, kept in json.loads(store.dump())["actions"][1:]:
            allowed = set("0123456789") if kind == "key" else {"ok"} | entries | picked
            assert set(kept.values()) <= allowed, kind


def test_a_world_does_not_show_the_persons_secrets() -> None:
    for persona in PERSONAS:
        store, typed = walked(persona, "code")
        shown = repr(store.world)
        for name, secret in typed:
            assert len(secret) < 4 or name in ("name", "mobile") or secret not in shown
