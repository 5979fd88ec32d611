"""Whatever stands in `data/`, the check says what is wrong in single lines, quotes little of it, and never raises.

2,000 trees: 1,800 with one entry changed in memory, 200 with a file changed or put out of reach.
"""

import pickle
import shutil
import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import CONTENT
from kbguide.content.bank import Bank
from kbguide.content.catalogue import FILES, TEXTS
from kbguide.content.checks import references
from kbguide.content.checks_texts import needed_words
from kbguide.content.loader import by_id, check
from kbguide.content.location import folder
from kbguide.content.procedure import Procedure, Screen
from kbguide.content.reader import ContentError, Text, convert, read_toml

LONG = "Z" * 5000
QUOTED = 200  # signs of a value that a line may show
LONGEST = 900  # signs of a line: it may list the keys that there are
ODD: list[Any] = [
    "issue", "kim", "front", "own", "pin", "channel=pc", "channel=pc|app", "no-such-thing", "certificate=lost", ["a="],
    "\u202e", "\u2066x", "a\x00b", "a\nb", "\u200f", "\ufeff", "\u2028", "\x1b[31m",
    "{", "}", "{}", "{x}", "{0.x}", "{done!r}", "{name}",
    "(", "(" * 300, r"\d{99999999999}", r"\d*", "(a+)+$", "[", "(?P<x>",
    "", " ", LONG, f"{LONG}=x|{LONG}", [LONG], {LONG: LONG}, {"id": LONG}, {"ko": LONG, "en": LONG},
    {"ko": "K", LONG: 1},
    0, -1, 3, 10**12, 16**6000, 1.5, float("nan"), True, date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), time(1),
    [], {}, [[]], [{}], [3, "x"], {"ko": "K"}, {"ko": "K", "en": ""}, {"a\nb": 1},
]  # fmt: skip


def nested(depth: int) -> list[Any]:
    inner: list[Any] = []
    for _ in range(depth):
        inner = [inner]
    return inner


def check_lines(faults: list[str]) -> None:
    """Each is one line that shows little of any value."""
    for fault in faults:
        assert fault.isprintable(), fault
        assert len(fault) <= LONGEST, fault
        for sign in "Z9[":
            assert sign * (QUOTED + 1) not in fault


# -- one entry changed, in memory -----------------------------------------------------------------

Built = Callable[[list[Any]], dict[str, Any]]


def entries() -> Iterator[tuple[dict[str, Any], Built]]:
    """Each entry of all files as its tables, with what makes a part of the content of it."""
    data = folder("data")
    for file, lists in FILES.items():
        tables = read_toml(data / file)
        for key, (name, cls) in lists.items():
            yield from ((entry, partial(listed_as, name, cls)) for entry in tables.pop(key))
        if file in TEXTS:
            yield tables, partial(read_as, TEXTS[file], dict[str, Text])
    yield read_toml(data / "bank.toml"), partial(read_as, "bank", Bank)
    for path in sorted((data / "procedures").glob("*.toml")):
        tables = read_toml(path)
        yield from ((screen, partial(listed_as, "screens", Screen)) for screen in tables.pop("screen", []))
        yield tables, partial(listed_as, "procedures", Procedure)


def listed_as(name: str, cls: type, found: list[Any]) -> dict[str, Any]:
    return {name: by_id(cls, found, "file.toml")}


def read_as(name: str, kind: Any, found: list[Any]) -> dict[str, Any]:
    return {name: convert(kind, found[0], "file.toml")}


ENTRIES = list(entries())


def changed(draw: st.DataObject, table: dict[str, Any]) -> list[Any]:
    """The entry with one thing in it deleted, replaced, renamed, doubled or moved; or twice."""
    inner: Any = table
    key: Any = draw.draw(st.sampled_from(sorted(inner)))
    for _ in range(draw.draw(st.integers(0, 4))):
        if not isinstance(inner[key], dict | list) or not inner[key]:
            break
        inner = inner[key]
        key = draw.draw(st.sampled_from(sorted(inner)) if isinstance(inner, dict) else st.integers(0, len(inner) - 1))
    odd = draw.draw(st.sampled_from(ODD) | st.integers(1, 400).map(nested) | st.text(max_size=40) | st.integers())
    match draw.draw(st.sampled_from(["put", "put", "put", "delete", "rename", "double", "swap", "twice"])):
        case "delete":
            del inner[key]
        case "rename" if isinstance(inner, dict):
            inner[str(odd)[:900] if not isinstance(odd, int) else "odd"] = inner.pop(key)
        case "double" if isinstance(inner, list):
            inner.append(deepcopy(inner[key]))
        case "swap":
            other = draw.draw(st.sampled_from(sorted(table)))
            table[other] = deepcopy(inner[key])
        case "twice":
            return [table, deepcopy(table)]
        case _:
            inner[key] = odd
    return [table]


@settings(max_examples=1800, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(draw=st.data())
def test_no_entry_makes_the_check_raise(draw: st.DataObject) -> None:
    entry, built = draw.draw(st.sampled_from(ENTRIES))
    try:
        found = built(changed(draw, deepcopy(entry)))
    except ContentError as fault:
        check_lines([str(fault)])
        return
    whole = {"origins": CONTENT.origins | dict.fromkeys(found.get("screens", ()), "screens.toml")}
    for name, part in found.items():
        whole[name] = part if name in (*TEXTS.values(), "bank") else getattr(CONTENT, name) | part
    content = replace(CONTENT, **whole)
    check_lines([*references(content), *needed_words(content)])


# -- a file changed or out of reach ---------------------------------------------------------------

BYTES = [
    b"\xff", b"\x00", b"\xef\xbb\xbf", b"\r", b"[", b'"', b"=", b"\xe2\x80\xae", b"[[screen]]\n", b"id = 3\n",
]  # fmt: skip
DEEP = [
    b"x = " + b"[" * 5000 + b"]" * 5000,
    b"x = " + b"{a=" * 900 + b"1" + b"}" * 900,
    b"x = " + b"9" * 9000,
    b"a." * 5000 + b"a = 1",
]
NAMES = sorted(path.relative_to(folder("data")).as_posix() for path in folder("data").rglob("*.toml"))
loads = tomllib.loads


@lru_cache(maxsize=100)
def parsed(text: str) -> bytes:
    return pickle.dumps(loads(text))


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the data folder; files that stay as they are get parsed once."""
    with mock.patch.object(tomllib, "loads", lambda text: pickle.loads(parsed(text))):
        yield Path(shutil.copytree(folder("data"), tmp_path_factory.mktemp("tree") / "data"))


def cut(draw: st.DataObject, path: Path, written: bytes) -> None:
    path.write_bytes(written[: draw.draw(st.integers(0, len(written)))])


def insert(draw: st.DataObject, path: Path, written: bytes) -> None:
    where = draw.draw(st.integers(0, len(written)))
    path.write_bytes(written[:where] + draw.draw(st.sampled_from(BYTES) | st.binary(max_size=9)) + written[where:])


def change_line(draw: st.DataObject, path: Path, written: bytes) -> None:
    """Leave a line out, or write it twice."""
    lines = written.splitlines(keepends=True)
    number = draw.draw(st.integers(0, len(lines) - 1))
    lines[number] *= draw.draw(st.sampled_from([0, 2]))
    path.write_bytes(b"".join(lines))


def nest(draw: st.DataObject, path: Path, written: bytes) -> None:
    path.write_bytes(draw.draw(st.sampled_from(DEEP)) + b"\n" + written)


def become_another(draw: st.DataObject, path: Path, written: bytes) -> None:
    path.write_bytes((folder("data") / draw.draw(st.sampled_from(NAMES))).read_bytes())


def become_a_folder(draw: st.DataObject, path: Path, written: bytes) -> None:
    path.unlink()
    path.mkdir()


def become_a_loop(draw: st.DataObject, path: Path, written: bytes) -> None:
    path.unlink()
    path.symlink_to(path)


def go_away(draw: st.DataObject, path: Path, written: bytes) -> None:
    path.unlink()


def get_an_odd_name(draw: st.DataObject, path: Path, written: bytes) -> None:
    path.with_name("a\nb\u202e" + "Z" * 200 + ".toml").write_bytes(written)


SPOILERS = [
    cut, insert, change_line, nest, become_another, become_a_folder, become_a_loop, go_away, get_an_odd_name,
]  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(draw=st.data(), name=st.sampled_from(NAMES), spoil=st.sampled_from(SPOILERS))
def test_no_file_makes_the_check_raise(
    tree: Path, draw: st.DataObject, name: str, spoil: Callable[[st.DataObject, Path, bytes], None]
) -> None:
    path = tree / name
    written = (folder("data") / name).read_bytes()
    try:
        spoil(draw, path, written)
        check_lines(check(tree))
    finally:
        for odd in path.parent.glob("a*Z.toml"):
            odd.unlink()
        if path.is_dir():
            path.rmdir()
        path.unlink(missing_ok=True)
        path.write_bytes(written)


@pytest.mark.parametrize("what", ["gone", "file", "loop", "empty"])
def test_no_procedures_are_said_in_one_line(tmp_path: Path, what: str) -> None:
    data = Path(shutil.copytree(folder("data"), tmp_path / "data"))
    place = data / "procedures"
    shutil.rmtree(place)
    match what:
        case "file":
            place.write_text("x = 1", encoding="utf-8")
        case "loop":
            place.symlink_to(place)
        case "empty":
            place.mkdir()
    assert check(data) == ["procedures: the folder has no file"]
