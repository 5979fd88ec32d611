"""The X.509 certificate behind the practice certificate; the openssl program is an outside judge."""

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbguide.pki import WrongPin
from kbguide.pki.authority import Authority, Issued, RevokedEntry, sign
from kbguide.pki.certificate import fields, start_of_day

NAMES = ("\uc5f0\uc2b5\uc6a9 authority", "\uc5f0\uc2b5\uc6a9 PRACTICE, NOT VALID")
DAY, LAST = date(2026, 3, 2), date(2029, 3, 2)
PIN, TEXT = "285094", "[practice] 30,000"


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority(*NAMES, DAY)


@pytest.fixture(scope="module")
def issued(authority: Authority) -> Issued:
    return authority.issue(40494679, "\uae40\uc5f0\uc2b5", "Practice Bank", DAY, LAST, PIN)


@pytest.fixture(scope="module")
def empty(authority: Authority) -> str:
    return authority.crl(DAY, [])


@pytest.fixture
def openssl() -> str:
    found = shutil.which("openssl")
    if found is None and os.environ.get("CI"):
        pytest.fail("openssl is missing, and here it must not be")
    if found is None:
        pytest.skip("the program openssl is not installed")
    return found


def run(openssl: str, *words: object, **options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([openssl, *map(str, words)], capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]


# -- the authority and what it issues -----------------------------------------------------------------


def test_opening_a_page_does_not_import_cryptography() -> None:
    code = "import sys, kbguide.views.chapters.inside; sys.exit('cryptography' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_each_learner_has_another_authority() -> None:
    assert Authority(*NAMES, DAY).pem != Authority(*NAMES, DAY).pem


def test_the_fields_say_what_was_issued_to_whom(issued: Issued) -> None:
    table = fields(issued.pem)
    assert table["version"] == "v3"
    assert table["serial"] == "40494679 (0x269e657)"
    assert table["not-before"] == "2026-03-02 00:00:00"
    assert table["not-after"] == "2029-03-02 23:59:59"
    assert table["key-usage"] == "Digital Signature, Non Repudiation"
    assert table["policy"].startswith("2.999.")
    assert "CN=\uae40\uc5f0\uc2b5" in table["subject"]


def test_issuer_and_subject_say_that_they_are_worth_nothing(issued: Issued) -> None:
    table = fields(issued.pem)
    assert all("PRACTICE, NOT VALID" in table[key] for key in ("issuer", "subject"))


def test_a_renewal_keeps_the_key_under_a_new_number(authority: Authority, issued: Issued, empty: str) -> None:
    renewed = authority.issue(7, "\uae40\uc5f0\uc2b5", "Practice Bank", LAST, date(2032, 3, 2), PIN, key_of=issued)
    key = [fields(pem)["subject-key"] for pem in (issued.pem, renewed.pem)]
    assert key[0] == key[1]
    assert authority.check(renewed.pem, date(2031, 1, 1), empty) == "ours"


def test_the_private_key_opens_with_the_pin_and_with_no_other(issued: Issued) -> None:
    assert "ENCRYPTED PRIVATE KEY" in issued.key_pem
    assert sign(issued, PIN, TEXT)
    for wrong in ("", "285095", "28509", "no digits"):
        with pytest.raises(WrongPin):
            sign(issued, wrong, TEXT)


# -- verifying ----------------------------------------------------------------------------------------


def test_a_signature_holds_until_a_digit_is_changed(authority: Authority, issued: Issued, empty: str) -> None:
    signature = sign(issued, PIN, TEXT)
    assert authority.verify(issued.pem, TEXT, signature, DAY, empty) == "good"
    assert authority.verify(issued.pem, TEXT.replace("3", "8"), signature, DAY, empty) == "changed"
    assert authority.verify(issued.pem, TEXT, b"no signature", DAY, empty) == "changed"


@pytest.mark.parametrize(
    ("day", "reason"),
    [(DAY - timedelta(1), "not-yet"), (DAY, "ours"), (LAST, "ours"), (LAST + timedelta(1), "expired")],
)
def test_it_can_be_used_from_the_first_to_the_last_day(
    authority: Authority, issued: Issued, empty: str, day: date, reason: str
) -> None:
    assert authority.check(issued.pem, day, empty) == reason


def test_a_day_begins_at_midnight_in_korea() -> None:
    assert start_of_day(date(2028, 2, 29)).astimezone(UTC) == datetime(2028, 2, 28, 15, tzinfo=UTC)


@pytest.mark.parametrize(("held", "reason"), [(True, "suspended"), (False, "revoked")])
def test_a_listed_certificate_is_refused(authority: Authority, issued: Issued, held: bool, reason: str) -> None:
    crl = authority.crl(DAY, [RevokedEntry(issued.serial, DAY, held)])
    assert authority.check(issued.pem, DAY, crl) == reason
    assert authority.verify(issued.pem, TEXT, sign(issued, PIN, TEXT), DAY, crl) == reason


def test_one_that_is_resumed_is_no_longer_listed(authority: Authority, issued: Issued) -> None:
    assert authority.check(issued.pem, DAY, authority.crl(DAY, [RevokedEntry(1, DAY)])) == "ours"


def test_whatever_is_not_ours_is_refused_with_the_reason(authority: Authority, issued: Issued, empty: str) -> None:
    foreign = Authority(*NAMES, DAY).issue(1, "somebody", "bank", DAY, LAST, PIN)
    reasons = {
        foreign.pem: "not-ours",
        issued.key_pem: "not-a-certificate",
        empty: "not-a-certificate",
        issued.pem[:200]: "not-a-certificate",
        "hello": "not-pem",
        "": "not-pem",
        "\uc5f0\uc2b5": "not-pem",
    }
    assert {pem: authority.check(pem, DAY, empty) for pem in reasons} == reasons


@settings(max_examples=60, deadline=None)
@given(noise=st.text(max_size=60), at=st.integers(0, 400))
def test_no_text_makes_the_verifier_raise(
    authority: Authority, issued: Issued, empty: str, noise: str, at: int
) -> None:
    pem = issued.pem[:at] + noise + issued.pem[at + len(noise) :]
    verdict = authority.verify(pem, noise, noise.encode(), DAY, empty)
    assert verdict != "good"
    authority.check(noise, DAY, empty)


# -- the outside judge --------------------------------------------------------------------------------


def when(day: date) -> int:
    return int((start_of_day(day) + timedelta(hours=12)).timestamp())


def judged(openssl: str, folder: Path, authority: Authority, issued: Issued, day: date, crl: str) -> str:
    for name, pem in (("authority", authority.pem), ("certificate", issued.pem), ("crl", crl)):
        (folder / f"{name}.pem").write_text(pem)
    ca, crls = ("-CAfile", folder / "authority.pem"), ("-CRLfile", folder / "crl.pem", "-crl_check")
    done = run(openssl, "verify", *ca, *crls, "-attime", when(day), folder / "certificate.pem")
    return "good" if done.returncode == 0 else done.stdout + done.stderr


def test_openssl_agrees_about_valid_suspended_resumed_and_revoked(
    openssl: str, tmp_path: Path, authority: Authority, issued: Issued
) -> None:
    assert judged(openssl, tmp_path, authority, issued, DAY, authority.crl(DAY, [])) == "good"
    for held in (True, False):
        crl = authority.crl(DAY, [RevokedEntry(issued.serial, DAY, held)])
        assert "certificate revoked" in judged(openssl, tmp_path, authority, issued, DAY, crl)
        shown = run(openssl, "crl", "-in", tmp_path / "crl.pem", "-noout", "-text").stdout
        assert ("Certificate Hold" in shown) is held
    assert judged(openssl, tmp_path, authority, issued, DAY, authority.crl(DAY, [])) == "good"


@pytest.mark.parametrize(
    ("day", "said"), [(LAST, "good"), (LAST + timedelta(1), "expired"), (DAY - timedelta(1), "not yet")]
)
def test_openssl_agrees_about_the_days(
    openssl: str, tmp_path: Path, authority: Authority, issued: Issued, day: date, said: str
) -> None:
    assert said in judged(openssl, tmp_path, authority, issued, day, authority.crl(day, []))


def test_openssl_reads_the_same_fields(openssl: str, issued: Issued) -> None:
    shown = run(openssl, "x509", "-noout", "-text", "-nameopt", "utf8,sep_comma_plus_space", input=issued.pem).stdout
    table = fields(issued.pem)
    assert f"Serial Number: {table['serial']}" in shown
    for key in ("issuer", "subject"):
        assert f"{key.title()}: {table[key]}" in shown
    assert f"X509v3 Key Usage: critical\n                {table['key-usage']}\n" in shown
    assert f"Policy: {table['policy']}" in shown
    assert table["subject-key"] in shown
    assert table["authority-key"] in shown
    assert table["algorithm"] in shown
    assert "NIST CURVE: P-256" in shown
    assert "CA:FALSE" in shown
    assert re.sub(r"\W", "", table["signature"].lower()) in re.sub(r"\W", "", shown)
    assert "Mar  1 15:00:00 2026 GMT" in shown


def test_openssl_opens_the_key_with_the_pin_only(openssl: str, issued: Issued) -> None:
    assert run(openssl, "pkey", "-noout", "-passin", f"pass:{PIN}", input=issued.key_pem).returncode == 0
    assert run(openssl, "pkey", "-noout", "-passin", "pass:285095", input=issued.key_pem).returncode


def test_openssl_finds_the_signature_good_and_broken(openssl: str, tmp_path: Path, issued: Issued) -> None:
    key = run(openssl, "x509", "-noout", "-pubkey", input=issued.pem).stdout
    (tmp_path / "key.pem").write_text(key)
    (tmp_path / "signature").write_bytes(sign(issued, PIN, TEXT))
    verify = ("dgst", "-sha256", "-verify", tmp_path / "key.pem", "-signature", tmp_path / "signature")
    assert "Verified OK" in run(openssl, *verify, input=TEXT).stdout
    assert run(openssl, *verify, input=TEXT + "0").returncode
