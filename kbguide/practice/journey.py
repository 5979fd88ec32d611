"""A learner's whole way: one run after another by the same person, with time between them.

Everything is folded from the actions: going back, resuming and showing others are all replaying.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import get_args

from kbguide.content.bank import Persona, Scenario
from kbguide.content.catalogue import Content
from kbguide.content.procedure import Procedure
from kbguide.practice.actions import BEGIN, EARLIER, LEAVE, ROUND, SAY, SETTLE, TRAVEL, Action, Refusal
from kbguide.practice.answers import Said, offered
from kbguide.practice.attempts import Attempt, begin_attempt, give_up, go_on
from kbguide.practice.drills import another, of_drills, order, tally
from kbguide.practice.earlier import earlier
from kbguide.practice.moves import begin_at, enter
from kbguide.practice.pseudorandom import draw, serial
from kbguide.practice.standing import Standing, make_standing
from kbguide.practice.step import step
from kbguide.practice.world import Mode, Position, World

MOST_ANSWERS = 20  # to one question; the last one is always kept
LATEST = 4000  # days after the first that one can travel to: longer than two certificates last
MODES: dict[str, Mode] = {mode: mode for mode in get_args(Mode)}


@dataclass(frozen=True)
class Journey:
    """Who practises, how that person stands, and the run that is going on, if any."""

    content: Content = field(repr=False, compare=False)
    seed: int
    runs: int = 0  # each one brings new numbers
    persona: Persona | None = field(default=None, repr=False)
    picks: Mapping[str, str] = field(default_factory=dict)  # the ways chosen last, as for the channel
    kept: Standing | None = None  # between runs
    world: World | None = None
    managing: bool = False  # the run goes on with the certificate that was there, it is no new beginning
    finished: tuple[str, ...] = ()  # ids of the scenarios played to their end, oldest first
    passed: tuple[str, ...] = ()  # ids of the procedures gone through to their end, oldest first
    attempts: tuple[Attempt, ...] = ()  # every run, oldest first
    said: Said = field(default_factory=dict)  # answers beside the practice; to drills, those of this round
    rounds: tuple[Said, ...] = ()  # what was answered in the rounds of drills before it

    def answer(self, question: str) -> str:
        """The last answer to a question beside the practice; "" as long as there is none."""
        return self.said.get(question, ("",))[-1]

    @cached_property
    def drills(self) -> list[str]:
        """The drills of this round, in their order."""
        return order(self.content, self.seed, self.rounds, self.said)

    @cached_property
    def drilled(self) -> tuple[int, int, int]:
        """How it went in the latest round; see `answered`."""
        return tally(self.content, self.seed, (*self.rounds, of_drills(self.said)))

    @property
    def standing(self) -> Standing | None:
        """How the person stands now; None before anybody was chosen."""
        return self.world.standing if self.world else self.kept


def replay(content: Content, seed: int, actions: Iterable[Action]) -> Journey:
    """The journey after these actions; those that are refused change nothing."""
    journey = Journey(content, seed)
    for action in actions:
        after = attempt(journey, action)
        if not isinstance(after, Refusal):
            journey = after
    return journey


def attempt(journey: Journey, action: Action) -> Journey | Refusal:
    """The journey after one more action, or why that does not fit here and now. Never raises.

    From an action that fits, but from which nothing follows, comes this very `journey`: there is nothing to keep.
    """
    return HANDLERS.get(action.kind, on_screen)(journey, action)


def on_screen(journey: Journey, action: Action) -> Journey | Refusal:
    """Do something on the present screen; the attempt is kept up, and what is reached with it is remembered."""
    if journey.world is None:
        return Refusal("nobody")
    world = step(journey.world, action)
    if isinstance(world, Refusal):
        return world
    if world == journey.world:
        return journey
    journey = replace(journey, world=world, attempts=go_on(journey.attempts, world, action))
    if not world.over:
        return journey
    finished = added(journey.finished, world.scenario.id if world.scenario else None)
    passed = added(journey.passed, None if world.stopped else world.procedure.id)
    return replace(journey, finished=finished, passed=passed)


def added(known: tuple[str, ...], name: str | None) -> tuple[str, ...]:
    """The names with one more, unless it is among them or there is none."""
    return known if name is None or name in known else (*known, name)


def leave(journey: Journey, _: Action) -> Journey | Refusal:
    """Give up the run, or close it when it is over; the person stands as in it."""
    if journey.world is None:
        return Refusal("nobody")
    return replace(journey, kept=journey.standing, world=None, attempts=give_up(journey.attempts))


def say(journey: Journey, action: Action) -> Journey | Refusal:
    """Answer a question beside the practice (`at` names it); the same answer twice in a row counts once."""
    answer = action.values.get("answer", "")
    if answer not in offered(journey.content, action.at):
        return Refusal("gone")
    before = journey.said.get(action.at, ())
    answers = before if before[-1:] == (answer,) else (*before[: MOST_ANSWERS - 1], answer)
    return replace(journey, said={**journey.said, action.at: answers})


def settle(journey: Journey, action: Action) -> Journey | Refusal:
    """Choose a person, how that person stands (`persona`, `given`) and the ways to go, without beginning anything."""
    persona = journey.content.personas.get(action.values.get("persona", ""))
    if persona is None:
        return Refusal("gone")
    standing = standing_of(journey, persona, action.values)
    picks = picked(journey.content, None, action.values, "")
    journey = replace(journey, runs=journey.runs + 1, attempts=give_up(journey.attempts))
    return replace(journey, persona=persona, picks=picks, kept=standing, world=None, managing=False)


def standing_of(journey: Journey, persona: Persona, values: Mapping[str, str]) -> Standing:
    """The standing that this person begins with."""
    given = journey.content.givens.get(values.get("given", ""))
    number = serial(f"{journey.seed}/given", journey.runs)
    return make_standing(journey.content, given, persona.values["name"], number)


def travel(journey: Journey, action: Action) -> Journey | Refusal:
    """On to a later day of the practice calendar, between two runs; one that is over is closed with it."""
    if journey.world and not journey.world.over:
        return Refusal("running")
    standing = journey.standing
    if standing is None:
        return Refusal("nobody")
    try:
        day = date.fromisoformat(action.values.get("day", ""))
    except ValueError:
        return Refusal("elsewhere")
    if day < standing.day:
        return Refusal("backwards")
    if day > journey.content.bank.day + timedelta(LATEST):
        return Refusal("elsewhere")
    return replace(journey, kept=replace(standing, day=day), world=None)


def begin(journey: Journey, action: Action) -> Journey | Refusal:
    """A new run. `values` name procedure, persona, mode and picks; or a scenario; `keep` goes on as the same person.

    It is refused when procedure or persona no longer exist; whatever else is unknown falls back to the usual.
    """
    content = journey.content
    scenario = drawn(journey, action.values) or content.scenarios.get(action.values.get("scenario", ""))
    values = {**action.values, **decided_by(scenario)}
    managing = values.get("keep") == "yes" and journey.standing is not None and scenario is None
    procedure = content.procedures.get(values.get("procedure", ""))
    persona = journey.persona if managing else content.personas.get(values.get("persona", ""))
    if procedure is None or persona is None:
        return Refusal("gone")
    standing = (journey.standing if managing else None) or standing_of(journey, persona, values)
    mode = MODES.get(values.get("mode", ""), "guided")
    at = "" if mode == "real" else values.get("screen", "")
    picks = picked(content, scenario, {**journey.picks, **values} if managing else values, at)
    fraud = intruder(journey, procedure) if mode == "real" and values.get("fraud") == "yes" else ""
    world = World(
        content=content, persona=persona, seed=journey.seed + journey.runs, mode=mode, here=Position(procedure, ""),
        standing=standing, before=standing, scenario=scenario, fraud=fraud,
        picks=picks | {rule.key: rule.values[0] for rule in procedure.settled},
    )  # fmt: skip
    world = lead_in(world, procedure, at)
    journey = replace(journey, runs=journey.runs + 1, attempts=begin_attempt(journey.attempts, world))
    return replace(journey, persona=persona, picks=picks, kept=standing, world=world, managing=managing)


def decided_by(scenario: Scenario | None) -> dict[str, str]:
    """What a scenario does not leave to the learner."""
    names = ("procedure", "persona", "given", "screen") if scenario else ()
    return {name: value for name in names if (value := getattr(scenario, name))}


def intruder(journey: Journey, procedure: Procedure) -> str:
    """The fraud that comes in the middle of this run, drawn by the learner's seed from those that can; "" for none."""
    able = intruders(journey.content, procedure.id)
    return able[draw(f"{journey.seed}/{journey.runs}/fraud", len(able))] if able else ""


def drawn(journey: Journey, values: Mapping[str, str]) -> Scenario | None:
    """For real: the one problem of this run, drawn by the learner's seed from the scenarios that were chosen."""
    if values.get("mode") != "real":
        return None
    content = journey.content
    named = values.get("scenarios", "").split()
    able = [one for one in content.scenarios.values() if one.can_be_drawn]
    chosen = [one for one in able if one.id in named]
    if values.get("fraud") == "yes":  # rather one in which a fraud can come, too
        able = [one for one in able if intruders(content, one.procedure) and not any(fault.stop for fault in one.fault)]
        chosen = [one for one in chosen if one in able] or chosen
    chosen = chosen or able
    return chosen[draw(f"{journey.seed}/{journey.runs}/draw", len(chosen))] if chosen else None


def intruders(content: Content, procedure: str) -> list[str]:
    """The frauds that can come in the middle of a procedure."""
    screens = set(content.procedures[procedure].screens)
    return [one.id for one in content.drills.values() if screens & set(one.during)]


def picked(content: Content, scenario: Scenario | None, values: Mapping[str, str], at: str) -> dict[str, str]:
    """One option of each variant: the one that screen `at` is for, the scenario's, the chosen one, or the first."""
    wanted = dict(values)
    if scenario and scenario.channel:
        wanted["channel"] = scenario.channel
    if at in content.screens:
        wanted |= {rule.key: rule.kept(wanted) for rule in content.screens[at].when}
    offers = {variant.key: [option.id for option in variant.option] for variant in content.bank.variant}
    return {key: wanted[key] if wanted.get(key) in ids else ids[0] for key, ids in offers.items()}


def lead_in(world: World, procedure: Procedure, at: str) -> World:
    """Stand on the first screen, or in the middle: then what came before was chosen as the persona would choose."""
    if at not in procedure.screens or world.content.screens[at].kind == "done":
        return begin_at(world, procedure)
    picks = dict(world.picks)
    for name in procedure.screens[: procedure.screens.index(at)]:
        for part in world.content.screens[name].field:
            if part.kind == "choice" and part.expects:
                picks.setdefault(part.name, world.persona.values[part.expects])
    picks.setdefault("phone", next((phone.number for phone in world.phones if phone.mine), ""))
    return enter(replace(world, picks=picks), Position(procedure, at))


HANDLERS = {EARLIER: earlier, BEGIN: begin, LEAVE: leave, SETTLE: settle, TRAVEL: travel, SAY: say, ROUND: another}
