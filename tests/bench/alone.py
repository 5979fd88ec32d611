"""The guide without a server beside the served guide, in one run, taking turns.

    python tests/bench/alone.py [--rounds 5] [--json] [--folder FOLDER]

Fresh browsers over 10 Mbit/s with 40 ms latency, for both hosts through the same line in front of the host: what a
worker fetches goes through it, too. A first visit lasts until forms are live, and is left alone afterwards until the
browser has kept the guide; then the same browser comes again, comes again with the line cut, and opens the other
language. `--folder` measures a folder that was built before.
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.first_visit import WATCH
from bench.sight import SIZES, issuing
from bench.slow_line import SlowLine, slow_line
from browser.conftest import FLAGS, program
from browser.hands import Mouse
from browser.walking import Walk
from kbguide.offline.site import BuildOptions, build
from kbguide.site.command import notebooks
from serving.running import Server

Figures = dict[str, float]
HOSTS = ("alone", "served")
WEB_SPACE = Path(__file__).with_name("web_space.py")
LIVE = ".kb-form :is(input, button):enabled"
PATIENCE = 120  # seconds until what does not come counts as missing
STEPS = """performance.getEntriesByType("mark").filter((one) => one.name.startsWith("kb-"))
  .map((one) => [one.name, one.startTime])"""
KEPT = """navigator.serviceWorker.getRegistration().then((found) =>
  Boolean(found?.active) && performance.getEntriesByName("kb-kept").length > 0)"""
TEXTS = {
    "stuck right now": "stuck/",
    "beside me": "beside/issue-app/",
    "it has just happened": "now/",
    "a sheet": "paper/issue-pc/",
}
PRESSED = """
window.waits = { change: [], frame: [] };
let pressed = 0;
addEventListener("click", ({ target }) => {
  if (target instanceof Element && target.closest(".kb-run button")) pressed = performance.now();
}, true);
new MutationObserver((changes) => {
  const since = pressed;
  if (!since || !changes.some(({ target }) => target instanceof Element && target.closest(".kb-run"))) return;
  pressed = 0;
  waits.change.push(performance.now() - since);
  requestAnimationFrame(() => waits.frame.push(performance.now() - since));
}).observe(document, { childList: true, subtree: true });
"""
BROTLI = """
const { brotliCompressSync, constants } = require("node:zlib");
const { readFileSync } = require("node:fs");
const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
const sizes = process.argv.slice(1).map((name) => brotliCompressSync(readFileSync(name), { params }).length);
console.log(sizes.reduce((sum, size) => sum + size, 0));
"""


def until(page: Page, true: str) -> Any:
    """What an expression says when it is true at last; the page's policy forbids what Playwright would do for it."""
    last = time.monotonic() + PATIENCE
    while not (found := page.evaluate(true)):
        if time.monotonic() > last:
            raise TimeoutError(f"never true: {true}")
        time.sleep(0.02)
    return found


@contextmanager
def web_space(folder: Path) -> Iterator[Server]:
    """A host of files in a process of its own; its log has a line for each file: where it is, and bytes sent."""
    with tempfile.TemporaryDirectory() as place:
        server = Server(Path(place))
        server._command = [sys.executable, str(WEB_SPACE), str(server.port), str(folder)]
        with server:
            yield server


def visit(context: BrowserContext, address: str, keep: bool = False, line: SlowLine | None = None) -> Figures:
    """Until forms are live, in seconds; with `keep` the page stays until the browser has kept the guide."""
    page = context.new_page()
    before = line.received if line else 0
    page.add_init_script(WATCH)
    page.goto(address, wait_until="commit")
    until(page, "'forms' in (window.seen ?? {})")
    found = {
        f"{name}, s": when / 1000 for name, when in page.evaluate("({ text: seen.text, forms: seen.forms })").items()
    }
    if line:
        found["MB until then"] = (line.received - before) / 1e6
    if keep:
        until(page, KEPT)
        found["browser storage, MB"] = page.evaluate("navigator.storage.estimate().then((one) => one.usage)") / 1e6
    found |= {f"{name}, s": when / 1000 for name, when in page.evaluate(STEPS)}
    if line:
        found["MB in all"] = (line.received - before) / 1e6
    page.close()
    return found


def text_alone(browser: Browser, address: str) -> float:
    """Seconds until the heading of a page of words stands, in a browser that has never been there."""
    with closing(browser.new_context()) as context:
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(address, wait_until="commit")
        return float(until(page, "window.seen?.text")) / 1000


def presses(browser: Browser, address: str) -> Figures:
    """Issuing in both channels on a phone, without a slow line: from a press to what it changes, and to its frame."""
    width, height = SIZES["phone"]
    waits: dict[str, list[float]] = {"change": [], "frame": []}
    for channel in ("pc", "app"):
        with closing(browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True)) as context:
            page = context.new_page()
            page.add_init_script(PRESSED)
            issuing(Walk(page, "ko", Mouse(page)), address, channel)
            for name, some in page.evaluate("waits").items():
                waits[name] += some
    return {
        f"from a press to its {name}, {what}, ms": figure
        for name, some in waits.items()
        for what, figure in (("median", median(some)), ("95th percentile", quantiles(some, n=20)[-1]))
    }


def one_round(browser: Browser, host: str, port: int) -> Figures:
    """Everything once, of one of the hosts."""
    found: Figures = {}

    def note(when: str, figures: Figures) -> None:
        found.update({f"{when}: {name}": figure for name, figure in figures.items()})

    alone = host == "alone"
    with slow_line(port) as (line, near), closing(browser.new_context()) as context:
        page = f"http://127.0.0.1:{near}/ko/"
        note("first visit", visit(context, f"{page}#check", alone, line))
        note("later visit", visit(context, f"{page}#check", line=line))
        if alone:
            line.cut = True
            note("line cut", visit(context, f"{page}#check"))
            line.cut = False
        note("other language", visit(context, f"http://127.0.0.1:{near}/en/#check", line=line))
    with slow_line(port) as (_, near):
        texts = [
            text_alone(browser, f"http://127.0.0.1:{near}/ko/{path.rstrip('/') if not alone else path}")
            for path in TEXTS.values()
        ]
        note("words without Python", {"slowest of four pages, s": max(texts)})
    with closing(browser.new_context()) as context:
        note("no slow line, first visit", visit(context, f"http://127.0.0.1:{port}/ko/#check", alone))
        note("no slow line, later visit", visit(context, f"http://127.0.0.1:{port}/ko/#check"))
    return found


def sizes(browser: Browser, folder: Path) -> Figures:
    """What a first visit brings, in MB: packed by gzip, as it travels, and as brotli would pack the plain contents."""
    with web_space(folder) as host, closing(browser.new_context()) as context:
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(f"{host.address}ko/#check", wait_until="commit")
        until(page, "'forms' in (window.seen ?? {})")
        before = sent(host)
        until(page, KEPT)
        return {
            **{f"until forms are live, {name}, MB": size for name, size in packed(folder, before).items()},
            **{f"with what is kept for later, {name}, MB": size for name, size in packed(folder, sent(host)).items()},
        }


def sent(host: Server) -> dict[str, int]:
    """Bytes of each file that a host has sent, by its place."""
    lines = [line.split() for line in host.log.read_text(encoding="utf-8").splitlines()]
    return {path.lstrip("/"): int(size) for path, size in (line for line in lines if len(line) == 2)}


def packed(folder: Path, paths: dict[str, int]) -> Figures:
    with tempfile.TemporaryDirectory() as place:
        plain = []
        for number, path in enumerate(paths):
            file = folder / path
            file = file / "index.html" if path.endswith("/") or not path else file
            content = file.read_bytes() if file.is_file() else b""
            plain.append(Path(place) / str(number))
            plain[-1].write_bytes(gzip.decompress(content) if file.suffix == ".pack" else content)
        told = subprocess.run(["node", "-e", BROTLI, *map(str, plain)], check=True, capture_output=True, text=True)
    return {"gzip": sum(paths.values()) / 1e6, "brotli": int(told.stdout) / 1e6}


def medians(rows: list[Figures]) -> Figures:
    """Of each figure, over the rounds that have it: what comes after forms are live may come too late to be seen."""
    return {key: median(row[key] for row in rows if key in row) for key in rows[0]}


def measure(rounds: int, folder: Path, tell: Callable[[str], None]) -> dict[str, Figures]:
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ports = {
            "alone": stack.enter_context(web_space(folder)).port,
            "served": stack.enter_context(Server(place)).port,
        }
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=program(), args=FLAGS)
        rows: dict[str, list[Figures]] = {host: [] for host in HOSTS}
        for number in range(rounds):
            for host, port in ports.items():
                rows[host].append(one_round(browser, host, port))
                tell(f"round {number + 1} of {rounds}, {host}: {rows[host][-1]['first visit: forms, s']:.2f} s")
        pressed = {host: presses(browser, f"http://127.0.0.1:{port}/") for host, port in ports.items()}
        size = sizes(browser, folder)
        browser.close()
    found = {host: medians(rows[host]) for host in HOSTS}
    for host in HOSTS:
        found[host] |= pressed[host]
    return {**found, "sizes": size}


def main() -> None:
    parser = argparse.ArgumentParser(description="The guide without a server beside the served guide.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = options.folder or Path(place) / "site"
        if not options.folder:
            build(folder, notebooks(), BuildOptions(), lambda line: print(line, file=sys.stderr))
        found = measure(options.rounds, folder, lambda line: print(line, file=sys.stderr))
    if options.json:
        print(json.dumps({"rounds": options.rounds, "medians": found}, indent=2))
        return
    alone, served = (found[host] for host in HOSTS)
    print(f"| median of {options.rounds} | without a server | served | ratio |\n|---|---|---|---|")
    for key, figure in alone.items():
        other = served.get(key)
        print(
            f"| {key} | {figure:.2f} | {other:.2f} | {figure / other:.2f} |"
            if other
            else f"| {key} | {figure:.2f} | | |"
        )
    for key, figure in found["sizes"].items():
        print(f"| {key} | {figure:.2f} | | |")


if __name__ == "__main__":
    main()
