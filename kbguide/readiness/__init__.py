"""Am I ready? `assess(content, answers)` computes everything that the result page says; nothing here is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kbguide.content.bank import Scenario
from kbguide.content.catalogue import Content
from kbguide.content.checklist import GOAL, Answer, Goal, Note, Reason
from kbguide.readiness.channels import ChannelFinding, channels
from kbguide.readiness.findings import AUTO, REASON, Finding, ItemState, dropped, find_all, goal_of, known_of
from kbguide.readiness.plan import Errand, Task, holding, plan

__all__ = ["AUTO", "GOAL", "REASON", "ChannelFinding", "Errand", "Finding", "ItemState", "Readiness", "Task", "assess"]


@dataclass(frozen=True)
class Readiness:
    """The whole result. `dropped` are answers that are no longer offered."""

    findings: tuple[Finding, ...]
    channels: tuple[ChannelFinding, ...]
    plan: tuple[Errand, ...]
    opener: Errand | None  # where no channel is open: the errand that opens one first
    scenarios: tuple[Scenario, ...]
    contradictions: tuple[Note, ...]
    goal: Goal
    reason: Reason | None
    dropped: tuple[str, ...]

    def count(self, *states: ItemState) -> int:
        """How many items are in one of these states."""
        return sum(finding.state in states for finding in self.findings)

    def answer(self, item: str) -> Answer | None:
        """What was answered to this item, as it counts beside the other answers."""
        return next((found.answer for found in self.findings if found.item.id == item), None)

    @property
    def errands(self) -> tuple[Errand, ...]:
        """The plan without the goal at its end."""
        return tuple(errand for errand in self.plan if errand.tasks)

    @property
    def minutes(self) -> int:
        """Estimated minutes for the whole plan, ways not counted."""
        return sum(errand.minutes for errand in self.plan)

    @property
    def ready(self) -> bool:
        """Whether every question that matters is answered and nothing is left to do or to find out."""
        return not self.count("missing", "unsure", "unanswered")


def assess(content: Content, answers: Mapping[str, str]) -> Readiness:
    """Judge a learner's answers (item id -> answer id; under "reason" a reason's id, under "goal" a chosen goal's).

    Unknown items and answers count as unanswered and are named in `dropped`; no answers at all is a fair state.
    """
    reason = content.reasons.get(answers.get(REASON, ""))
    goal = goal_of(content, answers, reason)
    known = known_of(content, answers, goal)
    findings = find_all(content, known, goal)
    planned = plan(content, findings, known, reason, goal)
    found = channels(content, findings, reason, goal)
    return Readiness(
        findings=findings,
        channels=found,
        plan=planned,
        opener=opener(found, planned),
        scenarios=scenarios(content, findings, goal),
        contradictions=tuple(holding(content.contradictions.values(), known)),
        goal=goal,
        reason=reason,
        dropped=tuple(dropped(content, answers)),
    )


def opener(found: Iterable[ChannelFinding], planned: tuple[Errand, ...]) -> Errand | None:
    """The first errand towards the channel that is nearest; None when one is open, or no errand opens one."""
    settled = {task.item for errand in planned for task in errand.tasks}
    nearest = min(found, key=lambda one: (len({item.id for item in one.blockers} - settled), len(one.shut)))
    ahead = {item.id for item in nearest.shut}
    return next((errand for errand in planned if ahead & {task.item for task in errand.tasks}), None)


def scenarios(content: Content, findings: Iterable[Finding], goal: Goal) -> tuple[Scenario, ...]:
    """Scenarios that train a problem which the goal or an unready answer leads to; those with most of them first."""
    unready = (found.answer for found in findings if found.waiting and found.answer)
    ahead = {name for answer in unready for name in answer.problems}.union(goal.problems)
    hits = {scenario.id: len(ahead.intersection(scenario.problems)) for scenario in content.scenarios.values()}
    return tuple(sorted((s for s in content.scenarios.values() if hits[s.id]), key=lambda s: -hits[s.id]))
