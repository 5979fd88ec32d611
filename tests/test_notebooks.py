"""The notebooks as files: their form and their words. That they run is seen by nbval and in the browser."""

import ast
import json
import re
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
LANGUAGES = ("ko", "en")
FORMS = [
    "guide.start", "guide.kept", "guide.claims", "guide.compare", "guide.paths", "guide.terms", "guide.facts",
    "guide.check", "guide.practice", "guide.manage", "guide.inside", "guide.drills", "guide.now", "guide.finish",
]  # fmt: skip
CHAPTERS = ["start", "learn", "check", "practice", "manage", "fraud", "finish"]
EXERCISES = dict(zip(CHAPTERS[1:], ["claims", "check", "practice", "manage", "drills", "finish"], strict=True))
NOTEBOOK_ONLY = ["skip-execution"]  # the tag of cells that the page neither runs nor shows
LONGEST_CELL = 90  # words
HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
KOREAN_SPAN = re.compile(r'<span lang="ko">[^<]*</span>')
TAG = re.compile(r"<[^>]*>")

Cell = dict[str, Any]


def notebook(language: str) -> dict[str, Any]:
    text = (ROOT / "notebooks" / language / "guide.ipynb").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def cells(language: str, kind: str | None = None) -> list[Cell]:
    return [cell for cell in notebook(language)["cells"] if kind in (None, cell["cell_type"])]


def source(cell: Cell) -> str:
    return "".join(cell["source"])


def prose(language: str) -> dict[str, str]:
    """The words of each Markdown cell by its id, without HTML tags."""
    return {cell["id"]: TAG.sub("", source(cell)) for cell in cells(language, "markdown")}


def code(language: str) -> list[str]:
    return [source(cell) for cell in cells(language, "code")]


def chapter(cell: Cell) -> str | None:
    name: str | None = cell["metadata"].get("kbguide", {}).get("chapter")
    return name


def part(cell: Cell) -> str | None:
    name: str | None = cell["metadata"].get("kbguide", {}).get("part")
    return name


def notebook_only(cell: Cell) -> bool:
    return bool(cell["metadata"].get("tags") == NOTEBOOK_ONLY)


def is_thin(statement: ast.stmt) -> bool:
    """An import of one name, or one call on plain names and constants, its result perhaps given a name."""
    match statement:
        case ast.ImportFrom(names=[_]):
            return True
        case ast.Expr(value=ast.Call() as call) | ast.Assign(targets=[ast.Name()], value=ast.Call() as call):
            plain = all(isinstance(argument, ast.Constant) for argument in call.args) and not call.keywords
            return plain and ast.unparse(call.func) in {"Guide", *FORMS}
        case _:
            return False


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chapters_are_complete_and_in_order(language: str) -> None:
    assert [name for cell in cells(language) if (name := chapter(cell))] == CHAPTERS


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chapter_begins_with_its_only_first_level_heading(language: str) -> None:
    assert chapter(cells(language)[0]) == CHAPTERS[0]
    for cell in cells(language, "markdown"):
        headings = re.findall(r"^# \S", source(cell), re.MULTILINE)
        assert len(headings) == (1 if chapter(cell) else 0), cell["id"]
        assert source(cell).startswith("# ") == bool(chapter(cell)), cell["id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_skip_no_level(language: str) -> None:
    levels = [len(marks) for text in prose(language).values() for marks in re.findall(r"^(#+) ", text, re.MULTILINE)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_both_languages_have_the_same_cells_in_the_same_order() -> None:
    korean, english = ([(c["id"], c["cell_type"], c["metadata"]) for c in cells(name)] for name in LANGUAGES)
    assert korean == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_part_is_a_second_level_heading_with_an_id_of_its_own_in_the_chapter(language: str) -> None:
    seen: set[str] = set()
    for cell in cells(language, "markdown"):
        if chapter(cell):
            seen = set()
        apart = notebook_only(cell) or re.match("start-|finish-looking", cell["id"])  # no page of their own
        heading = source(cell).startswith("## ") and not apart
        assert bool(part(cell)) == heading, cell["id"]
        assert len(re.findall(r"^## ", source(cell), re.MULTILINE)) <= 1, cell["id"]
        if name := part(cell):
            assert re.fullmatch(r"[a-z]+", name), name
            assert name not in seen, cell["id"]
            seen.add(name)


def test_a_chapter_has_at_most_nine_parts() -> None:
    counts: dict[str | None, int] = {}
    current = None
    for cell in cells("ko"):
        current = chapter(cell) or current
        counts[current] = counts.get(current, 0) + bool(part(cell))
    assert max(counts.values()) <= 9
    assert sum(count > 6 for count in counts.values()) == 1  # the chapter to read, with glossary and facts


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chapter_opens_with_its_exercise(language: str) -> None:
    found: dict[str, str] = {}
    current, opening = "", False
    for cell in cells(language):
        opening = bool(chapter(cell)) or (opening and not part(cell))
        current = chapter(cell) or current
        if opening and current != "start" and source(cell).startswith("guide."):
            assert current not in found
            found[current] = source(cell).removeprefix("guide.").removesuffix("()")
    assert found == EXERCISES


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_page_folds_has_a_heading(language: str) -> None:
    folded = [cell for cell in cells(language) if cell["metadata"].get("kbguide", {}).get("aside")]
    assert folded
    assert all(re.match(r"### [^<]+\n", source(cell)) for cell in folded)


def test_both_languages_have_the_same_code_apart_from_the_language() -> None:
    assert [text.replace('Guide("ko")', 'Guide("en")') for text in code("ko")] == code("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_speaks_the_language_of_its_notebook(language: str) -> None:
    assert code(language)[:2] == ["from kbguide import Guide", f'guide = Guide("{language}")']


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_cell_imports_or_calls_one_thing(language: str) -> None:
    for text in [source(cell) for cell in cells(language, "code") if not notebook_only(cell)]:
        statements = ast.parse(text).body
        assert len(statements) == 1, text
        assert is_thin(statements[0]), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_stands_between_two_cells_of_prose(language: str) -> None:
    book = cells(language)
    places = [place for place, cell in enumerate(book) if source(cell).startswith("guide.")]
    assert [source(book[place]) for place in places] == [f"{form}()" for form in FORMS]
    assert all(book[place - 1]["cell_type"] == book[place + 1]["cell_type"] == "markdown" for place in places)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_section_with_pandas_is_short_thin_and_the_last(language: str) -> None:
    book = cells(language)
    own = [cell for cell in book if notebook_only(cell) and source(cell) != "guide.now()"]  # the page has that anyway
    assert book[-len(own) :] == own
    lines = [source(cell) for cell in own if cell["cell_type"] == "code"]
    assert lines[0] == "record = guide.record()"
    assert 2 <= len(lines) <= 4
    for line in lines:
        (statement,) = ast.parse(line).body
        assert not {type(node) for node in ast.walk(statement)} & {ast.FunctionDef, ast.For, ast.Lambda, ast.ListComp}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_a_run_is_saved(language: str) -> None:
    assert "widgets" not in notebook(language)["metadata"]
    for cell in cells(language, "code"):
        assert (cell["outputs"], cell["execution_count"]) == ([], None), cell["id"]
        assert cell["metadata"] in ({}, {"tags": NOTEBOOK_ONLY}), cell["id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_metadata_names_title_language_and_kernel(language: str) -> None:
    book = notebook(language)
    metadata = book["metadata"]
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert metadata["language_code"] == language
    assert bool(HANGUL.search(metadata["title"])) == (language == "ko")
    assert metadata["language_info"] == {"name": "python"}
    assert (metadata["kernelspec"]["name"], metadata["kernelspec"]["display_name"]) == (
        "python3",
        "Python 3 (ipykernel)",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_cell_ids_are_unique_and_say_their_chapter(language: str) -> None:
    ids = [cell["id"] for cell in cells(language)]
    assert len(ids) == len(set(ids))
    current = None
    for cell in cells(language):
        current = chapter(cell) or current
        assert re.fullmatch(rf"{current}(-[a-z]+)+", cell["id"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cell_of_prose_is_short(language: str) -> None:
    lengths = {
        name: sum(any(map(str.isalpha, word)) for word in text.split()) for name, text in prose(language).items()
    }
    assert not {name: count for name, count in lengths.items() if count > LONGEST_CELL}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_prose_neither_shouts_nor_shows_emoji(language: str) -> None:
    for name, text in prose(language).items():
        assert not {mark for mark in text if mark in "!\uff01" or unicodedata.category(mark) == "So"}, name


def test_korean_words_in_english_prose_carry_their_language() -> None:
    for cell in cells("en", "markdown"):
        assert not HANGUL.search(KOREAN_SPAN.sub("", source(cell))), cell["id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_has_a_heading_over_every_column_and_before_every_row(language: str) -> None:
    tables = [text for text in map(source, cells(language, "markdown")) if text.startswith("|")]
    assert len(tables) == 1
    for table in tables:
        head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines())
        assert all(head)
        assert all(re.fullmatch(r"\*\*.+\*\*", row[0]) for row in rows)
        assert {len(row) for row in rows} == {len(head)}
