"""A class of people whose guide has no server of its own: it stands on one host, the class on another."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.seated import word
from browser.walking import FIRST_FORM
from classroom.served import Board, ClassLine
from helpers import CLASS_WORDS
from offline.webspace import WebSpace, build, one_at_a_time
from serving.running import Server

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
SEAT = 12


@pytest.fixture(scope="module")
def two_hosts(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, built: Path
) -> Iterator[tuple[WebSpace, Server]]:
    """The guide without a server, built for the classes of a server that lets its pages ask."""
    place = tmp_path_factory.mktemp("elsewhere")
    space = WebSpace(place / "site")
    origin = f"http://127.0.0.1:{space.port}"
    options = ("--classes", "--class-origin", origin)
    with Server(place, *options, extra={"JUPYTER_RUNTIME_DIR": str(place)}) as server:
        with one_at_a_time(tmp_path_factory.getbasetemp()):
            build(space.folder, "", "--class-server", server.address)
        with space:
            yield space, server


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_class_on_another_host_is_joined_from_the_first_page_and_seen_by_its_teacher(
    open_page: OpenPage, two_hosts: tuple[WebSpace, Server], lang: str
) -> None:
    space, server = two_hosts
    classes = ClassLine(server.port)
    key = classes.told("open", {"seats": 24})["key"]
    with classes.board(key) as events:
        board = Board(events)
        board.until(lambda board: True)
        page = open_page(360, 740, has_touch=True)
        page.goto(f"{space.address}{lang}/")
        page.get_by_role("link", name=CLASS_WORDS[lang]["join"]).click()
        page.get_by_label(CLASS_WORDS[lang]["join_code"]).fill(board.state["name"])
        page.keyboard.press("Enter")
        page.get_by_role("button", name=CLASS_WORDS[lang]["join_seat"].format(seat=SEAT), exact=True).click()
        expect(page).to_have_url(f"{space.address}{lang}/")
        strip = page.get_by_role("complementary", name=CLASS_WORDS[lang]["brand"], exact=True)
        expect(strip.get_by_role("status")).to_contain_text(word(lang, "say_seat", seat=SEAT))
        board.until(lambda board: SEAT in board.seats)
        strip.get_by_role("button", name=word(lang, "say_hand"), exact=True).click()
        board.until(lambda board: board.seats[SEAT]["hand"] is not None)
        expect(page.locator("html[data-kb-progress]")).to_be_attached(timeout=FIRST_FORM)
        page.evaluate("() => { location.hash = 'learn/rule'; }")
        board.until(lambda board: board.seats[SEAT]["at"] == "learn/rule")
        classes.told("orders", {"do": "go", "place": "fraud"}, key)
        strip.get_by_role("link", name=word(lang, "go"), exact=True).click()
        board.until(lambda board: board.seats[SEAT]["at"] == "fraud")
        strip.get_by_role("button", name=word(lang, "leave"), exact=True).click()
        board.until(lambda board: SEAT not in board.seats)
        expect(strip.get_by_role("status")).to_contain_text(word(lang, "say_left"))


def test_a_host_that_was_not_named_may_not_ask(browser: Browser, two_hosts: tuple[WebSpace, Server]) -> None:
    space, server = two_hosts
    key = ClassLine(server.port).told("open", {"seats": 24})["key"]
    with ClassLine(server.port).board(key) as events:
        name = next(events)["name"]
    with WebSpace(space.folder) as other, browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{other.address}ko/class/")
        page.get_by_label(CLASS_WORDS["ko"]["join_code"]).fill(name)
        page.keyboard.press("Enter")
        expect(page.get_by_text(CLASS_WORDS["ko"]["join_lost"])).to_be_visible()
