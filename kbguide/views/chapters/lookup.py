"""Lists to look things up in: the glossary, and the facts with their sources."""

from abc import abstractmethod
from collections.abc import Iterable

from kbguide.content.checklist import Fact
from kbguide.views.kit.html import Html, el
from kbguide.views.kit.view import ReadView


class DetailsView(ReadView):
    """A list to look things up in, folded away; each entry opens on what is behind it."""

    @abstractmethod
    def entries(self) -> Iterable[tuple[str, Html]]:
        """What is always seen, and what is behind it."""

    def read(self) -> Html:
        details = [el("details", el("summary", title), behind) for title, behind in self.entries()]
        title = el("summary", self.say(f"{self.name}.all", count=len(details)))
        inner = el("details", title, el("div", *details, cls="kb-details"))
        return el("div", inner, cls="kb-details")


class TermsView(DetailsView):
    """The glossary."""

    name = "terms"

    def entries(self) -> Iterable[tuple[str, Html]]:
        """Terms in the order of the alphabet, and their meaning."""
        terms = sorted(self.content.terms.values(), key=lambda one: self.text(one.term).casefold())
        return ((self.text(one.term), el("p", self.text(one.meaning))) for one in terms)


class FactsView(DetailsView):
    """Every fact with its source and date; one that has grown old says so."""

    name = "facts"

    def entries(self) -> Iterable[tuple[str, Html]]:
        """Facts, those that are not certain with the words for it, and where they come from."""
        return ((self.title(one), self.source(one, full=True)) for one in self.content.facts.values())

    def title(self, fact: Fact) -> str:
        """What is said, and how sure it is unless it is certain."""
        doubt = f" {self.say(f'facts.mark-{fact.mark.lower()}')}" if fact.doubtful else ""
        return self.text(fact.text) + doubt
