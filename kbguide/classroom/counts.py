"""The figures of a class as tables: counts, and on request a row for each seat without times."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from kbguide.classroom.open_class import OpenClass
from kbguide.classroom.places import ClassPlace

_MARK = "\ufeff"  # by which spreadsheets know that it is UTF-8


def counts_csv(counts: dict[str, Any]) -> str:
    """What was counted, of what, and how often."""
    rows: list[tuple[str, str, int]] = [("seats", "", counts["seats"])]
    for kind in ("steps", "problems", "drills", "before", "after"):
        rows += [(kind, name, count) for name, count in counts[kind].items()]
    for question, given in counts["feedback"].items():
        rows += [("feedback", f"{question}/{opinion}", count) for opinion, count in given.items()]
    return _written(("what", "which", "count"), rows)


def seats_csv(one: OpenClass) -> str:
    """One row for each who sat somewhere, in no order of time."""
    everybody = sorted([*one.past.values(), *one.seats.values()], key=lambda seat: (seat.number, seat.turn))
    rows = [
        (
            seat.number,
            " ".join(f"{name}/{step}" for name, step in sorted(seat.reached.items())),
            " ".join(sorted(seat.problems)),
            seat.right,
            seat.answered,
        )
        for seat in everybody
    ]
    return _written(("seat", "reached", "problems", "drills_right", "drills_answered"), rows)


def figures(one: OpenClass, places: Iterable[ClassPlace]) -> dict[str, Any]:
    """Everything that a teacher can take along."""
    counts = one.counts([place for place in places if place.procedure])
    return {"counts": counts, "csv": counts_csv(counts), "seats_csv": seats_csv(one)}


def _written(heading: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(heading)
    table.writerows(rows)
    return _MARK + out.getvalue()
