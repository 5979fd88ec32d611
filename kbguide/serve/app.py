"""Voila, set up for strangers: two notebooks by address, nothing else, and no kernel left behind."""

import logging
import os
import re
import shutil
import signal
import socket
import tempfile
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_core.utils import run_sync
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.web import RedirectHandler, RequestHandler
from traitlets.config import Config
from voila.app import Voila
from voila.static_file_handler import AllowListFileHandler, MultiStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler

from kbguide.reading import LANGUAGES

from .page import FOLDERS, TEMPLATE, frame

ADDRESS = "127.0.0.1"
_FILES = "/kbguide/"
_SILENT = {"stream", "error"}  # a traceback may quote what a learner typed
_FAULT = re.compile(r"^kbguide: \w+ at [\w.?:]+$", re.MULTILINE)  # see `views.widgets.guarded`
_SCRIPT = re.compile(r"/voila/[\w@./-]*?(\w+)\.js(\?v=\1)?")
_MOST_SCRIPTS = 150


class Page(TornadoVoilaHandler):
    """Voila's page, which also sets the cookie that its goodbye post must show (else the post is refused)."""

    async def get(self, path: str | None = None) -> None:
        self.xsrf_token  # noqa: B018  reading it sets the cookie
        await super().get(path)


class Connection(ZMQChannelsWebsocketConnection):
    """What a kernel prints and its tracebacks stay on this side; everything else goes to the page.

    The guide's own line about a fault names its kind and place and nothing that was typed: that one is logged.
    """

    def handle_outgoing_message(self, stream: str, outgoing_msg: list[Any]) -> None:
        _, parts = self.session.feed_identities(outgoing_msg)
        kind = self.session.unpack(parts[1]).get("msg_type")
        if kind not in _SILENT:
            super().handle_outgoing_message(stream, outgoing_msg)
        elif kind == "stream":
            for line in _FAULT.findall(self.session.unpack(parts[4]).get("text", "")):
                self.log.error(line)


class GuideServer(Voila):
    """Serves `/ko/` and `/en/` on sockets that are already bound."""

    def __init__(self, notebooks: Path, data: Path, listening: list[socket.socket], first: str) -> None:
        self._frame = frame(data, _FILES)
        self._listening = listening
        self._first = first
        self.when_ready: Callable[[str], None] = lambda _: None
        super().__init__(config=settings(notebooks, self._frame))

    def setup_template_dirs(self) -> None:
        super().setup_template_dirs()
        self.template_paths.insert(0, str(TEMPLATE))

    def init_settings(self) -> dict[str, Any]:
        made: dict[str, Any] = super().init_settings()
        made["voila_jinja2_env"].globals["kbguide"] = self._frame
        compressed = {"compress_response": True, "websocket_compression_options": {}}
        return {**made, **compressed, "log_function": self._remember}

    def _remember(self, handler: RequestHandler) -> None:
        """Voila's scripts ask for one another in five waves; the next page asks for all of them at once."""
        scripts = self.voila_configuration.config.VoilaConfiguration.resources["kbguide"]["scripts"]
        address = handler.request.uri or ""
        new = handler.get_status() == 200 and _SCRIPT.fullmatch(address) and address not in scripts
        if new and len(scripts) < _MOST_SCRIPTS:
            scripts.append(address)

    def init_handlers(self) -> list[Any]:
        """Voila's own, without the files of the folder; each language has an address instead of a place in a list."""
        made = super().init_handlers()
        page = next(rule for rule in made if rule[1] is TornadoVoilaHandler)
        kept = [rule for rule in made if rule[1] not in (TornadoVoilaHandler, AllowListFileHandler)]
        pages = [(f"/{lang}/", Page, {**page[2], "notebook_path": f"{lang}/guide.ipynb"}) for lang in LANGUAGES]
        ways = [(way, RedirectHandler, {"url": to, "permanent": False}) for way, to in self._ways()]
        files = (rf"{_FILES}(.*)", MultiStaticFileHandler, {"paths": [str(folder) for folder in FOLDERS]})
        return [*kept, files, *pages, *ways]

    def _ways(self) -> list[tuple[str, str]]:
        return [("/", f"/{self._first}/"), *((f"/{lang}", f"/{lang}/") for lang in LANGUAGES)]

    def listen(self) -> None:
        logging.getLogger("tornado").setLevel(logging.ERROR)  # addresses that do not exist are the visitor's business
        for door in self._listening:
            door.setblocking(False)  # a socket that blocks would stop the whole server after its first visitor
        HTTPServer(self.app).add_sockets(self._listening)
        self.ioloop = IOLoop.current()
        signal.signal(signal.SIGINT, self._handle_signal_stop)
        self.ioloop.add_callback(self.when_ready, f"http://{ADDRESS}:{self._listening[0].getsockname()[1]}/")
        try:
            self.ioloop.start()
        finally:
            self.stop()

    def stop(self) -> None:
        """Kernels first: their sockets are in the folder that goes last."""
        run_sync(self.kernel_manager.shutdown_all)()
        shutil.rmtree(self.connection_dir, ignore_errors=True)


def settings(notebooks: Path, page: dict[str, Any]) -> Config:
    """Voila's settings, each with its reason."""
    config = Config()
    config.Voila = Config(
        notebook_path=str(notebooks / "ko" / "guide.ipynb"),
        root_dir=str(notebooks),
        config_file_paths=[],  # a stray voila.json in the current folder would undo what follows
        open_browser=False,
        log_level="ERROR",  # "not trusted" at every visit is no news
        connection_dir_root=_short_folder(),
        kernel_websocket_connection_class=Connection,
    )
    config.VoilaConfiguration = Config(
        allow_theme_override="NO",  # the value reaches the page unescaped
        allow_template_override="NO",
        show_tracebacks=False,
        resources={"kbguide": {**page, "scripts": []}},
        extension_allowlist=[  # any other extension of the environment would be loaded by every page
            "@jupyter-widgets/jupyterlab-manager",
            "@voila-dashboards/widgets-manager8",
            "anywidget",
        ],
    )
    config.VoilaExecutor.timeout = 60  # seconds for a cell; without it a page could wait for ever
    config.MappingKernelManager = Config(cull_idle_timeout=1800, cull_interval=60)  # phones often send no goodbye
    if os.name == "posix":
        config.KernelManager.transport = "ipc"  # two kernels started at once can pick the same TCP port
    return config


def _short_folder() -> str:
    """A socket's path may have about 100 characters; the folder's own name and the kernel's take 65."""
    usual = tempfile.gettempdir()
    return usual if os.name != "posix" or len(usual) < 36 else "/tmp"  # noqa: S108  mkdtemp makes a private folder in it


def show(address: str) -> None:
    """Open the address in the browser, if there is one."""
    webbrowser.open(address)
