"""Is it true? Claims from the web, one at a time: true or not, why, and where that is known from."""

from kbguide.content.learning import Claim
from kbguide.practice import SAY, Action
from kbguide.practice.answers import TRUTH, answered, is_right
from kbguide.views.kit.forms import FormField, FormOption, Message
from kbguide.views.kit.html import Html, bar, el, heed
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Widgets, blanks, box, set_traits


class ClaimsView(View):
    """One claim in sight; the answer is explained as soon as it is picked."""

    name = "claims"

    def build(self) -> Widgets:
        self.names = list(self.content.claims)
        self.head, self.why = blanks(2)
        self.form = self.make_form(self.on_answer)
        turns = (self.button("back", "back", "kb-button--back"), self.button("next", "claims.next", "kb-button--next"))
        self.turns = self.make_form(self.on_turn, buttons=turns)
        return self.head, box(self.form, self.why, cls="kb-card kb-stack"), self.turns

    def on_answer(self, message: Message) -> None:
        """A claim was judged."""
        if message.kind == "picked" and message.value in TRUTH:
            name = self.open.id
            self.store.turn(self.name, name)  # it stays in sight with its explanation
            self.store.do(Action(SAY, f"claim/{name}", {"answer": message.value}))

    def on_turn(self, message: Message) -> None:
        """Another claim is asked for."""
        if message.pressed("back", "next"):
            step = 1 if message.name == "next" else -1
            self.store.turn(self.name, self.names[(self.names.index(self.open.id) + step) % len(self.names)])
            self.focus("legend")

    @property
    def open(self) -> Claim:
        """The claim in sight: the one turned to, or the first without an answer."""
        said = self.store.journey.said
        page = self.store.page(self.name)
        waiting = next((name for name in self.names if f"claim/{name}" not in said), self.names[0])
        return self.content.claims[page if page in self.content.claims else waiting]

    def watched(self) -> object:
        return self.store.page(self.name), self.store.journey.said

    def render(self) -> None:
        claim = self.open
        said = self.store.journey.said
        done, right, total = answered(self.content, said, "claim", self.content.claims)
        key = "all" if done == total else "progress"
        progress = el("p", el("strong", self.say(f"claims.{key}", done=done, total=total, right=right)))
        self.head.value = self.html(el("div", progress, bar(done, False, total), cls="kb-stack-small"))
        answer = self.store.journey.answer(f"claim/{claim.id}")
        options = tuple(FormOption(one, self.say(f"claims.{one}")) for one in TRUTH)
        number = self.say("claims.number", number=self.names.index(claim.id) + 1, total=total)
        question = FormField("answer", "choice", self.text(claim.text), number, options=options)
        set_traits(self.form, token=claim.id, fields=(question,), picked={"answer": answer} if answer else {})
        self.why.value = self.html(el("div", self.explained(claim, answer), role="status", cls="kb-stack-small"))

    def explained(self, claim: Claim, answer: str) -> Html:
        """Whether the answer is right, why, and from where that is known."""
        if not answer:
            return Html("")
        right = is_right(self.content, f"claim/{claim.id}", answer)
        told = self.say("claims.right" if right else "claims.wrong")
        verdict = el("strong", told, " ", self.say("claims.is-true" if claim.true else "claims.is-false"))
        said = el("div", el("p", verdict), el("p", self.gloss(el("span", self.text(claim.reason)), "claims")))
        shown = heed(said, "check" if right else "alert", good=right)
        return el("div", shown, self.sources(claim.facts), cls="kb-stack-small")
