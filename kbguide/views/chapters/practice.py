"""Practise issuing: choosing what and as whom, rehearsing a problem on purpose, or for real."""

from typing import Any

from kbguide.practice import BEGIN, Action
from kbguide.store import Store
from kbguide.views.kit.forms import GO, Message
from kbguide.views.kit.html import el
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Form, Page, blank, box, set_traits, set_visible
from kbguide.views.run.run import RunView
from kbguide.views.run.setup_forms import FRAUD, SetupForms, chosen, usual

PROCEDURE = "issue"
PARTS = ("whole", "rehearse", "real")


class PracticeView(View):
    """The page before practice begins, and the run while it lasts."""

    name = "practice"

    def __init__(self, store: Store, page: Page, lang: str, run: RunView) -> None:
        super().__init__(store, page, lang)
        self.part = PARTS[0]  # which of the three ways to practise is open
        self.setup_forms = SetupForms(self.content, lang)
        self.issuing = self.setup_forms.issuing()
        self.head = blank()
        start = (self.button("start", "setup.start", GO, submit=True),)
        draw = (self.button("start", "real.start", GO, submit=True),)
        self.chooser = self.form_of("whole", fields=self.issuing, picked=usual(self.issuing), buttons=start)
        self.list = self.form_of("rehearse", cls="kb-tasks", menu=True)
        self.draw = self.form_of("real", cls="kb-ticks", fields=self.setup_forms.drawing(), buttons=draw)
        self.parts = {"whole": self.chooser, "rehearse": self.list, "real": self.draw}
        self.turns = self.make_form(self.on_turn)
        self.setup = box(self.head, *self.parts.values(), self.turns, cls="kb-column kb-setup")
        self.run = run
        self.host = box(run.root)
        self.mount(self.setup, self.host)

    def form_of(self, part: str, **traits: Any) -> Form:
        """One of the three forms."""
        return self.make_form(self.on_start, token=part, summary=self.say("form.summary"), **traits)

    def on_turn(self, message: Message) -> None:
        """Open another of the three ways."""
        self.part = message.name if message.name in PARTS else PARTS[0]
        self.update()
        self.focus(".kb-setup-title")

    def on_start(self, message: Message) -> None:
        """Start with what was chosen; what was not chosen is the first of its kind."""
        if self.store.world is not None:
            return
        if message.kind == "submit" and self.part == "whole":
            self.start(procedure=PROCEDURE, **chosen(self.issuing, message.values))
        elif message.kind == "submit" and self.part == "real":
            ticked = [name for name, value in message.values.items() if value == "yes"]
            named = " ".join(name for name in ticked if name != FRAUD)
            fraud = {FRAUD: "yes"} if FRAUD in ticked else {}
            persona = next(iter(self.content.personas))
            self.start(procedure=PROCEDURE, persona=persona, mode="real", scenarios=named, **fraud)
        elif message.pressed(*self.content.scenarios):
            self.rehearse(message.name)

    def rehearse(self, scenario: str) -> None:
        """Begin a scenario."""
        self.start(**self.setup_forms.scenario(self.content.scenarios[scenario]))

    def start(self, **values: str) -> None:
        """Begin a run."""
        self.store.do(Action(BEGIN, values=values))
        self.page.focus_on(".kb-root-practice .kb-step-title")

    def update(self, change: object = None) -> None:
        if change and self.store.untouched:  # all was erased
            self.part = PARTS[0]
        self.render()

    def render(self) -> None:
        journey = self.store.journey
        here = journey.world is not None and not journey.managing
        set_visible(self.setup, not here)
        set_visible(self.host, here)
        self.busy(here)
        title = el("h2", self.say(f"setup.{self.part}-title"), cls="kb-setup-title", tabindex="-1")
        self.head.value = self.html(title, self.notice(), el("p", self.say(f"setup.{self.part}-lead"), cls="kb-lead"))
        for part in PARTS:
            set_visible(self.parts[part], part == self.part)
        others = tuple(self.button(part, f"setup.{part}") for part in PARTS if part != self.part)
        set_traits(self.turns, buttons=others)
        advised = self.store.readiness.scenarios
        further = (one for one in self.content.scenarios.values() if one not in advised)
        set_traits(self.list, buttons=self.setup_forms.scenarios((*advised, *further), journey.finished))
