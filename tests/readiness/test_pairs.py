"""Every pair of answers can be true of one person, or it is named as a contradiction.

The persons are made here from what the answers speak of, and not from the data: whoever changes an answer sees which
pairs have to be named.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from itertools import combinations, product

import pytest

from helpers import CONTENT
from kbguide.readiness import assess

Pair = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Person:
    """As far as answers about it could exclude one another."""

    abroad: bool
    mobile: str  # with a Korean number: "own", "relative", "none"
    overseas: bool  # a mobile with another number
    computer: bool
    computer_only: bool  # wants no app
    app: bool
    account: bool
    banking: bool  # internet banking
    knows_id: bool
    medium: str
    at_bank: str  # the mobile number that the bank has: "present", "old", "none"
    landline: bool  # the bank has one, and it can be answered
    certificate: str

    @property
    def phone(self) -> bool:
        return self.mobile != "none" or self.overseas

    @property
    def possible(self) -> bool:
        """What cannot be otherwise."""
        return (
            (not self.app or self.phone)  # an app is on a phone
            and (not self.app or not self.computer_only)
            and (not self.computer_only or self.computer)
            and (not self.banking or self.account)  # internet banking belongs to an account
            and (not self.knows_id or self.banking)
            and (self.medium != "card" or self.account)  # a card of this bank
            and (self.medium != "kb-certificate" or self.app)
            and (self.certificate != "kb" or self.banking)  # the bank issues to its internet banking customers
            and (self.at_bank != "present" or self.phone)
            and (not self.landline or not self.abroad)  # it rings in Korea
            and (not self.overseas or self.abroad)
        )


# When an answer is true of a person. Answers that are not here exclude no other one: they speak of what somebody
# knows, plans or has decided, of who somebody is, or say "I don't know".
TRUE: dict[tuple[str, str], Callable[[Person], bool]] = {
    ("abroad", "no"): lambda one: not one.abroad,
    ("abroad", "yes"): lambda one: one.abroad,
    ("abroad", "unsure"): lambda one: not one.abroad,  # whether there will be a journey
    ("other-bank", "none"): lambda one: one.certificate == "none",
    ("other-bank", "other"): lambda one: one.certificate == "other",
    ("other-bank", "kb"): lambda one: one.certificate == "kb",
    ("other-bank", "lost"): lambda one: one.certificate == "lost",
    ("account-password", "known"): lambda one: one.account,
    ("account-password", "forgotten"): lambda one: one.account,
    ("account-password", "locked"): lambda one: one.account,
    ("account-password", "no-account"): lambda one: not one.account,
    ("internet-banking", "yes"): lambda one: one.banking,
    ("internet-banking", "no"): lambda one: not one.banking,
    ("user-id", "yes"): lambda one: one.knows_id,
    ("user-id", "no"): lambda one: not one.knows_id,
    ("means", "card"): lambda one: one.medium == "card",
    ("means", "otp"): lambda one: one.medium == "otp",  # a small one, which another bank may have given out
    ("means", "kb-certificate"): lambda one: one.medium == "kb-certificate",
    ("means", "none"): lambda one: one.medium == "none",
    ("customer-info", "yes"): lambda one: one.at_bank == "present",
    ("customer-info", "phone-old"): lambda one: one.at_bank == "old",
    ("own-name-phone", "yes"): lambda one: one.mobile == "own",
    ("own-name-phone", "no"): lambda one: one.mobile == "relative",
    ("own-name-phone", "none"): lambda one: one.mobile == "none",
    ("registered-phone", "yes"): lambda one: one.at_bank == "present",
    ("registered-phone", "landline"): lambda one: one.landline,
    ("registered-phone", "blocked"): lambda one: one.at_bank == "present" or one.landline or one.abroad,
    # from abroad the bank may call the old Korean number, and have the one of now in its papers
    ("registered-phone", "no"): lambda one: (one.at_bank == "old" or one.abroad) and not one.landline,
    ("own-device", "pc"): lambda one: one.computer,
    ("own-device", "phone"): lambda one: one.phone and not one.computer,
    ("bank-app", "yes"): lambda one: one.app,
    ("bank-app", "no"): lambda one: not one.app,
    ("bank-app", "pc-only"): lambda one: one.computer_only,
}
VALUES: dict[str, list[str]] = {
    "mobile": ["own", "relative", "none"],
    "medium": ["card", "otp", "kb-certificate", "none"],
    "at_bank": ["present", "old", "none"],
    "certificate": ["none", "other", "kb", "lost"],
}
ALL = [(item.id, answer.id) for item in CONTENT.items.values() for answer in item.answer]
PAIRS = [frozenset(pair) for pair in combinations(ALL, 2) if pair[0][0] != pair[1][0]]


def people() -> Iterator[Person]:
    values = [VALUES.get(field.name, [True, False]) for field in fields(Person)]
    return (one for one in (Person(*chosen) for chosen in product(*values)) if one.possible)


def together() -> set[Pair]:
    """The pairs of answers that are both true of somebody."""
    given = {frozenset(answer for answer, true in TRUE.items() if true(one)) for one in people()}
    return {frozenset(pair) for answers in given for pair in combinations(answers, 2)}


def named() -> set[Pair]:
    """The pairs that the data names, whatever else is answered."""
    return {frozenset(pair) for pair in PAIRS if assess(CONTENT, dict(pair)).contradictions}


# A pair of answers, and where it holds only then, a third: written by hand, as the data has to name them.
EXPECTED = {
    ("internet-banking=no", "user-id=yes"),
    ("account-password=no-account", "internet-banking=yes"),
    ("account-password=no-account", "user-id=yes"),
    ("account-password=no-account", "means=card"),
    ("account-password=no-account", "other-bank=kb"),
    ("internet-banking=no", "other-bank=kb"),
    ("bank-app=no", "means=kb-certificate"),
    ("bank-app=pc-only", "means=kb-certificate"),
    ("bank-app=pc-only", "own-device=phone"),
    ("customer-info=phone-old", "registered-phone=yes"),
    ("abroad=yes", "registered-phone=landline"),
}
ONLY_IN_KOREA = {
    ("customer-info=yes", "registered-phone=no"),
    ("own-name-phone=none", "registered-phone=yes"),
    ("customer-info=yes", "own-name-phone=none"),
    ("own-device=phone", "own-name-phone=none"),
    ("bank-app=yes", "own-name-phone=none"),
    ("means=kb-certificate", "own-name-phone=none"),
}


def written(pairs: set[Pair]) -> set[tuple[str, ...]]:
    return {tuple(sorted("=".join(answer) for answer in pair)) for pair in pairs}


def test_no_pair_of_answers_is_unaccounted_for() -> None:
    possible = together()
    free = {pair for pair in PAIRS if not pair <= TRUE.keys()}
    unaccounted = set(PAIRS) - possible - free - named()
    assert written(unaccounted) == set()
    assert len(PAIRS) > 1900


def test_nothing_is_called_a_contradiction_that_can_be_true() -> None:
    assert written(named() & together()) == set()


def test_the_pairs_that_are_named_are_those_written_by_hand() -> None:
    assert written(named()) == EXPECTED


@pytest.mark.parametrize("pair", sorted(ONLY_IN_KOREA))
def test_a_pair_that_is_possible_abroad_only_is_named_in_korea(pair: tuple[str, str]) -> None:
    answers = dict(answer.split("=") for answer in pair)
    assert assess(CONTENT, answers | {"abroad": "no"}).contradictions
    assert not assess(CONTENT, answers | {"abroad": "yes"}).contradictions
    both = frozenset(answers.items())
    abroad = {frozenset(a for a, true in TRUE.items() if true(one)) for one in people() if one.abroad}
    korea = {frozenset(a for a, true in TRUE.items() if true(one)) for one in people() if not one.abroad}
    assert any(both <= given for given in abroad)
    assert not any(both <= given for given in korea)


def test_every_answer_that_the_persons_are_made_of_is_offered() -> None:
    assert set(TRUE) <= set(ALL)
    covered = {item for item, _ in TRUE}
    assert {item for item, _ in ALL} - covered == {"customer-kind", "ars-call", "use-plan", "pin-choice", "care-plan"}
