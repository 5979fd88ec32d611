"""Three questions at the end of a class, in Chromium. What the class answers says each test."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from browser.classroom import ClassPages
from browser.hands import Hand, Keys, Mouse
from browser.looking import WIDER, in_other_colours
from helpers import CLASS_WORDS, CONTENT

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
QUESTIONS = list(CONTENT.feedback.values())
SIT = """() => localStorage.setItem("kbguide-class", JSON.stringify({
  api: "/class/", key: "KEY", name: "4728", seat: 5, until: Date.now() + 60_000 }))"""


@pytest.fixture(scope="module")
def pages() -> Iterator[ClassPages]:
    with ClassPages() as running:
        yield running


@pytest.fixture
def ask(open_page: OpenPage, pages: ClassPages) -> Callable[..., tuple[Page, list[Any]]]:
    """Opens the questions for somebody who sits, or not; the class answers with this status, or does not."""

    def make(status: int = 200, lang: str = "ko", sits: bool = True, size: tuple[int, int] = (360, 740)) -> Any:
        heard: list[Any] = []

        def answer(route: Route) -> None:
            heard.append((route.request.post_data_json, route.request.headers["authorization"]))
            if status:
                route.fulfill(status=status, json={})
            else:
                route.abort("internetdisconnected")

        page = open_page(*size, may_be_cut=True)
        page.goto(f"{pages.address}{lang}/elsewhere")
        if sits:
            page.evaluate(SIT)
        page.route(
            "**/class/feedback", lambda route: answer(route) if route.request.method == "POST" else route.fallback()
        )
        page.goto(f"{pages.address}{lang}/class/feedback")
        return page, heard

    return make


Ask = Callable[..., tuple[Page, list[Any]]]


def opinion(page: Page, question: int, which: int, lang: str = "ko") -> Any:
    group = page.get_by_role("group", name=QUESTIONS[question].text[lang])
    return group.get_by_role("radio", name=QUESTIONS[question].opinion[which].text[lang], exact=True)


def send(page: Page, lang: str = "ko") -> Any:
    return page.get_by_role("button", name=CLASS_WORDS[lang]["feedback_send"])


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("hand", [Mouse, Keys])
def test_three_answers_go_to_the_class_with_the_seat_and_are_thanked_for(
    ask: Ask, lang: str, hand: Callable[[Page], Hand]
) -> None:
    page, heard = ask(lang=lang)
    for question in range(3):
        hand(page).pick(opinion(page, question, 1, lang))
    hand(page).press(send(page, lang))
    expect(page.get_by_text(CLASS_WORDS[lang]["feedback_thanks"])).to_be_focused()
    assert heard == [({"answers": {one.id: one.opinion[1].id for one in QUESTIONS}}, "Bearer KEY")]
    expect(send(page, lang)).to_be_hidden()
    page.reload()
    expect(page.get_by_text(CLASS_WORDS[lang]["feedback_thanks"])).to_be_visible()
    expect(send(page, lang)).to_be_hidden()
    assert json.loads(page.evaluate("localStorage['kbguide-class']"))["seat"] == 5


def test_one_answer_is_enough_and_none_is_not(ask: Ask) -> None:
    page, heard = ask()
    send(page).click()
    expect(page.get_by_text(CLASS_WORDS["ko"]["feedback_pick"])).to_be_visible()
    assert heard == []
    opinion(page, 1, 0).check()
    expect(page.get_by_text(CLASS_WORDS["ko"]["feedback_pick"])).to_be_hidden()
    send(page).click()
    expect(page.get_by_text(CLASS_WORDS["ko"]["feedback_thanks"])).to_be_visible()
    assert [body for body, _ in heard] == [{"answers": {QUESTIONS[1].id: QUESTIONS[1].opinion[0].id}}]


@pytest.mark.parametrize(
    ("status", "word", "again"),
    [
        (404, "feedback_over", False),
        (409, "feedback_thanks", False),
        (429, "join_often", True),
        (0, "join_lost", True),
        (503, "join_lost", True),
    ],
)
def test_what_cannot_be_sent_says_why_and_what_was_picked_stays(ask: Ask, status: int, word: str, again: bool) -> None:
    page, _ = ask(status)
    opinion(page, 0, 2).check()
    send(page).click()
    expect(page.get_by_text(CLASS_WORDS["ko"][word])).to_be_visible()
    expect(send(page)).to_be_visible(visible=again)
    if again:
        expect(opinion(page, 0, 2)).to_be_checked()


def test_who_has_no_seat_is_led_to_one(ask: Ask) -> None:
    page, _ = ask(sits=False)
    expect(page.get_by_text(CLASS_WORDS["ko"]["feedback_seatless"])).to_be_visible()
    expect(send(page)).to_be_hidden()
    page.get_by_role("link", name=CLASS_WORDS["ko"]["join"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CLASS_WORDS["ko"]["join"])


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("size", [(360, 740), (1366, 680), (320, 568)])
def test_the_questions_are_accessible_and_as_wide_as_the_window(
    ask: Ask, axe: Callable[..., Any], lang: str, size: tuple[int, int]
) -> None:
    page, _ = ask(lang=lang, size=size)
    send(page, lang).click()
    opinion(page, 0, 0, lang).check()
    axe(page)
    in_other_colours(page, axe)
    assert page.evaluate(WIDER) == 0


def test_without_scripts_the_page_says_what_is_missing(open_page: OpenPage, pages: ClassPages) -> None:
    page = open_page(360, 740, java_script_enabled=False)
    page.goto(f"{pages.address}ko/class/feedback")
    expect(page.locator("noscript p")).to_have_text(CLASS_WORDS["ko"]["feedback_no_script"])
    expect(send(page)).to_be_hidden()
