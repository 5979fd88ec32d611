"""What is said is as firm as its source: certain things without a doubt, doubtful ones never without it, and only one.

A fact carries no doubt in its own text. Its mark does, once, and the words for it stand wherever the fact is shown.
Anything else rests on the facts that it names, and is read where the source is not in sight.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from helpers import CONTENT
from kbguide.content.checklist import Fact
from kbguide.content.checks import leaves, walk
from kbguide.content.reader import LANGUAGES, Text
from test_notebooks import prose

TABLE = tomllib.loads((Path(__file__).parent / "firmness.toml").read_text(encoding="utf-8"))
ROWS = {  # what was looked up on 2026-11-26, by the number of its row: the facts that say it
    1: ["help-1394", "help-112"], 2: ["stop-all-accounts", "stop-all-limits", "stop-sent-money"],
    3: ["exposed-register"], 4: ["safe-block", "safe-block-open-banking"], 5: ["abroad-option"],
    6: ["kb-certificate", "kb-certificate-use", "account-in-app"], 7: ["mobile-otp"], 8: ["keep-valid"],
    9: ["card-company", "help-bank"], 10: ["renewal"], 11: ["reissue-joint", "reissue-term"], 12: ["suspend-lapses"],
    13: ["embassy"], 14: ["face-check"], 15: ["own-ars-call", "never-ask"], 16: ["where-used", "where-used-how"],
    17: ["service-down"], 18: ["foreign-network"],
}  # fmt: skip
CERTAIN = {
    "help-1394", "help-112", "stop-all-accounts", "stop-all-limits", "exposed-register", "safe-block", "abroad-option",
    "kb-certificate", "kb-certificate-use", "renewal", "reissue-joint", "suspend-lapses", "embassy", "face-check",
    "where-used", "service-down", "foreign-network",
}  # fmt: skip


PRESSED = {  # what is pressed after these, by the key of the button's word
    **dict.fromkeys(
        ("call-missed", "call-declined", "code-wrong", "code-late", "call-silent", "calls-blocked"),
        "call.request-again",
    ),
    **dict.fromkeys(("code-unfinished", "medium-unfinished", "reply-unfinished"), "call.confirm"),
    **dict.fromkeys(("text-missing", "text-late", "sender-blocked"), "reply.request-again"),
    "medium-declined": "approve.request-again",
}


def hedges(text: str, lang: str) -> list[str]:
    return re.findall(TABLE["hedge"][lang], text, re.IGNORECASE)


def is_open(text: str, lang: str) -> bool:
    return bool(hedges(text, lang) or re.search(TABLE["open"][lang], text, re.IGNORECASE))


def every_text(entry: object) -> list[Text]:
    return [leaf.value for leaf in walk(entry, entry, "") if isinstance(leaf.value, Text)]


def rests() -> Iterator[tuple[str, list[Text], list[Fact]]]:
    """What is read where no source is in sight, and the facts on which it rests."""
    said: list[tuple[str, object, Sequence[Text | None]]] = [
        *((f"problem {one.id}", one, [one.what, one.do, one.ask]) for one in CONTENT.problems.values()),
        *((f"now {one.id}", one, [one.text, one.say]) for one in CONTENT.urgent.values()),
        *((f"term {one.id}", one, [one.meaning]) for one in CONTENT.terms.values()),
        *((f"claim {one.id}", one, [one.reason]) for one in CONTENT.claims.values()),
        *((f"drill {one.id}", one, [*one.rule, *(clue.text for clue in one.clue)]) for one in CONTENT.drills.values()),
        *((f"screen {one.id}", one, [one.protects]) for one in CONTENT.screens.values() if one.protects),
        *((f"procedure {one.id}", one, [one.real]) for one in CONTENT.procedures.values()),
        *((f"item {one.id}", one, [*every_text(one)]) for one in CONTENT.items.values()),
    ]
    for where, entry, texts in said:
        facts = [CONTENT.facts[name] for name in getattr(entry, "facts", ())]
        if facts:
            yield where, [text for text in texts if text], facts


RESTS = list(rests())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_fact_carries_its_doubt_itself(lang: str) -> None:
    assert [one.id for one in CONTENT.facts.values() if hedges(one.text[lang], lang)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_marks_of_doubtful_facts_say_that_they_are(lang: str) -> None:
    assert all(one.doubtful == (one.mark in "CK") for one in CONTENT.facts.values())
    for mark in ("c", "k"):
        assert is_open(CONTENT.words[f"facts.mark-{mark}"][lang], lang)
    for mark in ("a", "b"):
        assert not is_open(CONTENT.words[f"facts.mark-{mark}"][lang], lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("where", "texts", "facts"), RESTS, ids=[one[0] for one in RESTS])
def test_what_is_said_is_as_firm_as_its_facts(where: str, texts: list[Text], facts: list[Fact], lang: str) -> None:
    together = " ".join(text[lang] for text in texts)
    if all(fact.doubtful for fact in facts):
        assert is_open(together, lang), where
    if all(fact.mark == "A" for fact in facts):
        assert hedges(together, lang) == [], where


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_doubt_is_said_once_in_a_text(lang: str) -> None:
    everything = [*CONTENT.screens.values(), *CONTENT.procedures.values(), *CONTENT.scenarios.values()]
    everything += [*CONTENT.problems.values(), *CONTENT.terms.values(), *CONTENT.claims.values()]
    everything += [*CONTENT.urgent.values(), *CONTENT.drills.values(), *CONTENT.items.values()]
    twice = [text[lang] for one in everything for text in every_text(one) if len(hedges(text[lang], lang)) > 1]
    twice += [name for name, text in prose(lang).items() if len(hedges(text, lang)) > 1]
    assert twice == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_comparison_says_under_the_table_what_is_only_reported(lang: str) -> None:
    doubtful = {name for one in CONTENT.compared.values() for cell in one.cell for name in cell.facts}
    assert any(CONTENT.facts[name].doubtful for name in doubtful)
    assert len(hedges(prose(lang)["learn-compare-after"], lang)) == 1


def test_what_was_looked_up_has_its_facts_and_they_are_used() -> None:
    assert sorted(ROWS) == list(range(1, 19))
    for names in ROWS.values():
        assert set(names) <= set(CONTENT.facts)
    assert {name for name in CERTAIN if CONTENT.facts[name].mark != "A"} == set()


# -- what was wrong, and its kind -------------------------------------------------------------------


def said(lang: str) -> Iterator[tuple[str, str]]:
    """Everything that a learner reads and that is not a fact with its source, by where it stands."""
    entries: dict[str, list[str]] = defaultdict(list)
    for leaf in leaves(CONTENT):
        if isinstance(leaf.value, Text):
            entries[": ".join(leaf.where.split(": ")[:2])].append(leaf.value[lang])
        elif leaf.key == "call":
            entries[": ".join(leaf.where.split(": ")[:2])].append(leaf.value or "")
    yield from ((where, "\n".join(texts)) for where, texts in entries.items() if not where.startswith("facts.toml"))
    for name in ("words", "page"):
        yield from ((f"{name} {key}", text[lang]) for key, text in getattr(CONTENT, name).items())
    yield from ((f"prose {name}", text) for name, text in prose(lang).items())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_is_sent_to_112_without_1394(lang: str) -> None:
    assert [where for where, text in said(lang) if re.search(r"(?<!\d)112(?!\d)", text) and "1394" not in text] == []
    assert [one.call for one in CONTENT.help_numbers.values()][:2] == ["1394", "112"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("gone", TABLE["gone"], ids=lambda one: one["why"])
def test_what_was_wrong_is_said_nowhere(gone: dict[str, Any], lang: str) -> None:
    found = {where for where, text in said(lang) if re.search(gone[lang], text, re.IGNORECASE)}
    assert found - set(gone["but"]) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_button_has_one_name(lang: str) -> None:
    """What the telephone's problems tell one to press is what stands on the button."""
    for problem, key in PRESSED.items():
        name = CONTENT.words[key][lang].partition(" (")[0]
        assert name in CONTENT.problems[problem].do[lang], problem
