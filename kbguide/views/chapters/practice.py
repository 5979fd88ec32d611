"""Practise issuing: choosing what and as whom, rehearsing a problem on purpose, or for real."""

from __future__ import annotations

from typing import Any

from kbguide.practice import BEGIN, Action
from kbguide.store import Store
from kbguide.views.kit.html import el
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Form, Page, blank, box, set_traits, set_visible, text_of, values_of
from kbguide.views.run.run import RunView
from kbguide.views.run.setup_forms import FRAUD, Choosing

PROCEDURE = "issue"
PARTS = ("whole", "rehearse", "real")


class PracticeView(View):
    """The page before practice begins, and the run while it lasts."""

    name = "practice"

    def __init__(self, store: Store, page: Page, lang: str, run: RunView) -> None:
        super().__init__(store, page, lang)
        self.part = PARTS[0]  # which of the three ways to practise is open
        self.choosing = Choosing(self.content, lang)
        self.head = blank()
        self.chooser = self.form_of("whole", **self.choosing.setup())
        self.list = self.form_of("rehearse", cls="kb-tasks", menu=True)
        self.draw = self.form_of("real", cls="kb-ticks", **self.choosing.drawing())
        self.parts = {"whole": self.chooser, "rehearse": self.list, "real": self.draw}
        self.turns = Form(lang=lang, token=self.name)
        self.turns.listen(lambda _, message: self.turn(text_of(message, "name")))
        self.setup = box(self.head, *self.parts.values(), self.turns, cls="kb-column kb-setup")
        self.run, self.host = run, box(run.root)
        self.mount(self.setup, self.host)

    def form_of(self, part: str, **traits: Any) -> Form:
        """One of the three forms."""
        made = Form(lang=self.lang, token=part, summary=self.say("form.summary"), **traits)
        made.listen(self.begin)
        return made

    def turn(self, part: str) -> None:
        """Open another of the three ways."""
        self.part = part if part in PARTS else PARTS[0]
        self.update()
        self.focus(".kb-setup-title")

    def begin(self, kind: str, message: dict[str, Any]) -> None:
        """Start with what was chosen; what was not chosen is the first of its kind."""
        if self.store.world is not None:
            return
        if kind == "submit" and self.part == "whole":
            chosen = self.choosing.chosen(self.chooser.fields, values_of(message))
            self.start(procedure=PROCEDURE, **chosen)
        elif kind == "submit" and self.part == "real":
            ticked = [name for name, value in values_of(message).items() if value == "yes"]
            named = " ".join(name for name in ticked if name != FRAUD)
            fraud = {FRAUD: "yes"} if FRAUD in ticked else {}
            persona = next(iter(self.content.personas))
            self.start(procedure=PROCEDURE, persona=persona, mode="real", scenarios=named, **fraud)
        elif kind == "press" and text_of(message, "name") in self.content.scenarios:
            self.rehearse(text_of(message, "name"))

    def rehearse(self, scenario: str) -> None:
        """Begin a scenario."""
        self.start(**self.choosing.scenario(self.content.scenarios[scenario]))

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
        others = (part for part in PARTS if part != self.part)
        set_traits(self.turns, buttons=[self.choosing.press(part, self.say(f"setup.{part}"), "") for part in others])
        advised = self.store.readiness.scenarios
        further = (one for one in self.content.scenarios.values() if one not in advised)
        set_traits(self.list, buttons=self.choosing.scenarios((*advised, *further), journey.finished))
