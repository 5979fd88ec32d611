"""Messages drawn at random, sent to one guide without a browser: more of them than CI has time for.

    python tests/bench/fuzz.py [--seed 1] [--count 100000] [--lang ko]

Ends with 1 at the first message that raises, names the number from which it was drawn, and sends all again from the
start when it is run again with the same seed. What is typed must be kept, shown and logged nowhere.
"""

import argparse
import io
import logging
import random
import resource
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from ipywidgets.widgets.widget import CallbackDispatcher, _instances  # noqa: E402  after the path

from kbguide.views.kit.guard import FAULTS  # noqa: E402  as above
from views.driving import Desk  # noqa: E402  as above
from views.fuzzing import MARK, Fuzz  # noqa: E402  as above

LOOK_EVERY = 1000  # messages


def surface(self: CallbackDispatcher, *args: object, **kwargs: object) -> None:
    """Without ipywidgets' own care for callbacks that raise."""
    for callback in list(self.callbacks):
        callback(*args, **kwargs)


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description="Send messages drawn at random to one guide.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--lang", default="en")
    options = parser.parse_args()
    CallbackDispatcher.__call__ = surface  # type: ignore[method-assign]  # for this process only
    FAULTS.strict = True
    log = io.StringIO()
    logging.basicConfig(stream=log, level=logging.DEBUG)
    numbers = random.Random(options.seed)
    fuzz = Fuzz(Desk(options.lang))
    seen: Counter[str] = Counter()
    widgets, before, start = len(_instances), megabytes(), time.perf_counter()
    slowest = 0.0
    for sent in range(1, options.count + 1):
        drawn = numbers.randrange(2**64)
        began = time.perf_counter()
        try:
            fuzz.one(random.Random(drawn))
        except Exception as fault:
            fault.add_note(f"message {sent}, drawn from {drawn}: {str(fuzz.last)[:1000]}")
            raise
        slowest = max(slowest, time.perf_counter() - began)
        world = fuzz.desk.store.world
        seen[world.at if world else "-"] += 1
        if not sent % LOOK_EVERY:
            fuzz.look()
            if not sent % (50 * LOOK_EVERY):
                fuzz.answers()
                print(f"{sent} messages, {sent / (time.perf_counter() - start):.0f} a second", flush=True)
    fuzz.answers()
    if MARK in log.getvalue():
        print("something that was typed stands in the log")
        return 1
    took = time.perf_counter() - start
    print(
        f"{options.count} messages in {took:.0f} s, the slowest {slowest * 1000:.0f} ms, {len(seen) - 1} screens, "
        f"log {len(log.getvalue())} bytes, {widgets} widgets before and {len(_instances)} after, "
        f"{before:.0f} MB before and {megabytes():.0f} at most"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
