"""Claims, drills, comparison, paths and what to do now: complete, fair, and of no use to anybody who cheats."""

import re

import pytest

from helpers import CONTENT
from kbguide.content.checks import walk
from kbguide.content.learning import Drill
from kbguide.content.reader import LANGUAGES, PLACE, Text, filled
from kbguide.practice.answers import TRUTH, answered, is_right, offered

DRILLS = list(CONTENT.drills.values())
TOLD = [filled(drill, words) for drill in DRILLS for words in drill.guise]  # each in each of its guises
FALSE = [drill for drill in DRILLS if not drill.genuine]
GENUINE = [drill for drill in DRILLS if drill.genuine]
NAMED = {  # the situations that a learner must have met
    "call-press-47", "call-not-mine", "text-real-sender", "search-hand", "remote-help", "helper-at-pc",
    "notice-not-mine", "hold-for-1394", "text-sim", "card-picture", "page-maintenance",
}  # fmt: skip
LINK = re.compile(r"https?:|<a\b|\]\(|href|tel:|mailto:|www\.", re.IGNORECASE)
NUMBER = re.compile(r"\d[\d-]{6,}\d")
ADDRESS = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
NOBODYS = re.compile(r"(?:010-)?0000-0000")


def safe(drill: Drill) -> int:
    """At which place the safe answer stands."""
    return [reply.verdict for reply in drill.reply].index("safe")


# -- drills -----------------------------------------------------------------------------------------


def test_every_drill_comes_in_two_guises_at_least_and_no_place_in_it_is_left_empty() -> None:
    for drill in DRILLS:
        assert len(drill.guise) >= 2, drill.id
        assert len({str(filled(drill, words)) for words in drill.guise}) == len(drill.guise), drill.id
    assert [drill.id for drill in TOLD for text in texts(drill) for lang in LANGUAGES if PLACE.search(text[lang])] == []
    assert [drill.id for drill in DRILLS if PLACE.search(drill.title.ko + drill.title.en)] == []  # a list shows it so


def test_every_fraud_but_one_has_a_genuine_twin_with_another_right_answer() -> None:
    assert [drill.id for drill in FALSE if not drill.twin] == ["call-prosecutor"]  # nobody genuine calls like that
    for drill in FALSE:
        if drill.twin:
            twin = CONTENT.drills[drill.twin]
            assert twin.genuine
            assert twin.safe != drill.safe
    twins = {drill.twin for drill in FALSE}
    assert {drill.id for drill in DRILLS if drill.extra} <= twins


def test_a_round_for_everybody_has_all_frauds_and_eight_that_are_genuine() -> None:
    everybody = [drill for drill in DRILLS if not drill.extra]
    assert [drill for drill in everybody if not drill.genuine] == FALSE
    assert sum(drill.genuine for drill in everybody) == 8


def test_there_are_sixteen_drills_and_five_genuine_ones() -> None:
    assert len(DRILLS) >= 16
    assert len(GENUINE) >= 5
    assert set(CONTENT.drills) >= NAMED
    assert {drill.way for drill in DRILLS} == {"text", "call", "screen", "person"}


def test_calling_everything_a_fraud_does_not_win() -> None:
    """Hanging up, closing or leaving is the safe answer to no genuine drill."""
    refusals = {"hang-up", "close", "leave", "refuse", "panic", "report"}
    for drill in GENUINE:
        assert drill.reply[safe(drill)].id not in refusals, drill.id
        assert any(reply.verdict == "wary" for reply in drill.reply), drill.id


def test_every_drill_has_one_safe_answer_and_one_that_costs_something() -> None:
    for drill in DRILLS:
        verdicts = [reply.verdict for reply in drill.reply]
        assert sorted(verdicts) == ["harm", "safe", "wary"], drill.id


def test_no_drill_is_decided_by_the_place_of_the_answer() -> None:
    places = [safe(drill) for drill in DRILLS]
    for place in range(3):
        assert len(DRILLS) / 5 <= places.count(place) <= len(DRILLS) / 2
    runs = max(len(one) for one in re.findall(r"((\d)\2*)", "".join(map(str, places))) for one in one[:1])
    assert runs <= 4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_drill_is_decided_by_the_length_of_the_answer(lang: str) -> None:
    lengths = [[len(reply.label[lang]) for reply in drill.reply] for drill in TOLD]
    for extreme in (max, min):
        hits = sum(row[safe(drill)] == extreme(row) for drill, row in zip(TOLD, lengths, strict=True))
        assert hits <= len(TOLD) / 2, extreme


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("part", ["words", "before", "title"])
def test_a_fraud_is_not_told_by_the_length_of_its_words(lang: str, part: str) -> None:
    def length(drill: Drill) -> int:
        value = getattr(drill, part)
        return sum(len(text[lang]) for text in (value if isinstance(value, tuple) else (value,)))

    pairs = [(length(one), length(other)) for one in TOLD for other in TOLD if not one.genuine and other.genuine]
    longer = sum((a > b) + 0.5 * (a == b) for a, b in pairs) / len(pairs)
    assert 0.25 <= longer <= 0.75


def test_genuine_and_false_ones_come_in_mixed_order() -> None:
    order = "".join("01"[drill.genuine] for drill in DRILLS if not drill.extra)
    assert "0000" not in order
    assert "11" not in order
    assert order[0] == "0"
    assert not re.fullmatch(r"(.{2,4})\1+.{0,3}", order)


def test_every_answer_leads_to_an_explanation_of_its_own() -> None:
    for drill in DRILLS:
        said = [reply.then[lang] for reply in drill.reply for lang in LANGUAGES]
        assert len(set(said)) == len(said), drill.id
        assert drill.clue
        assert drill.rule
        assert drill.facts


def texts(entry: object) -> list[Text]:
    """Every text in an entry, however deep: of a drill, what a learner sees before and after answering."""
    return [leaf.value for leaf in walk(entry, entry, "") if isinstance(leaf.value, Text)]


def test_addresses_and_numbers_in_drills_belong_to_nobody() -> None:
    for drill in TOLD:
        for text in texts(drill):
            for lang in LANGUAGES:
                for address in ADDRESS.findall(text[lang]):
                    assert address.endswith(".example"), (drill.id, address)
                for number in NUMBER.findall(text[lang]):
                    assert NOBODYS.fullmatch(number), (drill.id, number)


def test_no_text_of_the_content_holds_a_link() -> None:
    entries = [*TOLD, *CONTENT.claims.values(), *CONTENT.urgent.values(), *CONTENT.paths.values()]
    entries += [*CONTENT.facts.values(), *CONTENT.terms.values(), *CONTENT.compared.values()]
    for entry in entries:
        for text in texts(entry):
            assert not LINK.search(text.ko + text.en), (entry.id, text)


def test_the_practice_bank_and_no_real_one_speaks_in_a_drill() -> None:
    real = re.compile("KB|\uad6d\ubbfc|kbstar|1588", re.IGNORECASE)
    for drill in TOLD:
        for text in (drill.sender, *drill.words, *(one for reply in drill.reply for one in reply.arrives)):
            assert not real.search(text.ko + text.en), drill.id


def test_a_fraud_in_the_middle_can_come_on_every_way_of_issuing() -> None:
    able = [drill for drill in DRILLS if drill.during]
    assert len(able) >= 2
    for drill in able:
        assert not drill.genuine
        assert set(drill.during) & set(CONTENT.procedures["issue"].screens)


# -- claims -----------------------------------------------------------------------------------------


def test_there_are_twelve_claims_right_and_wrong_each_with_its_facts() -> None:
    claims = list(CONTENT.claims.values())
    assert len(claims) >= 12
    assert len(claims) / 4 <= sum(claim.true for claim in claims) <= len(claims) * 3 / 4
    for claim in claims:
        assert claim.facts
        assert all(CONTENT.facts[name].mark in "ABCK" for name in claim.facts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_claim_is_not_told_by_its_length(lang: str) -> None:
    right, wrong = ([len(one.text[lang]) for one in CONTENT.claims.values() if one.true == so] for so in (True, False))
    pairs = [(a, b) for a in right for b in wrong]
    assert 0.25 <= sum((a > b) + 0.5 * (a == b) for a, b in pairs) / len(pairs) <= 0.75


def test_a_claim_rests_on_something_firmer_than_common_knowledge() -> None:
    for claim in CONTENT.claims.values():
        assert {CONTENT.facts[name].mark for name in claim.facts} & set("AB"), claim.id


# -- comparison, paths, now ---------------------------------------------------------------------------


def test_four_certificates_are_compared_and_every_cell_has_its_source() -> None:
    assert len(CONTENT.compared) == 4
    for one in CONTENT.compared.values():
        assert {cell.aspect for cell in one.cell} == set(CONTENT.aspects)
        assert all(cell.facts for cell in one.cell)


def test_what_one_can_care_about_tells_the_certificates_apart() -> None:
    for aspect in CONTENT.aspects.values():
        ranks = [cell.rank for one in CONTENT.compared.values() for cell in one.cell if cell.aspect == aspect.id]
        if aspect.care:
            assert 1 in ranks
            assert len(set(ranks)) > 1, aspect.id
        else:
            assert set(ranks) == {None}


def test_the_three_cases_of_the_source_are_the_three_paths() -> None:
    cases = [reason.id for reason in CONTENT.reasons.values() if reason.kind == "case"]
    assert [path.reason for path in CONTENT.paths.values()] == cases
    for path in CONTENT.paths.values():
        assert 3 <= len(path.step) <= 5
        assert sum(step.minutes for step in path.step) <= 60


def test_payments_are_stopped_before_anything_is_asked_or_reported() -> None:
    calls = [step.call for step in CONTENT.urgent.values() if step.call]
    assert calls[:2] == ["1394", "1588-9999"]
    assert {"118", "1332"} <= set(calls)
    assert "112" in CONTENT.urgent["police"].text.ko
    assert "112" in CONTENT.urgent["police"].text.en
    for step in CONTENT.urgent.values():
        assert step.facts


# -- answers ----------------------------------------------------------------------------------------


def test_a_question_offers_its_answers_and_nothing_else() -> None:
    assert offered(CONTENT, "claim/free") == TRUTH
    assert offered(CONTENT, "confidence/before") == ("1", "2", "3", "4", "5")
    assert set(offered(CONTENT, "care")) == {one.id for one in CONTENT.aspects.values() if one.care}
    for nothing in ("", "claim", "claim/", "claim/none", "drill/none", "confidence", "confidence/later", "else/free"):
        assert offered(CONTENT, nothing) == ()


def test_an_answer_is_right_when_it_is_safe_or_true() -> None:
    for claim in CONTENT.claims.values():
        assert [is_right(CONTENT, f"claim/{claim.id}", one) for one in TRUTH] == [claim.true, not claim.true]
    for drill in DRILLS:
        right = [reply.id for reply in drill.reply if is_right(CONTENT, f"drill/{drill.id}", reply.id)]
        assert right == [drill.reply[safe(drill)].id]


def test_only_the_first_answer_counts_as_right_the_first_time() -> None:
    said = {"claim/free": ("false", "true"), "claim/two-years": ("false",), "drill/loan-call": ("hang-up",)}
    assert answered(CONTENT, said, "claim", CONTENT.claims) == (2, 1, len(CONTENT.claims))
    assert answered(CONTENT, said, "drill", ["loan-call", "text-sim"]) == (1, 1, 2)
