"""The pages of the guide without a server: rendered by the templates that serve it, as files below one folder."""

import asyncio
import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nbformat

from kbguide.content.catalogue import Content
from kbguide.content.reader import LANGUAGES
from kbguide.hosting.executor import Request
from kbguide.hosting.headers import content_policy
from kbguide.site.notebook import prepare, requests_of
from kbguide.site.template_data import INLINE_SCRIPTS, TEMPLATE, template_data, term_marker

Pages = dict[str, str]  # HTML by the name of its file
IN_CLASS = {"class": "join.html.j2", "class/feedback": "feedback.html.j2"}  # what a learner needs of a class


def policy(class_server: str = "") -> str:
    """A page cannot forbid by itself to be framed; its Python is WebAssembly, and a class may be elsewhere."""
    host = urlsplit(class_server)
    rules = {"worker-src": "'self'", "manifest-src": "'self'"}
    if class_server:
        rules["connect-src"] = f"'self' {host.scheme}://{host.netloc}"
    return content_policy(INLINE_SCRIPTS, "'wasm-unsafe-eval'", rules)


class PageWriter:
    """Renders one page after the other; `files` are the places of the scripts and the style below the folder."""

    def __init__(
        self,
        content: Content,
        files: Mapping[str, str],
        packed: Mapping[str, int],
        lang: str = "",
        class_server: str = "",
    ) -> None:
        """`packed`: what the worker fetches, with its bytes; `lang`: to which the front page leads, if to one.

        `class_server`: the address of the guide on a server, if it has classes for these pages.
        """
        from jinja2 import Environment, FileSystemLoader

        self.content = content
        self._files = files
        class_api = f"{class_server}class/" if class_server else ""
        self._shared = template_data(content, "", host="alone", class_api=class_api)
        self._shared |= {"packed": json.dumps(packed), "policy": policy(class_server), "lead": lang}
        self._templates = Environment(loader=FileSystemLoader(TEMPLATE), autoescape=True)
        self._mark_terms = term_marker(content)

    def data(self, depth: int, base: str = "") -> dict[str, Any]:
        """What the templates are given for a page so many folders down; a page that stands nowhere names the `base`."""
        up = base or "../" * depth
        return {**self._shared, "base": up, "files": {name: f"{up}{place}" for name, place in self._files.items()}}

    @property
    def in_class(self) -> bool:
        """Whether somebody may sit in a class."""
        return bool(self._shared["class_api"])

    def words(self, template: str, depth: int, base: str = "", **values: Any) -> str:
        """A page of nothing but words."""
        return self._templates.get_template(template).render(kbguide=self.data(depth, base), **values)

    def guide(self, place: Path, lang: str) -> str:
        """The guide itself, from its notebook."""
        from voila.exporter import VoilaExporter

        exporter = VoilaExporter(template_paths=[str(TEMPLATE)], template_name="kbguide", base_url="")
        exporter.register_filter("mark_terms", self._mark_terms)
        resources = {"base_url": "", "kbguide": self.data(1)}
        end = self._templates.get_template("cells.html.j2")
        preparing = prepare(place / lang / "guide.ipynb", exporter, end, resources, {})
        with ThreadPoolExecutor(1) as thread:  # whoever calls may have a loop of its own in this one
            prepared = thread.submit(asyncio.run, preparing).result()
        return prepared.prose_html + end.render(cells=cells_of(prepared.code.requests))


def code_of(notebooks: Path) -> dict[str, Any]:
    """The code of each notebook, by language, as the worker wants it."""
    read = {lang: nbformat.read(notebooks / lang / "guide.ipynb", as_version=4) for lang in LANGUAGES}
    return {lang: cells_of(requests_of(notebook)) for lang, notebook in read.items()}


def cells_of(requests: Iterable[Request]) -> dict[str, Any]:
    """What is run, and then what each place shows."""
    shown = {number: expression for one in requests for number, expression in one.shown.items()}
    return {"code": [one.code for one in requests if one.code], "shown": shown}


def pages(writer: PageWriter, notebooks: Path, base: str) -> Iterator[tuple[str, str]]:
    """All pages: the name of the file, and its HTML. `base` is where the folder will stand, for a page not found."""
    yield "index.html", writer.words("start.html.j2", 0)
    yield "404.html", writer.words("error.html", 0, base)
    for lang in LANGUAGES:
        yield f"{lang}/index.html", writer.guide(notebooks, lang)
        for name in ("now", "stuck"):
            yield f"{lang}/{name}/index.html", writer.words(f"{name}.html.j2", 2, languages=[lang])
        yield from beside(writer, lang)
        yield from lessons(writer, lang)
        if writer.in_class:
            yield from classes(writer, lang)


def beside(writer: PageWriter, lang: str) -> Iterator[tuple[str, str]]:
    """What is read beside the real bank, and the papers: under `paper/` stands the first of them, too."""
    companions = writer.content.companions.values()
    papers = [one for one in companions if one.on_paper]
    yield f"{lang}/beside/index.html", writer.words("companions.html.j2", 2, languages=[lang])
    for one in companions:
        html = writer.words("beside.html.j2", 3, languages=[lang], companion=one)
        yield f"{lang}/beside/{one.id}/index.html", html
    for name, one in [("", papers[0]), *((f"{one.id}/", one) for one in papers)]:
        html = writer.words("paper.html.j2", 3 if name else 2, languages=[lang], companion=one)
        yield f"{lang}/paper/{name}index.html", html


def lessons(writer: PageWriter, lang: str) -> Iterator[tuple[str, str]]:
    """What a teacher reads, and prints."""
    yield f"{lang}/lesson/index.html", writer.words("lessons.html.j2", 2, languages=[lang])
    for one in writer.content.lessons.values():
        yield f"{lang}/lesson/{one.id}/index.html", writer.words("lesson.html.j2", 3, languages=[lang], lesson=one)


def classes(writer: PageWriter, lang: str) -> Iterator[tuple[str, str]]:
    """Where a learner joins a class, and says at its end how it was."""
    for name, template in IN_CLASS.items():
        yield f"{lang}/{name}/index.html", writer.words(template, 2 + name.count("/"), languages=[lang])
