"""The end: how sure one feels, what was practised, what is still open, and a sheet to take home."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

from kbguide import report
from kbguide.practice import SAY, Action, Journey
from kbguide.practice.answers import CONFIDENCE, STEPS, answered
from kbguide.store import Store
from kbguide.views.chapters.record import Pictures
from kbguide.views.kit.html import Html, card, el, icon
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Form, Page, blank, box, set_traits, text_of
from kbguide.views.run.setup_forms import Choosing

BEFORE, AFTER = CONFIDENCE


def confidence(choosing: Choosing, when: str) -> dict[str, Any]:
    """How sure somebody feels, as a field of the Form widget: one question, five steps."""
    options = [{"id": step, "label": choosing.say(f"confidence.{step}")} for step in STEPS]
    return choosing.choice("step", choosing.say(f"{when.replace('/', '.')}-question"), options)


class FinishView(View):
    """Everything here is computed from what was done; files are made when they are asked for."""

    name = "finish"

    def __init__(self, store: Store, page: Page, lang: str) -> None:
        super().__init__(store, page, lang)
        self.choosing, self.pictures = Choosing(self.content, lang), Pictures(self.content, lang)
        self.asked = False  # the learner wants the files
        self.summary, self.change, self.open, self.files, self.sheet = (blank() for _ in range(5))
        question = confidence(self.choosing, AFTER)
        self.form = Form(lang=lang, token=self.name, fields=[question], cls="kb-choice--five")
        self.take = Form(lang=lang, token=self.name)
        self.form.listen(self.heard)
        self.take.listen(self.taken)
        feeling = box(self.form, self.change, cls="kb-card kb-stack")
        self.mount(feeling, self.summary, self.open, self.sheet, self.take, self.files)

    def heard(self, kind: str, message: dict[str, Any]) -> None:
        """A step was picked."""
        if kind == "picked":
            self.store.do(Action(SAY, AFTER, {"answer": text_of(message, "value")}))

    def taken(self, kind: str, message: dict[str, Any]) -> None:
        """The files are asked for."""
        if kind == "press" and text_of(message, "name") == "files":
            self.asked = True
            self.update()
            self.focus(".kb-files a")

    def update(self, change: object = None) -> None:
        self.asked &= not (change and self.store.untouched)  # all was erased
        super().update(change)

    def watched(self) -> object:
        journey = self.store.journey
        return self.ended(journey).attempts, journey.said, self.store.state.answers, self.asked

    @staticmethod
    def ended(journey: Journey) -> Journey:
        """Without the run that is going on: it joins the record when it ends."""
        return replace(journey, world=None, attempts=tuple(one for one in journey.attempts if one.end != "open"))

    def render(self) -> None:
        journey = self.ended(self.store.journey)
        rows = report.tables(self.content, journey, self.store.readiness, self.lang)
        after = journey.said.get(AFTER, ("",))[-1]
        set_traits(self.form, picked={"step": after} if after else {})
        self.change.value = self.html(self.changed(), role="status")
        self.summary.value = self.html(self.pictures.summary(rows))
        self.open.value = self.html(self.still_open())
        self.sheet.value = self.html(self.pictures.sheet(rows, self.lines(), after))
        press = self.choosing.press
        set_traits(self.take, buttons=[press("files", self.say("finish.files"), "")])
        self.files.value = self.html(self.downloads(rows) if self.asked else "")

    def changed(self) -> Html:
        """What was felt before, beside what is felt now."""
        said = self.store.journey.said
        before, after = (int(said[when][-1]) if when in said else 0 for when in CONFIDENCE)
        if not after:
            return el("p", self.say("confidence.open"), cls="kb-soft")
        if not before:
            return el("p", icon("bulb"), " ", self.say("confidence.after-only"))
        key = "more" if after > before else "less" if after < before else "same"
        words = [self.say(f"confidence.{step}") for step in (before, after)]
        told = self.say(f"confidence.{key}", before=words[0], after=words[1])
        return el("div", el("p", icon("bulb"), " ", told), self.pictures.steps(before, after), cls="kb-stack-small")

    def lines(self) -> list[str]:
        """What was practised, in sentences."""
        journey, readiness, said = self.store.journey, self.store.readiness, self.store.journey.said
        total = len(readiness.findings)
        found = [self.say("sheet.check", done=total - readiness.count("unanswered"), total=total)]
        passed = [self.text(self.content.procedures[name].title) for name in journey.passed]
        if passed:
            found.append(self.say("sheet.passed", titles=", ".join(passed)))
        if journey.finished:
            found.append(self.say("sheet.rehearsed", count=len(journey.finished)))
        for kind in ("drill", "claim"):
            done, right, of = answered(self.content, said, kind)
            found.append(self.say(f"sheet.{kind}", done=done, right=right, total=of))
        return found

    def still_open(self) -> Html:
        """The plan of the readiness check, as far as something is left."""
        readiness = self.store.readiness
        link = el("p", el("a", self.say("finish.to-check"), href="#check", cls="kb-go"))
        if not readiness.plan:
            return card(self.say("finish.plan"), el("p", self.say("finish.no-plan")), link)
        rows = (
            el("li", self.text(one.title), " ", el("span", self.place(one.place, one.minutes), cls="kb-soft"))
            for one in readiness.plan
        )
        lead = el("p", self.say("finish.plan-lead", minutes=readiness.minutes))
        return card(self.say("finish.plan"), lead, el("ol", *rows, cls="kb-list"), link)

    def place(self, place: str, minutes: int) -> str:
        """Where, and how long."""
        return f"{self.text(self.content.places[place].name)}, {self.say('result.about', minutes=minutes)}"

    def downloads(self, rows: report.Tables) -> Html:
        """The files, held by the page itself: nothing is left on the server."""
        files = {f"{name}.csv": ("text/csv", report.as_csv(name, table)) for name, table in rows.items()}
        files["record.json"] = ("application/json", report.as_json(self.content, rows))
        links = (
            el("li", el("a", name, href=address(kind, text), download=name))
            for name, (kind, text) in files.items()
        )  # fmt: skip
        lead = el("p", self.say("finish.files-lead"), cls="kb-soft")
        return card(self.say("finish.files-title"), lead, el("ul", *links, cls="kb-list kb-files"))


def address(kind: str, text: str) -> str:
    """A file inside the page."""
    return f"data:{kind};charset=utf-8;base64,{base64.b64encode(text.encode()).decode()}"
