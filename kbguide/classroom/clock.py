"""The time of classes: seconds since 1970 that only ever grow, whatever is done to the machine's clock meanwhile."""

import time


class ClassClock:
    """Set by the machine's clock once, when the server begins."""

    def __init__(self) -> None:
        self._ahead = time.time() - time.monotonic()

    def now(self) -> float:
        return round(time.monotonic() + self._ahead, 2)
