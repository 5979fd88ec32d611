"""The practice window and what stands around it, as HTML: step head, hint, problem, window, practice card."""

from kbguide.content.bank import Scenario
from kbguide.content.catalogue import Content
from kbguide.content.procedure import Entry
from kbguide.practice import World
from kbguide.practice.judge import PINS
from kbguide.views.kit.html import Html, bar, el, hidden, icon, numbered, rich, tag
from kbguide.views.kit.words import Words
from kbguide.views.run.phone import PhoneHtml


class WindowHtml(Words):
    """Writes it in one language."""

    def __init__(self, content: Content, lang: str) -> None:
        super().__init__(content, lang)
        self.phone = PhoneHtml(content, lang)

    def step(self, world: World, confirmed: str = "") -> Html:
        """Which step this is, in words and as a bar; `confirmed` are the words that what was pressed has worked."""
        steps = world.procedure.step
        number = world.procedure.number(world.at)
        state = self.say("practice.all-done" if world.finished else "practice.step", number=number, total=len(steps))
        what = [el("span", self.text(world.procedure.title), cls="kb-runbar__act"), el("span", state)]
        if confirmed:
            what.append(tag("good", confirmed))
        if rehearsed := self.rehearsed(world):
            what.insert(0, el("span", self.say("rehearse.caption", title=self.text(rehearsed.title))))
        caption = el("p", *what, cls="kb-caption")
        title = self.fill(world, world.screen.title) if world.finished else self.text(steps[number - 1].name)
        if world.stopped:
            title = self.say("rehearse.over")
        words = el("div", caption, el("h2", title, cls="kb-question kb-step-title", tabindex="-1"))
        done = bar(len(steps) if world.finished else number - 1, not world.finished, len(steps))
        return el("div", words, done, cls="kb-step")

    @staticmethod
    def rehearsed(world: World) -> Scenario | None:
        """The scenario, where the learner knows of it: for real, nothing is told beforehand."""
        return None if world.mode == "real" else world.scenario

    def lead(self, world: World) -> Html:
        """On the first screen: what is done here, and to whom, or what the scenario trains."""
        if world.here.trail or world.finished or world.over:
            return Html("")
        rehearsed = None if world.suspended else self.rehearsed(world)
        return el("p", self.text(rehearsed.about if rehearsed else world.procedure.does), cls="kb-lead")

    def outlines(self, world: World) -> Html:
        """All steps, folded away, with the present one marked; and the same way as another text counts it."""
        if world.over:
            return Html("")
        lists = [(self.say("outline.steps", total=len(world.procedure.step)), world.procedure.step)]
        lists += [(self.text(one.title), one.step) for one in world.procedure.outline if world.holds(one.when)]
        folded = []
        for title, steps in lists:
            rows = []
            for step in steps:
                now = world.at in step.screens
                mark = el("b", " · ", self.say("outline.here")) if now else ""
                rows.append(el("div", self.text(step.name), mark))
            folded.append(el("details", el("summary", title), el("div", numbered(rows))))
        return el("div", *folded, cls="kb-details kb-details--small kb-gap")

    def hint(self, world: World) -> Html:
        """What to do now in one line and, behind it, all lines in order with this one marked, where it can be known."""
        lines = []
        for number, line in enumerate(world.screen.hint):
            mark = {"cls": "is-now", "aria_current": "step"} if number == self.now(world) else {}
            lines.append(el("li", el("span", rich(self.fill(world, line))), **mark))
        line = world.screen.hint[min(self.now(world) or 0, len(lines) - 1)]
        cue = el("p", icon("bulb"), el("span", rich(self.fill(world, line))))
        more = el("details", el("summary", self.say("practice.more")), el("ol", *lines)) if len(lines) > 1 else ""
        return el("div", el("h3", self.say("practice.now"), cls="kb-vh"), cue, more, cls="kb-cue")

    @staticmethod
    def now(world: World) -> int | None:
        """Which line of the hint is due, as far as the world can know it."""
        state = world.call.state
        lines = len(world.screen.hint)
        if world.screen.kind in PINS:
            return int(world.pin_chosen)
        if world.screen.kind in ("call", "reply", "approve"):
            row = {"idle": 0, "silent": 0, "ended": 0, "ringing": 1, "talking": 2, "done": lines - 1}[state]
            return min(row, 1) if world.screen.kind == "reply" and state != "done" else row
        return lines - 1 if world.screen.kind in ("menu", "decide") else None

    def problem(self, world: World, entry: Entry | None) -> Html:
        """What happened, what to do now, whom to ask, and how common it is in real life."""
        problem = self.content.problems[world.explained or ""]
        what = entry.note[self.lang] if entry and entry.note else problem.what[self.lang]
        title = el("h3", icon("alert"), problem.title[self.lang], cls="kb-problem__head", tabindex="-1")
        parts = [title, el("p", what)]
        if tries := self.wrong_tries(world):
            parts.append(el("p", tries))
        parts.append(el("p", el("strong", self.say("practice.do")), " ", problem.do[self.lang]))
        if problem.ask:
            parts.append(el("p", el("strong", self.say("practice.ask")), " ", problem.ask[self.lang]))
        if problem.place:
            where = self.text(self.content.places[problem.place].name)
            parts.append(el("p", el("strong", self.say("practice.place")), " ", where))
        parts.append(el("p", self.say(f"often.{problem.often}"), cls="kb-soft"))
        return el("div", *parts, cls="kb-problem")

    def wrong_tries(self, world: World) -> str:
        """How many tries were wrong and how many there are, while something on this screen is counted."""
        limit = world.limit or ""
        count = world.standing.wrong_tries.get(limit, 0)
        return self.say("practice.tries", count=count, limit=self.content.bank.limits[limit]) if count else ""

    def window(self, world: World) -> Html:
        """The frame of the practice window: that it is pretend, and whose it is."""
        bank = self.content.bank
        address = {"bank": bank.address, "authority": bank.issuer_address}.get(world.look)
        where = el("b", address) if address else el("b", self.say(f"look.{world.look}"))
        picture = "screen" if world.look in ("bank", "authority", "browser") else "phone"
        name = self.say(f"window.{world.look}", bank=self.text(bank.name), issuer=self.text(bank.issuer))
        strip = el("div", el("strong", self.say("pretend.screen")), el("span", name), cls="kb-pretend")
        shown = el("span", where, " · ", self.say("pretend.word"))
        frame = "kb-frame-phone" if world.look in ("app", "phone") else ""
        return el("div", strip, el("p", icon(picture), shown, cls="kb-address"), cls=frame)

    def inside(self, world: World) -> Html:
        """Heading and text inside the window and, while one is shown, the number that belongs into the telephone."""
        screen = world.screen
        parts = [
            el("p", self.fill(world, screen.path), cls="kb-crumb"),
            el("h3", self.fill(world, screen.title), tabindex="-1", cls="kb-window-title"),
            el("p", rich(self.fill(world, screen.text))),
        ]
        if self.phone.shows_code(world):
            parts.append(self.phone.code(world))
        elif screen.kind in PINS:
            part = "second" if world.pin_chosen else "first"
            key = "pin.once" if screen.kind == "pin" else f"pin.{part}"
            parts.append(el("p", self.say(key), role="status"))
        parts.append(self.strip(world))
        return el("div", *parts, cls="kb-stack-small")

    def card_rows(self, world: World) -> list[tuple[str, str, bool]]:
        """The lines of the practice card: label, value, and whether this screen asks for it."""
        wanted = {part.expects or part.offers or "" for part in world.screen.field if world.call.asks}
        wanted |= {world.pin_key} if world.screen.kind in PINS else set()
        values = {**self.content.bank.values, **world.persona.values, "name": self.owner(world.persona)}
        values |= {key: world.expected(key) for key in ("present-pin", "other-pin")}
        rows = [(row, row.is_asked(wanted)) for row in self.content.bank.card]
        shown = ((row, asked) for row, asked in rows if asked or not row.only_asked)
        return [(self.text(row.label), row.filled(values, self.lang), asked) for row, asked in shown]

    def persona(self, world: World) -> Html:
        """The practice card; what this screen asks for is marked, and so is said to be pretend."""
        lines = [self.card_row(*row) for row in self.card_rows(world)]
        strip = el("div", el("h3", self.say("card.title")), el("span", self.say("pretend.word")), cls="kb-pretend")
        about = el("p", world.persona.about[self.lang], cls="kb-soft")
        body = el("div", about, self.medium(world), el("dl", *lines, cls="kb-card-facts"), cls="kb-persona__body")
        return el("section", strip, body, cls="kb-persona", aria_label=self.say("card.title"))

    def strip(self, world: World) -> Html:
        """On a narrow screen, where card and telephone are far below: what is asked for, repeated in the window."""
        wanted = [el("div", el("dt", label), el("dd", value)) for label, value, now in self.card_rows(world) if now]
        medium = self.medium(world)
        parts = [el("strong", self.say("practice.card-now")), medium, el("dl", *wanted, cls="kb-card-facts")]
        if "code" in {part.expects for part in world.screen.field}:
            parts = [el("p", el("span", self.say("phone.code")), el("b", world.code), cls="kb-reminder")]
        elif not wanted and not medium:
            return Html("")
        return el("div", el("div", *parts, cls="kb-card-strip kb-stack-small"), cls="kb-only-stacked")

    def card_row(self, label: str, value: str, now: bool) -> Html:
        """One line of the card."""
        mark = hidden(f" ({self.say('card.now')})") if now else ""
        return el("div", el("dt", label, mark), el("dd", value), cls="is-now" if now else "")

    def medium(self, world: World) -> Html:
        """The practice security card, or the code device, while it is asked for."""
        wanted = {part.expects for part in world.screen.field}
        if "otp" in wanted:
            return el("p", el("span", self.say("card.otp")), el("b", world.expected("otp")), cls="kb-reminder")
        if "first" not in wanted:
            return Html("")
        asked = set(world.card_places)
        cells = []
        for number, digits in enumerate(world.card, 1):
            look = "is-now" if number in asked else ""
            cells.append(el("li", el("small", f"{number:02}"), el("b", digits), cls=look))
        return el("div", el("h4", self.say("card.numbers")), el("ol", *cells, cls="kb-card-numbers"))
