"""Voila, set up for strangers: two notebooks by address, a seat for each learner, and no kernel left behind."""

import asyncio
import logging
import shutil
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from posixpath import normpath
from typing import Any, cast

from tornado.httputil import HTTPServerConnectionDelegate
from tornado.ioloop import IOLoop
from tornado.web import Application
from voila.app import Voila
from voila.exporter import VoilaExporter
from voila.utils import get_page_config

from kbguide.content.loader import load
from kbguide.content.reader import LANGUAGES
from kbguide.hosting.assets import Assets
from kbguide.hosting.channel import LONGEST_MESSAGE
from kbguide.hosting.doors import Doors, Limits
from kbguide.hosting.fork_client import ForkClient
from kbguide.hosting.headers import SecurityHeaders, security_headers
from kbguide.hosting.machine import connections_for, connections_of_one, raise_file_limit
from kbguide.hosting.rate_limit import RateLimit
from kbguide.hosting.reception import Reception
from kbguide.hosting.seats import Room
from kbguide.site import template_data
from kbguide.site.addresses import METRICS, MISDIRECTED, rules
from kbguide.site.annex import Annex
from kbguide.site.notebook import PreparedNotebook, prepare
from kbguide.site.pages import NotFound
from kbguide.site.settings import EXTENSIONS, SPARE, ServerOptions, voila_config

# bytes, and seconds
_SMALL = {"max_body_size": 2**16, "max_header_size": 2**14, "body_timeout": 10, "idle_connection_timeout": 10}
_LAST_ANSWERS = 2  # seconds for what is being answered when the server ends


class GuideServer(Voila):
    """Serves the guide on a socket that is already bound."""

    def __init__(
        self,
        options: ServerOptions,
        listener: socket.socket,
        fork_client: ForkClient | None = None,
        annex: Annex | None = None,
    ) -> None:
        """`fork_client` has been started already, if there is one; `annex` is served beside the guide."""
        content = load(options.data)
        self._template_data = template_data.template_data(
            content, options.base, options.elsewhere, class_api=options.class_api, classes_open=options.classes_open
        )
        self._annex = annex
        self._companions = content.companions
        self._lessons = content.lessons
        self._mark_terms = template_data.term_marker(content)
        self._options = options
        self._listener = listener
        self._fork_client = fork_client
        self._doors: list[Doors] = []
        self._ending = False
        self.on_ready: Callable[[], None] = lambda: None
        self.on_draining: Callable[[], None] = lambda: None
        super().__init__(config=voila_config(options))

    def serve(self) -> None:
        """Until it is told to stop."""
        try:
            self.initialize([])
            self.start()
        finally:
            if self.connection_dir:
                shutil.rmtree(self.connection_dir, ignore_errors=True)

    def setup_template_dirs(self) -> None:
        super().setup_template_dirs()
        self.template_paths.insert(0, str(template_data.TEMPLATE))

    def init_settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = super().init_settings()
        settings["voila_jinja2_env"].globals["kbguide"] = self._template_data
        return {
            **settings,
            "companions": self._companions,
            "lessons": self._lessons,
            "compress_response": True,
            "default_handler_class": NotFound,
            "log_function": lambda _: None,  # who asks for what is nobody's business
            "rate_limit": RateLimit(self._options.pages_a_minute + 2 * self._options.learners),
            "seat_cookie": "kbguide-visit",
            "websocket_compression_options": {},
            "websocket_max_message_size": LONGEST_MESSAGE,
            "xsrf_cookie_kwargs": {"path": self.base_url, "samesite": "Lax", "expires_days": None},
        }

    def init_handlers(self) -> list[Any]:
        beside = self._annex.rules(self.base_url) if self._annex else []
        return [*beside, *rules(self.base_url)]

    def listen(self) -> None:
        logging.getLogger("tornado").setLevel(logging.ERROR)  # addresses that do not exist are the visitor's business
        headers = security_headers(template_data.INLINE_SCRIPTS)
        self.app.add_transform(cast(Any, partial(SecurityHeaders, headers)))
        self.ioloop = cast(Any, IOLoop.current())  # tornado's own loops are all asyncio's
        self._hear_signals()
        opening = self.ioloop.asyncio_loop.create_task(self._open())
        opening.add_done_callback(lambda done: self.ioloop.stop() if done.exception() else None)
        self.ioloop.start()
        if opening.done():
            opening.result()  # raises what kept it from opening

    async def _open(self) -> None:
        """Be warm, make the notebooks ready, and only then let anybody in."""
        room: Room = self.kernel_manager
        room.fork_client = await self._fork_client.ready() if self._fork_client else None
        assets = Assets(template_data.OWN_FILES, self._libraries(), template_data.FIRST_WAVE)
        self.app.settings["assets"] = assets
        self.app.settings["prepared_notebooks"] = {lang: await self._prepare(lang, assets) for lang in LANGUAGES}
        if self._annex:
            await self._annex.open()
        options = self._options
        reception = Reception(
            self.app, MISDIRECTED, options.names, options.proxies, options.in_network, options.class_api
        )
        self._serve(reception, self._listener)
        if options.metrics:
            self._serve(Application(METRICS), options.metrics)
        self.on_ready()

    def _serve(self, handed_to: HTTPServerConnectionDelegate, listener: socket.socket) -> None:
        doors = Doors(handed_to, **_SMALL)
        learners = self._options.learners
        in_all = connections_for(raise_file_limit(), learners + SPARE)
        doors.stand_open(listener, Limits(in_all, min(in_all, connections_of_one(learners)), self._options.proxies))
        self._doors.append(doors)

    def _libraries(self) -> dict[str, Path]:
        """The folders with the scripts of Voila and of the extensions that the page uses."""
        folders = {"static": next(place for place in map(Path, self.static_paths) if (place / "voila.js").is_file())}
        for name in EXTENSIONS:
            places = [Path(place) / name / "static" for place in self.labextensions_path]
            found = next((place for place in places if place.is_dir()), None)
            if found is None:
                raise FileNotFoundError(f"the extension {name} is not installed in this environment")
            folders[f"labextensions/{name}/static"] = found
        return folders

    async def _prepare(self, lang: str, assets: Assets) -> PreparedNotebook:
        files = f"{self.base_url}voila/{assets.version}"
        config = get_page_config(self.base_url, self.app.settings, self.log, self.voila_configuration)
        config |= {"appVersion": "", "fullStaticUrl": f"{files}/static", "waveUrl": f"{files}/wave.js"}
        config["fullLabextensionsUrl"] = f"{files}/labextensions"
        entries = [f"labextensions/{one['name']}/{one['load']}" for one in config["federated_extensions"]]
        config["preload"] = [f"{files}/{normpath(name)}" for name in ("wave.js", "static/voila.js", *entries)]
        exporter = VoilaExporter(
            template_paths=self.template_paths,
            template_name=self.voila_configuration.template,
            config=self.config,
            contents_manager=self.contents_manager,
            base_url=self.base_url,
        )
        exporter.register_filter("mark_terms", self._mark_terms)
        template = self.app.settings["voila_jinja2_env"].get_template("forms.html.j2")
        resources = {"base_url": self.base_url, "kbguide": self._template_data}
        return await prepare(self._options.notebooks / lang / "guide.ipynb", exporter, template, resources, config)

    def _hear_signals(self) -> None:
        """The system's word to end is heard twice: at first nobody is let in any more, then it is the end."""
        for name in ("SIGINT", "SIGHUP", "SIGQUIT"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._handle_signal_stop)
        signal.signal(signal.SIGTERM, self._handle_signal_drain)

    def _handle_signal_stop(self, *_: Any) -> None:
        self.ioloop.add_callback_from_signal(self._close_down)

    def _handle_signal_drain(self, *_: Any) -> None:
        self.ioloop.add_callback_from_signal(self._drain)

    async def _drain(self) -> None:
        room: Room = self.kernel_manager
        if not room.draining and not self._ending:
            self.on_draining()
            with suppress(Exception):  # whatever kept it from waiting, it is to end
                await room.drain(self._options.drain_timeout)
        await self._close_down()

    async def _close_down(self) -> None:
        if self._ending:
            return
        self._ending = True
        for doors in self._doors:
            doors.stop()
        try:
            await self.kernel_manager.close_down()
            with suppress(TimeoutError):  # a request may still wait for its turn
                async with asyncio.timeout(_LAST_ANSWERS):
                    for doors in self._doors:
                        await doors.close_all_connections()
            if self._annex:
                await self._annex.close()
        finally:
            self.ioloop.stop()
