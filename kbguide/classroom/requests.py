"""What learners' pages say and are told. Bodies are JSON and small; whoever guesses is slowed down by address."""

import json
from typing import Any

from tornado.web import HTTPError, RequestHandler

from kbguide.classroom.hall import Hall, Unknowable
from kbguide.classroom.open_class import OpenClass
from kbguide.classroom.progress import Progress
from kbguide.classroom.room import ClassSeat
from kbguide.classroom.telling import Telling
from kbguide.hosting.networks import house
from kbguide.hosting.pace import Paces
from kbguide.hosting.rate_limit import RateLimit

_MOST_BYTES = 2000
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


class ClassRequest(RequestHandler):
    """What all of them have in common."""

    def initialize(self, hall: Hall, telling: Telling, limits: ClassLimits, origins: frozenset[str]) -> None:
        """`origins`: other sites whose pages may ask, as https://practice.example."""
        self.hall = hall
        self.telling = telling
        self.limits = limits
        self.origins = origins

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
            said = json.loads(self.request.body)
        except (ValueError, RecursionError):
            raise HTTPError(400) from None
        if not isinstance(said, dict):
            raise HTTPError(400)
        return said

    def key(self) -> str:
        """What the page shows to be let in."""
        return str(self.request.headers.get("Authorization", "")).removeprefix("Bearer ")[:100]

    async def let_in(self, name: str | bytes, column: str = "name") -> OpenClass:
        """The class; whoever asks for one that there is not is slowed down, and learns no more than that."""
        address = house(self.request.remote_ip or "")
        if not self.limits.guesses.allows(address):
            raise HTTPError(429)
        found = await self._known(name, column)
        if found is None:
            raise HTTPError(404)
        self.limits.guesses.forgive(address)
        return found

    async def _known(self, name: str | bytes, column: str) -> OpenClass | None:
        try:
            return await self.hall.find(name, column)
        except Unknowable:
            raise HTTPError(503) from None

    async def let_in_by_code(self, code: object) -> OpenClass:
        """The class of the digits that are said aloud, or of what is in the QR code."""
        if not isinstance(code, str) or not code.isascii() or len(code) > 40:
            raise HTTPError(400)
        return await self.let_in(code, "name" if code.isdigit() else "passcode")

    async def my_seat(self) -> tuple[OpenClass, ClassSeat]:
        """The seat of the page that asks."""
        address = house(self.request.remote_ip or "")
        if not self.limits.guesses.allows(address):
            raise HTTPError(429)
        try:
            found = await self.hall.seat(self.key())
        except Unknowable:
            raise HTTPError(503) from None
        if found is None:
            raise HTTPError(404)
        self.limits.guesses.forgive(address)
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
        number = said.get("seat")
        if not isinstance(number, int) or not 1 <= number <= one.room.seats:
            raise HTTPError(400)
        key = self.hall.sit(one, number)
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
        try:
            progress = Progress.read(said, self.hall.closed)
        except ValueError:
            raise HTTPError(400) from None
        seat = one.hear(seat, progress, self.hall.closed, self.hall.clock.now())
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
        try:
            one.opine(seat, answers, self.hall.closed)
        except ValueError:
            raise HTTPError(400) from None
        self.answer({})
