"""The frame of the page: language, chapters, the practice mark, text that is there before the forms."""

import json
import re
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from browser.conftest import BOTH
from browser.looking import holds, in_other_colours
from browser.walking import FIRST_FORM, feeling
from helpers import PAGE_WORDS, kept_place
from kbguide.content.loader import load
from kbguide.content.location import folder

OpenPage = Callable[..., Page]
Check = Callable[..., None]

pytestmark = pytest.mark.browser
CHAPTERS = ("start", "learn", "check", "practice", "manage", "fraud", "finish")
PAGES = "all => all.map(one => one.id)"  # of the chapters and their parts
SLOW_PHONE = """(() => {  // which is busy for three seconds just when the widgets arrive
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        const end = Date.now() + 3000;
        if (data.byteLength > 100000) while (Date.now() < end);
      });
    }
  };
})()"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def heading(page: Page, chapter: str) -> Any:
    return page.locator(f"section#{chapter} > h1")


def test_a_phone_that_is_slow_when_its_widgets_arrive_shows_them_all(open_page: OpenPage, served: str) -> None:
    """Widgets that were asked for before were given up for good after two seconds."""
    page = open_page(360)
    page.add_init_script(SLOW_PHONE)
    page.goto(f"{served}ko/")
    expect(page.locator(".kb-root-finish")).to_be_attached(timeout=FIRST_FORM)


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
    page.goto(f"{served}en/#{CHAPTERS[1]}")  # the first one offers more than the next
    for chapter in CHAPTERS[2:]:
        page.locator(".kb-chapter:not([hidden]) .kb-go-row a").click()
        expect(heading(page, chapter)).to_be_focused()


def test_the_words_can_be_read_before_any_form_is_there(open_page: OpenPage, served: str) -> None:
    page = open_page(1280)

    def refuse(route: Route) -> None:
        route.fulfill(status=200, content_type="text/javascript", body="")

    page.route("**/voila.js*", refuse)
    page.goto(f"{served}ko/")
    expect(page.get_by_role("link", name=PAGE_WORDS["ko"]["pick_try"])).to_be_in_viewport(ratio=1)
    page.locator("#start").get_by_role("link", name=PAGE_WORDS["ko"]["pick_check"]).click()
    expect(page.locator("section#check .kb-prose").first).to_be_visible()
    expect(page.locator("section#check .kb-soon").first).to_be_visible()


def test_the_practice_mark_never_leaves_the_screen(open_page: OpenPage, served: str) -> None:
    page = open_page(360)
    page.goto(f"{served}ko/#learn")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    mark = page.get_by_role("complementary", name=PAGE_WORDS["ko"]["ribbon_label"])
    expect(mark).to_be_in_viewport()


@pytest.mark.parametrize("address", ["ko/#now", "ko/now"])
def test_real_advice_stands_under_its_own_mark_and_not_under_that_of_practice(
    open_page: OpenPage, served: str, address: str
) -> None:
    page = open_page(360, 740)
    page.goto(f"{served}{address}")
    real = page.get_by_role("complementary", name=PAGE_WORDS["ko"]["real_label"])
    practice = page.get_by_role("complementary", name=PAGE_WORDS["ko"]["ribbon_label"])
    expect(real).to_be_in_viewport(ratio=1)
    expect(practice).to_be_hidden()
    page.goto(f"{served}ko/#learn")
    expect(practice).to_be_in_viewport(ratio=1)
    expect(real).to_be_hidden()


def test_text_can_be_made_larger_and_stays_so_after_a_reload(open_page: OpenPage, served: str) -> None:
    page = open_page(1280)
    page.goto(f"{served}ko/")
    page.get_by_role("button", name=PAGE_WORDS["ko"]["larger_label"]).click()
    expect(page.locator("html")).to_have_attribute("data-kb-size", "2")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-kb-size", "2")


@pytest.mark.parametrize(("width", "lang"), [(360, "ko"), (1280, "en")])
def test_each_chapter_is_accessible_and_never_scrolls_sideways(
    open_page: OpenPage, served: str, axe: Check, width: int, lang: str
) -> None:
    page = open_page(width, reduced_motion="reduce" if width == 360 else "no-preference")
    page.goto(f"{served}{lang}/")
    expect(page.locator(".kb-root-finish")).to_be_attached(timeout=FIRST_FORM)
    for chapter in CHAPTERS:
        page.evaluate(f"location.hash = '{chapter}'")
        expect(heading(page, chapter)).to_be_visible()
        axe(page)
        in_other_colours(page, axe)
        assert page.evaluate(SIDEWAYS) == 0


MOVED = """
  window.moved = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((one) => { window.moved += one.value; }))
    .observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize(
    ("served", "width", "chapter"),
    [*product(["server"], [360, 1280], CHAPTERS), *product(["alone"], [360], ["start", "check"])],
    indirect=["served"],
)
def test_nothing_jumps_while_the_page_comes(open_page: OpenPage, served: str, width: int, chapter: str) -> None:
    page = open_page(width)
    page.add_init_script(MOVED)
    page.goto(f"{served}ko/#{chapter}")
    expect(page.locator(".kb-root-finish")).to_be_attached(timeout=FIRST_FORM)
    assert page.evaluate("window.moved") < 0.05


def test_no_two_elements_of_the_page_share_an_id(open_page: OpenPage, served: str) -> None:
    page = open_page(1280)
    page.goto(f"{served}en/#check")
    content = load()
    page.get_by_role("button", name=content.words["check.next"].en).click(timeout=FIRST_FORM)
    page.evaluate("location.hash = 'fraud'")
    page.get_by_role("button", name=content.words["fraud.start"].en).click()
    expect(page.locator(".kb-drill-title")).to_be_focused()
    ids = page.locator("[id]").evaluate_all("all => all.map(one => one.id)")
    assert sorted(ids) == sorted(set(ids))


def test_running_text_has_the_higher_contrast(open_page: OpenPage, served: str, axe: Check) -> None:
    page = open_page(1280)
    page.goto(f"{served}en/")
    for place in page.locator(".kb-chapter:not(.kb-now), .kb-part").evaluate_all(PAGES):
        page.evaluate(f"location.hash = '{place}'")
        expect(page.locator(f"[id='{place}']")).to_be_visible()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            axe(page, {"include": [[".kb-prose"]]}, only=["color-contrast-enhanced"])


def test_a_reload_and_the_other_language_go_on_from_the_same_place(open_page: OpenPage, served: str) -> None:
    content = load()
    page = open_page(1280)
    page.goto(f"{served}ko/#check")
    item = next(iter(content.items.values()))
    page.get_by_role("button", name=content.words["check.next"].ko).click()
    page.get_by_role("button", name=content.words["check.to-list"].ko).click()
    page.get_by_role("button", name=re.compile(re.escape(item.name.ko))).click()
    page.get_by_role("radio", name=item.answer[0].label.ko).check()
    expect(page.get_by_role("main").get_by_text(item.answer[0].reason.ko)).to_be_visible()
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
    feeling(page, "en").check()
    page.get_by_role("button", name=content.words["start.erase"].en).click()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.wait_for_function("() => sessionStorage.getItem('kbguide') === null")


def test_text_at_two_hundred_percent_never_scrolls_sideways(open_page: OpenPage, served: str) -> None:
    page = open_page(360)
    page.goto(f"{served}ko/")
    for _ in range(3):
        page.get_by_role("button", name=PAGE_WORDS["ko"]["larger_label"]).click()
    expect(page.locator("html")).to_have_attribute("data-kb-size", "4")
    expect(page.locator(".kb-root-finish")).to_be_attached()
    for chapter in CHAPTERS:
        page.evaluate(f"location.hash = '{chapter}'")
        expect(heading(page, chapter)).to_be_visible()
        assert page.evaluate(SIDEWAYS) == 0, chapter


ODD = {"kbguide": "{", "kb-size": "larger", "kb-read": "\x00 [ # learn/", "kbguide-device": "{"}
KEEP = "odd => [sessionStorage, localStorage].forEach((one) => Object.assign(one, odd))"
TOO_DEEP = '{"version": "1", "seed": 1, "actions": [], "answers": ' + "[" * 60_000
TOO_LONG = "\x00" * 2_000_000
ODD_PLACES = ["null", '{"answers": 5}', TOO_DEEP, TOO_LONG]


@BOTH
def test_what_a_browser_has_kept_of_somebody_else_is_told_and_the_guide_begins_anew(
    open_page: OpenPage, served: str
) -> None:
    page = open_page(360)
    page.goto(f"{served}ko/stuck")  # a page without Python
    for place in ODD_PLACES:
        page.evaluate(KEEP, ODD | {"kbguide": place})
        page.goto(f"{served}ko/")
        told = load().words["restored.none"].ko
        expect(page.locator(".kb-told")).to_have_text(told, timeout=FIRST_FORM)
        page.get_by_role("button", name=PAGE_WORDS["ko"]["larger_label"]).click()
        expect(page.locator("#kb-size-now")).to_have_text("125%")
        feeling(page, "ko").check()
        assert holds(page, f"() => sessionStorage.kbguide.includes('{load().bank.version}')")
        page.reload()
        expect(feeling(page, "ko")).to_be_checked(timeout=FIRST_FORM)


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
    feeling(page, lang).check()
    page.wait_for_function("() => sessionStorage.getItem('kbguide')")
    assert kept(page)[1] == {}
    page.get_by_role("button", name=content.words["start.to-device"][lang]).click()
    expect(page.get_by_role("main").get_by_text(content.words["start.kept-device"][lang])).to_be_visible()
    page.wait_for_function("() => localStorage.getItem('kbguide')")

    later = page.context.new_page()  # another tab, as on another day
    page.close()
    later.goto(f"{served}{lang}/")
    expect(feeling(later, lang)).to_be_checked()
    expect(later.get_by_role("main").get_by_text(content.words["start.kept-device"][lang])).to_be_visible()
    later.get_by_role("button", name=content.words["start.to-tab"][lang]).click()
    later.wait_for_function("() => localStorage.length === 0")
    assert "kbguide" in kept(later)[0]


def test_traces_are_erased_from_every_chapter(open_page: OpenPage, served: str) -> None:
    content = load()
    page = open_page(1280)
    page.goto(f"{served}ko/")
    feeling(page, "ko").check()
    page.get_by_role("button", name=content.words["start.to-device"].ko).click()
    page.get_by_role("button", name=PAGE_WORDS["ko"]["larger_label"]).click()
    page.wait_for_function("() => localStorage.getItem('kbguide')")
    page.evaluate("location.hash = 'manage'")
    page.get_by_role("button", name=PAGE_WORDS["ko"]["erase"], exact=True).click()
    expect(heading(page, "start")).to_be_visible()
    expect(page.get_by_text(PAGE_WORDS["ko"]["erased"])).to_be_in_viewport()
    expect(feeling(page, "ko")).not_to_be_checked()
    expect(page.get_by_role("main").get_by_text(content.words["start.kept-tab"].ko)).to_be_visible()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    assert kept(page) == [{}, {}]


def test_the_chapter_bar_shows_what_is_done(open_page: OpenPage, served: str) -> None:
    content = load()
    answers = {item.id: item.answer[0].id for item in content.items.values()}
    page = open_page(1280)
    page.add_init_script(f"sessionStorage.setItem('kbguide', {json.dumps(kept_place(answers=answers))})")
    page.goto(f"{served}en/")
    bar = page.get_by_role("navigation", name=PAGE_WORDS["en"]["chapters"])
    done = re.compile(re.escape(PAGE_WORDS["en"]["done"]))
    expect(bar.get_by_role("link", name=done)).to_have_count(1)
    expect(bar.get_by_role("link", name=done)).to_have_attribute("href", "#check")


VOICE = """
  window.said = [];
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => [{ lang: "ko-KR" }], speak: (one) => window.said.push([one.lang, one.text]),
    cancel: () => window.said.push("stop"), addEventListener: () => {} } });
"""


def test_the_open_part_alone_is_read_aloud_where_there_is_a_voice(open_page: OpenPage, served: str) -> None:
    page = open_page(1280)
    page.add_init_script(VOICE)
    page.goto(f"{served}ko/#learn/who")
    button = page.get_by_role("button", name=PAGE_WORDS["ko"]["speak"], exact=True)
    page.evaluate("window.said = []")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    stop, first, *more = page.evaluate("window.said")
    assert stop == "stop"
    part = page.locator("[id='learn/who']")
    assert part.get_by_role("heading", level=2).inner_text() in [first[1], *(text for _, text in more)]
    assert first[0] == "ko"
    shown = re.sub(r"\s+", "", part.inner_text())
    assert all(re.sub(r"\s+", "", text) in shown for _, text in more)
    assert len(more) > 5
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("window.said.at(-1)") == "stop"


def test_without_a_voice_nothing_is_offered_to_be_read_aloud(open_page: OpenPage, served: str) -> None:
    page = open_page(1280)
    page.add_init_script('Object.defineProperty(window, "speechSynthesis", { value: undefined });')
    page.goto(f"{served}en/")
    expect(page.get_by_role("button", name=PAGE_WORDS["en"]["larger_label"])).to_be_visible()
    expect(page.get_by_role("button", name=PAGE_WORDS["en"]["speak"], exact=True)).to_have_count(0)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_term_in_the_prose_opens_its_meaning_and_closes_again(
    open_page: OpenPage, served: str, axe: Check, lang: str
) -> None:
    page = open_page(360)
    page.goto(f"{served}{lang}/#learn/who")
    term = load().terms["kftc"]
    assert term.form
    part = page.locator("[id='learn/who']")
    word = part.locator(".kb-term", has_text=term.form[lang]).first
    meaning = part.locator(".kb-meaning").filter(has_text=term.meaning[lang])
    expect(meaning).to_be_hidden()
    word.focus()
    page.keyboard.press("Enter")
    expect(meaning).to_be_in_viewport()
    axe(page)
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    expect(word).to_be_focused()
    word.click()
    page.get_by_role("button", name=load().words["terms.close"][lang]).filter(visible=True).click()
    expect(meaning).to_be_hidden()


def test_a_paragraph_with_a_term_is_read_aloud_whole(open_page: OpenPage, served: str) -> None:
    page = open_page(1280)
    page.add_init_script(VOICE)
    page.goto(f"{served}en/#learn/who")
    page.get_by_role("button", name=PAGE_WORDS["en"]["speak"], exact=True).click()
    said = [line for _, line in page.evaluate("window.said.filter(one => one !== 'stop')")]
    paragraph = page.locator("[id='learn/who'] p:has(.kb-term)").first.inner_text()
    assert paragraph in said


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_what_to_do_now_is_one_press_away_from_every_chapter_even_without_a_kernel(
    open_page: OpenPage, served: str, axe: Check, lang: str
) -> None:
    page = open_page(360)
    page.route("**/voila.js*", lambda route: route.fulfill(status=200, content_type="text/javascript", body=""))
    urgent = load().urgent.values()
    for chapter in CHAPTERS:
        page.goto(f"{served}{lang}/#{chapter}")
        page.get_by_role("link", name=PAGE_WORDS[lang]["now_link"]).click()
        expect(heading(page, "now")).to_be_focused()
        shown = page.locator("section#now")
        for step in urgent:
            expect(shown.get_by_role("heading", name=step.title[lang], exact=True)).to_be_visible()
    axe(page)
    in_other_colours(page, axe)
    assert page.evaluate(SIDEWAYS) == 0
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4", print_background=True))) == 1
    page.emulate_media(media="print")
    for step in urgent:
        if step.call:
            expect(shown.get_by_text(step.call, exact=True)).to_be_visible()
    page.emulate_media(media="null")
    page.evaluate("window.print = () => { document.documentElement.dataset.printed = 'yes'; }")
    page.get_by_role("button", name=PAGE_WORDS[lang]["print"], exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-printed", "yes")


def test_the_section_for_the_notebook_alone_is_neither_run_nor_shown(open_page: OpenPage, served: str) -> None:
    page = open_page(1280)
    page.goto(f"{served}en/#finish")
    expect(page.locator(".kb-root-finish")).to_be_attached(timeout=FIRST_FORM)
    expect(page.get_by_text("pandas")).to_have_count(0)
    expect(page.locator(".kb-soon")).to_have_count(0)


def test_on_a_narrow_screen_each_cell_of_a_table_names_its_column(open_page: OpenPage, served: str) -> None:
    page = open_page(360)
    page.goto(f"{served}en/#manage/table")
    table = page.locator("[id='manage/table'] table")
    expect(table).to_be_visible(timeout=FIRST_FORM)
    names = table.locator("thead th").all_text_contents()
    cell = table.locator("tbody tr").first.locator("td").nth(2)
    expect(cell).to_have_attribute("data-kb-name", names[2])
    shown = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert shown == f'"{names[2]}"'
