"""Terms of the glossary inside running text: each opens its meaning where it stands, without any script."""

import re
from collections.abc import Iterable
from html import escape

from kbguide.content.catalogue import Content
from kbguide.content.reader import Text
from kbguide.views.kit.html import Html

TAG = re.compile(r"(<[^>]+>)")
NAME = re.compile(r"</?(\w+)")
# where no term is marked: what can be pressed already, headings, and bold words, which name a button or are explained
CLOSED = frozenset({"a", "button", "summary", "h1", "h2", "h3", "h4", "label", "legend", "code", "th", "dt", "strong"})
HANGUL = "\uac00-\ud7a3"
OPENING = "[(‘“]"
CLOSING = "[).,:;?’”]"


class Glossary:
    """The terms of one language, ready to be found in text."""

    def __init__(self, content: Content, lang: str) -> None:
        self.close = content.words["terms.close"][lang]
        self.terms = {form(one.form, lang): one for one in content.terms.values() if one.form}
        self.lang = lang
        longest_first = sorted(self.terms, key=len, reverse=True)
        words = "|".join(map(re.escape, longest_first)) or "(?!)"  # of no terms, nothing is found
        # Korean joins endings on, so a term may go on but must begin a word; an English one must be a word
        edges = (rf"(?<![{HANGUL}\w])", "") if lang == "ko" else (r"(?<![\w-])", r"(?![\w-])")
        word = f"({OPENING}?){edges[0]}({words}){edges[1]}([{HANGUL}]*{CLOSING}*)"
        self.pattern = re.compile(word, re.IGNORECASE)

    def mark(self, html: str, where: str, seen: set[str] | None = None) -> Html:
        """The HTML with the first occurrence of each term made a button; `where` keeps ids apart on one page.

        Terms in `seen` are left alone, and those found are added to it.
        """
        known: set[str] = set() if seen is None else seen
        depth = 0
        parts = []
        for part in TAG.split(html):
            if name := NAME.match(part):
                if name[1] in CLOSED:
                    depth += -1 if part.startswith("</") else 1
                parts.append(part)
            else:
                parts.append(part if depth else self.found(part, where, known))
        return Html("".join(parts))

    def named(self, labels: Iterable[str]) -> set[str]:
        """Ids of the terms that one of these labels names, by the word in the text or by the full name."""
        given = {label.casefold() for label in labels}
        return {one.id for word, one in self.terms.items() if given & {word, form(one.term, self.lang)}}

    def found(self, text: str, where: str, known: set[str]) -> str:
        """One stretch of escaped text."""

        def button(match: re.Match[str]) -> str:
            before, word, after = match.groups()
            term = self.terms[word.casefold()]
            if term.id in known:
                return match[0]
            known.add(term.id)
            name = f"kb-t-{where}-{term.id}"
            title = escape(term.term[self.lang])
            meaning = escape(term.meaning[self.lang])
            made = (
                f'{before}<button type="button" class="kb-term" popovertarget="{name}">{word}</button>'
                f'<span popover id="{name}" class="kb-meaning"><b>{title}</b> {meaning} '
                f'<button type="button" class="kb-link" popovertarget="{name}" popovertargetaction="hide">'
                f"{escape(self.close)}</button></span>{after}"
            )
            # a line may break beside a button, but not where a particle or a full stop belongs to it
            return f'<span class="kb-word">{made}</span>' if before or after else made

        return self.pattern.sub(button, text)


def form(found: Text, lang: str) -> str:
    """The word that is looked for, as it is compared."""
    return found[lang].casefold()
