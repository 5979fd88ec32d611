"""What happens in a drill, as it is seen, and what is said about it afterwards, as HTML."""

from kbguide.content.learning import Drill, Reply
from kbguide.content.reader import Text
from kbguide.practice.consequences import consequences
from kbguide.views.kit.forms import FormField, FormOption
from kbguide.views.kit.html import Html, card, el, folded, heed, hidden, icon, join, rich
from kbguide.views.run.outcome import OutcomeHtml

ANSWER = {"safe": ("check", ""), "wary": ("ask", "kb-answer--wary"), "harm": ("alert", "kb-answer--harm")}
FRAMES = {"text": "kb-phone", "call": "kb-phone", "screen": "kb-window", "person": "kb-window"}


class DrillHtml(OutcomeHtml):
    """Writes it in one language; what a mistaken answer leads to is told as the outcome of an act is."""

    def scene(self, drill: Drill, explained: bool = False) -> Html:
        """The practice phone or window with what comes in; once it is explained, with its clues marked by number."""
        title = el("h3", self.say(f"scene.{drill.way}"), tabindex="-1", cls="kb-scene-title")
        strip = el("div", title, el("span", self.say(f"scene.{drill.way}-pretend")), cls="kb-pretend")
        sender = self.marked(drill, drill.sender, explained)
        words = [el("p", self.marked(drill, line, explained)) for line in drill.words]
        shown = {"text": self.text_message, "call": self.call, "screen": self.page, "person": self.somebody}
        body = shown[drill.way](sender, words)
        return el("div", strip, body, cls=f"{FRAMES[drill.way]} kb-scene")

    def text_message(self, sender: Html, words: list[Html]) -> Html:
        """A text message."""
        bubble = el("div", *words, cls="kb-bubble")
        return el("div", el("div", el("p", sender, cls="kb-sms__from"), bubble, cls="kb-sms"), cls="kb-scene__body")

    def call(self, sender: Html, words: list[Html]) -> Html:
        """A call that has been taken; what is heard stands in writing."""
        head = el("div", el("p", icon("phone"), " ", sender, cls="kb-call__who"), cls="kb-call")
        return el("div", head, el("div", el("b", self.say("call.says")), *words, cls="kb-voice"), cls="kb-scene__body")

    def page(self, sender: Html, words: list[Html]) -> Html:
        """A page or an app."""
        address = el("p", icon("screen"), el("span", el("b", sender)), cls="kb-address")
        return join([address, el("div", *words, cls="kb-scene__body kb-scene__page")])

    def somebody(self, sender: Html, words: list[Html]) -> Html:
        """Somebody who speaks to one."""
        return el("div", el("div", el("b", sender), *words, cls="kb-voice"), cls="kb-scene__body")

    def marked(self, drill: Drill, line: Text, explained: bool) -> Html:
        """A line of the drill; the words that a clue quotes are marked with the clue's number."""
        text = line[self.lang]
        parts: list[str] = []
        clues = enumerate(drill.clue, 1) if explained else ()
        quotes = ((number, clue.quote[self.lang]) for number, clue in clues if clue.quote)
        places = [(text.index(quote), quote, str(number)) for number, quote in quotes if quote in text]
        done = 0
        for start, quote, number in sorted(places):
            if start < done:  # quotes do not overlap in good content; the later one then stays unmarked
                continue
            look = "kb-clue kb-clue--good" if drill.genuine else "kb-clue"
            spoken = hidden(f" ({self.say('fraud.clue', number=number)}) ")
            parts += [text[done:start], el("mark", quote, el("sup", number, aria_hidden="true"), spoken, cls=look)]
            done = start + len(quote)
        return join([*parts, text[done:]])

    def question(self, drill: Drill, key: str = "fraud.question") -> FormField:
        """What to do about it."""
        options = tuple(FormOption(one.id, self.text(one.label)) for one in drill.reply)
        return FormField("answer", "choice", self.say(key), options=options)

    def verdict(self, drill: Drill, reply: Reply) -> Html:
        """What follows from an answer, and whether it was a fraud."""
        picture, look = ANSWER[reply.verdict]
        title = el("h3", self.say(f"fraud.{reply.verdict}"), tabindex="-1", cls="kb-answer-title")
        kind = el("p", el("strong", self.say("fraud.was-genuine" if drill.genuine else "fraud.was-fraud")))
        chosen = el("p", self.say("fraud.chosen", answer=self.text(reply.label)), cls="kb-soft")
        body = el("div", title, chosen, el("p", self.text(reply.then)), kind, cls="kb-stack-small")
        return el("div", icon(picture), body, cls=f"kb-answer {look}".strip())

    def lesson(self, drill: Drill) -> Html:
        """What it could be told by, and what to do for real."""
        look = "kb-clue-n kb-clue-n--good" if drill.genuine else "kb-clue-n"
        clues = (
            el("li", el("span", str(number), cls=look, aria_hidden="true"), el("div", said, rich(clue.text[self.lang])))
            for number, clue in enumerate(drill.clue, 1)
            for said in [hidden(f"{self.say('fraud.clue', number=number)}. ")]
        )
        told = card(self.say("fraud.clues"), el("ul", *clues, cls="kb-reasons", role="list"))
        rules = el("ol", *(el("li", el("span", self.text(rule))) for rule in drill.rule), role="list")
        title = el("h3", icon("shield"), self.say("fraud.rule"), cls="kb-hint__head")
        return join([told, el("div", title, rules, cls="kb-hint")])

    def told(self, drill: Drill, reply: Reply, lesson: Html) -> Html:
        """What is said in the middle of a run: all but the verdict is folded, and what to press next is in sight."""
        rest = folded(self.say("fraud.clues"), self.consequences(drill, reply), lesson)
        return el("div", self.verdict(drill, reply), rest, cls="kb-stack-small")

    def explained(self, drill: Drill, reply: Reply, lesson: Html, remark: str) -> Html:
        """All that is said about an answer; `lesson` is that of the drill, with its terms marked."""
        note = heed(el("p", remark), "bulb", good=True) if remark else ""
        return el("div", self.verdict(drill, reply), note, self.consequences(drill, reply), lesson, cls="kb-stack-big")

    def consequences(self, drill: Drill, reply: Reply) -> Html:
        """The consequence in the practice world: what reaches the telephone, and how one stands now."""
        before, after = consequences(self.content, drill, reply)
        bank = self.content.bank
        changed = before.places(bank) != after.places(bank)
        if not (reply.arrives or changed):
            return Html("")
        messages = [el("div", el("p", self.text(one)), cls="kb-bubble") for one in reply.arrives]
        strip = el("div", el("h3", self.say("fraud.then")), el("span", self.say("pretend.word")), cls="kb-pretend")
        shown = [el("div", *messages, cls="kb-sms")] if messages else []
        if changed:
            shown.append(self.between(before, after))
        if "issue" in {effect.do for effect in reply.effect}:
            shown.append(el("p", el("strong", self.say("fraud.theirs"))))
        return el("div", strip, el("div", *shown, cls="kb-scene__body"), cls="kb-window")
