"""Conditions are read once, at load, and mean the same wherever they are asked."""

from pathlib import Path

import pytest

from helpers import CONTENT, SEED, begin, beginning, edit
from kbguide.content.conditions import Condition
from kbguide.content.loader import load
from kbguide.content.reader import ContentError
from kbguide.practice import replay

ISSUE_FILE = "procedures/issue.toml"


@pytest.mark.parametrize("allowed", ["channel=pc|app", "channel=app|pc"])
@pytest.mark.parametrize("channel", ["pc", "app"])
def test_a_screen_for_both_channels_keeps_the_one_that_was_chosen(data: Path, allowed: str, channel: str) -> None:
    edit(data, ISSUE_FILE, "screen", "contact", "when", to=[allowed])
    world = begin(load(data), screen="contact", channel=channel)
    assert (world.at, world.picks["channel"]) == ("contact", channel)


def test_a_scenario_at_a_screen_for_both_channels_keeps_the_one_that_was_chosen(data: Path) -> None:
    edit(data, "screens.toml", "screen", "medium-otp", "when", to=["channel=pc|app"])
    world = begin(load(data), scenario="otp", channel="app")
    assert world.picks["channel"] == "app"


@pytest.mark.parametrize(("allowed", "first"), [("channel=pc|app", "pc"), ("channel=app|pc", "app")])
def test_where_nothing_was_chosen_the_first_value_is_taken(data: Path, allowed: str, first: str) -> None:
    edit(data, ISSUE_FILE, "screen", "contact", "when", to=[allowed])
    assert begin(load(data), screen="contact").picks["channel"] == first


def test_a_screen_for_one_channel_only_decides_it() -> None:
    one = next(name for name, screen in CONTENT.screens.items() if Condition("channel", ("pc",)) in screen.when)
    world = replay(CONTENT, SEED, [beginning(screen=one, channel="app")]).world
    assert world is not None
    assert world.picks["channel"] == "pc"


@pytest.mark.parametrize("written", ["channel=pc", "certificate=valid|suspended", "a=b|c|d"])
def test_a_condition_is_written_as_it_was_read(written: str) -> None:
    assert str(Condition.parse(written)) == written


def test_a_condition_holds_for_each_of_its_values_and_for_nothing_else() -> None:
    condition = Condition.parse("certificate=valid|suspended")
    held = [
        value
        for value in ("valid", "suspended", "valid|suspended", "", "revoked")
        if condition.holds({"certificate": value})
    ]
    assert held == ["valid", "suspended"]
    assert not condition.holds({})


@pytest.mark.parametrize(
    "written", ["", "channel", "=pc", "channel=", "channel=pc|", "channel=|pc", "a=b=c", "a = b", 3]
)
def test_a_malformed_condition_is_named_where_it_stands(data: Path, written: object) -> None:
    edit(data, ISSUE_FILE, "screen", "contact", "when", to=["channel=pc", written])
    with pytest.raises(
        ContentError, match=r"^procedures/issue\.toml: screen: contact: when: entry 2: .*key=value"
    ) as refused:
        load(data)
    assert repr(written) in str(refused.value)
