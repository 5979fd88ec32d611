"""A whole class against a real server: teacher, big screen, a phone, a classroom PC, and thirty seats beside them."""

import asyncio
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.hands import Mouse
from browser.walking import FIRST_FORM, Walk, begins
from classroom.apart import Practising
from classroom.served import ClassLine
from helpers import CONTENT, PAGE_WORDS
from serving.learner import run_async
from serving.running import Server

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
SAY = {lang: {key: text[lang] for key, text in CONTENT.classroom.items()} for lang in ("ko", "en")}
PHONE = (360, 740)
LAPTOP = (1366, 680)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Server]:
    place = tmp_path_factory.mktemp("classes")
    with Server(place, "--classes", extra={"JUPYTER_RUNTIME_DIR": str(place)}) as running:
        yield running


def open_class(page: Page, site: Server, lang: str, seats: int) -> tuple[str, str]:
    """As a teacher does; the board is open then. The key of the board, and the digits that are said aloud."""
    say = SAY[lang]
    page.goto(f"{site.address}{lang}/class")
    page.get_by_text(say["open"], exact=True).click()
    page.get_by_label(say["open_seats"]).fill(str(seats))
    page.get_by_role("button", name=say["open_button"]).click()
    head = page.get_by_role("heading", level=1)
    expect(head).to_contain_text(re.compile(r"\d{6}"))
    return page.url.partition("#")[2], re.search(r"\d{6}", head.text_content() or "")[0]  # type: ignore[index]


def join(page: Page, site: Server, lang: str, name: str, seat: int) -> None:
    page.goto(f"{site.address}class")
    page.get_by_label(SAY[lang]["join_code"]).fill(name)
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile(rf"^{seat}\b|{SAY[lang]['join_seat'].format(seat=seat)}")).first.click()
    expect(page).to_have_url(f"{site.address}{lang}/")
    expect(strip(page, lang)).to_contain_text(name)


def strip(page: Page, lang: str):  # type: ignore[no-untyped-def]
    return page.get_by_role("complementary", name=SAY[lang]["brand"], exact=True)


def test_three_browsers_and_thirty_seats_in_one_class(open_page: OpenPage, site: Server) -> None:
    teacher = open_page(*LAPTOP, locale="ko-KR", may_be_cut=True)
    key, name = open_class(teacher, site, "ko", 34)
    with teacher.context.expect_page() as opened:
        teacher.get_by_role("button", name=SAY["ko"]["board_open_screen"]).click()
    screen = opened.value
    expect(screen.get_by_text(name)).to_be_visible()

    phone = open_page(*PHONE, locale="ko-KR", has_touch=True, may_be_cut=True)
    join(phone, site, "ko", name, 31)
    laptop = open_page(*LAPTOP, locale="en-GB", may_be_cut=True)
    join(laptop, site, "en", name, 32)
    for page in (phone, laptop):
        expect(page.locator(".kb-root-finish")).to_be_attached(timeout=FIRST_FORM)
    seats = [Practising([site.address], name, number) for number in range(1, 31)]

    async def come() -> None:
        await asyncio.gather(*(one.join() for one in seats))
        await asyncio.gather(*(one.practise(time.monotonic() + 3, 0.5) for one in seats))
        await asyncio.gather(*(one.say("issue/4", hand=int(one.number == 7)) for one in seats))

    run_async(come())
    urgent = teacher.get_by_role("region", name=SAY["ko"]["board_first"]).get_by_role("listitem")
    expect(urgent).to_have_count(1)
    expect(urgent).to_contain_text(SAY["ko"]["board_seat"].format(seat=7))

    # the phone raises its hand, and the teacher sees to it
    hand = strip(phone, "ko").get_by_role("button", name=SAY["ko"]["strip_say_hand"])
    hand.click()
    expect(urgent).to_have_count(2)
    expect(urgent.nth(1)).to_contain_text(SAY["ko"]["board_seat"].format(seat=31))
    urgent.nth(1).get_by_role("button").click()
    expect(urgent).to_have_count(1)
    expect(hand).to_have_attribute("aria-pressed", "false")

    # the laptop practises the call, and the board follows
    walk = Walk(laptop, "en", Mouse(laptop))
    walk.expect("try-call", "kim", channel="app")
    laptop.get_by_role("link", name=begins(PAGE_WORDS["en"]["pick_try"])).click()
    walk.button(walk.say("call.request")).click(timeout=FIRST_FORM)
    label = CONTENT.procedures["try-call"].title["ko"]
    expect(teacher.get_by_role("cell", name=re.compile(re.escape(label))).first).to_be_attached()

    # all to step four: a line with a button, and nobody is moved
    where = laptop.url
    teacher.get_by_label(SAY["ko"]["board_place"]).select_option("issue/4")
    teacher.get_by_role("button", name=SAY["ko"]["board_go"]).click()
    expect(strip(laptop, "en")).to_contain_text(CONTENT.procedures["issue"].step[3].name["en"])
    assert laptop.url == where
    expect(strip(phone, "ko")).to_contain_text(CONTENT.procedures["issue"].step[3].name["ko"])
    strip(phone, "ko").get_by_role("link", name=SAY["ko"]["strip_go"]).click()
    expect(phone).to_have_url(re.compile("#practice$"))

    # the seat is the same after a reload
    phone.reload()
    expect(strip(phone, "ko")).to_contain_text(SAY["ko"]["strip_say_seat"].format(seat=31))

    # the end: figures on the teacher's page, and everybody is told
    told = ClassLine(site.port).told("orders", {"do": "end"}, key)
    assert told["counts"]["seats"] == 32
    expect(strip(laptop, "en")).to_contain_text(SAY["en"]["strip_say_over"])
    expect(teacher.get_by_text(SAY["ko"]["board_gone"])).to_be_visible()


def test_a_vote_is_asked_on_every_page_and_shown_when_it_is_over(open_page: OpenPage, site: Server) -> None:
    teacher = open_page(*LAPTOP, locale="ko-KR", may_be_cut=True)
    key, name = open_class(teacher, site, "ko", 12)
    phone = open_page(*PHONE, locale="ko-KR", has_touch=True, may_be_cut=True)
    join(phone, site, "ko", name, 6)
    drill = next(iter(CONTENT.drills.values())).guised(0)
    ClassLine(site.port).told("orders", {"do": "vote", "drill": drill.id}, key)
    ClassLine(site.port).told("orders", {"do": "show", "what": "vote"}, key)
    right = next(reply for reply in drill.reply if reply.verdict == "safe")
    strip(phone, "ko").get_by_role("button", name=SAY["ko"]["strip_answer"]).click()
    phone.get_by_role("dialog").get_by_role("button", name=right.label["ko"]).click()
    expect(strip(phone, "ko")).to_contain_text(SAY["ko"]["strip_say_voted"])

    async def others() -> None:
        seats = [Practising([site.address], name, number) for number in range(1, 5)]
        await asyncio.gather(*(one.join() for one in seats))
        await asyncio.gather(*(one.say("start", vote={"number": 1, "reply": right.id}) for one in seats))

    run_async(others())
    with teacher.context.expect_page() as opened:
        teacher.get_by_role("button", name=SAY["ko"]["board_open_screen"]).click()
    screen = opened.value
    expect(screen.get_by_text(SAY["ko"]["screen_vote_open"].format(all=5))).to_be_visible()
    ClassLine(site.port).told("orders", {"do": "close"}, key)
    expect(screen.get_by_text(SAY["ko"]["screen_count"].format(count=5))).to_be_visible()


def test_the_questions_at_the_end_reach_the_teachers_figures(open_page: OpenPage, site: Server) -> None:
    teacher = open_page(*LAPTOP, locale="ko-KR", may_be_cut=True)
    key, name = open_class(teacher, site, "ko", 5)
    phone = open_page(*PHONE, locale="ko-KR", has_touch=True, may_be_cut=True)
    join(phone, site, "ko", name, 2)
    ClassLine(site.port).told("orders", {"do": "feedback"}, key)
    with phone.context.expect_page() as opened:
        strip(phone, "ko").get_by_role("link", name=SAY["ko"]["strip_answer"]).click()
    page = opened.value
    for question in CONTENT.feedback.values():
        page.get_by_role("group", name=question.text["ko"]).get_by_label(question.opinion[0].text["ko"]).check()
    page.get_by_role("button", name=SAY["ko"]["feedback_send"]).click()
    expect(page.get_by_text(SAY["ko"]["feedback_thanks"])).to_be_visible()
    told = ClassLine(site.port).told("orders", {"do": "end"}, key)
    first = {one.id: {one.opinion[0].id: 1} for one in CONTENT.feedback.values()}
    assert told["counts"]["feedback"] == first


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_first_page_leads_to_the_class_and_the_plans_to_the_test(
    open_page: OpenPage, site: Server, lang: str
) -> None:
    page = open_page(*PHONE, locale=lang)
    page.goto(f"{site.address}{lang}/")
    page.get_by_role("link", name=SAY[lang]["join"]).click()
    expect(page.get_by_label(SAY[lang]["join_code"])).to_be_visible()  # in the same tab: two would be two guides
    page.goto(f"{site.address}{lang}/lesson")
    page.get_by_role("link", name=SAY[lang]["test_title"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SAY[lang]["test_title"])


def test_the_code_on_the_big_screen_leads_to_the_seats(open_page: OpenPage, site: Server) -> None:
    told = ClassLine(site.port).told("open", {"seats": 3})
    page = open_page(*LAPTOP)
    page.goto(f"{site.address}ko/class/board#{told['key']}")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name=SAY["ko"]["board_open_screen"]).click()
    code = opened.value.get_by_role("img", name=SAY["ko"]["screen_qr"])
    expect(code).to_be_visible()
    phone = open_page(*PHONE, locale="ko-KR", has_touch=True, may_be_cut=True)
    phone.goto(read(code.screenshot()))
    phone.get_by_role("button", name=re.compile("^2")).first.click()
    expect(strip(phone, "ko")).to_contain_text(SAY["ko"]["strip_say_seat"].format(seat=2))


def read(picture: bytes) -> str:
    """What a camera makes of a picture."""
    import cv2
    import numpy as np

    return str(
        cv2.QRCodeDetector().detectAndDecode(cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR))[0]
    )


def test_the_log_says_nothing_of_anybody(site: Server, tmp_path: Path) -> None:
    lines = site.log.read_text().splitlines()
    assert [line for line in lines if not line.startswith("kbguide: ")] == []
    assert not [line for line in lines if re.search(r"seat|class [0-9]", line)]
