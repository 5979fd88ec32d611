"""What a page says of itself gets in only if it stands in a closed list."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbguide.classroom.progress import Closed, Progress

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
KEYS = ["at", "hand", "problems", "right", "answered", "before", "after", "vote"]


def test_a_full_word_is_read(closed: Closed) -> None:
    problem = next(iter(closed.problems))
    said = {"at": "issue/4", "hand": 2, "problems": [problem], "right": 3, "answered": 5, "before": "2", "after": "4"}
    read = Progress.read({**said, "vote": {"number": 3, "reply": "look"}}, closed)
    assert read == Progress("issue/4", 2, frozenset({problem}), 3, 5, "2", "4", (3, "look"))


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        {},
        {"at": "nowhere"},
        {"at": 4},
        {"at": ["issue/4"]},
        {"at": "issue/4", "hand": True},
        {"at": "issue/4", "hand": -1},
        {"at": "issue/4", "problems": "call-silent"},
        {"at": "issue/4", "problems": ["<b>"]},
        {"at": "issue/4", "problems": [{}]},
        {"at": "issue/4", "right": 1.5},
        {"at": "issue/4", "right": 10**9},
        {"at": "issue/4", "before": "6"},
        {"at": "issue/4", "before": ""},
        {"at": "issue/4", "vote": "yes"},
        {"at": "issue/4", "vote": {"number": 1}},
        {"at": "issue/4", "vote": {"number": 0, "reply": "look"}},
    ],
)
def test_what_stands_in_no_list_is_refused(closed: Closed, wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Progress.read(wrong, closed)


@given(said=st.dictionaries(st.sampled_from(KEYS), ANYTHING) | ANYTHING)
def test_whatever_is_sent_is_read_or_refused(closed: Closed, said: Any) -> None:
    try:
        read = Progress.read(said, closed)
    except ValueError:
        return
    assert read.at in closed.places
    assert read.problems <= set(closed.problems)


def test_nothing_that_was_typed_has_a_place_in_it(closed: Closed) -> None:
    read = Progress.read({"at": "learn", "name": "Kim", "typed": "123456"}, closed)
    assert "Kim" not in str(read)
    assert "123456" not in json.dumps(str(read))
