"""In front of the real bank: every problem is told, in words for real life, where one is stuck on it."""

import re
from dataclasses import replace
from datetime import date
from itertools import chain

import pytest

from content.test_facts_firm import hedges, is_open
from helpers import CONTENT
from kbguide.content.checks import walk
from kbguide.content.companion import CompanionStep
from kbguide.content.reader import LANGUAGES, Text
from kbguide.content.stages import BEFORE, OWN, main_procedure, stage_of, stages
from kbguide.views.chapters.beside import BesideHtml

STAGES = stages(CONTENT)
COMPANIONS = list(CONTENT.companions.values())
STEPS = [(f"{one.id} {number}", step) for one in COMPANIONS for number, step in enumerate(one.step, 1)]
PRACTICE = {
    "ko": "연습|여기서(?:는|도)|이 인물|이 사람에게|진짜(?:라면|로|에서|도)",
    "en": r"practi[cs]e|\bhere,|this person|in real life|for real\b",
}


def test_every_problem_of_real_life_is_told_and_none_twice_at_one_stage() -> None:
    real = {one.id for one in CONTENT.problems.values() if one.often != "here"}
    assert {one.id for problems in STAGES.values() for one in problems} == real
    for stage, problems in STAGES.items():
        assert len({one.id for one in problems}) == len(problems), stage


def test_the_stages_are_the_steps_of_issuing_with_what_comes_before_and_after() -> None:
    steps = [str(number) for number, _ in enumerate(main_procedure(CONTENT).step, 1)]
    assert main_procedure(CONTENT).id == "issue"
    assert list(STAGES)[: len(steps) + 2] == [BEFORE, *steps, OWN]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_in_front_of_the_real_bank_is_told_of_the_practice_card(lang: str) -> None:
    problems = chain.from_iterable(STAGES.values())
    told = [(one.id, text[lang]) for one in problems for text in (one.what, one.do, one.ask) if text]
    assert [(name, text) for name, text in told if re.search(PRACTICE[lang], text, re.IGNORECASE)] == []


def test_words_for_real_life_differ_from_those_of_practice() -> None:
    for one in CONTENT.real_words.values():
        problem = CONTENT.problems[one.id]
        assert problem.often != "here", one.id
        assert one.what or one.do or one.ask or one.also, one.id
        for key in ("what", "do", "ask"):
            assert getattr(one, key) is None or getattr(one, key) != getattr(problem, key), (one.id, key)


@pytest.mark.parametrize(("name", "stage"), [("popup-blocked", "7"), ("call-silent", "4"), ("no-account", "5")])
def test_a_problem_stands_where_it_is_met(name: str, stage: str) -> None:
    assert name in {one.id for one in STAGES[stage]}


@pytest.mark.parametrize("step", [step for _, step in STEPS], ids=[where for where, _ in STEPS])
def test_who_is_stuck_at_a_step_finds_its_problems(step: CompanionStep) -> None:
    assert stage_of(CONTENT, step.screen) in STAGES
    assert 1 <= len(step.do) <= 3
    assert step.facts


def test_every_real_procedure_that_was_asked_for_is_there() -> None:
    assert [one.id for one in COMPANIONS] == ["issue-pc", "issue-app", "renew", "register", "revoke"]
    for one in COMPANIONS:
        screens = CONTENT.procedures[one.procedure].screens
        assert all(step.screen in screens for step in one.step), one.id
        assert one.facts
    assert [len(one.step) for one in COMPANIONS[:2]] == [len(main_procedure(CONTENT).step)] * 2


def test_menus_rest_on_facts_that_are_looked_at_again_within_a_year() -> None:
    for where, step in STEPS:
        if "메뉴" in step.name.ko:
            assert any(CONTENT.facts[name].expires <= date(2027, 12, 31) for name in step.facts), where


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_step_is_as_firm_as_its_facts(lang: str) -> None:
    for where, step in STEPS:
        facts = [CONTENT.facts[name] for name in step.facts]
        texts = [leaf.value[lang] for leaf in walk(step, step, "") if isinstance(leaf.value, Text)]
        assert all(len(hedges(text, lang)) <= 1 for text in texts), where
        if all(fact.doubtful for fact in facts):
            assert is_open(" ".join(texts), lang), where


def test_renewing_does_not_pretend_to_know_the_menu() -> None:
    find = CONTENT.companions["renew"].step[1]
    assert "찾지 못했어요" in find.see.ko
    assert "1588-9999" in find.do[-1].ko


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_source_that_has_grown_old_says_to_ask_the_bank(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = BesideHtml(CONTENT, lang)
    old = CONTENT.words["facts.old"][lang]
    assert old not in beside.sources(["menu-pc"])
    monkeypatch.setitem(CONTENT.facts, "menu-pc", replace(CONTENT.facts["menu-pc"], expires=date(2020, 1, 1)))
    assert old in beside.sources(["menu-pc"])
