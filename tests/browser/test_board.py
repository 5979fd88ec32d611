"""The teacher's board in Chromium: who is to be visited, what is sent to all, and what remains after the end."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browser.looking import WIDER, holds, in_other_colours
from browser.standin import COUNTS, SCREEN_KEY, StandIn, at_step, both, busy_room, seat, vote
from helpers import CONTENT

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
PHONE = (360, 740)
LAPTOP = (1366, 680)
LANGUAGES = ["ko", "en"]
WORDS = {lang: {key: text[lang] for key, text in CONTENT.classroom.items()} for lang in LANGUAGES}
SAY = WORDS["ko"]
SCROLLS = "() => document.scrollingElement.scrollHeight - innerHeight"
TALLY = ("hand", "still", "busy", "idle", "done")
FOCUSED = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.id"
MARKUP = "<img src=x onerror=\"document.title='run'\"><b>bold</b>"
OPENING = "금융인증서 발급하기"


@pytest.fixture
def room(request: pytest.FixtureRequest, browser: Browser) -> Iterator[StandIn]:
    with StandIn(getattr(request, "param", 24)) as running:
        yield running


@pytest.fixture
def board(room: StandIn, open_page: OpenPage) -> Callable[..., Page]:
    """The board of that room, once it shows something."""

    def make(lang: str = "ko", size: tuple[int, int] = LAPTOP, name: str = "4728", **options: Any) -> Page:
        page = open_page(*size, **options)
        page.goto(room.board(lang))
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        return page

    return make


def first(page: Page, lang: str = "ko") -> Locator:
    return page.get_by_role("region", name=WORDS[lang]["board_first"]).get_by_role("listitem")


def seats_of(lines: Locator) -> list[str]:
    return lines.locator("b").all_text_contents()


def button(page: Page, key: str, lang: str = "ko", **options: Any) -> Locator:
    return page.get_by_role("button", name=WORDS[lang][key], exact=True, **options)


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


def tally(page: Page) -> list[str]:
    return [str(page.locator(f"[data-kb-tally={name}]").text_content()) for name in TALLY]


def step_name(number: int, lang: str = "ko") -> str:
    return f"{number} {CONTENT.procedures['issue'].step[number - 1].name[lang]}"


# -- who is to be visited ---------------------------------------------------------------------------


def test_hands_come_first_as_they_were_raised_then_who_has_been_still_for_longest(
    room: StandIn, board: Callable[..., Page]
) -> None:
    page = board()
    expect(page.get_by_text(SAY["board_nobody"])).to_be_visible()
    room.say(*busy_room())
    expect(first(page)).to_have_count(5)
    assert seats_of(first(page)) == ["11번", "18번", "4번", "20번", "23번"]
    expect(first(page).nth(0)).to_contain_text("손 듦 · 1분")
    expect(first(page).nth(1)).to_contain_text(SAY["board_hand_now"])
    expect(first(page).nth(2)).to_contain_text("6분째 멈춤")
    assert tally(page) == ["2", "3", "16", "1", "2"]
    room.say(at_step(7, 3, hand=200))
    expect(first(page)).to_have_count(6)
    assert seats_of(first(page))[0] == "7번"


def test_one_press_puts_a_seat_away_until_it_changes(room: StandIn, board: Callable[..., Page]) -> None:
    room.say(*busy_room())
    page = board()
    page.get_by_role("button", name="11번 봤어요").click()
    expect(first(page)).to_have_count(5)
    assert room.orders() == [{"do": "seen", "seat": 11}]
    room.say(at_step(11, 4, hand=80, put=True))
    expect(first(page)).to_have_count(4)
    assert tally(page)[0] == "2"  # the hand is still up
    expect(row(page, step_name(4)).get_by_role("cell").nth(10)).to_have_text(SAY["board_hand"])
    room.say(at_step(11, 4, hand=0))
    expect(first(page)).to_have_count(5)
    assert seats_of(first(page))[:2] == ["18번", "11번"]


def test_a_seat_is_still_after_three_minutes_without_a_word_from_the_server(
    room: StandIn, board: Callable[..., Page], open_page: OpenPage
) -> None:
    room.say(at_step(3, 2, still=150), at_step(5, 2, still=10))
    page = open_page(*LAPTOP)
    page.clock.install()
    page.goto(room.board())
    expect(row(page, step_name(2)).get_by_role("cell").nth(2)).to_have_text(SAY["board_here"])
    expect(first(page)).to_have_count(0)
    page.clock.fast_forward(25_000)
    expect(first(page)).to_have_count(0)
    page.clock.fast_forward(6_000)
    expect(first(page)).to_have_count(1)
    expect(first(page)).to_contain_text("3분째 멈춤")
    expect(row(page, step_name(2)).get_by_role("cell").nth(2)).to_have_text(SAY["board_still"])
    assert tally(page) == ["0", "1", "1", "22", "0"]
    room.say(at_step(3, 3))
    expect(first(page)).to_have_count(0)


def test_nobody_is_still_because_all_were_told_to_pause(room: StandIn, board: Callable[..., Page]) -> None:
    room.say(at_step(3, 2, still=400), order={"number": 1, "do": "pause", "text": both(CONTENT.remarks["break"].text)})
    page = board()
    expect(page.get_by_role("button", name=SAY["board_resume"])).to_be_visible()
    expect(first(page)).to_have_count(0)
    room.say(order=None)
    expect(page.get_by_role("button", name=SAY["board_pause"])).to_be_visible()
    expect(first(page)).to_have_count(0)


def test_a_device_that_says_nothing_is_mentioned(room: StandIn, board: Callable[..., Page]) -> None:
    room.say(at_step(3, 2, still=400, away=130))
    page = board()
    expect(first(page)).to_contain_text("6분째 멈춤 · 2분째 소식 없음")


def test_the_table_says_of_each_seat_where_it_is(room: StandIn, board: Callable[..., Page]) -> None:
    room.say(
        at_step(1, 3), seat(2, "issue/done", 9), seat(3, "fraud"), seat(4, "renew/2", reached=2),
        seat(5, "issue/2", 5), seat(6, "learn/rule", 3, hand=5),
    )  # fmt: skip
    page = board()
    passed, here, blank, free = (SAY[f"board_{key}"] for key in ("passed", "here", "blank", "free"))
    assert row(page, step_name(1)).get_by_role("cell").all_text_contents()[:7] == [
        passed, passed, blank, passed, passed, passed, free,
    ]  # fmt: skip
    assert row(page, step_name(2)).get_by_role("cell").all_text_contents()[:6] == [
        passed, passed, blank, blank, here, passed,
    ]  # fmt: skip
    assert row(page, step_name(3)).get_by_role("cell").all_text_contents()[0] == here
    elsewhere = row(page, SAY["board_else"]).get_by_role("cell")
    assert elsewhere.all_text_contents()[:7] == [
        "—", f"{OPENING} · 마침", "사기 구별", "기한 늘리기 (갱신): 2 인증 메뉴에서 찾기",
        "—", "규칙 하나 · 손 듦", "—",
    ]  # fmt: skip
    expect(page.get_by_role("columnheader", name="2 마침")).to_be_visible()
    elsewhere.nth(2).focus()
    expect(page.get_by_text("3번 · 사기 구별 · 연습 중")).to_be_visible()
    page.get_by_label(SAY["board_procedure"]).select_option("renew")
    expect(row(page, step_name(2)).get_by_role("cell").nth(3)).to_have_text(here)


def test_a_seat_that_is_left_is_free_again(room: StandIn, board: Callable[..., Page]) -> None:
    room.say(at_step(1, 3, hand=4))
    page = board()
    expect(first(page)).to_have_count(1)
    room.say(left=(1,))
    expect(first(page)).to_have_count(0)
    expect(row(page, step_name(3)).get_by_role("cell").first).to_have_text(SAY["board_free"])


def test_only_a_hand_that_goes_up_is_told_to_a_screen_reader(room: StandIn, board: Callable[..., Page]) -> None:
    room.say(*busy_room())
    page = board()
    said = page.locator("#kb-raised")
    expect(first(page)).to_have_count(5)
    expect(said).to_be_empty()
    room.say(at_step(1, 5), at_step(2, 5, still=500), at_step(15, 6))
    expect(first(page)).to_have_count(6)
    expect(said).to_be_empty()
    room.say(at_step(12, 4, hand=0))
    expect(said).to_have_text("12번 손 들었어요")
    room.say(at_step(12, 4))
    expect(said).to_be_empty()
    live = page.locator("[role=status]:visible, [aria-live]:visible, [role=alert]")
    assert {one.get_attribute("id") for one in live.all()} <= {"kb-raised", "kb-sent"}


def test_the_focus_stays_while_the_list_changes_around_it(room: StandIn, board: Callable[..., Page]) -> None:
    room.say(*busy_room())
    page = board()
    page.get_by_role("button", name="4번 봤어요").focus()
    room.say(at_step(1, 3, hand=500), at_step(11, 5))
    expect(first(page).nth(0)).to_contain_text("1번")
    assert seats_of(first(page)) == ["1번", "18번", "4번", "20번", "23번"]
    assert page.evaluate(FOCUSED) == "4번 봤어요"
    room.say(at_step(4, 5))  # it goes away by itself: nothing that could be pressed by mistake is under the finger
    expect(first(page)).to_have_count(4)
    assert page.evaluate(FOCUSED) == "kb-first-head"
    page.get_by_role("button", name="20번 봤어요").press("Enter")
    room.say(at_step(20, 4, still=260, put=True))
    expect(first(page)).to_have_count(3)
    assert page.evaluate(FOCUSED) == "23번 봤어요"
    cell = row(page, SAY["board_else"]).get_by_role("cell").nth(1)
    cell.focus()
    room.say(at_step(2, 2))
    expect(cell).to_have_text("—")
    assert page.evaluate(FOCUSED) == "kb-seats"


def test_the_board_shows_where_somebody_is_and_never_what_was_answered(
    room: StandIn, board: Callable[..., Page]
) -> None:
    room.say(at_step(1, 3, vote={"number": 3, "reply": "open"}, problems=["pin-wrong"], before="1", right=3))
    room.say(vote=vote("text-ends-today", 3, all=6))
    page = board()
    text = page.locator("body").inner_text()
    assert CONTENT.problems["pin-wrong"].title.ko not in text
    drill = CONTENT.drills["text-ends-today"]
    page.locator("summary").filter(has_text=SAY["board_vote"]).click()
    expect(page.get_by_text("지금까지 6 / 24")).to_be_visible()
    for reply in drill.guised(0).reply:
        expect(page.get_by_text(reply.label.ko)).to_have_count(0)


# -- what is sent -----------------------------------------------------------------------------------


def test_orders_to_all_are_sent_and_can_be_taken_back(room: StandIn, board: Callable[..., Page]) -> None:
    page = board()
    expect(page.get_by_text(SAY["board_only_offers"])).to_be_visible()
    page.get_by_label(SAY["board_place"]).select_option("issue/4")
    button(page, "board_go").click()
    expect(button(page, "board_take_back")).to_be_hidden()
    room.say(order={"number": 1, "do": "go", "text": {"ko": "본인 확인 전화 받기로 오세요", "en": "Come"}})
    expect(page.get_by_text("모두의 화면에 지금: 본인 확인 전화 받기로 오세요")).to_be_visible()
    button(page, "board_take_back").click()
    room.say(order=None)
    expect(button(page, "board_take_back")).to_be_hidden()
    assert page.evaluate(FOCUSED) == "kb-say-head"
    button(page, "board_look").click()
    page.get_by_role("group", name=SAY["board_say"]).get_by_role("button", name="천천히 하세요").click()
    button(page, "board_pause").click()
    room.say(order={"number": 4, "do": "pause", "text": both(CONTENT.remarks["break"].text)})
    button(page, "board_resume").click()
    page.get_by_label(SAY["board_shows"]).select_option("step")
    page.get_by_label(SAY["board_shows"]).select_option("join")
    expect(page.locator("[aria-busy]")).to_have_count(0)
    assert room.orders() == [
        {"do": "go", "place": "issue/4"}, {"do": "resume"}, {"do": "look"}, {"do": "say", "remark": "slowly"},
        {"do": "pause"}, {"do": "resume"}, {"do": "show", "what": "step", "place": "issue/4"},
        {"do": "show", "what": "join"},
    ]  # fmt: skip


def test_places_are_steps_parts_and_chapters_of_the_guide(board: Callable[..., Page]) -> None:
    page = board()
    offered = page.get_by_label(SAY["board_place"]).locator("option")
    names = offered.evaluate_all("all => all.map((one) => one.value)")
    assert {"issue/1", "issue/8", "renew/2", "learn", "learn/rule", "fraud"} <= set(names)
    assert names[0] == "issue/1"


def test_what_was_not_sent_says_so_beside_the_button_and_is_sent_by_pressing_again(
    room: StandIn, board: Callable[..., Page]
) -> None:
    page = board(may_be_cut=True)
    room.refuses = True
    for press in (button(page, "board_go"), page.get_by_role("button", name="천천히 하세요")):
        press.click()
        said = page.get_by_role("alert")
        expect(said).to_have_text(SAY["board_failed"])
        expect(said).to_be_in_viewport(ratio=1)
        place, asked = said.bounding_box(), press.bounding_box()
        assert place
        assert asked
        assert abs(place["y"] - asked["y"]) < 80
        assert abs(place["x"] - asked["x"]) < 160
        room.refuses = False
        press.click()
        expect(said).to_have_count(0)
        room.refuses = True
    assert [one["do"] for one in room.orders()] == ["go", "say"]


def test_the_big_screen_opens_with_its_own_key(room: StandIn, board: Callable[..., Page]) -> None:
    page = board()
    with page.context.expect_page() as opened:
        button(page, "board_open_screen").click()
    assert opened.value.url == room.screen()
    assert SCREEN_KEY in opened.value.url


def test_a_vote_is_opened_closed_and_shown(room: StandIn, board: Callable[..., Page]) -> None:
    page = board()
    page.locator("summary").filter(has_text=SAY["board_vote"]).click()
    page.get_by_label(SAY["board_drill"]).select_option("text-ends-today")
    button(page, "board_vote_start").click()
    room.say(vote=vote("text-ends-today", all=4))
    expect(page.get_by_text("지금까지 4 / 24")).to_be_visible()
    button(page, "board_vote_close").click()
    room.say(vote=vote("text-ends-today", all=4, open=False))
    expect(page.get_by_text(SAY["board_vote_few"])).to_be_visible()
    expect(button(page, "board_vote_close")).to_be_hidden()
    room.say(vote=vote("text-ends-today", all=7, open=False, counts={"look": 5, "open": 2}))
    expect(page.locator("#kb-results")).to_contain_text("열어 날짜를 봐요: 5 (맞는 답)")
    assert room.orders() == [
        {"do": "vote", "drill": "text-ends-today"}, {"do": "show", "what": "vote"},
        {"do": "close"}, {"do": "show", "what": "vote"},
    ]  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_lesson_is_held_step_by_step(room: StandIn, board: Callable[..., Page], lang: str) -> None:
    words, lesson = WORDS[lang], CONTENT.lessons["class-90"]
    page = board(lang)
    page.locator("summary").filter(has_text=words["board_lesson"]).click()
    page.get_by_label(words["board_lesson_choose"]).select_option("class-90")
    room.say(lesson={"id": "class-90", "step": lesson.step[0].id, "since": 130})
    expect(page.get_by_role("heading", name=lesson.step[0].name[lang])).to_be_visible()
    expect(page.get_by_text(words["board_lesson_at"].format(start=0, end=8, minutes=2))).to_be_visible()
    button(page, "board_back", lang).press("Enter")  # there is none
    button(page, "board_next", lang).click()
    expect(page.get_by_label(words["board_place"])).to_have_value("learn/rule")
    room.say(lesson={"id": "class-90", "step": lesson.step[1].id, "since": 0})
    expect(page.get_by_role("heading", name=lesson.step[1].name[lang])).to_be_visible()
    expect(page.get_by_role("link", name=words["board_lesson_page"])).to_have_attribute(
        "href", f"/{lang}/lesson/class-90"
    )
    for key, address in {"board_lessons": "lesson", "board_sheets": "paper", "board_test": "class/test"}.items():
        expect(page.get_by_role("link", name=words[key], exact=True)).to_have_attribute("href", f"/{lang}/{address}")
    first_step, second = ({"do": "lesson", "lesson": "class-90", "step": lesson.step[n].id} for n in (0, 1))
    assert room.orders() == [first_step, second]


def test_the_other_language_is_the_same_board(room: StandIn, board: Callable[..., Page]) -> None:
    page = board()
    page.locator("summary").filter(has_text=SAY["board_lesson"]).click()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Class 4728 · 24 seats")
    assert page.url == room.board("en")


# -- connection -------------------------------------------------------------------------------------


def test_a_lost_connection_is_told_and_comes_back_with_what_has_happened(
    room: StandIn, board: Callable[..., Page]
) -> None:
    room.say(at_step(1, 3), at_step(2, 3))
    page = board(may_be_cut=True)
    blind = page.get_by_text("부터 새 소식이 없어요")
    expect(blind).to_be_hidden()
    page.context.set_offline(True)
    room.cut()
    expect(blind).to_be_visible()
    expect(row(page, step_name(3)).get_by_role("cell").first).to_have_text(SAY["board_here"])  # the last state stays
    assert page.evaluate(SCROLLS) <= 0
    room.say(at_step(1, 5), left=(2,))
    page.context.set_offline(False)
    expect(blind).to_be_hidden()
    expect(row(page, step_name(5)).get_by_role("cell").first).to_have_text(SAY["board_here"])
    expect(row(page, step_name(3)).get_by_role("cell").nth(1)).to_have_text(SAY["board_free"])


def test_a_connection_that_says_nothing_for_forty_seconds_is_lost(room: StandIn, open_page: OpenPage) -> None:
    page = open_page(*LAPTOP, may_be_cut=True)
    page.clock.install()
    page.goto(room.board())
    expect(page.get_by_role("heading", level=1)).to_contain_text("4728")
    blind = page.get_by_text("부터 새 소식이 없어요")
    page.clock.fast_forward(39_000)
    expect(blind).to_be_hidden()
    assert len(room.streams) == 1
    page.context.set_offline(True)
    page.clock.fast_forward(2_000)
    expect(blind).to_be_visible()
    page.context.set_offline(False)
    page.clock.fast_forward(6_000)
    expect(blind).to_be_hidden()


def test_the_board_says_since_when_the_server_itself_sees_nothing(room: StandIn, board: Callable[..., Page]) -> None:
    page = board()
    room.say(blind=125)
    expect(page.get_by_text("부터 새 소식이 없어요")).to_be_visible()
    room.say(blind=None)
    expect(page.get_by_text("부터 새 소식이 없어요")).to_be_hidden()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_wrong_key_and_a_class_that_has_ended_look_alike(
    room: StandIn, open_page: OpenPage, lang: str, axe: Callable[..., None]
) -> None:
    page = open_page(*PHONE, may_be_cut=True)
    page.goto(room.board(lang, key="another"))
    gone = page.get_by_role("heading", name=WORDS[lang]["board_gone"])
    expect(gone).to_be_visible()
    axe(page)
    page = open_page(*PHONE, may_be_cut=True)
    page.goto(room.board(lang))
    expect(page.get_by_role("heading", level=1)).to_contain_text("4728")
    room.end()
    expect(page.get_by_role("heading", name=WORDS[lang]["board_gone"])).to_be_visible()


# -- looks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", [LAPTOP, PHONE])
def test_the_board_is_accessible(
    room: StandIn, board: Callable[..., Page], axe: Callable[..., None], size: tuple[int, int], lang: str
) -> None:
    room.say(*busy_room(), order={"number": 1, "do": "say", "text": both(CONTENT.remarks["slowly"].text)})
    room.say(vote=vote("text-ends-today", all=4), lesson={"id": "class-90", "step": "call", "since": 9}, blind=70)
    page = board(lang, size)
    expect(first(page, lang)).to_have_count(5)
    assert page.evaluate(WIDER) == 0
    axe(page)
    for panel in page.locator("summary").all():
        panel.click()
        axe(page)
        assert page.evaluate(WIDER) == 0
    in_other_colours(page, axe)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_24_seats_need_no_scrolling_on_a_laptop(room: StandIn, board: Callable[..., Page], lang: str) -> None:
    room.say(*busy_room(), order={"number": 1, "do": "say", "text": both(CONTENT.remarks["break"].text)})
    page = board(lang)
    expect(first(page, lang)).to_have_count(5)
    assert page.evaluate(SCROLLS) <= 0
    assert page.evaluate(WIDER) == 0
    for part in ("#kb-seats", ".kb-board__scroll"):
        assert page.locator(part).evaluate("one => one.scrollHeight - one.clientHeight") <= 0, part
        assert page.locator(part).evaluate("one => one.scrollWidth - one.clientWidth") <= 0, part
    for part in ("header", "#kb-tally", "#kb-first", "#kb-rows", ".kb-marks", "#kb-remarks", "#kb-sent"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)
    for panel in page.locator("summary").all():
        panel.click()
        assert page.evaluate(SCROLLS) <= 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nor_do_they_with_the_longest_head_of_a_day(room: StandIn, board: Callable[..., Page], lang: str) -> None:
    room.say(*busy_room(), name="472812", ends=7200)
    page = board(lang, name="472812")
    page.clock.set_fixed_time("2026-11-27T10:58:50")
    expect(page.get_by_role("heading", level=1)).to_contain_text("12:58")
    assert page.evaluate(SCROLLS) <= 0
    assert page.locator("#kb-seats").evaluate("one => one.scrollHeight - one.clientHeight") <= 0


@pytest.mark.parametrize("room", [30, 200], indirect=True)
def test_more_seats_scroll_within_the_table(room: StandIn, board: Callable[..., Page]) -> None:
    seats = room.state["seats"]
    room.say(*(at_step(number, 1 + number % 8, hand=number) for number in range(1, seats + 1)))
    page = board()
    expect(first(page)).to_have_count(seats)
    assert page.evaluate(SCROLLS) <= 0
    assert page.evaluate(WIDER) == 0
    expect(page.locator("#kb-tally")).to_be_in_viewport(ratio=1)
    last = page.get_by_role("columnheader", name=str(seats), exact=True)
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("rowheader", name=step_name(1))).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport(ratio=1)


def test_on_a_telephone_it_is_a_list(room: StandIn, board: Callable[..., Page]) -> None:
    room.say(*busy_room())
    page = board(size=PHONE)
    expect(page.get_by_role("table")).to_have_count(0)
    lines = page.locator("#kb-seat-list").get_by_role("listitem")
    expect(lines).to_have_count(23)
    expect(lines.nth(3)).to_contain_text(step_name(4))
    expect(lines.nth(3)).to_contain_text("6분째 멈춤")
    assert page.evaluate(WIDER) == 0
    room.say(left=(4,))
    expect(lines).to_have_count(22)
    assert seats_of(lines)[2:4] == ["3번", "5번"]


def test_everything_is_reached_with_the_keyboard(room: StandIn, board: Callable[..., Page]) -> None:
    room.say(*busy_room())
    page = board()
    expect(first(page)).to_have_count(5)
    reached: list[str] = []
    for _ in range(50):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText")
        )
    for name in (
        "board_go",
        "board_pause",
        "board_look",
        "board_open_screen",
        "board_vote",
        "board_lesson",
        "board_ending",
    ):
        assert SAY[name] in reached, name
    assert "11번 봤어요" in reached
    assert CONTENT.remarks["well"].text.ko in reached
    page.locator("summary").filter(has_text=SAY["board_ending"]).press("Enter")
    expect(button(page, "board_end")).to_be_visible()
    page.locator("summary").filter(has_text=SAY["board_vote"]).press("Enter")
    expect(button(page, "board_end")).to_be_hidden()
    button(page, "board_vote_start").focus()
    page.keyboard.press("Escape")
    expect(button(page, "board_vote_start")).to_be_hidden()
    expect(page.locator("summary").filter(has_text=SAY["board_vote"])).to_be_focused()


def test_markup_is_text_wherever_it_comes_from(room: StandIn, board: Callable[..., Page]) -> None:
    bad = {"ko": MARKUP, "en": MARKUP}
    room.texts = {"remarks": [{"id": "x", "text": MARKUP}], "drills": [{"id": "x", "title": MARKUP, "fraud": True}]}
    room.texts["problems"] = {"wrong-menu": MARKUP}
    room.say(
        at_step(1, 2, hand=3), seat(2, MARKUP, hand=2),
        order={"number": 1, "do": "say", "text": bad}, vote={**vote("text-ends-today", all=3), "title": bad},
    )  # fmt: skip
    page = board()
    expect(page.locator("#kb-sent")).to_contain_text(MARKUP)
    for panel in page.locator("summary").all():
        panel.click()
    page.get_by_role("button", name=SAY["board_figures"]).click()
    expect(page.get_by_role("rowheader", name=MARKUP)).to_be_visible()
    assert page.locator("main img, main b b").count() == 0
    assert "run" not in page.title()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_board_prints_on_one_page_across(room: StandIn, board: Callable[..., Page], lang: str) -> None:
    room.say(*busy_room())
    page = board(lang)
    expect(first(page, lang)).to_have_count(5)
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1
    across = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert across
    assert float(across[1]) > float(across[2])


# -- the end ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", [LAPTOP, PHONE])
def test_the_figures_are_there_before_the_end_too(
    room: StandIn, board: Callable[..., Page], axe: Callable[..., None], size: tuple[int, int], lang: str
) -> None:
    words = WORDS[lang]
    page = board(lang, size)
    page.locator("summary").filter(has_text=words["board_ending"]).click()
    button(page, "board_feedback", lang).click()
    room.say(feedback={"asked": True, "answers": 7})
    expect(page.get_by_text(words["board_answers"].format(answers=7))).to_be_visible()
    button(page, "board_figures", lang).click()
    expect(page.get_by_role("heading", name=words["figures"])).to_be_focused()
    met = page.get_by_role("table", name=words["figures_problems"]).get_by_role("row")
    expect(met.nth(1)).to_contain_text(CONTENT.problems["terms-unticked"].title[lang])  # most often first
    expect(page.get_by_role("table", name=words["figures_drills"])).to_contain_text("31")
    reached = page.get_by_role("table", name=words["figures_steps"]).first
    expect(reached).to_contain_text(CONTENT.procedures["issue"].step[3].name[lang])
    expect(reached.get_by_role("row").last).to_contain_text(words["board_done"])
    expect(page.get_by_role("table", name=CONTENT.feedback["useful"].text[lang])).to_contain_text("12")
    axe(page)
    in_other_colours(page, axe)
    assert page.evaluate(WIDER) == 0
    button(page, "figures_back", lang).click()
    expect(page.locator("#kb-board")).to_be_visible()
    assert room.orders() == [{"do": "feedback"}]


def test_the_end_asks_once_and_leaves_figures_to_save_and_print(room: StandIn, board: Callable[..., Page]) -> None:
    page = board(may_be_cut=True)
    page.locator("summary").filter(has_text=SAY["board_ending"]).click()
    button(page, "board_end").click()
    ask = page.get_by_role("dialog", name=SAY["board_ask"])
    expect(button(page, "board_stay")).to_be_focused()
    page.keyboard.press("Escape")
    expect(ask).to_be_hidden()
    button(page, "board_end").click()
    ask.get_by_role("button", name=SAY["board_figures"]).click()
    expect(ask).to_be_hidden()
    expect(page.get_by_role("heading", name=SAY["figures"])).to_be_visible()
    button(page, "figures_back").click()
    page.locator("summary").filter(has_text=SAY["board_ending"]).click()
    page.locator("summary").filter(has_text=SAY["board_ending"]).click()
    button(page, "board_end").click()
    ask.get_by_role("button", name=SAY["board_end"]).click()
    expect(page.get_by_role("heading", name=SAY["figures_over"])).to_be_focused()
    assert room.orders() == [{"do": "end"}]
    assert holds(page, "() => !document.querySelector('#kb-figures').hidden")
    expect(page.get_by_text(SAY["figures_over_text"])).to_be_visible()
    expect(button(page, "figures_back")).to_be_hidden()
    expect(page.get_by_role("heading", name=SAY["board_gone"])).to_be_hidden()
    for key, name in {"figures_save": "csv", "figures_save_seats": "seats_csv"}.items():
        with page.expect_download() as fetched:
            button(page, key).click()
        assert fetched.value.suggested_filename.endswith(".csv")
        assert fetched.value.path().read_text(encoding="utf-8-sig") == COUNTS[name]
    page.emulate_media(media="print")
    expect(button(page, "figures_save")).to_be_hidden()
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) <= 2
