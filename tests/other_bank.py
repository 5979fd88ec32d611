"""A bank that is not ours, as a data folder: other people, another card, other limits, deeper menus, fewer acts."""

import shutil
from pathlib import Path
from typing import Any

from helpers import GONE, edit, look_up
from kbguide.content.location import folder

ISSUE = "procedures/issue.toml"
PEOPLE = {"kim": "ahn", "lee": "baek", "park": "cho"}
BRANCHES = {"river": "Riverside", "hill": "Hilltop"}


def text(english: str) -> dict[str, str]:
    return {"ko": f"\uac00 {english}", "en": english}


def other_bank(place: Path) -> Path:
    """The folder of Village Bank, made below `place`; nothing but what stands in its files makes it another bank."""
    data = Path(shutil.copytree(folder("data"), place / "village"))
    for file in ("personas.toml", "scenarios.toml"):
        words = (data / file).read_text(encoding="utf-8")
        for ours, theirs in {**PEOPLE, "here": "village", "insurance": "post"}.items():
            words = words.replace(f'"{ours}"', f'"{theirs}"')
        (data / file).write_text(words, encoding="utf-8")
    for number, name in enumerate(look_up(data, "personas.toml", "persona")):
        make_person(data, name["id"], number)
    make_bank(data)
    make_card(data)
    deepen(data)
    return data


def make_bank(data: Path) -> None:
    """Its name, calendar and rules."""
    names = {"village": "Village Bank", "neighbour": "Neighbour Bank", "post": "Post Office"}
    new = {
        "name": text("Village Bank"),
        "address": "village.example",
        "institution": [{"id": key, "name": text(name)} for key, name in names.items()],
        "years": 1,
        "renewal-days": 60,
        "card-numbers": 12,
        "acts": ["login", "renew", "revoke", "issue"],
        "limits": {"account-password": 2, "medium": 3, "certificate-pin": 4},
    }
    for key, value in new.items():
        edit(data, "bank.toml", key, to=value)


def make_person(data: Path, name: str, number: int) -> None:
    """Other values, and one that nobody has at our bank; in place of the user ID, a number of a member."""
    changed: dict[str, Any] = {
        "user-id": GONE,
        "member": f"0000{number}7",
        "branch": ["river", "hill"][number % 2],
        "account-password": f"61058{number}",
        "pin": f"74018{number}",
        "new-pin": f"92630{number}",
    }
    for key, value in changed.items():
        edit(data, "personas.toml", "persona", name, "values", key, to=value)


def make_card(data: Path) -> None:
    """Lines in another order, one in place of two, two in place of one, and one of a value that is a code word."""
    ours = {row["id"]: row for row in look_up(data, "bank.toml", "card")}
    del ours["user-id"], ours["rrn"], ours["birth"]
    front = {"id": "front", "label": text("Resident number, front"), "shows": "{rrn-front}"}
    back = {"id": "back", "label": text("Resident number, back"), "shows": "{rrn-back} (born {birth})"}
    branches = [{"id": key, "label": text(name)} for key, name in BRANCHES.items()]
    member = {"id": "member", "label": text("Member"), "shows": "No. {member}"}
    branch = {"id": "branch", "label": text("Branch"), "shows": "{branch}", "option": branches}
    edit(data, "bank.toml", "card", to=[branch, member, back, front, *reversed(ours.values())])
    identity = ("screens.toml", "screen", "identity", "field")
    field = {"name": "member", "kind": "digits", "length": 6, "expects": "member", "wrong": "identity-mismatch"}
    edit(data, *identity, "user-id", to={**field, "label": text("Member number"), "rule": text("Six digits.")})
    password = ("field", "account-password", "length")
    edit(data, "screens.toml", "screen", "account", *password, to=6)
    edit(data, "procedures/unlock-account.toml", "screen", "unlock-account-form", *password, to=6)


def deepen(data: Path) -> None:
    """One more menu on a PC; in the app, one less."""
    deeper = {
        "id": "counter",
        "kind": "menu",
        "when": ["channel=pc"],
        "path": text("Counter"),
        "title": text("Which counter?"),
        "text": text("There are two."),
        "hint": [text("Press the second.")],
        "entry": [
            {"id": "first-counter", "label": text("One")},
            {"id": "second-counter", "label": text("Two"), "on": True},
        ],
    }
    edit(data, ISSUE, "screen", len(look_up(data, ISSUE, "screen")), to=deeper)
    menus = [["front", "counter", "menu-centre", "menu-cert", "app-front"], ["app-all", "app-cert", "issue-info"]]
    edit(data, ISSUE, "step", 0, "screens", to=menus[0])
    edit(data, ISSUE, "step", 1, "screens", to=menus[1])
    edit(data, ISSUE, "outline", to=[])
