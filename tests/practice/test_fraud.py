"""Fraud in the practice world: what an answer leads to, and a fraud in the middle of issuing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import CONTENT, PERSONAS, SEED, beginning, do, finish, journey_of, next_action, step
from kbguide.practice import BEGIN, SAY, Action, Refusal, World, attempt, replay
from kbguide.practice.consequences import consequences

ABLE = {drill.id for drill in CONTENT.drills.values() if drill.during}


def real(persona: str = "kim", seed: int = SEED, **values: str) -> World:
    world = replay(CONTENT, seed, [beginning(persona, mode="real", fraud="yes", **values)]).world
    assert world is not None
    return world


def to_the_fraud(world: World) -> World:
    """On the right way to where it comes."""
    tried = 0
    for _ in range(200):
        if world.intrusion:
            return world
        here = world.here
        for action in next_action(world, tried):
            world = step(world, action)
        tried = tried + 1 if world.here == here else 0
    raise AssertionError("it never came")


# -- what an answer leads to ------------------------------------------------------------------------


def test_approving_somebody_elses_number_revokes_ones_own_certificate_everywhere() -> None:
    drill = CONTENT.drills["call-press-47"]
    before, after = consequences(CONTENT, drill, next(one for one in drill.reply if one.id == "press"))
    assert before.status == "valid"
    assert (before.at("here"), before.at("insurance")) == ("valid", "valid")
    assert (after.at("here"), after.at("insurance")) == ("revoked", "revoked")
    assert after.certificate is not None
    assert (after.certificate.issuer, after.at("neighbour")) == ("neighbour", "valid")


def test_what_is_revoked_at_a_strangers_wish_stays_revoked() -> None:
    drill = CONTENT.drills["loan-call"]
    _, after = consequences(CONTENT, drill, next(one for one in drill.reply if one.effect))
    assert after.status == "revoked"


def test_a_safe_answer_changes_nothing() -> None:
    for drill in CONTENT.drills.values():
        for reply in drill.reply:
            before, after = consequences(CONTENT, drill, reply)
            assert reply.verdict == "harm" or before == after, drill.id


def test_the_same_story_is_told_each_time() -> None:
    drill = CONTENT.drills["call-press-47"]
    assert consequences(CONTENT, drill, drill.reply[0]) == consequences(CONTENT, drill, drill.reply[0])


# -- in the middle of issuing -----------------------------------------------------------------------


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("channel", ["pc", "app"])
def test_a_fraud_comes_once_and_stops_everything_until_it_is_answered(persona: str, channel: str) -> None:
    world = to_the_fraud(real(persona, channel=channel))
    assert world.fraud in ABLE
    for kind in ("back", "submit", "request", "hint", "remedy", "choose"):
        assert do(world, kind) == world
    drill = world.intrusion
    assert drill is not None
    after = do(world, "react", reply=drill.reply[0].id)
    assert (after.intrusion, after.reaction, after.explaining) == (None, drill.reply[0].id, True)
    assert after.at == world.at


def test_every_drill_that_can_come_does_come_for_some_seed() -> None:
    assert {real(seed=seed).fraud for seed in range(40)} == ABLE


def test_the_fraud_of_a_run_comes_in_any_of_its_guises_and_stays_in_it() -> None:
    told = [real(seed=seed).intruder for seed in range(60)]
    assert told == [real(seed=seed).intruder for seed in range(60)]
    seen = {(drill.id, str(drill.sender), str(drill.words)) for drill in told if drill}
    for name in ABLE:
        assert [drill for drill, _, _ in seen].count(name) == len(CONTENT.drills[name].guise), name
    world = to_the_fraud(real())
    drill = world.intrusion
    assert drill is not None
    assert do(world, "react", reply=drill.reply[0].id).intruder == drill


def test_an_answer_that_is_not_offered_is_no_answer() -> None:
    world = to_the_fraud(real())
    for reply in ("", "nothing", "harm", "__class__"):
        assert do(world, "react", reply=reply) == world


def test_whatever_is_answered_issuing_can_be_finished() -> None:
    world = to_the_fraud(real())
    drill = world.intrusion
    assert drill is not None
    for reply in drill.reply:
        after, _ = finish(do(world, "react", reply=reply.id))
        assert after.finished


def test_the_explanation_goes_with_the_next_action() -> None:
    world = to_the_fraud(real())
    drill = world.intrusion
    assert drill is not None
    told = do(world, "react", reply=drill.reply[0].id)
    assert not do(told, "back").explaining


@pytest.mark.parametrize("mode", ["guided", "own"])
def test_a_fraud_comes_only_for_real(mode: str) -> None:
    world = replay(CONTENT, SEED, [beginning(mode=mode, fraud="yes")]).world
    assert world is not None
    assert world.fraud == ""


def test_a_fraud_comes_only_to_those_who_have_switched_it_on() -> None:
    world = replay(CONTENT, SEED, [beginning(mode="real")]).world
    assert world is not None
    assert world.fraud == ""


# -- what was said, what was tried --------------------------------------------------------------------


def say(question: str, answer: str) -> Action:
    return Action(SAY, question, {"answer": answer})


def test_every_answer_is_kept_in_its_order_and_repeating_one_counts_once() -> None:
    journey = journey_of(*(say("claim/free", one) for one in ("false", "true", "true", "false")))
    assert journey.said == {"claim/free": ("false", "true", "false")}


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("claim/free", "maybe"),
        ("claim/none", "true"),
        ("drill/loan-call", ""),
        ("confidence/before", "6"),
        ("", "true"),
    ],
)
def test_an_answer_that_is_not_offered_changes_nothing(question: str, answer: str) -> None:
    assert attempt(journey_of(), say(question, answer)) == Refusal("gone")


def test_a_run_is_noted_with_its_time_its_hints_and_its_mistakes() -> None:
    journey = journey_of(
        beginning(mode="own"),
        Action("hint", "front", after=7),
        Action("choose", "front", {"entry": "login"}, after=20),
        Action("choose", "front", {"entry": "centre"}, after=3),
    )
    (one,) = journey.attempts
    assert (one.procedure, one.mode, one.channel, one.end) == ("issue", "own", "pc", "open")
    assert (one.seconds, one.hints, one.mistakes) == (30, 1, 1)


def test_what_a_scenario_lets_go_wrong_is_no_mistake() -> None:
    journey = journey_of(
        Action(BEGIN, "", {"scenario": "call-silent", "persona": "kim"}),
        Action("request", "ars", {"phone": "010-0000-1234"}),
    )
    assert journey.world is not None
    assert journey.world.met == ("call-silent",)
    assert journey.attempts[-1].mistakes == 0


def test_a_run_that_is_given_up_or_replaced_counts_as_left() -> None:
    left = journey_of(beginning(), Action("leave"))
    replaced = journey_of(beginning(), beginning("lee"))
    settled = journey_of(beginning(), Action("settle", "", {"persona": "lee", "given": "own"}))
    assert [one.end for one in left.attempts] == ["left"]
    assert [one.end for one in replaced.attempts] == ["left", "open"]
    assert [one.end for one in settled.attempts] == ["left"]


def test_a_run_to_the_last_screen_is_done() -> None:
    world = journey_of(beginning()).world
    assert world is not None
    _, actions = finish(world)
    journey = journey_of(beginning(), *actions, Action("leave"))
    assert [one.end for one in journey.attempts] == ["done"]


@given(seconds=st.lists(st.integers(0, 300), max_size=6))
def test_time_changes_nothing_but_the_record(seconds: list[int]) -> None:
    timed = journey_of(beginning(), *(Action("choose", "front", {"entry": "login"}, after=one) for one in seconds))
    still = journey_of(beginning(), *(Action("choose", "front", {"entry": "login"}) for _ in seconds))
    assert timed.world == still.world
