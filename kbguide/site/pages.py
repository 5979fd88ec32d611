"""The pages: the front, the guide in each language, and the words for when there is no seat."""

import re
import secrets
from typing import Any, cast

from jupyter_server.base.handlers import JupyterHandler
from tornado.ioloop import IOLoop
from tornado.web import RequestHandler

from kbguide.content.reader import LANGUAGES
from kbguide.hosting.metrics import OPENED, REFUSED
from kbguide.hosting.networks import house
from kbguide.hosting.rate_limit import RateLimit
from kbguide.hosting.seats import Room, RoomClosing, RoomFull
from kbguide.site.notebook import PreparedNotebook

_RETRY_AFTER = 5  # seconds until a page that was refused tries again


class TextPage(RequestHandler):
    """What every page has: its template, and no kernel."""

    def set_page_headers(self) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")

    def browser_language(self) -> str:
        """The language of the guide that the browser likes best, by which the answer varies; "" if it speaks none."""
        self.set_header("Vary", "Accept-Language")
        accepted = self.request.headers.get("Accept-Language", "").lower().split(",")
        names = (re.split("[-;]", one.strip())[0] for one in accepted)  # they name the best first
        return next((name for name in names if name in LANGUAGES), "")

    def finish_page(self, template: str, **values: Any) -> None:
        self.set_page_headers()
        self.finish(self.settings["voila_jinja2_env"].get_template(template).render(**values))

    def refuse(self, status: int, why: str) -> None:
        """Words in both languages, and a script that tries again by itself; without scripts the page does."""
        REFUSED.labels(why).inc()
        self.set_status(status)
        self.set_header("Retry-After", str(_RETRY_AFTER))
        asked = self.request.path.rstrip("/").rpartition("/")[2]
        languages = sorted(LANGUAGES, key=lambda lang: lang != asked)
        self.finish_page("wait.html.j2", why=why, again=_RETRY_AFTER, languages=languages)

    def write_error(self, *_: Any, **__: Any) -> None:
        self.finish_page("error.html")


class FrontPage(TextPage):
    """Leads straight to the guide in the browser's language; whose browser speaks none of them is asked."""

    def get(self) -> None:
        lang = self.browser_language()
        self.set_page_headers()
        if lang:
            self.redirect(f"{lang}/")
        else:
            self.finish_page("start.html.j2")

    head = get


class ReadingPage(TextPage):
    """A page of this template in one language, with nothing but words: there is always room for that."""

    def initialize(self, template: str) -> None:
        self.template = template

    def get(self, lang: str) -> None:
        self.finish_page(self.template, languages=[lang])

    head = get


class BesidePage(TextPage):
    """The real procedures to choose from; or one, step by step or on paper: there the first one if none is named."""

    def initialize(self, paper: bool = False) -> None:
        self.paper = paper

    def get(self, lang: str, name: str | None = None) -> None:
        known = {one.id: one for one in self.settings["companions"].values() if one.on_paper or not self.paper}
        chosen = known.get(name or next(iter(known), ""))
        if chosen and (name or self.paper):
            self.finish_page("paper.html.j2" if self.paper else "beside.html.j2", languages=[lang], companion=chosen)
        elif name:
            self.send_error(404)
        else:
            self.finish_page("companions.html.j2", languages=[lang])

    head = get


class LessonPage(TextPage):
    """For teachers: the lessons to choose from, or one as a booklet."""

    def get(self, lang: str, name: str | None = None) -> None:
        lesson = self.settings["lessons"].get(name)
        if name and not lesson:
            self.send_error(404)
        else:
            self.finish_page("lesson.html.j2" if lesson else "lessons.html.j2", languages=[lang], lesson=lesson)

    head = get


class NotFound(TextPage):
    """Every address that there is not."""

    def prepare(self) -> None:
        self.send_error(404)


class Misdirected(TextPage):
    """Asked for under a name that is not this server's, see `hosting.reception`."""

    def prepare(self) -> None:
        self.send_error(421)


class Health(RequestHandler):
    """Whether the server lives."""

    def get(self) -> None:
        self.tell(200, "ok")

    head = get

    def tell(self, status: int, word: str) -> None:
        """An answer for a proxy."""
        self.set_status(status)
        self.set_header("Content-Type", "text/plain")
        self.set_header("Cache-Control", "no-store")
        self.finish(f"{word}\n")


class Ready(Health):
    """Whether whoever comes next is served at once: 200, or 404, at which a proxy sends newcomers elsewhere."""

    def get(self) -> None:
        room: Room = self.settings["kernel_manager"]
        if room.is_ready:
            self.tell(200, "ready")
        else:
            self.tell(404, "not now")

    head = get


class SeatsFree(RequestHandler):
    """Whether it is worth trying again: 204, or 503."""

    def get(self) -> None:
        room: Room = self.settings["kernel_manager"]
        self.set_status(204 if room.has_seat else 503)

    head = get


class GuidePage(TextPage, JupyterHandler):
    """The guide. Its words are sent at once, the forms when a kernel has made them."""

    _kernel_id = ""
    _abandoned = False

    def head(self, lang: str) -> None:  # noqa: ARG002  tornado's argument
        """Somebody who looks whether the site is up takes no seat."""
        self.set_page_headers()

    async def get(self, lang: str) -> None:
        self._room = cast(Room, self.kernel_manager)
        rate_limit: RateLimit = self.settings["rate_limit"]
        address = house(self.request.remote_ip or "")
        if not rate_limit.allows(address):
            self.refuse(429, "often")
            return
        try:
            self._kernel_id = await self._room.admit(self._browser_key(), address)
        except RoomFull as why:
            rate_limit.forgive(address)  # it tries again by itself
            self.refuse(503, "closing" if isinstance(why, RoomClosing) else "full")
            return
        served = False
        try:
            served = await self._serve(self.settings["prepared_notebooks"][lang])
        finally:
            if not served:  # nobody will come for this kernel
                await self._room.shutdown_kernel(self._kernel_id)

    async def _serve(self, notebook: PreparedNotebook) -> bool:
        """Write the page; whether it has its forms and somebody to use them."""
        self.xsrf_token  # noqa: B018  reading it sets the cookie that Voila's goodbye post must show
        self.set_page_headers()
        with OPENED.time():
            self.write(notebook.prose_html)
            self.flush()
            outputs = await self._room.open(self._kernel_id, notebook.code)
        if not self._abandoned:
            self.finish(notebook.forms_html(self._kernel_id, outputs))
        return outputs is not None and not self._abandoned

    def _browser_key(self) -> str:
        """By which the browser is known to be the one that opened this page."""
        cookie = self.settings["seat_cookie"]
        key: str | None = self.get_cookie(cookie)
        if not key:
            key = secrets.token_urlsafe(16)
            self.set_cookie(cookie, key, path=self.base_url, httponly=True, samesite="Lax")
        return key

    def set_cookie(self, name: str, value: Any, *args: Any, **kwargs: Any) -> None:
        """Behind TLS a cookie is never sent without it."""
        super().set_cookie(name, value, *args, **kwargs, secure=self.request.protocol == "https")

    def on_connection_close(self) -> None:
        """Nobody waits for this page any more."""
        self._abandoned = True
        if self._kernel_id:
            IOLoop.current().add_callback(self._room.shutdown_kernel, self._kernel_id)
