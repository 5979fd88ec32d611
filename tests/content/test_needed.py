"""The words that the program needs: the registry says what the code asks for, and the check holds the words to it."""

import ast
import re
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import get_args

import pytest

import kbguide
from helpers import CONTENT
from kbguide.classroom.room import Do
from kbguide.content.catalogue import TEXTS, Content
from kbguide.content.checks_texts import needed_words, registry
from kbguide.content.learning import Way
from kbguide.content.reader import PLACE, Text
from kbguide.site.template_data import SAID

PACKAGE = Path(kbguide.__file__).parent
NEEDED = registry()
FILES = {name: file for file, name in TEXTS.items()}
KEYS = [(name, key) for name in FILES for key in NEEDED[name]]
# in the page's templates: words.help, kbguide.words[lang].brand, words["again"]
IN_TEMPLATE = re.compile(r"""(?<![a-z_])words(?:\.ko|\.en|\[\w+(?:\[\d\])?\])?(?:\.|\[")(\w+)""")
# on the pages of a class: say.join_code, say["join"], and say["join_" ~ name] with the names before it
IN_CLASS = re.compile(r"""(?<![\w.])say(?:\.|\[")(\w+)(?!\w|" ~)""")
OF_THE_STRIP = re.compile(r"\bown\.(\w+)")
IN_CLASS_LISTS = re.compile(r"""for name in (\[[^]]+\]) %\}[^\n]*say\["(\w+)" ~ name\]""")
SAID_BY_THE_SERVER = {"brand", "place_step", "place_short", "place_done"} | {
    *(f"order_{do}" for do in get_args(Do) if do != "say"),
    *(f"vote_{way}" for way in get_args(Way)),
}
WHY = {
    "old",
    "small",
    "full",
    "full_wait",
    "often",
    "often_wait",
    "closing",
    "closing_wait",
}  # words[why] in the templates


@cache
def trees() -> list[ast.AST]:
    return [node for file in PACKAGE.rglob("*.py") for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]


def strings() -> set[str]:
    """Every string in the code."""
    return {node.value for node in trees() if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def asked() -> list[tuple[str, set[str]]]:
    """What is said by a key that stands in the code: the key, and the names that are filled in."""
    return [
        (key.value, {str(word.arg) for word in node.keywords})
        for node in trees()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "say" and node.args
        for key in ast.walk(node.args[0])
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value in CONTENT.words
    ]


def made() -> list[re.Pattern[str]]:
    """What the code puts together, as patterns; one that any word fits tells nothing."""
    parts = [node.values for node in trees() if isinstance(node, ast.JoinedStr)]
    patterns = [re.compile("".join(map(pattern, one))) for one in parts]
    return [one for one in patterns if not one.fullmatch("no-such.word")]


def pattern(part: ast.expr) -> str:
    """What a part of such a key can be: what is written, one of two strings, or any word."""
    strings = [node.value for node in ast.walk(part) if isinstance(node, ast.Constant)]
    if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.IfExp):
        return "(" + "|".join(map(str, strings)) + ")"
    return re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9-]+"


def test_the_program_asks_for_every_word_of_the_registry() -> None:
    written = strings()
    patterns = made()
    stale = [
        key for key in NEEDED["words"] if key not in written and not any(pattern.fullmatch(key) for pattern in patterns)
    ]
    assert stale == []


def test_the_code_fills_in_what_the_registry_says() -> None:
    short = [(key, names) for key, names in asked() if not set(NEEDED["words"][key]) <= names]
    assert short == []


def test_the_templates_ask_for_every_word_of_the_page() -> None:
    templates = [*(PACKAGE / "site" / "template").glob("*.j2"), *(PACKAGE / "site" / "template").glob("*.html")]
    used = {name for file in templates for name in IN_TEMPLATE.findall(file.read_text(encoding="utf-8"))}
    assert used | WHY == set(NEEDED["page"])


def test_the_pages_of_a_class_ask_for_every_word_of_theirs() -> None:
    templates = [file.read_text(encoding="utf-8") for file in (PACKAGE / "site" / "template").glob("*.j2")]
    lists = [(ast.literal_eval(names), begin) for text in templates for names, begin in IN_CLASS_LISTS.findall(text)]
    used = {name for text in templates for name in IN_CLASS.findall(text)}
    used |= {f"{begin}{name}" for names, begin in lists for name in names}
    strip = (PACKAGE / "site" / "template" / "strip.html.j2").read_text(encoding="utf-8")
    used |= set(OF_THE_STRIP.findall(strip)) | {key for key in NEEDED["classroom"] if key.startswith(SAID)}
    assert used | SAID_BY_THE_SERVER == set(NEEDED["classroom"])


def changed(name: str, texts: dict[str, Text]) -> Content:
    return replace(CONTENT, **{name: texts})  # type: ignore[arg-type]  # one of the two dicts of texts


def faults(name: str, **texts: Text | None) -> list[str]:
    """What is said when these words are other ones (None: not there)."""
    kept = {key: text for key, text in (getattr(CONTENT, name) | texts).items() if text is not None}
    return list(needed_words(changed(name, kept)))


def test_each_word_that_is_not_there_is_named_and_nothing_else() -> None:
    assert [(faults(name, **{key: None})) for name, key in KEYS] == [
        [f"{FILES[name]}: {key}: missing, the program needs it"] for name, key in KEYS
    ]
    assert len(KEYS) > 500


@pytest.mark.parametrize("name", FILES)
def test_a_word_that_nothing_uses_is_named(name: str) -> None:
    assert faults(name, odd=Text("K", "E")) == [f"{FILES[name]}: odd: nothing uses it"]


@pytest.mark.parametrize(
    ("ko", "en", "fault"),
    [
        ("{done}, {totl}", "{done}, {totl}", "{totl}: unknown placeholder"),
        ("{done}", "{done} of {total}", "ko: {total} is missing, the other language has it"),
        ("{done} {total", "{done}", "ko: a brace that does not enclose the name of something to fill in"),
        ("{done}", "{done} }", "en: a brace that does not enclose the name of something to fill in"),
        ("{done}", "{done} {}", "en: a brace that does not enclose the name of something to fill in"),
        ("{done!r}", "{done!r}", "ko: a brace that does not enclose the name of something to fill in"),
        ("{done:>9}", "{done:>9}", "ko: a brace that does not enclose the name of something to fill in"),
        ("K" * 601, "E", "601 signs, more than the 600 that fit"),
    ],
)
def test_a_word_that_cannot_be_filled_is_named(ko: str, en: str, fault: str) -> None:
    assert f"words.toml: check.progress: {fault}" in faults("words", **{"check.progress": Text(ko, en)})


def test_a_word_may_leave_out_what_is_filled_in() -> None:
    assert faults("words", **{"check.progress": Text("K", "E")}) == []


def test_what_the_words_fill_in_the_program_knows() -> None:
    used = [name for text in CONTENT.words.values() for name in PLACE.findall(text.en)]
    assert set(used) <= set(chain.from_iterable(NEEDED["words"].values()))
