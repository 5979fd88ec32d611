"""Turn TOML tables into frozen dataclasses, and say exactly what does not fit.

The dataclasses in this folder are the description of the files: a field without a default is a key that must be
there, an annotation is what the value must be. Keys are written with hyphens in TOML and with underscores in Python.
"""

from __future__ import annotations

import re
import tomllib
import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from kbguide.content.conditions import Condition

T = TypeVar("T")

LANGUAGES = ("ko", "en")
KINDS = {str: "text", int: "a number", bool: "true or false", date: "a date"}
ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")


class ContentError(Exception):
    """A fault in `data/`; its text is one line that names file, entry and key."""


@dataclass(frozen=True)
class Text:
    """The same words in every language; `text[lang]` picks one."""

    ko: str
    en: str

    def __getitem__(self, lang: str) -> str:
        return self.en if lang == "en" else self.ko


@cache
def hints(cls: type) -> dict[str, Any]:
    """The evaluated annotations of a dataclass (slow to work out, so kept)."""
    return get_type_hints(cls, include_extras=True)


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of one file; raises ContentError when it is missing, not UTF-8 or not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ContentError(f"{path.name}: the file is missing") from None
    except UnicodeDecodeError:
        raise ContentError(f"{path.name}: the file is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as fault:
        raise ContentError(f"{path.name}: not TOML: {fault}") from None


def build(cls: type[T], table: object, where: str) -> T:
    """Make a `cls` from a TOML table; `where` is "file: entry", the beginning of every message."""
    if not isinstance(table, Mapping):
        raise ContentError(f"{where}: expected a table, found {table!r}")
    known = {field.name.replace("_", "-"): field for field in fields(cls)}  # type: ignore[arg-type]  # always a dataclass
    for key in table:
        if key not in known:
            raise ContentError(f"{where}: {key}: unknown key (known: {', '.join(sorted(known))})")
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
        raise ContentError(f"{where}: id: expected lower-case words with hyphens, found {values['id']!r}")
    return cls(**values)


def convert(kind: Any, value: object, where: str) -> Any:
    """Check one value against one annotation and return it in its Python form."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):  # only ever `X | None`; TOML has no null, so a value present is an X
        return convert(next(arg for arg in get_args(kind) if arg is not types.NoneType), value, where)
    if origin is Annotated:
        return convert(get_args(kind)[0], value, where)
    if origin is tuple:
        return listed(get_args(kind)[0], value, where)
    if origin is dict and isinstance(value, Mapping):
        return {key: convert(get_args(kind)[1], part, f"{where}: {key}") for key, part in value.items()}
    if kind is Condition:
        return condition(value, where)
    if is_dataclass(kind) and isinstance(kind, type):
        return build(kind, value, where)
    return plain(kind, value, where)


def condition(value: object, where: str) -> Condition:
    """Read a condition, here and nowhere else."""
    try:
        return Condition.parse(value)
    except ValueError as fault:
        raise ContentError(f"{where}: {fault}") from None


def plain(kind: Any, value: object, where: str) -> object:
    """One of several words, a string, number, truth value or date; text must not be empty, and an int is not a bool."""
    if get_origin(kind) is Literal:
        if value in get_args(kind):
            return value
        raise ContentError(f"{where}: {value!r} is none of {', '.join(map(repr, get_args(kind)))}")
    if type(value) is not kind:
        raise ContentError(f"{where}: expected {KINDS.get(kind, 'a table')}, found {value!r}")
    if isinstance(value, str) and not value.strip():
        raise ContentError(f"{where}: empty")
    return value


def listed(kind: Any, value: object, where: str) -> tuple[Any, ...]:
    """A list of parts; those with an id (or a name, key or number) are called by it, and no two share it."""
    if not isinstance(value, list):
        raise ContentError(f"{where}: expected a list, found {value!r}")
    labels = [label(part, number) for number, part in enumerate(value, 1)]
    for name in labels:
        if labels.count(name) > 1:
            raise ContentError(f"{where}: {name}: id: used twice")
    return tuple(convert(kind, part, f"{where}: {name}") for part, name in zip(value, labels, strict=True))


def label(part: object, number: int) -> str:
    """What a part of a list is called in messages."""
    if isinstance(part, Mapping):
        for key in ("id", "name", "key", "number"):
            if isinstance(part.get(key), str | int):
                return str(part[key])
    return f"entry {number}"
