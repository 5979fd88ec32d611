"""Lists to look things up in, each with a field that leaves what has the words typed: the glossary, and the facts."""

from abc import abstractmethod
from collections.abc import Iterable

from kbguide.content.checklist import Fact
from kbguide.views.kit.html import Html, el
from kbguide.views.kit.view import ReadView


class FindView(ReadView):
    """A list with a field; the page's own script hides what does not have the words, and nothing typed comes here."""

    kind = "div"  # the element that holds the list
    look = "kb-details"

    @abstractmethod
    def entries(self) -> Iterable[Html]:
        """What is listed; each one carries the class `kb-entry`."""

    def read(self) -> Html:
        entries = list(self.entries())
        typed = el("input", type="search", cls="kb-input", autocomplete="off", spellcheck="false")
        name = el("span", self.say(f"{self.name}.field"), cls="kb-field__label")
        label = el("label", name, Html(typed.removesuffix("</input>")))
        every = self.say(f"{self.name}.all", count=len(entries))
        words = {"all": every, "found": self.say("find.found", count="{count}"), "none": self.say("find.none")}
        said = {f"data_kb_{name}": word for name, word in words.items()}
        found = el("p", every, cls="kb-found kb-soft", role="status", **said)
        return el("div", label, found, el(self.kind, *entries, cls=self.look), cls="kb-find kb-stack-small")


class TermsView(FindView):
    """The glossary."""

    name = "terms"
    kind = "dl"
    look = "kb-words"

    def entries(self) -> Iterable[Html]:
        """Terms in the order of the alphabet, and their meaning."""
        terms = sorted(self.content.terms.values(), key=lambda one: self.text(one.term).casefold())
        pairs = ((el("dt", self.text(one.term)), el("dd", self.text(one.meaning))) for one in terms)
        return (el("div", *pair, cls="kb-entry") for pair in pairs)


class FactsView(FindView):
    """Every fact with its source and date; one that has grown old says so."""

    name = "facts"

    def entries(self) -> Iterable[Html]:
        """Facts, those that are not certain with the words for it, and, folded away, where they come from."""
        for one in self.content.facts.values():
            yield el("details", el("summary", self.title(one)), self.source(one, full=True), cls="kb-entry")

    def title(self, fact: Fact) -> str:
        """What is said, and how sure it is unless it is certain."""
        doubt = f" {self.say(f'facts.mark-{fact.mark.lower()}')}" if fact.doubtful else ""
        return self.text(fact.text) + doubt
