"""A lesson to hold: what a teacher prepares, says and hands out, and what learners press, minute by minute."""

from dataclasses import dataclass
from itertools import accumulate

from kbguide.content.reader import Text
from kbguide.content.references import AddressId, FactId, HandoutId, PreparationId


@dataclass(frozen=True)
class Preparation:
    """Something to see to before a lesson."""

    id: str
    name: Text
    text: Text


@dataclass(frozen=True)
class Handout:
    """A sheet of paper to give away, how it is printed, and where."""

    id: str
    name: Text
    text: Text
    where: AddressId


@dataclass(frozen=True)
class Trouble:
    """What goes wrong in a room, and what to do."""

    what: Text
    do: Text


@dataclass(frozen=True)
class LessonStep:
    """Some minutes of a lesson; `where` is opened for it, as it is written behind the language in an address."""

    id: str
    minutes: int
    name: Text
    say: Text
    press: tuple[Text, ...]
    trouble: tuple[Trouble, ...]
    where: AddressId | None = None
    hand_out: HandoutId | None = None


@dataclass(frozen=True)
class Lesson:
    """A plan: whom it is for, what is to be prepared of all that can be, and its steps, which fill its `minutes`."""

    id: str
    minutes: int
    name: Text
    about: Text
    prepare: tuple[PreparationId, ...]
    step: tuple[LessonStep, ...]
    facts: tuple[FactId, ...]

    @property
    def timed(self) -> list[tuple[int, int, LessonStep]]:
        """Each step with the minute in which it begins and the one in which it ends."""
        ends = accumulate(one.minutes for one in self.step)
        return [(end - one.minutes, end, one) for end, one in zip(ends, self.step, strict=True)]
