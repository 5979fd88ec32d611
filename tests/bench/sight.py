"""What is in sight during a run, without scrolling: the control to press next, any control, all of them.

    python tests/bench/sight.py [--lang ko]

Everything that can be practised, in both channels, guided, after each press, on a phone (360×740) and on a classroom's
laptop (1366×680). Where what is pressed next, or a number that it needs, is out of sight, a line says so.
"""

import argparse
import itertools
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser, Page, sync_playwright

from browser.conftest import FLAGS, program
from browser.everything import EVERYTHING
from browser.hands import Mouse
from browser.looking import IS_COVERED, LINES, OUT_OF_SIGHT
from browser.walking import Walk
from serving.running import Server

SIZES = {"phone": (360, 740), "laptop": (1366, 680)}
SEEN = f"""() => {{
  const shown = (one) => one.checkVisibility({{ visibilityProperty: true }});
  const isCovered = {IS_COVERED};
  const inSight = (one) => one.offsetHeight > 0 && !isCovered(one);
  const world = [...document.querySelectorAll(".kb-window, .kb-phone")].filter(shown);
  const inside = world.flatMap((one) => [...one.querySelectorAll("button:not(.kb-term, .kb-link), input")]);
  const controls = inside.filter(shown);
  const next = controls.filter((one) => one.matches(".is-next"));
  const windows = world.map((one) => Math.round(one.getBoundingClientRect().top));
  return {{
    controls: controls.length, any: controls.some(inSight), all: controls.every(inSight),
    next: next.length, nextSeen: next.length > 0 && next.every(inSight), window: Math.min(...windows, 9999),
  }};
}}"""


def measure(browser: Browser, address: str, lang: str, size: str) -> Counter[str]:
    """How many screens have controls, and on how many they are in sight."""
    found: Counter[str] = Counter()
    width, height = SIZES[size]
    for channel, walks in itertools.product(("pc", "app"), EVERYTHING):
        page = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce").new_page()

        def see(screen: str, state: str, page: Page = page, channel: str = channel) -> None:
            page.evaluate("() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")
            seen = page.evaluate(SEEN)
            if screen in ("setup", "manage") or not seen["controls"]:
                return
            found.update({"screens": 1, "any": seen["any"], "all": seen["all"]})
            found.update({"marked": bool(seen["next"]), "marked in sight": seen["nextSeen"]})
            found["window begins at"] += seen["window"]
            found.update({f"{lines} lines": 1 for lines in page.evaluate(LINES)})
            if out := page.evaluate(OUT_OF_SIGHT):
                print(f"out of sight: {size} {lang} {channel} {screen} ({state}): {out}", flush=True)

        walks(Walk(page, lang, Mouse(page), see=see), address, channel)
        page.context.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="What is in sight during a run.")
    parser.add_argument("--lang", choices=("ko", "en"), default="ko")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as place,
        Server(Path(place)) as server,
        sync_playwright() as driver,
        driver.chromium.launch(executable_path=program(), args=FLAGS) as browser,
    ):
        for size in SIZES:
            found = measure(browser, server.address, options.lang, size)
            begins = found["window begins at"] / max(found["screens"], 1)
            print(
                f"{size}: of {found['screens']} screens any control on {found['any']}, all on {found['all']};", end=" "
            )
            print(
                f"the marked one on {found['marked in sight']} of {found['marked']}; begins at {begins:.0f} px;",
                end=" ",
            )
            print("the hint takes", ", ".join(f"{name} on {found[name]}" for name in sorted(found) if "lines" in name))


if __name__ == "__main__":
    main()
