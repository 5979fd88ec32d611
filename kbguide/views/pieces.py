"""The pictures of the practice world as HTML: step head, hint, window, practice card, certificate."""

from __future__ import annotations

from kbguide.practice import World
from kbguide.practice.world import card as card_numbers
from kbguide.schema.procedure import Entry
from kbguide.views.html import Html, bar, day, el, facts, hidden, icon, join, numbered, rich
from kbguide.views.telephone import Telephone


class Pieces(Telephone):
    """Makes the pieces for one language."""

    def step(self, world: World) -> Html:
        """Which step this is, in words and as a bar."""
        steps, number = world.procedure.step, world.screen.step
        name = next(step.name for step in steps if step.number == number)
        state = self.say("practice.all-done" if world.finished else "practice.step", number=number, total=len(steps))
        caption = el("p", el("span", world.procedure.title[self.lang]), el("span", state), cls="kb-caption")
        title = self.fill(world, world.screen.title) if world.finished else name[self.lang]
        words = el("div", caption, el("h2", title, cls="kb-question kb-step-title", tabindex="-1"))
        return el(
            "div",
            words,
            bar(len(steps) if world.finished else number - 1, not world.finished, len(steps)),
            cls="kb-step",
        )

    def hint(self, world: World) -> Html:
        """What to do now, in order, with the present part marked where it can be known."""
        now, lines = self.now(world), []
        for number, line in enumerate(world.screen.hint):
            text = el("span", rich(self.fill(world, line)))
            lines.append(el("li", text, cls="is-now", aria_current="step") if number == now else el("li", text))
        return el("div", el("h3", icon("bulb"), self.say("practice.now"), cls="kb-hint__head"), el("ol", *lines))

    @staticmethod
    def now(world: World) -> int | None:
        """Which line of the hint is due, as far as the world can know it."""
        state, lines = world.call.state, len(world.screen.hint)
        if world.screen.kind == "pin":
            return int(world.pin_chosen)
        if world.screen.kind in ("call", "reply", "approve"):
            row = {"idle": 0, "silent": 0, "ended": 0, "ringing": 1, "talking": 2, "done": lines - 1}[state]
            return min(row, 1) if world.screen.kind == "reply" and state != "done" else row
        return lines - 1 if world.screen.kind == "menu" else None

    def problem(self, world: World, entry: Entry | None) -> Html:
        """What happened, what to do now, whom to ask, and how common it is in real life."""
        problem = self.content.problems[world.problem or ""]
        what = entry.note[self.lang] if entry and entry.note else problem.what[self.lang]
        title = el("h3", icon("alert"), problem.title[self.lang], cls="kb-problem__head", tabindex="-1")
        parts = [title, el("p", what)]
        if left := self.tries_left(world):
            parts.append(el("p", left))
        parts.append(el("p", el("strong", self.say("practice.do")), " ", problem.do[self.lang]))
        if problem.ask:
            parts.append(el("p", el("strong", self.say("practice.ask")), " ", problem.ask[self.lang]))
        parts.append(el("p", self.say(f"often.{problem.often}"), cls="kb-soft"))
        return el("div", *parts, cls="kb-problem")

    def tries_left(self, world: World) -> str:
        """How many tries were wrong and how many there are, while something on this screen is counted."""
        for part in world.screen.field:
            count = world.tries.get(part.limit or "", 0)
            if part.limit and count:
                return self.say("practice.tries", count=count, limit=self.content.bank.limits[part.limit])
        return ""

    def window(self, world: World) -> Html:
        """The frame of the practice window: that it is pretend, and its address."""
        address = el(
            "span", el("b", world.screen.address or self.content.bank.address), " · ", self.say("pretend.word")
        )
        strip = el(
            "div",
            el("strong", self.say("pretend.screen")),
            el("span", self.fill(world, world.screen.window)),
            cls="kb-pretend",
        )
        return el("div", strip, el("p", icon("screen"), address, cls="kb-address"))

    def inside(self, world: World) -> Html:
        """Heading and text inside the window and, while one is shown, the number that belongs into the telephone."""
        screen = world.screen
        parts = [
            el("p", self.fill(world, screen.path), cls="kb-crumb"),
            el("h3", self.fill(world, screen.title), tabindex="-1", cls="kb-window-title"),
            el("p", rich(self.fill(world, screen.text))),
        ]
        if self.shows_code(world):
            parts.append(self.code(world))
        elif screen.kind == "pin":
            parts.append(el("p", self.say("pin.second" if world.pin_chosen else "pin.first"), role="status"))
        parts.append(self.strip(world))
        return el("div", *parts, cls="kb-stack-small")

    def card_rows(self, world: World) -> list[tuple[str, str, bool]]:
        """The lines of the practice card: label, value, and whether this screen asks for it."""
        values = world.persona.values
        wanted = {part.expects or part.offers for part in world.screen.field if world.call.asks}
        wanted |= {"pin"} if world.screen.kind == "pin" else set()
        rows = {
            "name": (self.owner(world), {"name"}),
            "user-id": (values["user-id"], {"user-id"}),
            "rrn": (f"{values['rrn-front']}-{values['rrn-back']}", {"rrn-front", "rrn-back"}),
            "birth": (values["birth"], {"birth"}),
            "mobile": (values["mobile"], {"mobile", "phones"}),
            "email": (values["email"], {"email"}),
            "account": (values["account"], {"account"}),
            "account-password": (values["account-password"], {"account-password"}),
            "medium": (self.say(f"medium.{values['medium']}"), {"medium"}),
            "where": (self.say(f"route.{values['route']}"), {"route"}),
            "pin": (self.spaced(values["pin"]), {"pin"}),
        }
        return [(self.say(f"card.{key}"), value, bool(keys & wanted)) for key, (value, keys) in rows.items()]

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
        cells = (
            el("li", el("small", f"{number:02}"), el("b", digits), cls="is-now" if number in asked else "")
            for number, digits in enumerate(card_numbers(world), 1)
        )
        return el("div", el("h4", self.say("card.numbers")), el("ol", *cells, cls="kb-card-numbers"))

    def certificate(self, world: World) -> Html:
        """The finished practice certificate; it says several times that it is worth nothing."""
        made = world.certificate
        if made is None:
            return Html("")
        months = self.content.words["months"]
        start = el("span", self.say("cert.from", day=day(made.start, self.lang, months)))
        end = el("span", self.say("cert.to", day=day(made.end, self.lang, months)))
        rows = [
            (self.say("cert.issuer"), self.content.bank.issuer[self.lang]),
            (self.say("cert.dates", years=self.content.bank.years), join([start, " ", end])),
            (self.say("cert.serial"), self.say("cert.serial-number", serial=made.serial)),
            (self.say("cert.kept"), self.content.bank.cloud[self.lang]),
        ]
        state = el("span", icon("check"), self.say(f"cert.{made.status(world.day)}"), cls="kb-tag kb-tag--good")
        head = el("div", el("p", self.say("cert.kind"), cls="kb-cert__kind"), state, cls="kb-cert__head")
        name = el("p", self.owner(world), cls="kb-cert__name")
        foot = el("p", self.say("cert.foot"), cls="kb-cert__foot")
        return el("section", head, name, facts(rows), foot, cls="kb-cert", aria_label=self.say("cert.kind"))

    def after(self, world: World) -> Html:
        """What follows from having a certificate, and how this try went, kindly."""
        lines = [rich(self.say(f"done.{number}", years=self.content.bank.years)) for number in range(1, 5)]
        counts = self.say("done.counts", problems=len(world.met), hints=world.hints)
        return el(
            "div",
            el("h3", self.say("done.title")),
            numbered(lines, "kb-gap-big"),
            el("p", counts, cls="kb-soft kb-gap-big"),
            cls="kb-card",
        )
