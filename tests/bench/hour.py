"""An hour of a class that comes and goes: does the server keep anything of it?

    python tests/bench/hour.py [--minutes 60] [--learners 30]

Each learner opens the guide, clicks now and then for half a minute, and leaves: one in three says goodbye, one closes
the tab without a word, one is cut off in the middle of the page. Then they come again. A row for each time.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from serving.learner import HttpConnection, Learner, run_async
from serving.running import Server

CLICKS = 10
PAUSE = 6  # seconds between two clicks, at most
AGAIN = 5  # seconds until a page tries again whose room is full: who left without a word keeps a seat for a while


@dataclass(frozen=True)
class Kept:
    """What a server holds: unshared memory in MB, open files, kernels."""

    memory: float
    files: int
    kernels: int


def kept(server: Server) -> Kept:
    process = psutil.Process(server.process.pid)
    return Kept(process.memory_full_info().uss / 2**20, process.num_fds(), len(server.kernels()))


async def visit(address: str, dice: random.Random, pause: float) -> None:
    """One learner's visit, from the page to the goodbye, if there is one."""
    if dice.random() < 1 / 3:
        connection = HttpConnection(address)
        asking = asyncio.ensure_future(connection.ask(Learner(address).path, {}))
        await asyncio.wait([asking], timeout=dice.random() / 20)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        await connection.close()
        await asyncio.sleep(CLICKS * pause / 2)
        return
    learner = await Learner(address).open(again=AGAIN)
    buttons = learner.models("ButtonModel")
    for _ in range(CLICKS):
        await learner.press(dice.choice(buttons))
        await asyncio.sleep(dice.random() * pause)
    await (learner.close() if dice.random() < 1 / 2 else learner.vanish())


async def lesson(address: str, learners: int, seed: int, pause: float = PAUSE) -> None:
    """Everybody comes once."""
    await asyncio.gather(*(visit(address, random.Random(seed * 1000 + one), pause) for one in range(learners)))


def main() -> None:
    parser = argparse.ArgumentParser(description="A class that comes and goes.")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--learners", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, Server(Path(place), "--learners", str(options.learners)) as server:
        began = time.monotonic()
        lessons = 0
        print(f"{'minute':>7}{'visits':>8}{'memory, MB':>12}{'files':>7}{'kernels':>9}")
        while time.monotonic() < began + 60 * options.minutes:
            lessons += 1
            run_async(lesson(f"{server.address}ko/", options.learners, lessons), 300)
            now = kept(server)
            minute = (time.monotonic() - began) / 60
            row = f"{minute:>7.1f}{lessons * options.learners:>8}{now.memory:>12.1f}{now.files:>7}{now.kernels:>9}"
            print(row, flush=True)


if __name__ == "__main__":
    main()
