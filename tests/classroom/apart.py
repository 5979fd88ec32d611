"""A server with classes in a process of its own, which can be killed, and seats that practise on it."""

import asyncio
import json
import random
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPError, HTTPRequest
from tornado.simple_httpclient import SimpleAsyncHTTPClient

from classroom.served import ClassServer
from serving.running import Server

TESTS = Path(__file__).resolve().parents[1]
_MOST_LINES = 2000
CODE = f"import sys; sys.path.insert(0, {str(TESTS)!r}); from classroom.apart import main; main()"


def class_process(place: Path, database: str, name: str) -> Server:
    """Not started yet. It prints its address when it is ready."""
    return Server(place, database, name, code=CODE)


def main() -> None:
    port, database, name = sys.argv[1:4]
    server = ClassServer(database, name, int(port)).__enter__()  # never left: it ends as a process that is killed does
    sys.stdout.write(f"http://127.0.0.1:{server.port}/\n")
    sys.stdout.flush()
    threading.Event().wait()


@dataclass
class Practising:
    """One learner's page without a screen: it says where it is, and goes to another server when its own is gone."""

    addresses: list[str]
    code: str
    number: int
    key: str = ""
    at: str = "issue/1"
    lost: int = 0  # words that could not be said
    thrown_out: int = 0
    saying: tuple[float, str] = (0.0, "")  # when the last word was said, and what
    said: list[tuple[float, str, float]] = field(default_factory=list)  # when, where, and how long it took

    def client(self) -> AsyncHTTPClient:
        """One for all in this loop: as many lines as there are seats."""
        client: AsyncHTTPClient = SimpleAsyncHTTPClient(max_clients=_MOST_LINES)
        return client

    async def ask(self, name: str, said: object) -> tuple[int, Any]:
        """Status 599 if nobody answers."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.key}"}
        asked = HTTPRequest(
            f"{self.addresses[0]}class/{name}", "POST", headers, json.dumps(said), request_timeout=10, connect_timeout=5
        )
        try:
            answer = await self.client().fetch(asked, raise_error=False)
            return answer.code, json.loads(answer.body or b"{}")
        except (OSError, HTTPError, TimeoutError, ValueError):
            return 599, {}

    async def join(self) -> None:
        status, told = await self.ask("seats", {"code": self.code, "seat": self.number})
        assert status == 200, (status, told)
        self.key = told["key"]

    async def say(self, at: str, **more: object) -> dict[str, Any]:
        """One word, said until somebody hears it."""
        begun = time.monotonic()
        while True:
            sent = time.time()
            self.saying = sent, at
            status, told = await self.ask("seat", {"at": at, **more})
            if status == 200:
                self.at = at
                self.said.append((sent, at, time.monotonic() - begun))
                return dict(told)
            if status == 404:
                self.thrown_out += 1
                raise AssertionError(f"seat {self.number} was thrown out")
            self.lost += 1
            self.addresses.append(self.addresses.pop(0))
            await asyncio.sleep(0.3)

    async def practise(self, until: float, every: float) -> None:
        """Step after step, until this moment of the monotonic clock."""
        await asyncio.sleep(random.random() * every)
        step = 1
        while time.monotonic() < until:
            await self.say(f"issue/{step}")
            step = step % 8 + 1
            await asyncio.sleep(every)
