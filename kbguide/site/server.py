"""Voila, set up for strangers: two notebooks by address, a seat for each learner, and no kernel left behind."""

import logging
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from posixpath import normpath
from typing import Any, cast

from jupyter_server.auth.identity import IdentityProvider, User
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.web import Application, RedirectHandler, RequestHandler
from traitlets.config import Config
from voila.app import Voila
from voila.exporter import VoilaExporter
from voila.utils import get_page_config

from kbguide.content.reader import LANGUAGES
from kbguide.hosting.assets import Assets, Files
from kbguide.hosting.channel import LONGEST, Connection, Goodbye, Socket, State
from kbguide.hosting.fork_client import Warm
from kbguide.hosting.headers import Headers
from kbguide.hosting.machine import raise_file_limit
from kbguide.hosting.metrics import Figures
from kbguide.hosting.seats import Room
from kbguide.site.notebook import Book, bind
from kbguide.site.pages import Health, Missing, Now, Page, RateLimit, Seats, Start
from kbguide.site.template_data import FILES, TEMPLATE, frame, glossed

_EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget")
_SPARE = 2  # seats more than learners: a page that is opened again comes before its older self has gone
_PAGES_A_MINUTE = 60  # from one address, and twice the class on top: a school has one address for all its rooms
_KERNEL = r"(?P<kernel_id>[\w-]{36})"
_SMALL = {"max_body_size": 2**16, "max_header_size": 2**14, "body_timeout": 10, "idle_connection_timeout": 120}


class NoLogin(IdentityProvider):
    """Nobody logs in, and nobody is given a name or a cookie."""

    def get_user(self, handler: RequestHandler) -> User:  # noqa: ARG002  the signature is the library's
        return User(username="learner")


@dataclass(frozen=True)
class Hosting:
    """For whom: `base` is the path of the front page; `lan` is false when all who connect are on this machine.

    Then what a proxy says of them in X-Forwarded-* is true. `figures`: where the metrics are, if anywhere.
    """

    learners: int = 30
    base: str = "/"
    lan: bool = False
    figures: socket.socket | None = None


class GuideServer(Voila):
    """Serves `/`, `/ko/` and `/en/` on a socket that is already bound."""

    def __init__(
        self, notebooks: Path, data: Path, door: socket.socket, hosting: Hosting, warm: Warm | None = None
    ) -> None:
        """`warm` is warming up already, if there is one."""
        self._frame, self._glossed = frame(data, hosting.base), glossed(data)
        self._notebooks, self._door, self._hosting, self._warm = notebooks, door, hosting, warm
        self._servers: list[HTTPServer] = []
        self.when_ready: Callable[[], None] = lambda: None
        super().__init__(config=settings(notebooks, hosting))

    def setup_template_dirs(self) -> None:
        super().setup_template_dirs()
        self.template_paths.insert(0, str(TEMPLATE))

    def init_settings(self) -> dict[str, Any]:
        made: dict[str, Any] = super().init_settings()
        made["voila_jinja2_env"].globals["kbguide"] = self._frame
        return {
            **made,
            "behind_proxy": not self._hosting.lan,
            "compress_response": True,
            "default_handler_class": Missing,
            "log_function": lambda _: None,  # who asks for what is nobody's business
            "websocket_compression_options": {},
            "websocket_max_message_size": LONGEST,
            "xsrf_cookie_kwargs": {"path": self.base_url, "samesite": "Lax", "expires_days": None},
        }

    def init_handlers(self) -> list[Any]:
        """Everything that has an address, except the pages and files that `_open_doors` makes ready."""
        base, kernel = self.base_url, rf"{self.base_url}api/kernels/{_KERNEL}"
        ways = {place.rstrip("/"): place for place in (base, *(f"{base}{lang}/" for lang in LANGUAGES)) if place != "/"}
        return [
            (base, Start),
            (rf"{base}({'|'.join(LANGUAGES)})/now", Now),
            (f"{base}healthz", Health),
            (f"{base}seats", Seats),
            (kernel, State),
            (f"{kernel}/channels", Socket),
            (rf"{base}voila/api/shutdown/{_KERNEL}", Goodbye),
            *((way, RedirectHandler, {"url": to, "permanent": False}) for way, to in ways.items()),
        ]

    def listen(self) -> None:
        logging.getLogger("tornado").setLevel(logging.ERROR)  # addresses that do not exist are the visitor's business
        self.app.add_transform(Headers)
        self.ioloop = cast(Any, IOLoop.current())  # tornado's own loops are all asyncio's
        signal.signal(signal.SIGINT, self._handle_signal_stop)
        raise_file_limit(self._hosting.learners)
        opening = self.ioloop.asyncio_loop.create_task(self._open_doors())
        opening.add_done_callback(lambda done: self.ioloop.stop() if done.exception() else None)
        try:
            self.ioloop.start()
        finally:
            shutil.rmtree(self.connection_dir, ignore_errors=True)
        if opening.done():
            opening.result()  # raises what kept the doors closed

    async def _open_doors(self) -> None:
        """Be warm, make the books ready, and only then let anybody in."""
        room: Room = self.kernel_manager
        room.warm = await self._warm.up() if self._warm else None
        shelf = Assets(FILES, self._libraries())
        often = RateLimit(_PAGES_A_MINUTE + 2 * self._hosting.learners)
        books = [await self._bind(lang, shelf) for lang in LANGUAGES]
        pages = [(f"{self.base_url}{book.lang}/", Page, {"book": book, "often": often}) for book in books]
        self.app.add_handlers(".*$", [*pages, (rf"{self.base_url}((?:kbguide|voila)/.*)", Files, {"shelf": shelf})])
        self._serve(self.app, self._door, xheaders=not self._hosting.lan)
        if self._hosting.figures:
            self._serve(Application([("/metrics", Figures)]), self._hosting.figures)
        self.when_ready()

    def _serve(self, app: Application, door: socket.socket, **options: Any) -> None:
        door.setblocking(False)  # a socket that blocks would stop the whole server after its first visitor
        server = HTTPServer(app, **_SMALL, **options)
        server.add_sockets([door])
        self._servers.append(server)

    def _libraries(self) -> dict[str, Path]:
        """The folders with the scripts of Voila and of the extensions that the page uses."""
        static = next(Path(place) for place in self.static_paths if (Path(place) / "voila.js").is_file())
        found = {"static": static}
        for name in _EXTENSIONS:
            places = [Path(place) / name / "static" for place in self.labextensions_path]
            here = [place for place in places if place.is_dir()]
            if not here:
                raise FileNotFoundError(f"the extension {name} is not installed in this environment")
            found[f"labextensions/{name}/static"] = here[0]
        return found

    async def _bind(self, lang: str, shelf: Assets) -> Book:
        files = f"{self.base_url}voila/{shelf.version}"
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
        exporter.register_filter("glossed", self._glossed)
        rest = self.app.settings["voila_jinja2_env"].get_template("forms.html.j2")
        resources = {"base_url": self.base_url, "kbguide": self._frame}
        return await bind(self._notebooks / lang / "guide.ipynb", exporter, rest, resources, config)

    def _handle_signal_stop(self, *_: Any) -> None:
        self.ioloop.add_callback_from_signal(self._close_down)

    async def _close_down(self) -> None:
        for server in self._servers:
            server.stop()
        try:
            await self.kernel_manager.close_down()
            for server in self._servers:
                await server.close_all_connections()
        finally:
            self.ioloop.stop()


def settings(notebooks: Path, hosting: Hosting) -> Config:
    """Voila's settings, each with its reason."""
    config = Config()
    config.Voila = Config(
        notebook_path=str(notebooks / "ko" / "guide.ipynb"),
        root_dir=str(notebooks),
        base_url=hosting.base,
        config_file_paths=[],  # a stray voila.json in the current folder would undo what follows
        open_browser=False,
        log_level="ERROR",  # "not trusted" at every visit is no news
        connection_dir_root=_short_folder(),
        kernel_websocket_connection_class=Connection,
        identity_provider_class=NoLogin,
    )
    config.VoilaConfiguration = Config(
        allow_theme_override="NO",  # the value reaches the page unescaped
        allow_template_override="NO",
        show_tracebacks=False,
        multi_kernel_manager_class=Room,
        extension_allowlist=list(_EXTENSIONS),  # any other one of the environment would be loaded by every page
    )
    idle = 1800  # seconds; phones often send no goodbye
    config.Room = Config(most=hosting.learners + _SPARE, cull_idle_timeout=idle, cull_interval=5)
    config.KernelProvisionerFactory.default_provisioner_name = "kbguide"
    config.KernelManager = Config(autorestart=False)  # a new kernel knows nothing of the page that is open
    if os.name == "posix":
        config.KernelManager.transport = "ipc"  # two kernels started at once can pick the same TCP port
    return config


def _short_folder() -> str:
    """A socket's path may have about 100 characters; the folder's own name and the kernel's take 65."""
    usual = tempfile.gettempdir()
    return usual if os.name != "posix" or len(usual) < 36 else "/tmp"  # noqa: S108  mkdtemp makes a private folder in it
