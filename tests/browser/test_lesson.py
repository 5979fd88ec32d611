"""A lesson to hold, in Chromium: on a teacher's phone, on the classroom's PC, and as a booklet."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from browser.looking import WIDER, in_other_colours
from browser.walking import FIRST_FORM
from helpers import CONTENT, PAGE_WORDS

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
PHONE = (360, 740)
LAPTOP = (1366, 680)
LANGUAGES = ["ko", "en"]
LESSONS = CONTENT.lessons
SHEETS = {"class-90": 5, "class-45": 4, "one-to-one": 3}  # of A4, at most
HIGH = "() => Math.max(...[...document.querySelectorAll('.kb-lesson .kb-card')].map((one) => one.offsetHeight))"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("width", "height"), [PHONE, LAPTOP])
def test_a_lesson_is_accessible_and_one_step_is_one_screen(
    open_page: OpenPage, served: str, axe: Callable[..., Any], width: int, height: int, lang: str
) -> None:
    page = open_page(width, height)
    for address in ["lesson", *(f"lesson/{name}" for name in LESSONS)]:
        page.goto(f"{served}{lang}/{address}")
        assert page.evaluate(WIDER) == 0, address
        axe(page)
        if address != "lesson":
            assert page.evaluate(HIGH) <= height, address
    in_other_colours(page, axe)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_teacher_comes_from_the_guide_to_a_plan_by_keyboard(open_page: OpenPage, served: str, lang: str) -> None:
    words = PAGE_WORDS[lang]
    page = open_page(*PHONE)
    page.goto(f"{served}{lang}/")
    expect(page.locator(".kb-root-finish")).to_be_attached(timeout=FIRST_FORM)
    page.locator("#start summary").filter(has_text=words["reading"]).press("Enter")
    with page.context.expect_page() as opened:  # the guide stays where it is
        page.get_by_role("link", name=words["lesson"]).press("Enter")
    page = opened.value
    expect(page.get_by_role("heading", level=1)).to_have_text(words["lesson"])
    for one in LESSONS.values():
        expect(page.get_by_role("link", name=one.name[lang])).to_be_visible()
    page.get_by_role("link", name=LESSONS["class-90"].name[lang]).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(LESSONS["class-90"].name[lang])
    page.get_by_role("link", name=words["lesson_plan"]).press("Enter")
    expect(page.get_by_role("heading", name=words["lesson_plan"])).to_be_in_viewport(ratio=1)
    page.keyboard.press("Tab")
    first = words["lesson_open"].format(name=LESSONS["class-90"].step[0].name[lang])
    expect(page.get_by_role("link", name=first)).to_be_focused()


@pytest.mark.parametrize("name", LESSONS)
def test_links_lead_where_they_say(open_page: OpenPage, served: str, name: str) -> None:
    lesson = LESSONS[name]
    page = open_page(*LAPTOP)
    address = f"{served}ko/lesson/{name}"
    page.goto(address)
    for step in (one for one in lesson.step if one.where):
        link = page.get_by_role("link", name=PAGE_WORDS["ko"]["lesson_open"].format(name=step.name.ko), exact=True)
        assert urljoin(address, str(link.get_attribute("href"))) == f"{served}ko/{step.where}"
    page.get_by_role("link", name=PAGE_WORDS["ko"]["lesson_open"].format(name=lesson.step[1].name.ko)).click()
    opened = str(lesson.step[1].where).lstrip("#")
    if opened == "try":
        expect(page.get_by_role("button", name="인증받기")).to_be_visible(timeout=FIRST_FORM)
    else:
        expect(page.locator(f"[id='{opened}']").get_by_role("heading").first).to_be_in_viewport()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", LESSONS)
def test_one_press_prints_the_booklet(open_page: OpenPage, served: str, name: str, lang: str) -> None:
    words, lesson = PAGE_WORDS[lang], LESSONS[name]
    page = open_page(*LAPTOP)
    page.goto(f"{served}{lang}/lesson/{name}")
    page.emulate_media(media="print")
    for part in ("lesson_prepare", "lesson_plan", "lesson_sheets"):
        expect(page.get_by_role("heading", name=words[part])).to_be_visible()
    for step in lesson.step:
        expect(page.get_by_role("heading", name=step.name[lang], exact=True)).to_be_visible()
    for sheet in CONTENT.handouts.values():
        expect(page.locator("#sheets").get_by_text(sheet.name[lang]).first).to_be_visible()
    expect(page.get_by_text(words["lesson_open"].format(name=lesson.step[0].name[lang]))).to_be_hidden()
    expect(page.get_by_text(words["lesson_all"])).to_be_hidden()
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    sheets = len(re.findall(rb"/Type\s*/Page\b(?!s)", paper))
    assert 2 <= sheets <= SHEETS[name]
