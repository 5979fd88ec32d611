"""Practise managing a certificate: how it stands at each place, what can be done with it, and time that passes."""

from datetime import date, timedelta

from kbguide.content.procedure import Procedure
from kbguide.practice import BEGIN, SETTLE, TRAVEL, Action, Journey, Standing
from kbguide.practice.standing import Certificate
from kbguide.store import Store
from kbguide.views.kit.forms import ROW, FormButton, FormField, FormOption, Message, row_state
from kbguide.views.kit.html import Html, card, el, heed
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Page, Widgets, blanks, box, set_traits, set_visible
from kbguide.views.run.choosing import Choosing
from kbguide.views.run.outcome import OutcomeHtml
from kbguide.views.run.run import RunView
from kbguide.views.run.setup_forms import SetupForms, usual

DUE = {"open": "renew", "expired": "issue", "revoked": "issue", "suspended": "resume"}  # the act that a phase asks for


class ManageView(View):
    """The board of one certificate; an act opens a run in its place."""

    name = "manage"

    def __init__(self, store: Store, page: Page, lang: str, run: RunView) -> None:
        self.run = run
        super().__init__(store, page, lang)

    def build(self) -> Widgets:
        self.outcome_html = OutcomeHtml(self.content, self.lang)
        self.changing = False  # another person is being chosen though there is one
        self.intro, self.state = blanks(2)
        travel = self.button("travel", "time.go", submit=True)
        self.choosing = Choosing(self, SetupForms(self.content, self.lang).managing(), "manage.settle", self.settle)
        self.time = self.make_form(self.on_day, buttons=(travel,), cls="kb-choice--time")
        self.acts = self.make_menu(self.on_act)
        self.other = self.make_form(self.on_other, buttons=(self.button("other", "manage.other"),))
        self.host = box()  # the run joins when it is first needed: it is drawn a second time then
        return self.intro, self.choosing.root, self.state, self.time, self.acts, self.other, self.host

    # -- what the learner does ---------------------------------------------------------------------

    def settle(self, chosen: dict[str, str]) -> None:
        """A person was chosen."""
        self.changing = False
        self.store.do(Action(SETTLE, values=chosen))
        self.focus(".kb-board-title")

    def on_day(self, message: Message) -> None:
        """A later day was chosen, on the board that is in sight."""
        if message.kind == "submit" and not self.acting:
            self.store.do(Action(TRAVEL, values={"day": message.values.get("day", "")}))
            self.focus(".kb-board-title")

    def on_act(self, message: Message) -> None:
        """An act was pressed; what comes when one has begun was pressed too often."""
        if message.pressed(*self.content.procedures) and not self.acting:
            self.store.do(Action(BEGIN, values={"procedure": message.name, "keep": "yes"}))
            self.focus(".kb-step-title")

    def on_other(self, _: Message) -> None:
        """Choose another person; the present one is kept until then."""
        self.changing = True
        self.update()
        self.focus(".kb-setup-title")

    # -- what the learner sees ---------------------------------------------------------------------

    @property
    def acting(self) -> bool:
        """Whether an act has the place of the board."""
        return self.store.world is not None and self.store.journey.managing

    def update(self, change: object = None) -> None:
        if change and self.store.untouched:  # all was erased
            self.changing = False
            self.choosing.reset()
        super().update(change)

    def render(self) -> None:
        journey = self.store.journey
        here = self.acting
        if here and not self.host.children:
            self.host.children = (self.run.root,)
        standing = journey.standing
        known = standing is not None and standing.certificate is not None and not self.changing
        board = known and not here
        set_visible(self.host, here)
        self.busy(here)
        set_visible(self.intro, not here and (known or not self.choosing.asking))
        set_visible(self.choosing.root, not here and not known)
        for widget in (self.state, self.acts, self.other):
            set_visible(widget, board)
        key = "board" if known else "who"
        look = "kb-board-title" if known else "kb-setup-title"
        title = el("h2", self.say(f"manage.{key}-title"), cls=look, tabindex="-1")
        self.intro.value = self.html(title, el("p", self.say(f"manage.{key}-lead"), cls="kb-lead"))
        if board and standing is not None:
            self.render_board(journey, standing)
        else:
            set_visible(self.time, visible=False)

    def render_board(self, journey: Journey, standing: Standing) -> None:
        """The certificate, the places, the days and the acts."""
        made = standing.certificate
        persona = journey.persona
        if made is None or persona is None:
            return
        state = [self.outcome_html.certificate(standing, self.owner(persona)), self.places(standing)]
        board = self.notice(), self.note(standing, made), el("div", *state, cls="kb-two")
        self.state.value = self.html(el("div", *board, cls="kb-stack-big"))
        days = self.days(standing.day, made.end)
        set_visible(self.time, bool(days))
        if days:  # who presses again before the new board is there has pressed on the old one
            hint = self.say("time.hint", day=self.day(standing.day))
            question = FormField("day", "choice", self.say("time.title"), hint, options=days)
            set_traits(self.time, fields=(question,), picked=usual((question,)), token=f"{standing.day}")
        due = DUE.get(self.phase(standing), "")
        order = sorted(self.content.bank.acts, key=lambda name: name != due)
        acts = tuple(self.act(self.content.procedures[name], name == due) for name in order)
        set_traits(self.acts, title=self.say("manage.acts"), buttons=acts)

    def places(self, standing: Standing) -> Html:
        """Where the certificate can be used today."""
        today = el("p", self.say("manage.today", day=self.day(standing.day)), cls="kb-soft")
        return card(self.say("manage.places"), today, self.outcome_html.places(standing))

    def phase(self, standing: Standing) -> str:
        """How it stands, or, of a valid one, how far its renewal is."""
        facts = standing.facts(self.content.bank)
        return facts["renewal" if standing.status == "valid" else "certificate"]

    def note(self, standing: Standing, made: Certificate) -> Html:
        """What the day means for this certificate, and what to do."""
        days = self.content.bank.renewal_days
        phase = self.phase(standing)
        said = self.say(f"manage.{phase}", left=(made.end - standing.day).days, end=self.day(made.end), days=days)
        return heed(el("p", said), "bulb", good=phase in ("early", "open"), role="status")

    def days(self, today: date, end: date) -> tuple[FormOption, ...]:
        """The later days that one can go to; none is left once the certificate has ended."""
        early = self.content.bank.renewal_days
        steps = {"early": -early - 1, "open": -early, "last": -1, "over": 1}
        days = {name: end + timedelta(offset) for name, offset in steps.items()}
        later = ((self.say(f"time.{name}", days=abs(steps[name])), day) for name, day in days.items() if day > today)
        return tuple(FormOption(day.isoformat(), label, self.day(day)) for label, day in later)

    def act(self, procedure: Procedure, due: bool) -> FormButton:
        """One line of the acts: its name, what it does and to whom, how it is undone, and whether it cannot be."""
        screens = (self.content.screens[name] for name in procedure.screens)
        grave = any(entry.grave and entry.on for screen in screens for entry in screen.entry)
        state = row_state("stop", self.say("manage.undo"), self.say("manage.final")) if grave else None
        undo = self.say("manage.undo-by", how=self.text(procedure.undo)) if procedure.undo else ""
        said = f"{self.text(procedure.does)} {undo}".strip()
        here = self.say("practice.here") if due else ""
        return FormButton(procedure.id, self.text(procedure.title), ROW, here=here, hint=said, state=state)
