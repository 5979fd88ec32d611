"""The guide without a server where hosts and lines are odd, and where two tabs are open."""

from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.looking import holds
from browser.walking import FIRST_FORM, feeling
from helpers import PAGE_WORDS
from kbguide.content.loader import load
from offline.webspace import NEWER, Files, WebSpace, build

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
PHONE = (360, 740)
KEPT = "() => performance.getEntriesByName('kb-kept').length"
RULED = "() => Boolean(navigator.serviceWorker.controller)"
ANSWERED = "() => sessionStorage.kbguide"
FILES_GONE = """async () => {
  for (const name of await caches.keys()) if (!name.endsWith(" snapshot")) await caches.delete(name);
}"""

OTHER_CLOCK = """const now = Date.now, Clock = Date;
Date.now = () => now() + {} * 86400000;
self.Date = class extends Clock {{ constructor(...given) {{ super(...(given.length ? given : [Clock.now()])); }} }};
"""
MEMORIES_GONE = FILES_GONE.replace("!name", "name")


def visit(page: Page, space: WebSpace) -> None:
    """The first one, until everything is kept."""
    page.goto(f"{space.address}ko/")
    assert holds(page, KEPT, FIRST_FORM)
    assert holds(page, RULED, FIRST_FORM)


def missing(asked: Files) -> None:
    asked.send_error(404)


def answers(page: Page) -> None:
    feeling(page, "ko").check(timeout=FIRST_FORM)
    assert holds(page, ANSWERED)


def test_forms_answer_while_the_service_worker_is_still_on_its_way(open_page: OpenPage, built: Path) -> None:
    with WebSpace(built) as space:
        coming = Event()

        def later(asked: Files) -> None:
            coming.wait()
            SimpleHTTPRequestHandler.do_GET(asked)

        space.instead["service-worker.js"] = later
        page = open_page(*PHONE)
        page.goto(f"{space.address}ko/")
        answers(page)
        coming.set()


OF_PAGE = ["/alone.js", "/boot.js", "/worker.js"]
OF_WIDGETS = ["/control.js", "/form.js", "/keypad.js", "/page.js"]


@pytest.mark.parametrize("name", OF_PAGE + OF_WIDGETS)
def test_a_script_that_does_not_come_is_said(browser: Browser, built: Path, name: str) -> None:
    with WebSpace(built) as space, browser.new_context() as context:
        space.instead[name] = missing
        page = context.new_page()
        chapter = "practice" if name == "/keypad.js" else "check"
        page.goto(f"{space.address}ko/#{chapter}")
        line = page.locator(f"section#{chapter} .kb-soon").first
        expect(line).to_contain_text(PAGE_WORDS["ko"]["failed"])
        del space.instead[name]
        line.get_by_role("link", name=PAGE_WORDS["ko"]["again"]).click()
        expect(page.get_by_role("main").get_by_role("button").first).to_be_visible(timeout=FIRST_FORM)


def test_a_line_that_hangs_without_breaking_is_said(browser: Browser, built: Path) -> None:
    with WebSpace(built) as space, browser.new_context() as context:
        over = Event()
        space.instead["/pyodide.asm.wasm.pack"] = lambda _: over.wait()
        page = context.new_page()
        page.clock.install()
        page.goto(f"{space.address}ko/#check")
        line = page.locator("section#check .kb-soon").first
        expect(line).to_contain_text(PAGE_WORDS["ko"]["soon"])
        page.clock.fast_forward(30_000)
        expect(line).to_contain_text(PAGE_WORDS["ko"]["slow"])
        over.set()


def test_pages_open_from_what_is_kept_though_the_host_redirects_and_hides_its_page_for_404(
    open_page: OpenPage, built: Path
) -> None:
    def redirect(asked: Files) -> None:
        asked.send_response(301)
        asked.send_header("Location", "index.html")
        asked.send_header("Content-Length", "0")
        asked.end_headers()

    with WebSpace(built) as space:
        space.instead |= {"ko/stuck/": redirect, "404.html": missing}
        page = open_page(*PHONE, may_be_cut=True)
        visit(page, space)
        page.goto(f"{space.address}ko/stuck/")
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_kept_memory_is_enough_where_the_files_are_gone_and_do_not_come(open_page: OpenPage, built: Path) -> None:
    with WebSpace(built) as space:
        page = open_page(*PHONE, may_be_cut=True)
        visit(page, space)
        page.goto(f"{space.address}ko/stuck/")
        page.evaluate(FILES_GONE)
        space.instead |= {"libraries.zip.pack": missing}
        page.context.new_cdp_session(page).send("Network.clearBrowserCache")
        page.goto(f"{space.address}ko/")
        answers(page)
        slots = page.locator("[data-kb-slot]")
        assert page.locator("[data-kb-slot] > .jupyter-widgets").count() == slots.count()


def test_what_the_host_forbids_to_keep_comes_once_all_the_same(open_page: OpenPage, built: Path) -> None:
    def unkept(asked: Files) -> None:
        content = Path(asked.translate_path(asked.path)).read_bytes()
        asked.send_response(200)
        asked.send_header("Cache-Control", "no-store")
        asked.send_header("Content-Length", str(len(content)))
        asked.end_headers()
        asked.wfile.write(content)

    with WebSpace(built) as space:
        space.instead[".pack"] = unkept
        page = open_page(*PHONE, may_be_cut=True)
        visit(page, space)
        packs = [name for name in space.asked if name.endswith(".pack")]
        assert len(packs) == len(set(packs)) == 4
        page.goto(f"{space.address}ko/stuck/")
        page.evaluate(MEMORIES_GONE)
        with space.switched_off():
            page.goto(f"{space.address}ko/")
            answers(page)


@pytest.mark.parametrize("days", [400, -400, 40_000])
def test_a_clock_that_is_wrong_opens_the_guide_and_makes_one_memory(
    open_page: OpenPage, built: Path, days: int
) -> None:
    with WebSpace(built) as space:
        space.first["/worker.js"] = OTHER_CLOCK.format(days)
        page = open_page(*PHONE)
        visit(page, space)
        old = page.get_by_text(load().words["facts.old"].ko)
        expect(old).to_have_count(0) if days < 0 else expect(old).not_to_have_count(0)
        page.reload()
        answers(page)
        assert not page.evaluate("() => performance.getEntriesByName('kb-imported').length")


def test_the_line_about_another_version_works_though_another_tab_has_taken_it(
    open_page: OpenPage, built: Path, tmp_path: Path
) -> None:
    build(tmp_path / "newer", NEWER)
    with WebSpace(built) as space:
        one = open_page(*PHONE)
        visit(one, space)
        other = one.context.new_page()
        other.goto(f"{space.address}ko/")
        space.folder = tmp_path / "newer"
        one.evaluate("() => navigator.serviceWorker.getRegistration().then((found) => found.update()).then(() => 1)")
        take = PAGE_WORDS["ko"]["newer_take"]
        for tab in (one, other):
            expect(tab.get_by_role("button", name=take)).to_be_visible(timeout=FIRST_FORM)
        for tab in (one, other):
            tab.get_by_role("button", name=take).click()
            expect(tab.locator(".kb-newer")).to_have_count(0)
