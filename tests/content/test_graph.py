"""The graph of a procedure says the same as the engine, and shows what nobody can reach."""

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest

from helpers import CONTENT, begin, finish, mistakes, pass_screen
from kbguide.content.catalogue import Content
from kbguide.content.conditions import Condition
from kbguide.content.graph import START, Edge, Graph, graph, mermaid

NAMES = sorted(CONTENT.procedures)
BY_CHECKLIST = {name for item in CONTENT.items.values() for answer in item.answer for name in answer.problems}


def unreachable(found: Graph) -> list[str]:
    """Screens that nobody can come to from the beginning."""
    reached = {START}
    for edge in found.edges:  # they stand in the order of their beginnings, and all lead onward
        if edge.start in reached:
            reached.add(edge.end)
    return [screen.id for screen in found.screens if screen.id not in reached]


def met(content: Content) -> set[str]:
    """The problems that somebody can meet in some procedure."""
    return {problem for procedure in content.procedures.values() for _, problem in graph(content, procedure).problems}


@pytest.mark.parametrize("name", NAMES)
def test_somebody_can_reach_every_screen(name: str) -> None:
    assert unreachable(graph(CONTENT, CONTENT.procedures[name])) == []


def test_every_problem_can_be_met_or_follows_from_an_answer_of_the_checklist() -> None:
    assert set(CONTENT.problems) - met(CONTENT) <= BY_CHECKLIST


def test_every_problem_that_can_be_met_is_rehearsed_in_some_scenario() -> None:
    rehearsed = {name for scenario in CONTENT.scenarios.values() for name in scenario.problems}
    assert met(CONTENT) - rehearsed == set()
    assert len(rehearsed) >= 25


def test_a_screen_that_nobody_can_reach_is_found() -> None:
    issue = CONTENT.procedures["issue"]
    odd = replace(
        CONTENT.screens["contact"], id="odd", when=(Condition.parse("medium=card"), Condition.parse("medium=otp"))
    )
    content = replace(CONTENT, screens={**CONTENT.screens, "odd": odd})
    steps = [replace(one, screens=("contact", "odd")) if one.screens == ("contact",) else one for one in issue.step]
    assert unreachable(graph(content, replace(issue, step=tuple(steps)))) == ["odd"]


def test_a_problem_that_nobody_can_meet_is_found() -> None:
    odd = replace(CONTENT.problems["expired"], id="odd")
    assert "odd" not in met(replace(CONTENT, problems={**CONTENT.problems, "odd": odd}))


def test_the_branches_of_issuing_are_those_of_the_data() -> None:
    edges = graph(CONTENT, CONTENT.procedures["issue"]).edges
    assert Edge("route", "ars", (Condition.parse("route=ars"),)) in edges
    assert Edge("route", "account") not in edges
    assert Edge("ars", "abroad", (Condition.parse("route=abroad"),)) not in edges
    assert {edge.end for edge in edges if edge.start == "start"} == {"front", "app-front"}


@pytest.mark.parametrize("channel", ["pc", "app"])
@pytest.mark.parametrize("persona", ["kim", "lee", "park"])
def test_the_engine_goes_only_where_the_graph_does(persona: str, channel: str) -> None:
    found = graph(CONTENT, CONTENT.procedures["issue"])
    ways = {(edge.start, edge.end) for edge in found.edges}
    _, actions = finish(begin(CONTENT, persona, channel=channel))
    passed = list(dict.fromkeys(action.at for action in actions))
    assert set(pairwise(passed)) <= ways


def test_the_engine_raises_only_problems_that_the_graph_has() -> None:
    found = graph(CONTENT, CONTENT.procedures["issue"])
    raised = {screen.id: {name for at, name in found.problems if at == screen.id} for screen in found.screens}
    world, draw = begin(CONTENT), Random(1)
    while not world.finished:
        for after in draw.sample(list(mistakes(world)), k=min(6, len(list(mistakes(world))))):
            assert after.at != world.at or after.problem is None or after.problem in raised[world.at]
        world, _ = pass_screen(world)


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_the_picture_has_every_screen_and_balanced_quotes(name: str, lang: str) -> None:
    procedure = CONTENT.procedures[name]
    drawn = mermaid(CONTENT, graph(CONTENT, procedure), lang).splitlines()
    assert drawn[0] == "flowchart TD"
    assert all(line.count('"') % 2 == 0 for line in drawn)
    for screen in procedure.screens:
        assert sum(line.strip().startswith(f'{screen}["') for line in drawn) == 1
    assert sum("subgraph" in line for line in drawn) == len(procedure.step) == drawn.count("  end")
