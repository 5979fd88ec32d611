"""What to do now, for somebody to whom it has just happened: the same in a notebook and on a page of its own."""

from kbguide.content.learning import Urgent
from kbguide.views.kit.html import Html, el, numbered, rich
from kbguide.views.kit.view import ReadView
from kbguide.views.kit.words import Words


class UrgentHtml(Words):
    """Writes the steps in one language."""

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


class NowView(ReadView):
    """The steps, and where each of them comes from."""

    name = "now"

    def read(self) -> Html:
        facts = dict.fromkeys(fact for step in self.content.urgent.values() for fact in step.facts)
        return el("div", UrgentHtml(self.content, self.lang).steps("h3"), self.sources(facts), cls="kb-stack-big")
