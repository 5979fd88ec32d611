"""Every procedure and every scenario in the content can be walked to its end, and a new one needs no code."""

import ast
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from helpers import CHANNELS, CONTENT, EVERYBODY, ISSUE, PERSONAS, begin, edit, finish, mistakes, sensibly, step, walk
from kbguide import practice
from kbguide.content.bank import Scenario
from kbguide.content.checks import uses
from kbguide.content.conditions import Condition
from kbguide.content.loader import load
from kbguide.content.location import folder
from kbguide.practice import Action, World
from kbguide.views.chapters.practice import TRY

TEXTS = [option.id for variant in CONTENT.bank.variant if variant.key == "text" for option in variant.option]


@cache
def straight(procedure: str, channel: str, given: str, persona: str, text: str = "reply") -> World:
    """As far as somebody comes who makes no mistake."""
    world = begin(CONTENT, persona, procedure=procedure, channel=channel, given=given, text=text)
    for world in sensibly(world):  # noqa: B020  # the last one counts
        if world.problem or world.over:
            break
    return world


@cache
def fitting(procedure: str, channel: str) -> list[str]:
    """The ways to stand in which nothing is in the way of this procedure."""
    return [given for given in CONTENT.givens if not straight(procedure, channel, given, "kim").problem]


WAYS = list(product(CONTENT.procedures, CHANNELS))

# -- procedures -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("procedure", "channel"), WAYS)
def test_whoever_fits_reaches_the_end_without_a_problem(procedure: str, channel: str) -> None:
    assert fitting(procedure, channel)
    for given, persona in product(fitting(procedure, channel), PERSONAS):
        world = straight(procedure, channel, given, persona)
        turned = world.procedure.id != procedure
        assert (world.finished, world.met, world.hints) == (True, (), 0)
        assert not turned or (procedure, world.standing.at("here")) == (ISSUE.id, "valid")


@pytest.mark.parametrize(("procedure", "channel"), WAYS)
def test_whoever_does_not_fit_is_told_why_and_nothing_is_changed(procedure: str, channel: str) -> None:
    for given in set(CONTENT.givens) - set(fitting(procedure, channel)):
        world = straight(procedure, channel, given, "kim")
        assert world.problem in CONTENT.problems
        assert world.standing == world.before


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_channel_decides_the_first_screen(channel: str) -> None:
    for procedure in CONTENT.procedures.values():
        world = begin(CONTENT, procedure=procedure.id, channel=channel)
        rules = set(world.content.screens[world.at].when) - set(procedure.settled)
        assert rules <= {Condition("channel", (channel,))}


# what is in the way, by procedure and how the person stands
OBSTACLES = {
    ("login", "none"): "no-certificate",
    ("login", "elsewhere"): "not-registered",
    ("login", "own-suspended"): "cert-suspended",
    ("login", "own-revoked"): "cert-revoked",
    ("login", "own-expired"): "expired",
    ("login", "own-deleted"): "not-in-cloud",
    ("transfer", "elsewhere"): "not-registered",
    ("register", "own"): "already-here",
    ("register", "elsewhere-registered"): "already-registered",
    ("register", "elsewhere-suspended"): "cert-suspended",
    ("deregister", "own"): "own-certificate",
    ("deregister", "elsewhere"): "not-registered",
    ("revoke", "elsewhere"): "only-at-issuer",
    ("revoke", "own-revoked"): "already-revoked",
    ("suspend", "own-suspended"): "already-suspended",
    ("resume", "own"): "not-suspended",
    ("resume", "own-revoked"): "cert-revoked",
    ("resume", "elsewhere-suspended"): "only-at-issuer",
    ("renew", "own"): "renew-early",
    ("renew", "elsewhere"): "only-at-issuer",
    ("renew", "own-expired"): "expired",
    ("connect", "own-shared"): "shared-device",
    ("connect", "own-connected"): "already-connected",
    ("disconnect", "own"): "not-connected",
    ("change-pin", "none"): "no-certificate",
    ("delete", "own-deleted"): "not-in-cloud",
}


@pytest.mark.parametrize(("case", "problem"), OBSTACLES.items(), ids=" ".join)
@pytest.mark.parametrize("channel", CHANNELS)
def test_what_is_in_the_way_is_called_by_its_name(case: tuple[str, str], problem: str, channel: str) -> None:
    procedure, given = case
    assert straight(procedure, channel, given, "kim").problem == problem


# what is so afterwards: certificate, issuer, kept, registered, connected
RESULTS = {
    ("issue", "none"): "valid here yes yes no",
    ("issue", "own"): "valid here yes yes no",
    ("issue", "elsewhere"): "valid elsewhere yes yes no",  # who is asked in time registers the one there is
    ("register", "elsewhere"): "valid elsewhere yes yes no",
    ("deregister", "elsewhere-registered"): "valid elsewhere yes no no",
    ("revoke", "own"): "revoked here yes yes no",
    ("revoke", "own-suspended"): "revoked here yes yes no",
    ("suspend", "own"): "suspended here yes yes no",
    ("resume", "own-suspended"): "valid here yes yes no",
    ("renew", "own-ending"): "valid here yes yes no",
    ("delete", "own"): "valid here no yes no",
    ("connect", "own"): "valid here yes yes yes",
    ("disconnect", "own-connected"): "valid here yes yes no",
    ("change-pin", "own"): "valid here yes yes no",
    ("login", "elsewhere-registered"): "valid elsewhere yes yes no",
    ("transfer", "own"): "valid here yes yes no",
}


@pytest.mark.parametrize(
    ("case", "result"), RESULTS.items(), ids=lambda part: part if isinstance(part, str) else "-".join(part)
)
@pytest.mark.parametrize("channel", CHANNELS)
def test_what_is_so_at_the_end(case: tuple[str, str], result: str, channel: str) -> None:
    procedure, given = case
    facts = straight(procedure, channel, given, "kim").standing.facts(CONTENT.bank)
    assert " ".join(facts[name] for name in ("certificate", "issuer", "kept", "registered", "connected")) == result


def test_every_screen_is_met_by_somebody() -> None:
    met: set[tuple[str, str]] = set()
    for procedure, channel in WAYS:
        cases = [*product(fitting(procedure, channel), PERSONAS, TEXTS[:1])]
        cases += product(fitting(procedure, channel)[:1], PERSONAS[:1], TEXTS[1:])
        for case in cases:
            world = straight(procedure, channel, *case)
            met |= {(world.procedure.id, name) for name in (*world.here.trail, world.at)}
    everything = {(one.id, name) for one in CONTENT.procedures.values() for name in one.screens}
    assert met == everything
    assert set(CONTENT.screens) == {name for _, name in everything}


@pytest.mark.parametrize("act", CONTENT.bank.acts)
def test_what_can_be_done_with_a_certificate_can_be_done_with_the_pin_just_set(act: str) -> None:
    given = fitting(act, "pc")[0]
    changed = straight("change-pin", "pc", "own", "kim")
    world = begin(CONTENT, procedure=act, given=given)
    world = replace(world, standing=replace(world.standing, pin=changed.standing.pin))
    assert changed.standing.pin == "new-pin"
    assert finish(world)[0].met == ()


# -- scenarios ------------------------------------------------------------------------------------


def cases() -> Iterator[tuple[Scenario, str, str]]:
    """Each scenario with everybody on one channel, and with one person on the others, as far as it leaves that open."""
    for scenario in CONTENT.scenarios.values():
        people = [scenario.persona] if scenario.persona else EVERYBODY
        channels = [scenario.channel] if scenario.channel else CHANNELS
        yield from ((scenario, person, channels[0]) for person in people)
        yield from ((scenario, people[0], channel) for channel in channels[1:])


@pytest.mark.parametrize(
    ("scenario", "persona", "channel"), list(cases()), ids=lambda part: part.id if isinstance(part, Scenario) else part
)
def test_a_scenario_is_walked_to_its_end(scenario: Scenario, persona: str, channel: str) -> None:
    world = walk(begin(CONTENT, persona, scenario=scenario.id, channel=channel))
    assert world.over
    assert world.suspended == ()
    faults = {fault.problem for fault in scenario.fault if fault.screen in (*world.here.trail, world.at)}
    assert faults <= set(world.met)


def raised(world: World, into: frozenset[str] = frozenset()) -> set[str]:
    """Every problem met on the way from here, by mistakes on each screen too, and in the remedies for those."""
    met: set[str] = set()
    for here in (world, *sensibly(world)):
        met |= set(here.met)
        if here.call.state in ("idle", "silent", "ended") and not here.over:
            for mistake in mistakes(here):
                met |= set(mistake.met)
                if mistake.remedy and mistake.remedy.id not in into:
                    into |= {mistake.remedy.id}
                    met |= raised(step(mistake, Action("remedy", mistake.at)), into)
    return met


@pytest.mark.parametrize("scenario", CONTENT.scenarios.values(), ids=CONTENT.scenarios)
def test_what_a_scenario_promises_can_be_met_in_it(scenario: Scenario) -> None:
    person = scenario.persona or next(iter(CONTENT.personas))
    assert set(scenario.problems) <= raised(begin(CONTENT, person, scenario=scenario.id))


@cache
def met_somewhere() -> set[str]:
    """Every problem that somebody meets: by standing so that something is in the way, by mistakes, or in a scenario."""
    found = {name for way in WAYS for given in CONTENT.givens for name in straight(*way, given, "kim").met}
    for procedure in CONTENT.procedures:
        found |= raised(begin(CONTENT, procedure=procedure, given=fitting(procedure, "pc")[0]))
    for persona, text in [("lee", "code"), ("park", "reply")]:
        found |= raised(begin(CONTENT, persona, text=text, screen="route"))
    return found


def problems_named_in_code() -> set[str]:
    """Those that the practice raises by itself."""
    sources = Path(practice.__file__).parent.glob("*.py")
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sources]
    words = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return {word for word in words if word in CONTENT.problems}


def test_every_problem_that_code_or_content_can_raise_is_really_met() -> None:
    used = [(where, key, name) for where, key, name, known in uses(CONTENT) if known is CONTENT.problems]
    named = {name for where, _, name in used if where.startswith(("screens", "procedures"))}
    assert (named | problems_named_in_code()) - met_somewhere() == set()


def test_every_problem_is_met_or_led_to_or_trained() -> None:
    led_to = {name for item in CONTENT.items.values() for answer in item.answer for name in answer.problems}
    trained = {problem for scenario in CONTENT.scenarios.values() for problem in scenario.problems}
    assert set(CONTENT.problems) == met_somewhere() | led_to | trained


def test_fifteen_problems_and_more_can_be_met_when_issuing() -> None:
    assert len(raised(begin(CONTENT))) >= 15


def test_every_procedure_that_can_be_chosen_is_practised_or_offered() -> None:
    remedies = {problem.remedy for problem in CONTENT.problems.values()}
    assert set(CONTENT.procedures) == {*CONTENT.bank.acts, *(one for one in remedies if one), TRY}


# -- another bank, by content only ------------------------------------------------------------------


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content of a made-up bank that has a procedure of its own."""
    data = Path(shutil.copytree(folder("data"), tmp_path_factory.mktemp("bank") / "data"))
    shutil.copy(Path(__file__).with_name("moving-out.toml"), data / "procedures")
    names = [("village", "Village Bank"), ("neighbour", "Neighbour Bank"), ("post", "Post Office")]
    edit(data, "bank.toml", "name", to={"ko": "K", "en": "Village Bank"})
    edit(data, "bank.toml", "institution", to=[{"id": i, "name": {"ko": "K", "en": name}} for i, name in names])
    edit(data, "bank.toml", "years", to=1)
    people = (data / "personas.toml").read_text(encoding="utf-8")
    people = people.replace('issuer = "here"', 'issuer = "village"').replace('"insurance"', '"post"')
    (data / "personas.toml").write_text(people.replace('["here"', '["village"'), encoding="utf-8")
    return data


def moving(elsewhere: Path, given: str, **values: str) -> World:
    return begin(load(elsewhere), procedure="moving-out", given=given, **values)


@pytest.mark.parametrize("where", ["near", "far"])
def test_a_made_up_procedure_of_a_made_up_bank_works_without_a_line_of_code(elsewhere: Path, where: str) -> None:
    world = moving(elsewhere, "own-connected")
    assert world.content.bank.name.en == "Village Bank"
    world = step(world, Action("choose", world.at, {"entry": "everything"}))
    world = step(world, Action("submit", world.at, {"where": where}))
    assert world.at == ("moving-out-call" if where == "far" else "pin-present")
    world, _ = finish(world)
    assert (world.at, world.standing.pin, world.standing.mended) == ("moving-out-done", "new-pin", {"address"})
    places = dict(world.standing.places(world.content.bank))
    assert places == {
        "village": "none",
        "neighbour": "none",
        "post": "revoked",
        "cloud": "kept",
        "authority": "revoked",
        "computer": "no",
    }
    made = world.standing.certificate
    assert made is not None
    assert (made.end - world.standing.day).days == 700
    assert made.end.year - made.start.year == 1


def test_its_checks_turns_and_remedies_work_too(elsewhere: Path) -> None:
    for given, problem in [("none", "no-certificate"), ("own-shared", "shared-device")]:
        world = moving(elsewhere, given)
        assert step(world, Action("choose", world.at, {"entry": "everything"})).problem == problem
    world = moving(elsewhere, "own")
    assert step(world, Action("choose", world.at, {"entry": "some"})).problem == "not-done"
    turned = finish(step(world, Action("choose", world.at, {"entry": "instead"})))[0]
    assert (turned.procedure.id, turned.standing.at("village")) == ("suspend", "suspended")
    issued = walk(begin(load(elsewhere), procedure="login", given="none"))
    assert (issued.at, issued.standing.at("village")) == ("login-done", "valid")
