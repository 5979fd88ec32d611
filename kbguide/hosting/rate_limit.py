"""How often one address may open a page."""

import time
from collections import defaultdict, deque

_MINUTE = 60  # seconds


class RateLimit:
    """How often each address has opened a page in the last minute."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._times: defaultdict[str, deque[float]] = defaultdict(deque)

    def allows(self, address: str) -> bool:
        """Whether it may open one more, which then counts."""
        now = time.monotonic()
        for one, times in list(self._times.items()):
            while times and times[0] < now - _MINUTE:
                times.popleft()
            if not times:
                del self._times[one]
        if len(self._times[address]) >= self._most:
            return False
        self._times[address].append(now)
        return True

    def forgive(self, address: str) -> None:
        """The last one came to nothing."""
        self._times[address].pop()
