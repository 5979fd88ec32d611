"""The content holds together, says everything in both languages, and belongs to nobody."""

import ast
import re
import string
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpers import (
    ACCOUNTS,
    CARDS,
    CONTENT,
    DATES,
    GONE,
    MOBILES,
    PC,
    RRNS,
    SPACED,
    begin,
    edit,
    look_up,
    mistakes,
    pass_screen,
)
from kbguide.checks import texts, uses
from kbguide.content import Content, check, load
from kbguide.practice import looks_real

from kbguide.reading import ContentError, Text
from kbguide.schema.procedure import Scenario

PC_FILE = "procedures/issue-pc.toml"
HANGUL = re.compile("[\u3131-\u318e\uac00-\ud7a3]")
UNWANTED = tomllib.loads((Path(__file__).parent / "unwanted_words.toml").read_text(encoding="utf-8"))


def refusal(data: Path) -> str:
    with pytest.raises(ContentError) as refused:
        load(data)
    line = str(refused.value)
    assert len(line.splitlines()) == 1
    return line


# -- references -----------------------------------------------------------------------------------

REFERENCES: list[tuple[str, tuple[str | int, ...]]] = [
    ("checklist.toml", ("item", "abroad", "group")),
    ("checklist.toml", ("item", "means", "after")),
    ("checklist.toml", ("item", "abroad", "facts")),
    ("checklist.toml", ("item", "means", "answer", "none", "blocks")),
    ("checklist.toml", ("item", "means", "answer", "none", "problems")),
    ("checklist.toml", ("item", "means", "answer", "none", "goal")),
    ("checklist.toml", ("item", "means", "answer", "none", "fix", "place")),
    ("checklist.toml", ("goal", "revoke", "place")),
    ("checklist.toml", ("goal", "revoke", "items")),
    ("checklist.toml", ("contradiction", 0, "when")),
    ("reasons.toml", ("reason", "urgent", "places")),
    ("reasons.toml", ("reason", "urgent", "first")),
    ("reasons.toml", ("reason", "quick", "channel")),
    ("reasons.toml", ("reason", "end", "goal")),
    ("scenarios.toml", ("scenario", "otp", "procedure")),
    ("scenarios.toml", ("scenario", "otp", "problems")),
    ("scenarios.toml", ("scenario", "otp", "screen")),
    ("guards.toml", ("guard", "mobile", "problem")),
    ("problems.toml", ("problem", "wrong-menu", "facts")),
    ("glossary.toml", ("term", "kftc", "facts")),
    (PC_FILE, ("channel",)),
    (PC_FILE, ("screen", "front", "step")),
    (PC_FILE, ("screen", "front", "next")),
    (PC_FILE, ("screen", "front", "facts")),
    (PC_FILE, ("screen", "front", "entry", "centre", "to")),
    (PC_FILE, ("screen", "front", "entry", "login", "problem")),
    (PC_FILE, ("screen", "account", "field", "account-password", "wrong")),
    (PC_FILE, ("screen", "account", "field", "account-password", "locked")),
    (PC_FILE, ("screen", "route", "field", "route", "option", "ars", "wrong")),
    (PC_FILE, ("screen", "identity", "field", "user-id", "expects")),
    (PC_FILE, ("screen", "account", "field", "account", "offers")),
    (PC_FILE, ("screen", "account", "field", "account-password", "limit")),
    *(
        (PC_FILE, ("screen", "ars", "signal", key))
        for key in ("silent", "missed", "declined", "wrong", "late", "unfinished")
    ),
]
LISTS = {"after", "facts", "blocks", "problems", "when", "places", "first", "next", "items"}


@pytest.mark.parametrize(("file", "path"), REFERENCES, ids=lambda part: part[-1] if isinstance(part, tuple) else part)
def test_an_id_that_does_not_exist_is_named(data: Path, file: str, path: tuple[str | int, ...]) -> None:
    key = str(path[-1])
    wrong: object = 99 if key == "step" else "no-such-thing"
    edit(data, file, *path, to=[wrong] if key in LISTS else wrong)
    line = refusal(data)
    assert line.startswith(f"{file}: ")
    for part in (key, str(wrong), *([str(path[1])] if len(path) > 1 and isinstance(path[1], str) else [])):
        assert part in line
    assert line in check(data)


def test_every_kind_of_reference_is_tried_above(content: Content) -> None:
    kinds = {(where.partition(":")[0], key) for where, key, _, _ in uses(content)}
    assert kinds == {(file, path[-1]) for file, path in REFERENCES}


def test_check_lists_all_faults_and_load_raises_the_first(data: Path) -> None:
    edit(data, "reasons.toml", "reason", "quick", "channel", to="by-post")
    edit(data, "problems.toml", "problem", "wrong-menu", "facts", to=["nowhere"])
    faults = check(data)
    assert [("by-post" in fault, "nowhere" in fault) for fault in faults] == [(True, False), (False, True)]
    assert refusal(data) == faults[0]


def test_check_lists_the_faults_of_several_files(data: Path) -> None:
    edit(data, "reasons.toml", "reason", "quick", "advice", "ko", to=GONE)
    edit(data, "facts.toml", "fact", "issuer", "mark", to="Z")
    (data / "words.toml").write_text("[", encoding="utf-8")
    faults = check(data)
    assert len(faults) == 3
    assert {fault.partition(":")[0] for fault in faults} == {"reasons.toml", "facts.toml", "words.toml"}
    assert refusal(data) == faults[0]


def test_a_folder_put_right_is_read_as_if_nothing_had_been(data: Path, content: Content) -> None:
    kept = (data / "reasons.toml").read_text(encoding="utf-8")
    edit(data, "reasons.toml", "reason", "quick", "channel", to="by-post")
    refusal(data)
    (data / "reasons.toml").write_text(kept, encoding="utf-8")
    assert load(data) == content


def test_our_own_content_has_no_fault() -> None:
    assert check() == []


@pytest.mark.parametrize(
    "circle", [{"abroad": ["abroad"]}, {"abroad": ["use-plan"], "use-plan": ["care-plan"], "care-plan": ["abroad"]}]
)
def test_a_circle_in_what_comes_before_is_named(data: Path, circle: dict[str, list[str]]) -> None:
    for item, after in circle.items():
        edit(data, "checklist.toml", "item", item, "after", to=after)
    line = refusal(data)
    for part in ("checklist.toml", "after", *circle):
        assert part in line


@pytest.mark.parametrize("text", ["Take {phnoe}", "Take {}", "Take {phone.x}", "Take {phone", "Take phone}"])
def test_an_unknown_placeholder_is_named(data: Path, text: str) -> None:
    edit(data, PC_FILE, "screen", "ars", "text", "en", to=text)
    line = refusal(data)
    assert PC_FILE in line
    assert "ars" in line


def test_a_pattern_that_cannot_be_read_is_named(data: Path) -> None:
    edit(data, "guards.toml", "guard", "mobile", "pattern", to="(01")
    line = refusal(data)
    for part in ("guards.toml", "mobile", "pattern"):
        assert part in line


def test_a_goal_for_everybody_must_exist(data: Path) -> None:
    goals = look_up(data, "checklist.toml", "goal")
    assert isinstance(goals, list)
    edit(data, "checklist.toml", "goal", to=[goal for goal in goals if goal["id"] != "issue"])
    assert "issue" in refusal(data)


@pytest.mark.parametrize("screen", ["ars", "medium-phone", "text-reply"])
def test_a_telephone_screen_without_a_signal_is_named(data: Path, screen: str) -> None:
    edit(data, PC_FILE, "screen", screen, "signal", to=GONE)
    assert screen in refusal(data)


@pytest.mark.parametrize("screen", ["front", "terms"])
def test_a_screen_that_leads_nowhere_is_named(data: Path, screen: str) -> None:
    edit(data, PC_FILE, "screen", screen, "next", to=[])
    if screen == "front":
        edit(data, PC_FILE, "screen", screen, "entry", "centre", to=GONE)
    assert screen in refusal(data)


def test_a_condition_that_can_never_hold_is_named(data: Path) -> None:
    edit(data, PC_FILE, "screen", "ars", "when", to="rout=ars")
    assert "ars" in refusal(data)


def test_a_typed_field_in_which_nothing_is_expected_is_named(data: Path) -> None:
    edit(data, PC_FILE, "screen", "identity", "field", "user-id", "expects", to=GONE)
    edit(data, PC_FILE, "screen", "identity", "field", "user-id", "name", to="nickname")
    assert "nickname" in refusal(data)


def problems_named_in_code() -> set[str]:
    sources = [Path(str(sys.modules[f"kbguide.practice.{name}"].__file__)) for name in ("judge", "step")]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sources]
    words = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return {word for word in words if word in CONTENT.problems}


@pytest.mark.parametrize("problem", ["field-empty", "pin-mismatch", "reply-wrong", "someone-elses", "terms-unticked"])
def test_a_problem_that_the_practice_raises_by_itself_must_exist(data: Path, problem: str) -> None:
    left = [entry for entry in look_up(data, "problems.toml", "problem") if entry["id"] != problem]
    edit(data, "problems.toml", "problem", to=left)
    for scenario in CONTENT.scenarios.values():
        edit(
            data,
            "scenarios.toml",
            "scenario",
            scenario.id,
            "problems",
            to=[p for p in scenario.problems if p != problem],
        )
    for item in CONTENT.items.values():
        for answer in item.answer:
            if problem in answer.problems:
                path = ("item", item.id, "answer", answer.id, "problems")
                edit(data, "checklist.toml", *path, to=[p for p in answer.problems if p != problem])
    assert problem in refusal(data)


# -- completeness ---------------------------------------------------------------------------------


def test_the_ten_items_of_the_source_are_there(content: Content) -> None:
    assert sorted(item.seed for item in content.items.values() if item.seed) == list(range(1, 11))


def test_the_five_situations_and_the_three_cases_are_there(content: Content) -> None:
    kinds = [(reason.kind, reason.seed) for reason in content.reasons.values()]
    assert sorted(kinds) == [("case", n) for n in (1, 2, 3)] + [("situation", n) for n in (1, 2, 3, 4, 5)]


def test_the_pc_procedure_has_eight_steps_in_order_with_screens_in_each() -> None:
    assert [step.number for step in PC.step] == list(range(1, 9))
    assert {screen.step for screen in PC.screen} == set(range(1, 9))
    assert [screen.step for screen in PC.screen] == sorted(screen.step for screen in PC.screen)
    assert PC.screen[-1].kind == "done"


def test_there_are_four_people_one_with_a_name_in_latin_letters(content: Content) -> None:
    names = [persona.values["name"] for persona in content.personas.values()]
    assert len(names) >= 4
    assert any(re.fullmatch("[A-Z ]+", name) for name in names)
    assert any(HANGUL.search(name) for name in names)


def test_every_person_has_every_value(content: Content) -> None:
    assert len({frozenset(persona.values) for persona in content.personas.values()}) == 1


def test_every_person_has_a_telephone_of_their_own(content: Content) -> None:
    for persona in content.personas.values():
        assert persona.values["mobile"] in [phone.number for phone in persona.phone if phone.mine]


def test_there_are_twenty_terms_and_more(content: Content) -> None:
    assert len(content.terms) >= 20


def test_every_item_says_what_follows_from_each_answer(content: Content) -> None:
    for item in content.items.values():
        assert len(item.answer) >= 2
        assert len({answer.id for answer in item.answer}) == len(item.answer)
        assert any(answer.verdict == "ready" for answer in item.answer)
        for answer in item.answer:
            assert (answer.fix is not None) == (answer.verdict in ("missing", "unsure")), f"{item.id}={answer.id}"
            assert answer.fix is None or answer.fix.minutes > 0


def test_items_stand_in_their_groups_and_after_what_comes_before(content: Content) -> None:
    groups = [item.group for item in content.items.values()]
    assert [g for n, g in enumerate(groups) if n == 0 or groups[n - 1] != g] == list(content.groups)


def met_from(screen: str) -> set[str]:
    """Every problem that can be met on a screen and on those after it, by making all mistakes there."""
    met: set[str] = set()
    for name in CONTENT.personas:
        for text in ("reply", "code"):
            world = begin(CONTENT, name, screen=screen, text=text)
            while not world.finished:
                met.update(*(set(after.met) for after in mistakes(world)))
                world, _ = pass_screen(world)
    return met


@pytest.fixture(scope="module")
def met() -> dict[str, set[str]]:
    return {
        screen: met_from(screen) for screen in {scenario.screen for scenario in CONTENT.scenarios.values()} | {"front"}
    }


def test_fifteen_problems_and_more_can_be_met_in_the_pc_procedure(met: dict[str, set[str]]) -> None:
    assert len(met["front"]) >= 15


def test_every_problem_can_be_met_or_is_led_to(content: Content, met: dict[str, set[str]]) -> None:
    led_to = {problem for item in content.items.values() for answer in item.answer for problem in answer.problems}
    trained = {problem for scenario in content.scenarios.values() for problem in scenario.problems}
    assert set(content.problems) == met["front"] | led_to | trained


def test_every_problem_that_code_or_procedure_can_raise_is_really_met(met: dict[str, set[str]]) -> None:
    raised = {n for where, _, n, known in uses(CONTENT) if where.startswith(PC_FILE) and known is CONTENT.problems}
    assert (raised | problems_named_in_code()) - met["front"] <= {
        "not-on-card"
    }  # the usual one of a field that names none


@pytest.mark.parametrize("scenario", CONTENT.scenarios.values(), ids=CONTENT.scenarios)
def test_what_a_scenario_promises_can_be_met_from_its_screen_on(scenario: Scenario, met: dict[str, set[str]]) -> None:
    promised = set(scenario.problems)
    assert promised & met["front"] <= met[scenario.screen]
    assert (
        promised & met[scenario.screen] or scenario.id == "last-day"
    )  # that one is about reading the finished certificate


# -- facts ----------------------------------------------------------------------------------------


def test_a_fact_expires_after_it_was_checked(content: Content) -> None:
    for fact in content.facts.values():
        assert date(2026, 1, 1) <= fact.checked < fact.expires, fact.id
        assert all(len(fact.source[lang]) > 5 for lang in ("ko", "en"))


def test_every_fact_is_relied_on_somewhere(content: Content) -> None:
    assert {name for _, key, name, _ in uses(content) if key == "facts"} == set(content.facts)


# -- words ----------------------------------------------------------------------------------------


def all_texts() -> Iterator[tuple[str, Text]]:
    for name in vars(CONTENT):
        value: Any = getattr(CONTENT, name)
        entries = value.items() if isinstance(value, dict) else [("", value)]
        for key, entry in entries:
            yield from ((f"{name} {key}", text) for text in texts(entry))


def plain(text: str) -> str:
    """The words without what the page fills in."""
    return re.sub(r"\{[^}]*\}", "", text)


def test_korean_texts_are_korean() -> None:
    words = [(where, re.sub(r"[\w.-]+\.(com|kr)|OTP", "", plain(text.ko))) for where, text in all_texts()]
    assert [where for where, text in words if re.search("[A-Za-z]{3}", text) and not HANGUL.search(text)] == []


def test_english_texts_show_korean_only_as_the_name_of_something_on_the_screen(content: Content) -> None:
    nothing_else = [
        where for where, text in all_texts() if HANGUL.search(text.en) and not re.search("[A-Za-z]", plain(text.en))
    ]
    assert nothing_else == []


def test_both_languages_fill_in_the_same(content: Content) -> None:
    def names(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}

    different = [where for where, text in all_texts() if names(text.ko) != names(text.en)]
    assert [where for where in different if where != "words months"] == []  # English names the months


def test_no_unwanted_word_is_used(content: Content) -> None:
    korean = [(where, word) for where, text in all_texts() for word in UNWANTED["ko"] if word in text.ko]
    english = [
        (where, word)
        for where, text in all_texts()
        for word in UNWANTED["en"]
        if re.search(rf"\b{re.escape(word)}\b", text.en, re.IGNORECASE)
    ]
    assert korean + english == []


def test_nothing_is_shouted_and_nothing_is_a_picture(content: Content) -> None:
    both = [(where, text.ko + text.en) for where, text in all_texts()]
    assert [where for where, words in both if "!" in words or "\uff01" in words] == []
    pictures = [
        where
        for where, words in both
        for sign in words
        if ord(sign) > 0x2BFF and unicodedata.category(sign) in ("So", "Cs")
    ]
    assert pictures == []


# -- nobody's data --------------------------------------------------------------------------------


def exists(six: str) -> bool:
    """Whether YYMMDD is a day in any century."""
    try:
        date(2000 + int(six[:2]), int(six[2:4]), int(six[4:]))
    except ValueError:
        return False
    return True


def test_no_person_can_be_born_on_their_birthday(content: Content) -> None:
    for persona in content.personas.values():
        assert not exists(persona.values["birth"])
        assert not exists(persona.values["rrn-front"])
        assert re.fullmatch("[1-8]000000", persona.values["rrn-back"])


def test_no_person_has_a_number_or_address_that_somebody_else_has(content: Content) -> None:
    for persona in content.personas.values():
        assert re.fullmatch(r"010-0000-\d{4}", persona.values["mobile"])
        assert re.fullmatch(r"000-00-0000-\d{3}", persona.values["account"])
        assert persona.values["email"].endswith("@example.com")
        for phone in persona.phone:
            assert re.fullmatch(r"(010|02)-0000-\d{4}", phone.number)


def test_no_two_people_share_what_tells_them_apart(content: Content) -> None:
    for key in ("name", "user-id", "rrn-front", "birth", "account", "account-password", "email", "mobile", "pin"):
        values = [persona.values[key] for persona in content.personas.values()]
        assert len(set(values)) == len(values), key


def test_the_bank_is_at_an_address_that_cannot_exist(content: Content) -> None:
    assert content.bank.address.endswith((".example", ".test", ".invalid"))


def test_no_guard_takes_a_practice_value_for_somebodys(content: Content) -> None:
    lengths = {part.length for screen in PC.screen for part in screen.field} | {None}
    for persona in content.personas.values():
        for value in [*persona.values.values(), *(phone.number for phone in persona.phone)]:
            for length in lengths:
                assert looks_real(content, value, length) is None, value


@given(seed=st.integers(0, 10**6 + 50), persona=st.sampled_from(sorted(CONTENT.personas)), tries=st.integers(0, 4))
def test_no_guard_takes_a_made_up_number_for_somebodys(seed: int, persona: str, tries: int) -> None:
    for screen in ("medium-otp", "text-code", "ars", "text-reply", "medium-card"):
        world = begin(CONTENT, persona, seed, screen=screen)
        world.tries["medium"] = tries
        for number in (
            world.expected("otp"),
            world.code,
            *world.card,
            world.expected("first"),
            world.expected("second"),
        ):
            assert number.isdigit()
            assert looks_real(CONTENT, number, len(number)) is None


@given(number=RRNS)
def test_a_real_looking_resident_number_is_recognised(number: str) -> None:
    assert looks_real(CONTENT, number) == "looks-like-rrn"
    assert looks_real(CONTENT, f" No. {number} ") == "looks-like-rrn"
    assert looks_real(CONTENT, " ".join(number)) == "looks-like-rrn"


@given(number=RRNS)
def test_either_half_of_a_resident_number_is_recognised_in_its_field(number: str) -> None:
    assert looks_real(CONTENT, number[:6], 6) == "looks-like-rrn"
    assert looks_real(CONTENT, number[-7:], 7) == "looks-like-rrn"


@given(number=MOBILES)
def test_a_real_looking_mobile_number_is_recognised(number: str) -> None:
    assert looks_real(CONTENT, number) in ("looks-like-phone", "looks-like-rrn")  # 10 digits may be both


@given(number=SPACED)
def test_a_real_looking_card_or_account_is_recognised_with_separators_too(number: str) -> None:
    assert looks_real(CONTENT, number) is not None


@given(number=CARDS)
def test_a_card_is_called_a_card(number: str) -> None:
    assert looks_real(CONTENT, number) == "looks-like-account"


@given(number=ACCOUNTS.filter(lambda n: not re.match(r"\d\d[01]\d[0-3]\d|0?1|82", n)))
def test_an_account_is_called_an_account(number: str) -> None:
    assert looks_real(CONTENT, number) == "looks-like-account"


def test_an_account_at_a_branch_that_begins_like_an_unused_mobile_is_recognised() -> None:
    assert looks_real(CONTENT, "010-01-1234-567") is not None
    assert looks_real(CONTENT, "010112-01-123456") is not None


@given(day=DATES)
def test_a_resident_number_typed_in_wide_digits_is_recognised(day: str) -> None:
    wide = "".join(
        chr(ord(digit) + 0xFEE0) for digit in f"{day}1234567"
    )  # as a Korean keyboard types them in full width
    assert looks_real(CONTENT, wide) == "looks-like-rrn"


@given(day=DATES, more=st.text("0123456789", min_size=1, max_size=6))
@example(day="010115", more="7")
def test_a_resident_number_beside_another_number_is_recognised(day: str, more: str) -> None:
    assert looks_real(CONTENT, f"{day}-1234567, {more}") is not None
