"""What learners' pages say and are told. Bodies are JSON and small; whoever guesses is slowed down by address."""

import json
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from tornado.web import HTTPError, RequestHandler

from kbguide.classroom.hall import Hall, Unknowable
from kbguide.classroom.open_class import OpenClass, digest
from kbguide.classroom.progress import Closed, Progress, whole
from kbguide.classroom.room import ClassSeat
from kbguide.classroom.telling import Telling
from kbguide.hosting.networks import house
from kbguide.hosting.pace import Paces
from kbguide.hosting.rate_limit import RateLimit

T = TypeVar("T")
_MOST_BYTES = 2000
_LONGEST_CODE = 40
_GUESSES = 30  # a minute from one address that lead nowhere
_OPENED = 10  # classes a minute from one address
_BURST = 20  # words of one seat at once
_RATE = 2  # a second for long
_LONGEST = 5  # seconds


class ClassLimits:
    """How often one address may guess and open a class, and one seat may speak."""

    def __init__(self) -> None:
        self.guesses = RateLimit(_GUESSES)
        self.opened = RateLimit(_OPENED)
        self.words = Paces(_BURST, _RATE, _LONGEST)


@contextmanager
def understood() -> Iterator[None]:
    """What stands in no list, or is no such number, is refused."""
    try:
        yield
    except ValueError:
        raise HTTPError(400) from None


class ClassRequest(RequestHandler):
    """What all of them have in common."""

    def initialize(
        self, hall: Hall, closed: Closed, telling: Telling, limits: ClassLimits, origins: frozenset[str], door: str
    ) -> None:
        """`origins`: other sites whose pages may ask, as https://practice.example; `door`: the path where one joins."""
        self.hall = hall
        self.closed = closed
        self.telling = telling
        self.limits = limits
        self.origins = origins
        self.door = door

    def check_xsrf_cookie(self) -> None:
        """No cookie counts here: whoever may do something shows a key."""

    def prepare(self) -> None:
        """A page of another site may neither ask nor be answered, unless it is named."""
        self.set_header("Cache-Control", "no-store")
        origin = self.request.headers.get("Origin", "")
        if origin in self.origins:
            self.set_header("Access-Control-Allow-Origin", origin)
            self.set_header("Access-Control-Allow-Headers", "authorization, content-type")
            self.set_header("Access-Control-Allow-Methods", "GET, POST, DELETE")
            self.set_header("Access-Control-Max-Age", "600")
            self.set_header("Vary", "Origin")
        elif origin and origin.partition("://")[2] != self.request.host:
            raise HTTPError(403)

    def options(self, *_: Any) -> None:
        """A browser asks first, for a page of another site."""
        self.set_status(204)

    def write_error(self, *_: Any, **__: Any) -> None:
        self.set_header("Cache-Control", "no-store")
        self.answer({})

    def answer(self, said: Any) -> None:
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(said, ensure_ascii=False))

    def said(self) -> dict[str, Any]:
        """The body, which must be a JSON table."""
        if len(self.request.body) > _MOST_BYTES:
            raise HTTPError(413)
        if self.request.headers.get("Content-Type", "").partition(";")[0] != "application/json":
            raise HTTPError(400)
        try:
            with understood():
                said = json.loads(self.request.body)
        except RecursionError:
            raise HTTPError(400) from None
        if not isinstance(said, dict):
            raise HTTPError(400)
        return said

    def key(self) -> str:
        """What the page shows to be let in."""
        return str(self.request.headers.get("Authorization", "")).removeprefix("Bearer ")[:100]

    async def let_in_by_code(self, code: object) -> OpenClass:
        """The class of the digits that are said aloud, or of what is in the QR code.

        Digits can be guessed: whoever has done so often learns nothing more for a while, not even of the right ones.
        """
        if not isinstance(code, str) or not code.isascii() or len(code) > _LONGEST_CODE:
            raise HTTPError(400)
        if not code.isdigit():
            return await self.let_in(code, "passcode")
        self._count_a_guess()
        found = await self._found(self.hall.find(code, "name"))
        self.limits.guesses.forgive(self._house())
        return found

    async def let_in(self, key: str | bytes, *columns: str) -> OpenClass:
        """The class of a key that nobody guesses; the database is not asked for everything that somebody makes up."""
        if found := self.hall.register.find(key):
            return found
        self._count_a_guess()
        return await self._found(self.hall.find(key, *columns))

    async def my_seat(self) -> tuple[OpenClass, ClassSeat]:
        """The seat of the page that asks."""
        hashed = digest(self.key())
        if found := self.hall.register.seat(hashed):
            return found
        self._count_a_guess()
        return await self._found(self.hall.seat(hashed))

    def _house(self) -> str:
        return house(self.request.remote_ip or "")

    def _count_a_guess(self) -> None:
        if not self.limits.guesses.allows(self._house()):
            raise HTTPError(429)

    @staticmethod
    async def _found(asked: Awaitable[T | None]) -> T:
        """What does not exist, has ended, or is not one's own answers alike; what cannot be known yet, as busy."""
        try:
            found = await asked
        except Unknowable:
            raise HTTPError(503) from None
        if found is None:
            raise HTTPError(404)
        return found


class FindClass(ClassRequest):
    """Whether there is such a class, and where one can sit."""

    async def post(self) -> None:
        one = await self.let_in_by_code(self.said().get("code"))
        free = one.free(self.hall.clock.now())
        self.answer({"name": one.room.name, "seats": one.room.seats, "free": free})


class TakeSeat(ClassRequest):
    """A seat for whoever has come."""

    async def post(self) -> None:
        said = self.said()
        one = await self.let_in_by_code(said.get("code"))
        with understood():
            number = whole(said.get("seat"), 1, one.room.seats)
        key = self.hall.register.sit(one, number)
        if key is None:
            self.set_status(409)
            self.answer({"free": one.free(self.hall.clock.now())})
        else:
            self.answer({"key": key, "name": one.room.name, "seat": number})


class SpeakFromSeat(ClassRequest):
    """Where somebody is; the answer is what the teacher wishes."""

    async def post(self) -> None:
        said = self.said()
        one, seat = await self.my_seat()
        if self.limits.words.charge(f"{one.room.id}/{seat.number}") is None:
            raise HTTPError(429)
        with understood():
            progress = Progress.read(said, self.closed)
        seat = one.hear(seat, progress, self.closed, self.hall.clock.now())
        self.answer(self.telling.to_seat(one, seat))

    async def delete(self) -> None:
        one, seat = await self.my_seat()
        one.leave(seat)
        self.answer({})


class GiveFeedback(ClassRequest):
    """Answers to the questions at the end, which are counted and not kept."""

    async def post(self) -> None:
        answers = self.said().get("answers")
        one, seat = await self.my_seat()
        if not isinstance(answers, dict):
            raise HTTPError(400)
        with understood():
            one.opine(seat, answers, self.closed)
        self.answer({})
