"""What a class costs a learner: visits and presses of somebody who sits in one, beside somebody who does not.

    python tests/bench/in_class.py [--rounds 8] [--seats 29]

One server holds a class with a board open and so many seats that move every three seconds. Learners come over 10 Mbit/s
with 40 ms, taking turns: one who sits in the class and one who does not, each twice, and then takes the identity call.
At last somebody scans the code and presses a seat: the time until the guide is there with its strip.
"""

import argparse
import asyncio
import json
import re
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser, BrowserContext, ViewportSize, sync_playwright

from bench import press
from bench.first_visit import visit
from bench.slow_line import slow_line
from browser.conftest import FLAGS, program
from browser.hands import Mouse
from browser.walking import Walk
from classroom.apart import Practising
from classroom.served import ClassLine
from serving.running import Server

PHONE = ViewportSize(width=360, height=740)
SIT = """(seat) => localStorage.setItem("kbguide-class", JSON.stringify({ ...seat, until: Date.now() + 1e7 }))"""


@contextmanager
def a_class(server: Server, browser: Browser, seats: int) -> Iterator[str]:
    """Its passcode, while a board is open and others practise."""
    key, passcode = ClassLine(server.port).begin(1000)
    with closing(browser.new_context()) as board:
        board.new_page().goto(f"{server.address}ko/class/board#{key}")
        others = [Practising([server.address], passcode, number) for number in range(1, seats + 1)]
        over = threading.Event()

        async def practise() -> None:
            await asyncio.gather(*(one.join() for one in others))
            while not over.is_set():
                await asyncio.gather(*(one.practise(time.monotonic() + 6, 3) for one in others))

        thread = threading.Thread(target=lambda: asyncio.run(practise()))
        thread.start()
        try:
            yield passcode
        finally:
            over.set()
            thread.join()


def take_the_call(context: BrowserContext, address: str) -> list[float]:
    """Milliseconds from each press to what it draws."""
    page = context.new_page()
    page.add_init_script(press.WATCH)
    page.goto(f"{address}ko/#try")
    walk = Walk(page, "ko", Mouse(page))
    for word in ("call.request", "call.answer"):
        walk.button(walk.say(word)).click(timeout=60_000)
    page.wait_for_timeout(500)
    waits: list[float] = page.evaluate("waits")
    page.close()
    return waits


def scan(context: BrowserContext, address: str, passcode: str, seat: int) -> float:
    """Seconds from the code to the guide with its strip, the press on a seat among them."""
    page = context.new_page()
    begun = time.monotonic()
    page.goto(f"{address}class#{passcode}")
    page.locator("#kb-seat").fill(str(seat))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/ko/$"))
    page.locator("#kb-strip-line").wait_for()
    page.close()
    return time.monotonic() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description="What a class costs a learner.")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seats", type=int, default=29)
    options = parser.parse_args()
    found: defaultdict[tuple[str, bool], list[float]] = defaultdict(list)
    with (
        tempfile.TemporaryDirectory() as place,
        Server(Path(place), "--classes", extra={"JUPYTER_RUNTIME_DIR": place}) as server,
        sync_playwright() as driver,
        driver.chromium.launch(executable_path=program(), args=FLAGS) as browser,
        a_class(server, browser, options.seats) as passcode,
    ):
        for number in range(2 * options.rounds):
            sits = number % 2 == (number // 2) % 2  # who comes first, too, takes turns
            with (
                slow_line(server.port) as (line, near),
                closing(browser.new_context(viewport=PHONE, locale="ko-KR")) as context,
            ):
                address = f"http://127.0.0.1:{near}/"
                if sits:
                    told = ClassLine(server.port).told("seats", {"code": passcode, "seat": 500 + number})
                    context.add_init_script(f"({SIT})({json.dumps({'api': f'{address}class/', **told})})")
                for which in ("first", "second"):
                    for name, figure in visit(context, line, f"{address}ko/#check").items():
                        found[f"{which} visit: {name}", sits].append(figure)
                found["press to what it draws, ms", sits] += take_the_call(context, address)
                with closing(browser.new_context(viewport=PHONE, locale="ko-KR")) as newcomer:
                    found["scan to seat, s", True].append(scan(newcomer, address, passcode, 800 + number))
    for name in dict.fromkeys(name for name, _ in found):
        without, within = (found.get((name, sits), []) for sits in (False, True))
        if without:
            ratio = median(within) / median(without) if median(without) else 1
            print(f"{name:<42}{median(without):>9.3f}{median(within):>9.3f}{ratio:>7.3f}  ({len(within)})")
        else:
            print(f"{name:<42}{'':>9}{median(within):>9.3f}{'':>7}  ({len(within)})")


if __name__ == "__main__":
    main()
