"""`step(world, action)`: what happens next on a screen. It never raises; what does not fit is refused."""

from dataclasses import replace

from kbguide.content.procedure import PIN_LIMIT, Field
from kbguide.practice.actions import REACT, Action, Refusal
from kbguide.practice.judge import OK
from kbguide.practice.moves import begin_at, calm, enter, onward, trouble
from kbguide.practice.telephone import ON_TELEPHONE, Handler
from kbguide.practice.world import World


def step(world: World, action: Action) -> World | Refusal:
    """The world after one action, or why that does not fit: "unknown", "elsewhere", "over" or "locked"."""
    if action.kind in ANYWHERE:
        return ANYWHERE[action.kind](world, action)
    if action.kind not in KINDS:
        return Refusal("unknown")
    if action.at != world.at:
        return Refusal("elsewhere")
    if handler := handler_of(world, action.kind):
        return handler(world, action)
    if world.over:
        return Refusal("over")
    return Refusal("locked" if world.locked else "elsewhere")


def handler_of(world: World, kind: str) -> Handler | None:
    """What deals with this kind of action on the present screen, as long as the screen takes it."""
    if world.intrusion:
        return react if kind == REACT else None
    if world.stopped or (kind == "submit" and world.locked):
        return None
    return ON_EVERY_SCREEN.get(kind) or ON_SCREEN.get((world.screen.kind, kind))


# -- on every screen --------------------------------------------------------------------------------


def back(world: World, _: Action) -> World:
    """One screen back, or back from a remedy; a finished procedure stays finished."""
    here = world.here
    if world.finished:
        return world
    if here.trail:
        return enter(world, replace(here, at=here.trail[-1], trail=here.trail[:-1]))
    return come_back(world) if world.suspended else world


def hint(world: World, _: Action) -> World:
    """Show the hint; it is counted once a screen. Who is guided sees it anyway, and for real there is none."""
    if world.hint_open or world.mode != "own":
        return world
    return replace(world, hint_open=True, hints=world.hints + 1)


def mode(world: World, action: Action) -> World:
    """Change between being guided and going on one's own."""
    if world.mode == "real":
        return world
    return replace(world, mode="own" if action.values.get("mode") == "own" else "guided", hint_open=False)


def release(world: World, _: Action) -> World:
    """Go on as if what is locked had been released, where that cannot be practised."""
    if not world.locked or world.remedy:
        return world
    return calm(replace(world, standing=world.standing.forget_tries(world.limit)))


def remedy(world: World, _: Action) -> World:
    """Leave for what puts the present problem right; one comes back to the same screen, unless it takes its place."""
    found = world.remedy
    if found is None:
        return world
    problem = world.content.problems.get(world.problem or "")
    suspended = world.suspended if problem and problem.instead else (*world.suspended, world.here)
    return begin_at(replace(world, suspended=suspended), found)


def return_(world: World, _: Action) -> World:
    """A remedy is finished: back to where one was."""
    return come_back(world) if world.suspended and world.finished else world


def come_back(world: World) -> World:
    """Back to where the last remedy began."""
    return enter(replace(world, suspended=world.suspended[:-1]), world.suspended[-1])


def refused(world: World, action: Action) -> World:
    """Something that looks like a real number was typed and is gone already; say why."""
    name, problem = next(iter(action.values.items()), ("", ""))
    known = {guard.problem for guard in world.content.guards.values()}
    return trouble(world, problem, {name: problem}) if problem in known else world


def react(world: World, action: Action) -> World:
    """Decide what to do about the fraud that has come in; whatever it is, what follows is explained and one goes on."""
    reply = action.values.get("reply", "")
    if not (world.intrusion and world.intrusion.verdict(reply)):
        return world
    return replace(calm(world), reaction=reply, explaining=True)


# -- menus and forms ------------------------------------------------------------------------------


def choose(world: World, action: Action) -> World:
    """Press a menu entry: the way on, another procedure, or a wrong turn that is explained."""
    for entry in world.screen.entry:
        if entry.id == action.values.get("entry"):
            if world.leads_on(entry):
                return onward(world)
            if entry.turn:
                return begin_at(world, world.content.procedures[entry.turn])
            return trouble(replace(world, entry=entry.id), entry.problem)
    return world


def submit(world: World, action: Action) -> World:
    """Send a form that `judge` has looked at. Two wrong halves of one number count as one wrong try."""
    faults: dict[str, str] = {}
    wrong: set[str] = set()
    picks = dict(world.picks)
    for part in world.screen.field:
        outcome = action.values.get(part.name, "field-empty")
        if part.kind == "choice":
            picks[part.name] = outcome
            outcome = judge_choice(world, part, outcome)
        if outcome != OK:
            faults[part.name] = outcome
        if part.limit and outcome in (part.wrong, "someone-elses"):
            wrong.add(part.limit)
    if not faults:
        standing = world.standing.forget_tries(*(part.limit for part in world.screen.field))
        return onward(replace(world, standing=standing, picks=picks))
    world = count_wrong(world, wrong)
    return trouble(world, world.locked or next(iter(faults.values())), faults)


def count_wrong(world: World, limits: set[str]) -> World:
    """One more wrong try for each of these limits."""
    tries = world.standing.wrong_tries
    tries = {**tries, **{name: tries.get(name, 0) + 1 for name in limits}}
    return replace(world, standing=replace(world.standing, wrong_tries=tries))


def judge_choice(world: World, part: Field, picked: str) -> str:
    """A choice is right when nothing else is expected; an option may name the problem that it leads to."""
    for option in world.offered(part):
        if option.id == picked:
            if not part.expects or world.persona.values.get(part.expects) == picked:
                return OK
            return option.wrong or part.wrong or "field-empty"
    return "field-empty"


# -- PIN ------------------------------------------------------------------------------------------


def new_pin(world: World, action: Action) -> World:
    """The first entry, then the second; a second one that differs starts both anew."""
    outcome = action.values.get("pin", "field-empty")
    if outcome == OK:
        return onward(world) if world.pin_chosen else calm(replace(world, pin_chosen=True))
    chosen = world.pin_chosen and outcome != "pin-mismatch"
    return trouble(replace(world, pin_chosen=chosen), outcome, {"pin": outcome})


def pin(world: World, action: Action) -> World:
    """The present PIN. Only wrong ones of full length are counted; the right one clears the count."""
    outcome = action.values.get("pin", "field-empty")
    if outcome == OK:
        return onward(replace(world, standing=world.standing.forget_tries(PIN_LIMIT)))
    if outcome == "pin-wrong":
        world = count_wrong(world, {PIN_LIMIT})
    return trouble(world, world.locked or outcome, {"pin": outcome})


ANYWHERE: dict[str, Handler] = {"hint": hint, "mode": mode}
ON_EVERY_SCREEN = {"back": back, "release": release, "remedy": remedy, "return": return_, "refused": refused}
ON_SCREEN: dict[tuple[str, str], Handler] = {
    ("menu", "choose"): choose,
    ("decide", "choose"): choose,
    ("form", "submit"): submit,
    ("pin", "submit"): pin,
    ("new-pin", "submit"): new_pin,
    **ON_TELEPHONE,
}
KINDS = frozenset({REACT, *ANYWHERE, *ON_EVERY_SCREEN, *(kind for _, kind in ON_SCREEN)})
