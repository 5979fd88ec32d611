"""The strip of a learner who sits in a class: what it shows and tells, and that nobody is disturbed by it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.hands import Keys, Mouse
from browser.listening import Ear
from browser.looking import STILL, WIDER, holds, in_other_colours, in_sight
from browser.seated import HOURS, NAME, SEAT, VOTE, Class, word
from browser.walking import FIRST_FORM, Walk, start
from serving.running import Server

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
WINDOWS = [(360, 740), (1366, 680)]
LANGUAGES_AND_WINDOWS = [("ko", *WINDOWS[0]), ("en", *WINDOWS[1])]  # half of the pairs: each opens a page of the guide
KEPT = "() => localStorage.getItem('kbguide-class')"
CHANGES = """() => {
  window.changes = 0;
  const line = document.querySelector("#kb-strip-line [role=status]");
  new MutationObserver(() => { window.changes += 1; })
    .observe(line, { childList: true, characterData: true, subtree: true });
}"""
JUMPS = """() => {
  window.jumps = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((one) => {
    if (!one.hadRecentInput) window.jumps = Math.max(window.jumps, one.value);
  })).observe({ type: "layout-shift", buffered: true });
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[str]:
    """The address of a guide that has classes."""
    place = tmp_path_factory.mktemp("classes")
    with Server(place, "--classes", extra={"JUPYTER_RUNTIME_DIR": str(place)}) as running:
        yield running.address


@pytest.fixture
def seated(open_page: OpenPage, site: str) -> Callable[..., tuple[Class, Walk]]:
    """Somebody on a seat, with the guide open."""

    def make(lang: str = "ko", width: int = 360, height: int = 740, **options: Any) -> tuple[Class, Walk]:
        sat = {name: options.pop(name) for name in ("until", "address") if name in options}
        page = open_page(width, height, reduced_motion="reduce", may_be_cut=True, **options)
        one = Class(page, lang)
        one.sit(sat.get("address", site), until=sat.get("until", HOURS))
        page.goto(f"{sat.get('address', site)}{lang}/")
        expect(page.locator("html[data-kb-progress]")).to_be_attached(timeout=FIRST_FORM)
        expect(page.locator("#start .jupyter-widgets").first).to_be_attached(timeout=FIRST_FORM)
        return one, Walk(page, lang, Mouse(page))

    return make


def in_a_run(seated: Callable[..., tuple[Class, Walk]], site: str, *window: Any) -> tuple[Class, Walk]:
    """In the middle of a run, in a field."""
    one, walk = seated(*window)
    start(walk, site, "kim")
    walk.go(until="identity")
    walk.named("identity", "user-id").fill("pract")
    return one, walk


def in_all_colours(page: Page, axe: Callable[..., None], part: str = "#kb-strip-line") -> None:
    assert holds(page, STILL)
    axe(page, part)
    in_other_colours(page, axe, part)


@pytest.mark.parametrize(("lang", "width", "height"), LANGUAGES_AND_WINDOWS)
def test_whoever_sits_in_a_class_has_a_line_with_seat_and_hand_on_every_page(
    seated: Callable[..., tuple[Class, Walk]], axe: Callable[..., None], lang: str, width: int, height: int
) -> None:
    one, walk = seated(lang, width, height)
    for address in ("", "#learn/rule", "#fraud"):
        walk.page.evaluate("to => { location.hash = to; }", address)
        expect(one.line).to_have_text(f"{word(lang, 'say_class', name=NAME)} {word(lang, 'say_seat', seat=SEAT)}")
        expect(one.button("say_hand")).to_be_in_viewport(ratio=1)
        box = one.strip.bounding_box()
        assert box
        assert 48 <= box["height"] <= 54
        assert walk.page.evaluate(WIDER) == 0
    axe(walk.page)
    in_all_colours(walk.page, axe)


def test_the_line_is_there_from_the_beginning_and_moves_nothing(seated: Callable[..., tuple[Class, Walk]]) -> None:
    one, walk = seated()
    expect(one.line).to_contain_text(NAME)
    walk.page.evaluate(JUMPS)
    one.goes_on()
    assert walk.page.evaluate("window.jumps") < 0.02


def test_where_one_is_is_told_a_part_a_chapter_a_step(seated: Callable[..., tuple[Class, Walk]], site: str) -> None:
    one, walk = seated()
    one.told(at="start", hand=0, problems=[], right=0, answered=0)
    walk.page.evaluate("() => { location.hash = 'learn/rule'; }")
    one.told(at="learn/rule")
    start(walk, site, "kim")
    one.told(at="issue/1")
    walk.go(until="identity")
    one.told(at="issue/3")
    walk.fill("identity", {"user-id": "nobody"})
    walk.ok()
    one.told(at="issue/3", problems=["identity-mismatch"])
    walk.page.evaluate("() => { location.hash = 'fraud'; }")
    one.told(at="fraud")
    assert {key for post in one.posts for key in post} == {"at", "hand", "problems", "right", "answered"}


@pytest.mark.parametrize(("lang", "width", "height"), LANGUAGES_AND_WINDOWS)
def test_a_hand_is_raised_and_taken_down_by_a_press_and_by_the_teacher_who_has_seen_it(
    seated: Callable[..., tuple[Class, Walk]], lang: str, width: int, height: int
) -> None:
    one, walk = seated(lang, width, height)
    one.told(hand=0)
    one.button("say_hand").click()
    expect(one.button("say_raised")).to_have_attribute("aria-pressed", "true")
    one.told(hand=1)
    walk.page.reload()
    expect(one.hand).to_have_attribute("aria-pressed", "true")
    one.hand.click()
    one.told(hand=0)
    one.hand.click()
    one.told(hand=2)
    one.seen = 2
    expect(one.button("say_hand")).to_have_attribute("aria-pressed", "false")
    one.told(hand=0)


def test_with_the_keyboard_alone_a_hand_is_raised(seated: Callable[..., tuple[Class, Walk]]) -> None:
    one, walk = seated()
    Keys(walk.page).press(one.button("say_hand"))
    expect(one.button("say_raised")).to_be_focused()
    one.told(hand=1)


@pytest.mark.parametrize(("lang", "width", "height"), LANGUAGES_AND_WINDOWS)
def test_an_order_to_go_somewhere_is_a_link_and_pulls_nobody_out_of_a_field(
    seated: Callable[..., tuple[Class, Walk]], site: str, axe: Callable[..., None], lang: str, width: int, height: int
) -> None:
    one, walk = in_a_run(seated, site, lang, width, height)
    field = walk.named("identity", "user-id")
    expect(field).to_be_focused()
    before = walk.page.evaluate("scrollY")
    one.orders(7, "go", "모두 규칙 하나로 가요.", "All to the one rule.", "#learn/rule")
    expect(one.link("go")).to_be_in_viewport(ratio=1)
    expect(one.line).to_contain_text(word(lang, "say_teacher"))
    expect(field).to_be_focused()
    walk.page.keyboard.type("ice01")
    expect(field).to_have_value("practice01")
    assert walk.page.evaluate("scrollY") == before
    in_sight(walk.page, "a message")
    in_all_colours(walk.page, axe)
    one.link("go").click()
    expect(walk.page.locator('[id="learn/rule"] > h2')).to_be_focused()
    expect(one.hand).to_be_visible()
    one.goes_on()
    expect(one.link("go")).to_be_hidden()


def test_an_order_leads_nowhere_but_to_a_place_of_the_guide(seated: Callable[..., tuple[Class, Walk]]) -> None:
    one, _ = seated()
    for number, href in enumerate(("javascript:alert(1)", "//elsewhere.example"), 1):
        one.orders(number, "go", f"<b>가 {number}</b>", "<b>go</b>", href)
        expect(one.line).to_contain_text(f"<b>가 {number}</b>")
        expect(one.button("away")).to_be_visible()
        expect(one.link("go")).to_be_hidden()


def test_a_message_is_said_once_and_put_away_for_good(seated: Callable[..., tuple[Class, Walk]]) -> None:
    one, walk = seated()
    one.orders(1, "pause", "잠깐 멈추고 선생님을 보세요.", "Pause.")
    expect(one.line).to_contain_text("잠깐 멈추고")
    walk.page.evaluate(CHANGES)
    one.goes_on(3)
    assert walk.page.evaluate("window.changes") == 0
    one.button("away").click()
    expect(one.line).to_contain_text(NAME)
    expect(one.hand).to_be_focused()
    walk.page.reload()
    one.goes_on()
    expect(one.line).to_contain_text(NAME)
    one.orders(2, "pause", "잠깐 멈추고 선생님을 보세요.", "Pause.")
    expect(one.line).to_contain_text("잠깐 멈추고")
    one.hears = {}
    expect(one.line).to_contain_text(NAME)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_whoever_does_not_see_it_hears_seat_hand_and_teacher(
    seated: Callable[..., tuple[Class, Walk]], reader: Path, lang: str
) -> None:
    one, walk = seated(lang, bypass_csp=True)  # the reader is no script of the page's
    one.told(at="start")
    ear = Ear(walk.page, reader)
    ear.reads("the line of the class", "#kb-strip-line")
    ear.does("raises a hand", one.hand.click)

    def speaks(*order: Any) -> None:
        one.orders(*order)
        expect(one.button("away")).to_be_visible()

    ear.does(
        "is called to the one rule",
        lambda: speaks(1, "go", "모두 규칙 하나로 가요.", "All to the one rule.", "#learn/rule"),
    )
    one.goes_on()
    ear.does("hears the same again", one.goes_on)
    ear.reads("the line of the class", "#kb-strip-line")
    ear.does("puts it away", one.button("away").click)
    ear.is_as_in(f"class.{lang}")


@pytest.mark.parametrize(("lang", "width", "height"), LANGUAGES_AND_WINDOWS)
def test_a_vote_is_answered_in_a_panel_that_says_that_it_is_practice(
    seated: Callable[..., tuple[Class, Walk]], axe: Callable[..., None], lang: str, width: int, height: int
) -> None:
    one, walk = seated(lang, width, height)
    one.hears = {"vote": VOTE}
    expect(one.line).to_contain_text(word(lang, "say_vote"))
    one.button("answer").click()
    panel = walk.page.get_by_role("dialog", name=VOTE["title"][lang])  # type: ignore[index]
    expect(panel.get_by_role("heading")).to_be_focused()
    expect(panel).to_contain_text(walk.frame["ribbon_mark"])
    expect(panel).to_contain_text(VOTE["words"][1][lang])  # type: ignore[index]
    in_all_colours(walk.page, axe, "#kb-strip-vote")
    panel.get_by_role("button", name=word(lang, "later")).click()
    expect(panel).to_be_hidden()
    expect(one.button("answer")).to_be_focused()
    one.button("answer").click()
    panel.get_by_role("button", name=VOTE["replies"][1]["text"][lang]).click()  # type: ignore[index]
    expect(panel).to_be_hidden()
    expect(one.line).to_contain_text(word(lang, "say_voted"))
    one.told(vote={"number": 3, "reply": "press"})
    one.hears = {}
    expect(one.line).to_contain_text(NAME)


def test_what_the_teacher_has_done_last_is_what_is_shown(seated: Callable[..., tuple[Class, Walk]]) -> None:
    one, walk = seated()
    one.hears = {"vote": VOTE}
    one.button("answer").click()
    expect(walk.page.get_by_role("dialog")).to_be_visible()
    one.hears = {}  # a vote that is over closes its panel
    expect(walk.page.get_by_role("dialog")).to_be_hidden()
    one.orders(1, "look", "큰 화면을 보세요.")
    expect(one.line).to_contain_text("큰 화면")
    one.hears["vote"] = VOTE
    expect(one.line).to_contain_text(word("ko", "say_vote"))
    one.hears["feedback"] = True
    expect(one.line).to_contain_text(word("ko", "say_feedback"))
    expect(one.link("answer")).to_have_attribute("href", "class/feedback")
    for there in ("say_vote", ""):
        one.button("away").click()
        expect(one.line).to_contain_text(word("ko", there) if there else "큰 화면")


@pytest.mark.parametrize(("lang", "width", "height"), LANGUAGES_AND_WINDOWS)
def test_leaving_is_one_press_and_so_is_coming_back(
    seated: Callable[..., tuple[Class, Walk]], axe: Callable[..., None], lang: str, width: int, height: int
) -> None:
    one, walk = seated(lang, width, height)
    one.told(at="start")
    one.button("leave").click()
    expect(one.line).to_contain_text(word(lang, "say_left"))
    assert walk.page.evaluate(KEPT) is None
    in_all_colours(walk.page, axe)
    one.button("again").click()
    expect(one.line).to_contain_text(NAME)
    assert [asked for asked in one.asked if asked != ("POST", "seat")] == [("DELETE", "seat"), ("POST", "seats")]
    assert "another-key" in walk.page.evaluate(KEPT)
    one.button("leave").click()
    one.button("away").click()
    expect(one.strip).to_be_hidden()
    walk.page.reload()
    expect(walk.page.get_by_role("heading", level=1)).to_be_attached()
    expect(one.strip).to_have_count(0)


@pytest.mark.parametrize(("lang", "width"), [("ko", 360), ("en", 1366)])
def test_a_class_that_is_over_says_so_calmly_and_offers_to_join_again(
    seated: Callable[..., tuple[Class, Walk]], lang: str, width: int
) -> None:
    one, walk = seated(lang, width)
    one.told(at="start")
    one.status = 404
    expect(one.line).to_contain_text(word(lang, "say_over"))
    assert walk.page.evaluate(KEPT) is None
    heard = len(one.asked)
    one.button("again").click()
    walk.page.wait_for_url(f"**/{lang}/class")
    assert one.asked[heard:] == [("POST", "seats")]


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_in_trouble_is_not_noticed(seated: Callable[..., tuple[Class, Walk]], status: int) -> None:
    one, walk = seated()
    one.told(at="start")
    one.status = status
    walk.page.evaluate("() => { location.hash = 'learn'; }")
    one.told(at="learn")
    expect(one.line).to_contain_text(NAME)
    one.status = 200
    one.orders(5, "look", "큰 화면을 보세요.")
    expect(one.line).to_contain_text("큰 화면")


def test_a_cut_line_is_not_noticed_and_what_was_missed_is_told_when_it_is_back(
    seated: Callable[..., tuple[Class, Walk]], site: str
) -> None:
    one, walk = seated()
    one.told(at="start")
    walk.page.route("**/class/seat", lambda route: route.abort("internetdisconnected"))
    one.button("say_hand").click()
    start(walk, f"{site}", "kim")
    walk.go(until="identity")
    expect(one.button("say_raised")).to_be_visible()
    walk.page.unroute("**/class/seat")
    one.told(at="issue/3", hand=1)


def test_no_answer_breaks_the_page(seated: Callable[..., tuple[Class, Walk]]) -> None:
    one, walk = seated()
    one.told(at="start", hand=0)
    for raised, answer in enumerate(("null", '{"vote": {}}', "<html>"), 1):
        one.instead = answer
        with walk.page.expect_response("**/class/seat"):
            one.button("say_hand").click()
        expect(one.button("say_raised")).to_be_visible()
        one.instead = ""
        one.posts.clear()
        one.told(hand=raised)  # once more
        one.button("say_raised").click()


def test_a_reload_keeps_the_seat_and_a_page_that_is_not_looked_at_is_silent(
    seated: Callable[..., tuple[Class, Walk]],
) -> None:
    one, walk = seated()
    one.told(at="start")
    kept = walk.page.evaluate(KEPT)
    walk.page.reload()
    one.goes_on()
    assert walk.page.evaluate(KEPT) == kept
    walk.page.evaluate("() => Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    one.page.wait_for_timeout(1500)
    count = len(one.posts)
    one.page.wait_for_timeout(2500)
    assert len(one.posts) == count
    walk.page.evaluate("() => { delete document.hidden; document.dispatchEvent(new Event('visibilitychange')); }")
    one.goes_on(1)


def test_erasing_ones_traces_leaves_the_class(seated: Callable[..., tuple[Class, Walk]]) -> None:
    one, walk = seated()
    one.told(at="start")
    walk.page.evaluate("() => { location.hash = 'learn'; }")
    walk.page.get_by_role("button", name=walk.frame["erase"]).click()
    expect(walk.page.get_by_text(walk.frame["erased"])).to_be_visible()
    expect(one.strip).to_have_count(0)
    assert ("DELETE", "seat") in one.asked
    assert walk.page.evaluate(KEPT) is None


def test_after_four_hours_nobody_sits_there(seated: Callable[..., tuple[Class, Walk]]) -> None:
    one, walk = seated(until=-1)
    expect(one.strip).to_be_hidden()
    assert holds(walk.page, f"() => ({KEPT})() === null")
    assert one.asked == []


def test_whoever_sits_in_no_class_has_no_strip_and_fetches_none(open_page: OpenPage, site: str, server: Server) -> None:
    page = open_page(360)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}ko/")
    expect(page.locator("html[data-kb-progress]")).to_be_attached(timeout=FIRST_FORM)
    assert page.locator("aside.kb-strip").count() == 0
    assert not [address for address in asked if "strip" in address or "/class" in address]
    assert "kb-strip" not in open_page(360).request.get(f"{server.address}ko/").text()


@pytest.mark.parametrize(("width", "size"), [(320, 1), (360, 3), (360, 4)])
def test_on_small_telephones_and_in_large_letters_all_of_it_is_there(
    seated: Callable[..., tuple[Class, Walk]], width: int, size: int
) -> None:
    one, walk = seated("ko", width)
    walk.page.evaluate("size => sessionStorage.setItem('kb-size', size)", str(size))
    walk.page.reload()
    expect(one.button("say_hand")).to_be_in_viewport(ratio=1)
    assert walk.page.evaluate(WIDER) == 0
    one.orders(1, "go", "모두 4단계로 가요. 하던 것은 남아 있어요.", "", "#practice")
    expect(one.link("go")).to_be_in_viewport(ratio=1)
    expect(one.button("away")).to_be_in_viewport(ratio=1)
    walk.page.evaluate("() => scrollTo(0, 10 ** 6)")
    expect(one.link("go")).to_be_in_viewport(ratio=1)
    assert walk.page.evaluate(WIDER) == 0


@pytest.mark.parametrize(("lang", "persona", "channel"), [("ko", "kim", "pc")])
def test_with_the_strip_what_to_press_next_stays_in_sight_on_a_telephone(
    walking: Callable[..., Walk], site: str, lang: str, persona: str, channel: str
) -> None:
    walk = walking(360, lang)
    one = Class(walk.page, lang)
    one.sit(site)
    start(walk, site, persona, channel=channel)
    walk.go()
    one.told(at="issue/done")
    assert len({post["at"] for post in one.posts} & {f"issue/{number}" for number in range(1, 9)}) > 3
