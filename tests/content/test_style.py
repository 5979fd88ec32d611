"""The data files have one style: who reads one can read all, and a change shows as the lines that it changes."""

import re
import tomllib

import pytest

from kbguide.content.location import folder

FILES = {path.relative_to(folder("data")).as_posix(): path for path in sorted(folder("data").rglob("*.toml"))}
LONGEST = 110  # signs of a line, where an English text could be broken; a Korean one is not broken inside a line
TITLE = re.compile(r"# -- .+ -+")  # of a part of a file; a line that begins so has its full length
TITLE_LENGTH = 100
KEY = re.compile(r"(?:[A-Za-z0-9_-]+|\"[^\"]+\")(?:\.[A-Za-z0-9_-]+)* = \S.*")
TABLE = re.compile(r"\[\[?[a-z.-]+\]\]?(?:  # \S.*)?")


@pytest.fixture(params=FILES)
def text(request: pytest.FixtureRequest) -> str:
    return FILES[request.param].read_bytes().decode("utf-8")


def statements(text: str) -> list[str]:
    """The lines that are neither inside a long text or list nor empty nor only a comment."""
    outside = re.sub(r'"""\\\n.*?"""', '"""', text, flags=re.DOTALL)
    outside = re.sub(r"= \[\n.*?\n\]", "= []", outside, flags=re.DOTALL)
    return [line for line in outside.split("\n") if line and not line.startswith("#")]


def test_lines_end_as_they_should(text: str) -> None:
    assert "\r" not in text
    assert "\t" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\n\n\n" not in text
    assert [line for line in text.split("\n") if line != line.rstrip()] == []


def test_no_line_is_too_long(text: str) -> None:
    assert [line for line in text.split("\n") if len(line) > LONGEST] == []


def test_each_line_says_one_thing(text: str) -> None:
    odd = [line for line in statements(text) if not KEY.fullmatch(line) and not TABLE.fullmatch(line)]
    assert odd == []


def test_a_text_has_a_line_for_each_language(text: str) -> None:
    assert re.findall(r"\{ ?(?:ko|en) =.*", text) == []
    lines = text.split("\n")
    keys = [line.partition(" = ")[0] for line in lines if re.match(r"\S+ = ", line)]
    names = [key.rpartition(".")[::2] for key in keys if key.rpartition(".")[2] in ("ko", "en")]
    assert names[::2] == [(name, "ko") for name, _ in names[::2]]
    assert names[1::2] == [(name, "en") for name, _ in names[::2]]


def test_a_long_text_is_broken_and_goes_on_two_spaces_further(text: str) -> None:
    for long in re.findall(r'"""(.*?)"""', text, flags=re.DOTALL):
        first, *rest = long.split("\n")
        assert first == "\\"
        assert rest
        for number, line in enumerate(rest, 1):
            assert re.match(r"  \S", line), line
            assert line.endswith(" \\") == (number < len(rest)), line


def test_parts_of_a_file_have_titles_of_one_form(text: str) -> None:
    for line in text.split("\n"):
        if line.startswith("# --"):
            assert TITLE.fullmatch(line), line
            assert len(line) == TITLE_LENGTH, line


def test_lists_of_tables_have_no_empty_form() -> None:
    for file in FILES.values():
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        assert [key for key, value in tables.items() if value in ({}, [])] == []
