"""The guide as a notebook uses it: one object, one call a chapter."""

from __future__ import annotations

import ipywidgets

from kbguide.content import load
from kbguide.reading import LANGUAGES
from kbguide.store import Store
from kbguide.views.base import View
from kbguide.views.check import CheckView
from kbguide.views.inside import InsideView
from kbguide.views.learn import FactsView, StartView, TermsView
from kbguide.views.manage import ManageView
from kbguide.views.practice import PracticeView
from kbguide.views.run import RunView
from kbguide.views.widgets import Page

LOST = ("title", "text", "notebook", "again", "still")  # what is said when the connection is gone


class Guide:
    """One learner's guide in one language. Calling a part again shows the same part, not a second one."""

    def __init__(self, lang: str = "ko") -> None:
        """Read the content; raises ContentError when `data/` has a fault, ValueError for a language there is not."""
        if lang not in LANGUAGES:
            raise ValueError(f"lang: {lang!r} is none of {', '.join(LANGUAGES)}")
        self.lang = lang
        self.store = Store(load())
        words = self.store.content.words
        self._page = Page(self._restore, {key: words[f"lost.{key}"][lang] for key in LOST})
        self.store.observe(lambda _: self._keep(), "state")
        self._views: dict[type[View], View] = {}
        self._run: RunView | None = None

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
        """Practise issuing, or rehearse a problem."""
        return self._show(PracticeView, self._one_run())

    def manage(self) -> ipywidgets.Widget:
        """Practise everything that comes after issuing."""
        return self._show(ManageView, self._one_run())

    def inside(self) -> ipywidgets.Widget:
        """Look inside a practice certificate, and see a signature verified."""
        return self._show(InsideView)

    def _one_run(self) -> RunView:
        """What shows a run; both chapters with practice share it."""
        if self._run is None:
            self._run = RunView(self.store, self._page, self.lang)
        return self._run

    def _keep(self) -> None:
        """Hand the page what the browser keeps, and which chapters are done."""
        passed, readiness = set(self.store.journey.passed), self.store.readiness
        done = {
            "check": not readiness.count("unanswered"),
            "practice": "issue" in passed,
            "manage": passed & set(self.store.content.bank.acts) - {"issue"},
        }
        self._page.done = [chapter for chapter, so in done.items() if so]
        self._page.kept = "" if self.store.untouched else self.store.dump()

    def _restore(self, kept: str) -> None:
        """Go on where the learner's tab was, unless something has been done here already."""
        if self.store.untouched:
            self.store.restore(kept)

    def _show(self, view: type[View], *parts: View) -> ipywidgets.Widget:
        if view not in self._views:
            self._views[view] = view(self.store, self._page, self.lang, *parts)
        return self._views[view].root
