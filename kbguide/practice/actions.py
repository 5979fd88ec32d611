"""What a learner can do, and why it may not be possible here and now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

BEGIN = "begin"  # a run
LEAVE = "leave"  # the run, before its end
SETTLE = "settle"  # who one is, without beginning anything
TRAVEL = "travel"  # to a later day
ROUND = "round"  # of drills, once more from the beginning
SAY = "say"  # an answer to a question beside the practice
EARLIER = "earlier"  # runs that are summed up, see `practice.earlier`
REACT = "react"  # to a fraud in the middle of a run; this and what is not named here is done on a screen, see `step`


@dataclass(frozen=True)
class Action:
    """One thing the learner did. `at` is the screen it was done on.

    For what was typed, `values` holds "ok" or the id of the problem it caused, never the input itself. `after` are the
    seconds since the action before, for the learner's record: nothing that happens depends on it.
    """

    kind: str
    at: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    after: int = 0


@dataclass(frozen=True)
class Refusal:
    """An action does not fit; why is a key of the words under `refusal.`."""

    reason: Literal["nobody", "gone", "backwards", "running", "elsewhere", "locked", "over", "unknown"]
