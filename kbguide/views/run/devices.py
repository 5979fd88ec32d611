"""The learner's devices: which of them is in sight where there is room for one, and which one wants attention.

Practising on a PC, a narrow screen shows the computer or the telephone. In the app the telephone is the only device,
and shows the app, the call or the texts. A call comes over the app by itself and hides it once it is taken, as on a
real telephone; everything else is left to the learner, because going back is what has to be practised.
"""

from kbguide.practice import World
from kbguide.views.kit.forms import FormButton
from kbguide.views.kit.words import Words

WINDOW = "window"
PHONE = "phone"
CALL = "call"
TEXTS = "texts"
DEVICES = (WINDOW, PHONE, CALL, TEXTS)


def in_hand(world: World) -> bool:
    """Whether the telephone is the only device."""
    return world.picks.get("channel") == "app"


def place(world: World) -> str:
    """Where on the learner's devices the telephone's part of this screen happens."""
    if not in_hand(world):
        return PHONE
    return TEXTS if world.screen.kind == "reply" or world.screen.signal is None else CALL


def comes_over(world: World) -> bool:
    """Whether something has come over the app, and waits there to be answered."""
    return in_hand(world) and world.call.state == "ringing" and place(world) == CALL


def moment(world: World) -> tuple[str, ...]:
    """While this is the same, what the learner has put in sight stays there."""
    taken = world.call.state if place(world) == CALL else ""
    return (str(world.seed), world.procedure.id, world.at, taken)


def first(world: World) -> str:
    """What is in sight before the learner has switched."""
    return CALL if world.call.state == "talking" and place(world) == CALL else WINDOW


class Devices(Words):
    """Makes the buttons that switch, in one language."""

    def buttons(self, world: World, shown: str) -> tuple[FormButton, ...]:
        """One for each device, or for each part of the telephone; the one in sight is pressed."""
        names = (WINDOW, CALL, TEXTS) if in_hand(world) else (WINDOW, PHONE)
        return tuple(self.button(world, name, shown) for name in names)

    def button(self, world: World, name: str, shown: str) -> FormButton:
        """One of them, with its badge."""
        label = self.say(f"device.{name}-{world.picks.get('channel', 'pc')}")
        badge = "" if name == shown else self.badge(world, name)
        wants = bool(badge) and not comes_over(world)
        due = wants and world.mode == "guided" and name == self.due(world)
        look = "kb-wants is-next" if due else "kb-wants" * wants
        return FormButton(name, label, look, here=badge, pressed="true" if name == shown else "false")

    @staticmethod
    def due(world: World) -> str:
        """Where the next act is."""
        return place(world) if world.call.state in ("ringing", "talking") else WINDOW

    def badge(self, world: World, name: str) -> str:
        """Why a device wants attention, in a word or two."""
        signal = world.screen.signal
        state = world.call.state
        if name == place(world):
            if signal is None:
                return self.say("device.new-text") if world.screen.side else ""
            rings = {"call": "device.rings", "reply": "device.new-text", "approve": "device.asks"}[world.screen.kind]
            return {"ringing": self.say(rings), "talking": self.say("device.goes-on")}.get(state, "")
        if name != WINDOW or state == "ringing":
            return ""
        if state == "talking":
            return self.say("device.number") if world.mode != "guided" else ""
        return self.say("device.turn")
