"""Is it true? Claims from the web, one at a time: true or not, why, and where that is known from."""

from __future__ import annotations

from functools import partial
from typing import Any

from kbguide.content.learning import Claim
from kbguide.practice import SAY, Action
from kbguide.practice.answers import TRUTH, answered, is_right
from kbguide.store import Store
from kbguide.views.kit.html import Html, bar, el, icon
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Form, Page, blank, box, set_traits, text_of
from kbguide.views.run.setup_forms import Choosing

NEXT = "kb-button--next"


class ClaimsView(View):
    """One claim in sight; the answer is explained as soon as it is picked."""

    name = "claims"

    def __init__(self, store: Store, page: Page, lang: str) -> None:
        super().__init__(store, page, lang)
        self.choosing = Choosing(self.content, lang)
        self.names = list(self.content.claims)
        self.head, self.why = blank(), blank()
        self.form, self.turns = Form(lang=lang), Form(lang=lang, token=self.name)
        for form in (self.form, self.turns):
            form.listen(partial(self.heard, form))
        self.mount(self.head, box(self.form, self.why, cls="kb-card kb-stack"), self.turns)

    def heard(self, form: Form, kind: str, message: dict[str, Any]) -> None:
        """A claim was judged, or another one asked for."""
        if form is self.form and kind == "picked" and text_of(message, "value") in TRUTH:
            name = self.open.id
            self.store.turn(self.name, name)  # it stays in sight with its explanation
            self.store.do(Action(SAY, f"claim/{name}", {"answer": text_of(message, "value")}))
        elif kind == "press" and text_of(message, "name") in ("back", "next"):
            step = 1 if text_of(message, "name") == "next" else -1
            self.store.turn(self.name, self.names[(self.names.index(self.open.id) + step) % len(self.names)])
            self.focus("legend")

    @property
    def open(self) -> Claim:
        """The claim in sight: the one turned to, or the first without an answer."""
        said, page = self.store.journey.said, self.store.page(self.name)
        waiting = next((name for name in self.names if f"claim/{name}" not in said), self.names[0])
        return self.content.claims[page if page in self.content.claims else waiting]

    def watched(self) -> object:
        return self.store.page(self.name), self.store.journey.said

    def render(self) -> None:
        claim, said = self.open, self.store.journey.said
        done, right, total = answered(self.content, said, "claim")
        key = "all" if done == total else "progress"
        progress = el("p", el("strong", self.say(f"claims.{key}", done=done, total=total, right=right)))
        self.head.value = self.html(el("div", progress, bar(done, False, total), cls="kb-stack-small"))
        answer = said.get(f"claim/{claim.id}", ("",))[-1]
        options = [{"id": one, "label": self.say(f"claims.{one}")} for one in TRUTH]
        number = self.say("claims.number", number=self.names.index(claim.id) + 1, total=total)
        field = {"name": "answer", "kind": "choice", "label": self.text(claim.text), "options": options, "hint": number}
        picked = {"answer": answer} if answer else {}
        set_traits(self.form, token=claim.id, fields=[field], picked=picked)
        self.why.value = self.html(el("div", self.explained(claim, answer), role="status", cls="kb-stack-small"))
        press = self.choosing.press
        turns = [press("back", self.say("back"), "kb-button--back"), press("next", self.say("claims.next"), NEXT)]
        set_traits(self.turns, buttons=turns)

    def explained(self, claim: Claim, answer: str) -> Html:
        """Whether the answer is right, why, and from where that is known."""
        if not answer:
            return Html("")
        right = is_right(self.content, f"claim/{claim.id}", answer)
        word_ = self.say("claims.right" if right else "claims.wrong")
        verdict = el("strong", word_, " ", self.say("claims.is-true" if claim.true else "claims.is-false"))
        said = el("div", el("p", verdict), el("p", self.gloss(el("span", self.text(claim.reason)), "claims")))
        look = "kb-heed kb-heed--good" if right else "kb-heed"
        box_ = el("div", icon("check" if right else "alert"), said, cls=look)
        return el("div", box_, self.sources(claim.facts), cls="kb-stack-small")
