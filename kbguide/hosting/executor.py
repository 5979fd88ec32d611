"""A notebook's code, run on a kernel for one page.

A request costs a kernel 8 ms, whatever it asks for, so one request brings as many cells as it can: code, and then the
values of all cells that are nothing but an expression, until one comes that is more than that.
"""

import ast
import time
from collections.abc import Iterable
from dataclasses import dataclass
from queue import Empty
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

BETWEEN_LOOKS = 0.5  # seconds between two looks whether a kernel that is silent is still there

Outputs = list[tuple[int, NotebookNode]]  # the number of the cell, and what it displays


class KernelDied(Exception):
    """The kernel has died."""


@dataclass(frozen=True)
class Request:
    """One request: the code of a cell, and expressions to be shown after it, by the number of their cell."""

    number: int
    code: str
    shown: dict[int, str]


@dataclass(frozen=True)
class PreparedCode:
    """The code of a notebook, ready to be run for whoever opens it."""

    label: str  # by which the log names the notebook
    kernel_name: str  # the kind of kernel
    folder: str  # in which the code runs, below the folder of all notebooks
    requests: tuple[Request, ...]


def requests_for(cells: Iterable[tuple[int, str]]) -> tuple[Request, ...]:
    """The requests that run cells (number and code) in their order. What a cell shows is its last expression."""
    requests: list[Request] = []
    for number, source in cells:
        code, expression = split(source)
        if code or not requests:
            requests.append(Request(number, code, {}))
        if expression:
            requests[-1].shown[number] = expression
    return tuple(requests)


def split(source: str) -> tuple[str, str]:
    """The code of a cell, and the expression at its end. What is no Python is all code: the kernel will say so."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return source, ""
    if not statements or not isinstance(statements[-1], ast.Expr):
        return source, ""
    return ast.unparse(ast.Module(statements[:-1], [])), ast.unparse(statements[-1])


async def execute(kernel: Any, requests: Iterable[Request], patience: float) -> tuple[Outputs, list[str]]:
    """What the cells display, and a line for each one that has failed: its number and the kind of fault.

    `patience`: seconds for the reply to a request. Raises KernelDied.
    """
    outputs: Outputs = []
    faults: list[str] = []
    client = kernel.client()
    client.start_channels(iopub=False, stdin=False, hb=False, control=False)
    try:
        for request in requests:
            expressions = {str(number): expression for number, expression in request.shown.items()}
            client.execute(request.code, store_history=False, allow_stdin=False, user_expressions=expressions)
            reply = await next_reply(kernel, client, patience)
            if reply is None:
                cells = ", ".join(map(str, sorted({request.number, *request.shown})))
                faults.append(f"cell {cells}: it takes too long")
                break
            values = {int(number): value for number, value in reply.get("user_expressions", {}).items()}
            results = {request.number: reply, **values}
            faults += [f"cell {number}: {one['ename']}" for number, one in results.items() if one["status"] != "ok"]
            outputs += [(number, display(one)) for number, one in results.items() if "data" in one]
            if reply["status"] != "ok":
                break
    finally:
        client.stop_channels()
    return outputs, faults


def display(value: dict[str, Any]) -> NotebookNode:
    """The value of an expression, as a notebook keeps it."""
    output: NotebookNode = new_output("display_data", value["data"], metadata=value["metadata"])
    return output


async def next_reply(kernel: Any, client: Any, patience: float) -> dict[str, Any] | None:
    """What the kernel replies; None if it takes too long."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            content: dict[str, Any] = (await client.get_shell_msg(timeout=BETWEEN_LOOKS))["content"]
        except Empty:
            if not await kernel.is_alive():
                raise KernelDied("it has died") from None
        else:
            return content
    return None
