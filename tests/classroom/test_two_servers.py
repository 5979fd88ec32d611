"""Two servers on one PostgreSQL: a board on one shows seats on the other, and one may die, and so may the database."""

import asyncio
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from classroom.apart import Practising, class_process
from classroom.database import Postgres
from classroom.served import Board, ClassLine, ClassServer, until
from serving.learner import run_async
from serving.running import Server

SEATS = 30


@pytest.fixture
def pair(postgres: Postgres) -> Iterator[tuple[ClassServer, ClassServer]]:
    database = postgres.new()
    with ClassServer(database, "one") as first, ClassServer(database, "two") as second:
        yield first, second


def test_a_board_on_one_server_shows_seats_on_the_other(pair: tuple[ClassServer, ClassServer]) -> None:
    first, second = pair
    key, passcode = first.begin()
    seat = second.sit(passcode, 12)
    with first.board(key) as events:
        board = Board(events)
        board.until(lambda board: 12 in board.seats)
        second.ask("seat", {"at": "issue/4", "hand": 1}, seat)
        board.until(lambda board: board.seats[12]["at"] == "issue/4" and board.seats[12]["hand"] is not None)
        second.ask("seat", {"at": "issue/4", "hand": 0}, seat, method="DELETE")
        board.until(lambda board: 12 not in board.seats)


def test_an_order_on_one_server_reaches_seats_on_the_other(pair: tuple[ClassServer, ClassServer]) -> None:
    first, second = pair
    key, passcode = first.begin()
    seat = second.sit(passcode, 12)
    first.ask("orders", {"do": "pause"}, key)
    until(lambda: second.ask("seat", {"at": "start"}, seat)[1]["order"] is not None)


def test_votes_on_both_servers_are_counted_together(pair: tuple[ClassServer, ClassServer]) -> None:
    first, second = pair
    key, passcode = first.begin()
    drill, replies = next(iter(first.annex._closed.replies.items()))
    first.ask("orders", {"do": "vote", "drill": drill}, key)
    for number in range(1, 7):
        server = pair[number % 2]
        seat = server.sit(passcode, number)
        until(lambda server=server, seat=seat: server.ask("seat", {"at": "start"}, seat)[1]["vote"] is not None)
        server.ask("seat", {"at": "start", "vote": {"number": 1, "reply": min(replies)}}, seat)
    first.ask("orders", {"do": "close"}, key)
    with second.board(key) as events:
        Board(events).until(
            lambda board: board.state["vote"] is not None and board.state["vote"]["counts"] == {min(replies): 6}
        )


def test_a_class_that_was_ended_on_one_server_has_ended_on_the_other(pair: tuple[ClassServer, ClassServer]) -> None:
    first, second = pair
    key, passcode = first.begin()
    seat = second.sit(passcode, 12)
    assert first.ask("orders", {"do": "end"}, key)[0] == 200
    until(lambda: second.ask("seat", {"at": "start"}, seat)[0] == 404)


def shown(board: Board) -> dict[int, str]:
    return {number: one["at"] for number, one in board.seats.items()}


@pytest.fixture
def processes(postgres: Postgres, tmp_path: Path) -> Iterator[tuple[Server, Server, Postgres]]:
    with ExitStack() as stack:
        own = stack.enter_context(Postgres())  # one that may be stopped
        database = own.new()
        first, second = (stack.enter_context(class_process(tmp_path, database, name)) for name in ("one", "two"))
        yield first, second, own


def test_a_server_is_killed_and_the_database_stopped_while_thirty_practise(
    processes: tuple[Server, Server, Postgres],
) -> None:
    first, second, database = processes
    ask = ClassLine(second.port)
    key, passcode = ask.begin(SEATS)
    seats = [Practising([first.address, second.address], passcode, number) for number in range(1, SEATS + 1)]

    async def hurt() -> None:
        await asyncio.sleep(3)
        first.process.send_signal(signal.SIGKILL)
        await asyncio.sleep(3)
        await asyncio.to_thread(database.stop)
        await asyncio.sleep(3)
        await asyncio.to_thread(database.start)

    async def lesson() -> None:
        await asyncio.gather(*(seat.join() for seat in seats))
        last = time.monotonic() + 14
        await asyncio.gather(hurt(), *(seat.practise(last, 0.5) for seat in seats))

    with ask.board(key) as events:
        board = Board(events)
        board.until(lambda board: True)
        run_async(lesson())
        where = {one.number: one.at for one in seats}
        # the board, which was blind meanwhile, says what all say, and no longer that it is blind
        board.until(lambda board: board.state["blind"] is None and shown(board) == where)
    assert [one.number for one in seats if one.thrown_out] == []
    assert sum(one.lost for one in seats) > 0  # the server did go away
    second.stop()  # what is in the database now is all there is
    with class_process(second.place, database.url_of_last, "three") as third:
        ask.port = third.port
        with ask.board(key) as events:
            told = {one["seat"]: one["at"] for one in next(events)["taken"]}
    assert told == where


def test_the_board_says_that_it_is_blind_and_learners_notice_nothing(tmp_path: Path) -> None:
    with Postgres() as own, class_process(tmp_path, own.new(), "one") as server:
        ask = ClassLine(server.port)
        key, passcode = ask.begin()
        seat = ask.sit(passcode, 12)
        with ask.board(key) as events:
            board = Board(events)
            board.until(lambda board: 12 in board.seats)
            own.stop()
            assert ask.ask("seat", {"at": "issue/2"}, seat)[0] == 200
            board.until(lambda board: board.state["blind"] is not None and board.seats[12]["at"] == "issue/2")
            assert ask.ask("orders", {"do": "look"}, key)[0] == 200
            assert ask.ask("seat", {"at": "issue/3"}, seat)[1]["order"]["do"] == "look"
            assert ask.ask("open", {"seats": 5})[0] == 503
            own.start()
            board.until(lambda board: board.state["blind"] is None)
        assert "Traceback" not in server.log.read_text()
