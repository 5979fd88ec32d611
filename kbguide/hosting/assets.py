"""The files of the page, and no others. Each is packed once; under an address with its version it is kept for good."""

import gzip
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

from tornado.web import HTTPError, RequestHandler

from kbguide.site.template_data import TEMPLATE, version

FOR_GOOD = "public, max-age=31536000, immutable"
_TYPES = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}  # Windows knows others
_WAVE = TEMPLATE / "wave.txt"  # what Voila's script asks for, one after the other; see tests/first_wave.py


class Assets:
    """Files by name, with their contents packed. `version` changes with what is in the folders."""

    def __init__(self, own: Iterable[Path], libraries: dict[str, Path]) -> None:
        """`own`: the guide's files, under their names; `libraries`: folders whose scripts are found under a name."""
        scripts = {
            f"{name}/{file.relative_to(folder).as_posix()}": file.read_bytes()
            for name, folder in libraries.items()
            for file in sorted(folder.rglob("*.js"))
        }
        self.version = version(b"".join(scripts.values()))
        wave = [name for line in _WAVE.read_text().split() for name in scripts if fnmatch(name, line)]
        scripts["wave.js"] = b"\n".join(alone(scripts[name]) for name in wave)
        self._files = {f"voila/{self.version}/{name}": text for name, text in scripts.items()}
        self._files |= {f"kbguide/{file.name}": file.read_bytes() for file in own}
        self._packed: dict[str, bytes] = {}

    def plain(self, name: str) -> bytes | None:
        return self._files.get(name)

    def packed(self, name: str) -> bytes:
        if name not in self._packed:
            self._packed[name] = gzip.compress(self._files[name], 9, mtime=0)
        return self._packed[name]

    def keeps(self, name: str, asked: str) -> bool:
        """Whether the address names the version of the file, in its path or as `asked`."""
        return name.startswith(f"voila/{self.version}/") or asked == version(self._files[name])


def alone(script: bytes) -> bytes:
    """A script that means the same behind another one: "use strict" counts at the beginning only."""
    return b"(()=>{" + script + b"\n})();"


class Files(RequestHandler):
    def initialize(self, shelf: Assets) -> None:
        self._shelf = shelf

    def get(self, name: str) -> None:
        plain = self._shelf.plain(name)
        if plain is None:
            raise HTTPError(404)
        for_good = self._shelf.keeps(name, self.get_query_argument("v", ""))
        self.set_header("Content-Type", _TYPES[name.rpartition(".")[2]])
        self.set_header("Cache-Control", FOR_GOOD if for_good else "no-cache")
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            plain = self._shelf.packed(name)
        self.finish(plain)

    head = get
