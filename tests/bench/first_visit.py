"""How long a first and a second visit take: this guide's page beside stock Voila with the same notebook, in one run.

    python tests/bench/first_visit.py [--visits 5] [--chapter check] [--json]

Fresh browsers over 10 Mbit/s with 40 ms latency, taking turns; each comes twice. Text is readable when the first
heading is painted, forms are live when the first question can be answered. The largest text and the layout shift are
the browser's own measures (LCP, CLS), the shift until nothing more arrives.
"""

import argparse
import json
import sys
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, BrowserContext, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.slow_line import SlowLine, slow_line
from browser.conftest import FLAGS, program
from kbguide.content.location import folder
from serving.running import Server

WATCH = """
window.seen = {};
const look = () => {
  const shown = (one) => one.checkVisibility({ visibilityProperty: true });
  for (const [name, selector] of [["text", "h1"], ["forms", ".kb-form :is(input, button):enabled"]])
    if (!(name in seen) && [...document.querySelectorAll(selector)].some(shown)) seen[name] = performance.now();
  if (!("forms" in seen)) requestAnimationFrame(look);
};
requestAnimationFrame(look);
window.moved = 0;
const watch = (type, take) =>
  new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
watch("layout-shift", (one) => { window.moved += one.hadRecentInput ? 0 : one.value; });
watch("largest-contentful-paint", (one) => { seen.largest = one.startTime; });
"""


class PlainVoila(Server):
    """Voila as it comes, with the guide's notebook in Korean; its page is the front page."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self.address = f"http://localhost:{self.port}/"
        notebook = str(folder("notebooks") / "ko" / "guide.ipynb")
        self._command = [sys.executable, "-m", "voila", notebook, "--no-browser", "--port", str(self.port)]


def visits(browser: Browser, port: int, path: str) -> dict[str, float]:
    """A first visit and a second one over a slow line, in a browser that has never been there."""
    with slow_line(port) as (line, near), closing(browser.new_context()) as context:
        first, second = (visit(context, line, f"http://127.0.0.1:{near}{path}") for _ in range(2))
    return {**first, **{f"second visit: {name}": figure for name, figure in second.items()}}


def visit(context: BrowserContext, line: SlowLine, address: str) -> dict[str, float]:
    page = context.new_page()
    before = line.received
    page.add_init_script(WATCH)
    page.goto(address, wait_until="commit")
    page.locator(".kb-form :is(input, button):enabled").locator("visible=true").first.wait_for(timeout=60_000)
    page.wait_for_function("'forms' in seen")
    page.wait_for_load_state("networkidle")  # what comes late may still move something
    seen, moved = page.evaluate("[seen, moved]")
    page.close()
    return {
        "text readable, s": seen["text"] / 1000,
        "largest text painted, s": seen["largest"] / 1000,
        "forms live, s": seen["forms"] / 1000,
        "layout shift": moved,
        "transferred, MB": (line.received - before) / 1e6,
    }


def measure(rounds: int, chapter: str = "check") -> dict[str, dict[str, float]]:
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ours = stack.enter_context(Server(place))
        stock = stack.enter_context(PlainVoila(place))
        pages = {"kbguide": (ours.port, f"/ko/#{chapter}"), "stock voila": (stock.port, "/")}
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=program(), args=FLAGS)
        found = [{name: visits(browser, *page) for name, page in pages.items()} for _ in range(rounds)]
        browser.close()
    return {name: {key: median(one[name][key] for one in found) for key in found[0][name]} for name in pages}


def main() -> None:
    parser = argparse.ArgumentParser(description="First visit: the guide beside stock Voila.")
    parser.add_argument("--visits", type=int, default=5)
    parser.add_argument("--chapter", default="check")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options.visits, options.chapter)
    if options.json:
        print(json.dumps({"visits": options.visits, "medians": found}, indent=2))
        return
    ours = found["kbguide"]
    stock = found["stock voila"]
    print(f"{'median of ' + str(options.visits):<36}{'kbguide':>10}{'stock':>10}{'ratio':>8}")
    for key in ours:
        print(f"{key:<36}{ours[key]:>10.2f}{stock[key]:>10.2f}{ours[key] / stock[key]:>8.2f}")


if __name__ == "__main__":
    main()
