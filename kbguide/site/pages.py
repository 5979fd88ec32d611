"""The pages: the front, the guide in each language, and the words for when there is no seat."""

import secrets
import time
from collections import defaultdict, deque
from typing import Any, cast

from jupyter_server.base.handlers import JupyterHandler
from tornado.ioloop import IOLoop
from tornado.web import RequestHandler

from kbguide.content.reader import LANGUAGES
from kbguide.hosting.metrics import OPENED, REFUSED
from kbguide.hosting.seats import Full, Room
from kbguide.site.notebook import Book

VISIT = "kbguide-visit"  # the cookie by which a browser is known to be the one that opened a page
_AGAIN = 5  # seconds until a page that was refused tries again


class Words(RequestHandler):
    """What every page of words has: its templates, and no kernel."""

    def prepare_words(self) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")

    def page(self, name: str, **given: Any) -> str:
        self.prepare_words()
        made: str = self.settings["voila_jinja2_env"].get_template(name).render(**given)
        return made

    def refuse(self, status: int, why: str) -> None:
        """Words in both languages, and a script that tries again by itself; without scripts the page does."""
        REFUSED.labels(why).inc()
        self.set_status(status)
        self.set_header("Retry-After", str(_AGAIN))
        first = self.request.path.rstrip("/").rpartition("/")[2]
        languages = sorted(LANGUAGES, key=lambda lang: lang != first)
        self.finish(self.page("wait.html.j2", why=why, again=_AGAIN, languages=languages))

    def write_error(self, *_: Any, **__: Any) -> None:
        self.finish(self.page("error.html"))


class Start(Words):
    def get(self) -> None:
        self.finish(self.page("start.html.j2"))

    head = get


class Now(Words):
    """What to do when it has just happened: there is always room for that."""

    def get(self, lang: str) -> None:
        self.finish(self.page("now.html.j2", languages=[lang]))

    head = get


class Missing(Words):
    """Every address that there is not."""

    def prepare(self) -> None:
        self.set_status(404)
        self.finish(self.page("error.html"))


class Health(RequestHandler):
    def get(self) -> None:
        self.set_header("Content-Type", "text/plain")
        self.finish("ok\n")

    head = get


class Seats(RequestHandler):
    """Whether it is worth trying again: 204, or 503."""

    def get(self) -> None:
        room: Room = self.settings["kernel_manager"]
        self.set_status(204 if room.has_seat else 503)


class RateLimit:
    """How often each address has opened a page in the last minute."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._times: defaultdict[str, deque[float]] = defaultdict(deque)

    def allows(self, address: str) -> bool:
        """Whether it may open one more, which then counts."""
        now = time.monotonic()
        for one, times in list(self._times.items()):
            while times and times[0] < now - 60:
                times.popleft()
            if not times:
                del self._times[one]
        if len(self._times[address]) >= self._most:
            return False
        self._times[address].append(now)
        return True

    def forgive(self, address: str) -> None:
        """The last one came to nothing."""
        self._times[address].pop()


class Page(Words, JupyterHandler):
    """The guide. Its words are sent at once, the forms when a kernel has made them."""

    def initialize(self, book: Book, often: RateLimit) -> None:
        self._book, self._often = book, often
        self._room = cast(Room, self.kernel_manager)
        self._kernel_id = ""
        self._left = False

    async def get(self) -> None:
        address = self.request.remote_ip or ""
        if not self._often.allows(address):
            self.refuse(429, "often")
            return
        try:
            self._kernel_id = await self._room.admit(self._browser())
        except Full:
            self._often.forgive(address)  # it tries again by itself
            self.refuse(503, "full")
            return
        served = False
        try:
            served = await self._make()
        finally:
            if not served:  # nobody will come for this kernel
                await self._room.shutdown_kernel(self._kernel_id)

    async def _make(self) -> bool:
        """Write the page; whether it has its forms and somebody to use them."""
        self.xsrf_token  # noqa: B018  reading it sets the cookie that Voila's goodbye post must show
        self.prepare_words()
        with OPENED.time():
            self.write(self._book.words)
            self.flush()
            outputs = await self._room.open(self._kernel_id, self._book)
        if not self._left:
            self.finish(self._book.forms(self._kernel_id, outputs))
        return outputs is not None and not self._left

    def _browser(self) -> str:
        known: str | None = self.get_cookie(VISIT)
        if not known:
            known = secrets.token_urlsafe(16)
            self.set_cookie(VISIT, known, path=self.base_url, httponly=True, samesite="Lax")
        return known

    def on_connection_close(self) -> None:
        """Nobody waits for this page any more."""
        self._left = True
        if self._kernel_id:
            IOLoop.current().add_callback(self._room.shutdown_kernel, self._kernel_id)
