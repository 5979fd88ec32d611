"""Which ways to issue are open, and which one suits."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kbguide.content.catalogue import Content
from kbguide.content.checklist import Channel, Goal, Item, Reason
from kbguide.readiness.findings import Finding


@dataclass(frozen=True)
class ChannelFinding:
    """One channel: the items that stop it, those that may stop it, and whether it is open and suits best."""

    channel: Channel
    blockers: tuple[Item, ...]
    doubts: tuple[Item, ...]
    recommended: bool = False

    @property
    def shut(self) -> tuple[Item, ...]:
        """Everything to be settled before it is open."""
        return self.blockers + self.doubts


def channels(
    content: Content, findings: Iterable[Finding], reason: Reason | None, goal: Goal
) -> tuple[ChannelFinding, ...]:
    """Each channel. Of those that are open the learner's own device decides, then the reason, then the file's order."""
    needed = [one for one in findings if goal.needs(one.item.id)]
    found = [channel_finding(channel, needed) for channel in content.channels.values()]
    chosen = [one.answer.channel for one in needed if one.answer]
    wanted = [*filter(None, chosen), reason.channel if reason else None]
    best = min(
        (one for one in found if not one.shut),
        key=lambda one: wanted.index(one.channel.id) if one.channel.id in wanted else len(wanted),
        default=None,
    )
    return tuple(replace(one, recommended=one is best) for one in found)


def channel_finding(channel: Channel, needed: Iterable[Finding]) -> ChannelFinding:
    """What stops one channel; what is not known stops it as far as an answer to that question can."""
    blockers: list[Item] = []
    doubts: list[Item] = []
    for one in needed:
        verdict = one.answer.verdict if one.answer else "unanswered"
        if channel.id in one.blocks and verdict != "unsure":
            blockers.append(one.item)
        elif verdict in ("unsure", "unanswered", "later") and any(
            channel.id in each.blocks for each in one.item.answer
        ):
            doubts.append(one.item)
    return ChannelFinding(channel, tuple(blockers), tuple(doubts))
