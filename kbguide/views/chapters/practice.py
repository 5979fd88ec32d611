"""Practise issuing: choosing what and as whom, rehearsing a problem on purpose, or for real."""

from kbguide.content.bank import Scenario
from kbguide.practice import BEGIN, Action
from kbguide.store import Store
from kbguide.views.kit.forms import GO, FormButton, Message
from kbguide.views.kit.html import el
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Page, Widgets, blank, box, set_traits, set_visible
from kbguide.views.run.choosing import Choosing
from kbguide.views.run.run import RunView
from kbguide.views.run.setup_forms import FRAUD, SetupForms

PROCEDURE = "issue"
TRY = "try-call"
APP = "app"  # where the call comes over the screen that one looks at: the shortest way to it
PARTS = ("whole", "rehearse", "real")
SHORT = 6  # so many scenarios are shown at first
OFTEN = ("often", "sometimes", "rare", "here")


class PracticeView(View):
    """The page before practice begins, and the run while it lasts."""

    name = "practice"

    def __init__(self, store: Store, page: Page, lang: str, run: RunView) -> None:
        self.run = run
        super().__init__(store, page, lang)

    def build(self) -> Widgets:
        self.part = PARTS[0]  # which of the three ways to practise is open
        self.all = False  # every scenario is listed
        self.setup_forms = SetupForms(self.content, self.lang)
        self.head = blank()
        draw = (self.button("start", "real.start", GO, submit=True),)
        self.choosing = Choosing(self, self.setup_forms.issuing(), "setup.start", self.issue)
        self.list = self.make_menu(self.on_start)
        drawing = self.setup_forms.drawing()
        self.draw = self.make_form(self.on_start, cls="kb-ticks", fields=drawing, buttons=draw)
        self.parts = {"whole": self.choosing.root, "rehearse": self.list, "real": self.draw}
        self.turns = self.make_form(self.on_turn)
        self.setup = box(self.head, *self.parts.values(), self.turns, cls="kb-column kb-setup")
        self.host = box(self.run.root)
        self.page.on_try = self.try_call
        return self.setup, self.host

    def on_turn(self, message: Message) -> None:
        """Open another of the three ways, list all scenarios, or try the call alone."""
        if message.pressed(TRY):
            self.try_call()
            return
        self.all = message.pressed("all")
        if message.name in PARTS:
            self.part = message.name
        self.update()
        self.focus(f"li:nth-child({SHORT + 1}) button" if self.all else ".kb-setup-title")

    def try_call(self) -> None:
        """The identity call alone; a run that is going on is not thrown away for it."""
        world = self.store.world
        if world and not world.over:
            self.store.notice = "" if world.procedure.id == TRY else "practice.busy"
            self.page.focus_on(".kb-root-run .kb-step-title")
        elif procedure := self.content.procedures.get(TRY):
            channel = next((one.channel.id for one in self.store.readiness.channels if one.recommended), APP)
            persona = next(iter(self.content.personas))
            self.start(procedure=TRY, persona=persona, channel=channel, screen=procedure.screens[0])

    def issue(self, chosen: dict[str, str]) -> None:
        """Practise the whole way."""
        if self.store.world is None:
            self.start(procedure=PROCEDURE, **chosen)

    def on_start(self, message: Message) -> None:
        """Start a scenario, or for real with the problems that were ticked."""
        if self.store.world is not None:
            return
        if message.kind == "submit" and self.part == "real":
            ticked = [name for name, value in message.values.items() if value == "yes"]
            named = " ".join(name for name in ticked if name != FRAUD)
            fraud = {FRAUD: "yes"} if FRAUD in ticked else {}
            persona = next(iter(self.content.personas))
            self.start(procedure=PROCEDURE, persona=persona, mode="real", scenarios=named, **fraud)
        elif message.pressed(*self.content.scenarios):
            self.start(**self.setup_forms.scenario(self.content.scenarios[message.name]))

    def start(self, **values: str) -> None:
        """Begin a run."""
        self.store.do(Action(BEGIN, values=values))
        self.page.focus_on(".kb-root-practice .kb-step-title")

    def update(self, change: object = None) -> None:
        if change and self.store.untouched:  # all was erased
            self.part = PARTS[0]
            self.all = False
            self.choosing.reset()
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
        asking = self.part == "whole" and self.choosing.asking
        set_visible(self.head, not asking)
        set_visible(self.turns, not asking)
        scenarios = self.listed()
        more = len(scenarios) > SHORT and self.part == "rehearse" and not self.all
        others = tuple(self.button(part, f"setup.{part}") for part in (TRY, *PARTS) if part != self.part)
        all_of_them = FormButton("all", self.say("rehearse.all", count=len(scenarios)))
        set_traits(self.turns, buttons=(all_of_them, *others) if more else others)
        shown = scenarios[:SHORT] if more else scenarios
        set_traits(self.list, buttons=self.setup_forms.scenarios(shown, journey.finished))

    def listed(self) -> list[Scenario]:
        """First those that the check suggests, then those whose problems are the commonest."""
        often = {one.id: OFTEN.index(one.often) for one in self.content.problems.values()}
        advised = self.store.readiness.scenarios
        further = [one for one in self.content.scenarios.values() if one not in advised]
        return [*advised, *sorted(further, key=lambda one: min(often[name] for name in one.problems))]
