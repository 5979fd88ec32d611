"""What was practised, in sentences, as a table, and as a picture with the same in words."""

from html import escape

from kbguide.practice.answers import STEPS
from kbguide.report import Row, Tables, compared
from kbguide.views.kit.html import Html, card, el
from kbguide.views.kit.words import Words

MEASURES = ("seconds", "hints", "mistakes")
SHOWN = 12  # runs in the table; the files hold all


class RecordHtml(Words):
    """Writes it in one language."""

    def summary(self, rows: Tables, lines: list[str]) -> Html:
        """Everything done so far; a kind word where nothing was practised yet."""
        tries = rows["tries"]
        told = el("ul", *(el("li", line) for line in lines), cls="kb-list") if lines else ""
        if not tries:
            return card(self.say("record.title"), el("p", self.say("record.empty")), told)
        seconds = sum(row["seconds"] for row in tries)
        lead = self.say("record.lead", count=len(tries), minutes=max(1, round(seconds / 60)))
        parts = [el("p", lead), told, self.table(tries[-SHOWN:])]
        if pair := compared(tries):
            parts.append(self.pair(*pair))
        return card(self.say("record.title"), *parts)

    def table(self, tries: list[Row]) -> Html:
        """The latest runs, newest last."""
        keys = ("title", "attempt", "mode", "seconds", "hints", "mistakes", "end")
        names = [self.say(f"record.{'what' if key == 'title' else key}") for key in keys]
        head = el("thead", el("tr", *(el("th", name, scope="col") for name in names)))
        body = (self.row(row, keys, names) for row in tries)
        return el("div", el("table", head, el("tbody", *body)), cls="kb-prose kb-prose--wide")

    def row(self, row: Row, keys: tuple[str, ...], names: list[str]) -> Html:
        """One run; on a narrow screen each cell names its column."""
        cells = [self.cell(row, key) for key in keys]
        rest = (el("td", cell, data_kb_name=name) for cell, name in zip(cells[1:], names[1:], strict=True))
        return el("tr", el("th", cells[0], scope="row"), *rest)

    def cell(self, row: Row, key: str) -> str:
        """One value in words."""
        value = row[key]
        if key in ("mode", "end"):
            return self.say(f"{'mode' if key == 'mode' else 'end'}.{value}")
        if key == "seconds":
            return self.say("record.duration", minutes=value // 60, seconds=value % 60)
        return str(value)

    def pair(self, first: Row, second: Row) -> Html:
        """The first try beside the second: two bars for each measure, and the same in a sentence."""
        pairs = {key: (self.cell(first, key), self.cell(second, key)) for key in MEASURES}
        told = " ".join(self.say(f"record.{key}-pair", first=one, second=two) for key, (one, two) in pairs.items())
        title = el("h4", self.say("record.pair", title=first["title"]))
        rows = [(self.say(f"record.{key}"), first[key], second[key], *pair) for key, pair in pairs.items()]
        picture = bars(rows, told, (self.say("record.first"), self.say("record.second")))
        return el("div", title, picture, el("p", told), cls="kb-stack-small")

    def steps(self, before: int, after: int) -> Html:
        """Five steps, with the one before and the one now marked; the same is said in words beside it."""
        marks = {before: self.say("confidence.then"), after: self.say("confidence.now")}
        if before == after:
            marks = {after: f"{self.say('confidence.then')}, {self.say('confidence.now')}"}
        boxes = (
            el("li", el("b", step), el("span", marks.get(int(step), "")), cls="on" if int(step) in marks else "")
            for step in STEPS
        )
        return el("ol", *boxes, cls="kb-steps", aria_hidden="true")


def bars(rows: list[tuple[str, int, int, str, str]], label: str, legend: tuple[str, str]) -> Html:
    """Pairs of bars, as inline SVG; widths are relative within a pair, and each bar has its value beside it."""
    drawn: list[str] = []
    y = 0
    for name, one, two, first, second in rows:
        most = max(one, two, 1)
        drawn.append(f'<text x="0" y="{y + 16}" class="name">{escape(name)}</text>')
        for part, value, said, of in ((0, one, first, legend[0]), (1, two, second, legend[1])):
            top = y + 28 + 28 * part
            wide = 120 * value / most
            look = "second" if part else "first"
            drawn.append(f'<rect x="0" y="{top}" width="{wide:.0f}" height="20" rx="3" class="{look}"/>')
            drawn.append(f'<text x="{wide + 8:.0f}" y="{top + 16}">{escape(of)}: {escape(said)}</text>')
        y += 100
    head = f'<svg class="kb-pair" viewBox="0 0 320 {y}" role="img" aria-label="{escape(label)}">'
    return Html(head + "".join(drawn) + "</svg>")
