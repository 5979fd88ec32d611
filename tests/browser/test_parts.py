"""A chapter's parts: pages with an address, turned without a kernel, ticked once they have been opened."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, WebSocket, expect

from browser.hands import Keys
from browser.looking import in_other_colours
from browser.walking import FIRST_FORM, Walk
from helpers import PAGE_WORDS
from kbguide.content.loader import load

OpenPage = Callable[..., Page]
Check = Callable[..., None]
Walking = Callable[..., Walk]

pytestmark = pytest.mark.browser
TWO_SCREENS = 1480  # px on a phone, with everything around the part
LISTS = ("learn/words", "learn/facts")  # with a field to search them
IDS = "all => all.map(one => one.id)"
HEIGHT = "document.documentElement.scrollHeight"
OWN_HEIGHT = "document.querySelector('.kb-part.is-open').offsetHeight"  # without what stands around every part
TABLE = "learn/compare"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SPOKEN = re.compile(r"ping|kernel_info|comm_info")  # what a page asks its kernel by itself


def part(page: Page, name: str) -> Locator:
    return page.locator(f"[id='{name}']")


def title(page: Page, name: str) -> Locator:
    return page.locator(f"[id='{name}'] > h2")


def link(page: Page, lang: str, word: str) -> Locator:
    """A link of the row below a part."""
    row = page.get_by_role("navigation", name=PAGE_WORDS[lang]["part_turn"])
    return row.get_by_role("link", name=re.compile(rf"^{PAGE_WORDS[lang][word]}"))


def row(page: Page, name: str) -> Locator:
    """The line of a part in its chapter's list."""
    return page.locator(f".kb-parts a[href='#{name}']")


def everything(page: Page) -> list[str]:
    found: list[str] = page.locator(".kb-part").evaluate_all(IDS)
    return found


def test_a_part_has_an_address_and_stands_alone(open_page: OpenPage, served: str) -> None:
    page = open_page(360, 740)
    page.goto(f"{served}ko/#learn/where")
    expect(title(page, "learn/where")).to_be_visible()
    expect(page.get_by_role("heading", level=2).filter(visible=True)).to_have_count(2)  # the other is in the footer
    expect(page).to_have_title(re.compile(f"^{title(page, 'learn/where').inner_text()} — "))
    number = everything(page).index("learn/where") + 1
    total = sum(one.startswith("learn/") for one in everything(page))
    said = PAGE_WORDS["ko"]["part_count"].format(number=number, all=total)
    expect(part(page, "learn/where").get_by_text(said, exact=True)).to_be_in_viewport()
    page.reload()
    expect(title(page, "learn/where")).to_be_visible()


def test_next_and_back_and_the_browsers_buttons_go_through_the_parts(open_page: OpenPage, served: str) -> None:
    page = open_page(360, 740)
    page.goto(f"{served}en/#manage")
    names = [one for one in everything(page) if one.startswith("manage/")]
    row(page, names[0]).click()
    for name in names:
        expect(title(page, name)).to_be_focused()
        expect(title(page, name)).to_be_in_viewport()
        if name != names[-1]:
            link(page, "en", "part_next").click()
    page.go_back()
    expect(title(page, names[-2])).to_be_focused()
    page.go_forward()
    expect(title(page, names[-1])).to_be_focused()
    link(page, "en", "next").click()
    expect(page.locator("#fraud > h1")).to_be_focused()
    page.go_back()
    for name in reversed(names):
        expect(title(page, name)).to_be_focused()
        link(page, "en", "beside_back").click()
    expect(page.locator("#manage > h1")).to_be_focused()


def test_the_way_up_leads_to_the_list_of_the_chapter(open_page: OpenPage, served: str) -> None:
    page = open_page(360, 740)
    page.goto(f"{served}ko/#check/result")
    part(page, "check/result").get_by_role("link", name=page.locator("#check > h1").inner_text()).click()
    heading = page.get_by_role("heading", name=PAGE_WORDS["ko"]["parts"], exact=True).filter(visible=True)
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    expect(row(page, "check/result")).to_be_in_viewport()


def test_a_part_that_was_opened_is_ticked_in_this_tab_until_all_is_erased(open_page: OpenPage, served: str) -> None:
    page = open_page(360, 740)
    page.goto(f"{served}ko/#learn")
    read = PAGE_WORDS["ko"]["part_read"]
    expect(page.locator(".kb-parts").get_by_text(read).filter(visible=True)).to_have_count(0)
    row(page, "learn/where").click()
    expect(title(page, "learn/where")).to_be_focused()
    page.go_back()
    expect(page.get_by_role("link", name=re.compile(f"{read}$"))).to_have_attribute("href", "#learn/where")
    dot = row(page, "learn/where").locator(".kb-chapters__dot")
    assert dot.evaluate("one => getComputedStyle(one, '::before').content") == '"✓"'
    page.reload()
    expect(page.get_by_role("link", name=re.compile(f"{read}$"))).to_have_count(1)
    assert page.evaluate("[localStorage.length, sessionStorage.getItem('kb-read')]") == [0, "learn/where"]
    page.get_by_role("button", name=PAGE_WORDS["ko"]["erase"], exact=True).click()
    expect(page.get_by_text(PAGE_WORDS["ko"]["erased"])).to_be_visible()
    assert page.evaluate("sessionStorage.getItem('kb-read')") is None
    page.evaluate("location.hash = 'learn'")
    expect(page.locator("#learn > h1")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile(f"{read}$"))).to_have_count(0)


def test_the_other_language_shows_the_same_part(open_page: OpenPage, served: str) -> None:
    page = open_page(360, 740)
    page.goto(f"{served}ko/#practice/locks")
    page.locator("a[data-kb-language]").click()
    expect(page).to_have_url(f"{served}en/#practice/locks")
    expect(title(page, "practice/locks")).to_be_visible()


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_no_part_is_longer_than_two_screens_of_a_phone(open_page: OpenPage, served: str, lang: str) -> None:
    page = open_page(360, 740)
    page.goto(f"{served}{lang}/")
    expect(page.locator(".kb-root-finish")).to_be_attached(timeout=FIRST_FORM)
    expect(page.locator(".kb-part .kb-slot.is-coming")).to_have_count(0)
    long = {}
    for name in everything(page):
        page.evaluate(f"location.hash = '{name}'")
        expect(title(page, name)).to_be_focused()
        height = page.evaluate(OWN_HEIGHT if name == TABLE else HEIGHT)
        if height > TWO_SCREENS and name not in LISTS:
            long[name] = height
        assert page.evaluate(SIDEWAYS) == 0, name
    assert long == {}


@pytest.mark.parametrize(("width", "height"), [(360, 740), (740, 360), (1366, 680)])
def test_the_exercise_of_a_chapter_is_in_sight_as_it_opens(
    open_page: OpenPage, served: str, width: int, height: int
) -> None:
    page = open_page(width, height)
    page.goto(f"{served}ko/")
    expect(page.locator(".kb-root-finish")).to_be_attached(timeout=FIRST_FORM)
    for chapter in ("learn", "check", "practice", "manage", "fraud", "finish"):
        page.evaluate(f"location.hash = '{chapter}'")
        expect(page.locator(f"#{chapter} > h1")).to_be_focused()
        first = page.locator(f"#{chapter} > .kb-slot :is(button, label):visible").first
        if height > width or width > 1000:
            expect(first).to_be_in_viewport()
        else:  # lying on its side a phone shows the heading, and the control after one short scroll
            box = first.bounding_box()
            assert box
            assert box["y"] < 2 * height
        assert page.evaluate(SIDEWAYS) == 0


def test_on_a_phone_on_its_side_nothing_stands_over_the_words(open_page: OpenPage, served: str) -> None:
    page = open_page(740, 360)
    page.goto(f"{served}ko/#learn/asked")
    page.evaluate("window.scrollTo(0, 400)")
    fixed = "one => ['sticky', 'fixed'].includes(getComputedStyle(one).position) && one.checkVisibility()"
    assert page.locator("body *").evaluate_all(f"all => all.filter({fixed}).length") == 0


@pytest.mark.parametrize(("width", "lang"), [(360, "ko"), (1280, "en")])
def test_a_part_is_accessible(open_page: OpenPage, served: str, axe: Check, width: int, lang: str) -> None:
    page = open_page(width, 740, reduced_motion="reduce")
    page.goto(f"{served}{lang}/#learn")
    expect(page.locator(".kb-root-finish")).to_be_attached(timeout=FIRST_FORM)
    for name in ("learn/asked", "manage/table", "manage/inside", "fraud/happened"):
        page.evaluate(f"location.hash = '{name}'")
        expect(title(page, name)).to_be_focused()
        for fold in part(page, name).locator(".kb-details > details > summary").all():
            fold.click()
        axe(page)
        in_other_colours(page, axe)
        assert page.evaluate(SIDEWAYS) == 0


def test_the_keyboard_goes_from_the_list_through_the_parts(walking: Walking, served: str) -> None:
    walk = walking(1280, "ko", Keys)
    walk.page.goto(f"{served}ko/#fraud")
    expect(walk.heading(walk.say("fraud.list-title"), 2)).to_be_visible(timeout=FIRST_FORM)
    walk.turn_to("fraud/rule")
    walk.hand.press(link(walk.page, "ko", "part_next"))
    expect(title(walk.page, "fraud/signs")).to_be_focused()
    walk.hand.press(link(walk.page, "ko", "beside_back"))
    expect(title(walk.page, "fraud/rule")).to_be_focused()
    walk.hand.press(link(walk.page, "ko", "beside_back"))
    expect(walk.page.locator("#fraud > h1")).to_be_focused()


def test_turning_a_page_asks_the_kernel_nothing(open_page: OpenPage, served: str) -> None:
    page = open_page(360, 740)
    said: list[str] = []

    def hear(payload: str | bytes) -> None:
        text = payload if isinstance(payload, str) else payload.decode("utf-8", "replace")
        if not SPOKEN.search(text):
            said.append(text[:300])

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", hear)

    page.on("websocket", listen)
    page.goto(f"{served}ko/#learn")
    expect(page.locator(".kb-root-finish")).to_be_attached(timeout=FIRST_FORM)
    expect(page.locator(".kb-slot.is-coming")).to_have_count(0)
    page.get_by_role("radio", name=load().words["claims.true"].ko).check()
    expect(page.locator(".kb-root-claims").get_by_role("status")).not_to_be_empty()
    assert said
    said.clear()
    for name in [one for one in everything(page) if one.startswith("learn/")]:
        page.evaluate(f"location.hash = '{name}'")
        expect(title(page, name)).to_be_focused()
    page.go_back()
    assert said == []


def test_without_scripts_the_parts_follow_one_another(open_page: OpenPage, served: str) -> None:
    page = open_page(360, 740, java_script_enabled=False)
    page.goto(f"{served}en/")
    expect(title(page, "learn/who")).to_be_visible()
    expect(title(page, "learn/facts")).to_be_visible()
    expect(title(page, "finish/real")).to_be_visible()


def test_paper_has_all_parts_of_the_chapter_and_no_other_chapter(open_page: OpenPage, served: str) -> None:
    page = open_page(794)
    page.goto(f"{served}ko/#manage/table")
    expect(page.locator(".kb-root-finish")).to_be_attached(timeout=FIRST_FORM)
    page.emulate_media(media="print")
    for name in everything(page):
        if name.startswith("manage/"):
            expect(title(page, name)).to_be_visible()
        else:
            expect(title(page, name)).to_be_hidden()
    expect(page.locator("#manage > h1")).to_be_visible()
    expect(part(page, "manage/names").locator("details .kb-prose p").first).to_be_visible()
    expect(page.get_by_role("navigation").filter(visible=True)).to_have_count(0)


def test_when_the_guide_moves_the_focus_to_another_page_this_page_opens(open_page: OpenPage, served: str) -> None:
    content = load()
    page = open_page(360, 740)
    page.goto(f"{served}ko/#check")
    press = page.get_by_role("button", name=content.words["check.next"].ko)
    expect(press).to_be_visible(timeout=FIRST_FORM)
    press.evaluate("one => { location.hash = 'check/how'; one.click(); }")
    expect(page.get_by_role("heading", name=content.words["check.reason-question"].ko)).to_be_focused()
    expect(page).to_have_url(re.compile("#check$"))
