"""The practice world at one moment, as frozen values; what can be computed from them is a property."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Literal

from kbguide.content import Content
from kbguide.schema.procedure import Entry, Option, Persona, Procedure, Screen, Signal
from kbguide.schema.procedure import Field as FormField

Mode = Literal["guided", "own"]


@dataclass(frozen=True)
class Action:
    """One thing the learner did. `at` is the screen it was done on.

    For what was typed, `values` holds "ok" or the id of the problem it caused, never the input itself.
    """

    kind: str
    at: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """What the learner's telephone is doing; `keyed` are the digits pressed so far, `number` counts the requests."""

    state: Literal["idle", "silent", "ringing", "talking", "done", "ended"] = "idle"
    keyed: str = ""
    number: int = 0

    @property
    def asks(self) -> bool:
        """Whether the window still shows its fields: nothing has been asked for yet, or it has to be asked for anew."""
        return self.state in ("idle", "silent", "ended")


@dataclass(frozen=True)
class Certificate:
    """A practice certificate. `start` and `end` are days of the practice calendar, both included."""

    owner: str
    serial: str
    start: date
    end: date

    def status(self, day: date) -> Literal["valid", "expired"]:
        """Whether it can be used on a day of the practice calendar."""
        return "valid" if self.start <= day <= self.end else "expired"


@dataclass(frozen=True)
class World:
    """Everything that the screens show. Equal worlds look equal."""

    content: Content = field(repr=False, compare=False)
    procedure: Procedure = field(repr=False)
    persona: Persona = field(repr=False)
    seed: int
    mode: Mode
    at: str  # id of the present screen
    picks: Mapping[str, str] = field(default_factory=dict)  # choices that decide the way
    trail: tuple[str, ...] = ()  # screens passed, oldest first
    call: Call = Call()
    tries: dict[str, int] = field(default_factory=dict)  # wrong tries, by name of the limit
    pin_chosen: bool = False  # the first of the two PIN entries was accepted
    problem: str | None = None  # the one explained now
    entry: str | None = None  # the wrong turn taken now
    faults: Mapping[str, str] = field(default_factory=dict)  # problem by field, after the last submission
    met: tuple[str, ...] = ()  # every problem met, oldest first
    hint_open: bool = False
    hints: int = 0
    certificate: Certificate | None = None

    @property
    def screen(self) -> Screen:
        """The present screen."""
        return screen_of(self.procedure, self.at)

    @property
    def day(self) -> date:
        """Today on the practice calendar."""
        return self.content.bank.day

    @property
    def finished(self) -> bool:
        """Whether the last screen is reached."""
        return self.screen.kind == "done"

    @property
    def locked(self) -> str | None:
        """The problem that stops this screen because of too many wrong tries, or None."""
        for part in self.screen.field:
            if part.limit and part.locked and self.tries.get(part.limit, 0) >= self.content.bank.limits[part.limit]:
                return part.locked
        return None

    @property
    def signal(self) -> Signal:
        """The present screen's signal; LookupError without one, but such content is refused at load."""
        if self.screen.signal is None:
            raise LookupError(self.at)
        return self.screen.signal

    @property
    def code(self) -> str:
        """The digits that the bank's screen or its message shows now; a new request brings new ones."""
        digits = self.screen.signal.digits if self.screen.signal else 0
        return self.number("code", self.call.number, digits or 6)

    def number(self, label: str, count: int, digits: int) -> str:
        """Digits that look random and depend only on seed, screen, label and count; the first is never 0.

        Two counts in a row never bring the same number. The third of six digits is 5: no month begins so, and no guard
        takes the number for somebody's date of birth.
        """
        source = sha256(f"{self.seed}/{self.procedure.id}/{self.at}/{label}".encode()).digest()
        start, stride = (int.from_bytes(source[i : i + 8], "big") for i in (0, 8))
        low = 10 ** (digits - 1)
        span = 81 if digits == 2 else 9 * low
        value = (start + count * (1 + stride % (span - 1))) % span
        if digits == 2 and value:
            value += 1 + (value - 1) // 10  # no 11, 22 …: two like digits hide that they were keyed in the wrong order
        number = str(low + value)
        return number[:2] + "5" + number[3:] if digits == 6 else number

    @property
    def card_places(self) -> tuple[int, int]:
        """Which two numbers of the security card are asked for, counted from 1; both change after a wrong try."""
        count, tries = self.content.bank.card_numbers, self.tries.get("medium", 0)
        first = int(self.number("card", 0, 4)) + 2 * tries
        apart = 1 + int(self.number("card", 0, 5)) % (count - 1)
        return first % count + 1, (first + apart) % count + 1

    def issued(self) -> Certificate:
        """A certificate of this persona, from today for as many years as the bank's file says."""
        serial = f"{self.number('serial', 0, 4)}-{self.number('serial', 1, 4)}"
        end = years_later(self.day, self.content.bank.years)
        return Certificate(self.persona.values["name"], serial, self.day, end)

    def expected(self, key: str) -> str:
        """The right input for a field: from the persona's card, or a number that this world made up."""
        if key == "code":
            return self.code
        if key == "otp":
            return self.number("otp", self.tries.get("medium", 0), 6)
        if key in ("first", "second"):
            first, second = self.card_places
            return card(self)[first - 1][:2] if key == "first" else card(self)[second - 1][2:]
        return self.persona.values[key]

    def offered(self, part: FormField) -> tuple[Option | str, ...]:
        """What a choice offers: its own options, or telephone numbers or a value of the persona."""
        if part.offers == "phones":
            return tuple(phone.number for phone in self.persona.phone)
        return (self.persona.values[part.offers],) if part.offers else part.option

    @property
    def wrong_turn(self) -> Entry | None:
        """The menu entry that was just pressed and leads elsewhere."""
        return next((entry for entry in self.screen.entry if entry.id == self.entry), None)


def years_later(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def screen_of(procedure: Procedure, name: str) -> Screen:
    """The screen with this id; raises KeyError when the procedure has none."""
    for screen in procedure.screen:
        if screen.id == name:
            return screen
    raise KeyError(name)


def card(world: World) -> tuple[str, ...]:
    """The four-digit numbers of the persona's practice security card, the same for everybody."""
    source = sha256(f"card/{world.persona.id}".encode()).digest()
    stretch = b"".join(sha256(source + bytes([part])).digest() for part in range(4))
    return tuple(
        f"{int.from_bytes(stretch[2 * i : 2 * i + 2], 'big') % 10000:04}"
        for i in range(world.content.bank.card_numbers)
    )
