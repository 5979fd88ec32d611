"""The checklist in Voila: any order, changed answers, the result, and practice begun from it."""

import json
import re
from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.hands import Mouse
from browser.looking import WIDER
from browser.walking import FIRST_FORM, Walk, literal
from helpers import kept_place
from kbguide.practice import Action
from kbguide.readiness import REASON, assess
from kbguide.store import PAGE
from kbguide.views.chapters.errands import ErrandsHtml
from readiness.people import GOOD

pytestmark = pytest.mark.browser

Axe = Callable[[Page], None]
Open = Callable[[int], Page]


class Checker:
    """Somebody who answers the questions."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.answers: dict[str, str] = {}
        self.items = list(walk.content.items)

    def question(self, item: str) -> Locator:
        """Wait until the question is there and its heading has the focus; returns its group of answers."""
        walk = self.walk
        asked = walk.say("check.reason-question") if item == REASON else walk.content.items[item].question[walk.lang]
        expect(walk.heading(asked, 2)).to_be_focused()
        return walk.page.get_by_role("group").filter(has=walk.heading(asked, 2))

    def label(self, item: str, answer: str) -> str:
        content, lang = self.walk.content, self.walk.lang
        if item == REASON:
            return content.reasons[answer].name[lang]
        return next(one for one in content.items[item].answer if one.id == answer).label[lang]

    def pick(self, item: str, answer: str) -> None:
        """Choose an answer and see what follows from it."""
        self.question(item).get_by_role("radio", name=self.label(item, answer), exact=True).check()
        self.answers[item] = answer
        walk = self.walk
        expect(walk.heading(walk.say("check.follows"), 3)).to_be_visible()
        if item != REASON:
            reason = next(one for one in walk.content.items[item].answer if one.id == answer).reason[walk.lang]
            walk.heard(reason)

    def row(self, item: str, state: str) -> Locator:
        """A line of the list; its state is part of its name."""
        walk = self.walk
        if item == REASON:
            name = walk.say("check.reason-name")
        else:
            name = f"{self.items.index(item) + 1}. {walk.content.items[item].name[walk.lang]}"
        words = rf"^{literal(name)}\s*\.\s*{walk.say('state.word')}: {literal(walk.say(f'state.{state}'))}$"
        return walk.page.get_by_role("button", name=re.compile(words))

    def to_list(self) -> None:
        self.walk.press(self.walk.say("check.to-list"))
        self.on_list()

    def on_list(self) -> None:
        """The list has the focus, and shows the state of each question and how many are answered."""
        walk, readiness = self.walk, assess(self.walk.content, self.answers)
        expect(walk.heading(walk.say("check.list-title"), 2)).to_be_focused()
        total = len(self.items)
        done = total - readiness.count("unanswered")
        expect(walk.page.get_by_text(walk.say("check.progress", done=done, total=total), exact=True)).to_be_visible()
        for finding in readiness.findings:
            expect(self.row(finding.item.id, finding.state)).to_be_visible()

    def answer_with(self, verdicts: Mapping[str, str]) -> dict[str, str]:
        """For each item the first answer of the wanted verdict, else the first that is ready."""
        chosen = {}
        for name, item in self.walk.content.items.items():
            fitting = [one.id for one in item.answer if one.verdict == verdicts.get(name, "ready")]
            chosen[name] = next(iter(fitting), item.answer[0].id)
        return chosen


@pytest.mark.parametrize(
    ("served", "width", "lang"),
    [("server", 1280, "ko"), ("server", 360, "en"), ("alone", 360, "ko")],
    indirect=["served"],
)
def test_answers_in_any_order_a_result_and_practice_from_it(
    open_page: Open, served: str, axe: Axe, width: int, lang: str
) -> None:
    page = open_page(width)
    walk = Walk(page, lang, Mouse(page))
    check = Checker(walk)

    def look() -> None:
        assert page.evaluate(WIDER) == 0, "the page is wider than the window"
        axe(page)

    page.goto(f"{served}{lang}/")
    walk.chapter(walk.say("chapter.check"), walk.heading(walk.say("check.list-title"), 2))
    for item in check.items:
        expect(check.row(item, "unanswered")).to_be_visible()
    look()

    # no answer: told so twice, in the same words
    middle = check.items[len(check.items) // 2]
    check.row(middle, "unanswered").click()
    group = check.question(middle)
    look()
    walk.press(walk.say("next"))
    expect(walk.page.locator(".kb-error").filter(has_text=walk.say("check.pick-one"))).to_be_focused()
    expect(group).to_have_accessible_description(walk.say("check.pick-one"))
    look()

    # an answer, another one, and on to the next open question
    first, *_, last = (answer.id for answer in walk.content.items[middle].answer)
    group.get_by_role("radio", name=check.label(middle, first), exact=True).check()
    check.answers[middle] = first
    expect(walk.heading(walk.say("form.summary"))).to_be_hidden()
    walk.press(walk.say("next"))
    check.question(check.items[len(check.items) // 2 + 1])
    check.to_list()
    check.row(middle, state_of(check, middle)).click()
    expect(check.question(middle).get_by_role("radio", name=check.label(middle, first), exact=True)).to_be_checked()
    check.pick(middle, last)
    look()
    check.to_list()
    walk.press(walk.say("check.result"))
    on_result(check)
    walk.press(walk.say("result.change"))
    check.on_list()

    # everything, from the front: errands left at several places
    wanted = check.answer_with({check.items[0]: "unsure", check.items[3]: "missing", check.items[-1]: "unsure"})
    check.row(REASON, "unanswered").click()
    check.pick(REASON, next(iter(walk.content.reasons)))
    walk.press(walk.say("next"))
    for item in check.items:
        if item != middle:  # this one is answered already, so it is not asked again
            check.pick(item, wanted[item])
            walk.press(walk.say("next"))
    on_result(check)
    look()

    # change an answer: list and result follow
    walk.press(walk.say("result.change"))
    check.on_list()
    look()
    check.row(middle, state_of(check, middle)).click()
    check.pick(middle, first)
    check.to_list()
    walk.press(walk.say("check.to-result"))
    on_result(check)

    # practise what may go wrong
    scenario = assess(walk.content, check.answers).scenarios[0]
    walk.press(walk.say("result.begin", title=scenario.title[lang]))
    link = page.get_by_role("link", name=walk.say("result.go"), exact=True)
    expect(link).to_be_focused()
    look()
    link.press("Enter")
    expect(walk.heading(walk.say("chapter.practice"), 1)).to_be_focused()
    expect(page.get_by_text(walk.say("rehearse.caption", title=scenario.title[lang]))).to_be_visible()
    assert scenario.screen
    expect(walk.heading(walk.text(walk.screen(scenario.screen).title), 3)).to_be_visible()


def state_of(check: Checker, item: str) -> str:
    """The state that an item's answer gives it."""
    readiness = assess(check.walk.content, check.answers)
    return next(finding.state for finding in readiness.findings if finding.item.id == item)


def on_result(check: Checker) -> None:
    """The result says what `assess` finds: how many are left, the plan in its order, the channel, what to practise."""
    walk, readiness = check.walk, assess(check.walk.content, check.answers)
    title = walk.say("result.ready" if readiness.ready else "result.so-far")
    if readiness.errands:
        key = "result.first" if readiness.count("unsure", "unanswered") else "result.some"
        title = walk.say(key, errands=ErrandsHtml(walk.content, walk.lang).count(readiness))
    shown = walk.heading(title[:1].upper() + title[1:], 2)
    expect(shown).to_be_focused()
    expect(shown).to_be_in_viewport(ratio=1)
    done, total = readiness.count("ready", "not-needed"), len(check.items) - readiness.count("later")
    expect(walk.page.get_by_text(walk.say("result.count", done=done, total=total))).to_be_visible()
    shown = cards(walk.page)
    expect(shown).to_have_count(len(readiness.plan))
    expect(shown.first.get_by_role("heading", level=3)).to_be_in_viewport(ratio=1)
    for line, errand in zip(shown.all(), readiness.plan, strict=True):
        name = walk.content.places[errand.place].once if errand.tasks else errand.title
        expect(line.get_by_role("heading", level=3)).to_contain_text(name[walk.lang], ignore_case=True)
        expect(line).to_contain_text(walk.say("result.about", minutes=errand.minutes))
        for task in errand.tasks:
            expect(line).to_contain_text((task.fix.question or task.fix.text)[walk.lang])
    if readiness.plan:
        expect(walk.page.get_by_text(walk.say("result.minutes", minutes=readiness.minutes))).to_be_visible()

    for row, found in zip(walk.page.locator(".kb-way").all(), readiness.channels, strict=True):
        expect(row).to_contain_text(found.channel.name[walk.lang])
        state = "missing" if found.blockers else "unsure" if found.doubts else "good"
        expect(row).to_contain_text(walk.say(f"result.way-{state}"))
        mark = row.get_by_text(walk.say("result.recommended"), exact=True)
        expect(mark).to_have_count(int(found.recommended))
    for scenario in readiness.scenarios[:3]:
        expect(walk.button(walk.say("result.begin", title=scenario.title[walk.lang]))).to_be_visible()


def cards(page: Page) -> Locator:
    """The errands of the plan that is shown."""
    return page.locator(".kb-errand").filter(visible=True)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_goal_is_changed_on_the_result_and_kept(open_page: Open, served: str, axe: Axe, lang: str) -> None:
    page = result_page(open_page, served, lang, GOOD | {"other-bank": "kb"})
    walk = Walk(page, lang, Mouse(page))
    names = {goal.id: goal.name[lang] for goal in walk.content.goals.values()}
    plan = cards(page)
    expect(plan.get_by_role("heading", name=names["keep"])).to_be_visible()
    group = page.get_by_role("group", name=walk.say("result.goal"))
    expect(group.get_by_role("radio", name=walk.say("result.goal-auto"))).to_be_checked()
    group.get_by_role("radio", name=names["reissue"], exact=True).check()
    expect(plan.get_by_role("heading", name=names["reissue"])).to_be_visible()
    axe(page)
    page.reload()
    expect(plan.get_by_role("heading", name=names["reissue"])).to_be_visible(timeout=FIRST_FORM)
    expect(group.get_by_role("radio", name=names["reissue"], exact=True)).to_be_checked()


def result_page(open_page: Open, served: str, lang: str, answers: Mapping[str, str]) -> Page:
    """The result of these answers, as somebody finds it who comes back."""
    kept = kept_place(Action(PAGE, "check/result"), answers=answers)
    page = open_page(1280)
    keep = f"sessionStorage.setItem('kbguide', {json.dumps(kept)})"
    page.add_init_script(f"if (!sessionStorage.getItem('kbguide')) {keep}")
    page.goto(f"{served}{lang}/#check")
    expect(page.locator(".kb-result-title")).to_be_visible(timeout=FIRST_FORM)
    return page
