"""Classes in memory, and on both databases."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from classroom.database import Postgres, programs
from kbguide.classroom.places import ClassPlace, class_places
from kbguide.classroom.progress import Closed
from kbguide.content.catalogue import Content
from kbguide.content.loader import load
from kbguide.content.location import folder


@pytest.fixture(scope="session")
def content() -> Content:
    return load()


@pytest.fixture(scope="session")
def places(content: Content) -> dict[str, ClassPlace]:
    return class_places(content, folder("notebooks"))


@pytest.fixture(scope="session")
def closed(content: Content, places: dict[str, ClassPlace]) -> Closed:
    return Closed.of(content, places)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Debian's; without it the tests are skipped, except under CI."""
    if programs() is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no PostgreSQL: CI must install one")
        pytest.skip("no PostgreSQL on this machine: install the package 'postgresql' to run these tests")
    with Postgres() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without any tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'classes.sqlite3'}"
    running: Postgres = request.getfixturevalue("postgres")
    return running.new()
