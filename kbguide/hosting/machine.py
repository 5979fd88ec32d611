"""What this machine is: how many learners it carries, its address in the room, the limits of its processes."""

import os
import socket
from contextlib import suppress
from importlib import import_module
from typing import Any

import psutil

resource: Any = import_module("resource") if os.name == "posix" else None

LEARNERS_PER_CORE = 20  # more, and the last of a class that opens at once waits too long; see docs/serving.md
MEMORY_PER_LEARNER = 40  # MB, with what the server itself keeps for one
MEMORY_OF_A_KERNEL = 400  # MB that a kernel may take for itself; a usual one takes 30
_FILES_PER_LEARNER = 20


def carries() -> tuple[int, str]:
    """How many learners at once, and what that is judged by."""
    cores = psutil.cpu_count() or 1
    free = psutil.virtual_memory().available // 2**20
    learners = max(1, min(cores * LEARNERS_PER_CORE, int(free * 0.9 / MEMORY_PER_LEARNER)))
    return learners, f"{cores} cores, {free / 1024:.1f} GB of free memory"


def address_in_the_room() -> str | None:
    """The address at which others in the same network find this machine; None when it is in no network."""
    # without a way out there may be a network all the same
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("10.254.254.254", 9))  # nothing is sent: the system only chooses the way
        return str(probe.getsockname()[0])
    for name, state in psutil.net_if_stats().items():
        for one in psutil.net_if_addrs()[name] if state.isup else ():
            if one.family == socket.AF_INET and not one.address.startswith(("127.", "169.254.")):
                return str(one.address)
    return None


def raise_file_limit(learners: int) -> None:
    """A server needs about a dozen open files for each learner; a laptop's usual limit is 256 or 1024."""
    if not resource:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 512 + _FILES_PER_LEARNER * learners
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def limit_memory(pid: int) -> None:
    """A kernel that wants more than its share fails by itself, and alone. Only Linux limits another process."""
    if hasattr(resource, "prlimit"):
        most = MEMORY_OF_A_KERNEL * 2**20
        with suppress(OSError):  # it may have ended already
            resource.prlimit(pid, resource.RLIMIT_DATA, (most, most))
