"""The other channel, reissuing, rehearsing, managing and looking inside, as a person does it in Voila."""

import re
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.everything import CLEAR, leave
from browser.hands import Keys
from browser.walking import Walk, begins, issue, manage, to_practice
from helpers import entry_on

pytestmark = pytest.mark.browser

Walking = Callable[..., Walk]
# a certificate of this kind that our authority did not issue: made for this test, for nobody
FOREIGN = (Path(__file__).parent / "foreign.pem").read_text(encoding="ascii")


def place_now(walk: Walk, name: str, state: str) -> None:
    """How things are at a place, on the board or among the changes."""
    said = walk.say(f"at.{name}.{state}", serial="@", end="@").split("@")[0]
    row = (
        walk.page.locator(".kb-places > div, .kb-changes > li")
        .filter(visible=True)
        .filter(has_text=walk.say(f"place.{name}"))
    )
    expect(row).to_contain_text(said)


def test_by_app_from_the_menu_to_the_certificate_in_english_with_the_keyboard(walking: Walking, served: str) -> None:
    walk = walking(360, "en", Keys)
    issue(walk, served, "lee", channel="app")
    expect(walk.page.get_by_text(walk.say("done.counts", problems=0, hints=0))).to_be_visible()


def test_a_problem_is_rehearsed_put_right_and_marked_as_done(walking: Walking, served: str) -> None:
    walk = walking(360, "ko")
    to_practice(walk, served)
    scenario = walk.content.scenarios["sender-blocked"]
    remedy = walk.content.procedures["unblock-sender"]
    walk.press(walk.say("setup.rehearse"))
    expect(walk.heading(walk.say("setup.rehearse-title"), 2)).to_be_focused()
    walk.see("rehearse", "list")
    walk.press(walk.say("rehearse.all", count=len(walk.content.scenarios)))
    row = walk.page.get_by_role("button", name=begins(scenario.title["ko"]))
    walk.hand.press(row)
    walk.expect("issue", "kim", screen="text-reply")
    walk.at("text-reply")
    walk.press(walk.say("reply.request"))
    expect(walk.heading(walk.problem("sender-blocked"), 3)).to_be_focused()
    walk.see("text-reply", "sender-blocked")
    walk.press(walk.say("practice.remedy", title=remedy.title["ko"]))
    walk.expect("unblock-sender", "kim")
    walk.go()
    walk.press(walk.say("practice.return"))
    walk.expect("issue", "kim", screen="text-reply")
    walk.pass_reply("text-reply")
    expect(walk.heading(walk.say("rehearse.over"), 2)).to_be_focused()
    expect(walk.page.get_by_text(scenario.real["ko"])).to_be_visible()
    walk.see("rehearse", "over")
    walk.press(walk.say("practice.again"))
    expect(row).to_contain_text(walk.say("rehearse.done"))


def test_for_real_nothing_is_hinted(walking: Walking, served: str) -> None:
    walk = walking(1280, "ko")
    to_practice(walk, served)
    walk.press(walk.say("setup.real"))
    expect(walk.heading(walk.say("setup.real-title"), 2)).to_be_focused()
    walk.see("real", "draw")
    walk.hand.tick(walk.page.get_by_role("checkbox", name=walk.content.scenarios["call-silent"].title["ko"]))
    walk.press(walk.say("real.start"))
    walk.expect("issue", "kim")
    walk.go(until="ars")
    expect(walk.heading(walk.say("practice.now"), 3)).to_be_hidden()
    expect(walk.button(walk.say("practice.help"))).to_be_hidden()
    walk.fill("ars")
    walk.press(walk.say("call.request"))
    expect(walk.heading(walk.problem("call-silent"), 3)).to_be_visible()


def test_suspended_refused_resumed_and_used_again(walking: Walking, served: str) -> None:
    walk = walking(1280, "ko")
    manage(walk, served, "kim", "own")
    walk.act("suspend", "own")
    place_now(walk, "authority", "suspended")
    walk.see("suspend", "changes")
    leave(walk)
    place_now(walk, "authority", "suspended")

    walk.act("login", "own", until="pin-present")
    walk.enter_pin(walk.pin_of("pin-present"))
    explanation = walk.heading(walk.problem("cert-suspended"), 3)
    expect(explanation).to_be_focused()
    walk.see("login", "suspended")
    walk.press(walk.say("practice.remedy", title=walk.content.procedures["resume"].title["ko"]))
    walk.expect("resume", "kim", given="own-suspended")
    walk.go()
    walk.press(walk.say("practice.return"))
    walk.expect("login", "kim", given="own")
    walk.at("pin-present")
    walk.enter_pin(walk.pin_of("pin-present"))
    walk.at(list(walk.worlds)[-1])


def travel(walk: Walk, day: str) -> None:
    """On to a later day; what it changes is shown above, and read first."""
    walk.pick(walk.say("time.title"), day)
    walk.press(walk.say("time.go"))
    expect(walk.heading(walk.say("manage.board-title"), 2)).to_be_focused()


def test_time_passes_and_only_then_it_can_be_renewed(walking: Walking, served: str) -> None:
    walk = walking(360, "en")
    manage(walk, served, "taylor", "own")
    (day, year) = re.findall(r"to (\d+\s\w+)\s(\d{4})", walk.certificate.inner_text())[0]
    travel(walk, walk.say("time.early", days=31))
    walk.act("renew", "own-ending", until="renew-sure")
    walk.press(walk.entry("renew-sure", entry_on(walk.worlds["renew-sure"])))
    expect(walk.heading(walk.problem("renew-early"), 3)).to_be_focused()
    leave(walk, "practice.stop")
    travel(walk, walk.say("time.open", days=30))
    expect(walk.page.get_by_role("main").get_by_text(re.compile("^Days left: 30"))).to_be_in_viewport()
    walk.see("manage", "open")
    walk.act("renew", "own-ending")
    expect(walk.certificate).to_contain_text(f"to {day} {int(year) + 3}")
    expect(walk.certificate).not_to_contain_text("(3 years)")
    leave(walk)


def test_a_term_opens_its_meaning_in_the_chapter_that_shows_the_run(walking: Walking, served: str) -> None:
    walk = walking(1280, "ko")
    manage(walk, served, "kim", "own")
    walk.act("delete", "own", until="menu-cert")
    walk.page.get_by_text(walk.say("practice.more"), exact=True).filter(visible=True).click()
    word = walk.page.locator(".kb-cue .kb-term").filter(visible=True).first
    meaning = walk.page.locator(".kb-meaning").filter(visible=True)
    expect(meaning).to_have_count(0)
    word.click()
    expect(meaning).to_be_in_viewport()
    meaning.get_by_role("button", name=walk.say("terms.close")).click()
    expect(meaning).to_have_count(0)


def test_revoking_is_asked_again_and_a_reload_stays_where_it_was(walking: Walking, served: str) -> None:
    walk = walking(360, "ko")
    manage(walk, served, "park", "own")
    sure = next(
        name
        for name in walk.content.procedures["revoke"].screens
        if any(entry.grave for entry in walk.content.screens[name].entry)
    )
    walk.act("revoke", "own", until=sure)
    walk.see(sure, "asked")
    walk.page.reload()
    expect(walk.heading(walk.text(walk.screen(sure).title), 3)).to_be_visible(timeout=45_000)
    walk.hand.press(walk.button(walk.entry(sure, next(one.id for one in walk.screen(sure).entry if one.grave))))
    names = list(walk.worlds)
    walk.go(since=names[names.index(sure) + 1])
    place_now(walk, "authority", "revoked")


def test_reissuing_warns_and_shows_what_is_lost(walking: Walking, served: str) -> None:
    walk = walking(1280, "en")
    manage(walk, served, "kim", "elsewhere-registered")
    walk.act("issue", "elsewhere-registered", until="reissue")
    walk.see("reissue", "warning")
    walk.go(since="reissue")
    expect(walk.heading(walk.say("change.title"), 3)).to_be_visible()
    walk.see("reissue", "changes")


@pytest.mark.parametrize(("width", "lang"), [(360, "ko"), (1280, "en")])
def test_every_screen_of_every_act_is_looked_at(walking: Walking, served: str, width: int, lang: str) -> None:
    walk = walking(width, lang)
    for number, act in enumerate(walk.content.bank.acts):
        given = CLEAR.get(act, "own")
        if number:
            walk.press(walk.say("manage.other"))
            walk.settle_as("kim", given)
        else:
            manage(walk, served, "kim", given)
        walk.act(act, given)
        leave(walk)


def test_inside_a_signature_holds_breaks_and_other_certificates_are_refused(
    walking: Walking, served: str, tmp_path: Path
) -> None:
    walk = walking(360, "ko")
    manage(walk, served, "kim", "own")
    walk.turn_to("manage/inside")
    walk.press(walk.say("inside.open"))
    expect(walk.heading(walk.say("inside.fields"))).to_be_visible()
    walk.see("inside", "open")
    files = {}
    for name in ("certificate", "authority", "crl"):
        with walk.page.expect_download() as got:
            walk.hand.press(walk.page.get_by_role("link", name=walk.say(f"inside.{name}"), exact=True))
        assert got.value.suggested_filename == f"{name}.pem"
        got.value.save_as(tmp_path / f"{name}.pem")
        files[name] = (tmp_path / f"{name}.pem").read_text(encoding="ascii")
    assert ssl.create_default_context(cadata=files["authority"]).cert_store_stats()["x509_ca"] == 1

    pin = walk.content.personas["kim"].values["pin"]
    field = walk.textbox(re.compile("^" + re.escape(walk.say("inside.pin", pin="@").split("@")[0])))
    walk.hand.write(field, "111111")
    walk.press(walk.say("inside.sign"))
    expect(field).to_have_accessible_description(re.compile(re.escape(walk.say("inside.pin-rule"))))
    walk.hand.write(field, pin)
    walk.press(walk.say("inside.sign"))
    expect(walk.page.get_by_text(walk.say("verdict.good"))).to_be_visible()
    walk.press(walk.say("inside.change"))
    expect(walk.page.get_by_text(walk.say("verdict.changed"))).to_be_visible()
    walk.see("inside", "changed")

    paste = walk.textbox(walk.say("inside.paste"))
    for pem, found in (
        (FOREIGN, "not-ours"),
        ("hello", "not-pem"),
        (files["crl"], "not-a-certificate"),
        (files["certificate"], "ours"),
    ):
        walk.hand.write(paste, pem)
        walk.press(walk.say("inside.check"))
        walk.heard(walk.say(f"verdict.{found}"))
    walk.see("inside", "pasted")
