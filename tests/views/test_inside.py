"""A look inside the practice certificate: its fields, a signature, other certificates, and what can be downloaded."""

import base64
import json
import re

import pytest

from helpers import CONTENT
from kbguide.pki import authority as pki
from kbguide.pki.certificate import fields
from views.driving import Desk, Markup, press, send, submit, visible

AMOUNT = CONTENT.bank.values["amount"]


def files(desk: Desk) -> dict[str, str]:
    """What the links of the page hold, by the name of the file."""
    links = [held for tag, held in Markup(desk.inside.state.value).tags if tag == "a"]
    return {
        str(held["download"]): base64.b64decode(str(held["href"]).partition("base64,")[2]).decode() for held in links
    }


def pin(desk: Desk) -> str:
    return desk.inside.pin


def sign(desk: Desk) -> None:
    submit(desk.inside.form, pin=pin(desk))


def test_without_a_certificate_a_sample_can_be_made(desk: Desk) -> None:
    assert desk.say("inside.nobody") in desk.read("inside")
    press(desk.inside.form, "sample")
    assert desk.store.journey.standing is not None
    assert desk.say("inside.ready") in desk.read("inside")
    press(desk.inside.form, "open")
    assert desk.say("inside.fields") in desk.read("inside")


def test_nothing_is_made_before_it_is_asked_for(desk: Desk) -> None:
    desk.settle()
    assert desk.inside.vault is None
    assert not {desk.inside.paste, desk.inside.verdict} & set(visible(desk.parts["inside"]))


def test_every_field_has_a_name_a_value_and_what_it_is_for(desk: Desk) -> None:
    desk.open_inside()
    shown = desk.read("inside")
    found = fields(files(desk)["certificate.pem"])
    assert len(found) >= 10
    for key, value in found.items():
        assert desk.say(f"field.{key}") in shown
        assert desk.say(f"why.{key}") in shown
        assert value in shown
    assert "연습용" in shown
    assert "PRACTICE, NOT VALID" in shown
    assert desk.say("inside.real-key") in shown


def test_the_files_are_those_of_the_page(desk: Desk) -> None:
    desk.open_inside()
    held = files(desk)
    assert list(held) == ["certificate.pem", "authority.pem", "crl.pem"]
    assert [re.findall("BEGIN ([A-Z0-9 ]+)-", pem) for pem in held.values()] == [
        ["CERTIFICATE"],
        ["CERTIFICATE"],
        ["X509 CRL"],
    ]
    assert not any("PRIVATE KEY" in pem for pem in held.values())


def test_a_signature_holds_until_one_digit_is_changed_and_holds_again(desk: Desk) -> None:
    desk.open_inside()
    sign(desk)
    assert desk.say("verdict.good") in desk.read("inside")
    before = desk.inside.order()
    press(desk.inside.form, "change")
    changed = desk.inside.other_order()
    assert len(changed) == len(before)
    assert sum(one != other for one, other in zip(changed, before, strict=True)) == 1
    assert changed in desk.read("inside")
    assert desk.say("verdict.changed") in desk.read("inside")
    press(desk.inside.form, "undo")
    assert desk.say("verdict.good") in desk.read("inside")


@pytest.mark.parametrize("typed", ["", "1", "394857", "not digits", "0" * 5000])
def test_another_pin_signs_nothing_and_is_kept_nowhere(desk: Desk, typed: str) -> None:
    desk.open_inside()
    submit(desk.inside.form, pin=typed)
    assert desk.say("inside.pin-rule") in desk.read("inside")
    assert desk.inside.signature == b""
    assert len(typed) < 6 or typed not in json.dumps([desk.store.dump(), desk.inside.form.get_state()], default=str)
    sign(desk)
    assert desk.say("verdict.good") in desk.read("inside")
    assert desk.say("inside.pin-rule") not in desk.read("inside")


@pytest.mark.parametrize(
    ("act", "verdict", "listed"), [("suspend", "suspended", "held"), ("revoke", "revoked", "gone")]
)
def test_after_an_act_the_same_signature_is_refused(desk: Desk, act: str, verdict: str, listed: str) -> None:
    desk.open_inside()
    sign(desk)
    assert desk.say("inside.list-empty") in desk.read("inside")
    desk.act(act)
    desk.click("manage", "practice.leave")
    shown = desk.read("inside")
    assert desk.say(f"verdict.{verdict}") in shown
    assert desk.say("inside.list-empty") not in shown
    standing = desk.store.journey.standing
    (entry,) = desk.inside.vault.entries(standing)
    assert desk.say(f"inside.{listed}", serial=entry.serial, day=desk.inside.day(standing.day)) in shown
    submit(desk.inside.paste, pem=files(desk)["certificate.pem"])
    assert desk.inside.found == verdict


def test_what_is_resumed_leaves_the_list_and_is_taken_again(desk: Desk) -> None:
    desk.open_inside()
    sign(desk)
    for act in ("suspend", "resume"):
        desk.act(act)
        desk.click("manage", "practice.leave")
    shown = desk.read("inside")
    assert desk.say("verdict.good") in shown
    assert desk.say("inside.list-empty") in shown


def test_what_has_expired_is_refused(desk: Desk) -> None:
    desk.open_inside()
    sign(desk)
    desk.travel(1)
    assert desk.say("verdict.good") in desk.read("inside")
    desk.travel(-1)
    assert desk.say("verdict.expired") in desk.read("inside")


def test_a_renewed_certificate_has_another_number_and_the_same_key(desk: Desk) -> None:
    desk.open_inside("own-ending")
    before = fields(files(desk)["certificate.pem"])
    desk.act("renew")
    desk.click("manage", "practice.leave")
    after = fields(files(desk)["certificate.pem"])
    assert {key for key in before if before[key] != after[key]} >= {"serial", "not-after"}
    assert {key for key in before if before[key] == after[key]} >= {"subject", "issuer", "public-key"}


def test_certificates_of_other_learners_keys_and_nonsense_are_refused_with_the_reason(desk: Desk) -> None:
    other = pki.Authority("Other", "PRACTICE, NOT VALID", CONTENT.bank.day)
    desk.open_inside()
    own = files(desk)
    key = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n"
    cases = [
        (own["certificate.pem"], "ours"),
        (other.pem, "not-ours"),
        ("", "not-pem"),
        ("my certificate", "not-pem"),
        (own["crl.pem"], "not-a-certificate"),
        (key, "not-a-certificate"),
        (own["certificate.pem"][:200], None),
        (own["certificate.pem"] * 50, None),
    ]
    for pem, found in cases:
        submit(desk.inside.paste, pem=pem)
        assert found is None or desk.inside.found == found
        assert desk.say(f"verdict.{desk.inside.found}") in desk.read("inside")
        assert len(pem) < 10 or pem not in json.dumps(desk.inside.paste.get_state(), default=str)
        assert "BEGIN" not in desk.store.dump()


def test_another_person_gets_another_authority_and_the_old_signature_is_gone(desk: Desk) -> None:
    desk.open_inside()
    sign(desk)
    authority = files(desk)["authority.pem"]
    desk.settle("own", "taylor")
    assert desk.inside.vault is None
    press(desk.inside.form, "open")
    assert desk.inside.signature == b""
    assert files(desk)["authority.pem"] != authority


def test_erasing_takes_the_keys_away(desk: Desk) -> None:
    desk.open_inside()
    sign(desk)
    desk.click("kept", "start.erase")
    assert desk.inside.vault is None
    assert desk.inside.signature == b""
    assert desk.say("inside.nobody") in desk.read("inside")


def test_whoever_has_no_cryptography_loses_only_this_part(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kbguide.pki.find_spec", lambda name: None)
    desk.settle()
    assert desk.say("inside.missing") in desk.read("inside")
    assert desk.inside.form not in visible(desk.parts["inside"])
    desk.act("suspend")
    assert desk.world.over


@pytest.mark.parametrize("guard", ["rrn", "mobile", "account-or-card"])
def test_a_number_that_the_browser_has_erased_is_told_beside_its_field(desk: Desk, guard: str) -> None:
    desk.open_inside()
    told = CONTENT.problems[CONTENT.guards[guard].problem].what[desk.lang]
    for form, field in ((desk.inside.paste, "pem"), (desk.inside.form, "pin")):
        assert form.script.guards
        tries = form.tries
        send(form, "refused", field=field, guard=guard)
        assert form.errors == {field: told}
        assert form.tries > tries


def test_a_number_that_slipped_the_browser_is_not_looked_at(desk: Desk) -> None:
    desk.open_inside()
    pem = files(desk)["certificate.pem"]
    submit(desk.inside.paste, pem=f"{pem}\n900101-1234567")
    assert desk.inside.paste.errors
    assert desk.inside.found == ""
    submit(desk.inside.paste, pem=pem)
    assert desk.inside.paste.errors == {}
    assert desk.inside.found == "ours"


@pytest.mark.parametrize("guard", ["", "gone", "rrn"])
def test_a_refusal_before_anything_is_open_does_nothing(desk: Desk, guard: str) -> None:
    for form in (desk.inside.paste, desk.inside.form):
        send(form, "refused", field="pem", guard=guard)
        assert form.errors == {}
