"""The start: how the guide goes, where the learner stands, and why the certificate is needed."""

from kbguide.practice import SAY, Action
from kbguide.readiness import REASON
from kbguide.store import Store
from kbguide.views.chapters.finish import BEFORE, confidence
from kbguide.views.kit.forms import FormField, FormOption, Message
from kbguide.views.kit.guard import guarded
from kbguide.views.kit.html import card, el, icon, numbered
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Page, blanks, box, button, set_traits, set_visible


class StartView(View):
    """The first page; what it says of each chapter is computed from what was done."""

    name = "start"

    def __init__(self, store: Store, page: Page, lang: str) -> None:
        super().__init__(store, page, lang)
        self.path, self.answer, self.kept = blanks(3)
        options = tuple(FormOption(one.id, self.text(one.name)) for one in self.content.reasons.values())
        reason = FormField(REASON, "choice", self.say("check.reason-question"), self.say("start.hint"), options=options)
        self.form = self.make_form(self.on_reason, fields=(reason,))
        self.sure = self.make_form(self.on_confidence, fields=(confidence(self, BEFORE),))
        self.erase = button(self.say("start.erase"), self.forget)
        self.device = button("", self.turn_device)
        page.observe(guarded(self.update), "device")
        way = box(self.path, self.kept, box(self.device, self.erase, cls="kb-actions", across=True), cls="kb-stack")
        asked = box(box(self.form, self.answer, cls="kb-card kb-stack"), box(self.sure, cls="kb-card"), cls="kb-stack")
        self.mount(page, box(way, asked, cls="kb-two", across=True))

    def forget(self) -> None:
        """Erase what was answered and practised, here and in the browser."""
        self.page.device = False
        self.store.reset()
        self.store.notice = "done.erased"

    def turn_device(self) -> None:
        """Keep the place on this device, or in this tab only."""
        self.page.device = not self.page.device

    def on_reason(self, message: Message) -> None:
        """A reason was picked."""
        if message.kind == "picked" and message.value in self.content.reasons:
            self.store.answer(REASON, message.value)

    def on_confidence(self, message: Message) -> None:
        """How sure somebody feels before anything is practised."""
        if message.kind == "picked":
            self.store.do(Action(SAY, BEFORE, {"answer": message.value}))

    def watched(self) -> object:
        return super().watched(), self.page.device

    def render(self) -> None:
        reason = self.store.readiness.reason
        said = self.store.journey.said
        lines = [el("div", el("h4", self.say(f"start.{name}")), el("p", text)) for name, text in self.told().items()]
        self.path.value = self.html(card(self.say("start.title"), numbered(lines, "kb-plan kb-gap-big")))
        where = "device" if self.page.device else "tab"
        told = el("p", self.say(f"start.kept-{where}"), cls="kb-soft")
        self.kept.value = self.html(self.notice() if self.store.notice == "done.erased" else "", told, role="status")
        set_traits(self.device, description=self.say("start.to-tab" if self.page.device else "start.to-device"))
        set_visible(self.erase, self.page.device or not self.store.untouched)
        set_traits(self.form, picked={REASON: reason.id} if reason else {})
        set_traits(self.sure, picked={"step": said[BEFORE][-1]} if BEFORE in said else {})
        advice = self.text(reason.advice) if reason else self.say("start.no-reason")
        self.answer.value = self.html(el("p", icon("bulb"), " ", advice), role="status")

    def told(self) -> dict[str, str]:
        """What is said of each chapter."""
        readiness = self.store.readiness
        total = len(readiness.findings)
        drilled, _, drills = self.store.journey.drilled
        return {
            "learn": self.say("start.learn-text"),
            "check": self.say("start.check-text", done=total - readiness.count("unanswered"), total=total),
            "practice": self.say(f"start.practice-{self.practised}"),
            "manage": self.say("start.manage-text"),
            "fraud": self.say("start.fraud-text", done=drilled, total=drills),
            "finish": self.say("start.finish-text"),
        }

    @property
    def practised(self) -> str:
        """How far issuing has come: "new", "on", or "done"."""
        journey = self.store.journey
        world = None if journey.managing else journey.world
        if "issue" in journey.passed and (world is None or world.over):
            return "done"
        return "on" if world else "new"
