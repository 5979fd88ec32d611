"""A small guide of its own, so that these tests say nothing about the content."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from serve.running import Server

CODE = """
import socket, sys
from pathlib import Path
from kbguide.places import folder
from kbguide.serve.app import GuideServer
guide = GuideServer(Path(sys.argv[2]), folder("data"), [socket.create_server(("127.0.0.1", int(sys.argv[1])))], "en")
guide.when_ready = lambda address: print(address, flush=True)
guide.initialize([])
guide.start()
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
        ]
    nbformat.write(book, folder / "guide.ipynb")


@pytest.fixture(scope="session")
def standin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`/en/` works, `/ko/` has a cell that fails."""
    place = tmp_path_factory.mktemp("standin")
    write_guide(place / "notebooks" / "en", [BUTTON, "button()"])
    write_guide(place / "notebooks" / "ko", ["1 / 0"])
    (place / "notebooks" / "en" / "private.png").write_text("a picture", encoding="utf-8")
    temporary = Path("/tmp" if os.name == "posix" else place) / f"kbguide-{place.parent.name}-{os.getpid()}"
    temporary.mkdir()
    with Server(place, str(place / "notebooks"), code=CODE, extra={"TMPDIR": str(temporary)}) as server:
        server.temporary = temporary  # type: ignore[attr-defined]
        yield server
    shutil.rmtree(temporary)
