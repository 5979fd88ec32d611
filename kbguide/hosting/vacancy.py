"""One learner's seat, and which seats somebody else may have."""

import time
from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from tornado.websocket import WebSocketHandler

_UNCLAIMED = 4  # pages of one address that may wait for their learner, in a room that is full


@dataclass
class Seat:
    """One learner's page: `key` is the browser's own word, `idle_since` when its last socket closed, or it sat down."""

    key: str
    house: str = ""  # where it was asked from, see `networks.house`
    idle_since: float = field(default_factory=time.monotonic)
    sockets: set[WebSocketHandler] = field(default_factory=set)
    claimed: bool = False  # its page has come for it
    making: bool = True  # its page is not finished yet


def vacant(seats: Mapping[str, Seat], key: str, known: Container[str], away: float, unclaimed: float) -> list[str]:
    """Seats that whoever has this key may have, by kernel, the best first; who had one keeps his place in his tab.

    First one's own older page. Then pages that nobody has come for: what is more than a few from one address, those of
    strangers when a browser comes that is `known`, and any after `unclaimed` seconds. Then those of learners who have
    been away for `away` seconds, the longest first.
    """
    now = time.monotonic()
    waiting: Counter[str] = Counter()  # pages that nobody has come for, by house, the latest first
    found = []
    for kernel_id, seat in reversed(list(seats.items())):
        if seat.making or seat.sockets:
            continue
        idle = now - seat.idle_since
        own = seat.claimed and seat.key == key
        if seat.claimed:
            free = own or idle > away
        else:
            waiting[seat.house] += 1
            is_stranger = key in known and seat.key not in known
            free = waiting[seat.house] > _UNCLAIMED or is_stranger or idle > unclaimed
        if free:
            found.append((not own, seat.claimed, seat.idle_since, kernel_id))
    return [kernel_id for *_, kernel_id in sorted(found)]
