"""A broken file is refused in one line that names file, entry and key."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import pytest

from helpers import GONE, edit, look_up
from kbguide.content.loader import check, load
from kbguide.content.reader import ContentError, Text, build, listed, read_toml

ISSUE = "procedures/issue.toml"
SCREENS = "screens.toml"
FILES = [
    "bank.toml", "checklist.toml", "facts.toml", "glossary.toml", "guards.toml", "personas.toml", "problems.toml",
    "reasons.toml", "scenarios.toml", "screens.toml", "words.toml",
]  # fmt: skip


def refusal(data: Path) -> str:
    """The one line with which this folder is refused."""
    with pytest.raises(ContentError) as refused:
        load(data)
    line = str(refused.value)
    assert line == line.strip()
    assert len(line.splitlines()) == 1
    return line


def assert_names(line: str, *parts: str) -> None:
    for part in parts:
        assert part in line


# -- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", [*FILES, ISSUE])
def test_a_file_that_is_not_toml_is_named_with_the_line(data: Path, file: str) -> None:
    path = data / file
    path.write_text("this is no table\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert_names(refusal(data), Path(file).name, "line 1")


@pytest.mark.parametrize("file", [*FILES, ISSUE])
def test_a_file_that_is_not_utf_8_is_named(data: Path, file: str) -> None:
    (data / file).write_bytes("\uae40 = 1".encode("cp949"))
    assert_names(refusal(data), Path(file).name, "UTF-8")


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named(data: Path, file: str) -> None:
    (data / file).unlink()
    assert_names(refusal(data), file, "missing")
    assert refusal(data) == check(data)[0]


def test_a_folder_without_procedures_is_refused(data: Path) -> None:
    for path in data.glob("procedures/*.toml"):
        path.unlink()
    assert_names(refusal(data), "procedures")


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    assert_names(refusal(tmp_path / "nothing-here"), "missing")


def test_a_procedure_whose_id_differs_from_its_file_is_refused(data: Path) -> None:
    (data / ISSUE).rename(data / "procedures/other.toml")
    assert_names(refusal(data), "procedures/other.toml", "issue", "id")


@pytest.mark.parametrize(
    ("file", "entry", "misspelt"),
    [("personas.toml", "persona", "persnoa"), ("checklist.toml", "contradiction", "contradictoin")],
)
def test_a_misspelt_list_is_named_and_not_silently_lost(data: Path, file: str, entry: str, misspelt: str) -> None:
    edit(data, file, misspelt, to=look_up(data, file, entry))
    assert_names(refusal(data), file, misspelt)


@pytest.mark.parametrize(
    ("file", "key"),
    [
        ("personas.toml", "persona"),
        ("checklist.toml", "item"),
        ("checklist.toml", "contradiction"),
        (SCREENS, "screen"),
        (ISSUE, "screen"),
        (ISSUE, "step"),
    ],
)
def test_a_number_in_place_of_a_list_of_entries_is_refused(data: Path, file: str, key: str) -> None:
    edit(data, file, key, to=5)
    assert_names(refusal(data), file)


@pytest.mark.parametrize(
    ("file", "key"),
    [
        ("personas.toml", "persona"),
        ("personas.toml", "given"),
        ("checklist.toml", "channel"),
        ("checklist.toml", "goal"),
        (SCREENS, "screen"),
        (ISSUE, "step"),
    ],
)
def test_a_list_that_the_guide_cannot_do_without_must_not_be_empty(data: Path, file: str, key: str) -> None:
    edit(data, file, key, to=[])
    assert_names(refusal(data), Path(file).name)


# -- entries --------------------------------------------------------------------------------------

WRONG_VALUES = [
    # a missing language
    ("checklist.toml", ("item", "abroad", "question", "en"), GONE, "en"),
    ("problems.toml", ("problem", "wrong-menu", "do", "ko"), GONE, "ko"),
    ("personas.toml", ("persona", "kim", "about", "en"), GONE, "en"),
    ("facts.toml", ("fact", "issuer", "text", "ko"), GONE, "ko"),
    ("glossary.toml", ("term", "kftc", "meaning", "en"), GONE, "en"),
    ("reasons.toml", ("reason", "urgent", "advice", "ko"), GONE, "ko"),
    ("scenarios.toml", ("scenario", "menu", "title", "en"), GONE, "en"),
    ("words.toml", ("next", "en"), GONE, "en"),
    ("bank.toml", ("name", "ko"), GONE, "ko"),
    (SCREENS, ("screen", "identity", "title", "en"), GONE, "en"),
    (SCREENS, ("screen", "identity", "field", "user-id", "rule", "ko"), GONE, "ko"),
    (SCREENS, ("screen", "ars", "signal", "says", "en"), GONE, "en"),
    # empty text
    ("checklist.toml", ("item", "abroad", "why", "ko"), "", "why"),
    ("words.toml", ("next", "ko"), "  \n ", "ko"),
    ("guards.toml", ("guard", "rrn", "pattern"), "", "pattern"),
    # an unknown key
    ("checklist.toml", ("item", "abroad", "questoin"), "?", "questoin"),
    ("checklist.toml", ("item", "abroad", "answer", "yes", "fix", "minuts"), 5, "minuts"),
    ("bank.toml", ("yeers",), 3, "yeers"),
    ("words.toml", ("next", "de"), "Weiter", "de"),
    ("personas.toml", ("persona", "kim", "phone", 0, "mien"), True, "mien"),
    (SCREENS, ("screen", "front", "hints"), [], "hints"),
    (SCREENS, ("screen", "identity", "field", "user-id", "lenght"), 6, "lenght"),
    # a wrong type
    ("checklist.toml", ("item", "abroad", "answer", "yes", "fix", "minutes"), "ten", "minutes"),
    ("checklist.toml", ("item", "abroad", "answer", "yes", "fix", "minutes"), True, "minutes"),
    ("checklist.toml", ("item", "abroad", "answer", "yes", "verdict"), "perhaps", "verdict"),
    ("checklist.toml", ("item", "other-bank", "seed"), "10", "seed"),
    ("checklist.toml", ("item", "abroad", "question"), "In one language", "question"),
    ("checklist.toml", ("item", "abroad", "answer"), "yes", "answer"),
    ("checklist.toml", ("item", "abroad", "answer", 0), "yes", "answer"),
    ("facts.toml", ("fact", "issuer", "expires"), "2029-11-22", "expires"),
    ("facts.toml", ("fact", "issuer", "mark"), "Z", "mark"),
    ("personas.toml", ("persona", "kim", "values", "pin"), 285094, "pin"),
    ("personas.toml", ("persona", "kim", "values"), ["285094"], "values"),
    ("personas.toml", ("persona", "kim", "phone", 0, "mine"), "yes", "mine"),
    ("bank.toml", ("limits", "medium"), "five", "medium"),
    ("bank.toml", ("day",), "2026-03-02", "day"),
    (SCREENS, ("screen", "front", "kind"), "window", "kind"),
    (ISSUE, ("path",), "centre", "path"),
    (ISSUE, ("screen", "issued", "effect", 0, "do"), "isue", "do"),
    ("personas.toml", ("given", "own", "days-left"), "many", "days-left"),
    ("scenarios.toml", ("scenario", "otp-drift", "fault", 0, "on"), "leave", "on"),
    # a missing key
    ("checklist.toml", ("item", "abroad", "why"), GONE, "why"),
    ("problems.toml", ("problem", "wrong-menu", "often"), GONE, "often"),
    ("bank.toml", ("version",), GONE, "version"),
    (ISSUE, ("does",), GONE, "does"),
    (ISSUE, ("step",), GONE, "step"),
    ("scenarios.toml", ("scenario", "menu", "real"), GONE, "real"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "path", "value", "key"), WRONG_VALUES, ids=lambda part: None if isinstance(part, str) else ""
)
def test_a_wrong_value_is_named_with_file_entry_and_key(
    data: Path, file: str, path: tuple[str | int, ...], value: object, key: str
) -> None:
    edit(data, file, *path, to=value)
    in_an_entry = file not in ("bank.toml", ISSUE)
    entry = path[min(1, len(path) - 1)] if file != "words.toml" else path[0]
    line = refusal(data)
    assert_names(line, file, key, *([str(entry)] if in_an_entry else []))


def test_a_screen_of_one_procedure_with_a_wrong_value_is_named_by_its_id(data: Path) -> None:
    edit(data, ISSUE, "screen", "terms", "title", "en", to=GONE)
    assert_names(refusal(data), ISSUE, "terms", "title", "en")


def test_a_screen_with_a_wrong_value_is_named_by_its_id(data: Path) -> None:
    edit(data, SCREENS, "screen", "identity", "title", "en", to=GONE)
    assert_names(refusal(data), SCREENS, "identity", "title", "en")


def test_an_answer_with_a_wrong_value_is_named_by_its_id(data: Path) -> None:
    edit(data, "checklist.toml", "item", "abroad", "answer", "unsure", "reason", "ko", to=GONE)
    assert_names(refusal(data), "checklist.toml", "abroad", "unsure", "reason", "ko")


@pytest.mark.parametrize("name", ["Upper", "two words", "under_score", "\uae40", "", "-a", "a-", "a--b"])
def test_an_id_is_ascii_in_kebab_case(data: Path, name: str) -> None:
    edit(data, "facts.toml", "fact", 3, "id", to=name)
    assert_names(refusal(data), "facts.toml", name, "id")


def test_an_entry_without_an_id_is_named_by_its_number(data: Path) -> None:
    edit(data, "facts.toml", "fact", 3, "id", to=GONE)
    assert_names(refusal(data), "facts.toml", "entry 4", "id")


TWICE = [
    *(
        (file, (key,))
        for file, keys in {
            "checklist.toml": ("item", "group", "place", "channel", "goal"),
            "facts.toml": ("fact",),
            "glossary.toml": ("term",),
            "guards.toml": ("guard",),
            "personas.toml": ("persona",),
            "problems.toml": ("problem",),
            "reasons.toml": ("reason",),
            "scenarios.toml": ("scenario",),
        }.items()
        for key in keys
    ),
    ("checklist.toml", ("item", "abroad", "answer")),
    (SCREENS, ("screen",)),
    (ISSUE, ("screen",)),
    ("bank.toml", ("institution",)),
    ("bank.toml", ("variant",)),
    ("personas.toml", ("given",)),
    (SCREENS, ("screen", "front", "entry")),
    (SCREENS, ("screen", "identity", "field")),
    (SCREENS, ("screen", "route", "field", "route", "option")),
]


@pytest.mark.parametrize(("file", "path"), TWICE, ids=lambda part: ".".join(part) if isinstance(part, tuple) else part)
def test_an_id_that_is_used_twice_is_named(data: Path, file: str, path: tuple[str, ...]) -> None:
    listed = look_up(data, file, *path)
    assert isinstance(listed, list)
    edit(data, file, *path, len(listed), to=listed[0])
    name = next(str(listed[0][key]) for key in ("id", "key", "number", "name") if key in listed[0])
    assert_names(refusal(data), file, name, "twice")


# -- building blocks ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sample:
    word: str
    day: date | None = None
    tags: tuple[Text, ...] = ()
    how: Literal["one", "two"] = "one"


def test_a_table_becomes_a_dataclass_with_its_defaults() -> None:
    table = {"word": "a", "day": date(2024, 2, 29), "tags": [{"ko": "b", "en": "c"}]}
    assert build(Sample, table, "f: e") == Sample("a", date(2024, 2, 29), (Text("b", "c"),), "one")
    assert build(Sample, {"word": "a"}, "f: e") == Sample("a")


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ({}, "f: e: word: missing"),
        ({"word": 1}, "f: e: word: expected text, found 1"),
        ({"word": "a", "day": "x"}, "f: e: day: expected a date, found 'x'"),
        ({"word": "a", "how": "three"}, "f: e: how: 'three' is none of 'one', 'two'"),
        ({"word": "a", "tags": [{"ko": "b"}]}, "f: e: tags: entry 1: en: missing"),
        ("a", "f: e: expected a table, found 'a'"),
    ],
)
def test_what_does_not_fit_is_said_word_for_word(table: object, line: str) -> None:
    with pytest.raises(ContentError) as refused:
        build(Sample, table, "f: e")
    assert str(refused.value) == line


def test_entries_keep_the_order_of_the_file() -> None:
    @dataclass(frozen=True)
    class Named:
        id: str

    assert [one.id for one in listed(Named, [{"id": "b"}, {"id": "a"}, {"id": "c"}], "f")] == ["b", "a", "c"]


def test_a_text_gives_either_language() -> None:
    text = Text("ko-words", "en-words")
    assert (text["ko"], text["en"]) == ("ko-words", "en-words")


def test_toml_is_read_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('b = "\uae40"\n', encoding="utf-8")
    assert read_toml(tmp_path / "a.toml") == {"b": "\uae40"}
