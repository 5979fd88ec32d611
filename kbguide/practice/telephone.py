"""The learner's telephone: asking for a call, a message or a request, answering it, and keying digits."""

from collections.abc import Callable
from dataclasses import replace

from kbguide.practice.actions import Action
from kbguide.practice.judge import OK
from kbguide.practice.moves import calm, happen, onward, trouble
from kbguide.practice.world import Call, World


def request(world: World, action: Action) -> World:
    """Ask for a call, a message or a request. A number that is no longer the learner's stays silent."""
    phone = None
    if any(part.offers == "phones" for part in world.screen.field):
        phone = next((one for one in world.phones if one.number == action.values.get("phone")), None)
        if phone is None:
            return trouble(world, "field-empty", {"phone": "field-empty"})
        world = replace(world, picks={**world.picks, "phone": phone.number})
    world = calm(replace(world, call=Call("ringing", number=world.call.number + 1)))
    quiet = replace(world, call=Call("silent", number=world.call.number))
    if phone and not phone.mine:
        return trouble(quiet, world.signal.silent)
    quiet, happened = happen(quiet, "request")
    return quiet if happened else world


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


Handler = Callable[[World, Action], World]
PHONE: dict[str, Handler] = {"request": request, "answer": answer, "decline": decline, "wait": wait, "confirm": confirm}
ON_TELEPHONE: dict[tuple[str, str], Handler] = {
    ("reply", "submit"): reply,
    ("call", "key"): key,
    ("call", "erase"): erase,
    **{(kind, name): handler for kind in ("call", "reply", "approve") for name, handler in PHONE.items()},
}
