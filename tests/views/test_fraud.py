"""Spot the fraud on the page: every drill, every answer, in both languages; nothing can be pressed in a message."""

import re

import pytest

from helpers import CONTENT
from views.driving import Desk, Markup, plain, press, submit, text, visible

DRILLS = list(CONTENT.drills.values())
EVERY = [(drill.id, reply.id) for drill in DRILLS for reply in drill.reply]


def test_every_answer_of_every_drill_is_explained_with_its_clues_and_its_sources(desk: Desk) -> None:
    for name, reply in EVERY:
        desk.store.turn("fraud", "")
        desk.drill(name, reply)
        drill = desk.content.drills[name]
        chosen = next(one for one in drill.reply if one.id == reply)
        shown = desk.read("drills")
        wanted = [chosen.then, chosen.label, *chosen.arrives, *(clue.text for clue in drill.clue), *drill.rule]
        for one in wanted:
            assert plain(one[desk.lang]) in shown, (name, reply)
        assert desk.say(f"fraud.{chosen.verdict}") in shown
        assert desk.say("fraud.was-genuine" if drill.genuine else "fraud.was-fraud") in shown
        for fact in drill.facts:
            assert desk.content.facts[fact].source[desk.lang] in shown


def test_before_the_answer_nothing_gives_it_away(desk: Desk) -> None:
    for drill in DRILLS:
        desk.store.turn("fraud", drill.id)
        shown = desk.read("drills")
        for part in (drill.title, drill.before, *drill.words, *(reply.label for reply in drill.reply)):
            assert part[desk.lang] in shown, drill.id
        assert "kb-clue" not in desk.fraud.scene.value
        for hint in (*(reply.then for reply in drill.reply), *(clue.text for clue in drill.clue), *drill.rule):
            assert plain(hint[desk.lang]) not in shown, drill.id


def test_a_clue_marks_the_words_that_it_quotes_with_its_number(desk: Desk) -> None:
    for drill in DRILLS:
        desk.store.turn("fraud", "")
        desk.drill(drill.id, drill.reply[0].id)
        marks = re.findall(r"<mark[^>]*>(.*?)<sup>(\d+)</sup></mark>", desk.fraud.scene.value)
        quoted = {str(n): clue.quote[desk.lang] for n, clue in enumerate(drill.clue, 1) if clue.quote}
        assert {number: Markup(words).text for words, number in marks} == quoted, drill.id


def test_every_scene_says_that_it_is_practice_and_has_nothing_to_press(desk: Desk) -> None:
    for drill in DRILLS:
        for explained in (False, True):
            scene = Markup(desk.fraud.drill_html.scene(drill, explained=explained))
            assert desk.say(f"scene.{drill.way}-pretend") in scene.text
            assert not {tag for tag, _ in scene.tags} & {"a", "button", "input", "form"}


def test_a_harmful_answer_is_played_out_where_it_changes_something(desk: Desk) -> None:
    desk.drill("call-press-47", "press")
    shown = desk.read("drills")
    assert desk.say("fraud.then") in shown
    assert desk.say("change.title") in shown
    assert desk.say("at.bank.revoked") in shown
    assert desk.say("fraud.theirs") in shown
    desk.store.turn("fraud", "")
    desk.drill("call-press-47", "hang-up")
    assert desk.say("change.title") not in desk.read("drills")


def test_an_answer_is_asked_for(desk: Desk) -> None:
    desk.store.turn("fraud", DRILLS[0].id)
    submit(desk.fraud.form)
    assert desk.fraud.form.errors == {"answer": desk.say("check.pick-one")}
    assert desk.store.journey.said == {}


def test_the_list_shows_what_is_right_and_what_to_look_at_again(english: Desk) -> None:
    english.drill("call-press-47", "press")
    english.store.turn("fraud", "")
    english.drill("notice-of-mine", "keep")
    english.store.turn("fraud", "")
    states = {
        spec.name: spec.state.label for form in english.fraud.lists.values() for spec in form.buttons
    }  # fmt: skip
    assert states.pop("call-press-47") == english.say("fraud.look-again")
    assert states.pop("notice-of-mine") == english.say("fraud.right")
    assert set(states.values()) == {english.say("fraud.open")}
    assert english.say("fraud.progress", done=2, total=len(DRILLS), right=1) in english.read("drills")


def test_next_leads_through_all_and_then_back_to_the_list(english: Desk) -> None:
    press(english.fraud.start, "next")
    for drill in DRILLS:
        assert english.store.page("fraud") == drill.id
        submit(english.fraud.form, answer=drill.reply[-1].id)
        press(english.fraud.turns, "list" if drill is DRILLS[-1] else "next")
    assert english.store.page("fraud") == ""
    assert english.fraud.start.buttons == ()
    assert "fraud" in english.page.done


def test_again_asks_the_same_question_afresh_and_both_answers_are_kept(english: Desk) -> None:
    english.drill("loan-call", "revoke")
    assert english.fraud.form.fields == ()  # what is asked again must be drawn anew, without what was picked
    press(english.fraud.turns, "again")
    assert english.fraud.form in visible(english.parts["drills"])
    assert english.fraud.form.picked == {}
    submit(english.fraud.form, answer="hang-up")
    assert english.store.journey.said["drill/loan-call"] == ("revoke", "hang-up")


def test_an_answer_that_was_missing_is_not_missed_any_more_when_the_question_comes_again(english: Desk) -> None:
    english.store.turn("fraud", "loan-call")
    submit(english.fraud.form)
    assert english.fraud.form.errors
    press(english.fraud.form, "list")
    english.store.turn("fraud", "loan-call")
    assert not english.fraud.form.errors


def test_a_reload_comes_back_to_the_explanation(english: Desk) -> None:
    english.drill("text-locked", "call-it")
    before = english.read("drills")
    later = Desk("en")
    later.store.restore(english.store.dump())
    assert later.read("drills") == before


@pytest.mark.parametrize("page", ["nothing", "loan-call/why", "loan-call/what", "/why", "loan-call/why/why"])
def test_a_page_that_cannot_be_is_shown_as_the_nearest_that_can(english: Desk, page: str) -> None:
    english.store.turn("fraud", page)
    assert english.say("fraud.safe") not in english.read("drills")
    assert english.read("drills")


# -- what to do now ---------------------------------------------------------------------------------


def test_what_to_do_now_has_whom_to_call_in_order_and_what_to_say(desk: Desk) -> None:
    shown = text(desk.parts["now"])
    places = [shown.index(step.title[desk.lang]) for step in desk.content.urgent.values()]
    assert places == sorted(places)
    for step in desk.content.urgent.values():
        assert plain(step.text[desk.lang]) in shown
        assert not step.call or step.call in shown
        assert not step.say or step.say[desk.lang] in shown


def test_no_number_rings_by_a_slip_of_the_finger(desk: Desk) -> None:
    (page,) = [Markup(one.value) for one in visible(desk.parts["now"]) if hasattr(one, "value") and one.value]
    assert not {tag for tag, _ in page.tags} & {"a"}
