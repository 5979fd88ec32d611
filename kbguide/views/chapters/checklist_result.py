"""The result of the checklist: what is left, the plan in order, the channel that suits, what to practise first."""

from collections.abc import Callable
from functools import partial

from kbguide.practice import BEGIN, Action
from kbguide.readiness import ChannelFinding, Errand, Readiness
from kbguide.store import Store
from kbguide.views.kit.html import Html, card, el, heed, icon, numbered, ring, tag
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Page, blanks, box, button, set_traits, set_visible
from kbguide.views.run.setup_forms import SetupForms

MOST = 3  # scenarios offered at once


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
        self.mount(self.verdict, box(self.plan, beside, cls="kb-two", across=True), self.started, back)

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
        rows = [self.channel(found, readiness) for found in readiness.channels]
        self.channels.value = self.html(card(self.say("result.channels"), *rows))
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
        """The heading with the number of things left, in words and as a ring."""
        total = len(readiness.findings)
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
        waiting = readiness.count("missing", "unsure")
        if readiness.ready:
            return self.say("result.ready")
        if readiness.count("unanswered") == len(readiness.findings):
            return self.say("result.open")
        return self.say("result.some", left=waiting) if waiting else self.say("result.so-far")

    def contradictions(self, readiness: Readiness) -> list[Html]:
        """Answers that cannot all be true are shown, not hidden."""
        lines = [self.text(one.text) for one in readiness.contradictions]
        if readiness.dropped:
            lines.append(self.say("check.dropped"))
        return [heed(el("p", line), cls="kb-gap") for line in lines]

    def plan_of(self, readiness: Readiness) -> Html:
        """The errands in order, with place, time and what to bring; then what the learner's reason adds."""
        if not readiness.plan:
            return card(self.say("result.plan"), el("p", self.say("result.no-plan"), cls="kb-gap"))
        advice = ""
        if reason := readiness.reason:
            name = el("p", el("strong", self.text(reason.name)))
            advice = el("div", name, el("p", self.text(reason.advice)), cls="kb-soft kb-gap-big")
        errands = numbered((self.errand(one) for one in readiness.plan), "kb-plan kb-gap-big")
        return card(self.say("result.plan"), errands, advice)

    def errand(self, errand: Errand) -> Html:
        """One line of the plan."""
        pairs = [(self.say("result.where"), self.text(self.content.places[errand.place].name))]
        pairs.append((self.say("result.time"), self.say("result.about", minutes=errand.minutes)))
        if errand.bring:
            pairs.append((self.say("result.bring"), ", ".join(map(self.text, errand.bring))))
        facts = el("dl", *(el("div", el("dt", key), el("dd", value)) for key, value in pairs), cls="kb-where")
        names = ", ".join(self.text(self.content.channels[name].name) for name in errand.only)
        only = el("p", self.say("result.only", channel=names), cls="kb-soft") if names else ""
        words = el("h4", self.text(errand.title)), el("p", self.text(errand.text))
        return el("div", *words, only, facts, self.rehearsed(errand))

    def rehearsed(self, errand: Errand) -> Html:
        """Which scenarios for this errand's problems the learner has played."""
        answer = self.store.readiness.answer(errand.item) if errand.item else None
        ahead = set(answer.problems) if answer else set()
        finished = (self.content.scenarios[name] for name in self.store.journey.finished)
        names = ", ".join(self.text(one.title) for one in finished if ahead.intersection(one.problems))
        return tag("ready", self.say("result.rehearsed", titles=names)) if names else Html("")

    def channel(self, found: ChannelFinding, readiness: Readiness) -> Html:
        """One channel: whether it suits, what stops it, and how long it takes."""
        name = el("strong", self.text(found.channel.name))
        advice = self.say("result.easier" if found.blockers else "result.recommended")
        mark = tag("good", advice) if found.recommended else ""
        minutes = el("span", self.say("result.about", minutes=found.minutes), cls="kb-push")
        head = el("div", name, mark, minutes, cls="kb-channel__head")
        if found.blockers:
            names = ", ".join(self.text(item.name) for item in found.blockers)
            state = el("p", tag("missing", self.say("result.left", left=len(found.blockers))), " ", names)
        else:
            answered = readiness.count("unanswered") < len(readiness.findings)
            state = el("p", tag("ready", self.say("result.clear"))) if answered else Html("")
        return el("div", head, state, el("p", self.text(found.channel.suits), cls="kb-soft"), cls="kb-channel")
