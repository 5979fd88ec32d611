"""The practice telephone and the two digits that go from the window to it, as HTML."""

from kbguide.practice import World
from kbguide.views.kit.html import Html, el, hidden, icon, rich
from kbguide.views.kit.words import Words


class PhoneHtml(Words):
    """Writes it in one language."""

    @staticmethod
    def shows_code(world: World) -> bool:
        """Whether the window shows two digits at this moment."""
        signal = world.screen.signal
        return bool(signal and signal.digits and world.call.state in ("silent", "ringing", "talking"))

    def code(self, world: World) -> Html:
        """The two digits, large; a screen reader hears them one by one."""
        key = world.screen.kind
        spoken = hidden(self.say(f"{key}.code-spoken", digits=", ".join(world.code)))
        digits = el("p", spoken, *(el("b", digit, aria_hidden="true") for digit in world.code), cls="kb-code__digits")
        lines = [el("h4", self.say(f"{key}.code"), aria_hidden="true"), el("p", rich(self.say(f"{key}.code-where")))]
        if world.picks.get("phone") and key == "call":
            lines.append(el("p", rich(self.say("call.number", number=f"**{world.picks['phone']}**")), cls="kb-soft"))
        lines.append(el("p", self.say("practice.no-limit"), cls="kb-soft"))
        return el("div", digits, el("div", *lines, cls="kb-code__text"), cls="kb-code")

    def confirmed(self, world: World) -> Html:
        """That the telephone's part is done, and that the window's is not."""
        why = el("small", self.say(f"{world.screen.kind}.confirmed"))
        return el("div", icon("check"), el("p", self.say("practice.confirmed"), why), cls="kb-yes")

    def head(self) -> Html:
        """The strip of the practice telephone."""
        title = el("h3", self.say("phone.name"), tabindex="-1", cls="kb-phone-title")
        return el("div", title, el("span", self.say("phone.pretend")), cls="kb-pretend")

    def screen(self, world: World) -> Html:
        """What the telephone shows now. It is a live region: a call that comes in is heard."""
        screen = world.screen
        state = world.call.state
        if screen.signal is None and screen.side is None:
            return el("p", self.say("phone.idle"), cls="kb-soft kb-center")
        if screen.signal is None:
            return self.message(self.say("phone.message"), self.fill(world, screen.side))
        who = self.fill(world, screen.signal.sender)
        if state == "ringing":
            ring = el("div", icon("phone" if screen.kind == "call" else "hand"), cls="kb-call__ring")
            arrives = el("p", self.fill(world, screen.signal.arrives), cls="kb-soft")
            return el("div", arrives, el("p", who, cls="kb-call__who"), ring, self.carried(world), cls="kb-call")
        if state in ("talking", "done"):
            said = self.fill(world, screen.signal.says if state == "talking" else screen.signal.done)
            if screen.kind == "reply":
                return el("div", self.message(who, said), self.carried(world), cls="kb-stack-small")
            voice = el("p", el("b", f"{who}: "), said, cls="kb-voice")
            typed = self.typed(world) if screen.kind == "call" else ""
            return el("div", voice, el("div", self.carried(world), typed, cls="kb-match"), cls="kb-stack-small")
        key = {"ended": "phone.ended", "silent": "phone.silent"}.get(state, "phone.idle")
        return el("p", self.say(key), cls="kb-soft kb-center")

    @staticmethod
    def message(who: str, said: str) -> Html:
        """A text message."""
        return el("div", el("p", who, cls="kb-sms__from"), el("div", el("p", said), cls="kb-bubble"), cls="kb-sms")

    def carried(self, world: World) -> Html:
        """Guided, the number travels along from the window to the telephone; on one's own one has to look."""
        if world.mode != "guided" or not self.shows_code(world):
            return Html("")
        number = el("b", world.code)
        return el("p", icon("screen"), el("span", self.say(f"{world.screen.kind}.reminder")), number, cls="kb-carry")

    def typed(self, world: World) -> Html:
        """The digits pressed so far."""
        keyed = world.call.keyed
        spoken = hidden(self.say("call.typed", digits=", ".join(keyed) or self.say("call.none")))
        boxes = (
            el("span", keyed[i : i + 1] or "\u00a0", cls="now" if i == len(keyed) else "", aria_hidden="true")
            for i in range(len(world.code))
        )
        return el("p", spoken, *boxes, cls="kb-typed")
