"""The practice bank, its people, how they stand when practice begins, and what can go wrong."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kbguide.content import references as ids
from kbguide.content.checklist import Named
from kbguide.content.procedure import Option
from kbguide.content.reader import Text

SHOWN = re.compile(r"\{([a-z0-9-]+)\}")  # a value in a line of the practice card


@dataclass(frozen=True)
class Phone:
    """A telephone number that the practice bank has on file; `mine` is false for one no longer used."""

    number: str
    label: Text
    mine: bool


@dataclass(frozen=True)
class Persona:
    """A fictional person; `values` holds everything that the screens ask for."""

    id: str
    name: Text
    about: Text
    latin: str  # the name in Latin letters, accepted too: not everybody has a Korean keyboard
    values: dict[str, str]
    phone: tuple[Phone, ...]
    extra: bool = False  # only for scenarios that name this person


@dataclass(frozen=True)
class Given:
    """How a person stands when practice begins; without `issuer` there is no certificate yet."""

    id: str
    name: Text
    about: Text
    issuer: ids.InstitutionId | None = None
    days_left: int = 0  # days until the certificate ends; negative when it has ended
    state: Literal["valid", "suspended", "revoked"] = "valid"
    registered: tuple[ids.InstitutionId, ...] = ()  # besides the issuer
    deleted: bool = False  # taken out of the cloud
    pin_tries: int = 0  # wrong PINs so far
    connected: bool = False
    shared: bool = False  # the computer is used by others too
    offered: bool = False  # to those who issue from the beginning


@dataclass(frozen=True)
class Fault:
    """What goes wrong in a scenario, where and when. Nothing is left to chance.

    It happens on the first `times` occasions, or until `mended` has been put right, or always.
    """

    screen: ids.ScreenId
    on: Literal["arrive", "request", "submit"]
    problem: ids.ProblemId
    times: int | None = None
    mended: str | None = None  # the `what` of the effect "mend" that ends it
    stop: bool = False  # the scenario ends here: the rest is done at the real bank


@dataclass(frozen=True)
class Scenario:
    """Problems worth practising together; where, by whom, and what goes wrong on purpose."""

    id: str
    title: Text
    about: Text  # what it trains
    real: Text  # what to do in real life
    problems: tuple[ids.ProblemId, ...]
    procedure: ids.ProcedureId
    screen: ids.ScreenId | None = None  # where it begins
    end: ids.ScreenId | None = None  # reaching this screen ends it; else the procedure's last one does
    persona: ids.PersonaId | None = None
    channel: ids.ChannelId | None = None
    given: ids.GivenId | None = None
    fault: tuple[Fault, ...] = ()

    @property
    def can_be_drawn(self) -> bool:
        """Whether it makes a difference on the way from the beginning."""
        return bool(self.given) or any(fault.on != "arrive" for fault in self.fault)


@dataclass(frozen=True)
class Problem:
    """Something that goes wrong: what happened, what to do now, whom to ask, how common it is in real life."""

    id: str
    title: Text
    what: Text
    do: Text
    often: Literal["often", "sometimes", "rare", "here"]  # here: only in practice
    ask: Text | None = None
    place: ids.PlaceId | None = None  # where it is put right in real life
    remedy: ids.ProcedureId | None = None  # what is practised here to put it right
    instead: bool = False  # the remedy takes the place of what was being done; one does not come back
    facts: tuple[ids.FactId, ...] = ()


@dataclass(frozen=True)
class Guard:
    """A pattern over the digits of an input (separators removed) that looks like somebody's real number."""

    id: str
    pattern: str
    problem: ids.ProblemId
    length: int | None = None  # only for fields of so many digits


@dataclass(frozen=True)
class Numeral:
    """Another way to write digits: where in a text, and rows of ten signs, from 0 to 9."""

    id: str
    where: str
    rows: tuple[str, ...]

    def read(self, typed: str) -> str:
        """What was typed, with the usual digits in place of these signs."""
        signs = {ord(sign): str(place) for row in self.rows for place, sign in enumerate(row)}
        return re.sub(self.where, lambda run: run[0].translate(signs), typed, flags=re.ASCII)


@dataclass(frozen=True)
class Variant:
    """A choice made before practice starts, for things that banks do in more than one way."""

    key: str
    label: Text
    option: tuple[Option, ...]


@dataclass(frozen=True)
class CardRow:
    """One line of the practice card, on which a learner reads what the screens ask for."""

    id: str
    label: Text
    shows: str  # with {values} of the person, of the bank or made up by the practice world
    also: tuple[ids.ValueId, ...] = ()  # values, besides those that it shows, for which one looks here
    option: tuple[Option, ...] = ()  # what the one value that it shows is called, where that is a code word
    spaced: bool = False  # six digits in two groups of three
    only_asked: bool = False  # not there as long as no screen asks for it

    @property
    def values(self) -> tuple[str, ...]:
        """Keys of the values that it shows."""
        return tuple(SHOWN.findall(self.shows))

    def is_asked(self, wanted: Container[str]) -> bool:
        """Whether one of the wanted values is read here."""
        return any(key in wanted for key in (*self.values, *self.also))

    def filled(self, values: Mapping[str, str], lang: str) -> str:
        """What it shows to a reader of this language."""
        names = {one.id: one.label[lang] for one in self.option}
        found = SHOWN.sub(lambda key: names.get(values[key[1]], values[key[1]]), self.shows)
        return f"{found[:3]} {found[3:]}" if self.spaced else found


@dataclass(frozen=True)
class Bank:
    """The practice bank, its calendar and its rules; no code knows a real bank."""

    version: str
    name: Text
    address: str
    issuer: Text  # the practice authority
    issuer_address: str
    cloud: Text
    day: date  # first day of the practice calendar
    years: int  # how long a certificate lasts
    renewal_days: int  # so many days before the end it can be renewed
    card_numbers: int  # how many numbers a security card has
    institution: tuple[Named, ...]  # those that issue or accept certificates; the first one is this bank
    variant: tuple[Variant, ...]
    card: tuple[CardRow, ...]
    acts: tuple[ids.ProcedureId, ...] = ()  # what can be done with a certificate, in the order in which it is offered
    values: dict[str, str] = field(default_factory=dict)  # what screens ask for that is the same for everybody
    limits: dict[str, int] = field(default_factory=dict)  # wrong tries until locked

    @property
    def here(self) -> str:
        """The id of this bank among the institutions."""
        return self.institution[0].id
