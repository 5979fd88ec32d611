"""A learner who does anything in any order, for years: what must never happen does not."""

from collections.abc import Mapping
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from helpers import CHANNELS, CONTENT, EVERYBODY, HOMES, SEED, beginning, next_action, right_inputs
from kbguide.practice import LEAVE, SETTLE, TRAVEL, Action, Standing, World, judge
from kbguide.store import Store

PROCEDURES = sorted(CONTENT.procedures)
ACTS = [*CONTENT.bank.acts, "deregister", "deregister"]  # those that need more than luck come more often
GIVENS = ["own", "elsewhere", "elsewhere-registered", *CONTENT.givens]
LIMITS = CONTENT.bank.limits
HERE = CONTENT.bank.here


def statuses(now: Standing) -> dict[str, str]:
    return {one.id: one.status(now.day) for one in now.certificates}


def locked(now: Standing) -> set[str]:
    return {name for name, most in LIMITS.items() if now.wrong_tries.get(name, 0) >= most}


class Learning(RuleBasedStateMachine):
    """Everything that a learner can do, and what is looked at after each action."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store(CONTENT, SEED)
        self.typed: set[str] = set()

    @property
    def world(self) -> World:
        assert self.store.world is not None
        return self.store.world

    def act(self, action: Action, *, anew: bool = False) -> None:
        """Do something, and compare how the person stands before and after; `anew` is for another beginning."""
        before, was = self.store.journey.standing, self.store.world
        self.store.do(action)
        after, world = self.store.journey.standing, self.store.world
        if before is None or after is None or anew:
            return
        assert after.day >= before.day
        assert [name for name in statuses(before) if name not in statuses(after)] == []
        for name, status in statuses(before).items():
            assert status != "revoked" or statuses(after)[name] == "revoked"
        arrived = {effect.do for effect in world.screen.effect} if world and world != was and world.finished else set()
        assert after == before or arrived or action.kind in ("submit", "release", TRAVEL)
        opened = locked(before) - locked(after)
        assert not opened or action.kind == "release" or arrived & {"release", "issue"}
        if arrived == {"deregister"}:
            assert others(after.registered) == others(before.registered)
            assert statuses(after) == statuses(before)

    # -- between runs ------------------------------------------------------------------------------

    @initialize(persona=st.sampled_from(EVERYBODY), given=st.sampled_from(GIVENS), channel=st.sampled_from(CHANNELS))
    def settle(self, persona: str, given: str, channel: str) -> None:
        self.act(Action(SETTLE, "", {"persona": persona, "given": given, "channel": channel}), anew=True)

    @rule(
        procedure=st.sampled_from(ACTS), mode=st.sampled_from(["guided", "own"]), screens=st.sampled_from([0, 50, 50])
    )
    def go_on(self, procedure: str, mode: str, screens: int) -> None:
        self.act(beginning("", procedure, keep="yes", mode=mode))
        self.walk_on(screens)

    @rule(screen=st.sampled_from(["account", "medium-otp", "pin-present"]), times=st.sampled_from([1, 4, 5, 9, 10]))
    def be_wrong(self, screen: str, times: int) -> None:
        self.act(beginning("", HOMES[screen], keep="yes", screen=screen))
        for _ in range(times):
            values = dict.fromkeys(right_inputs(self.world), "ok") | {"pin": "pin-wrong"}
            values |= {part.name: part.wrong or "ok" for part in self.world.screen.field if part.limit}
            self.act(Action("submit", self.world.at, values))

    @rule(scenario=st.sampled_from(sorted(CONTENT.scenarios)), persona=st.sampled_from(EVERYBODY))
    def play(self, scenario: str, persona: str) -> None:
        self.act(beginning(persona, scenario=scenario), anew=True)

    @rule(procedure=st.sampled_from(PROCEDURES), given=st.sampled_from(GIVENS), mode=st.sampled_from(["own", "real"]))
    def begin(self, procedure: str, given: str, mode: str) -> None:
        self.act(beginning("lee", procedure, given=given, mode=mode, fraud="yes"), anew=True)

    @precondition(lambda self: self.store.world and self.store.world.intrusion)
    @rule(number=st.integers(0, 2))
    def react(self, number: int) -> None:
        drill = self.world.intrusion
        assert drill is not None
        self.act(Action("react", self.world.at, {"reply": drill.reply[number].id}))

    @rule(days=st.sampled_from([-1, 0, 1, 30, 365, 680, 1100]))
    def travel(self, days: int) -> None:
        now = self.store.journey.standing
        assert now is not None
        if self.store.world:
            self.act(Action(LEAVE))
        self.act(Action(TRAVEL, "", {"day": (now.day + timedelta(days)).isoformat()}))

    # -- in a run ----------------------------------------------------------------------------------

    @precondition(lambda self: self.store.world)
    @rule(screens=st.sampled_from([1, 2, 3, 50, 50, 50]))
    def walk(self, screens: int) -> None:
        self.walk_on(screens)

    def walk_on(self, screens: int) -> None:
        """So many screens further, with the remedies that are offered."""
        tried = 0
        for _ in range(screens):
            world = self.world
            if world.over or tried > 2:
                return
            for action in next_action(world, tried):
                if action.kind == "submit":
                    picked = {part.name for part in self.world.screen.field if part.kind == "choice"}
                    self.typed |= {typed for name, typed in right_inputs(self.world).items() if name not in picked}
                self.act(action)
            tried = tried + 1 if self.world.here == world.here else 0

    @precondition(lambda self: self.store.world and self.store.world.screen.kind in ("pin", "new-pin", "form"))
    @rule(typed=st.sampled_from(["394857", "135790", "000000", "", "010-2345-6789", "900101-1234567", "99"]))
    def type_wrongly(self, typed: str) -> None:
        self.typed.add(typed)
        self.act(judge(self.world, dict.fromkeys(right_inputs(self.world), typed)))

    @precondition(lambda self: self.store.world)
    @rule(kind=st.sampled_from(["back", "release", "remedy", "return", "hint", "request", "wait", "answer", "confirm"]))
    def press(self, kind: str) -> None:
        self.act(Action(kind, self.world.at))

    @precondition(lambda self: self.store.world and self.store.world.screen.entry)
    @rule(number=st.integers(0, 6))
    def choose(self, number: int) -> None:
        entries = self.world.screen.entry
        self.act(Action("choose", self.world.at, {"entry": entries[number % len(entries)].id}))

    @precondition(lambda self: self.store.world)
    @rule()
    def leave(self) -> None:
        self.act(Action(LEAVE))

    # -- what always holds -------------------------------------------------------------------------

    @invariant()
    def only_one_certificate_can_be_used(self) -> None:
        now = self.store.journey.standing
        usable = [status for status in statuses(now).values() if status in ("valid", "suspended")] if now else []
        assert len(usable) <= 1

    @invariant()
    def nothing_typed_is_kept(self) -> None:
        mine = {one.values["mobile"] for one in CONTENT.personas.values()}  # picked for the call
        dump = self.store.dump()
        assert not [typed for typed in self.typed - mine if len(typed) > 4 and f'"{typed}"' in dump]

    @invariant()
    def it_can_be_taken_up_again_anywhere(self) -> None:
        other = Store(CONTENT, SEED + 1)
        assert other.restore(self.store.dump())
        assert (other.journey, other.notice) == (self.store.journey, "")


def others(registered: Mapping[str, str]) -> dict[str, str]:
    return {name: known for name, known in registered.items() if name != HERE}


TestLearning = Learning.TestCase
TestLearning.settings = settings(max_examples=30, stateful_step_count=40, deadline=None)
