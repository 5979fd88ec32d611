"""Where a learner can be and where a class can be sent: a closed list, made from the content and the notebooks."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

import nbformat

from kbguide.content.catalogue import Content
from kbguide.content.learning import Chapter
from kbguide.content.reader import LANGUAGES, Text
from kbguide.progress import DONE

PlaceKind = Literal["chapter", "part", "step", "done"]
NOW = "now"  # a chapter that no notebook has: what to do when it has just happened
_TRY = "try-call"  # the procedure that the address #try begins
_RUNS = {_TRY: "#try", "issue": "#practice"}  # where a procedure is practised; all others where one manages


@dataclass(frozen=True)
class ClassPlace:
    """A place, by the id that a learner's page sends: `learn`, `learn/rule`, `issue/4` or `issue/done`."""

    id: str
    kind: PlaceKind
    name: Text
    href: str  # in the page of the guide
    procedure: str = ""
    step: int = 0  # of a procedure, counted from 1; one more than there are where it is done


def class_places(content: Content, notebooks: Path) -> dict[str, ClassPlace]:
    """All places by id, in the order of the guide."""
    found = [ClassPlace(one, "chapter", content.words[f"chapter.{one}"], f"#{one}") for one in get_args(Chapter)]
    found += [ClassPlace(NOW, "chapter", content.page[NOW], f"#{NOW}"), *_parts(notebooks)]
    for procedure in content.procedures.values():
        href = _RUNS.get(procedure.id, "#manage")
        steps = [(str(number), one.name) for number, one in enumerate(procedure.step, 1)]
        for number, (name, title) in enumerate([*steps, (DONE, procedure.title)], 1):
            kind: PlaceKind = "done" if name == DONE else "step"
            found.append(ClassPlace(f"{procedure.id}/{name}", kind, title, href, procedure.id, number))
    return {one.id: one for one in found}


def _parts(notebooks: Path) -> list[ClassPlace]:
    """The parts of the chapters, named by the headings of the notebooks."""
    names: dict[str, dict[str, str]] = {}
    for lang in LANGUAGES:
        chapter = ""
        for cell in _read(notebooks / lang / "guide.ipynb").cells:
            own = cell.metadata.get("kbguide", {})
            chapter = own.get("chapter", chapter)
            if "part" in own:
                title = cell.source.split("\n")[0].lstrip("# ")
                names.setdefault(f"{chapter}/{own['part']}", {})[lang] = title
    return [ClassPlace(one, "part", Text(**titles), f"#{one}") for one, titles in names.items()]


def _read(file: Path) -> nbformat.NotebookNode:
    notebook: nbformat.NotebookNode = nbformat.read(file, as_version=4)  # type: ignore[no-untyped-call]  # as it is there
    return notebook


def named(place: ClassPlace, content: Content, short: bool = False) -> ClassPlace:
    """A place whose name tells its number and procedure, too; `short`: not that of issuing, which all know."""
    key = {DONE: "place_done", "step": "place_step"}.get(place.kind)
    if key is None:
        return place
    title = content.procedures[place.procedure].title
    if short and place.href in _RUNS.values() and place.kind == "step":
        key = "place_short"
    words = content.classroom[key]
    told = {
        lang: words[lang].format(procedure=title[lang], number=place.step, name=place.name[lang]) for lang in LANGUAGES
    }
    return replace(place, name=Text(**told))
