"""However long somebody practises, what is kept stays short, and all that the guide shows follows from it."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import CONTENT, SEED, beginning, choose, journey_of, next_action
from kbguide import store as stores
from kbguide.practice import BEGIN, EARLIER, LEAVE, ROUND, SAY, SETTLE, Action, Refusal, attempt, replay, summed_up
from kbguide.practice.attempts import MOST_ATTEMPTS
from kbguide.practice.journey import MOST_ANSWERS
from kbguide.store import FULL, LONG, PAGE, Store
from kbguide.views.kit.widgets import MOST_KEPT

Do = Callable[[Store], None]
DRILLS = [name for name, drill in CONTENT.drills.items() if not drill.extra]


def to_the_end(store: Store) -> None:
    tried = 0
    for _ in range(60):  # a wrong turn may lead round in a circle
        if not store.world or store.world.over:
            return
        here = store.world.here
        for action in next_action(store.world, tried):
            store.do(action)
        tried = tried + 1 if store.world.here == here else 0


def a_round(store: Store) -> None:
    for name in store.journey.drills:
        store.do(Action(SAY, f"drill/{name}", {"answer": CONTENT.drills[name].reply[0].id}))
    store.do(Action(ROUND))


def first_step(store: Store) -> None:
    if store.world and store.world.screen.kind == "menu":
        store.do(choose(store.world))


def doing(action: Action) -> Do:
    return lambda store: store.do(action)


DEEDS: list[Do] = [
    to_the_end,
    first_step,
    a_round,
    doing(beginning()),
    doing(beginning("lee", given="own", procedure="login", mode="own")),
    doing(beginning(scenario="not-registered")),
    doing(Action(BEGIN, "", {"procedure": "revoke", "keep": "yes"})),
    doing(Action(BEGIN, "", {"procedure": "transfer", "keep": "yes", "mode": "real", "fraud": "yes"})),
    doing(Action(SETTLE, "", {"persona": "park", "given": "own"})),
    doing(Action(LEAVE)),
    doing(Action("hint", "front")),
    doing(Action(SAY, "care", {"answer": next(one.id for one in CONTENT.aspects.values() if one.care)})),
    *(doing(Action(SAY, f"claim/{next(iter(CONTENT.claims))}", {"answer": said})) for said in ("true", "false")),
    *(doing(Action(PAGE, f"{part}/{page}")) for part in ("check", "facts") for page in ("one", "two")),
]  # fmt: skip


@given(deeds=st.lists(st.sampled_from(DEEDS), max_size=40))
@settings(max_examples=60)
def test_what_is_summed_up_comes_to_the_same_as_all_that_was_done(deeds: list[Do]) -> None:
    whole, short = Store(CONTENT, SEED), Store(CONTENT, SEED)
    with pytest.MonkeyPatch.context() as patch:
        for deed in deeds:
            patch.setattr(stores, "LONG", 10**9)
            deed(whole)
            patch.setattr(stores, "LONG", 6)
            deed(short)
            assert short.journey == whole.journey
        assert replay(CONTENT, SEED, short.state.actions) == whole.journey
        assert [short.page(part) for part in ("check", "facts")] == [whole.page(part) for part in ("check", "facts")]
        again = Store(CONTENT, 1)
        assert again.restore(short.dump())
        assert again.journey == whole.journey


def test_a_year_of_practice_is_kept_in_a_tenth_of_what_is_allowed() -> None:
    store = Store(CONTENT, SEED)
    for _ in range(500):
        store.do(beginning())
        to_the_end(store)
    assert len(store.state.actions) < LONG + 100
    assert len(store.dump()) < MOST_KEPT / 5
    assert len(store.journey.attempts) == MOST_ATTEMPTS
    assert "issue" in store.journey.passed
    assert store.journey.runs == 500


def test_pages_turned_to_and_fro_take_no_room() -> None:
    store = Store(CONTENT, SEED)
    for number in range(3 * LONG):
        store.turn(("check", "facts")[number % 2], str(number))
    assert len(store.state.actions) <= LONG + 1
    assert (store.page("check"), store.page("facts")) == (str(3 * LONG - 2), str(3 * LONG - 1))


def test_changing_ones_mind_for_ever_keeps_the_last_answer() -> None:
    store = Store(CONTENT, SEED)
    name = next(iter(CONTENT.claims))
    for number in range(101):
        store.do(Action(SAY, f"claim/{name}", {"answer": ("true", "false")[number % 2]}))
    assert len(store.journey.said[f"claim/{name}"]) == MOST_ANSWERS
    assert store.journey.answer(f"claim/{name}") == "true"


def test_a_run_without_end_is_stopped_in_plain_words_and_a_new_one_begins() -> None:
    store = Store(CONTENT, SEED)
    store.do(beginning())
    for _ in range(FULL + 10):
        store.do(Action("refused", "front", {"user-id": "looks-like-rrn"}))
    assert store.notice == "kept.full"
    assert len(store.state.actions) == FULL
    assert len(store.dump()) < MOST_KEPT / 2
    store.do(Action(LEAVE))
    store.do(beginning("lee"))
    assert (store.notice, store.world and store.world.persona.id) == ("", "lee")
    assert len(store.state.actions) < 5
    assert [one.end for one in store.journey.attempts] == ["left", "open"]


SUMMED = next(summed_up(journey_of(beginning(), Action(LEAVE)))).values
GOOD = ["issue", "", "guided", "pc", 12, 1, 0, "", "done"]
ODD = [
    {}, {"runs": "x"}, {**SUMMED, "runs": "[]"}, {**SUMMED, "runs": "NaN"}, {**SUMMED, "passed": "5"},
    {**SUMMED, "finished": "[[]]"}, {**SUMMED, "attempts": "[5]"}, {**SUMMED, "attempts": '[["a"]]'},
    {**SUMMED, "attempts": "[" * 10**5}, {**SUMMED, "runs": "1e999"},
]  # fmt: skip


@pytest.mark.parametrize("values", ODD, ids=str)
def test_a_sum_that_is_none_is_refused(values: dict[str, str]) -> None:
    assert attempt(journey_of(), Action(EARLIER, "", values)) == Refusal("elsewhere")


def test_a_sum_is_refused_once_a_run_has_begun() -> None:
    assert attempt(journey_of(beginning()), Action(EARLIER, "", SUMMED)) == Refusal("elsewhere")


@pytest.mark.parametrize(
    ("place", "value"),
    [(0, "gone"), (0, []), (1, "gone"), (2, "fast"), (3, "moon"), (4, "x"), (5, 1.5), (6, None), (7, "x"), (8, "")],
)
def test_a_run_that_cannot_have_been_is_left_out(place: int, value: object) -> None:
    row = [*GOOD[:place], value, *GOOD[place + 1 :]]
    action = Action(EARLIER, "", {**SUMMED, "runs": "2", "attempts": json.dumps([row, GOOD])})
    found = attempt(journey_of(), action)
    if value == []:
        assert isinstance(found, Refusal)
    else:
        assert not isinstance(found, Refusal)
        assert len(found.attempts) == 1
        assert replace(found, attempts=()) == replace(journey_of(), runs=2)
