"""The world from nothing but content, seed and actions: going back, resuming and showing others are all replaying."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kbguide.content import Content
from kbguide.practice.step import step
from kbguide.practice.world import Action, World
from kbguide.schema.procedure import Procedure

BEGIN, LEAVE = "begin", "leave"


def replay(content: Content, seed: int, actions: Sequence[Action]) -> World | None:
    """The world after these actions, counted from the last beginning; None when practice has not begun or was left."""
    for number in range(len(actions) - 1, -1, -1):
        if actions[number].kind == LEAVE:
            return None
        if actions[number].kind == BEGIN:
            run = sum(action.kind == BEGIN for action in actions[:number])  # each new try brings new numbers
            world = begin(content, seed + run, actions[number])
            return play(world, actions[number + 1 :]) if world else None
    return None


def play(world: World, actions: Iterable[Action]) -> World:
    """Several steps."""
    for action in actions:
        world = step(world, action)
    return world


def begin(content: Content, seed: int, action: Action) -> World | None:
    """A new world: `values` name procedure, persona, mode, a screen to begin at, and one pick for each variant.

    Returns None when procedure or persona no longer exist; an unknown screen or pick falls back to the usual one.
    """
    procedure = content.procedures.get(action.values.get("procedure", ""))
    persona = content.personas.get(action.values.get("persona", ""))
    if procedure is None or persona is None:
        return None
    picks = {}
    for variant in procedure.variant:
        offered = [option.id for option in variant.option]
        picked = action.values.get(variant.key, "")
        picks[variant.key] = picked if picked in offered else offered[0]
    at = action.values.get("screen", "")
    names = [screen.id for screen in procedure.screen]
    world = World(
        content=content,
        procedure=procedure,
        persona=persona,
        seed=seed,
        mode="own" if action.values.get("mode") == "own" else "guided",
        at=at if at in names and procedure.screen[names.index(at)].kind != "done" else names[0],
        picks=picks,
    )
    return lead_in(world, procedure, names)


def lead_in(world: World, procedure: Procedure, names: list[str]) -> World:
    """When practice begins in the middle, assume that what came before was chosen as the persona would have chosen."""
    before = procedure.screen[: names.index(world.at)]
    picks = dict(world.picks)
    for screen in before:
        for part in screen.field:
            if part.kind == "choice" and part.expects:
                picks.setdefault(part.name, world.persona.values[part.expects])
    for phone in world.persona.phone:
        if phone.mine and before:
            picks.setdefault("phone", phone.number)
    return replace(world, picks=picks)
