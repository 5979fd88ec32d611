"""The channel between a page and its kernel: whose it is, what a page may say, and what it is told."""

import asyncio
import json
import logging
import re
import secrets
import time
from asyncio import Future
from typing import Any, cast

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.handlers import KernelHandler
from tornado.iostream import StreamBufferFullError
from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError, WebSocketProtocol13
from traitlets import Unicode
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from kbguide.hosting.executor import BETWEEN_LOOKS
from kbguide.hosting.pace import Pace
from kbguide.hosting.seats import GONE, Room
from kbguide.hosting.vacancy import Seat

LONGEST_MESSAGE = 2**20  # bytes of a message; a learner's whole place takes a tenth of it
_BURST = 100  # messages that may come at once
_RATE = 20  # messages a second that may come for long; somebody who types and clicks sends three
_LONGEST_WAIT = 10  # seconds: one that has gone is to be noticed
_BYTES_OF_ONE_MORE = 2**14  # bytes that count as one more message
_MOST_SOCKETS = 3  # of one page; it has one, and a second while the first is being given up
_MOST_PARTS = 32  # of a message, with what it is made of
_UNREADABLE = 1007  # as the protocol of web sockets has it
_PROTOCOL = "v1.kernel.websocket.jupyter.org"  # the one format of messages that is read
_KINDS = {"comm_open", "comm_msg", "comm_close", "comm_info_request", "kernel_info_request"}
_CONTROL = "jupyter.widget.control"  # asks for the state of all widgets; through any other, a client would make widgets
_SILENT = {"stream", "error"}  # a traceback may quote what a learner typed
log = logging.getLogger("kbguide")


class KernelConnection(ZMQChannelsWebsocketConnection):
    """What a kernel prints and its tracebacks stay on this side; everything else goes to the page."""

    logged = Unicode("(?!)", config=True, help="pattern of printed lines that are logged: they quote nothing typed")

    def handle_outgoing_message(self, stream: str, outgoing_msg: list[Any]) -> None:
        _, parts = self.session.feed_identities(outgoing_msg)
        kind = self.session.unpack(parts[1]).get("msg_type")
        if kind not in _SILENT:
            super().handle_outgoing_message(stream, outgoing_msg)
        elif kind == "stream":
            for line in re.findall(self.logged, self.session.unpack(parts[4]).get("text", ""), re.MULTILINE):
                log.error(line)

    def handle_incoming_message(self, incoming_msg: Any) -> None:
        """Pass on what a page has reason to say; what is no message at all ends the connection."""
        if self.subprotocol != _PROTOCOL:
            return  # closed by now, or no page of ours
        try:
            kind, content = unpacked(incoming_msg)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            self.websocket_handler.close(_UNREADABLE)
            return
        if kind in _KINDS and (kind != "comm_open" or content.get("target_name") == _CONTROL):
            super().handle_incoming_message(incoming_msg)


def unpacked(message: Any) -> tuple[str, dict[str, Any]]:
    """Kind and content of a message in the format that the page's script speaks; raises for whatever is none."""
    if not isinstance(message, bytes) or not 6 <= int.from_bytes(message[:8], "little") <= _MOST_PARTS:
        raise ValueError
    channel, parts = deserialize_msg_from_ws_v1(message)
    header, parent, metadata, content = map(json.loads, parts[:4])
    kind = header["msg_type"]
    objects = all(isinstance(part, dict) for part in (header, parent, metadata, content))
    if channel != "shell" or not objects or not isinstance(kind, str):
        raise ValueError
    return kind, content


class SeatOwnerMixin(JupyterHandler):
    """Only the browser that opened a page reaches its kernel; for all others there is none.

    A browser is known by the cookie that the application's setting `seat_cookie` names.
    """

    seat: Seat

    async def prepare(self, *args: Any, **kwargs: Any) -> None:
        room = cast(Room, self.kernel_manager)
        seat = room.seats.get(self.path_kwargs["kernel_id"])
        cookie = self.get_cookie(self.settings["seat_cookie"]) or ""
        if seat is None or not secrets.compare_digest(seat.key.encode(), cookie.encode()):
            raise HTTPError(404)
        self.seat = seat
        await super().prepare(*args, **kwargs)

    def write_error(self, *_: Any, **__: Any) -> None:
        self.finish()


class KernelState(SeatOwnerMixin, KernelHandler):
    """Whether the kernel is there."""


class ShutdownOnLeave(SeatOwnerMixin, VoilaShutdownKernelHandler):
    """A page that is closed ends its kernel. For one whose seat has gone there is nothing to end."""

    def write_error(self, status_code: int, **_: Any) -> None:
        if status_code == 404:
            self.set_status(204)
        self.finish()


class PacedProtocol(WebSocketProtocol13):
    """The protocol of web sockets, each frame in its turn: pings and pieces of a message reach no handler."""

    async def _receive_frame(self) -> None:
        await cast(ChannelSocket, self.handler).take_turn()
        await super()._receive_frame()


class ChannelSocket(SeatOwnerMixin, VoilaKernelWebsocketHandler):
    """The channel itself. One that sends or asks for too much is read more slowly: it waits for itself only."""

    connection: Any = None

    def initialize(self, *args: Any, **kwargs: Any) -> None:
        super().initialize(*args, **kwargs)
        self._pace = Pace(_BURST, _RATE)

    async def pre_get(self) -> None:
        if len(self.seat.sockets) >= _MOST_SOCKETS:
            raise HTTPError(429)
        kernel: Any = self.kernel_manager.get_kernel(self.path_kwargs["kernel_id"])
        preparing = asyncio.ensure_future(super().pre_get())
        while not (await asyncio.wait([preparing], timeout=BETWEEN_LOOKS))[0]:
            if not await kernel.is_alive():  # jupyter_server would wait a minute for it
                preparing.cancel()
                raise HTTPError(404)
        await preparing  # raises what kept it
        if not self.connection:  # closed while its kernel was asked how it is
            raise HTTPError(404)

    def get_websocket_protocol(self) -> WebSocketProtocol13 | None:
        usual = super().get_websocket_protocol()
        return usual and PacedProtocol(self, mask_outgoing=False, params=cast(WebSocketProtocol13, usual).params)

    async def open(self, kernel_id: str) -> None:
        room = cast(Room, self.kernel_manager)
        if room.seats.get(kernel_id) is not self.seat:  # it went while the socket was opened
            self.close(GONE)
            return
        self.seat.sockets.add(self)
        room.claim(self.seat)
        await super().open(kernel_id)

    async def take_turn(self) -> None:
        """Wait until one frame more is welcome."""
        early = self._pace.charge()
        if early > 0:
            await asyncio.sleep(min(early, _LONGEST_WAIT))

    def on_message(self, ws_message: str | bytes) -> None:
        self._pace.charge(len(ws_message) / _BYTES_OF_ONE_MORE)
        if self.connection:
            super().on_message(ws_message)

    def write_message(self, message: Any, binary: bool = False) -> "Future[None]":
        """Send it; what is not taken ends the socket, and a socket that has ended takes everything."""
        self._pace.charge(len(message) / _BYTES_OF_ONE_MORE)
        sent: Future[None] | None = None
        try:
            sent = super().write_message(message, binary)
        except (WebSocketClosedError, StreamBufferFullError):
            if self.ws_connection:
                cast(WebSocketProtocol13, self.ws_connection).stream.close()  # nobody would read a goodbye
        if sent is None:
            sent = Future()
            sent.set_result(None)
        sent.add_done_callback(lambda one: one.cancelled() or one.exception())  # else each would be a traceback
        return sent

    def on_close(self) -> None:
        self.seat.sockets.discard(self)
        self.seat.idle_since = time.monotonic()
        if self.connection:
            super().on_close()
