"""A learner's whole way: one run after another by the same person, with time between them.

Everything is folded from the actions: going back, resuming and showing others are all replaying.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256

from kbguide.content.bank import Persona, Scenario
from kbguide.content.catalogue import Content
from kbguide.content.procedure import Procedure
from kbguide.practice.answers import Said, offered
from kbguide.practice.attempts import Attempt, begin_attempt, give_up, go_on
from kbguide.practice.moves import begin_at, enter
from kbguide.practice.standing import Standing, stand
from kbguide.practice.step import misfit, step
from kbguide.practice.world import Action, Mode, Position, World

BEGIN, LEAVE, SETTLE, TRAVEL, SAY = "begin", "leave", "settle", "travel", "say"
OUTSIDE = frozenset({BEGIN, LEAVE, SETTLE, TRAVEL, SAY})  # actions that are not done on a screen
LATEST = 4000  # days after the first that one can travel to: longer than two certificates last


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
    said: Said = field(default_factory=dict)  # answers beside the practice

    @property
    def standing(self) -> Standing | None:
        """How the person stands now; None before anybody was chosen."""
        return self.world.standing if self.world else self.kept


def replay(content: Content, seed: int, actions: Iterable[Action]) -> Journey:
    """The journey after these actions."""
    journey = Journey(content, seed)
    for action in actions:
        journey = advance(journey, action)
    return journey


def advance(journey: Journey, action: Action) -> Journey:
    """The journey after one more action; one that does not fit changes nothing."""
    if action.kind == BEGIN:
        return begin(journey, action)
    if action.kind == SETTLE:
        return settle(journey, action)
    if action.kind == TRAVEL:
        return travel(journey, action)
    if action.kind == SAY:
        return say(journey, action)
    world = journey.world
    if world is None:
        return journey
    if action.kind == LEAVE:
        return replace(journey, kept=world.standing, world=None, attempts=give_up(journey.attempts))
    after = step(world, action)
    if after == world:
        return journey
    journey = replace(journey, attempts=go_on(journey.attempts, after, action))
    if not after.over:
        return replace(journey, world=after)
    finished = added(journey.finished, after.scenario.id if after.scenario else None)
    passed = added(journey.passed, None if after.stopped else after.procedure.id)
    return replace(journey, world=after, finished=finished, passed=passed)


def added(known: tuple[str, ...], name: str | None) -> tuple[str, ...]:
    """The names with one more, unless it is among them or there is none."""
    return known if name is None or name in known else (*known, name)


def unfit(journey: Journey, action: Action) -> str | None:
    """Why an action changes nothing now, or None: "nobody", "gone", "backwards", or what `misfit` says of a screen."""
    if action.kind in (BEGIN, SETTLE, SAY):
        return None if advance(journey, action) is not journey else "gone"
    if action.kind == TRAVEL:
        day, now = day_of(action), journey.standing
        if day is None or now is None or journey.world:
            return "nobody" if now is None else "elsewhere"
        latest = journey.content.bank.day + timedelta(LATEST)
        return "backwards" if day < now.day else "elsewhere" if day > latest else None
    if journey.world is None:
        return "nobody"
    return None if action.kind == LEAVE else misfit(journey.world, action)


def say(journey: Journey, action: Action) -> Journey:
    """Answer a question beside the practice (`at` names it); the same answer twice in a row counts once."""
    answer, before = action.values.get("answer", ""), journey.said.get(action.at, ())
    if answer not in offered(journey.content, action.at):
        return journey
    return replace(journey, said={**journey.said, action.at: before if before[-1:] == (answer,) else (*before, answer)})


def settle(journey: Journey, action: Action) -> Journey:
    """Choose a person, how that person stands (`persona`, `given`) and the ways to go, without beginning anything."""
    persona = journey.content.personas.get(action.values.get("persona", ""))
    if persona is None:
        return journey
    kept = standing_of(journey, persona, action.values.get("given", ""))
    picks = picked(journey.content, None, action.values, "")
    journey = replace(journey, runs=journey.runs + 1, attempts=give_up(journey.attempts))
    return replace(journey, persona=persona, picks=picks, kept=kept, world=None)


def standing_of(journey: Journey, persona: Persona, given: str) -> Standing:
    """The standing that this person begins with."""
    source = sha256(f"{journey.seed}/{journey.runs}/given".encode()).digest()
    digits = f"{int.from_bytes(source[:4], 'big') % 90_000_000 + 10_000_000}"
    return stand(
        journey.content, journey.content.givens.get(given), persona.values["name"], f"{digits[:4]}-{digits[4:]}"
    )


def travel(journey: Journey, action: Action) -> Journey:
    """On to a later day of the practice calendar, between two runs."""
    if unfit(journey, action) or journey.kept is None:
        return journey
    return replace(journey, kept=replace(journey.kept, day=day_of(action) or journey.kept.day))


def day_of(action: Action) -> date | None:
    """The day that an action names, or None."""
    try:
        return date.fromisoformat(action.values.get("day", ""))
    except ValueError:
        return None


def begin(journey: Journey, action: Action) -> Journey:
    """A new run. `values` name procedure, persona, mode and picks; or a scenario; `keep` goes on as the same person.

    Nothing changes when procedure or persona no longer exist; whatever else is unknown falls back to the usual.
    """
    content, values = journey.content, action.values
    scenario = drawn(journey, action) or content.scenarios.get(values.get("scenario", ""))
    procedure = content.procedures.get(scenario.procedure if scenario else values.get("procedure", ""))
    keep = values.get("keep") == "yes" and journey.standing is not None and scenario is None
    name = scenario.persona if scenario and scenario.persona else values.get("persona", "")
    persona = journey.persona if keep else content.personas.get(name)
    if procedure is None or persona is None:
        return journey
    given = scenario.given if scenario and scenario.given else values.get("given", "")
    standing = journey.standing if keep else None
    standing = standing or standing_of(journey, persona, given)
    mode: Mode = "real" if values.get("mode") == "real" else "own" if values.get("mode") == "own" else "guided"
    at = "" if mode == "real" else (scenario.screen if scenario else None) or values.get("screen", "")
    picks = picked(content, scenario, {**journey.picks, **values} if keep else values, at)
    world = World(
        content, persona, journey.seed + journey.runs, mode, Position(procedure, ""), standing, standing, picks,
        scenario=scenario,
        fraud=intruder(journey, procedure) if mode == "real" and values.get("fraud") == "yes" else "",
    )  # fmt: skip
    world = lead_in(world, procedure, at)
    attempts = begin_attempt(journey.attempts, world)
    runs = journey.runs + 1
    return replace(
        journey, runs=runs, persona=persona, picks=picks, kept=standing, world=world, managing=keep, attempts=attempts
    )


def intruder(journey: Journey, procedure: Procedure) -> str:
    """The fraud that comes in the middle of this run, drawn by the learner's seed from those that can; "" for none."""
    able = intruders(journey.content, procedure.id)
    draw = sha256(f"{journey.seed}/{journey.runs}/fraud".encode()).digest()
    return able[int.from_bytes(draw[:8], "big") % len(able)] if able else ""


def drawn(journey: Journey, action: Action) -> Scenario | None:
    """For real: the one problem of this run, drawn by the learner's seed from the scenarios that were chosen."""
    if action.values.get("mode") != "real":
        return None
    content, named = journey.content, action.values.get("scenarios", "").split()
    able = [one for one in content.scenarios.values() if one.can_be_drawn]
    chosen = [one for one in able if one.id in named]
    if action.values.get("fraud") == "yes":  # rather one in which a fraud can come, too
        able = [one for one in able if intruders(content, one.procedure) and not any(fault.stop for fault in one.fault)]
        chosen = [one for one in chosen if one in able] or chosen
    chosen = chosen or able
    draw = sha256(f"{journey.seed}/{journey.runs}/draw".encode()).digest()
    return chosen[int.from_bytes(draw[:8], "big") % len(chosen)] if chosen else None


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
