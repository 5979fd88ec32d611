"""What is kept of a learner."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import CONTENT, SEED, beginning, choose, finish, next_action, right
from kbguide.practice import BEGIN, LEAVE, SETTLE, TRAVEL, Action, replay
from kbguide.store import ONWARD, PAGE, LearnerState, Store


def begun(**values: str) -> Store:
    store = Store(CONTENT, 7)
    store.do(beginning(**values))
    return store


CUT = "restored.cut"


def did(store: Store, action: Action) -> str:
    """Do something; returns why it did not fit, or nothing."""
    store.do(action)
    assert store.notice in ("", *CONTENT.words)
    return "" if store.notice.startswith("done.") else store.notice.removeprefix("refusal.")


def test_a_new_learner_has_nothing() -> None:
    store = Store(CONTENT, 7)
    assert store.state == LearnerState(CONTENT.bank.version, 7)
    assert (store.page("check"), store.world, store.readiness.plan, store.untouched) == ("", None, (), True)


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
    store.turn("check", "means")
    assert before == LearnerState(CONTENT.bank.version, 7)


def test_pages_turned_in_a_row_count_as_the_last() -> None:
    store = Store(CONTENT, 7)
    for page in ("abroad", "means", "result"):
        store.turn("check", page)
        assert store.page("check") == page
    assert [action.at for action in store.state.actions] == ["check/result"]


def test_a_page_turned_after_something_else_is_kept() -> None:
    store = Store(CONTENT, 7)
    store.turn("check", "abroad")
    store.do(beginning())
    store.turn("check", "means")
    assert [action.kind for action in store.state.actions] == [PAGE, BEGIN, PAGE]
    assert (store.page("check"), store.world is not None) == ("means", True)


def test_turning_pages_does_not_move_the_practice() -> None:
    store = begun()
    before = store.world
    store.turn("check", "means")
    assert store.world == before


MISFITS = [
    (Action("choose", "menu-centre", {"entry": "personal"}), "elsewhere"),
    (Action("answer", "front"), "elsewhere"),
    (Action("submit", "gone", {"x": "ok"}), "elsewhere"),
    (Action("fly", "front"), "unknown"),
    (Action(BEGIN, "", {"procedure": "gone", "persona": "kim"}), "gone"),
    (Action(SETTLE, "", {"persona": "nobody"}), "gone"),
    (Action(TRAVEL, "", {"day": "2027-01-01"}), "running"),
]


@pytest.mark.parametrize(("action", "why"), MISFITS)
def test_what_does_not_fit_is_said_to_and_changes_nothing(action: Action, why: str) -> None:
    store = begun()
    before = store.state
    assert did(store, action) == why
    assert store.state is before


@pytest.mark.parametrize(
    "action", [Action("back", "front"), Action("hint", "front"), Action("choose", "front", {"entry": "no-such-entry"})]
)
def test_what_fits_and_changes_nothing_is_not_kept(action: Action) -> None:
    store = begun()
    before = store.state
    assert did(store, action) == ""
    assert store.state is before


def test_what_is_sent_to_a_locked_screen_does_not_fit() -> None:
    store = begun(procedure="login", given="own-nine-tries", screen="pin-present")
    wrong, right_one = (Action("submit", "pin-present", {"pin": outcome}) for outcome in ("pin-wrong", "ok"))
    assert [did(store, one) for one in (wrong, wrong, right_one)] == ["", "locked", "locked"]
    assert len(store.state.actions) == 2


def test_nobody_can_do_anything_before_practice_begins() -> None:
    store = Store(CONTENT, 7)
    for action in (Action("choose", "front", {"entry": "centre"}), Action("back"), Action("hint"), Action(LEAVE)):
        assert did(store, action) == "nobody"
    assert did(store, Action(TRAVEL, "", {"day": "2027-01-01"})) == "nobody"
    assert store.state.actions == ()


def test_going_on_step_by_step_comes_to_the_same_as_replaying() -> None:
    store = begun(scenario="not-registered")
    while store.world and not store.world.over:
        for action in next_action(store.world, bool(store.world.problem)):
            assert did(store, action) == ""
            assert store.journey == replay(CONTENT, 7, store.state.actions)
    assert store.journey.finished == ("not-registered",)


def test_the_journey_is_not_worked_out_anew_for_every_look() -> None:
    store = begun()
    assert store.journey is store.journey
    store.answer("abroad", "no")
    assert store.journey == replay(CONTENT, 7, store.state.actions)


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
    store.do(beginning("lee"))
    assert store.world is not None


def test_reset_forgets_everything() -> None:
    store = begun()
    store.answer("abroad", "no")
    store.reset(8)
    assert store.state == LearnerState(CONTENT.bank.version, 8)
    assert store.world is None


def test_what_was_dumped_can_be_restored_into_another_store() -> None:
    store = begun(text="code", mode="own")
    store.answer("abroad", "no")
    assert store.world is not None
    for action in finish(store.world)[1]:
        store.do(action)
    store.turn("check", "result")
    other = Store(CONTENT, 99)
    assert other.restore(store.dump())
    assert (other.state, other.world, other.page("check")) == (store.state, store.world, "result")
    assert other.readiness == store.readiness
    assert other.dump() == store.dump()


def older(store: Store, *actions: Action) -> str:
    """What this store dumps, with some more actions, as if an older version had written it."""
    kept = json.loads(store.dump())
    kept["actions"] += [[action.kind, action.at, dict(action.values)] for action in actions]
    return json.dumps(kept | {"version": "2020.01"})


def test_a_state_of_older_content_is_taken_with_its_answers() -> None:
    store = Store(CONTENT, 7)
    kept = {"version": "2020.01", "seed": 3, "answers": {"gone": "yes", "abroad": "gone"}, "actions": []}
    assert store.restore(json.dumps(kept))
    assert store.readiness.dropped == ("gone", "abroad")
    assert (store.state.version, store.notice) == (CONTENT.bank.version, "")


def test_what_still_fits_of_an_older_version_is_taken_up_where_it_was() -> None:
    store = begun()
    store.do(Action("choose", "front", {"entry": "centre"}))
    store.turn("check", "means")
    other = Store(CONTENT, 99)
    assert other.restore(older(store))
    assert (other.state, other.journey, other.notice) == (store.state, store.journey, "")


@pytest.mark.parametrize(
    "gone",
    [
        Action("choose", "menu-gone", {"entry": "x"}),
        Action("submit", "front", {"x": "ok"}),
        Action("shout", "front"),
        Action(BEGIN, "", {"procedure": "issue-pc", "persona": "kim"}),
    ],
)
def test_of_an_older_version_what_fits_is_kept_and_the_cut_is_told(gone: Action) -> None:
    store = begun()
    store.do(Action("choose", "front", {"entry": "centre"}))
    other = Store(CONTENT, 99)
    assert other.restore(older(store, gone, Action("choose", "menu-centre", {"entry": "personal"})))
    assert (other.state, other.journey, other.notice) == (store.state, store.journey, CUT)


def test_a_cut_is_told_of_the_last_restored_state_only() -> None:
    store = Store(CONTENT, 99)
    for forget in (lambda: store.restore(begun().dump()), store.reset, lambda: store.restore(older(begun()))):
        assert store.restore(older(begun(), Action("shout", "front")))
        assert store.notice == CUT
        forget()
        assert store.notice == ""


GOOD = {"version": "2026.11", "seed": 3, "answers": {}, "actions": []}
NONSENSE = [
    "", "{", "null", "5", "[]", "{}", '"text"', "\x00",
    *(json.dumps({key: value for key, value in GOOD.items() if key != gone}) for gone in GOOD),
    *(json.dumps(GOOD | {key: value}) for key, value in [
        ("seed", "x"), ("seed", None), ("seed", [1]), ("answers", []), ("answers", "yes"), ("answers", None),
        ("actions", 5), ("actions", "back"), ("actions", [["back"]]), ("actions", [["back", "", []]]), ("actions", [5]),
        ("actions", [["back", "", "x"]]), ("actions", None), ("actions", {"back": 1}),
    ]),
    *(json.dumps(GOOD | part) for part in [
        {"answers": {"abroad": "\ud800"}}, {"answers": {"\udfff": "yes"}}, {"actions": [["say", "\ud800", {}]]},
        {"version": "\ud800", "actions": [["open", "check/\udc00", {}]]},
    ]),
    '{"version": "1", "seed": Infinity, "answers": {}, "actions": []}',
    '{"version": "1", "seed": NaN, "answers": {}, "actions": []}',
    "[" * 100_000,
    *(json.dumps(GOOD | {key: value}) for value in [json.loads("[" * 30 + "]" * 30)] for key in ("seed", "more")),
    json.dumps(GOOD | {"answers": {'a "[': json.loads("[" * 30 + "]" * 30)}}), '{"' + '\\"' * 250_000,
]  # fmt: skip


@pytest.mark.parametrize("seed", [10**6, -5, 10**300, 10**4000, 1e300, "9" * 4000])
def test_a_seed_that_nobody_was_given_is_made_one(seed: object) -> None:
    store = begun()
    assert store.restore(json.dumps({**json.loads(store.dump()), "seed": seed}))
    assert 0 <= store.state.seed < 10**6
    store.do(Action("choose", "front", {"entry": "centre"}))
    assert store.world
    assert store.world.code


def test_brackets_in_what_was_answered_are_no_brackets_of_the_text() -> None:
    store = begun()
    assert store.restore(json.dumps(GOOD | {"answers": {"abroad": '[{"' * 30, "\\": "[" * 30}}))
    assert store.state.answers["abroad"] == '[{"' * 30


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
        assert json.loads(store.dump())["version"] == CONTENT.bank.version
        assert store.readiness.findings
        assert store.world is None or store.world.at
    else:
        assert store.state is before


def test_it_is_told_that_a_press_has_worked_where_the_next_screen_looks_alike() -> None:
    store = Store(CONTENT, SEED)
    store.do(beginning())
    assert store.notice == ""
    store.do(choose(store.world))
    assert store.notice == ONWARD
    store.do(Action("hint", store.world.at))
    assert store.notice == ""


def test_it_is_told_that_the_day_has_changed() -> None:
    store = Store(CONTENT, SEED)
    store.do(Action(SETTLE, values={"persona": "kim", "given": "own"}))
    store.do(Action(TRAVEL, values={"day": (store.journey.standing.day + timedelta(3)).isoformat()}))
    assert store.notice == "done.travel"
