"""Am I ready? The list of questions, one question a page, and the result."""

from functools import partial

from kbguide.practice.answers import following
from kbguide.readiness import REASON, Finding
from kbguide.views.chapters.checklist_result import ResultView
from kbguide.views.kit.forms import GO, ROW, FormButton, FormField, FormOption, Message, row_state
from kbguide.views.kit.html import bar, card, el, tag
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Form, Widgets, blanks, box, button, columns, set_traits, set_visible

RESULT = "result"


class CheckView(View):
    """The checklist; which page is open is computed from the actions."""

    name = "check"

    def build(self) -> Widgets:
        self.opened = self.store.page(self.name)
        self.head, self.why = blanks(2)
        self.pages = [REASON, *self.content.items]
        self.groups = self.build_groups()
        self.next = button(self.say("check.next"), self.open_next, GO)
        self.look = button(self.say("check.result"), partial(self.open, RESULT))
        sizes = {name: sum(item.group == name for item in self.content.items.values()) for name in self.groups}
        actions = box(self.next, self.look, cls="kb-actions", across=True)
        self.list = box(self.head, actions, columns(self.groups, sizes), cls="kb-stack")
        self.form = self.make_form(self.on_question)
        asked = box(self.form, cls="kb-stack")
        self.question = box(asked, box(self.why, cls="kb-side"), cls="kb-practice", across=True)
        self.result = ResultView(self.store, self.page, self.lang)
        return self.list, self.question, self.result.root

    def build_groups(self) -> dict[str, Form]:
        """One list of questions for each group, the learner's situation first."""
        groups = {REASON: self.say("check.reason-group")}
        groups |= {group.id: self.text(group.name) for group in self.content.groups.values()}
        return {name: self.make_menu(self.on_row, title, token=name) for name, title in groups.items()}

    def on_row(self, message: Message) -> None:
        """A row of the list was pressed."""
        if message.pressed(*self.pages):
            self.open(message.name)

    def open(self, page: str) -> None:
        """Turn to a page: an item, the reason, the result, or the list."""
        self.store.turn(self.name, page)

    def open_next(self, after: str = "") -> None:
        """Turn to the next open question, first those after the present one; when all are answered, to the result."""
        self.open(following(self.pages, after, self.open_still) or RESULT)

    def on_question(self, message: Message) -> None:
        """Something was picked or pressed in the question."""
        item = self.form.token
        if item not in self.pages:
            return
        if message.kind == "press":
            self.open("")
        elif message.kind == "picked" and message.value in self.offered(item):
            set_traits(self.form, errors={})
            self.store.answer(item, message.value)
        elif message.kind == "submit":
            if item == REASON or not self.open_still(item):  # nobody has to give a reason
                self.open_next(item)
            else:
                self.form.fault(answer=self.say("check.pick-one"))

    def answered(self, item: str) -> bool:
        """Whether an answer is kept that is still offered."""
        return self.store.state.answers.get(item) in self.offered(item)

    def open_still(self, item: str) -> bool:
        """Whether it has no answer and needs one."""
        idle = any(found.item.id == item and found.state == "later" for found in self.store.readiness.findings)
        return not (idle or self.answered(item))

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
            titles = {"": ".kb-list-title", RESULT: ".kb-result-title"}
            self.focus(".kb-question" if asking else titles.get(page, ".kb-list-title"))

    def render_list(self) -> None:
        """Names and states of all questions, and how many are answered."""
        readiness = self.store.readiness
        total = len(readiness.findings)
        done = total - readiness.count("unanswered")
        dropped = el("p", self.say("check.dropped"), cls="kb-heed") if readiness.dropped else ""
        progress = el("p", el("strong", self.say("check.progress", done=done, total=total)), cls="kb-gap-after")
        title = el("h2", self.say("check.list-title"), cls="kb-list-title")
        self.head.value = self.html(title, dropped, progress, bar(done, False, total))
        reason = self.row(REASON, self.say("check.reason-name"), "ready" if readiness.reason else "unanswered")
        set_traits(self.groups[REASON], buttons=(reason,))
        for group in self.content.groups:
            found = [(number, one) for number, one in enumerate(readiness.findings, 1) if one.item.group == group]
            rows = (self.row(one.item.id, f"{number}. {self.text(one.item.name)}", one.state) for number, one in found)
            set_traits(self.groups[group], buttons=tuple(rows))
        unanswered = any(map(self.open_still, self.pages))
        key = "check.next-open" if unanswered else "check.to-result"
        label = self.say(key if done else "check.next")
        set_traits(self.next, description=label, tooltip=label)
        set_visible(self.look, unanswered)

    def row(self, item: str, name: str, state: str) -> FormButton:
        """One row of the list, with its state in a word, a shape and a colour."""
        label = self.say("state.chosen" if item == REASON and state == "ready" else f"state.{state}")
        return FormButton(item, name, ROW, state=row_state(state, self.say("state.word"), label))

    def render_question(self, page: str) -> None:
        """The open question; its fields are sent anew only when another question is opened."""
        picked = {"answer": self.store.state.answers[page]} if self.answered(page) else {}
        if self.form.token == page:
            set_traits(self.form, picked=picked)
        else:
            back = self.button("list", "check.to-list", "kb-button--back")
            buttons = (back, self.button("next", "next", GO, submit=True))
            set_traits(self.form, token=page, errors={}, picked=picked, buttons=buttons, fields=(self.field(page),))
        self.why.value = self.side(page)

    def field(self, page: str) -> FormField:
        """The question."""
        content = self.content
        if page == REASON:
            label = self.say("check.reason-question")
            caption = [self.say("check.reason-group")]
            options = [FormOption(reason.id, self.text(reason.name)) for reason in content.reasons.values()]
        else:
            item = content.items[page]
            label = self.text(item.question)
            number = self.say("check.number", number=self.pages.index(page), total=len(content.items))
            caption = [self.text(content.groups[item.group].name), number]
            options = [FormOption(answer.id, self.text(answer.label)) for answer in item.answer]
        return FormField("answer", "choice", label, options=tuple(options), heading=True, caption=tuple(caption))

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
        follows = el("div", self.follows(finding), role="status", cls="kb-gap-big")
        return self.html(why, follows, el("div", self.sources(finding.item.facts), cls="kb-gap-big"))

    def follows(self, finding: Finding) -> str:
        """What the chosen answer means."""
        if finding.state == "unanswered":
            return ""
        state = el("p", tag(finding.state, self.say(f"state.{finding.state}")), cls="kb-gap")
        parts = [state, el("p", self.text(finding.why), cls="kb-gap")]
        if finding.waiting and finding.answer and (fix := finding.answer.fix):
            parts += [el("p", el("strong", self.text(fix.title)), cls="kb-gap"), el("p", self.text(fix.text))]
        return card(self.say("check.follows"), *parts)
