"""The compiler that checks the scripts; none of it is shipped.

It is found in PATH as `tsc`, or below the folder that `KBGUIDE_TYPESCRIPT` names, after
`npm install --no-save --prefix FOLDER typescript@VERSION` (`.ci/run` has the version and does so).
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def compiler() -> str:
    place = os.environ.get("KBGUIDE_TYPESCRIPT")
    found = shutil.which("tsc", path=f"{place}/node_modules/.bin" if place else None)
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no TypeScript: CI must install it and name its folder in KBGUIDE_TYPESCRIPT")
        pytest.skip("no tsc in PATH, and KBGUIDE_TYPESCRIPT names no folder that has it")
    return found


def said_of(project: Path, *options: str) -> list[str]:
    """What the compiler says about a project, line by line."""
    check = [compiler(), "--project", str(project), *options]
    done = subprocess.run(check, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stdout or done.returncode == 0, done.stderr  # whoever fails says why
    return done.stdout.splitlines()
