"""Pages to read: the start, the glossary, the facts with their sources."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

from kbguide.practice import SAY, Action
from kbguide.practice.answers import answered
from kbguide.readiness import REASON
from kbguide.store import Store
from kbguide.views.chapters.finish import BEFORE, confidence
from kbguide.views.kit.guard import guarded
from kbguide.views.kit.html import Html, card, el, icon, numbered
from kbguide.views.kit.view import ReadView, View, fact_entry
from kbguide.views.kit.widgets import Form, Page, blank, box, button, set_traits, set_visible, text_of
from kbguide.views.run.setup_forms import Choosing


class StartView(View):
    """How the guide goes, where the learner stands, and the question why the certificate is needed."""

    name = "start"

    def __init__(self, store: Store, page: Page, lang: str) -> None:
        super().__init__(store, page, lang)
        self.path, self.answer = blank(), blank()
        options = [{"id": reason.id, "label": self.text(reason.name)} for reason in self.content.reasons.values()]
        question = {"name": REASON, "kind": "choice", "label": self.say("check.reason-question"), "options": options}
        self.form = Form(lang=lang, token=self.name, fields=[{**question, "hint": self.say("start.hint")}])
        self.form.listen(self.heard)
        self.sure = Form(lang=lang, token=self.name, fields=[confidence(Choosing(self.content, lang), BEFORE)])
        self.sure.listen(self.felt)
        self.erase = button(self.say("start.erase"), self.forget)
        self.kept = blank()
        self.device = button("", self.turn_device)
        left = box(self.path, self.kept, box(self.device, self.erase, cls="kb-actions", across=True), cls="kb-stack")
        page.observe(guarded(self.update), "device")
        right = box(box(self.form, self.answer, cls="kb-card kb-stack"), box(self.sure, cls="kb-card"), cls="kb-stack")
        self.mount(page, box(left, right, cls="kb-two", across=True))

    def forget(self) -> None:
        """Erase what was answered and practised, here and in the browser."""
        self.page.device = False
        self.store.reset()

    def turn_device(self) -> None:
        """Keep the place on this device, or in this tab only."""
        self.page.device = not self.page.device

    def heard(self, kind: str, message: dict[str, Any]) -> None:
        """A reason was picked."""
        if kind == "picked" and text_of(message, "value") in self.content.reasons:
            self.store.answer(REASON, text_of(message, "value"))

    def felt(self, kind: str, message: dict[str, Any]) -> None:
        """How sure somebody feels before anything is practised."""
        if kind == "picked":
            self.store.do(Action(SAY, BEFORE, {"answer": text_of(message, "value")}))

    def watched(self) -> object:
        return super().watched(), self.page.device

    def render(self) -> None:
        readiness, journey = self.store.readiness, self.store.journey
        world = None if journey.managing else journey.world
        total = len(readiness.findings)
        done = total - readiness.count("unanswered")
        practised = "done" if "issue" in journey.passed and (world is None or world.over) else "on" if world else "new"
        drilled, _, drills = answered(self.content, journey.said, "drill")
        told = {
            "learn": self.say("start.learn-text"),
            "check": self.say("start.check-text", done=done, total=total),
            "practice": self.say(f"start.practice-{practised}"),
            "manage": self.say("start.manage-text"),
            "fraud": self.say("start.fraud-text", done=drilled, total=drills),
            "finish": self.say("start.finish-text"),
        }
        lines = [el("div", el("h4", self.say(f"start.{name}")), el("p", text)) for name, text in told.items()]
        self.path.value = self.html(card(self.say("start.title"), numbered(lines, "kb-plan kb-gap-big")))
        where = "device" if self.page.device else "tab"
        self.kept.value = self.html(el("p", self.say(f"start.kept-{where}"), cls="kb-soft"), role="status")
        set_traits(self.device, description=self.say("start.to-tab" if self.page.device else "start.to-device"))
        set_visible(self.erase, self.page.device or not self.store.untouched)
        set_traits(self.form, picked={REASON: readiness.reason.id} if readiness.reason else {})
        set_traits(self.sure, picked={"step": journey.said[BEFORE][-1]} if BEFORE in journey.said else {})
        advice = self.text(readiness.reason.advice) if readiness.reason else self.say("start.no-reason")
        self.answer.value = self.html(el("p", icon("bulb"), " ", advice), role="status")


class DetailsView(ReadView):
    """A list to look things up in, folded away; each entry opens on what is behind it."""

    @abstractmethod
    def entries(self) -> Iterable[tuple[str, Html]]:
        """What is always seen, and what is behind it."""

    def read(self) -> Html:
        details = [el("details", el("summary", title), behind) for title, behind in self.entries()]
        title = el("summary", self.say(f"{self.name}.all", count=len(details)))
        inner = el("details", title, el("div", *details, cls="kb-details"))
        return el("div", inner, cls="kb-details")


class TermsView(DetailsView):
    """The glossary."""

    name = "terms"

    def entries(self) -> Iterable[tuple[str, Html]]:
        """Terms in the order of the alphabet, and their meaning."""
        terms = sorted(self.content.terms.values(), key=lambda one: self.text(one.term).casefold())
        return ((self.text(one.term), el("p", self.text(one.meaning))) for one in terms)


class FactsView(DetailsView):
    """Every fact with its source and date; one that has grown old says so."""

    name = "facts"

    def entries(self) -> Iterable[tuple[str, Html]]:
        """Facts, and where they come from."""
        return ((self.text(one.text), fact_entry(self, one, full=True)) for one in self.content.facts.values())
