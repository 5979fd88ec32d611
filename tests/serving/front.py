"""What stands in front of several servers: haproxy with the file of `docs/deploy`, as an operator would start it."""

import csv
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

import pytest

from kbguide.site.full_page import full_page
from serving.running import PATIENCE, free_port

CONFIG = Path(__file__).parents[2] / "docs" / "deploy" / "haproxy.cfg"
BASE = "/guide/"
ELSEWHERE = "https://static.example/guide/"
OPTIONS = ("--base-url", BASE, "--trusted-proxy", "127.0.0.1")  # of each server


def haproxy() -> str:
    """The program; without one the test is skipped, except under CI."""
    found = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no haproxy: CI must install one")
        pytest.skip("no haproxy on this machine: install the package 'haproxy' to run these tests")
    return found


class Front:
    """haproxy before the servers on these two ports; `settings` are variables of its file, without their KBGUIDE_.

    Its address is that of the guide's front page. It answers questions on a socket, which the operator's need not have.
    """

    def __init__(self, place: Path, one: int, other: int, **settings: str) -> None:
        port = free_port()
        self._told_on = Path("/tmp") / f"kbguide-front-{port}"  # a socket's path may have about 100 characters
        asked = place / f"asked-{port}.cfg"
        asked.write_text(f"global\n    stats socket {self._told_on} level admin\n")
        full = place / "full.http"
        full.write_bytes(full_page(BASE, ELSEWHERE))
        servers = {} if "SERVICE" in settings else {"A": f"127.0.0.1:{one}", "B": f"127.0.0.1:{other}"}
        known = {"LISTEN": f"127.0.0.1:{port}", "PATH": BASE, "FULL": str(full), **servers, **settings}
        self.address = f"{'https' if 'CERTIFICATE' in known else 'http'}://127.0.0.1:{port}{BASE}"
        self._port = port
        self._environment = {**os.environ, **{f"KBGUIDE_{name}": value for name, value in known.items()}}
        self._command = [haproxy(), "-db", "-f", str(CONFIG), "-f", str(asked)]

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(self._command, env=self._environment)
        last = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port)).close()
                return self
            except OSError:
                assert self.process.poll() is None, "haproxy did not start"
                assert time.monotonic() < last
                time.sleep(0.02)

    def states(self) -> dict[str, str]:
        """What it thinks of each server, as {"seats/a": "UP"}; NOLB is one that only keeps its pages."""
        with socket.socket(socket.AF_UNIX) as asking, asking.makefile("rw") as lines:
            asking.connect(str(self._told_on))
            lines.write("show stat\n")
            lines.flush()
            rows = list(csv.DictReader(line.removeprefix("# ") for line in lines if line.strip()))
        servers = [row for row in rows if row["svname"] not in ("FRONTEND", "BACKEND")]
        return {f"{row['pxname']}/{row['svname']}": row["status"].split()[0] for row in servers}

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)
        self._told_on.unlink(missing_ok=True)
