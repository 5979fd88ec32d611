"""The practice bank, its people, its procedures, and what can go wrong in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kbguide.reading import Text
from kbguide.schema.ids import ChannelId, FactId, LimitId, ProblemId, ProcedureId, ScreenId, StepNumber, ValueId

FieldKind = Literal["text", "digits", "secret", "choice", "tick"]
ScreenKind = Literal["menu", "form", "call", "reply", "approve", "pin", "done"]


@dataclass(frozen=True)
class Phone:
    """A telephone number that the practice bank has on file; `mine` is false for one no longer used."""

    number: str
    label: Text
    mine: bool


@dataclass(frozen=True)
class Persona:
    """A fictional person; `values` holds everything that the steps ask for."""

    id: str
    name: Text
    about: Text
    latin: str  # the name in Latin letters, accepted too: not everybody has a Korean keyboard
    values: dict[str, str]
    phone: tuple[Phone, ...]


@dataclass(frozen=True)
class Option:
    """One radio button of a choice."""

    id: str
    label: Text
    hint: Text | None = None
    wrong: ProblemId | None = None  # the problem when this is picked and something else is expected


@dataclass(frozen=True)
class Field:
    """One field of a form. `rule` says what belongs in it and is what a learner reads when something else was typed."""

    name: str
    kind: FieldKind
    label: Text
    rule: Text
    hint: Text | None = None
    length: int | None = None  # exact number of digits
    expects: ValueId | None = None  # a key of Persona.values, or a number that the practice world makes up
    option: tuple[Option, ...] = ()
    offers: ValueId | None = None  # in place of options: "phones", or a key of Persona.values
    wrong: ProblemId | None = None  # the problem that a wrong but well-formed input causes
    limit: LimitId | None = None  # a key of Bank.limits: so many wrong tries lock it
    locked: ProblemId | None = None  # the problem after the last try


@dataclass(frozen=True)
class Entry:
    """One line of a menu: the way on, or a believable wrong turn with the problem that it is."""

    id: str
    label: Text
    to: ScreenId | None = None
    problem: ProblemId | None = None
    note: Text | None = None  # what this entry is for, when it is a wrong turn


@dataclass(frozen=True)
class Signal:
    """What reaches the learner's telephone (a call, a message, a request) and what is said on it."""

    sender: Text
    arrives: Text
    says: Text
    done: Text
    digits: int = 0  # length of the number shown on the screen and keyed into the telephone; 0 = only accept
    silent: ProblemId | None = None  # problems, by what goes wrong
    missed: ProblemId | None = None
    declined: ProblemId | None = None
    wrong: ProblemId | None = None
    late: ProblemId | None = None
    unfinished: ProblemId | None = None


@dataclass(frozen=True)
class Screen:
    """One screen of a procedure. `{phone}`, `{code}` and the like in its texts are filled from the practice world."""

    id: str
    step: StepNumber
    kind: ScreenKind
    window: Text  # whose window it is
    path: Text  # where in that window
    title: Text
    text: Text
    hint: tuple[Text, ...]
    next: tuple[ScreenId, ...] = ()  # the first whose `when` holds
    when: str | None = None  # "key=value": only for those who picked this
    entry: tuple[Entry, ...] = ()
    field: tuple[Field, ...] = ()
    signal: Signal | None = None
    address: str | None = None  # of the window, when it is not the bank's
    side: Text | None = None  # what the telephone or the card at the side shows beside a form
    protects: Text | None = None
    facts: tuple[FactId, ...] = ()


@dataclass(frozen=True)
class Step:
    """One of the numbered steps that a learner sees."""

    number: int
    name: Text


@dataclass(frozen=True)
class Variant:
    """A choice made before the procedure starts, for things that banks do in more than one way."""

    key: str
    label: Text
    option: tuple[Option, ...]


@dataclass(frozen=True)
class Procedure:
    """A procedure of a practice bank: screens in order, the first one first."""

    id: str
    channel: ChannelId
    title: Text
    about: Text
    step: tuple[Step, ...]
    screen: tuple[Screen, ...]
    variant: tuple[Variant, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Something that goes wrong: what happened, what to do now, whom to ask, how common it is in real life."""

    id: str
    title: Text
    what: Text
    do: Text
    often: Literal["often", "sometimes", "rare", "here"]  # here: only in practice
    ask: Text | None = None
    facts: tuple[FactId, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """Problems worth practising together, and the screen of a procedure where they happen."""

    id: str
    title: Text
    about: Text
    problems: tuple[ProblemId, ...]
    procedure: ProcedureId
    screen: ScreenId


@dataclass(frozen=True)
class Guard:
    """A pattern over the digits of an input (separators removed) that looks like somebody's real number."""

    id: str
    pattern: str
    problem: ProblemId
    length: int | None = None  # only for fields of so many digits


@dataclass(frozen=True)
class Bank:
    """The practice bank, its calendar and its rules; no code knows a real bank."""

    version: str
    name: Text
    address: str
    issuer: Text
    cloud: Text
    day: date  # first day of the practice calendar
    years: int  # how long a certificate lasts
    card_numbers: int  # how many numbers a security card has
    limits: dict[str, int] = field(default_factory=dict)  # wrong tries until locked
