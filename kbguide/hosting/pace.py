"""How quickly somebody may come: many at once, few for long. Whoever comes more quickly waits, and only he."""

import time

_MOST_KNOWN = 10_000  # addresses that are remembered before those that owe nothing are forgotten


class Pace:
    """`burst` at once, `rate` a second for long."""

    def __init__(self, burst: float, rate: float) -> None:
        self._burst = burst
        self._rate = rate
        self._due = 0.0  # when all that has come would have been welcome

    def charge(self, count: float = 1) -> float:
        """Count it; the seconds that it comes too early."""
        longest_ago = time.monotonic() - self._burst / self._rate
        self._due = max(self._due, longest_ago) + count / self._rate
        return self.early

    @property
    def early(self) -> float:
        """The seconds that something comes too early by what has come before it."""
        return self._due - time.monotonic()

    @property
    def owes(self) -> bool:
        """Whether the next one would find something still counted."""
        return self.early > -self._burst / self._rate


class Paces:
    """One pace for each address."""

    def __init__(self, burst: float, rate: float, longest: float) -> None:
        """`longest`: seconds; what comes earlier than that is not waited for, and not counted."""
        self._given = (burst, rate)
        self._longest = longest
        self._of: dict[str, Pace] = {}
        self._forgotten_at = 0.0

    def charge(self, address: str, count: float = 1) -> float | None:
        """Count it as coming from there; the seconds that it comes too early, None if those are too many."""
        now = time.monotonic()
        if len(self._of) > _MOST_KNOWN and now > self._forgotten_at + 1:
            self._forgotten_at = now
            self._of = {one: pace for one, pace in self._of.items() if pace.owes}
        pace = self._of.setdefault(address, Pace(*self._given))
        return None if pace.early > self._longest else pace.charge(count)
