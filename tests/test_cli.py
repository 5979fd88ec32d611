"""The `kbguide` command: one line for every mistake, and the usual exit status."""

import os
import shutil
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from helpers import edit
from kbguide import cli
from kbguide.content import loader as content
from kbguide.content.location import folder
from kbguide.site import command


def one_line(text: str) -> str:
    assert text.startswith("kbguide")
    assert text.count("\n") == 1
    assert "Traceback" not in text
    return text


def test_a_port_in_use_is_said_in_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "check", lambda _: [])
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert cli.main(["serve", "--no-browser", "--port", str(taken.getsockname()[1])]) == 1
    assert "in use" in one_line(capsys.readouterr().err)


def test_the_next_free_port_is_taken_when_none_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr(command, "USUAL_PORT", taken.getsockname()[1])
        with command._bind(None) as found:
            assert found.getsockname()[1] > taken.getsockname()[1]


def test_an_address_that_this_machine_has_not_is_said_and_not_taken_for_a_port_in_use() -> None:
    with pytest.raises(command.NoPort, match=r"192\.0\.2\.9"):
        command._bind(None, "192.0.2.9")


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this system has one kind of address at a time")
def test_all_addresses_are_those_of_both_kinds() -> None:
    with command._bind(None, "::") as found:
        for host in ("127.0.0.1", "::1"):
            socket.create_connection((host, found.getsockname()[1])).close()


@pytest.mark.parametrize("port", ["0", "65536", "-1", "eighty", "8.8", "\u0668\u0668"])
def test_a_bad_port_is_said_in_one_line(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["--port", port])
    assert left.value.code == 2
    one_line(capsys.readouterr().err)


@pytest.mark.parametrize("words", [["bake"], ["serve", "--lang", "fr"], ["check", "a", "b"], ["--unknown"]])
def test_what_is_not_understood_is_said_in_one_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(words)
    assert left.value.code == 2
    one_line(capsys.readouterr().err)


@pytest.mark.parametrize(
    "text", ["guide.example", "ftp://guide.example/", "https://guide.example/ 'x'", "https://a;b/"]
)
def test_a_server_of_classes_that_is_no_address_is_said_in_one_line(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        cli.main(["build", "somewhere", "--class-server", text])
    assert "is no address" in one_line(capsys.readouterr().err)


@pytest.mark.parametrize("missing", ["data", "notebooks"])
def test_a_missing_folder_is_said_in_one_line(
    missing: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(name: str) -> Path:
        if name == missing:
            raise FileNotFoundError(f"no folder {name!r}")
        return folder(name)

    monkeypatch.setattr(command, "folder", without)
    assert cli.main(["serve", "--no-browser"]) == 1
    assert missing in one_line(capsys.readouterr().err)


def test_a_missing_notebook_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "folder", lambda name: tmp_path)
    assert cli.main(["lab"]) == 1
    assert "ko/guide.ipynb" in one_line(capsys.readouterr().err)


def test_broken_content_is_not_served(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "check", lambda _: ["facts.toml: fact x: no 'en'", "another"])
    assert cli.main(["serve", "--no-browser"]) == 1
    assert "facts.toml: fact x" in one_line(capsys.readouterr().err)


def test_check_of_the_own_content_is_calm(capsys: pytest.CaptureFixture[str]) -> None:
    status = cli.main(["check"])
    told = capsys.readouterr()
    assert (status, told.err) == (0, "")
    one_line(told.out)


def test_check_prints_every_fault_and_leaves_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "check", lambda place: [f"{place.name}: first", "second"])
    assert cli.main(["check", str(tmp_path)]) == 1
    assert capsys.readouterr().err.splitlines() == [f"{tmp_path.name}: first", "second"]


def test_a_strict_check_fails_on_a_fact_past_its_date(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(data, "facts.toml", "fact", "free", "checked", to=date(2026, 1, 1))
    edit(data, "facts.toml", "fact", "free", "expires", to=date(2026, 1, 2))
    assert cli.main(["check", str(data)]) == 0
    capsys.readouterr()
    assert cli.main(["check", "--strict", str(data)]) == 1
    assert capsys.readouterr().err.startswith("facts.toml: free: expires: 2026-01-02")


def test_check_of_a_folder_that_is_not_there_leaves_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check", str(tmp_path / "none")]) == 2
    one_line(capsys.readouterr().err)


@pytest.mark.parametrize("words", [["map", "issue"], ["map", "issue", "--lang", "en"]])
def test_a_procedure_is_drawn_in_the_language_asked_for(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    status = cli.main(words)
    told = capsys.readouterr()
    title = content.load().screens["front"].title["en" if "en" in words else "ko"]
    assert (status, told.err) == (0, "")
    assert told.out.startswith("flowchart TD\n")
    assert title in told.out


def test_an_unknown_procedure_leaves_with_two_and_names_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["map", "bake"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert all(name in one_line(told.err) for name in ["'bake'", *content.load().procedures])


def test_a_map_without_a_procedure_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["map"])
    assert left.value.code == 2
    one_line(capsys.readouterr().err)


def test_a_reader_that_stops_early_is_no_fault() -> None:
    command = [sys.executable, "-m", "kbguide", "map", "issue"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as drawing:
        assert drawing.stdout is not None
        assert drawing.stderr is not None
        drawing.stdout.close()
        assert (drawing.stderr.read(), drawing.wait()) == (b"", 0)


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["map", "issue"], 0, "flowchart TD"),
        (["map", "issue", "--lang", "en"], 0, "flowchart TD"),
        (["check"], 0, "complete"),
        (["--help"], 0, "usage"),
        (["map", "발급"], 2, "no procedure"),
        (["check", "없는 폴더"], 2, "no folder"),
        (["연습"], 2, "invalid choice"),
    ],
)
def test_where_the_locale_knows_ascii_only_the_command_writes_utf8(words: list[str], status: int, told: str) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "PYTHONCOERCECLOCALE": "0"}
    ran = subprocess.run(
        [sys.executable, "-m", "kbguide", *words], capture_output=True, env=os.environ | plain, check=False
    )
    out, err = ran.stdout.decode(), ran.stderr.decode()
    assert (ran.returncode, told in out + err) == (status, True)
    if status:
        one_line(err)
    elif words == ["map", "issue"]:
        assert content.load().screens["front"].title.ko in out


def test_the_module_runs_as_the_command() -> None:
    ran = subprocess.run([sys.executable, "-m", "kbguide", "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("kbguide ")


def test_the_repository_comes_before_the_copy_in_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kbguide.content import location as places

    package = tmp_path / "kbguide"
    (package / "data").mkdir(parents=True)
    monkeypatch.setattr(places, "_PACKAGE", package)
    (tmp_path / "data").mkdir()
    assert places.folder("data") == package / "data"  # some folder beside an installed package, not a repository
    (tmp_path / "pyproject.toml").touch()
    assert places.folder("data") == tmp_path / "data"
    shutil.rmtree(tmp_path / "data")
    assert places.folder("data") == package / "data"
    shutil.rmtree(package / "data")
    with pytest.raises(FileNotFoundError, match="data"):
        places.folder("data")
