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
_FILES_PER_LEARNER = 16  # that the server opens for a kernel
_CONNECTIONS_PER_LEARNER = 8  # a browser opens six at once, and its web socket
_FILES_OF_THE_SERVER = 128
_MOST_FILES = 2**16  # more are of no use to one process
_MOST_CONNECTIONS = 2**12  # each takes some 40 kB


def carries(files: int) -> tuple[int, str]:
    """How many learners at once with so many open files, and what that is judged by."""
    cores = psutil.cpu_count() or 1
    free = psutil.virtual_memory().available // 2**20
    learners = max(1, min(cores * LEARNERS_PER_CORE, int(free * 0.9 / MEMORY_PER_LEARNER), seats_for(files)))
    return learners, f"{cores} cores, {free / 1024:.1f} GB of free memory, {files} open files"


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


def raise_file_limit() -> int:
    """Raise the limit of open files as far as this process may; how many that are."""
    if not resource:
        return _MOST_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    infinite = resource.RLIM_INFINITY
    most = _MOST_FILES if hard == infinite else min(hard, _MOST_FILES)
    if soft == infinite or soft >= most:
        return _MOST_FILES if soft == infinite else int(soft)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    except (OSError, ValueError):  # macOS allows less than it says
        return int(soft)
    return int(most)


def seats_for(files: int) -> int:
    """How many learners there can be with so many open files, beside connections that only read."""
    return max(1, (files - _FILES_OF_THE_SERVER) // (_FILES_PER_LEARNER + _CONNECTIONS_PER_LEARNER))


def connections_for(files: int, seats: int) -> int:
    """How many connections there may be, beside what the seats need."""
    left = files - _FILES_OF_THE_SERVER - seats * _FILES_PER_LEARNER
    return max(_CONNECTIONS_PER_LEARNER, min(left, _MOST_CONNECTIONS))


def connections_of_one(learners: int) -> int:
    """How many connections one address may hold: a class may have one address for all its devices."""
    return _CONNECTIONS_PER_LEARNER * (learners + 4)


def limit_memory(pid: int) -> None:
    """A kernel that wants more than its share fails by itself, and alone. Only Linux limits another process."""
    if hasattr(resource, "prlimit"):
        most = MEMORY_OF_A_KERNEL * 2**20
        with suppress(OSError):  # it may have ended already
            resource.prlimit(pid, resource.RLIMIT_DATA, (most, most))
