"""The small widgets that ipywidgets has no accessible counterpart for, and how all others are made."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import anywidget
import ipywidgets
import traitlets
from ipywidgets.widgets.widget_description import DescriptionStyle  # the package itself names neither
from ipywidgets.widgets.widget_string import HTMLStyle

from kbguide.views.kit.forms import FormButton, FormField, GuardPattern, Message, NumeralRows, text_of, to_json
from kbguide.views.kit.guard import guarded
from kbguide.views.kit.scripts import STATIC, script

OFF = "kb-off"  # the class of what is hidden: a layout of its own for each would cost a widget more
MOST_KEPT = 500_000  # characters of a kept state that are looked at
Widgets = Sequence[ipywidgets.Widget]
_SHARED: dict[type[ipywidgets.Widget], ipywidgets.Widget] = {}


def shared(kind: type[ipywidgets.Widget]) -> ipywidgets.Widget:
    """The one layout or style of its kind, for all widgets: each further one costs time on the first visit."""
    made = _SHARED.get(kind)
    if made is None or made.comm is None:  # not made yet, or closed
        made = _SHARED[kind] = kind()
    return made


def from_file(name: str) -> Any:
    """The trait with the JavaScript of a widget, from its file."""
    return traitlets.Unicode(script(STATIC / name)).tag(sync=True)


class Small(anywidget.AnyWidget):
    """What our own widgets have in common."""

    _anywidget_id = traitlets.Unicode("kbguide").tag(sync=True)  # tells style sheets apart, and ours have none

    def __init__(self, cls: str = "", **traits: Any) -> None:
        """`cls`: CSS classes."""
        super().__init__(layout=shared(ipywidgets.Layout), **classes(cls), **traits)

    def add_traits(self, **traits: Any) -> None:
        """For those that its class lacks: anywidget names some that ours have, and a class for each widget is dear."""
        new = {name: trait for name, trait in traits.items() if not self.has_trait(name)}
        if new:
            super().add_traits(**new)


def shown(name: str) -> Any:
    """A trait with values of `kit.forms` that only this side sets: what a browser writes into it is dropped."""
    return traitlets.Tuple().tag(sync=True, to_json=to_json, from_json=lambda _, widget: getattr(widget, name))


class FormScript(Small):
    """What draws all forms of a guide, and what each of them would bring again: which numbers none of them takes."""

    _esm = from_file("form.js")
    summary = traitlets.Unicode().tag(sync=True)  # heading above several errors
    guards: tuple[GuardPattern, ...] = shown("guards")
    numerals: tuple[NumeralRows, ...] = shown("numerals")


class KeypadScript(Small):
    """What draws all number pads."""

    _esm = from_file("keypad.js")


class Control(Small):
    """Something to fill in or to press. It hides itself: once drawn, anywidget hears no change of a class.

    `token` names the screen; a message that carries another one is late (a double click) and is dropped.
    """

    _esm = from_file("control.js")
    script = traitlets.Instance(Small).tag(sync=True, **ipywidgets.widget_serialization)
    off = traitlets.Bool(default_value=False).tag(sync=True)
    token = traitlets.Unicode().tag(sync=True)
    lang = traitlets.Unicode("ko").tag(sync=True)

    def listen(self, handler: Callable[[Message], None]) -> None:
        """Call `handler` for each message that belongs to the present screen."""

        @guarded
        def receive(_: object, content: Any, __: object) -> None:
            if isinstance(content, dict) and content.get("token") == self.token:
                handler(Message.read(content))

        self.on_msg(receive)


class Form(Control):
    """Fields, an error summary and buttons. What is typed arrives once, in a message, and is never a trait."""

    fields: tuple[FormField, ...] = shown("fields")
    buttons: tuple[FormButton, ...] = shown("buttons")
    picked = traitlets.Dict().tag(sync=True)  # the option that is chosen already, by field
    given = traitlets.Dict().tag(sync=True)  # what is right and where it stands, by field, for who is guided
    errors = traitlets.Dict().tag(sync=True)  # what to do, by field
    tries = traitlets.Int(0).tag(sync=True)  # changes with each submission, so that the same errors are shown again
    menu = traitlets.Bool(False).tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)  # heading of a menu

    def clear(self) -> None:
        """Ask nothing; whatever is asked next is drawn afresh, without what was picked, even the same question."""
        set_traits(self, token="", errors={}, fields=(), buttons=())

    def fault(self, **errors: str) -> None:
        """Say what to do about what was sent, beside each field."""
        set_traits(self, errors=errors, tries=self.tries + 1)


class Keypad(Control):
    """A number pad: `length` 0 sends each key, a length sends a whole PIN once."""

    length = traitlets.Int(0).tag(sync=True)
    order = traitlets.Unicode("1234567890").tag(sync=True)
    words = traitlets.Dict().tag(sync=True)


class Page(Small):
    """Style sheet and icons where the page has none (JupyterLab), the focus, what the browser keeps, a sign of life."""

    _esm = from_file("page.js")
    focus = traitlets.Dict().tag(sync=True)
    kept = traitlets.Unicode().tag(sync=True)  # goes to the tab's own storage; empty removes it
    done: traitlets.List[Any] = traitlets.List().tag(sync=True)  # the chapters that are done, by the ids of their cells
    progress = traitlets.Dict().tag(sync=True)  # what `kbguide.progress` tells a class, for whoever is in one
    device = traitlets.Bool(default_value=False).tag(sync=True)  # it also goes to what the browser keeps for good
    words = traitlets.Dict().tag(sync=True)  # when the connection is lost: what `guide.LOST` names

    def __init__(self, restore: Callable[[str], object], words: dict[str, str], forms: FormScript) -> None:
        """`restore` is called with what the browser had kept when the page was opened; `forms` draws its forms."""
        super().__init__(words=words)
        self.forms = forms
        self._restore = restore
        self.on_try: Callable[[], object] = lambda: None  # somebody came by the address of the call alone
        self._turn = 0
        self.on_msg(guarded(self._receive))

    def _receive(self, _: object, message: Any, __: object) -> None:
        message = message if isinstance(message, dict) else {}
        kept = text_of(message, "kept")
        if message.get("type") == "dress":
            files = {"css": "kbguide.css", "icons": "icons.svg"}
            self.send({name: (STATIC / file).read_text(encoding="utf-8") for name, file in files.items()})
        elif message.get("type") == "ping":
            self.send({"pong": True})
        elif message.get("type") == "restore":
            self._restore(kept if len(kept) < MOST_KEPT else "")  # the latter is told as what cannot be read
        elif message.get("type") == "try":
            self.on_try()

    def focus_on(self, selector: str) -> None:
        """Move the focus to the first visible element of this CSS selector once it is there."""
        self._turn += 1
        self.focus = {"at": selector, "turn": self._turn}


def classes(cls: str) -> dict[str, tuple[str, ...]]:
    """CSS classes as what a widget is made with: each one added later is a message."""
    return {"_dom_classes": tuple(cls.split())}


def blank(cls: str = "") -> ipywidgets.HTML:
    """A place for HTML, empty at first."""
    return ipywidgets.HTML(layout=shared(ipywidgets.Layout), style=shared(HTMLStyle), **classes(cls))


def blanks(count: int) -> list[ipywidgets.HTML]:
    """Several such places."""
    return [blank() for _ in range(count)]


def button(label: str, handler: Callable[[], None], look: str = "") -> ipywidgets.Button:
    """A labelled button; `look` are further CSS classes."""
    looks = {"layout": shared(ipywidgets.Layout), "style": shared(ipywidgets.ButtonStyle)}
    made = ipywidgets.Button(description=label, tooltip=label, **looks, **classes(f"kb-button {look}"))
    made.on_click(lambda _: guarded(handler)())
    return made


def dropdown(
    label: str, options: list[tuple[str, str]], first: str, handler: Callable[[Mapping[str, Any]], None]
) -> ipywidgets.Dropdown:
    """A list that opens, with a label for it; `handler` hears which value was chosen, and which it was before."""
    looks = {"layout": shared(ipywidgets.Layout), "style": shared(DescriptionStyle), **classes("kb-select")}
    made = ipywidgets.Dropdown(description=label, options=options, value=first, **looks)

    @guarded
    def choose(change: Mapping[str, Any]) -> None:
        if change["new"] is None:  # no list has that, but whoever writes to the kernel may
            made.value = change["old"]
        else:
            handler(change)

    made.observe(choose, "value")
    return made


def box(*children: ipywidgets.Widget, cls: str = "", across: bool = False) -> ipywidgets.Box:
    """A VBox, or an HBox, with CSS classes."""
    kind = ipywidgets.HBox if across else ipywidgets.VBox
    return kind(children, layout=shared(ipywidgets.Layout), **classes(cls))


def columns(parts: Mapping[str, ipywidgets.Widget], sizes: Mapping[str, int]) -> ipywidgets.Box:
    """Parts in two columns, read downwards; the first takes parts until it has half of what they hold."""
    halves: tuple[list[ipywidgets.Widget], list[ipywidgets.Widget]] = ([], [])
    rows = 0
    for name, part in parts.items():
        halves[2 * rows >= sum(sizes.values())].append(part)
        rows += sizes[name]
    return box(*(box(*half, cls="kb-stack") for half in halves), cls="kb-two", across=True)


def set_visible(widget: ipywidgets.DOMWidget, visible: bool) -> None:
    """Show or hide without taking anything apart."""
    if isinstance(widget, Control):
        widget.off = not visible
    else:
        set_class(widget, OFF, not visible)


def set_class(widget: ipywidgets.DOMWidget, name: str, has: bool) -> None:
    """Give a class of the style sheet to a widget, or take it."""
    (widget.add_class if has else widget.remove_class)(name)


def set_traits(widget: ipywidgets.Widget, **traits: Any) -> None:
    """Set several traits in one message, and none when nothing changes."""
    with widget.hold_sync():
        for name, value in traits.items():
            setattr(widget, name, value)
