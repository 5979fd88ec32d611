"""What goes between the widgets and their scripts, as values. `types.d.ts` beside the scripts says the same there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, is_dataclass
from typing import Any, Literal, Self

from kbguide.content.procedure import FieldKind
from kbguide.views.kit.html import LOOKS

LONGEST = 10_000  # characters of one value that are looked at: a pasted certificate has some thousand
GO = "kb-button--primary kb-button--next"  # the button that leads on
ROW = "kb-link kb-task__name"  # a row of a list of tasks


@dataclass(frozen=True)
class FormOption:
    """One radio button."""

    id: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class FormField:
    """Something to fill in: `length` digits exactly, `caption` above a label that is a heading.

    `apart` is the pattern of what no guard looks at.
    """

    name: str
    kind: FieldKind | Literal["area"]
    label: str
    hint: str = ""
    length: int | None = None
    options: tuple[FormOption, ...] = ()
    heading: bool = False
    caption: tuple[str, ...] = ()
    apart: str = ""

    @property
    def first(self) -> str:
        """The option that is chosen unless another one is."""
        return self.options[0].id

    def offers(self, option: str) -> bool:
        """Whether there is such an option."""
        return any(one.id == option for one in self.options)


@dataclass(frozen=True)
class RowState:
    """How things are with a row: a look (of the CSS class `kb-tag--…`), an icon, and in words `word`: `label`."""

    look: str
    icon: str
    word: str
    label: str


@dataclass(frozen=True)
class FormButton:
    """A button or a row of a menu. `look` are CSS classes; `here` are the words that mark what is pressed next.

    `pressed` is "true" or "false" for one of several that stay pressed; `opens` is the CSS selector of a drawer in the
    same run that the page opens by itself.
    """

    name: str
    label: str
    look: str = ""
    submit: bool = False
    here: str = ""
    hint: str = ""
    state: RowState | None = None
    pressed: str = ""
    opens: str = ""


@dataclass(frozen=True)
class GuardPattern:
    """What takes an input for somebody's real number, in the browser; `length` is that of the fields it is for."""

    id: str
    pattern: str
    length: int | None = None


@dataclass(frozen=True)
class NumeralRows:
    """Other signs for the ten digits, and where in a text they are these, in the browser; see `data/guards.toml`."""

    where: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Message:
    """What a control says: what was pressed, picked, keyed, sent, or refused by a guard; the rest is ""."""

    kind: str
    values: Mapping[str, str] = field(default_factory=dict)  # what was typed, by field
    name: str = ""
    value: str = ""
    key: str = ""
    field: str = ""
    guard: str = ""

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Self:
        """From what a browser has sent, which may be anything; what is not text is left out."""
        said = {name: text_of(content, name) for name in ("name", "value", "key", "field", "guard")}
        values = content.get("values")
        pairs = values.items() if isinstance(values, dict) else ()
        typed = {name: text[:LONGEST] for name, text in pairs if isinstance(name, str) and isinstance(text, str)}
        return cls(text_of(content, "type"), typed, **said)

    def pressed(self, *names: str) -> bool:
        """Whether it is a press of one of these buttons."""
        return self.kind == "press" and self.name in names


def row_state(state: str, word: str, label: str) -> RowState:
    """A state of `kit.html.LOOKS` as a row shows it; any other one is open still."""
    look, icon = LOOKS.get(state, ("todo", ""))
    return RowState(look, icon, word, label)


def text_of(content: Mapping[str, Any], key: str) -> str:
    """A text in a message; the empty one for whatever is no text."""
    value = content.get(key)
    return value if isinstance(value, str) else ""


def to_json(value: Any, _widget: object = None) -> Any:
    """A value of this module as the scripts take it: a table without what is empty."""
    if isinstance(value, tuple):
        return [to_json(part) for part in value]
    if not is_dataclass(value):
        return value
    return {name: to_json(part) for name, part in vars(value).items() if part not in ("", (), None, False)}
