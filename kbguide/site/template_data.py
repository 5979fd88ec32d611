"""What the page template is given: the words of `data/page.toml`, the help numbers, the addresses of its files."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kbguide.content.catalogue import Content
from kbguide.content.reader import LANGUAGES
from kbguide.hosting.assets import fingerprint
from kbguide.views.chapters.beside import BesideHtml
from kbguide.views.chapters.now import UrgentHtml
from kbguide.views.kit.glossary import Glossary
from kbguide.views.kit.html import rich
from kbguide.views.kit.scripts import STATIC, script

TEMPLATE = Path(__file__).parent / "template"
FIRST_WAVE = (
    (TEMPLATE / "wave.txt").read_text(encoding="utf-8").split()
)  # what Voila's script asks for, one after the other; see tests/first_wave.py
INLINE_SCRIPTS = ("kbguide.read();", "kbguide.complete();")  # those that stand in the templates themselves
SAID = "strip_say_"  # so begin the words that `strip.js` writes
COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)  # in the style sheet: for its authors, and nobody waits for it
STYLES = (STATIC / "kbguide.css", TEMPLATE / "classroom.css")
OWN_FILES = {
    **{f"kbguide/{file.name}": COMMENT.sub(b"", file.read_bytes()) for file in STYLES},
    **{f"kbguide/{file.name}": script(file).encode() for file in (TEMPLATE / "static").glob("*.js")},
}


def template_data(
    content: Content,
    base: str,
    elsewhere: str = "",
    host: str = "served",
    class_api: str = "",
    classes_open: bool = False,
) -> dict[str, Any]:
    """Everything the templates need beside the notebook.

    `base` is the path of the front page, `elsewhere` the address of the guide without a server, if there is one;
    `host` is the template with what stands behind the page: "served" or "alone". `class_api` is the address at which
    classes answer, if there are any, and `classes_open` whether anybody may open one.
    """
    return {
        **_words(content),
        "numbers": list(content.help_numbers.values()),
        "base": base,
        "elsewhere": elsewhere,
        "host": host,
        "class_api": class_api,
        "classes_open": classes_open,
        "set": set,  # Jinja has none
        "rich": rich,
        **{name: getattr(content, name) for name in ("lessons", "preparations", "handouts", "feedback")},
        "now": {lang: UrgentHtml(content, lang).steps("h2") for lang in LANGUAGES},
        "beside": {lang: BesideHtml(content, lang) for lang in LANGUAGES},
        "icons": (STATIC / "icons.svg").read_text(encoding="utf-8"),
        "files": {Path(name).name: f"{base}{name}?v={fingerprint(file)}" for name, file in OWN_FILES.items()},
    }


def _words(content: Content) -> dict[str, Any]:
    """By language and key."""
    return {
        "words": {lang: {key: text[lang] for key, text in content.page.items()} for lang in LANGUAGES},
        "class_words": {lang: {key: text[lang] for key, text in content.classroom.items()} for lang in LANGUAGES},
        "strip": {lang: json.dumps(strip_words(content, lang), ensure_ascii=False) for lang in LANGUAGES},
    }


def strip_words(content: Content, lang: str) -> dict[str, str]:
    """What `strip.js` writes; what stands on its buttons is in the template."""
    return {key.removeprefix(SAID): text[lang] for key, text in content.classroom.items() if key.startswith(SAID)}


def term_marker(content: Content) -> Callable[[str, str, str, set[str]], str]:
    """A filter for the template: prose with its terms opening their meaning, each once a chapter (`seen` grows)."""
    glossaries = {lang: Glossary(content, lang) for lang in LANGUAGES}
    return lambda html, lang, chapter, seen: glossaries[lang].mark(html, chapter, seen)
