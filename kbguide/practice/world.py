"""The practice world at one moment, as frozen values; what can be computed from them is a property."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kbguide.content.bank import Persona, Phone, Scenario
from kbguide.content.catalogue import Content
from kbguide.content.conditions import Condition
from kbguide.content.learning import Drill
from kbguide.content.procedure import PIN_LIMIT, Entry, Field, Look, Option, Procedure, Screen, Signal
from kbguide.content.reader import Text
from kbguide.practice.pseudorandom import TURNS, card, digits, draw, serial
from kbguide.practice.standing import Standing

Mode = Literal["guided", "own", "real"]


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
class Position:
    """Where the learner stands: a procedure, one of its screens, and the screens passed, oldest first."""

    procedure: Procedure = field(repr=False)
    at: str
    trail: tuple[str, ...] = ()


@dataclass(frozen=True)
class World:
    """One run: everything that the screens show. Equal worlds look equal."""

    content: Content = field(repr=False, compare=False)
    persona: Persona = field(repr=False)
    seed: int
    mode: Mode
    here: Position
    standing: Standing
    before: Standing  # when the run began
    picks: Mapping[str, str] = field(default_factory=dict)  # choices that decide the way
    scenario: Scenario | None = field(default=None, repr=False)
    happened: Mapping[int, int] = field(default_factory=dict)  # how often each of the scenario's faults has
    suspended: tuple[Position, ...] = ()  # where one was when a remedy began, outermost first
    stopped: bool = False  # the scenario has ended before the procedure
    call: Call = Call()
    pin_chosen: bool = False  # the first of the two entries of a new PIN was accepted
    problem: str | None = None  # the one explained now
    entry: str | None = None  # the wrong turn taken now
    faults: Mapping[str, str] = field(default_factory=dict)  # problem by field, after the last submission
    met: tuple[str, ...] = ()  # every problem met, oldest first
    hint_open: bool = False
    hints: int = 0
    fraud: str = ""  # id of the drill that comes in the middle of this run, if one does
    reaction: str = ""  # id of the learner's answer to it
    explaining: bool = False  # what followed from that answer is shown now

    @property
    def procedure(self) -> Procedure:
        """The procedure that is being gone through."""
        return self.here.procedure

    @property
    def at(self) -> str:
        """Id of the present screen."""
        return self.here.at

    @property
    def screen(self) -> Screen:
        """The present screen."""
        return self.content.screens[self.at]

    @property
    def finished(self) -> bool:
        """Whether a last screen is reached, if only that of a remedy."""
        return self.screen.kind == "done"

    @property
    def over(self) -> bool:
        """Whether nothing is left to do in this run."""
        return self.stopped or (self.finished and not self.suspended)

    @property
    def phones(self) -> tuple[Phone, ...]:
        """The numbers on file; the learner's own is among them once that has been put right."""
        mine = self.persona.values["mobile"]
        if "phone" in self.standing.mended and mine not in {phone.number for phone in self.persona.phone}:
            return (*self.persona.phone, Phone(mine, self.content.words["phone.own"], mine=True))
        return self.persona.phone

    @property
    def locked(self) -> str | None:
        """The problem that stops this screen because of too many wrong tries, or None."""
        tries = self.standing.wrong_tries
        limits = self.content.bank.limits
        return next((problem for name, problem in self.counted.items() if tries.get(name, 0) >= limits[name]), None)

    @property
    def explained(self) -> str | None:
        """The problem to explain now: the one just met, or what keeps this screen locked for who comes back to it."""
        return self.problem or self.locked

    @property
    def intruder(self) -> Drill | None:
        """The fraud that comes in the middle of this run, in the guise that is drawn for it."""
        drill = self.content.drills.get(self.fraud)
        return drill.guised(draw(f"{self.seed}/{self.fraud}", TURNS)) if drill else None

    @property
    def intrusion(self) -> Drill | None:
        """The fraud that interrupts here and now, and must be answered before anything else."""
        drill = self.intruder
        waits = drill and not self.reaction and not self.suspended and self.at in drill.during
        return drill if waits else None

    @property
    def limit(self) -> str | None:
        """The limit that wrong tries on this screen count towards."""
        return next(iter(self.counted), None)

    @property
    def counted(self) -> dict[str, str | None]:
        """The limits that wrong tries on this screen count towards, each with the problem once it is reached."""
        if self.screen.kind == "pin":
            return {PIN_LIMIT: "pin-locked"}
        return {part.limit: part.locked for part in self.screen.field if part.limit}

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

    def number(self, label: str, count: int, length: int) -> str:
        """Digits that look random and depend only on seed, screen, label and count; see `pseudorandom.digits`."""
        return digits(f"{self.seed}/{self.procedure.id}/{self.at}/{label}", count, length)

    @property
    def card(self) -> tuple[str, ...]:
        """The four-digit numbers of the persona's practice security card, the same for everybody."""
        return card(self.persona.id, self.content.bank.card_numbers)

    @property
    def ending(self) -> tuple[str, ...]:
        """What reaching the procedure's last screen changes."""
        return tuple(effect.do for effect in self.content.screens[self.procedure.screens[-1]].effect)

    @property
    def card_places(self) -> tuple[int, int]:
        """Which two numbers of the security card are asked for, counted from 1; both change after a wrong try."""
        count = self.content.bank.card_numbers
        first = int(self.number("card", 0, 4)) + 2 * self.standing.wrong_tries.get("medium", 0)
        apart = 1 + int(self.number("card", 0, 5)) % (count - 1)
        return first % count + 1, (first + apart) % count + 1

    @property
    def new_serial(self) -> str:
        """The serial number of the certificate that would be issued or renewed here and now."""
        return serial(f"{self.seed}/{self.procedure.id}/{self.at}/serial", len(self.standing.certificates))

    def expected(self, key: str) -> str:
        """The right input: of the persona, of the bank, or a number that this world made up; KeyError for no such."""
        values = self.persona.values
        if key == "code":
            return self.code
        if key == "otp":
            return self.number("otp", self.standing.wrong_tries.get("medium", 0), 6)
        if key in ("first", "second"):
            first, second = self.card_places
            return self.card[first - 1][:2] if key == "first" else self.card[second - 1][2:]
        if key == "present-pin":
            return values[self.standing.pin]
        if key == "other-pin":
            return values["new-pin" if self.standing.pin == "pin" else "pin"]
        return values[key] if key in values else self.content.bank.values[key]

    @property
    def pin_key(self) -> str:
        """Which number the keypad asks for: the one to be set here, or the present one."""
        return self.screen.expects if self.screen.kind == "new-pin" else "present-pin"

    @property
    def look(self) -> Look:
        """Whose window this is; the bank's is its app for those who practise in the app."""
        in_app = self.screen.look == "bank" and self.picks.get("channel") == "app"
        return "app" if in_app else self.screen.look

    def offered(self, part: Field) -> tuple[Option, ...]:
        """What a choice offers: its own options, or telephone numbers or a value of the persona, and what these are."""
        if not part.offers:
            return part.option
        numbers = {phone.number: phone.label for phone in self.phones}
        if part.offers != "phones":
            numbers = {self.persona.values[part.offers]: self.content.words["pretend.word"]}
        named = ((number, Text(f"{number} · {what.ko}", f"{number} · {what.en}")) for number, what in numbers.items())
        return tuple(Option(number, label) for number, label in named)

    def holds(self, conditions: tuple[Condition, ...]) -> bool:
        """Whether all these conditions are so, by the learner's choices or by how they stand."""
        if not conditions:
            return True
        known = {**self.standing.facts(self.content.bank), **self.picks}
        return all(condition.holds(known) for condition in conditions)

    def leads_on(self, entry: Entry) -> bool:
        """Whether this menu entry is the way on."""
        return self.procedure.leads_on(entry)

    @property
    def wrong_turn(self) -> Entry | None:
        """The menu entry that was just pressed and leads elsewhere."""
        return next((entry for entry in self.screen.entry if entry.id == self.entry), None)

    @property
    def remedy(self) -> Procedure | None:
        """What can be practised to put the present problem right, unless that is being done already."""
        problem = self.content.problems.get(self.explained or "")
        found = self.content.procedures.get(problem.remedy or "") if problem else None
        busy = {place.procedure.id for place in self.suspended} | {self.procedure.id}
        return None if found is None or self.stopped or found.id in busy else found
