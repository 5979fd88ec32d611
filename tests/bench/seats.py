"""Classes under load: how late a board is, what a word costs, and what the server takes for it.

    python tests/bench/seats.py [--seconds 30] [--json]

Seats without a screen say every three seconds that they have come one step further, all of them on one server in a
process of its own; its share of a core and its memory are those of that process alone, without any guide. The delay is
from the moment before a seat speaks to the moment when the board has read of it. At last board and seats are on two
servers with one database.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psutil
from tornado.httpclient import HTTPError, HTTPRequest
from tornado.simple_httpclient import SimpleAsyncHTTPClient

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from classroom.apart import Practising, class_process
from classroom.database import Postgres, programs

SCENES = {"one class of 30": (1, 30), "33 classes of 30": (33, 30), "one class of 1,000": (1, 1000)}
APART = ("one class of 30, board on another server", 1, 30)
EVERY = 3  # seconds between two words of one seat


class Watch:
    """The board of one class: when it has read what a seat has said."""

    def __init__(self, seats: list[Practising]) -> None:
        self.seats = {one.number: one for one in seats}
        self.delays: list[float] = []
        self._seen: dict[int, float] = {}
        self._rest = b""

    def read(self, piece: bytes) -> None:
        self._rest += piece
        while b"\n\n" in self._rest:
            event, self._rest = self._rest.split(b"\n\n", 1)
            now = time.time()
            for told in json.loads(event[6:])["taken"] if event.startswith(b"data: ") else ():
                self._note(told["seat"], told["at"], now)

    def _note(self, number: int, at: str, now: float) -> None:
        seat = self.seats[number]
        if seat.saying[0] and seat.saying[1] == at and self._seen.get(number) != seat.saying[0]:
            self._seen[number] = seat.saying[0]
            self.delays.append(now - seat.saying[0])


async def measure(address: str, pid: int, classes: int, seats: int, seconds: float, boards: str = "") -> dict[str, Any]:
    """One scene, with a board open for each class, on the server of the seats or at the address `boards`."""
    boards = boards or address
    process = psutil.Process(pid)
    empty = process.memory_info().rss
    every: list[list[Practising]] = []
    watching = []
    for _ in range(classes):
        teacher = Practising([boards], "", 0)
        status, told = await teacher.ask("open", {"seats": seats})
        while status == 429:  # so many a minute from one address
            await asyncio.sleep(5)
            status, told = await teacher.ask("open", {"seats": seats})
        key = told["key"]
        first: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        members = [Practising([address], "", number) for number in range(1, seats + 1)]
        watch = Watch(members)
        watching.append((watch, asyncio.create_task(open_board(boards, key, watch, first, seconds))))
        code = (await first)["pass"]
        for member in members:
            member.code = code
        every.append(members)
    everybody = [member for members in every for member in members]
    for start in range(0, len(everybody), 50):
        await asyncio.gather(*(member.join() for member in everybody[start : start + 50]))
    before, begun = process.cpu_times(), time.monotonic()
    await asyncio.gather(*(member.practise(begun + seconds, EVERY) for member in everybody))
    passed, after = time.monotonic() - begun, process.cpu_times()
    words = [took for member in everybody for _, _, took in member.said]
    delays = [delay for watch, _ in watching for delay in watch.delays]
    for _, task in watching:
        task.cancel()
    return {
        "words a second": round(len(words) / passed, 1),
        "word answered, 95th percentile, ms": round(quantiles(words, n=20)[-1] * 1000, 1),
        "board delay, median, ms": round(median(delays) * 1000),
        "board delay, 95th percentile, ms": round(quantiles(delays, n=20)[-1] * 1000),
        "of one core, %": round(100 * (after.user + after.system - before.user - before.system) / passed, 1),
        "memory, MB": round(process.memory_info().rss / 1e6),
        "of which came with the classes, MB": round((process.memory_info().rss - empty) / 1e6, 1),
        "words lost": sum(member.lost for member in everybody),
    }


async def open_board(
    address: str, key: str, watch: Watch, first: "asyncio.Future[dict[str, Any]]", seconds: float
) -> None:
    rest = b""

    def got(piece: bytes) -> None:
        nonlocal rest
        if first.done():
            watch.read(piece)
        else:
            rest += piece
            if b"\n\n" in rest:
                first.set_result(json.loads(rest.split(b"\n\n", 1)[0][6:]))

    headers = {"Authorization": f"Bearer {key}"}
    asked = HTTPRequest(f"{address}class/board", headers=headers, streaming_callback=got, request_timeout=seconds + 300)
    try:
        await SimpleAsyncHTTPClient(force_instance=True, max_body_size=10**9).fetch(asked)
    except (HTTPError, OSError):
        return


def main() -> None:
    """Every scene on every database."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found: dict[str, dict[str, Any]] = {}

    def note(scene: str, measured: dict[str, Any]) -> None:
        found[scene] = measured
        print(f"{scene}: {measured}", file=sys.stderr)

    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        place = Path(folder)
        databases = {"SQLite": lambda number: f"sqlite:///{place / f'{number}.sqlite3'}"}
        if programs():
            postgres = stack.enter_context(Postgres())
            databases["PostgreSQL"] = lambda _: postgres.new()
        for name, address in databases.items():
            for number, (scene, (classes, seats)) in enumerate(SCENES.items()):
                with class_process(place, address(number), "bench") as server:
                    pid = server.process.pid
                    measured = asyncio.run(measure(server.address, pid, classes, seats, options.seconds))
                note(f"{scene}, {name}", measured)
        if programs():
            scene, classes, seats = APART
            shared = postgres.new()
            with class_process(place, shared, "seats") as one, class_process(place, shared, "boards") as other:
                pid = one.process.pid
                note(scene, asyncio.run(measure(one.address, pid, classes, seats, options.seconds, other.address)))
    if options.json:
        print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
