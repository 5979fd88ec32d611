"""A class at one moment, as frozen values: its seats, what the teacher has asked for, and what follows from a press."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from kbguide.classroom.places import ClassPlace
from kbguide.classroom.progress import Progress

Do = Literal["go", "pause", "look", "say"]
Show = Literal["join", "step", "vote", "plan"]
LASTS = 4 * 3600  # seconds until a class ends by itself
MOST_SEATS = 1000
ENOUGH = 5  # votes, below which counts would tell who has answered what
_AWAY = 300  # seconds without a sign of life, after which somebody else may sit there
_NEVER_CAME = 45  # seconds: the answer with the seat's key may have been lost on the way


@dataclass(frozen=True)
class ClassOrder:
    """What all are asked to do. `what` is a place, or a remark; a higher `number` is a newer one."""

    number: int
    do: Do
    what: str = ""


@dataclass(frozen=True)
class Vote:
    """A drill put to a vote; the counts are tallies of the class."""

    number: int
    drill: str
    open: bool = True


@dataclass(frozen=True)
class Plan:
    """The lesson that is held, and the step at which it is `since` (seconds on the clock)."""

    lesson: str
    step: str
    since: float


@dataclass(frozen=True)
class Wishes:
    """What the teacher has asked for, of learners and of the big screen."""

    order: ClassOrder | None = None
    vote: Vote | None = None
    plan: Plan | None = None
    shows: Show = "join"
    place: str = ""  # on the big screen
    feedback: bool = False
    count: int = 0  # of orders and votes so far


@dataclass(frozen=True)
class Classroom:
    """A class. `name` are the digits that are said aloud; `passcode` opens it, too, and is in the QR code."""

    id: int
    name: str
    passcode: str
    board: bytes  # hashes of the two keys
    screen: bytes
    seats: int
    ends: int  # seconds on the clock
    wishes: Wishes = field(default_factory=Wishes)


@dataclass(frozen=True)
class ClassSeat:
    """A seat, and how far whoever sits there has come. Times are seconds on the clock; `hand` is 0 while it is down.

    The same seat may be taken by one after the other: `turn` counts them. `key` is a hash, empty when it was left.
    `call` is the number of the last raising that was heard, `answered_call` of the last that the teacher has seen to.
    `told` are questions whose answer has been counted already; the answer itself is not kept.
    """

    number: int
    turn: int
    key: bytes
    moved: float
    heard: float
    at: str = ""
    reached: Mapping[str, int] = field(default_factory=dict)  # the furthest step of each procedure
    problems: frozenset[str] = frozenset()
    right: int = 0
    answered: int = 0
    hand: float = 0
    call: int = 0
    answered_call: int = 0
    put: bool = False  # the teacher has seen it
    told: frozenset[str] = frozenset()
    voted: int = 0  # the number of the last vote in which it took part

    @property
    def taken(self) -> bool:
        return bool(self.key)

    def may_be_taken(self, now: float) -> bool:
        """Whether somebody else may sit there: nobody does, or nothing has been heard for long, or nothing at all."""
        return not self.taken or now - self.heard > (_AWAY if self.at else _NEVER_CAME)

    def after(self, said: Progress, places: Mapping[str, ClassPlace], now: float) -> "ClassSeat":
        """The seat after a word from its page."""
        place = places[said.at]
        moved = said.at != self.at
        reached = dict(self.reached)
        if place.procedure:
            reached[place.procedure] = max(reached.get(place.procedure, 0), place.step)
        up = said.hand and said.hand != self.answered_call
        return replace(
            self,
            at=said.at,
            reached=reached,
            problems=self.problems | said.problems,
            right=said.right,
            answered=said.answered,
            hand=(self.hand or now) if up else 0,
            call=said.hand or self.call,
            moved=now if moved else self.moved,
            heard=now,
            put=self.put and not moved and not (up and not self.hand),
        )

    def seen(self) -> "ClassSeat":
        """The seat after the teacher has seen to it: its hand is down, and it is put away until it moves."""
        return replace(self, hand=0, answered_call=self.call, put=True)

    def left(self) -> "ClassSeat":
        """The seat when nobody sits there any more; how far somebody had come goes on counting."""
        return replace(self, key=b"", hand=0)


def voted(said: Progress, seat: ClassSeat, vote: Vote | None, replies: Mapping[str, Collection[str]]) -> str:
    """The name of the tally that grows by a seat's vote, or nothing: each takes part once, while the vote is open."""
    if said.vote is None or vote is None or not vote.open:
        return ""
    number, reply = said.vote
    fits = number == vote.number and number > seat.voted and reply in replies.get(vote.drill, ())
    return f"vote/{number}/{reply}" if fits else ""


def sureness(said: Progress, seat: ClassSeat) -> dict[str, str]:
    """The tallies that grow by what a seat says of how sure it feels, by question; the first answer counts."""
    given = {"before": said.before, "after": said.after}
    return {name: f"{name}/{step}" for name, step in given.items() if step and name not in seat.told}
