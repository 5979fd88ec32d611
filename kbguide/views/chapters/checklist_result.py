"""The result of the checklist: what is left, the plan in order, the channel that suits, what to practise first."""

from functools import partial

from kbguide.content.checklist import Item
from kbguide.practice import BEGIN, Action
from kbguide.readiness import AUTO, GOAL, ChannelFinding, Readiness
from kbguide.views.chapters.errands import ErrandsHtml, capital
from kbguide.views.kit.forms import FormField, FormOption, Message
from kbguide.views.kit.html import Html, el, folded, heed, icon, tag
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Widgets, blanks, box, button, set_traits, set_visible
from kbguide.views.run.setup_forms import SetupForms

MOST = 3  # scenarios offered at once
NAMED = 3  # questions in the way of a channel that are named; more are only counted


class ResultView(View):
    """Everything here is computed by `assess`; nothing is kept."""

    name = "result"
    acts = False  # it stands inside the checklist's view

    def build(self) -> Widgets:
        self.setup_forms = SetupForms(self.content, self.lang)
        self.errands_html = ErrandsHtml(self.content, self.lang)
        self.verdict, self.channels, self.plan, self.more, self.advice, self.started = blanks(6)
        self.starts = [button("", partial(self.begin, number)) for number in range(MOST)]
        practise = box(self.advice, *self.starts, cls="kb-hint kb-stack-small")
        to_list = partial(self.store.turn, "check", "")
        back = box(button(self.say("result.change"), to_list, "kb-button--back"), cls="kb-actions", across=True)
        goals = (FormOption(one.id, self.text(one.name)) for one in self.content.goals.values())
        options = (FormOption(AUTO, self.say("result.goal-auto")), *goals)
        asked = FormField("goal", "choice", self.say("result.goal"), self.say("result.goal-hint"), options=options)
        self.aim = self.make_form(self.on_goal, fields=(asked,), cls="kb-card kb-no-print")
        return self.verdict, self.channels, self.plan, self.more, practise, self.started, self.aim, back

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
        printing = self.errands_html.print_button() if readiness.plan else Html("")
        self.plan.value = self.html(printing, self.errands_html.sheet(self.store))
        self.more.value = self.html(self.more_of(readiness))
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
        """The heading, which counts the errands; without any, how to get some."""
        title = el("h2", self.title(readiness), cls="kb-result-title kb-question")
        lead = "" if readiness.plan else el("p", self.say("result.no-plan"))
        return el("div", title, lead, *self.contradictions(readiness), cls="kb-stack-small")

    def more_of(self, readiness: Readiness) -> Html:
        """How much is ready, how long the rest takes, what comes first, what can wait, and the other sheet."""
        done = readiness.count("ready", "not-needed")
        total = len(readiness.findings) - readiness.count("later")
        unanswered = readiness.count("unanswered")
        lead = [self.say("result.count", done=done, total=total)] if unanswered < total else []
        if unanswered:
            lead.append(self.say("result.unanswered", open=unanswered))
        if readiness.plan:
            lead += [self.say("result.minutes", minutes=readiness.minutes), *self.outlook(readiness)]
        first = readiness.opener
        opens = el("p", self.say("result.opens", title=self.text(first.title))) if first else ""
        parts = [el("p", " ".join(lead)), opens, self.advice_of(readiness), self.later(readiness)]
        return el("div", *parts, self.errands_html.other_sheet(), cls="kb-stack-small")

    def outlook(self, readiness: Readiness) -> list[str]:
        """Whether the plan may change."""
        if readiness.plan == readiness.errands:
            return [self.say("result.halted")]
        return [] if all(errand.certain for errand in readiness.plan) else [self.say("result.may-change")]

    def title(self, readiness: Readiness) -> str:
        """Ready or not, as far as it is known."""
        if readiness.ready:
            return self.say("result.ready")
        if not readiness.plan:
            return self.say("result.open")
        if not readiness.errands:
            return self.say("result.so-far")
        known = not readiness.count("unsure", "unanswered")
        return capital(self.say("result.some" if known else "result.first", errands=self.errands_html.count(readiness)))

    def contradictions(self, readiness: Readiness) -> list[Html]:
        """Answers that cannot all be true are shown, not hidden."""
        lines = [self.text(one.text) for one in readiness.contradictions]
        if readiness.dropped:
            lines.append(self.say("check.dropped"))
        return [heed(el("p", line), cls="kb-gap") for line in lines]

    def later(self, readiness: Readiness) -> Html:
        """What is not needed yet, by reason, folded away."""
        names: dict[str, list[str]] = {}
        for one in (one for one in readiness.findings if one.state == "later"):
            names.setdefault(self.text(one.why), []).append(self.text(one.item.name))
        lines = (el("li", el("strong", ", ".join(one)), ": ", why) for why, one in names.items())
        return folded(self.say("result.later"), el("ul", *lines, cls="kb-list")) if names else Html("")

    def advice_of(self, readiness: Readiness) -> Html:
        """What the learner's reason adds."""
        if not (reason := readiness.reason):
            return Html("")
        name = el("p", el("strong", self.text(reason.name)))
        return el("div", name, el("p", self.text(reason.advice)), cls="kb-soft kb-gap-big")

    def channels_of(self, readiness: Readiness) -> Html:
        """Each channel."""
        settled = {task.item for errand in readiness.plan for task in errand.tasks}
        return el("div", *(self.channel(one, settled) for one in readiness.channels), cls="kb-ways")

    def channel(self, found: ChannelFinding, settled: set[str]) -> Html:
        """One channel: whether it can be used, and how it suits or what is in its way that no errand settles."""
        state = "good"
        said = [self.text(found.channel.suits)]
        if found.shut:
            state = "missing" if found.blockers else "unsure"
            rest = (("left", found.blockers), ("doubt", found.doubts))
            said = [self.in_the_way(key, [one for one in items if one.id not in settled]) for key, items in rest]
            said = [*filter(None, said)] or [self.say(f"result.after-{state}")]
        name = el("strong", self.text(found.channel.name), f" · {self.say('result.recommended')}" * found.recommended)
        mark = tag(state, self.say(f"result.way-{state}"))
        return el("div", name, mark, el("p", " ".join(said), cls="kb-soft"), cls="kb-way")

    def in_the_way(self, key: str, items: list[Item]) -> str:
        """How many questions are in the way of a channel, or open; a few are named."""
        names = ", ".join(self.text(item.name) for item in items) if len(items) <= NAMED else ""
        return self.say(f"result.{key}", left=len(items), names=names).rstrip(": ") if items else ""
