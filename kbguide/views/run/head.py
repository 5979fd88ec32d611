"""What stands above the practice world, as HTML: which step this is, help, and one line that says what to do now."""

from kbguide.content.bank import Scenario
from kbguide.practice import World
from kbguide.practice.judge import PINS
from kbguide.views.kit.html import Html, drawer, el, folded, heed, icon, join, numbered, rich
from kbguide.views.kit.words import Words


class HeadHtml(Words):
    """Writes it in one language."""

    def step(self, world: World) -> Html:
        """Which step this is of how many; where a scenario is rehearsed, also which."""
        steps = world.procedure.step
        number = world.procedure.number(world.at)
        state = self.say("practice.all-done" if world.finished else "practice.step", number=number, total=len(steps))
        rehearsed = self.rehearsed(world)
        what = el("span", self.say("rehearse.caption", title=self.text(rehearsed.title)), " · ") if rehearsed else ""
        act = el("span", self.text(world.procedure.title), " · ", cls="" if world.suspended else "kb-runbar__act")
        title = self.fill(world, world.screen.title) if world.finished else self.text(steps[number - 1].name)
        if world.stopped:
            title = self.say("rehearse.over")
        heading = el("h2", title, cls="kb-question kb-step-title", tabindex="-1")
        return el("div", el("p", what, act, el("span", state), cls="kb-caption"), heading, cls="kb-step")

    @staticmethod
    def rehearsed(world: World) -> Scenario | None:
        """The scenario, where the learner knows of it: for real, nothing is told beforehand."""
        return None if world.mode == "real" else world.scenario

    def about(self, world: World) -> Html:
        """What is done here, and to whom, or what the scenario trains."""
        rehearsed = None if world.suspended else self.rehearsed(world)
        return el("p", self.text(rehearsed.about if rehearsed else world.procedure.does))

    def help(self, world: World) -> Html:
        """Behind one press: what this is about, what the screen protects against, all steps, and the sources."""
        if world.over:
            return Html("")
        protects = self.fill(world, world.screen.protects)
        title = el("strong", self.say("practice.protects"), " ")
        why = heed(el("p", title, rich(protects)), "shield", good=True) if protects else ""
        now = el("a", icon("alert"), self.say("practice.scammed"), href="#now", cls="kb-button")
        tools = el("div", *self.sizes(), now, cls="kb-actions kb-only-page")
        parts = (self.about(world), why, self.outlines(world), self.sources(world.screen.facts), tools)
        name = self.say("practice.help-word")
        label = join([icon("ask"), el("span", name)])
        return drawer(label, name, el("div", *parts, cls="kb-stack-small"), self.say("practice.on"))

    def sizes(self) -> list[Html]:
        """Smaller and larger letters: the head of the page, where they stand otherwise, is hidden in a run."""
        steps = (("-1", "practice.smaller"), ("1", "practice.larger"))
        look = {"type": "button", "cls": "jupyter-button kb-button"}
        return [el("button", self.say(key), data_kb_step=step, **look) for step, key in steps]

    def outlines(self, world: World) -> Html:
        """All steps, folded away, with the present one marked; and the same way as another text counts it."""
        lists = [(self.say("outline.steps", total=len(world.procedure.step)), world.procedure.step)]
        lists += [(self.text(one.title), one.step) for one in world.procedure.outline if world.holds(one.when)]
        found = []
        for title, steps in lists:
            rows = []
            for step in steps:
                now = world.at in step.screens
                mark = el("b", " · ", self.say("outline.here")) if now else ""
                rows.append(el("div", self.text(step.name), mark))
            found.append(folded(title, el("div", numbered(rows)), small=True))
        return join(found)

    def cue(self, world: World, confirmed: str, rest: Html) -> Html:
        """What to do now in one line and, behind it, the `rest`.

        `confirmed` are the words that what was pressed has worked. On one's own, the line only says where help is.
        """
        hint = world.screen.hint
        now = self.now(world)
        guided = world.mode == "guided" or world.hint_open
        line = rich(self.fill(world, hint[min(now or 0, len(hint) - 1)])) if guided else self.say("practice.alone")
        yes = el("strong", confirmed, " ") if confirmed else ""
        shape = icon("check" if confirmed else "bulb")
        said = el("span", yes, line, role="status")
        look = "kb-cue kb-cue--yes" if confirmed else "kb-cue"
        head = el("h3", self.say("practice.now"), cls="kb-vh") if guided else ""
        if not guided or (len(hint) < 2 and world.here.trail):
            return el("div", head, el("p", el("span", shape, said)), cls=look)
        more = el("span", self.say("practice.more"), cls="kb-cue__more")
        summary = el("summary", el("span", shape, said, " ", more))
        return el("div", head, el("details", summary, rest), cls=look)

    def rest(self, world: World) -> Html:
        """All lines of the hint with the present one marked; on the first screen also what is done here."""
        lines = []
        for number, text in enumerate(world.screen.hint):
            mark = {"cls": "is-now", "aria_current": "step"} if number == self.now(world) else {}
            lines.append(el("li", el("span", rich(self.fill(world, text))), **mark))
        first = "" if world.here.trail else self.about(world)
        return el("div", first, el("ol", *lines), cls="kb-cue__rest kb-stack-small")

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
