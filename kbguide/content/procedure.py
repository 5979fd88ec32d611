"""Procedures of a practice bank: the screens they are made of, in which order, and what they change."""

from dataclasses import dataclass
from typing import Literal

from kbguide.content.reader import Text
from kbguide.content.references import EntryId, FactId, LimitId, ProblemId, ProcedureId, ScreenId, ValueId, When

FieldKind = Literal["text", "digits", "secret", "choice", "tick"]
ScreenKind = Literal["menu", "decide", "form", "call", "reply", "approve", "pin", "new-pin", "done"]
Look = Literal["bank", "app", "authority", "phone", "browser"]
Deed = Literal[
    "issue", "renew", "revoke", "suspend", "resume",
    "register", "deregister", "delete", "change-pin",
    "connect", "disconnect", "sign", "release", "mend",
]  # fmt: skip
PIN_LIMIT = "certificate-pin"  # the key of Bank.limits for wrong PINs
FACTS = {  # what conditions can ask for about a person's certificate, besides the choices made on the way
    "certificate": ("none", "valid", "suspended", "revoked", "expired"),
    "issuer": ("none", "here", "elsewhere"),
    "kept": ("yes", "no"),
    "registered": ("yes", "no"),
    "renewal": ("none", "early", "open", "over"),
    "locked": ("yes", "no"),
    "connected": ("yes", "no"),
    "device": ("private", "shared"),
}


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
    expects: ValueId | None = None  # a value of the persona or the bank, or a number that the practice world makes up
    option: tuple[Option, ...] = ()
    offers: ValueId | None = None  # in place of options: "phones", or a value of the persona
    wrong: ProblemId | None = None  # the problem that a wrong but well-formed input causes
    limit: LimitId | None = None  # a key of Bank.limits: so many wrong tries lock it
    locked: ProblemId | None = None  # the problem after the last try


@dataclass(frozen=True)
class Entry:
    """One line of a menu or one answer to a question.

    The way on is an entry named in the procedure's `path`, or one with `on`. `turn` begins another procedure in its
    place. Any other entry changes nothing: it is explained by its problem and its note.
    """

    id: str
    label: Text
    on: bool = False
    turn: ProcedureId | None = None
    problem: ProblemId = "wrong-menu"
    note: Text | None = None  # what this entry is for, when it is a wrong turn
    grave: bool = False  # what follows cannot be undone


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
class Check:
    """What the bank looks at when a screen is left: where all of `when` is so, the problem stops it."""

    when: tuple[When, ...]
    problem: ProblemId


@dataclass(frozen=True)
class Effect:
    """What reaching a screen changes; `what` names the limit that is released or the thing that is mended."""

    do: Deed
    what: str | None = None


@dataclass(frozen=True)
class Screen:
    """One screen. `{phone}`, `{code}` and the like in its texts are filled from the practice world."""

    id: str
    kind: ScreenKind
    path: Text  # where in the window
    title: Text
    text: Text
    hint: tuple[Text, ...]
    look: Look = "bank"  # whose window it is; the bank's is the app's for those who practise in the app
    when: tuple[When, ...] = ()  # only where all of these are so
    entry: tuple[Entry, ...] = ()
    field: tuple[Field, ...] = ()
    signal: Signal | None = None
    expects: ValueId = "pin"  # which number is set on a screen of kind "new-pin"
    check: tuple[Check, ...] = ()  # the first that holds stops the learner from going on
    effect: tuple[Effect, ...] = ()
    side: Text | None = None  # what the telephone or the card at the side shows beside a form
    protects: Text | None = None
    facts: tuple[FactId, ...] = ()


@dataclass(frozen=True)
class Step:
    """One of the numbered steps that a learner sees, and its screens in the order in which they can be met."""

    name: Text
    screens: tuple[ScreenId, ...]


@dataclass(frozen=True)
class Outline:
    """The same way as another text counts it, shown beside the steps."""

    title: Text
    when: tuple[When, ...]
    step: tuple[Step, ...]


@dataclass(frozen=True)
class Procedure:
    """Something that can be done: through which screens, and in one sentence what it does and to whom."""

    id: str
    title: Text
    does: Text
    step: tuple[Step, ...]
    path: tuple[EntryId, ...] = ()  # the entries of shared menus that lead on
    check: tuple[Check, ...] = ()  # what would stop it later, and is said before its first screen is left
    settled: tuple[When, ...] = ()  # choices of screens that it does not have, made already when it begins
    then: ProcedureId | None = None  # what is offered at its end
    undo: Text | None = None  # how it is undone; None for what cannot be
    real: Text | None = None  # what differs at the real bank
    outline: tuple[Outline, ...] = ()
    facts: tuple[FactId, ...] = ()

    @property
    def screens(self) -> tuple[str, ...]:
        """Ids of all its screens, in the order in which they can be met."""
        return tuple(name for step in self.step for name in step.screens)

    def number(self, screen: str) -> int:
        """In which step a screen stands, counted from 1; the last for one that it does not have."""
        return next((number for number, step in enumerate(self.step, 1) if screen in step.screens), len(self.step))

    def leads_on(self, entry: Entry) -> bool:
        """Whether this entry is the way on in this procedure, and not a wrong turn."""
        return entry.on or entry.id in self.path
