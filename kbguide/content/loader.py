"""All words and facts of the guide, read from `data/`."""

import pickle
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from kbguide.content import location as places
from kbguide.content.bank import Bank
from kbguide.content.catalogue import FILES, TEXTS, Content
from kbguide.content.checklist import Fact
from kbguide.content.checks import references
from kbguide.content.checks_texts import needed_words
from kbguide.content.procedure import Procedure, Screen
from kbguide.content.reader import LANGUAGES, ContentError, Text, build, convert, cut, listed, read_toml

YEAR = re.compile(r"(?<![\w/])(?:19|20)\d\d(?!\d)")  # not the number of a page in an address
PACKED = "content.pickle"  # what was read and found whole already, where reading takes long: see `kbguide.offline`
LASTING = 5  # years for which a source speaks of what is so today


@lru_cache(maxsize=4)
def load(folder: Path | None = None) -> Content:
    """Read `data/` (or another folder of the same form) once; raises ContentError with the first fault found."""
    place = folder or places.folder("data")
    if (place / PACKED).is_file():
        unpacked: Content = pickle.loads((place / PACKED).read_bytes())  # noqa: S301  made by the builder beside this
        return unpacked
    found, faults = read(place)
    faults = faults or references(Content(**found))
    if faults:
        raise ContentError(faults[0])
    return Content(**found)


def check(folder: Path | None = None) -> list[str]:
    """Every fault in `data/`, one line each; empty when the content can be used."""
    found, faults = read(folder or places.folder("data"))
    if faults:
        return faults
    content = Content(**found)
    return [*references(content), *needed_words(content)]


def overdue(day: date, folder: Path | None = None) -> list[str]:
    """A line for each fact to be looked at again by this day: past its date, or from sources of long ago."""
    return [f"facts.toml: {one.id}: {what}" for one in load(folder).facts.values() for what in grown_old(one, day)]


def grown_old(fact: Fact, day: date) -> Iterator[str]:
    """What must be looked at again. A source that names no year is as old as nobody knows, and is not counted."""
    if day > fact.expires:
        yield f"expires: {fact.expires} is past, check it again"
    years = [int(year) for lang in LANGUAGES for year in YEAR.findall(fact.source[lang])]
    if years and day.year - max(years) > LASTING and not fact.settled:
        yield f"source: the newest is of {max(years)}, find one of the last {LASTING} years or say in `settled` why not"


def read(folder: Path) -> tuple[dict[str, Any], list[str]]:
    """Read all files; returns what could be read and a line for each part that could not."""
    found: dict[str, Any] = {}
    faults: list[str] = []

    def attempt(name: str, reader: Callable[[], Any]) -> Any:
        try:
            found[name] = reader()
        except ContentError as fault:
            faults.append(str(fault))
        return found.get(name)

    for file, lists in FILES.items():
        table = attempt(file, partial(tables, folder / file, set(lists)))
        for key, (name, cls) in lists.items() if table is not None else ():
            attempt(name, partial(by_id, cls, table.pop(key, []), file))
        if file in TEXTS and table is not None:
            attempt(TEXTS[file], partial(convert, dict[str, Text], table, file))
        found.pop(file, None)
    attempt("bank", lambda: build(Bank, read_toml(folder / "bank.toml"), "bank.toml"))
    found["origins"] = dict.fromkeys(found.setdefault("screens", {}), "screens.toml")
    attempt("procedures", lambda: procedures(folder / "procedures", found["screens"], found["origins"]))
    return found, faults


def tables(path: Path, known: set[str]) -> dict[str, Any]:
    """The lists of one file; raises ContentError for a list with another name, unless the file holds texts by key."""
    table = read_toml(path)
    if path.name not in TEXTS and (unknown := min(table.keys() - known, default="")):
        raise ContentError(f"{path.name}: {cut(unknown)}: unknown list (known: {', '.join(sorted(known))})")
    return table


def by_id(cls: type, value: object, file: str) -> dict[str, Any]:
    """The entries of one list by id; raises ContentError when there is none. Those without an id are numbered."""
    found = listed(cls, value, file)
    if not found:
        raise ContentError(f"{file}: no entry of the kind {cls.__name__}")
    return {getattr(entry, "id", str(number)): entry for number, entry in enumerate(found, 1)}


def procedures(folder: Path, screens: dict[str, Screen], origins: dict[str, str]) -> dict[str, Procedure]:
    """One procedure a file; its id is the file's name. The screens that only it has join `screens` and `origins`."""
    found = {}
    for path in sorted(folder.glob("*.toml")):
        where = f"procedures/{path.name}"
        table = read_toml(path)
        for screen in listed(Screen, table.pop("screen", []), f"{where}: screen"):
            if screen.id in screens:
                raise ContentError(f"{where}: {screen.id}: id: {origins[screen.id]} has a screen of this name")
            screens[screen.id] = screen
            origins[screen.id] = where
        procedure = build(Procedure, table, where)
        if procedure.id != path.stem:
            raise ContentError(f"{where}: {procedure.id}: id: differs from the file's name")
        found[procedure.id] = procedure
    if not found:
        raise ContentError("procedures: the folder has no file")
    return found
