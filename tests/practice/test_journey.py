"""One run after another by the same person; the same actions give the same journey, whenever and wherever."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from helpers import (
    CONTENT,
    EVERYBODY,
    PERSONAS,
    SEED,
    at,
    begin,
    beginning,
    do,
    finish,
    follow,
    given_for,
    journey_of,
    lock,
    mistakes,
    next_action,
    pass_screen,
    sensibly,
    type_in,
    walk,
)
from kbguide.content.bank import Bank, Fault, Given
from kbguide.content.catalogue import Content
from kbguide.content.conditions import Condition
from kbguide.practice import BEGIN, LEAVE, SETTLE, TRAVEL, Action, Journey, Refusal, Standing, World, attempt, replay

DAY = CONTENT.bank.day
EMPTY = Journey(CONTENT, SEED)
LEAVING = Action(LEAVE)


def settling(persona: str = "kim", **values: str) -> Action:
    return Action(SETTLE, "", {"persona": persona, **values})


def travelling(days: int) -> Action:
    return Action(TRAVEL, "", {"day": (DAY + timedelta(days)).isoformat()})


def world_of(*actions: Action, seed: int = SEED) -> World:
    world = journey_of(*actions, seed=seed).world
    assert world is not None
    return world


def standing_of(journey: Journey) -> Standing:
    assert journey.standing is not None
    return journey.standing


# -- replaying ------------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("text", ["reply", "code"])
def test_a_replayed_way_ends_in_the_same_world(persona: str, text: str) -> None:
    walked, actions = finish(begin(CONTENT, persona, text=text))
    assert world_of(beginning(persona, text=text), *actions) == walked


@pytest.mark.parametrize("scenario", ["account-locked", "not-registered", "elsewhere", "nine-tries", "old-number"])
def test_replaying_comes_to_the_same_as_going_on_after_every_step(scenario: str) -> None:
    done = [beginning(scenario=scenario)]
    journey, tried = journey_of(*done), 0
    while journey.world and not journey.world.over:
        here = journey.world.here
        if journey.world.at in ("account", "pin-present") and not journey.world.locked and len(done) < 20:
            actions = [
                Action("submit", journey.world.at, {"account-password": "account-password-wrong", "pin": "pin-wrong"})
            ]
        else:
            actions = next_action(journey.world, tried)
        for action in actions:
            following = attempt(journey, action)
            assert isinstance(following, Journey)
            journey = following
            done.append(action)
            assert journey_of(*done) == journey
        assert journey.world is not None
        tried = tried + 1 if journey.world.here == here else 0
    assert journey.finished == (scenario,)


def test_seeds_differ_in_the_numbers_only() -> None:
    one, other = (world_of(beginning(screen="medium-otp"), seed=SEED + more) for more in (0, 1))
    assert one.expected("otp") != other.expected("otp")
    assert replace(other, seed=one.seed) == one


@pytest.mark.parametrize("screen", ["front", "ars", "account", "new-pin", "pin-present", "reissue"])
def test_stepping_leaves_the_earlier_world_as_it_was(screen: str) -> None:
    before, copy = at(screen, given="own"), at(screen, given="own")
    list(mistakes(before))
    list(sensibly(before))
    assert before == copy


def test_old_actions_that_fit_nowhere_any_more_change_nothing() -> None:
    journey = journey_of(beginning())
    for odd in (Action("choose", "front", {"entry": "gone"}), Action("submit", "gone", {"x": "ok"}), Action("gone")):
        assert follow(journey, odd) is journey


# -- beginning and leaving ------------------------------------------------------------------------


def test_no_beginning_no_world() -> None:
    assert journey_of() == EMPTY
    for action in (Action("choose", "front", {"entry": "centre"}), Action("back"), LEAVING, travelling(3)):
        assert attempt(EMPTY, action) == Refusal("nobody")


@pytest.mark.parametrize(
    "values", [{}, {"procedure": "issue"}, {"procedure": "issue", "persona": "nobody"}, {"persona": "kim"}]
)
def test_a_beginning_that_names_nobody_is_no_beginning(values: dict[str, str]) -> None:
    assert attempt(EMPTY, Action(BEGIN, "", values)) == Refusal("gone")


def test_who_leaves_has_no_world_and_stands_as_before() -> None:
    walked, actions = finish(begin(CONTENT))
    left = journey_of(beginning(), *actions, LEAVING)
    assert (left.world, left.kept, left.persona) == (None, walked.standing, walked.persona)
    assert attempt(left, Action("hint")) == Refusal("nobody")


def test_a_beginning_in_the_middle_of_a_run_puts_it_aside() -> None:
    on = Action("choose", "front", {"entry": "centre"})
    assert world_of(beginning(), on, beginning("lee")).at == "front"
    assert world_of(beginning(), on, beginning("lee"), on).persona.id == "lee"


def test_beginning_again_brings_new_numbers() -> None:
    first, second = world_of(beginning(screen="medium-otp")), world_of(beginning(), beginning(screen="medium-otp"))
    assert first.expected("otp") != second.expected("otp")


def test_a_variant_that_does_not_exist_falls_back_to_the_first() -> None:
    assert world_of(beginning(text="by-pigeon")) == world_of(beginning(text="reply")) == world_of(beginning())


def test_a_given_that_does_not_exist_is_nobodys_certificate() -> None:
    assert world_of(beginning(given="gone")) == world_of(beginning(given="none")) == world_of(beginning())


@pytest.mark.parametrize(
    ("persona", "screen", "picks"),
    [
        ("kim", "front", {"channel": "pc", "text": "reply"}),
        ("kim", "app-all", {"channel": "app", "text": "reply"}),
        ("kim", "text-code", {"text": "code"}),
        ("kim", "account", {"route": "ars", "phone": "010-0000-1234"}),
        ("lee", "contact", {"route": "ars", "phone": "010-0000-5678", "medium": "otp"}),
        ("park", "medium-phone", {"route": "abroad", "medium": "phone"}),
    ],
)
def test_who_begins_in_the_middle_has_chosen_what_the_person_would(
    persona: str, screen: str, picks: dict[str, str]
) -> None:
    assert picks.items() <= world_of(beginning(persona, screen=screen)).picks.items()


# -- the same person goes on ----------------------------------------------------------------------


def test_settling_chooses_a_person_and_begins_nothing() -> None:
    journey = journey_of(settling(given="elsewhere", channel="app"))
    assert (journey.world, journey.persona, journey.picks["channel"]) == (None, CONTENT.personas["kim"], "app")
    assert standing_of(journey).facts(CONTENT.bank)["issuer"] == "elsewhere"
    assert attempt(journey, settling("nobody")) == Refusal("gone")


def test_who_keeps_on_stands_as_they_stood_and_goes_the_same_way() -> None:
    journey = journey_of(settling("lee", given="elsewhere", channel="app"))
    for procedure in ("register", "login"):
        journey = follow(journey, beginning("kim", procedure, keep="yes", given="none"))
        assert journey.world is not None
        assert (journey.world.persona.id, journey.world.picks["channel"], journey.managing) == ("lee", "app", True)
        journey = follow(journey, *finish(journey.world)[1])
        assert standing_of(journey).facts(CONTENT.bank)["registered"] == "yes"
    assert [one.issuer for one in standing_of(journey).certificates] == ["neighbour"]
    fresh = follow(journey, beginning("lee", given="none"))
    assert (standing_of(fresh).certificates, fresh.managing) == ((), False)


def test_nobody_can_be_kept_before_anybody_was_chosen() -> None:
    assert attempt(EMPTY, beginning("nobody", keep="yes")) == Refusal("gone")
    assert not journey_of(beginning(keep="yes")).managing


def test_a_run_remembers_how_the_person_stood_when_it_began() -> None:
    journey = journey_of(settling(given="own"), beginning(procedure="revoke", keep="yes"))
    assert journey.world is not None
    walked, _ = finish(journey.world)
    assert walked.before == journey.kept == journey.world.standing
    assert (walked.before.status, walked.standing.status) == ("valid", "revoked")


def test_time_passes_between_runs_and_only_forwards() -> None:
    settled = journey_of(settling(given="own-ending"))
    journey = follow(settled, travelling(20))
    assert [standing_of(one).status for one in (settled, journey, follow(journey, travelling(21)))] == [
        "valid",
        "valid",
        "expired",
    ]
    assert attempt(journey, travelling(20)) == journey
    refused = [(travelling(19), "backwards"), (travelling(4001), "elsewhere"), (Action(TRAVEL), "elsewhere")]
    for action, why in refused:
        assert attempt(journey, action) == Refusal(why)
    assert standing_of(follow(journey, travelling(4000))).day == DAY + timedelta(4000)


@pytest.mark.parametrize("day", ["", "tomorrow", "2026-13-01", "2027-02-29", "99999-01-01"])
def test_a_day_that_is_no_day_is_not_travelled_to(day: str) -> None:
    journey = journey_of(settling())
    assert attempt(journey, Action(TRAVEL, "", {"day": day})) == Refusal("elsewhere")


def test_nobody_travels_in_the_middle_of_a_run() -> None:
    journey = journey_of(beginning(given="own"))
    assert attempt(journey, travelling(3)) == Refusal("running")
    assert standing_of(follow(journey, LEAVING, travelling(3))).day == DAY + timedelta(3)


def test_what_is_begun_later_begins_on_the_later_day() -> None:
    journey = journey_of(settling(given="none"), travelling(400), beginning(keep="yes", screen="new-pin"))
    assert journey.world is not None
    made = finish(journey.world)[0].standing.certificate
    assert made is not None
    assert (made.start, made.end) == (date(2027, 4, 6), date(2030, 4, 6))


@pytest.mark.parametrize("seed", range(3))
def test_a_certificate_given_has_a_serial_of_its_own_each_time(seed: int) -> None:
    journeys = [journey_of(*[settling(given="own")] * times, seed=seed) for times in range(1, 5)]
    made = [standing_of(one).certificate for one in journeys]
    assert len({one.serial for one in made if one}) == 4


# -- for real -------------------------------------------------------------------------------------

DRAWN = [scenario.id for scenario in CONTENT.scenarios.values() if scenario.can_be_drawn]


def real(*scenarios: str, **values: str) -> Action:
    return beginning(mode="real", scenarios=" ".join(scenarios), **values)


def drawn(action: Action, seed: int) -> str:
    scenario = world_of(action, seed=seed).scenario
    assert scenario is not None
    return scenario.id


def test_for_real_one_of_the_chosen_problems_is_drawn_by_the_seed_alone() -> None:
    chosen = tuple(DRAWN[:4])
    found = [drawn(real(*chosen), seed) for seed in range(40)]
    assert set(found) == set(chosen)
    assert found == [drawn(real(*reversed(chosen), screen="terms", channel="app", given="own"), s) for s in range(40)]
    assert found == [drawn(real(*chosen, "gone"), seed) for seed in range(40)]


@pytest.mark.parametrize("chosen", [(), ("gone",), ("menu",)])
def test_who_chose_nothing_that_can_be_drawn_may_meet_anything(chosen: tuple[str, ...]) -> None:
    found = {drawn(real(*chosen), seed) for seed in range(60)}
    assert len(found) > 10
    assert found <= set(DRAWN)


def test_each_run_is_drawn_anew() -> None:
    chosen = DRAWN[:4]
    runs = [world_of(*[real(*chosen)] * times).scenario for times in range(1, 20)]
    assert {one.id for one in runs if one} == set(chosen)


@pytest.mark.parametrize("scenario", DRAWN)
def test_a_drawn_problem_is_met_from_the_beginning_on(scenario: str) -> None:
    world = world_of(real(scenario, screen="terms"))
    assert world.scenario is not None
    assert (world.scenario.id, world.mode, world.here.trail) == (scenario, "real", ())
    assert world.at in ("front", "app-front")
    assert walk(world).over
    assert do(world, "hint") == do(world, "mode", mode="guided") == world


# -- scenarios ------------------------------------------------------------------------------------

MADE_UP = CONTENT.scenarios["menu"]


def playing(*faults: Fault, **changes: object) -> Content:
    """The content with one scenario more, "made-up"; of issuing from the front, unless something else is said."""
    usual = {"procedure": "issue", "screen": None, "end": None, "persona": None, "channel": None, "given": None}
    scenario = replace(MADE_UP, id="made-up", fault=faults, **{**usual, **changes})  # type: ignore[arg-type]  # its fields
    return replace(CONTENT, scenarios={**CONTENT.scenarios, "made-up": scenario})


def played(content: Content, **values: str) -> World:
    return begin(content, scenario="made-up", **values)


def test_a_scenario_played_to_its_end_is_finished_once() -> None:
    content = playing(procedure="other-browser")
    way = [beginning(scenario="made-up"), *finish(played(content))[1]]
    assert replay(content, SEED, way[:-1]).finished == ()
    assert replay(content, SEED, way).finished == ("made-up",)
    assert replay(content, SEED, [*way, *way, LEAVING]).finished == ("made-up",)
    assert replay(content, SEED, [way[0], LEAVING]).finished == ()


def test_a_procedure_gone_through_is_remembered_after_leaving() -> None:
    journey = journey_of(beginning())
    assert journey.world is not None
    _, actions = finish(journey.world)
    for action in (*actions, Action(LEAVE)):
        assert journey.passed == (("issue",) if journey.world and journey.world.over else ())
        journey = follow(journey, action)
    assert (journey.world, journey.passed) == (None, ("issue",))


def test_a_scenario_decides_who_how_and_where() -> None:
    content = playing(persona="han", procedure="issue", screen="ars", channel="app", given="elsewhere")
    world = played(content, procedure="login", given="own", keep="yes", channel="pc", screen="terms")
    assert (world.persona.id, world.procedure.id, world.at, world.picks["channel"]) == ("han", "issue", "ars", "app")
    assert world.holds((Condition.parse("issuer=elsewhere"),))


def test_what_a_scenario_leaves_open_is_for_the_learner_to_choose() -> None:
    world = begin(playing(), "lee", scenario="made-up", given="own", channel="app", screen="terms")
    assert (world.persona.id, world.at, world.picks["channel"], world.standing.status) == (
        "lee",
        "terms",
        "app",
        "valid",
    )


def test_a_fault_happens_as_often_as_it_says() -> None:
    content = playing(Fault("ars", "request", "call-silent", times=2), screen="ars")
    world = played(content)
    for count in (1, 2):
        world = pass_screen(world)[0]
        assert (world.problem, world.call.state, dict(world.happened)) == ("call-silent", "silent", {0: count})
    passed = pass_screen(world)[0]
    assert (passed.problem, passed.at, dict(passed.happened)) == (None, "account", {0: 2})
    again = do(passed, "back")
    assert (again.at, pass_screen(again)[0].at) == ("ars", "account")


def test_two_faults_on_one_screen_happen_one_after_the_other() -> None:
    faults = [Fault("contact", "submit", problem, times=1) for problem in ("popup-blocked", "window-twice")]
    world = played(playing(*faults, screen="contact"))
    met = []
    while world.at == "contact":
        world = pass_screen(world)[0]
        met.append(world.problem)
    assert met == ["popup-blocked", "window-twice", None]


def test_a_fault_happens_until_it_is_mended() -> None:
    world = played(playing(Fault("contact", "submit", "browser-unsupported", mended="browser"), screen="contact"))
    for _ in range(3):
        world = pass_screen(world)[0]
        assert (world.at, world.problem) == ("contact", "browser-unsupported")
    remedy, _ = finish(do(world, "remedy"))
    assert (remedy.procedure.id, remedy.over, remedy.standing.mended) == ("other-browser", False, {"browser"})
    back = do(remedy, "return")
    assert (back.at, pass_screen(back)[0].at) == ("contact", "cloud")


def test_a_fault_on_arrival_does_not_keep_anybody() -> None:
    world = pass_screen(played(playing(Fault("identity", "arrive", "id-unknown"), screen="terms")))[0]
    assert (world.at, world.problem) == ("identity", "id-unknown")
    assert pass_screen(world)[0].at == "route"


@pytest.mark.parametrize("on", ["request", "submit", "arrive"])
def test_where_a_scenario_stops_nothing_more_can_be_done(on: str) -> None:
    content = playing(Fault("ars", on, "no-account", stop=True), screen="route")  # type: ignore[arg-type]  # one of them
    journey, world = replay(content, SEED, [beginning(scenario="made-up")]), played(content)
    while not world.over:
        world, actions = pass_screen(world)
        for action in actions:
            journey = follow(journey, action)
    assert (world.stopped, world.finished, world.at, world.problem) == (True, False, "ars", "no-account")
    for kind in ("request", "confirm", "back", "remedy", "release"):
        assert do(world, kind) == world
    assert (journey.world, journey.finished) == (world, ("made-up",))
    assert attempt(journey, Action("confirm", "ars")) == Refusal("over")


def test_a_scenario_may_end_at_a_screen_but_not_for_real() -> None:
    content = playing(screen="identity", end="route")
    world, _ = pass_screen(played(content))
    assert (world.at, world.stopped, world.over, world.problem) == ("route", True, True, None)
    drawn_too = replace(content.scenarios["made-up"], fault=(Fault("route", "submit", "not-abroad", times=1),))
    content = replace(content, scenarios={"made-up": drawn_too})
    assert walk(begin(content, mode="real")).finished


# -- remedies, and turning to something else --------------------------------------------------------


def locked_account() -> World:
    world = at("account")
    return lock(world, next(part for part in world.screen.field if part.limit))


def test_a_remedy_comes_back_to_the_same_screen_and_what_it_did_stays_done() -> None:
    locked = locked_account()
    away = do(locked, "remedy")
    assert (away.procedure.id, away.suspended, away.here.trail) == ("unlock-account", (locked.here,), ())
    done, _ = finish(away)
    assert (done.finished, done.over, done.remedy) == (True, False, None)
    back = do(done, "return")
    assert (back.here, back.suspended, back.standing.wrong_tries, back.problem) == (locked.here, (), {}, None)
    assert type_in(back).at == "medium-card"


def test_who_goes_back_from_a_remedy_finds_everything_as_it_was() -> None:
    locked = locked_account()
    away = do(locked, "remedy")
    one_on = pass_screen(away)[0]
    assert do(one_on, "back") == away
    back = do(away, "back")
    assert (back.here, back.standing, back.locked) == (locked.here, locked.standing, "account-password-locked")
    assert do(away, "return") == away


def test_a_remedy_may_need_a_remedy_itself_but_never_the_one_that_is_being_done() -> None:
    world = do(type_in(at("cloud-open", "han", given="none")), "back")
    world = type_in(at("cloud-open", "han", given="none"))
    assert (world.problem, world.remedy and world.remedy.id) == ("no-certificate", "issue")
    world = do(world, "remedy")
    while world.at != "ars":
        world = pass_screen(world)[0]
    world = do(pass_screen(world)[0], "remedy")
    assert [place.at for place in world.suspended] == ["cloud-open", "ars"]
    assert world.procedure.id == "change-phone"
    assert len(walk(world).suspended) == 0
    issuing = do(do(at("pin-present", "kim", given="own-revoked"), "remedy"), "remedy")
    assert issuing.remedy is None


def test_without_a_problem_there_is_no_remedy() -> None:
    for world in (at("account"), at("pin-present", given="own")):
        assert world.remedy is None
        assert do(world, "remedy") == world


def test_a_turn_begins_something_else_and_keeps_how_one_stands() -> None:
    asked = at("reissue", given="elsewhere")
    turned = do(asked, "choose", entry="register")
    assert (turned.procedure.id, turned.at, turned.suspended) == ("register", "front", ())
    assert (turned.standing, turned.before) == (asked.standing, asked.before)
    done, _ = finish(turned)
    assert (done.over, done.standing.at("here"), len(done.standing.certificates)) == (True, "valid", 1)


@pytest.mark.parametrize("persona", EVERYBODY)
def test_everybody_is_helped_by_the_remedies(persona: str) -> None:
    for scenario in ("deleted", "expired", "no-certificate", "suspended", "not-registered", "forgotten-pin"):
        world = walk(world_of(beginning(persona, scenario=scenario)))
        assert (world.at, world.suspended, world.standing.status) == ("login-done", (), "valid")


def test_a_run_in_the_middle_can_be_left_from_a_remedy() -> None:
    world = locked_account()
    done, _ = finish(do(world, "remedy"))
    actions = [beginning(screen="account")]
    actions += [
        Action("submit", "account", {"account": "000-00-0000-001", "account-password": "account-password-wrong"})
    ] * 5
    journey = journey_of(*actions, Action("remedy", "account"), LEAVING)
    assert journey.world is None
    assert standing_of(journey).wrong_tries == {"account-password": 5}
    assert done.standing.wrong_tries == {}


def test_a_person_is_described_by_what_was_chosen() -> None:
    for given in CONTENT.givens.values():
        assert matches(given, standing_of(journey_of(settling(given=given.id))), CONTENT.bank)


def matches(given: Given, now: Standing, bank: Bank) -> bool:
    facts = now.facts(bank)
    return (facts["device"], facts["connected"]) == (
        "shared" if given.shared else "private",
        "yes" if given.connected else "no",
    )


def test_given_for_names_a_way_to_stand_without_a_problem() -> None:
    assert (given_for("front"), given_for("register-sure"), given_for("resume-sure")) == (
        "none",
        "elsewhere",
        "own-suspended",
    )
