"""From screen to screen: what stops the learner, what goes wrong on purpose, and what reaching a screen changes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from kbguide.content.procedure import Procedure
from kbguide.practice.standing import perform
from kbguide.practice.world import Call, Position, World


def onward(world: World) -> World:
    """To the next screen that is for this learner, unless the bank or the scenario stops it here."""
    for check in world.screen.check:
        if world.holds(check.when):
            return trouble(world, check.problem)
    world, stopped = happen(world, "submit")
    if stopped:
        return world
    names = world.procedure.screens
    name = first_for(world, names[names.index(world.at) + 1 :])
    return go(world, name) if name else world


def go(world: World, name: str) -> World:
    """On to a screen, with what reaching it changes."""
    world = enter(world, Position(world.procedure, name, (*world.here.trail, world.at)))
    if world.scenario and world.mode != "real" and world.scenario.end == name and not world.suspended:
        return replace(world, stopped=True)
    for effect in world.screen.effect:
        owner = world.persona.values["name"]
        standing = perform(world.standing, effect, world.content.bank, owner, world.new_serial)
        world = replace(world, standing=standing)
    return happen(world, "arrive")[0]


def begin_at(world: World, procedure: Procedure) -> World:
    """To the first screen of a procedure, and whether there is any use in going on from there."""
    world = enter(world, Position(procedure, first_for(world, procedure.screens) or procedure.screens[0]))
    return next((trouble(world, one.problem) for one in procedure.check if world.holds(one.when)), world)


def first_for(world: World, names: Sequence[str]) -> str | None:
    """The first of these screens that is for this learner, if any is."""
    return next((name for name in names if world.holds(world.content.screens[name].when)), None)


def enter(world: World, here: Position) -> World:
    """Stand on a screen anew. Requests go on being counted, so that no number is shown twice."""
    return calm(replace(world, here=here, call=Call(number=world.call.number), pin_chosen=False, hint_open=False))


def calm(world: World) -> World:
    """Nothing to explain at the moment."""
    return replace(world, problem=None, entry=None, faults={}, explaining=False)


def trouble(world: World, problem: str | None, faults: Mapping[str, str] | None = None) -> World:
    """Explain a problem and remember that it was met."""
    if problem is None or problem not in world.content.problems:
        return world
    known = {name: fault for name, fault in (faults or {}).items() if fault in world.content.problems}
    return replace(world, problem=problem, faults=known, met=(*world.met, problem), explaining=False)


def happen(world: World, on: Literal["arrive", "request", "submit"]) -> tuple[World, bool]:
    """What the scenario lets go wrong here, if anything, and whether it did."""
    for number, fault in enumerate(world.scenario.fault if world.scenario else ()):
        count = world.happened.get(number, 0)
        spent = fault.times is not None and count >= fault.times
        if (fault.screen, fault.on) == (world.at, on) and not spent and fault.mended not in world.standing.mended:
            world = replace(world, happened={**world.happened, number: count + 1}, stopped=fault.stop)
            return trouble(world, fault.problem), True
    return world, False
