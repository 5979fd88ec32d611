"""Rehearsing a problem on purpose, practising for real, and the other channel."""

import pytest

from helpers import CONTENT, PERSONAS, SEED
from kbguide.content.bank import Scenario
from kbguide.content.learning import Drill
from kbguide.practice import Action
from kbguide.views.chapters.practice import SHORT
from kbguide.views.run.setup_forms import FRAUD
from views.driving import Desk, Markup, inside, plain, press, submit, visible

SCENARIOS = list(CONTENT.scenarios.values())


def listed(desk: Desk) -> dict[str, str]:
    """The lines of the list of scenarios, each with whether it has been played."""
    return {spec.name: spec.state.label for spec in desk.practice.list.buttons}


# -- the list -------------------------------------------------------------------------------------


def test_the_list_says_of_every_scenario_what_it_trains(desk: Desk) -> None:
    desk.click("practice", "setup.rehearse")
    assert len(listed(desk)) == SHORT
    often = [CONTENT.problems[name].often for one in listed(desk) for name in CONTENT.scenarios[one].problems]
    assert "often" in often
    press(desk.practice.turns, "all")
    assert f"nth-child({SHORT + 1})" in desk.page.focus["at"]
    shown = desk.read("practice")
    assert sorted(listed(desk)) == sorted(CONTENT.scenarios)
    for one in SCENARIOS:
        assert one.title[desk.lang] in shown
        assert one.about[desk.lang] in shown
    assert set(listed(desk).values()) == {desk.say("rehearse.open")}
    desk.click("practice", "setup.whole")


def test_what_the_check_suggests_comes_first(desk: Desk) -> None:
    desk.answer("registered-phone", "no")
    advised = [one.id for one in desk.store.readiness.scenarios]
    assert advised
    assert list(listed(desk))[: len(advised)] == advised
    desk.click("practice", "setup.rehearse")
    assert list(listed(desk)) == [*advised, *list(listed(desk))[len(advised) :]][:SHORT]
    press(desk.practice.turns, "all")
    assert len(listed(desk)) == len(SCENARIOS)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.id)
def test_a_scenario_is_played_to_its_end_and_says_what_to_do_for_real(desk: Desk, scenario: Scenario) -> None:
    desk.rehearse(scenario.id)
    assert desk.say("rehearse.caption", title=scenario.title[desk.lang]) in desk.read("practice")
    desk.sensibly()
    shown = plain(desk.read("practice"))
    assert plain(scenario.real[desk.lang]) in shown
    assert scenario.about[desk.lang] in shown
    assert {fault.problem for fault in scenario.fault} <= set(desk.world.met)
    assert desk.labels("practice")[-1] == desk.say("practice.again")
    desk.click("practice", "practice.again")
    assert listed(desk)[scenario.id] == desk.say("rehearse.done")


def test_a_scenario_plays_the_same_way_every_time(english: Desk) -> None:
    english.rehearse("call-silent")
    english.sensibly()
    first = english.world.met, english.world.here
    english.click("practice", "practice.again")
    english.rehearse("call-silent")
    english.sensibly()
    assert (english.world.met, english.world.here) == first


def test_a_scenario_that_was_left_is_not_called_done(english: Desk) -> None:
    english.rehearse("call-silent")
    english.click("practice", "practice.stop")
    english.click("practice", "leave.end")
    assert listed(english)["call-silent"] == english.say("rehearse.open")


def test_a_finished_scenario_is_shown_in_the_plan(desk: Desk) -> None:
    desk.answer("registered-phone", "no")
    assert desk.store.readiness.plan
    scenario = desk.store.readiness.scenarios[0]
    told = desk.say("result.rehearsed", titles=scenario.title[desk.lang])
    desk.check.open("result")
    assert told not in desk.read("check")
    desk.click("check", "result.begin", title=scenario.title[desk.lang])
    assert desk.world.scenario == scenario
    desk.sensibly()
    assert told in desk.read("check")
    assert desk.say("rehearse.done") in Markup(desk.result.advice.value).text


# -- for real -------------------------------------------------------------------------------------


def test_for_real_the_chosen_problem_comes_and_nothing_is_hinted(desk: Desk) -> None:
    desk.click("practice", "setup.real")
    drawn = next(one for one in SCENARIOS if one.can_be_drawn and one.fault)
    offered = [FRAUD, *(one.id for one in SCENARIOS if one.can_be_drawn)]
    assert [field.name for field in desk.practice.draw.fields] == offered
    submit(desk.practice.draw, **{drawn.id: "yes"})
    assert desk.world.scenario == drawn
    assert desk.world.mode == "real"
    for _ in range(200):
        if desk.world.over or desk.world.met:
            break
        shown = desk.read("practice")
        assert desk.say("practice.now") not in shown
        assert drawn.title[desk.lang] not in shown
        assert not {desk.say("practice.help"), desk.say("practice.to-guided")} & set(desk.labels("practice"))
        assert not [spec for spec in desk.run.form.buttons if spec.here]
        desk.step_on()
    assert desk.world.met == (drawn.fault[0].problem,)
    desk.sensibly()
    assert plain(drawn.real[desk.lang]) in plain(desk.read("practice"))


def test_whoever_ticks_nothing_may_meet_any_of_them(english: Desk) -> None:
    english.click("practice", "setup.real")
    submit(english.practice.draw)
    assert english.world.scenario in SCENARIOS


def test_the_draw_is_the_same_for_the_same_seed(english: Desk) -> None:
    drawn = []
    for _ in range(2):
        english.store.reset(SEED)
        submit_real(english)
        drawn.append(english.world.scenario)
    assert drawn[0] == drawn[1]


def submit_real(desk: Desk) -> None:
    if desk.say("setup.real") in desk.labels("practice"):
        desk.click("practice", "setup.real")
    submit(desk.practice.draw)


def interrupted(desk: Desk) -> Drill:
    """Go for real, with a fraud in the middle, up to where it comes."""
    desk.click("practice", "setup.real")
    submit(desk.practice.draw, **{FRAUD: "yes"})
    for _ in range(200):
        if desk.world.intrusion:
            return desk.world.intrusion
        desk.step_on()
    raise AssertionError("it never came")


def test_for_real_a_fraud_comes_in_the_middle_and_must_be_answered_first(desk: Desk) -> None:
    drill = interrupted(desk)
    assert drill.during
    shown = desk.read("practice")
    assert desk.say("react.title") in shown
    for line in drill.words:
        assert line[desk.lang] in shown
    assert desk.run.place not in visible(desk.parts["practice"])
    world = desk.world
    desk.store.do(Action("back", world.at))
    assert desk.world == world
    submit(desk.run.intrusion.form)
    assert desk.say("check.pick-one") in desk.read("practice")


@pytest.mark.parametrize("verdict", ["safe", "wary", "harm"])
def test_whatever_is_answered_is_explained_and_issuing_goes_on(desk: Desk, verdict: str) -> None:
    drill = interrupted(desk)
    reply = next(one for one in drill.reply if one.verdict == verdict)
    here = desk.world.at
    submit(desk.run.intrusion.form, answer=reply.id)
    shown = desk.read("practice")
    for text in (reply.then, *reply.arrives, *(clue.text for clue in drill.clue), *drill.rule):
        assert plain(text[desk.lang]) in shown
    assert desk.world.at == here
    assert desk.run.place in visible(desk.parts["practice"])
    desk.sensibly()
    assert desk.world.standing.certificate is not None
    assert desk.store.journey.attempts[-1].fraud == verdict


def test_without_the_tick_no_fraud_comes(english: Desk) -> None:
    submit_real(english)
    assert english.world.fraud == ""


# -- by app ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_whole_way_by_app_begins_at_the_menu_and_leads_to_the_certificate(desk: Desk, persona: str) -> None:
    desk.begin(persona, "own", channel="app")
    looks, shown = [desk.world.look], [desk.read("practice")]
    for _ in desk.journey():
        if not desk.world.finished:
            looks.append(desk.world.look)
            shown.append(desk.read("practice"))
            assert desk.say(f"window.{looks[-1]}", bank=desk.content.bank.name[desk.lang]) in shown[-1]
            assert desk.say("pretend.word") in shown[-1]
    assert looks[0] == "app"
    assert desk.world.met == ()
    assert desk.world.standing.certificate is not None
    for name in ("전체메뉴", "인증/보안", "금융인증서", "발급/재발급"):  # as the real app writes them
        assert any(name in one for one in shown), name


# -- putting it right -----------------------------------------------------------------------------


REMEDIES = {one.remedy: one.id for one in CONTENT.problems.values() if one.remedy}


def test_every_remedy_is_offered_practised_and_leads_back(desk: Desk) -> None:
    seen = set()
    for scenario in SCENARIOS:
        ahead = {CONTENT.problems[fault.problem].remedy for fault in scenario.fault} - {None} - seen
        if not ahead and scenario.id not in ("old-number", "suspended", "not-registered"):
            continue
        desk.store.reset(SEED)
        desk.rehearse(scenario.id)
        for _ in range(300):
            world = desk.world
            if world.over:
                break
            if world.remedy and world.remedy.id not in seen:
                title = world.remedy.title[desk.lang]
                assert desk.say("practice.remedy", title=title) in desk.labels("practice")
                press(desk.run.mend, "remedy")
                assert title in desk.read("practice")
                seen.add(world.remedy.id)
                instead = CONTENT.problems[world.problem or ""].instead
                while desk.world.suspended:
                    list(desk.moves())
                assert instead or desk.world.at == world.at
                assert desk.world.problem is None
                continue
            before = desk.world
            desk.step_on()
            if desk.world == before:
                break
    assert seen >= {"change-phone", "unblock-sender", "other-browser", "resume", "register"}


@pytest.mark.parametrize(
    ("scenario", "changes"), [("suspended", True), ("not-registered", True), ("old-number", False)]
)
def test_the_end_of_a_remedy_shows_what_it_has_changed(desk: Desk, scenario: str, changes: bool) -> None:
    desk.rehearse(scenario)
    for tried in range(60):
        if desk.world.finished and desk.world.suspended:
            break
        desk.step_on(tried)
    assert (desk.say("change.title") in desk.read("practice")) == changes
    desk.window("return")
    assert desk.say("change.title") not in desk.read("practice")


def test_whoever_goes_back_in_a_remedy_stands_where_it_was_offered(english: Desk) -> None:
    english.rehearse("sender-blocked")
    while not english.world.remedy:
        english.step_on()
    at = english.world.at
    press(english.run.mend, "remedy")
    assert english.world.at != at
    while english.world.suspended:
        english.click("practice", "back")
    assert english.world.at == at


def test_no_more_widgets_for_many_ways(english: Desk) -> None:
    before = set(inside(english.parts["practice"]))
    for scenario in ("menu", "call-silent", "account-locked"):
        english.rehearse(scenario)
        english.sensibly()
        english.click("practice", "practice.again")
    assert set(inside(english.parts["practice"])) == before
    assert english.practice.list in visible(english.parts["practice"])
