"""The package as it is shipped: the two dependency lists, the wheel, and the rules that hold for every file."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
from pathlib import Path
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

from kbguide.offline.engine import LICENCES, MADE_OF, PACKED, SCRIPTS, engine
from kbguide.offline.pages import code_of
from offline.webspace import one_at_a_time
from serving.running import Server

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "kbguide"
MODULES = sorted(PACKAGE.rglob("*.py"))
NAMES_ON_CONDA = {"python-build": "build"}
HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
NOT_OURS = {"__pycache__", "node_modules", "engine"}
SETTINGS_OF_A_REGISTRY = re.compile(r"index-url|find-links|trusted-host|--registry|_authToken", re.IGNORECASE)
NODE = all(map(shutil.which, ("node", "npm")))
needs_node = pytest.mark.skipif(not NODE and os.environ.get("CI") != "true", reason="no Node.js here")

# What each part of kbguide may import of the others. Whoever imports `kbguide` itself imports the guide.
MAY_IMPORT: dict[str, set[str]] = {
    "content": set(),
    "practice": {"content"},
    "pki": {"content", "practice"},
    "readiness": {"content"},
    "store": {"content", "practice", "readiness"},
    "report": {"content", "practice", "readiness"},
    "progress": {"practice"},
    "views": {"content", "practice", "pki", "readiness", "store", "report"},
    "guide": {"content", "store", "progress", "report", "views"},
    "hosting": set(),
    "site": {"content", "views", "guide", "hosting"},
    "classroom": {"content", "hosting", "practice", "progress", "report", "site", "views"},
    "offline": {"content", "guide", "hosting", "report", "site", "views"},
    "cli": {"classroom", "content", "hosting", "offline", "site"},
    "__init__": {"guide"},
    "__main__": {"cli"},
}


def requirements() -> dict[str, str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    return dict(line.replace("[binary]", "").split(">=") for line in lines)


def conda_requirements() -> dict[str, str]:
    lines = (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines()
    found = (re.fullmatch(r"\s*- ([\w-]+)>=([\d.]+)(?: #.*)?", line) for line in lines)
    names = {match[1]: match[2] for match in found if match}
    return {NAMES_ON_CONDA.get(name, name): bound for name, bound in names.items()}


def test_conda_and_pip_ask_for_the_same() -> None:
    conda = conda_requirements()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f">={conda.pop('python')}" == project["requires-python"]
    assert conda == requirements()


def test_one_conda_command_installs_the_guide_too() -> None:
    lines = (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines()
    assert lines[-1].split() == ["-", "-e", "."]
    assert lines.index("  - pip:") < len(lines) - 1


def test_no_python_file_holds_korean() -> None:
    files = [*MODULES, *ROOT.joinpath("tests").rglob("*.py")]
    package_only = [
        file for file in files if PACKAGE in file.parents and HANGUL.search(file.read_text(encoding="utf-8"))
    ]
    assert package_only == []


def part_of(module: Path) -> str:
    return module.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(module: Path) -> set[str]:
    """The parts of kbguide that a module imports, absolute or relative, at the top or inside a function."""
    package = ["kbguide", *module.relative_to(PACKAGE).parent.parts]
    names: list[list[str]] = []
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [one.name.split(".") for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            below = node.module.split(".") if node.module else []
            names += [[*above, *below, one.name] for one in node.names]
    own = [name for name in names if name[0] == "kbguide"]
    return {name[1] if len(name) > 1 and name[1] in MAY_IMPORT else "guide" for name in own}


@pytest.mark.parametrize("module", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_imports_point_one_way(module: Path) -> None:
    own = part_of(module)
    assert imported(module) - {own} <= MAY_IMPORT[own]


def test_hosting_names_no_part_of_the_guide_not_even_in_a_string() -> None:
    others = "|".join(MAY_IMPORT.keys() - {"hosting"})
    texts = {file.name: file.read_text(encoding="utf-8") for file in (PACKAGE / "hosting").glob("*.py")}
    assert not [name for name, text in texts.items() if re.search(rf"kbguide[./]({others})\b", text)]


def test_no_file_names_a_registry_or_a_path_of_this_machine() -> None:
    kept = {".py", ".toml", ".yml", ".yaml", ".md", ".js", ".mjs", ".css", ".svg", ".j2", ".html", ".ipynb", ""}
    tops = ["kbguide", "data", "notebooks", "tests", ".ci"]
    files = [file for top in tops for file in (ROOT / top).rglob("*") if file.is_file() and file.suffix in kept]
    files += [file for file in ROOT.glob("*") if file.is_file() and file.suffix in kept]
    files += [ROOT / ".pre-commit-config.yaml"]
    guilty = [
        str(file.relative_to(ROOT))
        for file in files
        if file != Path(__file__).resolve() and not NOT_OURS & {*file.parts}
        if SETTINGS_OF_A_REGISTRY.search(words := file.read_text(encoding="utf-8")) or str(ROOT) in words
    ]
    assert guilty == []


def test_the_lock_of_what_comes_from_npm_names_versions_and_no_registry() -> None:
    lock = json.loads((PACKAGE / "offline" / "browser" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert all("version" in one and "integrity" in one for one in packages.values())
    assert not [name for name, one in packages.items() if "resolved" in one]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as for a release: what a browser runs is made first, where there is Node.js."""
    if NODE:
        with one_at_a_time(tmp_path_factory.getbasetemp()):
            engine(code_of(ROOT / "notebooks"), print)
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, text=True)
    assert list(out.glob("*.tar.gz"))
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment that holds the wheel, and this environment's libraries after it."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place, with_pip=False, symlinks=os.name != "nt")
    python = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True).stdout.strip())
    into = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(site),
        str(wheel),
    ]
    subprocess.run(into, check=True, capture_output=True, text=True)
    (site / "libraries.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    return python


def kbguide(python: Path, where: Path, *words: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [str(python), "-m", "kbguide", *words]
    env = os.environ if path is None else {**os.environ, "PATH": path}
    return subprocess.run(command, cwd=where, env=env, capture_output=True, text=True, check=False)


def test_the_wheel_alone_knows_its_version_and_its_content(installed: Path, tmp_path: Path) -> None:
    version = kbguide(installed, tmp_path, "--version")
    assert version.stdout.startswith("kbguide ")
    assert (version.returncode, version.stderr) == (0, "")
    checked = kbguide(installed, tmp_path, "check")
    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_wheel_alone_carries_data_and_notebooks(installed: Path, tmp_path: Path) -> None:
    names = "('data', 'notebooks')"
    code = "import json; from kbguide.content.location import folder; "
    code += f"print(json.dumps([str(folder(n)) for n in {names}]))"
    asked = subprocess.run([installed, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    for place in json.loads(asked.stdout):
        assert Path(place).is_relative_to(installed.parents[1])


def test_the_wheel_alone_serves_the_guide(installed: Path, tmp_path: Path) -> None:
    prefix = {"JUPYTER_PATH": str(Path(sys.prefix) / "share" / "jupyter")}
    with Server(tmp_path, python=str(installed), extra=prefix) as server:
        with urlopen(f"{server.address}ko/", timeout=60) as page:
            words = page.read().decode()
        assert server.fork_server()
    assert 'class="kb-ribbon"' in words
    assert "cell-output" in words


def names_in(wheel: Path) -> dict[str, list[str]]:
    """What is in the wheel and in the source archive, as they stand in the repository."""
    archive = next(wheel.parent.glob("*.tar.gz"))
    with ZipFile(wheel) as packed, tarfile.open(archive) as sources:
        return {"wheel": packed.namelist(), "archive": [name.partition("/")[2] for name in sources.getnames()]}


def test_no_archive_holds_what_node_installs_and_each_holds_what_it_is_told(wheel: Path) -> None:
    told = {"kbguide/offline/browser/build.mjs", "kbguide/offline/browser/package-lock.json"}
    for names in names_in(wheel).values():
        assert not [name for name in names if "node_modules" in name]
        assert told <= set(names)


@needs_node
def test_a_release_carries_what_the_browser_runs(wheel: Path) -> None:
    made = {f"kbguide/offline/engine/{name}" for name in (*SCRIPTS, LICENCES, *(f"{name}.pack" for name in PACKED))}
    assert all(made <= set(names) for names in names_in(wheel).values())


def engine_of(installed: Path, where: Path) -> Path:
    """What the browser runs, as the wheel brought it."""
    ask = "from kbguide.offline.engine import ENGINE; print(ENGINE)"
    asked = subprocess.run([installed, "-c", ask], cwd=where, capture_output=True, text=True, check=True)
    place = Path(asked.stdout.strip())
    assert place.is_relative_to(installed.parents[1])
    return place


@pytest.fixture(scope="module")
def built(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for a web space, built from the wheel where there is no Node.js, and beside newer libraries."""
    place = tmp_path_factory.mktemp("built")
    made_of = engine_of(installed, place) / MADE_OF
    sources = made_of.read_text(encoding="utf-8").splitlines()[0]
    made_of.write_text(f"{sources}\nipywidgets 0", encoding="utf-8")
    done = kbguide(installed, place, "build", "site", path="")
    assert (done.returncode, done.stderr) == (0, "")
    return place / "site"


@needs_node
def test_the_wheel_alone_builds_the_folder_without_node(built: Path) -> None:
    page = (built / "ko" / "index.html").read_text(encoding="utf-8")
    assert all((built / "ko" / address).is_file() for address in re.findall(r"\.\./app/[\w./-]+", page))


@needs_node
def test_the_folder_carries_the_licences_of_its_parts_and_no_visit_fetches_them(built: Path) -> None:
    text = next((built / "app").glob(f"*/{LICENCES}")).read_text(encoding="utf-8")
    parts = [
        "pyodide",
        "Python",
        "ipywidgets",
        "traitlets",
        "comm",
        "anywidget",
        "kbguide",
        "@lumino/widgets",
        "backbone",
    ]
    assert [name for name in parts if not re.search(rf"^{name}( [\d.]+)?(:|$)", text, re.MULTILINE)] == []
    assert all(
        words in text for words in ("mozilla.org/MPL/2.0", "Python Software Foundation", "Project Jupyter Contributors")
    )
    others = [file for file in built.rglob("*") if file.suffix in {".html", ".js"}]
    assert not [file for file in others if LICENCES in file.read_text(encoding="utf-8")]


def test_where_nothing_is_made_yet_one_line_says_that_node_is_needed(installed: Path, tmp_path: Path) -> None:
    made = engine_of(installed, tmp_path)
    away = made.rename(tmp_path / "away") if made.is_dir() else None
    try:
        done = kbguide(installed, tmp_path, "build", "site", path="")
    finally:
        if away:
            away.rename(made)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "Node.js 20" in done.stderr
    assert not (tmp_path / "site").exists()
