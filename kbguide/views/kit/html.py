"""The only place where HTML is made: every value is escaped here, every fragment carries its language."""

import base64
import re
from collections.abc import Iterable
from datetime import date
from html import escape

from kbguide.content.reader import Text


class Html(str):
    """A string that is HTML already."""

    __slots__ = ()


def el(name: str, *children: str, cls: str = "", **attributes: str) -> Html:
    """An element; children that are not Html are escaped. `aria_label` is written `aria-label`."""
    listed = {"class": cls, **{key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}}
    written = "".join(f' {key}="{escape(value)}"' for key, value in listed.items() if value)
    return Html(f"<{name}{written}>{join(children)}</{name}>")


def join(children: Iterable[str]) -> Html:
    """Several pieces behind one another."""
    return Html("".join(child if isinstance(child, Html) else escape(child) for child in children))


def rich(text: str) -> Html:
    """Text of the content with its **bold** words."""
    return Html(re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(text)))


def icon(name: str, cls: str = "") -> Html:
    """A picture from the page's sprite; it never carries meaning alone."""
    return Html(f'<svg class="kb-i {cls}" aria-hidden="true"><use href="#kb-i-{escape(name)}"/></svg>')


def fragment(lang: str, *children: str) -> str:
    """The value of an HTML widget."""
    return el("div", *children, lang=lang)


def hidden(text: str) -> Html:
    """Words for a screen reader only."""
    return el("span", text, cls="kb-vh")


def opened(name: str, inside: str, back: str, cls: str = "") -> Html:
    """A drawer over the page, called `name`, that a button opens; `back` are the words that close it."""
    look = "jupyter-button kb-button kb-drawer__close"
    close = el("button", back, type="button", popovertargetaction="hide", cls=look)
    return el("section", inside, close, popover="auto", aria_label=name, cls=f"kb-drawer {cls}".strip())


def drawer(label: str, name: str, inside: str, back: str) -> Html:
    """A button and its drawer; the page's script joins the two, as an id may stand there twice."""
    return join([el("button", label, type="button", popovertarget="-", cls="kb-opens"), opened(name, inside, back)])


def held(label: str, name: str, kind: str, text: str) -> Html:
    """A line of a list: a file to fetch, which the page holds itself; nothing is left on the server."""
    data = base64.b64encode(text.encode()).decode()
    return el("li", el("a", label, href=f"data:{kind};base64,{data}", download=name))


LOOKS = {  # class and icon of each state; the word is always there too
    "ready": ("done", "check"),
    "not-needed": ("done", "check"),
    "missing": ("need", "alert"),
    "unsure": ("unsure", "ask"),
    "good": ("good", "check"),
    "stop": ("stop", "alert"),
}


def tag(state: str, label: str) -> Html:
    """A state in a word, a shape and a colour."""
    look, picture = LOOKS.get(state, ("todo", ""))
    return el("span", icon(picture) if picture else "", label, cls=f"kb-tag kb-tag--{look}")


def heed(said: str, picture: str = "alert", good: bool = False, role: str = "", cls: str = "") -> Html:
    """Something to be noted, beside a picture."""
    look = "kb-heed kb-heed--good" if good else "kb-heed"
    return el("div", icon(picture), said, cls=f"{look} {cls}".strip(), role=role)


def card(title: str, *children: str) -> Html:
    """A panel with a heading."""
    return el("div", el("h3", title), *children, cls="kb-card kb-stack-small")


def folded(title: str, *inside: str, small: bool = False) -> Html:
    """Something that opens when it is pressed; `small` for what stands below the matter itself."""
    look = "kb-details kb-details--small" if small else "kb-details"
    return el("div", el("details", el("summary", title), *inside), cls=look)


def facts(pairs: Iterable[tuple[str, str]]) -> Html:
    """A short list of terms and values."""
    return el("dl", *(el("div", el("dt", key), el("dd", value)) for key, value in pairs), cls="kb-facts")


def numbered(items: Iterable[str], cls: str = "") -> Html:
    """A numbered list. The number is drawn; the role keeps it a list for screen readers that go by the look."""
    return el("ol", *(el("li", el("div", item)) for item in items), cls=f"kb-numbered {cls}".strip(), role="list")


def bar(done: int, now: bool, total: int) -> Html:
    """A row of boxes: how far one is. The same is always said in words beside it."""
    boxes = ["on"] * done + ["now"] * now + [""] * total
    return el("div", *(el("i", cls=box) for box in boxes[:total]), cls="kb-bar", aria_hidden="true")


def day(when: date, lang: str, months: Text) -> str:
    """A day as it is said, on one line; `months` holds the Korean form and the English names."""
    said = f"{when.day} {months.en.split()[when.month - 1]} {when.year}"
    if lang == "ko":
        said = months.ko.format(year=when.year, month=when.month, day=when.day)
    return said.replace(" ", "\N{NO-BREAK SPACE}")
