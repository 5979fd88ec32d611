"""What is chosen before practice begins, as the Form widget takes it: person, standing, channel, mode, scenario."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kbguide.content.bank import Given, Persona, Scenario
from kbguide.content.procedure import Option
from kbguide.views.kit.words import Words

GO = "kb-button--primary kb-button--next"
FRAUD = "fraud"  # the tick that lets a fraud come in the middle


class Choosing(Words):
    """Makes them for one language."""

    def setup(self) -> dict[str, Any]:
        """The form that chooses person, standing, mode and variants before issuing."""
        givens = [one for one in self.content.givens.values() if one.offered]
        modes = [
            {"id": name, "label": self.say(f"mode.{name}"), "hint": self.say(f"mode.{name}-hint")}
            for name in ("guided", "own")
        ]
        fields = [
            self.people(),
            self.choice("given", self.say("setup.given"), list(map(self.named, givens))),
            *self.variants(),
            self.choice("mode", self.say("setup.mode"), modes),
        ]
        return self.asking(fields, "setup.start")

    def person(self) -> dict[str, Any]:
        """The form that chooses whose certificate is managed."""
        givens = [one for one in self.content.givens.values() if one.issuer]
        standing = self.choice("given", self.say("setup.given"), list(map(self.named, givens)))
        return self.asking([self.people(), standing, *self.variants()], "manage.settle")

    def people(self) -> dict[str, Any]:
        """The choice of a person."""
        people = [one for one in self.content.personas.values() if not one.extra]
        return self.choice("persona", self.say("setup.persona"), list(map(self.named, people)))

    def named(self, one: Persona | Given) -> dict[str, str]:
        """A person or a standing as one radio button."""
        return {"id": one.id, "label": self.text(one.name), "hint": self.text(one.about)}

    def variants(self) -> list[dict[str, Any]]:
        """The choices for things that banks do in more than one way."""
        return [
            self.choice(variant.key, self.text(variant.label), list(map(self.option, variant.option)))
            for variant in self.content.bank.variant
        ]

    def asking(self, fields: list[dict[str, Any]], start: str) -> dict[str, Any]:
        """A form of choices, each with its first option picked, and the button that begins."""
        picked = {field["name"]: field["options"][0]["id"] for field in fields}
        return {"fields": fields, "buttons": [self.press("start", self.say(start), GO, submit=True)], "picked": picked}

    def scenarios(self, offered: Iterable[Scenario], finished: tuple[str, ...]) -> list[dict[str, Any]]:
        """A line for each scenario, with what it trains and whether it has been played."""
        rows: list[dict[str, Any]] = []
        for one in offered:
            done = one.id in finished
            state = {
                "look": "done" if done else "todo",
                "icon": "check" if done else "",
                "word": self.say("state.word"),
                "label": self.say("rehearse.done" if done else "rehearse.open"),
            }
            look = "kb-link kb-task__name"
            rows.append({"name": one.id, "label": self.text(one.title), "hint": self.text(one.about), "look": look})
            rows[-1]["state"] = state
        return rows

    def scenario(self, scenario: Scenario) -> dict[str, str]:
        """What begins a scenario: with the first person that it can happen to, unless it names one."""
        found = self.content.screens[scenario.screen] if scenario.screen else None
        rules = found.when if found else ()
        fitting = (
            one.id
            for one in self.content.personas.values()
            if not one.extra and all(rule.key not in one.values or rule.holds(one.values) for rule in rules)
        )
        persona = scenario.persona or next(fitting, next(iter(self.content.personas)))
        return {"scenario": scenario.id, "persona": persona}

    def drawing(self) -> dict[str, Any]:
        """The form for practising for real: which problems may be drawn, and whether a fraud may come as well."""
        fraud = {"name": FRAUD, "kind": "tick", "label": self.say("real.fraud"), "hint": self.say("real.fraud-hint")}
        fields: list[dict[str, Any]] = [fraud] + [
            {"name": one.id, "kind": "tick", "label": self.text(one.title)}
            for one in self.content.scenarios.values()
            if one.can_be_drawn
        ]
        return {"fields": fields, "buttons": [self.press("start", self.say("real.start"), GO, submit=True)]}

    @staticmethod
    def choice(name: str, label: str, options: list[dict[str, str]]) -> dict[str, Any]:
        """A field with radio buttons."""
        return {"name": name, "kind": "choice", "label": label, "options": options}

    @staticmethod
    def chosen(fields: list[dict[str, Any]], typed: Mapping[str, str]) -> dict[str, str]:
        """The answers of the setup; what is not offered is replaced by the first that is."""
        offers = {field["name"]: [option["id"] for option in field["options"]] for field in fields}
        return {name: typed[name] if typed.get(name) in ids else ids[0] for name, ids in offers.items()}

    def option(self, option: Option) -> dict[str, str]:
        """One radio button as the Form widget takes it."""
        return {"id": option.id, "label": self.text(option.label), "hint": self.text(option.hint)}

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
