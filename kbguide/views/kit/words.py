"""The words of the interface and of the practice world in one language."""

from datetime import date

from kbguide.content.bank import Persona
from kbguide.content.catalogue import Content
from kbguide.content.reader import Text
from kbguide.practice import World
from kbguide.views.kit.html import day


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

    @staticmethod
    def spaced(pin: str) -> str:
        """Six digits in two groups of three, as they are easier to read."""
        return f"{pin[:3]} {pin[3:]}"
