"""The words of the interface and of the practice world in one language."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from kbguide.content.bank import Persona
from kbguide.content.catalogue import Content
from kbguide.content.checklist import Fact
from kbguide.content.reader import Text
from kbguide.practice import World
from kbguide.views.kit.html import Html, day, el, folded, join


class Words:
    """What everything that speaks to a learner has in common."""

    def __init__(self, content: Content, lang: str) -> None:
        self.content = content
        self.lang = lang

    def say(self, key: str, **values: object) -> str:
        """Words of the interface; raises KeyError for a key that `data/words.toml` does not have."""
        return self.content.words[key][self.lang].format(**values)

    def text(self, text: Text | None) -> str:
        """A text of the content; nothing for None."""
        return text[self.lang] if text else ""

    def fill(self, world: World, text: Text | None) -> str:
        """A text of the procedure with its {placeholders} filled from the world."""
        first, second = world.card_places
        made = world.standing.certificate
        return self.text(text).format(
            name=self.owner(world.persona),
            phone=world.picks.get("phone", ""),
            code=world.code,
            first=first,
            second=second,
            pin=self.spaced(world.expected(world.pin_key)),
            old=self.spaced(world.expected("present-pin")),
            bank=self.text(self.content.bank.name),
            issuer=self.text(self.content.bank.issuer),
            screen=self.say(f"screen.{'app' if world.picks.get('channel') == 'app' else 'pc'}"),
            end=self.day(made.end) if made else "",
        )

    def day(self, when: date) -> str:
        """A day as it is said."""
        return day(when, self.lang, self.content.words["months"])

    def owner(self, persona: Persona) -> str:
        """The persona's name as a learner can type it: in Latin letters for those who read English."""
        return persona.values["name"] if self.lang == "ko" else persona.latin

    def institution(self, name: str) -> str:
        """What an institution is called."""
        return next(self.text(one.name) for one in self.content.bank.institution if one.id == name)

    def sources(self, names: Iterable[str]) -> Html:
        """The facts that a page rests on, each with source and date, folded away."""
        entries = [el("li", self.source(self.content.facts[name])) for name in names]
        if not entries:
            return Html("")
        return folded(self.say("practice.sources"), el("ul", *entries), small=True)

    def source(self, fact: Fact, full: bool = False) -> Html:
        """A fact with source and date; one that has grown old says to ask the bank. `full`: its text stands above."""
        old = el("strong", " ", self.say("facts.old")) if datetime.now(UTC).date() > fact.expires else ""
        said = "" if full else f"{self.text(fact.text)} "
        source = join([said, el("strong", self.say("facts.source")), f" {self.text(fact.source)}. "])
        sure = f"{self.say(f'facts.mark-{fact.mark.lower()}')} " if full != fact.doubtful else ""
        return el("p", source, sure, self.say("facts.checked", day=self.day(fact.checked)), old, cls="kb-soft")

    @staticmethod
    def spaced(pin: str) -> str:
        """Six digits in two groups of three, as they are easier to read."""
        return f"{pin[:3]} {pin[3:]}"
