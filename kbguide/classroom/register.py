"""The classes that are open on this server, found by what a page shows: a name, a passcode, or a key."""

from collections.abc import Collection
from dataclasses import replace

from kbguide.classroom.clock import ClassClock
from kbguide.classroom.open_class import OpenClass, digest
from kbguide.classroom.room import LASTS, ClassSeat
from kbguide.classroom.store import Kept, Unwritten


class Register:
    """All in memory. What changes is put down in `unwritten`."""

    def __init__(self, clock: ClassClock) -> None:
        self._clock = clock
        self.unwritten = Unwritten()
        self.rooms: dict[int, OpenClass] = {}
        self._names: dict[str | bytes, int] = {}  # names, passcodes and hashes of boards' and screens' keys
        self._sitting: dict[bytes, tuple[int, int]] = {}  # class and number by the hash of a seat's key

    def take_in(self, kept: Kept) -> OpenClass:
        """A class as the database has it, which may be newer than what is known of it here."""
        latest = int(self._clock.now()) + LASTS  # later than that only by a clock that has been set back since
        room = replace(kept.room, ends=min(kept.room.ends, latest))
        kept = replace(kept, room=room)
        one = self.rooms.get(room.id)
        if one is None:
            one = self.rooms[room.id] = OpenClass(kept, self.unwritten)
        else:
            one.take_over(kept)
        self._names |= dict.fromkeys((room.name, room.passcode, room.board, room.screen), room.id)
        self._sitting |= {seat.key: (room.id, seat.number) for seat in one.seats.values() if seat.taken}
        return one

    def forget(self, one: OpenClass) -> None:
        """It has ended."""
        del self.rooms[one.room.id]
        self.share(self.unwritten.without(one.room.id))
        self._names = {name: room for name, room in self._names.items() if room != one.room.id}
        self._sitting = {key: place for key, place in self._sitting.items() if place[0] != one.room.id}
        one.end()

    def share(self, unwritten: Unwritten) -> None:
        """From now on changes are put down there."""
        self.unwritten = unwritten
        for one in self.rooms.values():
            one.unwritten = unwritten

    def over(self) -> Collection[OpenClass]:
        """Those whose time has come."""
        return [one for one in self.rooms.values() if one.room.ends <= self._clock.now()]

    def find(self, name: str | bytes) -> OpenClass | None:
        """The class of a name, a passcode, or the hash of a board's or a screen's key."""
        one = self.rooms.get(self._names.get(name, 0))
        return one if one and one.room.ends > self._clock.now() else None

    def seat(self, hashed: bytes) -> tuple[OpenClass, ClassSeat] | None:
        """The seat of a key, if whoever holds it still sits there and the class has not ended."""
        room, number = self._sitting.get(hashed, (0, 0))
        one = self.rooms.get(room)
        seat = one.seats.get(number) if one and one.room.ends > self._clock.now() else None
        return (one, seat) if one and seat and seat.key == hashed else None

    def sit(self, one: OpenClass, number: int) -> str | None:
        """The key of a seat, or None if somebody sits there; raises ValueError if there is no such seat."""
        key = one.take(number, self._clock.now())
        if key:
            self._sitting[digest(key)] = one.room.id, number
        return key
