from dataclasses import replace
from typing import Any

import pytest

from kbguide.readiness import REASON
from views.driving import Desk, pages, pick, plain, press, raw, send, text, visible

STATES = {
    "ready": "state.ready",
    "missing": "state.missing",
    "unsure": "state.unsure",
    "not-needed": "state.not-needed",
}


def test_the_list_names_every_question_once_as_open(desk: Desk) -> None:
    shown = desk.read("check")
    for number, item in enumerate(desk.content.items.values(), 1):
        assert shown.splitlines().count(f"{number}. {item.name[desk.lang]}{desk.say('state.unanswered')}") == 1
    assert desk.rows() == dict.fromkeys([REASON, *desk.content.items], desk.say("state.unanswered"))
    assert desk.say("check.progress", done=0, total=len(desk.content.items)) in shown


def test_a_row_says_in_a_word_what_the_answer_means(desk: Desk) -> None:
    for item in desk.content.items.values():
        for answer in item.answer:
            desk.store.answer(item.id, answer.id)
            assert desk.rows()[item.id] == desk.say(STATES[answer.verdict])
    desk.answer(REASON, "urgent")
    assert desk.rows()[REASON] == desk.say("state.chosen")


def test_questions_are_answered_in_any_order(desk: Desk) -> None:
    order = [*reversed(desk.content.items), REASON]
    for done, item in enumerate(order):
        assert list(desk.rows().values()).count(desk.say("state.unanswered")) == len(order) - done
        desk.answer(item, desk.check.offered(item)[-1])
    assert desk.store.state.answers == {item: desk.check.offered(item)[-1] for item in order}
    assert desk.labels("check") == [desk.say("check.to-result")]


def test_a_page_asks_one_question_and_shows_nothing_else(desk: Desk) -> None:
    for item in desk.content.items.values():
        desk.open(item.id)
        shown = desk.read("check")
        assert [field.label for field in desk.check.form.fields] == [item.question[desk.lang]]
        assert [option.label for option in desk.check.form.fields[0].options] == [
            answer.label[desk.lang] for answer in item.answer
        ]
        assert item.why[desk.lang] in shown
        assert desk.say("check.list-title") not in shown
        assert not any(form in visible(desk.parts["check"]) for form in desk.check.groups.values())
        assert not any(other.question[desk.lang] in shown for other in desk.content.items.values() if other is not item)
        press(desk.check.form, "list")


def only(desk: Desk, answers: dict[str, str]) -> None:
    desk.store.state = replace(desk.store.state, answers=answers)


def test_every_answer_says_what_follows_from_it(desk: Desk) -> None:
    for item in desk.content.items.values():
        desk.open(item.id)
        for answer in item.answer:
            pick(desk.check.form, answer.id)
            shown = desk.read("check")
            assert desk.store.state.answers[item.id] == answer.id
            assert desk.check.form.picked == {"answer": answer.id}
            assert desk.say(STATES[answer.verdict]) in shown
            assert plain(answer.reason[desk.lang]) in plain(shown)
            counted = desk.store.readiness.answer(item.id)
            if counted and counted.fix:
                assert counted.fix.title[desk.lang] in shown
                assert counted.fix.text[desk.lang] in shown
        press(desk.check.form, "list")
        only(desk, {})


def test_an_answer_says_what_follows_beside_the_other_answers(desk: Desk) -> None:
    for item in desk.content.items.values():
        for case in item.case:
            only(desk, {rule.key: rule.values[0] for rule in case.when})
            desk.open(item.id)
            found = next(one for one in desk.store.readiness.findings if one.item is item)
            assert found.why == case.reason or case.reason is None
            assert found.why
            assert plain(found.why[desk.lang]) in plain(desk.read("check"))
            press(desk.check.form, "list")


def test_a_question_that_is_not_needed_yet_is_not_asked_next(desk: Desk) -> None:
    desk.answers({"customer-kind": "minor", REASON: "quick"})
    assert desk.rows() == {
        **dict.fromkeys(desk.content.items, desk.say("state.later")),
        REASON: desk.say("state.chosen"),
        "customer-kind": desk.say("state.unsure"),
    }
    assert desk.labels("check") == [desk.say("check.to-result")]
    desk.open("abroad")
    assert desk.content.items["customer-kind"].answer[3].halts in [one.why for one in desk.store.readiness.findings]
    send(desk.check.form, "submit", values={})
    assert desk.store.page("check") == "result"


def test_every_reason_gives_its_advice(desk: Desk) -> None:
    desk.open(REASON)
    for reason in desk.content.reasons.values():
        pick(desk.check.form, reason.id)
        assert reason.advice[desk.lang] in desk.read("check")
        assert reason.trouble[desk.lang] in desk.read("check")


def test_the_reason_is_asked_in_the_checklist_alone_and_kept(desk: Desk) -> None:
    assert not [part for part in desk.parts if part != "check" and desk.say("check.reason-question") in desk.read(part)]
    desk.answer(REASON, "end")
    desk.open(REASON)
    assert desk.check.form.picked == {"answer": "end"}


def test_what_follows_is_announced(desk: Desk) -> None:
    desk.open("user-id")
    pick(desk.check.form, "yes")
    said = [page for page in pages(desk.parts["check"]) if page.has(role="status")]
    assert any(desk.say("check.follows") in page.text for page in said)


def test_continue_without_an_answer_says_so_above_and_beside_the_field(desk: Desk) -> None:
    desk.open("user-id")
    form = desk.check.form
    seen = set()
    for _ in range(3):  # each time, so that the focus goes to the summary again
        send(form, "submit", values={"answer": ""})
        assert form.script.summary == desk.say("form.summary")
        assert form.errors == {"answer": desk.say("check.pick-one")}
        assert desk.store.page("check") == form.token == "user-id"
        seen.add(form.tries)
    assert len(seen) == 3
    assert desk.store.state.answers == {}


def test_picking_an_answer_takes_the_error_away(desk: Desk) -> None:
    desk.open("user-id")
    send(desk.check.form, "submit", values={"answer": ""})
    pick(desk.check.form, "yes")
    assert desk.check.form.errors == {}


def test_an_error_stays_behind_when_another_question_is_opened(desk: Desk) -> None:
    desk.open("user-id")
    send(desk.check.form, "submit", values={"answer": ""})
    press(desk.check.form, "list")
    for item in ("abroad", "user-id"):
        desk.open(item)
        assert desk.check.form.errors == {}
        press(desk.check.form, "list")


def test_continue_goes_through_all_open_questions_to_the_result(desk: Desk) -> None:
    desk.answer("user-id", "yes")
    desk.click("check", "check.next-open")
    met = []
    while desk.store.page("check") != "result":
        met.append(desk.store.page("check"))
        pick(desk.check.form, desk.check.offered(desk.store.page("check"))[0])
        send(desk.check.form, "submit", values={})
    assert sorted([*met, "user-id"]) == sorted([REASON, *desk.content.items])
    assert desk.say("sheet.print") in desk.read("check")


def test_continue_comes_back_to_a_question_left_open(desk: Desk) -> None:
    *first, last = desk.content.items
    desk.answers({item: desk.check.offered(item)[0] for item in [REASON, *first] if item != first[2]})
    desk.open(last)
    pick(desk.check.form, desk.check.offered(last)[0])
    send(desk.check.form, "submit", values={})
    assert desk.store.page("check") == first[2]


def test_a_learner_stops_and_comes_back_to_the_same_page(desk: Desk) -> None:
    desk.answer("abroad", "yes")
    desk.answer(REASON, "quick")
    desk.open("user-id")
    pick(desk.check.form, "no")
    again = Desk(desk.lang, seed=1)
    assert again.store.restore(desk.store.dump())
    assert again.read("check") == desk.read("check")
    assert again.check.form.picked == {"answer": "no"}
    press(again.check.form, "list")
    press(desk.check.form, "list")
    assert again.rows() == desk.rows()


def test_an_answer_is_changed_by_answering_again(desk: Desk) -> None:
    before, after = desk.content.items["user-id"].answer[:2]
    desk.answer("user-id", before.id)
    desk.open("user-id")
    assert desk.check.form.picked == {"answer": before.id}
    pick(desk.check.form, after.id)
    assert desk.store.state.answers == {"user-id": after.id}
    assert after.reason[desk.lang] in desk.read("check")
    assert before.reason[desk.lang] not in desk.read("check")


def test_an_answer_that_is_no_longer_offered_is_named_and_asked_again(desk: Desk) -> None:
    desk.answers({"user-id": "perhaps", REASON: "no-such-reason"})
    assert desk.say("check.dropped") in desk.read("check")
    assert desk.rows()["user-id"] == desk.say("state.unanswered")
    for item in ("user-id", REASON):
        desk.open(item)
        assert desk.check.form.picked == {}
        press(desk.check.form, "list")
    desk.answer("user-id", "yes")
    desk.answer(REASON, "quick")
    assert desk.say("check.dropped") not in desk.read("check")


def test_continue_asks_again_when_the_kept_answer_is_no_longer_offered(english: Desk) -> None:
    english.answers({"user-id": "perhaps"})
    english.open("user-id")
    send(english.check.form, "submit", values={})
    assert english.store.page("check") == "user-id"
    assert english.check.form.errors == {"answer": english.say("check.pick-one")}


def test_a_question_left_open_by_a_dropped_answer_is_asked_again(english: Desk) -> None:
    english.answers({item: english.check.offered(item)[0] for item in [REASON, *english.content.items]})
    english.answers({"user-id": "perhaps"})
    english.click("check", "check.next-open")
    assert english.store.page("check") == "user-id"


def test_a_late_press_does_not_answer_the_question_that_took_its_place(english: Desk) -> None:
    english.open("user-id")
    press(english.check.form, "list")
    english.open("abroad")
    raw(english.check.form, {"type": "picked", "token": "user-id", "field": "answer", "value": "yes"})
    raw(english.check.form, {"type": "submit", "token": "user-id", "values": {"answer": "yes"}})
    assert english.store.state.answers == {}
    assert english.store.page("check") == "abroad"
    assert english.check.form.errors == {}


def test_an_answer_does_not_draw_the_radio_buttons_anew(english: Desk) -> None:
    english.open("user-id")
    changes: list[str] = []
    english.check.form.observe(lambda change: changes.append(change["name"]), ["fields", "buttons", "token"])
    pick(english.check.form, "yes")
    pick(english.check.form, "no")
    assert changes == []


@pytest.mark.parametrize(
    ("move", "kind"), [("user-id", "kb-question"), ("result", "kb-result-title"), ("", "kb-list-title")]
)
def test_the_focus_goes_to_the_heading_of_the_new_page(english: Desk, move: str, kind: str) -> None:
    english.check.open("abroad" if not move else "")
    english.check.open(move)
    assert english.page.focus["at"] == f".kb-root-check .{kind}"
    drawn = any(f'class="{kind}' in one.value or f" {kind}" in one.value for one in htmls(english))
    assert drawn or (kind == "kb-question" and english.check.form.fields[0].heading)


def htmls(desk: Desk) -> list[Any]:
    return [one for one in visible(desk.parts["check"]) if hasattr(one, "value")]


def test_an_answer_leaves_the_focus_where_it_is(english: Desk) -> None:
    english.open("user-id")
    before = english.page.focus
    pick(english.check.form, "yes")
    assert english.page.focus == before


def test_glossary_and_facts_are_complete(desk: Desk) -> None:
    for term in desk.content.terms.values():
        assert term.term[desk.lang] in desk.read("terms")
        assert term.meaning[desk.lang] in desk.read("terms")
    for fact in desk.content.facts.values():
        assert fact.text[desk.lang] in desk.read("facts")
        assert fact.source[desk.lang] in desk.read("facts")


def test_a_part_called_twice_is_the_same_part(english: Desk) -> None:
    assert {name: getattr(english.guide, name)() for name in english.parts} == english.parts
    assert text(english.guide.check()) == english.read("check")
