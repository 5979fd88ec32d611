"""A run: the practice window and the telephone side by side, whatever is being practised in it."""

import ipywidgets

from kbguide.practice import BEGIN, LEAVE, Action, World, judge
from kbguide.practice.judge import PINS, PLAIN
from kbguide.practice.telephone import PHONE
from kbguide.store import ONWARD, Store
from kbguide.views.kit.forms import GO, FormButton, Message
from kbguide.views.kit.html import Html, el, heed, rich
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Form, Keypad, Page, blank, blanks, box, set_class, set_traits, set_visible
from kbguide.views.run.drill import DrillHtml
from kbguide.views.run.intrusion import IntrusionView
from kbguide.views.run.outcome import OutcomeHtml
from kbguide.views.run.run_forms import RunForms, shuffled, token
from kbguide.views.run.sight import Sight
from kbguide.views.run.window import WindowHtml


class RunView(View):
    """One fixed tree of widgets; each screen of a procedure only sets their traits."""

    name = "run"
    acts = False  # it stands inside the chapters' views

    def __init__(self, store: Store, page: Page, lang: str) -> None:
        super().__init__(store, page, lang)
        self.window_html = WindowHtml(self.content, lang)
        self.drill_html = DrillHtml(self.content, lang)
        self.outcome_html = OutcomeHtml(self.content, lang)
        self.forms = RunForms(self.content, lang)
        self.intrusion = IntrusionView(store, page, lang)
        self.seen: Sight | None = None
        self.mount(self.build())

    def build(self) -> ipywidgets.Box:
        """Everything that a run shows."""
        self.head, self.above, self.advice, self.protects = blanks(4)
        self.bar = self.make_form(self.on_control)
        self.mend = self.make_form(self.on_control)
        self.controls = self.make_form(self.on_control)
        top = box(self.bar, self.head, cls="kb-runbar", across=True)
        side = box(*self.build_phone(), cls="kb-side kb-stack")
        self.place = box(self.build_window(), side, self.protects, cls="kb-practice", across=True)
        parts = (self.advice, self.above, self.intrusion.root, self.mend, self.place, self.controls)
        return box(top, *parts, cls="kb-stack kb-run")

    def build_window(self) -> ipywidgets.Box:
        """The practice window: text, form and number pad."""
        self.inside = blank()
        self.form = self.build_form()
        self.pin = self.build_pad("pin.pad", length=6)
        return box(self.inside, box(self.form, self.pin, cls="kb-window__body"), cls="kb-window")

    def build_phone(self) -> tuple[ipywidgets.Widget, ...]:
        """What stands beside it: the number to be remembered, the telephone, the practice card."""
        self.reminder = blank("kb-only-stacked")
        self.phone_text, self.card = blanks(2)
        self.keys = self.build_pad("call.pad")
        self.phone_form = self.build_form()
        self.phone = box(self.phone_text, box(self.keys, self.phone_form, cls="kb-phone__body"), cls="kb-phone")
        return self.reminder, self.phone, self.card

    def build_form(self) -> Form:
        """A form of the practice world, which takes no real number."""
        return self.make_form(self.on_message, summary=self.say("form.summary"), guards=self.forms.guards())

    def build_pad(self, name: str, length: int = 0) -> Keypad:
        """A number pad of the practice world."""
        made = Keypad(lang=self.lang, words={**self.forms.pad_words(), "pad": self.say(name)}, length=length)
        made.listen(self.on_message)
        return made

    # -- what the learner does ---------------------------------------------------------------------

    def leave(self) -> None:
        """End this run. What was tried so far is kept."""
        self.store.do(Action(LEAVE))
        self.page.focus_on(".kb-setup-title, .kb-board-title")

    def on_control(self, message: Message) -> None:
        """A button beside the practice window."""
        world = self.store.world
        if world is None:
            return
        if message.name == "leave":
            self.leave()
        elif message.name == "then" and world.procedure.then:
            who = {"persona": world.persona.id, "channel": world.picks.get("channel", "")}
            self.store.do(Action(BEGIN, values={"procedure": world.procedure.then, **who}))
        elif message.name == "mode":
            self.act("mode", mode="own" if world.mode == "guided" else "guided")
        elif message.name in ("back", "hint", "remedy", "release"):
            self.act(message.name)

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
            self.render_world(world)
            self.move_focus(world)

    def render_world(self, world: World) -> None:
        """Set everything from the world."""
        over = world.over
        set_visible(self.place, not over and not world.intrusion)
        confirmed = self.say(ONWARD) if self.store.notice == ONWARD else ""
        self.head.value = self.html(self.window_html.step(world, confirmed))
        above = self.window_html.lead(world), self.notice(), self.told(world)
        self.above.value = self.html(el("div", *above, cls="kb-stack-small") if any(above) else "")
        mend = () if over else self.mending(world)
        set_visible(self.mend, bool(mend))
        set_traits(self.mend, token=token(world), buttons=mend)
        set_visible(self.advice, not world.intrusion and (over or world.mode == "guided" or world.hint_open))
        self.advice.value = self.html(self.outcome_html.columns(world) if over else self.hint(world))
        if not over:
            self.render_window(world)
            self.render_phone(world)
            self.card.value = self.html(self.window_html.persona(world))
            self.protects.value = self.html(self.protection(world))
        leave = self.button("leave", "practice.stop", "kb-button--back")
        set_traits(self.bar, token=token(world), buttons=() if over else (leave,))
        set_traits(self.controls, token=token(world), buttons=self.buttons(world))

    def move_focus(self, world: World) -> None:
        """To what is new."""
        now = Sight.of(world)
        target = now.moved_from(self.seen, world) if self.seen else ""
        self.seen = now
        if target:
            self.page.focus_on(f".kb-root-run {target}")

    def hint(self, world: World) -> Html:
        """What to do now; at the end of a remedy also what it has changed."""
        here = el("div", self.marked(world, self.window_html.hint(world), "hint"), cls="kb-hint")
        if not (world.finished and self.outcome_html.changed(world)):
            return here
        return el("div", here, self.outcome_html.changes(world), cls="kb-stack-small")

    def told(self, world: World) -> Html:
        """What followed from the answer to a fraud in the middle, or what went wrong and what to do."""
        drill = world.intruder
        reply = drill.reply_of(world.reaction) if drill else None
        if world.explaining and drill and reply:
            return self.drill_html.told(drill, reply, self.gloss(self.drill_html.lesson(drill), self.name))
        beside = world.problem in PLAIN and world.screen.kind not in PINS  # a number pad has no field to say it beside
        if not world.explained or beside:
            return Html("")
        return self.marked(world, self.window_html.problem(world, world.wrong_turn), "problem")

    def marked(self, world: World, html: Html, where: str) -> Html:
        """The HTML with its terms, but for those that name a line of the screen's menu: that line is to be pressed."""
        lines = {entry.label[self.lang] for entry in world.screen.entry}
        return self.gloss(html, where, self.glossary.named(lines))

    def mending(self, world: World) -> tuple[FormButton, ...]:
        """What puts the problem right: practising it or, where that cannot be, going on as if it were."""
        if world.remedy:
            title = self.say("practice.remedy", title=self.text(world.remedy.title))
            return (FormButton("remedy", title, "kb-button--primary"),)
        return (self.button("release", "practice.release", "kb-button--primary"),) if world.locked else ()

    def buttons(self, world: World) -> tuple[FormButton, ...]:
        """The buttons below: back, a hint, more or less guidance; at the end, what may be practised next."""
        if world.intrusion:
            return ()
        if world.over:
            leave = "practice.leave" if self.store.journey.managing else "practice.again"
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

    def render_window(self, world: World) -> None:
        """The practice window: its frame, its text, and its fields or its number pad."""
        text = el("div", self.window_html.inside(world), cls="kb-window__text")
        self.inside.value = self.html(self.window_html.window(world), text)
        is_pin = world.screen.kind in PINS
        set_visible(self.pin, is_pin)
        set_visible(self.form, not is_pin)
        set_traits(self.pin, token=token(world), order=shuffled(world))
        set_traits(self.form, **self.forms.window(world), tries=len(world.met))

    def render_phone(self, world: World) -> None:
        """The learner's telephone, where the screen has one."""
        html = self.window_html.phone
        calling = world.call.state in ("ringing", "talking")
        set_class(self.place, "kb-calling", calling)
        set_visible(self.phone, world.screen.signal is not None or world.screen.side is not None)
        status = el("div", html.screen(world), role="status", cls="kb-phone__text")
        self.phone_text.value = self.html(html.head(), status)
        set_visible(self.reminder, html.shows_code(world))
        self.reminder.value = self.html(html.reminder(world))
        set_visible(self.keys, world.screen.kind == "call" and world.call.state == "talking")
        set_traits(self.keys, token=token(world))
        set_traits(self.phone_form, **self.forms.phone(world), tries=len(world.met))

    def protection(self, world: World) -> str:
        """What the present screen protects against."""
        text = self.window_html.fill(world, world.screen.protects)
        title = el("strong", self.say("practice.protects"), " ")
        why = heed(el("p", title, rich(text)), "shield", good=True) if text else ""
        outlines = self.window_html.outlines(world)
        return el("div", why, outlines, self.sources(world.screen.facts), cls="kb-stack-small")
