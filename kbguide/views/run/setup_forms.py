"""What is chosen before practice begins: person, standing, channel, mode, scenario."""

from collections.abc import Iterable

from kbguide.content.bank import Given, Persona, Scenario
from kbguide.views.kit.forms import ROW, FormButton, FormField, FormOption, row_state
from kbguide.views.kit.words import Words

FRAUD = "fraud"  # the tick that lets a fraud come in the middle


class SetupForms(Words):
    """Makes the fields for one language. Of each choice, the first option is the usual one."""

    def issuing(self) -> tuple[FormField, ...]:
        """Person, standing, mode and variants, before issuing."""
        givens = [one for one in self.content.givens.values() if one.offered]
        names = ("guided", "own")
        modes = (FormOption(name, self.say(f"mode.{name}"), self.say(f"mode.{name}-hint")) for name in names)
        mode = FormField("mode", "choice", self.say("setup.mode"), options=tuple(modes))
        return (*self.who(givens), *self.variants(), mode)

    def managing(self) -> tuple[FormField, ...]:
        """Whose certificate is managed, and how it stands."""
        givens = [one for one in self.content.givens.values() if one.issuer]
        return (*self.who(givens), *self.variants())

    def who(self, givens: Iterable[Given]) -> tuple[FormField, ...]:
        """The choice of a person, and of how that person stands."""
        people = (one for one in self.content.personas.values() if not one.extra)
        return self.choice("persona", people), self.choice("given", givens)

    def choice(self, name: str, offered: Iterable[Persona | Given]) -> FormField:
        """Persons or standings, each with what there is to say about it."""
        options = (FormOption(one.id, self.text(one.name), self.text(one.about)) for one in offered)
        return FormField(name, "choice", self.say(f"setup.{name}"), options=tuple(options))

    def variants(self) -> Iterable[FormField]:
        """The choices for things that banks do in more than one way."""
        for variant in self.content.bank.variant:
            options = (FormOption(one.id, self.text(one.label), self.text(one.hint)) for one in variant.option)
            yield FormField(variant.key, "choice", self.text(variant.label), options=tuple(options))

    def scenarios(self, offered: Iterable[Scenario], finished: tuple[str, ...]) -> tuple[FormButton, ...]:
        """A row for each scenario, with what it trains and whether it has been played."""
        rows = []
        for one in offered:
            state, label = ("ready", "rehearse.done") if one.id in finished else ("", "rehearse.open")
            mark = row_state(state, self.say("state.word"), self.say(label))
            rows.append(FormButton(one.id, self.text(one.title), ROW, hint=self.text(one.about), state=mark))
        return tuple(rows)

    def scenario(self, scenario: Scenario) -> dict[str, str]:
        """What begins a scenario: with the first person that it can happen to, unless it names one."""
        found = self.content.screens[scenario.screen] if scenario.screen else None
        rules = found.when if found else ()
        usual = [one for one in self.content.personas.values() if not one.extra]
        fits = (one.id for one in usual if all(rule.key not in one.values or rule.holds(one.values) for rule in rules))
        persona = scenario.persona or next(fits, usual[0].id)
        return {"scenario": scenario.id, "persona": persona}

    def drawing(self) -> tuple[FormField, ...]:
        """Before practising for real: which problems may be drawn, and whether a fraud may come as well."""
        fraud = FormField(FRAUD, "tick", self.say("real.fraud"), self.say("real.fraud-hint"))
        able = (one for one in self.content.scenarios.values() if one.can_be_drawn)
        return (fraud, *(FormField(one.id, "tick", self.text(one.title)) for one in able))


def usual(fields: Iterable[FormField]) -> dict[str, str]:
    """The first option of each choice."""
    return {one.name: one.first for one in fields}
