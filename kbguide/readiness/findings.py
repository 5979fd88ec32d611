"""What is known about each question, beside the other answers and the goal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Literal

from kbguide.content.catalogue import Content
from kbguide.content.checklist import GOAL, UNANSWERED, Answer, AnswerVerdict, Case, Goal, Item, Reason
from kbguide.content.conditions import Condition
from kbguide.content.reader import Text

REASON = "reason"  # the key in `answers` under which the learner's reason is kept
ISSUE = "issue"  # the goal when no answer and no reason names another
AUTO = "auto"  # kept as the goal: the one that follows from the answers

ItemState = Literal[AnswerVerdict, "unanswered"]


@dataclass(frozen=True)
class Finding:
    """What is known about one item, and why; `answer` is as it counts, or None as long as the question is open."""

    item: Item
    state: ItemState
    answer: Answer | None = None
    why: Text | None = None

    @property
    def waiting(self) -> bool:
        """Whether something is to be done or to be found out."""
        return self.state in ("missing", "unsure")

    @property
    def halts(self) -> Text | None:
        """Why, until this is settled, nothing else need be done."""
        return self.answer.halts if self.answer and self.waiting else None

    @property
    def blocks(self) -> tuple[str, ...]:
        """The channels that the answer stops."""
        return self.answer.blocks if self.answer else ()


def true_of(rules: Iterable[Condition], known: Mapping[str, str]) -> bool:
    """Whether all of this is so."""
    return all(rule.holds(known) for rule in rules)


def goal_of(content: Content, answers: Mapping[str, str], reason: Reason | None) -> Goal:
    """The learner's own choice counts first, then the reason's goal, then an answer's, else issuing."""
    given = (one for item in content.items.values() for one in item.answer if answers.get(item.id) == one.id)
    named = (answers.get(GOAL), reason.goal if reason else None, *(one.goal for one in given))
    return content.goals[next((name for name in named if name in content.goals), ISSUE)]


def known_of(content: Content, answers: Mapping[str, str], goal: Goal) -> dict[str, str]:
    """What conditions ask for: every item's answer, or that it is open, and the goal."""
    given = {name: answers.get(name, "") for name in content.items}
    offered = offers(content)
    return {name: one if one in offered[name] else UNANSWERED for name, one in given.items()} | {GOAL: goal.id}


def dropped(content: Content, answers: Mapping[str, str]) -> list[str]:
    """Items whose saved answer is not offered (any more)."""
    offered = offers(content) | {REASON: set(content.reasons), GOAL: {AUTO, *content.goals}}
    return [item for item, answer in answers.items() if answer not in offered.get(item, set())]


def offers(content: Content) -> dict[str, set[str]]:
    """The answers to each item."""
    return {item.id: {answer.id for answer in item.answer} for item in content.items.values()}


def find_all(content: Content, known: Mapping[str, str], goal: Goal) -> tuple[Finding, ...]:
    """Every item's finding. What the goal does not need is for later, and so is all else while something halts."""
    found = [find(item, known) for item in content.items.values()]
    halting = next((one for one in found if one.halts and goal.needs(one.item.id)), None)
    halts = halting.halts if halting else None
    needless = [one for one in found if one is not halting and (halts or not goal.needs(one.item.id))]
    return tuple(replace(one, state="later", why=halts or goal.idle) if one in needless else one for one in found)


def find(item: Item, known: Mapping[str, str]) -> Finding:
    """The finding for one item: what its answer says, as far as no case says otherwise."""
    answer = next((one for one in item.answer if one.id == known[item.id]), None)
    case = next((one for one in item.case if true_of(one.when, known)), Case(()))
    if answer is None:
        return Finding(item, case.verdict or "unanswered", None, case.reason)
    given = {one.name: getattr(case, one.name) for one in fields(Case) if one.name != "when"}
    answer = replace(answer, **{name: part for name, part in given.items() if part is not None})
    return Finding(item, answer.verdict, answer, answer.reason)
