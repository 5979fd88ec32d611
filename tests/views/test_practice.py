"""The way from the front page to the certificate, driven by what is on the page."""

import itertools
import json
import re
from typing import Any

import ipywidgets
import pytest

from helpers import APP, CONTENT, ISSUE, PERSONAS, entry_on, other_digits
from kbguide.practice import Action
from kbguide.views.chapters.practice import TRY
from views.driving import Desk, Markup, inside, pages, pick, plain, press, raw, send, states, submit, visible

PEOPLE = PERSONAS
WAYS = [option.id for option in next(one for one in CONTENT.bank.variant if one.key == "text").option]
LAST = len(ISSUE.step)


def here(desk: Desk) -> list[str]:
    """The buttons that carry the mark for what is pressed next, as seen."""
    mark = desk.say("practice.here")
    forms = [one for one in (desk.run.form, desk.run.phone_form) if one in visible(desk.parts["practice"])]
    return [spec.name for form in forms for spec in form.buttons if spec.here == mark]


def digits_shown(desk: Desk) -> str:
    return re.sub(r"[\s-]", "", "".join(page.text for page in pages(desk.parts["practice"])))


def focused(desk: Desk) -> str:
    return str(desk.page.focus.get("at", ""))


# -- before practice ------------------------------------------------------------------------------


def test_the_choice_shows_every_person_mode_and_way(desk: Desk) -> None:
    fields = {field.name: field for field in desk.practice.choosing.fields}
    assert [one.id for one in fields["persona"].options] == PEOPLE
    assert [one.id for one in fields["mode"].options] == ["guided", "own"]
    assert [one.id for one in fields["text"].options] == WAYS
    assert desk.labels("practice") == [desk.say(f"setup.{name}") for name in (TRY, "rehearse", "real")]
    press(desk.practice.choosing.form, "change")
    for persona in map(desk.content.personas.__getitem__, PEOPLE):
        assert persona.name[desk.lang] in desk.read("practice")
        assert persona.about[desk.lang] in desk.read("practice")
    assert desk.labels("practice") == []
    press(desk.practice.choosing.form, "done")


def test_the_usual_choices_are_told_and_one_press_begins(desk: Desk) -> None:
    for field in desk.practice.choosing.fields:
        assert (field.options[0].label in desk.read("practice")) == (field.name in ("persona", "channel", "mode"))
    assert [spec.name for spec in desk.practice.choosing.form.buttons] == ["start", "change"]
    press(desk.practice.choosing.form, "start")
    assert desk.world.procedure.id == "issue"


def test_choices_are_changed_one_question_a_page_and_each_page_leads_back_to_begin(desk: Desk) -> None:
    choosing = desk.practice.choosing
    press(choosing.form, "change")
    asked = []
    while choosing.asking:
        (field,) = choosing.form.fields
        asked.append(field.name)
        assert [spec.name for spec in choosing.form.buttons] == ["back", "next", "done"]
        assert ".kb-question" in focused(desk)
        pick(choosing.form, field.options[-1].id, field.name)
        submit(choosing.form, **{field.name: field.options[-1].id})
    assert asked == [field.name for field in choosing.fields]
    assert ".kb-setup-title" in focused(desk)
    press(choosing.form, "change")
    press(choosing.form, "back")
    assert not choosing.asking
    press(choosing.form, "change")
    press(choosing.form, "done")
    for field in choosing.fields:
        assert field.options[-1].label in desk.read("practice")
    press(choosing.form, "start")
    assert (desk.world.persona.id, desk.world.mode) == (PEOPLE[-1], "own")
    assert (desk.world.picks["text"], desk.world.picks["channel"]) == (WAYS[-1], "app")


def test_what_was_picked_is_kept_when_one_turns_back_at_once(english: Desk) -> None:
    press(english.practice.choosing.form, "change")
    pick(english.practice.choosing.form, "lee", "persona")
    press(english.practice.choosing.form, "back")
    press(english.practice.choosing.form, "start")
    assert english.world.persona.id == "lee"


# -- the call alone -------------------------------------------------------------------------------


def test_the_call_alone_is_asked_for_taken_and_confirmed_in_five_presses(desk: Desk) -> None:
    raw(desk.page, {"type": "try"})
    assert (desk.world.procedure.id, desk.world.at, desk.world.mode) == (TRY, "ars", "guided")
    assert desk.world.picks["phone"] == desk.run.form.picked["phone"]
    assert focused(desk).endswith(".kb-step-title")
    desk.request()
    desk.phone("answer")
    desk.key(desk.world.code)
    desk.window("confirm")
    assert desk.world.over
    assert desk.store.journey.passed == (TRY,)
    shown = desk.read("practice")
    assert plain(desk.world.screen.text[desk.lang]) in shown
    assert 'href="#check"' in desk.run.advice.value


def test_the_call_alone_issues_nothing_and_does_not_count_as_issuing(desk: Desk) -> None:
    desk.click("practice", "setup.try-call")
    desk.finish()
    assert desk.world.standing.certificate is None
    assert desk.say("change.title") not in desk.read("practice")
    assert desk.say("cert.kind") not in desk.read("practice")
    assert "practice" not in desk.page.done
    assert desk.content.procedures[TRY].title[desk.lang] in desk.read("finish")


def test_the_page_is_told_how_far_one_is_after_each_press_and_after_an_erasure(desk: Desk) -> None:
    desk.begin()
    assert (desk.page.progress["at"], desk.page.progress["chapter"]) == ("issue/1", "practice")
    desk.finish()
    assert desk.page.progress["at"] == "issue/done"
    desk.store.reset()
    assert desk.page.progress["at"] == ""


def test_after_the_call_alone_the_whole_way_begins_with_one_press_as_the_same_person(desk: Desk) -> None:
    desk.click("practice", "setup.try-call")
    desk.finish()
    assert desk.labels("practice") == [desk.say("practice.then"), desk.say("practice.again")]
    persona = desk.world.persona
    desk.click("practice", "practice.then")
    assert (desk.world.procedure.id, desk.world.persona, desk.world.over) == ("issue", persona, False)


def test_the_call_alone_throws_no_practice_away(desk: Desk) -> None:
    desk.begin("lee")
    desk.window("centre")
    world = desk.world
    raw(desk.page, {"type": "try"})
    assert desk.store.world == world
    assert desk.say("practice.busy") in desk.read("practice")
    desk.window("personal")
    assert desk.say("practice.busy") not in desk.read("practice")


def test_the_call_alone_asked_for_again_goes_on_where_it_was(english: Desk) -> None:
    raw(english.page, {"type": "try"})
    english.request()
    world = english.world
    raw(english.page, {"type": "try"})
    assert english.store.world == world
    english.phone("answer")
    english.key(english.world.code)
    english.window("confirm")
    raw(english.page, {"type": "try"})
    assert not english.world.over


def test_the_call_alone_comes_by_the_channel_that_suits(english: Desk) -> None:
    english.answers({"own-device": "phone", "bank-app": "yes"})
    best = next((one.channel.id for one in english.store.readiness.channels if one.recommended), "app")
    english.click("practice", "setup.try-call")
    assert english.world.picks["channel"] == best


def test_the_start_says_where_one_can_go_on(desk: Desk) -> None:
    assert desk.start.shown.value == desk.start.html()
    desk.answers({"user-id": "yes"})
    total = len(desk.content.items)
    told = desk.say("start.so-far", chapter=desk.say("chapter.check"), done=1, total=total)
    assert told in desk.read("start")
    desk.begin()
    desk.window("centre")
    step = desk.world.procedure.step[1].name[desk.lang]
    assert desk.say("start.step", number=2, name=step) in desk.read("start")
    assert 'href="#practice"' in desk.start.shown.value
    desk.finish()
    assert told in desk.read("start")
    desk.settle()
    press(desk.manage.acts, "login")
    assert 'href="#manage"' in desk.start.shown.value


def test_whoever_chooses_nothing_is_the_first_person_guided(english: Desk) -> None:
    press(english.practice.choosing.form, "start")
    assert english.world.persona.id == PEOPLE[0]
    assert english.world.mode == "guided"
    assert english.world.picks["text"] == WAYS[0]


# -- the whole way --------------------------------------------------------------------------------


@pytest.mark.parametrize(("persona", "way", "mode"), list(itertools.product(PEOPLE, WAYS, ["guided", "own"])))
def test_the_whole_way_leads_to_the_certificate(desk: Desk, persona: str, way: str, mode: str) -> None:
    desk.begin(persona, mode, way)
    steps = []
    seen = ""
    for at in itertools.chain([desk.world.at], desk.journey()):
        if at == seen:
            continue
        shown, world = desk.read("practice"), desk.world
        steps.append(world.procedure.number(world.at))
        assert world.screen.title[desk.lang] in shown
        assert (desk.say("practice.now") in shown) == (mode == "guided" and not world.finished)
        assert focused(desk).endswith(" .kb-step-title") or seen == ""
        if not world.finished:
            assert desk.say("practice.step", number=world.procedure.number(world.at), total=LAST) in shown
            assert world.persona.values["user-id"] in shown
            assert world.persona.about[desk.lang] in shown
        seen = at
    assert sorted(set(steps)) == list(range(1, LAST + 1))
    assert steps == sorted(steps)
    assert desk.world.met == ()
    certificate = desk.world.standing.certificate
    assert certificate is not None
    assert certificate.serial in shown
    assert desk.run.window_html.owner(desk.world.persona) in shown
    assert desk.say("done.counts", problems=0, hints=0) in shown
    assert desk.say("practice.all-done", total=LAST) in shown
    assert desk.labels("practice") == [desk.say("practice.again")]
    assert desk.read("start") == ""


@pytest.mark.parametrize("persona", PEOPLE)
def test_the_page_shows_everything_that_has_to_be_typed(desk: Desk, persona: str) -> None:
    for way in WAYS:
        desk.begin_at("front", persona, "own", text=way)
        for _ in desk.journey():
            wanted = {part.name for part in desk.world.screen.field if part.kind in ("text", "digits", "secret")}
            typed = {name: text for name, text in desk.typed().items() if name in wanted | {"pin"}}
            for name, needed in typed.items():
                assert re.sub(r"[\s-]", "", needed) in digits_shown(desk), name
            if desk.world.call.state == "talking" and desk.world.screen.kind != "approve":
                assert desk.world.code in digits_shown(desk)


@pytest.mark.parametrize(("persona", "way"), list(itertools.product(PEOPLE, WAYS)))
def test_a_guided_learner_who_follows_the_marks_takes_no_wrong_turn(desk: Desk, persona: str, way: str) -> None:
    desk.begin(persona, "guided", way)
    for _ in range(80):
        world, marks = desk.world, here(desk)
        if world.finished:
            break
        assert len(marks) <= 1
        follow(desk, *marks)
        assert desk.world != world
    assert desk.world.finished
    assert desk.world.met == ()


def follow(desk: Desk, mark: str = "") -> None:
    """Press what is marked; without a mark there is nothing to choose among."""
    world = desk.world
    if mark == "answer":
        desk.phone(mark)
    elif mark == "request":
        desk.request()
    elif mark:
        desk.window(mark)
    else:
        assert world.screen.kind in ("form", "pin", "new-pin") or world.call.state == "talking"
        unmarked = {"call": lambda: desk.key(world.code), "reply": lambda: desk.reply(world.code)}
        unmarked |= {"new-pin": lambda: desk.pin(world.persona.values["pin"]), "form": desk.fill}
        unmarked[world.screen.kind]()


def test_on_ones_own_nothing_is_marked(desk: Desk) -> None:
    for way in WAYS:
        desk.begin_at("front", "kim", "own", text=way)
        for _ in desk.journey():
            assert here(desk) == []
            assert desk.say("practice.here") not in [spec.here for spec in desk.run.form.buttons]


def test_the_hint_marks_one_line_as_due_while_the_telephone_is_used(desk: Desk) -> None:
    desk.begin_at("ars", "kim", "guided")
    due = []
    for _ in itertools.chain([None], desk.moves()):
        if desk.world.at != "ars":
            break
        lines = [
            page
            for page in pages(desk.parts["practice"])
            if page.has(aria_current="step") or page.has(**{"aria-current": "step"})
        ]
        assert len(lines) == 1
        current = re.search(r'<li class="is-now" aria-current="step">(.*?)</li>', desk.run.advice.value)
        assert current is not None
        due.append(Markup(current[1]).text)
    hints = [plain(line[desk.lang]).format(screen=desk.say("screen.pc")) for line in CONTENT.screens["ars"].hint]
    assert list(dict.fromkeys(due)) == hints


# -- hints ----------------------------------------------------------------------------------------


def test_a_hint_comes_only_when_it_is_asked_for_and_is_counted(desk: Desk) -> None:
    desk.begin(mode="own")
    for number in range(3):
        line = plain(desk.world.screen.hint[0][desk.lang])
        assert line not in desk.read("practice")
        desk.click("practice", "practice.help")
        assert line in desk.read("practice")
        assert desk.say("practice.help") not in desk.labels("practice")
        assert desk.world.hints == number + 1
        desk.window(entry_on(desk.world))
    desk.finish()
    assert desk.say("done.counts", problems=0, hints=3) in desk.read("practice")


def test_a_hint_is_closed_again_when_one_goes_back(english: Desk) -> None:
    english.begin(mode="own")
    english.window("centre")
    english.click("practice", "practice.help")
    english.click("practice", "back")
    assert english.world.at == "front"
    assert english.say("practice.now") not in english.read("practice")


def test_a_hint_asked_for_twice_on_a_screen_counts_once(english: Desk) -> None:
    english.begin(mode="own")
    send(english.run.controls, "press", name="hint")
    send(english.run.controls, "press", name="hint")
    assert english.world.hints == 1


def test_guidance_is_turned_off_and_on_in_the_middle(desk: Desk) -> None:
    desk.begin(mode="guided")
    desk.window("centre")
    desk.click("practice", "practice.to-own")
    assert desk.say("practice.now") not in desk.read("practice")
    assert here(desk) == []
    assert desk.world.at == "menu-centre"
    desk.click("practice", "practice.to-guided")
    assert desk.say("practice.now") in desk.read("practice")
    assert here(desk) == ["personal"]
    assert desk.world.hints == 0


# -- going back, stopping, starting again ---------------------------------------------------------


def test_one_goes_back_screen_by_screen_to_the_first(english: Desk) -> None:
    english.begin()
    trail = [english.world.at]
    for at in english.journey():
        if at != trail[-1]:
            trail.append(at)
        if at == "contact":
            break
    while len(trail) > 1:
        assert english.world.at == trail.pop()
        english.click("practice", "back")
    assert english.world.at == "front"
    assert english.say("back") not in english.labels("practice")
    english.finish()


def test_a_choice_made_before_is_still_picked_after_going_back(english: Desk) -> None:
    english.begin_at("route", "park", "own")
    english.fill()
    english.click("practice", "back")
    assert english.run.form.picked["route"] == "abroad"


def test_practice_goes_on_where_it_was_after_coming_back_another_day(desk: Desk) -> None:
    desk.begin("lee", "own", "code")
    for at in desk.journey():
        if at == "medium-otp":
            break
    desk.fill(otp="936285")
    again = Desk(desk.lang, seed=1)
    assert again.store.restore(desk.store.dump())
    assert again.read("practice") == desk.read("practice")
    assert again.read("start") == desk.read("start") != ""
    again.finish()
    desk.finish()
    assert again.world.standing == desk.world.standing


def test_a_reloaded_page_goes_on_with_what_the_tab_had_kept(english: Desk) -> None:
    english.answer("user-id", "no")
    english.begin()
    english.window("centre")
    kept = english.page.kept
    again = Desk("en", seed=1)
    raw(again.page, {"type": "restore", "kept": kept})
    assert again.store.state == english.store.state
    english.store.notice = ""  # what was told about the last press is not told again
    assert again.read("practice") == english.read("practice")


def test_what_the_tab_had_kept_does_not_replace_what_was_done_since(english: Desk) -> None:
    english.answer("user-id", "no")
    kept = english.page.kept
    again = Desk("en")
    again.answer("abroad", "yes")
    raw(again.page, {"type": "restore", "kept": kept})
    assert again.store.state.answers == {"abroad": "yes"}


def test_erasing_leaves_nothing_behind(desk: Desk) -> None:
    fresh = desk.read("start"), desk.read("kept"), desk.read("check"), desk.read("practice")
    desk.answer("user-id", "no")
    pick(desk.kept.sure, "2", "step")
    desk.begin("lee")
    desk.finish()
    desk.click("kept", "start.erase")
    assert desk.say("done.erased") in desk.read("kept")
    desk.store.notice = ""
    assert (desk.read("start"), desk.read("kept"), desk.read("check"), desk.read("practice")) == fresh
    assert desk.page.kept == ""
    assert json.loads(desk.store.dump())["answers"] == {}
    assert json.loads(desk.store.dump())["actions"] == []


def test_starting_again_offers_the_choice_and_brings_new_numbers(english: Desk) -> None:
    english.begin_at("ars", "kim")
    english.request()
    first = english.world.code
    english.click("practice", "practice.stop")
    english.click("practice", "leave.end")
    assert english.practice.choosing.form in visible(english.parts["practice"])
    assert ".kb-setup-title" in focused(english)
    english.begin("lee", "own", "code")
    assert english.world.persona.id == "lee"
    assert english.world.picks["text"] == "code"
    assert english.world.here.trail == ()
    english.begin_at("ars", "kim")
    english.request()
    assert english.world.code != first


def test_the_finished_page_keeps_its_certificate_when_the_rest_of_the_guide_is_used(english: Desk) -> None:
    english.begin()
    english.finish()
    made = english.run.advice.value
    english.answer("user-id", "no")
    assert english.run.advice.value == made


# -- the focus ------------------------------------------------------------------------------------


def test_the_focus_goes_to_the_first_screen_when_practice_begins(english: Desk) -> None:
    english.begin()
    assert focused(english).endswith(" .kb-step-title")


def test_the_focus_goes_to_the_first_screen_when_practice_begins_again(english: Desk) -> None:
    english.begin()
    english.click("practice", "practice.stop")
    english.click("practice", "leave.end")
    english.begin()
    assert focused(english).endswith(" .kb-step-title")


def test_a_page_that_is_opened_again_does_not_take_the_focus(english: Desk) -> None:
    english.begin()
    english.window("centre")
    again = Desk("en")
    raw(again.page, {"type": "restore", "kept": english.page.kept})
    assert focused(again) == ""


def test_the_focus_follows_the_call(english: Desk) -> None:
    english.begin_at("ars", "kim")
    english.request()
    assert focused(english).endswith(".kb-phone-title")
    english.phone("answer")
    assert focused(english).endswith(".kb-phone-title")
    english.key(english.world.code)
    assert focused(english).endswith(".kb-window-title")
    english.window("confirm")
    assert focused(english).endswith(".kb-step-title")


def test_the_focus_goes_to_an_explanation(english: Desk) -> None:
    english.begin()
    english.window("login")
    assert focused(english).endswith(".kb-problem__head")
    turn = english.page.focus["turn"]
    english.window("login")
    assert english.page.focus["turn"] > turn


def test_a_form_keeps_the_focus_for_its_own_summary(english: Desk) -> None:
    english.begin_at("terms")
    turn, tries = english.page.focus, english.run.form.tries
    english.fill(privacy="")
    assert english.page.focus == turn
    assert english.run.form.tries != tries


def test_what_is_focused_is_on_the_page(english: Desk) -> None:
    english.begin("kim", "own")
    for _ in english.journey():
        name = focused(english).rsplit(".", 1)[-1]
        if name != "kb-keypad button":
            assert any(re.search(rf'class="[^"]*\b{name}\b', one.value) for one in shown_html(english)), name


def shown_html(desk: Desk) -> list[Any]:
    return [one for one in visible(desk.parts["practice"]) if isinstance(one, ipywidgets.HTML)]


# -- the window and the telephone -----------------------------------------------------------------


def test_the_window_says_on_every_screen_that_it_is_pretend(desk: Desk) -> None:
    desk.begin()
    for _ in desk.journey():
        if not desk.world.finished:
            assert desk.say("pretend.screen") in desk.read("practice")
            assert desk.say("pretend.word") in desk.read("practice")
            whose = desk.say(f"window.{desk.world.look}", bank=desk.content.bank.name[desk.lang])
            assert whose in desk.read("practice")
    assert desk.say("cert.foot") in desk.read("practice")


@pytest.mark.parametrize("screen", ["ars", "text-reply", "medium-phone"])
def test_the_telephone_has_the_buttons_of_the_moment(desk: Desk, screen: str) -> None:
    desk.begin_at(screen, "park" if screen == "medium-phone" else "kim", "own")
    form, phone, kind = desk.run.form, desk.run.phone_form, desk.world.screen.kind
    assert desk.run.phone in visible(desk.parts["practice"])
    assert names(form) == ["request"]
    assert names(phone) == []
    assert desk.say("phone.idle") in desk.read("practice")
    desk.request()
    assert names(form) == ["confirm", "request"]
    assert names(phone) == (["answer", "wait"] if kind == "reply" else ["answer", "decline", "wait"])
    assert CONTENT.screens[screen].signal.arrives[desk.lang] in desk.read("practice")  # type: ignore[union-attr]  # has one
    desk.phone("answer")
    assert names(phone) == {"call": ["wait"], "reply": ["send", "wait"], "approve": []}[kind]
    assert (desk.run.keys in visible(desk.parts["practice"])) == (kind == "call")
    if kind == "call":
        desk.key(desk.world.code)
    elif kind == "reply":
        desk.reply(desk.world.code)
    assert names(form) == ["confirm"]
    assert names(phone) == []
    assert desk.run.keys not in visible(desk.parts["practice"])


def names(form: Any) -> list[str]:
    return [spec.name for spec in form.buttons]


def test_the_telephone_is_quiet_on_screens_that_have_nothing_for_it(english: Desk) -> None:
    english.begin()
    for _ in english.journey():
        screen = english.world.screen
        quiet = english.say("phone.idle") in english.run.phone_text.value
        assert quiet or screen.signal or screen.side
        assert not quiet or english.world.call.state == "idle"


def test_what_comes_in_is_announced(english: Desk) -> None:
    english.begin_at("ars", "kim")
    english.request()
    signal = english.world.signal
    said = [page for page in pages(english.parts["practice"]) if page.has(role="status")]
    assert any(signal.arrives["en"] in page.text for page in said)


def test_digits_on_the_telephone_are_shown_and_erased(english: Desk) -> None:
    english.begin_at("ars", "kim")
    english.request()
    english.phone("answer")
    first = english.world.code[0]
    english.key(first)
    assert english.say("call.typed", digits=first) in english.read("practice")
    send(english.run.keys, "key", key="erase")
    assert english.say("call.typed", digits=english.say("call.none")) in english.read("practice")
    english.key(english.world.code)
    assert english.world.call.state == "done"


def test_hanging_up_ends_the_call_and_another_brings_a_new_number(english: Desk) -> None:
    english.begin_at("ars", "kim")
    english.request()
    english.phone("answer")
    before = english.world.code
    send(english.run.keys, "key", key="hang-up")
    assert english.world.problem == "call-declined"
    assert english.say("call.request-again") in english.read("practice")
    english.request()
    assert english.world.code != before
    assert before not in re.findall(r"\d+", english.run.inside.value)


def test_the_code_that_is_read_is_the_code_that_is_keyed(desk: Desk) -> None:
    for screen in ("ars", "text-reply"):
        desk.begin_at(screen, "kim")
        desk.request()
        shown = re.findall(r'<b aria-hidden="true">(\d)</b>', desk.run.inside.value)
        assert "".join(shown) == desk.world.code
        spoken = desk.say("call.code-spoken" if screen == "ars" else "reply.code-spoken", digits=", ".join(shown))
        assert spoken in desk.read("practice")
        desk.phone("answer")
        wrong = other_digits("".join(shown))
        (desk.key if screen == "ars" else desk.reply)(wrong)
        assert desk.world.problem in ("code-wrong", "reply-wrong")


def test_the_security_card_shows_thirty_numbers_and_marks_two(english: Desk) -> None:
    english.begin_at("medium-card", "kim")
    cells = re.findall(r'<li( class="is-now")?><small>(\d+)</small><b>(\d{4})</b></li>', english.run.card.value)
    assert [number for _, number, _ in cells] == [f"{number:02}" for number in range(1, CONTENT.bank.card_numbers + 1)]
    assert sum(bool(mark) for mark, _, _ in cells) == 2


def test_the_card_marks_what_the_screen_asks_for(english: Desk) -> None:
    english.begin_at("contact", "kim")
    card = Markup(english.run.card.value).text
    asked = [row.label.en for row in CONTENT.bank.card if row.id in ("email", "mobile")]
    assert len(asked) == 2
    for label in asked:
        assert f"{label} ({english.say('card.now')})" in card
    assert card.count(english.say("card.now")) == 2


def test_the_number_pad_changes_its_order_and_keeps_ten_digits(english: Desk) -> None:
    english.begin_at("new-pin", "kim")
    seen = set()
    for wrong in ("395172", "741963", "528396"):
        seen.add(english.run.pin.order)
        assert sorted(english.run.pin.order) == list("0123456789")
        english.pin(wrong)
    assert len(seen) > 1


def test_the_second_entry_is_asked_for_in_words(desk: Desk) -> None:
    desk.begin_at("new-pin", "kim")
    first = text_of_screen(desk)
    assert first in desk.read("practice")
    desk.pin(desk.world.persona.values["pin"])
    assert desk.say("pin.second") in desk.read("practice")
    desk.pin("395172")
    assert desk.world.problem == "pin-mismatch"
    assert first in desk.read("practice")


def text_of_screen(desk: Desk) -> str:
    return plain(desk.world.screen.text[desk.lang])


def test_a_number_sent_before_the_answer_to_the_first_is_the_second_entry(english: Desk) -> None:
    english.begin_at("new-pin", "kim")
    pin = english.world.persona.values["pin"]
    sent = {"type": "pin", "token": english.run.pin.token, "value": pin}
    raw(english.run.pin, sent)
    assert english.world.pin_chosen
    raw(english.run.pin, sent)
    assert english.world.finished
    raw(english.run.pin, sent)
    assert english.world.met == ()


# -- in two languages -----------------------------------------------------------------------------


@pytest.mark.parametrize("persona", ["kim", "park"])
def test_every_fragment_names_its_language(desk: Desk, persona: str) -> None:
    for way in WAYS:
        desk.begin_at("front", persona, "own", text=way)
        for _ in desk.journey():
            for part in desk.parts.values():
                for one in [inner for inner in visible(part) if isinstance(inner, ipywidgets.HTML) and inner.value]:
                    tag, attributes = Markup(one.value).tags[0]
                    assert (tag, attributes.get("lang")) == ("div", desk.lang)
    assert {form.lang for form in (desk.run.form, desk.run.phone_form, desk.practice.choosing.form)} == {desk.lang}
    assert {pad.lang for pad in (desk.run.pin, desk.run.keys)} == {desk.lang}
    assert {form.lang for form in [desk.check.form, desk.kept.sure, *desk.check.groups.values()]} == {desk.lang}


def test_no_placeholder_and_no_mark_of_bold_type_is_left(desk: Desk) -> None:
    desk.begin("kim", "guided")
    for _ in desk.journey():
        for page in pages(desk.parts["practice"]):
            assert not re.search(r"\{\w+\}|\*\*", page.text)


# -- nothing that was typed stays -----------------------------------------------------------------

SECRET = ("account-password", "pin", "rrn-back", "user-id", "email")


@pytest.mark.parametrize("persona", PEOPLE)
@pytest.mark.parametrize("mode", ["guided", "own"])
def test_a_persons_secrets_stand_on_the_practice_card_and_guided_at_their_field(
    english: Desk, persona: str, mode: str
) -> None:
    mine = {one.model_id for part in english.parts.values() for one in inside(part)} | {english.page.model_id}
    shown = (english.run.card, english.run.inside, english.run.advice, english.run.form)
    allowed = {one.model_id for one in (shown if mode == "guided" else shown[:1])}
    english.begin(persona, mode, "code")
    values = english.world.persona.values
    secrets = {values[name] for name in SECRET} | {f"{values['pin'][:3]} {values['pin'][3:]}"}
    seen = ""
    for at in english.journey():
        if at == seen:
            continue
        seen = at
        for name, state in states().items():
            if name in mine - allowed:
                assert not [secret for secret in secrets if secret in state], at
    assert not [secret for secret in secrets if secret in english.store.dump()]


TYPED = {"text": "<b>zq-typed-77</b>", 4: "7391", 6: "936285", 7: "9418273", None: "010-0000-7777"}
REAL = ("900101-1234567", "010-2345-6789", "4111 1111 1111 1111")


def test_nothing_that_was_typed_is_in_any_state(english: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    typed = {*TYPED.values(), *REAL}
    assert not [one for one in typed if any(one in state for state in states().values())]
    for persona, way in (("kim", "reply"), ("lee", "code"), ("park", "reply")):
        english.begin_at("front", persona, "own", text=way)
        seen = ""
        for at in english.journey():
            if at == seen:
                continue
            seen = at
            type_wrong(english)
            kept = [english.store.dump(), caplog.text, repr(english.store.state), *states().values()]
            assert not [one for one in typed for where in kept if one in where], at
    assert english.world.met


def type_wrong(desk: Desk) -> None:
    """Something wrong, and something like a real number, into every field of this screen."""
    screen = desk.world.screen
    for part in screen.field:
        wrong = TYPED["text"] if part.kind == "text" else TYPED.get(part.length)
        for typed in filter(None, [wrong, *REAL]):
            if part.kind in ("text", "digits", "secret") and not desk.world.locked:
                submit(desk.run.form, **{part.name: typed})
                assert part.name in desk.run.form.errors
    if desk.world.locked:
        mend(desk)
    if screen.kind in ("new-pin", "reply"):
        {"new-pin": wrong_pins, "reply": wrong_replies}[screen.kind](desk)


def mend(desk: Desk) -> None:
    """Put right what is locked, by the remedy where there is one."""
    press(desk.run.mend, desk.run.mend.buttons[0].name)
    while desk.world.suspended:
        for _ in desk.moves():
            pass


def wrong_pins(desk: Desk) -> None:
    for typed in ("936285", *REAL):
        desk.pin(typed)


def wrong_replies(desk: Desk) -> None:
    desk.request()
    desk.phone("answer")
    for typed in REAL:
        desk.reply(typed)
    desk.phone("wait")


def test_a_number_erased_by_the_browser_is_explained_and_what_to_do_stands_beside_its_field(desk: Desk) -> None:
    desk.begin_at("identity", "kim")
    send(desk.run.form, "refused", field="rrn-back", guard="rrn")
    problem = desk.content.problems["looks-like-rrn"]
    part = next(part for part in desk.world.screen.field if part.name == "rrn-back")
    assert problem.title[desk.lang] in desk.read("practice")
    assert desk.run.form.errors["rrn-back"] == desk.run.window_html.fill(desk.world, part.rule)


def test_actions_hold_outcomes_only(english: Desk) -> None:
    english.begin_at("identity", "kim")
    english.fill()
    assert english.store.state.actions[-1] == Action(
        "submit", "identity", {"user-id": "ok", "rrn-front": "ok", "rrn-back": "ok"}
    )


def sentences(desk: Desk) -> list[str]:
    """Every sentence that the practice chapter shows, but for the folded sources."""
    sources = desk.run.help.value
    shown = desk.read("practice").replace(Markup(sources).text, "") if sources else desk.read("practice")
    return [one.strip() for one in re.split(r"(?<=[.?])\s+|\n", shown) if len(one.strip()) > 14]


FORMS = [name for name in ISSUE.screens if CONTENT.screens[name].kind == "form"]


@pytest.mark.parametrize("screen", FORMS)
def test_nothing_is_said_three_times_on_one_screen(desk: Desk, screen: str) -> None:
    desk.begin_at(screen, channel="app" if CONTENT.screens[screen].when == (APP,) else "pc")
    for typed in ("", "abcd", "900101-1234567", "1"):
        send(desk.run.form, "submit", values=dict.fromkeys((part.name for part in desk.world.screen.field), typed))
        said = sentences(desk)
        said += desk.run.form.errors.values()  # the summary in the browser says them once more
        assert [one for one in set(said) if said.count(one) > 2] == []
        if desk.world.at != screen:
            return
