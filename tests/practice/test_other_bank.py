"""Another bank needs no code: the whole way of issuing at a made-up one, which only its files make another."""

from pathlib import Path

import pytest

from helpers import begin, finish, lock, sensibly
from kbguide.content.catalogue import Content
from kbguide.content.loader import check, load
from other_bank import BRANCHES, PEOPLE, other_bank


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return other_bank(tmp_path_factory.mktemp("other"))


@pytest.fixture(scope="module")
def village(place: Path) -> Content:
    return load(place)


def test_it_has_no_fault(place: Path) -> None:
    assert check(place) == []


@pytest.mark.parametrize("persona", PEOPLE.values())
@pytest.mark.parametrize("channel", ["pc", "app"])
def test_somebody_of_it_can_issue_a_certificate(village: Content, persona: str, channel: str) -> None:
    world = begin(village, persona, channel=channel)
    end, actions = finish(world)
    passed = {action.at for action in actions}
    assert ("counter" in passed) == (channel == "pc")
    assert "app-security" not in passed
    assert end.problem is None
    made = end.standing.certificate
    assert made is not None
    assert (made.issuer, made.end.year - made.start.year) == ("village", 1)
    assert len(end.card) == 12


def test_its_limits_are_its_own(village: Content) -> None:
    world = begin(village, "ahn", screen="account")
    password = next(part for part in world.screen.field if part.limit)
    assert lock(world, password).standing.wrong_tries["account-password"] == 2
    assert lock(begin(village, "ahn", procedure="login", given="own", screen="pin-present")).locked == "pin-locked"


@pytest.mark.parametrize("procedure", ["login", "renew", "revoke", "issue"])
def test_what_can_be_done_with_a_certificate_works(village: Content, procedure: str) -> None:
    given = "own-ending" if procedure == "renew" else "own"
    worlds = list(sensibly(begin(village, "baek", procedure=procedure, given=given)))
    assert worlds[-1].over


def test_its_card_says_what_its_screens_ask_for(village: Content) -> None:
    world = begin(village, "ahn", screen="identity")
    shown = {
        row.id: row.filled({key: world.expected(key) for key in row.values}, "en")
        for row in village.bank.card
        if row.is_asked({part.expects for part in world.screen.field})
    }
    assert shown == {"member": "No. 000007", "back": "2000000 (born 581332)", "front": "581332"}
    branch = next(row for row in village.bank.card if row.id == "branch")
    assert [branch.filled({"branch": key}, "en") for key in BRANCHES] == list(BRANCHES.values())
