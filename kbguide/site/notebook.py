"""A notebook made ready: its words as a page and its code for the kernel, the same for everybody who opens it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Template
from nbformat import NotebookNode
from voila.exporter import VoilaExporter

from kbguide.hosting.executor import Outputs, Request, requests


@dataclass(frozen=True)
class Book:
    """`words` is the page until the kernel is needed; `forms` makes the rest of it."""

    lang: str
    folder: str  # in which the code runs, below the folder of the notebooks
    kernel: str  # name of the kernel's kind
    words: str
    requests: tuple[Request, ...]  # its code
    rest: Template
    page_config: dict[str, Any]

    def forms(self, kernel_id: str, outputs: Outputs | None) -> str:
        """The end of the page; without outputs it says that its parts did not open."""
        config = {**self.page_config, "kernelId": kernel_id}
        shown = [(number, {**output, "trusted": True}) for number, output in outputs or []]
        return self.rest.render(config=config, outputs=shown, page_config=self.page_config)


async def bind(
    place: Path, exporter: VoilaExporter, rest: Template, resources: dict[str, Any], page_config: dict[str, Any]
) -> Book:
    """Make the notebook at `place` ready; its metadata name its language."""
    notebook = nbformat.read(place, as_version=4)
    parts = exporter.generate_from_notebook_node(notebook, resources=dict(resources), page_config=page_config)
    words = "".join([text async for text, _ in parts])
    code = requests((number, cell.source) for number, cell in enumerate(notebook.cells) if runs(cell))
    lang, kernel = notebook.metadata.language_code, notebook.metadata.kernelspec.name
    return Book(lang, place.parent.name, kernel, words, code, rest, page_config)


def runs(cell: NotebookNode) -> bool:
    """Whether it is code for the page; the template leaves out cells with the same tag."""
    code: bool = cell.cell_type == "code"
    return code and "skip-execution" not in cell.metadata.get("tags", [])
