"""The views of a made-up bank, which only its files make another: the whole way of issuing, on a PC and in the app."""

from pathlib import Path

import pytest

from kbguide import guide
from kbguide.content.loader import load
from other_bank import other_bank
from views.driving import Desk, Markup


@pytest.fixture
def village(lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    content = load(other_bank(tmp_path))
    monkeypatch.setattr(guide, "load", lambda: content)
    return Desk(lang)


@pytest.mark.parametrize("channel", ["pc", "app"])
def test_a_learner_issues_a_certificate_at_another_bank(village: Desk, channel: str) -> None:
    village.begin("ahn", channel=channel)
    cards: dict[str, str] = {}
    for screen in village.journey():
        assert village.content.bank.name[village.lang] in village.read("practice") or village.world.look != "bank"
        cards[screen] = Markup(village.run.card.value).text
    assert village.world.finished
    assert ("counter" in cards) == (channel == "pc")
    card = cards["identity"]
    lines = [row.label[village.lang] for row in village.content.bank.card if not row.only_asked]
    places = [card.index(line) for line in lines]
    assert places == sorted(places)
    for value in ("Riverside", "No. 000007", "2000000 (born 581332)", "740 180"):
        assert value in card


def test_a_certificate_is_managed_at_another_bank(village: Desk) -> None:
    village.settle("own", "baek")
    assert [button.name for button in village.manage.acts.buttons] == ["login", "renew", "revoke", "issue"]
    village.act("login")
    assert village.world.finished
