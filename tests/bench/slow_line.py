"""A line of 10 Mbit/s with 40 ms to the server and back, as a proxy in a thread.

Chromium can pretend to be slow by itself, but counts what comes over a web socket after unpacking it, and lets
workers fetch at full speed. Connections share the line: a large file does not hold up a small one.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

RATE = 10e6 / 8  # bytes a second, each way, for all connections together
DELAY = 0.02  # seconds each way
MOST = 64 * 1024  # bytes of one connection that are on their way
PIECE = 16 * 1024  # bytes that are read at once


class SlowLine:
    """`received`: bytes that have come down the line; while it is `cut`, nothing goes through."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.received = 0
        self.cut = False
        self.free = {"down": 0.0, "up": 0.0}  # when each way will have sent what it was given


class End(asyncio.Protocol):
    """One end of one connection; what comes in here goes out at the other end, later."""

    def __init__(self, line: SlowLine, way: str, other: "End | None" = None) -> None:
        self.line, self.way, self.other = line, way, other
        self.waiting: list[bytes] = []  # what came before the other end was there
        self.under_way = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.out: asyncio.Transport = transport
        self.out.max_size = PIECE
        if self.other is None:  # a visitor: what follows takes a way there and back
            asyncio.get_running_loop().call_later(2 * DELAY, self.go_on)

    def go_on(self) -> None:
        loop = asyncio.get_running_loop()
        self.task = loop.create_task(
            loop.create_connection(lambda: End(self.line, "down", self), "127.0.0.1", self.line.port)
        )
        self.task.add_done_callback(self.met)

    def met(self, task: "asyncio.Task[tuple[asyncio.BaseTransport, End]]") -> None:
        self.other = task.result()[1]
        for some in self.waiting:
            self.data_received(some)

    def data_received(self, data: bytes) -> None:
        if self.line.cut:
            self.out.abort()
            return
        if self.other is None:
            self.waiting.append(data)
            return
        loop, line = asyncio.get_running_loop(), self.line
        line.received += len(data) if self.way == "down" else 0
        line.free[self.way] = max(loop.time(), line.free[self.way]) + len(data) / RATE
        self.under_way += len(data)
        if self.under_way > MOST:
            self.out.pause_reading()
        loop.call_at(line.free[self.way] + DELAY, self.deliver, self.other, data)

    def deliver(self, other: "End", data: bytes) -> None:
        other.out.write(data)
        self.under_way -= len(data)
        if self.under_way <= MOST and not self.out.is_closing():
            self.out.resume_reading()

    def connection_lost(self, _: Exception | None) -> None:
        if self.other:
            loop = asyncio.get_running_loop()
            loop.call_at(max(loop.time(), self.line.free[self.way]) + DELAY, self.other.out.close)


@contextmanager
def slow_line(port: int) -> Iterator[tuple[SlowLine, int]]:
    """The line to a server's port, and the port at its near end."""
    loop, line = asyncio.new_event_loop(), SlowLine(port)
    threading.Thread(target=loop.run_forever, daemon=True).start()
    opening = loop.create_server(lambda: End(line, "up"), "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(opening, loop).result()
    yield line, int(server.sockets[0].getsockname()[1])
    loop.call_soon_threadsafe(loop.stop)
