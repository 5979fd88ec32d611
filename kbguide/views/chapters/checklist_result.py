"""The result of the checklist: what is left, the plan in order, the channel that suits, what to practise first."""

from collections.abc import Callable
from functools import partial

from kbguide.practice import BEGIN, Action
from kbguide.readiness import AUTO, GOAL, ChannelFinding, Errand, Readiness
from kbguide.store import Store
from kbguide.views.kit.forms import FormField, FormOption, Message
from kbguide.views.kit.html import Html, card, el, heed, icon, numbered, ring, tag
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Page, blanks, box, button, set_traits, set_visible
from kbguide.views.run.setup_forms import SetupForms

MOST = 3  # scenarios offered at once
LONG = 6  # lines of a plan: with more it is set smaller on paper,
LONGEST = 12  # and still smaller


class ResultView(View):
    """Everything here is computed by `assess`; nothing is kept."""

    name = "result"
    acts = False  # it stands inside the checklist's view

    def __init__(self, store: Store, page: Page, lang: str, leave: Callable[[], None]) -> None:
        super().__init__(store, page, lang)
        self.setup_forms = SetupForms(self.content, lang)
        self.verdict, self.plan, self.channels, self.advice, self.started = blanks(5)
        self.starts = [button("", partial(self.begin, number)) for number in range(MOST)]
        practise = box(self.advice, *self.starts, cls="kb-hint kb-stack-small")
        beside = box(self.channels, practise, cls="kb-stack")
        back = box(button(self.say("result.change"), leave, "kb-button--back"), cls="kb-actions", across=True)
        goals = (FormOption(one.id, self.text(one.name)) for one in self.content.goals.values())
        options = (FormOption(AUTO, self.say("result.goal-auto")), *goals)
        asked = FormField("goal", "choice", self.say("result.goal"), self.say("result.goal-hint"), options=options)
        self.aim = self.make_form(self.on_goal, fields=(asked,), cls="kb-card kb-no-print")
        both = box(self.plan, beside, cls="kb-two", across=True)
        self.mount(self.verdict, both, self.started, self.aim, back)

    def on_goal(self, message: Message) -> None:
        """Another goal was picked."""
        if message.kind == "picked" and self.aim.fields[0].offers(message.value):
            self.store.answer(GOAL, message.value)

    def begin(self, number: int) -> None:
        """Begin practice where the scenario happens, with the first person it can happen to."""
        offered = self.store.readiness.scenarios
        if number >= len(offered):  # a late press on a button that has gone
            return
        self.store.do(Action(BEGIN, values=self.setup_forms.scenario(offered[number])))
        self.page.focus_on(".kb-root-practice .kb-step-title, .kb-root-result .kb-started")

    def render(self) -> None:
        readiness = self.store.readiness
        self.verdict.value = self.html(self.verdict_of(readiness))
        self.plan.value = self.html(self.plan_of(readiness))
        self.channels.value = self.html(self.channels_of(readiness))
        set_traits(self.aim, picked={"goal": self.store.state.answers.get(GOAL, AUTO)})
        offered = readiness.scenarios[:MOST]
        hint = self.say("result.practise-some" if offered else "result.practise-any")
        finished = self.store.journey.finished
        lines = []
        for one in offered:
            done = (" ", tag("ready", self.say("rehearse.done"))) if one.id in finished else ()
            lines.append(el("p", el("strong", self.text(one.title)), ": ", self.text(one.about), *done, cls="kb-gap"))
        title = el("h3", icon("bulb"), self.say("result.practise"), cls="kb-hint__head")
        self.advice.value = self.html(title, el("p", hint, cls="kb-gap"), *lines)
        for made, scenario in zip(self.starts, [*offered, *[None] * MOST], strict=False):
            set_visible(made, scenario is not None)
            if scenario is not None:
                set_traits(made, description=self.say("result.begin", title=self.text(scenario.title)))
        self.render_started()

    def render_started(self) -> None:
        """When practice has been begun from here, say where it waits."""
        world = self.store.world
        set_visible(self.started, world is not None and not world.finished)
        link = el("a", self.say("result.go"), href="#practice", cls="kb-started")
        self.started.value = self.html(heed(el("p", self.say("result.started"), " ", link), "check", good=True))

    def verdict_of(self, readiness: Readiness) -> Html:
        """The heading with the number of errands left, and how much is ready, in words and as a ring."""
        total = len(readiness.findings) - readiness.count("later")
        done = readiness.count("ready", "not-needed")
        unanswered = readiness.count("unanswered")
        lead = [self.say("result.count", done=done, total=total)]
        if unanswered:
            lead.append(self.say("result.unanswered", open=unanswered))
        if readiness.plan:
            lead.append(self.say("result.minutes", minutes=readiness.minutes))
        caption = el("p", self.say("result.caption"), cls="kb-caption")
        title = el("h2", self.title(readiness), cls="kb-result-title kb-question")
        words = el("div", caption, title, el("p", " ".join(lead), cls="kb-lead"), *self.contradictions(readiness))
        label = self.say("result.ring", done=done, total=total)
        return el("div", words, ring(done, total, label, self.say("state.ready")), cls="kb-verdict")

    def title(self, readiness: Readiness) -> str:
        """Ready or not, as far as it is known."""
        if readiness.ready:
            return self.say("result.ready")
        if not readiness.plan:
            return self.say("result.open")
        left = len(readiness.errands)
        return self.say("result.some", left=left) if left else self.say("result.so-far")

    def contradictions(self, readiness: Readiness) -> list[Html]:
        """Answers that cannot all be true are shown, not hidden."""
        lines = [self.text(one.text) for one in readiness.contradictions]
        if readiness.dropped:
            lines.append(self.say("check.dropped"))
        return [heed(el("p", line), cls="kb-gap") for line in lines]

    def plan_of(self, readiness: Readiness) -> Html:
        """The errands in order; what is not needed yet, and why; what the learner's reason adds."""
        if not readiness.plan:
            return card(self.say("result.plan"), el("p", self.say("result.no-plan"), cls="kb-gap"))
        lead = [self.say("result.aim", goal=self.text(readiness.goal.name))]
        if readiness.plan == readiness.errands:
            lead.append(self.say("result.halted"))
        elif not all(errand.certain for errand in readiness.plan):
            lead.append(self.say("result.may-change"))
        lines = sum(len(errand.tasks) + len(errand.notes) for errand in readiness.plan)
        size = " kb-plan--long" * (lines > LONG) + " kb-plan--longest" * (lines > LONGEST)
        errands = numbered(map(self.errand, readiness.plan), f"kb-plan kb-gap-big{size}")
        head = el("p", " ".join(lead), cls="kb-gap")
        return card(self.say("result.plan"), head, errands, self.later(readiness), self.advice_of(readiness))

    def later(self, readiness: Readiness) -> Html:
        """What is not needed yet, by reason."""
        names: dict[str, list[str]] = {}
        for one in (one for one in readiness.findings if one.state == "later"):
            names.setdefault(self.text(one.why), []).append(self.text(one.item.name))
        lines = (el("li", el("strong", ", ".join(one)), ": ", why) for why, one in names.items())
        listed = el("h4", self.say("result.later")), el("ul", *lines, cls="kb-list")
        return el("div", *listed, cls="kb-soft kb-gap-big") if names else Html("")

    def advice_of(self, readiness: Readiness) -> Html:
        """What the learner's reason adds."""
        if not (reason := readiness.reason):
            return Html("")
        name = el("p", el("strong", self.text(reason.name)))
        return el("div", name, el("p", self.text(reason.advice)), cls="kb-soft kb-gap-big")

    def errand(self, errand: Errand) -> Html:
        """One line of the plan: what is to be done, found out and asked there, with place, time and what to bring."""
        told = {
            "where": self.text(self.content.places[errand.place].name),
            "time": self.say("result.about", minutes=errand.minutes),
            "bring": ", ".join(map(self.text, errand.bring)),
            "settles": ", ".join(self.text(self.content.items[task.item].name) for task in errand.tasks),
        }
        looks = {"settles": "kb-soft"}  # on paper the tasks say it themselves
        pairs = (
            el("div", el("dt", self.say(f"result.{key}")), el("dd", said), cls=looks.get(key, ""))
            for key, said in told.items() if said
        )  # fmt: skip
        facts = el("dl", *pairs, cls="kb-where")
        notes = (el("p", self.text(note)) for note in errand.notes)
        groups = (self.tasks(errand, certain) for certain in (True, False))
        return el("div", el("h4", self.text(errand.title)), *notes, *groups, facts, self.rehearsed(errand))

    def tasks(self, errand: Errand, certain: bool) -> Html:
        """What is to be done there, or to be found out; questions as they can be read aloud."""
        lines = []
        for fix in (task.fix for task in errand.tasks if task.certain == certain):
            title = (el("strong", self.text(fix.title)), ": ") if fix.title != errand.title else ()
            asked = (el("q", self.text(fix.question)), " ") if fix.question else ()
            more = el("span", self.text(fix.text), cls="kb-soft" if asked else "")  # what is asked is all that prints
            lines.append(el("li", *title, *asked, more))
        mark = tag("missing", self.say("result.do")) if certain else tag("unsure", self.say("result.find"))
        return el("div", el("p", mark, cls="kb-gap"), el("ul", *lines, cls="kb-list")) if lines else Html("")

    def rehearsed(self, errand: Errand) -> Html:
        """Which scenarios for this errand's problems the learner has played."""
        answers = (self.store.readiness.answer(task.item) for task in errand.tasks)
        ahead = {name for answer in answers if answer for name in answer.problems}
        finished = (self.content.scenarios[name] for name in self.store.journey.finished)
        names = ", ".join(self.text(one.title) for one in finished if ahead.intersection(one.problems))
        return tag("ready", self.say("result.rehearsed", titles=names)) if names else Html("")

    def channels_of(self, readiness: Readiness) -> Html:
        """Each channel; where none is open, what opens one first."""
        first = readiness.opener
        opens = el("p", self.say("result.opens", title=self.text(first.title))) if first else ""
        return card(self.say("result.channels"), opens, *map(self.channel, readiness.channels))

    def channel(self, found: ChannelFinding) -> Html:
        """One channel: whether it suits, what stops it, and what is not known yet."""
        name = el("strong", self.text(found.channel.name))
        mark = tag("good", self.say("result.recommended")) if found.recommended else ""
        states = []
        for state, key, items in (("missing", "left", found.blockers), ("unsure", "doubt", found.doubts)):
            names = ", ".join(self.text(item.name) for item in items)
            if items:
                states.append(el("p", tag(state, self.say(f"result.{key}", left=len(items))), " ", names))
        if not found.shut:
            states.append(el("p", tag("ready", self.say("result.clear"))))
        head = el("div", name, mark, cls="kb-channel__head")
        suits = "" if found.blockers else el("p", self.text(found.channel.suits), cls="kb-soft")
        return el("div", head, *states, suits, cls="kb-channel")
