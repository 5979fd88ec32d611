"""A server that ends while another one is there: the page says so and goes on there, at the same place, by itself.

And a browser that takes no cookies, for which there is no server at all.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from browser.conftest import FLAGS, program
from browser.hands import Mouse
from browser.walking import FIRST_FORM, Walk, feeling, start
from helpers import PAGE_WORDS
from serving.front import OPTIONS, Front
from serving.running import Server

pytestmark = pytest.mark.browser

SOON = 20_000  # ms: a lost connection is said within ten seconds, and after six more the page goes on


class Site:
    """Two servers behind one address."""

    def __init__(self, servers: list[Server], address: str) -> None:
        self.servers = servers
        self.address = address

    def serving(self, page: Page) -> Server:
        """The one with this learner's kernel."""
        found = [server for server in self.servers if server.process.poll() is None and server.kernels()]
        assert len(found) == 1
        return found[0]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    place = tmp_path_factory.mktemp("both")
    options = (*OPTIONS, "--learners", "2", "--drain-timeout", "4")
    with ExitStack() as stack:
        servers = [stack.enter_context(Server(place, *options)) for _ in range(2)]
        front = stack.enter_context(Front(place, servers[0].port, servers[1].port))
        yield Site(servers, front.address)


@pytest.fixture
def site(both: Site) -> Iterator[Site]:
    """Both servers live, and no page of an earlier test has a kernel."""
    with ExitStack() as stack:
        for server in both.servers:
            if server.process.poll() is not None:
                stack.enter_context(server)
            for kernel in server.kernels():
                kernel.kill()
        yield both
        stack.pop_all()


def banner(page: Page) -> Locator:
    return page.get_by_role("alert").filter(has=page.get_by_role("button"))


def on_the_way(open_page: Callable[..., Page], site: Site, width: int, lang: str) -> Walk:
    """Somebody in the middle of a form."""
    page = open_page(width, may_be_cut=True)
    walk = Walk(page, lang, Mouse(page))
    start(walk, site.address, "kim")
    walk.go(until="identity")
    return walk


def heading(walk: Walk) -> Locator:
    return walk.heading(walk.text(walk.screen("identity").title), 3)


@pytest.mark.parametrize(("how", "width", "lang"), [(signal.SIGTERM, 360, "ko"), (signal.SIGKILL, 1280, "en")])
def test_a_page_whose_server_ends_goes_on_by_itself_on_the_other_one(
    open_page: Callable[..., Page], site: Site, how: signal.Signals, width: int, lang: str
) -> None:
    walk = on_the_way(open_page, site, width, lang)
    page = walk.page
    one = site.serving(page)
    one.process.send_signal(how)
    expect(banner(page)).to_contain_text(walk.say("lost.ready"), timeout=SOON)
    title = PAGE_WORDS[lang]["moving"] if how == signal.SIGTERM else walk.say("lost.title")
    expect(banner(page)).to_contain_text(title)
    expect(banner(page)).to_have_count(0, timeout=SOON)
    expect(heading(walk)).to_be_visible(timeout=FIRST_FORM)
    assert site.serving(page) is not one
    walk.fill("identity")
    walk.ok()
    expect(heading(walk)).to_be_hidden()


def test_where_something_is_being_typed_the_page_waits_for_the_button(
    open_page: Callable[..., Page], site: Site, axe: Callable[[Page], None]
) -> None:
    walk = on_the_way(open_page, site, 360, "en")
    page = walk.page
    walk.fill("identity")
    tries: list[str] = []
    page.on("request", lambda request: tries.append(request.url) if request.url.endswith("/seats") else None)
    site.serving(page).stop(signal.SIGKILL)
    expect(banner(page)).to_contain_text(walk.say("lost.press"), timeout=SOON)
    axe(page)
    while len(tries) < 4:  # a page where nothing is typed goes on at the third
        page.wait_for_event("request")
    expect(banner(page)).to_contain_text(walk.say("lost.press"))
    walk.press(walk.say("lost.again"))
    expect(banner(page)).to_have_count(0, timeout=SOON)
    expect(heading(walk)).to_be_visible(timeout=FIRST_FORM)


def test_a_page_without_another_server_waits_and_goes_on_when_there_is_one(
    open_page: Callable[..., Page], site: Site
) -> None:
    page = open_page(360, may_be_cut=True)
    walk = Walk(page, "ko", Mouse(page))
    page.goto(f"{site.address}ko/")
    feeling(page, "ko").check(timeout=FIRST_FORM)
    page.wait_for_function("() => sessionStorage.getItem('kbguide')")
    one = site.serving(page)
    for server in (*(two for two in site.servers if two is not one), one):
        server.stop(signal.SIGINT)
    expect(banner(page)).to_contain_text(PAGE_WORDS["ko"]["stopped_text"], timeout=SOON)
    page.wait_for_event("response", lambda answer: answer.url.endswith("/seats") and answer.status == 503)
    expect(banner(page)).to_contain_text(PAGE_WORDS["ko"]["stopped_text"])
    with one:
        expect(banner(page)).to_contain_text(walk.say("lost.ready"), timeout=SOON)
        expect(banner(page)).to_have_count(0, timeout=SOON)
        expect(feeling(page, "ko")).to_be_checked(timeout=FIRST_FORM)


def test_when_every_seat_is_taken_the_page_of_the_proxy_says_so_and_lets_in_later(
    open_page: Callable[..., Page], site: Site, axe: Callable[[Page], None]
) -> None:
    for server in site.servers:
        server.stop()
    page = open_page(360, may_be_cut=True)
    page.goto(f"{site.address}en/")
    for lang in ("ko", "en"):
        expect(page.get_by_role("heading", name=PAGE_WORDS[lang]["full"])).to_be_visible()
        expect(page.get_by_role("link", name=PAGE_WORDS[lang]["elsewhere"])).to_be_visible()
    with site.servers[0]:
        expect(page.get_by_role("heading", name=PAGE_WORDS["en"]["full"])).to_have_count(0, timeout=SOON)
        expect(page.get_by_role("link", name=PAGE_WORDS["ko"]["language"])).to_be_visible()
        feeling(page, "en").check(timeout=FIRST_FORM)  # and is in use before the server goes


@pytest.fixture
def without_cookies(browser: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser that takes no cookies."""
    preferences = tmp_path / "profile" / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text('{"profile": {"default_content_setting_values": {"cookies": 2}}}')
    profile = tmp_path / "profile"
    context = browser.browser_type.launch_persistent_context(profile, executable_path=program(), args=FLAGS)
    yield context
    context.close()


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_browser_without_cookies_is_told_what_to_do(
    without_cookies: BrowserContext, served: str, axe: Callable[[Page], None], lang: str
) -> None:
    page = without_cookies.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{served}{lang}/#check")
    told = page.get_by_role("status").filter(has_text=PAGE_WORDS[lang]["blocked"], visible=True)
    expect(told).to_be_visible()
    expect(told.get_by_role("link", name=PAGE_WORDS[lang]["again"])).to_be_visible()
    axe(page)
