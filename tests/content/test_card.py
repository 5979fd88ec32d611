"""The practice card is data: its lines are those of bank.toml, filled from the person and the practice world."""

import pytest

from helpers import CONTENT, at
from kbguide.content.bank import CardRow

ROWS = {row.id: row for row in CONTENT.bank.card}


@pytest.mark.parametrize(
    ("row", "lang", "shown"),
    [
        ("rrn", "ko", "581332-2000000"),
        ("medium", "en", "Security card"),
        ("where", "en", "Korea"),
        ("pin", "ko", "285 094"),
        ("new-pin", "en", "609 258"),
        ("amount", "en", "30000"),
    ],
)
def test_a_line_shows_its_values_as_they_are_read(row: str, lang: str, shown: str) -> None:
    world = at("identity")
    assert ROWS[row].filled({key: world.expected(key) for key in ROWS[row].values}, lang) == shown


@pytest.mark.parametrize(
    ("row", "wanted", "asked"),
    [
        ("rrn", {"rrn-back"}, True),
        ("rrn", {"birth"}, False),
        ("mobile", {"phones"}, True),
        ("pin", {"pin"}, True),
        ("pin", {"other-pin"}, False),
        ("email", set(), False),
    ],
)
def test_a_line_is_asked_for_when_one_of_its_values_is(row: str, wanted: set[str], asked: bool) -> None:
    assert ROWS[row].is_asked(wanted) is asked


def test_a_value_without_a_name_stands_as_it_is() -> None:
    row = CardRow("bed", CONTENT.bank.name, "bed {bed}")
    assert row.filled({"bed": "{4}"}, "en") == "bed {4}"
