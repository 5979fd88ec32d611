"""A screen reader's ear: five journeys, heard from the first word to the last."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.hands import Mouse
from browser.listening import Ear
from browser.walking import FIRST_FORM, Walk
from helpers import PAGE_WORDS, kept_place
from kbguide.content.loader import load
from kbguide.practice import BEGIN, Action
from kbguide.practice.drills import met

pytestmark = pytest.mark.browser

CONTENT = load()
OpenPage = Callable[..., Page]
Listening = Callable[..., tuple[Walk, Ear]]


@pytest.fixture
def listening(open_page: OpenPage, served: str, reader: Path) -> Listening:
    """Somebody at a telephone who listens; `began` are the values of a run that was begun before."""

    def make(lang: str, address: str, shown: str, **began: str) -> tuple[Walk, Ear]:
        page = open_page(360, 740, bypass_csp=True)  # the reader is no script of the page's
        place = kept_place(*([Action(BEGIN, "", began)] if began else []))
        page.add_init_script(f"sessionStorage.setItem('kbguide', {json.dumps(place)})")
        page.goto(f"{served}{lang}/{address}")
        expect(page.locator(shown).filter(visible=True).first).to_be_visible(timeout=FIRST_FORM)
        return Walk(page, lang, Mouse(page)), Ear(page, reader)

    return make


def test_two_questions_of_the_readiness_check_and_what_follows_from_them(listening: Listening) -> None:
    walk, ear = listening("ko", "#check", ".kb-root-check button")
    reason = next(iter(CONTENT.reasons.values()))
    part = ".kb-root-check"
    choices = walk.page.locator(part).get_by_role("radio")
    ear.does("begins the check", lambda: walk.press(walk.say("check.next")), "heading")
    ear.reads("the first question", f"{part} .kb-form-root")
    ear.does("chooses a reason", lambda: choices.and_(walk.page.get_by_role("radio", name=reason.name.ko)).check())
    ear.does("goes on", lambda: walk.press(walk.say("next")), "heading")
    ear.reads("the second question", f"{part} .kb-form-root")
    ear.does("answers", lambda: choices.last.check(), "aloud")
    ear.does("back to the list", lambda: walk.press(walk.say("check.to-list")), "heading")
    ear.does("looks at the result", lambda: walk.press(walk.say("check.result")), "heading")
    ear.is_as_in("check.ko")


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_call_comes_is_answered_wrong_and_then_right(listening: Listening, lang: str) -> None:
    began = {"procedure": "issue", "persona": "kim", "mode": "guided", "screen": "ars", "channel": "pc"}
    walk, ear = listening(lang, "#practice", ".kb-root-practice.kb-busy .kb-window", **began)
    window = ".kb-root-practice .kb-window"
    ear.reads("the bank", window)

    def asks(how: str) -> None:
        """On a telephone one device is in sight: that it rings is heard at the bank, and one turns to it."""
        walk.press(walk.say(how))
        expect(walk.switch("phone")).to_be_visible()

    walk.fill("ars")
    ear.does("asks for the call", lambda: asks("call.request"), "aloud")
    ear.does("turns to the telephone", lambda: walk.pick_up("phone"))
    ear.reads("the telephone", ".kb-root-practice .kb-phone")
    ear.does("answers the call", lambda: walk.take("ars"))
    ear.does("turns to the bank", lambda: walk.pick_up("window"))
    ear.reads("the number at the bank", window)
    ear.does("turns to the telephone", lambda: walk.pick_up("phone"))
    wrong = str((int(walk.code("call")) + 37) % 100).zfill(2)
    ear.does("presses a digit of another number", lambda: walk.key_in(wrong[0]), "aloud")
    ear.does("presses a digit of another number", lambda: walk.key_in(wrong[1]), "heading")
    walk.pick_up("window")
    ear.does("asks for the call again", lambda: asks("call.request-again"), "aloud")
    walk.pick_up("phone")
    walk.take("ars")
    for digit in walk.code("call"):
        ear.does("presses a digit of the number", lambda digit=digit: walk.key_in(digit), "aloud")
    ear.does("turns to the bank", lambda: walk.pick_up("window"))
    ear.does("confirms it to the bank", lambda: walk.press(walk.say("call.confirm")), "heading")
    ear.is_as_in(f"call.{lang}")


def test_a_pin_is_wrong_and_then_right(listening: Listening) -> None:
    began = {"procedure": "login", "persona": "kim", "given": "own", "screen": "pin-present", "channel": "pc"}
    walk, ear = listening("ko", "#practice", ".kb-root-practice.kb-busy .kb-keypad", **began)
    pin = CONTENT.personas["kim"].values["pin"]
    ear.reads("the number pad", ".kb-root-practice .kb-keypad")
    ear.does("presses a wrong PIN", lambda: walk.enter_pin("285903"), "heading")
    ear.does("presses the right one", lambda: walk.enter_pin(pin), "heading")
    ear.is_as_in("pin.ko")


def test_a_drill_is_answered_and_explained(listening: Listening) -> None:
    walk, ear = listening("en", "#fraud", ".kb-root-fraud button")
    drill = met(CONTENT, 1, 0, next(iter(CONTENT.drills)))
    reply = next(one for one in drill.reply if one.verdict == "harm")
    ear.does("begins with the first", lambda: walk.press(walk.say("fraud.start")), "heading")
    ear.reads("the drill", ".kb-root-fraud")
    ear.does("chooses", lambda: walk.pick(walk.say("fraud.question"), reply.label.en, ".kb-root-fraud"))
    ear.does("answers", lambda: walk.press(walk.say("fraud.answer")), "heading")
    ear.reads("what is said of it", ".kb-root-fraud .kb-answer")
    ear.reads("the message with its clues", ".kb-root-fraud .kb-scene")
    ear.reads("the clues", ".kb-root-fraud .kb-reasons")
    ear.is_as_in("drill.en")


def test_who_is_stuck_finds_the_problem_by_a_word(listening: Listening) -> None:
    walk, ear = listening("ko", "stuck", ".kb-stuck")
    field = walk.page.get_by_label(PAGE_WORDS["ko"]["stuck_field"])
    ear.reads("where one is", "#kb-stuck-field")
    ear.does("types a word", lambda: field.fill("승인번호"))
    ear.does("types what nobody has written", lambda: field.fill("zzz"))
    ear.does("types another word", lambda: field.fill("팝업"))
    ear.reads("what is left", "section.kb-stuck:not([hidden])")
    ear.is_as_in("stuck.ko")
