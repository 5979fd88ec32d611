"""The people of `cases.toml`, and what can be said of any answers."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from helpers import CONTENT
from kbguide.readiness import GOAL, REASON, Readiness

CASES = tomllib.loads(Path(__file__).with_name("cases.toml").read_text(encoding="utf-8"))["person"]
ITEMS = CONTENT.items
GOOD = {item.id: next(one.id for one in item.answer if one.verdict == "ready") for item in ITEMS.values()}
UNSURE = dict.fromkeys(ITEMS, "unsure")
CHOICES = {
    **{item.id: st.sampled_from([answer.id for answer in item.answer]) for item in ITEMS.values()},
    REASON: st.sampled_from(sorted(CONTENT.reasons)),
    GOAL: st.sampled_from(sorted(CONTENT.goals)),
}
FEW = st.lists(st.sampled_from(sorted(CHOICES)), max_size=4).flatmap(
    lambda names: st.fixed_dictionaries({name: CHOICES[name] for name in names})
)
# any answers at all, and those of people who are nearly ready, or know nearly nothing
ANSWERS = (
    st.fixed_dictionaries({}, optional=CHOICES)
    | FEW.map(lambda few: GOOD | few)
    | FEW.map(lambda few: UNSURE | few)
    | FEW
)


def answers_of(person: Mapping[str, Any]) -> dict[str, str]:
    return UNSURE if person.get("unsure") else GOOD | person.get("answers", {})


def said(result: Readiness, lang: str) -> str:
    """Every text of the plan."""
    lines = []
    for errand in result.plan:
        lines += [errand.title, *errand.notes, *errand.bring]
        for task in errand.tasks:
            lines += [one for one in (task.fix.title, task.fix.text, task.fix.question) if one]
    return "\n".join(line[lang] for line in lines)


def before(item: str) -> set[str]:
    """Every item that must come before this one, directly or not."""
    return set(ITEMS[item].after).union(*map(before, ITEMS[item].after))
