"""The frame of the page: language, chapters, the practice mark, text that is there before the forms."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from kbguide.content import load
from kbguide.places import folder
from kbguide.serve.page import words

OpenPage = Callable[..., Page]
Check = Callable[..., None]

pytestmark = pytest.mark.browser
CHAPTERS = ("start", "learn", "check", "practice", "manage")
WORDS: dict[str, dict[str, str]] = words(folder("data"))["words"]
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def heading(page: Page, chapter: str) -> Any:
    return page.locator(f"section#{chapter} > h1")


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_page_has_the_notebooks_language_and_title(open_page: OpenPage, served: str, lang: str) -> None:
    page = open_page(1280)
    page.goto(f"{served}{lang}/")
    expect(page.locator("html")).to_have_attribute("lang", lang)
    book = json.loads((folder("notebooks") / lang / "guide.ipynb").read_text(encoding="utf-8"))
    expect(page).to_have_title(re.compile(re.escape(book["metadata"]["title"])))


def test_a_chapter_has_an_address_and_the_back_button_returns(open_page: OpenPage, served: str) -> None:
    page = open_page(1280)
    page.goto(f"{served}ko/#check")
    expect(heading(page, "check")).to_be_visible()
    expect(heading(page, "start")).to_be_hidden()
    page.get_by_role("navigation").get_by_role("link", name=heading(page, "practice").inner_text()).click()
    expect(heading(page, "practice")).to_be_focused()
    current = page.locator("#kb-chapter-list [aria-current=page]")
    expect(current).to_have_attribute("href", "#practice")
    page.go_back()
    expect(heading(page, "check")).to_be_visible()


def test_every_chapter_leads_to_the_next(open_page: OpenPage, served: str) -> None:
    page = open_page(360)
    page.goto(f"{served}en/")
    for chapter in CHAPTERS[1:]:
        page.locator(".kb-chapter:not([hidden]) .kb-go-row a").click()
        expect(heading(page, chapter)).to_be_focused()


def test_the_words_can_be_read_before_any_form_is_there(open_page: OpenPage, served: str) -> None:
    page = open_page(1280)

    def refuse(route: Route) -> None:
        route.fulfill(status=200, content_type="text/javascript", body="")

    page.route("**/voila.js*", refuse)
    page.goto(f"{served}ko/")
    expect(page.locator("section#start .kb-prose").first).to_be_visible()
    expect(page.locator("section#start .kb-soon").first).to_be_visible()


def test_the_practice_mark_never_leaves_the_screen(open_page: OpenPage, served: str) -> None:
    page = open_page(360)
    page.goto(f"{served}ko/#learn")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    mark = page.get_by_role("complementary", name=WORDS["ko"]["ribbon_label"])
    expect(mark).to_be_in_viewport()


def test_text_can_be_made_larger_and_stays_so_after_a_reload(open_page: OpenPage, served: str) -> None:
    page = open_page(1280)
    page.goto(f"{served}ko/")
    page.get_by_role("button", name=WORDS["ko"]["larger_label"]).click()
    expect(page.locator("html")).to_have_attribute("data-kb-size", "2")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-kb-size", "2")


VIEWS: dict[str, dict[str, Any]] = {
    "narrow": {"width": 360},
    "wide": {"width": 1280},
    "narrow and dark": {"width": 360, "color_scheme": "dark"},
    "wide and dark": {"width": 1280, "color_scheme": "dark"},
    "forced colours": {"width": 1280, "forced_colors": "active"},
    "without motion": {"width": 360, "reduced_motion": "reduce"},
}


@pytest.mark.parametrize("view", list(VIEWS))
def test_each_chapter_is_accessible_and_never_scrolls_sideways(
    open_page: OpenPage, served: str, axe: Check, view: str
) -> None:
    page = open_page(**VIEWS[view])
    lang = "ko" if VIEWS[view]["width"] == 360 else "en"
    page.goto(f"{served}{lang}/")
    expect(page.locator(".kb-root-practice")).to_be_attached()
    for chapter in CHAPTERS:
        page.evaluate(f"location.hash = '{chapter}'")
        expect(heading(page, chapter)).to_be_visible()
        axe(page)
        assert page.evaluate(SIDEWAYS) == 0


def test_a_reload_and_the_other_language_go_on_from_the_same_place(open_page: OpenPage, served: str) -> None:
    content = load()
    page = open_page(1280)
    page.goto(f"{served}ko/#check")
    item = next(iter(content.items.values()))
    page.get_by_role("button", name=content.words["check.next"].ko).click()
    page.get_by_role("button", name=content.words["check.to-list"].ko).click()
    page.get_by_role("button", name=re.compile(re.escape(item.name.ko))).click()
    page.get_by_role("radio", name=item.answer[0].label.ko).check()
    expect(page.get_by_text(item.answer[0].reason.ko)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name=item.question.ko)).to_be_visible()
    expect(page.get_by_role("radio", name=item.answer[0].label.ko)).to_be_checked()
    page.locator("a[data-kb-language]").click()
    expect(page.get_by_role("heading", name=item.question.en)).to_be_visible()
    expect(page.get_by_role("radio", name=item.answer[0].label.en)).to_be_checked()


def test_erasing_leaves_nothing_in_the_tab(open_page: OpenPage, served: str) -> None:
    content = load()
    page = open_page(1280)
    page.goto(f"{served}en/")
    page.get_by_role("radio", name=next(iter(content.reasons.values())).name.en).check()
    page.get_by_role("button", name=content.words["start.erase"].en).click()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.wait_for_function("() => sessionStorage.getItem('kbguide') === null")


def test_text_at_two_hundred_percent_never_scrolls_sideways(open_page: OpenPage, served: str) -> None:
    page = open_page(360)
    page.goto(f"{served}ko/")
    for _ in range(3):
        page.get_by_role("button", name=WORDS["ko"]["larger_label"]).click()
    expect(page.locator("html")).to_have_attribute("data-kb-size", "4")
    expect(page.locator(".kb-root-inside")).to_be_attached()
    for chapter in CHAPTERS:
        page.evaluate(f"location.hash = '{chapter}'")
        expect(heading(page, chapter)).to_be_visible()
        assert page.evaluate(SIDEWAYS) == 0, chapter


def kept(page: Page) -> list[dict[str, str]]:
    found: list[dict[str, str]] = page.evaluate("[{...sessionStorage}, {...localStorage}]")
    return found


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_place_is_kept_on_the_device_only_if_the_learner_says_so(
    open_page: OpenPage, served: str, lang: str
) -> None:
    content = load()
    page = open_page(360)
    page.goto(f"{served}{lang}/")
    reason = page.get_by_role("radio", name=next(iter(content.reasons.values())).name[lang])
    reason.check()
    page.wait_for_function("() => sessionStorage.getItem('kbguide')")
    assert kept(page)[1] == {}
    page.get_by_role("button", name=content.words["start.to-device"][lang]).click()
    expect(page.get_by_text(content.words["start.kept-device"][lang])).to_be_visible()
    page.wait_for_function("() => localStorage.getItem('kbguide')")

    later = page.context.new_page()  # another tab, as on another day
    page.close()
    later.goto(f"{served}{lang}/")
    expect(later.get_by_role("radio", name=next(iter(content.reasons.values())).name[lang])).to_be_checked()
    expect(later.get_by_text(content.words["start.kept-device"][lang])).to_be_visible()
    later.get_by_role("button", name=content.words["start.to-tab"][lang]).click()
    later.wait_for_function("() => localStorage.length === 0")
    assert "kbguide" in kept(later)[0]


def test_traces_are_erased_from_every_chapter(open_page: OpenPage, served: str) -> None:
    content = load()
    page = open_page(1280)
    page.goto(f"{served}ko/")
    page.get_by_role("radio", name=next(iter(content.reasons.values())).name.ko).check()
    page.get_by_role("button", name=content.words["start.to-device"].ko).click()
    page.get_by_role("button", name=WORDS["ko"]["larger_label"]).click()
    page.wait_for_function("() => localStorage.getItem('kbguide')")
    page.evaluate("location.hash = 'manage'")
    page.get_by_role("button", name=WORDS["ko"]["erase"], exact=True).click()
    expect(heading(page, "start")).to_be_visible()
    expect(page.get_by_text(content.words["start.kept-tab"].ko)).to_be_visible()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    assert kept(page) == [{}, {}]


def test_the_chapter_bar_shows_what_is_done(open_page: OpenPage, served: str) -> None:
    content = load()
    answers = {item.id: item.answer[0].id for item in content.items.values()}
    state = {"version": content.bank.version, "seed": 1, "answers": answers, "actions": []}
    page = open_page(1280)
    page.add_init_script(f"sessionStorage.setItem('kbguide', {json.dumps(json.dumps(state))})")
    page.goto(f"{served}en/")
    bar = page.get_by_role("navigation", name=WORDS["en"]["chapters"])
    done = re.compile(re.escape(WORDS["en"]["done"]))
    expect(bar.get_by_role("link", name=done)).to_have_count(1)
    expect(bar.get_by_role("link", name=done)).to_have_attribute("href", "#check")


VOICE = """
  window.said = [];
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => [{ lang: "ko-KR" }], speak: (one) => window.said.push([one.lang, one.text]),
    cancel: () => window.said.push("stop"), addEventListener: () => {} } });
"""


def test_the_open_chapter_is_read_aloud_where_there_is_a_voice(open_page: OpenPage, served: str) -> None:
    page = open_page(1280)
    page.add_init_script(VOICE)
    page.goto(f"{served}ko/#learn")
    button = page.get_by_role("button", name=WORDS["ko"]["speak"], exact=True)
    page.evaluate("window.said = []")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    stop, first, *more = page.evaluate("window.said")
    assert stop == "stop"
    assert first == ["ko", heading(page, "learn").inner_text()]
    assert len(more) > 20
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("window.said.at(-1)") == "stop"


def test_without_a_voice_nothing_is_offered_to_be_read_aloud(open_page: OpenPage, served: str) -> None:
    page = open_page(1280)
    page.add_init_script('Object.defineProperty(window, "speechSynthesis", { value: undefined });')
    page.goto(f"{served}en/")
    expect(page.get_by_role("button", name=WORDS["en"]["larger_label"])).to_be_visible()
    expect(page.get_by_role("button", name=WORDS["en"]["speak"], exact=True)).to_have_count(0)


def test_on_a_narrow_screen_each_cell_of_a_table_names_its_column(open_page: OpenPage, served: str) -> None:
    page = open_page(360)
    page.goto(f"{served}en/#learn")
    table = page.locator("section#learn .kb-prose table").first
    names = table.locator("thead th").all_text_contents()
    cell = table.locator("tbody tr").first.locator("td").nth(2)
    expect(cell).to_have_attribute("data-kb-name", names[2])
    shown = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert shown == f'"{names[2]}"'
