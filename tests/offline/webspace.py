"""A web space that knows nothing of the guide, and the guide built for it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

import pytest

from serving.running import free_port

PATH = "/some/where/"
BUILD = """
import sys
from kbguide.cli import main
from kbguide.offline import site
{}
sys.exit(main(sys.argv[1:]))
"""
NEWER = 'site.OWN_FILES["kbguide/stuck.js"] += b"// newer"'


def build(place: Path, change: str = "", *options: str) -> None:
    """Write the guide into a folder; `change` is code that comes before, for another version."""
    command = [sys.executable, "-c", BUILD.format(change), "build", str(place), "--base-url", PATH, *options]
    subprocess.run(command, check=True, capture_output=True, text=True)


def shared(temporary: Path) -> Path:
    """The folder of all processes of a run of the tests; `temporary` is that of this one."""
    return temporary.parent if "PYTEST_XDIST_WORKER" in os.environ else temporary


@contextmanager
def one_at_a_time(temporary: Path) -> Iterator[None]:
    """Only one process of the run is here: what the browser runs is made for all of them, in the package."""
    from fcntl import LOCK_EX, flock

    with (shared(temporary) / "engine.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield


def built_once(temporary: Path) -> Path:
    """The guide, built once for all processes of a run of the tests."""
    if not (shutil.which("node") and shutil.which("npm")):
        if os.environ.get("CI") == "true":
            pytest.fail("no Node.js: CI must install it")
        pytest.skip("no Node.js with npm on this machine: the guide without a server is built with them")
    place = shared(temporary) / "without-a-server"
    with one_at_a_time(temporary):
        if not (place / "service-worker.js").is_file():  # it is written last
            build(place)
    return place


def version_of(folder: Path) -> str:
    """Of a folder that has one."""
    (one,) = (folder / "app").iterdir()
    return one.name


class WebSpace:
    """Files below a path, as `python -m http.server` serves them. What is asked for is kept: `asked`.

    `folder` may be changed, what comes before the text of a file: `first`, by the end of its address, and what is done
    `instead` of giving it out. While the `gate` is not set, Python does not come.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.first: dict[str, str] = {}
        self.instead: dict[str, Callable[[Files], object]] = {}
        self.asked: list[str] = []
        self.gate = Event()
        self.gate.set()
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}{PATH}"

    @contextmanager
    def switched_off(self) -> Iterator[None]:
        """Nobody answers, as on a train."""
        self.__exit__(None, None, None)
        yield
        self.__enter__()

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), partial(Files, self))
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()


class Files(SimpleHTTPRequestHandler):
    """Answers one request."""

    def __init__(self, space: WebSpace, *given: Any) -> None:
        self.space = space
        super().__init__(*given, directory=str(space.folder))

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix(PATH)) if path.startswith(PATH) else "nowhere"

    def do_GET(self) -> None:
        name = self.path.split("?")[0].removeprefix(PATH)
        self.space.asked.append(name)
        if name.endswith(".pack"):
            self.space.gate.wait()
        instead = next((answer for end, answer in self.space.instead.items() if name.endswith(end)), None)
        if instead:
            instead(self)
            return
        first = next((text for end, text in self.space.first.items() if name.endswith(end)), "")
        if not first:
            super().do_GET()
            return
        text = first.encode() + Path(self.translate_path(self.path)).read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(self.path))
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: Any) -> None:
        pass
