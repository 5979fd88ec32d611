"""Certificates and how a person stands: what is computed from the history, and what each deed changes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest

from helpers import CONTENT, at, begin, finish
from kbguide.content.procedure import FACTS, PIN_LIMIT, Deed, Effect
from kbguide.practice import Standing
from kbguide.practice.standing import Certificate, Event, make_standing, perform, years_later

BANK = CONTENT.bank
DAY = BANK.day
OWNER = "somebody"


def standing(given: str, **changes: object) -> Standing:
    return replace(make_standing(CONTENT, CONTENT.givens[given], OWNER, "1111-1111"), **changes)  # type: ignore[arg-type]  # names of Standing


def done(now: Standing, *deeds: str, serial: str = "2222-2222") -> Standing:
    """After these deeds; `deed:what` names what it is done to."""
    for deed in deeds:
        do, _, what = deed.partition(":")
        now = perform(now, Effect(do, what or None), BANK, OWNER, serial)  # type: ignore[arg-type]  # one of the deeds
    return now


def later(now: Standing, days: int) -> Standing:
    return replace(now, day=now.day + timedelta(days))


def fact(now: Standing, *names: str) -> str:
    facts = now.facts(BANK)
    return " ".join(facts[name] for name in names)


def issued(day: date) -> Certificate:
    made = done(Standing(day), "issue").certificate
    assert made is not None
    return made


# -- the calendar ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 3, 2), date(2029, 3, 2)),
        (date(2026, 12, 31), date(2029, 12, 31)),
        (date(2027, 1, 31), date(2030, 1, 31)),
        (date(2026, 4, 30), date(2029, 4, 30)),
        (date(2028, 2, 29), date(2031, 2, 28)),
        (date(2029, 2, 28), date(2032, 2, 28)),
    ],
)
def test_a_certificate_lasts_three_years_to_the_end_of_its_last_day_in_korea(start: date, end: date) -> None:
    made = issued(start)
    assert (made.start, made.end) == (start, end)
    assert [made.status(day) for day in (start, end, end + timedelta(1))] == ["valid", "valid", "expired"]


@pytest.mark.parametrize(
    ("day", "years", "result"),
    [
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
        (date(2028, 2, 29), 3, date(2031, 2, 28)),
        (date(2028, 2, 29), -3, date(2025, 2, 28)),
        (date(2026, 3, 1), 3, date(2029, 3, 1)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
    ],
)
def test_the_same_day_some_years_on_or_back(day: date, years: int, result: date) -> None:
    assert years_later(day, years) == result


@pytest.mark.parametrize(
    ("before_the_end", "window"),
    [(700, "early"), (31, "early"), (30, "open"), (29, "open"), (1, "open"), (0, "open"), (-1, "over"), (-900, "over")],
)
def test_a_certificate_can_be_renewed_from_thirty_days_before_the_end_to_its_last_day(
    before_the_end: int, window: str
) -> None:
    made = issued(DAY)
    now = Standing(made.end - timedelta(before_the_end), (made,))
    assert fact(now, "renewal") == window


def test_a_renewal_keeps_the_certificate_and_adds_three_years_to_its_end() -> None:
    now = later(done(standing("own-ending"), "renew"), 5)
    made, old = now.certificate, standing("own-ending").certificate
    assert made is not None
    assert old is not None
    assert (made.id, made.start, made.serial) == (old.id, old.start, "2222-2222")
    assert made.end == years_later(old.end, BANK.years)
    assert fact(now, "certificate", "renewal", "registered", "kept") == "valid early yes yes"
    assert now.at("insurance") == "valid"


# -- status ---------------------------------------------------------------------------------------

HISTORIES: list[tuple[list[tuple[str, int]], dict[int, str]]] = [
    ([], {0: "valid", 10: "valid", 1096: "valid", 1097: "expired"}),
    ([("suspend", 5)], {4: "valid", 5: "suspended", 1096: "suspended", 1097: "expired"}),
    ([("suspend", 5), ("resume", 8)], {7: "suspended", 8: "valid"}),
    ([("suspend", 5), ("resume", 8), ("suspend", 8)], {8: "suspended"}),
    ([("revoke", 5)], {4: "valid", 5: "revoked", 2000: "revoked"}),
    ([("suspend", 5), ("revoke", 6)], {5: "suspended", 6: "revoked"}),
    ([("revoke", 5), ("resume", 6)], {6: "revoked"}),
    ([("revoke", 5), ("renew", 6)], {6: "revoked"}),
    ([("renew", 1090)], {1097: "valid", 2192: "valid", 2193: "expired"}),
]


@pytest.mark.parametrize(("events", "states"), HISTORIES)
def test_a_state_follows_from_the_history(events: list[tuple[str, int]], states: dict[int, str]) -> None:
    now = Standing(DAY, (issued(DAY),))
    for kind, day in events:
        now = done(replace(now, day=DAY + timedelta(day)), kind)
    made = now.certificate
    assert made is not None
    assert {day: made.status(DAY + timedelta(day)) for day in states} == states


def test_whatever_was_given_is_in_the_state_that_its_words_say() -> None:
    for given in CONTENT.givens.values():
        now = standing(given.id)
        expected = "none" if given.issuer is None else given.state if given.days_left >= 0 else "expired"
        assert now.status == expected
        assert fact(now, "kept") == ("no" if given.deleted or given.issuer is None else "yes")
        assert set(now.registered) == {*given.registered, *filter(None, [given.issuer])}
        made = now.certificate
        assert made is None or (made.end - DAY).days == given.days_left
        assert made is None or made.start == years_later(made.end, -BANK.years) <= DAY


def test_every_fact_is_one_that_conditions_may_ask_for() -> None:
    standings = [standing(given) for given in CONTENT.givens]
    standings += [later(now, days) for now in standings for days in (650, 2000)] + [
        done(now, "issue") for now in standings
    ]
    standings.append(standing("own", wrong_tries={PIN_LIMIT: BANK.limits[PIN_LIMIT]}))
    seen: dict[str, set[str]] = {name: set() for name in FACTS}
    for now in standings:
        for name, value in now.facts(BANK).items():
            seen[name].add(value)
    assert seen == {name: set(values) for name, values in FACTS.items()}


# -- deeds ----------------------------------------------------------------------------------------

# given, deeds, and what then is so of: certificate, issuer, kept, registered, connected
DEEDS: list[tuple[str, list[str], str]] = [
    ("none", ["issue"], "valid here yes yes no"),
    ("own", ["issue"], "valid here yes yes no"),
    ("elsewhere", ["issue"], "valid here yes yes no"),
    ("own-deleted", ["issue"], "valid here yes yes no"),
    ("own-expired", ["issue"], "valid here yes yes no"),
    ("elsewhere", ["register"], "valid elsewhere yes yes no"),
    ("elsewhere-registered", ["deregister"], "valid elsewhere yes no no"),
    ("elsewhere-registered", ["deregister", "register"], "valid elsewhere yes yes no"),
    ("own", ["suspend"], "suspended here yes yes no"),
    ("own-suspended", ["resume"], "valid here yes yes no"),
    ("own", ["revoke"], "revoked here yes yes no"),
    ("own", ["revoke", "resume"], "revoked here yes yes no"),
    ("own", ["delete"], "valid here no yes no"),
    ("own", ["connect"], "valid here yes yes yes"),
    ("own-connected", ["disconnect"], "valid here yes yes no"),
    ("own", ["sign", "mend:phone", "release:medium", "change-pin"], "valid here yes yes no"),
]


@pytest.mark.parametrize(("given", "deeds", "result"), DEEDS)
def test_what_a_deed_changes(given: str, deeds: list[str], result: str) -> None:
    now = done(standing(given), *deeds)
    assert fact(now, "certificate", "issuer", "kept", "registered", "connected") == result


@pytest.mark.parametrize("deed", [deed for deed in get_args(Deed) if deed not in ("issue", "mend", "release")])
def test_without_a_certificate_nothing_can_be_done_to_it(deed: str) -> None:
    assert done(standing("none"), deed) == standing("none")


@pytest.mark.parametrize("given", [given.id for given in CONTENT.givens.values() if given.issuer])
def test_a_new_certificate_revokes_whatever_could_still_be_used(given: str) -> None:
    before = standing(given)
    now = done(before, "issue")
    old, new = now.certificates
    assert old.status(now.day) == ("expired" if before.status == "expired" else "revoked")
    assert [one.status(now.day) for one in now.certificates].count("valid") == 1
    assert (now.cloud, now.pin, now.wrong_tries) == (new.id, "pin", {})
    assert now.at(BANK.here) == "valid"
    for other in {*before.registered} - {BANK.here}:
        assert now.at(other) == old.status(now.day)  # other places still know the old one, and only that


def test_a_certificate_issued_on_the_day_the_last_one_ended_is_alone() -> None:
    made = issued(DAY)
    for day in (made.end, made.end + timedelta(1)):
        now = done(replace(done(Standing(DAY), "issue"), day=day), "issue", serial="3333-3333")
        assert [one.status(day) for one in now.certificates] == ["revoked" if day == made.end else "expired", "valid"]


def test_deregistering_here_leaves_everything_else_as_it_was() -> None:
    before = standing("elsewhere-registered")
    now = done(before, "deregister")
    assert replace(now, registered=before.registered) == before
    assert dict(now.registered) == {name: known for name, known in before.registered.items() if name != BANK.here}
    assert [now.at(name) for name in ("here", "neighbour", "insurance")] == ["none", "valid", "valid"]


def test_what_is_deleted_from_the_cloud_works_nowhere_and_is_not_revoked() -> None:
    now = done(standing("own"), "delete")
    assert [now.at(name) for name in ("here", "neighbour", "insurance")] == ["deleted", "none", "deleted"]
    assert now.status == "valid"
    assert done(now, "revoke").at("here") == "revoked"


def test_changing_the_pin_changes_to_the_other_number_and_back() -> None:
    own = standing("own")
    pins = [now.pin for now in (own, done(own, "change-pin"), done(own, "change-pin", "change-pin"))]
    assert pins == ["pin", "new-pin", "pin"]
    assert done(own, "change-pin", "issue").pin == "pin"


def test_a_release_forgets_the_tries_of_one_limit_only() -> None:
    now = standing("own", wrong_tries={"medium": 5, PIN_LIMIT: 3})
    assert done(now, "release:medium").wrong_tries == {PIN_LIMIT: 3}
    assert done(now, "release:account-password") == now


def test_what_is_mended_stays_mended() -> None:
    assert done(standing("none"), "mend:phone", "mend:sender", "mend:phone").mended == {"phone", "sender"}


def places(now: Standing) -> Iterable[str]:
    return [state for _, state in now.places(BANK)]


@pytest.mark.parametrize(
    ("given", "deeds", "states"),
    [
        ("none", [], "none none none empty none no"),
        ("own", [], "valid none valid kept valid no"),
        ("elsewhere", [], "none valid valid kept valid no"),
        ("own", ["revoke"], "revoked none revoked kept revoked no"),
        ("own", ["suspend", "connect"], "suspended none suspended kept suspended yes"),
        ("own", ["delete"], "deleted none deleted empty valid no"),
        ("elsewhere", ["issue"], "valid revoked revoked kept valid no"),
        ("own-expired", [], "expired none expired kept expired no"),
    ],
)
def test_what_each_place_sees(given: str, deeds: list[str], states: str) -> None:
    now = done(standing(given), *deeds)
    assert [name for name, _ in now.places(BANK)] == [
        "here",
        "neighbour",
        "insurance",
        "cloud",
        "authority",
        "computer",
    ]
    assert " ".join(places(now)) == states


def test_a_place_sees_the_day_pass() -> None:
    now = later(standing("own"), 701)
    assert " ".join(places(now)) == "expired none expired kept expired no"


def test_earlier_values_stay_as_they_were() -> None:
    own, same = standing("own"), standing("own")
    for deed in get_args(Deed):
        done(own, f"{deed}:phone")
    assert own == same


def test_the_history_says_what_happened_and_when() -> None:
    now = done(later(done(standing("own"), "suspend"), 3), "resume", "revoke")
    made = now.certificate
    assert made is not None
    assert made.history[1:] == (
        Event("suspend", DAY),
        Event("resume", DAY + timedelta(3)),
        Event("revoke", DAY + timedelta(3)),
    )


# -- on the way -----------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", CONTENT.personas)
def test_a_certificate_is_in_the_name_of_the_person(persona: str) -> None:
    made = finish(at("new-pin", persona))[0].standing.certificate
    assert made is not None
    assert (made.owner, made.issuer, made.start) == (CONTENT.personas[persona].values["name"], BANK.here, DAY)


def test_each_seed_and_each_certificate_has_its_own_serial() -> None:
    serials = set()
    for seed in range(20):
        now = finish(begin(CONTENT, "kim", seed, screen="new-pin", given="own"))[0].standing
        serials |= {one.serial for one in now.certificates}
    assert len(serials) == 40
