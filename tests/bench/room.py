"""A room full of learners: this guide beside plain Voila with the same notebook, in one run, taking turns.

    python tests/bench/room.py [--learners 30] [--rounds 3] [--json]

Learners without a screen open the page within one second, fetch the files that a browser fetches there, connect, and
ask for the state of the widgets: then their page is complete. Afterwards each clicks once a second for ten seconds.
Memory is what the kernels share with nobody, and what the server has grown by. A real browser visits twice over a slow
line. All of it, the learners too, runs on this one machine.

A round in which a page never comes is named and run again: two kernels of plain Voila may pick the same port.
"""

import argparse
import asyncio
import json
import os
import re
import sys
import tempfile
import time
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

import psutil
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.first_visit import PlainVoila
from bench.first_visit import measure as measure_visits
from browser.conftest import FLAGS, program
from serving.learner import Learner, run_async
from serving.running import Server

CLICKS = 10
LOST = 100  # seconds until a round counts as one that comes to no end
GOALS = {
    "all open within one second, slowest page complete, s": (0.25, 5),
    "the same, median page, s": (None, None),
    "first visit: forms live, s": (0.5, None),
    "first visit: transferred, MB": (None, 1.6),
    "second visit: forms live, s": (None, 1.2),
    "unshared memory per learner, MB": (2 / 3, None),
    "click to answer, median, ms": (None, None),
    "click to answer, 95th percentile, ms": (None, 100),
}


NAMES = ("kbguide", "plain Voila")


def files_of(address: str) -> list[str]:
    """What a browser fetches from the server for a page, beside the page itself."""
    with sync_playwright() as driver, driver.chromium.launch(executable_path=program(), args=FLAGS) as browser:
        page = browser.new_page()
        page.goto(address, wait_until="commit")
        page.locator(".kb-form :is(input, button):enabled").first.wait_for(state="attached", timeout=60_000)
        names: list[str] = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    own = urlsplit(address).netloc
    return [re.sub(r"^\w+://[^/]+", "", name) for name in names if urlsplit(name).netloc == own and "/api/" not in name]


async def crowd(address: str, files: list[str], learners: int, pid: int) -> dict[str, float]:
    before = unshared(pid)[0]
    taken: list[float] = []

    async def open_one(number: int) -> Learner:
        await asyncio.sleep(number / learners)
        began = time.perf_counter()
        learner = await Learner(address).open(files)
        taken.append(time.perf_counter() - began)
        return learner

    room = await asyncio.gather(*map(open_one, range(learners)))
    clicks: list[float] = []

    async def click(number: int, learner: Learner) -> None:
        await asyncio.sleep(number / learners)
        buttons = cycle(learner.models("ButtonModel"))
        for _ in range(CLICKS):
            began = time.perf_counter()
            await learner.press(next(buttons))
            clicks.append(time.perf_counter() - began)
            await asyncio.sleep(1)

    await asyncio.gather(*(click(*one) for one in enumerate(room)))
    server, kernels = unshared(pid)
    return {
        "all open within one second, slowest page complete, s": max(taken),
        "the same, median page, s": median(taken),
        "unshared memory per learner, MB": (sum(kernels[-learners:]) + server - before) / learners,
        "click to answer, median, ms": median(clicks) * 1000,
        "click to answer, 95th percentile, ms": quantiles(clicks, n=20)[-1] * 1000,
    }


def unshared(pid: int) -> tuple[float, list[float]]:
    """MB of the server, and of each process that it has started."""
    server = psutil.Process(pid)
    sizes = [one.memory_full_info().uss / 2**20 for one in (server, *server.children(recursive=True))]
    return sizes[0], sorted(sizes[1:])


def measure(learners: int, rounds: int) -> dict[str, dict[str, float]]:
    found: dict[str, list[dict[str, float]]] = {name: [] for name in NAMES}
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for number in range(rounds):
            for name, rows in found.items():
                while len(rows) == number:
                    rows += one_round(name, learners, place)
    visits = measure_visits(2 * rounds - 1)
    medians = {name: {key: median(one[key] for one in rows) for key in rows[0]} for name, rows in found.items()}
    for name, other in (("kbguide", "kbguide"), ("plain Voila", "stock voila")):
        medians[name]["first visit: forms live, s"] = visits[other]["forms live, s"]
        medians[name]["first visit: transferred, MB"] = visits[other]["transferred, MB"]
        medians[name]["second visit: forms live, s"] = visits[other]["second visit: forms live, s"]
    return medians


def one_round(name: str, learners: int, place: Path) -> list[dict[str, float]]:
    """Its figures, or nothing."""
    with Server(place, "--learners", str(learners)) if name == "kbguide" else PlainVoila(place) as server:
        page = f"http://127.0.0.1:{server.port}/{'ko/' if name == 'kbguide' else ''}"
        files = files_of(page)
        try:
            return [run_async(crowd(page, files, learners, server.process.pid), LOST)]
        except (TimeoutError, ConnectionError) as fault:
            print(f"{name}: a page never came ({fault!r}); once more", file=sys.stderr)
            return []


def main() -> None:
    parser = argparse.ArgumentParser(description="A room full of learners: the guide beside plain Voila.")
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options.learners, options.rounds)
    if options.json:
        print(json.dumps({"learners": options.learners, "rounds": options.rounds, "medians": found}, indent=2))
        return
    ours = found["kbguide"]
    plain = found["plain Voila"]
    title = f"{options.learners} learners, {os.cpu_count()} cores, median of {options.rounds}"
    print(f"| {title} | plain Voila | kbguide | ratio | goal |")
    print("|---|---|---|---|---|")
    for key, (ratio, most) in GOALS.items():
        goal = " and ".join(filter(None, [f"ratio {ratio:.2f}" if ratio else "", f"{most:g}" if most else ""]))
        print(f"| {key} | {plain[key]:.2f} | {ours[key]:.2f} | {ours[key] / plain[key]:.2f} | {goal} |")


if __name__ == "__main__":
    main()
