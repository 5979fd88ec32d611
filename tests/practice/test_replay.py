"""The same actions give the same world, whenever and wherever they are played."""

from dataclasses import replace

import pytest

from helpers import CONTENT, PC, SCREENS, SEED, begin, finish, mistakes, pass_screen
from kbguide.practice import BEGIN, LEAVE, Action, World, replay, step


def start(persona: str = "kim", **values: str) -> Action:
    return Action(BEGIN, "", {"procedure": PC.id, "persona": persona, **values})


def world_of(*actions: Action, seed: int = SEED) -> World:
    world = replay(CONTENT, seed, actions)
    assert world is not None
    return world


@pytest.mark.parametrize("persona", CONTENT.personas)
@pytest.mark.parametrize("text", ["reply", "code"])
def test_a_replayed_way_ends_in_the_same_world(persona: str, text: str) -> None:
    walked, actions = finish(begin(CONTENT, persona, text=text))
    assert world_of(start(persona, text=text), *actions) == walked


def test_every_part_of_a_way_replays_to_the_world_that_was_there() -> None:
    world = begin(CONTENT)
    done = [start()]
    while not world.finished:
        assert world_of(*done) == world
        world, more = pass_screen(world)
        done += more


def test_no_beginning_no_world() -> None:
    assert replay(CONTENT, SEED, ()) is None
    assert replay(CONTENT, SEED, (Action("choose", "front", {"entry": "centre"}), Action("back"))) is None


@pytest.mark.parametrize(
    "values", [{}, {"procedure": "issue-pc"}, {"procedure": "issue-pc", "persona": "nobody"}, {"persona": "kim"}]
)
def test_a_beginning_that_names_nobody_is_no_beginning(values: dict[str, str]) -> None:
    assert replay(CONTENT, SEED, (Action(BEGIN, "", values), Action("hint"))) is None


def test_who_leaves_has_no_world_until_beginning_again() -> None:
    assert replay(CONTENT, SEED, (start(), Action(LEAVE))) is None
    assert replay(CONTENT, SEED, (start(), Action(LEAVE), Action("hint"))) is None
    assert world_of(start(), Action(LEAVE), start("lee")).persona.id == "lee"


def test_only_what_came_after_the_last_beginning_counts() -> None:
    on = Action("choose", "front", {"entry": "centre"})
    assert world_of(start(), on, start("lee")).at == "front"
    assert world_of(start(), on, start("lee"), on).persona.id == "lee"


def test_beginning_again_brings_new_numbers() -> None:
    first, second = world_of(start(screen="medium-otp")), world_of(start(), start(screen="medium-otp"))
    assert first.expected("otp") != second.expected("otp")
    assert second == world_of(start(), start(screen="medium-otp"))


def test_seeds_differ_in_the_numbers_only() -> None:
    one, other = world_of(start(screen="medium-otp")), world_of(start(screen="medium-otp"), seed=SEED + 1)
    assert one.expected("otp") != other.expected("otp")
    assert replace(other, seed=SEED) == one


def test_a_variant_that_does_not_exist_falls_back_to_the_first() -> None:
    assert world_of(start(text="by-pigeon")) == world_of(start(text="reply")) == world_of(start())


@pytest.mark.parametrize(
    ("persona", "screen", "picks"),
    [
        ("kim", "front", {"text": "reply"}),
        ("kim", "account", {"text": "reply", "route": "ars", "phone": "010-0000-1234"}),
        ("lee", "contact", {"text": "reply", "route": "ars", "phone": "010-0000-5678", "medium": "otp"}),
    ],
)
def test_who_begins_in_the_middle_has_chosen_what_the_person_would(
    persona: str, screen: str, picks: dict[str, str]
) -> None:
    assert world_of(start(persona, screen=screen)).picks == picks


@pytest.mark.parametrize("screen", SCREENS[:-1])
def test_stepping_leaves_the_earlier_world_as_it_was(screen: str) -> None:
    before, copy = begin(CONTENT, screen=screen), begin(CONTENT, screen=screen)
    list(mistakes(before))
    pass_screen(before)
    assert before == copy


def test_replay_takes_old_actions_that_fit_nowhere_any_more() -> None:
    odd = [
        Action("choose", "front", {"entry": "gone"}),
        Action("submit", "screen-gone", {"x": "ok"}),
        Action("kind-gone"),
    ]
    assert world_of(start(), *odd) == world_of(start())
    assert step(world_of(start()), odd[0]) == world_of(start())
