"""What follows from each answer, and a plan that can be followed from first to last."""

from collections.abc import Mapping
from itertools import pairwise, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import CONTENT
from kbguide.content.checklist import Answer, Item, Reason
from kbguide.readiness import Errand, Readiness, assess

ITEMS = CONTENT.items
PAIRS = [(item, answer) for item in ITEMS.values() for answer in item.answer]
NAMES = [f"{item.id}={answer.id}" for item, answer in PAIRS]
UNREADY = ("missing", "unsure")
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        **{item.id: st.sampled_from([answer.id for answer in item.answer]) for item in ITEMS.values()},
        "reason": st.sampled_from(sorted(CONTENT.reasons)),
    },
)
WORST = {item.id: item.answer[-1].id for item in ITEMS.values()}  # "I don't know" to everything


def answered(answers: Mapping[str, str]) -> dict[str, Answer]:
    return {item.id: answer for item, answer in PAIRS if answers.get(item.id) == answer.id}


def before(item: str) -> set[str]:
    """Every item that must come before this one, directly or not."""
    return set(ITEMS[item].after).union(*map(before, ITEMS[item].after))


def items_of(result: Readiness) -> list[str]:
    return [errand.item for errand in result.plan if errand.item]


# -- each answer ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("item", "answer"), PAIRS, ids=NAMES)
def test_an_answer_gives_its_item_its_verdict(item: Item, answer: Answer) -> None:
    result = assess(CONTENT, {item.id: answer.id})
    states = {finding.item.id: finding.state for finding in result.findings}
    assert states.pop(item.id) == answer.verdict
    assert set(states.values()) == {"unanswered"}
    assert next(finding.answer for finding in result.findings if finding.item.id == item.id) == answer
    assert not result.ready


@pytest.mark.parametrize(("item", "answer"), PAIRS, ids=NAMES)
def test_an_answer_stops_the_channels_that_it_names(item: Item, answer: Answer) -> None:
    result = assess(CONTENT, {item.id: answer.id})
    for row in result.channels:
        stopped = row.channel.id in answer.blocks
        assert row.blockers == ((item,) if stopped else ())
        assert row.minutes == result.goal.minutes + (answer.fix.minutes if stopped and answer.fix else 0)
    (best,) = [row.channel.id for row in result.channels if row.recommended]
    assert best not in answer.blocks or set(answer.blocks) == set(CONTENT.channels)


@pytest.mark.parametrize(("item", "answer"), PAIRS, ids=NAMES)
def test_an_unready_answer_puts_its_errand_before_the_goal(item: Item, answer: Answer) -> None:
    result = assess(CONTENT, {item.id: answer.id})
    goal = CONTENT.goals[answer.goal or "issue"]
    last = Errand(goal.name, goal.text, goal.place, goal.minutes, goal.bring)
    assert result.plan[-1] == last
    if answer.verdict in UNREADY:
        (errand, _) = result.plan
        assert answer.fix is not None
        assert (errand.item, errand.title, errand.text) == (item.id, answer.fix.title, answer.fix.text)
        assert (errand.place, errand.minutes, errand.bring) == (answer.fix.place, answer.fix.minutes, answer.fix.bring)
        assert set(errand.only) in (set(), set(answer.blocks))
        assert result.minutes == answer.fix.minutes + goal.minutes
    else:
        assert result.plan == (last,)


@pytest.mark.parametrize(("item", "answer"), PAIRS, ids=NAMES)
def test_an_unready_answer_leads_to_the_practice_of_its_problems(item: Item, answer: Answer) -> None:
    result = assess(CONTENT, {item.id: answer.id})
    ahead = set(answer.problems) if answer.verdict in UNREADY else set()
    trained = {
        scenario.id for scenario in CONTENT.scenarios.values() for problem in scenario.problems if problem in ahead
    }
    assert {scenario.id for scenario in result.scenarios} == trained
    shared = [len(ahead & set(scenario.problems)) for scenario in result.scenarios]
    assert shared == sorted(shared, reverse=True)


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_unanswered_is_not_the_same_as_unsure(item: Item) -> None:
    for answer in item.answer:
        if answer.verdict == "unsure":
            unsure, silent = assess(CONTENT, {item.id: answer.id}), assess(CONTENT, {})
            assert (unsure.count("unsure"), silent.count("unsure")) == (1, 0)
            assert (unsure.count("unanswered"), silent.count("unanswered")) == (len(ITEMS) - 1, len(ITEMS))
            assert len(unsure.plan) == 2


def test_no_answers_at_all_is_a_fair_state() -> None:
    for answers in ({}, {"reason": "urgent"}):
        result = assess(CONTENT, answers)
        assert (result.plan, result.minutes, result.scenarios, result.contradictions, result.dropped) == (
            (),
            0,
            (),
            (),
            (),
        )
        assert [row.recommended for row in result.channels] == [False, False]
        assert {finding.state for finding in result.findings} == {"unanswered"}
        assert not result.ready


def test_everything_ready_leaves_only_the_goal() -> None:
    answers = {
        item.id: next(a.id for a in item.answer if a.verdict == "ready" and not a.goal) for item in ITEMS.values()
    }
    result = assess(CONTENT, answers)
    assert result.ready
    assert [errand.title for errand in result.plan] == [CONTENT.goals["issue"].name]
    assert result.goal.id == "issue"


def test_what_is_not_needed_is_not_in_the_way() -> None:
    answers = {
        item.id: next(a.id for a in item.answer if a.verdict == "ready" and not a.goal) for item in ITEMS.values()
    }
    result = assess(CONTENT, answers | {"bank-app": "pc-only"})
    assert (result.ready, result.count("not-needed")) == (True, 1)
    assert [row.channel.id for row in result.channels if row.recommended] == ["pc"]


def test_one_certificate_is_enough_for_who_has_one_elsewhere() -> None:
    assert assess(CONTENT, {"other-bank": "other"}).goal.id == "register"
    assert assess(CONTENT, {"other-bank": "other", "reason": "end"}).goal.id == "revoke"


# -- the plan -------------------------------------------------------------------------------------


@given(answers=ANSWERS)
def test_a_plan_holds_every_errand_once_and_ends_with_the_goal(answers: dict[str, str]) -> None:
    result = assess(CONTENT, answers)
    waiting = [name for name, answer in answered(answers).items() if answer.verdict in UNREADY]
    wanted = [name for name in waiting if not result.goal.items or name in result.goal.items]
    assert sorted(items_of(result)) == sorted(wanted)
    if answered(answers):
        assert (result.plan[-1].item, result.plan[-1].title) == (None, result.goal.name)
    assert result.minutes == sum(errand.minutes for errand in result.plan)


@given(answers=ANSWERS)
def test_what_must_come_first_comes_first(answers: dict[str, str]) -> None:
    planned = items_of(assess(CONTENT, answers))
    for place, name in enumerate(planned):
        assert not before(name) & set(planned[place + 1 :])


@given(answers=ANSWERS)
def test_we_leave_a_place_only_when_nothing_more_can_be_done_there(answers: dict[str, str]) -> None:
    plan = assess(CONTENT, answers).plan[:-1]
    for here, (errand, following) in enumerate(pairwise(plan)):
        if errand.place != following.place:
            for later in range(here + 2, len(plan)):
                if (
                    plan[later].place == errand.place
                ):  # we come back for this one: something elsewhere had to be done first
                    between = {other.item for other in plan[here + 1 : later]}
                    assert between & before(str(plan[later].item))


def visits(plan: tuple[Errand, ...], place: str) -> int:
    places = ["", *(errand.place for errand in plan)]
    return sum(one != place and other == place for one, other in pairwise(places))


def must_come_back(planned: list[str], places: Mapping[str, str], place: str) -> bool:
    """Whether an errand at this place has to wait for one elsewhere that has to wait for one at this place."""
    there = [name for name in planned if places[name] == place]
    elsewhere = [name for name in planned if places[name] != place]
    return any(
        one in before(middle) and middle in before(other) for one, middle, other in product(there, elsewhere, there)
    )


@pytest.mark.parametrize("place", ["branch", "carrier"])
@settings(max_examples=200)
@given(answers=ANSWERS)
def test_nobody_goes_twice_to_a_place_where_once_is_enough(answers: dict[str, str], place: str) -> None:
    plan = assess(CONTENT, answers).plan[:-1]
    planned = {str(errand.item): errand.place for errand in plan}
    if visits(plan, place) > 1:
        assert must_come_back(list(planned), planned, place)


def test_a_shop_first_saves_a_second_visit_to_the_branch() -> None:
    answers = {"own-name-phone": "no", "registered-phone": "no", "internet-banking": "no"}
    for reason in CONTENT.reasons:
        plan = assess(CONTENT, answers | {"reason": reason}).plan[:-1]
        assert visits(plan, "branch") <= 1, reason


# -- reasons --------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", CONTENT.reasons)
def test_a_reason_changes_the_plan_and_brings_its_advice(reason: str) -> None:
    without, with_it = assess(CONTENT, WORST), assess(CONTENT, WORST | {"reason": reason})
    assert with_it.reason == CONTENT.reasons[reason]
    assert without.reason is None

    def shown(result: Readiness) -> tuple[object, ...]:
        return result.goal, items_of(result), [row.recommended for row in result.channels]

    assert shown(with_it) != shown(without)


def test_no_two_reasons_give_the_same_advice() -> None:
    for lang in ("ko", "en"):
        assert len({reason.advice[lang] for reason in CONTENT.reasons.values()}) == 8


@pytest.mark.parametrize(
    "chosen", [reason for reason in CONTENT.reasons.values() if reason.channel], ids=lambda one: one.id
)
def test_a_reason_decides_between_channels_that_are_equally_free(chosen: Reason) -> None:
    rows = assess(CONTENT, {"abroad": "no", "reason": chosen.id}).channels
    assert [row.channel.id for row in rows if row.recommended] == [chosen.channel]


def test_a_reason_does_not_recommend_what_is_stopped() -> None:
    rows = assess(CONTENT, {"bank-app": "pc-only", "reason": "bank-work"}).channels
    assert [row.channel.id for row in rows if row.recommended] == ["pc"]
    rows = assess(CONTENT, {"own-device": "phone", "reason": "careful"}).channels
    assert [row.channel.id for row in rows if row.recommended] == ["app"]


@pytest.mark.parametrize(
    "chosen", [reason for reason in CONTENT.reasons.values() if not reason.goal], ids=lambda one: one.id
)
def test_what_a_reason_puts_first_opens_the_plan(chosen: Reason) -> None:
    assert items_of(assess(CONTENT, WORST | {"reason": chosen.id}))[0] in chosen.first + tuple(
        name for item in chosen.first for name in before(item)
    )


def test_who_wants_it_gone_gets_a_plan_for_that() -> None:
    result = assess(CONTENT, WORST | {"reason": "end"})
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
        assert assess(CONTENT, left).contradictions == ()


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


@given(answers=ANSWERS)
def test_exactly_one_channel_is_recommended_once_something_is_known(answers: dict[str, str]) -> None:
    result = assess(CONTENT, answers)
    assert sum(row.recommended for row in result.channels) == bool(answered(answers))
    best = [row for row in result.channels if row.recommended]
    assert all(len(best[0].blockers) <= len(row.blockers) for row in result.channels if best)
