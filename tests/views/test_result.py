import re

import pytest

from helpers import CONTENT
from kbguide.content.catalogue import Content
from kbguide.readiness import REASON
from views.driving import Desk, Markup, pages, visible

READY = {"ready", "not-needed"}


def best(content: Content) -> dict[str, str]:
    """For each item the first answer that leaves nothing to do."""
    return {item.id: next(a.id for a in item.answer if a.verdict in READY) for item in content.items.values()}


def worst(content: Content) -> dict[str, str]:
    """For each item the first answer that leaves something to do."""
    found = {}
    for item in content.items.values():
        found[item.id] = next((a.id for a in item.answer if a.fix), item.answer[0].id)
    return found


def errands(desk: Desk) -> list[Markup]:
    """The lines of the plan, one fragment each."""
    listed = re.search(r'<ol class="kb-numbered[^"]*"[^>]*>(.*?)</ol>', desk.result.plan.value, re.DOTALL)
    return [Markup(line) for line in re.findall(r"<li>(.*?)</li>", listed[1], re.DOTALL)] if listed else []


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
    assert [goal.name[desk.lang] in line.text for line in errands(desk)] == [True]


def test_the_plan_has_every_errand_with_place_time_and_things_to_bring(desk: Desk) -> None:
    given = worst(desk.content)
    desk.answers(given)
    see_result(desk)
    lines = [line.text for line in errands(desk)]
    fixes = [next(a.fix for a in item.answer if a.id == given[item.id]) for item in desk.content.items.values()]
    wanted = [fix for fix in fixes if fix]
    assert len(lines) == len(wanted) + 1
    for fix in wanted:
        (line,) = [line for line in lines if line.startswith(fix.title[desk.lang]) and fix.text[desk.lang] in line]
        assert desk.content.places[fix.place].name[desk.lang] in line
        assert desk.say("result.about", minutes=fix.minutes) in line
        assert all(thing[desk.lang] in line for thing in fix.bring)
        assert (desk.say("result.bring") in line) == bool(fix.bring)


def test_the_plan_stands_in_the_order_that_was_worked_out(desk: Desk) -> None:
    desk.answers(worst(desk.content))
    titles = [errand.title[desk.lang] for errand in desk.store.readiness.plan]
    assert [line.text[: len(title)] for line, title in zip(errands(desk), titles, strict=True)] == titles


def test_another_reason_changes_the_plan_on_the_page(desk: Desk) -> None:
    desk.answers(worst(desk.content))
    seen = set()
    for reason in desk.content.reasons.values():
        desk.store.answer(REASON, reason.id)
        seen.add("\n".join(line.text for line in errands(desk)))
        assert reason.advice[desk.lang] in Markup(desk.result.plan.value).text
    assert len(seen) > len(desk.content.reasons) // 2


def test_the_minutes_are_those_of_the_lines(desk: Desk) -> None:
    desk.answers(worst(desk.content))
    shown = see_result(desk)
    numbers = re.escape(desk.say("result.about", minutes="@")).replace("@", r"(\d+)")
    minutes = [int(number) for line in errands(desk) for number in re.findall(numbers, line.text)]
    assert len(minutes) == len(errands(desk))
    total = sum(minutes)
    assert desk.say("result.minutes", minutes=total) in shown


def test_what_is_left_and_what_is_open_are_counted(desk: Desk) -> None:
    desk.answer("user-id", "no")
    shown = see_result(desk)
    assert desk.say("result.some", left=1) in shown
    assert desk.say("result.unanswered", open=len(desk.content.items) - 1) in shown
    assert any(page.has(role="img") for page in pages(desk.parts["check"]))


def test_one_channel_is_recommended_and_names_what_stands_in_the_way(desk: Desk) -> None:
    for item in desk.content.items.values():
        for answer in item.answer:
            desk.store.state = desk.store.state.__class__(desk.content.bank.version, 1, {item.id: answer.id})
            shown = Markup(desk.result.channels.value).text
            words = [desk.say("result.recommended"), desk.say("result.easier")]  # the second when it is blocked as well
            everywhere = len(answer.blocks) == len(desk.content.channels)
            assert [shown.count(word) for word in words] == ([0, 1] if everywhere else [1, 0])
            assert shown.count(f"{desk.say('result.left', left=1)} {item.name[desk.lang]}") == len(answer.blocks)
            assert all(channel.name[desk.lang] in shown for channel in desk.content.channels.values())


def test_the_channel_without_an_obstacle_is_the_recommended_one(desk: Desk) -> None:
    found = 0
    for item in desk.content.items.values():
        for answer in item.answer:
            if len(answer.blocks) != 1:
                continue
            desk.store.state = desk.store.state.__class__(desk.content.bank.version, 1, {item.id: answer.id})
            rows = desk.result.channels.value.split('class="kb-channel"')[1:]
            clear = [Markup("<div " + row.split("</div></div>")[0] + "</div></div>") for row in rows[:-1]] + [
                Markup("<div " + rows[-1].removesuffix("</div></div>"))
            ]
            marked = [row.text for row in clear if desk.say("result.recommended") in row.text]
            assert len(marked) == 1
            assert item.name[desk.lang] not in marked[0]
            found += 1
    assert found > 0


@pytest.mark.parametrize("name", list(CONTENT.contradictions))
def test_answers_that_cannot_all_be_true_are_shown(desk: Desk, name: str) -> None:
    contradiction = desk.content.contradictions[name]
    for rule in contradiction.when:
        assert contradiction.text[desk.lang] not in desk.read("check")
        desk.answer(rule.key, *rule.values)
    assert contradiction.text[desk.lang] in see_result(desk)


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
