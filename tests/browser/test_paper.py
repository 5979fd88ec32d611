"""Two sheets of paper: what is to be done, and what lies beside the real bank. One page each, in large letters."""

import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from browser.looking import WIDER
from browser.walking import FIRST_FORM
from helpers import CONTENT, PAGE_WORDS, kept_place
from kbguide.practice import Action
from kbguide.readiness import GOAL
from kbguide.store import PAGE, Store
from kbguide.views.chapters.errands import ErrandsHtml
from readiness.people import CASES, ITEMS, UNSURE, answers_of

pytestmark = pytest.mark.browser

Axe = Callable[[Page], None]
Open = Callable[..., Page]

LANGUAGES = ["ko", "en"]
COMPANIONS = [one for one in CONTENT.companions.values() if one.on_paper]
LARGE = 16 * 96 / 72  # px of 16 pt
PAPER = (703, 1058)  # px of an A4 sheet inside its margins
SMALLEST = """() => Math.min(...[...document.querySelectorAll(".kb-sheet, .kb-sheet *")]
  .filter((node) => node.checkVisibility() && [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim()))
  .map((node) => parseFloat(getComputedStyle(node).fontSize)))"""
TOO_MUCH = """() => { const sheet = document.querySelector(".kb-sheet");
  const over = [sheet.scrollHeight - sheet.clientHeight, sheet.scrollWidth - sheet.clientWidth];
  return over.filter((much) => much > 1); }"""
CUT = """() => [...document.querySelectorAll(".kb-spare > span")].filter((one) => {
  const [said, zone] = [one, one.parentElement].map((node) => node.getBoundingClientRect());
  return said.left < zone.right && said.top < zone.bottom && said.bottom > zone.bottom + 1;
}).map((one) => one.textContent)"""
FIRST = {item.id: next((a.id for a in item.answer if a.fix), item.answer[0].id) for item in ITEMS.values()}
# whose sheets are the longest of all: found by changing one answer after the other as long as it grew
LONGEST = {
    "ko": {
        "customer-kind": "foreigner-name", "abroad": "no", "other-bank": "unsure", "account-password": "unsure",
        "internet-banking": "unsure", "user-id": "unsure", "means": "none", "customer-info": "unsure",
        "own-name-phone": "no", "registered-phone": "blocked", "ars-call": "voice", "own-device": "pc", "bank-app":
        "no", "use-plan": "unsure", "pin-choice": "unsure", "care-plan": "no", "goal": "reissue",
    },
    "en": {
        "customer-kind": "foreigner-name", "abroad": "unsure", "other-bank": "kb", "account-password": "unsure",
        "internet-banking": "no", "user-id": "yes", "means": "none", "customer-info": "phone-old", "own-name-phone":
        "no", "registered-phone": "unsure", "ars-call": "unsure", "own-device": "unsure", "bank-app": "no",
        "use-plan": "no", "pin-choice": "easy", "care-plan": "yes", "goal": "reissue",
    },
}  # fmt: skip
SPARE = 0.95  # of the sheet is enough for the longest: other letters may be wider


def drawn(number: int) -> dict[str, str]:
    """Any answers at all."""
    draw = random.Random(number)
    given = {item.id: draw.choice(item.answer).id for item in ITEMS.values()}
    return given | {GOAL: draw.choice(sorted(CONTENT.goals))}


def pages(page: Page) -> int:
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", paper))


def printed(page: Page) -> None:
    """One page, in large letters, with nothing over its edge or cut in the middle."""
    page.set_viewport_size({"width": PAPER[0], "height": PAPER[1]})
    page.emulate_media(media="print")
    assert page.evaluate(TOO_MUCH) == []
    assert page.evaluate(CUT) == []
    assert page.evaluate(SMALLEST) >= LARGE - 0.01
    assert pages(page) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_my_errands_are_one_page_whatever_was_answered(open_page: Open, served: str, lang: str) -> None:
    people = [{}, FIRST, UNSURE, *LONGEST.values(), *map(answers_of, CASES), *map(drawn, range(24))]
    html = ErrandsHtml(CONTENT, lang)
    store = Store(CONTENT)
    page = open_page(*PAPER)
    page.goto(f"{served}{lang}/now")
    for answers in people:
        store.state = replace(store.state, answers=answers)
        page.evaluate("html => { document.querySelector('.kb-page').innerHTML = html; }", html.sheet(store))
        printed(page)
        tasks = [task for errand in store.readiness.plan for task in errand.tasks]
        boxes = page.locator(".kb-todo .kb-square").filter(visible=True)
        assert boxes.count() == len(tasks)
        for task in tasks:
            expect(boxes.get_by_text((task.fix.question or task.fix.title)[lang], exact=True).first).to_be_visible()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_longest_list_leaves_room_for_wider_letters(open_page: Open, served: str, lang: str) -> None:
    store = Store(CONTENT)
    page = open_page(*PAPER)
    page.goto(f"{served}{lang}/now")
    page.emulate_media(media="print")
    for answers in LONGEST.values():
        store.state = replace(store.state, answers=answers)
        html = ErrandsHtml(CONTENT, lang).sheet(store)
        page.evaluate("html => { document.querySelector('.kb-page').innerHTML = html; }", html)
        sheet = page.locator(".kb-sheet")
        high = sheet.evaluate("node => node.clientHeight")
        sheet.evaluate("node => { node.style.height = '1px'; }")
        assert sheet.evaluate("node => node.scrollHeight") <= SPARE * high


def chapter(page: Page, served: str, lang: str, name: str, answers: Mapping[str, str]) -> Page:
    """The chapter as somebody finds it who comes back."""
    kept = kept_place(Action(PAGE, "check/result"), answers=answers)
    page.add_init_script(f"sessionStorage.setItem('kbguide', {json.dumps(kept)})")
    page.goto(f"{served}{lang}/#{name}")
    ready = {"check": ".kb-result-title", "finish": ".kb-root-finish .kb-card"}
    expect(page.locator(ready[name]).first).to_be_visible(timeout=FIRST_FORM)
    return page


SHEETS = [("check", "ko"), ("finish", "en")]
ANSWERS = {"none": {}, "sixteen": FIRST, "drawn": drawn(3)}


@pytest.mark.parametrize(
    ("served", "name", "lang", "answers"),
    [
        *(("server", *sheet, answers) for sheet, answers in product(SHEETS, ANSWERS)),
        *(("alone", *sheet, "sixteen") for sheet in SHEETS),
    ],
    indirect=["served"],
)
def test_only_the_sheet_is_printed(open_page: Open, served: str, name: str, lang: str, answers: str) -> None:
    page = chapter(open_page(360, 740), served, lang, name, ANSWERS[answers])
    expect(page.get_by_role("heading", name=CONTENT.words["sheet.title"][lang])).to_be_hidden()
    page.evaluate("for (const slot of document.querySelectorAll('.kb-slot')) slot.classList.add('is-coming')")
    printed(page)
    expect(page.get_by_role("heading", name=CONTENT.words["sheet.title"][lang])).to_be_visible()
    expect(page.get_by_text(CONTENT.words["sheet.rule"][lang], exact=True).filter(visible=True)).to_have_count(1)
    for around in ("button", "link", "contentinfo", "banner", "navigation", "radio"):
        expect(page.get_by_role(around).filter(visible=True)).to_have_count(0)


def test_where_no_sheet_is_on_the_page_the_page_itself_is_printed(open_page: Open, served: str) -> None:
    page = chapter(open_page(1280), served, "ko", "check", {})
    page.get_by_role("button", name=CONTENT.words["result.change"].ko).click()
    title = page.get_by_role("heading", name=CONTENT.words["check.list-title"].ko)
    expect(title).to_be_visible()
    page.emulate_media(media="print")
    expect(title).to_be_visible()
    expect(page.get_by_text(CONTENT.words["sheet.rule"].ko, exact=True).filter(visible=True)).to_have_count(0)


def test_a_part_that_is_read_is_printed_as_it_is(open_page: Open, served: str) -> None:
    page = chapter(open_page(360, 740), served, "ko", "finish", FIRST)
    link = page.locator(".kb-parts a").filter(visible=True).first
    part = page.locator(link.evaluate("one => `[id='${one.hash.slice(1)}']`"))
    link.click()
    title = part.get_by_role("heading", level=2)
    expect(title).to_be_visible()
    page.emulate_media(media="print")
    expect(title).to_be_visible()
    expect(page.get_by_text(CONTENT.words["sheet.rule"].ko, exact=True).filter(visible=True)).to_have_count(0)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("number", range(len(COMPANIONS)))
def test_the_paper_to_lie_beside_is_one_page_without_scripts_and_without_a_kernel(
    open_page: Open, served: str, axe: Axe, lang: str, number: int
) -> None:
    words, companion = PAGE_WORDS[lang], COMPANIONS[number]
    page = open_page(360, 740, java_script_enabled=False)
    page.goto(f"{served}{lang}/beside/{companion.id}")
    page.get_by_role("link", name=words["paper"]).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(companion.name[lang])
    expect(page.locator(".kb-sheet li")).to_have_count(len(companion.step))
    for call in CONTENT.help_numbers.values():
        expect(page.locator(".kb-sheet dt").get_by_text(call.call, exact=True)).to_be_visible()
    assert page.locator("script").count() == 0
    assert page.evaluate(WIDER) == 0
    printed(page)
    card = page.get_by_role("group", name=words["paper_card"])
    size = card.bounding_box()
    assert size
    assert [round(size[key] * 25.4 / 96) for key in ("width", "height")] == [86, 54]
    assert card.evaluate("node => node.scrollHeight - node.clientHeight") <= 0
    expect(page.get_by_role("link").filter(visible=True)).to_have_count(0)
    page = open_page(360, 740)
    page.goto(f"{served}{lang}/paper/{companion.id}")
    axe(page)


def test_there_is_paper_for_issuing_and_no_other_address(open_page: Open, served: str) -> None:
    page = open_page(360, 740, may_be_cut=True)
    page.goto(f"{served}ko/paper")
    expect(page.get_by_role("heading", level=1)).to_contain_text(COMPANIONS[0].name.ko)
    assert [one.id for one in COMPANIONS] == ["issue-pc", "issue-app"]
    found = page.goto(f"{served}ko/paper/renew")
    assert found
    assert found.status == 404
