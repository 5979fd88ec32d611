"""Questions, errands and the words around them: what the readiness check and the reading chapters are made of."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kbguide.content.reader import Text
from kbguide.content.references import Answered, ChannelId, FactId, GoalId, GroupId, ItemId, PlaceId, ProblemId

AnswerVerdict = Literal["ready", "missing", "unsure", "not-needed", "later"]

GOAL = "goal"  # in a condition: what the plan is for
UNANSWERED = "unanswered"  # in a condition: the question is open


@dataclass(frozen=True)
class Named:
    """An id and a name: a group of questions, or an institution."""

    id: str
    name: Text


@dataclass(frozen=True)
class Note:
    """What there is to say when all of this is so: answers, written `item=answer`, or the goal."""

    text: Text
    when: tuple[Answered, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where an errand is done. One travels to a `trip`; what is done at a `free` place waits for nothing."""

    id: str
    name: Text
    visit: Text  # the title of an errand there that settles several things
    once: Text  # one such errand, as it is counted
    icon: str
    minutes: int  # for getting through or waiting one's turn, once for each errand
    trip: bool = False
    free: bool = False
    closed: tuple[Answered, ...] = ()  # with one of these answers nothing can be done there
    note: tuple[Note, ...] = ()
    dial: tuple[Note, ...] = ()  # the number to call; the first whose conditions hold


@dataclass(frozen=True)
class Fix:
    """What turns an unready answer into a ready one; `question` is read aloud where one asks."""

    title: Text
    text: Text
    place: PlaceId
    minutes: int
    bring: tuple[Text, ...] = ()
    question: Text | None = None


@dataclass(frozen=True)
class Case:
    """When all of this is so, what is given here counts in place of what the answer to its item says."""

    when: tuple[Answered, ...]
    verdict: AnswerVerdict | None = None
    reason: Text | None = None
    fix: Fix | None = None
    blocks: tuple[ChannelId, ...] | None = None
    problems: tuple[ProblemId, ...] | None = None


@dataclass(frozen=True)
class Answer:
    """One answer to an item, and everything that follows from it."""

    id: str
    label: Text
    verdict: AnswerVerdict
    reason: Text
    fix: Fix | None = None
    blocks: tuple[ChannelId, ...] = ()  # channels that cannot be used until this is put right
    problems: tuple[ProblemId, ...] = ()  # what this answer leads to when it is left as it is
    goal: GoalId | None = None  # the errand at the end of the plan, when it is not issuing
    channel: ChannelId | None = None  # the way that is chosen with it
    halts: Text | None = None  # why, until this is settled, nothing else need be done


@dataclass(frozen=True)
class Item:
    """One question of the checklist; `seed` is its number in the source text's list of ten."""

    id: str
    group: GroupId
    name: Text
    question: Text
    why: Text
    answer: tuple[Answer, ...]
    seed: int | None = None
    after: tuple[ItemId, ...] = ()  # items whose errands come before this one's
    facts: tuple[FactId, ...] = ()
    case: tuple[Case, ...] = ()  # what depends on other answers; the first that holds counts


@dataclass(frozen=True)
class Channel:
    """A way to issue: on a PC or in the app."""

    id: str
    name: Text
    suits: Text


@dataclass(frozen=True)
class Goal:
    """What the whole plan is for, its last errand."""

    id: str
    name: Text
    text: Text
    place: PlaceId
    minutes: int
    bring: tuple[Text, ...] = ()
    items: tuple[ItemId, ...] = ()  # only these items' errands belong to it; all when none is named
    idle: Text | None = None  # why the others are not needed
    problems: tuple[ProblemId, ...] = ()  # what is worth practising before
    note: tuple[Note, ...] = ()

    def needs(self, item: str) -> bool:
        """Whether this item has to be settled for it."""
        return not self.items or item in self.items


@dataclass(frozen=True)
class Reason:
    """Why a learner needs the certificate: one of the source text's five situations or three cases."""

    id: str
    kind: Literal["situation", "case"]
    seed: int
    name: Text
    trouble: Text
    advice: Text
    places: tuple[PlaceId, ...] = ()  # order in which errands are done, first to last
    first: tuple[ItemId, ...] = ()  # items whose errands come as early as their conditions allow
    channel: ChannelId | None = None
    goal: GoalId | None = None


@dataclass(frozen=True)
class Fact:
    """A statement about the real world. After `expires` it is shown with the advice to ask the bank."""

    id: str
    text: Text
    source: Text
    mark: Literal["A", "B", "C", "K"]  # confidence: press or standard, several sources, one source, common knowledge
    checked: date
    expires: date
    settled: str | None = None  # why a source of more than five years ago is enough

    @property
    def doubtful(self) -> bool:
        """Whether its text, which carries no doubt itself, must not be seen without the words for its mark."""
        return self.mark in ("C", "K")


@dataclass(frozen=True)
class Term:
    """A word of the field in everyday words."""

    id: str
    term: Text
    meaning: Text
    form: Text | None = None  # the word that opens it wherever it stands in running text
    facts: tuple[FactId, ...] = ()
