"""Everything in `data/` together."""

from dataclasses import dataclass

from kbguide.content.bank import Bank, Given, Guard, Persona, Problem, Scenario
from kbguide.content.checklist import Channel, Contradiction, Fact, Goal, Item, Named, Place, Reason, Term
from kbguide.content.learning import Aspect, Claim, Compared, Drill, HelpNumber, Path, Urgent
from kbguide.content.procedure import FACTS, Procedure, Screen
from kbguide.content.reader import Text


@dataclass(frozen=True)
class Content:
    """Everything in `data/`, by id and in the order of the files."""

    bank: Bank
    guards: dict[str, Guard]
    personas: dict[str, Persona]
    givens: dict[str, Given]
    groups: dict[str, Named]
    places: dict[str, Place]
    channels: dict[str, Channel]
    goals: dict[str, Goal]
    items: dict[str, Item]
    contradictions: dict[str, Contradiction]
    reasons: dict[str, Reason]
    screens: dict[str, Screen]  # those of screens.toml and those of each procedure's own file
    origins: dict[str, str]  # the file that each screen stands in
    procedures: dict[str, Procedure]
    problems: dict[str, Problem]
    scenarios: dict[str, Scenario]
    facts: dict[str, Fact]
    terms: dict[str, Term]
    claims: dict[str, Claim]
    aspects: dict[str, Aspect]
    compared: dict[str, Compared]
    paths: dict[str, Path]
    drills: dict[str, Drill]
    urgent: dict[str, Urgent]
    words: dict[str, Text]  # of the chapters and of the practice world
    page: dict[str, Text]  # of the page around the chapters
    help_numbers: dict[str, HelpNumber]

    @property
    def choices(self) -> dict[str, set[str]]:
        """What a condition can ask for: choices that are offered and facts that are computed, each with its values."""
        found = {key: set(values) for key, values in FACTS.items()}
        fields = (part for screen in self.screens.values() for part in screen.field if part.option)
        offered = [(part.name, part.option) for part in fields]
        for key, options in [*((one.key, one.option) for one in self.bank.variant), *offered]:
            found.setdefault(key, set()).update(option.id for option in options)
        return found


# For each file the lists in it: name in the file, name in Content, class.
FILES: dict[str, dict[str, tuple[str, type]]] = {
    "guards.toml": {"guard": ("guards", Guard)},
    "personas.toml": {"persona": ("personas", Persona), "given": ("givens", Given)},
    "checklist.toml": {
        "group": ("groups", Named),
        "place": ("places", Place),
        "channel": ("channels", Channel),
        "goal": ("goals", Goal),
        "item": ("items", Item),
        "contradiction": ("contradictions", Contradiction),
    },
    "reasons.toml": {"reason": ("reasons", Reason)},
    "screens.toml": {"screen": ("screens", Screen)},
    "problems.toml": {"problem": ("problems", Problem)},
    "scenarios.toml": {"scenario": ("scenarios", Scenario)},
    "facts.toml": {"fact": ("facts", Fact)},
    "glossary.toml": {"term": ("terms", Term)},
    "quiz.toml": {"claim": ("claims", Claim)},
    "comparison.toml": {"aspect": ("aspects", Aspect), "certificate": ("compared", Compared)},
    "paths.toml": {"path": ("paths", Path)},
    "scams.toml": {"drill": ("drills", Drill)},
    "now.toml": {"step": ("urgent", Urgent)},
    "words.toml": {},
    "page.toml": {"number": ("help_numbers", HelpNumber)},
}
TEXTS = {"words.toml": "words", "page.toml": "page"}  # files that hold texts by key, besides their lists
