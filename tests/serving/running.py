"""A server in a process of its own, as a person would start it; how a test uses one is said in `conftest.py`."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

PATIENCE = 60  # seconds until a server that is not ready counts as broken
FORK_SERVER = "kbguide.hosting.fork_server"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`kbguide serve`, or `code` that serves in another way; ready when it has printed its address.

    It runs in the folder `place`, and its log is there, too; `extra` is added to the environment.
    """

    def __init__(
        self,
        place: Path,
        *options: str,
        python: str = sys.executable,
        code: str | None = None,
        extra: dict[str, str] | None = None,
    ) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        self.log = place / f"server-{self.port}.log"
        program = (
            ["-c", code, str(self.port)]
            if code
            else ["-m", "kbguide", "serve", "--no-browser", "--port", str(self.port)]
        )
        self._command = [python, *program, *options]
        self.place = place
        self.environment = {**os.environ, **(extra or {})}
        self.limits: dict[int, tuple[int, int]] = {}  # of the process, as `resource` names them

    def __enter__(self) -> Self:
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                self._command,
                cwd=self.place,
                env=self.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                preexec_fn=self._limit if self.limits else None,
            )
        self.wait_for(lambda: self.address in self.log.read_text())
        return self

    def _limit(self) -> None:
        import resource

        for name, limits in self.limits.items():
            resource.setrlimit(name, limits)

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Until `condition()` is true; fails with the log if the server dies or it never becomes true."""
        last = time.monotonic() + PATIENCE
        while not condition():
            if self.process.poll() is not None or time.monotonic() > last:
                raise RuntimeError(f"the server is not as expected; its log:\n{self.log.read_text()}")
            time.sleep(0.05)

    def processes(self) -> list[psutil.Process]:
        """Everything that the server has started and that lives."""
        return [one for one in psutil.Process(self.process.pid).children(recursive=True) if command_of(one)]

    def connections(self) -> int:
        """How many there are to it that it has not closed."""
        found = psutil.Process(self.process.pid).net_connections("tcp")
        return sum(one.laddr.port == self.port and one.status == psutil.CONN_ESTABLISHED for one in found)

    def fork_server(self) -> psutil.Process | None:
        """The process whose forks the kernels are."""
        return next((one for one in self.processes() if self._is_fork_server(one)), None)

    def kernels(self) -> list[psutil.Process]:
        """Its forks, and kernels that were started as usual."""
        return [one for one in self.processes() if not self._is_fork_server(one)]

    def _is_fork_server(self, one: psutil.Process) -> bool:
        return FORK_SERVER in command_of(one) and one.ppid() == self.process.pid

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def command_of(process: psutil.Process) -> list[str]:
    """Empty when it has ended."""
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []
