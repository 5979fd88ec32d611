"""Lists to look things up in: the glossary, and the facts with their sources."""

from abc import abstractmethod
from collections.abc import Iterable

from kbguide.views.kit.html import Html, el
from kbguide.views.kit.view import ReadView, fact_entry


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
        """Facts, and where they come from."""
        return ((self.text(one.text), fact_entry(self, one, full=True)) for one in self.content.facts.values())
