"""The content holds together, says everything in both languages, and belongs to nobody."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpers import ACCOUNTS, APP, CARDS, CONTENT, DATES, GONE, ISSUE, MOBILES, RRNS, SPACED, at, edit, look_up
from kbguide.content.catalogue import Content
from kbguide.content.checks import leaves, uses
from kbguide.content.conditions import Condition
from kbguide.content.loader import check, load, overdue
from kbguide.content.reader import ContentError, Text
from kbguide.practice.judge import looks_real

ISSUE_FILE = "procedures/issue.toml"
TRY_FILE = "procedures/try-call.toml"
SCREENS_FILE = "screens.toml"
LESSONS_FILE = "lessons.toml"
HANGUL = re.compile("[\u3131-\u318e\uac00-\ud7a3]")


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
    ("checklist.toml", ("item", "own-device", "answer", "pc", "channel")),
    ("checklist.toml", ("place", "branch", "closed")),
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
    ("scenarios.toml", ("scenario", "otp", "persona")),
    ("scenarios.toml", ("scenario", "pop-up", "channel")),
    ("scenarios.toml", ("scenario", "wrong-pin", "given")),
    ("scenarios.toml", ("scenario", "otp", "end")),
    ("scenarios.toml", ("scenario", "otp-drift", "fault", 0, "screen")),
    ("scenarios.toml", ("scenario", "otp-drift", "fault", 0, "problem")),
    ("problems.toml", ("problem", "expired", "remedy")),
    ("problems.toml", ("problem", "expired", "place")),
    ("quiz.toml", ("claim", "free", "facts")),
    ("comparison.toml", ("certificate", "kb", "cell", 0, "aspect")),
    ("comparison.toml", ("certificate", "kb", "cell", 0, "facts")),
    ("paths.toml", ("path", "quick", "reason")),
    ("paths.toml", ("path", "quick", "step", 1, "scenario")),
    ("paths.toml", ("path", "quick", "step", 2, "procedure")),
    ("scams.toml", ("drill", "loan-call", "facts")),
    ("scams.toml", ("drill", "loan-call", "given")),
    ("scams.toml", ("drill", "loan-call", "twin")),
    ("scams.toml", ("drill", "mid-read-out", "during")),
    ("now.toml", ("step", "police", "facts")),
    ("companion.toml", ("companion", "renew", "procedure")),
    ("companion.toml", ("companion", "renew", "facts")),
    ("companion.toml", ("companion", "renew", "step", 0, "screen")),
    ("companion.toml", ("problem", 0, "id")),
    ("companion.toml", ("problem", "popup-blocked", "also")),
    ("personas.toml", ("given", "own", "issuer")),
    ("personas.toml", ("given", "own", "registered")),
    ("bank.toml", ("acts",)),
    ("bank.toml", ("card", "mobile", "also")),
    (ISSUE_FILE, ("path",)),
    (ISSUE_FILE, ("facts",)),
    (TRY_FILE, ("settled",)),
    (TRY_FILE, ("then",)),
    (ISSUE_FILE, ("step", 1, "screens")),
    (ISSUE_FILE, ("outline", 0, "when")),
    (ISSUE_FILE, ("screen", "reissue", "when")),
    (ISSUE_FILE, ("screen", "reissue", "entry", "register", "turn")),
    (ISSUE_FILE, ("screen", "new-pin", "expects")),
    (SCREENS_FILE, ("screen", "front", "facts")),
    (SCREENS_FILE, ("screen", "front", "when")),
    (SCREENS_FILE, ("screen", "front", "entry", "login", "problem")),
    (SCREENS_FILE, ("screen", "pin-present", "check", 0, "problem")),
    (SCREENS_FILE, ("screen", "pin-present", "check", 0, "when")),
    (SCREENS_FILE, ("screen", "account", "field", "account-password", "wrong")),
    (SCREENS_FILE, ("screen", "account", "field", "account-password", "locked")),
    (SCREENS_FILE, ("screen", "route", "field", "route", "option", "ars", "wrong")),
    (SCREENS_FILE, ("screen", "identity", "field", "user-id", "expects")),
    (SCREENS_FILE, ("screen", "account", "field", "account", "offers")),
    (SCREENS_FILE, ("screen", "account", "field", "account-password", "limit")),
    (LESSONS_FILE, ("lesson", "class-90", "prepare")),
    (LESSONS_FILE, ("lesson", "class-90", "facts")),
    (LESSONS_FILE, ("lesson", "class-90", "step", "call", "where")),
    (LESSONS_FILE, ("lesson", "class-90", "step", "check", "hand-out")),
    *(
        (SCREENS_FILE, ("screen", "ars", "signal", key))
        for key in ("silent", "missed", "declined", "wrong", "late", "unfinished")
    ),
]
LISTS = {
    "acts", "after", "also", "blocks", "closed", "during", "facts", "first", "items", "path", "places", "prepare",
    "problems", "registered", "screens", "settled", "when",
}  # fmt: skip


@pytest.mark.parametrize(("file", "path"), REFERENCES, ids=lambda part: part[-1] if isinstance(part, tuple) else part)
def test_an_id_that_does_not_exist_is_named(data: Path, file: str, path: tuple[str | int, ...]) -> None:
    key = str(path[-1])
    wrong = "no-such-thing"
    edit(data, file, *path, to=[wrong] if key in LISTS else wrong)
    line = refusal(data)
    assert line.startswith(f"{file}: ")
    assert "Text(" not in line
    for part in (key, wrong, *(part for part in path[1:2] if isinstance(part, str))):
        assert part in line


def test_every_kind_of_reference_is_tried_above(content: Content) -> None:
    def kind(file: str, key: object) -> tuple[str, object]:
        return ("a screen or procedure" if file.startswith(("screens", "procedures")) else file), key

    kinds = {kind(where.partition(":")[0], key) for where, key, _, _ in uses(content)}
    assert kinds == {kind(file, path[-1]) for file, path in REFERENCES}


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


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("brand", "en"), GONE, "brand: en: missing"),
        (("brand", "en"), 3, "brand: en: expected text"),
        (("brand",), {"ko": "K", "en": "E", "fr": "F"}, "brand: fr: unknown key"),
        (("number",), GONE, "no entry of the kind HelpNumber"),
        (("number", 0, "who"), GONE, "entry 1: who: missing"),
        (("number", 0, "ring"), "112", "entry 1: ring: unknown key"),
    ],
)
def test_a_fault_in_the_words_of_the_page_is_named(
    data: Path, path: tuple[str | int, ...], value: object, named: str
) -> None:
    edit(data, "page.toml", *path, to=value)
    (fault,) = check(data)
    assert fault.startswith(f"page.toml: {named}")


@pytest.mark.parametrize("file", ["page.toml", "words.toml"])
def test_words_that_are_not_there_or_not_toml_are_named(data: Path, file: str) -> None:
    (data / file).write_text("[brand", encoding="utf-8")
    assert [fault.partition(":")[0] for fault in check(data)] == [file]
    (data / file).unlink()
    assert check(data) == [f"{file}: the file is missing"]


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
    edit(data, SCREENS_FILE, "screen", "ars", "text", "en", to=text)
    line = refusal(data)
    assert SCREENS_FILE in line
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


# file, where, what stands there instead, and the words of the refusal
UNFINISHED: list[tuple[str, tuple[str | int, ...], object, tuple[str, ...]]] = [
    (SCREENS_FILE, ("screen", "ars", "signal"), GONE, ("ars", "signal", "call")),
    (SCREENS_FILE, ("screen", "medium-phone", "signal"), GONE, ("medium-phone", "signal", "approve")),
    (ISSUE_FILE, ("screen", "text-reply", "signal"), GONE, ("text-reply", "signal", "reply")),
    (SCREENS_FILE, ("screen", "front", "entry"), GONE, ("front", "entry", "menu")),
    (ISSUE_FILE, ("screen", "reissue", "entry"), [], ("reissue", "entry", "decide")),
    (ISSUE_FILE, ("screen", "terms", "field"), GONE, ("terms", "field", "form")),
    (ISSUE_FILE, ("screen", "terms", "effect"), [{"do": "revoke"}], ("terms", "effect", "done")),
    (SCREENS_FILE, ("screen", "menu-manage", "effect"), [{"do": "sign"}], ("menu-manage", "effect", "done")),
    (ISSUE_FILE, ("screen", "terms", "kind"), "done", ("issue", "step", "last screen", "done")),
    (ISSUE_FILE, ("screen", "issued", "kind"), "pin", ("issue", "step", "last screen", "done")),
    (ISSUE_FILE, ("path",), ["centre", "personal"], ("issue", "menu-cert", "leads on")),
    (ISSUE_FILE, ("path",), GONE, ("issue", "front", "leads on")),
    (ISSUE_FILE, ("screen", "reissue", "entry", "go-on", "on"), False, ("issue", "reissue", "leads on")),
    (SCREENS_FILE, ("screen", "identity", "field", "user-id", "expects"), GONE, ("identity", "user-id", "expects")),
    (SCREENS_FILE, ("screen", "identity", "field", "user-id", "wrong"), GONE, ("identity", "user-id", "wrong")),
    (ISSUE_FILE, ("screen", "terms", "id"), "front", (ISSUE_FILE, "front", "id", SCREENS_FILE)),
    ("procedures/revoke.toml", ("screen", "revoke-sure", "id"), "issued", ("revoke.toml", "issued", "id", ISSUE_FILE)),
    ("bank.toml", ("limits", "certificate-pin"), GONE, ("bank.toml", "limits", "certificate-pin")),
    *(
        ("personas.toml", ("persona", "kim", "values", key), GONE, ("personas.toml", "kim", key))
        for key in ("name", "birth", "mobile", "pin", "new-pin")
    ),
    ("words.toml", ("phone.own",), GONE, ("words", "phone.own")),
    ("bank.toml", ("card", "rrn", "shows"), "{rrn}", ("bank.toml", "rrn", "shows", "'rrn'")),
    ("bank.toml", ("card", "rrn", "shows"), "{rrn-front}-{", ("bank.toml", "rrn", "shows", "braces")),
    ("bank.toml", ("card", "rrn", "shows"), "none", ("bank.toml", "rrn", "shows", "braces")),
    ("bank.toml", ("card", "mobile", "shows"), "{phones}", ("bank.toml", "mobile", "shows", "'phones'")),
    ("bank.toml", ("card", "medium", "option", 0), GONE, ("bank.toml", "medium", "option", "'card'", "'kim'")),
    ("bank.toml", ("card", "medium", "shows"), "{medium}, {route}", ("bank.toml", "medium", "option", "one value")),
    ("bank.toml", ("card", "email"), GONE, ("bank.toml", "card", "'email'")),
    ("bank.toml", ("card", "pin"), GONE, ("bank.toml", "card", "'present-pin'")),
    ("bank.toml", ("values", "amount"), GONE, ("bank.toml", "values", "amount", "missing")),
    ("bank.toml", ("values", "amount"), "30,000 won", ("bank.toml", "amount", "digits")),
    ("personas.toml", ("persona", "kim", "values", "pin"), "12345", ("personas.toml", "kim", "pin", "6 digits")),
    (
        "personas.toml",
        ("persona", "kim", "values", "account-password"),
        "12x4",
        ("kim", "account-password", "4 digits"),
    ),
    (ISSUE_FILE, ("step", 1, "screens"), ["terms", "terms"], (ISSUE_FILE, "step", "'terms'", "twice")),
    (ISSUE_FILE, ("step", 1, "screens"), ["terms", "front"], (ISSUE_FILE, "step", "'front'", "twice")),
    ("guards.toml", ("guard", "birth-date", "length"), GONE, ("guards.toml", "birth-date", "6 digits", "length")),
    ("guards.toml", ("guard", "mobile", "pattern"), r"\d*", ("guards.toml", "mobile", "0 digits", "length")),
    ("guards.toml", ("guard", "mobile", "pattern"), r"\d{99999999999}", ("guards.toml", "mobile", "pattern")),
    ("guards.toml", ("guard", "mobile", "pattern"), "(" * 900, ("guards.toml", "mobile", "pattern")),
    ("guards.toml", ("numeral", "korean", "where"), "([", ("guards.toml", "korean", "where")),
    ("guards.toml", ("numeral", "korean", "where"), "(" * 900, ("guards.toml", "korean", "where")),
    ("guards.toml", ("numeral", "korean", "rows"), ["0123456789", "012"], ("guards.toml", "korean", "rows", "10")),
    (ISSUE_FILE, ("screen", "terms", "title", "en"), "T" * 91, (ISSUE_FILE, "terms", "title", "91", "90")),
    (ISSUE_FILE, ("screen", "terms", "text", "ko"), "T" * 601, (ISSUE_FILE, "terms", "text", "601", "600")),
    (SCREENS_FILE, ("screen", "ars", "text", "en"), "Take {phone}", ("ars", "text", "ko", "{phone}", "missing")),
    ("problems.toml", ("problem", "expired", "do", "en"), "Take {name}", ("expired", "do", "{name}", "unknown")),
    ("facts.toml", ("fact", "free", "text", "ko"), "K }", ("free", "text", "ko", "brace")),
    *(
        ("facts.toml", ("fact", "free", "text", "ko"), f"K{chr(sign)}", ("free", "text", "ko", f"U+{sign:04X}", "seen"))
        for sign in (0, 9, 0x1B, 0xAD, 0x200E, 0x200F, 0x202A, 0x202E, 0x2066, 0x2069, 0xFEFF)
    ),
    ("scams.toml", ("drill", "loan-call", "genuine"), GONE, ("scams.toml", "loan-call", "genuine", "missing")),
    ("scams.toml", ("drill", "loan-call", "reply", "hang-up", "verdict"), "wary", ("loan-call", "reply", "safe")),
    ("scams.toml", ("drill", "loan-call", "reply", "think", "verdict"), "safe", ("loan-call", "reply", "safe")),
    (
        "scams.toml",
        ("drill", "loan-call", "clue", 0, "quote", "en"),
        "never said",
        ("loan-call", "quote", "never said"),
    ),
    ("scams.toml", ("drill", "loan-call", "given"), "none", ("loan-call", "given", "none")),
    ("scams.toml", ("drill", "loan-call", "guise", 1, "limit"), GONE, ("loan-call", "guise", "entry 2", "limit")),
    ("scams.toml", ("drill", "loan-call", "guise", 1, "limit", "en"), GONE, ("loan-call", "guise", "limit", "en")),
    (
        "scams.toml",
        ("drill", "loan-call", "guise", 0, "spare"),
        {"ko": "K", "en": "E"},
        ("loan-call", "entry 1", "spare", "no text"),
    ),
    ("scams.toml", ("drill", "loan-call", "guise", 0, "offer", "en"), "A {x}", ("loan-call", "offer", "{x}")),
    ("scams.toml", ("drill", "loan-call", "before", "en"), "{nobody}", ("loan-call", "before", "{nobody}")),
    ("scams.toml", ("drill", "text-sim", "guise", 1, "address", "ko"), "sim.kr/x", ("text-sim", "entry 2", "sim.kr")),
    ("scams.toml", ("drill", "text-sim", "sender", "en"), "010-1234-5678", ("text-sim", "010-1234-5678", "0000")),
    ("scams.toml", ("drill", "loan-call", "twin"), "text-sim", ("loan-call", "twin", "genuine")),
    ("scams.toml", ("drill", "page-already", "twin"), "app-of-mine", ("page-already", "twin", "fraud")),
    ("scams.toml", ("drill", "text-sim", "twin"), GONE, ("sim-of-mine", "extra", "nobody")),
    ("scams.toml", ("drill", "sim-of-mine", "reply", "keep", "id"), "call", ("text-sim", "twin", "another")),
    ("comparison.toml", ("certificate", "kb", "cell", 0), GONE, ("comparison.toml", "kb", "issuer")),
]


@pytest.mark.parametrize(
    ("file", "path", "value", "parts"),
    UNFINISHED,
    ids=lambda part: "-".join(map(str, part)) if isinstance(part, tuple) else "",
)
def test_what_is_not_finished_is_named(
    data: Path, file: str, path: tuple[str | int, ...], value: object, parts: tuple[str, ...]
) -> None:
    edit(data, file, *path, to=value)
    assert [line for line in check(data) if all(part in line for part in parts)]


@pytest.mark.parametrize(
    "condition",
    [
        "rout=ars",
        "route=train",
        "certificate=lost",
        "certificate=valid|lost",
        "certificate",
        "=valid",
        "issuer=neighbour",
    ],
)
def test_a_condition_that_can_never_be_so_is_named(data: Path, condition: str) -> None:
    edit(data, SCREENS_FILE, "screen", "ars", "when", to=[condition])
    line = refusal(data)
    for part in (SCREENS_FILE, "ars", "when", condition):
        assert part in line


def test_a_choice_of_any_procedure_may_be_a_condition(data: Path) -> None:
    way = {"id": "scenic", "label": {"ko": "K", "en": "Scenic"}}
    words = {"label": {"ko": "K", "en": "Which"}, "rule": {"ko": "K", "en": "Choose."}}
    choice = {"name": "way", "kind": "choice", "option": [way], **words}
    edit(data, ISSUE_FILE, "screen", "terms", "field", 3, to=choice)
    edit(data, "procedures/revoke.toml", "screen", "revoke-sure", "check", 0, "when", to=["way=scenic", "locked=no"])
    assert check(data) == []


@pytest.mark.parametrize(
    "problem", ["field-empty", "pin-locked", "pin-wrong", "reply-wrong", "someone-elses", "wrong-menu"]
)
def test_a_problem_that_the_practice_raises_by_itself_must_exist(data: Path, problem: str) -> None:
    left = [entry for entry in look_up(data, "problems.toml", "problem") if entry["id"] != problem]
    edit(data, "problems.toml", "problem", to=left)
    assert f"problems: {problem}: missing, the program needs it" in check(data)


# -- completeness ---------------------------------------------------------------------------------


def test_the_ten_items_of_the_source_are_there(content: Content) -> None:
    assert sorted(item.seed for item in content.items.values() if item.seed) == list(range(1, 11))


def test_the_five_situations_and_the_three_cases_are_there(content: Content) -> None:
    kinds = [(reason.kind, reason.seed) for reason in content.reasons.values()]
    assert sorted(kinds) == [("case", n) for n in (1, 2, 3)] + [("situation", n) for n in (1, 2, 3, 4, 5)]


def test_issuing_has_eight_steps_and_the_three_of_the_source_in_the_app(content: Content) -> None:
    assert len(ISSUE.step) == 8
    (outline,) = ISSUE.outline
    assert (outline.when, len(outline.step)) == ((APP,), 3)
    outlined = [name for step in outline.step for name in step.screens]
    on_a_pc_only = {name for name in ISSUE.screens if Condition.parse("channel=pc") in content.screens[name].when}
    assert sorted(outlined) == sorted(set(ISSUE.screens) - on_a_pc_only)


def test_what_cannot_be_undone_says_so_and_asks_first(content: Content) -> None:
    for procedure in content.procedures.values():
        screens = [content.screens[name] for name in procedure.screens]
        if "revoke" in {effect.do for screen in screens for effect in screen.effect}:
            assert procedure.undo is None
            assert any(entry.grave and entry.on for screen in screens for entry in screen.entry)


def test_there_are_four_people_one_with_a_name_in_latin_letters(content: Content) -> None:
    names = [persona.values["name"] for persona in content.personas.values()]
    assert len(names) >= 4
    assert any(re.fullmatch("[A-Z ]+", name) for name in names)
    assert any(HANGUL.search(name) for name in names)


def test_every_person_has_every_value(content: Content) -> None:
    assert len({frozenset(persona.values) for persona in content.personas.values()}) == 1


def test_everybody_but_the_extras_has_one_telephone_of_their_own_on_file(content: Content) -> None:
    for persona in content.personas.values():
        mine = [phone.number for phone in persona.phone if phone.mine]
        assert mine == ([] if persona.extra else [persona.values["mobile"]])


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


# -- facts ----------------------------------------------------------------------------------------


def test_a_fact_expires_after_it_was_checked(content: Content) -> None:
    for fact in content.facts.values():
        assert date(2026, 1, 1) <= fact.checked < fact.expires, fact.id
        assert all(len(fact.source[lang]) > 5 for lang in ("ko", "en"))


def test_a_fact_past_its_date_is_named_by_a_strict_check(data: Path) -> None:
    edit(data, "facts.toml", "fact", "free", "expires", to=date(2026, 12, 31))
    assert overdue(date(2026, 12, 31), data) == []
    (line,) = (line for line in overdue(date(2027, 1, 1), data) if ": source: " not in line)
    for part in ("facts.toml", "free", "expires", "2026-12-31"):
        assert part in line


@pytest.mark.parametrize(
    ("source", "newest"),
    [
        ("Yonhap, 2020-12-04", 2020),
        ("Yonhap, 2020-12-04; a notice of 2024", None),
        ("Yonhap, 2021-12-31", None),
        ("tfmedia.co.kr no=95375, 2020-11-17; blog.example/2026", 2020),
        ("blog.example/1981", None),
        ("Program code that was published", None),
    ],
)
def test_a_fact_from_sources_of_more_than_five_years_ago_is_named_by_a_strict_check(
    data: Path, source: str, newest: int | None
) -> None:
    edit(data, "facts.toml", "fact", "free", "source", to={"ko": source, "en": source})
    lines = overdue(date(2026, 11, 26), data)
    assert [line.partition(", find")[0] for line in lines] == (
        [f"facts.toml: free: source: the newest is of {newest}"] if newest else []
    )


def test_an_old_source_stands_where_it_is_said_why_it_is_enough(data: Path) -> None:
    edit(data, "facts.toml", "fact", "free", "source", to={"ko": "2020-12-10", "en": "2020-12-10"})
    edit(data, "facts.toml", "fact", "free", "settled", to="It was one day in the past.")
    assert overdue(date(2026, 11, 26), data) == []


def test_a_source_grows_old_with_the_years(data: Path) -> None:
    dated = {one.id for one in load(data).facts.values() if "2024" in one.source.en and not one.settled}
    named = {line.split(": ")[1] for line in overdue(date(2030, 1, 1), data) if ": source: " in line}
    assert dated & named


def test_every_fact_is_relied_on_somewhere(content: Content) -> None:
    assert {name for _, key, name, _ in uses(content) if key == "facts"} == set(content.facts)


# -- words ----------------------------------------------------------------------------------------


def all_texts() -> Iterator[tuple[str, Text]]:
    yield from ((f"{leaf.where}: {leaf.key}", leaf.value) for leaf in leaves(CONTENT) if isinstance(leaf.value, Text))
    for name in ("words", "page"):
        yield from ((f"{name} {key}", text) for key, text in getattr(CONTENT, name).items())


def plain(text: str) -> str:
    """The words without what the page fills in."""
    return re.sub(r"\{[^}]*\}", "", text)


def test_korean_texts_are_korean() -> None:
    words = [
        (where, re.sub(r"[\w./-]+\.(com|kr|example)[\w/]*|OTP", "", plain(text.ko))) for where, text in all_texts()
    ]
    assert [where for where, text in words if re.search("[A-Za-z]{3}", text) and not HANGUL.search(text)] == []


def test_english_texts_show_korean_only_as_the_name_of_something_on_the_screen(content: Content) -> None:
    nothing_else = [
        where for where, text in all_texts() if HANGUL.search(text.en) and not re.search("[A-Za-z]", plain(text.en))
    ]
    assert nothing_else == []


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
    lengths = {part.length for screen in CONTENT.screens.values() for part in screen.field} | {None}
    for persona in content.personas.values():
        for value in [*persona.values.values(), *(phone.number for phone in persona.phone)]:
            for length in lengths:
                assert looks_real(content, value, length) is None, value


@given(seed=st.integers(0, 10**6 + 50), persona=st.sampled_from(sorted(CONTENT.personas)), tries=st.integers(0, 4))
def test_no_guard_takes_a_made_up_number_for_somebodys(seed: int, persona: str, tries: int) -> None:
    for screen in ("medium-otp", "text-code", "ars", "text-reply", "medium-card"):
        world = at(screen, persona, seed)
        world = replace(world, standing=replace(world.standing, wrong_tries={"medium": tries}))
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
