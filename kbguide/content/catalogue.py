"""Everything in `data/` together."""

from dataclasses import dataclass
from typing import Annotated, NamedTuple, get_args, get_origin

from kbguide.content.bank import Bank, Given, Guard, Numeral, Persona, Problem, Scenario
from kbguide.content.checklist import Channel, Fact, Goal, Item, Named, Note, Place, Reason, Term
from kbguide.content.classroom import Feedback, Remark
from kbguide.content.companion import Companion, RealWords
from kbguide.content.learning import Aspect, Claim, Compared, Drill, HelpNumber, Path, Urgent
from kbguide.content.lesson import Handout, Lesson, Preparation
from kbguide.content.procedure import FACTS, Procedure, Screen
from kbguide.content.reader import Text, hints


class ListIn(NamedTuple):
    """Where the entries of a list stand: the file, and what the list is called there."""

    file: str
    key: str


@dataclass(frozen=True)
class Content:
    """Everything in `data/`, by id and in the order of the files."""

    bank: Bank
    guards: Annotated[dict[str, Guard], ListIn("guards.toml", "guard")]
    numerals: Annotated[dict[str, Numeral], ListIn("guards.toml", "numeral")]
    personas: Annotated[dict[str, Persona], ListIn("personas.toml", "persona")]
    givens: Annotated[dict[str, Given], ListIn("personas.toml", "given")]
    groups: Annotated[dict[str, Named], ListIn("checklist.toml", "group")]
    places: Annotated[dict[str, Place], ListIn("checklist.toml", "place")]
    channels: Annotated[dict[str, Channel], ListIn("checklist.toml", "channel")]
    goals: Annotated[dict[str, Goal], ListIn("checklist.toml", "goal")]
    items: Annotated[dict[str, Item], ListIn("checklist.toml", "item")]
    contradictions: Annotated[dict[str, Note], ListIn("checklist.toml", "contradiction")]
    reasons: Annotated[dict[str, Reason], ListIn("reasons.toml", "reason")]
    screens: Annotated[dict[str, Screen], ListIn("screens.toml", "screen")]  # and those in the procedures' own files
    origins: dict[str, str]  # the file that each screen stands in
    procedures: dict[str, Procedure]
    problems: Annotated[dict[str, Problem], ListIn("problems.toml", "problem")]
    scenarios: Annotated[dict[str, Scenario], ListIn("scenarios.toml", "scenario")]
    facts: Annotated[dict[str, Fact], ListIn("facts.toml", "fact")]
    terms: Annotated[dict[str, Term], ListIn("glossary.toml", "term")]
    claims: Annotated[dict[str, Claim], ListIn("quiz.toml", "claim")]
    aspects: Annotated[dict[str, Aspect], ListIn("comparison.toml", "aspect")]
    compared: Annotated[dict[str, Compared], ListIn("comparison.toml", "certificate")]
    paths: Annotated[dict[str, Path], ListIn("paths.toml", "path")]
    drills: Annotated[dict[str, Drill], ListIn("scams.toml", "drill")]
    urgent: Annotated[dict[str, Urgent], ListIn("now.toml", "step")]
    companions: Annotated[dict[str, Companion], ListIn("companion.toml", "companion")]
    real_words: Annotated[dict[str, RealWords], ListIn("companion.toml", "problem")]
    preparations: Annotated[dict[str, Preparation], ListIn("lessons.toml", "preparation")]
    handouts: Annotated[dict[str, Handout], ListIn("lessons.toml", "handout")]
    lessons: Annotated[dict[str, Lesson], ListIn("lessons.toml", "lesson")]
    remarks: Annotated[dict[str, Remark], ListIn("classroom.toml", "remark")]
    feedback: Annotated[dict[str, Feedback], ListIn("classroom.toml", "feedback")]
    words: dict[str, Text]  # of the chapters and of the practice world
    page: dict[str, Text]  # of the page around the chapters
    classroom: dict[str, Text]  # of the pages of a class, and of the strip that its learners see
    help_numbers: Annotated[dict[str, HelpNumber], ListIn("page.toml", "number")]

    @property
    def choices(self) -> dict[str, set[str]]:
        """What a condition can ask for: choices that are offered and facts that are computed, each with its values."""
        found = {key: set(values) for key, values in FACTS.items()}
        fields = (part for screen in self.screens.values() for part in screen.field if part.option)
        offered = [(part.name, part.option) for part in fields]
        for key, options in [*((one.key, one.option) for one in self.bank.variant), *offered]:
            found.setdefault(key, set()).update(option.id for option in options)
        return found


TEXTS = {  # files that hold texts by key, besides their lists
    "words.toml": "words",
    "page.toml": "page",
    "classroom.toml": "classroom",
}


def lists() -> dict[str, dict[str, tuple[str, type]]]:
    """For each file the lists in it: name in the file, name in Content, class of the entries."""
    found: dict[str, dict[str, tuple[str, type]]] = {file: {} for file in TEXTS}
    for name, kind in hints(Content).items():
        if get_origin(kind) is Annotated:
            entries, place = get_args(kind)
            found.setdefault(place.file, {})[place.key] = (name, get_args(entries)[1])
    return found


FILES = lists()
