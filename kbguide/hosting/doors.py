"""The doors: who is let in, how many at once, and who is shown out because he only waits, or takes nothing."""

import asyncio
import itertools
import socket
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.ioloop import PeriodicCallback
from tornado.iostream import IOStream

from kbguide.hosting.networks import Network, house, is_among
from kbguide.hosting.seldom import SeldomLog

MOST_UNSENT = 2**22  # bytes that may wait for somebody to take them; the first state of a page is a tenth of it
_LOOK_EVERY = 0.5  # seconds between two looks at who takes nothing
_LEAST_TAKEN = 2**11  # bytes; whoever takes less between two looks, while more is waiting, is taking nothing
_LONGEST = 20  # seconds of that, then there is nobody; at once if somebody else needs the connection
_AT_ONCE = 32  # connections that are let in before those inside have their turn
_PAUSE = 1  # seconds without a new connection when the system has no descriptor left


@dataclass(frozen=True)
class Limits:
    """How many connections there may be: in all, and from one address that is not a proxy's."""

    in_all: int
    from_one: int
    proxies: Collection[Network] = ()


@dataclass(frozen=True)
class Stall:
    """Somebody for whom bytes wait: how many he has taken so far, and at how many looks in a row hardly one more."""

    taken: int
    looks: int = 0

    @classmethod
    def after(cls, before: "Stall | None", taken: int) -> "Stall":
        if before is None or taken - before.taken >= _LEAST_TAKEN:
            return cls(taken)
        return cls(before.taken, before.looks + 1)


class Doors(HTTPServer):
    """An HTTP server that lets in no more than it can bear.

    Whoever comes when an address has all its connections takes the place of the oldest one that asks for nothing or
    takes nothing, so that somebody who only holds connections pushes out his own.
    """

    def stand_open(self, listener: socket.socket, limits: Limits) -> None:
        """Accept connections from a bound socket, from now on until `stop`."""
        listener.setblocking(False)  # a socket that blocks would stop the whole server after its first visitor
        self._limits = limits
        self._here: dict[IOStream, str] = {}  # every connection in the order in which they came, with its house
        self._asking: set[IOStream] = set()  # those that speak HTTP; the others have become web sockets
        self._stalled: dict[IOStream, Stall] = {}  # those for whom something was waiting at the last look
        self._log = SeldomLog()
        self._accepting = asyncio.ensure_future(self._accept(listener))
        self._looking = PeriodicCallback(self._show_out_who_takes_nothing, _LOOK_EVERY * 1000)
        self._looking.start()

    def stop(self) -> None:
        self._accepting.cancel()
        self._looking.stop()

    async def _accept(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        with listener:
            for number in itertools.count(1):
                try:
                    connection, address = await loop.sock_accept(listener)
                except ConnectionAbortedError:
                    continue  # gone before it was let in
                except OSError as why:
                    self._log.say(f"no new connections for now: {why.strerror}")
                    await asyncio.sleep(_PAUSE)
                    continue
                try:
                    self._let_in(connection, address)
                except Exception as why:  # noqa: BLE001  one visitor, whoever it is, does not close the doors
                    connection.close()
                    self._log.say(f"somebody could not be let in: {type(why).__name__}")
                if number % _AT_ONCE == 0:
                    await asyncio.sleep(0)  # to accept somebody who waits already takes no turn of the loop

    def _let_in(self, connection: socket.socket, address: tuple[Any, ...]) -> None:
        where = house(address[0])
        if not self._has_place(where, address[0]):
            connection.close()
            return
        with suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        stream = IOStream(connection, max_buffer_size=MOST_UNSENT, max_write_buffer_size=MOST_UNSENT)
        self._here[stream] = where
        self._asking.add(stream)
        self.handle_stream(stream, address)

    def _has_place(self, where: str, address: str) -> bool:
        """Whether there is a place for one more from this house; made by showing out one that asks for nothing."""
        most = self._limits.in_all if is_among(address, self._limits.proxies) else self._limits.from_one
        if len(self._here) < min(most, self._limits.in_all):
            return True
        self._forget_closed()
        theirs = [stream for stream, home in self._here.items() if home == where]
        if len(theirs) < most and len(self._here) < self._limits.in_all:
            return True
        candidates = theirs if len(theirs) >= most else self._here
        idle = next(filter(self._is_idle, candidates), None)
        if idle is None:
            self._log.say("more connections than there may be; new ones are turned away")
            return False
        idle.close()
        self._forget(idle)
        return True

    def _is_idle(self, stream: IOStream) -> bool:
        """Whether it asks for nothing, or does not take at once what it has asked for."""
        return (stream in self._asking and stream.reading()) or (stream in self._stalled and stream.writing())

    def on_close(self, server_conn: object) -> None:
        """It is closed, or has become a web socket."""
        super().on_close(server_conn)
        self._asking.discard(server_conn.stream)  # type: ignore[attr-defined]  # of an HTTP1ServerConnection

    def _forget(self, stream: IOStream) -> None:
        self._here.pop(stream, None)
        self._asking.discard(stream)
        self._stalled.pop(stream, None)

    def _forget_closed(self) -> None:
        for stream in [stream for stream in self._here if stream.closed()]:
            self._forget(stream)

    def _show_out_who_takes_nothing(self) -> None:
        """Look at all for whom something waits; who has taken nothing for long is not there any more."""
        self._forget_closed()
        before = self._stalled
        self._stalled = {}
        for stream in self._here:
            if stream.writing():
                self._stalled[stream] = stall = Stall.after(before.get(stream), taken_by(stream))
                if stall.looks * _LOOK_EVERY >= _LONGEST:
                    stream.close()


def taken_by(stream: IOStream) -> int:
    """Bytes that the other end, or the system for it, has taken."""
    taken: int = stream._total_write_done_index  # noqa: SLF001  tornado counts them there and nowhere else
    return taken
