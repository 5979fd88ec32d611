"""A learner without a screen: the page, the files it asks for, its web socket, a click. Many fit into one process."""

import asyncio
import json
import re
import ssl
import uuid
import zlib
from collections.abc import AsyncIterator, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1
from tornado.httpclient import HTTPRequest
from tornado.httputil import HTTPHeaders
from tornado.websocket import WebSocketClientConnection, websocket_connect

PATIENCE = 60  # seconds until a test that waits for an answer fails
PROTOCOL = "v1.kernel.websocket.jupyter.org"
AT_ONCE = 6  # connections that a browser opens to one host
KERNEL = re.compile(r'"kernelId": ?"([\w-]+)"')
LONGEST = 2**26  # bytes of an answer

_OPEN: "list[HttpConnection | Learner]" = []  # what is to be closed in the end, so that no test has to think of it


def run_async(work: Coroutine[Any, Any, Any], patience: float = PATIENCE) -> Any:
    """Run it to its end and close what it has opened; in a thread, as browser tests keep an event loop in this one."""

    async def limited() -> Any:
        try:
            return await asyncio.wait_for(work, patience)
        finally:
            while _OPEN:
                with suppress(OSError, TimeoutError):  # some tests stop their server, or kill what would say goodbye
                    await asyncio.wait_for(_OPEN.pop().close(), PATIENCE / 4)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, limited()).result()


def wave(page: str) -> str:
    """The address of the scripts that come in one, below that of the front page."""
    found = re.search(r'src="/(voila/\w+/wave.js)"', page)
    assert found
    return found[1]


@dataclass
class Answer:
    status: int
    headers: HTTPHeaders
    body: bytes

    @property
    def text(self) -> str:
        packed = self.headers.get("Content-Encoding") == "gzip"
        return (zlib.decompress(self.body, 47) if packed else self.body).decode()


def ask(address: str, cookies: dict[str, str] | None = None, method: str = "GET", **headers: str) -> Answer:
    """One request of somebody who asks nothing else; `cookies` are sent, and take up those that come back."""
    path = "/" + address.split("/", 3)[3]
    answer: Answer = run_async(HttpConnection(address).ask(path, cookies, method, **headers))
    return answer


class HttpConnection:
    """One connection that is kept open; `http.client` has no asynchronous sister."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.host = parts.hostname
        self.port = parts.port or 80
        self._tls = ssl._create_unverified_context() if parts.scheme == "https" else None
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, path: str, cookies: dict[str, str] | None = None, method: str = "GET", **headers: str
    ) -> Answer:
        if self._ends is None:
            self._ends = await asyncio.open_connection(self.host, self.port, ssl=self._tls)
            _OPEN.append(self)
        reader, writer = self._ends
        sent = {"Host": f"{self.host}:{self.port}", "Accept-Encoding": "gzip"}
        if cookies:
            sent["Cookie"] = as_header(cookies)
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        writer.write("\r\n".join([f"{method} {path} HTTP/1.1", *map(": ".join, sent.items()), "", ""]).encode())
        first = await reader.readline()
        if not first:
            return Answer(0, HTTPHeaders(), b"")  # closed without a word
        status = int(first.split()[1])
        received = HTTPHeaders()
        while line := (await reader.readline()).decode().strip():
            received.parse_line(line)
        for one in received.get_list("Set-Cookie") if cookies is not None else ():
            cookies.update([one.partition(";")[0].split("=", 1)])
        body = b"" if method == "HEAD" else await self._body(reader, status, received)
        return Answer(status, received, body)

    async def _body(self, reader: asyncio.StreamReader, status: int, headers: HTTPHeaders) -> bytes:
        if headers.get("Transfer-Encoding") == "chunked":
            parts = []
            while size := int(await reader.readline(), 16):
                parts.append((await reader.readexactly(size + 2))[:-2])
            await reader.readline()
            return b"".join(parts)
        if status in (204, 304):
            return b""
        return await reader.readexactly(int(headers.get("Content-Length", 0)))

    async def close(self) -> None:
        if self._ends:
            _, writer = self._ends
            self._ends = None
            writer.close()
            with suppress(OSError):  # the other end may have been quicker
                await writer.wait_closed()


def as_header(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


@dataclass(eq=False)
class Learner:
    """`address` is that of the page; `page`, `kernel` and `states` (of the widgets, by model) are known once opened."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    page: str = ""
    kernel: str = ""
    states: dict[str, Any] = field(default_factory=dict)
    session: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        self.base = re.sub(r"(ko|en)/$", "", self.address)
        self.path = urlsplit(self.address).path
        self.socket: WebSocketClientConnection | None = None
        self.code: int | None = None

    # -- a visit ------------------------------------------------------------------------------------

    async def open(self, files: Iterable[str] = (), again: float = 0) -> Self:
        """The page with its files, then the socket and the state of every widget, as a browser would.

        A page that says the room is full tries again after `again` seconds, if that is given.
        """
        answer = await self.read(files)
        while answer.status == 503 and again:
            await asyncio.sleep(again)
            answer = await self.read(files)
        assert answer.status == 200, answer.status
        await self.connect()
        self.states = await self.fetch_states()
        return self

    async def read(self, files: Iterable[str] = ()) -> Answer:
        """The page with its files alone."""
        connection = HttpConnection(self.address)
        waiting = list(files)
        answer = await connection.ask(self.path, self.cookies)

        async def fetch(connection: HttpConnection) -> None:
            while waiting:
                await connection.ask(waiting.pop(), self.cookies)
            await connection.close()

        more = [HttpConnection(self.address) for _ in waiting[1:AT_ONCE]]
        await asyncio.gather(*map(fetch, [connection, *more]))
        self.page = answer.text
        found = KERNEL.search(self.page)
        self.kernel = found[1] if found else ""
        return answer

    async def connect(self, kernel: str = "", **headers: str) -> None:
        """Open the socket; `kernel` may be another one than one's own."""
        where = self.base.replace("http", "ws", 1) + f"api/kernels/{kernel or self.kernel}/channels"
        if self.cookies:
            headers["Cookie"] = as_header(self.cookies)
        address = f"{where}?session_id={self.session}"
        request = HTTPRequest(address, headers=headers, request_timeout=PATIENCE, validate_cert=False)
        self.socket = await websocket_connect(
            request, subprotocols=[PROTOCOL], compression_options={}, max_message_size=LONGEST
        )
        _OPEN.append(self)

    async def close(self) -> int:
        """The tab is closed, and the browser says goodbye; the answer's status."""
        await self.vanish()
        token = urlencode({"_xsrf": self.cookies.get("_xsrf", "")})
        return (await self.ask(f"voila/api/shutdown/{self.kernel}?{token}", "POST")).status

    async def vanish(self) -> None:
        """The tab is closed, and the browser says nothing more, then or later."""
        if self in _OPEN:
            _OPEN.remove(self)
        if self.socket:
            self.socket.close()
            await self.until_closed()

    async def ask(self, path: str, method: str = "GET") -> Answer:
        """Another request of the same browser; `path` is below that of the front page."""
        return await HttpConnection(self.address).ask(urlsplit(self.base).path + path, self.cookies, method)

    # -- widgets ------------------------------------------------------------------------------------

    async def fetch_states(self) -> dict[str, Any]:
        comm = uuid.uuid4().hex
        target = {"comm_id": comm, "target_name": "jupyter.widget.control", "data": {}}
        await self.send("comm_open", target, {"version": "1.0.0"})
        states: dict[str, Any] = {}
        for answer in await self.send_to_widget(comm, {"method": "request_states"}):
            if answer["kind"] == "comm_msg":
                states = answer["content"]["data"]["states"]
        await self.send("comm_close", {"comm_id": comm, "data": {}})
        return states

    def models(self, name: str) -> list[str]:
        """The widgets of a kind, as ButtonModel, in the order in which they were made."""
        return [model for model, state in self.states.items() if state["model_name"] == name]

    async def press(self, model: str) -> list[dict[str, Any]]:
        """Press the button with this model; everything that comes in answer."""
        return await self.send_to_widget(model, {"method": "custom", "content": {"event": "click"}})

    async def is_answered(self, button: int = 0) -> bool:
        """Whether the kernel does what one presses."""
        answers = await self.press(self.models("ButtonModel")[button])
        return bool(answers[-1]["content"] == {"execution_state": "idle"})

    # -- messages -----------------------------------------------------------------------------------

    async def send_to_widget(self, model: str, data: dict[str, Any]) -> list[dict[str, Any]]:
        """Everything that comes in answer."""
        sent = await self.send("comm_msg", {"comm_id": model, "data": data})
        return [one async for one in self.answers(sent)]

    async def send(self, kind: str, content: Any, metadata: Any = None, channel: str = "shell") -> str:
        """Send a message; its id."""
        sent, raw = self.pack(kind, content, metadata, channel)
        await self.write(raw)
        return sent

    def pack(self, kind: str, content: Any, metadata: Any = None, channel: str = "shell") -> tuple[str, bytes]:
        """A message as the page's script packs it, with its id before it."""
        header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": self.session, "username": ""}
        header |= {"version": "5.2", "date": "2026-01-01T00:00:00Z"}
        message = {"header": header, "parent_header": {}, "metadata": metadata or {}, "content": content}
        raw: bytes = serialize_msg_to_ws_v1(message, channel, lambda part: json.dumps(part).encode())
        return header["msg_id"], raw

    async def write(self, raw: bytes | str) -> None:
        """Send it as it is."""
        assert self.socket
        await self.socket.write_message(raw, binary=isinstance(raw, bytes))

    async def answers(self, sent: str) -> AsyncIterator[dict[str, Any]]:
        """What comes in answer to the message with this id, until the kernel is idle again."""
        while raw := await self.receive():
            _, parts = deserialize_msg_from_ws_v1(raw)
            if sent.encode() not in parts[1]:
                continue
            header = json.loads(parts[0])
            content = json.loads(parts[3])
            yield {"kind": header["msg_type"], "content": content}
            if content.get("execution_state") == "idle":
                return
        raise ConnectionError(f"the socket was closed ({self.code})")

    async def receive(self) -> bytes:
        """The next message; empty when the socket has been closed, and `code` says why."""
        assert self.socket
        raw = await self.socket.read_message()
        if raw is None:
            self.code = self.socket.close_code
            self.socket.close()
            self.socket = None
        return raw if isinstance(raw, bytes) else b""

    async def until_closed(self) -> int | None:
        """The code with which the other end closes the socket."""
        while await self.receive():
            pass
        return self.code
