"""Spot the fraud: how far one is, one drill a page, what is said about the answer, and a round with new ones."""

from collections import Counter

from kbguide.content.learning import Drill, Reply
from kbguide.practice import ROUND, SAY, Action
from kbguide.practice.answers import answered, following
from kbguide.practice.drills import met, mistaken, partners
from kbguide.views.kit.forms import GO, ROW, FormButton, Message, row_state
from kbguide.views.kit.html import bar, el
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Widgets, blanks, box, columns, set_traits, set_visible
from kbguide.views.run.drill import DrillHtml

WHY = "why"  # the page that explains an answer: "DRILL/why"
LIST = "all"  # the page with all of them; they are chosen from a list only by who asks for it


class FraudView(View):
    """The drills; which page is open is computed from the actions."""

    name = "fraud"

    def build(self) -> Widgets:
        self.drill_html = DrillHtml(self.content, self.lang)
        self.opened = self.store.page(self.name)
        self.head, self.scene, self.told, self.facts = blanks(4)
        sizes: Counter[str] = Counter(drill.way for drill in self.content.drills.values())
        self.lists = {way: self.make_menu(self.on_row, self.say(f"fraud.{way}"), token=way) for way in sizes}
        self.start = self.make_form(self.on_turn)
        self.again = self.make_form(self.on_turn)
        self.turns = self.make_form(self.on_turn, cls="kb-turn")
        self.form = self.make_form(self.on_answer)
        self.rows = columns(self.lists, sizes)
        self.list = box(self.start, self.rows, cls="kb-stack")
        asked = box(self.form, self.told, self.again, self.facts, cls="kb-stack")
        self.drill = box(self.scene, asked, cls="kb-drill", across=True)
        return self.head, self.list, self.drill, self.turns

    # -- what the learner does ---------------------------------------------------------------------

    def open(self, page: str) -> None:
        """Turn to a drill, to what is said about its answer, or to the list."""
        self.store.turn(self.name, page)

    def on_row(self, message: Message) -> None:
        """A row of the list was pressed."""
        if message.pressed(*self.store.journey.drills):
            self.open(message.name)

    def on_turn(self, message: Message) -> None:
        """The list, the next drill, the same once more, or a new round."""
        drill, _ = self.here()
        if message.pressed("list"):
            self.open(LIST)
        elif message.pressed("round") and not self.following(""):
            self.store.do(Action(ROUND))
            self.open(self.following(""))
        elif message.pressed("next"):
            self.open(self.following(drill.id if drill else ""))
        elif message.pressed("again") and drill:
            self.open(drill.id)

    def on_answer(self, message: Message) -> None:
        """An answer was sent, or the list asked for."""
        drill, _ = self.here()
        answer = message.values.get("answer", "")
        if message.kind != "submit" or drill is None:
            self.on_turn(message)
        elif drill.verdict(answer):
            self.store.do(Action(SAY, f"drill/{drill.id}", {"answer": answer}))
            self.open(f"{drill.id}/{WHY}")
        else:
            self.form.fault(answer=self.say("check.pick-one"))

    def following(self, name: str) -> str:
        """The next drill of the round without an answer, first those after this one; "" when all are answered."""
        journey = self.store.journey
        return following(journey.drills, name, lambda one: f"drill/{one}" not in journey.said)

    # -- what the learner sees ---------------------------------------------------------------------

    def here(self) -> tuple[Drill | None, Reply | None]:
        """The drill that is open, as it is met in this round, and the answer that is explained now."""
        name, _, why = self.store.page(self.name).partition("/")
        journey = self.store.journey
        if name not in journey.drills:
            return None, None
        drill = met(self.content, journey.seed, len(journey.rounds), name)
        return drill, drill.reply_of(journey.answer(f"drill/{name}")) if why == WHY else None

    def watched(self) -> object:
        journey = self.store.journey
        return self.store.page(self.name), journey.seed, journey.said, journey.rounds

    def render(self) -> None:
        drill, reply = self.here()
        set_visible(self.list, drill is None)
        set_visible(self.drill, drill is not None)
        for widget in (self.facts, self.told, self.again, self.turns):
            set_visible(widget, reply is not None)
        set_visible(self.form, reply is None)
        self.busy(drill is not None)
        if drill is None or reply:
            self.form.clear()
        if drill is None:
            self.render_list()
        else:
            self.render_drill(drill, reply)
        page = self.store.page(self.name)
        if page != self.opened:
            self.opened = page
            part = "drill" if drill else "list"
            self.focus(".kb-answer-title" if reply else f".kb-{part}-title")

    def render_list(self) -> None:
        """How many of the round are answered, the next one, and all of them with how the last answer went."""
        journey = self.store.journey
        done, right, total = answered(self.content, journey.said, "drill", journey.drills)
        further = self.button("next", "fraud.next" if done else "fraud.start", GO)
        first = further if done < total else self.anew
        title = el("h2", self.say("fraud.list-title"), cls="kb-list-title", tabindex="-1")
        key = "progress" if done else "none"
        progress = el("p", el("strong", self.say(f"fraud.{key}", done=done, total=total, right=right)))
        self.head.value = self.html(el("div", title, progress, bar(done, False, total), cls="kb-stack-small"))
        drills = [(number, self.content.drills[name]) for number, name in enumerate(journey.drills, 1)]
        for way, form in self.lists.items():
            set_traits(form, buttons=tuple(self.row(number, drill) for number, drill in drills if drill.way == way))
        shown = self.store.page(self.name) == LIST
        set_visible(self.rows, shown)
        set_traits(self.start, buttons=(first,) if shown else (first, self.button("list", "fraud.pick")))

    @property
    def anew(self) -> FormButton:
        """Once more, with new ones."""
        return self.button("round", "fraud.round", GO)

    def row(self, number: int, drill: Drill) -> FormButton:
        """One row of the list, with its state in a word, a shape and a colour."""
        last = self.store.journey.answer(f"drill/{drill.id}")
        states = {"": ("", "fraud.open"), "safe": ("ready", "fraud.right")}
        state, label = states.get(drill.verdict(last), ("missing", "fraud.look-again"))
        mark = row_state(state, self.say("state.word"), self.say(label))
        return FormButton(drill.id, f"{number}. {self.text(drill.title)}", ROW, state=mark)

    def render_drill(self, drill: Drill, reply: Reply | None) -> None:
        """The scene and the question, or the scene with its clues and what is said about the answer."""
        names = self.store.journey.drills
        count = self.say("fraud.number", number=names.index(drill.id) + 1, total=len(names))
        caption = el("p", el("span", self.say("fraud.caption")), el("span", count), cls="kb-caption")
        title = el("h2", self.text(drill.title), cls="kb-question kb-drill-title", tabindex="-1")
        self.head.value = self.html(caption, title, el("p", self.text(drill.before), cls="kb-lead"))
        self.scene.value = self.html(self.drill_html.scene(drill, explained=reply is not None))
        if reply:
            self.render_answer(drill, reply)
        elif self.form.token != (token := f"{drill.id}/{len(self.store.journey.rounds)}"):
            buttons = (self.back, self.button("answer", "fraud.answer", GO, submit=True))
            question = self.drill_html.question(drill)
            set_traits(self.form, token=token, errors={}, fields=(question,), buttons=buttons)

    @property
    def back(self) -> FormButton:
        """To the list."""
        return self.button("list", "fraud.to-list", "kb-button--back")

    def render_answer(self, drill: Drill, reply: Reply) -> None:
        """What is said about it, and the ways on."""
        lesson = self.gloss(self.drill_html.lesson(drill), "lesson")
        self.told.value = self.html(self.drill_html.explained(drill, reply, lesson, self.remark(drill)))
        self.facts.value = self.html(self.sources(drill.facts))
        token = f"{drill.id}/{reply.id}"
        set_traits(self.again, token=token, buttons=(self.button("again", "fraud.again"),))
        further = self.button("next", "fraud.next-one", GO) if self.following(drill.id) else self.anew
        set_traits(self.turns, token=token, buttons=(self.back, further))

    def remark(self, drill: Drill) -> str:
        """To somebody who was wrong about its twin, now or in the last round, what sets them apart; else what comes."""
        journey = self.store.journey
        twin = partners(self.content).get(drill.id)
        now = mistaken(self.content, journey.said)
        last = [name for said in journey.rounds[-1:] for name in mistaken(self.content, said)]
        if twin not in [*now, *last]:
            return self.say("fraud.twin-later") if twin and drill.id in now else ""
        kind = "genuine" if drill.genuine else "fraud"
        return self.say(f"fraud.twin-{kind}", title=self.text(self.content.drills[twin].title))
