"""From a screen of a procedure to the fields, buttons and messages that the Form and Keypad widgets take."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from kbguide.content.procedure import Entry, Field
from kbguide.practice import World
from kbguide.practice.judge import PINS
from kbguide.views.run.setup_forms import Choosing

PRIMARY, SECOND, STOP = "kb-button--practice", "kb-button--practice-2", "kb-button--stop"


class Inputs(Choosing):
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

    @staticmethod
    def token(world: World) -> str:
        """Names the screen of this run, so that what arrives late is not taken for an answer to another one."""
        return f"{world.seed}/{world.procedure.id}/{world.at}"

    # -- the practice window -----------------------------------------------------------------------

    def window(self, world: World) -> dict[str, Any]:
        """The traits of the window's form on this screen."""
        screen = world.screen
        fields = [self.field(world, part) for part in screen.field]
        errors = self.errors(world, {part.name: part for part in screen.field})
        if not world.call.asks:
            fields = []
        return {
            "token": self.token(world),
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

    def number_label(self, world: World, number: str) -> str:
        """A telephone number with what it is, or an account with the word that it is pretend."""
        for phone in world.phones:
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
        if world.locked or world.over or screen.kind in PINS:
            return []
        if screen.kind == "done":  # of a remedy
            return [self.press("return", self.say("practice.return"), PRIMARY, here=guided)]
        if screen.kind in ("menu", "decide"):
            return [self.entry(world, entry) for entry in screen.entry]
        if screen.kind == "form":
            return [self.press("ok", self.say("ok"), PRIMARY, submit=True)]
        if world.call.asks:
            label = self.say(f"{screen.kind}.request" if state == "idle" else f"{screen.kind}.request-again")
            return [self.press("request", label, PRIMARY, submit=screen.kind == "call", here=guided)]
        confirm = self.press("confirm", self.say("call.confirm"), PRIMARY, here=guided and state == "done")
        again = self.press("request", self.say(f"{screen.kind}.request-again"), SECOND)
        return [confirm] if state == "done" else [confirm, again]

    def entry(self, world: World, entry: Entry) -> dict[str, Any]:
        """One line of a menu, or one answer to a question."""
        leads, decide = world.leads_on(entry), world.screen.kind == "decide"
        look = "kb-menu__entry" if not decide else STOP if entry.grave else PRIMARY if leads else SECOND
        return self.press(entry.id, entry.label[self.lang], look, here=world.mode == "guided" and leads)

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
        return {"token": self.token(world), "fields": fields, "errors": errors, "buttons": buttons}
