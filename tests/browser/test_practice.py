"""Practice in Voila, from the first page to the certificate, with every mistake on the way."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocket, expect

from browser.conftest import BOTH
from browser.hands import Keys, Mouse
from browser.walking import Walk, issue, literal, spoken, start
from serving.running import Server

pytestmark = pytest.mark.browser

Walking = Callable[..., Walk]


def shows_certificate(walk: Walk, problems: int = 0, hints: int = 0) -> None:
    """The certificate with everything that belongs on it, and how this try went."""
    content, card = walk.content, walk.certificate
    first, last = content.bank.day, content.bank.day.replace(year=content.bank.day.year + content.bank.years)
    for text in (walk.owner, content.bank.issuer[walk.lang], walk.say("cert.valid"), walk.say("cert.foot")):
        expect(card.get_by_text(text, exact=True)).to_be_visible()
    for day in (first, last):
        expect(card).to_contain_text(str(day.year))
    expect(card).to_contain_text(
        re.compile(literal(walk.say("cert.serial-number", serial="@")).replace("@", r"\d{4}-\d{4}"))
    )
    expect(walk.page.get_by_text(walk.say("done.counts", problems=problems, hints=hints))).to_be_visible()


def explained(walk: Walk, problem: str) -> None:
    """The explanation of a problem is there and has the focus, and says what to do."""
    expect(walk.heading(walk.problem(problem), 3)).to_be_focused()
    expect(walk.page.get_by_text(walk.content.problems[problem].do[walk.lang])).to_be_visible()


def complained(walk: Walk, screen: str, faults: dict[str, str]) -> None:
    """Each fault stands beside its field; where one is out of sight, also in a summary. The first has the focus."""
    said = [walk.fault(screen, name, problem) for name, problem in faults.items()]
    summary = walk.heading(walk.say("form.summary"))
    first = walk.page.locator(".kb-error").filter(has_text=said[0])
    expect(summary.or_(first).filter(visible=True).first).to_be_focused()
    summed = summary.is_visible()
    for words, name in zip(said, faults, strict=True):
        part = next(part for part in walk.screen(screen).field if part.name == name)
        expect(walk.button(words)).to_have_count(int(summed))
        if part.kind == "choice":
            held = walk.group(part.label[walk.lang])
        elif part.kind == "tick":
            held = walk.page.get_by_role("checkbox", name=spoken(part.label[walk.lang]), exact=True)
        else:
            held = walk.field(part)
            expect(held).to_have_attribute("aria-invalid", "true")
        expect(held).to_have_accessible_description(re.compile(literal(words)))


# -- whole journeys -------------------------------------------------------------------------------


def test_from_first_page_to_certificate_in_korean_with_the_mouse(walking: Walking, served: str) -> None:
    walk = walking(1280, "ko")
    issue(walk, served, "kim")
    shows_certificate(walk)


@BOTH
def test_from_first_page_to_certificate_in_english_with_the_keyboard_alone(walking: Walking, served: str) -> None:
    walk = walking(360, "en", Keys)
    walk.page.add_init_script(
        """addEventListener("pointerdown", () => { document.documentElement.dataset.pointer = "used"; }, true);"""
    )
    issue(walk, served, "taylor")
    shows_certificate(walk)
    assert walk.page.evaluate("document.documentElement.dataset.pointer") is None


@pytest.mark.parametrize(
    ("served", "width", "lang"),
    [("server", 1280, "en"), ("server", 360, "ko"), ("alone", 360, "ko"), ("alone", 360, "en")],
    indirect=["served"],
)
def test_abroad_with_the_app_and_the_older_text(walking: Walking, served: str, width: int, lang: str) -> None:
    walk = walking(width, lang)
    issue(walk, served, "park", text="code")
    shows_certificate(walk)


def test_on_ones_own_hints_come_only_when_asked_for(walking: Walking, served: str) -> None:
    walk = walking(1280, "en")
    hint = walk.heading(walk.say("practice.now"), 3)
    here = walk.page.get_by_text(walk.say("practice.here"), exact=True)
    start(walk, served, "lee", mode="own")
    walk.at("front")
    expect(hint).to_be_hidden()
    expect(here).to_have_count(0)
    for _ in range(2):  # asked for twice, shown on both screens, counted once each
        walk.press(walk.say("practice.help"))
        expect(hint).to_be_visible()
        expect(walk.button(walk.say("practice.help"))).to_be_hidden()
        walk.press(walk.entry("front", "centre"))
        walk.at("menu-centre")
        expect(hint).to_be_hidden()
        walk.press(walk.say("back"))
        walk.at("front")
    walk.go()
    shows_certificate(walk, hints=2)


# -- mistakes: menus and forms --------------------------------------------------------------------


def test_a_wrong_menu_is_explained_and_a_double_click_presses_once(walking: Walking, served: str) -> None:
    walk = walking(360, "ko")
    sent = Sent(walk.page)
    start(walk, served, "kim")
    walk.at("front")
    walk.press(walk.entry("front", "login"))
    expect(walk.heading(walk.problem("wrong-menu"), 3)).to_be_focused()
    wrong = next(entry for entry in walk.screen("front").entry if entry.id == "login")
    assert wrong.note
    expect(walk.page.get_by_text(wrong.note[walk.lang], exact=True)).to_be_visible()
    walk.see("front", "problem")

    sent.frames.clear()
    walk.button(walk.entry("front", "centre")).dblclick()
    walk.at("menu-centre")
    walk.press(walk.say("practice.to-own"))  # messages arrive in order: a second press would have been seen by now
    expect(walk.button(walk.say("practice.to-guided"))).to_be_visible()
    expect(walk.heading(walk.problem("wrong-menu"), 3)).to_be_hidden()
    assert sum(b'"press"' in frame and b'"centre"' in frame for frame in sent.frames) == 1
    expect(walk.heading(walk.screen("menu-centre").title[walk.lang], 3)).to_be_visible()


def test_forms_say_what_is_wrong_and_let_it_be_put_right(walking: Walking, served: str) -> None:
    walk = walking(360, "ko")
    other = walk.content.personas["lee"].values
    start(walk, served, "kim")
    walk.go(until="terms")
    walk.ok()
    complained(walk, "terms", {part.name: "terms-unticked" for part in walk.screen("terms").field})
    walk.pass_form_again("terms")

    walk.at("identity")
    walk.ok()
    complained(walk, "identity", {part.name: "field-empty" for part in walk.screen("identity").field})
    walk.see("identity", "error")
    walk.fill("identity", {"user-id": other["user-id"], "rrn-front": "letter", "rrn-back": "20000"})
    walk.ok()
    complained(walk, "identity", {"user-id": "someone-elses", "rrn-front": "field-letters", "rrn-back": "field-length"})
    walk.fill("identity", {"rrn-front": other["rrn-front"]})
    walk.ok()
    complained(walk, "identity", {"rrn-front": "someone-elses"})
    walk.pass_form_again("identity")

    walk.at("route")
    walk.ok()
    complained(walk, "route", {"route": "field-empty"})
    walk.fill("route", {"route": "abroad"})
    walk.ok()
    expect(walk.heading(walk.problem("not-abroad"), 3)).to_be_visible()
    walk.pass_form_again("route")
    walk.at("ars")


def test_the_account_is_locked_after_five_wrong_tries_and_practice_goes_on(walking: Walking, served: str) -> None:
    walk = walking(360, "ko")
    limit = walk.content.bank.limits["account-password"]
    start(walk, served, "kim")
    walk.go(until="account")
    for count in range(1, limit + 1):
        walk.fill("account", {"account-password": "1357"})
        walk.ok()
        expect(walk.page.get_by_text(walk.say("practice.tries", count=count, limit=limit))).to_be_visible()
        expect(walk.named("account", "account-password")).to_have_value("")
    expect(walk.heading(walk.problem("account-password-locked"), 3)).to_be_visible()
    expect(walk.button(walk.say("ok"))).to_have_count(0)
    walk.see("account", "locked")
    here, remedy = walk.worlds, walk.content.procedures["unlock-account"]
    walk.press(walk.say("practice.remedy", title=remedy.title[walk.lang]))
    walk.expect("unlock-account", "kim")
    walk.go()
    walk.press(walk.say("practice.return"))
    walk.procedure, walk.worlds = walk.content.procedures["issue"], here
    expect(walk.heading(walk.problem("account-password-locked"), 3)).to_be_hidden()
    walk.go(since="account", until="contact")


# -- mistakes: telephone and PIN ------------------------------------------------------------------


def test_a_call_can_go_wrong_in_every_way(walking: Walking, served: str) -> None:
    walk = walking(1280, "en")
    start(walk, served, "lee")
    walk.go(until="ars")
    again = walk.say("call.request-again")

    walk.press(walk.say("call.request"))  # no number chosen
    complained(walk, "ars", {"phone": "field-empty"})
    old = next(phone.number for phone in walk.persona.phone if not phone.mine)
    walk.fill("ars", {"phone": old})
    walk.press(walk.say("call.request"))
    explained(walk, "phone-outdated")
    walk.heard(walk.say("phone.silent"))
    walk.fill("ars")
    walk.press(again)
    expect(walk.heading(walk.say("phone.name"), 3)).to_be_focused()
    expect(walk.heading(walk.problem("phone-outdated"), 3)).to_be_hidden()

    for word, problem in (("call.let", "call-missed"), ("call.decline", "call-declined")):
        walk.press(walk.say(word))
        explained(walk, problem)
        walk.heard(walk.say("phone.ended"))
        walk.press(again)
        expect(walk.button(walk.say("call.answer"))).to_be_visible()

    walk.press(walk.say("call.confirm"))  # before the call is even taken
    explained(walk, "code-unfinished")
    walk.take("ars")
    walk.press(walk.say("call.confirm"))
    explained(walk, "code-unfinished")
    code = walk.code("call")
    walk.key_in(code[0])
    walk.heard(walk.say("call.typed", digits=code[0]))
    walk.hand.press(walk.pad("call.pad").get_by_role("button", name=walk.say("pad.erase"), exact=True))
    walk.heard(walk.say("call.typed", digits=walk.say("call.none")))
    walk.key_in(code[0] + str((int(code[1]) + 1) % 10))
    explained(walk, "code-wrong")

    for end, problem in (
        (walk.button(walk.say("call.wait")), "code-late"),
        (walk.pad("call.pad").get_by_role("button", name=walk.say("pad.end"), exact=True), "call-declined"),
    ):
        walk.press(again)
        expect(walk.button(walk.say("call.answer"))).to_be_visible()
        walk.take("ars")
        walk.hand.press(end)
        explained(walk, problem)
    walk.press(again)
    expect(walk.button(walk.say("call.answer"))).to_be_visible()
    walk.take("ars")
    walk.key_in(walk.code("call"))
    walk.settle("ars")
    walk.at("account")


def test_the_app_and_the_text_can_go_wrong(walking: Walking, served: str) -> None:
    walk = walking(1280, "ko")
    start(walk, served, "park")
    walk.go(until="medium-phone")
    walk.ring("medium-phone")
    for word, problem in (("approve.decline", "medium-declined"), ("approve.let", "medium-declined")):
        walk.press(walk.say(word))
        explained(walk, problem)
        walk.press(walk.say("approve.request-again"))
        expect(walk.button(walk.say("approve.decline"))).to_be_visible()
    walk.press(walk.say("call.confirm"))
    explained(walk, "medium-unfinished")
    walk.take("medium-phone")
    walk.settle("medium-phone")
    walk.go(since="contact", until="text-reply")
    walk.ring("text-reply")
    walk.press(walk.say("reply.let"))
    explained(walk, "text-missing")
    walk.press(walk.say("reply.request-again"))
    walk.take("text-reply")
    walk.press(walk.say("call.confirm"))
    explained(walk, "reply-unfinished")
    wrong = str((int(walk.code("reply")) + 1) % 100).zfill(2)
    for typed, problem in (("", "field-empty"), ("a1", "field-letters"), (wrong, "reply-wrong")):
        walk.hand.write(walk.textbox(walk.say("reply.field")), typed)
        walk.press(walk.say("reply.send"))
        words = walk.said(problem, walk.say("reply.rule"))
        expect(walk.textbox(walk.say("reply.field"))).to_have_accessible_description(re.compile(literal(words)))
        expect(walk.page.locator(".kb-error").filter(has_text=words)).to_be_focused()
    walk.press(walk.say("reply.wait"))
    explained(walk, "text-late")
    walk.press(walk.say("reply.request-again"))
    walk.take("text-reply")
    walk.hand.write(walk.textbox(walk.say("reply.field")), walk.code("reply"))
    walk.press(walk.say("reply.send"))
    walk.settle("text-reply")

    walk.at("new-pin")
    for digits, problem in (
        ("111111", "pin-easy"),
        ("123456", "pin-easy"),
        (walk.persona.values["birth"], "pin-birth"),
        ("864208", "pin-not-practice"),
        ("86420", "field-length"),
    ):
        walk.enter_pin(digits)
        said(walk, problem)
        expect(walk.page.get_by_text(walk.say("pad.count", count=len(digits)), exact=True)).to_have_count(0)
    walk.enter_pin(walk.persona.values["pin"])
    walk.heard(walk.say("pin.second"))
    walk.enter_pin(walk.persona.values["pin"][::-1])
    explained(walk, "pin-mismatch")
    walk.heard(walk.text(walk.screen("new-pin").text))
    walk.see("new-pin", "problem")
    walk.enter_pin(walk.persona.values["pin"])
    walk.heard(walk.say("pin.second"))
    walk.enter_pin(walk.persona.values["pin"])
    walk.at(list(walk.worlds)[-1])


@pytest.mark.parametrize("hand", [Mouse, Keys])
def test_digits_pressed_before_a_slow_answer_are_kept(
    open_page: Callable[..., Page], tmp_path: Path, hand: Callable[[Page], Mouse | Keys]
) -> None:
    """Over a slow line the answer to a number comes when the next one is half entered."""
    with Server(tmp_path) as server:
        page = open_page(360, may_be_cut=True)
        walk = Walk(page, "ko", hand(page))
        start(walk, server.address, "park")
        walk.go(until="new-pin")
        pad, right = walk.pad("pin.pad"), walk.persona.values["pin"]

        def enter_before_the_answer(first: str, second: str) -> None:
            """The kernel hears of the first number only when the second has been pressed."""
            for kernel in server.kernels():
                kernel.suspend()
            walk.enter_pin(first)
            ok()  # nothing seems to happen: it is pressed again, which is no second, empty number
            walk.hand.pin(pad, second)
            pressed(second)
            for kernel in server.kernels():
                kernel.resume()

        def ok() -> None:
            walk.hand.press(pad.get_by_role("button", name=walk.say("pad.ok"), exact=True))

        def pressed(digits: str) -> None:
            """So many are counted; of none nothing is said after OK."""
            said = walk.page.get_by_text(walk.say("pad.count", count=len(digits)), exact=True)
            expect(said).to_have_count(1 if digits else 0)

        enter_before_the_answer("111111", "")
        explained(walk, "pin-easy")
        enter_before_the_answer(walk.persona.values["birth"], right[:4])
        explained(walk, "pin-birth")
        pressed(right[:4])
        walk.hand.pin(pad, right[4:])
        pressed(right)
        ok()
        walk.heard(walk.say("pin.second"))
        enter_before_the_answer(right[::-1], right)
        explained(walk, "pin-mismatch")
        pressed(right)


def test_a_double_click_on_ok_sends_one_number(walking: Walking, served: str) -> None:
    walk = walking(360, "en")
    start(walk, served, "park")
    walk.go(until="new-pin")
    pad = walk.pad("pin.pad")
    walk.hand.pin(pad, "111111")
    pad.get_by_role("button", name=walk.say("pad.ok"), exact=True).dblclick()
    explained(walk, "pin-easy")
    walk.hand.pin(pad, walk.persona.values["pin"])
    pad.get_by_role("button", name=walk.say("pad.ok"), exact=True).dblclick()
    walk.heard(walk.say("pin.second"))
    expect(walk.heading(walk.problem("field-empty"), 3)).to_have_count(0)


def said(walk: Walk, problem: str) -> None:
    """What happened stands on the page, in whatever place."""
    words = walk.content.problems[problem].what[walk.lang]
    expect(walk.page.get_by_text(words).filter(visible=True).first).to_be_visible()


# -- on paper -------------------------------------------------------------------------------------


def sheets(walk: Walk) -> int:
    """How many pages of A4 it would take."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", walk.page.pdf(format="A4", print_background=True)))


@pytest.mark.parametrize(
    ("served", "width", "lang"),
    [("server", 360, "ko"), ("server", 1280, "en"), ("alone", 360, "ko")],
    indirect=["served"],
)
def test_practice_card_and_certificate_print_on_one_sheet_each(
    walking: Walking, served: str, width: int, lang: str
) -> None:
    walk = walking(width, lang)
    start(walk, served, "kim")
    walk.go(until="medium-card")  # here the card shows the numbers of the security card too
    assert sheets(walk) == 1
    walk.page.emulate_media(media="print")
    expect(walk.card.get_by_text(walk.persona.values["account"])).to_be_visible()
    expect(walk.heading(walk.say("card.numbers"), 4).filter(visible=True)).to_have_count(1)
    expect(walk.page.get_by_role("button").filter(visible=True)).to_have_count(0)
    expect(walk.page.get_by_role("textbox").filter(visible=True)).to_have_count(0)
    expect(walk.ribbon).to_be_visible()
    walk.page.emulate_media(media="null")
    walk.go(since="medium-card")
    assert sheets(walk) == 1
    walk.page.emulate_media(media="print")
    for text in (walk.owner, walk.say("cert.foot"), walk.content.bank.issuer[lang]):
        expect(walk.certificate.get_by_text(text, exact=True)).to_be_visible()
    expect(walk.page.get_by_role("button").filter(visible=True)).to_have_count(0)


# -- older browsers -------------------------------------------------------------------------------


def aged(css: str) -> str:
    """The style sheet as a browser reads it that knows neither container queries nor `:has()`."""
    older = css.replace("@container", "@unheard-of").replace(":has(", ":unheard-of(")
    return older.replace("not (container-type: inline-size)", "(color: black)")


def test_an_older_browser_shows_two_columns_and_what_was_picked(open_page: Callable[..., Page], served: str) -> None:
    page = open_page(1280)
    walk = Walk(page, "ko", Mouse(page))
    page.route("**/kbguide.css*", lambda route: route.fulfill(response=(got := route.fetch()), body=aged(got.text())))
    start(walk, served, "kim")
    walk.go(until="route")
    window, card = (page.locator(f".kb-practice {part}").filter(visible=True) for part in (".kb-window", ".kb-persona"))
    left, right = window.bounding_box(), card.bounding_box()
    assert left
    assert right
    assert left["x"] + left["width"] <= right["x"]
    walk.fill("route")
    papers = page.locator(".kb-root-run .kb-radio").evaluate_all(
        "all => all.map(one => [one.firstChild.checked, getComputedStyle(one).backgroundColor])"
    )
    picked, others = ({paper for checked, paper in papers if checked == so} for so in (True, False))
    assert len(picked) == 1
    assert not picked & others
    radio = page.get_by_role("radio", checked=True).filter(visible=True)
    radio.focus()
    page.keyboard.press("ArrowDown")
    focused = page.locator(".kb-root-run input:focus-visible")
    assert focused.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"


# -- what looks real ------------------------------------------------------------------------------


class Sent:
    """Every frame that goes to the kernel or comes from it, and every request, of a page that is not open yet."""

    def __init__(self, page: Page) -> None:
        self.frames: list[bytes] = []
        page.on("websocket", self.listen)
        page.on("request", lambda request: self.frames.append((request.post_data_buffer or b"") + request.url.encode()))
        self.page = page

    def listen(self, socket: WebSocket) -> None:
        for event in ("framesent", "framereceived"):
            socket.on(event, lambda frame: self.frames.append(frame if isinstance(frame, bytes) else frame.encode()))


# Nobody has these: the first has a wrong check digit, mobile numbers beginning 019 are given out no longer, and the
# digits of the card do not add up.
REAL = [
    ("identity", "user-id", "900101-1234567", "looks-like-rrn"),
    ("identity", "user-id", "9001011234567", "looks-like-rrn"),
    ("identity", "rrn-front", "900101", "looks-like-rrn"),
    ("identity", "rrn-back", "1234567", "looks-like-rrn"),
    ("identity", "user-id", "019-234-5678", "looks-like-phone"),
    ("identity", "user-id", "4123 4567 8901 2341", "looks-like-account"),
]


@pytest.mark.parametrize("by", ["pasting", "typing"])
def test_what_looks_real_is_erased_on_the_spot_and_goes_nowhere(
    walking: Walking, served: str, server_log: Callable[[], str], by: str
) -> None:
    walk = walking(1280, "ko")
    sent = Sent(walk.page)
    start(walk, served, "kim")
    walk.go(until="identity")
    assert sent.frames
    for screen, name, typed, problem in REAL:
        field = walk.named(screen, name)
        sent.frames.clear()
        if by == "pasting":
            field.fill(typed)
        else:
            field.press_sequentially(typed)  # no pause: what follows the digit that gave it away must not stay either
        complained(walk, screen, {name: problem})
        expect(walk.heading(walk.problem(problem), 3)).to_be_visible()
        expect(field).to_have_value("")
        digits = re.sub(r"\D", "", typed)
        for form in {typed, digits, digits[:6] if len(digits) == 13 else digits}:
            assert not any(form.encode() in frame for frame in sent.frames), "it was sent"
            assert form not in walk.page.content(), "it is in the page"
            kept = walk.page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie])")
            assert form not in kept, "the browser keeps it"
            assert form not in server_log(), "it is in the server's log"
    walk.pass_form_again("identity")
    walk.at("route")
