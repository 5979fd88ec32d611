"""Spot the fraud on the page: every drill, every answer, in both languages; nothing can be pressed in a message."""

import re

import pytest

from helpers import CONTENT, SEED
from kbguide.content.learning import Drill
from kbguide.practice import SAY, Action
from views.driving import Desk, Markup, plain, press, raw, submit, text, visible

DRILLS = [drill.id for drill in CONTENT.drills.values() if not drill.extra]


def first_wrong(desk: Desk) -> None:
    """Answer the whole round, and each fraud wrongly, so that all extra ones come as well."""
    for _ in range(2 * len(CONTENT.drills)):
        names = [name for name in desk.store.journey.drills if f"drill/{name}" not in desk.store.journey.said]
        if names:
            reply = next(one.id for one in CONTENT.drills[names[0]].reply if one.verdict != "safe")
            desk.store.do(Action(SAY, f"drill/{names[0]}", {"answer": reply}))


def told(desk: Desk) -> list[Drill]:
    """Every drill in every guise, as it can be met."""
    return [drill.guised(number) for drill in desk.content.drills.values() for number in range(len(drill.guise))]


def test_every_answer_of_every_drill_is_explained_with_its_clues_and_its_sources(desk: Desk) -> None:
    first_wrong(desk)
    assert set(desk.store.journey.drills) == set(CONTENT.drills)
    for name, reply in [(name, reply.id) for name, drill in CONTENT.drills.items() for reply in drill.reply]:
        desk.store.turn("fraud", "")
        desk.drill(name, reply)
        drill = desk.met(name)
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
    first_wrong(desk)
    for name in CONTENT.drills:
        desk.store.turn("fraud", name)
        drill = desk.met(name)
        shown = desk.read("drills")
        for part in (drill.title, drill.before, *drill.words, *(reply.label for reply in drill.reply)):
            assert part[desk.lang] in shown, name
        assert "kb-clue" not in desk.fraud.scene.value
        for hint in (*(reply.then for reply in drill.reply), *(clue.text for clue in drill.clue), *drill.rule):
            assert plain(hint[desk.lang]) not in shown, name


def test_a_clue_marks_the_words_that_it_quotes_with_its_number(desk: Desk) -> None:
    for drill in told(desk):
        scene = desk.fraud.drill_html.scene(drill, explained=True)
        marks = re.findall(r"<mark[^>]*>(.*?)<sup[^>]*>(\d+)</sup>", scene)
        quoted = {str(n): clue.quote[desk.lang] for n, clue in enumerate(drill.clue, 1) if clue.quote}
        assert {number: Markup(words).text for words, number in marks} == quoted, drill.id


def test_a_clue_is_heard_apart_from_the_words_and_from_the_other_clues(english: Desk) -> None:
    english.drill("text-ends-today", "open")
    drill = english.met("text-ends-today")
    scene = Markup(re.sub(r"<sup.*?</sup>", "", english.fraud.scene.value)).text
    for number, clue in enumerate(drill.clue, 1):
        spoken = english.say("fraud.clue", number=number)
        assert not clue.quote or f"{clue.quote.en} ({spoken}) " in scene
        heard = Markup(re.sub(r'<span aria-hidden.*?</span>|<span[^>]*aria-hidden="true">\d</span>', "",
                              english.fraud.told.value)).text  # fmt: skip
        assert f"{spoken}. {plain(clue.text.en)}" in heard


def test_every_scene_says_that_it_is_practice_and_has_nothing_to_press(desk: Desk) -> None:
    for drill in told(desk):
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
    desk.store.turn("fraud", DRILLS[0])
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


def test_the_chapter_begins_with_one_button_and_the_list_unfolds_for_who_asks(english: Desk) -> None:
    assert [spec.name for spec in english.fraud.start.buttons] == ["next", "list"]
    assert english.fraud.rows not in visible(english.parts["drills"])
    press(english.fraud.start, "list")
    assert english.fraud.rows in visible(english.parts["drills"])
    assert [spec.name for spec in english.fraud.start.buttons] == ["next"]
    names = [spec.name for form in english.fraud.lists.values() for spec in form.buttons]
    assert sorted(names) == sorted(DRILLS)


def through(desk: Desk, *wrong: str) -> list[str]:
    """Answer one after another to the end of the round, wrong about these; gives what was met, in its order."""
    met = []
    press(desk.fraud.start, "next")
    for _ in range(2 * len(CONTENT.drills)):
        name = desk.store.page("fraud")
        met.append(name)
        drill = CONTENT.drills[name]
        harm = next(reply.id for reply in drill.reply if reply.verdict == "harm")
        submit(desk.fraud.form, answer=harm if name in wrong else drill.safe)
        if "next" not in [spec.name for spec in desk.fraud.turns.buttons]:
            return met
        press(desk.fraud.turns, "next")
    raise AssertionError("it has no end")


def test_next_leads_through_all_and_then_to_a_new_round(desk: Desk) -> None:
    assert through(desk) == DRILLS
    assert [spec.name for spec in desk.fraud.turns.buttons] == ["list", "round"]
    assert "fraud" in desk.page.done
    before = {name: desk.met(name) for name in DRILLS}
    press(desk.fraud.turns, "round")
    first = desk.store.journey.drills[0]
    assert desk.store.page("fraud") == first
    assert desk.fraud.form in visible(desk.parts["drills"])
    after = desk.met(first)
    assert first not in before or after != before[first]
    assert all(line[desk.lang] in desk.read("drills") for line in after.words)
    assert "fraud" in desk.page.done
    press(desk.fraud.form, "list")
    assert {spec.state.label for form in desk.fraud.lists.values() for spec in form.buttons} == {desk.say("fraud.open")}


def test_a_round_that_is_done_can_be_begun_anew_from_the_list(english: Desk) -> None:
    through(english)
    english.store.turn("fraud", "")
    press(english.fraud.start, "round")
    assert len(english.store.journey.rounds) == 1
    raw(english.fraud.turns, {"type": "press", "token": english.fraud.turns.token, "name": "round"})  # too late
    assert len(english.store.journey.rounds) == 1


def test_whoever_was_wrong_is_told_calmly_what_the_twin_was(desk: Desk) -> None:
    desk.drill("text-sim", "cancel")
    desk.store.turn("fraud", "")
    desk.drill("sim-of-mine", "keep")
    title = desk.content.drills["text-sim"].title[desk.lang]
    assert desk.say("fraud.twin-genuine", title=title) in desk.read("drills")


def test_whoever_is_wrong_meets_the_twin_by_pressing_next(english: Desk) -> None:
    met = through(english, "loan-call", "hold-for-1394")
    assert met.index("call-back-branch") == met.index("loan-call") + 3
    assert met[-1] == "call-1394-mine"
    assert len(met) == len(DRILLS) + 2


def test_a_twin_that_was_met_before_the_mistake_comes_in_the_next_round(english: Desk) -> None:
    through(english, "call-press-47")
    press(english.fraud.turns, "round")
    english.store.turn("fraud", "")
    english.drill("call-of-mine", "press")
    title = english.content.drills["call-press-47"].title.en
    assert english.say("fraud.twin-genuine", title=title) in english.read("drills")


def test_whoever_is_wrong_is_told_that_something_like_it_comes_later(english: Desk) -> None:
    later = english.say("fraud.twin-later")
    english.drill("text-sim", "cancel")
    assert later in english.read("drills")
    press(english.fraud.again, "again")
    english.drill("text-sim", "call")
    assert later in english.read("drills")  # trying again takes nothing away
    english.store.turn("fraud", "")
    english.drill("sim-of-mine", "keep")
    assert later not in english.read("drills")


def test_nothing_is_said_of_a_twin_to_who_was_right(english: Desk) -> None:
    english.drill("text-sim", "call")
    shown = english.read("drills")
    assert english.say("fraud.twin-later") not in shown
    assert english.say("fraud.twin-genuine", title=english.content.drills["sim-of-mine"].title.en) not in shown
    assert english.say("fraud.twin-fraud", title=english.content.drills["sim-of-mine"].title.en) not in shown


@pytest.mark.parametrize("name", ["sim-of-mine", "sim-of-mine/why"])
def test_an_extra_one_cannot_be_opened_before_it_comes(english: Desk, name: str) -> None:
    english.store.turn("fraud", name)
    assert english.fraud.list in visible(english.parts["drills"])


def test_again_asks_the_same_question_afresh_and_both_answers_are_kept(english: Desk) -> None:
    english.drill("loan-call", "revoke")
    before = english.met("loan-call")
    assert english.fraud.form.fields == ()  # what is asked again must be drawn anew, without what was picked
    press(english.fraud.again, "again")
    assert english.fraud.form in visible(english.parts["drills"])
    assert english.fraud.form.picked == {}
    assert english.met("loan-call") == before
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
    through(english, "text-sim")
    press(english.fraud.turns, "round")
    submit(english.fraud.form, answer=english.content.drills[english.store.page("fraud")].reply[0].id)
    before = english.read("drills")
    later = Desk("en", seed=SEED + 1)
    later.store.restore(english.store.dump())
    assert later.read("drills") == before


def test_the_other_language_shows_the_same_guise(desk: Desk) -> None:
    desk.store.turn("fraud", "call-press-47")
    other = Desk("en" if desk.lang == "ko" else "ko", seed=SEED + 1)
    other.store.restore(desk.store.dump())
    assert other.met("call-press-47") == desk.met("call-press-47")
    assert all(line[other.lang] in other.read("drills") for line in desk.met("call-press-47").words)


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
