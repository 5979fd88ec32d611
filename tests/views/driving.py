"""A learner in front of the guide without a browser: sees what is shown, and uses only what is offered.

A test takes the fixture `desk` (in both languages) or `english` (where the language does not matter), comes to a place,
does something there as a learner would, and looks at what is shown or kept:

    def test_a_wrong_password_is_said_beside_its_field(desk: Desk) -> None:
        desk.begin_at("account", "kim")                  # or begin(), rehearse(SCENARIO), settle(), open(ITEM)
        desk.fill(account_password="0000")               # right inputs, except for these
        assert "account-password" in desk.run.form.errors
        assert desk.world.problem == "account-password"  # also desk.world, desk.store.journey, desk.read("practice")

`finish()` goes to the end rightly, `journey()` screen by screen, `sensibly()` with the remedies that are offered. What
is right on a screen is worked out in `helpers`, for the world; `perform` does the same with the controls. Single ones:
`press(form, NAME)`, `submit(form, **values)`, `pick(form, OPTION)`, and `raw(widget, MESSAGE)` for what no page sends.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from html.parser import HTMLParser
from typing import Any

import ipywidgets
from ipywidgets.widgets.widget import _instances

from helpers import SEED, next_action, pass_screen, right_inputs
from kbguide import Guide
from kbguide.content.learning import Drill
from kbguide.practice import BEGIN, Action, World
from kbguide.practice.drills import met
from kbguide.views.chapters.checklist import CheckView
from kbguide.views.chapters.checklist_result import ResultView
from kbguide.views.chapters.claims import ClaimsView
from kbguide.views.chapters.compare import CompareView
from kbguide.views.chapters.finish import FinishView
from kbguide.views.chapters.fraud import FraudView
from kbguide.views.chapters.inside import InsideView
from kbguide.views.chapters.manage import ManageView
from kbguide.views.chapters.practice import PracticeView
from kbguide.views.chapters.start import KeptView, StartView
from kbguide.views.kit.widgets import OFF, Control, Form, Keypad
from kbguide.views.run.choosing import Choosing
from kbguide.views.run.run import RunView

RANDOM = re.compile("IPY_MODEL_[0-9a-f]+")
PARTS = (
    "start", "kept", "compare", "claims", "paths", "terms", "facts", "check", "practice", "manage", "inside", "drills",
    "now", "finish",
)  # fmt: skip
VOID = {"br", "hr", "img", "input"}


class Markup(HTMLParser):
    """The elements and the text of a fragment; a tag that is not closed, or closed too often, is refused.

    The meaning of a term is not read as long as it is closed: it stands in `meanings`.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.pieces: list[str] = []
        self.meanings: list[str] = []
        self.open: list[str] = []
        self.closed_at = 0  # how deep the meaning stands that is being passed
        self.feed(html)
        self.close()
        assert self.open == [], html

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if "kb-meaning" in (dict(attrs).get("class") or "").split() and not self.closed_at:
            self.closed_at = len(self.open)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) == self.closed_at:
            self.closed_at = 0
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        (self.meanings if self.closed_at else self.pieces).append(data)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def has(self, **attributes: str) -> bool:
        return any(all(held.get(key) == value for key, value in attributes.items()) for _, held in self.tags)


def is_shown(widget: ipywidgets.Widget) -> bool:
    """Whether it is not hidden itself; what it stands in may be."""
    return not (widget.off if isinstance(widget, Control) else OFF in widget._dom_classes)


def visible(widget: ipywidgets.Widget) -> Iterator[ipywidgets.Widget]:
    """A widget and all inside it, except for what is hidden."""
    if is_shown(widget):
        yield widget
        for child in getattr(widget, "children", ()):
            yield from visible(child)


def inside(widget: ipywidgets.Widget) -> Iterator[ipywidgets.Widget]:
    """A widget and all inside it, hidden or not."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from inside(child)


def pages(widget: ipywidgets.Widget) -> list[Markup]:
    return [Markup(one.value) for one in visible(widget) if isinstance(one, ipywidgets.HTML)]


def words_of(form: Form) -> Iterator[str]:
    """What a form shows."""
    yield from filter(None, [form.title, *form.errors.values()])
    for field in form.fields:
        yield from (field.label, field.hint, *field.caption)
        yield from (option.label + option.hint for option in field.options)
    for spec in form.buttons:
        yield spec.label + spec.here + (spec.state.label if spec.state else "") + spec.hint


def text(widget: ipywidgets.Widget) -> str:
    """All that can be read in a widget now."""
    found = [page.text for page in pages(widget)]
    for one in visible(widget):
        if isinstance(one, Form):
            found += words_of(one)
        elif isinstance(one, ipywidgets.Button):
            found.append(one.description)
    return "\n".join(found)


def plain(words: str) -> str:
    """Words of the content as they are read: without the marks of bold type."""
    return words.replace("**", "")


def send(widget: Form | Keypad, kind: str, **content: Any) -> None:
    """A message as the browser sends it for the present screen."""
    raw(widget, {"type": kind, "token": widget.token, **content})


def raw(widget: ipywidgets.Widget, message: Any) -> None:
    """Any message, by the way that it takes in a kernel."""
    widget._handle_custom_msg(json.loads(json.dumps(message)), [])


def press(form: Form, name: str) -> None:
    """Press a button that the form offers."""
    (spec,) = [spec for spec in form.buttons if spec.name == name]
    assert not spec.submit, f"{name} sends the form"
    send(form, "press", name=name)


def submit(form: Form, **values: str) -> None:
    """Fill in and send; `_` in a name stands for `-`."""
    typed = {name.replace("_", "-"): typed for name, typed in values.items()}
    assert any(spec.submit for spec in form.buttons)
    assert set(typed) <= {field.name for field in form.fields}
    send(form, "submit", values=typed)


def pick(form: Form, value: str, field: str = "answer") -> None:
    """Choose a radio button that is there."""
    options = next(one.options for one in form.fields if one.name == field)
    assert value in [option.id for option in options]
    send(form, "picked", field=field, value=value)


def states() -> dict[str, str]:
    """The whole state of every living widget, as it would be sent or saved, but for the ids drawn at random."""
    return {
        name: RANDOM.sub("", json.dumps(widget.get_state(), ensure_ascii=False, default=str))
        for name, widget in list(_instances.items())
    }


class Desk:
    """The guide with all parts opened."""

    def __init__(self, lang: str, seed: int = SEED) -> None:
        self.lang = lang
        self.guide = Guide(lang)
        self.store = self.guide.store
        self.store.clock = lambda: self.now
        self.now = 0.0  # seconds, as the store's clock counts them
        self.store.state = replace(self.store.state, seed=seed)
        self.content = self.store.content
        self.parts = {name: getattr(self.guide, name)() for name in PARTS}
        self.page = self.guide.page
        made = self.guide.views
        self.start: StartView = made[StartView]  # type: ignore[assignment]  # kept by class
        self.kept: KeptView = made[KeptView]  # type: ignore[assignment]  # as above
        self.check: CheckView = made[CheckView]  # type: ignore[assignment]  # as above
        self.practice: PracticeView = made[PracticeView]  # type: ignore[assignment]  # as above
        self.manage: ManageView = made[ManageView]  # type: ignore[assignment]  # as above
        self.inside: InsideView = made[InsideView]  # type: ignore[assignment]  # as above
        self.claims: ClaimsView = made[ClaimsView]  # type: ignore[assignment]  # as above
        self.compare: CompareView = made[CompareView]  # type: ignore[assignment]  # as above
        self.fraud: FraudView = made[FraudView]  # type: ignore[assignment]  # as above
        self.last: FinishView = made[FinishView]  # type: ignore[assignment]  # as above
        self.run: RunView = self.practice.run
        self.result: ResultView = self.check.result

    def say(self, key: str, **values: object) -> str:
        return self.content.words[key][self.lang].format(**values)

    @property
    def world(self) -> World:
        assert self.store.world is not None
        return self.store.world

    def buttons(self, part: str) -> dict[str, Callable[[], None]]:
        """What can be clicked beside the practice window, by its words."""
        found: dict[str, Callable[[], None]] = {}
        rows = (
            self.run.bar,
            self.run.leaving.form,
            self.run.controls,
            self.run.mend,
            self.practice.turns,
            self.manage.other,
        )
        for one in visible(self.parts[part]):
            if isinstance(one, ipywidgets.Button):
                found[one.description] = one.click
            elif one in rows:
                found |= {spec.label: partial(press, one, spec.name) for spec in one.buttons}
        return found

    def labels(self, part: str) -> list[str]:
        return list(self.buttons(part))

    def click(self, part: str, key: str, **values: object) -> None:
        """Click the visible button with these words."""
        self.buttons(part)[self.say(key, **values)]()

    def read(self, part: str) -> str:
        return text(self.parts[part])

    # -- the checklist -----------------------------------------------------------------------------

    def open(self, item: str) -> None:
        """Press a row of the list."""
        assert self.check.list in visible(self.parts["check"])
        press(next(form for form in self.check.groups.values() if item in {s.name for s in form.buttons}), item)

    def answer(self, item: str, value: str) -> None:
        """From the list to a question, answer it, and back to the list."""
        self.open(item)
        pick(self.check.form, value)
        press(self.check.form, "list")

    def answers(self, values: dict[str, str]) -> None:
        """Many answers at once, without going through the pages."""
        for item, value in values.items():
            self.store.answer(item, value)

    def rows(self) -> dict[str, str]:
        """The word for the state of each row of the list."""
        return {spec.name: spec.state.label for form in self.check.groups.values() for spec in form.buttons}

    # -- fraud -------------------------------------------------------------------------------------

    def met(self, name: str) -> Drill:
        """A drill as this learner meets it in the present round."""
        journey = self.store.journey
        return met(self.content, journey.seed, len(journey.rounds), name)

    def drill(self, name: str, reply: str) -> None:
        """From the list to a drill, and answer it."""
        press(self.fraud.lists[self.content.drills[name].way], name)
        submit(self.fraud.form, answer=reply)

    # -- practice ----------------------------------------------------------------------------------

    def begin(self, persona: str = "kim", mode: str = "guided", text: str = "reply", channel: str = "pc") -> None:
        """Choose on the page before practice, and start."""
        self.choose(self.practice.choosing, persona=persona, given="none", channel=channel, mode=mode, text=text)
        press(self.practice.choosing.form, "start")

    def choose(self, choosing: Choosing, **wanted: str) -> None:
        """Go through the questions before practice, one a page; in what is not named, nothing is changed."""
        assert choosing.form in [one for part in self.parts.values() for one in visible(part)]
        press(choosing.form, "change")
        while choosing.asking:
            (field,) = choosing.form.fields
            submit(choosing.form, **{field.name: wanted.get(field.name, choosing.chosen[field.name])})

    def rehearse(self, scenario: str) -> None:
        """Choose a scenario from the list, whole if need be, and start."""
        if self.say("setup.rehearse") in self.labels("practice"):
            self.click("practice", "setup.rehearse")
        if scenario not in [spec.name for spec in self.practice.list.buttons]:
            press(self.practice.turns, "all")
        press(self.practice.list, scenario)

    def settle(self, given: str = "own", persona: str = "kim", channel: str = "pc") -> None:
        """Choose whose certificate is managed, and how it stands."""
        if self.manage.other in visible(self.parts["manage"]):
            self.click("manage", "manage.other")
        self.choose(self.manage.choosing, persona=persona, given=given, channel=channel, text="reply")
        press(self.manage.choosing.form, "start")

    def travel(self, left: int) -> None:
        """To the day on which the certificate has so many days left, by the choice on the board."""
        made = self.store.journey.standing.certificate
        submit(self.manage.time, day=(made.end - timedelta(left)).isoformat())

    def open_inside(self, given: str = "own") -> None:
        """Choose whose certificate is managed, and look into it."""
        self.settle(given)
        press(self.inside.form, "open")

    def act(self, procedure: str) -> None:
        """Press one of the acts on the board, and go through it rightly."""
        press(self.manage.acts, procedure)
        self.finish()

    def begin_at(self, screen: str, persona: str = "kim", mode: str = "guided", **picks: str) -> None:
        """Begin in the middle, as from the result."""
        values = {"procedure": "issue", "persona": persona, "mode": mode, "screen": screen, **picks}
        self.store.do(Action(BEGIN, values=values))

    def typed(self) -> dict[str, str]:
        """The right inputs of this screen; a name is typed as the card shows it."""
        found = right_inputs(self.world)
        if self.lang == "en" and "name" in found:
            found["name"] = self.world.persona.latin
        return found

    def shown(self, form: Form | Keypad) -> Any:
        host = self.parts["manage" if self.store.journey.managing else "practice"]
        assert form in visible(host), f"hidden on {self.world.at}"
        return form

    def window(self, name: str) -> None:
        press(self.shown(self.run.form), name)

    def phone(self, name: str) -> None:
        press(self.shown(self.run.phone_form), name)

    def fill(self, **changed: str) -> None:
        """Send the window's form with the right inputs, except for these."""
        changed = {name.replace("_", "-"): typed for name, typed in changed.items()}
        submit(self.shown(self.run.form), **(self.typed() | changed))

    def request(self, **changed: str) -> None:
        """Ask for the call, the text or the request."""
        if self.world.screen.kind == "call" and self.run.form.fields:
            self.fill(**changed)
        else:
            self.window("request")

    def key(self, digits: str) -> None:
        for digit in digits:
            send(self.shown(self.run.keys), "key", key=digit)

    def pin(self, digits: str) -> None:
        send(self.shown(self.run.pin), "pin", value=digits)

    def reply(self, digits: str) -> None:
        submit(self.shown(self.run.phone_form), reply=digits)

    def perform(self, action: Action) -> None:
        """Do with the controls that are shown what `helpers` does with the world."""
        kind = self.world.screen.kind
        if action.kind == "react":
            submit(self.run.intrusion.form, answer=action.values["reply"])
        elif action.kind in ("remedy", "release"):
            press(self.run.mend, action.kind)
        elif action.kind == "answer":
            self.phone("answer")
        elif action.kind == "key":
            self.key(action.values["digit"])
        elif action.kind == "request":
            self.request()
        elif action.kind != "submit":
            self.window(action.values.get("entry", action.kind))
        elif kind == "reply":
            self.reply(self.world.code)
        elif kind == "form":
            self.fill()
        else:
            self.pin(self.world.expected(self.world.pin_key))

    def moves(self) -> Iterator[None]:
        """Do the right thing on this screen, one action at a time."""
        for action in pass_screen(self.world)[1] or next_action(self.world, 0):
            self.perform(action)
            yield

    def journey(self) -> Iterator[str]:
        """Everything right to the end; gives the screen's id after each action."""
        while not self.world.over:
            before = self.world.here
            for _ in self.moves():
                yield self.world.at
            assert self.world.here != before, f"stuck at {before}: {self.world.problem}"

    def finish(self) -> None:
        for _ in self.journey():
            pass

    def sensibly(self) -> None:
        """To the end as somebody goes who reads what is said: with the remedies, turns and ways back on offer."""
        tried = 0
        for _ in range(4 * len(self.content.screens)):
            world = self.world
            if world.over:
                return
            self.step_on(tried)
            tried = tried + 1 if self.world.here == world.here else 0
        raise AssertionError(f"stuck at {self.world.at}: {self.world.problem}")

    def step_on(self, tried: int = 0) -> None:
        """One screen further; `tried` counts how often this one did not let the learner pass."""
        here = self.world.here
        for action in next_action(self.world, tried):
            self.perform(action)
            if self.world.here != here or self.world.problem:
                return
