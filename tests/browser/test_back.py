"""The browser's own buttons in a run: Back never loses it, and both lead through parts and runs to the same place."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.hands import Mouse
from browser.walking import FIRST_FORM, Walk, manage, start

OpenPage = Callable[..., Page]
pytestmark = pytest.mark.browser
BACK = "history.back()"
FORWARD = "history.forward()"


def learner(open_page: OpenPage, lang: str = "ko") -> Walk:
    page = open_page(360, 740, has_touch=True, reduced_motion="reduce")
    return Walk(page, lang, Mouse(page))


def asked(walk: Walk) -> None:
    """It is asked whether to leave, in sight and with the focus."""
    question = walk.heading(walk.say("leave.title"))
    expect(question).to_be_focused()
    expect(question).to_be_in_viewport(ratio=1)
    expect(walk.button(walk.say("practice.on"))).to_be_in_viewport(ratio=1)


def stands_at(walk: Walk, screen: str) -> None:
    """A screen is in sight, wherever the focus is; a page that is opened again does not take it by itself."""
    title = walk.text(walk.screen(screen).title)
    expect(walk.heading(title, 3)).to_be_in_viewport(ratio=1, timeout=FIRST_FORM)
    expect(walk.heading(walk.say("leave.title"))).to_be_hidden()


def test_back_in_a_run_asks_whether_to_leave_and_going_on_stays_at_the_same_screen(
    open_page: OpenPage, served: str
) -> None:
    walk = learner(open_page)
    start(walk, served, "kim")
    before = ""
    for screen in ("front", "menu-centre", "identity"):
        walk.go(until=screen, since=before)
        before = screen
        walk.page.evaluate(BACK)
        asked(walk)
        walk.page.evaluate(BACK)
        asked(walk)
        walk.page.evaluate(FORWARD)
        asked(walk)
        walk.press(walk.say("practice.on"))
        walk.at(screen)
    walk.page.evaluate(BACK)
    asked(walk)
    walk.press(walk.say("leave.end"))
    expect(walk.heading(walk.say("setup.whole-title"), 2)).to_be_focused()


def test_back_on_the_last_page_of_a_run_leads_to_where_it_began(open_page: OpenPage, served: str) -> None:
    walk = learner(open_page, "en")
    manage(walk, served, "kim", "own")
    walk.act("suspend", "own")
    walk.page.evaluate(BACK)
    expect(walk.heading(walk.say("manage.board-title"), 2)).to_be_focused()


def test_back_and_forward_through_parts_chapters_and_a_run_lead_to_the_same_places(
    open_page: OpenPage, served: str
) -> None:
    walk = learner(open_page)
    page = walk.page
    start(walk, served, "kim")
    walk.go(until="identity")
    page.get_by_role("button", name=walk.say("practice.help-word")).click()
    page.get_by_role("link", name=walk.say("practice.scammed")).filter(visible=True).click()
    now = page.locator("#now > h1")
    expect(now).to_be_focused()
    page.evaluate("location.hash = 'practice/locks'")
    part = page.locator("[id='practice/locks'] > h2")
    expect(part).to_be_focused()
    page.evaluate(BACK)
    expect(now).to_be_focused()
    page.evaluate(BACK)
    stands_at(walk, "identity")
    page.evaluate(FORWARD)
    expect(now).to_be_focused()
    page.evaluate(FORWARD)
    expect(part).to_be_focused()
    page.evaluate("history.go(-2)")
    stands_at(walk, "identity")
    page.reload()
    stands_at(walk, "identity")
    page.evaluate(BACK)
    asked(walk)
    walk.press(walk.say("practice.on"))
    walk.pass_form("identity")


def test_whoever_comes_back_to_a_run_by_a_link_is_asked_as_well(open_page: OpenPage, served: str) -> None:
    walk = learner(open_page)
    page = walk.page
    start(walk, served, "kim")
    walk.go(until="identity")
    page.evaluate("location.hash = 'start'")
    again = page.get_by_role("link", name=walk.say("start.again"))
    again.click()
    stands_at(walk, "identity")
    page.evaluate(BACK)
    asked(walk)
    walk.press(walk.say("practice.on"))
    walk.at("identity")


def test_the_other_language_pressed_before_the_forms_are_there_keeps_to_the_call_alone(
    open_page: OpenPage, served: str
) -> None:
    walk = learner(open_page, "en")
    walk.expect("try-call", "kim", channel="app")
    walk.page.goto(f"{served}ko/#try", wait_until="commit")
    walk.page.locator("a[data-kb-language]").click()
    expect(walk.page).to_have_url(f"{served}en/#practice", timeout=FIRST_FORM)
    stands_at(walk, "ars")
