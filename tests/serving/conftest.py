"""Tests of the server: a real one, in a process of its own, and learners without a screen.

How a test is written. It asks for a server:

- `standin`: a small guide of two chapters with a button in each, so that the test says nothing about the content;
  everybody shares it, so a test leaves nothing behind;
- `room(learners, "grace=1", …)`: the same guide on a server of the test's own, with settings of `hosting.seats.Room`
  and `pages_a_minute`, `request_within`, `longest_stall`, `drain_timeout`, `opening` (of a fork; all in
  seconds), `least_space` (bytes on the disk); it may open so many `files`;
- `Server(tmp_path, "--learners", "1")`: `kbguide serve` itself, for what needs the real guide or the command.

Then it asks, or visits. One request alone is `ask(f"{standin.address}healthz")`, an `Answer` with status, headers and
text. A visit is a coroutine that `run_async` runs to its end, where whatever it has opened is closed:

    def test_a_page_answers(standin: Server) -> None:
        async def visit() -> None:
            learner = await Learner(f"{standin.address}en/").open()
            assert await learner.is_answered()
            assert await learner.close() == 204

        run_async(visit())
        standin.wait_for(lambda: standin.kernels() == [])

`read` takes the page only, `connect` the socket; `send`, `write` and `receive` are for messages that no page would
send. What the server does is seen from outside: `kernels()`, `fork_server()` and `processes()` are what it runs, `log`
is what it has printed, and `wait_for` waits for any of them. `proxy` puts a reverse proxy in front of it.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from serving.running import Server

CODE = """
import socket, sys
from pathlib import Path
from kbguide.content.location import folder
from kbguide.hosting.fork_client import ForkClient
fork_client = ForkClient.start("kbguide.site.preload")
from kbguide.site.server import GuideServer, ServerOptions
port, notebooks, learners = int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
from kbguide.hosting import doors, fork_client as forking, seats
from kbguide.site import server as site
settings = {name: float(value) for name, value in (word.split("=") for word in sys.argv[4:])}
pages = int(settings.pop("pages_a_minute", 60))
site._SMALL["idle_connection_timeout"] = site._SMALL["body_timeout"] = settings.pop("request_within", 10)
doors._LONGEST = settings.pop("longest_stall", 20)
forking._OPENING = settings.pop("opening", 10)
seats.LEAST_SPACE = settings.pop("least_space", 0)
drain = settings.pop("drain_timeout", 60)
options = ServerOptions(notebooks, folder("data"), learners, pages_a_minute=pages, drain_timeout=drain)
listener = socket.create_server(("127.0.0.1", port))
server = GuideServer(options, listener, fork_client)
server.config.Room.update(settings)
server.on_ready = lambda: print(f"http://127.0.0.1:{port}/", flush=True)
server.serve()
"""
BUTTON = "from standin import button"
STANDIN = """
import ipywidgets
def button():
    one = ipywidgets.Button(description="Press")
    def press(_):
        raise RuntimeError("what-was-typed")
    one.on_click(press)
    return one
"""
ALONE = {"tags": ["skip-execution"]}
KILLED = """
import os, pathlib, signal
mark = pathlib.Path("die-once")
if mark.exists():
    mark.unlink()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def write_guide(folder: Path, cells: list[str]) -> None:
    folder.mkdir(parents=True)
    (folder / "standin.py").write_text(STANDIN, encoding="utf-8")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = new_notebook(metadata={"title": "Stand-in <guide>", "language_code": folder.name, "kernelspec": kernel})
    for chapter in ("start", "check"):
        book.cells += [
            new_markdown_cell(
                f"# Chapter {chapter}\n\nProse of {chapter}.", metadata={"kbguide": {"chapter": chapter}}
            ),
            *map(new_code_cell, cells),
            new_markdown_cell(f"Last words of {chapter}."),
            new_markdown_cell("Words for the notebook alone.", metadata=ALONE),
            new_code_cell("'made for the notebook alone'", metadata=ALONE),
        ]
    nbformat.write(book, folder / "guide.ipynb")


def short_folder(name: str) -> Path:
    """One whose name leaves room for that of a socket."""
    made = Path("/tmp" if os.name == "posix" else os.environ["TEMP"]) / f"kbguide-{name}-{os.getpid()}"
    made.mkdir()
    return made


@pytest.fixture(scope="session")
def standin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`/en/` works, `/ko/` has a cell that fails; a kernel that finds a file `die-once` in its folder dies."""
    place = tmp_path_factory.mktemp("standin")
    guides = place / "notebooks"
    write_guide(guides / "en", [BUTTON, "button()"])
    write_guide(guides / "ko", ["1 / 0"])
    (guides / "en" / "private.png").write_text("a picture", encoding="utf-8")
    startup = place / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "killed.py").write_text(KILLED, encoding="utf-8")
    temporary = short_folder("standin")
    extra = {"TMPDIR": str(temporary), "IPYTHONDIR": str(place / "ipython")}
    with Server(place, str(guides), "100", code=CODE, extra=extra) as server:
        yield server
    shutil.rmtree(temporary)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Starts a server of one's own: learners, and settings of the room as `grace=1`. In `/ko/` a cell never ends."""
    place = tmp_path_factory.mktemp("room")
    write_guide(place / "notebooks" / "en", [BUTTON, "button()"])
    write_guide(place / "notebooks" / "ko", ["import time; time.sleep(1000)"])
    with ExitStack() as stack:

        def start(learners: int, *settings: str, files: int = 0) -> Server:
            server = Server(place, str(place / "notebooks"), str(learners), *settings, code=CODE)
            if files:
                server.limits = {import_module("resource").RLIMIT_NOFILE: (files, files)}
            return stack.enter_context(server)

        yield start


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real guide, whose widgets are many and whose states are large."""
    with Server(tmp_path_factory.mktemp("guide")) as server:
        yield server
