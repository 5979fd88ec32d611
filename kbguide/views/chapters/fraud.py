"""Spot the fraud: the list of drills, one drill a page, and what is said about the answer."""

from __future__ import annotations

from functools import partial
from typing import Any

from kbguide.content.learning import Drill, Reply
from kbguide.practice import SAY, Action
from kbguide.practice.answers import answered
from kbguide.store import Store
from kbguide.views.kit.html import bar, el
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Form, Page, blank, box, columns, menu, set_traits, set_visible, text_of, values_of
from kbguide.views.run.drill import Scene
from kbguide.views.run.setup_forms import GO, Choosing

WHY = "why"  # the page that explains an answer: "DRILL/why"


class FraudView(View):
    """The drills; which page is open is computed from the actions."""

    name = "fraud"

    def __init__(self, store: Store, page: Page, lang: str) -> None:
        super().__init__(store, page, lang)
        self.scenes, self.choosing = Scene(self.content, lang), Choosing(self.content, lang)
        self.opened = store.page(self.name)
        self.head, self.scene, self.told, self.facts = blank(), blank(), blank(), blank()
        ways: dict[str, None] = dict.fromkeys(drill.way for drill in self.content.drills.values())
        self.lists = {way: menu(lang, way, self.say(f"fraud.{way}"), self.chosen) for way in ways}
        self.start = Form(lang=lang, token=self.name)
        self.form = Form(lang=lang, summary=self.say("form.summary"))
        self.turns = Form(lang=lang)
        for form in (self.start, self.form, self.turns):
            form.listen(partial(self.heard, form))
        self.list = box(columns(self.lists, self.sizes()), self.start, cls="kb-stack")
        right = box(self.form, self.told, self.turns, cls="kb-stack")
        self.drill = box(self.scene, right, cls="kb-drill", across=True)
        self.mount(self.head, self.list, self.drill, self.facts)

    def sizes(self) -> dict[str, int]:
        """How many drills there are of each way."""
        ways: list[str] = [drill.way for drill in self.content.drills.values()]
        return {way: ways.count(way) for way in self.lists}

    # -- what the learner does ---------------------------------------------------------------------

    def open(self, page: str) -> None:
        """Turn to a drill, to what is said about its answer, or to the list."""
        self.store.turn(self.name, page)

    def chosen(self, kind: str, message: dict[str, Any]) -> None:
        """A row of the list was pressed."""
        if kind == "press" and text_of(message, "name") in self.content.drills:
            self.open(text_of(message, "name"))

    def heard(self, form: Form, kind: str, message: dict[str, Any]) -> None:
        """An answer was sent, or a button pressed."""
        drill, _ = self.here()
        pressed, answer = text_of(message, "name"), values_of(message).get("answer", "")
        if kind == "press" and pressed == "list":
            self.open("")
        elif kind == "press" and pressed == "next":
            self.open(self.following(drill.id if drill else ""))
        elif kind == "press" and pressed == "again" and drill:
            self.open(drill.id)
        elif kind == "submit" and form is self.form and drill:
            if drill.verdict(answer):
                self.store.do(Action(SAY, f"drill/{drill.id}", {"answer": answer}))
                self.open(f"{drill.id}/{WHY}")
            else:
                set_traits(form, errors={"answer": self.say("check.pick-one")}, tries=form.tries + 1)

    def following(self, name: str) -> str:
        """The next drill without an answer, first those after this one; the list when all are answered."""
        names = list(self.content.drills)
        start = names.index(name) + 1 if name in names else 0
        said = self.store.journey.said
        return next((one for one in names[start:] + names[:start] if f"drill/{one}" not in said), "")

    # -- what the learner sees ---------------------------------------------------------------------

    def here(self) -> tuple[Drill | None, Reply | None]:
        """The drill that is open, and the answer that is explained now."""
        name, _, why = self.store.page(self.name).partition("/")
        drill = self.content.drills.get(name)
        said = self.store.journey.said.get(f"drill/{name}", ("",))[-1]
        reply = next((one for one in drill.reply if one.id == said), None) if drill and why == WHY else None
        return drill, reply

    def watched(self) -> object:
        return self.store.page(self.name), self.store.journey.said

    def render(self) -> None:
        drill, reply = self.here()
        set_visible(self.list, drill is None)
        set_visible(self.drill, drill is not None)
        set_visible(self.facts, reply is not None)
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
            self.focus(".kb-answer-title" if reply else ".kb-drill-title" if drill else ".kb-list-title")

    def render_list(self) -> None:
        """All drills with how the last answer went, and how many are answered."""
        done, right, total = answered(self.content, self.store.journey.said, "drill")
        title = el("h2", self.say("fraud.list-title"), cls="kb-list-title", tabindex="-1")
        key = "progress" if done else "none"
        progress = el("p", el("strong", self.say(f"fraud.{key}", done=done, total=total, right=right)))
        self.head.value = self.html(el("div", title, progress, bar(done, False, total), cls="kb-stack-small"))
        rows: dict[str, list[dict[str, Any]]] = {way: [] for way in self.lists}
        for number, drill in enumerate(self.content.drills.values(), 1):
            rows[drill.way].append(self.row(number, drill))
        for way, form in self.lists.items():
            set_traits(form, buttons=rows[way])
        key = "again" if done == total else "next" if done else "start"
        set_traits(
            self.start, buttons=[self.choosing.press("next", self.say(f"fraud.{key}"), GO)] if done < total else []
        )

    def row(self, number: int, drill: Drill) -> dict[str, Any]:
        """One row of the list, with its state in a word, a shape and a colour."""
        last = self.store.journey.said.get(f"drill/{drill.id}", ("",))[-1]
        state = {"": "open", "safe": "right"}.get(drill.verdict(last), "look-again")
        look, picture = {"open": ("todo", ""), "right": ("done", "check")}.get(state, ("need", "alert"))
        mark = {"look": look, "icon": picture, "word": self.say("state.word"), "label": self.say(f"fraud.{state}")}
        label = f"{number}. {self.text(drill.title)}"
        return {"name": drill.id, "label": label, "look": "kb-link kb-task__name", "state": mark}

    def render_drill(self, drill: Drill, reply: Reply | None) -> None:
        """The scene and the question, or the scene with its clues and what is said about the answer."""
        press, number = self.choosing.press, list(self.content.drills).index(drill.id) + 1
        count = self.say("fraud.number", number=number, total=len(self.content.drills))
        caption = el("p", el("span", self.say("fraud.caption")), el("span", count), cls="kb-caption")
        title = el("h2", self.text(drill.title), cls="kb-question kb-drill-title", tabindex="-1")
        self.head.value = self.html(caption, title, el("p", self.text(drill.before), cls="kb-lead"))
        self.scene.value = self.html(self.scenes.scene(drill, explained=reply is not None))
        set_visible(self.form, reply is None)
        set_visible(self.told, reply is not None)
        set_visible(self.turns, reply is not None)
        to_list = press("list", self.say("fraud.to-list"), "kb-button--back")
        if reply is None:
            if self.form.token != drill.id:
                buttons = [to_list, press("answer", self.say("fraud.answer"), GO, submit=True)]
                set_traits(self.form, token=drill.id, errors={}, fields=[self.scenes.field(drill)], buttons=buttons)
            return
        lesson = self.gloss(self.scenes.lesson(drill), "lesson")
        told = el(
            "div", self.scenes.verdict(drill, reply), self.scenes.played(drill, reply), lesson, cls="kb-stack-big"
        )
        self.told.value = self.html(told)
        self.facts.value = self.html(self.sources(drill.facts))
        buttons = [press("again", self.say("fraud.again"), "")]
        if self.following(drill.id):
            buttons = [to_list, *buttons, press("next", self.say("fraud.next-one"), GO)]
        else:
            buttons.append(press("list", self.say("fraud.to-list"), GO))
        set_traits(self.turns, token=f"{drill.id}/{reply.id}", buttons=buttons)
