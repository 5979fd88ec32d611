"""The folder: pages, and below `app/VERSION/` all that they load; a change there is another VERSION."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from kbguide.content.loader import load
from kbguide.hosting.assets import fingerprint
from kbguide.offline import engine
from kbguide.offline.pages import PageWriter, code_of, pages
from kbguide.site.template_data import OWN_FILES
from kbguide.views.kit.scripts import STATIC, script

_MANIFEST = "app.webmanifest"
_WORKER = "service-worker.js"
_ICONS = {"icon-192.png": "192x192", "icon-512.png": "512x512"}
_COLOURS = {"background_color": "#fbfaf5", "theme_color": "#0b534d"}
Tell = Callable[[str], None]


def build(folder: Path, notebooks: Path, base: str, lang: str, tell: Tell) -> int:
    """Write the folder; how many bytes a browser fetches on its first visit.

    `base`: where the folder will stand, for the page of addresses that there are not; `lang`: to which the front page
    leads, empty for that of the browser. Raises ValueError for a folder that holds something else.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / _WORKER).is_file():
        raise ValueError(f"{folder} is not empty, and what is in it was not built by kbguide")
    content = load()
    made = engine.engine(code_of(notebooks), tell)
    files = _files(made)
    version = fingerprint(b"".join(name.encode() + text for name, text in sorted(files.items())))
    places = {name: f"app/{version}/{name}" for name in files}
    packed = {name.removesuffix(".pack"): len(text) for name, text in files.items() if name.endswith(".pack")}
    writer = PageWriter(content, places, packed, lang)
    site = {name: html.encode() for name, html in pages(writer, notebooks, base)}
    _forget_older(folder, version)
    for name, text in {**{places[name]: text for name, text in files.items()}, **site}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text)
    kept = [place for name, place in places.items() if name != engine.LICENCES]
    (folder / _WORKER).write_bytes(_service_worker(version, kept, list(site)))
    return sum(packed.values())


def _files(made: Path) -> dict[str, bytes]:
    """Everything below the version, by name."""
    own = {Path(name).name: text for name, text in OWN_FILES.items() if "wait" not in name}
    scripts = {file.name: script(file).encode() for file in (*STATIC.glob("*.js"), engine.BROWSER / "lead.js")}
    icons = {name: (engine.BROWSER / name).read_bytes() for name in _ICONS}
    built = {file.name: file.read_bytes() for file in made.iterdir() if file.name != engine.MADE_OF}
    words = engine.pack(engine.joined(engine.content_files()))
    return {**own, **scripts, **icons, **built, "content.bin.pack": words, _MANIFEST: _manifest()}


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
    addresses = ["./" + re.sub(r"(^|/)index\.html$", r"\1", name) for name in names]
    told = {"version": version, "files": files, "pages": addresses}
    script = (engine.BROWSER / _WORKER).read_text(encoding="utf-8")
    return f"self.kbguide = {json.dumps(told)};\n{script}".encode()


def _forget_older(folder: Path, version: str) -> None:
    """What was built before the version that is there now; that one stays for pages that are just being opened."""
    versions = sorted((folder / "app").glob("*"), key=lambda place: place.stat().st_mtime)
    for place in [one for one in versions if one.name != version][:-1]:
        shutil.rmtree(place)
