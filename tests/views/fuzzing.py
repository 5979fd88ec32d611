"""What a page may send, and what none would: drawn at random, and sent to a guide that goes on living."""

import copy
import json
import random
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import ipywidgets
from traitlets import TraitError

from helpers import CONTENT, EVERYBODY, HOMES
from kbguide.store import Store
from kbguide.views.kit.widgets import Form, Keypad
from views.driving import Desk, inside, raw, states

MARK = "zq-typed-zq"  # stands in whatever is typed: it must turn up nowhere
ODD: list[Any] = [
    None, True, False, 0, -1, 7, 10**30, 1.5, float("inf"), float("nan"), "", " ", "x", "ok", "yes", "\x00", "\ud83d",
    "__class__", "{0}", "%s", "<script>", "9" * 5000, [], ["a"], [[]], {}, {"a": "b"}, {"": {}}, "front", "kim",
]  # fmt: skip
HELD = {"layout", "style", "script", "children", "off"}  # whoever breaks these breaks only what the page itself shows
KINDS = ["submit", "press", "picked", "key", "pin", "refused", "restore", "ping", "try", "dress", "anything"]
ACTIONS = ["begin", "settle", "say", "round", "travel", "leave", "earlier", "open", "refused", "submit", "mode", "key"]
NAMES = sorted({*CONTENT.screens, *CONTENT.procedures, *CONTENT.scenarios, *EVERYBODY, *CONTENT.items, "own", "real"})
KEYS = [
    "procedure",
    "persona",
    "screen",
    "mode",
    "given",
    "keep",
    "scenario",
    "answer",
    "day",
    "entry",
    "runs",
    "passed",
]


def mutated(value: Any, dice: random.Random) -> Any:
    """A value with something changed somewhere."""
    if isinstance(value, dict) and value and dice.random() < 0.8:
        made = dict(value)
        key = dice.choice(list(made))
        if dice.random() < 0.15:
            del made[key]
        elif dice.random() < 0.15:
            made[str(dice.choice(ODD))] = made[key]
        else:
            made[key] = mutated(made[key], dice)
        return made
    if isinstance(value, list) and value and dice.random() < 0.8:
        made_list = list(value)
        place = dice.randrange(len(made_list))
        made_list[place] = mutated(made_list[place], dice)
        return made_list * dice.choice((1, 1, 1, 2)) if dice.random() < 0.9 else made_list[:place]
    return dice.choice((dice.choice(ODD), dice.choice(NAMES)))


def mangled(text: str, dice: random.Random) -> str:
    """A text with some signs lost, doubled or changed."""
    place = dice.randrange(len(text) + 1)
    return text[:place] + dice.choice(("", "\x00", "}", '"', "9", text[:place])) + text[place + dice.randrange(3) :]


def actions(dice: random.Random) -> Iterator[list[Any]]:
    """Actions as a tab may have kept them; many do not fit."""
    for _ in range(dice.randrange(6)):
        screen = dice.choice(list(HOMES))
        values = {key: dice.choice(NAMES) for key in dice.sample(KEYS, dice.randrange(4))}
        if dice.random() < 0.5:
            yield ["begin", "", {"procedure": HOMES[screen], "persona": dice.choice(EVERYBODY), "screen": screen}]
        yield [dice.choice(ACTIONS), dice.choice((screen, "", f"drill/{next(iter(CONTENT.drills))}")), values]


def kept(store: Store, dice: random.Random) -> str:
    """What a tab may have kept, or what has become of it."""
    held = copy.deepcopy(json.loads(store.dump()))
    held["actions"] += list(actions(dice))
    for _ in range(dice.randrange(4)):
        held = mutated(held, dice)
    text = json.dumps(held)
    return mangled(text, dice) if dice.random() < 0.2 else text


class Fuzz:
    """Sends to a desk; whatever a handler raises is raised here."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.sent = 0
        self.last: Any = None
        self.all = [one for part in desk.parts.values() for one in inside(part)]
        self.controls = [one for one in self.all if isinstance(one, Form | Keypad)]
        self.buttons = [one for one in self.all if isinstance(one, ipywidgets.Button)]

    def one(self, dice: random.Random) -> None:
        """One message of any kind."""
        self.sent += 1
        chance = dice.random()
        if chance < 0.04:
            self.store_restores(dice)
        elif chance < 0.06:
            self.desk.store.reset(dice.randrange(100))
        elif chance < 0.1:
            dice.choice(self.buttons).click()
        elif chance < 0.2:
            self.write(dice)
        elif chance < 0.25:
            self.send(self.desk.page, mutated({"type": dice.choice(KINDS), "kept": "{}"}, dice))
        else:
            control = dice.choice(self.controls)
            message = self.message(control, dice)
            self.send(control, mutated(message, dice) if dice.random() < 0.4 else message)

    def send(self, widget: ipywidgets.Widget, message: Any) -> None:
        self.last = message
        raw(widget, message)

    def store_restores(self, dice: random.Random) -> None:
        """A place that a tab has kept comes back to a guide in which nothing was done yet."""
        text = kept(self.desk.store, dice)
        self.desk.store.reset(1)
        self.send(self.desk.page, {"type": "restore", "kept": text})

    def write(self, dice: random.Random) -> None:
        """A page may write any trait of any widget; what is of a wrong type ipywidgets refuses by itself."""
        widget = dice.choice([*self.all, self.desk.page])
        names = [name for name in widget.get_state() if not name.startswith("_") and name not in HELD]
        name = dice.choice(names)
        self.last = {name: dice.choice(ODD)}
        with suppress(TraitError, TypeError, ValueError, AttributeError):
            widget.set_state(json.loads(json.dumps(self.last)))

    def message(self, control: Form | Keypad, dice: random.Random) -> dict[str, Any]:
        """Such as its script may send now, with what somebody types."""
        typed = [MARK, f"{MARK} 900101-1234567", "900101-1234567", "285094", "123456", "", *self.right()]
        if isinstance(control, Keypad):
            kind = dice.choice(["key", "pin"])
            keys = [*"0123456789", "erase", "hang-up", MARK]
            return {"type": kind, "token": control.token, "key": dice.choice(keys), "value": dice.choice(typed)}
        fields = control.fields
        names = [one.name for one in control.buttons] or ["x"]
        values = {}
        for one in fields:
            values[one.name] = dice.choice([option.id for option in one.options] or typed)
            if one.kind == "tick":
                values[one.name] = "yes"
        field = dice.choice([one.name for one in fields] or ["x"])
        guard = dice.choice(list(CONTENT.guards))
        kind = dice.choice(["submit", "submit", "press", "press", "picked", "refused"])
        chosen = {"name": dice.choice(names), "field": field, "value": values.get(field, MARK), "guard": guard}
        return {"type": kind, "token": control.token, "values": values, **chosen}

    def right(self) -> list[str]:
        """What is right on the present screen."""
        return list(self.desk.typed().values()) if self.desk.store.world else []

    def look(self) -> None:
        """Nothing that was typed is kept or shown."""
        assert MARK not in self.desk.store.dump()
        assert not [name for name, state in states().items() if MARK in state]

    def answers(self) -> None:
        """The guide still does what it is for."""
        desk = self.desk
        desk.store.reset(3)
        desk.begin_at("front")
        desk.window("centre")
        assert desk.world.at == "menu-centre"
        desk.store.answer("abroad", "no")
        assert desk.store.readiness.count("unanswered") == len(CONTENT.items) - 1
        desk.store.reset(3)
