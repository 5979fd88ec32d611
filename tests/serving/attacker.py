"""Somebody who means no good, as far below a browser as he likes: bare connections and bare frames."""

import base64
import json
import os
import socket
import struct
import time
import uuid
from collections.abc import Callable
from contextlib import suppress

from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1

from serving.learner import PROTOCOL, as_header

PING, CONTINUATION, TEXT, BINARY = 9, 0, 1, 2
FINAL = 0x80
COMPRESSED = 0x40
SMALL = 4096  # bytes of a receive buffer that is soon full


def connection(port: int, address: str = "127.0.0.1", source: str = "127.0.0.1") -> socket.socket:
    """A connection that takes little before it is full; on Linux `source` may be any address of the loopback."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
    made.bind((source, 0))
    made.settimeout(5)
    made.connect((address, port))
    return made


def hold(port: int, count: int, source: str = "127.0.0.1") -> list[socket.socket]:
    """So many connections that say nothing, or half of a request; some may be turned away."""
    held = []
    for number in range(count):
        with suppress(OSError):
            held.append(connection(port, source=source))
            if number % 8 == 0:
                held[-1].send(b"GET / HTTP/1.1\r\n")
    return held


def ask_and_read_nothing(port: int, path: str, count: int) -> list[socket.socket]:
    """So many requests whose answers are never taken."""
    held = []
    for _ in range(count):
        with suppress(OSError):
            held.append(connection(port))
            held[-1].send(
                f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: identity\r\n\r\n".encode()
            )
    return held


def frame(kind: int, data: bytes = b"", final: bool = True) -> bytes:
    """A frame as a browser sends it."""
    mask = os.urandom(4)
    size = len(data)
    first = bytes([kind | (FINAL if final else 0)])
    if size < 126:
        head = first + bytes([FINAL | size])
    elif size < 65536:
        head = first + bytes([FINAL | 126]) + struct.pack(">H", size)
    else:
        head = first + bytes([FINAL | 127]) + struct.pack(">Q", size)
    return head + mask + bytes(one ^ mask[number % 4] for number, one in enumerate(data))


def packed_frame(data: bytes) -> bytes:
    """A frame whose data says that they are compressed."""
    made = bytearray(frame(BINARY, data))
    made[0] |= COMPRESSED
    return bytes(made)


def asking_for_socket(port: int, kernel: str, cookies: dict[str, str], extension: str = "") -> bytes:
    """What a page sends to open its web socket."""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET /api/kernels/{kernel}/channels?session_id={uuid.uuid4().hex} HTTP/1.1",
        *(f"Host: 127.0.0.1:{port}", "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}"),
        *("Sec-WebSocket-Version: 13", f"Sec-WebSocket-Protocol: {PROTOCOL}", f"Cookie: {as_header(cookies)}"),
        *([f"Sec-WebSocket-Extensions: {extension}"] if extension else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def socket_of(port: int, kernel: str, cookies: dict[str, str], extension: str = "") -> socket.socket:
    """A web socket to the kernel of a page, opened by hand."""
    made = connection(port)
    made.send(asking_for_socket(port, kernel, cookies, extension))
    assert b"101" in made.recv(15)
    return made


def message(kind: str, content: object, metadata: object = None) -> bytes:
    """A message to the kernel, in a frame."""
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "a", "username": "", "version": "5.2"}
    parts = {"header": header, "parent_header": {}, "metadata": metadata or {}, "content": content}
    return frame(BINARY, serialize_msg_to_ws_v1(parts, "shell", lambda part: json.dumps(part).encode()))


def send_on(held: list[socket.socket], data: Callable[[], bytes], seconds: float, pause: float = 0) -> int:
    """Send what `data` makes on all of them, over and over; how often that came to be."""
    sent = 0
    last = time.monotonic() + seconds
    for one in held:
        one.setblocking(False)
    while time.monotonic() < last:
        for one in held:
            with suppress(OSError):
                some = data()
                sent += one.send(some) == len(some)
        time.sleep(pause)
    return sent


def ask_for_all_states(held: list[socket.socket], seconds: float) -> int:
    """What costs a kernel and a server most, twenty times a second; the answers are never read."""
    comm = uuid.uuid4().hex
    opened = {"comm_id": comm, "target_name": "jupyter.widget.control", "data": {}}
    asked = {"comm_id": comm, "data": {"method": "request_states"}}
    held[0].send(message("comm_open", opened, {"version": "1.0.0"}))
    return send_on(held, lambda: message("comm_msg", asked), seconds, 0.05)
