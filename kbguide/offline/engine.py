"""What runs the guide in a browser: Python, the libraries and the guide's own code, packed by Node and Pyodide.

A release carries it in the folder `engine`. In a clone it is made when it is needed, and anew when its sources change.
"""

import gzip
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kbguide.hosting.assets import fingerprint

PACKAGE = Path(__file__).resolve().parents[1]
BROWSER = Path(__file__).parent / "browser"
ENGINE = Path(__file__).parent / "engine"
SCRIPTS = ("alone.js", "worker.js", "boot.js", "pyodide.asm.mjs")
PACKED = ("pyodide.asm.wasm", "libraries.zip", "guide.bin")  # gzipped here: few hosts do it for such files
_LIBRARIES = ("anywidget", "comm", "ipywidgets", "traitlets")
_MADE_OF = "made_of.txt"
_NOT_CODE = shutil.ignore_patterns(
    "*.js", "*.map", "*.so", "*.pyi", "__pycache__", "tests", "node_modules", "engine", "nbextension", "labextension"
)


def engine(cells: Mapping[str, Any], tell: Callable[[str], None], place: Path = ENGINE) -> Path:
    """The folder with `SCRIPTS` and `PACKED`; `cells`: the code of each notebook by language, for a tour."""
    made_of = place / _MADE_OF
    sources = _fingerprint_of_sources(cells)
    if not made_of.is_file() or made_of.read_text(encoding="utf-8") != sources:
        tell("packing Python for the browser, which takes a minute")
        _make(place, cells)
        made_of.write_text(sources, encoding="utf-8")
    return place


def _fingerprint_of_sources(cells: Mapping[str, Any]) -> str:
    files = [*PACKAGE.rglob("*.py"), *BROWSER.glob("*.*")]
    texts = [file.read_bytes() for file in sorted(files) if "node_modules" not in file.parts]
    versions = [f"{name} {version(name)}" for name in _LIBRARIES]
    return fingerprint(b"\0".join([*texts, json.dumps([versions, cells]).encode()]))


def _make(place: Path, cells: Mapping[str, Any]) -> None:
    node, npm = _programs()
    if not (BROWSER / "node_modules" / "pyodide").is_dir():
        _run([npm, "ci", "--no-audit", "--no-fund", "--silent"])
    with tempfile.TemporaryDirectory(prefix="kbguide_") as temporary:
        source = Path(temporary) / "source"
        built = Path(temporary) / "built"
        built.mkdir()
        for name in (*_LIBRARIES, "kbguide"):
            spec = find_spec(name)
            if spec is None or not spec.submodule_search_locations:
                raise FileNotFoundError(f"the library {name} is not installed in this environment")
            shutil.copytree(spec.submodule_search_locations[0], source / name, ignore=_NOT_CODE)
        for name, files in content_files().items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes(files)
        (source / "cells.json").write_text(json.dumps(cells), encoding="utf-8")
        _run([node, "build.mjs", str(source), str(built)])
        shutil.copy(BROWSER / "boot.js", built)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for script in SCRIPTS:
            shutil.copy(built / script, place)
        for name in PACKED:
            (place / f"{name}.pack").write_bytes(pack((built / name).read_bytes()))


def content_files() -> dict[str, bytes]:
    """What the guide reads while it runs, by its place there. A widget's script is its address: the page fetches it."""
    from kbguide.content.location import folder
    from kbguide.views.kit.scripts import STATIC

    data = folder("data")
    words = {f"kbguide/data/{file.relative_to(data).as_posix()}": file.read_bytes() for file in data.rglob("*.toml")}
    own = {
        f"kbguide/{file.relative_to(PACKAGE).as_posix()}": file.read_bytes()
        for file in PACKAGE.rglob("*.toml")
        if "data" not in file.relative_to(PACKAGE).parts[:1]
    }
    scripts = {f"kbguide/views/static/{file.name}": file.name.encode() for file in STATIC.glob("*.js")}
    return {**own, **words, **scripts}


def pack(content: bytes) -> bytes:
    """Packed by itself, so that it travels so from any host."""
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
