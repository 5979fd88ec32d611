"""Everything in `data/` together."""

from __future__ import annotations

from dataclasses import dataclass

from kbguide.reading import Text
from kbguide.schema.checklist import Channel, Contradiction, Fact, Goal, Item, Named, Place, Reason, Term
from kbguide.schema.procedure import Bank, Guard, Persona, Problem, Procedure, Scenario


@dataclass(frozen=True)
class Content:
    """Everything in `data/`, by id and in the order of the files."""

    bank: Bank
    guards: dict[str, Guard]
    personas: dict[str, Persona]
    groups: dict[str, Named]
    places: dict[str, Place]
    channels: dict[str, Channel]
    goals: dict[str, Goal]
    items: dict[str, Item]
    contradictions: dict[str, Contradiction]
    reasons: dict[str, Reason]
    procedures: dict[str, Procedure]
    problems: dict[str, Problem]
    scenarios: dict[str, Scenario]
    facts: dict[str, Fact]
    terms: dict[str, Term]
    words: dict[str, Text]


# For each file the lists in it: name in the file, name in Content, class.
FILES: dict[str, dict[str, tuple[str, type]]] = {
    "guards.toml": {"guard": ("guards", Guard)},
    "personas.toml": {"persona": ("personas", Persona)},
    "checklist.toml": {
        "group": ("groups", Named),
        "place": ("places", Place),
        "channel": ("channels", Channel),
        "goal": ("goals", Goal),
        "item": ("items", Item),
        "contradiction": ("contradictions", Contradiction),
    },
    "reasons.toml": {"reason": ("reasons", Reason)},
    "problems.toml": {"problem": ("problems", Problem)},
    "scenarios.toml": {"scenario": ("scenarios", Scenario)},
    "facts.toml": {"fact": ("facts", Fact)},
    "glossary.toml": {"term": ("terms", Term)},
}
