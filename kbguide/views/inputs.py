"""From a screen of a procedure to the fields, buttons and messages that the Form and Keypad widgets take."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from kbguide.practice import World
from kbguide.schema.procedure import Field, Option, Procedure
from kbguide.views.words import Words

PRIMARY, SECOND, STOP = "kb-button--practice", "kb-button--practice-2", "kb-button--stop"


class Inputs(Words):
    """Makes them for one language."""

    def guards(self) -> list[dict[str, Any]]:
        """The patterns of numbers that look real, for the browser."""
        return [{"id": one.id, "pattern": one.pattern, "length": one.length} for one in self.content.guards.values()]

    def pad_words(self) -> dict[str, str]:
        """The words on a number pad."""
        return {
            name: self.say(f"pad.{name}", count="{count}")
            for name in ("erase", "ok", "end", "ordered", "shown", "count")
        }

    @staticmethod
    def shuffled(world: World) -> str:
        """The ten digits in an order that depends only on the world."""
        digits = list("1234567890")
        random.Random(f"{world.seed}/{world.pin_chosen}/{len(world.met)}").shuffle(digits)  # noqa: S311  nothing secret
        return "".join(digits)

    # -- before practice ---------------------------------------------------------------------------

    def setup(self, procedure: Procedure) -> dict[str, Any]:
        """The form that chooses person, mode and variant."""
        people = [
            {"id": one.id, "label": one.name[self.lang], "hint": one.about[self.lang]}
            for one in self.content.personas.values()
        ]
        modes = [
            {"id": name, "label": self.say(f"mode.{name}"), "hint": self.say(f"mode.{name}-hint")}
            for name in ("guided", "own")
        ]
        fields = [
            self.choice("persona", self.say("setup.persona"), people),
            self.choice("mode", self.say("setup.mode"), modes),
        ]
        fields += [
            self.choice(variant.key, self.text(variant.label), list(map(self.option, variant.option)))
            for variant in procedure.variant
        ]
        start = {
            "name": "start",
            "label": self.say("setup.start"),
            "look": "kb-button--primary kb-button--next",
            "submit": True,
        }
        picked = {field["name"]: field["options"][0]["id"] for field in fields}
        return {"fields": fields, "buttons": [start], "picked": picked}

    @staticmethod
    def choice(name: str, label: str, options: list[dict[str, str]]) -> dict[str, Any]:
        """A field with radio buttons."""
        return {"name": name, "kind": "choice", "label": label, "options": options}

    @staticmethod
    def chosen(fields: list[dict[str, Any]], typed: Mapping[str, str]) -> dict[str, str]:
        """The answers of the setup; what is not offered is replaced by the first that is."""
        offers = {field["name"]: [option["id"] for option in field["options"]] for field in fields}
        return {name: typed[name] if typed.get(name) in ids else ids[0] for name, ids in offers.items()}

    # -- the practice window -----------------------------------------------------------------------

    def window(self, world: World) -> dict[str, Any]:
        """The traits of the window's form on this screen."""
        screen = world.screen
        fields = [self.field(world, part) for part in screen.field]
        errors = self.errors(world, {part.name: part for part in screen.field})
        if not world.call.asks:
            fields = []
        return {
            "token": world.at,
            "menu": screen.kind == "menu",
            "fields": fields,
            "picked": {part.name: world.picks[part.name] for part in screen.field if part.name in world.picks},
            "errors": errors,
            "buttons": self.window_buttons(world),
        }

    def field(self, world: World, part: Field) -> dict[str, Any]:
        """One field as the Form widget takes it."""
        made: dict[str, Any] = {"name": part.name, "kind": part.kind, "label": self.fill(world, part.label)}
        made["hint"] = self.fill(world, part.hint)
        made["length"] = part.length
        if part.kind == "choice":
            made["options"] = [
                {"id": option, "label": self.number_label(world, option)}
                if isinstance(option, str)
                else self.option(option)
                for option in world.offered(part)
            ]
        return made

    def option(self, option: Option) -> dict[str, str]:
        """One radio button as the Form widget takes it."""
        return {"id": option.id, "label": self.text(option.label), "hint": self.text(option.hint)}

    def number_label(self, world: World, number: str) -> str:
        """A telephone number with what it is, or an account with the word that it is pretend."""
        for phone in world.persona.phone:
            if phone.number == number:
                return f"{number} · {phone.label[self.lang]}"
        return f"{number} · {self.say('pretend.word')}"

    def errors(self, world: World, parts: Mapping[str, Field]) -> dict[str, str]:
        """What happened and what to do, for each field; an empty one needs only the second."""
        found = {}
        for name, problem in world.faults.items():
            rule = self.fill(world, parts[name].rule) if name in parts else self.say("reply.rule")
            what = (
                ""
                if problem in ("field-empty", "terms-unticked")
                else f"{self.content.problems[problem].what[self.lang]} "
            )
            found[name] = what + rule
        return found

    def window_buttons(self, world: World) -> list[dict[str, Any]]:
        """The buttons of the window: a menu's entries, "OK", or the telephone's counterparts."""
        screen, state, guided = world.screen, world.call.state, world.mode == "guided"
        if world.locked or screen.kind in ("pin", "done"):
            return []
        if screen.kind == "menu":
            return [
                self.press(entry.id, entry.label[self.lang], "kb-menu__entry", here=guided and bool(entry.to))
                for entry in screen.entry
            ]
        if screen.kind == "form":
            return [self.press("ok", self.say("ok"), PRIMARY, submit=True)]
        if world.call.asks:
            label = self.say(f"{screen.kind}.request" if state == "idle" else f"{screen.kind}.request-again")
            return [self.press("request", label, PRIMARY, submit=screen.kind == "call", here=guided)]
        confirm = self.press("confirm", self.say("call.confirm"), PRIMARY, here=guided and state == "done")
        again = self.press("request", self.say(f"{screen.kind}.request-again"), SECOND)
        return [confirm] if state == "done" else [confirm, again]

    def press(self, name: str, label: str, look: str, submit: bool = False, here: bool = False) -> dict[str, Any]:
        """A button as the Form widget takes it; `here` marks what a guided learner presses next."""
        mark = self.say("practice.here") if here else ""
        return {
            "name": name,
            "label": label,
            "look": f"{look} is-next" if here else look,
            "submit": submit,
            "here": mark,
        }

    # -- the telephone -----------------------------------------------------------------------------

    def phone(self, world: World) -> dict[str, Any]:
        """The traits of the telephone's form."""
        screen, state, guided = world.screen, world.call.state, world.mode == "guided"
        fields: list[dict[str, Any]] = []
        buttons: list[dict[str, Any]] = []
        if screen.signal and state == "ringing":
            answer = self.press("answer", self.say(f"{screen.kind}.answer"), PRIMARY, here=guided)
            buttons = [answer, self.press("wait", self.say(f"{screen.kind}.let"), SECOND)]
            if screen.kind != "reply":
                buttons.insert(1, self.press("decline", self.say(f"{screen.kind}.decline"), STOP))
        elif screen.signal and state == "talking" and screen.kind == "reply":
            fields = [
                {
                    "name": "reply",
                    "kind": "digits",
                    "label": self.say("reply.field"),
                    "hint": "",
                    "length": screen.signal.digits,
                }
            ]
            buttons = [
                self.press("send", self.say("reply.send"), PRIMARY, submit=True),
                self.press("wait", self.say("reply.wait"), SECOND),
            ]
        elif screen.signal and state == "talking":
            buttons = [self.press("wait", self.say("call.wait"), SECOND)]
        errors = self.errors(world, {}) if "reply" in world.faults else {}
        return {"token": world.at, "fields": fields, "errors": errors, "buttons": buttons}
