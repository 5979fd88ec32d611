"""`kbguide class`, and `kbguide serve` with classes: what the operator writes and is told."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import pytest

from classroom.served import ClassLine
from kbguide import cli
from kbguide.classroom.tables import VERSION
from serving.running import Server

CODE = "import sys; from kbguide.cli import main; sys.exit(main(['class', '--here', '--port', *sys.argv[1:]]))"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["serve", "--database", "sqlite://"], "--classes"),
        (["serve", "--class-origin", "https://practice.example"], "--classes"),
        (["serve", "--classes", "--database", "nonsense"], "--database"),
        (["class", "--here", "--database", "postgresql+psycopg://kb:secret@127.0.0.1:1/none"], "does not answer"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    words: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-m", "kbguide", *words, "--no-browser"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    told = done.stderr
    assert "Traceback" not in told
    assert says in told.splitlines()[-1]
    assert "secret" not in told


@pytest.mark.parametrize("wrong", ["practice.example", "https://practice.example/", "https://a b", "*"])
def test_an_origin_is_a_site_and_nothing_more(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["serve", "--classes", "--class-origin", wrong])
    assert left.value.code == 2
    assert "no site" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", ["0", "501", "many"])
def test_a_room_has_a_number_of_seats(wrong: str) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["class", "--seats", wrong])
    assert left.value.code == 2


def test_one_command_opens_a_room_with_a_class_and_ctrl_c_erases_it(tmp_path: Path) -> None:
    with Server(tmp_path, "--seats", "12", code=CODE, extra={"JUPYTER_RUNTIME_DIR": str(tmp_path)}) as server:
        log = server.log.read_text()
        name = re.search(r"class (\d{4}): learners", log)
        board = re.search(r"/ko/class/board#(\S+)", log)
        assert name
        assert board
        assert f"{server.address}class and type {name[1]}" in log
        line = ClassLine(server.port)
        assert line.told("find", {"code": name[1]})["seats"] == 12
        assert line.told("seat", {"at": "start"}, line.sit(name[1], 3))["seat"] == 3
        assert line.told("orders", {"do": "pause"}, board[1]) == {}
        (file,) = tmp_path.glob("*.sqlite3")
        assert file.stat().st_mode & 0o077 == 0
        assert server.stop() == 0
        assert "Traceback" not in server.log.read_text()
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("SELECT count(*) FROM kbguide_seat").fetchone() == (0,)
    assert not list(tmp_path.glob("*.key"))


def test_without_classes_there_is_no_class(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        for name in ("class", "ko/class", "class/find"):
            with pytest.raises(Exception, match="404"):
                urlopen(f"{server.address}{name}", timeout=20)


def test_tables_of_a_later_version_are_said_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "later.sqlite3"
    with closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TABLE kbguide_version (version INTEGER PRIMARY KEY)")
        db.execute(f"INSERT INTO kbguide_version VALUES ({VERSION + 1})")
        db.commit()
    server = Server(tmp_path, "--database", f"sqlite:///{file}", python=sys.executable, code=CODE)
    with pytest.raises(RuntimeError, match=rf"kbguide: the database has tables of version {VERSION + 1}"), server:
        pass
    assert "Traceback" not in server.log.read_text()
