"""Lines of the log that may have a thousand reasons a minute."""

import logging
import time

_EVERY = 60  # seconds between two lines that say the same
log = logging.getLogger("kbguide")


class SeldomLog:
    """Tells the operator now and then: what happens a thousand times is said once."""

    def __init__(self) -> None:
        self._last: dict[str, float] = {}

    def say(self, line: str) -> None:
        now = time.monotonic()
        if now - self._last.get(line, -_EVERY) >= _EVERY:
            self._last[line] = now
            log.error("kbguide: %s", line)
