"""Whatever a page sends or a tab has kept: nothing is raised, nothing typed is kept, logged or shown; it goes on."""

import logging
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import CONTENT, SEED
from kbguide.store import Store
from views.driving import Desk
from views.fuzzing import MARK, Fuzz, kept

FRESH = True  # what is done to a guide here is not erased
MESSAGES = 2000
PLACES = 1500


def test_any_messages_in_any_order_are_lived_with(english: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    fuzz = Fuzz(english)

    @settings(max_examples=MESSAGES, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(drawn=st.integers(0, 2**64))
    def sends(drawn: int) -> None:
        try:
            fuzz.one(random.Random(drawn))
        except Exception as fault:
            raise AssertionError(f"message {fuzz.sent}, drawn from {drawn}: {str(fuzz.last)[:300]}") from fault
        if not fuzz.sent % 200:
            fuzz.look()
            fuzz.answers()

    sends()
    assert fuzz.sent >= MESSAGES * 0.9
    assert MARK not in caplog.text
    assert not [record for record in caplog.records if record.name == "kbguide"]


@settings(max_examples=PLACES, suppress_health_check=list(HealthCheck))
@given(drawn=st.integers(0, 2**64))
def test_any_kept_place_is_taken_or_left_and_can_be_used(drawn: int) -> None:
    store = Store(CONTENT, SEED)
    before = store.state
    if not store.restore(kept(store, random.Random(drawn))):
        assert store.state is before
    assert store.readiness.findings
    again = Store(CONTENT, 1)
    assert again.restore(store.dump())
    assert (again.state, again.journey) == (store.state, store.journey)
