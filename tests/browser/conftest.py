"""A real Chromium, the guide served as a person would serve it, and JupyterLab on a copy of the notebooks."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

from browser.hands import Hand, Mouse
from browser.listening import script
from browser.looking import Look
from browser.walking import Walk, look_at_nothing
from kbguide.content.location import folder
from offline.webspace import WebSpace
from serving.running import Server

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
PATIENCE = (
    20_000  # ms until what does not come counts as missing; a machine may be busy with the other half of the tests
)
CUT = re.compile(
    "ERR_CONNECTION_|ERR_INTERNET_DISCONNECTED|ERR_NETWORK|Connection closed before|Refused to apply style"
    "|status of (400|404|409|429|503)|response code: (404|503)"
)
# What is hidden takes axe two thirds of its time: it stands aside, but for the rules that look at it as well.
OF_HIDDEN = (
    *("accesskeys", "area-alt", "aria-allowed-role", "aria-hidden-body", "aria-hidden-focus", "blink"),
    *("duplicate-id-aria", "hidden-content", "marquee", "meta-refresh", "meta-viewport", "no-autoplay-audio"),
)
HIDDEN, NOTHING = ".kb-chapter[hidden], .kb-off", ":not(*)"
AXE = """async ([context, options, hidden]) => {
  const aside = [...document.querySelectorAll(hidden)].map((one) => {
    const place = document.createComment("");
    one.replaceWith(place);
    return [place, one];
  });
  try {
    return (await axe.run(context ?? document, options)).violations;
  } finally {
    for (const [place, one] of aside) place.replaceWith(one);
  }
}"""
HERE = ("http://127.0.0.1:", "data:", "blob:")
LAB = "from jupyterlab.labapp import main; main()"

OpenPage = Callable[..., Page]


def program() -> str | None:
    """The system's Chromium."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; without one the tests are skipped, except under CI."""
    found = program()
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium: CI must install one")
        pytest.skip("no Chromium on this machine: install the package 'chromium' to run the browser tests")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=found, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture
def served(request: pytest.FixtureRequest) -> str:
    """The address of the guide, with a slash at its end: of a server, or as `BOTH` says of a web space."""
    host: Server | WebSpace = request.getfixturevalue(getattr(request, "param", "server"))
    return host.address


BOTH = pytest.mark.parametrize("served", ["server", "alone"], indirect=True)


@pytest.fixture(scope="session")
def alone(built: Path, browser: Browser) -> Iterator[WebSpace]:
    """The guide without a server."""
    with WebSpace(built) as space:
        yield space


@pytest.fixture(scope="session")
def server_log(server: Server) -> Callable[[], str]:
    return server.log.read_text


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[str]:
    """The address of a JupyterLab whose folder is a copy of the notebooks, with another one that may be saved."""
    place = tmp_path_factory.mktemp("lab")
    shutil.copytree(folder("notebooks"), place / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copy(place / "notebooks" / "ko" / "guide.ipynb", place / "notebooks" / "ko" / "saved.ipynb")
    with LabServer(place, code=LAB) as running:
        yield running.address


class LabServer(Server):
    """JupyterLab without a token, ready when its log names its address."""

    def __init__(self, place: Path, code: str) -> None:
        super().__init__(place, code=code)
        self.address = f"http://127.0.0.1:{self.port}/"
        options = {
            "ServerApp.port": self.port,
            "ServerApp.port_retries": 0,
            "ServerApp.root_dir": place / "notebooks",
            "ServerApp.open_browser": False,
            "ServerApp.allow_root": True,
            "ServerApp.password": "",
            "IdentityProvider.token": "",
            "LabApp.news_url": None,
            "LabApp.user_settings_dir": place / "settings",  # a theme chosen here stays here
            "LabApp.workspaces_dir": place / "workspaces",
        }
        self._command = [sys.executable, "-c", code, *(f"--{name}={value}" for name, value in options.items())]

    def stop(self, *_: Any) -> int:
        self.process.terminate()
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens empty pages; afterwards no request may have left the host and no error may stand in the console."""
    opened: list[BrowserContext | Page] = []
    faults: list[str] = []
    lost = False

    def hear(said: ConsoleMessage) -> None:
        """Chromium itself says in the console that a server does not answer; a test may stop its server."""
        if said.type == "error" and not (lost and CUT.search(said.text)):
            faults.append(f"console: {said.text} {said.location['url']}")

    def leaves(request: Request) -> None:
        if not request.url.startswith(HERE):
            faults.append(f"request to {request.url}")

    def make(width: int, height: int = 900, visitor: BrowserContext | None = None, **options: Any) -> Page:
        """In a browser of its own, unless it is that of a `visitor`."""
        nonlocal lost
        lost |= options.pop("may_be_cut", False)
        size = ViewportSize(width=width, height=height)
        context = visitor or browser.new_context(viewport=size, **options)
        page = context.new_page()
        page.set_viewport_size(size)
        opened.append(page if visitor else context)
        page.set_default_timeout(PATIENCE)
        page.on("console", hear)
        page.on("pageerror", lambda fault: faults.append(f"fault: {fault}"))
        page.on("request", leaves)
        return page

    yield make
    for one in opened:
        one.close()
    assert faults == []


@pytest.fixture
def reader() -> Path:
    """What reads a page aloud, see `listening.py`; without it the tests are skipped, except under CI."""
    found = script()
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no screen reader: CI must install one and name its folder in KBGUIDE_EAR")
        pytest.skip("KBGUIDE_EAR names no folder with @guidepup/virtual-screen-reader (.ci/run installs it)")
    return found


@pytest.fixture(scope="session")
def axe() -> Callable[..., None]:
    """Fails on any violation that axe-core finds on a page, or in a part of it (`context`), or against `only` these."""

    def check(page: Page, context: Any = None, only: Sequence[str] = ()) -> None:
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(AXE_SCRIPT)

        def run(aside: str, rules: Sequence[str]) -> list[dict[str, Any]]:
            chosen = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
            options = {"resultTypes": ["violations"], **chosen}
            found: list[dict[str, Any]] = page.evaluate(AXE, [context, options, aside])
            return found

        found = run(HIDDEN, only) + ([] if only else run(NOTHING, OF_HIDDEN))
        lines = [f"{one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes'][:4]]}" for one in found]
        assert lines == []

    return check


@pytest.fixture(scope="session")
def looked_at() -> set[tuple[str, ...]]:
    """What axe has seen already: the same screen at the same width need not be looked at twice."""
    return set()


@pytest.fixture
def walking(
    request: pytest.FixtureRequest, open_page: OpenPage, axe: Callable[..., None], looked_at: set[tuple[str, ...]]
) -> Callable[..., Walk]:
    """Somebody at a window of this width. To axe every host's screens are the same: it looks at those of a server."""
    alone = request.node.callspec.params.get("served") == "alone" if hasattr(request.node, "callspec") else False

    def make(width: int, lang: str, hand: Callable[[Page], Hand] = Mouse) -> Walk:
        page = open_page(width, 740 if width < 600 else 680)  # a telephone, a classroom's laptop
        look = Look(page, look_at_nothing if alone else axe, looked_at)
        look.walk = Walk(page, lang, hand(page), see=look)
        return look.walk

    return make
