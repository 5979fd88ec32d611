"""A fault in a handler: the learner is told in plain words, nothing is lost, and the log quotes nothing."""

import logging
from collections.abc import Callable
from typing import Any

import ipywidgets
import pytest
from ipywidgets.widgets.widget import CallbackDispatcher

from kbguide.store import Store
from kbguide.views.chapters.checklist import CheckView
from kbguide.views.chapters.start import KeptView
from kbguide.views.kit.guard import FAULTS
from views.driving import Desk, Markup, inside, pick, press, send, visible

FRESH = True  # what a fault has done to a guide is not erased
QUOTED = "9418273 was typed"
KEPT_CALL = CallbackDispatcher.__call__
ACTING = ("kept", "compare", "claims", "check", "practice", "manage", "inside", "drills", "finish")


@pytest.fixture(autouse=True)
def swallowing(surfacing: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is for a learner."""
    monkeypatch.setattr(FAULTS, "strict", False)
    FAULTS.failed = False
    monkeypatch.setattr(CallbackDispatcher, "__call__", KEPT_CALL)


def panels(desk: Desk, part: str) -> list[Markup]:
    shown = [one for one in visible(desk.parts[part]) if isinstance(one, ipywidgets.HTML)]
    return [page for page in map(Markup, (one.value for one in shown)) if page.has(role="alert")]


def told(desk: Desk, part: str) -> bool:
    return any(
        desk.say("trouble.title") in page.text and desk.say("trouble.text") in page.text for page in panels(desk, part)
    )


def broken(*_: object, **__: object) -> None:
    raise ValueError(QUOTED)


USES: dict[str, Callable[[Desk], object]] = {
    "a row of the list": lambda desk: press(desk.check.groups["bank"], desk.check.groups["bank"].buttons[0].name),
    "next": lambda desk: desk.check.next.click(),
    "result": lambda desk: desk.check.look.click(),
    "an answer": lambda desk: pick(desk.kept.sure, "2", "step"),
    "erase": lambda desk: desk.kept.erase.click(),
    "start": lambda desk: press(desk.practice.choosing.form, "start"),
    "a menu": lambda desk: desk.window("centre"),
    "back": lambda desk: press(desk.run.controls, "back"),
    "hint": lambda desk: press(desk.run.controls, "hint"),
    "mode": lambda desk: press(desk.run.controls, "mode"),
    "again": lambda desk: (press(desk.run.bar, "leave"), press(desk.run.leaving.form, "end")),
}


@pytest.mark.parametrize("use", list(USES))
def test_a_fault_is_told_in_plain_words_and_loses_nothing(
    desk: Desk, use: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    if use in ("a menu", "back", "hint", "mode", "again"):
        desk.begin(mode="own")
        if use == "back":
            desk.window("centre")
    before = desk.store.dump()
    assert not any(told(desk, part) for part in desk.parts)
    with monkeypatch.context() as patch:
        for name in ("do", "answer", "reset"):
            patch.setattr(Store, name, broken)
        USES[use](desk)
    assert all(told(desk, part) for part in ACTING)
    assert desk.store.dump() == before
    ours = [record for record in caplog.records if record.name == "kbguide"]
    assert len(ours) == 1
    assert ours[0].levelno == logging.ERROR
    assert "ValueError" in ours[0].getMessage()
    assert "test_guard.py:" in ours[0].getMessage()
    assert ours[0].exc_info is None
    assert QUOTED not in caplog.text
    USES[use](desk)
    assert not any(told(desk, part) for part in desk.parts)


def test_a_fault_while_a_page_is_drawn_is_told_there(
    english: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(CheckView, "side", broken)
        english.open("user-id")
    assert told(english, "check")
    assert QUOTED not in caplog.text
    pick(english.check.form, "yes")
    assert not told(english, "check")
    assert english.store.state.answers == {"user-id": "yes"}


def test_a_fault_is_told_once_in_each_part(english: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    english.check.open("result")
    with monkeypatch.context() as patch:
        patch.setattr(Store, "do", broken)
        pick(english.kept.sure, "2", "step")
    assert {part: len(panels(english, part)) for part in english.parts} == {
        part: int(part in ACTING) for part in english.parts
    }


def test_a_fault_that_happens_again_is_told_again(english: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Store, "do", broken)
        for _ in range(2):
            pick(english.kept.sure, "2", "step")
            assert told(english, "kept")


def test_the_panel_goes_with_any_next_action(english: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    english.open("user-id")
    with monkeypatch.context() as patch:
        patch.setattr(Store, "do", broken)
        press(english.check.form, "list")
    assert told(english, "check")
    send(english.check.form, "submit", values={})
    assert english.check.form.errors
    assert not told(english, "check")


def test_an_answer_given_while_the_page_fails_is_kept(english: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    english.open("user-id")
    with monkeypatch.context() as patch:
        patch.setattr(CheckView, "render", broken)
        pick(english.check.form, "yes")
    assert english.store.state.answers == {"user-id": "yes"}
    assert told(english, "check")


def test_every_button_of_the_guide_is_guarded(
    english: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    english.begin(mode="own")
    english.answers(
        {
            item.id: next((a.id for a in item.answer if a.fix), item.answer[0].id)
            for item in english.content.items.values()
        }
    )
    buttons: list[Any] = [
        one for part in english.parts.values() for one in inside(part) if isinstance(one, ipywidgets.Button)
    ]
    assert len(buttons) > 5
    escaped = []
    with monkeypatch.context() as patch:
        for name in ("do", "answer", "reset"):
            patch.setattr(Store, name, broken)
        patch.setattr(KeptView, "render", broken)  # what is kept on the device changes nothing in the store
        for one in buttons:
            FAULTS.failed = False
            one.click()
            if not FAULTS.failed:
                escaped.append(one.description)
    assert escaped == []
    assert QUOTED not in caplog.text
