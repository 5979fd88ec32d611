"""How the guide speaks: one word for one thing, and none that blames. The table is `data/wording.toml`."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers import CONTENT
from kbguide.content.checks import leaves
from kbguide.content.location import folder
from kbguide.content.reader import LANGUAGES, Text

WORDING = tomllib.loads((folder("data") / "wording.toml").read_text(encoding="utf-8"))
AVOIDED = {lang: dict.fromkeys(WORDING["avoid"][lang], "") for lang in LANGUAGES}
PREFERRED = {
    lang: {word: one["say"][lang] for one in WORDING["word"] for word in one["instead"][lang]} for lang in LANGUAGES
}


def content_texts(lang: str) -> Iterator[tuple[str, str]]:
    for leaf in leaves(CONTENT):
        if isinstance(leaf.value, Text):
            yield f"{leaf.where}: {leaf.key}", leaf.value[lang]
    for name in ("words", "page", "classroom"):
        yield from ((f"{name} {key}", text[lang]) for key, text in getattr(CONTENT, name).items())


def prose(lang: str) -> Iterator[tuple[str, str]]:
    book = json.loads(Path(folder("notebooks") / lang / "guide.ipynb").read_text(encoding="utf-8"))
    for cell in book["cells"]:
        if cell["cell_type"] == "markdown":
            yield f"notebooks/{lang}: {cell['id']}", "".join(cell["source"])


def without_names(text: str) -> str:
    """The words without names that must be recognised elsewhere; such a name stands alone, in quotes or bold."""
    for name in WORDING["names"]:
        text = "" if text == name else text.replace(f"\u2018{name}\u2019", "").replace(f"**{name}**", "")
    return text


def found(lang: str, words: dict[str, str]) -> list[tuple[str, str, str]]:
    """Where one of the words stands, and what is said in its place."""
    edge = "" if lang == "ko" else r"\b"  # Korean joins endings on
    patterns = {word: re.compile(f"{edge}{re.escape(word)}{edge}", re.IGNORECASE) for word in words}
    texts = [(where, without_names(text)) for where, text in [*content_texts(lang), *prose(lang)]]
    return [(where, word, words[word]) for where, text in texts for word in words if patterns[word].search(text)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_blames_or_begs(lang: str) -> None:
    assert found(lang, AVOIDED[lang]) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_thing_has_one_word(lang: str) -> None:
    assert found(lang, PREFERRED[lang]) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_to_be_said_is_said_somewhere(lang: str) -> None:
    said = "\n".join(text for _, text in [*content_texts(lang), *prose(lang)]).casefold()
    stem = {"ko": lambda word: word.removesuffix("다"), "en": str.casefold}[lang]
    assert [
        one["say"][lang] for one in WORDING["word"] if not any(stem(w) in said for w in one["say"][lang].split(", "))
    ] == []
