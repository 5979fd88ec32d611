"""The guide as a notebook uses it: one object, one call a chapter."""

from functools import cached_property

import ipywidgets

from kbguide import report
from kbguide.content.loader import load
from kbguide.content.reader import LANGUAGES
from kbguide.progress import progress
from kbguide.store import Store
from kbguide.views.chapters.checklist import CheckView
from kbguide.views.chapters.claims import ClaimsView
from kbguide.views.chapters.compare import CompareView, PathsView
from kbguide.views.chapters.finish import FinishView
from kbguide.views.chapters.fraud import FraudView
from kbguide.views.chapters.inside import InsideView
from kbguide.views.chapters.lookup import FactsView, TermsView
from kbguide.views.chapters.manage import ManageView
from kbguide.views.chapters.now import NowView
from kbguide.views.chapters.practice import PracticeView
from kbguide.views.chapters.start import KeptView, StartView
from kbguide.views.kit.view import View, form_script
from kbguide.views.kit.widgets import Page, set_traits
from kbguide.views.kit.words import Words
from kbguide.views.run.run import RunView

# what is said when the connection is gone
LOST = ("title", "text", "notebook", "menu", "again", "still", "ready", "press")


class Guide:
    """One learner's guide in one language. Calling a part again shows the same part, not a second one."""

    def __init__(self, lang: str = "ko") -> None:
        """Read the content; raises ContentError when `data/` has a fault, ValueError for a language there is not."""
        if lang not in LANGUAGES:
            raise ValueError(f"lang: {lang!r} is none of {', '.join(LANGUAGES)}")
        self.lang = lang
        self.store = Store(load())
        words = Words(self.store.content, lang)
        self.page = Page(self._restore, {key: words.say(f"lost.{key}") for key in LOST}, form_script(words))
        self.store.observe(lambda _: self._keep(), "state")
        self.views: dict[type[View], View] = {}

    def start(self) -> ipywidgets.Widget:
        """The way back to what was begun."""
        return self._show(StartView)

    def kept(self) -> ipywidgets.Widget:
        """How sure one feels at first, and where it is kept."""
        return self._show(KeptView)

    def compare(self) -> ipywidgets.Widget:
        """Kinds of certificates side by side, sorted by what one cares about."""
        return self._show(CompareView)

    def paths(self) -> ipywidgets.Widget:
        """Three short ways through the guide."""
        return self._show(PathsView)

    def claims(self) -> ipywidgets.Widget:
        """Claims from the web, to be judged."""
        return self._show(ClaimsView)

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
        return self._show(PracticeView, self._run)

    def manage(self) -> ipywidgets.Widget:
        """Practise everything that comes after issuing."""
        return self._show(ManageView, self._run)

    def inside(self) -> ipywidgets.Widget:
        """Look inside a practice certificate, and see a signature verified."""
        return self._show(InsideView)

    def drills(self) -> ipywidgets.Widget:
        """Tell fraud from what is genuine."""
        return self._show(FraudView)

    def now(self) -> ipywidgets.Widget:
        """What to do if it has just happened."""
        return self._show(NowView)

    def finish(self) -> ipywidgets.Widget:
        """What was practised, what is still open, and a sheet to take home."""
        return self._show(FinishView)

    def record(self) -> report.Record:
        """The same as pandas DataFrames: `tries`, `drills`, `claims`, `confidence`, `plan`; see `columns.toml`.

        Each access is a picture of the present moment. Nothing typed and nothing personal is in it.
        """
        store = self.store
        return report.frames(report.tables(store.content, store.journey, store.readiness, self.lang))

    @cached_property
    def _run(self) -> RunView:
        """What shows a run; both chapters with practice share it."""
        return RunView(self.store, self.page, self.lang)

    def _keep(self) -> None:
        """Hand the page what the browser keeps, which chapters are done, and what a class may be told."""
        store = self.store
        set_traits(
            self.page,
            done=report.chapters_done(store.content, store.journey, store.readiness),
            kept="" if store.untouched else store.dump(),
            progress=progress(store.journey),
        )

    def _restore(self, kept: str) -> None:
        """Go on where the learner's tab was, unless something has been done here already."""
        if self.store.untouched and not self.store.restore(kept):
            self.store.notice = "restored.none"

    def _show(self, view: type[View], *parts: View) -> ipywidgets.Widget:
        if view not in self.views:
            self.views[view] = view(self.store, self.page, self.lang, *parts)
        return self.views[view].root
