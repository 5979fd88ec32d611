"""What a browser should never send: late, malformed, or made up. Nothing of it may raise or be kept."""

import json
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from typing import Any

import ipywidgets
import pytest
from ipywidgets.widgets.widget import _instances
from traitlets import TraitError

from kbguide.content.catalogue import Content
from kbguide.content.reader import Text
from kbguide.practice import Action
from kbguide.views.kit.widgets import MOST_KEPT, Control, Form, Keypad
from views.driving import PARTS, Desk, Markup, inside, pick, press, raw, send, states, submit, visible

FRESH = True  # what is done to a guide here is not erased
HUGE = "9" * 100_000
MARKUP = "<script>alert(1)</script>"
ODD: list[Any] = [
    None,
    True,
    7,
    1.5,
    [],
    {},
    ["yes"],
    {"a": "b"},
    "",
    HUGE,
    MARKUP,
    "kind",
    "self",
    "__class__",
    "\x00\ud83d\ude00",
]
KINDS = ["submit", "press", "picked", "key", "pin", "refused", "anything"]


def messages(token: object) -> list[Any]:
    """Malformed contents of every kind, for the present screen."""
    made: list[Any] = [*ODD, {"type": None, "token": token}, {"type": ["submit"], "token": token}]
    for kind in KINDS:
        made.append({"type": kind, "token": token})
        for odd in ODD:
            made.append({"type": kind, "token": token, "name": odd, "value": odd, "key": odd, "values": odd})
            made.append(
                {
                    "type": kind,
                    "token": token,
                    "field": odd,
                    "guard": "rrn",
                    "values": {"user-id": odd, "nonsense": odd},
                }
            )
            made.append({"type": kind, "token": token, "field": "user-id", "guard": odd, "kept": odd})
    return made


def talking(desk: Desk, screen: str) -> None:
    desk.begin_at(screen)
    desk.request()
    desk.phone("answer")


SITUATIONS: dict[str, tuple[Callable[[Desk], None], Callable[[Desk], Form | Keypad]]] = {
    "start": (lambda _: None, lambda desk: desk.kept.sure),
    "setup": (lambda _: None, lambda desk: desk.practice.choosing.form),
    "setup question": (lambda desk: press(desk.practice.choosing.form, "change"), lambda desk: desk.practice.turns),
    "list": (lambda _: None, lambda desk: next(iter(desk.check.groups.values()))),
    "question": (lambda desk: desk.open("user-id"), lambda desk: desk.check.form),
    "question before one is open": (lambda _: None, lambda desk: desk.check.form),
    "form": (lambda desk: desk.begin_at("identity"), lambda desk: desk.run.form),
    "menu": (lambda desk: desk.begin_at("front"), lambda desk: desk.run.form),
    "call": (lambda desk: desk.begin_at("ars"), lambda desk: desk.run.form),
    "telephone": (lambda desk: talking(desk, "text-reply"), lambda desk: desk.run.phone_form),
    "keypad": (lambda desk: talking(desk, "ars"), lambda desk: desk.run.keys),
    "pin": (lambda desk: desk.begin_at("new-pin"), lambda desk: desk.run.pin),
    "scenarios": (lambda _: None, lambda desk: desk.practice.list),
    "draw": (lambda _: None, lambda desk: desk.practice.draw),
    "managed person": (lambda _: None, lambda desk: desk.manage.choosing.form),
    "days": (lambda desk: desk.settle(), lambda desk: desk.manage.time),
    "acts": (lambda desk: desk.settle(), lambda desk: desk.manage.acts),
    "signing": (lambda desk: desk.open_inside(), lambda desk: desk.inside.form),
    "pasted certificate": (lambda desk: desk.open_inside(), lambda desk: desk.inside.paste),
    "claim": (lambda _: None, lambda desk: desk.claims.form),
    "what one cares about": (lambda _: None, lambda desk: desk.compare.form),
    "drills": (lambda _: None, lambda desk: desk.fraud.lists["text"]),
    "drill": (lambda desk: press(desk.fraud.lists["text"], "text-locked"), lambda desk: desk.fraud.form),
    "explained": (lambda desk: desk.drill("text-locked", "try"), lambda desk: desk.fraud.turns),
    "finish": (lambda _: None, lambda desk: desk.last.form),
    "files": (lambda _: None, lambda desk: desk.last.take),
    "practice before it began": (lambda _: None, lambda desk: desk.run.form),
}


def told(desk: Desk) -> dict[str, str]:
    """What is shown of the journey: that an action did not fit may be said beside it."""
    desk.store.notice = ""
    return {name: desk.read(name) for name in desk.parts}


@pytest.mark.parametrize("situation", list(SITUATIONS))
def test_a_malformed_message_is_refused_without_a_fault(english: Desk, situation: str) -> None:
    prepare, used = SITUATIONS[situation]
    prepare(english)
    widget = used(english)
    before = english.store.state
    shown = told(english)
    for number, message in enumerate(messages(widget.token)):
        try:
            raw(widget, message)
        except Exception as fault:
            raise AssertionError(f"message {number}: {str(message)[:200]}") from fault
        answers = set(english.store.state.answers.values())
        assert answers <= {answer.id for item in english.content.items.values() for answer in item.answer}
        if english.store.state is not before:
            text = english.store.dump()
            assert len(text) < 5000, str(message)[:200]
            assert MARKUP not in text, str(message)[:200]
            english.store.state = before
    # a question sent without an answer keeps its error; so does a PIN, and a certificate its verdict
    asking = {english.check.form: "check", english.fraud.form: "drills"}
    own = {**asking, english.inside.form: "inside", english.inside.paste: "inside"}.get(widget, "")
    assert told(english) | {own: ""} == shown | {own: ""}
    assert not any(MARKUP in state or HUGE[:100] in state for state in states().values())


def test_a_malformed_start_keeps_the_practice_that_is_under_way(english: Desk) -> None:
    english.begin()
    english.window("centre")
    world = english.world
    for values in ({"procedure": "nonsense"}, {"procedure": MARKUP}, {"screen": "nonsense", "procedure": ""}):
        form = english.practice.choosing.form
        raw(form, {"type": "press", "name": "start", "token": form.token, "values": values})
        assert english.store.world == world


def test_a_second_press_of_start_that_comes_late_changes_nothing(english: Desk) -> None:
    english.begin("lee")
    english.window("centre")
    world = english.world
    press(english.practice.choosing.form, "start")
    assert english.store.world == world


def test_a_start_keeps_only_what_was_asked(english: Desk) -> None:
    form = english.practice.choosing.form
    press(form, "change")
    send(form, "submit", values={"persona": "kim", MARKUP: MARKUP, "mode": MARKUP, "more": HUGE})
    send(form, "picked", field="given", value=MARKUP)
    press(form, "done")
    press(form, "start")
    assert english.world.persona.id == "kim"
    assert MARKUP not in english.store.dump()
    assert len(english.store.dump()) < 1000


@pytest.mark.parametrize("kind", ["submit", "press", "refused", "key", "pin"])
def test_a_message_of_another_screen_is_dropped(english: Desk, kind: str) -> None:
    english.begin()
    content = {
        "name": "personal",
        "values": english.typed(),
        "field": "user-id",
        "guard": "rrn",
        "key": "1",
        "value": "285094",
    }
    for _ in english.journey():
        before = english.store.state
        for widget in (english.run.form, english.run.phone_form, english.run.keys, english.run.pin):
            for token in ("front", "identity", "pin/True", "", None, 7, ["front"]):
                if token != widget.token:
                    raw(widget, {"type": kind, "token": token, **content})
        assert english.store.state is before


def test_a_double_click_on_a_menu_goes_one_screen_on(english: Desk) -> None:
    english.begin()
    token = english.run.form.token
    for _ in range(2):
        raw(english.run.form, {"type": "press", "token": token, "name": "centre"})
    assert english.world.at == "menu-centre"


KEPT: list[Any] = [
    "", "nonsense", "[]", "{}", "null", "7", "[" * 50_000, HUGE, "NaN",
    '{"version": "1", "seed": Infinity, "answers": {}, "actions": []}',
    '{"version": "1", "seed": NaN, "answers": {}, "actions": []}',
    '{"version": "1", "seed": [], "answers": {}, "actions": []}',
    '{"version": "1", "seed": 1, "answers": [], "actions": []}',
    '{"version": "1", "seed": 1, "answers": {}, "actions": [1]}',
    '{"version": "1", "seed": 1, "answers": {}, "actions": [["begin", "", 7]]}',
    7, None, ["a"],
]  # fmt: skip


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: str(kept)[:60])
def test_what_a_tab_kept_and_nobody_can_read_is_told_and_left(english: Desk, kept: Any) -> None:
    before = english.store.state
    raw(english.page, {"type": "restore", "kept": kept})
    assert english.store.state == before
    told = english.say("restored.none")
    assert all(told in english.read(part) for part in ("kept", "practice"))
    english.begin()
    assert not any(told in english.read(part) for part in ("kept", "practice"))
    english.finish()


def test_a_kept_place_that_is_too_long_is_told_and_left(desk: Desk) -> None:
    desk.begin()
    kept = json.loads(desk.page.kept)
    desk.store.reset(1)
    kept["answers"] = {"abroad": "n" * MOST_KEPT}
    raw(desk.page, {"type": "restore", "kept": json.dumps(kept)})
    assert desk.say("restored.none") in desk.read("kept")
    assert desk.store.untouched


BEGUN = '["begin", "", {"procedure": "issue", "persona": "kim", "screen": "%s"}]'
ODD_ACTIONS = [
    '["open", "<script>", {}]',
    '["open", "user-id", {"a": "b"}]',
    '["begin", "", {"procedure": "nonsense"}]',
    '["begin", "nowhere", {"procedure": "issue", "persona": "kim", "screen": "<script>", "text": "x"}]',
    BEGUN % "ars" + ', ["refused", "", {"<script>": "looks-like-rrn"}]',
    BEGUN % "ars" + ', ["request", "ars", {"phone": "<script>"}]',
    BEGUN % "account" + ', ["submit", "account", {"account": "<script>"}]',
    BEGUN % "pin" + ', ["submit", "pin", {"pin": "<script>"}]',
    '["<script>", "<script>", {"<script>": "<script>"}]',
]


@pytest.mark.parametrize("actions", ODD_ACTIONS)
def test_odd_actions_that_a_tab_kept_are_lived_with(desk: Desk, actions: str) -> None:
    raw(
        desk.page,
        {
            "type": "restore",
            "kept": f'{{"version": "0", "seed": 1, "answers": {{"<b>": "<b>"}}, "actions": [{actions}]}}',
        },
    )
    for one in inside_all(desk):
        if isinstance(one, ipywidgets.HTML):
            assert (
                not {"script", "b"} & {tag for tag, _ in Markup(one.value).tags} - {"b"} or "<script" not in one.value
            )
    desk.check.open("")
    desk.answer("user-id", "no")
    desk.begin_at("front")
    desk.finish()


def inside_all(desk: Desk) -> list[Any]:
    return [one for part in desk.parts.values() for one in inside(part)]


def test_all_forms_are_of_one_class_with_one_script_and_so_are_all_pads(desk: Desk) -> None:
    controls = [one for one in inside_all(desk) if isinstance(one, Control)]
    assert {type(one) for one in controls} == {Form, Keypad}
    assert len({one.script for one in controls}) == 2


NONSENSE = {
    int: -(10**9), bool: True, str: MARKUP, list: [], dict: {}, type(None): None,
}  # fmt: skip


def test_nonsense_written_into_the_traits_does_not_break_later_pages(english: Desk) -> None:
    english.begin("kim", "guided", "reply")
    for widget in list(_instances.values()):
        if isinstance(widget, ipywidgets.Layout):
            continue
        for name in widget.keys:
            value = getattr(widget, name)
            if (
                not name.startswith("_")
                and name not in ("layout", "style", "children", "comm", "off")
                and type(value) in NONSENSE
            ):
                with suppress(TraitError):
                    widget.set_state({name: NONSENSE[type(value)]})
    english.store.do(Action("mode", "front", {"mode": "own"}))
    english.finish()
    for item in english.content.items:
        english.check.open(item)
        pick(english.check.form, english.check.offered(item)[-1])
    english.check.open("result")
    assert english.say("sheet.print") in english.read("check")
    english.check.open("")
    assert len(english.rows()) == len(english.content.items) + 1


@pytest.mark.parametrize("focus", [{}, {"turn": "x"}, {"turn": None}, {"turn": []}, {"at": 7}], ids=str)
def test_a_nonsense_focus_does_not_stop_the_guide(english: Desk, focus: dict[str, Any]) -> None:
    english.page.set_state({"focus": focus})
    english.begin()
    english.finish()
    assert english.page.focus["at"].endswith(".kb-step-title")


@pytest.mark.parametrize("token", ["nonsense", "", "result", "reason"])
def test_a_token_written_by_the_browser_answers_no_other_question(english: Desk, token: str) -> None:
    english.open("user-id")
    english.check.form.set_state({"token": token})
    send(english.check.form, "picked", value="yes")
    send(english.check.form, "submit", values={})
    assert english.store.state.answers in ({}, {"user-id": "yes"})


# -- markup ---------------------------------------------------------------------------------------

MARK = "<script>alert(\"x\" + 'y' & 1)</script>"


def marked(value: Any) -> Any:
    """The same content with markup in every text."""
    if isinstance(value, Text):
        return Text(value.ko + MARK.replace(" ", ""), value.en + MARK.replace(" ", ""))
    if isinstance(value, tuple):
        return tuple(map(marked, value))
    if isinstance(value, dict):
        return {key: marked(inner) for key, inner in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: marked(getattr(value, one.name)) for one in fields(value)})
    return value


def with_markup(content: Content) -> Content:
    made: Content = marked(content)
    for persona in made.personas.values():
        object.__setattr__(persona, "latin", persona.latin + MARK)
        for name in ("name", "user-id", "email", "account-password"):
            persona.values[name] += MARK
    return replace(made, bank=replace(made.bank, address=made.bank.address + MARK))


def test_markup_in_the_content_is_shown_as_text(lang: str, content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kbguide.guide.load", lambda: with_markup(content))
    desk = Desk(lang)
    seen = 0

    def look() -> int:
        found = 0
        for one in inside_all(desk):
            if isinstance(one, ipywidgets.HTML) and one.value:
                page = Markup(one.value)
                assert "script" not in {tag for tag, _ in page.tags}
                assert not [name for _, held in page.tags for name in held if name.startswith("on")]
                found += page.text.count("<script>")
        return found

    desk.begin("kim", "own")
    for number, at in enumerate(desk.journey()):
        if number == 0:
            press(desk.run.controls, "hint")
        if at == "account":
            break
        seen += look()
    desk.begin_at("front", "kim")
    desk.window("login")
    desk.check.open("user-id")
    pick(desk.check.form, "no")
    seen += look()
    desk.check.open("result")
    desk.begin_at("new-pin", "kim")
    desk.finish()
    seen += look()
    assert desk.world.standing.certificate is not None
    assert seen > 500


def test_the_attributes_of_a_page_are_closed(content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kbguide.guide.load", lambda: with_markup(content))
    desk = Desk("en")
    desk.begin()
    labels = [
        held["aria-label"]
        for one in inside_all(desk)
        if isinstance(one, ipywidgets.HTML)
        for _, held in Markup(one.value).tags
        if "aria-label" in held
    ]
    assert labels
    assert all(label and label.endswith("</script>") for label in labels)


# -- an hour of clicking --------------------------------------------------------------------------


def random_act(desk: Desk, dice: random.Random) -> None:
    """Something that a learner, a cat, or a slow line may do."""
    part = dice.choice([*PARTS, *("check", "practice", "manage") * 3])
    seldom = (desk.kept.erase, desk.run.bar, desk.run.controls, desk.manage.other)  # or nobody would get far
    usable = [
        one
        for one in visible(desk.parts[part])
        if isinstance(one, ipywidgets.Button | Form | Keypad) and (one not in seldom or dice.random() < 0.1)
    ]
    if not usable:
        return
    widget = dice.choice(usable)
    if isinstance(widget, ipywidgets.Button):
        widget.click()
    elif isinstance(widget, Keypad):
        if widget.length:
            send(widget, "pin", value=dice.choice([desk.world.expected(desk.world.pin_key), "111111", "39", ""]))
        else:
            send(widget, "key", key=dice.choice([*desk.world.code, "erase", "hang-up", "0"]))
    else:
        act_on(desk, widget, dice)


def act_on(desk: Desk, form: Form, dice: random.Random) -> None:
    choices = [field for field in form.fields if field.kind == "choice"]
    if choices and dice.random() < 0.5:
        field = dice.choice(choices)
        if field.options:
            pick(form, dice.choice(field.options).id, field.name)
        return
    if not form.buttons:
        return
    spec = dice.choice(form.buttons)
    if dice.random() < 0.05:
        raw(form, {"type": "press", "token": "elsewhere", "name": spec.name})
    elif not spec.submit:
        press(form, spec.name)
    else:
        right = desk.typed() if form is desk.run.form and desk.store.world else {}
        known = {field.name for field in form.fields}
        values = {name: value for name, value in right.items() if name in known and dice.random() < 0.9}
        for field in choices:
            values.setdefault(field.name, dice.choice(field.options).id)
        submit(form, **values)


def test_the_guide_is_made_of_few_widgets(lang: str) -> None:
    before = len(_instances)
    Desk(lang)
    assert 0 < len(_instances) - before <= 250


def test_no_widget_is_made_or_lost_while_somebody_clicks_about(english: Desk) -> None:
    before = set(_instances)
    dice = random.Random(8)
    answered = steps = 0
    for _ in range(500):
        random_act(english, dice)
        answered = max(answered, len(english.store.state.answers))
        world = english.store.world
        steps = max(steps, world.procedure.number(world.at) if world else 0)
    assert set(_instances) == before
    assert answered >= 5
    assert steps >= 3


@pytest.mark.parametrize("situation", list(SITUATIONS))
def test_picking_an_answer_draws_no_form_anew_so_that_arrow_keys_keep_the_focus(desk: Desk, situation: str) -> None:
    prepare, used = SITUATIONS[situation]
    prepare(desk)
    form = used(desk)
    for field in getattr(form, "fields", []):
        for option in field.options:
            before = form.fields, form.buttons
            pick(form, option.id, field.name)
            assert (form.fields, form.buttons) == before, f"{field['name']}: {option['id']}"
