"""The folder: whose it is, what is in it, and what becomes of older versions."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kbguide.cli import main
from kbguide.content.location import folder
from kbguide.offline import site
from kbguide.offline.engine import LICENCES
from offline.webspace import PATH

Build = Callable[..., str]


@pytest.fixture
def build(built: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Build:
    """Builds the folder with few pages; the words of one, and the version that has come of them."""
    style = dict(site.OWN_FILES)

    def make(words: str = "", css: str = "") -> str:
        monkeypatch.setitem(site.OWN_FILES, "kbguide/kbguide.css", style["kbguide/kbguide.css"] + css.encode())
        monkeypatch.setattr(site, "pages", lambda *_: iter([("index.html", words), ("ko/index.html", "")]))
        site.build(tmp_path / "folder", folder("notebooks"), site.BuildOptions(), print)
        return str(told(tmp_path / "folder")["version"])

    return make


def command(place: Path) -> int:
    """`kbguide build`; in a thread, as browser tests keep an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(main, ["build", str(place)]).result()


def told(place: Path) -> dict[str, object]:
    """What the service worker is told."""
    line = (place / "service-worker.js").read_text(encoding="utf-8").partition("\n")[0]
    found: dict[str, object] = json.loads(line.removeprefix("self.kbguide = ").rstrip(";"))
    return found


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("to my daughter", encoding="utf-8")
    assert command(tmp_path) == 1
    assert "was not built by kbguide" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_another_site_with_a_service_worker_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "app" / "photos").mkdir(parents=True)
    (tmp_path / "service-worker.js").write_text("// of a site about cats", encoding="utf-8")
    assert main(["build", str(tmp_path)]) == 1
    assert "was not built by kbguide" in capsys.readouterr().err
    assert (tmp_path / "app" / "photos").is_dir()


def test_a_folder_that_was_half_written_is_finished(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The disk was full."""
    write, written = Path.write_bytes, []

    def full(place: Path, text: bytes) -> int:
        if written:
            raise OSError(28, "No space left on device")
        written.append(place)
        return write(place, text)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        assert main(["build", str(tmp_path / "folder")]) == 1
        assert capsys.readouterr().err.splitlines()[-1].endswith("folder: No space left on device")
    assert build()


@pytest.mark.parametrize("below", ["", "folder"])
def test_a_file_is_no_folder_and_one_line_says_so(
    below: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").write_text("to my daughter", encoding="utf-8")
    assert command(tmp_path / "letter.txt" / below) == 1
    said = capsys.readouterr().err
    assert said.startswith("kbguide: cannot write ")
    assert len(said.splitlines()) == 1


def test_an_empty_folder_is_taken(build: Build, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert build()


def test_one_older_version_stays_for_who_is_just_opening_it(build: Build, tmp_path: Path) -> None:
    versions = [build(css=f"/**/{number}") for number in range(4)]
    assert len(set(versions)) == 4
    assert {place.name for place in (tmp_path / "folder" / "app").iterdir()} == set(versions[-2:])


def test_the_same_content_is_the_same_version(build: Build, tmp_path: Path) -> None:
    assert build() == build()
    assert len(list((tmp_path / "folder" / "app").iterdir())) == 1


def test_other_words_on_a_page_are_another_version(build: Build) -> None:
    """Else nobody who has opened the guide before would ever read them."""
    assert build("old") != build("new")


def test_every_file_is_kept_for_when_there_is_no_network_and_no_other_is_asked_for(built: Path) -> None:
    (version,) = [place.name for place in (built / "app").iterdir()]
    found = told(built)
    files = {file.relative_to(built).as_posix() for file in built.rglob("*") if file.is_file()}
    assert found["version"] == version
    licences = f"app/{version}/{LICENCES}"  # for who asks; no page does
    assert {*found["files"], licences} == {name for name in files if name.startswith("app/")}
    read = {name for name in files if name.endswith(".html")} - {"404.html"}  # some hosts say 404 with that one
    pages = {f"./{name.removesuffix('index.html')}" for name in read}
    assert set(found["pages"]) == pages
    assert files == {
        *found["files"],
        licences,
        *(name for name in files if name.endswith(".html")),
        "service-worker.js",
    }


def test_the_page_of_addresses_that_there_are_not_names_where_the_folder_stands(built: Path) -> None:
    words = (built / "404.html").read_text(encoding="utf-8")
    assert f'href="{PATH}app/' in words
    assert 'href="../' not in words
