"""What a server says of a class is what the scripts take it for: real messages, checked against their types."""

import json
from pathlib import Path
from typing import Any

import pytest

from classroom.served import ClassLine, ClassServer
from kbguide.classroom.page_data import page_data
from kbguide.classroom.places import ClassPlace
from kbguide.content.catalogue import Content
from kbguide.content.reader import LANGUAGES
from typescript import ROOT, said_of

SEATS = range(1, 7)
# What is said once, and to whom the rest is not said, may be missing there; all else is always there.
TYPES = {
    "answers": "ClassAnswer['told']",
    "board": "Required<ClassState> & { taken: ClassSeat[]; left: number[] }",
    "screen": "Omit<ClassState, 'screen' | 'pass'> & { taken: ClassSeat[]; left: number[] }",
    "later": "ClassEvent",
    "told": "Required<Told>",
    "figures": "Figures",
    "data": "ClassData",
}
SAID = "export const {name}: ({type})[] = {said};\n"


def drawn(server: ClassLine, key: str) -> dict[str, Any]:
    """All that a board, or a big screen, is told when it comes."""
    with server.board(key) as events:
        return next(events)


def lesson_of_a_class(server: ClassLine, drill: str, reply: str) -> dict[str, list[Any]]:
    """Everything that can be ordered, and what everybody is told then."""
    heard: dict[str, list[Any]] = {name: [] for name in TYPES if name != "data"}
    key, passcode = server.begin()
    heard["answers"].append(server.told("find", {"code": passcode}))
    seats = [server.told("seats", {"code": passcode, "seat": number}) for number in SEATS]
    heard["answers"] += [*seats, server.ask("seats", {"code": passcode, "seat": 1})[1]]
    screen = drawn(server, key)["screen"]

    def look() -> None:
        heard["board"].append(drawn(server, key))
        heard["screen"].append(drawn(server, screen))
        heard["told"] += [
            server.told("seat", {"at": "issue/4", "hand": seat["seat"] % 2}, seat["key"]) for seat in seats
        ]

    with server.board(key) as events:
        next(events)
        for order in [
            {"do": "go", "place": "issue/4"}, {"do": "pause"}, {"do": "look"}, {"do": "say", "remark": "slowly"},
            {"do": "lesson", "lesson": "class-90", "step": "call"}, {"do": "feedback"}, {"do": "vote", "drill": drill},
        ]:  # fmt: skip
            server.told("orders", order, key)
            look()
        vote = {"number": heard["told"][-1]["vote"]["number"], "reply": reply}
        for seat in seats:
            heard["told"].append(server.told("seat", {"at": "issue/done", "vote": vote}, seat["key"]))
        server.ask("seat", None, seats[0]["key"], method="DELETE")
        server.told("orders", {"do": "close"}, key)
        while not (heard["later"] and 1 in heard["later"][-1]["left"]):
            heard["later"].append(next(events))
    heard["board"].append(drawn(server, key))
    heard["figures"] = [server.told("orders", {"do": "end"}, key)]
    return heard


@pytest.fixture
def heard(tmp_path: Path, content: Content, places: dict[str, ClassPlace]) -> dict[str, list[Any]]:
    drill = next(iter(content.drills.values())).guised(0)
    with ClassServer(f"sqlite:///{tmp_path / 'classes.sqlite3'}") as server:
        found = lesson_of_a_class(server, drill.id, drill.reply[0].id)
    return {**found, "data": [page_data(content, places, lang) for lang in LANGUAGES]}


def test_what_is_said_of_a_class_is_what_the_scripts_take_it_for(heard: dict[str, list[Any]], tmp_path: Path) -> None:
    assert any(one["vote"] and one["vote"]["counts"] for one in heard["board"])
    assert {one["order"]["do"] for one in heard["told"] if one["order"]} == {"go", "pause", "look", "say"}
    constants = (SAID.format(name=name, type=TYPES[name], said=json.dumps(said)) for name, said in heard.items())
    (tmp_path / "said.ts").write_text("".join(constants), encoding="utf-8")
    types = ROOT / "kbguide" / "views" / "static" / "types.d.ts"
    project = {"extends": str(ROOT / "tests" / "scripts" / "tsconfig.json"), "include": ["said.ts", str(types)]}
    (tmp_path / "tsconfig.json").write_text(json.dumps(project), encoding="utf-8")
    assert said_of(tmp_path) == []
