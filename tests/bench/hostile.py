"""What one visitor can cost everybody else: each attack beside a learner who presses and a proxy that asks for health.

    python tests/bench/hostile.py [--seconds 15] [--tree FOLDER] [--only idle]

`--tree` is another checkout, to be measured in the same way. The soft limit of open files is 1,024, as on most systems.
"""

import argparse
import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from kbguide.hosting.machine import raise_file_limit
from serving import attacker
from serving.learner import HttpConnection, Learner, run_async, wave
from serving.running import Server

TOO_LONG = 5.0  # seconds after which an answer counts as none


def idle(port: int, seconds: float, *_: str) -> None:
    held = attacker.hold(port, 1600)
    time.sleep(seconds)
    print(len(held), "connections made")


def downloads(port: int, seconds: float, path: str, *_: str) -> None:
    held = attacker.ask_and_read_nothing(port, path, 300)
    time.sleep(seconds)
    print(len(held), "downloads asked for")


def states(port: int, seconds: float, _: str, kernel: str, key: str) -> None:
    held = [attacker.socket_of(port, kernel, {"kbguide-visit": key}) for _ in range(3)]
    print(attacker.ask_for_all_states(held, seconds), "requests sent")


def pings(port: int, seconds: float, _: str, kernel: str, key: str) -> None:
    held = [attacker.socket_of(port, kernel, {"kbguide-visit": key})]
    print(attacker.send_on(held, lambda: attacker.frame(attacker.PING) * 500, seconds), "times 500 pings sent")


def fragments(port: int, seconds: float, _: str, kernel: str, key: str) -> None:
    held = [attacker.socket_of(port, kernel, {"kbguide-visit": key})]
    held[0].send(attacker.frame(attacker.TEXT, final=False))
    print(
        attacker.send_on(held, lambda: attacker.frame(attacker.CONTINUATION, final=False) * 500, seconds),
        "times 500 empty fragments sent",
    )


def nothing(_: int, seconds: float, *__: str) -> None:
    time.sleep(seconds)


ATTACKS: dict[str, Callable[..., None]] = {
    one.__name__: one for one in (nothing, idle, downloads, states, pings, fragments)
}


async def seconds_of(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    try:
        await asyncio.wait_for(work(), TOO_LONG)  # type: ignore[arg-type]  # a coroutine
    except (OSError, TimeoutError, AssertionError, IndexError, ValueError):
        return TOO_LONG
    return time.perf_counter() - begun


async def measure(server: Server, attack: str, seconds: float) -> str:
    process = psutil.Process(server.process.pid)
    learner = await Learner(f"{server.address}en/").open()
    bad = Learner(f"{server.address}en/")
    await bad.read()
    script = f"/{wave(bad.page)}"
    log = server.log.stat().st_size
    before = process.memory_info().rss
    cpu = sum(process.cpu_times()[:2])
    command = [sys.executable, __file__, "--attack", attack, str(server.port), str(seconds), script, bad.kernel]
    begun = time.monotonic()
    at_work = subprocess.Popen([*command, bad.cookies["kbguide-visit"]], stdout=subprocess.PIPE, text=True)
    health: list[float] = []
    presses: list[float] = []
    memory = before

    async def ask() -> None:
        connection = HttpConnection(server.address)
        answer = await connection.ask("/healthz")
        await connection.close()
        assert answer.status == 200

    while at_work.poll() is None:
        health.append(await seconds_of(ask))
        presses.append(await seconds_of(learner.is_answered))
        memory = max(memory, process.memory_info().rss)
        await asyncio.sleep(0.1)
    spent = (sum(process.cpu_times()[:2]) - cpu) / (time.monotonic() - begun)
    page = await seconds_of(lambda: Learner(f"{server.address}en/").open())
    told = at_work.stdout.read().strip() if at_work.stdout else ""
    return (
        f"{attack:<10}{spread_of(health)}{spread_of(presses)}{page * 1000:>9.0f}{before / 2**20:>8.0f}"
        f"{memory / 2**20:>7.0f}{100 * spent:>7.0f}{(server.log.stat().st_size - log) / 1000:>9.1f}  {told}"
    )


def spread_of(times: list[float]) -> str:
    """Median and 95th percentile, ms."""
    return f"{1000 * median(times):>8.0f}{1000 * quantiles(times, n=20)[-1]:>7.0f}"


def main() -> None:
    if sys.argv[1:2] == ["--attack"]:
        name, port, seconds, *rest = sys.argv[2:]
        raise_file_limit()
        ATTACKS[name](int(port), float(seconds), *rest)
        return
    parser = argparse.ArgumentParser(description="What one visitor can cost.")
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--tree", type=Path)
    parser.add_argument("--only", choices=ATTACKS)
    options = parser.parse_args()
    extra = {"PYTHONPATH": str(options.tree)} if options.tree else {}
    names = [
        ("health, ms", 18),
        ("p95", 7),
        ("press", 8),
        ("p95", 7),
        ("page", 9),
        ("MB", 8),
        ("most", 7),
        ("cpu %", 7),
    ]
    print("".join(f"{name:>{width}}" for name, width in names), "  log, kB")
    for attack in [options.only] if options.only else ATTACKS:
        with tempfile.TemporaryDirectory() as place:
            server = Server(Path(place), extra=extra)
            server.limits = {resource.RLIMIT_NOFILE: (1024, resource.getrlimit(resource.RLIMIT_NOFILE)[1])}
            with server:
                print(run_async(measure(server, attack, options.seconds), 600), flush=True)


if __name__ == "__main__":
    main()
