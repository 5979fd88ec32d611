"""What pages ask of a class, over the wire, and what a hostile one is told."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from classroom.database import rows
from classroom.served import Board, ClassServer, until
from kbguide.classroom.hall import Hall

HAND = {"at": "issue/4", "hand": 1}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "classes.sqlite3"


@pytest.fixture
def server(file: Path) -> Iterator[ClassServer]:
    with ClassServer(f"sqlite:///{file}", origins=frozenset({"https://practice.example"})) as running:
        yield running


def test_a_learner_joins_by_what_is_scanned_or_said(server: ClassServer) -> None:
    key, passcode = server.begin()
    _, found = server.ask("find", {"code": passcode})
    assert (len(found["name"]), found["seats"], found["free"]) == (6, 24, list(range(1, 25)))
    status, told = server.ask("seats", {"code": found["name"], "seat": 12})
    assert (status, told["seat"], told["name"]) == (200, 12, found["name"])
    status, told = server.ask("seats", {"code": passcode, "seat": 12})
    assert (status, 12 in told["free"], 11 in told["free"]) == (409, False, True)
    with server.board(key) as events:
        board = Board(events)
        board.until(lambda board: 12 in board.seats)


def test_what_a_seat_does_is_on_the_board_within_a_second(server: ClassServer) -> None:
    key, passcode = server.begin()
    seat = server.sit(passcode, 12)
    with server.board(key) as events:
        board = Board(events)
        board.until(lambda board: 12 in board.seats)
        begun = time.monotonic()
        server.ask("seat", HAND, seat)
        board.until(lambda board: board.seats[12]["hand"] is not None)
        assert board.seats[12]["at"] == "issue/4"
        assert time.monotonic() - begun < 20  # how long it takes is measured, not asserted
        server.ask("orders", {"do": "seen", "seat": 12}, key)
        board.until(lambda board: board.seats[12]["hand"] is None)
        assert server.ask("seat", HAND, seat)[1]["hand"] is False


def test_an_order_comes_with_the_answer_to_the_next_word(server: ClassServer) -> None:
    key, passcode = server.begin()
    seat = server.sit(passcode, 12)
    assert server.ask("seat", {"at": "start"}, seat)[1]["order"] is None
    assert server.ask("orders", {"do": "go", "place": "issue/4"}, key) == (200, {})
    assert server.ask("seat", {"at": "start"}, seat)[1]["order"]["href"] == "#practice"


def test_a_seat_is_the_same_after_the_server_was_started_again(file: Path) -> None:
    url = f"sqlite:///{file}"
    with ClassServer(url) as first:
        key, passcode = first.begin()
        seat = first.sit(passcode, 12)
        first.ask("seat", HAND, seat)
        first.ask("orders", {"do": "pause"}, key)
    with ClassServer(url) as second:
        assert second.ask("seat", HAND, seat)[1]["order"]["do"] == "pause"
        assert 12 not in second.ask("find", {"code": passcode})[1]["free"]
        with second.board(key) as events:
            board = Board(events)
            board.until(lambda board: board.seats.get(12, {}).get("at") == "issue/4")


def test_a_room_with_one_class_goes_on_with_it_after_a_new_start(file: Path, tmp_path: Path) -> None:
    options = {"seats": 30, "key_file": tmp_path / "board.key", "front": "http://10.0.0.7:8866/"}
    with ClassServer(f"sqlite:///{file}", **options) as first:
        lines, address = first.annex.lines, first.annex.address
        assert address.startswith("http://10.0.0.7:8866/class#")
        assert "http://10.0.0.7:8866/ko/class/board#" in lines[1]
        assert first.raw("open", b"{}")[0].status == 404
        assert (tmp_path / "board.key").stat().st_mode & 0o777 == 0o600
        first.kill()
    with ClassServer(f"sqlite:///{file}", **{**options, "seats": 40}) as second:
        assert (second.annex.lines, second.annex.address) == (lines, address)
        name = second.ask("find", {"code": address.rpartition("#")[2]})[1]["name"]
        assert len(name) == 4
        assert second.ask("find", {"code": name})[1]["seats"] == 40
        assert second.ask("orders", {"do": "end"}, lines[1].rpartition("#")[2])[0] == 200
    with ClassServer(f"sqlite:///{file}", **options) as third:
        assert third.annex.address != address
    assert rows(f"sqlite:///{file}") == 0  # it was stopped as one stops it
    assert not (tmp_path / "board.key").exists()


def test_the_end_hands_out_the_figures_and_erases_everything(server: ClassServer, file: Path) -> None:
    key, passcode = server.begin()
    seat = server.sit(passcode, 12)
    server.ask("seat", {**HAND, "before": "2"}, seat)
    server.ask("feedback", {"answers": {"useful": "much"}}, seat)
    until(lambda: rows(f"sqlite:///{file}") == 4)
    status, told = server.ask("orders", {"do": "end"}, key)
    assert status == 200
    assert told["counts"]["feedback"] == {"useful": {"much": 1}}
    assert "issue/4" in told["seats_csv"]
    assert rows(f"sqlite:///{file}") == 0
    for name, said, shown in [("seat", HAND, seat), ("orders", {"do": "pause"}, key), ("find", {"code": passcode}, "")]:
        assert server.ask(name, said, shown) == (404, {})


def test_a_board_that_is_open_learns_of_the_end(server: ClassServer) -> None:
    key, _ = server.begin()
    with server.board(key) as events:
        next(events)
        server.ask("orders", {"do": "end"}, key)
        assert list(events) == []


def test_a_class_ends_by_itself_and_is_erased(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with ClassServer(database) as server:
        key, passcode = server.begin()
        seat = server.sit(passcode, 12)
        server.ask("seat", {**HAND, "before": "2"}, seat)
        until(lambda: rows(database) == 3)
        hall: Hall = server.annex.hall
        begun = hall.clock.now()
        monkeypatch.setattr(hall.clock, "now", lambda: begun + 4 * 3600 - 5)
        assert server.ask("seat", HAND, seat)[0] == 200
        monkeypatch.setattr(hall.clock, "now", lambda: begun + 4 * 3600 + 60)
        assert server.ask("seat", HAND, seat) == (404, {})
        assert server.ask("orders", {"do": "pause"}, key) == (404, {})
        until(lambda: rows(database) == 0)


@pytest.mark.parametrize("step", [-3600, 3600, 10**7])
def test_a_step_of_the_machines_clock_changes_nothing(
    server: ClassServer, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    _, passcode = server.begin()
    seat = server.sit(passcode, 12)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + step)
    assert server.ask("seat", HAND, seat)[0] == 200
    assert 12 not in server.ask("find", {"code": passcode})[1]["free"]


def test_a_clock_set_back_between_two_starts_does_not_prolong_a_class(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ClassServer(f"sqlite:///{file}") as first:
        key, _ = first.begin()
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - 86400)
    with ClassServer(f"sqlite:///{file}") as second, second.board(key) as events:
        assert next(events)["ends"] <= 4 * 3600


# -- hostile ---------------------------------------------------------------------------------------


def test_the_key_of_another_seat_board_or_screen_opens_nothing_of_ones_own(server: ClassServer) -> None:
    key, passcode = server.begin()
    seat = server.sit(passcode, 12)
    with server.board(key) as events:
        screen = next(events)["screen"]
    with server.board(screen) as events:
        first = next(events)
        assert "screen" not in first
        assert "pass" not in first
    for wrong in (seat, screen, passcode, "", "x" * 5000):
        assert server.ask("orders", {"do": "pause"}, wrong) == (404, {})
        assert server.ask("counts", key=wrong) == (404, {})
    for wrong in (key, screen, passcode, ""):
        assert server.ask("seat", HAND, wrong) == (404, {})
    for wrong in (seat, passcode):
        assert server.raw("board", None, wrong)[0].status == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'"x"', 400),
        (b"[" * 900, 400),
        (b"\xff\xfe", 400),
        (b'{"at": "issue/4", "x": "' + b"y" * 3000 + b'"}', 413),
        (b'{"at": "/etc/passwd"}', 400),
        (b'{"at": "<script>"}', 400),
        (b'{"at": NaN}', 400),
        (json.dumps({"at": "issue/4", "hand": 10**30}).encode(), 400),
    ],
)
def test_a_malformed_word_is_refused_and_changes_nothing(server: ClassServer, body: bytes, status: int) -> None:
    key, passcode = server.begin()
    seat = server.sit(passcode, 12)
    for name, shown in (("seat", seat), ("orders", key), ("feedback", seat), ("seats", ""), ("find", ""), ("open", "")):
        answer, told = server.raw(name, body, shown)
        assert answer.status in (400, status), name
        assert json.loads(told) == {}
    assert server.ask("seat", {"at": "issue/1"}, seat)[0] == 200
    with server.board(key) as events:
        assert next(events)["taken"][0]["at"] == "issue/1"


def test_a_form_of_another_page_cannot_speak(server: ClassServer) -> None:
    _, passcode = server.begin()
    said = json.dumps({"code": passcode, "seat": 3}).encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        assert server.raw("seats", said, Content_Type=kind)[0].status == 400
    assert server.raw("seats", said, Origin="https://evil.example")[0].status == 403
    assert server.raw("seats", said, Origin="null")[0].status == 403
    own = f"http://127.0.0.1:{server.port}"
    assert server.raw("seats", said, Origin=own)[0].status == 200


def test_a_named_site_may_ask_and_no_other(server: ClassServer) -> None:
    answer, _ = server.raw("seat", None, method="OPTIONS", Origin="https://practice.example")
    assert answer.status == 204
    assert answer.getheader("Access-Control-Allow-Origin") == "https://practice.example"
    assert "authorization" in str(answer.getheader("Access-Control-Allow-Headers"))
    other, _ = server.raw("seat", None, method="OPTIONS", Origin="https://practice.example.evil.example")
    assert (other.status, other.getheader("Access-Control-Allow-Origin")) == (403, None)
    _, passcode = server.begin()
    joined, _ = server.raw("find", json.dumps({"code": passcode}).encode(), Origin="https://practice.example")
    assert (joined.status, joined.getheader("Access-Control-Allow-Origin")) == (200, "https://practice.example")


def test_ten_thousand_guesses_find_no_class_and_keep_nobody_with_a_key_out(server: ClassServer) -> None:
    _, passcode = server.begin()
    seat = server.sit(passcode, 12)
    name = server.ask("find", {"code": passcode})[1]["name"]
    found = [server.ask("find", {"code": f"{guess:06}"})[0] for guess in range(40)]
    assert found.count(404) == 30
    assert found[30:] == [429] * 10
    assert server.ask("find", {"code": name})[0] == 429  # nor the right one, for a while
    assert server.ask("find", {"code": passcode})[0] == 200  # who has scanned it comes in
    assert server.ask("seat", HAND, seat)[0] == 200
    for code in (None, 4728, "x" * 100, "\u0664\u0667\u0662\u0668", ["4728"]):
        assert server.ask("find", {"code": code})[0] == 400


def test_a_flood_from_one_seat_is_slowed_down_and_disturbs_nobody(server: ClassServer) -> None:
    _, passcode = server.begin()
    loud, calm = server.sit(passcode, 1), server.sit(passcode, 2)
    answers = [server.ask("seat", {"at": "issue/1"}, loud)[0] for _ in range(60)]
    assert answers[0] == 200
    assert answers.count(429) > 20
    assert server.ask("seat", HAND, calm)[0] == 200


def test_classes_cannot_be_opened_without_end(server: ClassServer) -> None:
    opened = [server.ask("open", {"seats": 1})[0] for _ in range(15)]
    assert (opened.count(200), opened.count(429)) == (10, 5)


@pytest.mark.parametrize("seats", [0, -1, 1001, "24", None, 1.5])
def test_a_class_has_one_to_a_thousand_seats(server: ClassServer, seats: Any) -> None:
    assert server.ask("open", {"seats": seats})[0] == 400


def test_what_is_answered_is_never_kept_by_a_browser(server: ClassServer) -> None:
    _, passcode = server.begin()
    for answer in (server.raw("find", json.dumps({"code": passcode}).encode())[0], server.raw("counts", None)[0]):
        assert answer.getheader("Cache-Control") == "no-store"


def test_the_qr_code_leads_to_the_class(server: ClassServer) -> None:
    key, passcode = server.begin()
    with server.board(key) as events:
        first = next(events)
    assert first["join"] == f"http://127.0.0.1:{server.port}/class"
    assert decoded(first["qr"]) == f"{first['join']}#{passcode}"


def decoded(svg: str) -> str:
    """What a camera would read of a QR code that is one path of horizontal strokes."""
    import re

    size = int(re.search(r'width="(\d+)"', svg)[1]) // 8  # type: ignore[index]
    picture = np.full((size, size), 255, np.uint8)
    column = row = 0.0
    path = re.search(r' d="([^"]+)"', svg)[1]  # type: ignore[index]
    for kind, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        values = [float(one) for one in numbers.split()]
        if kind == "h":
            picture[int(row), int(column) : int(column + values[0])] = 0
            column += values[0]
        else:
            column, row = (values[0], values[1]) if kind == "M" else (column + values[0], row + values[1])
    large = cv2.resize(picture, None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST)
    return str(cv2.QRCodeDetector().detectAndDecode(large)[0])
