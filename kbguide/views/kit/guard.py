"""The guard around every handler: a fault in one is logged without what was typed, and said in plain words."""

import logging
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import traitlets

P = ParamSpec("P")
log = logging.getLogger("kbguide")


class Faults(traitlets.HasTraits):
    """Whether what the learner did last has failed; views then show the "something went wrong" panel."""

    failed = traitlets.Bool(default_value=False)
    strict = False  # tests set it, so that a failing handler fails the test
    depth = 0  # handlers within handlers: an action may make several views render
    count = 0  # failures since the outermost one began


FAULTS = Faults()


def guarded(handler: Callable[P, None]) -> Callable[P, None]:
    """Run a handler so that a fault in it is logged by its kind and place, and shown in plain words.

    The message of the fault is not logged: it might quote what was typed.
    """

    @wraps(handler)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        FAULTS.count *= bool(FAULTS.depth)
        FAULTS.depth += 1
        try:
            handler(*args, **kwargs)
        except Exception as fault:
            if FAULTS.strict:
                raise
            FAULTS.count += 1
            log.error("kbguide: %s at %s", type(fault).__name__, place_of(fault))
        finally:
            FAULTS.depth -= 1
            if not FAULTS.depth:
                FAULTS.failed = bool(FAULTS.count)

    return run


def place_of(fault: Exception) -> str:
    """File and line where it was raised."""
    trace = fault.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
