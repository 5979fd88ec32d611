"""What the practice world costs without a page: a replayed way, a class of learners, a certificate.

    python tests/bench/practice.py [--learners 1000] [--runs 100]

A learner goes one procedure from beginning to end, in either channel, as one of the people; about one action in five
is a mistake. All learners are played one after the other in this process, on one core.
"""

import argparse
import gc
import sys
import time
import tracemalloc
from datetime import date
from itertools import cycle, pairwise, product
from pathlib import Path
from random import Random
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from helpers import CONTENT, SEED, begin, finish, other_digits, pass_screen, step  # noqa: E402  after the path
from kbguide.pki import authority as pki  # noqa: E402  as above
from kbguide.practice import BEGIN, Action, World, judge, replay  # noqa: E402  as above

GIVENS = {
    "register": "elsewhere", "deregister": "elsewhere-registered", "resume": "own-suspended", "renew": "own-ending",
    "disconnect": "own-connected",
}  # fmt: skip
PEOPLE = [name for name, persona in CONTENT.personas.items() if not persona.extra]


def replayed(runs: int) -> float:
    """Milliseconds for a whole issue from its saved actions, median."""
    _, actions = finish(begin(CONTENT))
    saved = (Action(BEGIN, "", {"procedure": "issue", "persona": "kim"}), *actions)
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        world = replay(CONTENT, SEED, saved).world
        taken.append(time.perf_counter() - start)
        if world is None or not world.over:
            raise RuntimeError("the replayed way does not end")
    return median(taken) * 1000


def learner(number: int, procedure: str, channel: str) -> int:
    """One way to its end with some mistakes; returns how many actions it took."""
    dice = Random(number)
    given = GIVENS.get(procedure, "none" if procedure == "issue" else "own")
    persona = PEOPLE[number % len(PEOPLE)]
    world = begin(CONTENT, persona, number, procedure=procedure, channel=channel, given=given)
    count = 0
    while not world.over:
        if dice.random() < 0.3:
            world, count = mistake(world, dice), count + 1
        world, done = pass_screen(world)
        count += len(done)
    return count


def mistake(world: World, dice: Random) -> World:
    """Something wrong that stops nobody: a wrong turn, an empty form, a missed call."""
    wrong = [entry.id for entry in world.screen.entry if not world.leads_on(entry) and not entry.turn]
    if wrong:
        return step(world, Action("choose", world.at, {"entry": dice.choice(wrong)}))
    if world.screen.signal:
        return step(step(world, Action("request", world.at)), Action("wait", world.at))
    return step(world, judge(world, {"pin": other_digits("12")}))


def journeys(learners: int) -> tuple[float, int, list[float]]:
    """Ways a second, actions, and the kilobytes held after a tenth of the learners and after all."""
    ways = cycle(product(CONTENT.bank.acts, ("pc", "app")))
    held, actions = [], 0
    start = time.perf_counter()
    for number in range(learners):
        actions += learner(number, *next(ways))
    rate = learners / (time.perf_counter() - start)
    tracemalloc.start()
    for number in range(learners):
        learner(number, *next(ways))
        if number + 1 in (learners // 10, learners):
            gc.collect()
            held.append(tracemalloc.get_traced_memory()[0] / 2**10)
    tracemalloc.stop()
    return rate, actions, held


def certificates(runs: int) -> list[float]:
    """Milliseconds, medians: an authority, a certificate with its encrypted key, a signature, its verification."""
    names, day, last = pki.Names("authority", "PRACTICE"), date(2026, 3, 2), date(2029, 3, 2)
    rows = []
    for _ in range(runs):
        marks = [time.perf_counter()]
        authority = pki.Authority(names, day)
        marks.append(time.perf_counter())
        issued = authority.issue(1, "somebody", "bank", day, last, "285094")
        marks.append(time.perf_counter())
        signature = pki.sign(issued, "285094", "text")
        marks.append(time.perf_counter())
        if not authority.verify(issued.pem, "text", signature, day, authority.crl(day, [])).ok:
            raise RuntimeError("the signature does not hold")
        marks.append(time.perf_counter())
        rows.append([(b - a) * 1000 for a, b in pairwise(marks)])
    return [median(column) for column in zip(*rows, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description="What the practice world costs.")
    parser.add_argument("--learners", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=100)
    options = parser.parse_args()
    rate, actions, held = journeys(options.learners)
    made, issued, signed, verified = certificates(min(options.runs, 50))
    rows = [
        ("a whole issue replayed from its actions", f"{replayed(options.runs):.1f} ms", "10 ms"),
        (f"{options.learners} learners, {actions} actions: full journeys a second", f"{rate:.0f}", "200"),
        ("  held after a tenth of them, and after all", f"{held[0]:.1f} kB, {held[1]:.1f} kB", "the same"),
        ("practice authority made", f"{made:.1f} ms", ""),
        ("certificate and encrypted key made", f"{issued:.1f} ms", "50 ms"),
        ("signature, with opening the key", f"{signed:.1f} ms", "50 ms"),
        ("list made and signature verified", f"{verified:.1f} ms", ""),
    ]
    for what, figure, budget in rows:
        print(f"{what:<62}{figure:>20}{budget:>12}")


if __name__ == "__main__":
    main()
