"""The notebook in a kernel of its own, as JupyterLab runs it: typed into, run twice, run in any order, saved."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

from helpers import CONTENT, HOMES

ROOT = Path(__file__).parents[1]
LANG = "ko"
SECRETS = [  # the first are taken for nobody's number, and nothing of the guide contains them; the rest looks real
    "Xaverine Quilloughby", "quilloughby@nowhere.example", "73918465", "593817", "7391846",
    "900101-1234567", "019-234-5678", "4123 4567 8901 2341", "구공공일공일 일이삼사오육칠",
]  # fmt: skip
RANDOM = re.compile("[0-9a-f]{32,}|[A-Za-z0-9+/=]{60,}")  # names of models, signatures, certificates
TYPING = """
from kbguide.practice import BEGIN, SETTLE, Action
from kbguide.views.chapters.inside import InsideView
from kbguide.views.run.run import RunView

def send(widget, kind, **content):
    widget._handle_custom_msg({"type": kind, "token": widget.token, **content}, [])

run = guide._run
inside = guide.views[InsideView]
screens, secrets = json.loads(given)
guide.store.reset(20)
for name, home in screens.items():
    for typed in secrets:
        guide.store.do(Action(BEGIN, "", {"procedure": home, "persona": "kim", "screen": name}))
        send(run.form, "submit", values={field.name: typed for field in run.form.fields})
        for press in ("request", "answer"):
            send(run.form if press == "request" else run.phone_form, "press", name=press)
        send(run.phone_form, "submit", values={"reply": typed})
        send(run.pin, "pin", value=typed)
guide.store.do(Action("leave"))
guide.store.do(Action(SETTLE, "", {"persona": "kim", "given": "own"}))
send(inside.form, "press", name="open")
for typed in secrets:
    send(inside.form, "submit", values={"pin": typed})
    send(inside.paste, "submit", values={"pem": typed})
"""
LIVING = "from ipywidgets.widgets.widget import _instances; print(len(_instances))"


class Notebook:
    """A notebook and its kernel. What is run beside its cells is not in what is saved."""

    def __init__(self) -> None:
        self.book = nbformat.read(ROOT / "notebooks" / LANG / "guide.ipynb", as_version=4)
        self.cells = [place for place, cell in enumerate(self.book.cells) if cell.cell_type == "code"]
        self.book.cells.append(new_code_cell())
        self.client = NotebookClient(self.book, timeout=120, kernel_name="python3", store_widget_state=True)

    def run(self, place: int) -> None:
        """Run one of its cells again; a fault in it is raised here."""
        self.client.execute_cell(self.book.cells[place], place)

    def aside(self, code: str) -> str:
        """Run something else in the kernel; returns what it prints."""
        place = len(self.book.cells) - 1
        cell = self.client.execute_cell(new_code_cell(f"import json\n{code}"), place)
        self.book.cells[place] = new_code_cell()
        return "".join(output.get("text", "") for output in cell.outputs)

    def shown(self) -> dict[str, str]:
        """The model that each cell shows."""
        return {
            cell.id: output["data"]["application/vnd.jupyter.widget-view+json"]["model_id"]
            for cell in self.book.cells
            if cell.cell_type == "code"
            for output in cell.outputs
            if "application/vnd.jupyter.widget-view+json" in output.get("data", {})
        }

    def saved(self) -> str:
        """The file, with outputs and with the state of all widgets."""
        self.client.set_widgets_metadata()
        return str(nbformat.writes(self.book))


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    """All its cells have run once."""
    place = tmp_path_factory.mktemp("ipython")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(place))
        made = Notebook()
        with made.client.setup_kernel(env=os.environ | {"IPYTHONDIR": str(place)}):
            for number in made.cells:
                made.run(number)
            yield made


def test_a_notebook_saved_with_its_widgets_holds_nothing_that_was_typed(notebook: Notebook) -> None:
    screens = {
        name: HOMES[name] for name in HOMES if CONTENT.screens[name].kind in ("form", "pin", "new-pin", "reply", "call")
    }
    notebook.aside(f"given = {json.dumps([screens, SECRETS])!r}\n{TYPING}")
    saved = notebook.saved()
    widgets = json.loads(saved)["metadata"]["widgets"]["application/vnd.jupyter.widget-state+json"]
    states: list[dict[str, Any]] = [model["state"] for model in widgets["state"].values()]
    assert len(states) > 100
    told = [set(state["errors"]) for state in states if state.get("errors")]
    assert {"pin"} in told, "what was typed last was not heard"
    assert {"pem"} in told
    saved = RANDOM.sub("", saved)
    assert "looks-like-rrn" in saved
    for typed in SECRETS:
        for form in (typed, json.dumps(typed)[1:-1], typed.replace("-", "").replace(" ", "")):
            assert form not in saved, form


def test_cells_that_run_again_in_any_order_show_the_same_parts(notebook: Notebook) -> None:
    before, living = notebook.shown(), notebook.aside(LIVING)
    assert len(before) >= 12
    forms = [place for place in notebook.cells if notebook.book.cells[place].source.startswith("guide.")]
    for place in (*reversed(forms), *forms, *forms[::3]):
        notebook.run(place)
    assert notebook.shown() == before
    assert notebook.aside(LIVING) == living


def test_two_guides_in_one_kernel_leave_each_other_alone(notebook: Notebook) -> None:
    told = notebook.aside("""
from kbguide import Guide
other = Guide("en")
parts = [getattr(other, name)() for name in ("check", "practice", "manage", "inside", "drills", "finish")]
before = guide.store.dump()
other.store.answer("abroad", "no")
other.store.do(Action(BEGIN, "", {"procedure": "issue", "persona": "lee"}))
send(other._run.form, "press", name="centre")
print(json.dumps([guide.store.dump() == before, other.store.world.at, guide._run.form.token == other._run.form.token]))
mine = other.store.dump()
guide.store.do(Action(BEGIN, "", {"procedure": "issue", "persona": "kim"}))
send(guide._run.form, "press", name="centre")
print(json.dumps([other.store.dump() == mine, guide.store.world.at]))
print(json.dumps([one._run.form.script.summary for one in (guide, other)]))
""")
    first, second, summaries = map(json.loads, told.splitlines())
    assert first == [True, "menu-centre", False]
    assert second == [True, "menu-centre"]
    assert summaries == [CONTENT.words["form.summary"][LANG], CONTENT.words["form.summary"]["en"]]


def test_a_notebook_that_runs_from_the_top_again_begins_anew(notebook: Notebook) -> None:
    before = notebook.shown()
    notebook.aside("old = guide")
    for place in notebook.cells:
        notebook.run(place)
    assert notebook.aside("print(guide is old, guide.store.untouched)") == "False True\n"
    assert not set(notebook.shown().values()) & set(before.values())
