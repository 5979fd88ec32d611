"""The pages of a class: words and a small script each, and no kernel."""

from typing import Any

from kbguide.content.reader import LANGUAGES
from kbguide.site.pages import TextPage


class ClassDoor(TextPage):
    """The address that is said aloud: leads to the page for joining in the browser's language."""

    def get(self) -> None:
        self.set_page_headers()
        self.redirect(
            f"{self.browser_language() or LANGUAGES[0]}/class"
        )  # a browser keeps what stands behind # in the old address

    head = get


class ClassPage(TextPage):
    """One of them, in one language; `data` are what its script knows of the guide, by language."""

    def initialize(self, template: str, data: dict[str, Any] | None = None) -> None:
        self._template = template
        self._data = data or {}

    def get(self, lang: str) -> None:
        self.finish_page(self._template, languages=[lang], data=self._data.get(lang, {}))

    head = get
