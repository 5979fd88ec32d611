"""What runs the guide in a browser: when it is made, and that what was packed is enough."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

from helpers import CHANNELS, CONTENT, SEED, beginning, journey_of, next_action, step
from kbguide.content.location import folder
from kbguide.offline import engine
from kbguide.offline.pages import code_of
from kbguide.practice import Action
from kbguide.readiness import GOAL
from offline.webspace import version_of

HERE = Path(__file__).parent
PATIENCE = 5  # tries on one screen until somebody counts as stuck


def way(first: Action) -> list[Action]:
    """The actions of somebody who reads what is said, to the end; empty if it leads nowhere."""
    world = journey_of(first).world
    assert world
    actions = [first]
    tried = 0
    while not world.over and tried < PATIENCE:
        here = world.here
        for action in next_action(world, tried):
            world = step(world, action)
            actions.append(action)
        tried = tried + 1 if world.here == here else 0
    return actions if world.over else []


def ways() -> Iterator[list[Action]]:
    """Through every procedure on every channel, and through every scenario."""
    for procedure in CONTENT.procedures:
        for channel in CHANNELS:
            found = (way(beginning("kim", procedure, channel=channel, given=given)) for given in CONTENT.givens)
            yield next(filter(None, found))
    for scenario in CONTENT.scenarios.values():
        yield way(Action("begin", "", {"scenario": scenario.id, "persona": scenario.persona or "kim"}))


def test_what_was_packed_is_enough_for_everything_that_can_be_practised(built: Path, tmp_path: Path) -> None:
    given = tmp_path / "given.json"
    walked = list(ways())
    answers = [(one.id, answer.id) for one in CONTENT.items.values() for answer in one.answer]
    plan: dict[str, Any] = code_of(folder("notebooks"))["ko"] | {
        "seed": SEED,
        "answers": [*answers, *((GOAL, goal) for goal in CONTENT.goals)],
        "ways": [[astuple(action)[:3] for action in actions] for actions in walked],
    }
    given.write_text(json.dumps(plan, default=dict), encoding="utf-8")
    folders = engine.BROWSER / "node_modules" / "pyodide", built / "app" / version_of(built)
    command = ["node", HERE / "walk.mjs", *folders, HERE / "walked.py", given]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert [screen for _, screen in result["ends"]] == [journey_of(*actions).world.at for actions in walked]  # type: ignore[union-attr]
    assert result["pressed"] > 100


def test_it_is_made_once_and_anew_when_its_sources_change(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = tmp_path / "engine"
    made: list[Any] = []
    monkeypatch.setattr(engine, "_make", lambda place, cells: place.mkdir(exist_ok=True) or made.append(cells))
    for cells in ({}, {}, {"ko": {}}, {"ko": {}}):
        assert engine.engine(cells, made.append, place) == place
    assert [one for one in made if not isinstance(one, str)] == [{}, {"ko": {}}]
    assert len(made) == 4, "the operator is told each time"
    monkeypatch.setattr(engine, "version", lambda name: "another one")
    engine.engine({"ko": {}}, made.append, place)
    assert len(made) == 6


def test_what_fails_in_node_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "node"
    program.write_text("#!/bin/sh\necho one\necho 'Error: no such module' >&2\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(ValueError, match=r"^node has failed: Error: no such module$"):
        engine._run([str(program)])
