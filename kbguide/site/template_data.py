"""What the page template is given: the words of `data/page.toml`, the help numbers, the addresses of its files."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kbguide.content.loader import load
from kbguide.content.reader import LANGUAGES
from kbguide.views.chapters.now import steps
from kbguide.views.kit.glossary import Glossary

TEMPLATE = Path(__file__).parent / "template"
STATIC = Path(__file__).resolve().parents[1] / "views" / "static"
FILES = (STATIC / "kbguide.css", *sorted((TEMPLATE / "static").glob("*.js")))


def frame(data: Path, base: str) -> dict[str, Any]:
    """Everything the templates need beside the notebook; `base` is the path of the front page."""
    content = load(data)
    return {
        "words": {lang: {key: text[lang] for key, text in content.page.items()} for lang in LANGUAGES},
        "numbers": list(content.help_numbers.values()),
        "base": base,
        "now": {lang: steps(content, lang, "h2") for lang in LANGUAGES},
        "icons": (STATIC / "icons.svg").read_text(encoding="utf-8"),
        "files": {file.name: f"{base}kbguide/{file.name}?v={version(file.read_bytes())}" for file in FILES},
    }


def glossed(data: Path) -> Callable[[str, str, str, list[str]], str]:
    """A filter for the template: prose with its terms opening their meaning, each once a chapter (`seen` grows)."""
    known = {lang: Glossary(load(data), lang) for lang in LANGUAGES}

    def mark(html: str, lang: str, chapter: str, seen: list[str]) -> str:
        found = set(seen)
        marked = known[lang].mark(html, chapter, found)
        seen[:] = sorted(found)
        return marked

    return mark


def version(content: bytes) -> str:
    """Twelve hexadecimal digits that change with the content."""
    return hashlib.sha256(content).hexdigest()[:12]
