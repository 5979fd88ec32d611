"""The state of one learner in one observable trait. Only what was answered and done is kept; the rest is computed."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate
from random import SystemRandom
from time import monotonic
from typing import Any

from traitlets import HasTraits, Instance, Unicode

from kbguide.content.catalogue import Content
from kbguide.practice import (
    BEGIN,
    LEAVE,
    ROUND,
    SAY,
    SETTLE,
    TRAVEL,
    Action,
    Journey,
    Refusal,
    World,
    attempt,
    replay,
    summed_up,
)  # fmt: skip
from kbguide.readiness import Readiness, assess

PAGE = "open"  # the action that turns a page of a part ("check/means"); several in a row count as the last one
ONWARD = "done.onward"  # the notice that one has come to another screen
SEEDS = 10**6
LONG = 400  # actions: with more, those before a new run are summed up
FULL = 3000  # actions: with more, a press takes long and the browser may not keep them; nothing goes on but a new run
ALWAYS = frozenset({LEAVE, SAY, ROUND, SETTLE})
DEEP = 20  # brackets within brackets in what is kept: `dump` writes four
PAUSE = 300  # seconds: who does nothing for longer is taken to have rested


@dataclass(frozen=True)
class LearnerState:
    """What is kept of a learner: content version, seed, answers (item id -> answer id), and actions, oldest first."""

    version: str
    seed: int
    answers: Mapping[str, str] = field(default_factory=dict)
    actions: tuple[Action, ...] = ()


class Store(HasTraits):
    """Holds a `LearnerState`; views observe `state` and `notice`, and hand in what the learner does."""

    state = Instance(LearnerState)
    notice = Unicode()  # what the learner must be told about the last action: a key of the words, or ""

    def __init__(self, content: Content, seed: int | None = None, clock: Callable[[], float] = monotonic) -> None:
        """Start empty; `seed` decides all numbers that look random (default: drawn anew); `clock` counts seconds."""
        super().__init__()
        self.content = content
        self.clock = clock
        self._seen: tuple[tuple[Action, ...], Journey] | None = None
        self._assessed: tuple[Mapping[str, str], Readiness] | None = None
        self.reset(seed)

    def reset(self, seed: int | None = None) -> None:
        """Forget everything."""
        self.notice = ""
        self._last = self.clock()
        self.state = LearnerState(self.content.bank.version, SystemRandom().randrange(SEEDS) if seed is None else seed)

    @property
    def untouched(self) -> bool:
        """Whether nothing was answered or done yet."""
        return not (self.state.answers or self.state.actions)

    def answer(self, item: str, answer: str) -> None:
        """Keep an answer; a new one replaces the old."""
        self.state = replace(self.state, answers={**self.state.answers, item: answer})

    def do(self, action: Action) -> None:
        """Keep an action, unless nothing follows from it: clicking about costs no memory.

        One that is refused changes nothing; `notice` says why (see `practice.Refusal`).
        """
        if action.kind == PAGE:
            self.keep(action, self.journey)
            return
        action = replace(action, after=min(int(self.clock() - self._last), PAUSE))
        journey = self.journey
        after = attempt(journey, action)
        full = len(self.state.actions) >= FULL and action.kind not in ALWAYS and not starts_afresh(action, after)
        with self.hold_trait_notifications():  # what is told belongs to what is shown
            self.notice = "kept.full" if full else notice_of(journey, action, after)
            if not full and after is not journey and not isinstance(after, Refusal):
                self.keep(action, after)

    def keep(self, action: Action, after: Journey) -> None:
        """Append an action; `after` is the journey with it."""
        actions = self.state.actions
        if action.kind != PAGE:
            self._last = self.clock()
        if action.kind == PAGE:
            actions = without(actions, part_of(action), len(actions) - 1 if len(actions) < LONG else 0)
        elif len(actions) > LONG and starts_afresh(action, after):
            pages = {part_of(one): one for one in actions if one.kind == PAGE}
            actions = (*summed_up(self.journey), *pages.values())
        state = replace(self.state, actions=(*actions, action))
        self._seen = state.actions, after
        self.state = state

    def turn(self, part: str, page: str) -> None:
        """Open a page of a part of the guide."""
        self.do(Action(PAGE, f"{part}/{page}"))

    def page(self, part: str) -> str:
        """The page that is open in a part; "" for its first one."""
        turns = (one.at for one in reversed(self.state.actions) if one.kind == PAGE and part_of(one) == part)
        return next(turns, "").partition("/")[2]

    @property
    def readiness(self) -> Readiness:
        """The checklist's result, worked out anew only when an answer changes: every view asks for it."""
        answers = self.state.answers
        if self._assessed is None or self._assessed[0] is not answers:
            self._assessed = answers, assess(self.content, answers)
        return self._assessed[1]

    @property
    def journey(self) -> Journey:
        """Everything practised so far."""
        actions = self.state.actions
        if self._seen is None or self._seen[0] is not actions or self._seen[1].seed != self.state.seed:
            self._seen = actions, replay(self.content, self.state.seed, actions)
        return self._seen[1]

    @property
    def world(self) -> World | None:
        """The run that is going on, or None."""
        return self.journey.world

    def dump(self) -> str:
        """The state as JSON: what may be kept for later."""
        return dumped(self.state)

    def restore(self, text: str) -> bool:
        """Take over what `dump` wrote; returns False and changes nothing when it is something else."""
        if is_deep(text):
            return False
        try:
            kept: Any = json.loads(text)
            actions = tuple(action_of(*row) for row in kept["actions"])
            seed = int(kept["seed"]) % SEEDS
            state = LearnerState(str(kept["version"]), seed, strings(kept["answers"]), actions)
            dumped(state).encode()  # half a sign cannot be sent to the browser again
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
            return False
        fitting = state.actions if state.version == self.content.bank.version else self.fitting(state)
        self._last = self.clock()
        self.notice = "restored.cut" if fitting != state.actions else ""
        self.state = replace(state, version=self.content.bank.version, actions=fitting)
        return True

    def fitting(self, state: LearnerState) -> tuple[Action, ...]:
        """The actions up to the first one that does not fit the present content."""
        journey = Journey(self.content, state.seed)
        for number, action in enumerate(state.actions):
            after = journey if action.kind == PAGE else attempt(journey, action)
            if isinstance(after, Refusal):
                return state.actions[:number]
            journey = after
        return state.actions


def dumped(state: LearnerState) -> str:
    """A state as JSON."""
    actions = [[one.kind, one.at, dict(one.values), *([one.after] if one.after else [])] for one in state.actions]
    kept = {"version": state.version, "seed": state.seed, "answers": dict(state.answers), "actions": actions}
    return json.dumps(kept, ensure_ascii=False)


def notice_of(before: Journey, action: Action, after: Journey | Refusal) -> str:
    """What is told about an action: why it is refused, or that it has worked, where this is hard to see; or nothing."""
    if isinstance(after, Refusal):
        return f"refusal.{after.reason}"
    if action.kind == TRAVEL:
        return "done.travel"
    moved = before.world and after.world and after.world.here != before.world.here
    return ONWARD if moved and action.kind in ("choose", "submit", "confirm") else ""


def starts_afresh(action: Action, after: Journey | Refusal) -> bool:
    """Whether from here on nothing depends on how one stood before."""
    return isinstance(after, Journey) and (action.kind == SETTLE or (action.kind == BEGIN and not after.managing))


def without(actions: tuple[Action, ...], part: str, start: int) -> tuple[Action, ...]:
    """The actions, but from `start` on none that turns a page of this part."""
    rest = (one for one in actions[max(start, 0) :] if one.kind != PAGE or part_of(one) != part)
    return (*actions[: max(start, 0)], *rest)


def part_of(turn: Action) -> str:
    """The part of the guide in which a page is turned."""
    return turn.at.partition("/")[0]


def action_of(kind: object, at: object, values: Mapping[Any, Any], after: object = 0) -> Action:
    """An action from what was kept; raises TypeError or AttributeError when it is something else."""
    seconds = after if isinstance(after, int) else 0
    return Action(str(kind), str(at), strings(values), max(0, min(seconds, PAUSE)))


def is_deep(text: str) -> bool:
    """Whether JSON nests deeper than anything of ours: in a browser Python breaks over thousands of brackets."""
    brackets = re.sub(r'"(?:[^"\\]|\\.)*+"?|[^][{}]', "", text)
    return any(depth > DEEP for depth in accumulate(1 if one in "[{" else -1 for one in brackets))


def strings(table: Mapping[Any, Any]) -> dict[str, str]:
    """A copy with only strings in it; raises AttributeError when it is no table."""
    return {str(key): str(value) for key, value in table.items()}
