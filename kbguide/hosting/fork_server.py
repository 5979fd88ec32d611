"""The warm process: it has imported what a kernel needs; every kernel is a fork of it.

    python -m kbguide.hosting.fork_server FD MODULE…

Each MODULE is imported for all kernels. FD is a Unix socket to the server: each message on it is a JSON object, `argv`
for ipykernel and `cwd`, and brings a socket of the kernel's own. There the kernel writes its process id, then `READY`;
it ends when the other end is closed, so no kernel outlives the server, whichever way the server ends.
"""

import gc
import json
import os
import signal
import socket
import sys
import threading
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

READY = b"ready"
LONGEST = 65536  # bytes of a message; two paths are in it


def main() -> None:
    """Fork a kernel for each message, until the server closes the line."""
    line = socket.socket(fileno=int(sys.argv[1]))
    prepare(sys.argv[2:])
    with suppress(OSError):  # the server has ended meanwhile, and the line says so below
        line.sendall(READY)
    while True:
        message, sockets, _, _ = socket.recv_fds(line, LONGEST, 1)
        if not message:
            return
        life = socket.socket(fileno=sockets[0])
        if os.fork() == 0:
            line.close()
            run_kernel(life, **json.loads(message))
        life.close()


def prepare(modules: list[str]) -> None:
    """Import, and lock what is in memory against the collector, whose marks would unshare every page of it."""
    del sys.path[0]  # the folder in which the server was started: a kernel looks in its own
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # ipykernel then goes without: 9 MB that nobody needs
    for module in ("ipykernel.kernelapp", *modules):
        import_module(module)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries the kernels
    gc.collect()
    gc.freeze()


def run_kernel(life: socket.socket, argv: list[str], cwd: str) -> NoReturn:
    """Be a kernel, in this fork."""
    from ipykernel.kernelapp import IPKernelApp

    try:
        os.setsid()  # a process group of its own, as jupyter_client gives to each kernel
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.chdir(cwd)
        life.sendall(b"%d\n" % os.getpid())
        threading.Thread(target=end_with_server, args=[life], daemon=True).start()
        app = IPKernelApp.instance(
            parent_handle=1,  # it need not watch a parent, `end_with_server` does
            extra_extensions=["ipywidgets"],  # imported before there was a kernel, it has not made itself known
        )
        app.initialize(argv)
        life.sendall(READY)
        app.start()
    finally:
        os._exit(1)


def end_with_server(life: socket.socket) -> None:
    """Wait until the server has closed its end or is gone."""
    life.recv(1)
    os._exit(0)


if __name__ == "__main__":
    main()
