"""The classes of this server in step with the database.

What learners and teachers do happens in memory and is written behind it: only the board notices a database that fails.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError

from kbguide.classroom.clock import ClassClock
from kbguide.classroom.open_class import OpenClass, digest, screen_key
from kbguide.classroom.register import Register
from kbguide.classroom.room import LASTS, Classroom, ClassSeat
from kbguide.classroom.store import ClassStore, Kept, NewerTables, Unwritten
from kbguide.hosting.seldom import SeldomLog

T = TypeVar("T")
MOST_CLASSES = 200  # open at once on one server
_TRIES = 20  # names for a new class
_WRITE_EVERY = 0.5  # seconds
_ERASE_EVERY = 10  # seconds


class Unknowable(Exception):
    """The database does not answer, and without it one cannot know."""


class Hall:
    """Begins classes, finds them, ends them."""

    def __init__(self, store: ClassStore, digits: int = 6) -> None:
        """`digits`: of the names of classes; a room has four, a site that anybody reaches six."""
        self.clock = ClassClock()
        self.register = Register(self.clock)
        self.blind_since: float | None = None
        self._store = store
        self._digits = digits
        self._thread = ThreadPoolExecutor(1, "kbguide-classes")
        self._turn = asyncio.Lock()  # what is read is taken over before the next writing, else it would be older
        self._known = False  # the classes that the database had have been read
        self._log = SeldomLog()
        self._tasks: list[asyncio.Task[None]] = []
        self._erased_at = 0.0

    async def _in_thread(self, call: Callable[..., T], *values: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call, *values)

    @contextmanager
    def _perhaps(self) -> Iterator[None]:
        """A call of the database that may fail: whatever it is, classes go on, and the board says so."""
        try:
            yield
        except (NewerTables, IntegrityError):
            raise
        except Exception as fault:
            self.blind_since = self.blind_since or self.clock.now()
            self._log.say(f"the classes' database does not answer ({type(fault).__name__}); classes go on without it")
            raise Unknowable from fault
        self.blind_since = None

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
        with suppress(Unknowable):
            await self._write()
        await self._in_thread(self._store.close)
        self._thread.shutdown()

    async def _connect(self) -> None:
        with suppress(Unknowable), self._perhaps():
            await self._in_thread(self._store.prepare)
            for kept in await self._in_thread(self._store.read, self.clock.now()):
                self.register.take_in(kept)
            self._known = True

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(_WRITE_EVERY)
            with suppress(Unknowable):
                if not self._known:
                    await self._connect()
                await self._write()
                await self._end_those_whose_time_has_come()

    async def _write(self) -> None:
        if not self.register.unwritten or not self._known:
            return
        async with self._turn:
            waiting = self.register.unwritten
            self.register.share(Unwritten())
            try:
                with self._perhaps():
                    await self._in_thread(self._store.write, waiting)
            except BaseException:
                self.register.share(waiting.before(self.register.unwritten))
                raise

    async def _end_those_whose_time_has_come(self) -> None:
        for one in self.register.over():
            self.register.forget(one)
        now = self.clock.now()
        if now - self._erased_at >= _ERASE_EVERY and self._known:
            self._erased_at = now
            await self._erase()

    async def _erase(self, room: int = 0) -> None:
        with self._perhaps():
            await self._in_thread(self._store.erase, self.clock.now(), room)

    async def begin(self, seats: int) -> tuple[OpenClass, str]:
        """A new class and the key of its board; raises Unknowable without a database."""
        if len(self.register.rooms) >= MOST_CLASSES or not self._known:
            raise Unknowable
        key = secrets.token_urlsafe(16)
        hashes = digest(key), digest(screen_key(key))
        for _ in range(_TRIES):
            name = "".join(secrets.choice("0123456789") for _ in range(self._digits))
            room = Classroom(0, name, secrets.token_urlsafe(16), *hashes, seats, int(self.clock.now()) + LASTS)
            with suppress(IntegrityError), self._perhaps():  # the name may be taken
                number = await self._in_thread(self._store.begin, room)
                return self.register.take_in(Kept(replace(room, id=number), (), Counter())), key
        raise Unknowable

    async def end(self, one: OpenClass) -> None:
        """All of a class is erased; if the database does not answer, as soon as it does."""
        self.register.forget(one)
        try:
            await self._erase(one.room.id)
        except Unknowable:
            self._tasks.append(asyncio.create_task(self._erase_later(one.room.id)))

    async def _erase_later(self, room: int) -> None:
        while True:
            await asyncio.sleep(_ERASE_EVERY)
            with suppress(Unknowable):
                return await self._erase(room)

    async def read_anew(self, ids: Collection[int] | None = None) -> None:
        """What another server has changed; a class that is not there any more has ended."""
        async with self._turn:
            with self._perhaps():
                found = await self._in_thread(self._store.read, self.clock.now(), ids)
            there = {kept.room.id for kept in found}
            asked = self.register.rooms if ids is None else ids
            for one in [one for room, one in self.register.rooms.items() if room in asked and room not in there]:
                self.register.forget(one)
            for kept in found:
                self.register.take_in(kept)

    async def find(self, name: str | bytes, *columns: str) -> OpenClass | None:
        """A class, also one of which only the database knows, where its column is; raises Unknowable."""
        if not self.register.find(name):
            await self._ask(name, columns)
        return self.register.find(name)

    async def seat(self, hashed: bytes) -> tuple[OpenClass, ClassSeat] | None:
        """A seat, also one of which only the database knows; raises Unknowable."""
        if not self.register.seat(hashed):
            await self._ask(hashed, ["key"])
        return self.register.seat(hashed)

    async def _ask(self, value: str | bytes, columns: Collection[str]) -> None:
        """The database, for what another server may just have written."""
        if not self._known or (self._store.is_shared and self.blind_since):
            raise Unknowable
        for column in columns if self._store.is_shared else ():
            with self._perhaps():
                found = await self._in_thread(self._store.find_by, column, value)
            if found:
                await self.read_anew([found])
