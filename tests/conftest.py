"""Fixtures for every test."""

import os
import pickle
import shutil
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from helpers import CONTENT
from kbguide.content.catalogue import Content
from kbguide.content.location import folder
from offline.webspace import built_once

settings.register_profile("kbguide", deadline=None, max_examples=60)
settings.load_profile("kbguide")

DRIVING = {"browser", "serving"}  # the folders of tests that drive other processes


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """CI's shared machines stall for seconds: there such a test gets a second try, and the summary names it."""
    if os.environ.get("CI") == "true":
        for item in items:
            if item.path.parent.name in DRIVING:
                item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def content() -> Content:
    return CONTENT


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `kbguide build` writes; no test changes it."""
    return built_once(tmp_path_factory.getbasetemp())


loads = tomllib.loads


@lru_cache(maxsize=200)
def parsed(text: str) -> bytes:
    return pickle.dumps(loads(text))


def parse(text: str) -> Any:
    """The tables of a file, parsed once; each caller gets its own."""
    return pickle.loads(parsed(text))


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data folder that a test may break; the files that it leaves alone are not parsed again."""
    monkeypatch.setattr(tomllib, "loads", parse)
    return Path(shutil.copytree(folder("data"), tmp_path / "data"))
