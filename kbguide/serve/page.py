"""What the page template is given: the words of `data/page.toml`, the help numbers, the addresses of its files."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

from kbguide.reading import LANGUAGES

TEMPLATE = Path(__file__).parent / "template"
STATIC = Path(__file__).resolve().parents[1] / "views" / "static"
FOLDERS = (STATIC, TEMPLATE / "static")
_FILES = (STATIC / "kbguide.css", TEMPLATE / "static" / "frame.js")


def words(data: Path) -> dict[str, Any]:
    """Read `page.toml`; a word that lacks a language is refused (`ValueError`, one line)."""
    file = data / "page.toml"
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as fault:
        raise ValueError(f"{file}: {fault.strerror}") from fault
    except ValueError as fault:
        raise ValueError(f"{file}: {fault}") from fault
    numbers = entries.pop("number", [])
    both = [(key, entry) for key, entry in entries.items()]
    both += [(f"number {entry.get('call')}, who", entry.get("who", {})) for entry in numbers]
    for name, entry in both:
        for language in LANGUAGES:
            if not isinstance(entry.get(language), str):
                raise ValueError(f"{file}: {name}: no {language!r}")
    spoken = {language: {key: entry[language] for key, entry in entries.items()} for language in LANGUAGES}
    return {"words": spoken, "numbers": numbers}


def frame(data: Path, prefix: str) -> dict[str, Any]:
    """Everything the template needs beside the notebook; `prefix` is the address under which the files are served."""
    return {
        **words(data),
        "icons": (STATIC / "icons.svg").read_text(encoding="utf-8"),
        "files": {file.name: f"{prefix}{file.name}?v={_version(file)}" for file in _FILES},
    }


def _version(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
