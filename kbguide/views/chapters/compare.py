"""Which certificate for whom: a table sorted by what one cares about, two side by side, and three short paths."""

from collections.abc import Mapping
from typing import Any

from kbguide.content.learning import Aspect, Cell, Compared, Path, PathStep
from kbguide.practice import SAY, Action, Journey
from kbguide.practice.answers import CARE
from kbguide.views.kit.forms import FormField, FormOption, Message
from kbguide.views.kit.html import Html, el, hidden, numbered, tag
from kbguide.views.kit.view import ReadView, View
from kbguide.views.kit.widgets import Widgets, blanks, box, dropdown, set_traits

LAST = 99  # the rank of what is not known well enough


class CompareView(View):
    """Kinds of certificates in rows; the aspect that was chosen comes first and sorts them.

    Where there is no room for the table, two of them stand side by side; which two is forgotten with the page.
    """

    name = "compare"

    def build(self) -> Widgets:
        self.table, self.versus, self.foot = blanks(3)
        options = (FormOption(one.id, self.text(one.care)) for one in self.content.aspects.values() if one.care)
        question = FormField("care", "choice", self.say("compare.care"), options=tuple(options))
        self.form = self.make_form(self.on_form, fields=(question,), cls="kb-choice--row")
        kinds = [(self.text(one.name), one.id) for one in self.content.compared.values()]
        labels = (self.say("compare.first"), self.say("compare.second"))
        self.two = [dropdown(label, kinds, one, self.on_two) for label, (_, one) in zip(labels, kinds, strict=False)]
        pair = box(*self.two, self.versus, cls="kb-versus")
        return self.form, self.table, pair, self.foot

    def on_form(self, message: Message) -> None:
        """Something that one cares about was picked."""
        if message.kind == "picked":
            self.store.do(Action(SAY, CARE, {"answer": message.value}))

    def on_two(self, change: Mapping[str, Any]) -> None:
        """Another one of the two was chosen; who chooses the other one has them change places."""
        first, second = self.two
        if first.value == second.value:
            (second if change["owner"] is first else first).value = change["old"]
        self.render_two()

    def watched(self) -> object:
        return self.store.journey.said.get(CARE)

    def render(self) -> None:
        care = self.store.journey.answer(CARE)
        aspects = sorted(self.content.aspects.values(), key=lambda one: one.id != care)
        rows = sorted(self.content.compared.values(), key=lambda one: rank(one, care))
        set_traits(self.form, picked={"care": care} if care else {})
        looks = {care: "is-chosen"}
        heads = (el("th", self.text(one.name), scope="col", cls=looks.get(one.id, "")) for one in aspects)
        body = (self.row(one, aspects, care) for one in rows)
        head = el("thead", el("tr", el("th", self.say("compare.kind"), scope="col"), *heads))
        told = self.say("compare.sorted", care=self.text(self.content.aspects[care].care)) if care else ""
        told = told or self.say("compare.unsorted")
        caption = el("caption", self.say("compare.caption"))
        facts = dict.fromkeys(fact for one in rows for cell in one.cell for fact in cell.facts)
        table = el("div", el("table", caption, head, el("tbody", *body)), cls="kb-prose kb-prose--wide")
        state = el("p", told, role="status", cls="kb-soft")
        self.table.value = self.html(el("div", state, table, cls="kb-stack-small"))
        self.foot.value = self.html(self.sources(facts))
        self.render_two()

    def render_two(self) -> None:
        """Two kinds side by side, an aspect a row; the better one is marked with a sign and, unseen, with words."""
        kinds = [self.content.compared[one.value] for one in self.two]
        heads = (el("th", self.text(one.name), scope="col") for one in kinds)
        parts = [el("thead", el("tr", *heads))]
        for aspect in self.content.aspects.values():
            cells = [cell for one in kinds for cell in one.cell if cell.aspect == aspect.id]
            head = el("tr", el("th", self.text(aspect.name), scope="rowgroup", colspan="2"))
            parts.append(el("tbody", head, el("tr", *(self.side(cell, cells) for cell in cells))))
        caption = el("caption", self.say("compare.two"), cls="kb-vh")
        sign = el("p", self.say("compare.sign"), cls="kb-soft")
        self.versus.value = self.html(el("table", caption, *parts), sign)

    def side(self, cell: Cell, both: list[Cell]) -> Html:
        """One of two values."""
        better = cell.rank and cell.rank < min(one.rank or 0 for one in both if one is not cell)
        mark = (el("b", "◎ ", aria_hidden="true"), hidden(f"{self.say('compare.better')} ")) if better else ()
        return el("td", *mark, self.text(cell.text))

    def row(self, one: Compared, aspects: list[Aspect], care: str) -> Html:
        """One kind of certificate."""
        cells = {cell.aspect: cell for cell in one.cell}
        parts = []
        for aspect in aspects:
            cell = cells[aspect.id]
            best = aspect.id == care and cell.rank == 1
            mark = (" ", tag("ready", self.say("compare.best"))) if best else ()
            look = "is-chosen" if aspect.id == care else ""
            parts.append(el("td", el("span", self.text(cell.text)), *mark, cls=look))
        return el("tr", el("th", self.text(one.name), scope="row"), *parts)


def rank(one: Compared, care: str) -> int:
    """How good a kind of certificate is for somebody who cares about this; smaller is better."""
    return next((cell.rank or LAST for cell in one.cell if cell.aspect == care), LAST)


class PathsView(ReadView):
    """The three cases of the source text as short ways through the guide; what is done is ticked."""

    name = "paths"

    def watched(self) -> object:
        return self.page.done, self.store.journey.finished, self.store.journey.passed

    def read(self) -> Html:
        done = self.page.done
        cards = (self.path(path, self.store.journey, done) for path in self.content.paths.values())
        return el("div", *cards, cls="kb-details")

    def path(self, path: Path, journey: Journey, done: list[str]) -> Html:
        """One way: for whom, its steps with minutes and chapter, and which are done."""
        reason = self.content.reasons[path.reason]
        steps = (self.step(step, is_done(step, journey, done)) for step in path.step)
        minutes = self.say("paths.minutes", minutes=sum(step.minutes for step in path.step))
        name = el("summary", el("h3", self.text(path.name)), ": ", self.text(reason.name))
        return el("details", name, el("p", minutes, cls="kb-soft"), numbered(steps, "kb-plan"))

    def step(self, step: PathStep, done: bool) -> Html:
        """One step, with the way there."""
        chapter = self.say(f"chapter.{step.chapter}")
        link = el("a", self.say("paths.go", chapter=chapter), href=f"#{step.chapter}", cls="kb-go")
        mark = tag("good", self.say("paths.done")) if done else ""
        return el("div", el("p", self.text(step.text), " ", mark), el("p", link))


def is_done(step: PathStep, journey: Journey, chapters: list[str]) -> bool:
    """Whether what a step asks for has been done."""
    if step.scenario or step.procedure:
        return step.scenario in journey.finished or step.procedure in journey.passed
    return step.chapter in chapters
