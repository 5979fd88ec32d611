"""Turn TOML tables into frozen dataclasses, and say exactly what does not fit.

The dataclasses in this folder are the description of the files: a field without a default is a key that must be
there, an annotation is what the value must be. Keys are written with hyphens in TOML and with underscores in Python.
"""

import re
import reprlib
import tomllib
import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from kbguide.content.conditions import Condition

T = TypeVar("T")

LANGUAGES = ("ko", "en")
KINDS = {str: "text", int: "a number", bool: "true or false", date: "a date"}
ID = re.compile(r"(?=.{1,60}$)[a-z0-9]+(?:[.-][a-z0-9]+)*")
KEY = re.compile(r"(?=.{1,60}$)[a-z0-9]+(?:[._-][a-z0-9]+)*")
MOST = 1_000_000  # no number in `data/` is greater: with such days the calendar would end
QUOTED = 120  # signs of a value that a message quotes
PLACE = re.compile(r"\{([a-z_]+)\}")  # where a text is filled in


class ContentError(Exception):
    """A fault in `data/`; its text is one line that names file, entry and key."""

    def __init__(self, line: str) -> None:
        super().__init__("".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line))


def quote(value: object) -> str:
    """A value as a message quotes it: what cannot be seen is written as its number, and a long one is cut."""
    try:
        return cut(reprlib.repr(value[:QUOTED]) if isinstance(value, str) else reprlib.repr(value))
    except ValueError:  # a number of thousands of digits
        return "a very long number"


def cut(line: str) -> str:
    """Both ends of a long line."""
    return line if len(line) <= QUOTED else f"{line[: QUOTED - 40]} … {line[-30:]}"


@dataclass(frozen=True)
class Text:
    """The same words in every language; `text[lang]` picks one."""

    ko: str
    en: str

    def __getitem__(self, lang: str) -> str:
        return self.en if lang == "en" else self.ko


def filled(part: Any, words: Mapping[str, Text]) -> Any:
    """An entry, or a part of it, with these words in the {places} of its texts; a place without a word stays."""
    if isinstance(part, Text):
        return Text(*(fill(part[lang], {name: word[lang] for name, word in words.items()}) for lang in LANGUAGES))
    if isinstance(part, tuple):
        return tuple(filled(one, words) for one in part)
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{field.name: filled(getattr(part, field.name), words) for field in fields(part)})
    return part


def fill(line: str, words: Mapping[str, str]) -> str:
    """A line with these words in its {places}."""
    return PLACE.sub(lambda found: words.get(found[1], found[0]), line)


@cache
def hints(cls: type) -> dict[str, Any]:
    """The evaluated annotations of a dataclass (slow to work out, so kept)."""
    return get_type_hints(cls, include_extras=True)


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of one file; raises ContentError when it cannot be read, is not UTF-8 or not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ContentError(f"{path.name}: the file is missing") from None
    except OSError as fault:
        raise ContentError(f"{path.name}: cannot be read: {fault.strerror}") from None
    except UnicodeDecodeError:
        raise ContentError(f"{path.name}: the file is not UTF-8 text") from None
    except RecursionError:
        raise ContentError(f"{path.name}: not TOML that can be used: nested too deep") from None
    except ValueError as fault:  # not TOML, or a number of thousands of digits
        raise ContentError(f"{path.name}: not TOML: {cut(str(fault))}") from None


def build(cls: type[T], table: object, where: str) -> T:
    """Make a `cls` from a TOML table; `where` is "file: entry", the beginning of every message."""
    if not isinstance(table, Mapping):
        raise ContentError(f"{where}: expected a table, found {quote(table)}")
    known = {field.name.replace("_", "-"): field for field in fields(cls)}  # type: ignore[arg-type]  # always a dataclass
    for key in table:
        if key not in known:
            raise ContentError(f"{where}: {cut(key)}: unknown key (known: {', '.join(sorted(known))})")
    values: dict[str, Any] = {}
    kinds = hints(cls)  # type: ignore[arg-type]  # mypy does not take type[T] for hashable
    for key, field in known.items():
        if key in table:
            values[field.name] = convert(kinds[field.name], table[key], f"{where}: {key}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ContentError(f"{where}: {key}: missing")
        if field.default is MISSING and values.get(field.name) == ():
            raise ContentError(f"{where}: {key}: empty")
    if not ID.fullmatch(values.get("id", "id")):
        raise ContentError(f"{where}: id: expected lower-case words with hyphens, found {quote(values['id'])}")
    return cls(**values)


def convert(kind: Any, value: object, where: str) -> Any:
    """Check one value against one annotation and return it in its Python form."""
    origin = get_origin(kind)
    if origin in (Annotated, Union, types.UnionType):  # an id, or `X | None`: TOML has no null, so it is an X
        return convert(next(arg for arg in get_args(kind) if arg is not types.NoneType), value, where)
    if origin is tuple:
        return listed(get_args(kind)[0], value, where)
    if origin is dict and isinstance(value, Mapping):
        for key in value:
            if not KEY.fullmatch(key):
                raise ContentError(f"{where}: {cut(key)}: expected lower-case words with hyphens, dots or underscores")
        return {key: convert(get_args(kind)[1], part, f"{where}: {key}") for key, part in value.items()}
    if kind is Condition:
        if condition := Condition.parse(value):
            return condition
        raise ContentError(f"{where}: expected 'key=value' or 'key=value|value', found {quote(value)}")
    if is_dataclass(kind) and isinstance(kind, type):
        return build(kind, value, where)
    return plain(kind, value, where)


def plain(kind: Any, value: object, where: str) -> object:
    """One of several words, a string, number, truth value or date; text must not be empty, and an int is not a bool.

    Signs that cannot be seen (control characters, those that turn the direction of reading) are refused.
    """
    if get_origin(kind) is Literal:
        if value in get_args(kind):
            return value
        raise ContentError(f"{where}: {quote(value)} is none of {', '.join(map(repr, get_args(kind)))}")
    if type(value) is not kind:
        raise ContentError(f"{where}: expected {KINDS.get(kind, 'a table')}, found {quote(value)}")
    if isinstance(value, str) and not value.strip():
        raise ContentError(f"{where}: empty")
    if isinstance(value, str) and not value.isprintable():
        hidden = next(sign for sign in value if not sign.isprintable())
        raise ContentError(f"{where}: the sign U+{ord(hidden):04X}, which cannot be seen")
    if isinstance(value, int) and abs(value) > MOST:
        raise ContentError(f"{where}: expected a number up to {MOST:,}, found {quote(value)}")
    return value


def listed(kind: Any, value: object, where: str) -> tuple[Any, ...]:
    """A list of parts; those with an id (or a name, key or number) are called by it, and no two share it."""
    if not isinstance(value, list):
        raise ContentError(f"{where}: expected a list, found {quote(value)}")
    labels = [label(part, number) for number, part in enumerate(value, 1)]
    if len(set(labels)) < len(labels):
        raise ContentError(f"{where}: {max(labels, key=labels.count)}: id: used twice")
    return tuple(convert(kind, part, f"{where}: {name}") for part, name in zip(value, labels, strict=True))


def label(part: object, number: int) -> str:
    """What a part of a list is called in messages."""
    if isinstance(part, Mapping):
        for key in ("id", "name", "key", "number"):
            if isinstance(part.get(key), str):
                return cut(part[key])
    return f"entry {number}"
