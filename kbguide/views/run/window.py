"""The practice window and what stands around it, as HTML: problem, window, practice card."""

from kbguide.content.bank import Problem
from kbguide.content.procedure import Entry
from kbguide.practice import World
from kbguide.practice.judge import PINS
from kbguide.views.kit.html import Html, el, folded, hidden, icon, join, opened, rich
from kbguide.views.run.phone import PhoneHtml


class WindowHtml(PhoneHtml):
    """Writes it in one language; window and telephone show the same number."""

    def problem(self, world: World, entry: Entry | None, brief: bool = False) -> Html:
        """What happened, what to do now, whom to ask, how common it is in real life; `brief`, only what to do now."""
        problem = self.content.problems[world.explained or ""]
        what = entry.note[self.lang] if entry and entry.note else problem.what[self.lang]
        title = el("h3", icon("alert"), problem.title[self.lang], cls="kb-problem__head", tabindex="-1")
        parts = [title] if brief else [title, el("p", what)]
        if tries := self.wrong_tries(world):
            parts.append(el("p", tries))
        parts.append(el("p", el("strong", self.say("practice.do")), " ", problem.do[self.lang]))
        return el("div", *parts, "" if brief else self.real(problem), cls="kb-problem")

    def rest(self, world: World) -> Html:
        """What a brief one leaves out."""
        problem = self.content.problems[world.explained or ""]
        return el("div", el("p", self.text(problem.what)), self.real(problem), cls="kb-stack-small")

    def real(self, problem: Problem) -> Html:
        """Whom to ask if it happens for real, where it is put right, and how common it is, folded away."""
        place = self.content.places[problem.place].name if problem.place else None
        told = {"practice.ask": problem.ask, "practice.place": place}
        real = [el("p", el("strong", self.say(key)), " ", self.text(text)) for key, text in told.items() if text]
        real.append(el("p", self.say(f"often.{problem.often}"), cls="kb-soft"))
        return folded(self.say("practice.real"), el("div", *real, cls="kb-stack-small"), small=True)

    def wrong_tries(self, world: World) -> str:
        """How many tries were wrong and how many there are, while something on this screen is counted."""
        limit = world.limit or ""
        count = world.standing.wrong_tries.get(limit, 0)
        return self.say("practice.tries", count=count, limit=self.content.bank.limits[limit]) if count else ""

    def window(self, world: World) -> Html:
        """The practice window as a region: its frame, that it is pretend and whose it is, and its text."""
        bank = self.content.bank
        address = {"bank": bank.address, "authority": bank.issuer_address}.get(world.look)
        name = self.say(f"window.{world.look}", bank=self.text(bank.name), issuer=self.text(bank.issuer))
        where = el("span", address or self.say(f"look.{world.look}"), cls="kb-pretend__where")
        strip = el("div", el("strong", self.say("pretend.screen"), hidden(f": {name}")), where, cls="kb-pretend")
        text = el("div", self.inside(world), cls="kb-window__text")
        return el("section", strip, text, aria_label=self.say("pretend.screen"))

    def inside(self, world: World) -> Html:
        """Heading and text inside the window and, while one is shown, the number that belongs into the telephone."""
        screen = world.screen
        parts = [
            el("p", self.fill(world, screen.path), cls="kb-crumb"),
            el("h3", self.fill(world, screen.title), tabindex="-1", cls="kb-window-title"),
        ]
        if screen.kind in PINS:
            parts.append(self.pin(world))
        elif world.call.state == "done":
            parts.append(self.confirmed(world))
        elif self.shows_code(world):
            parts.append(self.code(world))
        else:
            parts.append(el("p", rich(self.fill(world, screen.text))))
        return el("div", *parts, cls="kb-stack-small")

    def pin(self, world: World) -> Html:
        """What is to be pressed, or that it is to be pressed again; guided, with what stands on the practice card."""
        said = self.say("pin.second") if world.pin_chosen else self.fill(world, world.screen.text)
        what = el("p", rich(said), role="status")
        if world.mode != "guided":
            return el("div", what, cls="kb-pin")
        number = el("b", self.spaced(world.expected(world.pin_key)))
        return el("div", what, el("p", el("span", self.say("given.card"), " ", number, cls="kb-given")), cls="kb-pin")

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
        return opened(self.say("card.title"), join([strip, body]), self.say("practice.on"), "kb-persona")

    def asks(self, world: World) -> bool:
        """Whether this screen asks for something that stands on the practice card."""
        return any(now for _, _, now in self.card_rows(world)) or bool(self.medium(world))

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
