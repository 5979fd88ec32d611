"""Joining a class, in Chromium: by QR and by number, what can stand in the way, coming back, and opening a class.

The class's answers are those of `Room`: the pages are looked at, not the server.
"""

import json
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from browser.classroom import ClassPages
from browser.hands import Keys
from browser.looking import WIDER, in_other_colours
from helpers import CLASS_WORDS, PAGE_WORDS

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
PHONE = (360, 740)
LAPTOP = (1366, 680)
SIZES = [PHONE, LAPTOP]
LANGUAGES = ["ko", "en"]
PASS = "x7Kq-2mVbT9w"
API = re.compile(r"^http://[^/]+/(?:closed/)?class/(\w+)$")
KEPT = "() => JSON.parse(localStorage.getItem('kbguide-class'))"
SIT = """(seat) => localStorage.setItem("kbguide-class", JSON.stringify({
  api: "/class/", key: "old", name: "4728", seat, until: Date.now() + 60_000 }))"""
REFUSE = """() => { for (const name of ["getItem", "setItem", "removeItem"])
  Storage.prototype[name] = () => { throw new DOMException("no", "SecurityError"); }; }"""
FULL = """() => { const set = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, value) {
    if (value.length > 20) throw new DOMException("no", "QuotaExceededError");
    set.call(this, key, value); }; }"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll("#kb-seats button")].flatMap(
  (one) => [one.offsetWidth, one.offsetHeight]))"""
TEN_SECONDS = 10.0
LINE = {"offline": False, "latency": 40, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}


class Room:
    """A class in front of a page: what it answers by the name of the question, and what it was asked."""

    def __init__(self, page: Page, seats: int = 24, taken: tuple[int, ...] = (3, 5, 17)) -> None:
        self.name = "4728"
        self.seats = seats
        self.free = [one for one in range(1, seats + 1) if one not in taken]
        self.asked: list[tuple[str, str, Any, str | None]] = []
        self.instead: dict[str, tuple[int, Any] | str] = {}
        self.wait = 0.0
        page.route(API, self._answer)

    def _answer(self, route: Route) -> None:
        request = route.request
        found = API.match(request.url)
        assert found
        body = request.post_data_json if request.post_data else None
        self.asked.append((request.method, found[1], body, request.headers.get("authorization")))
        time.sleep(self.wait)
        answer = self.instead.get(found[1]) or self._usual(found[1], body)
        if isinstance(answer, str):
            route.abort(answer)
        elif isinstance(answer[1], str):
            route.fulfill(status=answer[0], body=answer[1], content_type="text/html")
        else:
            route.fulfill(status=answer[0], json=answer[1])

    def _usual(self, question: str, body: Any) -> tuple[int, Any]:
        if question in ("find", "seats") and body["code"] not in (self.name, PASS):
            return 404, {}
        if question == "find":
            return 200, {"name": self.name, "seats": self.seats, "free": self.free}
        if question == "seats" and body["seat"] not in self.free:
            return 409, {"free": self.free}
        return 200, {"key": "new", "name": self.name, "seat": body["seat"] if body and "seat" in body else 0}

    def heard(self, question: str) -> list[Any]:
        return [body for _, name, body, _ in self.asked if name == question]


@pytest.fixture(scope="module")
def pages() -> Iterator[ClassPages]:
    with ClassPages() as running:
        yield running


@pytest.fixture
def join(open_page: OpenPage, pages: ClassPages) -> Callable[..., tuple[Page, Room]]:
    """Opens the page in front of a class; `before` is run in the page first."""

    def make(
        *, size: tuple[int, int] = PHONE, lang: str = "ko", code: str = "", before: str = "", **of_room: Any
    ) -> tuple[Page, Room]:
        page = open_page(*size, may_be_cut=True)
        room = Room(page, **of_room)
        if before:
            page.add_init_script(f"({before})()")
        page.goto(f"{pages.address}{lang}/class{'#' if code else ''}{code}")
        return page, room

    return make


Join = Callable[..., tuple[Page, Room]]


def seat(page: Page, number: int, lang: str = "ko") -> Any:
    return page.get_by_role("button", name=CLASS_WORDS[lang]["join_seat"].format(seat=number), exact=True)


def enter_code(page: Page, code: str, lang: str = "ko") -> None:
    page.get_by_label(CLASS_WORDS[lang]["join_code"], exact=True).fill(code)
    page.get_by_role("button", name=CLASS_WORDS[lang]["join_find"]).click()


def expect_in(page: Page, pages_lang: str = "ko") -> None:
    """In the guide, with the seat kept."""
    expect(page).to_have_url(re.compile(rf"//[^/]+/{pages_lang}/$"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_has_scanned_the_code_presses_one_number_and_is_in(join: Join, lang: str) -> None:
    page, room = join(lang=lang, code=PASS)
    expect(seat(page, 12, lang)).to_be_in_viewport(ratio=1)
    for taken in (3, 5, 17):
        expect(seat(page, taken, lang)).to_have_count(0)
        expect(page.get_by_text(f"{taken} {CLASS_WORDS[lang]['join_taken']}", exact=True)).to_be_visible()
    assert page.evaluate(SMALLEST) >= 48
    seat(page, 12, lang).click()
    expect_in(page, lang)
    assert room.heard("seats") == [{"code": PASS, "seat": 12}]
    kept = page.evaluate(KEPT)
    hours = (kept.pop("until") / 1000 - time.time()) / 3600
    assert kept == {"api": "/class/", "key": "new", "name": "4728", "seat": 12}
    assert 3.9 < hours <= 4


def test_from_scan_to_seat_it_takes_less_than_ten_seconds_on_a_slow_line(
    join: Join, pages: ClassPages, record_property: Callable[[str, object], None]
) -> None:
    page, room = join()
    page.goto("about:blank")
    session = page.context.new_cdp_session(page)
    session.send("Network.clearBrowserCache")
    session.send("Network.emulateNetworkConditions", LINE)
    room.wait = 0.1  # what is answered here does not pass the line
    began = time.monotonic()
    page.goto(f"{pages.address}ko/class#{PASS}", wait_until="commit")
    seat(page, 12).click()
    page.wait_for_url(f"{pages.address}ko/", wait_until="commit")
    took = time.monotonic() - began
    record_property("from_scan_to_seat", took)
    assert took < TEN_SECONDS


@pytest.mark.parametrize("typed", ["4728", "４７２８", " 47 28 ", "47-28"])
def test_a_number_that_was_typed_leads_to_the_seats_however_it_was_typed(join: Join, typed: str) -> None:
    page, room = join()
    enter_code(page, typed)
    seat(page, 1).click()
    expect_in(page)
    assert room.heard("find") == [{"code": "4728"}]
    assert room.heard("seats") == [{"code": "4728", "seat": 1}]


def test_a_number_of_six_digits_is_one_too_and_is_looked_for_as_soon_as_the_field_is_left(join: Join) -> None:
    page, room = join()
    room.name = "472811"
    page.get_by_label(CLASS_WORDS["ko"]["join_code"], exact=True).fill("472811")
    page.keyboard.press("Tab")
    expect(seat(page, 1)).to_be_visible()
    expect(page.get_by_role("heading", name=CLASS_WORDS["ko"]["join_press"])).to_be_focused()


@pytest.mark.parametrize("code", ["", PASS])
def test_the_keyboard_is_enough(join: Join, code: str) -> None:
    page, _ = join(code=code)
    hand = Keys(page)
    if not code:
        hand.write(page.get_by_label(CLASS_WORDS["ko"]["join_code"], exact=True), "4728")
        page.keyboard.press("Enter")
    expect(seat(page, 7)).to_be_visible()
    hand.press(seat(page, 7))
    expect_in(page)


def test_in_a_large_class_the_number_is_typed_and_the_free_ones_are_said(join: Join) -> None:
    words = CLASS_WORDS["ko"]
    page, room = join(code=PASS, seats=50, taken=(5, 6, 8))
    expect(page.get_by_text(words["join_free"].format(ranges="1–4, 7, 9–50"))).to_be_visible()
    field = page.get_by_label(words["join_field"], exact=True)
    field.fill("51")
    field.press("Enter")
    expect(field).to_have_accessible_description(re.compile(re.escape(words["join_range"].format(seats=50))))
    field.fill("5")
    field.press("Enter")
    expect(page.get_by_text(words["join_sat"].format(seat=5))).to_be_visible()
    assert room.heard("seats") == []
    field.fill("５０")
    page.get_by_role("button", name=words["join_enter"]).click()
    expect_in(page)
    assert room.heard("seats") == [{"code": PASS, "seat": 50}]


def test_where_a_thousand_are_free_here_and_there_the_line_stays_short(join: Join) -> None:
    page, _ = join(code=PASS, seats=1000, taken=tuple(range(2, 1000, 2)))
    line = page.get_by_text(re.compile("1, 3, 5"))
    assert len(line.inner_text()) < 100
    assert line.inner_text().endswith(CLASS_WORDS["ko"]["join_more"].format(ranges="23"))


# -- what can stand in the way ---------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("typed", "answer", "word"),
    [
        ("12", None, "join_digits"),
        ("1234", None, "join_unknown"),
        ("4728", (429, {}), "join_often"),
        ("4728", "internetdisconnected", "join_lost"),
        ("4728", (200, "<h1>Log in to this Wi-Fi</h1>"), "join_lost"),
        ("4728", (200, {"odd": 1}), "join_lost"),
        ("4728", (503, {}), "join_lost"),
    ],
)
def test_what_keeps_from_finding_the_class_is_said_at_the_field_and_one_tries_again(
    join: Join, typed: str, answer: Any, word: str, lang: str
) -> None:
    page, room = join(lang=lang)
    if answer:
        room.instead["find"] = answer
    enter_code(page, typed, lang)
    field = page.get_by_label(CLASS_WORDS[lang]["join_code"], exact=True)
    expect(page.get_by_text(CLASS_WORDS[lang][word])).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile(f"^{re.escape(CLASS_WORDS[lang][word])}"))
    room.instead.clear()
    enter_code(page, "4728", lang)
    expect(seat(page, 1, lang)).to_be_visible()
    expect(page.get_by_text(CLASS_WORDS[lang][word])).to_be_hidden()


def test_a_code_of_a_class_that_is_over_says_so_and_the_number_can_be_typed(join: Join) -> None:
    page, room = join(code="yesterday")
    expect(page.get_by_text(CLASS_WORDS["ko"]["join_old_code"])).to_be_visible()
    enter_code(page, "")
    expect(page.get_by_text(CLASS_WORDS["ko"]["join_digits"])).to_be_visible()
    assert len(room.heard("find")) == 1
    enter_code(page, "4728")
    expect(seat(page, 1)).to_be_visible()


def test_a_code_that_was_scanned_without_a_network_is_tried_again_by_the_button(
    open_page: OpenPage, pages: ClassPages
) -> None:
    page = open_page(*PHONE, may_be_cut=True)
    room = Room(page)
    room.instead["find"] = "internetdisconnected"
    page.goto(f"{pages.address}ko/class#{PASS}")
    expect(page.get_by_text(CLASS_WORDS["ko"]["join_lost"])).to_be_visible()
    room.instead.clear()
    enter_code(page, "")
    expect(seat(page, 1)).to_be_visible()


def test_a_seat_that_somebody_was_quicker_to_take_is_said_and_those_that_are_free_are_there(join: Join) -> None:
    page, room = join(code=PASS)
    expect(seat(page, 12)).to_be_visible()
    room.free = [1, 2, 24]
    seat(page, 12).click()
    expect(page.locator("p", has_text=CLASS_WORDS["ko"]["join_sat"].format(seat=12))).to_be_focused()
    expect(page.locator("#kb-seats button")).to_have_text(["1", "2", "24"])
    assert page.evaluate(KEPT) is None
    seat(page, 24).click()
    expect_in(page)


@pytest.mark.parametrize(
    ("answer", "word"), [((429, {}), "join_often"), ("internetdisconnected", "join_lost"), ((200, {}), "join_lost")]
)
def test_a_seat_that_could_not_be_taken_just_now_can_be_pressed_again(join: Join, answer: Any, word: str) -> None:
    page, room = join(code=PASS)
    room.instead["seats"] = answer
    seat(page, 12).click()
    expect(page.get_by_text(CLASS_WORDS["ko"][word])).to_be_in_viewport(ratio=1)
    room.instead.clear()
    seat(page, 12).click()
    expect_in(page)


def test_a_class_that_has_ended_meanwhile_is_looked_for_anew(join: Join) -> None:
    page, room = join(code=PASS)
    room.instead["seats"] = (404, {})
    seat(page, 12).click()
    expect(page.get_by_text(CLASS_WORDS["ko"]["join_unknown"])).to_be_visible()
    expect(page.get_by_label(CLASS_WORDS["ko"]["join_code"], exact=True)).to_be_focused()


@pytest.mark.parametrize("seats", [24, 100])
def test_a_full_class_says_so_and_is_looked_at_again(join: Join, seats: int) -> None:
    page, room = join(code=PASS, seats=seats, taken=tuple(range(1, seats + 1)))
    expect(page.get_by_text(CLASS_WORDS["ko"]["join_full"])).to_be_visible()
    expect(page.get_by_label(CLASS_WORDS["ko"]["join_field"], exact=True)).to_be_hidden()
    room.free = [2]
    page.get_by_role("button", name=CLASS_WORDS["ko"]["join_again"]).click()
    expect(page.get_by_text(CLASS_WORDS["ko"]["join_full"])).to_be_hidden()
    if seats == 24:
        expect(seat(page, 2)).to_be_visible()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_the_browser_keeps_nothing_no_seat_is_taken_and_it_is_said_what_to_allow(join: Join, lang: str) -> None:
    page, room = join(lang=lang, code=PASS, before=REFUSE)
    expect(page.get_by_text(CLASS_WORDS[lang]["join_refused"])).to_be_visible()
    expect(page.get_by_role("link", name=CLASS_WORDS[lang]["join_alone"])).to_be_visible()
    assert room.asked == []


def test_a_seat_that_the_browser_did_not_keep_is_given_back(join: Join) -> None:
    page, room = join(code=PASS, before=FULL)
    seat(page, 12).click()
    expect(page.get_by_text(CLASS_WORDS["ko"]["join_refused"])).to_be_visible()
    assert room.asked[-1] == ("DELETE", "seat", None, "Bearer new")


def test_two_quick_presses_take_one_seat(join: Join) -> None:
    page, room = join(code=PASS)
    room.wait = 0.2
    seat(page, 12).dblclick()
    expect_in(page)
    assert len(room.heard("seats")) == 1


def test_what_a_class_answers_is_shown_as_text(join: Join) -> None:
    page, room = join()
    room.name = "<img src=x onerror=alert(1)><b>4728</b>"
    room.instead["find"] = (200, {"name": room.name, "seats": 24, "free": [1]})
    enter_code(page, "4728")
    expect(page.get_by_text(room.name)).to_be_visible()
    expect(page.locator("main img")).to_have_count(0)
    room.instead["seats"] = (409, {"free": [2, "<b>3</b>"]})
    seat(page, 1).click()
    expect(page.get_by_text(CLASS_WORDS["ko"]["join_sat"].format(seat=1))).to_be_visible()
    expect(page.locator("#kb-seats b")).to_have_count(0)


# -- coming back -------------------------------------------------------------------------------------


def back(page: Page, number: int = 5, code: str = "") -> None:
    """The page again, by somebody who sits."""
    page.evaluate(SIT, number)
    address = page.url.partition("#")[0]
    page.goto("about:blank")
    page.goto(address + ("#" if code else "") + code)


@pytest.mark.parametrize("code", ["", PASS])
def test_who_comes_back_sits_on_the_same_seat_and_goes_on(join: Join, code: str) -> None:
    page, room = join()
    back(page, 5, code)
    name = CLASS_WORDS["ko"]["join_here"].format(name="4728", seat=5)
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    page.get_by_role("link", name=CLASS_WORDS["ko"]["join_go_on"]).click()
    expect_in(page)
    assert room.heard("seats") == []
    assert page.evaluate(KEPT)["key"] == "old"


def test_who_takes_another_seat_leaves_the_old_one(join: Join) -> None:
    page, room = join()
    back(page)
    page.get_by_role("button", name=CLASS_WORDS["ko"]["join_change"]).click()
    expect(seat(page, 12)).to_be_visible()
    assert ("DELETE", "seat", None, "Bearer old") in room.asked
    assert page.evaluate(KEPT) is None
    seat(page, 12).click()
    expect_in(page)
    assert page.evaluate(KEPT)["seat"] == 12


def test_without_a_network_the_old_seat_is_kept(join: Join) -> None:
    page, room = join()
    back(page)
    room.instead |= {"seat": "internetdisconnected", "find": "internetdisconnected"}
    page.get_by_role("button", name=CLASS_WORDS["ko"]["join_change"]).click()
    expect(page.get_by_text(CLASS_WORDS["ko"]["join_lost"])).to_be_visible()
    assert page.evaluate(KEPT)["key"] == "old"
    page.reload()
    expect(page.get_by_role("link", name=CLASS_WORDS["ko"]["join_go_on"])).to_be_visible()


def test_a_seat_of_a_class_that_is_over_is_forgotten(join: Join) -> None:
    page, room = join()
    room.name = "9999"
    back(page)
    expect(page.get_by_label(CLASS_WORDS["ko"]["join_code"], exact=True)).to_be_visible()
    assert page.evaluate(KEPT) is None


def test_who_scans_the_code_of_another_class_leaves_the_first_one(join: Join) -> None:
    page, room = join()
    room.name = "9999"
    back(page, 5, PASS)
    seat(page, 12).click()
    expect_in(page)
    assert ("DELETE", "seat", None, "Bearer old") in room.asked
    assert page.evaluate(KEPT)["name"] == "9999"


@pytest.mark.parametrize("kept", ["{", "null", "[]", '"x"', '{"key": 1, "name": {}, "until": 9e15}', '{"until": 1}'])
def test_whatever_stands_where_the_seat_is_kept_the_page_opens(join: Join, kept: str) -> None:
    page, _ = join()
    page.evaluate("kept => localStorage.setItem('kbguide-class', kept)", kept)
    page.reload()
    expect(page.get_by_label(CLASS_WORDS["ko"]["join_code"], exact=True)).to_be_visible()


def test_the_other_language_keeps_the_code_that_was_scanned(join: Join) -> None:
    page, _ = join(code=PASS)
    page.get_by_role("link", name=PAGE_WORDS["en"]["language"]).click()
    expect(seat(page, 12, "en")).to_be_visible()
    assert page.url.endswith(f"/en/class#{PASS}")


def test_another_class_can_be_typed_after_a_code_was_scanned(join: Join) -> None:
    page, room = join(code=PASS)
    page.get_by_role("button", name=CLASS_WORDS["ko"]["join_other"]).click()
    expect(page.get_by_label(CLASS_WORDS["ko"]["join_code"], exact=True)).to_be_focused()
    room.name = "1111"
    enter_code(page, "1111")
    expect(page.get_by_role("status")).to_contain_text("1111")


# -- a teacher opens a class -------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_teacher_opens_a_class_and_comes_to_its_board(join: Join, lang: str) -> None:
    words = CLASS_WORDS[lang]
    page, room = join(lang=lang)
    room.instead["open"] = (200, {"key": "KEY"})
    page.get_by_text(words["open"], exact=True).click()
    field = page.get_by_label(words["open_seats"])
    expect(field).to_have_value("24")
    for wrong in ("", "0", "1001", "x"):
        field.fill(wrong)
        field.press("Enter")
        expect(field).to_have_attribute("aria-invalid", "true")
    assert room.heard("open") == []
    field.fill("30")
    page.get_by_role("button", name=words["open_button"]).click()
    expect(page).to_have_url(re.compile(f"/{lang}/class/board#KEY$"))
    assert room.heard("open") == [{"seats": 30}]


@pytest.mark.parametrize(
    ("answer", "word"), [((404, {}), "open_closed"), ((429, {}), "join_often"), ("internetdisconnected", "join_lost")]
)
def test_a_class_that_does_not_open_says_why(join: Join, answer: Any, word: str) -> None:
    page, room = join()
    room.instead["open"] = answer
    page.get_by_text(CLASS_WORDS["ko"]["open"], exact=True).click()
    page.get_by_role("button", name=CLASS_WORDS["ko"]["open_button"]).click()
    expect(page.get_by_text(CLASS_WORDS["ko"][word])).to_be_visible()


def test_where_nobody_may_open_a_class_nothing_of_it_is_there(open_page: OpenPage, pages: ClassPages) -> None:
    page = open_page(*PHONE)
    page.goto(f"{pages.address}closed/ko/class")
    expect(page.get_by_label(CLASS_WORDS["ko"]["join_code"], exact=True)).to_be_visible()
    expect(page.get_by_text(CLASS_WORDS["ko"]["open"], exact=True)).to_have_count(0)


# -- how it looks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "size"), list(zip(LANGUAGES, SIZES, strict=True)))
@pytest.mark.parametrize(("seats", "taken"), [(24, (3,)), (40, ()), (300, (7,)), (24, tuple(range(1, 25)))])
def test_joining_is_accessible_and_as_wide_as_the_window(
    join: Join, axe: Callable[..., Any], size: tuple[int, int], lang: str, seats: int, taken: tuple[int, ...]
) -> None:
    page, room = join(size=size, lang=lang, seats=seats, taken=taken)
    axe(page)
    enter_code(page, "12", lang)
    axe(page)
    enter_code(page, "4728", lang)
    expect(page.get_by_role("status")).to_contain_text("4728")
    page.get_by_text(CLASS_WORDS[lang]["open"], exact=True).click()
    axe(page)
    in_other_colours(page, axe)
    assert page.evaluate(WIDER) == 0
    room.free = []
    back(page, 3)
    expect(page.get_by_role("link", name=CLASS_WORDS[lang]["join_go_on"])).to_be_visible()
    axe(page)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_joining_fits_the_narrowest_phone_with_the_largest_text(join: Join, lang: str) -> None:
    page, _ = join(size=(320, 568), lang=lang, code=PASS)
    larger = page.get_by_role("button", name=PAGE_WORDS[lang]["larger_label"])
    for _ in range(3):
        larger.click()
        assert page.evaluate(WIDER) == 0
    expect(page.locator("html")).to_have_attribute("data-kb-size", "4")
    cut = "() => [...document.querySelectorAll('.kb-seat')].filter((one) => one.scrollWidth > one.clientWidth).length"
    assert page.evaluate(cut) == 0
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-kb-size", "4")


def test_without_scripts_the_page_says_what_is_missing_and_leads_to_the_guide(
    open_page: OpenPage, pages: ClassPages
) -> None:
    page = open_page(*PHONE, java_script_enabled=False)
    page.goto(f"{pages.address}ko/class")
    expect(page.locator("noscript p")).to_have_text(CLASS_WORDS["ko"]["join_no_script"])
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.get_by_label(CLASS_WORDS["ko"]["join_code"], exact=True)).to_be_hidden()
    expect(page.get_by_text(CLASS_WORDS["ko"]["open"], exact=True)).to_be_hidden()
    page.get_by_role("link", name=CLASS_WORDS["ko"]["join_alone"]).click()
    expect_in(page)


def test_nothing_that_the_page_asks_for_is_kept_by_the_browser_or_said_to_others(join: Join) -> None:
    page, room = join(code=PASS)
    seat(page, 12).click()
    expect_in(page)
    assert all(set(body) <= {"code", "seat"} for _, _, body, _ in room.asked)
    assert json.loads(page.evaluate("() => JSON.stringify(Object.keys(localStorage))")) == ["kbguide-class"]
