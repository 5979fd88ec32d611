"""The same guide in JupyterLab, where the notebook brings style sheet and icons along itself."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.walking import FIRST_FORM, STILL, Mouse, Walk
from kbguide.readiness import REASON

pytestmark = pytest.mark.browser

Axe = Callable[..., None]
Open = Callable[[int], Page]
# JupyterLab's own menus, tool bars and cells are not ours to repair: axe looks at the guide's outputs only.
IDLE = "Python 3 (ipykernel) | Idle"
MOST_TURNS = 200  # of the wheel until a part counts as missing
OURS = {"include": [[".kb-app"]]}


def opened(page: Page, lab: str, lang: str) -> Walk:
    """Open the notebook and run all its cells."""
    page.goto(f"{lab}lab/tree/{lang}/guide.ipynb?reset")  # without the tabs of the test before
    expect(page.get_by_text(IDLE)).to_be_visible(timeout=FIRST_FORM)
    page.get_by_role("menuitem", name="Run", exact=True).click(timeout=FIRST_FORM)
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
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
    question = walk.page.locator(".kb-root-check")  # the start page asks for the reason, too
    question.get_by_role("radio", name=reason.name[walk.lang], exact=True).check()
    walk.press(walk.say("next"))
    for item in walk.content.items.values():
        expect(walk.heading(item.question[walk.lang], 2)).to_be_focused()
        question.get_by_role("radio", name=item.answer[-1].label[walk.lang], exact=True).check()
        walk.press(walk.say("next"))
    assert REASON not in walk.content.items
    expect(page.locator(".kb-result-title")).to_be_focused()
    expect(walk.heading(walk.say("result.plan"), 3)).to_be_visible()
    axe(page, OURS)


def test_the_guide_follows_the_dark_theme_and_says_when_the_kernel_has_gone(
    open_page: Callable[..., Page], lab: str, axe: Axe
) -> None:
    page = open_page(1280, color_scheme="light")
    walk = opened(page, lab, "ko")
    find(page, ".kb-root-start")
    paper = "one => getComputedStyle(one).getPropertyValue('--kb-page')"
    root = page.locator(".kb-root-start")
    light = root.evaluate(paper)
    page.get_by_role("menuitem", name="Settings", exact=True).click()
    page.get_by_text("Theme", exact=True).hover()
    page.get_by_text("JupyterLab Dark", exact=True).click()
    page.wait_for_function("() => document.body.dataset.jpThemeLight === 'false'")
    assert root.evaluate(paper) != light
    axe(page, OURS)

    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_text(re.compile("^Shut Down Kernel")).click()
    told = page.get_by_role("alert").filter(has_text=walk.say("lost.title"))
    expect(told).to_be_visible(timeout=10_000)
    expect(told).to_contain_text(walk.say("lost.notebook"))
