"""The end: how sure one feels, what was practised, what is still open, and the sheets to take home."""

from dataclasses import replace

from kbguide import report
from kbguide.practice import SAY, Action, Journey
from kbguide.practice.answers import CONFIDENCE, STEPS, answered
from kbguide.readiness import Errand
from kbguide.views.chapters.errands import ErrandsHtml
from kbguide.views.chapters.record import RecordHtml
from kbguide.views.kit.forms import FormField, FormOption, Message
from kbguide.views.kit.html import Html, card, el, held, icon
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Form, Widgets, blanks, box, set_traits

BEFORE, AFTER = CONFIDENCE
MORE_OR_LESS = ("less", "more")


def confidence(view: View, when: str, look: str = "") -> Form:
    """How sure somebody feels: one question, five steps; what is picked is kept at once."""

    def keep(message: Message) -> None:
        if message.kind == "picked":
            view.store.do(Action(SAY, when, {"answer": message.value}))

    options = tuple(FormOption(step, view.say(f"confidence.{step}")) for step in STEPS)
    asked = FormField("step", "choice", view.say(f"{when.replace('/', '.')}-question"), options=options)
    return view.make_form(keep, fields=(asked,), cls=look)


class FinishView(View):
    """Everything here is computed from what was done; files are made when they are asked for."""

    name = "finish"

    def build(self) -> Widgets:
        self.record_html = RecordHtml(self.content, self.lang)
        self.errands_html = ErrandsHtml(self.content, self.lang)
        self.asked = False  # the learner wants the files
        self.summary, self.change, self.open, self.files, self.sheet = blanks(5)
        self.form = confidence(self, AFTER, "kb-choice--five")
        self.take = self.make_form(self.on_files, buttons=(self.button("files", "finish.files"),))
        feeling = box(self.form, self.change, cls="kb-card kb-stack")
        return feeling, self.summary, self.open, self.sheet, self.take, self.files

    def on_files(self, message: Message) -> None:
        """The files are asked for."""
        if message.pressed("files"):
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
        after = journey.answer(AFTER)
        set_traits(self.form, picked={"step": after} if after else {})
        self.change.value = self.html(self.changed(), role="status")
        self.summary.value = self.html(self.record_html.summary(rows, self.lines()))
        self.open.value = self.html(self.still_open())
        self.sheet.value = self.html(el("div", self.errands_html.sheet(self.store), cls="kb-paper"))
        self.files.value = self.html(self.downloads(rows) if self.asked else "")

    def changed(self) -> Html:
        """What was felt before, beside what is felt now."""
        journey = self.store.journey
        before = int(journey.answer(BEFORE) or 0)
        after = int(journey.answer(AFTER) or 0)
        if not after:
            return el("p", self.say("confidence.open"), cls="kb-soft")
        if not before:
            return el("p", icon("bulb"), " ", self.say("confidence.after-only"))
        key = "same" if after == before else MORE_OR_LESS[after > before]
        step = {"before": self.say(f"confidence.{before}"), "after": self.say(f"confidence.{after}")}
        told = self.say(f"confidence.{key}", **step)
        return el("div", el("p", icon("bulb"), " ", told), self.record_html.steps(before, after), cls="kb-stack-small")

    def lines(self) -> list[str]:
        """What was done, in sentences; nothing of what was not."""
        journey = self.store.journey
        readiness = self.store.readiness
        total = len(readiness.findings)
        told = [("check", {"done": total - readiness.count("unanswered"), "total": total})]
        claimed = answered(self.content, journey.said, "claim", self.content.claims)
        for kind, (done, right, of) in (("drill", journey.drilled), ("claim", claimed)):
            told.append((kind, {"done": done, "right": right, "total": of}))
        return [self.say(f"record.{key}", **values) for key, values in told if values["done"]]

    def still_open(self) -> Html:
        """The plan of the readiness check, as far as something is left, and both sheets."""
        readiness = self.store.readiness
        link = el("p", el("a", self.say("finish.to-check"), href="#check", cls="kb-go"))
        other = self.errands_html.other_sheet()
        if not readiness.plan:
            return card(self.say("finish.plan"), el("p", self.say("finish.no-plan")), link, other)
        rows = (el("li", self.text(one.title), " ", self.place(one)) for one in readiness.plan)
        lead = el("p", self.say("finish.plan-lead", minutes=readiness.minutes))
        button = self.errands_html.print_button()
        return card(self.say("finish.plan"), lead, el("ol", *rows, cls="kb-list"), button, other, link)

    def place(self, errand: Errand) -> Html:
        """Where, and how long."""
        where = self.text(self.content.places[errand.place].name)
        return el("span", f"{where}, {self.say('result.about', minutes=errand.minutes)}", cls="kb-soft")

    def downloads(self, rows: report.Tables) -> Html:
        """The files, held by the page itself: nothing is left on the server. A table without rows is none."""
        files = {f"{name}.csv": ("text/csv", report.as_csv(name, table)) for name, table in rows.items() if table}
        files["record.json"] = ("application/json", report.as_json(self.content, rows))
        links = (held(name, name, f"{kind};charset=utf-8", text) for name, (kind, text) in files.items())
        lead = el("p", self.say("finish.files-lead"), cls="kb-soft")
        return card(self.say("finish.files-title"), lead, el("ul", *links, cls="kb-list kb-files"))
