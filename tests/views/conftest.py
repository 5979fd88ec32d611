"""The guide without a browser; whatever fails in a handler fails the test."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ipywidgets.widgets.widget import CallbackDispatcher, _instances

from helpers import SEED
from kbguide.content.reader import LANGUAGES
from kbguide.views.kit.guard import FAULTS
from views.driving import Desk


@pytest.fixture(autouse=True)
def surfacing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the guard nor ipywidgets, which logs what a callback raises, swallows a fault."""

    def call(self: CallbackDispatcher, *args: Any, **kwargs: Any) -> None:
        for callback in list(self.callbacks):
            callback(*args, **kwargs)

    monkeypatch.setattr(CallbackDispatcher, "__call__", call)
    monkeypatch.setattr(FAULTS, "strict", True)


@pytest.fixture(autouse=True)
def cleared() -> Iterator[None]:
    """Takes apart what a test made: the registry and the counter of faults outlive a guide."""
    before = set(_instances)
    yield
    FAULTS.unobserve_all()
    for name in set(_instances) - before:
        _instances[name].close()


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def desk(request: pytest.FixtureRequest, reused: Callable[[str], Desk], lang: str) -> Desk:
    """A guide that others have used before, unless the module asks for a fresh one."""
    return Desk(lang) if getattr(request.module, "FRESH", False) else reused(lang)


@pytest.fixture
def english(request: pytest.FixtureRequest, reused: Callable[[str], Desk]) -> Desk:
    """For what does not depend on the language."""
    return Desk("en") if getattr(request.module, "FRESH", False) else reused("en")


@pytest.fixture(scope="module")
def reused() -> Iterator[Callable[[str], Desk]]:
    """Gives an erased guide; making one takes longer than most tests, and one that is erased has to do as well."""
    before = set(_instances)
    made = {lang: Desk(lang) for lang in LANGUAGES}

    def give(lang: str) -> Desk:
        made[lang].store.reset(SEED)
        return made[lang]

    yield give
    for name in set(_instances) - before:
        _instances[name].close()
