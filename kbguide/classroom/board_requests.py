"""What the teacher's board and the big screen ask for. Only the key of a board changes anything."""

import asyncio
import io
import json
import time
from typing import Any

import segno
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError
from tornado.websocket import WebSocketHandler

from kbguide.classroom.counts import figures
from kbguide.classroom.hall import Unknowable
from kbguide.classroom.open_class import OpenClass, digest, screen_key
from kbguide.classroom.progress import whole
from kbguide.classroom.requests import ClassRequest, understood
from kbguide.classroom.room import MOST_SEATS
from kbguide.hosting.networks import house

_LOOK_EVERY = 0.25  # seconds
_SIGN_EVERY = 15  # seconds
_MOST_ECHOED = 200  # bytes
_LONGEST_ECHO = 10  # seconds


class BoardRequest(ClassRequest):
    """Shows a key of a board or, to look only, that of a big screen."""

    async def my_class(self) -> OpenClass:
        """That of a board's key."""
        hashed = digest(self.key())
        one = await self.let_in(hashed, "board")
        if one.room.board != hashed:  # a big screen's
            raise HTTPError(404)
        return one

    async def shown_class(self) -> OpenClass:
        """That of a board's or a big screen's key."""
        return await self.let_in(digest(self.key()), "board", "screen")


class BoardStream(BoardRequest):
    """What happens, as server-sent events: everything at first, then what has changed."""

    _gone = False

    async def get(self) -> None:
        one = await self.shown_class()
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("X-Accel-Buffering", "no")
        sent = 0
        spoken = 0.0
        blind: float | None = None
        try:
            while not self._gone and one.room.ends > self.hall.clock.now():
                if one.revision != sent or self.hall.blind_since != blind:
                    blind = self.hall.blind_since
                    told = self.telling.to_board(one, sent, blind) | (self._once(one) if not sent else {})
                    sent, spoken = one.revision, time.monotonic()
                    await self._send(f"data: {json.dumps(told, ensure_ascii=False)}\n\n")
                elif time.monotonic() - spoken > _SIGN_EVERY:
                    spoken = time.monotonic()
                    await self._send(": \n\n")
                await asyncio.sleep(_LOOK_EVERY)
        except StreamClosedError:
            return
        self.finish()

    async def _send(self, text: str) -> None:
        self.write(text)
        await self.flush()

    def _once(self, one: OpenClass) -> dict[str, Any]:
        """What never changes: how one comes in, and for the board the key of its big screen."""
        join = f"{self.request.protocol}://{self.request.host}{self.door}"
        drawn = io.BytesIO()
        segno.make(f"{join}#{one.room.passcode}", micro=False, error="m").save(
            drawn, kind="svg", scale=8, border=4, xmldecl=False, svgns=True
        )
        is_board = one.room.board == digest(self.key())
        keys = {"pass": one.room.passcode, "screen": screen_key(self.key())} if is_board else {}
        return {"join": join, "qr": drawn.getvalue().decode(), **keys}

    def on_connection_close(self) -> None:
        self._gone = True


class GiveOrder(BoardRequest):
    """What the teacher wishes."""

    async def post(self) -> None:
        said = self.said()
        one = await self.my_class()
        if said.get("do") == "end":
            told = figures(one, self.closed.places.values())
            await self.hall.end(one)
            self.answer(told)
            return
        with understood():
            one.order(said, self.closed, self.hall.clock.now())
        self.answer({})


class GetFigures(BoardRequest):
    """The figures so far."""

    async def get(self) -> None:
        self.answer(figures(await self.my_class(), self.closed.places.values()))


class BeginClass(ClassRequest):
    """A class for whoever asks, where that is switched on."""

    async def post(self) -> None:
        with understood():
            seats = whole(self.said().get("seats"), 1, MOST_SEATS)
        if not self.limits.opened.allows(house(self.request.remote_ip or "")):
            raise HTTPError(429)
        try:
            _, key = await self.hall.begin(seats)
        except Unknowable:
            raise HTTPError(503) from None
        self.answer({"key": key})


class Echo(WebSocketHandler):
    """For the self-test: whether the server answers, and whether a web socket comes through."""

    async def get(self, *args: Any, **kwargs: Any) -> None:
        if self.request.headers.get("Upgrade", "").lower() == "websocket":
            await super().get(*args, **kwargs)
        else:
            self.set_header("Cache-Control", "no-store")
            self.finish({"ok": True})

    def open(self, *_: Any, **__: Any) -> None:
        """It is there for one word, and not for long."""
        asyncio.get_running_loop().call_later(_LONGEST_ECHO, self.close)

    def on_message(self, message: str | bytes) -> None:
        self.write_message(message[:_MOST_ECHOED], binary=isinstance(message, bytes))
        self.close()
