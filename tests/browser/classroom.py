"""The pages of a class in a room of their own, by the templates that serve them; what the class answers says a test."""

from functools import cache, cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader

from helpers import CONTENT
from kbguide.content.reader import LANGUAGES
from kbguide.hosting.headers import security_headers
from kbguide.site.template_data import OWN_FILES, TEMPLATE, template_data

PAGES = {"class": "join", "class/feedback": "feedback", "class/test": "selftest"}
TYPES = {"css": "text/css", "js": "text/javascript"}
ELSEWHERE = "https://guide.example/"  # a guide without a server
EMPTY = b'<!DOCTYPE html><html lang="en"><title>Another page</title><link rel="icon" href="data:,"><p>Another page'


class ClassPages:
    """Serves the pages below `/`, and in place of all others an empty one; `/closed/` is a site where nobody opens."""

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/"
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    @cached_property
    def parts(self) -> list[str]:
        return urlsplit(self.path).path.strip("/").split("/")

    def do_GET(self) -> None:  # the library's name for it
        closed = self.parts[0] == "closed"
        name = "/".join(self.parts[closed:])
        lang, _, page = name.partition("/")
        if name in OWN_FILES:
            return self._send(OWN_FILES[name], TYPES[name.rpartition(".")[2]])
        if lang in LANGUAGES and page in PAGES:
            return self._send(rendered(PAGES[page], lang, closed), "text/html")
        return self._send(EMPTY, "text/html")

    def _send(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        for header, value in security_headers(()).items():
            self.send_header(header, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@cache
def rendered(template: str, lang: str, closed: bool) -> bytes:
    base = "/closed/" if closed else "/"
    known = template_data(CONTENT, base, ELSEWHERE) | {"class_api": f"{base}class/", "classes_open": not closed}
    templates = Environment(loader=FileSystemLoader(TEMPLATE), autoescape=True)
    page = templates.get_template(f"{template}.html.j2").render(kbguide=known, languages=[lang])
    return page.encode()
