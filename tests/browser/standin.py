"""A stand-in for the server of a class: the pages of board and big screen, and events as a test says them.

What a test asks of it (`board`, `screen`, `say`, `orders`) a real class answers as well.
"""

import asyncio
import io
import json
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import segno
from jinja2 import Environment, FileSystemLoader
from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError
from tornado.web import Application, RequestHandler

from helpers import CONTENT
from kbguide.classroom.page_data import page_data
from kbguide.classroom.places import class_places
from kbguide.classroom.telling import both
from kbguide.content.location import folder
from kbguide.hosting.headers import security_headers
from kbguide.site.template_data import INLINE_SCRIPTS, OWN_FILES, TEMPLATE, template_data
from serving.running import free_port

BOARD_KEY, SCREEN_KEY, PASS = "board-key", "screen-key", "the-pass-of-this-class"
KINDS = {".js": "text/javascript", ".css": "text/css"}
COUNTS = {
    "counts": {
        "seats": 22,
        "steps": {"issue/1": 22, "issue/2": 21, "issue/4": 15, "issue/done": 6, "renew/1": 3},
        "problems": {"wrong-menu": 4, "terms-unticked": 9},
        "drills": {"right": 31, "answered": 44},
        "before": {"1": 5, "2": 9, "3": 4},
        "after": {"3": 6, "4": 10},
        "feedback": {"useful": {"much": 12, "some": 3}},
    },
    "csv": "what,count\nseats,22\n",
    "seats_csv": "seat,issue\n1,4\n",
}


@cache
def class_data(lang: str) -> dict[str, Any]:
    """What the pages are given beside their words."""
    return page_data(CONTENT, class_places(CONTENT, folder("notebooks")), lang)


def vote(drill: str, number: int = 1, **changes: Any) -> dict[str, Any]:
    """A vote as the server says it; once it is closed, with the right answer."""
    one = CONTENT.drills[drill].guised(0)
    shut = changes.get("open") is False
    replies = [
        {"id": r.id, "text": both(r.label), **({"right": r.verdict == "safe"} if shut else {})} for r in one.reply
    ]
    said: dict[str, Any] = {"title": both(one.title), "before": both(one.before), "sender": both(one.sender)}
    said |= {"words": [both(words) for words in one.words], "replies": replies}
    return {"number": number, "drill": drill, "open": True, "all": 0, "counts": None, **said, **changes}


def seat(number: int, at: str = "start", reached: int = 0, **changes: Any) -> dict[str, Any]:
    """One seat; `reached` is its furthest step of issuing."""
    found = {"seat": number, "at": at, "reached": {"issue": reached} if reached else {}, "hand": None}
    return {**found, "still": 0, "away": 1, "put": False, **changes}


def at_step(number: int, step: int, **changes: Any) -> dict[str, Any]:
    return seat(number, f"issue/{step}", step, **changes)


class Page(RequestHandler):
    def initialize(self, room: "StandIn") -> None:
        self.room = room

    def set_default_headers(self) -> None:
        for name, value in security_headers(INLINE_SCRIPTS).items():
            self.set_header(name, value)

    def get(self, lang: str, name: str) -> None:
        self.finish(self.room.page(lang, name))


class OwnFile(RequestHandler):
    def get(self, name: str) -> None:
        self.set_header("Content-Type", KINDS["." + name.rpartition(".")[2]])
        self.finish(OWN_FILES[f"kbguide/{name}"])


class ClassHandler(RequestHandler):
    def initialize(self, room: "StandIn") -> None:
        self.room = room

    def prepare(self) -> None:
        keys = {f"Bearer {BOARD_KEY}", f"Bearer {SCREEN_KEY}"}
        if self.room.over or self.request.headers.get("Authorization") not in keys:
            self.set_status(404)
            self.finish("{}")


class Stream(ClassHandler):
    async def get(self) -> None:
        self.set_header("Content-Type", "text/event-stream")
        events: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self.room.streams.add(events)
        event: dict[str, Any] | None = self.room.everything()
        try:
            while event is not None:
                self.write(f"data: {json.dumps(event)}\n\n")
                await self.flush()
                event = await events.get()
        except StreamClosedError:
            pass  # the page has gone
        finally:
            self.room.streams.discard(events)


class Orders(ClassHandler):
    def post(self) -> None:
        if self.room.refuses:
            self.set_status(503)
            self.finish("{}")
            return
        assert self.request.headers["Content-Type"] == "application/json"
        order = json.loads(self.request.body)
        self.room.ordered.append(order)
        if order == {"do": "end"}:
            self.room.close()
        self.finish(json.dumps(COUNTS if order == {"do": "end"} else {}))


class Counts(ClassHandler):
    def get(self) -> None:
        self.finish(json.dumps(COUNTS))


class StandIn:
    """A class of so many seats; nobody is there until `say` says so."""

    def __init__(self, seats: int = 24) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        self.streams: set[asyncio.Queue[dict[str, Any] | None]] = set()
        self.ordered: list[dict[str, Any]] = []
        self.refuses = self.over = False
        self._ready = Event()
        qr = io.BytesIO()
        segno.make(f"{self.address}class#{PASS}").save(qr, kind="svg", xmldecl=False, border=2)
        self.state: dict[str, Any] = {
            "name": "4728",
            "seats": seats,
            "pass": PASS,
            "join": f"{self.address}class",
            "qr": qr.getvalue().decode(),
            "screen": SCREEN_KEY,
            "ends": 7200,
            "order": None,
            "shows": "join",
            "place": "issue/4",
            "lesson": None,
            "vote": None,
            "feedback": {"asked": False, "answers": 0},
            "blind": None,
        }
        self.seats: dict[int, dict[str, Any]] = {}
        self._templates = Environment(loader=FileSystemLoader(TEMPLATE), autoescape=True)
        self.texts: dict[str, Any] = {}  # in place of those of the content

    def page(self, lang: str, name: str) -> str:
        kbguide = {**template_data(CONTENT, "/"), "class_api": "/class/", "classes_open": True}
        data = class_data(lang) | self.texts
        return self._templates.get_template(f"{name}.html.j2").render(kbguide=kbguide, languages=[lang], data=data)

    def board(self, lang: str = "ko", key: str = BOARD_KEY) -> str:
        return f"{self.address}{lang}/class/board#{key}"

    def screen(self, lang: str = "ko") -> str:
        return f"{self.address}{lang}/class/screen#{SCREEN_KEY}"

    def everything(self) -> dict[str, Any]:
        return {**self.state, "taken": [*self.seats.values()], "left": []}

    def orders(self, kind: str = "") -> list[dict[str, Any]]:
        return [one for one in self.ordered if not kind or one["do"] == kind]

    def say(self, *taken: dict[str, Any], left: tuple[int, ...] = (), **parts: Any) -> None:
        """What has changed: these seats and parts of the state."""
        self._in_loop(lambda: self._say(taken, left, parts))

    def _say(self, taken: tuple[dict[str, Any], ...], left: tuple[int, ...], parts: dict[str, Any]) -> None:
        self.state |= parts
        self.seats |= {one["seat"]: one for one in taken}
        self.seats = {number: one for number, one in self.seats.items() if number not in left}
        for stream in self.streams:
            stream.put_nowait({**parts, "taken": [*taken], "left": [*left]})

    def cut(self) -> None:
        """Every connection ends; whoever asks again is answered."""
        self._in_loop(self._cut)

    def end(self) -> None:
        """The class is over."""
        self._in_loop(self.close)

    def close(self) -> None:
        self.over = True
        self._cut()

    def _cut(self) -> None:
        for stream in self.streams:
            stream.put_nowait(None)

    def _in_loop(self, act: Callable[[], None]) -> None:
        done: Future[None] = Future()

        def run() -> None:
            act()
            done.set_result(None)

        self._loop.call_soon_threadsafe(run)
        done.result(10)

    async def _serve(self) -> None:
        room = {"room": self}
        app = Application(
            [
                (r"/(ko|en)/class/(board|screen)", Page, room),
                (r"/kbguide/(.+)", OwnFile),
                (r"/class/board", Stream, room),
                (r"/class/orders", Orders, room),
                (r"/class/counts", Counts, room),
            ]
        )
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        server = HTTPServer(app)
        server.listen(self.port, urlsplit(self.address).hostname or "")
        self._ready.set()
        await self._stop.wait()
        self._cut()
        server.stop()
        await server.close_all_connections()

    def __enter__(self) -> Self:
        self._thread = Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)


def busy_room() -> list[dict[str, Any]]:
    """The room of the picture: 24 seats, two hands, three who have been still, one not begun, two done."""
    steps_now = [3, 0, 6, 4, 6, 4, 3, 8, 0, 8, 4, 4, 7, 5, 4, 0, 4, 7, 5, 4, 4, 5, 5, 4]
    still = {4: 370, 20: 250, 23: 190}
    hands = {11: 70, 18: 5}
    return [
        seat(number, "issue/done", 9) if number in (2, 9)
        else at_step(number, step, still=still.get(number, 20), hand=hands.get(number))
        for number, step in enumerate(steps_now, 1)
        if number != 16
    ]  # fmt: skip
