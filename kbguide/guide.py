"""The guide as a notebook uses it: one object, one call a chapter."""

from __future__ import annotations

import ipywidgets

from kbguide.content import load
from kbguide.reading import LANGUAGES
from kbguide.store import Store
from kbguide.views.base import View
from kbguide.views.check import CheckView
from kbguide.views.learn import FactsView, StartView, TermsView
from kbguide.views.practice import PracticeView
from kbguide.views.widgets import Page


class Guide:
    """One learner's guide in one language. Calling a part again shows the same part, not a second one."""

    def __init__(self, lang: str = "ko") -> None:
        """Read the content; raises ContentError when `data/` has a fault, ValueError for a language there is not."""
        if lang not in LANGUAGES:
            raise ValueError(f"lang: {lang!r} is none of {', '.join(LANGUAGES)}")
        self.lang = lang
        self.store = Store(load())
        self._page = Page(self._restore)
        self.store.observe(lambda _: self._keep(), "state")
        self._views: dict[type[View], View] = {}

    def start(self) -> ipywidgets.Widget:
        """The first page."""
        return self._show(StartView)

    def terms(self) -> ipywidgets.Widget:
        """The glossary."""
        return self._show(TermsView)

    def facts(self) -> ipywidgets.Widget:
        """The facts with source and date."""
        return self._show(FactsView)

    def check(self) -> ipywidgets.Widget:
        """The readiness check."""
        return self._show(CheckView)

    def practice(self) -> ipywidgets.Widget:
        """Practise issuing on a PC."""
        return self._show(PracticeView)

    def _keep(self) -> None:
        self._page.kept = "" if self.store.untouched else self.store.dump()

    def _restore(self, kept: str) -> None:
        """Go on where the learner's tab was, unless something has been done here already."""
        if self.store.untouched:
            self.store.restore(kept)

    def _show(self, view: type[View]) -> ipywidgets.Widget:
        if view not in self._views:
            self._views[view] = view(self.store, self._page, self.lang)
        return self._views[view].root
