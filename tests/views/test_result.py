import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from helpers import CONTENT
from kbguide.content.catalogue import Content
from kbguide.readiness import AUTO, GOAL, REASON, Errand
from kbguide.site.template_data import STATIC
from readiness.people import CASES, UNSURE, answers_of
from views.driving import Desk, Markup, pick, send, visible

READY = {"ready", "not-needed"}
LANGUAGES = ["ko", "en"]


def best(content: Content) -> dict[str, str]:
    """For each item the first answer that leaves nothing to do."""
    return {item.id: next(a.id for a in item.answer if a.verdict in READY) for item in content.items.values()}


def worst(content: Content) -> dict[str, str]:
    """For each item the first answer that leaves something to do."""
    found = {}
    for item in content.items.values():
        found[item.id] = next((a.id for a in item.answer if a.fix), item.answer[0].id)
    return found


def words(html: str) -> str:
    """What is to be read in a piece of HTML."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def errands(desk: Desk) -> list[str]:
    """The lines of the plan, in words."""
    listed = re.search(r'<ol class="kb-errands"[^>]*>(.*?)</ol>', desk.result.plan.value, re.DOTALL)
    cards = re.split(r'<li class="kb-errand[^>]*>', listed[1])[1:] if listed else []
    return [re.sub(r"^\d\. ", "", words(card)) for card in cards]


def heading(desk: Desk, errand: Errand) -> str:
    """One call, one visit, one sitting; the goal by its name."""
    name = (desk.content.places[errand.place].once if errand.tasks else errand.title)[desk.lang]
    return name[:1].upper() + name[1:]


def only(desk: Desk, answers: dict[str, str]) -> None:
    desk.store.state = replace(desk.store.state, answers=answers)


def see_result(desk: Desk) -> str:
    open_left = len(desk.store.state.answers) < len(desk.content.items) + 1
    desk.click("check", "check.result" if open_left else "check.to-result")
    return desk.read("check")


def test_the_result_without_any_answer_says_how_to_get_a_plan(desk: Desk) -> None:
    shown = see_result(desk)
    assert desk.say("result.open") in shown
    assert desk.say("result.no-plan") in shown
    assert desk.say("result.recommended") not in shown
    assert errands(desk) == []


def test_whoever_has_everything_is_ready_and_has_one_errand_left(desk: Desk) -> None:
    desk.answers(best(desk.content) | {REASON: "quick"})
    shown = see_result(desk)
    goal = desk.content.goals["issue"]
    assert desk.say("result.ready") in shown
    assert [goal.name[desk.lang] in line for line in errands(desk)] == [True]


@pytest.mark.parametrize("given", [worst(CONTENT), UNSURE], ids=["worst", "unsure"])
def test_the_plan_has_every_errand_with_place_time_and_things_to_bring(desk: Desk, given: dict[str, str]) -> None:
    desk.answers(given)
    see_result(desk)
    lang = desk.lang
    lines = errands(desk)
    planned = desk.store.readiness.plan
    for line, errand in zip(lines, planned, strict=True):
        assert line.startswith(heading(desk, errand))
        assert not errand.dial or errand.dial[lang] in line
        assert desk.say("result.about", minutes=errand.minutes) in line
        assert all(note[lang] in line for note in errand.notes)
        assert all(thing[lang] in line for thing in errand.bring)
        assert (desk.say("result.bring") in line) == bool(errand.bring)
        for task in errand.tasks:
            assert (task.fix.question or task.fix.title)[lang] in line
            assert task.fix.text[lang] in line


def test_what_is_to_be_done_is_told_apart_from_what_is_to_be_found_out(desk: Desk) -> None:
    desk.answers({"use-plan": "no", "care-plan": "unsure"})
    see_result(desk)
    home, _ = errands(desk)
    sure, rest = home.split(desk.say("result.do"))[1].split(desk.say("result.find"))
    titles = {task.item: task.fix.title[desk.lang] for task in desk.store.readiness.errands[0].tasks}
    assert titles["use-plan"] in sure
    assert titles["care-plan"] not in sure
    assert titles["care-plan"] in rest
    assert desk.say("result.may-change") in desk.read("check")


def test_where_everything_is_certain_the_plan_does_not_say_that_it_may_change(desk: Desk) -> None:
    desk.answers({"use-plan": "no"})
    assert desk.say("result.may-change") not in see_result(desk)


def test_what_is_not_needed_yet_is_shown_with_its_reason(desk: Desk) -> None:
    desk.answers(best(desk.content) | {"customer-kind": "business", REASON: "quick"})
    shown = see_result(desk)
    halts = next(one.halts for one in desk.content.items["customer-kind"].answer if one.id == "business")
    assert halts
    assert halts[desk.lang] in shown
    assert desk.say("result.later") in shown
    assert desk.say("result.halted") in shown
    assert desk.say("result.count", done=0, total=1) in shown
    assert desk.content.goals["issue"].name[desk.lang] not in "".join(errands(desk))


def test_the_goal_is_shown_and_can_be_changed_and_left_to_the_answers(desk: Desk) -> None:
    desk.answers(best(desk.content) | {"other-bank": "kb", REASON: "quick"})
    see_result(desk)
    aim = desk.result.aim
    assert aim.picked == {"goal": AUTO}
    assert [one.id for one in aim.fields[0].options] == [AUTO, *desk.content.goals]
    for chosen, goal in (("reissue", "reissue"), ("revoke", "revoke"), (AUTO, "keep")):
        pick(aim, chosen, "goal")
        assert aim.picked == {"goal": chosen}
        assert desk.store.state.answers[GOAL] == chosen
        assert errands(desk)[-1].startswith(desk.content.goals[goal].name[desk.lang])
    assert desk.say("check.dropped") not in desk.read("check")


def test_a_chosen_goal_is_there_after_a_reload(desk: Desk) -> None:
    desk.answers(best(desk.content) | {REASON: "quick"})
    see_result(desk)
    pick(desk.result.aim, "revoke", "goal")
    again = Desk(desk.lang, seed=1)
    assert again.store.restore(desk.store.dump())
    assert again.store.readiness.goal.id == "revoke"
    assert again.result.aim.picked == {"goal": "revoke"}


def test_a_goal_that_is_not_offered_changes_nothing(english: Desk) -> None:
    send(english.result.aim, "picked", field="goal", value="gone")
    assert english.store.state.answers == {}


@pytest.mark.parametrize("person", CASES, ids=[f"{person['row']} {person['who']}" for person in CASES])
def test_the_page_never_says_to_anybody_what_is_wrong_for_them(desk: Desk, person: dict[str, Any]) -> None:
    desk.answers(answers_of(person))
    see_result(desk)
    shown = "\n".join([*errands(desk), words(desk.result.channels.value), words(desk.result.verdict.value)])
    at = LANGUAGES.index(desk.lang)
    assert [both[at] for both in person["never"] if re.search(both[at], shown, re.MULTILINE)] == []
    marked = [name for name, one in desk.content.channels.items() if row_of(desk, name).count(recommended(desk))]
    assert marked == ([person["channel"]] if person["channel"] else [])


def recommended(desk: Desk) -> str:
    return desk.say("result.recommended")


def row_of(desk: Desk, channel: str) -> str:
    """What is said of a channel."""
    parts = desk.result.channels.value.split('<div class="kb-way">')
    name = desk.content.channels[channel].name[desk.lang]
    return next(text for text in map(words, parts) if text.startswith(name))


def test_the_plan_stands_in_the_order_that_was_worked_out(desk: Desk) -> None:
    desk.answers(worst(desk.content))
    titles = [heading(desk, errand) for errand in desk.store.readiness.plan]
    assert [line[: len(title)] for line, title in zip(errands(desk), titles, strict=True)] == titles


def test_another_reason_changes_the_plan_on_the_page(desk: Desk) -> None:
    desk.answers(UNSURE)
    seen = set()
    for reason in desk.content.reasons.values():
        desk.store.answer(REASON, reason.id)
        seen.add("\n".join(errands(desk)))
        assert reason.advice[desk.lang] in Markup(desk.result.more.value).text
    assert len(seen) > len(desk.content.reasons) // 2


def test_the_minutes_are_those_of_the_lines(desk: Desk) -> None:
    desk.answers(worst(desk.content))
    shown = see_result(desk)
    numbers = re.escape(desk.say("result.about", minutes="@")).replace("@", r"(\d+)")
    minutes = [int(number) for line in errands(desk) for number in re.findall(numbers, line)]
    assert len(minutes) == len(errands(desk))
    total = sum(minutes)
    assert desk.say("result.minutes", minutes=total) in shown


def test_what_is_left_and_what_is_open_are_counted(desk: Desk) -> None:
    desk.answer("user-id", "no")
    shown = see_result(desk)
    assert desk.say("result.first", errands=desk.content.places["home"].once[desk.lang]) in shown
    assert desk.say("result.unanswered", open=len(desk.content.items) - 1) in shown


def test_no_channel_is_recommended_while_something_may_stop_it(desk: Desk) -> None:
    for item in desk.content.items.values():
        for answer in item.answer:
            only(desk, {item.id: answer.id})
            shown = Markup(desk.result.channels.value).text
            assert recommended(desk) not in shown
            assert desk.say("result.way-good") not in shown
            for found in desk.store.readiness.channels:
                row = row_of(desk, found.channel.id)
                state = "missing" if found.blockers else "unsure"
                assert desk.say(f"result.way-{state}") in row
                assert found.channel.suits[desk.lang] not in row  # no praise for what is shut
                settled = {task.item for errand in desk.store.readiness.plan for task in errand.tasks}
                left = [sum(one.id not in settled for one in items) for items in (found.blockers, found.doubts)]
                assert all(f"{count}" in row for count in left if count)
                assert (desk.say(f"result.after-{state}") in row) == (not any(left))


def test_an_open_channel_is_recommended_and_what_opens_one_is_named_otherwise(desk: Desk) -> None:
    only(desk, best(desk.content))
    assert recommended(desk) in row_of(desk, "pc")
    assert desk.say("result.way-good") in row_of(desk, "pc")
    assert desk.store.readiness.opener is None
    only(desk, best(desk.content) | {"means": "none"})
    opener = desk.store.readiness.opener
    assert opener
    assert desk.say("result.opens", title=opener.title[desk.lang]) in Markup(desk.result.more.value).text
    assert recommended(desk) not in Markup(desk.result.channels.value).text


@pytest.mark.parametrize("name", list(CONTENT.contradictions))
def test_answers_that_cannot_all_be_true_are_shown(desk: Desk, name: str) -> None:
    contradiction = desk.content.contradictions[name]
    for rule in contradiction.when:
        assert contradiction.text[desk.lang] not in desk.read("check")
        desk.answers({rule.key: rule.values[0]})
    assert contradiction.text[desk.lang] in see_result(desk)


def test_what_no_errand_settles_is_named_where_it_stops_a_channel(desk: Desk) -> None:
    only(desk, best(desk.content) | {"own-device": "phone"})
    name = desk.content.items["own-device"].name[desk.lang]
    assert desk.say("result.left", left=1, names=name) in row_of(desk, "pc")
    only(desk, best(desk.content) | {"means": "none"})
    assert desk.say("result.after-missing") in row_of(desk, "pc")


def test_the_heading_counts_calls_and_visits(desk: Desk) -> None:
    only(desk, best(desk.content) | {"means": "none", "bank-app": "pc-only", "pin-choice": "no"})
    places = desk.content.places
    told = desk.say("result.some", errands=places["branch"].once[desk.lang])
    assert Markup(desk.result.verdict.value).text.startswith(told[:1].upper() + told[1:])
    only(desk, UNSURE)
    assert desk.say("result.first", errands=places["call"].once[desk.lang]) in Markup(desk.result.verdict.value).text


def test_every_place_has_its_picture(desk: Desk) -> None:
    icons = (STATIC / "icons.svg").read_text(encoding="utf-8")
    assert all(f'id="kb-i-{place.icon}"' in icons for place in desk.content.places.values())


@pytest.mark.parametrize("given", [{}, worst(CONTENT), UNSURE, best(CONTENT)], ids=["none", "worst", "unsure", "ready"])
def test_the_sheet_has_boxes_questions_and_room_for_what_is_said(desk: Desk, given: dict[str, str]) -> None:
    only(desk, given)
    sheet = desk.result.plan.value.split("<section")[1]
    plan = desk.store.readiness.plan
    boxes = sum(len(errand.tasks) + len(errand.bring) for errand in plan)
    assert sheet.count('class="kb-square"') == boxes
    asked = [errand for errand in plan if any(task.fix.question for task in errand.tasks)]
    assert sheet.count(desk.say("sheet.heard")) == len(asked)
    assert (desk.say("sheet.notes") in sheet) == (not asked)
    assert desk.say("sheet.rule") in sheet
    assert not re.search(r"\b0\b", words(sheet))
    assert ("data-kb-print" in desk.result.plan.value) == bool(plan)


def test_answers_that_fit_together_are_not_called_in_question(desk: Desk) -> None:
    desk.answers(best(desk.content))
    shown = see_result(desk)
    assert not any(one.text[desk.lang] in shown for one in desk.content.contradictions.values())


def test_the_way_back_leads_to_the_list(desk: Desk) -> None:
    desk.answer("user-id", "no")
    see_result(desk)
    desk.click("check", "result.change")
    assert desk.say("check.list-title") in desk.read("check")


def leading_to(scenario: str) -> dict[str, str] | None:
    """One answer that makes this scenario worth practising."""
    problems = CONTENT.scenarios[scenario].problems
    for item in CONTENT.items.values():
        for answer in item.answer:
            if answer.verdict in ("missing", "unsure") and set(answer.problems) & set(problems):
                return {item.id: answer.id}
    return None


@pytest.mark.parametrize("name", [name for name in CONTENT.scenarios if leading_to(name)])
def test_an_offered_scenario_begins_practice_where_it_happens(desk: Desk, name: str) -> None:
    answers = leading_to(name)
    assert answers is not None
    desk.answers(answers)
    see_result(desk)
    offered = [
        one
        for one in desk.store.readiness.scenarios
        if desk.say("result.begin", title=one.title[desk.lang]) in desk.labels("check")
    ]
    assert offered == list(desk.store.readiness.scenarios[:3])
    for scenario in offered:
        assert scenario.about[desk.lang] in desk.read("check")
    first = offered[0]
    assert desk.say("result.go") not in desk.read("check")
    desk.click("check", "result.begin", title=first.title[desk.lang])
    assert desk.world.scenario is first
    assert desk.world.at == (first.screen or desk.world.at)
    assert desk.run.root in visible(desk.parts["practice"])
    assert desk.world.screen.title[desk.lang] in desk.read("practice")
    assert desk.say("result.go") in desk.read("check")


def test_a_scenario_begins_even_while_another_person_is_being_chosen(english: Desk) -> None:
    english.begin()
    english.click("practice", "practice.stop")
    english.click("practice", "leave.end")
    english.answers(
        {"registered-phone": "old"} if "old" in english.check.offered("registered-phone") else worst(CONTENT)
    )
    see_result(english)
    scenario = english.store.readiness.scenarios[0]
    english.click("check", "result.begin", title=scenario.title["en"])
    assert english.run.root in visible(english.parts["practice"])


def test_no_scenario_is_offered_when_nothing_points_to_one(desk: Desk) -> None:
    desk.answers(best(desk.content))
    shown = see_result(desk)
    assert desk.say("result.practise-any") in shown
    assert desk.labels("check") == [desk.say("result.change")]


def test_a_late_press_on_a_scenario_that_has_gone_changes_nothing(english: Desk) -> None:
    english.answers(worst(CONTENT))
    see_result(english)
    english.answers(best(CONTENT))
    english.result.starts[-1].click()
    assert english.store.world is None
