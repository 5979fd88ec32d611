"""Whatever is answered: a plan that can be carried out, and no praise for what is shut."""

import pytest
from hypothesis import example, given, settings

from helpers import CONTENT
from kbguide.content.checklist import Answer, Item
from kbguide.readiness import GOAL, REASON, Finding, Readiness, assess
from readiness.people import ANSWERS, GOOD, ITEMS, UNSURE, before, said

PLACES = CONTENT.places
TRIPS = {place.id for place in PLACES.values() if place.trip}
PAIRS = [(item, answer) for item in ITEMS.values() for answer in item.answer]
MANY = settings(max_examples=400)


def known(answers: dict[str, str], result: Readiness) -> dict[str, str]:
    return {**{name: answers.get(name, "unanswered") for name in ITEMS}, GOAL: result.goal.id}


def waiting(result: Readiness) -> dict[str, Finding]:
    return {found.item.id: found for found in result.findings if found.state in ("missing", "unsure")}


@MANY
@given(answers=ANSWERS)
@example(answers=UNSURE)
@example(answers=UNSURE | {"abroad": "yes"})
def test_no_errand_twice_and_one_visit_a_place(answers: dict[str, str]) -> None:
    result = assess(CONTENT, answers)
    places = [errand.place for errand in result.errands]
    items = [task.item for errand in result.plan for task in errand.tasks]
    assert len(places) == len(set(places))
    assert len(items) == len(set(items))


@MANY
@given(answers=ANSWERS)
def test_no_errand_is_at_a_place_that_the_answers_exclude(answers: dict[str, str]) -> None:
    result = assess(CONTENT, answers)
    for errand in result.errands:
        assert not any(rule.holds(known(answers, result)) for rule in PLACES[errand.place].closed)
        if answers.get("own-name-phone") == "none" and answers.get("abroad") != "yes":
            assert errand.place != "app"


@MANY
@given(answers=ANSWERS)
def test_what_must_come_first_comes_first(answers: dict[str, str]) -> None:
    result = assess(CONTENT, answers)
    met: set[str] = set()
    ahead = {task.item for errand in result.plan for task in errand.tasks}
    for errand in result.errands:
        here = {task.item for task in errand.tasks}
        for task in errand.tasks:
            if task.certain and not PLACES[errand.place].free:
                assert before(task.item) & ahead <= met | here
        met |= here


@MANY
@given(answers=ANSWERS)
def test_within_an_errand_too(answers: dict[str, str]) -> None:
    for errand in assess(CONTENT, answers).errands:
        items = [task.item for task in errand.tasks]
        assert all(not before(item) & set(items[place + 1 :]) for place, item in enumerate(items))


@MANY
@given(answers=ANSWERS)
def test_nobody_travels_before_all_that_can_be_found_out_from_home_is_known(answers: dict[str, str]) -> None:
    result = assess(CONTENT, answers)
    travelled = False
    for errand in result.errands:
        travelled = travelled or errand.place in TRIPS
        assert not travelled or errand.place in TRIPS or errand.certain


@MANY
@given(answers=ANSWERS)
def test_the_minutes_add_up_once_for_each_errand(answers: dict[str, str]) -> None:
    result = assess(CONTENT, answers)
    assert result.minutes == sum(errand.minutes for errand in result.plan)
    for errand in result.errands:
        spent = PLACES[errand.place].minutes + sum(task.fix.minutes for task in errand.tasks)
        assert 0 <= errand.minutes - spent < 5
        assert errand.minutes % 5 == 0


@MANY
@given(answers=ANSWERS)
@example(answers=UNSURE)
def test_every_unsure_answer_is_settled_by_some_errand(answers: dict[str, str]) -> None:
    result = assess(CONTENT, answers)
    settled = {task.item: task for errand in result.errands for task in errand.tasks}
    assert settled.keys() == waiting(result).keys()
    assert all(not settled[name].certain for name, found in waiting(result).items() if found.state == "unsure")


@MANY
@given(answers=ANSWERS)
def test_what_is_asked_on_a_call_is_a_question_to_read_out_and_nothing_else_is(answers: dict[str, str]) -> None:
    for errand in assess(CONTENT, answers).errands:
        assert all(bool(task.fix.question) == (errand.place == "call") for task in errand.tasks)


@MANY
@given(answers=ANSWERS)
def test_nothing_is_brought_twice(answers: dict[str, str]) -> None:
    for errand in assess(CONTENT, answers).errands:
        assert len(errand.bring) == len(set(errand.bring))
        assert set(errand.bring) == {thing for task in errand.tasks for thing in task.fix.bring}


@MANY
@given(answers=ANSWERS)
@example(answers=GOOD)
@example(answers=UNSURE)
@example(answers=GOOD | {"own-device": "family", "bank-app": "unsure", REASON: "bank-work"})  # praised once
def test_nothing_is_praised_that_is_shut_or_for_which_the_device_is_missing(answers: dict[str, str]) -> None:
    result = assess(CONTENT, answers)
    best = [found for found in result.channels if found.recommended]
    assert len(best) == any(not found.shut for found in result.channels)
    device = answers.get("own-device")
    for found in best:
        assert not found.blockers
        assert not found.doubts
        fits = {"pc": ("pc", "family"), "app": ("pc", "phone", "family", "public", "unsure", None)}
        assert device in fits[found.channel.id]
        if found.channel.id == "app":
            assert answers["bank-app"] == "yes"


@MANY
@given(answers=ANSWERS)
def test_where_no_channel_is_open_the_first_errand_towards_one_is_named(answers: dict[str, str]) -> None:
    result = assess(CONTENT, answers)
    if any(not found.shut for found in result.channels):
        assert result.opener is None
    elif result.opener:
        assert result.opener in result.errands
        shut = {item.id for found in result.channels for item in found.shut}
        assert shut & {task.item for task in result.opener.tasks}
    else:
        assert {item.id for found in result.channels for item in found.shut} - waiting(result).keys()


@MANY
@given(answers=ANSWERS)
def test_the_plan_ends_with_the_goal_unless_something_halts_it(answers: dict[str, str]) -> None:
    result = assess(CONTENT, answers)
    halts = [found for found in waiting(result).values() if found.answer and found.answer.halts]
    if halts:
        assert [task.item for errand in result.plan for task in errand.tasks] == [halts[0].item.id]
        assert {found.state for found in result.findings if found is not halts[0]} == {"later"}
    elif any(found.answer for found in result.findings):
        assert result.plan[-1].title == result.goal.name
        assert not result.plan[-1].tasks


@MANY
@given(answers=ANSWERS)
def test_what_is_for_later_says_why(answers: dict[str, str]) -> None:
    for found in assess(CONTENT, answers).findings:
        assert (found.why is None) == (found.state == "unanswered")


@MANY
@given(answers=ANSWERS)
def test_the_learners_own_goal_counts_before_the_reasons_and_the_answers(answers: dict[str, str]) -> None:
    result = assess(CONTENT, answers)
    if GOAL in answers:
        assert result.goal.id == answers[GOAL]
    elif answers.get(REASON) == "end":
        assert result.goal.id == "revoke"


@pytest.mark.parametrize(("item", "answer"), PAIRS, ids=[f"{item.id}={answer.id}" for item, answer in PAIRS])
@pytest.mark.parametrize("reason", ["", *CONTENT.reasons])
def test_beside_good_answers_and_beside_unknown_ones_a_plan_holds_too(item: Item, answer: Answer, reason: str) -> None:
    for others in (GOOD, UNSURE, GOOD | {"abroad": "yes"}, GOOD | {"own-name-phone": "none"}):
        given_ones = others | {item.id: answer.id, REASON: reason}
        result = assess(CONTENT, given_ones)
        for errand in result.errands:
            assert not any(rule.holds(known(given_ones, result)) for rule in PLACES[errand.place].closed)
        for lang in ("ko", "en"):
            assert said(result, lang) or not result.plan
