"""Whether texts can be shown as they stand, and whether the words are those that the program needs."""

from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from kbguide.content.catalogue import TEXTS, Content
from kbguide.content.reader import LANGUAGES, PLACE, Text, cut, read_toml

REGISTRY = Path(__file__).with_name("needed.toml")
LONG = 600  # signs of a text: more is longer than a screen of a telephone
LONGEST = {"title": 90, "label": 90, "term": 90, "form": 90}  # signs of what stands on one line or two
ONE_LANGUAGE = "months"  # names in English, a form to be filled in Korean


def text_faults(where: str, text: Text, given: Collection[str], longest: int = LONG) -> Iterator[str]:
    """What keeps a text from being shown; `given` are the names that the program fills in."""
    if len(text.ko) > longest or len(text.en) > longest:
        yield f"{where}: {max(len(text.ko), len(text.en))} signs, more than the {longest} that fit"
    if "{" in text.ko or "{" in text.en or "}" in text.ko or "}" in text.en:
        yield from filling_faults(where, text, given)


def filling_faults(where: str, text: Text, given: Collection[str]) -> Iterator[str]:
    """What keeps the {names} in a text from being filled in."""
    names = {lang: set(PLACE.findall(text[lang])) for lang in LANGUAGES}
    both = names["ko"] | names["en"]
    yield from (f"{where}: {{{cut(name)}}}: unknown placeholder" for name in sorted(both - set(given)))
    for lang in LANGUAGES:
        if set("{}") & set(PLACE.sub("", text[lang])):
            yield f"{where}: {lang}: a brace that does not enclose the name of something to fill in"
        if names[lang] != both and not where.endswith(ONE_LANGUAGE):
            yield f"{where}: {lang}: {{{cut(min(both - names[lang]))}}} is missing, the other language has it"


@cache
def registry() -> dict[str, dict[str, list[str]]]:
    """The words that the program needs, by list and key, with the names that it fills in."""
    return read_toml(REGISTRY)


def needed_words(c: Content) -> Iterator[str]:
    """A line for each word that the program needs and does not find, that it does not use, or that it cannot fill."""
    for file, name in TEXTS.items():
        texts: dict[str, Text] = getattr(c, name)
        needed = registry()[name]
        yield from (f"{file}: {key}: missing, the program needs it" for key in needed if key not in texts)
        yield from (f"{file}: {key}: nothing uses it" for key in texts if key not in needed)
        for key, text in texts.items():
            yield from text_faults(f"{file}: {key}", text, needed.get(key, ()))
