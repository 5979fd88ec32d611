"""Kernels as forks of a warm process, where the system can fork; anywhere else they are started as usual."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from typing import Self

from kbguide.hosting.fork_server import READY

CAN_FORK = hasattr(os, "fork") and hasattr(socket, "send_fds")
_WARMING = 60  # seconds for the fork server to import what it is told to
_OPENING = 10  # seconds for a fork to open a kernel's sockets; then the usual way is tried


class ForkedKernel:
    """What jupyter_client asks of `subprocess.Popen`, for a kernel that is no child of this process."""

    stdin = stdout = stderr = None

    def __init__(self, life: socket.socket, pid: int) -> None:
        self.pid = pid
        self._life = life
        self._ended = False

    def poll(self) -> int | None:
        """None while it lives: its end of the line closes with it."""
        if not self._ended:
            try:
                self._ended = not self._life.recv(1)
            except BlockingIOError:
                return None
            except OSError:
                self._ended = True
        return 0

    def wait(self) -> int:
        self._life.close()
        return 0

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class ForkClient:
    """The fork server, seen from the server of the pages."""

    def __init__(self, *modules: str) -> None:
        """Start it; it can be used once it is `ready`. `modules` are what it imports for all its kernels."""
        self.modules = modules
        self._line, other = socket.socketpair()
        self._line.setblocking(False)
        self._one_at_a_time = asyncio.Lock()  # two messages could arrive as one
        with other:
            command = [sys.executable, "-m", "kbguide.hosting.fork_server", str(other.fileno()), *modules]
            self._process = subprocess.Popen(  # noqa: S603  nothing of it comes from outside
                command, pass_fds=[other.fileno()], stdin=subprocess.DEVNULL, start_new_session=True
            )

    @classmethod
    def start(cls, *modules: str) -> Self | None:
        """Start it where that can be."""
        return cls(*modules) if CAN_FORK else None

    async def ready(self) -> Self | None:
        """Wait until it is warm; None if that fails."""
        if await receive(self._line, _WARMING) == READY:
            return self
        self.stop()
        return None

    async def fork(self, argv: list[str], cwd: str) -> ForkedKernel | None:
        """A kernel whose sockets are open; None when it did not come to that."""
        life, other = socket.socketpair()
        life.setblocking(False)
        try:
            async with self._one_at_a_time:
                with other:
                    socket.send_fds(self._line, [json.dumps({"argv": argv, "cwd": cwd}).encode()], [other.fileno()])
                message = await receive(life, _OPENING)
            pid, _, rest = message.partition(b"\n")
            if not pid and self.alive:
                self._process.kill()  # it hears nothing any more; the room sees to another one
            if pid and (rest or await receive(life, _OPENING)) == READY:
                return ForkedKernel(life, int(pid))
        except OSError:
            pass
        life.close()
        return None

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        self._line.close()
        self._process.kill()
        self._process.wait()


async def receive(line: socket.socket, patience: float) -> bytes:
    """What comes next; empty when the line is closed, or silent for `patience` seconds."""
    try:
        return await asyncio.wait_for(asyncio.get_running_loop().sock_recv(line, 64), patience)
    except (TimeoutError, OSError):
        return b""
