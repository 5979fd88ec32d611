"""What a class is told of a learner: where somebody is, and how much was done; nothing that was answered or typed."""

import json
from dataclasses import replace

from helpers import CONTENT, PERSONAS, SEED, at, beginning, finish, follow, given_for, journey_of, lock, sensibly, step
from kbguide.practice import LEAVE, SAY, Action, Journey, World
from kbguide.progress import progress

PLACES = {f"{one.id}/{n}" for one in CONTENT.procedures.values() for n in [*range(1, len(one.step) + 1), "done"]}


def told(world: World) -> dict[str, object]:
    return progress(Journey(CONTENT, SEED, world=world))


def says(question: str, answer: str) -> Action:
    return Action(SAY, question, {"answer": answer})


def test_before_anything_is_done_there_is_nothing_to_tell() -> None:
    assert progress(journey_of()) == {"at": "", "chapter": "practice", "problems": [], "right": 0, "answered": 0}


def test_on_the_way_each_step_follows_the_one_before_until_all_are_done() -> None:
    journey = journey_of(beginning())
    assert journey.world
    _, actions = finish(journey.world)
    places = [progress(journey)["at"]]
    for action in actions:
        journey = follow(journey, action)
        places.append(progress(journey)["at"])
    steps = len(journey.world.procedure.step if journey.world else ())
    assert list(dict.fromkeys(places)) == [*(f"issue/{number}" for number in range(1, steps + 1)), "issue/done"]
    assert progress(follow(journey, Action(LEAVE)))["at"] == ""


def test_while_a_remedy_is_gone_through_it_is_its_own_step_that_is_told() -> None:
    limited = next(part for part in CONTENT.screens["account"].field if part.limit)
    world = lock(at("account", given=given_for("account")), limited)
    problem = world.explained
    world = step(world, Action("remedy", world.at))
    assert world.suspended
    assert told(world)["at"] == f"{world.procedure.id}/1"
    assert told(world)["problems"] == [limited.wrong, problem]
    assert world.procedure.id != "issue"
    last, _ = finish(world)
    assert told(last)["at"] == f"{world.procedure.id}/done"
    assert str(told(step(last, Action("return", last.at)))["at"]).startswith("issue/")


def test_where_a_scenario_ends_before_the_procedure_no_end_is_told() -> None:
    stopping = next(one for one in CONTENT.scenarios.values() if any(fault.stop for fault in one.fault))
    journey = journey_of(beginning(scenario=stopping.id))
    assert journey.world
    last = [journey.world, *sensibly(journey.world)][-1]
    assert last.stopped
    assert not str(told(last)["at"]).endswith("/done")


def test_every_place_and_problem_is_on_a_closed_list() -> None:
    for one in CONTENT.scenarios.values():
        world = journey_of(beginning(scenario=one.id)).world
        assert world
        for after in [world, *sensibly(world)]:
            assert told(after)["at"] in PLACES
            found = told(after)["problems"]
            assert isinstance(found, list)
            assert set(found) <= set(CONTENT.problems)
            assert len(found) == len(set(found))


def test_the_problems_are_those_of_the_run_that_goes_on() -> None:
    journey = follow(journey_of(beginning()), Action("hint", ""))
    assert journey.world
    met = replace(journey.world, met=("id-wrong", "field-empty", "id-wrong"))
    assert told(met)["problems"] == ["id-wrong", "field-empty"]
    assert progress(follow(replace(journey, world=met), beginning("lee")))["problems"] == []


def test_of_drills_and_of_how_sure_somebody_is_only_counts_and_steps_are_told() -> None:
    drills = journey_of().drills[:2]
    safe, other = (
        next(reply.id for reply in CONTENT.drills[name].reply if (reply.verdict == "safe") == good)
        for name, good in zip(drills, (True, False), strict=True)
    )
    journey = journey_of(says(f"drill/{drills[0]}", safe), says(f"drill/{drills[1]}", other))
    found = progress(journey)
    assert (found["right"], found["answered"]) == (1, 2)
    assert found.keys().isdisjoint({"before", "after"})
    journey = follow(journey, says("confidence/before", "2"), says("confidence/after", "4"))
    assert (progress(journey)["before"], progress(journey)["after"]) == ("2", "4")


def test_a_run_with_a_certificate_that_was_there_is_shown_in_the_chapter_about_managing_it() -> None:
    journey = journey_of(Action("settle", "", {"persona": "kim", "given": "own"}))
    journey = follow(journey, Action("begin", "", {"procedure": "renew", "keep": "yes"}))
    assert (progress(journey)["at"], progress(journey)["chapter"]) == ("renew/1", "manage")


def test_nothing_that_was_typed_is_told() -> None:
    for name in PERSONAS:
        journey = journey_of(beginning(name))
        assert journey.world
        journey = follow(journey, *finish(journey.world)[1])
        said = json.dumps(progress(journey), ensure_ascii=False)
        assert not [value for value in CONTENT.personas[name].values.values() if value in said]
