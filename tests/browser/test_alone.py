"""The guide without a server, as people meet it: at home, on a train, with an old phone, and when something is broken.

Whole journeys run on both hosts, see `BOTH` in `conftest.py`.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from browser.hands import Mouse
from browser.looking import WIDER, holds, in_other_colours
from browser.walking import FIRST_FORM, Walk, feeling, start
from helpers import PAGE_WORDS
from offline.webspace import NEWER, WebSpace, build

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Check = Callable[..., None]
PHONE = (360, 740)
SOON = 12_000  # ms within which a lost worker is said
MARKS = "() => performance.getEntriesByType('mark').map(({ name, startTime }) => `${name} ${startTime | 0}`).join()"
MARKED = """(name) => performance.getEntriesByName(`kb-${name}`).length > 0"""
KEPT = """async (change) => {
  const name = (await caches.keys()).find((one) => one.endsWith(" snapshot"));
  const cache = await caches.open(name);
  const request = (await cache.keys()).find(({ url }) => url.endsWith("/ko"));
  const found = await cache.match(request);
  const bytes = new Uint8Array(await found.arrayBuffer());
  const headers = Object.fromEntries(found.headers);
  if (change === "noise") for (let i = 0; i < bytes.length; i += 997) bytes[i] ^= 255;
  if (change === "past") headers["x-good-until"] = "2020-01-01";
  if (change === "today") headers["x-good-until"] = new Date().toISOString().slice(0, 10);
  if (change === "ahead") headers["x-made-on"] = "2999-01-01";
  const other = { cut: bytes.slice(0, 5 * 2 ** 20), other: new TextEncoder().encode("no memory at all") };
  if (change) await cache.put(request, new Response(other[change] ?? bytes, { headers }));
  return new DataView(bytes.buffer).getUint32(0, true);
}"""
HOLDS = """async (words) => {
  const name = (await caches.keys()).find((one) => one.endsWith(" snapshot"));
  const cache = await caches.open(name);
  const text = await (await cache.match((await cache.keys())[0])).arrayBuffer();
  const all = new TextDecoder("latin1").decode(text);
  return words.map((one) => all.includes(one));
}"""


class Visitor(NamedTuple):
    """A browser in which the guide has been opened before, in Korean, and where it was found."""

    browser: BrowserContext
    space: WebSpace


def marked(page: Page, name: str, patience: int = FIRST_FORM) -> None:
    """Wait until the page has come so far; see the marks in the scripts."""
    came = holds(page, f"() => performance.getEntriesByName('kb-{name}').length", patience)
    assert came, f"never {name}: {page.evaluate(MARKS)} {page.locator('.kb-soon').all_inner_texts()[:1]}"


def remembered(page: Page) -> None:
    """Wait until this browser has kept everything for another visit."""
    marked(page, "kept")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => 1)")


@pytest.fixture(scope="module")
def visitor(browser: Browser, built: Path) -> Iterator[Visitor]:
    with WebSpace(built) as space:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{space.address}ko/")
        remembered(page)
        page.close()
        yield Visitor(context, space)
        context.close()


@pytest.fixture
def again(visitor: Visitor, open_page: OpenPage) -> Page:
    """A new tab in that browser."""
    return open_page(*PHONE, visitor=visitor.browser, may_be_cut=True)


def heading(walk: Walk, screen: str) -> Locator:
    return walk.heading(walk.text(walk.screen(screen).title), 3)


def on_the_way(page: Page, address: str) -> Walk:
    """Somebody in the middle of a form."""
    walk = Walk(page, "ko", Mouse(page))
    start(walk, address, "kim")
    walk.go(until="identity")
    return walk


def goes_on(walk: Walk) -> None:
    """The form is there, and takes what is typed."""
    expect(heading(walk, "identity")).to_be_visible(timeout=FIRST_FORM)
    walk.fill("identity")
    walk.ok()
    expect(heading(walk, "identity")).to_be_hidden()


# -- later visits ---------------------------------------------------------------------------------


def seed(page: Page) -> int:
    """What decides all practice numbers of a visit: it is kept as soon as something was answered."""
    feeling(page, "ko").check(timeout=FIRST_FORM)
    assert holds(page, "() => sessionStorage.kbguide")
    return int(page.evaluate("() => JSON.parse(sessionStorage.kbguide).seed"))


def test_a_second_visit_transfers_nothing_and_has_numbers_of_its_own(
    visitor: Visitor, again: Page, open_page: OpenPage
) -> None:
    visitor.space.asked.clear()
    again.goto(f"{visitor.space.address}ko/")
    marked(again, "live")
    assert not again.evaluate(MARKED, "imported"), "Python was started anew"
    third = open_page(*PHONE, visitor=visitor.browser)
    third.goto(f"{visitor.space.address}ko/")
    assert seed(again) != seed(third)
    assert set(visitor.space.asked) <= {"service-worker.js"}


def test_what_was_kept_is_larger_than_what_memory_begins_with(visitor: Visitor, again: Page) -> None:
    """Pyodide alone would not load it: pyodide#6254."""
    again.goto(f"{visitor.space.address}ko/stuck/")
    assert again.evaluate(KEPT) > 30e6


def test_without_the_network_one_stands_where_one_stood(visitor: Visitor, again: Page) -> None:
    walk = on_the_way(again, visitor.space.address)
    with visitor.space.switched_off():
        again.reload()
        goes_on(walk)
        for name in ("stuck", "beside/issue-pc", "now", "paper"):
            again.goto(f"{visitor.space.address}ko/{name}")
            expect(again.get_by_role("heading").first).to_be_visible()
        again.goto(f"{visitor.space.address}en/")
        marked(again, "live")
        assert not again.evaluate(MARKED, "snapped"), "what was kept for one language serves the other"


def test_once_the_forms_are_there_nothing_is_asked_for_whatever_is_typed(visitor: Visitor, again: Page) -> None:
    again.goto(f"{visitor.space.address}ko/")
    marked(again, "live")
    asked: list[str] = []
    visitor.browser.on("request", lambda request: asked.append(request.url))
    visitor.space.asked.clear()
    walk = Walk(again, "ko", Mouse(again))
    walk.chapter(walk.say("chapter.practice"), walk.heading(walk.say("setup.whole-title"), 2))
    walk.setup("kim")
    walk.go(until="identity")
    number = walk.named("identity", "user-id")
    for typed in ("nobody", "900101-1234567", "019-234-5678"):  # nobody has these
        number.fill(typed)
        number.press("Tab")
    expect(walk.heading(walk.problem("looks-like-phone"), 3)).to_be_visible()
    expect(number).to_have_value("")
    walk.pass_form_again("identity")
    walk.at("route")
    assert asked == []
    assert set(visitor.space.asked) <= {"service-worker.js"}, "the browser itself looks for another version"


def test_a_worker_that_has_died_is_said_and_one_press_goes_on(visitor: Visitor, again: Page, axe: Check) -> None:
    walk = on_the_way(again, visitor.space.address)
    again.evaluate("() => window.kbguideAlone.worker.terminate()")
    told = again.get_by_role("alert").filter(has_text=PAGE_WORDS["ko"]["gone"])
    expect(told).to_be_visible(timeout=SOON)
    expect(told).to_contain_text(PAGE_WORDS["ko"]["gone_text"])
    axe(again)
    walk.press(PAGE_WORDS["ko"]["gone_again"])
    goes_on(walk)


@pytest.mark.parametrize("change", ["noise", "cut", "other", "past", "ahead"])
def test_a_kept_memory_that_is_spoiled_or_past_its_day_is_made_anew(visitor: Visitor, again: Page, change: str) -> None:
    again.goto(f"{visitor.space.address}ko/stuck/")
    again.evaluate(KEPT, change)
    again.goto(f"{visitor.space.address}ko/")
    marked(again, "kept")
    assert again.evaluate(MARKED, "imported")
    expect(feeling(again, "ko")).to_be_visible()
    again.reload()
    marked(again, "live")
    assert not again.evaluate(MARKED, "imported")


def test_a_kept_memory_is_good_on_its_last_day(visitor: Visitor, again: Page) -> None:
    again.goto(f"{visitor.space.address}ko/stuck/")
    again.evaluate(KEPT, "today")
    again.goto(f"{visitor.space.address}ko/")
    marked(again, "live")
    assert not again.evaluate(MARKED, "imported")


# -- the first visit ------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_words_are_there_while_python_comes_and_nothing_of_a_learner_is_kept_with_it(
    open_page: OpenPage, built: Path, axe: Check, lang: str
) -> None:
    with WebSpace(built) as space:
        page = open_page(*PHONE)
        state = '{"version": "-", "seed": 424242, "answers": {"user-id": "yes"}, "actions": []}'
        page.add_init_script(f"sessionStorage.kbguide ??= '{state}'")
        space.gate.clear()
        page.goto(f"{space.address}{lang}/#check")
        expect(page.locator("section#check .kb-prose").first).to_be_visible()
        soon = page.locator("section#check .kb-soon").first
        expect(soon).to_contain_text(PAGE_WORDS[lang]["soon"])
        assert page.evaluate(WIDER) == 0
        axe(page)
        space.gate.set()
        expect(page.locator(".kb-root-check").first).to_be_visible(timeout=FIRST_FORM)
        expect(soon).to_have_count(0)
        remembered(page)
        axe(page)
        in_other_colours(page, axe)
        assert "424242" in page.evaluate("() => sessionStorage.kbguide")
        assert page.evaluate(HOLDS, ["424242", "user-id"]) == [False, True]


REFUSED = """for (const name of ["sessionStorage", "localStorage"])
  Object.defineProperty(window, name, { get() { throw new DOMException("", "SecurityError"); } });
delete Navigator.prototype.serviceWorker;
caches.open = () => Promise.reject(new DOMException("", "SecurityError"));"""
OLDER = """delete AbortSignal.any;
const timeout = AbortSignal.timeout;
AbortSignal.timeout = (after) => {
  window.shortest = Math.min(window.shortest ?? Infinity, after);
  return timeout.call(AbortSignal, after);
};"""
NO_CACHE = 'caches.open = () => Promise.reject(new DOMException("", "SecurityError"));'
FULL = """for (const name of ["add", "addAll", "put"])
  Cache.prototype[name] = () => Promise.reject(new DOMException("", "QuotaExceededError"));"""
FULL_TAB = 'Storage.prototype.setItem = () => { throw new DOMException("", "QuotaExceededError"); };'


@pytest.mark.parametrize(("in_page", "in_worker"), [(REFUSED, NO_CACHE), (FULL_TAB, FULL)], ids=["refused", "full"])
def test_a_browser_that_keeps_nothing_opens_the_guide_all_the_same(
    open_page: OpenPage, built: Path, in_page: str, in_worker: str
) -> None:
    with WebSpace(built) as space:
        space.first = {"/worker.js": in_worker, "service-worker.js": in_worker}
        page = open_page(*PHONE)
        page.add_init_script(in_page)
        page.add_init_script(OLDER)  # what anywidget takes for granted, and a phone that is slow
        goes_on(on_the_way(page, space.address))
        assert page.evaluate("() => window.shortest") >= 60_000, "a widget is given up before a slow phone has drawn it"


# -- browsers that cannot -------------------------------------------------------------------------

LACKS = {
    "delete window.WebAssembly": "old",
    "delete window.DecompressionStream": "old",
    "Object.defineProperty(Navigator.prototype, 'deviceMemory', { get: () => 0.5 })": "small",
}


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize(("lack", "why"), LACKS.items(), ids=["wasm", "unpacking", "memory"])
def test_who_cannot_practise_is_told_so_before_anything_is_fetched(
    open_page: OpenPage, alone: WebSpace, axe: Check, lack: str, why: str, lang: str
) -> None:
    page = open_page(*PHONE)
    page.add_init_script(lack)
    alone.asked.clear()
    page.goto(f"{alone.address}{lang}/#check")
    told = page.locator("section#check").get_by_role("status").filter(has_text=PAGE_WORDS[lang][why])
    expect(told.first).to_be_visible()
    axe(page)
    page.wait_for_load_state("networkidle")
    assert not [name for name in alone.asked if re.search(r"\.pack$|worker", name)]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_without_scripts_everything_can_be_read(open_page: OpenPage, alone: WebSpace, lang: str) -> None:
    page = open_page(*PHONE, java_script_enabled=False)
    page.goto(f"{alone.address}{lang}/")
    expect(page.locator("noscript p")).to_be_visible()
    assert page.locator("noscript p").inner_text() == PAGE_WORDS[lang]["no_script"]
    for chapter in page.locator(".kb-chapter").all():
        expect(chapter.locator(".kb-prose, .kb-lead").first).to_be_visible()
    for name in ("stuck", "beside", "beside/issue-pc", "now", "paper", "paper/issue-app"):
        page.goto(f"{alone.address}{lang}/{name}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("main :is(p, li)").first).to_be_visible()
    page.goto(alone.address)
    page.get_by_role("link", name=PAGE_WORDS[lang]["begin"]).click()
    expect(page).to_have_url(f"{alone.address}{lang}/")


# -- another version ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory, built: Path) -> Path:
    place = tmp_path_factory.mktemp("newer")
    build(place, NEWER)
    return place


WAITS = """() => navigator.serviceWorker.getRegistration().then((one) => one.update())
  .then(({ installing, waiting }) => waiting ?? new Promise((done) => installing.addEventListener("statechange", done)))
  .then(() => 1)"""
SCRIPT = "() => document.querySelector('script[src*=alone]').src"


def test_another_version_waits_until_the_run_is_left_and_the_learner_takes_it(
    visitor: Visitor, again: Page, newer: Path, built: Path, axe: Check
) -> None:
    visitor.space.folder = newer if visitor.space.folder == built else built  # should this test be run once more
    walk = on_the_way(again, visitor.space.address)
    before = again.evaluate(SCRIPT)
    again.evaluate(WAITS)
    line = again.get_by_role("status").filter(has_text=PAGE_WORDS["ko"]["newer"])
    expect(again.locator(".kb-newer")).to_have_count(1)
    expect(line).to_be_hidden()
    goes_on(walk)
    walk.at("route")
    again.locator(".kb-run [data-name=leave]").filter(visible=True).click()
    again.get_by_role("link", name=walk.say("leave.first")).click()
    expect(line).to_be_visible()
    axe(again)
    assert again.evaluate(WIDER) == 0
    assert again.evaluate(SCRIPT) == before
    line.get_by_role("button", name=PAGE_WORDS["ko"]["newer_take"]).click()
    expect(line).to_have_count(0)
    marked(again, "kept")
    assert again.evaluate(SCRIPT) != before
    again.get_by_role("link", name=re.compile(walk.say("start.again"))).click()
    expect(heading(walk, "route")).to_be_visible(timeout=FIRST_FORM)
