"""Practise managing a certificate: how it stands at each place, what can be done with it, and time that passes."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from kbguide.content.procedure import Procedure
from kbguide.practice import BEGIN, SETTLE, TRAVEL, Action, Journey, Standing
from kbguide.practice.standing import renewal
from kbguide.store import Store
from kbguide.views.kit.html import Html, card, el, icon
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Form, Page, blank, box, set_traits, set_visible, text_of, values_of
from kbguide.views.run.outcome import Outcome
from kbguide.views.run.run import RunView
from kbguide.views.run.setup_forms import Choosing


class ManageView(View):
    """The board of one certificate; an act opens a run in its place."""

    name = "manage"

    def __init__(self, store: Store, page: Page, lang: str, run: RunView) -> None:
        super().__init__(store, page, lang)
        self.choosing, self.pieces, self.run = Choosing(self.content, lang), Outcome(self.content, lang), run
        self.changing = False  # another person is being chosen though there is one
        self.intro, self.state = blank(), blank()
        summary, people = self.say("form.summary"), self.choosing.person()
        self.chooser = Form(lang=lang, token=self.name, summary=summary, cls="kb-setup", **people)
        travel = self.choosing.press("travel", self.say("time.go"), "", submit=True)
        self.time = Form(lang=lang, token=self.name, buttons=[travel], cls="kb-choice--time")
        self.acts = Form(lang=lang, token=self.name, menu=True, cls="kb-tasks")
        for form in (self.chooser, self.time, self.acts):
            form.listen(partial(self.heard, form))
        change = self.choosing.press("other", self.say("manage.other"), "")
        self.other = Form(lang=lang, token=self.name, buttons=[change])
        self.other.listen(lambda *_: self.change())
        self.host = box()  # the run joins when it is first needed: it is drawn a second time then
        self.mount(self.intro, self.chooser, self.state, self.time, self.acts, self.other, self.host)

    # -- what the learner does ---------------------------------------------------------------------

    def heard(self, form: Form, kind: str, message: dict[str, Any]) -> None:
        """A person or a day was chosen, or an act was pressed."""
        if form is self.chooser and kind == "submit":
            values = self.choosing.chosen(self.chooser.fields, values_of(message))
            self.changing = False
            self.store.do(Action(SETTLE, values=values))
            self.focus(".kb-board-title")
        elif form is self.time and kind == "submit":
            self.store.do(Action(TRAVEL, values={"day": values_of(message).get("day", "")}))
            self.focus(".kb-board-title")
        elif form is self.acts and kind == "press" and text_of(message, "name") in self.content.procedures:
            self.store.do(Action(BEGIN, values={"procedure": text_of(message, "name"), "keep": "yes"}))
            self.focus(".kb-step-title")

    def change(self) -> None:
        """Choose another person; the present one is kept until then."""
        self.changing = True
        self.update()
        self.focus(".kb-setup-title")

    # -- what the learner sees ---------------------------------------------------------------------

    def render(self) -> None:
        journey = self.store.journey
        here = journey.world is not None and journey.managing
        if here and not self.host.children:
            self.host.children = (self.run.root,)
        standing = journey.standing
        known = standing is not None and standing.certificate is not None and not self.changing
        board = known and not here
        set_visible(self.host, here)
        self.busy(here)
        set_visible(self.intro, not here)
        set_visible(self.chooser, not here and not known)
        for widget in (self.state, self.acts, self.other):
            set_visible(widget, board)
        key = "board" if known else "who"
        title = el(
            "h2", self.say(f"manage.{key}-title"), cls=f"kb-{'board' if known else 'setup'}-title", tabindex="-1"
        )
        self.intro.value = self.html(title, el("p", self.say(f"manage.{key}-lead"), cls="kb-lead"))
        if board and standing is not None:
            self.render_board(journey, standing)
        else:
            set_visible(self.time, visible=False)

    def render_board(self, journey: Journey, standing: Standing) -> None:
        """The certificate, the places, the days and the acts."""
        made, persona = standing.certificate, journey.persona
        if made is None or persona is None:
            return
        state = [self.pieces.certificate(standing, self.pieces.owner(persona)), self.places(standing)]
        self.state.value = self.html(
            el("div", self.notice(), self.note(standing), el("div", *state, cls="kb-two"), cls="kb-stack-big")
        )
        days = self.days(standing.day, made.end)
        set_visible(self.time, bool(days))
        if days:
            hint = self.say("time.hint", day=self.pieces.day(standing.day))
            choice = self.choosing.choice("day", self.say("time.title"), days)
            set_traits(self.time, fields=[{**choice, "hint": hint}], picked={"day": days[0]["id"]})
        acts = [self.act(self.content.procedures[name]) for name in self.content.bank.acts]
        set_traits(self.acts, title=self.say("manage.acts"), buttons=acts)

    def places(self, standing: Standing) -> Html:
        """Where the certificate can be used today."""
        today = el("p", self.say("manage.today", day=self.pieces.day(standing.day)), cls="kb-soft")
        return card(self.say("manage.places"), today, self.pieces.places(standing))

    def note(self, standing: Standing) -> Html:
        """What the day means for this certificate, and what to do."""
        made = standing.certificate
        if made is None:
            return Html("")
        phase = (
            renewal(made, standing.day, self.content.bank.renewal_days)
            if standing.status == "valid"
            else standing.status
        )
        left = (made.end - standing.day).days
        said = self.say(
            f"manage.{phase}", left=left, end=self.pieces.day(made.end), days=self.content.bank.renewal_days
        )
        look = "kb-heed kb-heed--good" if phase in ("early", "open") else "kb-heed"
        return el("div", icon("bulb"), el("p", said), cls=look, role="status")

    def days(self, today: date, end: date) -> list[dict[str, str]]:
        """The later days that one can go to, as options; none is left once the certificate has ended."""
        early = self.content.bank.renewal_days
        steps = {"early": -early - 1, "open": -early, "last": -1, "over": 1}
        return [
            {"id": day.isoformat(), "label": self.say(f"time.{name}", days=abs(offset)), "hint": self.pieces.day(day)}
            for name, offset in steps.items()
            if (day := end + timedelta(offset)) > today
        ]

    def act(self, procedure: Procedure) -> dict[str, Any]:
        """One line of the acts: its name, what it does and to whom, how it is undone, and whether it cannot be."""
        screens = (self.content.screens[name] for name in procedure.screens)
        grave = any(entry.grave and entry.on for screen in screens for entry in screen.entry)
        state = {"look": "stop", "icon": "alert", "word": self.say("manage.undo"), "label": self.say("manage.final")}
        said = f"{self.text(procedure.does)} {self.text(procedure.undo)}".strip()
        row = {"name": procedure.id, "label": self.text(procedure.title), "hint": said, "look": "kb-link kb-task__name"}
        return {**row, "state": state} if grave else row
