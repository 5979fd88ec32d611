"""What is chosen before practice: the usual answers to begin with at once; each can be changed on its own page."""

from collections.abc import Callable
from dataclasses import replace

from kbguide.views.kit.forms import GO, FormField, Message
from kbguide.views.kit.html import Html, el, icon
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import blank, box, set_traits
from kbguide.views.run.setup_forms import usual

BACK = "kb-button--back"
TOLD = ("persona", "channel", "mode")  # what is chosen here is told even if it is the usual


class Choosing:
    """One form for a view: first what is chosen and the way to begin, then a question a page."""

    def __init__(
        self, view: View, fields: tuple[FormField, ...], key: str, begin: Callable[[dict[str, str]], None]
    ) -> None:
        """`key` names the words of the button that begins; `begin` is given the choices."""
        self.view = view
        self.fields = fields
        self.key = key
        self.begin = begin
        self.told = blank()
        self.form = view.make_form(self.on_message, cls="kb-setup")
        self.root = box(self.told, self.form, cls="kb-stack")
        self.reset()

    def reset(self) -> None:
        """The usual choices, and no question open."""
        self.chosen = usual(self.fields)
        self.open(len(self.fields))

    @property
    def asking(self) -> bool:
        """Whether a question is open."""
        return self.at < len(self.fields)

    def open(self, at: int) -> None:
        """Open the question of this number; what lies outside is the page to begin from."""
        self.at = at % (len(self.fields) + 1)
        if self.asking:
            self.ask(self.fields[self.at])
            return
        told = [one for one in self.fields if one.name in TOLD or self.chosen[one.name] != one.first]
        labels = (option.label for one in told for option in one.options if self.chosen[one.name] == option.id)
        words = [el("span", label, cls="kb-word") for label in labels]
        self.told.value = self.view.html(el("p", icon("check"), " ", Html(" · ".join(words)), cls="kb-chosen"))
        buttons = (self.view.button("start", self.key, GO), self.view.button("change", "setup.change"))
        set_traits(self.form, token=self.key, fields=(), picked={}, buttons=buttons)

    def ask(self, field: FormField) -> None:
        """Ask one question."""
        self.told.value = ""
        number = self.view.say("setup.number", number=self.at + 1, total=len(self.fields))
        shown = replace(field, heading=True, caption=(number,))
        names = {"back": BACK, "next": GO}
        buttons = tuple(self.view.button(name, name, look, submit=name == "next") for name, look in names.items())
        done = self.view.button("done", "setup.done")
        picked = {field.name: self.chosen[field.name]}
        set_traits(self.form, token=field.name, fields=(shown,), picked=picked, buttons=(*buttons, done))

    def on_message(self, message: Message) -> None:
        """A choice, or a button."""
        if self.asking and message.kind in ("picked", "submit"):
            field = self.fields[self.at]
            value = message.value or message.values.get(field.name, "")
            if field.offers(value):
                self.chosen[field.name] = value
        if message.pressed("start") and not self.asking:
            self.begin(dict(self.chosen))
        elif message.pressed("change", "back", "done") or (self.asking and message.kind == "submit"):
            self.open({"back": self.at - 1, "done": len(self.fields)}.get(message.name, self.at + 1))
            self.view.update()
            self.view.focus(".kb-question" if self.asking else ".kb-setup-title")
