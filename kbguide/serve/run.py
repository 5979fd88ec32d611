"""A notebook's code, run on a kernel for one page."""

import time
from collections.abc import Sequence
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from voila.execute import VoilaExecutor

# What widgets say of themselves while the page is made concerns nobody: the page asks for their state when it is there.
_TOPICS = (b"kernel.", b"display_data", b"iopub_welcome")
_SHOWN = ("display_data", "execute_result")

Outputs = list[tuple[int, NotebookNode]]  # the number of the cell, and what it displays


class Gone(Exception):
    """The kernel has died, or has never answered."""


class Failed(Exception):
    """A cell has raised or takes for ever; `shown` is what came before. The words say where and what kind of fault."""

    def __init__(self, words: str, shown: Outputs) -> None:
        super().__init__(words)
        self.shown = shown


async def run(kernel: Any, cells: Sequence[tuple[int, str]], patience: float) -> Outputs:
    """Run the cells (number and code) and return what they display.

    `patience`: seconds without a sign from the kernel. Raises Gone and Failed.
    """
    client: AsyncKernelClient = kernel.client()
    client.start_channels(stdin=False, hb=False, control=False)
    notebook = new_notebook(cells=[new_code_cell(code) for _, code in cells])
    executor = VoilaExecutor(notebook, km=kernel, timeout=max(1, int(patience)), record_timing=False)
    executor.kc = client
    shown: Outputs = []
    try:
        await meet(client, patience)
        for place, (number, _) in enumerate(cells):
            try:
                cell = await executor.async_execute_cell(notebook.cells[place], place, store_history=False)
            except (CellExecutionError, CellTimeoutError) as fault:
                raise Failed(f"cell {number}: {getattr(fault, 'ename', 'it takes too long')}", shown) from None
            shown += [(number, output) for output in cell.outputs if output.output_type in _SHOWN]
        return shown
    except DeadKernelError as fault:
        raise Gone("it has died") from fault
    finally:
        client.stop_channels()


async def meet(client: AsyncKernelClient, patience: float) -> None:
    """Until the kernel is heard: what it says before that would be missed."""
    listener = client.iopub_channel.socket
    listener.unsubscribe(b"")
    for topic in _TOPICS:
        listener.subscribe(topic)
    last = time.monotonic() + patience
    while time.monotonic() < last:
        client.kernel_info()
        try:
            await client.iopub_channel.get_msg(timeout=0.5)
        except Empty:
            if not await client.is_alive():
                raise Gone("it has died") from None
        else:
            return
    raise Gone("it never answered")
