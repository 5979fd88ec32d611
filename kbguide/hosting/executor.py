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

_LOOK = 0.5  # seconds between two looks whether a kernel that is silent is still there

Outputs = list[tuple[int, NotebookNode]]  # the number of the cell, and what it displays


class KernelDied(Exception):
    """The kernel has died."""


@dataclass(frozen=True)
class Request:
    """One request: the code of a cell, and expressions to be shown after it, by the number of their cell."""

    number: int
    code: str
    shown: dict[int, str]


def requests(cells: Iterable[tuple[int, str]]) -> tuple[Request, ...]:
    """The requests that run cells (number and code) in their order. What a cell shows is its last expression."""
    made: list[Request] = []
    for number, source in cells:
        code, expression = split(source)
        if code or not made:
            made.append(Request(number, code, {}))
        if expression:
            made[-1].shown[number] = expression
    return tuple(made)


def split(source: str) -> tuple[str, str]:
    """The code of a cell, and the expression at its end. What is no Python is all code: the kernel will say so."""
    try:
        lines = ast.parse(source).body
    except SyntaxError:
        return source, ""
    if not lines or not isinstance(lines[-1], ast.Expr):
        return source, ""
    return ast.unparse(ast.Module(lines[:-1], [])), ast.unparse(lines[-1])


async def run(kernel: Any, book: Iterable[Request], patience: float) -> tuple[Outputs, list[str]]:
    """What the cells display, and a line for each one that has failed: its number and the kind of fault.

    `patience`: seconds for the answer to a request. Raises KernelDied.
    """
    shown: Outputs = []
    faults: list[str] = []
    client = kernel.client()
    client.start_channels(iopub=False, stdin=False, hb=False, control=False)
    try:
        for step in book:
            wanted = {str(number): expression for number, expression in step.shown.items()}
            client.execute(step.code, store_history=False, allow_stdin=False, user_expressions=wanted)
            said = await answer(kernel, client, patience)
            if said is None:
                faults.append(f"cell {', '.join(map(str, sorted({step.number, *step.shown})))}: it takes too long")
                break
            found = {step.number: said, **{int(name): one for name, one in said.get("user_expressions", {}).items()}}
            faults += [f"cell {number}: {one['ename']}" for number, one in found.items() if one["status"] != "ok"]
            shown += [
                (number, new_output("display_data", one["data"], metadata=one["metadata"]))
                for number, one in found.items()
                if "data" in one
            ]
            if said["status"] != "ok":
                break
    finally:
        client.stop_channels()
    return shown, faults


async def answer(kernel: Any, client: Any, patience: float) -> dict[str, Any] | None:
    """What the kernel replies; None if it takes too long."""
    last = time.monotonic() + patience
    while time.monotonic() < last:
        try:
            content: dict[str, Any] = (await client.get_shell_msg(timeout=_LOOK))["content"]
        except Empty:
            if not await kernel.is_alive():
                raise KernelDied("it has died") from None
        else:
            return content
    return None
