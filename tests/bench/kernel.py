"""What the guide costs a kernel: import, memory, widgets, the time of an action. Each figure stands beside its budget.

    python tests/bench/kernel.py [--runs 15] [--json]

Imports are measured in fresh processes on top of ipywidgets and anywidget; memory in two real kernels, one with
ipywidgets alone and one that has run the guide's cells, as the pages that the kernel shares with nobody; actions in
this process, without a line to a browser.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from ipywidgets.widgets.widget import _instances  # noqa: E402  after the path
from jupyter_client.manager import start_new_kernel  # noqa: E402  as above

from helpers import PERSONAS  # noqa: E402  as above
from kbguide.practice import replay  # noqa: E402  as above
from views.driving import PARTS, Desk  # noqa: E402  as above
from views.test_messages import random_act  # noqa: E402  as above

MEMORY = """
def memory():
    import gc
    gc.collect()
    rows = dict(line.split(":") for line in open("/proc/self/smaps_rollup").read().splitlines()[1:])
    kb = {name: int(value.split()[0]) for name, value in rows.items()}
    return kb["Rss"] / 1024, (kb["Private_Clean"] + kb["Private_Dirty"]) / 1024
"""
IMPORT = f"""
import json, time, ipywidgets, anywidget
{MEMORY}
before = memory()
start = time.perf_counter()
import kbguide.guide
took = time.perf_counter() - start
after = memory()
print(json.dumps([took * 1000, after[0] - before[0], after[1] - before[1]]))
"""
LOAD = """
import json, time
from kbguide.content.loader import load
start = time.perf_counter()
load()
print(json.dumps([(time.perf_counter() - start) * 1000]))
"""
BARE = ["import ipywidgets"]
GUIDE = [*BARE, "from kbguide import Guide", 'guide = Guide("ko")', *(f"guide.{part}()" for part in PARTS)]


def processes(code: str, runs: int) -> list[float]:
    """The medians of what the code prints, each time in a fresh process."""
    rows = [
        json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT).stdout)
        for _ in range(runs)
    ]
    return [median(column) for column in zip(*rows, strict=True)]


def kernel(cells: list[str]) -> list[float]:
    """RSS and USS in MB, and the widgets alive, of a real kernel after these cells."""
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(ROOT), stderr=subprocess.DEVNULL)
    printed: list[str] = []

    def hook(message: dict[str, dict[str, str]]) -> None:
        if message["header"]["msg_type"] == "stream" and message["content"]["name"] == "stdout":
            printed.append(message["content"]["text"])

    def run(code: str) -> None:
        reply = client.execute_interactive(code, output_hook=hook, timeout=300)
        if reply["content"]["status"] != "ok":
            raise RuntimeError(reply["content"])

    look = "from ipywidgets.widgets.widget import _instances; print([*memory(), len(_instances)])"
    try:
        for cell in cells:
            run(cell)
        run(MEMORY)
        run(look)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return [number for line in "".join(printed).splitlines() for number in json.loads(line)]


def timed(what: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds on the clock, and of this process alone."""
    start, busy = time.perf_counter(), time.process_time()
    what()
    return (time.perf_counter() - start) * 1000, (time.process_time() - busy) * 1000


def actions() -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """The time of every action of every persona's whole way, all parts opened; and of replaying each way."""
    taken, replayed = [], []
    for lang in ("ko", "en"):
        desk = Desk(lang)
        content, store = desk.content, desk.store
        for persona, text in product(PERSONAS, ("reply", "code")):
            desk.begin_at("front", persona, "guided", text=text)
            journey = desk.journey()
            while not desk.world.finished:
                taken.append(timed(partial(next, journey)))
            replayed.append(timed(partial(replay, content, store.state.seed, store.state.actions)))
        for item in content.items.values():
            taken += [timed(partial(store.answer, item.id, answer.id)) for answer in item.answer]
    return taken, replayed


def widgets_after(clicks: int) -> tuple[int, int]:
    before = len(_instances)
    desk = Desk("ko")
    opened = len(_instances) - before
    dice = random.Random(8)
    for _ in range(clicks):
        random_act(desk, dice)
    return opened, len(_instances) - before


def measure(runs: int) -> list[tuple[str, float, str, str]]:
    """(what, figure, unit, budget)."""
    took, rss, uss = processes(IMPORT, runs)
    (loading,) = processes(LOAD, runs)
    bare = [kernel(BARE) for _ in range(3)]
    full = [kernel(GUIDE) for _ in range(3)]
    opened, later = widgets_after(2000)
    taken, replayed = actions()
    clock, busy = ([one[column] for one in taken] for column in (0, 1))
    bare_uss, full_uss = (median(row[1] for row in rows) for rows in (bare, full))
    return [
        ("import kbguide on top of ipywidgets, anywidget", took, "ms", "100"),
        ("  memory, RSS", rss, "MB", "5"),
        ("  memory, USS", uss, "MB", "5"),
        ("content load, fresh process", loading, "ms", ""),
        ("kernel with ipywidgets, USS", bare_uss, "MB", ""),
        ("kernel with all of the guide, USS", full_uss, "MB", ""),
        ("  difference", full_uss - bare_uss, "MB", "8"),
        ("widgets alive in that kernel", median(row[2] for row in full), "", "250"),
        ("widgets alive after load", opened, "", "250"),
        ("widgets alive after 2,000 random actions", later, "", "the same"),
        (f"one action, {len(taken)} measured: median", median(clock), "ms", "10"),
        ("  95th percentile", quantiles(clock, n=20)[-1], "ms", "10"),
        ("  worst", max(clock), "ms", "10"),
        ("  95th percentile of processor time", quantiles(busy, n=20)[-1], "ms", "10"),
        ("  worst of processor time", max(busy), "ms", "10"),
        ("replay of a whole way, median", median(one[0] for one in replayed), "ms", ""),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description="What the guide costs a kernel.")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = measure(options.runs)
    if options.json:
        keys = ("what", "figure", "unit", "budget")
        print(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], indent=2))
        return
    print(f"{'':<52}{'figure':>9}    {'':<4}{'budget':>8}")
    for what, figure, unit, budget in rows:
        print(f"{what:<52}{figure:>9.1f}    {unit:<4}{budget:>8}")


if __name__ == "__main__":
    main()
