"""What to do now, for somebody to whom it has just happened: the same in a notebook and on a page of its own."""

from __future__ import annotations

from kbguide.content.catalogue import Content
from kbguide.content.learning import Urgent
from kbguide.views.kit.html import Html, el, numbered, rich
from kbguide.views.kit.view import ReadView
from kbguide.views.kit.words import Words


class Steps(Words):
    """Makes the steps for one language."""

    def steps(self, heading: str) -> Html:
        """All steps in their order, each under a heading of this level."""
        return numbered((self.step(step, heading) for step in self.content.urgent.values()), "kb-plan kb-urgent")

    def step(self, step: Urgent, heading: str) -> Html:
        """One step: whom to call, as text that rings nobody by a slip, and what to say."""
        call = el("p", el("strong", step.call, cls="kb-number")) if step.call else ""
        said = self.text(step.say)
        say = el("p", el("b", self.say("now.say")), " ", said, cls="kb-voice kb-voice--guide") if said else ""
        parts = [el(heading, self.text(step.title)), call, el("p", rich(self.text(step.text))), say]
        return el("div", *parts, cls="kb-stack-small")


def steps(content: Content, lang: str, heading: str) -> Html:
    """The steps, under headings of this level."""
    return Steps(content, lang).steps(heading)


class NowView(ReadView):
    """The steps, and where each of them comes from."""

    name = "now"

    def read(self) -> Html:
        facts = dict.fromkeys(fact for step in self.content.urgent.values() for fact in step.facts)
        return el("div", steps(self.content, self.lang, "h3"), self.sources(facts), cls="kb-stack-big")
