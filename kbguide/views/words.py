"""The words of the interface and of the practice world in one language."""

from __future__ import annotations

from kbguide.content import Content
from kbguide.practice import World
from kbguide.reading import Text


class Words:
    """What everything that speaks to a learner has in common."""

    def __init__(self, content: Content, lang: str) -> None:
        self.content, self.lang = content, lang

    def say(self, key: str, **values: object) -> str:
        """Words of the interface; raises KeyError for a key that `data/words.toml` does not have."""
        return self.content.words[key][self.lang].format(**values)

    def text(self, text: Text | None) -> str:
        """A text of the content; nothing for None."""
        return text[self.lang] if text else ""

    def fill(self, world: World, text: Text | None) -> str:
        """A text of the procedure with its {placeholders} filled from the world."""
        first, second = world.card_places
        return self.text(text).format(
            name=self.owner(world),
            phone=world.picks.get("phone", ""),
            code=world.code,
            first=first,
            second=second,
            pin=self.spaced(world.persona.values["pin"]),
            bank=self.text(self.content.bank.name),
            issuer=self.text(self.content.bank.issuer),
        )

    def owner(self, world: World) -> str:
        """The persona's name as a learner can type it: in Latin letters for those who read English."""
        return world.persona.values["name"] if self.lang == "ko" else world.persona.latin

    @staticmethod
    def spaced(pin: str) -> str:
        """Six digits in two groups of three, as they are easier to read."""
        return f"{pin[:3]} {pin[3:]}"
