"""The folder: pages, and below `app/VERSION/` all that they load; whatever changes, VERSION changes with it."""

import gzip
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kbguide.content.loader import load
from kbguide.hosting.assets import fingerprint
from kbguide.offline import engine
from kbguide.offline.pages import PageWriter, code_of, pages
from kbguide.site.template_data import OWN_FILES
from kbguide.views.kit.scripts import STATIC, script

SERVICE_WORKER = "service-worker.js"
_OURS = "app/*/kbguide.css"  # what is written first: a disk may have been full; other sites have service workers, too
_MANIFEST = "app.webmanifest"
_ICONS = {"icon-192.png": "192x192", "icon-512.png": "512x512"}
_COLOURS = {"background_color": "#eef3f0", "theme_color": "#0b534d"}
_PACK = ".pack"
_NO_VERSION = "app/VERSION/"  # stands in the pages until it is known: they are part of what it is made from
_ELSEWHERE = {"wait.js"}  # for pages that only a server has
_IN_CLASS = {"strip.js", "classroom.js", "join.js", "feedback.js"}  # for whoever may sit in a class
Files = dict[str, bytes]


@dataclass(frozen=True)
class BuildOptions:
    """What the operator wants.

    `base`: the path where the folder will stand, for the page of addresses that there are not; `lang`: where the front
    page leads, empty for the browser's language; `plain`: the host packs files by itself; `class_server`: the address
    of the guide on a server, empty if there is none.
    """

    base: str = "/"
    lang: str = ""
    plain: bool = False
    class_server: str = ""


def build(folder: Path, notebooks: Path, options: BuildOptions, tell: Callable[[str], None]) -> int:
    """Write the folder; how many bytes Python takes on a first visit.

    Raises ValueError for a folder that holds something else.
    """
    if folder.exists() and any(folder.iterdir()) and not any(folder.glob(_OURS)):
        raise ValueError(f"{folder} is not empty, and what is in it was not built by kbguide")
    files = _files(engine.engine(code_of(notebooks), tell), options)
    fetched = {name: len(text) for name, text in files.items() if name.removesuffix(_PACK) in engine.FETCHED}
    places = {name: f"{_NO_VERSION}{name}" for name in files}
    writer = PageWriter(load(), places, fetched, options.lang, options.class_server)
    site = {name: html.encode() for name, html in pages(writer, notebooks, options.base)}
    parts = {**files, **site}
    version = fingerprint(b"\0".join(name.encode() + parts[name] for name in sorted(parts)))
    place = f"app/{version}/"
    site = {name: html.replace(_NO_VERSION.encode(), place.encode()) for name, html in site.items()}
    placed = {f"{place}{name}": text for name, text in files.items()}
    _forget_older(folder, version)
    kept = [name for name in placed if not name.endswith(engine.LICENCES)]
    _write(folder, placed | site | {SERVICE_WORKER: _service_worker(version, kept, list(site))})
    return sum(fetched.values())


def _write(folder: Path, files: Files) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text)


def _files(made: Path, options: BuildOptions) -> Files:
    """Everything below the version, by name."""
    own = {Path(name).name: text for name, text in OWN_FILES.items()}
    scripts = {file.name: script(file).encode() for file in (*STATIC.glob("*.js"), engine.BROWSER / "lead.js")}
    icons = {name: (engine.BROWSER / name).read_bytes() for name in _ICONS}
    built = {file.name: file.read_bytes() for file in made.iterdir() if file.name != engine.MADE_OF}
    built[f"content.bin{_PACK}"] = engine.pack(engine.joined(engine.content_files()))
    if options.plain:
        built = {name.removesuffix(_PACK): _unpacked(name, text) for name, text in built.items()}
    files = own | scripts | icons | built | {_MANIFEST: _manifest()}
    left_out = _ELSEWHERE if options.class_server else _ELSEWHERE | _IN_CLASS
    return {name: text for name, text in files.items() if name not in left_out}


def _unpacked(name: str, text: bytes) -> bytes:
    return gzip.decompress(text) if name.endswith(_PACK) else text


def _manifest() -> bytes:
    """What the guide is when it is installed. Its addresses are read from where it stands, two folders down."""
    page = load().page
    names = {key: page[key]["ko"] for key in ("brand", "ribbon_mark")}
    icons = [{"src": name, "sizes": size, "type": "image/png", "purpose": "any"} for name, size in _ICONS.items()]
    manifest = {
        "name": f"{names['brand']} ({names['ribbon_mark']})",
        "short_name": names["brand"],
        "start_url": "../../",
        "scope": "../../",
        "display": "standalone",
        **_COLOURS,
        "icons": icons,
    }
    return json.dumps(manifest, ensure_ascii=False).encode()


def _service_worker(version: str, files: list[str], names: list[str]) -> bytes:
    """With what it keeps: files that never change under their address, and pages."""
    addresses = ["./" + re.sub(r"(^|/)index\.html$", r"\1", name) for name in names if name != "404.html"]
    told = {"version": version, "files": files, "pages": addresses}
    words = (engine.BROWSER / SERVICE_WORKER).read_text(encoding="utf-8")
    return f"self.kbguide = {json.dumps(told)};\n{words}".encode()


def _forget_older(folder: Path, version: str) -> None:
    """What was built before the version that is there now; that one stays for pages that are just being opened."""
    versions = sorted((folder / "app").glob("*"), key=lambda place: place.stat().st_mtime)
    for place in [one for one in versions if one.name != version][:-1]:
        shutil.rmtree(place)
