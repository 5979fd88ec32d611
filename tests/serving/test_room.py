"""Seats, kernels that start in turn, and what becomes of both when somebody goes or something fails."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import zmq
from tornado.httpclient import HTTPClientError

from bench.hour import Kept, kept, lesson
from helpers import PAGE_WORDS
from kbguide.hosting import seats
from kbguide.hosting.fork_client import CAN_FORK
from kbguide.hosting.metrics import LEARNERS, STARTING
from kbguide.hosting.vacancy import Seat, vacant
from kbguide.site.options import _MOST_LEARNERS
from serving.conftest import BUTTON, CODE, write_guide
from serving.learner import Learner, run_async
from serving.running import PATIENCE, Server, command_of

Room = Callable[..., Server]
SEATS = 3  # of the small room: one learner, and two to spare
forks = pytest.mark.skipif(not CAN_FORK, reason="Windows cannot fork")


def english(server: Server, **given: dict[str, str]) -> Learner:
    return Learner(f"{server.address}en/", **given)


async def opened(server: Server, count: int) -> list[Learner]:
    return await asyncio.gather(*(english(server).open() for _ in range(count)))


async def answering(*learners: Learner) -> bool:
    return all([await one.is_answered() for one in learners])


def test_a_class_that_opens_at_once_is_served_and_every_page_answers(standin: Server) -> None:
    async def visit() -> None:
        learners = await opened(standin, 12)
        assert await answering(*learners)
        models = [model for one in learners for model in one.states]
        assert len(set(models)) == len(models)  # forks share nothing by chance

    run_async(visit())


@forks
def test_kernels_are_forks_of_the_warm_process(standin: Server) -> None:
    async def visit() -> None:
        await english(standin).open()
        fork_server = standin.fork_server()
        assert fork_server
        assert {one.ppid() for one in standin.kernels()} == {fork_server.pid}

    run_async(visit())


def test_a_visit_leaves_no_line_in_the_operators_own_history(standin: Server) -> None:
    run_async(english(standin).open())
    own = standin.place / "ipython"
    assert own.is_dir()
    assert list(own.rglob("history*")) == []


def test_pages_wait_their_turn_in_the_order_in_which_they_came(standin: Server) -> None:
    order = []

    async def visit(number: int) -> None:
        await asyncio.sleep(number / 50)
        await english(standin).read()
        order.append(number)

    async def all_of_them() -> None:
        await asyncio.gather(*map(visit, range(24)))

    run_async(all_of_them())
    at_once = 2 * (os.cpu_count() or 1)
    assert all(abs(place - number) <= 2 * at_once for place, number in enumerate(order)), order


def test_a_page_that_is_closed_while_it_is_made_leaves_no_kernel(standin: Server) -> None:
    before = set(standin.kernels())

    async def visit() -> None:
        for _ in range(3):
            reader, writer = await asyncio.open_connection("127.0.0.1", standin.port)
            writer.write(b"GET /en/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert (await reader.readline()).split()[1] == b"200"
            writer.close()
        here = await english(standin).open()
        standin.wait_for(lambda: len(set(standin.kernels()) - before) == 1)
        assert await answering(here)

    run_async(visit())


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_page_whose_kernel_was_killed_before_it_came_for_it_is_told_at_once(standin: Server) -> None:
    before = set(standin.kernels())
    log = standin.log.stat().st_size

    async def visit() -> None:
        here = english(standin)
        await here.read()
        for kernel in set(await asyncio.to_thread(standin.kernels)) - before:
            os.kill(kernel.pid, signal.SIGKILL)
        with pytest.raises(HTTPClientError, match="404"):
            await here.connect()

    run_async(visit(), 15)
    assert standin.log.stat().st_size == log


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_kernel_killed_at_its_start_still_gives_a_page_within_fifteen_seconds(standin: Server) -> None:
    mark = standin.place / "notebooks" / "en" / "die-once"
    mark.touch()
    assert run_async(english(standin).open(), 15).states
    assert not mark.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize("moment", [0.0, 0.05, 0.1, 0.2])
def test_a_kernel_killed_at_any_moment_of_its_start_gives_a_page(standin: Server, moment: float) -> None:
    before = set(standin.kernels())

    async def kill() -> None:
        while not (new := set(standin.kernels()) - before):
            await asyncio.sleep(0)
        await asyncio.sleep(moment)
        os.kill(new.pop().pid, signal.SIGKILL)

    async def visit() -> None:
        answer, _ = await asyncio.gather(english(standin).read(), kill())
        assert "data-kb-output" in answer.text

    run_async(visit(), 15)


@pytest.fixture(scope="module")
def small(room: Room) -> Server:
    """Nobody has to give way here, unless they have left or died."""
    return room(1, "away=3600", "grace=7200", "cull_interval=1")


def test_beyond_the_last_seat_a_page_in_both_languages_says_so_and_nobody_is_disturbed(small: Server) -> None:
    async def visit() -> None:
        learners = await opened(small, SEATS)
        refused_one = english(small)
        refused = await refused_one.read()
        assert refused.status == 503
        assert refused.headers["retry-after"].isdigit()
        assert refused.text.index(PAGE_WORDS["en"]["full"]) < refused.text.index(PAGE_WORDS["ko"]["full"])
        assert "kernelId" not in refused.text
        assert (await refused_one.ask("seats")).status == 503
        assert await answering(*learners)
        assert len(small.kernels()) == SEATS

    run_async(visit())


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[seats.Room]:
    """Two seats and no kernels; to end one takes a while."""

    async def end(*_: object) -> None:
        await asyncio.sleep(0.01)

    monkeypatch.setattr(seats.Room, "_end", end)
    monkeypatch.setattr(seats.Room, "__contains__", lambda self, kernel_id: kernel_id in self.seats)
    made = seats.Room()
    made.most_seats = 2
    yield made
    LEARNERS.set_function(lambda: 0)
    STARTING.set_function(lambda: 0)


def test_the_largest_room_has_enough_lines_to_its_kernels(bare: seats.Room) -> None:
    lines = [bare.context.socket(zmq.DEALER) for _ in range(_MOST_LEARNERS * 8)]
    for one in lines:
        one.close()


async def arrive(bare: seats.Room, *browsers: str) -> list[str | BaseException]:
    return await asyncio.gather(*(bare.admit(one, "10.0.0.7") for one in browsers), return_exceptions=True)


def test_a_seat_that_could_not_be_cleared_leaves_none_taken(bare: seats.Room, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("away", "away, too"):
        bare.seats[name] = Seat(name, idle_since=-1000, claimed=True, making=False)

    async def fails(_: str) -> None:
        raise OSError

    monkeypatch.setattr(bare, "shutdown_kernel", fails)
    assert [type(one) for one in run_async(arrive(bare, "a"))] == [OSError]
    assert set(bare.seats) == {"away", "away, too"}


def test_however_many_come_at_once_only_seats_of_those_who_are_away_are_given(bare: seats.Room) -> None:
    for name in ("away", "away, too"):
        bare.seats[name] = Seat(name, idle_since=-1000, claimed=True, making=False)
    met = run_async(arrive(bare, *"abcd"))
    assert sum(isinstance(one, seats.RoomFull) for one in met) == 2
    assert len(bare.seats) == 2


def test_a_page_that_is_being_made_keeps_its_seat_however_long_it_takes(bare: seats.Room) -> None:
    for name in "ab":
        bare.seats[name] = Seat(name, idle_since=-1000)
    assert not bare.has_seat
    run_async(bare.cull_kernel_if_idle("a"))
    assert set(bare.seats) == {"a", "b"}


def test_a_page_whose_kernel_never_starts_gives_its_seat_back(tmp_path: Path) -> None:
    write_guide(tmp_path / "notebooks" / "en", ["import os; os._exit(1)"])
    write_guide(tmp_path / "notebooks" / "ko", [BUTTON])

    async def visit(server: Server, count: int) -> list[int]:
        return [one.status for one in await asyncio.gather(*(english(server).read() for _ in range(count)))]

    with Server(tmp_path, str(tmp_path / "notebooks"), "1", code=CODE) as server:
        assert run_async(visit(server, SEATS)) == [200] * SEATS
        assert run_async(visit(server, 1)) == [200]


def test_a_seat_that_is_given_back_is_had_by_the_next(small: Server) -> None:
    async def visit() -> None:
        gone, *here = await opened(small, SEATS)
        assert await gone.close() == 204
        assert await answering(*here, await english(small).open())

    run_async(visit())


def test_a_browser_that_opens_its_page_again_is_never_refused_for_its_own_old_page(small: Server) -> None:
    async def visit() -> None:
        first, *_ = await opened(small, SEATS)
        await first.vanish()
        assert (await english(small).read()).status == 503
        again = await english(small, cookies=first.cookies).open()
        assert again.kernel != first.kernel

    run_async(visit())


def test_a_kernel_that_dies_is_gone_for_its_page_within_moments(small: Server) -> None:
    async def visit() -> int | None:
        learner = await english(small).open()
        small.kernels()[0].kill()
        code = await learner.until_closed()
        assert (await learner.ask(f"api/kernels/{learner.kernel}")).status == 404
        return code

    assert run_async(visit()) == 4001


@pytest.fixture(scope="module")
def brisk(room: Room) -> Server:
    """Whoever is away gives way at once, and what is not used soon goes."""
    return room(1, "away=0", "grace=2", "patience=4", "cull_idle_timeout=2", "cull_interval=1")


def test_who_is_away_gives_way_to_who_is_here(brisk: Server) -> None:
    async def visit() -> None:
        gone, *here = await opened(brisk, SEATS)
        await gone.vanish()
        assert await answering(await english(brisk).open(), *here)
        assert (await english(brisk).read()).status == 503

    run_async(visit())


def test_a_closed_tab_without_a_goodbye_gives_its_kernel_back(brisk: Server) -> None:
    async def visit() -> None:
        here = await english(brisk).open()
        brisk.wait_for(lambda: len(brisk.kernels()) == 1)
        assert await answering(here)

    run_async(visit())


def test_a_page_that_never_comes_for_its_kernel_loses_it(brisk: Server) -> None:
    run_async(english(brisk).read())
    assert brisk.kernels()
    brisk.wait_for(lambda: brisk.kernels() == [])


def test_a_cell_cannot_take_for_ever(brisk: Server) -> None:
    page = run_async(Learner(f"{brisk.address}ko/").read())
    assert "kbguide.complete();" in page.text
    brisk.wait_for(lambda: "ko/guide.ipynb, cell 1" in brisk.log.read_text())


@forks
def test_a_warm_process_that_dies_is_replaced_and_learners_notice_nothing(brisk: Server) -> None:
    async def visit() -> None:
        first = await english(brisk).open()
        fork_server = brisk.fork_server()
        assert fork_server
        fork_server.kill()
        assert await answering(first, await english(brisk).open())

    run_async(visit())
    brisk.wait_for(lambda: brisk.fork_server() is not None)
    again = brisk.fork_server()
    assert again
    assert "kbguide.site.preload" in command_of(again)


@forks
def test_a_warm_process_that_hears_nothing_is_replaced_and_nobody_waits_for_it_twice(room: Room) -> None:
    server = room(2, "opening=1", "cull_interval=1")

    async def visit() -> None:
        deaf = server.fork_server()
        assert deaf
        deaf.suspend()
        assert await answering(await english(server).open())
        server.wait_for(lambda: server.fork_server() not in (None, deaf))
        assert await answering(await english(server).open())

    run_async(visit())


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGSTOP")
def test_a_kernel_that_stands_still_holds_up_nobody_else_and_ends_with_the_server(room: Room) -> None:
    server = room(2, "away=0")

    async def visit() -> None:
        first = await english(server).open()
        (still,) = server.kernels()
        still.suspend()
        second = await english(server).open()
        assert await answering(second)
        again = await english(server, cookies=first.cookies).open()
        assert await answering(again, second)
        assert await first.close() == 204
        server.wait_for(lambda: still not in server.kernels())
        server.kernels()[0].suspend()

    run_async(visit())
    left = server.processes()
    assert server.stop() == 0
    assert psutil.wait_procs(left, PATIENCE)[1] == []


@pytest.mark.parametrize("room_of", ["hosting", "site"])
def test_no_time_is_measured_by_a_clock_that_may_be_set(room_of: str) -> None:
    """A laptop's clock is put right when it finds the network: no seat may be lost by that, and none kept."""
    read = re.compile(r"time\.time\(|datetime\.now|utcnow")
    modules = Path(seats.__file__).parents[1].joinpath(room_of).rglob("*.py")
    assert [file.name for file in modules if read.search(file.read_text(encoding="utf-8"))] == []


def test_a_server_that_is_killed_takes_its_kernels_with_it(small: Server) -> None:
    run_async(english(small).read())
    left = small.processes()
    assert small.kernels()
    small.process.kill()
    assert psutil.wait_procs(left, PATIENCE)[1] == []


def test_a_server_that_stops_says_so_to_every_page_and_completes_those_that_are_being_made(room: Room) -> None:
    server = room(40)

    async def visit() -> None:
        learners = await opened(server, 2)
        making = [asyncio.ensure_future(english(server).read()) for _ in range(8)]
        while len(server.kernels()) < 3:
            await asyncio.sleep(0.01)
        server.process.send_signal(signal.SIGINT)
        assert [await one.until_closed() for one in learners] == [4002, 4002]
        answers = await asyncio.gather(*making, return_exceptions=True)
        pages = [one.text for one in answers if not isinstance(one, Exception)]  # some may have come too late
        assert all("kbguide.complete();" in page for page in pages)

    run_async(visit())
    assert server.process.wait(20) == 0
    assert "Traceback" not in server.log.read_text()


WITHOUT = "import socket; vars(socket).pop('send_fds', None)"


def test_where_nothing_can_be_forked_kernels_start_as_usual(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(WITHOUT, encoding="utf-8")
    with Server(tmp_path, extra={"PYTHONPATH": str(tmp_path)}) as server:

        async def visit() -> None:
            await english(server).open()
            assert server.fork_server() is None
            assert len(server.kernels()) == 1

        run_async(visit())


def test_a_class_that_comes_and_goes_leaves_nothing_behind(room: Room) -> None:
    """The short form of `tests/bench/hour.py`: after four lessons a server holds what it held after two."""
    server = room(20, "pages_a_minute=10000", "away=0", "grace=20", "cull_idle_timeout=1", "cull_interval=1")

    def after(lessons: range) -> Kept:
        for number in lessons:
            run_async(lesson(f"{server.address}en/", 8, number, pause=0))
        server.wait_for(lambda: kept(server).kernels == 0)
        return kept(server)

    first, second = after(range(2)), after(range(2, 4))
    assert second.memory < first.memory + 4
    server.wait_for(lambda: kept(server).files <= first.files)
    assert "Traceback" not in server.log.read_text()


def test_who_may_have_whose_seat(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty seconds until a page that nobody has come for is given away, twenty for somebody who is away."""
    monkeypatch.setattr("time.monotonic", lambda: 1000.0)

    def seat(key: str, idle: float, house: str = "", claimed: bool = False) -> Seat:
        return Seat(key, house, idle_since=1000 - idle, claimed=claimed, making=False)

    def given(key: str, known: str = "", **seats: Seat) -> list[str]:
        return vacant(seats, key, known.split(), away=20, unclaimed=60)

    here = seat("a", 5, claimed=True)
    away = seat("b", 30, claimed=True)
    longer = seat("c", 40, claimed=True)
    fresh = seat("d", 5, "10.0.0.1")
    old = seat("e", 70, "10.0.0.2")
    everybody = {"here": here, "away": away, "longer": longer, "fresh": fresh, "old": old}
    assert given("new", **everybody) == ["old", "longer", "away"]
    assert given("a", **everybody)[0] == "here"
    assert given("d", **everybody) == ["old", "longer", "away"]
    assert given("new", known="new", **everybody)[:2] == ["old", "fresh"]
    assert given("new", known="new d", **everybody)[:2] == ["old", "longer"]
    many = {f"loop{number}": seat("x", 9 - number, "10.0.0.3") for number in range(6)}
    assert given("new", **many, **everybody)[:3] == ["old", "loop0", "loop1"]
    assert given("new", making=Seat("m", idle_since=0)) == []
