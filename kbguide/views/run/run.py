"""A run: the practice window and the telephone side by side, whatever is being practised in it."""

import ipywidgets

from kbguide.practice import BEGIN, Action, World, judge
from kbguide.practice.judge import PINS, PLAIN
from kbguide.practice.telephone import PHONE
from kbguide.store import ONWARD
from kbguide.views.kit.forms import Message
from kbguide.views.kit.html import Html, el
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import (
    Keypad,
    KeypadScript,
    Widgets,
    blank,
    blanks,
    box,
    set_class,
    set_traits,
    set_visible,
    shared,
)
from kbguide.views.run.devices import CALL, DEVICES, TEXTS, WINDOW, Devices, comes_over, first, in_hand, moment, place
from kbguide.views.run.drill import DrillHtml
from kbguide.views.run.head import HeadHtml
from kbguide.views.run.intrusion import IntrusionView
from kbguide.views.run.leaving import LeavingView
from kbguide.views.run.outcome import OutcomeHtml
from kbguide.views.run.run_forms import RunForms, shuffled, token
from kbguide.views.run.sight import Sight


class RunView(View):
    """One fixed tree of widgets; each screen of a procedure only sets their traits."""

    name = "run"
    acts = False  # it stands inside the chapters' views

    def build(self) -> Widgets:
        self.drill_html = DrillHtml(self.content, self.lang)
        self.outcome_html = OutcomeHtml(self.content, self.lang)
        self.forms = RunForms(self.content, self.lang)
        self.window_html = self.forms.window_html
        self.intrusion = IntrusionView(self.store, self.page, self.lang)
        self.devices = Devices(self.content, self.lang)
        self.head_html = HeadHtml(self.content, self.lang)
        self.seen: Sight | None = None
        self.shown = WINDOW  # which device is in sight where there is room for one
        self.moment: tuple[str, ...] = ()
        self.leaving = LeavingView(self.store, self.page, self.lang)
        self.head, self.help, self.above, self.advice, self.card, self.below = blanks(6)
        self.bar = self.make_form(self.on_control)
        self.mend = self.make_form(self.on_control)
        self.controls = self.make_form(self.on_control)
        self.switch = self.make_form(self.on_switch, cls="kb-switch")
        top = box(self.bar, self.head, self.help, cls="kb-runbar", across=True)
        stage = box(self.switch, self.build_window(), self.build_phone(), cls="kb-stage")
        self.place = box(stage, self.card, cls="kb-practice", across=True)
        parts = (self.advice, self.above, self.intrusion.root, self.mend, self.place, self.below, self.controls)
        return (box(top, self.leaving.root, *parts, cls="kb-stack kb-run"),)

    def build_window(self) -> ipywidgets.Box:
        """The practice window: text, form and number pad."""
        self.inside = blank()
        self.form = self.make_form(self.on_message)
        self.pin = self.build_pad("pin.pad", length=6)
        return box(self.inside, box(self.pin, self.form, cls="kb-window__body"), cls="kb-window")

    def build_phone(self) -> ipywidgets.Box:
        """The practice telephone: text, number pad and form."""
        self.phone_text = blank()
        self.keys = self.build_pad("call.pad")
        self.phone_form = self.make_form(self.on_message)
        self.phone = box(self.phone_text, box(self.keys, self.phone_form, cls="kb-phone__body"), cls="kb-phone")
        return self.phone

    def build_pad(self, name: str, length: int = 0) -> Keypad:
        """A number pad of the practice world."""
        words = {**self.forms.pad_words(), "pad": self.say(name)}
        made = Keypad(script=shared(KeypadScript), lang=self.lang, words=words, length=length)
        made.listen(self.on_message)
        return made

    # -- what the learner does ---------------------------------------------------------------------

    def on_control(self, message: Message) -> None:
        """A button beside the practice window."""
        world = self.store.world
        if world is None:
            return
        if message.name == "leave" and world.over:
            self.leaving.end()
        elif message.name == "leave":
            self.leaving.ask()
        elif message.name == "then" and world.procedure.then:
            who = {"persona": world.persona.id, "channel": world.picks.get("channel", "")}
            self.store.do(Action(BEGIN, values={"procedure": world.procedure.then, **who}))
        elif message.name == "mode":
            self.act("mode", mode="own" if world.mode == "guided" else "guided")
        elif message.name in ("back", "hint", "remedy", "release"):
            self.act(message.name)

    def on_switch(self, message: Message) -> None:
        """Another device, or another part of the telephone."""
        if message.name in DEVICES:
            self.shown = message.name
            self.render()
            self.page.focus_on(f".kb-root-run .kb-switch [data-name={message.name}]")

    def act(self, kind: str, **values: str) -> None:
        """Hand an action on the present screen to the store."""
        world = self.store.world
        if world:
            self.store.do(Action(kind, world.at, values))

    def on_message(self, message: Message) -> None:
        """From the window or the telephone, and already known to belong to the present screen."""
        world = self.store.world
        if world is None:
            return
        if message.kind == "press":
            self.on_press(world, message.name)
        elif message.kind == "key":
            self.act({"erase": "erase", "hang-up": "decline"}.get(message.key, "key"), digit=message.key)
        elif message.kind == "refused":
            self.on_refused(world, message)
        elif message.kind in ("pin", "submit"):
            action = judge(world, {"pin": message.value} if message.kind == "pin" else message.values)
            self.act("request" if world.screen.kind == "call" else "submit", **action.values)

    def on_refused(self, world: World, message: Message) -> None:
        """The browser has erased something that looks like a real number; only which field and why is known here."""
        guard = self.content.guards.get(message.guard)
        if guard and message.field in {"reply", *(part.name for part in world.screen.field)}:
            self.act("refused", **{message.field: guard.problem})

    def on_press(self, world: World, name: str) -> None:
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
            if moment(world) != self.moment:
                self.moment, self.shown = moment(world), first(world)
            self.render_world(world)
            self.move_focus(world)

    def render_world(self, world: World) -> None:
        """Set everything from the world."""
        over = world.over
        self.render_head(world)
        set_visible(self.place, not over and not world.intrusion)
        above, below = self.told(world)
        said = (self.notice(), above)
        self.above.value = self.html(el("div", *said, cls="kb-stack-small") if any(said) else "")
        self.below.value = self.html(below)
        mend = () if over else self.forms.mending(world)
        set_visible(self.mend, bool(mend))
        set_traits(self.mend, token=token(world), buttons=mend)
        set_visible(self.advice, over or not (world.intrusion or world.mode == "real"))
        self.advice.value = self.html(self.outcome_html.columns(world) if over else self.hint(world))
        if not over:
            self.render_window(world)
            self.render_phone(world)
            self.card.value = self.html(self.window_html.persona(world))
        set_traits(self.controls, token=token(world), buttons=self.forms.controls(world, self.store.journey.managing))

    def render_head(self, world: World) -> None:
        """The bar: a way out, where one is, help."""
        self.head.value = self.html(self.head_html.step(world))
        self.help.value = self.html(self.head_html.help(world))
        leave = self.button("leave", "practice.stop", "kb-button--back")
        set_traits(self.bar, token=token(world), buttons=() if world.over else (leave,))

    def move_focus(self, world: World) -> None:
        """To what is new."""
        now = Sight.of(world)
        target = now.moved_from(self.seen, world) if self.seen else ""
        self.seen = now
        if target:
            self.page.focus_on(f".kb-root-run {target}")

    def hint(self, world: World) -> Html:
        """What to do now."""
        worked = self.store.notice == ONWARD or world.call.state == "done"
        rest = self.marked(world, self.head_html.rest(world), "hint")
        return self.head_html.cue(world, self.say("practice.confirmed") if worked else "", rest)

    def told(self, world: World) -> tuple[Html, Html]:
        """What followed or went wrong: above and, of what its field says already or a pad has no room for, below."""
        drill = world.intruder
        reply = drill.reply_of(world.reaction) if drill else None
        if world.explaining and drill and reply:
            return self.drill_html.told(drill, reply, self.gloss(self.drill_html.lesson(drill), self.name)), Html("")
        if world.finished and not world.over and self.outcome_html.changed(world):  # by a remedy
            return Html(""), self.outcome_html.changes(world)
        is_pin = world.screen.kind in PINS
        if not world.explained or (world.problem in PLAIN and not is_pin):
            return Html(""), Html("")
        whole = self.marked(world, self.window_html.problem(world, world.wrong_turn), "problem")
        if self.forms.told_above(world):
            return whole, Html("")
        if is_pin:
            return self.window_html.problem(world, None, brief=True), self.window_html.rest(world)
        return (Html(""), whole) if world.faults else (whole, Html(""))

    def marked(self, world: World, html: Html, where: str) -> Html:
        """The HTML with its terms, but for those that name a line of the screen's menu: that line is to be pressed."""
        lines = {entry.label[self.lang] for entry in world.screen.entry}
        return self.gloss(html, where, self.glossary.named(lines))

    def render_window(self, world: World) -> None:
        """The practice window: its frame, its text, and its fields or its number pad."""
        self.inside.value = self.html(self.window_html.window(world))
        is_pin = world.screen.kind in PINS
        set_visible(self.pin, is_pin)
        set_traits(self.pin, token=token(world), order=shuffled(world))
        set_traits(self.form, **self.forms.window(world), tries=len(world.met))

    def render_phone(self, world: World) -> None:
        """The learner's telephone, and which device is in sight."""
        html = self.window_html
        elsewhere = self.shown in (CALL, TEXTS) and self.shown != place(world)
        over = comes_over(world) and self.shown == WINDOW
        looks = {"kb-in-hand": in_hand(world), "kb-shows-phone": self.shown != WINDOW, "kb-calling": over}
        for name, has in looks.items():
            set_class(self.place, name, has)
        set_traits(self.switch, token=token(world), buttons=self.devices.buttons(world, self.shown))
        said = el("p", self.say("phone.idle"), cls="kb-soft kb-center") if elsewhere else html.screen(world)
        status = el("div", said, role="status", cls="kb-phone__text")
        self.phone_text.value = self.html(el("section", html.head(), status, aria_label=self.say("phone.name")))
        keys = world.screen.kind == "call" and world.call.state == "talking" and not elsewhere
        set_visible(self.keys, keys)
        set_traits(self.keys, token=token(world))
        set_visible(self.phone_form, not elsewhere)
        set_traits(self.phone_form, **self.forms.phone(world), tries=len(world.met))
