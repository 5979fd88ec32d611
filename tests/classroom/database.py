"""A PostgreSQL of one's own, from Debian's package, for as long as a test needs it; and what a database has."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import NullPool, create_engine, func, select

from kbguide.classroom.tables import Base
from serving.running import free_port

USER = "postgres"  # root may not run it
PATIENCE = 30  # seconds


def programs() -> Path | None:
    """Where its programs are; the newest."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def rows(address: str) -> int:
    """How much of classes there is in a database."""
    with create_engine(address, poolclass=NullPool).connect() as db:
        tables = (table for table in Base.metadata.tables.values() if table.name != "kbguide_version")
        return sum(db.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


class Postgres:
    """It can be stopped and started again, and then has what it had."""

    def __init__(self) -> None:
        self.port = free_port()
        self._count = 0
        self._as: dict[str, Any] = {"user": USER, "group": USER, "extra_groups": []} if os.getuid() == 0 else {}

    def _run(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        found = programs()
        assert found
        command = [str(found / name), *arguments]
        return subprocess.run(command, cwd=self.place, capture_output=True, text=True, check=False, **self._as)

    def __enter__(self) -> Self:
        self.place = Path(tempfile.mkdtemp(prefix="kbguide-database-"))  # a socket's path must be short
        if self._as:
            shutil.chown(self.place, USER, USER)
        made = self._run("initdb", "-D", "data", "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync", "--no-locale")
        assert made.returncode == 0, made.stderr
        self.start()
        return self

    def start(self) -> None:
        options = f"-p {self.port} -k {self.place} -c listen_addresses=127.0.0.1 -c fsync=off"
        started = self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "-t", str(PATIENCE), "-o", options, "start")
        assert started.returncode == 0, started.stdout + started.stderr

    def new(self) -> str:
        """The address of a new database in it."""
        self._count += 1
        name = f"classes{self._count}"
        made = self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", USER, name)
        assert made.returncode == 0, made.stderr
        self.url_of_last = f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{name}"
        return self.url_of_last

    def stop(self, how: str = "immediate") -> None:
        self._run("pg_ctl", "-D", "data", "-m", how, "-w", "-t", str(PATIENCE), "stop")

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self.place, ignore_errors=True)
