"""Lessons can be held as they are written: minutes add up, addresses are there, buttons have their names."""

import re
from pathlib import Path

import pytest

from helpers import CONTENT, edit
from kbguide.content.checks import walk
from kbguide.content.lesson import Lesson, LessonStep
from kbguide.content.loader import check
from kbguide.content.reader import LANGUAGES, Text
from test_notebooks import cells, chapter, part

LESSONS = list(CONTENT.lessons.values())
STEPS = [(f"{one.id} {step.id}", step) for one in LESSONS for step in one.step]
BOLD = re.compile(r"\*\*(.+?)\*\*")
NO_BUTTON = {  # what is bold and not pressed
    "ko": {"내 화면", "내가 시작한 일", "전화에서", "연습 카드", "걸려 온", "규칙 하나", "1394"},
    "en": {"your own screen", "you started", "on the phone", "practice card", "came to you", "One rule", "1394"},
}


def test_there_are_three_lessons_of_the_lengths_that_were_asked_for() -> None:
    assert [(one.id, one.minutes) for one in LESSONS] == [("class-90", 90), ("class-45", 45), ("one-to-one", 20)]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda one: one.id)
def test_a_lesson_begins_at_nought_and_ends_with_its_last_minute(lesson: Lesson) -> None:
    timed = lesson.timed
    assert timed[0][0] == 0
    assert timed[-1][1] == lesson.minutes
    assert [begin for begin, _, _ in timed[1:]] == [end for _, end, _ in timed[:-1]]


def test_minutes_that_do_not_add_up_are_named(data: Path) -> None:
    edit(data, "lessons.toml", "lesson", "class-45", "minutes", to=50)
    assert check(data) == ["lessons.toml: class-45: minutes: 50, but its steps take 45"]


def test_a_step_without_time_is_named(data: Path) -> None:
    edit(data, "lessons.toml", "lesson", "one-to-one", "step", "sit", "minutes", to=0)
    assert "lessons.toml: one-to-one: sit: minutes: 0, a step takes at least one" in check(data)


@pytest.mark.parametrize(
    "where", ["practice", "#practise", "beside/nothing", "paper/renew", "#nothing/rule", "http://a.example"]
)
def test_what_a_lesson_opens_must_be_there(data: Path, where: str) -> None:
    edit(data, "lessons.toml", "lesson", "class-90", "step", "call", "where", to=where)
    assert check(data) == [f"lessons.toml: class-90: call: where: '{where}' does not exist"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chapters_and_parts_that_a_lesson_opens_are_those_of_the_notebooks(language: str) -> None:
    there, now = {"#try"}, ""
    for cell in cells(language):
        now = chapter(cell) or now
        there |= {f"#{now}", f"#{now}/{part(cell)}" if part(cell) else f"#{now}"}
    opened = {step.where for _, step in STEPS if step.where} | {one.where for one in CONTENT.handouts.values()}
    assert {where for where in opened if where.startswith("#")} <= there


def test_every_preparation_and_both_sheets_belong_to_a_lesson() -> None:
    assert {name for one in LESSONS for name in one.prepare} == set(CONTENT.preparations)
    for one in LESSONS:
        assert {step.hand_out for step in one.step if step.hand_out} == set(CONTENT.handouts) == {"beside", "plan"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_lesson_calls_what_is_pressed_by_its_name(lang: str) -> None:
    names = "\n".join(text[lang] for texts in (CONTENT.words, CONTENT.page) for text in texts.values())
    names += "\n".join(
        cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"]) for cell in cells(lang)
    )
    said = [
        leaf.value[lang]
        for one in (*LESSONS, *CONTENT.preparations.values(), *CONTENT.handouts.values())
        for leaf in walk(one, one, "")
        if isinstance(leaf.value, Text)
    ]
    bold = {name for text in said for name in BOLD.findall(text)} - NO_BUTTON[lang]
    assert {name for name in bold if name not in names} == set()


@pytest.mark.parametrize("step", [step for _, step in STEPS], ids=[where for where, _ in STEPS])
def test_a_step_has_few_things_to_press_and_few_troubles(step: LessonStep) -> None:
    assert 1 <= len(step.press) <= 3
    assert 1 <= len(step.trouble) <= 3
