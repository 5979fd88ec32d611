"""A class that is open on this server: who sits where, and what has been counted, all in memory."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from kbguide.classroom import orders
from kbguide.classroom.places import ClassPlace
from kbguide.classroom.progress import Closed, Progress, among
from kbguide.classroom.room import Classroom, ClassSeat, sureness, voted
from kbguide.classroom.store import Kept, Unwritten

_MOST_TURNS = 20  # of one seat, on average: more is somebody who plays with them


_SCREEN = "screen of "  # a big screen's key follows from that of its board


def digest(key: str) -> bytes:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).digest()


def screen_key(board_key: str) -> str:
    """The key that shows the class and changes nothing."""
    return digest(_SCREEN + board_key).hex()[:32]


class OpenClass:
    """Its `revision` grows with each change, and `changed` has that of each seat: a board is sent what is newer.

    Whatever changes is also put down in `unwritten`, which all classes of a server share.
    """

    def __init__(self, kept: Kept, unwritten: Unwritten) -> None:
        self.room: Classroom = kept.room
        self.unwritten = unwritten
        self.revision = 1
        self.changed: dict[int, int] = {}
        self.seats: dict[int, ClassSeat] = {}  # those that are taken, or were, by number
        self.past: dict[tuple[int, int], ClassSeat] = {}  # those before them, by number and turn
        self.tallies: Counter[str] = Counter()
        self.take_over(kept)

    def take_over(self, kept: Kept) -> None:
        """What another server has written; what this one has not written yet is newer."""
        waiting = self.unwritten
        if self.room.id not in waiting.rooms:
            self.room = kept.room
        own = {(number, turn) for room, number, turn in waiting.seats if room == self.room.id}
        for seat in sorted(kept.seats, key=lambda one: one.turn):
            if (seat.number, seat.turn) not in own:
                self._place(seat)
        grown = {name: count for (room, name), count in waiting.tallies.items() if room == self.room.id}
        self.tallies = kept.tallies + Counter(grown)
        self.revision += 1

    def _place(self, seat: ClassSeat) -> None:
        there = self.seats.get(seat.number)
        if there and there.turn > seat.turn:
            self.past[seat.number, seat.turn] = seat
            return
        if there and there.turn < seat.turn:
            self.past[there.number, there.turn] = there
        self.seats[seat.number] = seat
        self.changed[seat.number] = self.revision + 1

    def _keep(self, seat: ClassSeat) -> ClassSeat:
        self._place(seat)
        self.revision += 1
        self.unwritten.seats[self.room.id, seat.number, seat.turn] = seat
        return seat

    def _count(self, name: str) -> None:
        self.tallies[name] += 1
        self.unwritten.tallies[self.room.id, name] += 1
        self.revision += 1

    def widen(self, seats: int) -> None:
        """There are as many seats now, if there were fewer."""
        self.room = replace(self.room, seats=max(seats, self.room.seats))
        self.unwritten.rooms[self.room.id] = self.room
        self.revision += 1

    def free(self, now: float) -> list[int]:
        """The numbers of the seats where somebody may sit."""
        numbers = range(1, self.room.seats + 1)
        return [one for one in numbers if one not in self.seats or self.seats[one].may_be_taken(now)]

    def take(self, number: int, now: float) -> str | None:
        """The key of a seat for whoever sits there now; None if somebody does, raises ValueError if there is none."""
        if not 1 <= number <= self.room.seats:
            raise ValueError("no such seat")
        before = self.seats.get(number)
        if (before and not before.may_be_taken(now)) or len(self.past) > _MOST_TURNS * self.room.seats:
            return None
        key = secrets.token_urlsafe(16)
        turn = before.turn + 1 if before else 1
        self._keep(ClassSeat(number, turn, digest(key), moved=now, heard=now))
        return key

    def hear(self, seat: ClassSeat, said: Progress, closed: Closed, now: float) -> ClassSeat:
        """The seat after a word from its page; what is counted without its number is counted."""
        vote = self.room.wishes.vote
        if name := voted(said, seat, vote, closed.replies):
            self._count(name)
            seat = replace(seat, voted=vote.number if vote else 0)
        for question, tally in sureness(said, seat).items():
            self._count(tally)
            seat = replace(seat, told=seat.told | {question})
        return self._keep(seat.after(said, closed.places, now))

    def end(self) -> None:
        """From now on it answers as if it had never been."""
        self.room = replace(self.room, ends=0)

    def opine(self, seat: ClassSeat, answers: Mapping[str, Any], closed: Closed) -> None:
        """Count the answers to the questions at the end; raises ValueError for others. The first answer counts."""
        known = {among(one, closed.opinions): among(given, closed.opinions[one]) for one, given in answers.items()}
        for question, given in known.items():
            if question not in seat.told:
                self._count(f"feedback/{question}/{given}")
                seat = replace(seat, told=seat.told | {question})
        self._keep(seat)

    def leave(self, seat: ClassSeat) -> None:
        self._keep(seat.left())

    def see(self, number: int) -> None:
        """The teacher has seen to a seat; raises ValueError if nobody sits there."""
        seat = self.seats.get(number)
        if seat is None or not seat.taken:
            raise ValueError("nobody sits there")
        self._keep(seat.seen())

    def order(self, said: Mapping[str, Any], closed: Closed, now: float) -> None:
        """Something the teacher asks for; raises ValueError for what is not understood."""
        if said.get("do") == "seen":
            self.see(said["seat"] if isinstance(said.get("seat"), int) else 0)
            return
        self.room = replace(self.room, wishes=orders.after(self.room.wishes, said, closed, now))
        self.unwritten.rooms[self.room.id] = self.room
        self.revision += 1

    def counts(self, places: Collection[ClassPlace]) -> dict[str, Any]:
        """What can be told of the class without telling of anybody; of these places, how many came there."""
        everybody = [*self.past.values(), *self.seats.values()]
        steps = {one.id: sum(seat.reached.get(one.procedure, 0) >= one.step for seat in everybody) for one in places}
        told: dict[str, dict[str, int]] = {"before": {}, "after": {}}
        feedback: dict[str, dict[str, int]] = {}
        for name, count in sorted(self.tallies.items()):
            kind, _, rest = name.partition("/")
            if kind in told:
                told[kind][rest] = count
            elif kind == "feedback":
                question, _, opinion = rest.partition("/")
                feedback.setdefault(question, {})[opinion] = count
        return {
            "seats": len(everybody),
            "steps": {name: count for name, count in steps.items() if count},
            "problems": dict(Counter(problem for seat in everybody for problem in sorted(seat.problems))),
            "drills": {
                "right": sum(one.right for one in everybody),
                "answered": sum(one.answered for one in everybody),
            },
            **told,
            "feedback": feedback,
        }

    @property
    def feedback_given(self) -> int:
        """How many have answered the questions at the end."""
        given: Counter[str] = Counter()
        for name, count in self.tallies.items():
            if name.startswith("feedback/"):
                given[name.split("/")[1]] += count
        return max(given.values(), default=0)

    def votes(self) -> Counter[str]:
        """How often each reply has been chosen in the present vote."""
        vote = self.room.wishes.vote
        start = f"vote/{vote.number}/" if vote else "/"
        return Counter({name.removeprefix(start): n for name, n in self.tallies.items() if name.startswith(start)})
