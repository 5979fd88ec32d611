"""Pictures of the chapters and of every screen of every act, at both widths, light and dark, so that anybody can look.

    python tests/pictures.py [--lang ko] [FOLDER]

The folder (default: `pictures`) is not under version control.
"""

import argparse
import sys
import tempfile
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from playwright.sync_api import Browser, expect, sync_playwright

from browser.conftest import FLAGS, program
from browser.everything import CLEAR
from browser.hands import Mouse
from browser.looking import STILL
from browser.walking import Walk, issue, manage
from serving.running import Server

CHAPTERS = ("start", "learn", "check", "practice", "manage", "fraud", "finish", "now")


def look(browser: Browser, address: str, lang: str, width: int, scheme: str, folder: Path) -> None:
    """Walk through everything once, with a picture at each new sight."""
    seen: set[str] = set()

    def walking(part: str) -> Walk:
        page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()

        def see(screen: str, state: str) -> None:
            name = f"{part}-{screen}-{state}"
            if name in seen:
                return
            seen.add(name)
            page.wait_for_function(STILL)
            page.evaluate("window.scrollTo(0, 0)")
            page.screenshot(path=folder / f"{lang}-{width}-{scheme}-{name}.png", full_page=True)

        return Walk(page, lang, Mouse(page), see=see)

    walk = walking("chapter")
    walk.page.goto(address)
    walk.see("front", "first")
    walk.page.goto(f"{address}{lang}/")
    expect(walk.page.locator(".kb-root-finish")).to_be_attached()
    parts = walk.page.locator(".kb-part").evaluate_all("all => all.map(one => one.id)")
    for place in (*CHAPTERS, *parts):
        walk.page.evaluate(f"location.hash = '{place}'")
        walk.see(place.replace("/", "-"), "first")
    drills(walk)
    for channel, persona in (("pc", "kim"), ("app", "lee")):
        walk = walking(f"issue-{channel}")
        issue(walk, address, persona, channel=channel)
    for act in walk.content.bank.acts:
        given = CLEAR.get(act, "own")
        walk = walking(act)
        manage(walk, address, "kim", given)
        walk.act(act, given)
    for context in browser.contexts:
        context.close()


def drills(walk: Walk) -> None:
    """Every drill, asked and explained; answered by the first of the answers, so that twins come as well."""
    walk.page.evaluate("location.hash = 'fraud'")
    walk.press(walk.say("fraud.start"))
    part = walk.page.locator(".kb-root-fraud")
    while True:
        title = part.locator(".kb-drill-title")
        expect(title).to_be_focused()
        drill = next(one for one in walk.content.drills.values() if one.title[walk.lang] == title.inner_text())
        walk.see(f"drill-{drill.id}", "asked")
        walk.hand.pick(part.get_by_role("radio").first)
        walk.press(walk.say("fraud.answer"))
        expect(part.locator(".kb-answer-title")).to_be_focused()
        walk.see(f"drill-{drill.id}", "explained")
        if not (further := walk.button(walk.say("fraud.next-one"))).is_visible():
            return
        walk.hand.press(further)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("pictures"))
    parser.add_argument("--lang", choices=("ko", "en"), default="ko")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as place,
        Server(Path(place)) as server,
        sync_playwright() as driver,
        driver.chromium.launch(executable_path=program(), args=FLAGS) as browser,
    ):
        for width, scheme in product((360, 1280), ("light", "dark")):
            look(browser, server.address, options.lang, width, scheme, options.folder)
    print(f"{len(list(options.folder.glob('*.png')))} pictures in {options.folder}")


if __name__ == "__main__":
    main()
