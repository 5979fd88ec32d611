"""All classes that are open on this server.

What learners and teachers do happens in memory and is written behind it: only the board notices a database that fails.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError

from kbguide.classroom.clock import ClassClock
from kbguide.classroom.open_class import OpenClass, digest
from kbguide.classroom.progress import Closed
from kbguide.classroom.room import LASTS, MOST_SEATS, Classroom, ClassSeat
from kbguide.classroom.store import ClassStore, Kept, NewerTables, Unwritten
from kbguide.hosting.seldom import SeldomLog

T = TypeVar("T")
MOST_CLASSES = 200  # open at once on one server
_TRIES = 20  # names for a new class
_WRITE_EVERY = 0.5  # seconds
_ERASE_EVERY = 10  # seconds
_SCREEN = "screen of "  # a big screen's key follows from that of its board


class Unknowable(Exception):
    """The database does not answer, and without it one cannot know."""


def screen_key(board_key: str) -> str:
    """The key that shows the class and changes nothing."""
    return digest(_SCREEN + board_key).hex()[:32]


class Hall:
    """Finds classes by name, passcode or key, and keeps them in step with the database."""

    def __init__(self, store: ClassStore, closed: Closed, digits: int = 6, clock: ClassClock | None = None) -> None:
        """`digits`: of the names of classes; a room has four, a site that anybody reaches six."""
        self.closed = closed
        self.clock = clock or ClassClock()
        self.blind_since: int | None = None
        self.unwritten = Unwritten()
        self._store = store
        self._digits = digits
        self._thread = ThreadPoolExecutor(1, "kbguide-classes")
        self._turn = asyncio.Lock()  # what is read is taken over before the next writing, else it would be older
        self._known = False  # the classes that the database had have been read
        self._rooms: dict[int, OpenClass] = {}
        self._names: dict[str | bytes, int] = {}  # names, passcodes and hashes of boards' and screens' keys
        self._sitting: dict[bytes, tuple[int, int]] = {}  # class and number by the hash of a seat's key
        self._log = SeldomLog()
        self._tasks: list[asyncio.Task[None]] = []
        self._erased_at = 0

    @property
    def rooms(self) -> Collection[OpenClass]:
        return self._rooms.values()

    async def in_thread(self, call: Callable[..., T], *values: Any) -> T:
        """A call of the store."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, call, *values)

    async def open(self) -> None:
        """Read what there is, and keep it in step from now on; raises NewerTables for tables that are not known."""
        await self._connect()
        self._tasks = [asyncio.create_task(self._go_on())]
        if self._store.is_shared:
            from kbguide.classroom.listening import listen

            self._tasks.append(asyncio.create_task(listen(self._store, self.read_anew)))

    async def close(self) -> None:
        """Write what is still to be written."""
        for task in self._tasks:
            task.cancel()
        await self._write()
        await self.in_thread(self._store.close)
        self._thread.shutdown()

    async def _connect(self) -> None:
        try:
            await self.in_thread(self._store.prepare)
            for kept in await self.in_thread(self._store.read, self.clock.now()):
                self._take_in(kept)
        except NewerTables:
            raise
        except Exception as fault:  # noqa: BLE001  whatever it is, the guide does without its classes until then
            self._lost(fault)
        else:
            self._known = True
            self._found()

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(_WRITE_EVERY)
            if not self._known:
                await self._connect()
            await self._write()
            await self._end_those_whose_time_has_come()

    async def _write(self) -> None:
        if not self.unwritten or not self._known:
            return
        async with self._turn:
            waiting = self.unwritten
            self._share(Unwritten())
            try:
                await self.in_thread(self._store.write, waiting)
            except Exception as fault:  # noqa: BLE001  as above
                self._share(waiting.before(self.unwritten))
                self._lost(fault)
            else:
                self._found()

    def _share(self, unwritten: Unwritten) -> None:
        self.unwritten = unwritten
        for one in self._rooms.values():
            one.unwritten = unwritten

    def _lost(self, fault: Exception) -> None:
        self.blind_since = self.blind_since or self.clock.now()
        self._log.say(f"the classes' database does not answer ({type(fault).__name__}); classes go on without it")

    def _found(self) -> None:
        self.blind_since = None

    async def _end_those_whose_time_has_come(self) -> None:
        now = self.clock.now()
        for one in [one for one in self._rooms.values() if one.room.ends <= now]:
            self._forget(one)
        if now - self._erased_at < _ERASE_EVERY or not self._known:
            return
        self._erased_at = now
        try:
            await self.in_thread(self._store.erase, now)
        except Exception as fault:  # noqa: BLE001  as above
            self._lost(fault)

    async def begin(self, seats: int) -> tuple[OpenClass, str]:
        """A new class and the key of its board; raises ValueError for too many seats, Unknowable without a database."""
        if not 1 <= seats <= MOST_SEATS:
            raise ValueError("too many seats")
        if len(self._rooms) >= MOST_CLASSES or not self._known:
            raise Unknowable
        key = secrets.token_urlsafe(16)
        hashes = digest(key), digest(screen_key(key))
        ends = self.clock.now() + LASTS
        for _ in range(_TRIES):
            name = "".join(secrets.choice("0123456789") for _ in range(self._digits))
            room = Classroom(0, name, secrets.token_urlsafe(16), *hashes, seats, ends)
            try:
                number = await self.in_thread(self._store.begin, room)
            except IntegrityError:
                continue  # the name is taken
            except Exception as fault:  # noqa: BLE001  as above
                self._lost(fault)
                break
            made = Classroom(**{**vars(room), "id": number})
            return self._take_in(Kept(made, (), Counter())), key
        raise Unknowable

    def _take_in(self, kept: Kept) -> OpenClass:
        room = kept.room
        one = self._rooms.get(room.id)
        if one is None:
            one = self._rooms[room.id] = OpenClass(kept, self.unwritten)
        else:
            one.take_over(kept)
        self._names |= dict.fromkeys((room.name, room.passcode, room.board, room.screen), room.id)
        self._sitting |= {seat.key: (room.id, seat.number) for seat in one.seats.values() if seat.taken}
        return one

    def _forget(self, one: OpenClass) -> None:
        del self._rooms[one.room.id]
        self._share(self.unwritten.without(one.room.id))
        self._names = {name: room for name, room in self._names.items() if room != one.room.id}
        self._sitting = {key: place for key, place in self._sitting.items() if place[0] != one.room.id}

    async def end(self, one: OpenClass) -> None:
        """All of a class is erased; as soon as it can be, if the database does not answer."""
        self._forget(one)
        one.room = Classroom(**{**vars(one.room), "ends": 0})
        try:
            await self.in_thread(self._store.erase, self.clock.now(), one.room.id)
        except Exception as fault:  # noqa: BLE001  as above
            self._lost(fault)
            self._tasks.append(asyncio.create_task(self._erase_later(one.room.id)))

    async def _erase_later(self, room: int) -> None:
        while True:
            await asyncio.sleep(_ERASE_EVERY)
            try:
                return await self.in_thread(self._store.erase, self.clock.now(), room)
            except Exception as fault:  # noqa: BLE001  as above
                self._lost(fault)

    async def read_anew(self, ids: Collection[int] | None = None) -> None:
        """What another server has changed; a class that is not there any more has ended."""
        async with self._turn:
            found = await self.in_thread(self._store.read, self.clock.now(), ids)
            there = {kept.room.id for kept in found}
            asked = self._rooms if ids is None else ids
            for one in [one for room, one in self._rooms.items() if room in asked and room not in there]:
                self._forget(one)
            for kept in found:
                self._take_in(kept)

    async def find(self, name: str | bytes, column: str = "name") -> OpenClass | None:
        """The class of a name, passcode or hash of a board's or screen's key."""
        if name not in self._names:
            await self._ask(column, name)
        one = self._rooms.get(self._names.get(name, 0))
        return one if one and one.room.ends > self.clock.now() else None

    async def seat(self, key: str) -> tuple[OpenClass, ClassSeat] | None:
        """The seat of a key, if whoever holds it still sits there and the class has not ended."""
        hashed = digest(key)
        if hashed not in self._sitting:
            await self._ask("key", hashed)
        room, number = self._sitting.get(hashed, (0, 0))
        one = self._rooms.get(room)
        seat = one.seats.get(number) if one and one.room.ends > self.clock.now() else None
        return (one, seat) if one and seat and seat.key == hashed else None

    async def _ask(self, column: str, value: str | bytes) -> None:
        """The database, for what another server may just have written."""
        if not self._known or (self._store.is_shared and self.blind_since):
            raise Unknowable
        if not self._store.is_shared:
            return
        try:
            found = await self.in_thread(self._store.find_by, column, value)
            if found:
                await self.read_anew([found])
        except Exception as fault:
            self._lost(fault)
            raise Unknowable from fault

    def sit(self, one: OpenClass, number: int) -> str | None:
        """The key of a seat, or None if somebody sits there; raises ValueError if there is no such seat."""
        key = one.take(number, self.clock.now())
        if key:
            self._sitting[digest(key)] = one.room.id, number
        return key
