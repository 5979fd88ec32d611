"""Stands before every handler: by which name the server is called, and whose word is believed about who asks."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Collection
from typing import Any

from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerConnectionDelegate,
    RequestStartLine,
    ResponseStartLine,
)

from kbguide.hosting.networks import Network, house, is_among, parsed
from kbguide.hosting.pace import Paces

_TOLD_BY_PROXIES = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "X-Scheme")
_BURST = 600  # requests of one address at once: a class opens, and each browser asks for ten things
_RATE = 30  # a second for long
_LIGHT = 1 / 20  # of a request, counts one that costs little
_LONGEST = 10  # seconds that a request waits for its turn: whoever hangs up meanwhile is not noticed
_HERE = ("localhost", "127.0.0.1", "::1", "")  # without a name asks a proxy that looks whether the server lives
_PORT = re.compile(r":\d*$")
log = logging.getLogger("kbguide")


class Reception(HTTPServerConnectionDelegate):
    """Hands requests on to the application, with true headers.

    A page of another site may make its own name mean this machine; a browser then asks under that name. So only known
    names are answered; for any other the application is asked for `misdirected`, an address of its own.
    What a request says of itself in X-Forwarded-* counts only if it comes from one of the `proxies`, and those may use
    any name: they have been asked for it.
    """

    def __init__(
        self,
        application: HTTPServerConnectionDelegate,
        misdirected: str,
        names: Collection[str] = (),
        proxies: Collection[Network] = (),
        in_network: bool = False,
        light: str = "",
    ) -> None:
        """`names`: by which browsers call this server beside localhost; `in_network`: also any address, as 10.0.0.7.

        `light`: how the addresses begin of requests that cost little and are many, from a whole house at once.
        """
        self._application = application
        self._misdirected = misdirected
        self._names = {name.lower() for name in (*names, *_HERE)}
        self._proxies = proxies
        self._in_network = in_network
        self._light = light
        self._named = False
        self.paces = Paces(_BURST, _RATE, _LONGEST)

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> HTTPMessageDelegate:
        return Arrival(self, self._application.start_request(server_conn, request_conn), request_conn)

    def receive(self, context: Any, start_line: RequestStartLine, headers: HTTPHeaders) -> RequestStartLine:
        """Set right who asks, how, and for what; `context` is that of the connection, one for all its requests."""
        peer = context.address[0]
        told = {name: headers.pop(name, "") for name in _TOLD_BY_PROXIES}
        context.remote_ip, context.protocol = peer, "http"
        headers["Accept-Encoding"] = "gzip" if accepts_gzip(headers.get("Accept-Encoding", "")) else "identity"
        if is_among(peer, self._proxies):
            context.remote_ip = self._visitor(told["X-Forwarded-For"]) or peer
            context.protocol = "https" if told["X-Forwarded-Proto"].rpartition(",")[2].strip() == "https" else "http"
            headers["Host"] = told["X-Forwarded-Host"] or headers.get("Host", "")  # what the browser calls this server
        elif not self._knows(headers.get("Host", "")):
            return start_line._replace(path=self._misdirected)
        return start_line

    def weight(self, path: str) -> float:
        """What a request counts for."""
        return _LIGHT if self._light and path.startswith(self._light) else 1

    def _visitor(self, forwarded: str) -> str:
        """Who the proxies say has asked: the last one who is none of them."""
        for address in (one.strip() for one in reversed(forwarded.split(","))):
            if not is_among(address, self._proxies):
                return address if parsed(address) else ""
        return ""

    def _knows(self, host: str) -> bool:
        name = _PORT.sub("", host).strip("[]").lower()
        known = name in self._names or (self._in_network and (parsed(name) is not None or name.endswith(".local")))
        if not known and not self._named:
            self._named = True  # once: who asks for what is nobody's business, but the operator may have forgotten it
            log.error("kbguide: asked for under a name that is not known; --host or --trusted-proxy makes one known")
        return known


class Arrival(HTTPMessageDelegate):
    """One request on its way to the application."""

    def __init__(self, reception: Reception, inner: HTTPMessageDelegate, connection: Any) -> None:
        self._reception = reception
        self._inner = inner
        self._connection = connection
        self._turned_away = False

    def headers_received(self, start_line: Any, headers: HTTPHeaders) -> Awaitable[None] | None:
        """Whoever asks too often is answered more slowly, or is told to come later."""
        context = self._connection.context
        start_line = self._reception.receive(context, start_line, headers)
        early = self._reception.paces.charge(house(context.remote_ip), self._reception.weight(start_line.path))
        if early is None:
            self._turned_away = True
            return None
        self._inner.headers_received(start_line, headers)  # which waits for nothing: no handler here reads a stream
        return asyncio.sleep(early) if early > 0 else None

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        return None if self._turned_away else self._inner.data_received(chunk)

    def finish(self) -> None:
        if not self._turned_away:
            self._inner.finish()
            return
        headers = {"Content-Length": "0", "Retry-After": str(_LONGEST), "Connection": "close"}
        self._connection.write_headers(ResponseStartLine("HTTP/1.1", 429, "Too Many Requests"), HTTPHeaders(headers))
        self._connection.finish()
        self._connection.close()

    def on_connection_close(self) -> None:
        if not self._turned_away:
            self._inner.on_connection_close()


def accepts_gzip(header: str) -> bool:
    """Whether Accept-Encoding allows it: `gzip;q=0` is a no."""
    for one in header.lower().split(","):
        name, _, weight = one.replace(" ", "").partition(";q=")
        if name in ("gzip", "*"):
            return not re.fullmatch(r"0(\.0*)?", weight)
    return False
