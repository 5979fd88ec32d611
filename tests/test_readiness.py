"""What follows from each answer, from reasons and from old answers. Whole plans are in `tests/readiness`."""

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import CONTENT
from kbguide.content.checklist import Answer, Goal, Item, Reason
from kbguide.readiness import AUTO, GOAL, Readiness, assess
from readiness.people import ANSWERS, GOOD, ITEMS, UNSURE, before

PAIRS = [(item, answer) for item in ITEMS.values() for answer in item.answer]
NAMES = [f"{item.id}={answer.id}" for item, answer in PAIRS]
UNREADY = ("missing", "unsure")


def answered(answers: Mapping[str, str]) -> dict[str, Answer]:
    return {item.id: answer for item, answer in PAIRS if answers.get(item.id) == answer.id}


def items_of(result: Readiness) -> list[str]:
    return [task.item for errand in result.plan for task in errand.tasks]


# -- each answer ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("item", "answer"), PAIRS, ids=NAMES)
def test_an_answer_gives_its_item_its_verdict(item: Item, answer: Answer) -> None:
    result = assess(CONTENT, {item.id: answer.id})
    found = next(finding for finding in result.findings if finding.item.id == item.id)
    assert (found.state, found.answer is not None) == (answer.verdict, True)
    others = {finding.state for finding in result.findings if finding is not found}
    assert others <= {"unanswered", "later"}
    assert not result.ready


@pytest.mark.parametrize(("item", "answer"), PAIRS, ids=NAMES)
def test_an_answer_stops_the_channels_that_it_names(item: Item, answer: Answer) -> None:
    result = assess(CONTENT, {item.id: answer.id})
    for row in result.channels:
        stopped = row.channel.id in answer.blocks
        certain = answer.verdict not in ("unsure", "unanswered")
        if not result.goal.items or item.id in result.goal.items:
            assert (item in row.blockers) == (stopped and certain)
            assert (item in row.doubts) == (not certain and any(row.channel.id in one.blocks for one in item.answer))
        assert not row.recommended  # the other questions are open


@pytest.mark.parametrize(("item", "answer"), PAIRS, ids=NAMES)
def test_an_unready_answer_puts_its_errand_before_the_goal(item: Item, answer: Answer) -> None:
    result = assess(CONTENT, {item.id: answer.id})
    goal = CONTENT.goals[answer.goal or "issue"]
    *errands, last = result.plan if not answer.halts else (*result.plan, None)
    if last:
        assert (last.title, last.place, last.minutes, last.bring) == (goal.name, goal.place, goal.minutes, goal.bring)
        assert last.notes[0] == goal.text
    assert [task.item for errand in errands for task in errand.tasks] == [item.id] * (answer.verdict in UNREADY)
    for errand in errands:
        assert errand.title == errand.tasks[0].fix.title


@pytest.mark.parametrize(("item", "answer"), PAIRS, ids=NAMES)
def test_an_unready_answer_leads_to_the_practice_of_its_problems(item: Item, answer: Answer) -> None:
    result = assess(CONTENT, {item.id: answer.id})
    ahead = {*result.goal.problems, *(answer.problems if answer.verdict in UNREADY else ())}
    trained = {
        scenario.id for scenario in CONTENT.scenarios.values() for problem in scenario.problems if problem in ahead
    }
    assert {scenario.id for scenario in result.scenarios} == trained
    shared = [len(ahead & set(scenario.problems)) for scenario in result.scenarios]
    assert shared == sorted(shared, reverse=True)


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_unanswered_is_not_the_same_as_unsure(item: Item) -> None:
    for answer in item.answer:
        if answer.verdict == "unsure" and not answer.halts:
            unsure, silent = assess(CONTENT, {item.id: answer.id}), assess(CONTENT, {})
            assert (unsure.count("unsure"), silent.count("unsure")) == (1, 0)
            assert (unsure.count("unanswered"), silent.count("unanswered")) == (len(ITEMS) - 1, len(ITEMS))
            assert len(unsure.plan) == 2


def test_no_answers_at_all_is_a_fair_state() -> None:
    for answers in ({}, {"reason": "urgent"}, {"goal": "issue"}):
        result = assess(CONTENT, answers)
        assert (result.plan, result.minutes, result.scenarios, result.contradictions) == ((), 0, (), ())
        assert (result.dropped, result.opener) == ((), None)
        assert [row.recommended for row in result.channels] == [False, False]
        assert {finding.state for finding in result.findings} == {"unanswered"}
        assert not result.ready


def test_everything_ready_leaves_only_the_goal() -> None:
    result = assess(CONTENT, GOOD)
    assert result.ready
    assert [errand.title for errand in result.plan] == [CONTENT.goals["issue"].name]
    assert result.goal.id == "issue"


def test_what_is_not_needed_is_not_in_the_way() -> None:
    result = assess(CONTENT, GOOD | {"bank-app": "pc-only"})
    assert (result.ready, result.count("not-needed")) == (True, 1)
    assert [row.channel.id for row in result.channels if row.recommended] == ["pc"]


# -- what the plan is for -------------------------------------------------------------------------


def test_one_certificate_is_enough_for_who_has_one_elsewhere() -> None:
    assert assess(CONTENT, {"other-bank": "other"}).goal.id == "register"
    assert assess(CONTENT, {"other-bank": "other", "reason": "end"}).goal.id == "revoke"


def test_the_goal_can_be_chosen_and_be_left_to_the_answers_again() -> None:
    answers = GOOD | {"other-bank": "kb"}
    assert assess(CONTENT, answers | {GOAL: "reissue"}).goal.id == "reissue"
    assert assess(CONTENT, answers | {GOAL: AUTO}).goal.id == "keep"
    assert assess(CONTENT, answers | {GOAL: AUTO}).dropped == ()
    gone = assess(CONTENT, answers | {GOAL: "gone"})
    assert (gone.goal.id, gone.dropped) == ("keep", (GOAL,))


@pytest.mark.parametrize("goal", [goal for goal in CONTENT.goals.values() if goal.items], ids=lambda one: one.id)
def test_a_goal_needs_only_its_own_questions(goal: Goal) -> None:
    assert goal.idle
    result = assess(CONTENT, UNSURE | {GOAL: goal.id})
    assert set(items_of(result)) <= set(goal.items)
    idle = {found.item.id: found.why for found in result.findings if found.item.id not in goal.items}
    assert set(idle.values()) == {goal.idle}


def test_a_case_speaks_only_of_its_own_item_or_of_others() -> None:
    """The first condition that names the item itself names answers for which the case can count."""
    for item in ITEMS.values():
        for case in item.case:
            assert case.verdict == "later" or any(rule.key == item.id for rule in case.when)


# -- the plan -------------------------------------------------------------------------------------


def test_a_shop_comes_before_the_branch_that_needs_the_number() -> None:
    answers = {"own-name-phone": "no", "registered-phone": "no", "internet-banking": "no"}
    for reason in CONTENT.reasons:
        if not CONTENT.reasons[reason].goal:
            places = [errand.place for errand in assess(CONTENT, answers | {"reason": reason}).errands]
            assert places == ["carrier", "branch"], reason


# -- reasons --------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", CONTENT.reasons)
def test_a_reason_changes_the_plan_and_brings_its_advice(reason: str) -> None:
    everywhere = {"use-plan": "no", "own-name-phone": "no", "registered-phone": "no", "bank-app": "no"}
    both_open = GOOD | {"own-device": "family"}
    changed = []
    for answers in (UNSURE, everywhere, both_open):
        without, with_it = assess(CONTENT, answers), assess(CONTENT, answers | {"reason": reason})
        assert with_it.reason == CONTENT.reasons[reason]
        assert without.reason is None
        changed.append(shown(with_it) != shown(without))
    assert any(changed)


def shown(result: Readiness) -> tuple[object, ...]:
    return result.goal, items_of(result), [row.recommended for row in result.channels]


def test_no_two_reasons_give_the_same_advice() -> None:
    for lang in ("ko", "en"):
        assert len({reason.advice[lang] for reason in CONTENT.reasons.values()}) == 8


@pytest.mark.parametrize(
    "chosen", [reason for reason in CONTENT.reasons.values() if reason.channel], ids=lambda one: one.id
)
def test_a_reason_decides_between_channels_that_are_equally_free(chosen: Reason) -> None:
    rows = assess(CONTENT, GOOD | {"own-device": "family", "reason": chosen.id}).channels
    assert [row.channel.id for row in rows if row.recommended] == [chosen.channel]


@pytest.mark.parametrize("reason", [name for name, one in CONTENT.reasons.items() if not one.goal])
def test_the_device_that_was_chosen_counts_before_the_reason(reason: str) -> None:
    rows = assess(CONTENT, GOOD | {"own-device": "pc", "reason": reason}).channels
    assert [row.channel.id for row in rows if row.recommended] == ["pc"]


def test_a_reason_does_not_recommend_what_is_stopped() -> None:
    rows = assess(CONTENT, GOOD | {"own-device": "family", "bank-app": "pc-only", "reason": "bank-work"}).channels
    assert [row.channel.id for row in rows if row.recommended] == ["pc"]
    rows = assess(CONTENT, GOOD | {"own-device": "phone", "reason": "careful"}).channels
    assert [row.channel.id for row in rows if row.recommended] == ["app"]


@pytest.mark.parametrize(
    "chosen", [reason for reason in CONTENT.reasons.values() if not reason.goal], ids=lambda one: one.id
)
def test_what_a_reason_puts_first_opens_the_plan(chosen: Reason) -> None:
    first = assess(CONTENT, UNSURE | {"reason": chosen.id}).errands[0]
    assert {task.item for task in first.tasks} & {
        *chosen.first,
        *(name for item in chosen.first for name in before(item)),
    }


def test_who_wants_it_gone_gets_a_plan_for_that() -> None:
    result = assess(CONTENT, UNSURE | {"reason": "end"})
    assert result.plan[-1].title == CONTENT.goals["revoke"].name
    assert set(items_of(result)) <= set(CONTENT.goals["revoke"].items)


# -- contradictions and old answers ---------------------------------------------------------------


@pytest.mark.parametrize("number", CONTENT.contradictions)
def test_answers_that_cannot_all_be_true_are_shown(number: str) -> None:
    contradiction = CONTENT.contradictions[number]
    answers = {rule.key: rule.values[0] for rule in contradiction.when}
    assert len(answers) >= 2
    assert contradiction in assess(CONTENT, answers).contradictions
    for item in answers:
        left = {name: answer for name, answer in answers.items() if name != item}
        assert contradiction not in assess(CONTENT, left).contradictions


def test_no_internet_banking_and_a_known_user_id_contradict_each_other() -> None:
    assert len(assess(CONTENT, {"internet-banking": "no", "user-id": "yes"}).contradictions) == 1
    assert assess(CONTENT, {"internet-banking": "yes", "user-id": "yes"}).contradictions == ()


@pytest.mark.parametrize(
    "answers", [{"abroad": "gone"}, {"gone": "yes"}, {"reason": "gone"}, {"": ""}, {"abroad": "YES"}]
)
def test_an_answer_no_longer_offered_is_named_and_counts_as_unanswered(answers: dict[str, str]) -> None:
    result = assess(CONTENT, answers)
    assert result.dropped == tuple(answers)
    assert result.count("unanswered") == len(ITEMS)
    assert (result.plan, result.reason) == ((), None)


@given(
    answers=ANSWERS, odd=st.dictionaries(st.sampled_from(["gone", "reason", *ITEMS]) | st.text(), st.text(), max_size=5)
)
def test_old_answers_beside_good_ones_change_nothing_else(answers: dict[str, str], odd: dict[str, str]) -> None:
    odd = {name: answer for name, answer in odd.items() if name not in answers and f"{name}={answer}" not in NAMES}
    mixed = assess(CONTENT, answers | odd)
    clean = assess(CONTENT, answers)
    assert set(mixed.dropped) == {
        name for name, answer in odd.items() if name != "reason" or answer not in CONTENT.reasons
    }
    if "reason" not in odd:
        assert (mixed.plan, mixed.findings, mixed.channels) == (clean.plan, clean.findings, clean.channels)


WORDS = st.text(max_size=10) | st.sampled_from(["yes", "no", "unsure", "reason", "", *ITEMS, *CONTENT.reasons])


@given(answers=st.dictionaries(WORDS, WORDS))
def test_no_answers_whatever_raise(answers: dict[str, str]) -> None:
    given_ones = dict(answers)
    result = assess(CONTENT, answers)
    assert result == assess(CONTENT, answers)
    assert answers == given_ones
    assert len(result.findings) == len(ITEMS)


@given(answers=ANSWERS, order=st.randoms(use_true_random=False))
def test_the_order_of_answering_does_not_matter(answers: dict[str, str], order: Random) -> None:
    pairs = list(answers.items())
    order.shuffle(pairs)
    assert assess(CONTENT, dict(pairs)) == assess(CONTENT, answers)
