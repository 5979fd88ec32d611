"""The people whose plan was wrong once: the whole plan of each, in both languages, and what it must never say."""

import re
from typing import Any

import pytest

from helpers import CONTENT
from kbguide.readiness import assess
from readiness.people import CASES, GOOD, UNSURE, answers_of, said

NAMED = [pytest.param(person, id=f"{person['row']} {person['who']}") for person in CASES]
LANGUAGES = ["ko", "en"]


def test_all_fourteen_are_there() -> None:
    rows = [person["row"] for person in CASES]
    assert rows == [*map(str, range(1, 14)), "14a", "14b", "14c"]


@pytest.mark.parametrize("person", NAMED)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_plan_is_the_one_that_was_written_by_hand(person: dict[str, Any], lang: str) -> None:
    result = assess(CONTENT, answers_of(person))
    at = LANGUAGES.index(lang)
    found = [
        {
            "title": errand.title[lang],
            "place": errand.place,
            "minutes": errand.minutes,
            "do": [task.item for task in errand.tasks if task.certain],
            "find": [task.item for task in errand.tasks if not task.certain],
            "bring": [thing[lang] for thing in errand.bring],
            "questions": [task.fix.question[lang] for task in errand.tasks if task.fix.question],
        }
        for errand in result.plan
    ]
    assert found == [
        {
            "title": errand[lang],
            **{key: errand[key] for key in ("place", "minutes", "do", "find")},
            **{key: [both[at] for both in errand[key]] for key in ("bring", "questions")},
        }
        for errand in person["errand"]
    ]


@pytest.mark.parametrize("person", NAMED)
def test_goal_channel_minutes_and_practice_are_those_written_by_hand(person: dict[str, Any]) -> None:
    result = assess(CONTENT, answers_of(person))
    best = [found.channel.id for found in result.channels if found.recommended]
    assert (result.goal.id, result.ready, result.minutes) == (person["goal"], person["ready"], person["minutes"])
    assert best == ([person["channel"]] if person["channel"] else [])
    assert [found.item.id for found in result.findings if found.state == "later"] == person["later"]
    assert [scenario.id for scenario in result.scenarios] == person["practise"]


@pytest.mark.parametrize("person", NAMED)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_plan_says_what_it_must_and_never_what_it_must_not(person: dict[str, Any], lang: str) -> None:
    words = said(assess(CONTENT, answers_of(person)), lang)
    at = LANGUAGES.index(lang)
    assert [both[at] for both in person["says"] if not re.search(both[at], words, re.MULTILINE)] == []
    assert [both[at] for both in person["never"] if re.search(both[at], words, re.MULTILINE)] == []


# -- the kinds behind them ------------------------------------------------------------------------


def test_nobody_who_does_not_know_anything_gets_more_than_one_call_one_look_and_one_sitting() -> None:
    for reason in ["", *CONTENT.reasons]:
        result = assess(CONTENT, UNSURE | {"reason": reason})
        assert len(result.errands) <= 3
        assert not any(CONTENT.places[errand.place].trip for errand in result.plan)
        assert not any(errand.certain for errand in result.errands)


def test_from_abroad_every_gap_is_asked_about_and_no_place_in_korea_is_named() -> None:
    for item in CONTENT.items.values():
        for answer in item.answer:
            result = assess(CONTENT, GOOD | {"abroad": "yes", item.id: answer.id})
            places = {errand.place for errand in result.plan}
            assert not places & {"carrier", "branch"} or item.id == "abroad"


@pytest.mark.parametrize("medium", ["none", "unsure"])
def test_without_a_phone_nobody_is_sent_into_the_app(medium: str) -> None:
    for reason in ["", *CONTENT.reasons]:
        for account in ("known", "forgotten", "locked", "no-account", "unsure"):
            for banking in ("yes", "no", "unsure"):
                for app in ("no", "unsure", "pc-only"):
                    given = {"means": medium, "account-password": account, "internet-banking": banking}
                    phone = {"own-name-phone": "none", "bank-app": app, "own-device": "pc", "reason": reason}
                    assert "app" not in {errand.place for errand in assess(CONTENT, GOOD | given | phone).plan}


def test_who_has_a_working_certificate_is_warned_before_a_new_one() -> None:
    for held in ("kb", "other"):
        for goal in ("issue", "reissue"):
            result = assess(CONTENT, GOOD | {"other-bank": held, "goal": goal})
            assert [task.item for errand in result.errands for task in errand.tasks] == ["other-bank"]
            assert not result.ready


def test_a_certificate_that_no_longer_works_is_issued_again() -> None:
    assert assess(CONTENT, GOOD | {"other-bank": "lost"}).goal.id == "reissue"


def test_whoever_ends_or_keeps_one_is_not_stopped_by_what_stops_issuing() -> None:
    for kind in ("minor", "business", "exposed"):
        for goal in ("keep", "revoke"):
            result = assess(CONTENT, GOOD | {"customer-kind": kind, "other-bank": "kb", "goal": goal})
            assert [errand.title for errand in result.plan] == [CONTENT.goals[goal].name]


def test_a_national_abroad_without_an_account_is_told_of_the_embassy_and_a_foreigner_is_not() -> None:
    national = assess(CONTENT, GOOD | {"abroad": "yes", "account-password": "no-account"})
    assert [errand.place for errand in national.errands] == ["embassy"]
    for kind in ("foreigner", "foreigner-name"):
        other = assess(CONTENT, GOOD | {"abroad": "yes", "account-password": "no-account", "customer-kind": kind})
        assert [errand.place for errand in other.errands] == ["call"]


def test_an_account_brings_internet_banking_and_the_rest_with_it() -> None:
    result = assess(CONTENT, GOOD | {"account-password": "no-account", "internet-banking": "no", "means": "none"})
    assert [errand.place for errand in result.errands] == ["app"]
    without = assess(CONTENT, GOOD | {"account-password": "no-account", "bank-app": "pc-only", "means": "none"})
    assert [errand.place for errand in without.errands] == ["branch"]


def test_two_errands_at_a_branch_are_one_visit_even_where_the_app_could_do_one() -> None:
    result = assess(CONTENT, GOOD | {"account-password": "forgotten", "internet-banking": "no", "means": "none"})
    assert [errand.place for errand in result.errands] == ["branch"]
    assert [thing.en for thing in result.errands[0].bring] == ["ID card"]
