"""The same guide in JupyterLab, where the notebook brings style sheet and icons along itself."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.hands import Mouse
from browser.looking import STILL
from browser.walking import FIRST_FORM, Walk
from helpers import entry_on
from kbguide.readiness import REASON

pytestmark = pytest.mark.browser

Axe = Callable[..., None]
Open = Callable[[int], Page]
# JupyterLab's own menus, tool bars and cells are not ours to repair: axe looks at the guide's outputs only.
IDLE = "Python 3 (ipykernel) | Idle"
MOST_TURNS = 200  # of the wheel until a part counts as missing
OURS = {"include": [[".kb-app"]]}
CONTENT = "async (address) => JSON.stringify((await (await fetch(address)).json()).content)"
WIDGETS = "application/vnd.jupyter.widget-state+json"  # in a notebook that is saved with its widgets


def opened(page: Page, lab: str, lang: str, name: str = "guide") -> Walk:
    """Open the notebook and run all its cells."""
    page.goto(f"{lab}lab/tree/{lang}/{name}.ipynb?reset")  # without the tabs of the test before
    expect(page.get_by_text(IDLE)).to_be_visible(timeout=FIRST_FORM)
    page.get_by_role("menuitem", name="Run", exact=True).click(timeout=FIRST_FORM)
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    last = page.locator(".jp-CodeCell .jp-InputPrompt").last  # "Idle" is said before anything runs, too
    expect(last).to_have_text(re.compile(r"\[\d+\]:"), timeout=FIRST_FORM)
    return Walk(page, lang, Mouse(page))


def find(page: Page, root: str) -> None:
    """Scroll up from the end until a part of the guide is there: JupyterLab takes far cells out of the page."""
    part = page.locator(root).filter(visible=True)
    page.locator(".jp-Notebook").hover()
    expect(page.get_by_text(IDLE)).to_be_visible(timeout=FIRST_FORM)
    for _ in range(MOST_TURNS):
        if part.count():
            break
        page.mouse.wheel(0, -300)
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    part.scroll_into_view_if_needed()
    part.click(position={"x": 4, "y": 4})  # its cell becomes the active one, and JupyterLab moves cells about for that


def dressed(walk: Walk, label: str) -> None:
    """The style sheet is at work, and what the icons refer to is in the page."""
    button = walk.button(label)
    button.scroll_into_view_if_needed()
    ink, paper = button.evaluate(
        "one => [getComputedStyle(one).backgroundColor, getComputedStyle(document.body).backgroundColor]"
    )
    wanted = button.evaluate(
        """one => {
          const probe = document.createElement("i");
          probe.style.color = "var(--kb-guide)";
          one.parentElement.append(probe);
          const colour = getComputedStyle(probe).color;
          probe.remove();
          return colour;
        }"""
    )
    assert ink == wanted != paper
    missing = walk.page.locator(".kb-app svg.kb-i use").evaluate_all(
        "all => all.map(one => one.getAttribute('href')).filter(one => !document.querySelector(one))"
    )
    assert missing == []
    drawn = walk.page.locator(".kb-app svg.kb-i").filter(visible=True).first.locator("use")
    assert drawn.evaluate("one => one.getBBox().width") > 0


def test_a_certificate_in_korean(open_page: Open, lab: str, axe: Axe) -> None:
    page = open_page(1280)
    walk = opened(page, lab, "ko")
    find(page, ".kb-root-practice")
    dressed(walk, walk.say("setup.start"))
    for root in page.locator(".kb-root").all():  # the cards of a chapter do not touch one another
        expect(root).not_to_have_css("row-gap", "normal")
    looked: set[str] = set()

    def see(screen: str, state: str) -> None:
        kind = f"{walk.screen(screen).kind} {state}"
        if kind not in looked:  # one screen of each kind: the rest differ in words, and Voila's tests see them all
            looked.add(kind)
            page.wait_for_function(STILL)
            axe(page, OURS)

    walk.see = see
    walk.setup("kim")
    walk.go()
    expect(walk.certificate.get_by_text(walk.say("cert.valid"), exact=True)).to_be_visible()


def test_a_result_in_english(open_page: Open, lab: str, axe: Axe) -> None:
    page = open_page(1280)
    walk = opened(page, lab, "en")
    find(page, ".kb-root-check")
    walk.press(walk.say("check.next"))
    dressed(walk, walk.say("next"))
    expect(walk.heading(walk.say("check.reason-question"), 2)).to_be_focused()
    reason = next(iter(walk.content.reasons.values()))
    question = walk.page.locator(".kb-root-check")
    question.get_by_role("radio", name=reason.name[walk.lang], exact=True).check()
    walk.press(walk.say("next"))
    for item in walk.content.items.values():
        expect(walk.heading(item.question[walk.lang], 2)).to_be_focused()
        question.get_by_role("radio", name=item.answer[-1].label[walk.lang], exact=True).check()
        walk.press(walk.say("next"))
    assert REASON not in walk.content.items
    expect(page.locator(".kb-result-title")).to_be_focused()
    expect(page.locator(".kb-errand").first).to_be_visible()
    axe(page, OURS)


def test_prose_is_as_large_as_the_guide_and_its_lists_have_a_field_that_works(
    open_page: Open, lab: str, axe: Axe
) -> None:
    page = open_page(1280)
    walk = opened(page, lab, "ko")
    find(page, ".kb-root-terms")
    size = "one => [getComputedStyle(one).fontSize, getComputedStyle(one).lineHeight]"
    prose = page.locator(".jp-RenderedMarkdown p").filter(visible=True).first
    assert prose.evaluate(size) == page.locator(".kb-root-terms dd").first.evaluate(size)
    terms = page.locator(".kb-root-terms")
    terms.get_by_role("searchbox", name=walk.say("terms.field")).press_sequentially("보안 카드")
    told = terms.get_by_role("status")
    expect(told).to_have_text(walk.say("find.found", count=terms.locator(".kb-entry").filter(visible=True).count()))
    expect(terms.locator(".kb-entry").filter(has_text="ARS")).to_be_hidden()
    axe(page, {"include": [[".kb-root-terms"]]})


def test_a_drill_and_the_record_in_a_notebook(open_page: Open, lab: str, axe: Axe) -> None:
    page = open_page(1280)
    walk = opened(page, lab, "en")
    find(page, ".kb-root-fraud")
    drill = next(iter(walk.content.drills.values()))
    walk.press(walk.say("fraud.start"))
    expect(walk.heading(drill.title["en"], 2)).to_be_focused()
    axe(page, OURS)
    walk.pick(walk.say("fraud.question"), drill.reply[0].label["en"], ".kb-root-fraud")
    walk.press(walk.say("fraud.answer"))
    expect(walk.heading(walk.say(f"fraud.{drill.reply[0].verdict}"), 3)).to_be_focused()
    page.wait_for_function(STILL)
    axe(page, OURS)
    page.locator(".jp-Notebook").hover()
    for _ in range(MOST_TURNS):
        if page.locator(".jp-RenderedHTML table.dataframe th", has_text="mistakes").count():
            break
        page.mouse.wheel(0, 300)
    expect(page.locator(".jp-RenderedHTML table.dataframe th", has_text="mistakes").first).to_be_visible()


def test_a_notebook_saved_with_its_widgets_holds_nothing_that_was_typed(open_page: Open, lab: str) -> None:
    page = open_page(1280)
    walk = opened(page, lab, "ko", "saved")
    page.get_by_role("menuitem", name="Settings", exact=True).click()
    page.get_by_text("Save Widget State Automatically").click()
    find(page, ".kb-root-practice")
    walk.setup("kim")
    walk.go(until="identity")
    typed = {"user-id": "quilloughby1", "rrn-front": "593817", "rrn-back": "7391846"}
    for name, text in typed.items():
        walk.named("identity", name).fill(text)
    walk.press(walk.say("ok"))
    expect(page.locator(".kb-root-run .kb-error").filter(visible=True).first).to_be_visible()
    walk.named("identity", "user-id").fill("900101-1234567")  # erased on the spot
    expect(walk.heading(walk.problem("looks-like-rrn"), 3)).to_be_visible()
    walk.named("identity", "rrn-front").fill("739182")  # typed and not sent
    with page.expect_response(lambda answer: "saved.ipynb/checkpoints" in answer.url, timeout=FIRST_FORM):
        page.get_by_role("menuitem", name="File", exact=True).click()
        page.get_by_text("Save Notebook", exact=True).click()
    saved = page.evaluate(CONTENT, f"{lab}api/contents/ko/saved.ipynb")
    assert WIDGETS in saved
    saved = re.sub("[0-9a-f]{32}", "", saved)  # names of models
    assert walk.say("form.summary") in saved
    assert "looks-like-rrn" in saved
    for text in (*typed.values(), "900101-1234567", "9001011234567", "739182"):
        assert text not in saved


def test_the_guide_follows_the_dark_theme(open_page: Callable[..., Page], lab: str, axe: Axe) -> None:
    page = open_page(1280, color_scheme="light")
    opened(page, lab, "ko")
    find(page, ".kb-root-kept")
    paper = "one => getComputedStyle(one).getPropertyValue('--kb-page')"
    root = page.locator(".kb-root-kept")
    light = root.evaluate(paper)
    page.get_by_role("menuitem", name="Settings", exact=True).click()
    page.get_by_text("Theme", exact=True).hover()
    page.get_by_text("JupyterLab Dark", exact=True).click()
    page.wait_for_function("() => document.body.dataset.jpThemeLight === 'false'")
    assert root.evaluate(paper) != light
    axe(page, OURS)


def test_a_kernel_that_has_gone_is_said_and_one_button_brings_everything_back(
    open_page: Callable[..., Page], lab: str, axe: Axe
) -> None:
    page = open_page(1280, may_be_cut=True)
    walk = opened(page, lab, "en")
    find(page, ".kb-root-practice")
    walk.setup("kim")
    walk.go(until="menu-centre")
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_text(re.compile("^Shut Down Kernel")).click()
    told = page.get_by_role("alert").filter(has_text=walk.say("lost.title"))
    expect(told).to_be_visible(timeout=10_000)
    expect(told).to_contain_text(walk.say("lost.notebook"))
    axe(page, {"include": [[".kb-banner"]]})
    walk.press(walk.say("lost.again"))
    expect(told).to_have_count(0, timeout=FIRST_FORM)
    find(page, ".kb-root-practice")
    expect(walk.heading(walk.text(walk.screen("menu-centre").title), 3)).to_be_visible(timeout=FIRST_FORM)
    walk.press(walk.entry("menu-centre", entry_on(walk.worlds["menu-centre"])))
    walk.at(list(walk.worlds)[list(walk.worlds).index("menu-centre") + 1])
