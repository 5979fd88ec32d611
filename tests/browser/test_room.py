"""A class in front of one laptop, with real browsers among the learners."""

import asyncio
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import BOTH
from browser.hands import Mouse
from browser.walking import FIRST_FORM, Walk, begins, feeling
from helpers import PAGE_WORDS
from kbguide.content.catalogue import Content
from serving.learner import Learner, run_async
from serving.proxy import proxy
from serving.running import Server

OpenPage = Callable[..., Page]
Check = Callable[..., None]
pytestmark = pytest.mark.browser
COLOURS = [(360, {}), (1280, {"color_scheme": "dark"}), (360, {"color_scheme": "dark"}), (1280, {})]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FETCHED = "performance.getEntriesByType('resource').filter((one) => one.transferSize).map((one) => one.name)"


def choose(page: Page, lang: str) -> None:
    """Answer the question of the first page; that the tab keeps it comes from the kernel."""
    feeling(page, lang).check(timeout=FIRST_FORM)
    page.wait_for_function("() => sessionStorage.getItem('kbguide')")


def test_thirty_open_at_once_and_every_page_answers(open_page: OpenPage, content: Content, tmp_path: Path) -> None:
    async def others(address: str) -> list[bool]:
        learners = await asyncio.gather(*(Learner(address).open() for _ in range(27)))
        return await asyncio.gather(*(one.is_answered() for one in learners))

    with Server(tmp_path, "--learners", "30") as server, ThreadPoolExecutor(1) as thread:
        pages = [open_page(1280) for _ in range(3)]
        rest = thread.submit(run_async, others(f"{server.address}en/"))
        for page in pages:
            page.goto(f"{server.address}ko/", wait_until="commit")
        for page in pages:
            choose(page, "ko")
        assert all(rest.result())
        for page in pages:
            page.close()
        assert "did not start" not in server.log.read_text()


@pytest.mark.parametrize(("width", "colours"), COLOURS)
def test_the_front_page_asks_for_the_language_and_says_that_nothing_is_real(
    open_page: OpenPage, served: str, axe: Check, width: int, colours: dict[str, str]
) -> None:
    page = open_page(width, locale="fr-FR", **colours)
    page.goto(served)
    ribbon = page.get_by_role("complementary", name=PAGE_WORDS["ko"]["ribbon_label"])
    for lang in ("ko", "en"):
        expect(ribbon).to_contain_text(PAGE_WORDS[lang]["ribbon_mark"])
        section = page.get_by_role("region", name=PAGE_WORDS[lang]["language"])
        expect(section.get_by_role("link", name=PAGE_WORDS[lang]["begin"])).to_be_visible()
        expect(page.get_by_role("link", name=PAGE_WORDS[lang]["now_link"])).to_be_visible()
        expect(page.get_by_role("contentinfo")).to_contain_text(PAGE_WORDS[lang]["help"])
    axe(page)
    assert page.evaluate(SIDEWAYS) == 0
    page.get_by_role("link", name=PAGE_WORDS["en"]["now_link"]).click()
    expect(page.get_by_role("heading", name=PAGE_WORDS["en"]["now"])).to_be_visible()
    axe(page)
    assert page.evaluate(SIDEWAYS) == 0
    page.go_back()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=PAGE_WORDS["ko"]["begin"])).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=PAGE_WORDS["en"]["begin"])).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{served}en/")


@BOTH
@pytest.mark.parametrize(("locale", "lang"), [("ko-KR", "ko"), ("en-GB", "en")])
def test_whose_browser_speaks_a_language_of_the_guide_comes_straight_to_it(
    open_page: OpenPage, served: str, locale: str, lang: str
) -> None:
    page = open_page(360, locale=locale)
    page.goto(served)
    expect(page).to_have_url(f"{served}{lang}/")
    expect(page.get_by_role("link", name=begins(PAGE_WORDS[lang]["pick_try"]))).to_be_in_viewport()


def full_words(page: Page, lang: str) -> Locator:
    return page.get_by_role("heading", name=PAGE_WORDS[lang]["full"])


def test_who_finds_the_room_full_is_told_so_and_let_in_as_soon_as_there_is_a_seat(
    open_page: OpenPage, content: Content, axe: Check, tmp_path: Path
) -> None:
    with Server(tmp_path, "--learners", "1") as server:
        seated = [open_page(1280) for _ in range(3)]
        for page in seated:
            page.goto(f"{server.address}ko/")
            choose(page, "ko")
        waiting = open_page(360, may_be_cut=True)
        waiting.goto(f"{server.address}en/")
        for width, colours in COLOURS:
            waiting.set_viewport_size({"width": width, "height": 900})
            waiting.emulate_media(**colours)
            expect(full_words(waiting, "en")).to_be_visible()
            expect(full_words(waiting, "ko")).to_be_visible()
            expect(waiting.get_by_role("contentinfo")).to_contain_text(PAGE_WORDS["en"]["help"])
            axe(waiting)
            assert waiting.evaluate(SIDEWAYS) == 0
        seated[0].goto("about:blank")
        choose(waiting, "en")
        for page in (*seated, waiting):
            page.close()


def test_without_scripts_a_full_room_is_looked_at_again_all_the_same(open_page: OpenPage, tmp_path: Path) -> None:
    with Server(tmp_path, "--learners", "1") as server:
        run_async(fill(server))
        page = open_page(360, may_be_cut=True, java_script_enabled=False)
        page.goto(f"{server.address}ko/")
        assert int(page.locator("noscript meta").get_attribute("content") or "") > 0


async def fill(server: Server) -> None:
    """Three pages are opened, and nobody comes for them."""
    await asyncio.gather(*(Learner(f"{server.address}ko/").read() for _ in range(3)))


@pytest.mark.parametrize(("width", "lang"), [(360, "ko"), (1280, "en")])
def test_a_guide_that_is_switched_off_says_so_at_once_and_goes_on_when_it_is_back(
    open_page: OpenPage, content: Content, axe: Check, tmp_path: Path, width: int, lang: str
) -> None:
    page = open_page(width, may_be_cut=True)
    walk = Walk(page, lang, Mouse(page))
    with Server(tmp_path) as server:
        page.goto(f"{server.address}{lang}/")
        choose(page, lang)
        server.stop(signal.SIGINT)
        banner = page.get_by_role("alert").filter(has_text=PAGE_WORDS[lang]["stopped"])
        expect(banner).to_contain_text(PAGE_WORDS[lang]["stopped_text"])
        axe(page)
        with server:
            walk.press(walk.say("lost.again"))
            expect(banner).to_have_count(0, timeout=FIRST_FORM)
            expect(feeling(page, lang)).to_be_checked(timeout=FIRST_FORM)


def test_a_second_visit_fetches_no_script_again_and_a_first_one_few(
    open_page: OpenPage, content: Content, served: str
) -> None:
    page = open_page(1280)
    page.goto(f"{served}ko/")
    choose(page, "ko")
    first = page.evaluate(FETCHED)
    assert len([one for one in first if ".js" in one]) < 15, "tests/first_wave.py writes the list of scripts anew"
    later = page.context.new_page()
    later.goto(f"{served}ko/")
    choose(later, "ko")
    assert [one for one in later.evaluate(FETCHED) if ".js" in one or ".css" in one] == []


def test_under_a_sub_path_behind_a_proxy_the_guide_works(open_page: OpenPage, content: Content, tmp_path: Path) -> None:
    page = open_page(360)
    with Server(tmp_path, "--base-url", "/guide/") as server, proxy(server.port) as address:
        page.goto(f"{address}/guide/")
        expect(page).to_have_url(f"{address}/guide/en/")
        page.goto(f"{address}/guide/ko/")
        expect(page).to_have_url(f"{address}/guide/ko/")
        choose(page, "ko")
        page.get_by_role("link", name=PAGE_WORDS["en"]["language"]).click()
        expect(page).to_have_url(f"{address}/guide/en/#start")
        expect(feeling(page, "en")).to_be_checked(timeout=FIRST_FORM)
        page.goto("about:blank")
        server.wait_for(lambda: server.kernels() == [])
