"""What an act has changed, place by place, how a run ended, and the practice certificate, as HTML."""

from kbguide.practice import Standing, World
from kbguide.views.kit.html import Html, card, el, facts, join, numbered, rich, tag
from kbguide.views.kit.words import Words

GOOD = frozenset({"valid", "kept", "yes"})  # states in which a certificate can be used
QUIET = frozenset({"none", "no", "empty"})  # states in which there is nothing to be used


class OutcomeHtml(Words):
    """Writes it in one language."""

    def place(self, name: str) -> str:
        """What a place is called: an institution, or the cloud, the authority, this computer."""
        known = {one.id for one in self.content.bank.institution}
        return self.institution(name) if name in known else self.say(f"place.{name}")

    def state(self, place: str, state: str, standing: Standing) -> str:
        """How things are at a place, in words."""
        kind = place if place in ("cloud", "authority", "computer") else "bank"
        made = standing.certificate
        serial = made.serial if made else ""
        return self.say(f"at.{kind}.{state}", serial=serial, end=self.day(made.end) if made else "")

    def places(self, standing: Standing) -> Html:
        """How things are at each place."""
        places = standing.places(self.content.bank)
        pairs = ((el("dt", self.place(name)), el("dd", self.mark(name, state, standing))) for name, state in places)
        return el("dl", *(el("div", *pair) for pair in pairs), cls="kb-places")

    def mark(self, place: str, state: str, standing: Standing) -> Html:
        """A state in a word, a shape and a colour."""
        kind = "ready" if state in GOOD else "stop"
        return tag("" if state in QUIET else kind, self.state(place, state, standing))

    def changed(self, world: World) -> bool:
        """Whether anything is otherwise at any place."""
        bank = self.content.bank
        return world.before.places(bank) != world.standing.places(bank)

    def changes(self, world: World) -> Html:
        """What this run has changed."""
        return self.between(world.before, world.standing, new_pin="change-pin" in world.ending)

    def between(self, before: Standing, after: Standing, new_pin: bool = False) -> Html:
        """Place by place: what was, what is now. What stayed as it was is said too."""
        bank = self.content.bank
        rows = []
        for (name, was), (_, now) in zip(before.places(bank), after.places(bank), strict=True):
            old = self.state(name, was, before)
            new = self.state(name, now, after)
            if old == new:
                rows.append(el("li", el("strong", self.place(name)), el("span", self.say("change.same", state=new))))
            else:
                said = [el("s", old), " ", self.mark(name, now, after)]
                rows.append(el("li", el("strong", self.place(name)), el("span", *said), cls="is-changed"))
        if before.pin != after.pin and new_pin:
            label = next(self.text(row.label) for row in bank.card if "present-pin" in row.values)
            said = [el("strong", label), el("span", self.say("change.pin"))]
            rows.append(el("li", *said, cls="is-changed"))
        return card(self.say("change.title"), el("ul", *rows, cls="kb-changes"))

    def columns(self, world: World) -> Html:
        """The last page of a run."""
        return el("div", el("div", self.done(world)), el("div", self.after(world)), cls="kb-two")

    def done(self, world: World) -> Html:
        """The first column of the last page: the new certificate, or what was done."""
        if world.stopped:
            return self.scenario(world)
        if {"issue", "renew"} & set(world.ending):
            return self.certificate(world.standing, self.owner(world.persona))
        changes = self.changes(world) if world.ending else Html("")
        return el("div", el("p", rich(self.fill(world, world.screen.text))), changes, cls="kb-stack-small")

    def after(self, world: World) -> Html:
        """The second column: what follows, what it is like in real life, and how this try went, kindly."""
        parts = [] if world.stopped else [self.scenario(world)]
        if "issue" in world.ending and not world.stopped:
            years = self.content.bank.years
            lines = [rich(self.say(f"done.{number}", years=years)) for number in range(1, 5)]
            parts.append(el("div", el("h3", self.say("done.title")), numbered(lines, "kb-gap-big"), cls="kb-card"))
        if world.before.certificate and {"issue", "renew"} & set(world.ending):
            parts.append(self.changes(world))
        if world.procedure.real:
            parts.append(card(self.say("real.title"), el("p", self.text(world.procedure.real))))
        if world.procedure.then:
            parts.append(el("p", el("a", self.say("done.check"), href="#check", cls="kb-go")))
        counts = self.say("done.counts", problems=len(world.met), hints=world.hints)
        parts.append(el("p", counts, cls="kb-soft"))
        return el("div", *parts, cls="kb-stack-small")

    def scenario(self, world: World) -> Html:
        """At the end of a scenario: what it trained, and what to do in real life."""
        played = world.scenario
        if played is None:
            return Html("")
        about = el("p", el("strong", self.text(played.title)), " ", self.text(played.about))
        real = el("p", el("strong", self.say("rehearse.real")), " ", self.text(played.real))
        return card(self.say("rehearse.end"), about, real)

    def certificate(self, standing: Standing, owner: str) -> Html:
        """The practice certificate as it is today; it says several times that it is worth nothing."""
        made = standing.certificate
        if made is None:
            return Html("")
        start = el("span", self.say("cert.from", day=self.day(made.period.day)))
        end = el("span", self.say("cert.to", day=self.day(made.end)))
        rows = [
            (self.say("cert.issuer"), self.content.bank.issuer[self.lang]),
            (self.say(f"cert.dates-{made.period.kind}", years=self.content.bank.years), join([start, " ", end])),
            (self.say("cert.serial"), self.say("cert.serial-number", serial=made.serial)),
            (self.say("cert.at"), self.institution(made.issuer)),
            (self.say("cert.kept"), self.text(self.content.bank.cloud) if standing.cloud else self.say("cert.nowhere")),
        ]
        state = standing.status if standing.cloud or standing.status != "valid" else "deleted"
        mark = tag("good" if state == "valid" else "stop", self.say(f"cert.{state}"))
        head = el("div", el("p", self.say("cert.kind"), cls="kb-cert__kind"), mark, cls="kb-cert__head")
        name = el("p", owner, cls="kb-cert__name")
        foot = el("p", self.say("cert.foot"), cls="kb-cert__foot")
        label = self.say("cert.kind")  # a group and no landmark: a notebook may show it in two chapters at once
        return el("div", head, name, facts(rows), foot, cls="kb-cert", role="group", aria_label=label)
