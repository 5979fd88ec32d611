"""Am I ready? `assess(content, answers)` computes everything that the result page says; nothing here is stored."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from kbguide.content.bank import Scenario
from kbguide.content.catalogue import Content
from kbguide.content.checklist import Answer, Channel, Contradiction, Goal, Item, Reason
from kbguide.content.reader import Text

REASON = "reason"  # the key in `answers` under which the learner's reason is kept
ISSUE = "issue"  # the goal when no answer and no reason names another

ItemState = Literal["ready", "missing", "unsure", "not-needed", "unanswered"]


@dataclass(frozen=True)
class Finding:
    """What is known about one item; `answer` is None as long as the question is open."""

    item: Item
    state: ItemState
    answer: Answer | None


@dataclass(frozen=True)
class ChannelFinding:
    """One channel: the items that stop it, and the minutes until the goal is reached through it."""

    channel: Channel
    blockers: tuple[Item, ...]
    minutes: int
    recommended: bool


@dataclass(frozen=True)
class Errand:
    """One line of the plan; `item` is None for the goal at its end, `only` names channels when others do without it."""

    title: Text
    text: Text
    place: str
    minutes: int
    bring: tuple[Text, ...]
    item: str | None = None
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Readiness:
    """The whole result. `minutes` is the sum over the plan; `dropped` are answers that are no longer offered."""

    findings: tuple[Finding, ...]
    channels: tuple[ChannelFinding, ...]
    plan: tuple[Errand, ...]
    scenarios: tuple[Scenario, ...]
    contradictions: tuple[Contradiction, ...]
    goal: Goal
    reason: Reason | None
    dropped: tuple[str, ...]

    def count(self, *states: ItemState) -> int:
        """How many items are in one of these states."""
        return sum(finding.state in states for finding in self.findings)

    def answer(self, item: str) -> Answer | None:
        """What was answered to this item."""
        return next((found.answer for found in self.findings if found.item.id == item), None)

    @property
    def minutes(self) -> int:
        """Estimated minutes for the whole plan, ways not counted."""
        return sum(errand.minutes for errand in self.plan)

    @property
    def ready(self) -> bool:
        """Whether every question is answered and nothing is left to do or to find out."""
        return not self.count("missing", "unsure", "unanswered")


def assess(content: Content, answers: Mapping[str, str]) -> Readiness:
    """Judge a learner's answers (item id -> answer id, and under "reason" the id of a reason).

    Unknown items and answers count as unanswered and are named in `dropped`; no answers at all is a fair state.
    """
    findings = tuple(find(item, answers.get(item.id)) for item in content.items.values())
    reason = content.reasons.get(answers.get(REASON, ""))
    goal = goal_of(content, findings, reason)
    errands = plan(content, findings, reason, goal)
    last = Errand(goal.name, goal.text, goal.place, goal.minutes, goal.bring)
    return Readiness(
        findings=findings,
        channels=channels(content, findings, reason, goal),
        plan=(*errands, last) if any(finding.answer for finding in findings) else (),
        scenarios=scenarios(content, findings),
        contradictions=tuple(c for c in content.contradictions.values() if all(rule.holds(answers) for rule in c.when)),
        goal=goal,
        reason=reason,
        dropped=tuple(dropped(content, answers)),
    )


def find(item: Item, given: str | None) -> Finding:
    """The finding for one item."""
    answer = next((answer for answer in item.answer if answer.id == given), None)
    return Finding(item, answer.verdict if answer else "unanswered", answer)


def dropped(content: Content, answers: Mapping[str, str]) -> list[str]:
    """Items whose saved answer is not offered (any more)."""
    offered = {item.id: {answer.id for answer in item.answer} for item in content.items.values()}
    offered[REASON] = set(content.reasons)
    return [item for item, answer in answers.items() if answer not in offered.get(item, set())]


def goal_of(content: Content, findings: tuple[Finding, ...], reason: Reason | None) -> Goal:
    """A reason's own goal counts first, then an answer's, else issuing."""
    named = [finding.answer.goal for finding in findings if finding.answer and finding.answer.goal]
    return content.goals[(reason.goal if reason else None) or next(iter(named), ISSUE)]


def plan(content: Content, findings: tuple[Finding, ...], reason: Reason | None, goal: Goal) -> list[Errand]:
    """The errands in order: what must come first does, and what can be done at one place stands together.

    Where something can be done without moving, we stay; otherwise we go where one visit is enough, where the reason's
    first items wait, and to the first place in the reason's order (or the file's).
    """
    waiting: dict[str, Errand] = {}
    for found in findings:
        concerns = found.state in ("missing", "unsure") and found.item.id in (goal.items or content.items)
        if concerns and (one := errand(content, found)):
            waiting[found.item.id] = one
    order = (reason.places if reason else ()) + tuple(content.places)
    first = reason.first if reason else ()
    done: list[Errand] = []
    here = ""
    while waiting:
        ahead = {name: before(content, name, waiting) for name in waiting}
        again = {waiting[a].place for a in waiting for b in ahead[a] if waiting[b].place != waiting[a].place}
        free = [name for name in waiting if not ahead[name]]
        ranks = {name: rank(content, waiting[name], here, again, order, first) for name in free}
        done.append(waiting.pop(min(free, key=ranks.__getitem__)))
        here = done[-1].place
    return done


def rank(
    content: Content, one: Errand, here: str, again: set[str], order: tuple[str, ...], first: tuple[str, ...]
) -> tuple[int, ...]:
    """Smaller comes earlier. One does not travel to a place in `again` too soon, least of all to the file's last."""
    travel = one.place in again and content.places[one.place].trip
    twice = list(content.places).index(one.place) if travel else -1
    return one.place != here, twice, one.item not in first, order.index(one.place)


def errand(content: Content, found: Finding) -> Errand | None:
    """What an unready answer asks the learner to do, if anything."""
    if found.answer is None or found.answer.fix is None:
        return None
    fix = found.answer.fix
    only = found.answer.blocks if len(found.answer.blocks) < len(content.channels) else ()
    return Errand(fix.title, fix.text, fix.place, fix.minutes, fix.bring, found.item.id, only)


def before(content: Content, item: str, waiting: Container[str]) -> set[str]:
    """What is waiting and must come before this item, directly or not."""
    names = content.items[item].after
    return {name for name in names if name in waiting}.union(*(before(content, name, waiting) for name in names))


def channels(
    content: Content, findings: tuple[Finding, ...], reason: Reason | None, goal: Goal
) -> tuple[ChannelFinding, ...]:
    """Each channel's obstacles. The one with the fewest is recommended; between equals the reason decides."""
    found = []
    for channel in content.channels.values():
        stopped = [f for f in findings if f.answer and channel.id in f.answer.blocks]
        minutes = goal.minutes + sum(f.answer.fix.minutes for f in stopped if f.answer and f.answer.fix)
        found.append(ChannelFinding(channel, tuple(f.item for f in stopped), minutes, recommended=False))
    wanted = reason.channel if reason else None
    best = min(found, key=lambda one: (len(one.blockers), one.channel.id != wanted))
    known = any(finding.answer for finding in findings)
    return tuple(replace(one, recommended=known and one is best) for one in found)


def scenarios(content: Content, findings: tuple[Finding, ...]) -> tuple[Scenario, ...]:
    """Scenarios that train a problem which an unready answer leads to; those with the most such problems first."""
    ahead = {name for f in findings if f.answer and f.state in ("missing", "unsure") for name in f.answer.problems}
    hits = {scenario.id: len(ahead.intersection(scenario.problems)) for scenario in content.scenarios.values()}
    return tuple(sorted((s for s in content.scenarios.values() if hits[s.id]), key=lambda s: -hits[s.id]))
