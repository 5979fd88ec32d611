"""What is kept of a learner."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import CONTENT, PC, choose, finish, right
from kbguide.practice import BEGIN, LEAVE, Action
from kbguide.store import PAGE, State, Store


def begun(**values: str) -> Store:
    store = Store(CONTENT, 7)
    store.do(Action(BEGIN, "", {"procedure": PC.id, "persona": "kim", **values}))
    return store


def test_a_new_learner_has_nothing() -> None:
    store = Store(CONTENT, 7)
    assert store.state == State(CONTENT.bank.version, 7)
    assert (store.page, store.world, store.readiness.plan, store.untouched) == ("", None, (), True)


def test_seeds_are_drawn_anew_when_none_is_given() -> None:
    assert len({Store(CONTENT).state.seed for _ in range(20)}) > 15


def test_a_new_answer_replaces_the_old() -> None:
    store = Store(CONTENT, 7)
    for answer in ("yes", "no"):
        store.answer("abroad", answer)
    store.answer("means", "otp")
    assert store.state.answers == {"abroad": "no", "means": "otp"}
    assert store.readiness.count("unanswered") == len(CONTENT.items) - 2
    assert not store.untouched


def test_an_earlier_state_stays_as_it_was() -> None:
    store = Store(CONTENT, 7)
    before = store.state
    store.answer("abroad", "no")
    store.do(Action(PAGE, "means"))
    assert before == State(CONTENT.bank.version, 7)


def test_pages_turned_in_a_row_count_as_the_last() -> None:
    store = Store(CONTENT, 7)
    for page in ("abroad", "means", "result"):
        store.do(Action(PAGE, page))
        assert store.page == page
    assert [action.at for action in store.state.actions] == ["result"]


def test_a_page_turned_after_something_else_is_kept() -> None:
    store = Store(CONTENT, 7)
    store.do(Action(PAGE, "abroad"))
    store.do(Action(BEGIN, "", {"procedure": PC.id, "persona": "kim"}))
    store.do(Action(PAGE, "means"))
    assert [action.kind for action in store.state.actions] == [PAGE, BEGIN, PAGE]
    assert (store.page, store.world is not None) == ("means", True)


def test_turning_pages_does_not_move_the_practice() -> None:
    store = begun()
    before = store.world
    store.do(Action(PAGE, "means"))
    assert store.world == before


def test_what_changes_nothing_is_not_kept() -> None:
    store = begun()
    before = store.state
    for action in (
        Action("back", "front"),
        Action("hint", "front"),
        Action("answer", "front"),
        Action("choose", "front", {"entry": "no-such-entry"}),
        Action("choose", "menu-centre", {"entry": "personal"}),
        Action("fly"),
    ):
        store.do(action)
    assert store.state is before


def test_nothing_is_kept_of_a_practice_that_has_not_begun() -> None:
    store = Store(CONTENT, 7)
    for action in (Action("choose", "front", {"entry": "centre"}), Action("back"), Action("hint")):
        store.do(action)
    assert store.state.actions == ()


def test_what_changes_something_is_kept_in_order() -> None:
    store = begun()
    for _ in range(3):
        assert store.world is not None
        store.do(choose(store.world))
    assert store.world is not None
    store.do(right(store.world))
    assert [action.at for action in store.state.actions] == ["", "front", "menu-centre", "menu-cert", "terms"]
    assert store.world.at == "identity"


def test_observers_hear_of_each_change_once() -> None:
    store, heard = Store(CONTENT, 7), []
    store.observe(lambda change: heard.append(change["name"]), "state")
    store.answer("abroad", "no")
    store.answer("abroad", "no")
    store.do(Action("back"))
    assert heard == ["state"]


def test_a_learner_may_leave_the_practice_and_begin_again() -> None:
    store = begun()
    store.do(Action(LEAVE))
    assert store.world is None
    store.do(Action(BEGIN, "", {"procedure": PC.id, "persona": "lee"}))
    assert store.world is not None


def test_reset_forgets_everything() -> None:
    store = begun()
    store.answer("abroad", "no")
    store.reset(8)
    assert store.state == State(CONTENT.bank.version, 8)
    assert store.world is None


def test_what_was_dumped_can_be_restored_into_another_store() -> None:
    store = begun(text="code", mode="own")
    store.answer("abroad", "no")
    assert store.world is not None
    for action in finish(store.world)[1]:
        store.do(action)
    store.do(Action(PAGE, "result"))
    other = Store(CONTENT, 99)
    assert other.restore(store.dump())
    assert (other.state, other.world, other.page) == (store.state, store.world, "result")
    assert other.readiness == store.readiness
    assert other.dump() == store.dump()


def test_a_state_of_older_content_is_taken_with_its_answers() -> None:
    store = Store(CONTENT, 7)
    kept = {"version": "2020.01", "seed": 3, "answers": {"gone": "yes", "abroad": "gone"}, "actions": []}
    assert store.restore(json.dumps(kept))
    assert store.readiness.dropped == ("gone", "abroad")


GOOD = {"version": "2026.11", "seed": 3, "answers": {}, "actions": []}
NONSENSE = [
    "", "{", "null", "5", "[]", "{}", '"text"', "\x00",
    *(json.dumps({key: value for key, value in GOOD.items() if key != gone}) for gone in GOOD),
    *(json.dumps(GOOD | {key: value}) for key, value in [
        ("seed", "x"), ("seed", None), ("seed", [1]), ("answers", []), ("answers", "yes"), ("answers", None),
        ("actions", 5), ("actions", "back"), ("actions", [["back"]]), ("actions", [["back", "", []]]), ("actions", [5]),
        ("actions", [["back", "", "x"]]), ("actions", None), ("actions", {"back": 1}),
    ]),
    '{"version": "1", "seed": Infinity, "answers": {}, "actions": []}',
    '{"version": "1", "seed": NaN, "answers": {}, "actions": []}',
    "[" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("text", NONSENSE, ids=lambda text: text[:40])
def test_nonsense_is_not_restored_and_changes_nothing(text: str) -> None:
    store = begun()
    before = store.state
    assert store.restore(text) is False
    assert store.state is before


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    seed=JSON,
    answers=JSON | st.dictionaries(st.sampled_from(sorted(CONTENT.items)), JSON, max_size=3),
    actions=JSON
    | st.lists(st.tuples(st.sampled_from([BEGIN, "choose", "submit", "back", "refused"]), JSON, JSON), max_size=3),
)
def test_restore_never_raises_and_what_it_takes_can_be_used(seed: object, answers: object, actions: object) -> None:
    store = begun()
    before = store.state
    text = json.dumps({"version": "1", "seed": seed, "answers": answers, "actions": actions})
    if store.restore(text):
        assert json.loads(store.dump())["version"] == "1"
        assert store.readiness.findings
        assert store.world is None or store.world.at
    else:
        assert store.state is before
