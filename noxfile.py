"""What one runs while working on the guide: `nox` alone checks and tests, `nox --list` names everything there is.

Sessions use the environment that nox itself is in (`pip install -e ".[test]"`), so none has to be made first; only
`build` makes one of its own, because a wheel has to do without what stands around here. Words after `--` are handed on:
`nox -s quick -- tests/practice`.
"""

import os
import shutil
import sys
from pathlib import Path

import nox

nox.options.default_venv_backend = "none"
nox.options.sessions = ["check", "quick"]
nox.options.stop_on_first_error = True

# So that the tools are found where the environment is not activated, too.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

NOTEBOOKS = sorted(str(place) for place in Path("notebooks").glob("*/*.ipynb"))
DRIVING = ("tests/browser", "tests/serving", "tests/test_packaging.py", "notebooks")  # they start other programs
BENCHES = ("kernel", "practice", "room")


@nox.session
def check(session: nox.Session) -> None:
    """Rules, types, content and notebooks: what needs no test to be seen; some ten seconds."""
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")
    session.run("kbguide", "check")
    session.run("nbstripout", "--verify", "--keep-id", *NOTEBOOKS)


@nox.session
def quick(session: nox.Session) -> None:
    """Tests that start no other program; after `--` only those that are named."""
    ignored = [f"--ignore={place}" for place in DRIVING]
    session.run("pytest", "-n", "2", "-q", *(session.posargs or ignored))


@nox.session
def tests(session: nox.Session) -> None:
    """All tests, with servers, notebooks, the built wheel and, where there is one, a browser."""
    session.run("pytest", "-n", "2", "-q", "-rs", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Figures as in the README; after `--` the names of the ones wanted, also first_visit, alone and hour."""
    for name in session.posargs or BENCHES:
        session.run("python", f"tests/bench/{name}.py")


@nox.session
def pictures(session: nox.Session) -> None:
    """Pictures of every screen, into the folder `pictures`; `-- --lang en` for those in English."""
    session.run("python", "tests/pictures.py", *session.posargs)


@nox.session
def serve(session: nox.Session) -> None:
    """The guide in a browser; after `--` the options of `kbguide serve`."""
    session.run("kbguide", "serve", *session.posargs)


@nox.session(venv_backend="venv")
def build(session: nox.Session) -> None:
    """Source archive and wheel into `dist`; the wheel is then tried in an environment and a folder of its own."""
    shutil.rmtree("dist", ignore_errors=True)
    session.run(sys.executable, "-m", "kbguide.offline.engine", external=True)  # so that nobody else needs Node.js
    session.run(sys.executable, "-m", "build", "--no-isolation", external=True)
    session.install(*map(str, Path("dist").glob("*.whl")))
    session.chdir(session.create_tmp())
    session.run("kbguide", "--version")
    session.run("kbguide", "check")
    session.run("kbguide", "build", "site", env={"PATH": session.bin})
