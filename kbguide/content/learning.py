"""What is learnt beside practice: claims to judge, drills against fraud, a comparison, paths, and what to do now."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeVar

from kbguide.content.procedure import Effect
from kbguide.content.reader import Text, filled
from kbguide.content.references import AspectId, DrillId, FactId, GivenId, ProcedureId, ReasonId, ScenarioId, ScreenId

T = TypeVar("T")
Way = Literal["text", "call", "screen", "person"]
ReplyVerdict = Literal["safe", "wary", "harm"]  # does no harm and helps; does no harm but does not help; does harm
Chapter = Literal["start", "learn", "check", "practice", "manage", "fraud", "finish"]


@dataclass(frozen=True)
class Claim:
    """Something that is said about the certificate, on the web or by people, and whether it is so."""

    id: str
    text: Text
    true: bool
    reason: Text
    facts: tuple[FactId, ...]


@dataclass(frozen=True)
class Aspect:
    """One column of the comparison; `care` is what somebody says to whom it matters most."""

    id: str
    name: Text
    care: Text | None = None  # None for what has no better and worse


@dataclass(frozen=True)
class Cell:
    """What holds for one kind of certificate in one column; `rank` 1 is the best, None is not known well enough."""

    aspect: AspectId
    text: Text
    facts: tuple[FactId, ...]
    rank: int | None = None


@dataclass(frozen=True)
class Compared:
    """One kind of certificate in the comparison."""

    id: str
    name: Text
    cell: tuple[Cell, ...]


@dataclass(frozen=True)
class PathStep:
    """One step of a path. It is done when its scenario or procedure is gone through or, without one, its chapter is."""

    chapter: Chapter
    text: Text
    minutes: int
    scenario: ScenarioId | None = None
    procedure: ProcedureId | None = None


@dataclass(frozen=True)
class Path:
    """A short way through the guide for one of the three cases."""

    id: str
    reason: ReasonId
    name: Text
    step: tuple[PathStep, ...]


@dataclass(frozen=True)
class Reply:
    """Something that one can do when it happens, and what follows; an `effect` is what somebody else then does."""

    id: str
    label: Text
    verdict: ReplyVerdict
    then: Text
    arrives: tuple[Text, ...] = ()  # messages that reach the learner's telephone afterwards
    effect: tuple[Effect, ...] = ()


@dataclass(frozen=True)
class Clue:
    """What gives it away, or shows that it is genuine. `quote` stands in the drill's words just so."""

    text: Text
    quote: Text | None = None


@dataclass(frozen=True)
class Drill:
    """Something that happens to the learner, who decides what to do. `genuine`: nobody is trying to cheat.

    A `guise` fills the {places} in all texts but the title; each round brings another one.
    """

    id: str
    way: Way
    genuine: bool
    title: Text
    before: Text  # what the learner was doing: whether one began it oneself decides most cases
    sender: Text
    words: tuple[Text, ...]
    reply: tuple[Reply, ...]
    clue: tuple[Clue, ...]
    rule: tuple[Text, ...]  # what to do when it happens for real
    facts: tuple[FactId, ...]
    given: GivenId = "own"  # how somebody stands to whom the effects happen
    during: tuple[ScreenId, ...] = ()  # where it may come in the middle of a procedure, for real
    guise: tuple[dict[str, Text], ...] = ()
    twin: DrillId | None = None  # of a fraud: the genuine one that looks like it
    extra: bool = False  # not for everybody: it comes to those who were wrong about its twin, or later in its place

    @property
    def safe(self) -> str:
        """The id of the answer that helps; "" where content has none."""
        return next((one.id for one in self.reply if one.verdict == "safe"), "")

    @property
    def places(self) -> set[str]:
        """The names of all places that its guises fill."""
        return {name for words in self.guise for name in words}

    def guised(self, number: int) -> "Drill":
        """As it is met for this time: in one of its guises, with answers and clues in another order each time."""
        found: Drill = filled(self, self.guise[number % len(self.guise)]) if self.guise else self
        return replace(found, reply=turned(found.reply, number), clue=turned(found.clue, number))

    def reply_of(self, answer: str) -> Reply | None:
        """The reply with this id; None for one that is not offered."""
        return next((one for one in self.reply if one.id == answer), None)

    def verdict(self, answer: str) -> str:
        """What an answer does; "" for one that is not offered."""
        reply = self.reply_of(answer)
        return reply.verdict if reply else ""


def turned(parts: tuple[T, ...], by: int) -> tuple[T, ...]:
    """The same in a circle, beginning further on."""
    start = by % len(parts)
    return (*parts[start:], *parts[:start])


@dataclass(frozen=True)
class Urgent:
    """One step for somebody to whom it has just happened, in order; `call` is a telephone number, `say` what to say."""

    id: str
    title: Text
    text: Text
    facts: tuple[FactId, ...]
    call: str | None = None
    say: Text | None = None


@dataclass(frozen=True)
class HelpNumber:
    """A real telephone number for real trouble, shown at the foot of every page."""

    call: str
    who: Text
    short: Text  # on paper
    source: str
    checked: date
    pocket: bool = False  # on the card to cut out, too
