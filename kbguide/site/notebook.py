"""A notebook made ready: its words as a page and its code for the kernel, the same for everybody who opens it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Template
from nbformat import NotebookNode
from voila.exporter import VoilaExporter

from kbguide.hosting.executor import Outputs, PreparedCode, Request, requests_for


@dataclass(frozen=True)
class PreparedNotebook:
    """`prose_html` is the page until the kernel is needed; `forms_html` makes the rest of it."""

    code: PreparedCode
    prose_html: str
    template: Template  # of the rest
    page_config: dict[str, Any]

    def forms_html(self, kernel_id: str, outputs: Outputs | None) -> str:
        """The end of the page; without outputs it says that its parts did not open."""
        config = {**self.page_config, "kernelId": kernel_id}
        trusted = [(number, {**output, "trusted": True}) for number, output in outputs or []]
        return self.template.render(config=config, outputs=trusted, page_config=self.page_config)


async def prepare(
    place: Path, exporter: VoilaExporter, template: Template, resources: dict[str, Any], page_config: dict[str, Any]
) -> PreparedNotebook:
    """Make the notebook at `place` ready; `template` is that of the page's end."""
    notebook = nbformat.read(place, as_version=4)
    parts = exporter.generate_from_notebook_node(notebook, resources=dict(resources), page_config=page_config)
    prose_html = "".join([text async for text, _ in parts])
    folder = place.parent.name
    code = PreparedCode(f"{folder}/{place.name}", notebook.metadata.kernelspec.name, folder, requests_of(notebook))
    return PreparedNotebook(code, prose_html, template, page_config)


def requests_of(notebook: NotebookNode) -> tuple[Request, ...]:
    """What its page runs; the template leaves out cells with the same tag."""
    return requests_for(
        (number, cell.source)
        for number, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and "skip-execution" not in cell.metadata.get("tags", [])
    )
