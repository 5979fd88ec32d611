"""What the server is told: the operator's options, and Voila's settings, each with its reason."""

import os
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

from jupyter_server.auth.identity import IdentityProvider, User
from tornado.web import RequestHandler
from traitlets.config import Config

from kbguide.hosting.channel import KernelConnection
from kbguide.hosting.networks import Network
from kbguide.hosting.seats import Room

EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget")
SPARE = 2  # seats more than learners: a page that is opened again comes before its older self has gone


class NoLogin(IdentityProvider):
    """Nobody logs in, and nobody is given a name or a cookie."""

    def get_user(self, handler: RequestHandler) -> User:  # noqa: ARG002  the signature is the library's
        return User(username="learner")


@dataclass(frozen=True)
class ServerOptions:
    """What is served, and to whom: `base` is the path of the front page; `metrics` the socket for the figures.

    `names`: by which browsers call this server, beside localhost; `in_network`: also any address of a machine.
    `proxies`: who is believed in X-Forwarded-*. `pages_a_minute`: from one address, and twice the class on top: a
    school has one address for all its rooms. `drain_timeout`: seconds for those who are here, when it is to end.
    `elsewhere`: the address of the guide without a server, named when every seat is taken.
    `class_api`: where learners' pages find classes, if they do; `classes_open`: whether anybody may open one.
    """

    notebooks: Path
    data: Path
    learners: int = 30
    base: str = "/"
    names: tuple[str, ...] = ()
    in_network: bool = False
    proxies: tuple[Network, ...] = ()
    metrics: socket.socket | None = None
    pages_a_minute: int = 60
    drain_timeout: float = 60
    elsewhere: str = ""
    class_api: str = ""
    classes_open: bool = False


def voila_config(options: ServerOptions) -> Config:
    """Voila's settings."""
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
        extension_allowlist=list(EXTENSIONS),  # any other one of the environment would be loaded by every page
    )
    config.KernelConnection.logged = r"^kbguide: \w+ at [\w.?:]+$"  # a handler's fault, see `views.kit.guard`
    idle = 1800  # seconds; phones often send no goodbye
    config.Room = Config(most_seats=options.learners + SPARE, cull_idle_timeout=idle, cull_interval=5)
    config.KernelProvisionerFactory.default_provisioner_name = "kbguide"
    config.KernelManager = Config(autorestart=False)  # a new kernel knows nothing of the page that is open
    if os.name == "posix":
        config.KernelManager.transport = "ipc"  # two kernels started at once can pick the same TCP port
    return config


def _short_folder() -> str:
    """A socket's path may have about 100 characters; the folder's own name and the kernel's take 65."""
    usual = tempfile.gettempdir()
    return usual if os.name != "posix" or len(usual) < 36 else "/tmp"  # noqa: S108  mkdtemp makes a private folder in it
