"""What looks like somebody's real number, and what does not; the browser's half is in `browser/test_controls.py`."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import CONTENT, DATES, EVERYBODY, digits
from kbguide.practice.judge import looks_real
from kbguide.views.chapters.inside import PEM
from practice.typed_numbers import BETWEEN, DIGITS, NUMBERS, Number, in_any_script


def taken_for(one: Number) -> str | None:
    typed = re.sub(PEM, "", one.typed, flags=re.ASCII) if one.area else one.typed
    return looks_real(CONTENT, typed, one.length)


def test_there_are_many_of_each_kind() -> None:
    assert len({(one.typed, one.length, one.area) for one in NUMBERS}) == len(NUMBERS) >= 200
    assert min(sum(one.problem == problem for one in NUMBERS) for problem in {one.problem for one in NUMBERS}) >= 20
    lengths = {part.length for screen in CONTENT.screens.values() for part in screen.field}
    assert {one.length for one in NUMBERS} == lengths


@pytest.mark.parametrize("one", NUMBERS, ids=lambda one: ascii(one.typed)[:40])
def test_a_string_is_taken_for_what_it_is(one: Number) -> None:
    assert taken_for(one) == one.problem, one.why


@pytest.mark.parametrize("persona", EVERYBODY)
def test_what_stands_on_the_card_is_let_through_while_it_is_typed(persona: str) -> None:
    values = CONTENT.personas[persona].values | CONTENT.bank.values
    parts = [part for screen in CONTENT.screens.values() for part in screen.field if part.expects in values]
    typed = [(values[part.expects or ""], part.length) for part in parts]
    mobile = values["mobile"]
    typed += [(wide + mobile[1:], None) for wide in ("0", "+82 ", "+82-0", "82")]
    for text, length in typed:
        for end in range(len(text) + 1):
            assert looks_real(CONTENT, text[:end], length) is None, text[:end]


@pytest.mark.parametrize(
    "one", [one for one in NUMBERS if one.problem and one.why.startswith("a mobile number")], ids=ascii
)
def test_a_mobile_number_is_called_one_as_soon_as_anything_is_said(one: Number) -> None:
    said = (looks_real(CONTENT, one.typed[:end], one.length) for end in range(len(one.typed) + 1))
    assert next(filter(None, said)) == "looks-like-phone"


@given(
    day=DATES,
    back=digits(7).filter(lambda back: back[0] in "12345678"),
    scripts=st.lists(st.integers(0, 10**3), min_size=13, max_size=13),
    between=st.lists(st.text(st.sampled_from(BETWEEN), max_size=2), min_size=13, max_size=13),
)
def test_a_resident_number_in_any_script_with_anything_between_is_recognised(
    day: str, back: str, scripts: list[int], between: list[str]
) -> None:
    signs = (DIGITS[int(digit)] for digit in day + back)
    typed = "".join(some[script % len(some)] + mark for some, script, mark in zip(signs, scripts, between, strict=True))
    assert looks_real(CONTENT, typed) == "looks-like-rrn"


def test_those_that_the_browser_is_tried_with_are_recognised_here_too() -> None:
    assert {looks_real(CONTENT, typed) for typed in in_any_script(1000)} == {"looks-like-rrn"}


def test_every_decimal_digit_that_there_is_is_read() -> None:
    for sign in [sign for signs in DIGITS for sign in signs]:
        assert looks_real(CONTENT, f"19{sign}0.12.31") == "looks-like-rrn", ascii(sign)


def test_a_long_text_is_read_in_no_time_and_to_its_end() -> None:
    for filler in ("구", "구 ", "〇 ", "O", "1O", "가", "\u200b"):
        assert looks_real(CONTENT, filler * 4000 + "가 900101-1234567") is not None
