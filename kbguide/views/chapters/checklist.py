"""Am I ready? The list of questions, one question a page, and the result."""

from __future__ import annotations

from functools import partial
from typing import Any

from kbguide.readiness import REASON, Finding
from kbguide.store import Store
from kbguide.views.chapters.checklist_result import ResultView
from kbguide.views.kit.html import LOOKS, bar, card, el, tag
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Form, Page, blank, box, button, columns, menu, set_traits, set_visible, text_of

RESULT = "result"


class CheckView(View):
    """The checklist; which page is open is computed from the actions."""

    name = "check"

    def __init__(self, store: Store, page: Page, lang: str) -> None:
        super().__init__(store, page, lang)
        self.opened = store.page(self.name)
        self.head = blank()
        self.pages = [REASON, *self.content.items]
        self.groups = self.build_groups()
        self.next = button(self.say("check.next"), self.open_next, "kb-button--primary kb-button--next")
        self.look = button(self.say("check.result"), partial(self.open, RESULT))
        sizes = {name: sum(item.group == name for item in self.content.items.values()) for name in self.groups}
        actions = box(self.next, self.look, cls="kb-actions", across=True)
        self.list = box(self.head, columns(self.groups, sizes), actions, cls="kb-stack")
        self.form = Form(lang=lang, summary=self.say("form.summary"))
        self.form.listen(self.heard)
        self.why = blank()
        self.question = box(
            box(self.form, cls="kb-stack"), box(self.why, cls="kb-side"), cls="kb-practice", across=True
        )
        self.result = ResultView(store, page, lang, partial(self.open, ""))
        self.mount(self.list, self.question, self.result.root)

    def build_groups(self) -> dict[str, Form]:
        """One list of questions for each group, the learner's situation first."""
        groups = {REASON: self.say("check.reason-group")}
        groups |= {group.id: self.text(group.name) for group in self.content.groups.values()}
        return {name: menu(self.lang, name, title, self.chosen) for name, title in groups.items()}

    def chosen(self, kind: str, message: dict[str, Any]) -> None:
        """A row of the list was pressed."""
        if kind == "press" and text_of(message, "name") in self.pages:
            self.open(text_of(message, "name"))

    def open(self, page: str) -> None:
        """Turn to a page: an item, the reason, the result, or the list."""
        self.store.turn(self.name, page)

    def open_next(self, after: str = "") -> None:
        """Turn to the next open question, first those after the present one; when all are answered, to the result."""
        start = self.pages.index(after) + 1 if after in self.pages else 0
        rest = self.pages[start:] + self.pages[:start]
        waiting = [item for item in rest if item != after and not self.answered(item)]
        self.open(waiting[0] if waiting else RESULT)

    def heard(self, kind: str, message: dict[str, Any]) -> None:
        """Something was picked or pressed in the question."""
        item = self.form.token
        if item not in self.pages:
            return
        if kind == "press":
            self.open("")
        elif kind == "picked" and text_of(message, "value") in self.offered(item):
            set_traits(self.form, errors={})
            self.store.answer(item, text_of(message, "value"))
        elif kind == "submit":
            if self.answered(item) or item == REASON:  # nobody has to give a reason
                self.open_next(item)
            else:
                set_traits(self.form, errors={"answer": self.say("check.pick-one")}, tries=self.form.tries + 1)

    def answered(self, item: str) -> bool:
        """Whether an answer is kept that is still offered."""
        return self.store.state.answers.get(item) in self.offered(item)

    def offered(self, item: str) -> list[str]:
        """The ids of the answers to an item."""
        content = self.content
        return list(content.reasons) if item == REASON else [answer.id for answer in content.items[item].answer]

    def render(self) -> None:
        page = self.store.page(self.name)
        asking = page in self.pages
        set_visible(self.list, not asking and page != RESULT)
        set_visible(self.question, asking)
        set_visible(self.result.root, page == RESULT)
        self.busy(asking or page == RESULT)
        if asking:
            self.render_question(page)
        elif page != RESULT:
            self.render_list()
        if page != self.opened:
            self.opened = page
            self.focus(".kb-question" if asking else ".kb-result-title" if page == RESULT else ".kb-list-title")

    def render_list(self) -> None:
        """Names and states of all questions, and how many are answered."""
        readiness = self.store.readiness
        total = len(readiness.findings)
        done = total - readiness.count("unanswered")
        dropped = el("p", self.say("check.dropped"), cls="kb-heed") if readiness.dropped else ""
        progress = el("p", el("strong", self.say("check.progress", done=done, total=total)), cls="kb-gap-after")
        title = el("h2", self.say("check.list-title"), cls="kb-list-title")
        self.head.value = self.html(title, dropped, progress, bar(done, False, total))
        rows: dict[str, list[dict[str, Any]]] = {name: [] for name in self.groups}
        rows[REASON].append(
            self.row(REASON, self.say("check.reason-name"), "ready" if readiness.reason else "unanswered")
        )
        for number, finding in enumerate(readiness.findings, 1):
            name = f"{number}. {self.text(finding.item.name)}"
            rows[finding.item.group].append(self.row(finding.item.id, name, finding.state))
        for name, form in self.groups.items():
            set_traits(form, buttons=rows[name])
        open_left = not all(map(self.answered, self.pages))
        key = "check.next" if not done else "check.next-open" if open_left else "check.to-result"
        set_traits(self.next, description=self.say(key), tooltip=self.say(key))
        set_visible(self.look, open_left)

    def row(self, item: str, name: str, state: str) -> dict[str, Any]:
        """One row of the list, with its state in a word, a shape and a colour."""
        label = self.say("state.chosen" if item == REASON and state == "ready" else f"state.{state}")
        look, picture = LOOKS.get(state, ("todo", ""))
        mark = {"look": look, "icon": picture, "word": self.say("state.word"), "label": label}
        return {"name": item, "label": name, "look": "kb-link kb-task__name", "state": mark}

    def render_question(self, page: str) -> None:
        """The open question; its fields are sent anew only when another question is opened."""
        answers = self.store.state.answers
        picked = {"answer": answers[page]} if self.answered(page) else {}
        if self.form.token != page:
            buttons = [
                {"name": "list", "label": self.say("check.to-list"), "look": "kb-button--back"},
                {
                    "name": "next",
                    "label": self.say("next"),
                    "look": "kb-button--primary kb-button--next",
                    "submit": True,
                },
            ]
            set_traits(self.form, token=page, errors={}, picked=picked, buttons=buttons, fields=[self.field(page)])
        else:
            set_traits(self.form, picked=picked)
        self.why.value = self.side(page)

    def field(self, page: str) -> dict[str, Any]:
        """The question as a field of the Form widget."""
        content = self.content
        if page == REASON:
            options = [{"id": reason.id, "label": self.text(reason.name)} for reason in content.reasons.values()]
            label, caption = self.say("check.reason-question"), [self.say("check.reason-group")]
        else:
            item = content.items[page]
            options = [{"id": answer.id, "label": self.text(answer.label)} for answer in item.answer]
            number, total = list(content.items).index(page) + 1, len(content.items)
            label = self.text(item.question)
            caption = [self.text(content.groups[item.group].name), self.say("check.number", number=number, total=total)]
        return {
            "name": "answer",
            "kind": "choice",
            "label": label,
            "options": options,
            "heading": True,
            "caption": caption,
        }

    def side(self, page: str) -> str:
        """Why the question is asked and, once it is answered, what follows."""
        if page == REASON:
            reason = self.store.readiness.reason
            parts = [card(self.say("check.why"), el("p", self.say("check.reason-why"), cls="kb-gap"))]
            if reason:
                trouble = el("p", el("strong", self.say("check.trouble")), " ", self.text(reason.trouble), cls="kb-gap")
                parts.append(card(self.say("check.follows"), trouble, el("p", self.text(reason.advice), cls="kb-gap")))
            return self.html(*parts)
        finding = next(found for found in self.store.readiness.findings if found.item.id == page)
        why = card(self.say("check.why"), el("p", self.text(finding.item.why), cls="kb-gap"))
        return self.html(
            why,
            el("div", self.follows(finding), role="status", cls="kb-gap-big"),
            el("div", self.sources(finding.item.facts), cls="kb-gap-big"),
        )

    def follows(self, finding: Finding) -> str:
        """What the chosen answer means."""
        if finding.answer is None:
            return ""
        state = el("p", tag(finding.state, self.say(f"state.{finding.state}")), cls="kb-gap")
        parts = [state, el("p", self.text(finding.answer.reason), cls="kb-gap")]
        if fix := finding.answer.fix:
            parts.append(el("p", el("strong", self.text(fix.title)), cls="kb-gap"))
            parts.append(el("p", self.text(fix.text)))
        return card(self.say("check.follows"), *parts)
