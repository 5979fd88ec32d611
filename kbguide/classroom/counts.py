"""The figures of a class as tables: counts, and on request a row for each seat without times."""

from collections.abc import Iterable
from typing import Any

from kbguide.classroom.open_class import OpenClass
from kbguide.classroom.places import ClassPlace
from kbguide.report import csv_of


def counts_csv(counts: dict[str, Any]) -> str:
    """What was counted, of what, and how often; `figures.js` puts the mark for spreadsheets before it."""
    rows = [("seats", "", counts["seats"])]
    for kind in ("steps", "problems", "drills", "before", "after"):
        rows += [(kind, name, count) for name, count in counts[kind].items()]
    for question, given in counts["feedback"].items():
        rows += [("feedback", f"{question}/{opinion}", count) for opinion, count in given.items()]
    columns = ("what", "which", "count")
    return csv_of(columns, (dict(zip(columns, row, strict=True)) for row in rows))


def seats_csv(one: OpenClass) -> str:
    """One row for each who sat somewhere, in no order of time."""
    everybody = sorted([*one.past.values(), *one.seats.values()], key=lambda seat: (seat.number, seat.turn))
    rows = (
        {
            "seat": seat.number,
            "reached": " ".join(f"{name}/{step}" for name, step in sorted(seat.reached.items())),
            "problems": " ".join(sorted(seat.problems)),
            "drills_right": seat.right,
            "drills_answered": seat.answered,
        }
        for seat in everybody
    )
    return csv_of(("seat", "reached", "problems", "drills_right", "drills_answered"), rows)


def figures(one: OpenClass, places: Iterable[ClassPlace]) -> dict[str, Any]:
    """Everything that a teacher can take along."""
    counts = one.counts([place for place in places if place.procedure])
    return {"counts": counts, "csv": counts_csv(counts), "seats_csv": seats_csv(one)}
