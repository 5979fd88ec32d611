"""A server in a process of its own, as a person would start it."""

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

PATIENCE = 60  # seconds until a server that is not ready counts as broken


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`kbguide serve`, or `code` that serves in another way; ready when it has printed its address."""

    def __init__(
        self,
        place: Path,
        *words: str,
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
        self._command = [python, *program, *words]
        self._place = place
        self._environment = {**os.environ, **(extra or {})}

    def __enter__(self) -> Self:
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                self._command, cwd=self._place, env=self._environment, stdout=out, stderr=subprocess.STDOUT
            )
        self.wait_for(lambda: self.address in self.log.read_text())
        return self

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Until `condition()` is true; fails with the log if the server dies or it never becomes true."""
        last = time.monotonic() + PATIENCE
        while not condition():
            if self.process.poll() is not None or time.monotonic() > last:
                raise RuntimeError(f"the server is not as expected; its log:\n{self.log.read_text()}")
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
