"""Voila, set up for strangers: two notebooks by address, a seat for each learner, and no kernel left behind."""

import logging
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from posixpath import normpath
from typing import Any, cast

from jupyter_server.auth.identity import IdentityProvider, User
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.web import Application, RequestHandler
from traitlets.config import Config
from voila.app import Voila
from voila.exporter import VoilaExporter
from voila.utils import get_page_config

from kbguide.content.loader import load
from kbguide.content.reader import LANGUAGES
from kbguide.hosting.assets import Assets
from kbguide.hosting.channel import LONGEST_MESSAGE, KernelConnection
from kbguide.hosting.fork_client import ForkClient
from kbguide.hosting.headers import SecurityHeaders, security_headers
from kbguide.hosting.machine import raise_file_limit
from kbguide.hosting.rate_limit import RateLimit
from kbguide.hosting.seats import Room
from kbguide.site import template_data
from kbguide.site.addresses import METRICS, rules
from kbguide.site.notebook import PreparedNotebook, prepare
from kbguide.site.pages import NotFound

_EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget")
_SPARE = 2  # seats more than learners: a page that is opened again comes before its older self has gone
_SMALL = {"max_body_size": 2**16, "max_header_size": 2**14, "body_timeout": 10, "idle_connection_timeout": 120}


class NoLogin(IdentityProvider):
    """Nobody logs in, and nobody is given a name or a cookie."""

    def get_user(self, handler: RequestHandler) -> User:  # noqa: ARG002  the signature is the library's
        return User(username="learner")


@dataclass(frozen=True)
class ServerOptions:
    """What is served, and to whom: `base` is the path of the front page; `metrics` the socket for the figures.

    `lan` is false when all who connect are on this machine: then what a proxy says of them in X-Forwarded-* is true.
    `pages_a_minute`: from one address, and twice the class on top: a school has one address for all its rooms.
    """

    notebooks: Path
    data: Path
    learners: int = 30
    base: str = "/"
    lan: bool = False
    metrics: socket.socket | None = None
    pages_a_minute: int = 60


class GuideServer(Voila):
    """Serves the guide on a socket that is already bound."""

    def __init__(self, options: ServerOptions, listener: socket.socket, fork_client: ForkClient | None = None) -> None:
        """`fork_client` has been started already, if there is one."""
        content = load(options.data)
        self._template_data = template_data.template_data(content, options.base)
        self._companions = content.companions
        self._mark_terms = template_data.term_marker(content)
        self._options = options
        self._listener = listener
        self._fork_client = fork_client
        self._servers: list[HTTPServer] = []
        self.on_ready: Callable[[], None] = lambda: None
        super().__init__(config=voila_config(options))

    def setup_template_dirs(self) -> None:
        super().setup_template_dirs()
        self.template_paths.insert(0, str(template_data.TEMPLATE))

    def init_settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = super().init_settings()
        settings["voila_jinja2_env"].globals["kbguide"] = self._template_data
        return {
            **settings,
            "behind_proxy": not self._options.lan,
            "companions": self._companions,
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
        return rules(self.base_url)

    def listen(self) -> None:
        logging.getLogger("tornado").setLevel(logging.ERROR)  # addresses that do not exist are the visitor's business
        headers = security_headers(template_data.INLINE_SCRIPTS)
        self.app.add_transform(cast(Any, partial(SecurityHeaders, headers)))
        self.ioloop = cast(Any, IOLoop.current())  # tornado's own loops are all asyncio's
        signal.signal(signal.SIGINT, self._handle_signal_stop)
        raise_file_limit(self._options.learners)
        opening = self.ioloop.asyncio_loop.create_task(self._open())
        opening.add_done_callback(lambda done: self.ioloop.stop() if done.exception() else None)
        try:
            self.ioloop.start()
        finally:
            shutil.rmtree(self.connection_dir, ignore_errors=True)
        if opening.done():
            opening.result()  # raises what kept it from opening

    async def _open(self) -> None:
        """Be warm, make the notebooks ready, and only then let anybody in."""
        room: Room = self.kernel_manager
        room.fork_client = await self._fork_client.ready() if self._fork_client else None
        assets = Assets(template_data.OWN_FILES, self._libraries(), template_data.FIRST_WAVE)
        self.app.settings["assets"] = assets
        self.app.settings["prepared_notebooks"] = {lang: await self._prepare(lang, assets) for lang in LANGUAGES}
        self._serve(self.app, self._listener, xheaders=not self._options.lan)
        if self._options.metrics:
            self._serve(Application(METRICS), self._options.metrics)
        self.on_ready()

    def _serve(self, app: Application, listener: socket.socket, **options: Any) -> None:
        listener.setblocking(False)  # a socket that blocks would stop the whole server after its first visitor
        server = HTTPServer(app, **_SMALL, **options)
        server.add_sockets([listener])
        self._servers.append(server)

    def _libraries(self) -> dict[str, Path]:
        """The folders with the scripts of Voila and of the extensions that the page uses."""
        folders = {"static": next(place for place in map(Path, self.static_paths) if (place / "voila.js").is_file())}
        for name in _EXTENSIONS:
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


def voila_config(options: ServerOptions) -> Config:
    """Voila's settings, each with its reason."""
    config = Config()
    config.Voila = Config(
        notebook_path=str(options.notebooks / "ko" / "guide.ipynb"),
        root_dir=str(options.notebooks),
        base_url=options.base,
        config_file_paths=[],  # a stray voila.json in the current folder would undo what follows
        open_browser=False,
        log_level="ERROR",  # "not trusted" at every visit is no news
        connection_dir_root=_short_folder(),
        kernel_websocket_connection_class=KernelConnection,
        identity_provider_class=NoLogin,
    )
    config.VoilaConfiguration = Config(
        allow_theme_override="NO",  # the value reaches the page unescaped
        allow_template_override="NO",
        show_tracebacks=False,
        multi_kernel_manager_class=Room,
        extension_allowlist=list(_EXTENSIONS),  # any other one of the environment would be loaded by every page
    )
    config.KernelConnection.logged = r"^kbguide: \w+ at [\w.?:]+$"  # a handler's fault, see `views.kit.guard`
    idle = 1800  # seconds; phones often send no goodbye
    config.Room = Config(most_seats=options.learners + _SPARE, cull_idle_timeout=idle, cull_interval=5)
    config.KernelProvisionerFactory.default_provisioner_name = "kbguide"
    config.KernelManager = Config(autorestart=False)  # a new kernel knows nothing of the page that is open
    if os.name == "posix":
        config.KernelManager.transport = "ipc"  # two kernels started at once can pick the same TCP port
    return config


def _short_folder() -> str:
    """A socket's path may have about 100 characters; the folder's own name and the kernel's take 65."""
    usual = tempfile.gettempdir()
    return usual if os.name != "posix" or len(usual) < 36 else "/tmp"  # noqa: S108  mkdtemp makes a private folder in it
