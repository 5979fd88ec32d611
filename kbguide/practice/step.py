"""`step(world, action)`: what happens next. It never raises; an action that does not fit the screen changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kbguide.practice.judge import OK
from kbguide.practice.world import Action, Call, World, screen_of
from kbguide.schema.procedure import Field


def step(world: World, action: Action) -> World:
    """The world after one action."""
    if action.kind in ANYWHERE:
        return ANYWHERE[action.kind](world, action)
    handler = ON_EVERY_SCREEN.get(action.kind) or ON_SCREEN.get((world.screen.kind, action.kind))
    if handler is None or action.at != world.at or (world.locked and action.kind == "submit"):
        return world
    return handler(world, action)


# -- on every screen --------------------------------------------------------------------------------


def back(world: World, _: Action) -> World:
    """One screen back; a finished procedure stays finished."""
    if not world.trail or world.finished:
        return world
    return enter(replace(world, trail=world.trail[:-1]), world.trail[-1])


def hint(world: World, _: Action) -> World:
    """Show the hint; it is counted once a screen, and not when hints are shown anyway."""
    if world.hint_open or world.mode == "guided":
        return world
    return replace(world, hint_open=True, hints=world.hints + 1)


def mode(world: World, action: Action) -> World:
    """Change between being guided and going on one's own."""
    return replace(world, mode="own" if action.values.get("mode") == "own" else "guided", hint_open=False)


def release(world: World, _: Action) -> World:
    """Go on as if what is locked had been released where the problem says."""
    if not world.locked:
        return world
    mine = {part.limit for part in world.screen.field}
    return calm(replace(world, tries={name: count for name, count in world.tries.items() if name not in mine}))


def refused(world: World, action: Action) -> World:
    """Something that looks like a real number was typed and is gone already; say why."""
    name, problem = next(iter(action.values.items()), ("", ""))
    known = {guard.problem for guard in world.content.guards.values()}
    return trouble(world, problem, {name: problem}) if problem in known else world


# -- menus and forms ------------------------------------------------------------------------------


def choose(world: World, action: Action) -> World:
    """Press a menu entry: the way on, or a wrong turn that is explained."""
    for entry in world.screen.entry:
        if entry.id == action.values.get("entry"):
            if entry.to:
                return go(world, entry.to)
            return trouble(replace(world, entry=entry.id), entry.problem or "wrong-menu")
    return world


def submit(world: World, action: Action) -> World:
    """Send a form that `judge` has looked at. Two wrong halves of one number count as one wrong try."""
    faults: dict[str, str] = {}
    picks, wrong = dict(world.picks), set()
    for part in world.screen.field:
        outcome = action.values.get(part.name, "field-empty")
        if part.kind == "choice":
            picks[part.name], outcome = outcome, judge_choice(world, part, outcome)
        if outcome != OK:
            faults[part.name] = outcome
        if part.limit and outcome in (part.wrong, "someone-elses"):
            wrong.add(part.limit)
    if not faults:
        mine = {part.limit for part in world.screen.field}
        return onward(replace(world, picks=picks, tries={k: n for k, n in world.tries.items() if k not in mine}))
    world = replace(world, tries=world.tries | {name: world.tries.get(name, 0) + 1 for name in wrong})
    return trouble(world, world.locked or next(iter(faults.values())), faults)


def judge_choice(world: World, part: Field, picked: str) -> str:
    """A choice is right when nothing else is expected; an option may name the problem that it leads to."""
    for option in world.offered(part):
        name = option if isinstance(option, str) else option.id
        if name == picked:
            if not part.expects or world.persona.values.get(part.expects) == picked:
                return OK
            return (None if isinstance(option, str) else option.wrong) or part.wrong or "field-empty"
    return "field-empty"


# -- telephone ------------------------------------------------------------------------------------


def request(world: World, action: Action) -> World:
    """Ask for a call, a message or a request. A number that is no longer the learner's stays silent."""
    signal, picks = world.signal, dict(world.picks)
    numbers = {phone.number: phone for phone in world.persona.phone}
    asked = any(part.offers == "phones" for part in world.screen.field)
    phone = numbers.get(action.values.get("phone", ""))
    if asked and phone is None:
        return trouble(world, "field-empty", {"phone": "field-empty"})
    if asked and phone is not None:
        picks["phone"] = phone.number
    world = calm(replace(world, picks=picks, call=Call("ringing", number=world.call.number + 1)))
    if asked and phone is not None and not phone.mine:
        return trouble(replace(world, call=Call("silent", number=world.call.number)), signal.silent)
    return world


def answer(world: World, _: Action) -> World:
    """Take the call, open the message or accept the request."""
    if world.call.state != "ringing":
        return world
    return calm(replace(world, call=replace(world.call, state="talking" if world.signal.digits else "done")))


def decline(world: World, _: Action) -> World:
    """Refuse the call, or hang up before the number is keyed."""
    return end(world, ("ringing", "talking"), world.signal.declined)


def wait(world: World, _: Action) -> World:
    """Do nothing until the telephone falls silent: the call was not taken, or nothing was keyed in time."""
    signal = world.signal
    return end(world, ("ringing", "talking"), signal.missed if world.call.state == "ringing" else signal.late)


def key(world: World, action: Action) -> World:
    """Press a digit on the telephone; the last one decides."""
    digit = action.values.get("digit", "")
    if world.call.state != "talking" or len(digit) != 1 or digit not in "0123456789":
        return world
    keyed = world.call.keyed + digit
    if len(keyed) < world.signal.digits:
        return calm(replace(world, call=replace(world.call, keyed=keyed)))
    if keyed == world.code:
        return calm(replace(world, call=replace(world.call, state="done", keyed=keyed)))
    return end(world, ("talking",), world.signal.wrong)


def erase(world: World, _: Action) -> World:
    """Take back the digits keyed so far."""
    return replace(world, call=replace(world.call, keyed="")) if world.call.state == "talking" else world


def reply(world: World, action: Action) -> World:
    """Answer the text message; `judge` has looked at the answer."""
    if world.call.state != "talking":
        return world
    outcome = action.values.get("reply", "field-empty")
    if outcome == OK:
        return calm(replace(world, call=replace(world.call, state="done")))
    return trouble(world, outcome, {"reply": outcome})


def confirm(world: World, _: Action) -> World:
    """Press "confirm" on the bank's screen; the telephone's part must be done."""
    return onward(world) if world.call.state == "done" else trouble(world, world.signal.unfinished)


def end(world: World, states: tuple[str, ...], problem: str | None) -> World:
    """The telephone falls silent with a problem; a new request is needed."""
    if world.call.state not in states:
        return world
    return trouble(replace(world, call=Call("ended", number=world.call.number)), problem)


# -- PIN ------------------------------------------------------------------------------------------


def pin(world: World, action: Action) -> World:
    """The first entry, then the second; a second one that differs starts both anew."""
    outcome = action.values.get("pin", "field-empty")
    if outcome == OK:
        return onward(world) if world.pin_chosen else calm(replace(world, pin_chosen=True))
    chosen = world.pin_chosen and outcome != "pin-mismatch"
    return trouble(replace(world, pin_chosen=chosen), outcome, {"pin": outcome})


# -- moving ---------------------------------------------------------------------------------------


def onward(world: World) -> World:
    """To the first following screen whose condition holds."""
    for name in world.screen.next:
        key_, _, value = (screen_of(world.procedure, name).when or "").partition("=")
        if not key_ or world.picks.get(key_) == value:
            return go(world, name)
    return world


def go(world: World, name: str) -> World:
    """On to a screen; the last one brings the certificate."""
    world = enter(replace(world, trail=(*world.trail, world.at)), name)
    return replace(world, certificate=world.issued()) if world.finished else world


def enter(world: World, name: str) -> World:
    """Stand on a screen anew. Requests go on being counted, so that no number is shown twice."""
    return calm(replace(world, at=name, call=Call(number=world.call.number), pin_chosen=False, hint_open=False))


def calm(world: World) -> World:
    """Nothing to explain at the moment."""
    return replace(world, problem=None, entry=None, faults={})


def trouble(world: World, problem: str | None, faults: dict[str, str] | None = None) -> World:
    """Explain a problem and remember that it was met."""
    if problem is None or problem not in world.content.problems:
        return world
    known = {name: fault for name, fault in (faults or {}).items() if fault in world.content.problems}
    return replace(world, problem=problem, faults=known, met=(*world.met, problem))


Handler = Callable[[World, Action], World]
ANYWHERE: dict[str, Handler] = {"hint": hint, "mode": mode}
ON_EVERY_SCREEN: dict[str, Handler] = {"back": back, "release": release, "refused": refused}
PHONE: dict[str, Handler] = {"request": request, "answer": answer, "decline": decline, "wait": wait, "confirm": confirm}
ON_SCREEN: dict[tuple[str, str], Handler] = {
    ("menu", "choose"): choose,
    ("form", "submit"): submit,
    ("pin", "submit"): pin,
    ("reply", "submit"): reply,
    ("call", "key"): key,
    ("call", "erase"): erase,
    **{(kind, name): handler for kind in ("call", "reply", "approve") for name, handler in PHONE.items()},
}
