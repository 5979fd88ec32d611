"""A class whose kernels are killed at random: does anybody see another's page, and stand where they stood?

    python tests/bench/kills.py [--minutes 10] [--learners 60] [--every 1]

Everybody presses and practises; what a page kept last is compared with what it keeps after it was opened again.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tornado.httpclient import HTTPClientError
from tornado.websocket import WebSocketClosedError

from serving.learner import Learner, run_async
from serving.running import Server

ANSWERS_WITHIN = 20  # seconds
AGAIN = 2
GONE = (  # what a page meets whose kernel was killed
    *(AssertionError, OSError, TimeoutError, ValueError, IndexError, TypeError),
    *(HTTPClientError, WebSocketClosedError),
)


class Pupil:
    """Somebody in the class: `kept` is what the page has kept last."""

    def __init__(self, address: str, number: int, told: Counter[str]) -> None:
        self.address = f"{address}{'ko' if number % 2 else 'en'}/"
        self.dice = random.Random(number)
        self.told = told
        self.kept = ""

    async def learn(self, end: float) -> None:
        """Until the time is over, opening the page again whenever it has gone."""
        while time.monotonic() < end:
            learner = Learner(self.address)
            try:
                await asyncio.wait_for(learner.open(again=AGAIN), 2 * ANSWERS_WITHIN)
                page = next(model for model, state in learner.states.items() if "kept" in state["state"])
                await self.come_back(learner, page)
                await self.press(learner, page, end)
                await asyncio.wait_for(learner.close(), 2)
            except GONE:
                self.told["gone"] += 1
            finally:
                with suppress(Exception):  # a page whose kernel was killed may be closed in any way
                    await asyncio.wait_for(learner.vanish(), 2)

    async def come_back(self, learner: Learner, page: str) -> None:
        self.told["opened"] += 1
        if not self.kept:
            return
        content = {"method": "custom", "content": {"type": "restore", "kept": self.kept}}
        await asyncio.wait_for(learner.send_to_widget(page, content), ANSWERS_WITHIN)
        states = await asyncio.wait_for(learner.fetch_states(), ANSWERS_WITHIN)
        now = states[page]["state"]["kept"]
        same = place(now) == place(self.kept)
        self.told["stands where they stood" if same else "LOST THEIR PLACE"] += 1

    async def press(self, learner: Learner, page: str, end: float) -> None:
        buttons = learner.models("ButtonModel")
        forms = [model for model, state in learner.states.items() if state["state"].get("token") is not None]
        for _ in range(self.dice.randrange(10, 60)):
            if time.monotonic() > end:
                return
            if forms and self.dice.random() < 0.5:
                model = self.dice.choice(forms)
                content = {"type": "pressed", "name": "next", "token": learner.states[model]["state"]["token"]}
                sending = learner.send_to_widget(model, {"method": "custom", "content": content})
            else:
                sending = learner.press(self.dice.choice(buttons))
            self.read(await asyncio.wait_for(sending, ANSWERS_WITHIN), learner, page)
            self.told["pressed"] += 1
            await asyncio.sleep(self.dice.random())

    def read(self, answers: list[dict[str, Any]], learner: Learner, page: str) -> None:
        for answer in answers:
            if answer["kind"] != "comm_msg":
                continue
            model = answer["content"]["comm_id"]
            if model not in learner.states:
                self.told["SAW ANOTHER'S"] += 1
            state = answer["content"]["data"].get("state", {})
            if model == page and state.get("kept"):
                self.kept = state["kept"]
            if model in learner.states:
                learner.states[model]["state"] |= state


def place(kept: str) -> Any:
    """What makes it one's own: seed, answers and actions."""
    state = json.loads(kept) if kept else {}
    return state.get("seed"), state.get("answers"), state.get("actions")


async def kill(server: Server, every: float, end: float, told: Counter[str]) -> None:
    dice = random.Random(7)
    while time.monotonic() < end:
        await asyncio.sleep(every)
        if kernels := await asyncio.to_thread(server.kernels):
            with suppress(OSError):
                os.kill(dice.choice(kernels).pid, dice.choice([signal.SIGKILL, signal.SIGSEGV]))
                told["killed"] += 1


def main() -> None:
    parser = argparse.ArgumentParser(description="A class whose kernels are killed.")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--learners", type=int, default=60)
    parser.add_argument("--every", type=float, default=1)
    options = parser.parse_args()
    told: Counter[str] = Counter()
    many = ("--learners", str(options.learners), "--pages-per-address", "100000")
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder), *many) as server:
        end = time.monotonic() + 60 * options.minutes

        async def lesson() -> None:
            class_ = [Pupil(server.address, number, told).learn(end) for number in range(options.learners)]
            await asyncio.gather(kill(server, options.every, end, told), *class_)

        try:
            run_async(lesson(), 60 * options.minutes + 120)
        finally:
            print(dict(told))
        print(server.log.read_text()[-2000:])


if __name__ == "__main__":
    main()
