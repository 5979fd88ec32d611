"""A run: the practice window and the telephone side by side, whatever is being practised in it."""

from __future__ import annotations

from typing import Any

import ipywidgets

from kbguide.practice import LEAVE, Action, World, judge
from kbguide.practice.judge import PINS, PLAIN
from kbguide.practice.telephone import PHONE
from kbguide.store import Store
from kbguide.views.kit.html import Html, el, icon, rich
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Form, Keypad, Page, blank, box, set_traits, set_visible, text_of, values_of
from kbguide.views.run.drill import Scene
from kbguide.views.run.intrusion import IntrusionView
from kbguide.views.run.run_forms import Inputs


class RunView(View):
    """One fixed tree of widgets; each screen of a procedure only sets their traits."""

    name = "run"
    acts = False  # it stands inside the chapters' views

    def __init__(self, store: Store, page: Page, lang: str) -> None:
        super().__init__(store, page, lang)
        self.pieces = Scene(self.content, lang)
        self.inputs = Inputs(self.content, lang)
        self.intrusion = IntrusionView(store, page, lang)
        self.seen: tuple[Any, ...] = ()
        self.mount(self.build())

    def build(self) -> ipywidgets.Box:
        """Everything that a run shows."""
        lang, words = self.lang, self.inputs.pad_words()
        self.above, self.advice, self.inside, self.phone_text, self.card, self.protects = (blank() for _ in range(6))
        self.reminder = blank("kb-only-stacked")
        self.form = Form(lang=lang, summary=self.say("form.summary"), guards=self.inputs.guards())
        self.phone_form = Form(lang=lang, summary=self.say("form.summary"), guards=self.inputs.guards())
        self.pin = Keypad(lang=lang, words={**words, "pad": self.say("pin.pad")}, length=6)
        self.keys = Keypad(lang=lang, words={**words, "pad": self.say("call.pad")})
        for widget in (self.form, self.phone_form, self.pin, self.keys):
            widget.listen(self.heard)
        self.mend, self.controls = Form(lang=lang), Form(lang=lang)
        for form in (self.mend, self.controls):
            form.listen(lambda _, message: self.controlled(text_of(message, "name")))
        self.phone = box(self.phone_text, box(self.keys, self.phone_form, cls="kb-phone__body"), cls="kb-phone")
        self.window = box(self.inside, box(self.form, self.pin, cls="kb-window__body"), cls="kb-window")
        side = box(self.reminder, self.phone, self.card, cls="kb-side kb-stack")
        self.place = box(self.window, side, self.protects, cls="kb-practice", across=True)
        return box(self.above, self.intrusion.root, self.mend, self.advice, self.place, self.controls, cls="kb-stack")

    # -- what the learner does ---------------------------------------------------------------------

    def leave(self) -> None:
        """End this run. What was tried so far is kept."""
        self.store.do(Action(LEAVE))
        self.page.focus_on(".kb-setup-title, .kb-board-title")

    def controlled(self, name: str) -> None:
        """A button below the practice window."""
        world = self.store.world
        if world is None:
            return
        if name == "leave":
            self.leave()
        elif name == "mode":
            self.act("mode", mode="own" if world.mode == "guided" else "guided")
        elif name in ("back", "hint", "remedy", "release"):
            self.act(name)

    def act(self, kind: str, **values: str) -> None:
        """Hand an action on the present screen to the store."""
        world = self.store.world
        if world:
            self.store.do(Action(kind, world.at, values))

    def heard(self, kind: str, message: dict[str, Any]) -> None:
        """A message from the window or the telephone, already known to belong to the present screen."""
        world = self.store.world
        if world is None:
            return
        if kind == "press":
            self.pressed(world, text_of(message, "name"))
        elif kind == "key":
            key = text_of(message, "key")
            self.act({"erase": "erase", "hang-up": "decline"}.get(key, "key"), digit=key)
        elif kind == "refused":
            self.refused(world, message)
        elif kind in ("pin", "submit"):
            action = judge(world, {"pin": text_of(message, "value")} if kind == "pin" else values_of(message))
            self.act("request" if world.screen.kind == "call" else "submit", **action.values)

    def refused(self, world: World, message: dict[str, Any]) -> None:
        """The browser has erased something that looks like a real number; only which field and why is known here."""
        guard, name = self.content.guards.get(text_of(message, "guard")), text_of(message, "field")
        if guard and name in {"reply", *(part.name for part in world.screen.field)}:
            self.act("refused", **{name: guard.problem})

    def pressed(self, world: World, name: str) -> None:
        """A button inside the practice world."""
        if world.screen.kind in ("menu", "decide"):
            self.act("choose", entry=name)
        elif world.finished and name == "return":
            self.act("return")
        elif name in PHONE:
            self.act(name, **({"phone": world.picks["phone"]} if name == "request" and "phone" in world.picks else {}))

    # -- what the learner sees ---------------------------------------------------------------------

    def render(self) -> None:
        world = self.store.world
        if world is not None:
            self.render_world(world)

    def render_world(self, world: World) -> None:
        """Set everything from the world, then move the focus to what is new."""
        over = world.over
        set_visible(self.place, not over and not world.intrusion)
        self.above.value = self.html(
            el("div", self.pieces.step(world), self.notice(), self.told(world), cls="kb-stack-big")
        )
        mend = [] if over else self.mending(world)
        set_visible(self.mend, bool(mend))
        set_traits(self.mend, token=self.inputs.token(world), buttons=mend)
        set_visible(self.advice, not world.intrusion and (over or world.mode == "guided" or world.hint_open))
        self.advice.value = self.html(self.outcome(world) if over else self.hint(world))
        if not over:
            self.render_window(world)
            self.render_phone(world)
            self.card.value = self.html(self.pieces.persona(world))
            self.protects.value = self.html(self.protection(world))
        set_traits(self.controls, token=self.inputs.token(world), buttons=self.buttons(world))
        self.move_focus(world)

    def hint(self, world: World) -> Html:
        """What to do now; at the end of a remedy also what it has changed."""
        here = el("div", self.marked(world, self.pieces.hint(world), "hint"), cls="kb-hint kb-hint--row")
        changed = world.finished and self.pieces.changed(world)
        return el("div", here, self.pieces.changes(world), cls="kb-stack-small") if changed else here

    def outcome(self, world: World) -> Html:
        """At the end: what was done, and what follows."""
        return el("div", el("div", self.pieces.left(world)), el("div", self.pieces.right(world)), cls="kb-two")

    def told(self, world: World) -> Html:
        """What followed from the answer to a fraud in the middle, or what went wrong."""
        drill = self.content.drills.get(world.fraud)
        reply = next((one for one in drill.reply if one.id == world.reaction), None) if drill else None
        if not (world.explaining and drill and reply):
            return self.explanation(world)
        lesson = self.gloss(self.pieces.lesson(drill), self.name)
        return el(
            "div", self.pieces.verdict(drill, reply), self.pieces.played(drill, reply), lesson, cls="kb-stack-big"
        )

    def explanation(self, world: World) -> Html:
        """What went wrong and what to do."""
        beside = world.problem in PLAIN and world.screen.kind not in PINS  # a number pad has no field to say it beside
        if not world.explained or beside:
            return Html("")
        return self.marked(world, self.pieces.problem(world, world.wrong_turn), "problem")

    def marked(self, world: World, html: Html, where: str) -> Html:
        """The HTML with its terms, but for those that name a line of the screen's menu: that line is to be pressed."""
        lines = {entry.label[self.lang] for entry in world.screen.entry}
        return self.gloss(html, where, self.glossary.named(lines))

    def mending(self, world: World) -> list[dict[str, Any]]:
        """What puts the problem right: practising it or, where that cannot be, going on as if it were."""
        if world.remedy:
            title = self.say("practice.remedy", title=self.text(world.remedy.title))
            return [self.inputs.press("remedy", title, "kb-button--primary")]
        label = self.say("practice.release")
        return [self.inputs.press("release", label, "kb-button--primary")] if world.locked else []

    def buttons(self, world: World) -> list[dict[str, Any]]:
        """The buttons below: back, a hint, more or less guidance, and leaving."""
        press, over = self.inputs.press, world.over
        found: list[dict[str, Any]] = []
        if world.intrusion:
            return [press("leave", self.say("practice.stop"), "")]
        if (world.here.trail or world.suspended) and not world.finished and not over:
            found.append(press("back", self.say("back"), "kb-button--back"))
        if world.mode == "own" and not world.hint_open and not over:
            found.append(press("hint", self.say("practice.help"), ""))
        if world.mode != "real" and not over:
            found.append(
                press("mode", self.say("practice.to-own" if world.mode == "guided" else "practice.to-guided"), "")
            )
        key = "practice.leave" if self.store.journey.managing else "practice.again" if over else "practice.stop"
        return [*found, press("leave", self.say(key), "")]

    def render_window(self, world: World) -> None:
        """The practice window: its frame, its text, and its fields or its number pad."""
        text = el("div", self.pieces.inside(world), cls="kb-window__text")
        self.inside.value = self.html(self.pieces.window(world), text)
        is_pin = world.screen.kind in PINS
        set_visible(self.pin, is_pin)
        set_visible(self.form, not is_pin)
        set_traits(self.pin, token=self.inputs.token(world), order=self.inputs.shuffled(world))
        set_traits(self.form, **self.inputs.window(world), tries=len(world.met))

    def render_phone(self, world: World) -> None:
        """The learner's telephone, where the screen has one."""
        signal, state = world.screen.signal, world.call.state
        set_visible(self.phone, signal is not None or world.screen.side is not None)
        status = el("div", self.pieces.phone(world), role="status", cls="kb-phone__text")
        self.phone_text.value = self.html(self.pieces.phone_head(), status)
        set_visible(self.reminder, self.pieces.shows_code(world))
        self.reminder.value = self.html(self.pieces.reminder(world))
        set_visible(self.keys, world.screen.kind == "call" and state == "talking")
        set_traits(self.keys, token=self.inputs.token(world))
        set_traits(self.phone_form, **self.inputs.phone(world), tries=len(world.met))

    def protection(self, world: World) -> str:
        """What the present screen protects against."""
        text = self.pieces.fill(world, world.screen.protects)
        title = el("strong", self.say("practice.protects"), " ")
        why = el("div", icon("shield"), el("p", title, rich(text)), cls="kb-heed kb-heed--good") if text else ""
        return el("div", why, self.sources(world.screen.facts), cls="kb-stack-small")

    def move_focus(self, world: World) -> None:
        """To the heading of a new screen, to an explanation, to the telephone when something comes in."""
        where = (world.at, world.procedure.id, world.seed)
        now = (*where, len(world.met), world.call.state, world.pin_chosen, world.reaction)
        before, self.seen = self.seen, now
        if not before or before == now:
            return
        if before[:3] != now[:3]:
            self.page.focus_on(".kb-root-run .kb-step-title")
        elif world.reaction != before[6]:
            self.page.focus_on(".kb-root-run .kb-answer-title")
        elif len(world.met) > before[3]:
            if not world.faults or world.screen.kind in PINS:  # a form moves the focus to its own summary
                self.page.focus_on(".kb-root-run .kb-problem__head")
        elif world.call.state != before[4] and world.call.state in ("ringing", "talking"):
            self.page.focus_on(".kb-root-run .kb-phone-title")
        elif world.call.state != before[4] and world.call.state == "done":
            self.page.focus_on(".kb-root-run .kb-window-title")
        elif world.pin_chosen != before[5]:
            self.page.focus_on(".kb-root-run .kb-keypad button")
