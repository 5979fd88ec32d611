"""One server and two behind haproxy: pages a second, what a switch-over costs, what a rolling restart loses.

    python tests/bench/scale.py [--learners 30] [--rounds 3] [cost] [pages] [switch] [rolling]

All of it runs on this one machine, the learners too: two servers share its cores. `cost`: processor time and memory of
one server, by page and by press, whatever else the machine does. `pages`: so many learners come at
once, until the last page answers on its socket; one and two servers take turns. `switch`: a real browser in the middle
of a form, its server ends; from the moment when its socket closes. `rolling`: so many learners press once a second and
read a page now and then, while one server after the other is told to end and started again.
"""

import argparse
import asyncio
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import Page, sync_playwright
from tornado.websocket import WebSocketClosedError

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from browser.conftest import FLAGS, program
from serving.front import BASE, OPTIONS, Front
from serving.learner import HttpConnection, Learner, run_async
from serving.running import Server, free_port

FORM = ".kb-form :is(input, button):enabled"
DRAIN = 20  # seconds
READING = ("ko/now", "en/stuck", "ko/beside/issue-pc", "kbguide/kbguide.css", "")
LOST = 300  # seconds until it counts as one that comes to no end
LONG = 60_000  # ms
PARTS = ["cost", "pages", "switch", "rolling"]
PRESSES = 20


class Site:
    """Servers and what stands in front of them; with one, the other port is nobody's."""

    def __init__(self, place: Path, learners: int, count: int, stack: ExitStack) -> None:
        options = (*OPTIONS, "--learners", str(learners), "--drain-timeout", str(DRAIN), "--pages-per-address", "9999")
        self.servers = [stack.enter_context(Server(place, *options)) for _ in range(count)]
        ports = [*(server.port for server in self.servers), free_port()]
        self.front = stack.enter_context(Front(place, ports[0], ports[1]))
        self.address = f"{self.front.address}ko/"

    def wait(self, name: str, state: str) -> None:
        while self.front.states()[f"seats/{name}"] != state:
            time.sleep(0.05)


# -- what one learner costs ---------------------------------------------------------------------------


def spent(server: Server, front: int) -> tuple[float, float]:
    """Seconds of processor time: of the server with all that it has started, and of haproxy."""
    own = [psutil.Process(server.process.pid), *server.processes()]
    times = [one.cpu_times() for one in own]
    proxy = psutil.Process(front).cpu_times()
    return sum(one.user + one.system for one in times), proxy.user + proxy.system


async def costs(site: Site, learners: int) -> None:
    server = site.servers[0]
    front = site.front.process.pid
    before = spent(server, front)
    grown = psutil.Process(server.process.pid).memory_full_info().uss
    here = await asyncio.gather(*(Learner(site.address).open() for _ in range(learners)))
    opened = spent(server, front)
    for learner in here:
        for _ in range(PRESSES):
            await learner.press(random.choice(learner.models("ButtonModel")))
    pressed = spent(server, front)
    grown = psutil.Process(server.process.pid).memory_full_info().uss - grown
    kernels = sum(one.memory_full_info().uss for one in server.kernels())
    names = ("server and kernels", "haproxy")
    for name, first, second, third in zip(names, before, opened, pressed, strict=True):
        page = (second - first) / learners * 1000
        press = (third - second) / learners / PRESSES * 1000
        print(f"{name}: {page:.0f} ms of processor time a page, {press:.1f} ms a press")
    print(f"memory of a learner: {(kernels + grown) / learners / 2**20:.0f} MB, nobody else's")


def cost(place: Path, learners: int) -> None:
    with ExitStack() as stack:
        site = Site(place, learners, 1, stack)
        site.wait("b", "DOWN")
        run_async(come(site.address, 2))
        run_async(costs(site, learners), LOST)


# -- pages a second ---------------------------------------------------------------------------------


async def come(address: str, learners: int) -> float:
    began = time.perf_counter()
    here = await asyncio.gather(*(Learner(address).open() for _ in range(learners)))
    taken = time.perf_counter() - began
    await asyncio.gather(*(one.close() for one in here))
    return learners / taken


def pages(place: Path, learners: int, rounds: int) -> None:
    found: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(rounds):
        for count, rates in found.items():
            with ExitStack() as stack:
                site = Site(place, learners, count, stack)
                if count == 1:
                    site.wait("b", "DOWN")
                run_async(come(site.address, 4))
                rates.append(run_async(come(site.address, learners), LOST))
    for count, rates in found.items():
        spread = f"{min(rates):.1f} to {max(rates):.1f}"
        print(f"{count} server(s): {median(rates):.1f} pages a second ({spread}), {learners} at once")


# -- one learner whose server ends ------------------------------------------------------------------


def switch(place: Path, rounds: int) -> None:
    with sync_playwright() as driver, driver.chromium.launch(executable_path=program(), args=FLAGS) as browser:
        for how in (signal.SIGTERM, signal.SIGKILL):
            rows = []
            for _ in range(rounds):
                with ExitStack() as stack:
                    site = Site(place, 2, 2, stack)
                    page = browser.new_context().new_page()
                    rows.append(one_switch(site, page, how))
                    page.context.close()
            said, back = (median(column) for column in zip(*rows, strict=True))
            print(f"{how.name}: said after {said:.1f} s, on the other server with its forms after {back:.1f} s")


def one_switch(site: Site, page: Page, how: signal.Signals) -> tuple[float, float]:
    """Seconds from the end of the kernel until it is said, and until there are forms again."""
    page.goto(f"{site.address}#check")
    page.locator(FORM).locator("visible=true").first.wait_for(timeout=LONG)
    page.wait_for_timeout(4000)  # its first sign of life is heard
    page.evaluate("window.before = true")
    here = next(server for server in site.servers if server.kernels())
    here.process.send_signal(how)
    while here.process.poll() is None and here.kernels():
        time.sleep(0.01)
    began = time.perf_counter()
    page.locator(".kb-banner--lost").wait_for(timeout=LONG)
    said = time.perf_counter() - began
    page.wait_for_function("() => !window.before", timeout=LONG)
    page.locator(FORM).locator("visible=true").first.wait_for(timeout=LONG)
    return said, time.perf_counter() - began


# -- one server after the other -----------------------------------------------------------------------


@dataclass
class Told:
    """What the learners met with."""

    answers: Counter[int] = field(default_factory=Counter)  # requests by status
    presses: int = 0
    ends: Counter[int | None] = field(default_factory=Counter)  # closed sockets by code
    away: list[float] = field(default_factory=list)  # seconds from a socket's end to the next page's forms


async def learn(site: Site, told: Told, dice: random.Random, over: asyncio.Event) -> None:
    """Press once a second, read a page now and then; when the socket closes, go on as the page's script does."""
    learner = Learner(site.address)

    async def ask(path: str) -> int:
        status = (await HttpConnection(site.front.address).ask(BASE + path, learner.cookies)).status
        told.answers[status] += 1
        return status

    await learner.open()
    while not over.is_set():
        try:
            await learner.press(dice.choice(learner.models("ButtonModel")))
            told.presses += 1
            if dice.random() < 0.2:
                await ask(dice.choice(READING))
            await asyncio.sleep(0.5 + dice.random())
        except (ConnectionError, WebSocketClosedError):
            began = time.perf_counter()
            told.ends[learner.socket.close_code if learner.socket else learner.code] += 1
            while await ask("seats") != 204:
                await asyncio.sleep(3)
            await learner.open(again=3)
            told.answers[200] += 1
            told.away.append(time.perf_counter() - began)
    await learner.close()


async def restart(site: Site, over: asyncio.Event) -> None:
    """One server after the other, as an operator would."""
    await asyncio.sleep(5)
    for name, server in zip("ab", site.servers, strict=True):
        server.process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(server.process.wait)
        await asyncio.to_thread(server.__enter__)
        await asyncio.to_thread(site.wait, name, "UP")
        await asyncio.sleep(5)
    over.set()


def rolling(place: Path, learners: int) -> None:
    told = Told()

    async def all_of_it(site: Site) -> None:
        over = asyncio.Event()
        crowd = [learn(site, told, random.Random(number), over) for number in range(learners)]
        await asyncio.gather(restart(site, over), *crowd)

    with ExitStack() as stack:
        run_async(all_of_it(Site(place, learners, 2, stack)), LOST)
    asked = sum(told.answers.values())
    lost = sum(count for status, count in told.answers.items() if status == 0 or (status >= 500 and status != 503))
    print(f"a rolling restart under {learners} learners: {asked} requests, {lost} lost; by status {dict(told.answers)}")
    print(f"{told.presses} presses answered; sockets closed by code {dict(told.ends)}")
    if told.away:
        away = f"{median(told.away):.2f} s, at most {max(told.away):.2f}"
        print(f"from a closed socket to the forms of the next page: {away}")


def main() -> None:
    parser = argparse.ArgumentParser(description="One server and two.")
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("what", nargs="*", choices=PARTS, default=PARTS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if "cost" in options.what:
            cost(place, options.learners)
        if "pages" in options.what:
            pages(place, options.learners, options.rounds)
        if "switch" in options.what:
            switch(place, options.rounds)
        if "rolling" in options.what:
            rolling(place, options.learners)


if __name__ == "__main__":
    main()
