"""From a press to the next screen, over a line of 10 Mbit/s with 40 ms: issuing in both channels, guided, on a phone.

    python tests/bench/press.py [--rounds 3]

A press is answered when what is in the run has been drawn anew: the frame after the first change of its elements.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import sync_playwright

from bench.sight import SIZES, issuing
from bench.slow_line import slow_line
from browser.conftest import FLAGS, program
from browser.hands import Mouse
from browser.walking import Walk
from serving.running import Server

WATCH = """
window.waits = [];
let pressed = 0;
addEventListener("click", ({ target }) => {
  if (target instanceof Element && target.closest(".kb-run button")) pressed = performance.now();
}, true);
new MutationObserver((changes) => {
  const since = pressed;
  if (!since || !changes.some(({ target }) => target instanceof Element && target.closest(".kb-run"))) return;
  pressed = 0;
  requestAnimationFrame(() => waits.push(performance.now() - since));
}).observe(document, { childList: true, subtree: true });
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="From a press to the next screen.")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    width, height = SIZES["phone"]
    waits: list[float] = []
    with (
        tempfile.TemporaryDirectory() as place,
        Server(Path(place)) as server,
        slow_line(server.port) as (_, near),
        sync_playwright() as driver,
        driver.chromium.launch(executable_path=program(), args=FLAGS) as browser,
    ):
        for channel in ("pc", "app") * options.rounds:
            page = browser.new_context(viewport={"width": width, "height": height}).new_page()
            page.add_init_script(WATCH)
            issuing(Walk(page, "ko", Mouse(page)), f"http://127.0.0.1:{near}/", channel)
            waits += page.evaluate("waits")
            page.context.close()
    print(f"{len(waits)} presses: median {median(waits):.0f} ms, 95th percentile {quantiles(waits, n=20)[-1]:.0f} ms")


if __name__ == "__main__":
    main()
