"""The last page: how sure one feels, the record as table and picture, what is open, the sheet, the files."""

import base64
import csv
import io
import json
import re

import pytest

from kbguide.practice import BEGIN, LEAVE, Action
from kbguide.practice.answers import STEPS
from kbguide.report import COLUMNS
from views.driving import Desk, Markup, pick, press


def issue(desk: Desk, seconds: float, mistakes: int = 0) -> None:
    """A whole issue, each action taking so long."""
    desk.store.do(Action(BEGIN, values={"procedure": "issue", "persona": "kim", "mode": "own"}))
    for _ in range(mistakes):
        desk.now += seconds
        desk.window("login")
    for _ in desk.journey():
        desk.now += seconds
    desk.store.do(Action(LEAVE))


def test_a_page_without_any_practice_says_so_kindly(desk: Desk) -> None:
    shown = desk.read("finish")
    for key in ("record.empty", "finish.no-plan", "confidence.open", "sheet.home"):
        assert desk.say(key) in shown
    assert "kb-pair" not in desk.last.summary.value


def test_both_questions_have_the_same_five_steps(desk: Desk) -> None:
    before, after = desk.kept.sure.fields[0], desk.last.form.fields[0]
    assert [one.id for one in before.options] == list(STEPS)
    assert before.options == after.options


@pytest.mark.parametrize(("before", "after", "key"), [("2", "4", "more"), ("4", "2", "less"), ("3", "3", "same")])
def test_how_one_feels_now_is_set_beside_how_one_felt_before(desk: Desk, before: str, after: str, key: str) -> None:
    pick(desk.kept.sure, before, "step")
    pick(desk.last.form, after, "step")
    words = [desk.say(f"confidence.{step}") for step in (before, after)]
    assert desk.say(f"confidence.{key}", before=words[0], after=words[1]) in desk.read("finish")
    assert desk.kept.sure.picked == {"step": before}
    assert desk.last.form.picked == {"step": after}


def test_without_the_first_answer_nothing_is_compared(english: Desk) -> None:
    pick(english.last.form, "5", "step")
    assert english.say("confidence.after-only") in english.read("finish")


def test_the_second_try_stands_beside_the_first_as_a_picture_a_sentence_and_a_table(desk: Desk) -> None:
    issue(desk, 6, mistakes=2)
    assert "kb-pair" not in desk.last.summary.value
    issue(desk, 3)
    assert len(re.findall(r"<tr>(.*?)</tr>", desk.last.summary.value)) == 1 + 2
    told = desk.say("record.mistakes-pair", first="2", second="0")
    assert told in desk.read("finish")
    page = Markup(desk.last.summary.value)
    (picture,) = [held for tag, held in page.tags if tag == "svg" and held.get("role") == "img"]
    assert told in str(picture["aria-label"])
    assert desk.say("record.pair", title=desk.content.procedures["issue"].title[desk.lang]) in page.text


def test_the_plan_that_is_open_and_the_way_to_it_are_there(english: Desk) -> None:
    english.store.answer("means", "none")
    shown = english.read("finish")
    for errand in english.store.readiness.plan:
        assert errand.title.en in shown
    assert '<a class="kb-go" href="#check">' in english.last.open.value


def test_the_sheet_is_the_one_of_the_plan_with_its_questions(desk: Desk) -> None:
    desk.answers({"means": "none", "registered-phone": "unsure"})
    sheet = desk.last.sheet.value
    assert desk.result.plan.value.split("<section")[1] in sheet
    questions = [one.fix.question for errand in desk.store.readiness.plan for one in errand.tasks if one.fix.question]
    assert questions
    assert all(question[desk.lang] in sheet for question in questions)
    assert not {tag for tag, _ in Markup(sheet).tags} & {"input", "textarea"}
    assert "data-kb-print" in desk.last.open.value


def test_nothing_is_counted_that_was_not_done(desk: Desk) -> None:
    total = len(desk.content.items)
    assert "<ul" not in desk.last.summary.value
    desk.answer("use-plan", "no")
    assert desk.say("record.check", done=1, total=total) in desk.read("finish")
    assert desk.last.summary.value.count("<li>") == 1


def files(desk: Desk) -> dict[str, str]:
    links = re.findall(r'href="data:[\w/]+;charset=utf-8;base64,([^"]+)" download="([^"]+)"', desk.last.files.value)
    return {name: base64.b64decode(data).decode() for data, name in links}


def test_a_table_without_rows_is_no_file(desk: Desk) -> None:
    issue(desk, 1)
    press(desk.last.take, "files")
    assert set(files(desk)) == {"tries.csv", "record.json"}


def test_files_are_made_when_they_are_asked_for(desk: Desk) -> None:
    issue(desk, 2)
    desk.store.answer("means", "none")
    drill = next(iter(desk.content.drills.values()))
    desk.drill(drill.id, drill.reply[0].id)
    pick(desk.claims.form, "true")
    pick(desk.last.form, "4", "step")
    assert files(desk) == {}
    press(desk.last.take, "files")
    found = files(desk)
    assert set(found) == {*(f"{name}.csv" for name in COLUMNS), "record.json"}
    rows = list(csv.DictReader(io.StringIO(found["tries.csv"].removeprefix("\ufeff"))))
    assert [row["procedure"] for row in rows] == ["issue"]
    assert json.loads(found["record.json"])["tries"][0]["end"] == "done"


def test_files_go_on_being_true(english: Desk) -> None:
    press(english.last.take, "files")
    issue(english, 2)
    assert json.loads(files(english)["record.json"])["tries"]


def test_erasing_takes_the_files_away(english: Desk) -> None:
    issue(english, 1)
    press(english.last.take, "files")
    english.kept.forget()
    assert files(english) == {}
