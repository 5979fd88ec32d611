"""How a server ends: at once, or after those who are here; and what it leaves behind, which is nothing."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from helpers import PAGE_WORDS
from serving.conftest import short_folder
from serving.learner import Learner, ask, run_async
from serving.running import PATIENCE, Server, free_port

MOVING = 4003
STOPPED = 4002

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals")


@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"])
def test_however_it_is_told_to_stop_it_leaves_no_process_and_no_folder(tmp_path: Path, how: str) -> None:
    place = short_folder(f"end{how[3]}")
    home = {"HOME": "/proc/nowhere", "TMPDIR": str(place)}  # as that of a service: nothing can be written there
    with Server(tmp_path, "--drain-timeout", "1", extra=home) as server:
        ask(f"{server.address}en/")
        left = server.processes()
        assert left
        assert server.stop(getattr(signal, how)) == 0
    assert psutil.wait_procs(left, PATIENCE)[1] == []
    assert list(place.iterdir()) == []
    place.rmdir()
    assert "Traceback" not in server.log.read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells which signals a process hears")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("moment", [0.0, 0.4, 0.8])
def test_told_to_stop_before_it_has_begun_it_leaves_without_a_word(how: signal.Signals, moment: float) -> None:
    place = short_folder(f"early{how}{moment}")
    command = [sys.executable, "-m", "kbguide", "serve", "--no-browser", "--port", str(free_port())]
    environment = {**os.environ, "TMPDIR": str(place)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, cwd=place) as begun:
        while not hears(begun.pid, signal.SIGHUP):
            time.sleep(0.01)
        time.sleep(moment)  # it may fall into any import, and into any step of the start
        begun.send_signal(how)
        assert begun.stderr
        said = begun.stderr.read().decode()
        assert begun.wait(PATIENCE) in (0, 130, -signal.SIGINT)  # Python itself may make one of the other
    left = list(place.iterdir())
    shutil.rmtree(place)
    assert said == ""
    assert left == []


def hears(pid: int, name: signal.Signals) -> bool:
    """Whether the process has said what it does at this signal."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    caught = next(line.split()[1] for line in lines if line.startswith("SigCgt"))
    return bool(int(caught, 16) >> (name - 1) & 1)


async def begin_to_drain(server: Server, learner: Learner) -> None:
    """Tell it to end, and wait until it lets nobody in any more."""
    server.process.send_signal(signal.SIGTERM)
    while (await learner.ask("readyz")).status == 200:
        await asyncio.sleep(0.05)


def test_a_server_that_drains_lets_nobody_in_and_those_who_are_here_go_on(room: Callable[..., Server]) -> None:
    server = room(3, "drain_timeout=20")

    async def visit() -> None:
        here = await asyncio.gather(*(Learner(f"{server.address}en/").open() for _ in range(3)))
        assert (await here[0].ask("readyz")).status == 200
        await begin_to_drain(server, here[0])
        assert (await here[0].ask("healthz")).status == 200
        assert (await here[0].ask("seats")).status == 503
        refused = await Learner(f"{server.address}en/").read()
        assert refused.status == 503
        assert PAGE_WORDS["en"]["closing"] in refused.text
        assert await here[1].is_answered()
        codes = await asyncio.gather(*(one.until_closed() for one in here))
        assert codes == [MOVING] * 3

    run_async(visit())
    assert server.process.wait(PATIENCE) == 0


def test_a_server_that_drains_ends_with_the_last_one(room: Callable[..., Server]) -> None:
    server = room(1, "drain_timeout=3600")

    async def visit() -> None:
        last = await Learner(f"{server.address}en/").open()
        await begin_to_drain(server, last)
        assert await last.close() == 204

    run_async(visit())
    assert server.process.wait(PATIENCE) == 0


def test_a_server_that_drains_does_not_wait_for_pages_that_nobody_has_come_for(room: Callable[..., Server]) -> None:
    server = room(1, "drain_timeout=3600", "grace=2")
    assert ask(f"{server.address}en/").status == 200
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(PATIENCE) == 0


def test_told_twice_a_server_ends_at_once(room: Callable[..., Server]) -> None:
    server = room(1, "drain_timeout=3600")

    async def visit() -> None:
        here = await Learner(f"{server.address}en/").open()
        await begin_to_drain(server, here)
        server.process.send_signal(signal.SIGTERM)
        assert await here.until_closed() == STOPPED

    run_async(visit())
    assert server.process.wait(PATIENCE) == 0


def test_a_full_server_is_not_ready_and_lives(room: Callable[..., Server]) -> None:
    server = room(1, "away=3600", "grace=7200")

    async def visit() -> None:
        here = await asyncio.gather(*(Learner(f"{server.address}en/").open() for _ in range(3)))
        assert (await here[0].ask("readyz")).status == 404
        assert (await here[0].ask("healthz")).status == 200
        await here[0].close()

    run_async(visit())
    server.wait_for(lambda: ask(f"{server.address}readyz").status == 200)
