"""What every view has: the store, the language, the words, and the panel for when something goes wrong here."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cached_property
from typing import Any

from kbguide.store import ONWARD, Store
from kbguide.views.kit.forms import FormButton, GuardPattern, Message, NumeralRows
from kbguide.views.kit.glossary import Glossary
from kbguide.views.kit.guard import FAULTS, guarded
from kbguide.views.kit.html import Html, el, fragment, heed
from kbguide.views.kit.widgets import OFF, Form, FormScript, Page, Widgets, blank, box, set_class, set_visible
from kbguide.views.kit.words import Words


class View(Words, ABC):
    """Observes the store, and renders by setting traits of widgets that are made once.

    Subclasses make their widgets in `build`, and set traits in `render`.
    """

    acts = True  # whether it has handlers of its own, and so a panel for when one fails
    name = ""  # names the root for the focus, as in `.kb-root-check`

    def __init__(self, store: Store, page: Page, lang: str) -> None:
        super().__init__(store.content, lang)
        self.store = store
        self.page = page
        self.drawn: object = None  # what was drawn last
        self.trouble = blank(OFF)
        self.root = box(self.trouble, *self.build(), cls=f"kb-app kb-page kb-stack kb-root kb-root-{self.name}")
        if self.acts:
            FAULTS.observe(self.show_trouble, "failed")
        self.store.observe(guarded(self.update), ["state", "notice"])
        self.update()

    @abstractmethod
    def build(self) -> Widgets:
        """Make the widgets of this view, once; afterwards they show the present state, and follow the coming ones."""

    def update(self, change: object = None) -> None:
        """Render; as an observer it is given a change, and renders only if what it watched itself with has changed."""
        now = self.watched()
        if change and now == self.drawn:
            return
        self.drawn = now
        self.render()

    def watched(self) -> object:
        """What this view shows follows from this alone; a view that says nothing is drawn anew at each action."""
        return self.store.state, self.store.notice

    @abstractmethod
    def render(self) -> None:
        """Set the traits; nothing is built here."""

    def show_trouble(self, _: object = None) -> None:
        """Say that something went wrong here, that nothing is lost, and how to go on."""
        said = el("p", el("strong", self.say("trouble.title")), " ", self.say("trouble.text"))
        self.trouble.value = self.html(heed(said), role="alert")
        set_visible(self.trouble, FAULTS.failed)

    def notice(self) -> Html:
        """Why what was done last changed nothing, that it has worked, or what became of a visit; empty as a rule."""
        key = self.store.notice
        if key in ("", ONWARD):  # a run says the second beside the name of the step
            return Html("")
        good = key.startswith("done.")
        return heed(el("p", self.say(key)), "check" if good else "alert", good=good, role="status")

    def html(self, *children: str, role: str = "") -> str:
        """The value of an HTML widget."""
        return fragment(self.lang, *(children if not role else [el("div", *children, role=role)]))

    def focus(self, selector: str) -> None:
        """Move the focus to something inside this view."""
        self.page.focus_on(f".kb-root-{self.name} {selector}")

    def busy(self, yes: bool) -> None:
        """Whether this view wants the page to itself; the style sheet then hides the prose around it."""
        set_class(self.root, "kb-busy", yes)

    def make_form(self, handler: Callable[[Message], None], **traits: Any) -> Form:
        """A form of this language, whose messages go to the handler; its token is the view's name until it is set."""
        made = Form(script=self.page.forms, **{"lang": self.lang, "token": self.name, **traits})
        made.listen(handler)
        return made

    def make_menu(self, handler: Callable[[Message], None], title: str = "", **traits: Any) -> Form:
        """A list of things to choose from, under a heading; its rows come later."""
        return self.make_form(handler, menu=True, title=title, cls="kb-tasks", **traits)

    def button(self, name: str, key: str, look: str = "", submit: bool = False) -> FormButton:
        """A button of a form, with the words of this key."""
        return FormButton(name, self.say(key), look, submit)

    def gloss(self, html: str, where: str, seen: set[str] | None = None) -> Html:
        """The HTML with its terms, but those seen, opening their meaning; `where` is a place's own name on the page."""
        return self.glossary.mark(html, where, seen)

    @cached_property
    def glossary(self) -> Glossary:
        """The terms of this language."""
        return Glossary(self.content, self.lang)


def form_script(words: Words) -> FormScript:
    """What draws a guide's forms: they take no number that looks real, it is erased in the browser, which says so."""
    content = words.content
    guards = tuple(GuardPattern(one.id, one.pattern, one.length) for one in content.guards.values())
    numerals = tuple(NumeralRows(one.where, one.rows) for one in content.numerals.values())
    return FormScript(summary=words.say("form.summary"), guards=guards, numerals=numerals)


class ReadView(View):
    """Nothing to press, only to read: one piece of HTML, drawn once unless `watched` names what it follows."""

    acts = False

    def build(self) -> Widgets:
        self.shown = blank()
        return (self.shown,)

    def watched(self) -> object:
        return None

    def render(self) -> None:
        self.shown.value = self.html(self.read())

    @abstractmethod
    def read(self) -> Html:
        """What there is to read."""
