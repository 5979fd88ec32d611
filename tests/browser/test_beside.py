"""Beside the real bank, in Chromium: problems by step and word, and one step at a time, with scripts and without."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.looking import WIDER, in_other_colours
from helpers import PAGE_WORDS
from kbguide.content.loader import load

OpenPage = Callable[..., Page]
SIZES = [(360, 740), (1366, 680)]
COMPANIONS = load().companions
SHEETS = {"stuck": (8, 16), "beside/issue-pc": (3, 5)}  # with all that is folded away on a screen
ADDRESSES = ["stuck", "beside", *(f"beside/{name}" for name in COMPANIONS)]


def look_for(page: Page, lang: str, word: str) -> list[str]:
    """The ids of the problems that are left when a word has been typed."""
    page.get_by_label(PAGE_WORDS[lang]["stuck_field"]).fill(word)
    shown = page.locator(".kb-stuck details").filter(visible=True)
    return [str(one.get_attribute("data-kb-problem")) for one in shown.all()]


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_what_lies_beside_the_real_bank_is_accessible_and_as_wide_as_the_window(
    open_page: OpenPage, served: str, axe: Callable[..., Any], width: int, height: int, lang: str
) -> None:
    page = open_page(width, height)
    for address in [*ADDRESSES, "beside/issue-pc#step-4", "beside/renew#done"]:
        page.goto("about:blank")
        page.goto(f"{served}{lang}/{address}")
        real = page.get_by_role("complementary", name=PAGE_WORDS[lang]["real_label"])
        page.evaluate("scrollTo(0, 10**6)")
        expect(real).to_be_in_viewport(ratio=1)
        assert page.evaluate(WIDER) == 0, address
        axe(page)
    in_other_colours(page, axe)
    page.goto(f"{served}{lang}/stuck")
    for one in page.locator(".kb-stuck details").all():
        one.evaluate("node => { node.open = true; }")
    axe(page)
    in_other_colours(page, axe)
    assert page.evaluate(WIDER) == 0


@pytest.mark.parametrize(
    ("lang", "word", "found"),
    [
        ("ko", "승인번호", "code-wrong"),
        ("ko", "승인 번호", "code-wrong"),
        ("ko", "팝업", "popup-blocked"),
        ("en", "approval number", "code-wrong"),
        ("en", "Pop-up", "popup-blocked"),
        ("en", "승인번호", "code-wrong"),
    ],
)
def test_a_word_that_is_seen_finds_its_problems(
    open_page: OpenPage, served: str, lang: str, word: str, found: str
) -> None:
    page = open_page(360, 740)
    page.goto(f"{served}{lang}/stuck")
    everything = page.locator(".kb-stuck details").count()
    left = look_for(page, lang, word)
    assert found in left
    assert len(left) < everything / 2
    expect(page.locator(".kb-stuck details").filter(visible=True).first).to_be_in_viewport(ratio=1)
    said = PAGE_WORDS[lang]["stuck_found"].format(count=len(set(left)))
    expect(page.get_by_role("status")).to_have_text(said)
    assert page.locator("section.kb-stuck").filter(visible=True).count() < page.locator("section.kb-stuck").count()
    assert look_for(page, lang, "zzz") == []
    expect(page.get_by_role("status")).to_have_text(PAGE_WORDS[lang]["stuck_none"])
    assert len(look_for(page, lang, "")) == everything
    expect(page.get_by_role("status")).to_have_text("")


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("name", COMPANIONS)
def test_one_goes_through_a_real_procedure_step_by_step_and_back(
    open_page: OpenPage, served: str, name: str, script: bool
) -> None:
    words = PAGE_WORDS["ko"]
    companion = COMPANIONS[name]
    page = open_page(360, 740, java_script_enabled=script)
    page.goto(f"{served}ko/beside")
    page.get_by_role("link", name=companion.name.ko).click()
    page.get_by_role("link", name=words["beside_begin"]).click()
    for number, step in enumerate(companion.step, 1):
        expect(page.get_by_role("heading", level=2)).to_have_text([step.name.ko, words["help"]])
        expect(page.get_by_role("heading", name=step.name.ko)).to_be_in_viewport(ratio=1)
        expect(page.get_by_text(words["beside_count"].format(number=number, all=len(companion.step)))).to_be_visible()
        expect(page.get_by_role("link", name=words["beside_stuck"], exact=True)).to_be_in_viewport(ratio=1)
        on = page.get_by_role("link", name=words["beside_next"], exact=True)
        expect(on).to_be_in_viewport(ratio=1)
        on.click()
    expect(page.get_by_role("heading", name=words["beside_done"])).to_be_in_viewport(ratio=1)
    page.get_by_role("link", name=words["beside_back"], exact=True).click()
    expect(page.get_by_role("heading", name=companion.step[-1].name.ko)).to_be_in_viewport(ratio=1)
    page.go_back()
    expect(page.get_by_role("heading", name=words["beside_done"])).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_who_is_stuck_comes_to_the_problems_of_the_step_and_back(
    open_page: OpenPage, served: str, script: bool
) -> None:
    words = PAGE_WORDS["ko"]
    page = open_page(360, 740, java_script_enabled=script)
    page.goto(f"{served}ko/beside/issue-pc#step-4")
    page.get_by_role("link", name=words["beside_stuck"], exact=True).click()
    part = page.locator("section#step-4")
    expect(part.get_by_role("heading")).to_be_in_viewport(ratio=1)
    missed = load().problems["call-missed"]
    part.get_by_text(missed.title.ko).click()
    expect(part.get_by_text(missed.do.ko)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name=COMPANIONS["issue-pc"].step[3].name.ko)).to_be_visible()


def test_without_scripts_all_problems_can_be_read_and_nothing_is_offered_that_does_not_work(
    open_page: OpenPage, served: str
) -> None:
    page = open_page(360, 740, java_script_enabled=False)
    page.goto(f"{served}ko/stuck")
    expect(page.get_by_label(PAGE_WORDS["ko"]["stuck_field"])).to_be_hidden()
    for number in range(1, 9):
        page.locator(f'a[href="#step-{number}"]').click()
        expect(page.locator(f"section#step-{number} h2")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("address", ["stuck", "beside/issue-pc"])
def test_on_paper_everything_is_open(open_page: OpenPage, served: str, address: str, script: bool) -> None:
    page = open_page(1366, 680, java_script_enabled=script)
    page.goto(f"{served}ko/{address}")
    page.emulate_media(media="print")
    if address == "stuck":
        for problem in ("call-missed", "text-missing", "pin-mismatch", "not-registered"):
            told = page.get_by_text(load().problems[problem].do.ko).first
            assert told.evaluate("node => node.checkVisibility({ contentVisibilityAuto: true })"), problem
            assert told.evaluate("node => node.getBoundingClientRect().height") > 0, problem
    else:
        for step in COMPANIONS["issue-pc"].step:
            expect(page.get_by_role("heading", name=step.name.ko)).to_be_visible()
    paper = page.pdf(format="A4", print_background=True)
    sheets = len(re.findall(rb"/Type\s*/Page\b(?!s)", paper))
    assert SHEETS[address][0] <= sheets <= SHEETS[address][1]
