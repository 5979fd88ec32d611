"""The first page: four choices at once, three minutes with one call, and the way back to what was begun."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.hands import Mouse
from browser.looking import in_other_colours
from browser.walking import FIRST_FORM, Walk, begins
from helpers import PAGE_WORDS

OpenPage = Callable[..., Page]
Check = Callable[..., None]
pytestmark = pytest.mark.browser
PHONE = (360, 740)
LAPTOP = (1366, 680)
SCREENS = 1.5  # so many screens of a phone the first page may be long
HIT = """([x, y]) => document.elementFromPoint(x, y)?.closest("a, button, label")?.textContent"""
LENGTH = "document.documentElement.scrollHeight"


@dataclass
class Sight:
    """Somebody who presses only what is wholly in sight, and never scrolls."""

    page: Page
    presses: int = 0

    def press(self, control: Locator) -> None:
        expect(control).to_be_in_viewport(ratio=1, timeout=FIRST_FORM)
        box = control.bounding_box()
        assert box
        place = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
        assert self.page.evaluate(HIT, place) == control.text_content(), "something lies over it"
        self.page.mouse.click(*place)
        self.presses += 1


def pick(page: Page, lang: str, name: str) -> Locator:
    return page.get_by_role("link", name=begins(PAGE_WORDS[lang][f"pick_{name}"]))


@pytest.mark.parametrize("size", [PHONE, LAPTOP])
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_from_the_front_page_the_call_is_answered_in_four_presses_without_scrolling(
    open_page: OpenPage, served: str, lang: str, size: tuple[int, int]
) -> None:
    page = open_page(*size, locale="fr-FR", has_touch=size == PHONE)
    walk = Walk(page, lang, Mouse(page))
    walk.expect("try-call", "kim", channel="app")
    page.goto(served)
    eye = Sight(page)
    eye.press(page.get_by_role("link", name=PAGE_WORDS[lang]["begin"]))
    eye.press(pick(page, lang, "try"))
    eye.press(walk.button(walk.say("call.request")))
    eye.press(walk.button(walk.say("call.answer")))
    assert walk.screen("ars").signal
    walk.heard(walk.text(walk.screen("ars").signal.says))
    assert eye.presses <= 4


def test_the_call_alone_ends_with_success_and_leads_on(open_page: OpenPage, served: str, axe: Check) -> None:
    page = open_page(*PHONE)
    walk = Walk(page, "ko", Mouse(page))
    walk.expect("try-call", "kim", channel="app")
    page.goto(f"{served}ko/")
    pick(page, "ko", "try").click()
    walk.go()
    axe(page)
    expect(page.get_by_role("link", name=walk.say("done.check"))).to_have_attribute("href", "#check")
    walk.expect("issue", "kim")
    walk.press(walk.say("practice.then"))
    walk.at("front")


def test_a_press_before_the_kernel_is_there_is_not_lost(open_page: OpenPage, served: str) -> None:
    page = open_page(*PHONE)
    walk = Walk(page, "en", Mouse(page))
    page.goto(f"{served}en/", wait_until="commit")
    pick(page, "en", "try").click()
    expect(page.locator("section#practice > h1")).to_be_visible()
    expect(walk.button(walk.say("call.request"))).to_be_visible(timeout=FIRST_FORM)
    expect(page).to_have_url(f"{served}en/#practice")
    page.reload()
    expect(walk.button(walk.say("call.request"))).to_be_visible(timeout=FIRST_FORM)
    page.evaluate("history.back()")
    expect(walk.heading(walk.say("leave.title"))).to_be_focused()  # a run is not lost by it
    page.get_by_role("link", name=walk.say("leave.first")).click()
    expect(pick(page, "en", "try")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_first_page_is_at_most_one_and_a_half_screens_and_offers_four_things_at_once(
    open_page: OpenPage, served: str, axe: Check, lang: str
) -> None:
    page = open_page(*PHONE)
    page.goto(f"{served}{lang}/")
    for name in ("try", "check", "whole", "fraud"):
        expect(pick(page, lang, name)).to_be_in_viewport(ratio=1)
    expect(page.locator(".kb-root-finish")).to_be_attached(timeout=FIRST_FORM)
    assert page.evaluate(LENGTH) <= SCREENS * PHONE[1]
    assert page.locator("section#start details[open]").count() == 0
    for fold in page.locator("section#start summary").all():
        fold.click()
    axe(page)
    in_other_colours(page, axe)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_what_was_begun_comes_first_says_where_and_leads_back(
    open_page: OpenPage, served: str, axe: Check, lang: str
) -> None:
    page = open_page(*PHONE)
    walk = Walk(page, lang, Mouse(page))
    walk.expect("try-call", "kim", channel="app")
    page.goto(f"{served}{lang}/#try")
    walk.at("ars")
    page.goto(f"{served}{lang}/#start")
    again = page.get_by_role("link", name=begins(walk.say("start.again")))
    expect(again).to_be_in_viewport(ratio=1)
    assert page.evaluate(LENGTH) <= SCREENS * PHONE[1]
    step = walk.content.procedures["try-call"].step[0].name[lang]
    expect(again).to_contain_text(walk.say("start.step", number=1, name=step))
    paper = pick(page, lang, "check").evaluate("one => getComputedStyle(one).backgroundColor")
    expect(pick(page, lang, "try")).to_have_css("background-color", paper)
    axe(page)
    in_other_colours(page, axe)
    page.reload()
    expect(page.locator(".kb-root-finish")).to_be_attached(timeout=FIRST_FORM)
    again.click()
    expect(walk.heading(walk.text(walk.screen("ars").title), 3)).to_be_visible()


def test_practice_begins_from_what_is_in_sight(open_page: OpenPage, served: str, axe: Check) -> None:
    page = open_page(*PHONE)
    walk = Walk(page, "ko", Mouse(page))
    page.goto(f"{served}ko/#practice")
    setup = page.locator(".kb-root-practice")
    expect(setup.get_by_text(re.compile(re.escape(walk.persona.name.ko)))).to_be_visible(timeout=FIRST_FORM)
    expect(walk.button(walk.say("setup.start"))).to_be_in_viewport(ratio=1)
    walk.press(walk.say("setup.change"))
    expect(walk.heading(walk.say("setup.persona"), 2)).to_be_focused()
    axe(page)
    walk.press(walk.say("next"))
    expect(walk.heading(walk.say("setup.given"), 2)).to_be_focused()
    walk.press(walk.say("setup.done"))
    expect(walk.heading(walk.say("setup.whole-title"), 2)).to_be_focused()
    axe(page)
    walk.press(walk.say("setup.start"))
    walk.at("front")
