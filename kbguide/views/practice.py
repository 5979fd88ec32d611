"""Practise issuing: choosing a person, then the practice window and the telephone side by side."""

from __future__ import annotations

from typing import Any

import ipywidgets

from kbguide.practice import BEGIN, LEAVE, Action, World, judge
from kbguide.practice.judge import PLAIN
from kbguide.practice.step import PHONE
from kbguide.store import Store
from kbguide.views.base import View
from kbguide.views.html import el, icon, rich
from kbguide.views.inputs import Inputs
from kbguide.views.pieces import Pieces
from kbguide.views.widgets import Form, Keypad, Page, box, button, put, show, values_of, word

PROCEDURE = "issue-pc"


class PracticeView(View):
    """One fixed tree of widgets; each screen of a procedure only sets their traits."""

    name = "practice"

    def __init__(self, store: Store, page: Page, lang: str) -> None:
        super().__init__(store, page, lang)
        self.pieces = Pieces(self.content, lang)
        self.inputs = Inputs(self.content, lang)
        self.seen: tuple[Any, ...] = ()
        self.setup = self.build_setup()
        self.run = self.build_run()
        self.ready(self.setup, self.run)

    def build_setup(self) -> ipywidgets.Box:
        """The page before practice begins."""
        procedure = self.content.procedures[PROCEDURE]
        about = el("p", self.text(procedure.about), cls="kb-lead")
        head = ipywidgets.HTML(self.html(el("h2", self.say("setup.title"), cls="kb-setup-title"), about))
        self.chooser = Form(
            lang=self.lang, token=self.name, summary=self.say("form.summary"), **self.inputs.setup(procedure)
        )
        self.chooser.listen(self.begin)
        return box(head, self.chooser, cls="kb-column")

    def build_run(self) -> ipywidgets.Box:
        """The page while practising."""
        lang, words = self.lang, self.inputs.pad_words()
        self.head, self.problem, self.hint = (ipywidgets.HTML() for _ in range(3))
        self.top, self.inside, self.reminder, self.status, self.card, self.protects = (
            ipywidgets.HTML() for _ in range(6)
        )
        self.form = Form(lang=lang, summary=self.say("form.summary"), guards=self.inputs.guards())
        self.phone_form = Form(lang=lang, summary=self.say("form.summary"), guards=self.inputs.guards())
        self.pin = Keypad(lang=lang, words={**words, "pad": self.say("pin.pad")}, length=6)
        self.keys = Keypad(lang=lang, words={**words, "pad": self.say("call.pad")})
        for widget in (self.form, self.phone_form, self.pin, self.keys):
            widget.listen(self.heard)
        self.reminder.add_class("kb-only-stacked")
        self.phone_head = ipywidgets.HTML()
        self.phone = box(
            self.phone_head, box(self.status, self.keys, self.phone_form, cls="kb-phone__body"), cls="kb-phone"
        )
        self.window = box(self.top, box(self.inside, self.form, self.pin, cls="kb-window__body"), cls="kb-window")
        self.certificate, self.after = ipywidgets.HTML(), ipywidgets.HTML()
        self.done = box(self.certificate, self.after, cls="kb-two", across=True)
        self.place = box(
            self.window,
            box(self.reminder, self.phone, self.card, cls="kb-side kb-stack"),
            self.protects,
            cls="kb-practice",
            across=True,
        )
        self.back = button(self.say("back"), lambda: self.act("back"), "kb-button--back")
        self.help = button(self.say("practice.help"), lambda: self.act("hint"))
        self.release = button(self.say("practice.release"), lambda: self.act("release"), "kb-button--primary")
        self.mode = button("", self.toggle)
        self.again = button(self.say("practice.again"), self.restart)
        actions = box(self.release, self.back, self.help, self.mode, self.again, cls="kb-actions", across=True)
        return box(self.head, self.problem, self.hint, self.place, self.done, actions, cls="kb-stack")

    # -- what the learner does ---------------------------------------------------------------------

    def begin(self, kind: str, message: dict[str, Any]) -> None:
        """Start with the chosen person, mode and variant; what was not chosen is the first of its kind."""
        if kind == "submit" and self.store.world is None:
            chosen = self.inputs.chosen(self.chooser.fields, values_of(message))
            self.store.do(Action(BEGIN, values={**chosen, "procedure": PROCEDURE}))
            self.focus(".kb-step-title")

    def restart(self) -> None:
        """Back to the choice of a person. The tries so far are kept."""
        self.store.do(Action(LEAVE))
        self.focus(".kb-setup-title")

    def toggle(self) -> None:
        """Change between being guided and going on one's own."""
        world = self.store.world
        self.act("mode", mode="own" if world and world.mode == "guided" else "guided")

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
            self.pressed(world, word(message, "name"))
        elif kind == "key":
            key = word(message, "key")
            self.act({"erase": "erase", "hang-up": "decline"}.get(key, "key"), digit=key)
        elif kind == "refused":
            self.refused(world, message)
        elif kind in ("pin", "submit"):
            action = judge(world, {"pin": word(message, "value")} if kind == "pin" else values_of(message))
            self.act("request" if world.screen.kind == "call" else "submit", **action.values)

    def refused(self, world: World, message: dict[str, Any]) -> None:
        """The browser has erased something that looks like a real number; only which field and why is known here."""
        guard, name = self.content.guards.get(word(message, "guard")), word(message, "field")
        if guard and name in {"reply", *(part.name for part in world.screen.field)}:
            self.act("refused", **{name: guard.problem})

    def pressed(self, world: World, name: str) -> None:
        """A button inside the practice world."""
        if world.screen.kind == "menu":
            self.act("choose", entry=name)
        elif name in PHONE:
            self.act(name, **({"phone": world.picks["phone"]} if name == "request" and "phone" in world.picks else {}))

    # -- what the learner sees ---------------------------------------------------------------------

    def render(self) -> None:
        world = self.store.world
        show(self.setup, world is None)
        show(self.run, world is not None)
        self.busy(world is not None)
        if world is not None:
            self.render_world(world)

    def render_world(self, world: World) -> None:
        """Set everything from the world, then move the focus to what is new."""
        pieces, finished = self.pieces, world.finished
        guided = world.mode == "guided"
        self.head.value = self.html(pieces.step(world))
        show(self.place, not finished)
        show(self.done, finished)
        beside = world.problem in PLAIN and world.screen.kind != "pin"  # a number pad has no field to say it beside
        show(self.problem, world.problem is not None and not beside)
        self.problem.value = self.html(pieces.problem(world, world.wrong_turn)) if world.problem else ""
        show(self.hint, (guided or world.hint_open) and not finished)
        self.hint.value = self.html(el("div", pieces.hint(world), cls="kb-hint kb-hint--row"))
        self.render_window(world)
        self.render_phone(world)
        self.card.value = self.html(pieces.persona(world))
        self.protects.value = self.html(self.protection(world))
        self.certificate.value = self.html(pieces.certificate(world))
        self.after.value = self.html(pieces.after(world)) if finished else ""
        show(self.back, bool(world.trail) and not finished)
        show(self.help, not guided and not world.hint_open and not finished)
        show(self.release, world.locked is not None)
        show(self.mode, not finished)
        put(self.mode, description=self.say("practice.to-own" if guided else "practice.to-guided"))
        self.move_focus(world)

    def render_window(self, world: World) -> None:
        """The practice window: its frame, its text, and its fields or its number pad."""
        self.top.value = self.html(self.pieces.window(world))
        self.inside.value = self.html(self.pieces.inside(world))
        is_pin = world.screen.kind == "pin"
        show(self.pin, is_pin)
        show(self.form, not is_pin)
        put(self.pin, token=f"{world.at}/{world.pin_chosen}", order=self.inputs.shuffled(world))
        put(self.form, **self.inputs.window(world), tries=len(world.met))

    def render_phone(self, world: World) -> None:
        """The learner's telephone, where the screen has one."""
        signal, state = world.screen.signal, world.call.state
        show(self.phone, signal is not None or world.screen.side is not None)
        self.phone_head.value = self.html(self.pieces.phone_head())
        self.status.value = self.html(self.pieces.phone(world), role="status")
        show(self.reminder, self.pieces.shows_code(world))
        self.reminder.value = self.html(self.pieces.reminder(world))
        show(self.keys, world.screen.kind == "call" and state == "talking")
        put(self.keys, token=world.at)
        put(self.phone_form, **self.inputs.phone(world), tries=len(world.met))

    def protection(self, world: World) -> str:
        """What the present screen protects against."""
        text = self.pieces.fill(world, world.screen.protects)
        title = el("strong", self.say("practice.protects"), " ")
        why = el("div", icon("shield"), el("p", title, rich(text)), cls="kb-heed kb-heed--good") if text else ""
        return el("div", why, self.sources(world.screen.facts), cls="kb-stack-small")

    def move_focus(self, world: World) -> None:
        """To the heading of a new screen, to an explanation, to the telephone when something comes in."""
        now = (world.at, world.procedure.id, world.persona.id, len(world.met), world.call.state, world.pin_chosen)
        before, self.seen = self.seen, now
        if not before or before == now:
            return
        if before[:3] != now[:3]:
            self.focus(".kb-step-title")
        elif len(world.met) > before[3]:
            if not world.faults or world.screen.kind == "pin":  # a form moves the focus to its own summary
                self.focus(".kb-problem__head")
        elif world.call.state != before[4] and world.call.state in ("ringing", "talking"):
            self.focus(".kb-phone-title")
        elif world.call.state != before[4] and world.call.state == "done":
            self.focus(".kb-window-title")
        elif world.pin_chosen != before[5]:
            self.focus(".kb-keypad button")
