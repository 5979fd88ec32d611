"""What runs the guide in a browser: Python, the libraries and the guide's own code, packed by Node and Pyodide.

A release carries it in the folder `engine`. In a clone it is made when it is needed, and anew when its sources change.
"""

import gzip
import json
import os
import pickle
import pickletools
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from importlib.metadata import files, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kbguide.hosting.assets import fingerprint

PACKAGE = Path(__file__).resolve().parents[1]
BROWSER = Path(__file__).parent / "browser"
ENGINE = Path(__file__).parent / "engine"
SCRIPTS = ("alone.js", "worker.js", "boot.js", "pyodide.asm.js")
LICENCES = "licences.txt"  # of all that is bundled
MADE_OF = "made_of.txt"
PACKED = ("pyodide.asm.wasm", "libraries.zip", "guide.bin")  # gzipped here: few hosts do it for such files
FETCHED = (*PACKED, "content.bin")  # what the worker fetches
_LIBRARIES = ("anywidget", "comm", "ipywidgets", "traitlets")
_NOT_CODE = shutil.ignore_patterns(
    "*.js", "*.map", "*.so", "*.pyi", "__pycache__", "tests", "node_modules", "engine", "nbextension", "labextension"
)


def engine(cells: Mapping[str, Any], tell: Callable[[str], None], place: Path = ENGINE) -> Path:
    """The folder with `SCRIPTS` and `PACKED`; `cells`: the code of each notebook by language, for a tour."""
    sources = _sources(cells)
    if not _is_made_of(sources, place / MADE_OF):
        tell("packing Python for the browser, which takes a minute")
        _make(place, cells)
        (place / MADE_OF).write_text("\n".join(sources), encoding="utf-8")
    return place


def _sources(cells: Mapping[str, Any]) -> list[str]:
    """The guide's own sources as a fingerprint, and the libraries that go in."""
    found = [*PACKAGE.rglob("*.py"), *BROWSER.glob("*.*")]
    own = [file for file in found if "node_modules" not in file.parts and file.suffix != ".ts"]
    texts = [file.read_bytes() for file in sorted(own)]
    versions = [f"{name} {version(name)}" for name in _LIBRARIES]
    return [fingerprint(b"\0".join([*texts, json.dumps(cells).encode()])), ", ".join(versions)]


def _is_made_of(sources: list[str], made_of: Path) -> bool:
    """A release brings its libraries with it, whichever are installed beside it; a clone takes those of today."""
    told = made_of.read_text(encoding="utf-8").splitlines() if made_of.is_file() else []
    in_clone = (PACKAGE.parent / "pyproject.toml").is_file()
    return told == sources if in_clone else told[:1] == sources[:1]


def _make(place: Path, cells: Mapping[str, Any]) -> None:
    node, npm = _programs()
    _install(npm)
    with tempfile.TemporaryDirectory(prefix="kbguide_") as temporary:
        source = Path(temporary) / "source"
        built = Path(temporary) / "built"
        built.mkdir()
        _gather(source, cells)
        _run([node, "build.mjs", str(source), str(built)])
        shutil.copy(BROWSER / "boot.js", built)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for name in (*SCRIPTS, LICENCES):
            shutil.copy(built / name, place)
        for name in PACKED:
            (place / f"{name}.pack").write_bytes(pack((built / name).read_bytes()))


def _install(npm: str) -> None:
    """What `package-lock.json` names, unless it is there."""
    wanted = fingerprint((BROWSER / "package-lock.json").read_bytes())
    installed = BROWSER / "node_modules" / ".kbguide"
    if not installed.is_file() or installed.read_text(encoding="utf-8") != wanted:
        _run([npm, "ci", "--no-audit", "--no-fund", "--silent"])
        installed.write_text(wanted, encoding="utf-8")


def _gather(source: Path, cells: Mapping[str, Any]) -> None:
    """What is packed: the libraries and the guide as they are in this environment, and what belongs to them."""
    for name in (*_LIBRARIES, "kbguide"):
        spec = find_spec(name)
        if spec is None or not spec.submodule_search_locations:
            raise FileNotFoundError(f"the library {name} is not installed in this environment")
        shutil.copytree(spec.submodule_search_locations[0], source / name, ignore=_NOT_CODE)
    for name, content in content_files().items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(content)
    (source / "cells.json").write_text(json.dumps(cells), encoding="utf-8")
    _gather_licences(source / "licences")


def _gather_licences(place: Path) -> None:
    place.mkdir()
    for name in (*_LIBRARIES, "kbguide"):
        for file in files(name) or ():
            if "LICENSE" in file.name:
                shutil.copy(str(file.locate()), place / f"{name} {version(name)}.txt")
    python = Path(os.__file__).with_name("LICENSE.txt")  # some systems leave it out
    if python.is_file():
        shutil.copy(python, place / "Python.txt")


def content_files() -> dict[str, bytes]:
    """What the guide reads while it runs, by its place there. A widget's script is its address: the page fetches it."""
    from kbguide.content.loader import PACKED, load
    from kbguide.views.kit.scripts import STATIC

    content = replace(load(), preparations={}, handouts={}, lessons={})  # these are pages of their own
    words = {f"kbguide/data/{PACKED}": pickletools.optimize(pickle.dumps(content, protocol=5))}
    own = {
        f"kbguide/{file.relative_to(PACKAGE).as_posix()}": file.read_bytes()
        for file in PACKAGE.rglob("*.toml")
        if "data" not in file.relative_to(PACKAGE).parts[:1]
    }
    scripts = {f"kbguide/views/static/{file.name}": file.name.encode() for file in STATIC.glob("*.js")}
    return {**own, **words, **scripts}


def pack(content: bytes) -> bytes:
    """Packed by itself, so that it travels so from any host; where `deflate` is installed, 3 % smaller."""
    if find_spec("deflate"):
        from deflate import gzip_compress

        return bytes(gzip_compress(content, 12))
    return gzip.compress(content, 9, mtime=0)


def joined(files: dict[str, bytes]) -> bytes:
    """Files one after the other, behind their names and sizes as JSON, and the size of that."""
    head = json.dumps([[name, len(content)] for name, content in files.items()]).encode()
    return len(head).to_bytes(4, "little") + head + b"".join(files.values())


def _programs() -> Iterable[str]:
    found = [shutil.which(name) for name in ("node", "npm")]
    if not all(found):
        raise FileNotFoundError(
            "Node.js 20 with npm is needed (nodejs.org), or a release of kbguide, which does without"
        )
    return [name for name in found if name]


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=BROWSER, capture_output=True, text=True, check=False)  # noqa: S603  as above
    if done.returncode:
        told = [line.strip() for line in (done.stdout + done.stderr).splitlines() if "error" in line.lower()]
        raise ValueError(f"{Path(command[0]).name} has failed: {told[-1] if told else done.returncode}")


def main() -> None:
    """Make it, for a release that is about to be built: `python -m kbguide.offline.engine`."""
    from kbguide.offline.pages import code_of
    from kbguide.site.command import notebooks

    try:
        engine(code_of(notebooks()), print)
    except (FileNotFoundError, ValueError) as fault:
        sys.exit(f"kbguide: {fault}")


if __name__ == "__main__":
    main()
