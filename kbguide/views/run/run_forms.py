"""From a screen of a procedure to the fields, buttons and messages of the practice window and the telephone."""

import random
from collections.abc import Mapping
from typing import Any

from kbguide.content.catalogue import Content
from kbguide.content.procedure import Entry, Field
from kbguide.practice import World
from kbguide.practice.judge import PINS, PLAIN
from kbguide.views.kit.forms import GO, FormButton, FormField, FormOption
from kbguide.views.kit.words import Words
from kbguide.views.run.window import WindowHtml

PRIMARY = "kb-button--practice"
SECOND = "kb-button--practice-2"
STOP = "kb-button--stop"


class RunForms(Words):
    """Makes them for one language."""

    def __init__(self, content: Content, lang: str) -> None:
        super().__init__(content, lang)
        self.window_html = WindowHtml(content, lang)

    def pad_words(self) -> dict[str, str]:
        """The words on a number pad."""
        names = ("erase", "ok", "end", "ordered", "shown", "count")
        return {name: self.say(f"pad.{name}", count="{count}") for name in names}

    def button(self, name: str, key: str, look: str = "", submit: bool = False, here: bool = False) -> FormButton:
        """A button with the words of this key; `here` marks what a guided learner presses next."""
        return self.labelled(name, self.say(key), look, submit, here)

    def labelled(self, name: str, label: str, look: str = "", submit: bool = False, here: bool = False) -> FormButton:
        """The same with words that stand elsewhere."""
        if here:
            return FormButton(name, label, f"{look} is-next", submit, self.say("practice.here"))
        return FormButton(name, label, look, submit)

    # -- the practice window -----------------------------------------------------------------------

    def window(self, world: World) -> dict[str, Any]:
        """The traits of the window's form on this screen."""
        fields = world.screen.field
        return {
            "token": token(world),
            "menu": world.screen.kind == "menu",
            "fields": tuple(self.field(world, part) for part in fields) if world.call.asks else (),
            "picked": {part.name: world.picks[part.name] for part in fields if part.name in world.picks},
            "given": {part.name: given for part in fields if (given := self.given(world, part))},
            "errors": self.errors(world, {part.name: part for part in fields}),
            "buttons": self.window_buttons(world),
        }

    def field(self, world: World, part: Field) -> FormField:
        """One field, with what it offers if it is a choice."""
        offered = world.offered(part) if part.kind == "choice" else ()
        label = self.fill(world, part.label)
        options = tuple(FormOption(one.id, self.text(one.label), self.text(one.hint)) for one in offered)
        hint = self.fill(world, part.hint)
        return FormField(part.name, part.kind, label, hint, part.length, options)

    def given(self, world: World, part: Field) -> str:
        """Guided, what is right in a field, and where it stands: on the practice card, or in a text that has come."""
        if world.mode != "guided" or not part.expects:
            return ""
        kind = part.expects if part.expects in ("otp", "code") else "card"
        value = self.owner(world.persona) if part.expects == "name" else world.expected(part.expects)
        return f"{self.say(f'given.{kind}')} **{value}**"

    def told_above(self, world: World) -> bool:
        """Whether a problem of a field is explained above the window: it is mended elsewhere, or a guard erased it."""
        erased = {one.problem for one in self.content.guards.values()}
        return bool(world.locked or world.remedy or world.problem in erased)

    def errors(self, world: World, parts: Mapping[str, Field]) -> dict[str, str]:
        """What happened and what to do, for each field; where the first is obvious or explained above, the second."""
        above = self.told_above(world)
        found = {}
        for name, problem in world.faults.items():
            rule = self.fill(world, parts[name].rule) if name in parts else self.say("reply.rule")
            explained = above and problem == world.problem and problem not in PLAIN
            known = explained or problem in ("field-empty", "terms-unticked")
            found[name] = rule if known else f"{self.text(self.content.problems[problem].what)} {rule}"
        return found

    def window_buttons(self, world: World) -> tuple[FormButton, ...]:
        """The buttons of the window: a menu's entries, "OK", or the telephone's counterparts."""
        screen = world.screen
        if world.locked or world.over:
            return ()
        if screen.kind in PINS:
            return (self.card_button(),)
        if screen.kind == "done":  # of a remedy
            return (self.button("return", "practice.return", PRIMARY, here=world.mode == "guided"),)
        if screen.kind in ("menu", "decide"):
            return tuple(self.entry(world, entry) for entry in screen.entry)
        if screen.kind == "form":
            ok = self.button("ok", "ok", PRIMARY, submit=True)
            return (self.card_button(), ok) if self.window_html.asks(world) else (ok,)
        return self.telephone_buttons(world)

    def card_button(self) -> FormButton:
        """Opens the practice card, where it does not stand beside the window; nothing of it concerns the kernel."""
        return FormButton("card", self.say("card.open"), f"{SECOND} kb-only-stacked", opens=".kb-persona")

    def telephone_buttons(self, world: World) -> tuple[FormButton, ...]:
        """The window's buttons while something is to come to the telephone, or has come."""
        kind = world.screen.kind
        state = world.call.state
        guided = world.mode == "guided" and not world.remedy  # else the remedy comes next
        if world.call.asks:
            key = f"{kind}.request" if state == "idle" else f"{kind}.request-again"
            return (self.button("request", key, PRIMARY, submit=kind == "call", here=guided),)
        confirm = self.button("confirm", "call.confirm", PRIMARY, here=guided and state == "done")
        return (confirm,) if state == "done" else (confirm, self.button("request", f"{kind}.request-again", SECOND))

    def entry(self, world: World, entry: Entry) -> FormButton:
        """One line of a menu, or one answer to a question."""
        leads = world.leads_on(entry)
        look = PRIMARY if leads else SECOND
        if world.screen.kind != "decide":
            look = "kb-menu__entry"
        elif entry.grave:
            look = STOP
        return self.labelled(entry.id, self.text(entry.label), look, here=world.mode == "guided" and leads)

    # -- beside it ---------------------------------------------------------------------------------

    def mending(self, world: World) -> tuple[FormButton, ...]:
        """What puts the problem right: practising it or, where that cannot be, going on as if it were."""
        if world.remedy:
            title = self.say("practice.remedy", title=self.text(world.remedy.title))
            return (FormButton("remedy", title, "kb-button--primary"),)
        return (self.button("release", "practice.release", "kb-button--primary"),) if world.locked else ()

    def controls(self, world: World, managing: bool) -> tuple[FormButton, ...]:
        """The buttons below: back, a hint, more or less guidance; at the end, what may be practised next."""
        if world.intrusion:
            return ()
        if world.over:
            leave = "practice.leave" if managing else "practice.again"
            if world.procedure.then:
                return self.button("then", "practice.then", GO), self.button("leave", leave)
            return (self.button("leave", leave, GO),)
        found: list[FormButton] = []
        if (world.here.trail or world.suspended) and not world.finished:
            found.append(self.button("back", "back", "kb-button--back"))
        if world.mode == "own" and not world.hint_open:
            found.append(self.button("hint", "practice.help"))
        if world.mode != "real":
            found.append(self.button("mode", "practice.to-own" if world.mode == "guided" else "practice.to-guided"))
        return tuple(found)

    # -- the telephone -----------------------------------------------------------------------------

    def phone(self, world: World) -> dict[str, Any]:
        """The traits of the telephone's form."""
        signal = world.screen.signal
        fields: tuple[FormField, ...] = ()
        if signal and world.screen.kind == "reply" and world.call.state == "talking":
            fields = (FormField("reply", "digits", self.say("reply.field"), length=signal.digits),)
        errors = self.errors(world, {}) if "reply" in world.faults else {}
        buttons = self.phone_buttons(world) if signal else ()
        return {"token": token(world), "fields": fields, "errors": errors, "buttons": buttons}

    def phone_buttons(self, world: World) -> tuple[FormButton, ...]:
        """What can be done about what has come in."""
        kind = world.screen.kind
        if world.call.state == "ringing":
            answer = self.button("answer", f"{kind}.answer", PRIMARY, here=world.mode == "guided")
            decline = () if kind == "reply" else (self.button("decline", f"{kind}.decline", STOP),)
            return (answer, *decline, self.button("wait", f"{kind}.let", SECOND))
        if world.call.state == "talking":
            send = (self.button("send", "reply.send", PRIMARY, submit=True),) if kind == "reply" else ()
            return (*send, self.button("wait", f"{kind}.wait", SECOND))
        return ()


def shuffled(world: World) -> str:
    """The ten digits in an order that depends only on the world."""
    digits = list("1234567890")
    random.Random(f"{world.seed}/{world.pin_chosen}/{len(world.met)}").shuffle(digits)  # noqa: S311  nothing secret
    return "".join(digits)


def token(world: World) -> str:
    """Names the screen of this run, so that what arrives late is not taken for an answer to another one."""
    return f"{world.seed}/{world.procedure.id}/{world.at}"
