"""Classes served by themselves, without the guide: a server in a thread, and pages that speak to it."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from types import TracebackType
from typing import Any, Self

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from kbguide.classroom.annex import ClassAnnex, ClassOptions
from kbguide.content.loader import load
from kbguide.content.location import folder

PATIENCE = 20  # seconds until what does not come counts as missing


class ClassLine:
    """What pages say to the classes of a server, wherever it runs."""

    def __init__(self, port: int) -> None:
        self.port = port

    def told(self, name: str, said: object, key: str = "") -> dict[str, Any]:
        """The answer to a request that is granted."""
        status, told = self.ask(name, said, key)
        assert status == 200, (status, told)
        return dict(told)

    def ask(self, name: str, said: object = None, key: str = "", method: str = "", **headers: str) -> tuple[int, Any]:
        """Status and answer of a request, which is a POST if something is said."""
        answer, body = self.raw(name, None if said is None else json.dumps(said).encode(), key, method, **headers)
        return answer.status, json.loads(body) if body else None

    def raw(
        self, name: str, body: bytes | None, key: str = "", method: str = "", **headers: str
    ) -> tuple[HTTPResponse, bytes]:
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        sent = {one.replace("_", "-"): value for one, value in headers.items()}
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        if key:
            sent["Authorization"] = f"Bearer {key}"
        line.request(method or ("GET" if body is None else "POST"), f"/class/{name}", body, sent)
        answer = line.getresponse()
        found = answer.read()
        line.close()
        return answer, found

    def begin(self, seats: int = 24) -> tuple[str, str]:
        """The key of a new board, and the passcode of its class."""
        key = self.told("open", {"seats": seats})["key"]
        with self.board(key) as events:
            return key, next(events)["pass"]

    def sit(self, code: str, number: int) -> str:
        return str(self.told("seats", {"code": code, "seat": number})["key"])

    @contextmanager
    def board(self, key: str) -> Iterator[Iterator[dict[str, Any]]]:
        """The events of a board, one after the other."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        line.request("GET", "/class/board", headers={"Authorization": f"Bearer {key}"})
        answer = line.getresponse()
        assert answer.status == 200, answer.status
        events = (json.loads(row[6:]) for row in answer if row.startswith(b"data: "))
        try:
            yield events
        finally:
            answer.close()  # it has the line, too
            line.close()


class ClassServer(ClassLine):
    """One server with classes on a database; several may share one."""

    def __init__(self, database: str, server: str = "one", port: int = 0, **options: Any) -> None:
        """`port`: any that is free, if it is 0."""
        super().__init__(port)
        self.annex: ClassAnnex
        self._options = ClassOptions(database, **options)
        self._server = server
        self._ready = threading.Event()
        self._killed = False
        self._fault: BaseException | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), daemon=True)

    async def _main(self) -> None:
        try:
            self.annex = ClassAnnex(self._options, load(), folder("notebooks"), self._server)
            await self.annex.open()
        except BaseException as fault:  # noqa: BLE001  whoever starts it is told
            self._fault = fault
            self._ready.set()
            return
        settings = {"log_function": lambda _: None, "compress_response": True}
        server = HTTPServer(Application(self.annex.rules("/"), **settings))
        sockets = bind_sockets(self.port, "127.0.0.1")
        self.port = sockets[0].getsockname()[1]
        server.add_sockets(sockets)
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        self._ready.set()
        await self._stop.wait()
        server.stop()
        if self._killed:
            await self.annex.hall.close()  # as if it had not been told to end
        else:
            await self.annex.close()
        await server.close_all_connections()

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(PATIENCE)
        if self._fault:
            raise self._fault
        return self

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(PATIENCE)

    def kill(self) -> None:
        """It ends without a word to anybody."""
        self._killed = True
        self.stop()

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class Board:
    """What a board knows, as its page puts it together."""

    def __init__(self, events: Iterator[dict[str, Any]]) -> None:
        self._events = events
        self.seats: dict[int, dict[str, Any]] = {}
        self.state: dict[str, Any] = {}

    def until(self, condition: Callable[["Board"], bool]) -> float:
        """Seconds until it is so."""
        begun = time.monotonic()
        while not (self.state and condition(self)):
            event = next(self._events)
            self.state |= event
            self.seats |= {one["seat"]: one for one in event["taken"]}
            for number in event["left"]:
                self.seats.pop(number, None)
            assert time.monotonic() - begun < PATIENCE
        return time.monotonic() - begun


def until(condition: Callable[[], bool]) -> float:
    """Seconds until it is so."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < PATIENCE
        time.sleep(0.02)
    return time.monotonic() - begun
