"""The files of the page, and no others. Each is packed once; under an address with its version it is kept for good."""

import gzip
import hashlib
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path

from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, RequestHandler

KEPT_FOR_GOOD = "public, max-age=31536000, immutable"
# The library gives a widget up two seconds after it was asked for, for good if all have come meanwhile: a phone that is
# busy as they arrive shows none. It waits for a minute instead.
_GIVES_UP = re.compile(rb"(Date\.now\(\)-\w+<)2e3\b")
_PATIENT = rb"\g<1>6e4"
_PIECE = 2**16  # bytes of a file that wait for somebody to take them
_TYPES = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}  # Windows knows others


class Assets:
    """Files by name, with their contents packed; `version` changes with the scripts of the libraries."""

    def __init__(self, own: Mapping[str, bytes], libraries: Mapping[str, Path], first_wave: Iterable[str]) -> None:
        """`own`: contents by name; `libraries`: by name, folders of scripts that are found below `voila/{version}/`.

        `first_wave`: names of those scripts that every page asks for, with `*` as in a shell. They come in one file,
        `wave.js`.
        """
        scripts = {
            f"{name}/{file.relative_to(folder).as_posix()}": patient(file.read_bytes())
            for name, folder in libraries.items()
            for file in sorted(folder.rglob("*.js"))
        }
        self.version = fingerprint(b"".join(scripts.values()))
        first = [name for pattern in first_wave for name in scripts if fnmatch(name, pattern)]
        scripts["wave.js"] = b"\n".join(isolated(scripts[name]) for name in first)
        self._files = {f"voila/{self.version}/{name}": script for name, script in scripts.items()}
        self._files |= own
        self._packed: dict[str, bytes] = {}

    def plain(self, name: str) -> bytes | None:
        return self._files.get(name)

    def packed(self, name: str) -> bytes:
        if name not in self._packed:
            self._packed[name] = gzip.compress(self._files[name], 9, mtime=0)
        return self._packed[name]

    def is_versioned(self, name: str, version: str) -> bool:
        """Whether the address names the version of the file, in its path or as `version`."""
        return name.startswith(f"voila/{self.version}/") or version == fingerprint(self._files[name])


def fingerprint(content: bytes) -> str:
    """Twelve hexadecimal digits that change with the content."""
    return hashlib.sha256(content).hexdigest()[:12]


def patient(script: bytes) -> bytes:
    """A script of the libraries that waits long enough for widgets, if it is the one that waits for them."""
    return _GIVES_UP.sub(_PATIENT, script)


def isolated(script: bytes) -> bytes:
    """A script that means the same behind another one: "use strict" counts at the beginning only."""
    return b"(()=>{" + script + b"\n})();"


class AssetHandler(RequestHandler):
    """Hands out the application's `assets`, a setting."""

    async def get(self, name: str) -> None:
        assets: Assets = self.settings["assets"]
        content = assets.plain(name)
        if content is None:
            raise HTTPError(404)
        versioned = assets.is_versioned(name, self.get_query_argument("v", ""))
        self.set_header("Content-Type", _TYPES[name.rpartition(".")[2]])
        self.set_header("Cache-Control", KEPT_FOR_GOOD if versioned else "no-cache")
        if self.request.headers.get("Accept-Encoding") == "gzip":  # as `Reception` has it
            self.set_header("Content-Encoding", "gzip")
            content = assets.packed(name)
        self.set_header("Content-Length", str(len(content)))
        if self.request.method != "HEAD":
            await self._send(content)

    head = get

    async def _send(self, content: bytes) -> None:
        """In pieces: somebody who does not take one is not given the next, and all share what they are cut from."""
        with suppress(StreamClosedError):
            for start in range(0, len(content), _PIECE):
                self.write(content[start : start + _PIECE])
                await self.flush()
