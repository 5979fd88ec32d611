"""The page that a teacher opens the day before, in Chromium: a phone that is ready, and what can be in the way.

No server stands behind it: what it asks for is answered here. It is opened under a name as a room's PC has one, for
under that of this machine alone it must say that nobody else can open it.
"""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, WebSocketRoute, expect

from browser.classroom import ELSEWHERE, ClassPages
from browser.looking import WIDER, in_other_colours
from helpers import CLASS_WORDS

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
ROOM = "http://room.test/"
CHECKS = ["script", "browser", "storage", "server", "socket", "screen", "address"]
NO_COOKIES = "Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set: () => {} });"
NO_STORAGE = """for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, {
  get: () => { throw new DOMException("no", "SecurityError"); } });"""
SOON = 15_000  # ms


class Network:
    """What the room's network does with the questions of a page."""

    def __init__(self) -> None:
        self.seconds = 0.0  # until an answer
        self.status = 200
        self.body = '{"ok": true}'
        self.cut = False
        self.socket: Callable[[WebSocketRoute], Any] = echo

    def answer(self, route: Route) -> None:
        time.sleep(self.seconds)
        if self.cut:
            route.abort("connectionrefused")
        else:
            route.fulfill(status=self.status, body=self.body, content_type="application/json")


def echo(line: WebSocketRoute) -> None:
    line.on_message(line.send)


def other(line: WebSocketRoute) -> None:
    line.on_message(lambda _: line.send("a proxy's greeting"))


@pytest.fixture(scope="module")
def pages() -> Iterator[ClassPages]:
    with ClassPages() as running:
        yield running


@pytest.fixture
def open_test(browser: Browser, pages: ClassPages) -> Iterator[Callable[..., Page]]:
    """Opens the page on a phone; `before` runs in it first. No request leaves the machine."""
    opened: list[Page] = []

    def bring(route: Route) -> None:
        route.fulfill(response=route.fetch(url=route.request.url.replace(ROOM, pages.address)))

    def make(
        network: Network | None = None,
        *,
        lang: str = "ko",
        size: tuple[int, int] = (360, 740),
        before: str = "",
        host: str = ROOM,
    ) -> Page:
        room = network or Network()
        page = browser.new_page(viewport=ViewportSize(width=size[0], height=size[1]))
        opened.append(page)
        if host == ROOM:
            page.route(f"{ROOM}**", bring)
        page.route(re.compile(r"/class/echo\?"), room.answer)
        page.route_web_socket(re.compile(r"/class/echo$"), room.socket)
        if before:
            page.add_init_script(before)
        page.goto(f"{host}{lang}/class/test")
        return page

    yield make
    for one in opened:
        one.close()


OpenTest = Callable[..., Page]


def line(page: Page, name: str, lang: str = "ko") -> Any:
    title = CLASS_WORDS[lang][f"test_{name}"]
    return page.get_by_role("listitem").filter(has=page.get_by_text(title, exact=True))


def expect_to_mend(page: Page, *names: str, lang: str = "ko") -> None:
    """These lines and no others are to be mended, and say how; the last sentence says the same."""
    words = CLASS_WORDS[lang]
    verdict = words["test_not_ready" if names else "test_ready"]
    expect(page.get_by_role("status")).to_have_text(verdict, timeout=SOON)
    for name in CHECKS:
        one = line(page, name, lang)
        expect(one).to_contain_text(words["test_mend" if name in names else "test_good"])
        expect(one.locator("svg:visible")).to_have_count(1)
        if name in names:
            expect(one.locator("p:visible, .kb-test__do:visible").last).to_be_visible()


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_phone_on_which_all_works_is_ready(open_test: OpenTest, lang: str) -> None:
    page = open_test(lang=lang)
    expect_to_mend(page, lang=lang)
    expect(line(page, "address", lang)).to_contain_text(f"{ROOM}class")
    expect(line(page, "server", lang)).to_contain_text(re.compile(r"0\.\d\d"))
    page.get_by_role("link", name=CLASS_WORDS[lang]["test_real"]).click()
    expect(page).to_have_url(f"{ROOM}{lang}/")


def test_without_scripts_the_page_says_so_itself(open_page: OpenPage, pages: ClassPages) -> None:
    page = open_page(360, 740, java_script_enabled=False)
    page.goto(f"{pages.address}ko/class/test")
    expect(page.get_by_text(CLASS_WORDS["ko"]["test_script_mend"])).to_be_visible()
    expect(line(page, "script")).to_contain_text(CLASS_WORDS["ko"]["test_mend"])
    expect(page.locator(".kb-test:visible")).to_have_count(1)


def test_a_browser_without_web_sockets_is_told_apart(open_test: OpenTest) -> None:
    page = open_test(before="delete window.WebSocket")
    expect_to_mend(page, "socket")
    expect(line(page, "socket")).to_contain_text(CLASS_WORDS["ko"]["test_socket_mend"])
    elsewhere = page.get_by_role("link", name=CLASS_WORDS["ko"]["test_socket_elsewhere"])
    expect(elsewhere).to_have_attribute("href", ELSEWHERE)


@pytest.mark.parametrize("before", [NO_COOKIES, NO_STORAGE])
def test_a_browser_that_keeps_nothing_is_told_apart(open_test: OpenTest, before: str) -> None:
    page = open_test(before=before)
    expect_to_mend(page, "storage")
    expect(page.get_by_text(CLASS_WORDS["ko"]["test_storage_mend"])).to_be_visible()


@pytest.mark.parametrize(
    "before",
    ["delete Array.prototype.at", "delete String.prototype.replaceAll", "delete Element.prototype.replaceChildren"],
)
def test_a_browser_in_which_the_guide_would_not_run_is_told_apart(open_test: OpenTest, before: str) -> None:
    expect_to_mend(open_test(before=before), "browser")


def test_a_browser_that_cannot_read_the_guides_scripts_is_told_apart(browser: Browser, pages: ClassPages) -> None:
    page = browser.new_page()
    page.route("**/selftest-new.js*", lambda route: route.fulfill(body="what = ?", content_type="text/javascript"))
    page.goto(f"{pages.address}ko/class/test")
    expect(line(page, "browser")).to_contain_text(CLASS_WORDS["ko"]["test_browser_mend"], timeout=SOON)
    page.close()


@pytest.mark.parametrize("change", [{"cut": True}, {"status": 502}, {"body": "<h1>Log in</h1>"}])
def test_a_server_that_is_not_reached_is_told_apart(open_test: OpenTest, change: dict[str, Any]) -> None:
    network = Network()
    vars(network).update(change)
    page = open_test(network)
    expect_to_mend(page, "server")
    expect(page.get_by_text(CLASS_WORDS["ko"]["test_server_mend"])).to_be_visible()


def test_a_slow_server_is_told_apart(open_test: OpenTest) -> None:
    network = Network()
    network.seconds = 1.1
    page = open_test(network)
    expect_to_mend(page, "server")
    expect(line(page, "server")).to_contain_text(re.compile(r"1\.[1-9]\d?초"))


@pytest.mark.parametrize("socket", [lambda line: line.close(code=1011), other], ids=["closed", "another"])
def test_a_network_that_lets_no_socket_through_is_told_apart(open_test: OpenTest, socket: Any) -> None:
    network = Network()
    network.socket = socket
    expect_to_mend(open_test(network), "socket")


def test_a_socket_that_says_nothing_is_not_waited_for_for_ever(open_test: OpenTest) -> None:
    network = Network()
    network.socket = lambda line: line.on_message(lambda _: None)
    expect_to_mend(open_test(network), "socket")


def test_a_narrow_screen_is_told_apart(open_test: OpenTest) -> None:
    page = open_test(size=(300, 600))
    expect_to_mend(page, "screen")
    expect(line(page, "screen")).to_contain_text("300")
    assert page.evaluate(WIDER) == 0


def test_an_address_of_this_pc_alone_is_told_apart(open_test: OpenTest, pages: ClassPages) -> None:
    for host in (pages.address, pages.address.replace("127.0.0.1", "localhost")):
        expect_to_mend(open_test(host=host), "address")


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("size", [(360, 740), (1366, 680), (320, 568)])
def test_the_test_is_accessible_and_as_wide_as_the_window(
    open_test: OpenTest, axe: Callable[..., Any], lang: str, size: tuple[int, int]
) -> None:
    network = Network()
    network.cut = True
    for page in (open_test(lang=lang, size=size), open_test(network, lang=lang, size=size, before=NO_COOKIES)):
        expect(page.get_by_role("status")).not_to_be_empty(timeout=SOON)
        axe(page)
        in_other_colours(page, axe)
        assert page.evaluate(WIDER) == 0


def test_the_result_is_printed_on_one_sheet(open_test: OpenTest) -> None:
    network = Network()
    network.cut = True
    page = open_test(network, before=NO_COOKIES)
    expect_to_mend(page, "server", "storage")
    paper = page.pdf(format="A4", print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1
