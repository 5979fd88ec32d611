"""A kernel that ends, a server that stops, a network that goes: it is said, and one button brings everything back."""

import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, WebSocket, expect

from browser.hands import Mouse
from browser.walking import FIRST_FORM, Walk, manage, start
from helpers import entry_on
from serving.running import Server

pytestmark = pytest.mark.browser

SOON = 10_000  # ms within which a lost connection is said


def banner(walk: Walk) -> Locator:
    return walk.page.get_by_role("alert").filter(has_text=walk.say("lost.title"))


def lost(walk: Walk) -> None:
    """It is said in time, and nothing of the guide takes a press."""
    expect(banner(walk)).to_be_visible(timeout=SOON)
    expect(walk.page.get_by_role("button", name=walk.say("lost.again"))).to_be_focused()
    assert walk.page.locator(".kb-root:not([inert])").count() == 0


def kept(page: Page) -> str:
    return str(page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])"))


def test_a_kernel_that_is_only_slow_is_waited_for(open_page: Callable[..., Page], tmp_path: Path) -> None:
    """On a busy machine pages that go by themselves would make it busier."""
    with Server(tmp_path) as server:
        page = open_page(360, may_be_cut=True)
        walk = Walk(page, "ko", Mouse(page))
        sockets: list[WebSocket] = []
        page.on("websocket", lambda socket: sockets.append(socket))
        start(walk, server.address, "kim")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for kernel in server.kernels():
            kernel.suspend()
        lost(walk)
        for _ in range(4):  # it goes on asking its own kernel
            sockets[-1].wait_for_event("framesent")
        assert asked == []
        for kernel in server.kernels():
            kernel.resume()
        expect(banner(walk)).to_have_count(0, timeout=SOON)


@pytest.mark.parametrize(("width", "lang"), [(360, "ko"), (1280, "en")])
def test_a_kernel_that_ends_during_the_call_is_said_and_the_call_is_still_there(
    open_page: Callable[..., Page], tmp_path: Path, axe: Callable[[Page], None], width: int, lang: str
) -> None:
    with Server(tmp_path) as server:
        page = open_page(width, may_be_cut=True)
        walk = Walk(page, lang, Mouse(page))
        start(walk, server.address, "kim")
        walk.go(until="ars")
        walk.ring("ars")
        walk.take("ars")
        code = walk.code("call")
        assert server.kernels()
        page.route("**/seats", lambda route: route.fulfill(status=503))  # else the page would go on by itself
        for kernel in server.kernels():
            kernel.kill()
        lost(walk)
        paper = banner(walk).evaluate("one => getComputedStyle(one).backgroundColor")
        assert not paper.startswith("rgba"), "what lies under it shows through"
        axe(page)
        walk.press(walk.say("lost.again"))
        expect(banner(walk)).to_have_count(0, timeout=FIRST_FORM)
        expect(walk.heading(walk.text(walk.screen("ars").title), 3)).to_be_visible(timeout=FIRST_FORM)
        assert walk.code("call") == code
        walk.pick_up("phone")
        walk.key_in(code)
        walk.settle("ars")
        walk.at("account")


def test_a_server_that_stops_is_said_and_found_again_once_it_is_back(
    open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_page(360, may_be_cut=True)
    walk = Walk(page, "ko", Mouse(page))
    with Server(tmp_path) as server:
        manage(walk, server.address, "kim", "own")
        walk.act("suspend", "own", until="identity")
        server.stop(signal.SIGKILL)
        lost(walk)
        walk.press(walk.say("lost.again"))
        expect(banner(walk)).to_contain_text(walk.say("lost.still"))
        with server:
            walk.press(walk.say("lost.again"))
            expect(walk.heading(walk.text(walk.screen("identity").title), 3)).to_be_visible(timeout=FIRST_FORM)
            walk.fill("identity")
            walk.ok()
            expect(walk.heading(walk.text(walk.screen("identity").title), 3)).to_be_hidden()


def test_a_network_that_goes_is_said_at_once_and_taken_back_when_it_returns(
    open_page: Callable[..., Page], served: str
) -> None:
    page = open_page(1280, may_be_cut=True)
    walk = Walk(page, "en", Mouse(page))
    manage(walk, served, "lee", "own")
    page.context.set_offline(True)
    lost(walk)
    page.context.set_offline(False)
    expect(banner(walk)).to_have_count(0, timeout=FIRST_FORM)
    walk.act("change-pin", "own")


BROKEN = """
import kbguide.store
def fail(*_):
    raise ZeroDivisionError("what was typed: 900101-1234567")
attempt = kbguide.store.attempt
kbguide.store.attempt = lambda journey, action: fail() if action.kind == "hint" else attempt(journey, action)
"""


def test_a_handler_that_fails_says_so_loses_nothing_and_is_in_the_servers_log(
    open_page: Callable[..., Page], tmp_path: Path, axe: Callable[[Page], None]
) -> None:
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "broken.py").write_text(BROKEN, encoding="utf-8")
    page = open_page(360, may_be_cut=True)
    walk = Walk(page, "ko", Mouse(page))
    with Server(tmp_path, extra={"IPYTHONDIR": str(tmp_path / "ipython")}) as server:
        start(walk, server.address, "kim", mode="own")
        walk.go(until="menu-centre")
        before = kept(page)
        walk.press(walk.say("practice.help"))
        told = page.get_by_role("alert").filter(has_text=walk.say("trouble.title"), visible=True)
        expect(told).to_contain_text(walk.say("trouble.text"))
        axe(page)
        assert kept(page) == before
        names = list(walk.worlds)
        walk.press(walk.entry("menu-centre", entry_on(walk.worlds["menu-centre"])))
        walk.at(names[names.index("menu-centre") + 1])
        server.wait_for(lambda: "ZeroDivisionError at broken.py" in server.log.read_text())
        assert "900101" not in server.log.read_text()


SECRET = ("account-password", "rrn-back", "pin")


def test_every_screen_of_a_procedure_comes_back_after_a_reload_and_no_secret_is_kept(
    open_page: Callable[..., Page], served: str
) -> None:
    page = open_page(360)
    walk = Walk(page, "ko", Mouse(page))
    start(walk, served, "kim")
    names = list(walk.worlds)
    for name in names[:-1]:
        walk.at(name)
        page.reload()
        expect(walk.heading(walk.text(walk.screen(name).title), 3)).to_be_visible(timeout=FIRST_FORM)
        step = walk.procedure.step[walk.procedure.number(name) - 1]
        walk.heading(step.name["ko"], 2).focus()  # a page that is opened again does not take the focus by itself
        getattr(walk, f"pass_{walk.screen(name).kind.replace('-', '_')}")(name)
        for key in SECRET:
            assert not re.search(rf'"{walk.persona.values[key]}\\?"', kept(page)), key
    walk.at(names[-1])
