"""What a learner reads after each mistake, and what the mistake leaves as it was."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from helpers import CONTENT, SCREENS, given_for, wrong_inputs
from kbguide.practice.judge import PLAIN
from views.driving import Desk, plain, press, raw, send, submit, text

PC = [CONTENT.screens[name] for name in SCREENS]
OPEN = {"field-empty", "terms-unticked"}  # what to do says enough


def explained(desk: Desk, problem: str) -> None:
    """The problem stands on the page in the learner's language: what happened, and what to do."""
    told = desk.content.problems[problem]
    assert desk.world.problem == problem
    shown = plain(desk.read("practice"))
    turn = desk.world.wrong_turn
    what = turn.note if turn and turn.note else told.what
    assert what[desk.lang] in shown or problem in OPEN
    if problem in PLAIN:
        assert desk.run.form.errors
        assert not panel_of(desk)
    else:
        panel = panel_of(desk)
        assert told.title[desk.lang] in panel
        assert told.do[desk.lang] in panel
        assert desk.say(f"often.{told.often}") in panel
        assert not told.ask or told.ask[desk.lang] in panel


def panel_of(desk: Desk) -> str:
    """The panel that explains a problem, if it is there."""
    panels = (desk.run.above, desk.run.below)
    shown = plain("".join(map(text, panels)))
    return shown if any("kb-problem__head" in panel.value for panel in panels) else ""


def test_a_word_that_names_a_line_of_the_menu_is_no_button_of_its_own(desk: Desk) -> None:
    desk.begin()
    desk.window("login")
    named = desk.content.terms["cert-centre"].form
    assert named
    assert named[desk.lang] in panel_of(desk)
    assert "kb-t-problem-cert-centre" not in desk.run.above.value
    assert "kb-t-hint-cert-centre" not in desk.run.advice.value


def holder(screen: str) -> str:
    return {"medium-otp": "lee", "medium-phone": "park", "abroad": "park"}.get(screen, "kim")


@pytest.mark.parametrize("screen", [screen.id for screen in PC if screen.entry])
def test_every_wrong_turn_of_a_menu_is_explained(desk: Desk, screen: str) -> None:
    desk.begin_at(screen, given=given_for(screen))
    for entry in desk.world.screen.entry:
        if not desk.world.leads_on(entry) and not entry.turn:
            desk.window(entry.id)
            assert desk.world.at == screen
            explained(desk, entry.problem)


FIELDS = [(screen.id, part.name) for screen in PC for part in screen.field if screen.kind == "form"]


@pytest.mark.parametrize(("screen", "name"), FIELDS)
def test_every_wrong_input_is_explained_beside_its_field(desk: Desk, screen: str, name: str) -> None:
    desk.begin_at(screen, holder(screen), text="code")
    part = next(part for part in desk.world.screen.field if part.name == name)
    for problem, typed in {problem: typed for typed, problem in wrong_inputs(desk.world, part)}.items():
        desk.begin_at(screen, holder(screen), text="code")
        part = next(part for part in desk.world.screen.field if part.name == name)
        before = desk.run.form.tries
        desk.fill(**{name: typed})
        explained(desk, problem)
        form = desk.run.form
        assert list(form.errors) == [name]
        what = desk.content.problems[problem].what[desk.lang]
        told_above = problem in OPEN or desk.run.forms.told_above(desk.world)
        assert (what in form.errors[name]) is not told_above
        assert "kb-problem__head" not in (desk.run.below if told_above else desk.run.above).value
        assert form.errors[name].endswith(desk.run.window_html.fill(desk.world, part.rule))
        assert form.tries != before
        desk.fill()
        assert desk.world.at != screen
        assert form.errors == {}


@pytest.mark.parametrize("screen", [screen.id for screen in PC if screen.kind == "form"])
def test_a_form_sent_empty_says_so_beside_every_field_that_is_open(desk: Desk, screen: str) -> None:
    desk.begin_at(screen, holder(screen))
    submit(desk.run.form)
    wanted = {part.name for part in desk.world.screen.field}
    assert set(desk.run.form.errors) == wanted
    assert desk.run.form.script.summary == desk.say("form.summary")


# after a wrong try of the security card, the bank asks for other numbers of it
@pytest.mark.parametrize(("screen", "name"), [field for field in FIELDS if field[0] != "medium-card"])
def test_a_wrong_input_leaves_what_is_typed_in_the_fields(english: Desk, screen: str, name: str) -> None:
    """New fields or buttons would be drawn anew, and what stands in them would be lost."""
    english.begin_at(screen, holder(screen), text="code")
    part = next(part for part in english.world.screen.field if part.name == name)
    for typed in {problem: typed for typed, problem in wrong_inputs(english.world, part)}.values():
        english.begin_at(screen, holder(screen), text="code")
        with recorded(english.run.form) as sent:
            english.fill(**{name: typed})
        assert "errors" in sent
        assert not sent & {"fields", "buttons", "menu"}


class recorded:  # noqa: N801  reads as a verb
    """The names of the traits that a widget sends meanwhile."""

    def __init__(self, widget: Any) -> None:
        self.widget, self.sent = widget, set[str]()

    def __enter__(self) -> set[str]:
        self.widget.comm.publish_msg = self.publish
        return self.sent

    def __exit__(self, *_: object) -> None:
        del self.widget.comm.publish_msg

    def publish(self, *_: object, data: Any = None, **__: object) -> None:
        self.sent |= set((data or {}).get("state", ()))


def test_asking_for_a_hint_leaves_what_is_typed_in_the_fields(english: Desk) -> None:
    english.begin_at("identity", "kim", "own")
    with recorded(english.run.form) as sent:
        english.click("practice", "practice.help")
        english.click("practice", "practice.to-guided")
        english.click("practice", "practice.to-own")
    assert sent == {"given"}  # set beside the labels without drawing anything anew


def test_a_wrong_answer_to_the_text_leaves_the_field_as_it_is(english: Desk) -> None:
    english.begin_at("text-reply", "kim")
    english.request()
    english.phone("answer")
    with recorded(english.run.phone_form) as sent:
        english.reply("ab")
    assert "errors" in sent
    assert "fields" not in sent
    assert english.run.phone_form.errors["reply"].endswith(english.say("reply.rule"))


def test_the_same_mistake_twice_is_said_twice(english: Desk) -> None:
    english.begin_at("contact", "kim")
    english.fill(email="")
    tries = english.run.form.tries
    english.fill(email="")
    assert english.run.form.tries != tries


def test_the_numbers_asked_for_change_after_a_wrong_try(desk: Desk) -> None:
    desk.begin_at("medium-card", "kim")
    labels = [field.label for field in desk.run.form.fields]
    desk.fill(first="00")
    assert [field.label for field in desk.run.form.fields] != labels
    desk.fill()
    assert desk.world.at == "contact"


# -- the telephone --------------------------------------------------------------------------------


def ring(desk: Desk) -> None:
    desk.request()


def talk(desk: Desk) -> None:
    desk.request()
    desk.phone("answer")


def hang_up(desk: Desk) -> None:
    talk(desk)
    send(desk.run.keys, "key", key="hang-up")


def key_wrong(desk: Desk) -> None:
    talk(desk)
    desk.key("".join(str(9 - int(digit)) for digit in desk.world.code))


def reply_wrong(desk: Desk) -> None:
    talk(desk)
    desk.reply("".join(str(9 - int(digit)) for digit in desk.world.code))


def after(first: Callable[[Desk], None], form: str, name: str) -> Callable[[Desk], None]:
    def run(desk: Desk) -> None:
        first(desk)
        (desk.window if form == "window" else desk.phone)(name)

    return run


CALLS: list[tuple[str, str, Callable[[Desk], None]]] = [
    ("ars", "field-empty", lambda desk: desk.request(phone="")),
    ("ars", "phone-outdated", lambda desk: desk.request(phone="02-0000-1111")),
    ("ars", "call-missed", after(ring, "phone", "wait")),
    ("ars", "call-declined", after(ring, "phone", "decline")),
    ("ars", "call-declined", hang_up),
    ("ars", "code-wrong", key_wrong),
    ("ars", "code-late", after(talk, "phone", "wait")),
    ("ars", "code-unfinished", after(ring, "window", "confirm")),
    ("ars", "code-unfinished", after(talk, "window", "confirm")),
    ("text-reply", "text-missing", after(ring, "phone", "wait")),
    ("text-reply", "text-late", after(talk, "phone", "wait")),
    ("text-reply", "reply-wrong", reply_wrong),
    ("text-reply", "reply-unfinished", after(talk, "window", "confirm")),
    ("medium-phone", "medium-declined", after(ring, "phone", "decline")),
    ("medium-phone", "medium-declined", after(ring, "phone", "wait")),
    ("medium-phone", "medium-unfinished", after(ring, "window", "confirm")),
]


@pytest.mark.parametrize(
    ("screen", "problem", "mistake"), CALLS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_what_goes_wrong_on_the_telephone_is_explained_and_put_right(
    desk: Desk, screen: str, problem: str, mistake: Callable[[Desk], None]
) -> None:
    desk.begin_at(screen, holder(screen), "own")
    mistake(desk)
    explained(desk, problem)
    assert len(desk.world.met) == 1
    desk.request()
    desk.phone("answer")
    if screen == "ars":
        desk.key(desk.world.code)
    elif screen == "text-reply":
        desk.reply(desk.world.code)
    desk.window("confirm")
    assert desk.world.at != screen
    desk.finish()
    assert desk.say("done.counts", problems=1, hints=0) in desk.read("practice")


# -- the PIN --------------------------------------------------------------------------------------


def pins() -> Iterator[tuple[tuple[str, ...], str]]:
    values = CONTENT.personas["kim"].values
    yield from ((("",), "field-empty"), (("12a456",), "field-letters"), (("28509",), "field-length"))
    yield from ((("111111",), "pin-easy"), (("456789",), "pin-easy"), (("654321",), "pin-easy"))
    yield ((values["birth"],), "pin-birth")
    yield (("395172",), "pin-not-practice")
    yield ((values["pin"], "395172"), "pin-mismatch")


@pytest.mark.parametrize(("typed", "problem"), list(pins()))
def test_every_pin_that_does_not_do_is_explained(desk: Desk, typed: tuple[str, ...], problem: str) -> None:
    desk.begin_at("new-pin", "kim")
    for pin in typed:
        desk.pin(pin)
    assert desk.world.problem == problem
    told = desk.content.problems[problem]
    assert told.what[desk.lang] in plain(desk.read("practice"))
    assert told.do[desk.lang] in plain(desk.read("practice"))
    desk.finish()


# -- locked ---------------------------------------------------------------------------------------

LOCKS = [(s.id, f.name, f.locked) for s in PC for f in s.field if f.locked and f.limit]


@pytest.mark.parametrize(("screen", "name", "locked"), LOCKS)
def test_a_locked_screen_counts_and_then_offers_to_go_on(desk: Desk, screen: str, name: str, locked: str) -> None:
    part = next(f for s in PC if s.id == screen for f in s.field if f.name == name)
    limit = CONTENT.bank.limits[part.limit or ""]
    desk.begin_at(screen, holder(screen), "own")
    for count in range(1, limit + 1):
        wrong = next(typed for typed, why in wrong_inputs(desk.world, part) if why == part.wrong)
        assert not desk.run.mend.buttons
        desk.fill(**{name: wrong})
        assert desk.say("practice.tries", count=count, limit=limit) in desk.read("practice")
    explained(desk, locked)
    assert desk.run.form.buttons == ()
    before = desk.store.state
    raw(desk.run.form, {"type": "submit", "token": desk.run.form.token, "values": desk.typed()})
    assert desk.store.state == before
    assert desk.say("refusal.locked") in desk.read("practice")
    press(desk.run.mend, desk.run.mend.buttons[0].name)
    while desk.world.suspended:
        for _ in desk.moves():
            pass
    assert not desk.run.mend.buttons
    assert desk.world.at == screen
    assert not panel_of(desk)
    desk.finish()


def test_a_lock_is_still_there_after_going_back_and_forth(english: Desk) -> None:
    english.begin_at("route", "kim", "own")
    english.fill()
    for _ in english.moves():
        pass
    assert english.world.at == "account"
    for _ in range(CONTENT.bank.limits["account-password"]):
        english.fill(account_password="7391")
    english.click("practice", "back")
    assert not english.run.mend.buttons
    for _ in english.moves():
        pass
    assert english.world.at == "account"
    assert english.run.form.buttons == ()
    assert english.run.mend.buttons
