"""A notebook's cells, asked of a kernel in few requests."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from jupyter_client.manager import KernelManager

from kbguide.hosting.executor import KernelDied, Outputs, Request, execute, requests_for, split
from serving.learner import run_async


@pytest.mark.parametrize(
    ("source", "code", "expression"),
    [
        ("", "", ""),
        ("from a import b", "from a import b", ""),
        ("a = 1", "a = 1", ""),
        ("guide.check()", "", "guide.check()"),
        ("a = 1\na", "a = 1", "a"),
        ("f(\n    1,\n)", "", "f(1)"),
        ("'words'", "", "'words'"),
        ("# a remark alone", "# a remark alone", ""),
        ("%magic", "%magic", ""),
        ("a =", "a =", ""),
    ],
)
def test_a_cell_shows_its_last_expression(source: str, code: str, expression: str) -> None:
    assert split(source) == (code, expression)


def test_a_request_brings_code_and_all_that_is_shown_before_the_next_code() -> None:
    cells = [(1, "import a"), (2, "b = a.b()"), (4, "b.one()"), (5, "b.two()"), (7, "c = 1\nc"), (8, "b.three()")]
    assert requests_for(cells) == (
        Request(1, "import a", {}),
        Request(2, "b = a.b()", {4: "b.one()", 5: "b.two()"}),
        Request(7, "c = 1", {7: "c", 8: "b.three()"}),
    )


def test_a_notebook_may_begin_with_what_it_shows() -> None:
    assert requests_for([(3, "1"), (4, "2")]) == (Request(3, "", {3: "1", 4: "2"}),)


class Kernel:
    """A real one, with the parts of a page's kernel that `execute` uses."""

    def __init__(self) -> None:
        self._manager = KernelManager(client_class="jupyter_client.asynchronous.AsyncKernelClient")
        self._manager.start_kernel()
        self.client = self._manager.client

    async def is_alive(self) -> bool:
        return bool(self._manager.is_alive())

    def close(self) -> None:
        self._manager.shutdown_kernel(now=True)

    def ran(self, *cells: str, patience: float = 60) -> tuple[Outputs, list[str]]:
        outputs, faults = run_async(execute(self, requests_for(enumerate(cells)), patience))
        return outputs, faults


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    with closing(Kernel()) as made:
        yield made


def texts(outputs: Outputs) -> dict[int, str]:
    return {number: output["data"]["text/plain"] for number, output in outputs}


def test_cells_run_in_their_order_and_show_what_they_show_then(kernel: Kernel) -> None:
    outputs, faults = kernel.ran("a = 1", "a", "a + 1", "a = 5\na", "a * 2", "from math import pi")
    assert texts(outputs) == {1: "1", 2: "2", 3: "5", 4: "10"}
    assert faults == []


def test_what_a_widget_shows_is_its_view(kernel: Kernel) -> None:
    outputs, _ = kernel.ran("import ipywidgets", "ipywidgets.VBox()")
    assert "application/vnd.jupyter.widget-view+json" in outputs[0][1]["data"]


def test_a_chapter_that_fails_takes_no_other_with_it(kernel: Kernel) -> None:
    outputs, faults = kernel.ran("a = 1", "a", "a / 0", "a + 1", "b", "b = 3\nb")
    assert texts(outputs) == {1: "1", 3: "2", 5: "3"}
    assert faults == ["cell 2: ZeroDivisionError", "cell 4: NameError"]


def test_code_that_fails_ends_the_notebook_and_what_came_before_stays(kernel: Kernel) -> None:
    outputs, faults = kernel.ran("1", "raise OSError", "2")
    assert texts(outputs) == {0: "1"}
    assert faults == ["cell 1: OSError"]


def test_code_that_is_no_python_fails_by_its_number(kernel: Kernel) -> None:
    assert kernel.ran("a =", "1") == ([], ["cell 0: SyntaxError"])


def test_a_cell_that_takes_too_long_ends_the_notebook(kernel: Kernel) -> None:
    outputs, faults = kernel.ran("1", "import time", "time.sleep(3)", "2", patience=1)
    assert texts(outputs) == {0: "1"}
    assert faults == ["cell 1, 2, 3: it takes too long"]


def test_a_kernel_that_dies_is_noticed() -> None:
    with closing(Kernel()) as made, pytest.raises(KernelDied):
        made.ran("import os; os._exit(1)")
