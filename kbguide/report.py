"""What a learner has done, as tables: for the last page, for download, and as pandas frames in a notebook.

No table holds anything that was typed, and nothing that tells who somebody is.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbguide.content.catalogue import Content
from kbguide.practice import Journey
from kbguide.practice.answers import CONFIDENCE, Said, answered, is_right
from kbguide.practice.drills import DRILL, of_drills
from kbguide.readiness import Readiness

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))
Row = dict[str, Any]
Tables = dict[str, list[Row]]


@dataclass(frozen=True)
class Record:
    """The same tables as pandas DataFrames; columns, units and types are those of `columns.toml`."""

    tries: pd.DataFrame
    drills: pd.DataFrame
    claims: pd.DataFrame
    confidence: pd.DataFrame
    plan: pd.DataFrame


def tables(content: Content, journey: Journey, readiness: Readiness, lang: str) -> Tables:
    """Every table, row by row; empty lists where nothing was done yet."""
    steps = ((question.partition("/")[2], journey.said.get(question)) for question in CONFIDENCE)
    return {
        "tries": tries(content, journey, lang),
        "drills": drills(content, journey, lang),
        "claims": [
            {**judged(content, journey.said, "claim", one.id), "title": one.text[lang], "true": one.true}
            for one in content.claims.values() if f"claim/{one.id}" in journey.said
        ],
        "confidence": [{"when": when, "step": int(given[-1])} for when, given in steps if given],
        "plan": [
            {"number": number, "title": one.title[lang], "place": one.place, "minutes": one.minutes}
            for number, one in enumerate(readiness.plan, 1)
        ],
    }  # fmt: skip


def tries(content: Content, journey: Journey, lang: str) -> list[Row]:
    """One row for each run, oldest first."""
    count: Counter[tuple[str, str]] = Counter()
    rows = []
    for number, one in enumerate(journey.attempts, 1):
        count[one.procedure, one.scenario] += 1
        named = content.scenarios.get(one.scenario) or content.procedures[one.procedure]
        again = count[one.procedure, one.scenario]
        rows.append({**vars(one), "number": number, "title": named.title[lang], "attempt": again})
    return rows


def drills(content: Content, journey: Journey, lang: str) -> list[Row]:
    """One row for each drill that was answered in a round, in the order of the first answers."""
    return [
        {**judged(content, said, "drill", one.id), "round": number, "title": one.title[lang], "genuine": one.genuine,
         "first": given[0]}
        for number, said in enumerate((*journey.rounds, journey.said), 1) for question, given in of_drills(said).items()
        for one in [content.drills[question.removeprefix(DRILL)]]
    ]  # fmt: skip


def judged(content: Content, said: Said, kind: str, name: str) -> Row:
    """What a row says of the answers to a claim or a drill."""
    question = f"{kind}/{name}"
    given = said[question]
    right = [is_right(content, question, answer) for answer in given]
    return {kind: name, "answers": len(given), "right_first": right[0], "right_last": right[-1]}


def compared(rows: list[Row]) -> tuple[Row, Row] | None:
    """The first and the second try of what was tried twice, both to the end; of the latest such pair."""
    ended = [row for row in rows if row["end"] in ("done", "stopped")]
    pairs: dict[tuple[str, str], list[Row]] = {}
    for row in ended:
        pairs.setdefault((row["procedure"], row["scenario"]), []).append(row)
    twice = [pair for pair in pairs.values() if len(pair) > 1]
    return max(((pair[0], pair[1]) for pair in twice), key=lambda pair: int(pair[1]["number"]), default=None)


def chapters_done(content: Content, journey: Journey, readiness: Readiness) -> list[str]:
    """The chapters in which everything is done."""
    passed = set(journey.passed)
    claimed, _, claims = answered(content, journey.said, "claim", content.claims)
    drilled, _, drills = journey.drilled
    done = {
        "learn": claimed == claims,
        "check": not readiness.count("unanswered"),
        "practice": "issue" in passed,
        "manage": passed & set(content.bank.acts) - {"issue"},
        "fraud": journey.rounds or drilled == drills,
        "finish": CONFIDENCE[1] in journey.said,
    }
    return [chapter for chapter, so in done.items() if so]


def as_csv(name: str, rows: list[Row]) -> str:
    """One table as CSV with a heading; it begins with the mark by which spreadsheets know that it is UTF-8."""
    return "\ufeff" + csv_of(COLUMNS[name], rows)


def csv_of(columns: Iterable[str], rows: Iterable[Row]) -> str:
    """Rows as CSV with a heading."""
    written = io.StringIO()
    table = csv.DictWriter(written, [*columns], lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return written.getvalue()


def as_json(content: Content, found: Mapping[str, list[Row]]) -> str:
    """All tables as JSON."""
    return json.dumps({"content": content.bank.version, **found}, ensure_ascii=False, indent=1)


def frames(found: Tables) -> Record:
    """All tables as pandas DataFrames, with the types of `COLUMNS` even where they are empty."""
    import pandas as pd

    made = {name: pd.DataFrame(found[name], columns=list(types)).astype(types) for name, types in COLUMNS.items()}
    return Record(**made)
