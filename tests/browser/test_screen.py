"""The big screen of a class in Chromium: read from the last row, and nobody is named on it."""

from collections.abc import Callable, Iterator
from itertools import product

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from browser.looking import WIDER, in_other_colours
from browser.standin import PASS, StandIn, at_step, both, busy_room, class_data, seat, vote
from helpers import CONTENT

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
LAPTOP = (1366, 680)
LANGUAGES = ["ko", "en"]
WORDS = {lang: {key: text[lang] for key, text in CONTENT.classroom.items()} for lang in LANGUAGES}
SAY = WORDS["ko"]
LEAST = 28  # px: read from the last row
SCROLLS = "() => document.scrollingElement.scrollHeight - innerHeight"
SMALLEST = """() => {
  const sizes = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const one = texts.currentNode.parentElement;
    const seen = texts.currentNode.textContent.trim() && one.checkVisibility() && !one.closest(".kb-vh, noscript");
    if (seen) sizes.push(parseFloat(getComputedStyle(one).fontSize));
  }
  return Math.min(...sizes);
}"""
MARKUP = "<img src=x onerror=\"document.title='run'\"><b>bold</b>"
PAUSE = {"number": 9, "do": "pause", "text": both(CONTENT.remarks["break"].text)}
DRILL = "text-ends-today"
CLOSED = {"all": 22, "open": False, "counts": {"open": 4, "look": 16, "answer": 2}}
FIRST = {"ko": "휴대폰으로 들어오세요", "en": "Join with your phone"}


@pytest.fixture
def room(browser: Browser) -> Iterator[StandIn]:
    with StandIn() as running:
        running.say(*busy_room())
        yield running


@pytest.fixture
def screen(room: StandIn, open_page: OpenPage) -> Callable[..., Page]:
    def make(lang: str = "ko", size: tuple[int, int] = LAPTOP, may_be_cut: bool = False) -> Page:
        page = open_page(*size, may_be_cut=may_be_cut)
        page.goto(room.screen(lang))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        return page

    return make


def lesson(step: str) -> dict[str, object]:
    return {"id": "class-90", "step": step, "since": 5}


def test_the_code_is_read_by_a_camera(room: StandIn, screen: Callable[..., Page]) -> None:
    page = screen()
    expect(page.get_by_role("heading", name=SAY["screen_join"])).to_be_visible()
    picture = page.get_by_role("img", name=SAY["screen_qr"])
    expect(picture).to_be_visible()
    for dark in ("light", "dark"):
        page.emulate_media(color_scheme=dark)
        seen = cv2.imdecode(np.frombuffer(page.screenshot(), np.uint8), cv2.IMREAD_COLOR)
        found, *_ = cv2.QRCodeDetector().detectAndDecode(seen)
        assert found == f"{room.address}class#{PASS}"
    expect(page.get_by_text(room.state["join"].removeprefix("http://"), exact=True)).to_be_visible()
    expect(page.get_by_text("4728", exact=True)).to_be_visible()
    expect(page.get_by_text(SAY["screen_no_names"])).to_be_visible()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_is_large_and_in_sight(
    room: StandIn, screen: Callable[..., Page], axe: Callable[..., None], lang: str
) -> None:
    page = screen(lang)
    said = page.get_by_role("heading", level=1).filter(visible=True)
    views: list[tuple[dict[str, object], str]] = [
        ({"shows": "join"}, WORDS[lang]["screen_join"]),
        ({"shows": "step", "place": "issue/1"}, CONTENT.procedures["issue"].step[0].name[lang]),
        ({"shows": "vote", "vote": vote(DRILL, all=3)}, WORDS[lang]["screen_vote"]),
        ({"shows": "vote", "vote": vote(DRILL, **CLOSED)}, WORDS[lang]["screen_vote"]),
        ({"shows": "plan", "lesson": lesson("call")}, WORDS[lang]["screen_plan"]),
    ]
    for (parts, name), order in product(views, (None, PAUSE)):
        room.say(**parts, order=order)
        expect(said).to_have_text(name)
        expect(page.get_by_text(WORDS[lang]["screen_pause"])).to_be_visible(visible=order is not None)
        assert page.evaluate(SMALLEST) >= LEAST, name
        assert page.evaluate(SCROLLS) <= 0, name
        assert page.evaluate(WIDER) == 0, name
        expect(page.locator(".kb-ribbon")).to_be_in_viewport(ratio=1)
        axe(page)
        in_other_colours(page, axe)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_step_and_every_drill_fits(room: StandIn, screen: Callable[..., Page], lang: str) -> None:
    page = screen(lang)
    names = {one["id"]: one["name"] for one in class_data(lang)["places"]}
    for place in class_data(lang)["pictures"]:
        room.say(shows="step", place=place)
        expect(page.locator("#kb-step-name")).to_have_text(names[place])
        expect(page.locator("#kb-hints li").last).to_be_in_viewport(ratio=1)
        assert page.evaluate(SCROLLS) <= 0, place
    for number, (name, drill) in enumerate(CONTENT.drills.items(), 1):
        for shut in ({}, {"all": 21, "open": False, "counts": {one.id: 7 for one in drill.reply}}):
            room.say(shows="vote", vote=vote(name, number, **shut))
            expect(page.locator("#kb-vote-title")).to_have_text(drill.title[lang])
            expect(page.locator("#kb-replies i")).to_have_count(len(drill.reply) if shut else 0)
            assert page.evaluate(SCROLLS) <= 0, name
            assert page.evaluate(SMALLEST) >= LEAST


def test_a_step_has_its_number_its_hints_its_picture_and_how_many_are_there(
    room: StandIn, screen: Callable[..., Page]
) -> None:
    room.say(shows="step", place="issue/5")
    page = screen()
    step = CONTENT.procedures["issue"].step[4]
    account = CONTENT.screens[step.screens[0]]
    expect(page.get_by_role("heading", name=step.name.ko)).to_be_visible()
    expect(page.get_by_text("8단계 가운데 5")).to_be_visible()
    expect(page.get_by_text("12 / 23")).to_be_visible()
    expect(page.locator("#kb-hints li")).to_have_count(len(account.hint))
    expect(page.locator("#kb-hints strong").first).to_have_text("계좌 비밀번호")
    frame = page.get_by_role("figure").or_(page.get_by_role("group", name=SAY["screen_pretend"]))
    expect(frame).to_contain_text(account.title.ko)
    assert account.protects
    expect(page.get_by_text(account.protects.ko)).to_be_visible()
    room.say(at_step(1, 5), left=(2,))
    expect(page.get_by_text("12 / 22")).to_be_visible()
    room.say(seat(3, "learn/rule"), place="learn/rule")
    expect(page.get_by_role("heading", name="규칙 하나")).to_be_visible()
    expect(page.get_by_text("1 / 22")).to_be_visible()
    expect(frame).to_be_hidden()


def test_a_vote_shows_counts_after_it_is_closed_and_the_right_answer_then(
    room: StandIn, screen: Callable[..., Page]
) -> None:
    room.say(shows="vote", vote=vote(DRILL, all=17))
    page = screen()
    drill = CONTENT.drills[DRILL].guised(0)
    lines = page.locator("#kb-replies").get_by_role("listitem")
    expect(page.get_by_text(drill.title.ko)).to_be_visible()
    expect(page.locator("blockquote")).to_contain_text(drill.words[0].ko)
    expect(page.get_by_text(SAY["screen_vote_open"].format(all=17))).to_be_visible()
    assert lines.all_text_contents() == [one.label.ko for one in drill.reply]
    room.say(vote=vote(DRILL, **CLOSED))
    expect(page.get_by_text(SAY["screen_vote_closed"].format(seats=23, all=22))).to_be_visible()
    right = next(number for number, one in enumerate(drill.reply) if one.verdict == "safe")
    expect(lines.nth(right)).to_contain_text(SAY["screen_right"])
    expect(lines.nth(right)).to_contain_text("16자리")
    widths = lines.locator("i").evaluate_all("all => all.map((one) => one.style.getPropertyValue('--part'))")
    assert float(widths[right].rstrip("%")) == pytest.approx(100 * 16 / 22)


def test_fewer_than_five_votes_are_not_counted_out(room: StandIn, screen: Callable[..., Page]) -> None:
    room.say(shows="vote", vote=vote(DRILL, all=4, open=False))
    page = screen()
    expect(page.get_by_text(SAY["board_vote_few"])).to_be_visible()
    expect(page.locator("#kb-replies i")).to_have_count(0)
    expect(page.locator("#kb-replies")).to_contain_text(SAY["screen_right"])
    assert "4자리" not in page.locator("main").inner_text()


def test_the_plan_says_where_the_class_is(room: StandIn, screen: Callable[..., Page]) -> None:
    room.say(shows="plan", lesson=lesson("call"))
    page = screen()
    steps = CONTENT.lessons["class-90"].step
    now = page.locator("[aria-current=step]")
    expect(now).to_contain_text(next(one.name.ko for one in steps if one.id == "call"))
    expect(page.locator("#kb-plan-steps").get_by_role("listitem")).to_have_count(len(steps))
    room.say(lesson=lesson(steps[0].id))
    expect(now).to_contain_text(steps[0].name.ko)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_lost_connection_leaves_the_last_picture(room: StandIn, screen: Callable[..., Page], lang: str) -> None:
    room.say(shows="step", place="issue/4")
    page = screen(lang, may_be_cut=True)
    lost = page.get_by_text(WORDS[lang]["screen_lost"].split("{time}")[1].strip("에 "))
    expect(lost).to_be_hidden()
    page.context.set_offline(True)
    room.cut()
    expect(lost).to_be_visible()
    expect(page.locator("#kb-step-name")).to_be_visible()
    assert page.evaluate(SMALLEST) >= LEAST
    assert page.evaluate(SCROLLS) <= 0
    room.say(place="issue/6")
    page.context.set_offline(False)
    expect(lost).to_be_hidden()
    expect(page.locator("#kb-step-name")).to_have_text(CONTENT.procedures["issue"].step[5].name[lang])


def test_a_class_that_has_ended_is_over_on_the_big_screen(room: StandIn, screen: Callable[..., Page]) -> None:
    page = screen(may_be_cut=True)
    room.end()
    expect(page.get_by_role("heading", name=SAY["board_gone"])).to_be_visible()
    expect(page.get_by_text("4728", exact=True)).to_be_hidden()


def test_markup_is_text_on_the_big_screen(room: StandIn, screen: Callable[..., Page]) -> None:
    bad = {"ko": MARKUP, "en": MARKUP}
    reply = {"id": "x", "text": bad, "right": True}
    said = vote(DRILL, **CLOSED) | {"title": bad, "before": bad, "sender": bad, "words": [bad], "replies": [reply]}
    room.say(shows="vote", vote=said)
    page = screen()
    expect(page.locator("blockquote")).to_contain_text(MARKUP)
    room.say(shows="join", name=MARKUP, join=MARKUP, qr=f"<svg xmlns='http://www.w3.org/2000/svg' onload='{MARKUP}'/>")
    expect(page.locator("#kb-number")).to_have_text(MARKUP)
    assert page.locator("main img").count() == 1  # the code's
    assert page.locator("main svg script, main b b").count() == 0
    assert "run" not in page.title()


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (1024, 768)])
def test_other_projectors_show_all_of_it_too(room: StandIn, screen: Callable[..., Page], size: tuple[int, int]) -> None:
    page = screen("en", size)
    for parts in ({"shows": "join"}, {"shows": "step", "place": "issue/4"}, {"shows": "vote", "vote": vote(DRILL)}):
        room.say(**parts)
        expect(page.locator(f"[data-kb-view={parts['shows']}]")).to_be_visible()
        assert page.evaluate(SCROLLS) <= 0, parts["shows"]
        assert page.evaluate(WIDER) == 0
        assert page.evaluate(SMALLEST) >= LEAST
