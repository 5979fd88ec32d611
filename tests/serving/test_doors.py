"""Somebody who holds what others need: connections, downloads, sockets, seats. Others notice nothing."""

import asyncio
import errno
import logging
import socket
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from ipaddress import ip_network
from typing import Any

import psutil
import pytest
from tornado.web import Application

from kbguide.hosting import doors, pace
from kbguide.hosting.networks import house, is_among
from kbguide.hosting.pace import Paces
from kbguide.hosting.reception import Reception
from serving import attacker
from serving.learner import Learner, ask, run_async, wave
from serving.running import Server

OF_ONE = 40  # connections of one address in a room for one learner
MANY = 3 * OF_ONE
PIECE = 2**16
elsewhere = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has more than one address of its own")


@pytest.fixture(scope="module")
def guarded(room: Callable[..., Server]) -> Server:
    return room(1, "request_within=1", "longest_stall=1", "away=3600", "pages_a_minute=1000")


def memory(server: Server) -> float:
    """MB."""
    return float(psutil.Process(server.process.pid).memory_info().rss / 2**20)


def is_healthy(server: Server) -> bool:
    """Whether it answers somebody new; for a moment nobody may be idle enough to give way."""
    with suppress(OSError):
        return ask(f"{server.address}healthz").status == 200
    return False


@pytest.fixture
def held() -> Iterator[list[socket.socket]]:
    """What a test holds, closed in the end."""
    some: list[socket.socket] = []
    yield some
    for one in some:
        one.close()


def test_who_only_holds_connections_pushes_out_his_own(guarded: Server, held: list[socket.socket]) -> None:
    held += attacker.hold(guarded.port, MANY)
    guarded.wait_for(lambda: is_healthy(guarded))
    assert run_async(Learner(f"{guarded.address}en/").open()).states
    assert guarded.connections() <= OF_ONE
    assert guarded.log.read_text().count("\n") <= 2


def test_half_a_request_is_waited_for_a_while(guarded: Server, held: list[socket.socket]) -> None:
    held += attacker.hold(guarded.port, 9)
    guarded.wait_for(lambda: guarded.connections() == 0)


@elsewhere
def test_when_all_connections_are_held_the_oldest_that_asks_for_nothing_goes(
    room: Callable[..., Server], held: list[socket.socket]
) -> None:
    server = room(1, files=300)
    for number in range(2, 8):
        held += attacker.hold(server.port, OF_ONE, f"127.0.0.{number}")
    server.wait_for(lambda: is_healthy(server))
    assert run_async(Learner(f"{server.address}en/").open()).states


def test_a_download_that_nobody_takes_costs_one_piece_and_ends(guarded: Server, held: list[socket.socket]) -> None:
    script = wave(ask(f"{guarded.address}en/").text)
    ask(f"{guarded.address}{script}")
    before = memory(guarded)
    held += attacker.ask_and_read_nothing(guarded.port, f"/{script}", MANY)
    guarded.wait_for(lambda: is_healthy(guarded))
    assert memory(guarded) < before + 2 * OF_ONE * PIECE / 2**20
    guarded.wait_for(lambda: guarded.connections() == 0)


def test_a_download_that_is_taken_is_whole(guarded: Server) -> None:
    script = wave(ask(f"{guarded.address}en/").text)
    plain = ask(f"{guarded.address}{script}", Accept_Encoding="identity")
    packed = ask(f"{guarded.address}{script}")
    assert len(plain.body) == int(plain.headers["Content-Length"]) > 40 * PIECE
    assert packed.text == plain.text


def test_states_that_nobody_reads_cost_no_memory_and_leave_no_line(guide: Server, held: list[socket.socket]) -> None:
    async def visit() -> None:
        good = await Learner(f"{guide.address}en/").open()
        bad = Learner(f"{guide.address}en/")
        await bad.read()
        before = memory(guide)
        held.extend(attacker.socket_of(guide.port, bad.kernel, bad.cookies) for _ in range(3))
        asking = asyncio.to_thread(attacker.ask_for_all_states, held, 3)
        answered, _ = await asyncio.gather(good.is_answered(), asking)
        assert answered
        assert memory(guide) < before + 40
        for one in held:
            one.close()
        assert await good.is_answered()

    run_async(visit())
    assert guide.log.read_text().count("\n") == 1


@pytest.mark.parametrize("kind", [attacker.PING, attacker.CONTINUATION])
def test_frames_that_reach_no_handler_are_counted(guide: Server, held: list[socket.socket], kind: int) -> None:
    """What the server reads of a flood, in the buffers of both ends and at its own pace, is little."""

    async def visit() -> None:
        bad = Learner(f"{guide.address}en/")
        await bad.read()
        held.append(attacker.socket_of(guide.port, bad.kernel, bad.cookies))
        if kind == attacker.CONTINUATION:
            held[0].send(attacker.frame(attacker.TEXT, final=False))
        one = attacker.frame(kind, final=kind == attacker.PING)
        spent = psutil.Process(guide.process.pid).cpu_times()
        await asyncio.to_thread(attacker.send_on, held, lambda: one * 500, 2)
        now = psutil.Process(guide.process.pid).cpu_times()
        assert now.user + now.system - spent.user - spent.system < 1  # of two seconds; it was all of them

    run_async(visit())


def test_what_unpacks_to_far_too_much_is_not_unpacked(guide: Server, held: list[socket.socket]) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = (packer.compress(b"0" * 2**29) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4]

    async def visit() -> None:
        bad = Learner(f"{guide.address}en/")
        await bad.read()
        before = memory(guide)
        held.append(attacker.socket_of(guide.port, bad.kernel, bad.cookies, "permessage-deflate"))
        held[0].sendall(attacker.packed_frame(packed))
        good = await Learner(f"{guide.address}en/").open()
        assert await good.is_answered()
        assert memory(guide) < before + 20

    run_async(visit())


def test_a_body_that_never_ends_is_waited_for_a_while(guarded: Server, held: list[socket.socket]) -> None:
    held.append(attacker.connection(guarded.port))
    held[0].send(b"POST /seats HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\nx")
    guarded.wait_for(lambda: guarded.connections() == 0)


def test_whoever_asks_for_pages_and_never_comes_for_them_leaves_room(room: Callable[..., Server]) -> None:
    server = room(4, "pages_a_minute=1000", "away=3600", "grace=3600")

    async def visit() -> None:
        bad = [Learner(f"{server.address}en/") for _ in range(8)]
        statuses = [(await one.read()).status for one in bad]
        assert set(statuses) == {200}
        good = await Learner(f"{server.address}en/").open()
        for _ in range(6):
            assert (await Learner(f"{server.address}en/").read()).status == 200
        assert await good.is_answered()

    run_async(visit())


def test_a_page_that_leaves_while_its_socket_is_opened_leaves_no_line(room: Callable[..., Server]) -> None:
    server = room(1)

    async def visit() -> None:
        learner = Learner(f"{server.address}en/")
        await learner.read()
        (kernel,) = server.kernels()
        kernel.suspend()
        with attacker.connection(server.port) as leaving:
            leaving.send(attacker.asking_for_socket(server.port, learner.kernel, learner.cookies))
            await asyncio.to_thread(server.wait_for, lambda: server.connections() == 1)
        await asyncio.to_thread(server.wait_for, lambda: server.connections() == 0)
        kernel.resume()
        await learner.connect()
        assert await learner.fetch_states()

    run_async(visit())
    assert server.log.read_text().count("\n") == 1


def test_on_a_full_disk_nobody_is_let_in_and_the_operator_reads_one_line(room: Callable[..., Server]) -> None:
    server = room(1, "least_space=1e18")
    for _ in range(3):
        assert ask(f"{server.address}en/").status == 503
    assert ask(f"{server.address}readyz").status == 404
    assert ask(f"{server.address}en/now").status == 200
    assert server.log.read_text().count("\n") == 2
    assert "the disk is full" in server.log.read_text()


def test_whoever_asks_too_often_waits_and_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    paces = Paces(burst=10, rate=2, longest=5)
    early = [paces.charge("10.0.0.1") for _ in range(12)]
    assert max(early[:10]) <= 0
    assert early[10:] == [0.5, 1.0]
    assert paces.charge("10.0.0.2") < 0
    now += 6.5
    assert paces.charge("10.0.0.1") < 0
    monkeypatch.setattr(pace, "_MOST_KNOWN", 1)
    now += 0.1
    paces.charge("10.0.0.3")
    assert list(paces._of) == ["10.0.0.1", "10.0.0.3"]


def test_what_comes_far_too_early_is_turned_away_and_not_counted() -> None:
    paces = Paces(burst=2, rate=1, longest=3)
    early = [paces.charge("10.0.0.1") for _ in range(20)]
    assert early.count(None) == 20 - 6
    assert max(filter(None, early)) < 4 + 1


@pytest.mark.parametrize(
    "asked", ["GET / HTTP/1.1\r\n", "POST / HTTP/1.1\r\nContent-Length: 2\r\n", "GET / HTTP/1.0\r\n"]
)
def test_whoever_asks_far_too_often_is_told_to_come_later(asked: str) -> None:
    """Who hangs up while he waits is not noticed: without an end, one visitor of a proxy would fill all its places."""

    async def visit() -> None:
        reception = Reception(Application(), "/misdirected")
        reception.paces = Paces(burst=1, rate=1, longest=-1)  # the second one already
        listener = socket.create_server(("127.0.0.1", 0))
        server = doors.Doors(reception)
        server.stand_open(listener, doors.Limits(4, 4))
        answers = []
        for _ in range(2):
            reader, writer = await asyncio.open_connection(*listener.getsockname())
            writer.write(f"{asked}Host: localhost\r\n\r\n{'ab' if 'Length' in asked else ''}".encode())
            answers.append(await reader.readuntil(b"\r\n\r\n"))
            if len(answers) == 2:
                assert await reader.read() == b""  # and the connection has ended
            writer.close()
        server.stop()
        assert [answer.split()[1] for answer in answers] == [b"404", b"429"]

    run_async(visit())


async def answers(listener: socket.socket) -> bool:
    """Whether an application without a page says so to somebody who asks for one."""
    reader, writer = await asyncio.open_connection(*listener.getsockname())
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    status = (await reader.readline()).split()[1]
    writer.close()
    return status == b"404"


def test_doors_that_the_system_keeps_shut_are_tried_again_and_said_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(doors, "_PAUSE", 0.01)
    tries: list[int] = []

    async def visit() -> None:
        loop = asyncio.get_running_loop()
        accept = loop.sock_accept

        async def no_descriptor(listener: socket.socket) -> Any:
            tries.append(1)
            if len(tries) < 5:
                raise OSError(errno.EMFILE, "Too many open files")
            return await accept(listener)

        monkeypatch.setattr(loop, "sock_accept", no_descriptor)
        listener = socket.create_server(("127.0.0.1", 0))
        server = doors.Doors(Application())
        server.stand_open(listener, doors.Limits(4, 4))
        assert await answers(listener)
        server.stop()

    with caplog.at_level(logging.ERROR):
        run_async(visit())
    said = [one.message for one in caplog.records if one.name == "kbguide"]
    assert said == ["kbguide: no new connections for now: Too many open files"]


def test_one_who_cannot_be_let_in_does_not_close_the_doors(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def visit() -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        server = doors.Doors(Application())
        server.stand_open(listener, doors.Limits(4, 4))
        with monkeypatch.context() as odd:
            odd.setattr(doors, "house", lambda _: 1 / 0)
            reader, writer = await asyncio.open_connection(*listener.getsockname())
            assert await reader.read() == b""
            writer.close()
        assert await answers(listener)
        server.stop()

    run_async(visit())
    said = [one.message for one in caplog.records if one.name == "kbguide"]
    assert said == ["kbguide: somebody could not be let in: ZeroDivisionError"]


def test_however_many_wait_outside_those_inside_have_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "_AT_ONCE", 1)

    async def visit() -> None:
        listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        outside = [attacker.connection(listener.getsockname()[1]) for _ in range(50)]
        server = doors.Doors(Application())
        server.stand_open(listener, doors.Limits(99, 99))
        turns = 0
        while len(server._here) < len(outside):
            await asyncio.sleep(0)
            turns += 1
        assert turns >= len(outside)
        server.stop()
        await server.close_all_connections()
        for one in outside:
            one.close()

    run_async(visit())


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        *(("10.0.0.7", "10.0.0.7"), ("::ffff:10.0.0.7", "10.0.0.7"), ("fe80::1%eth0", "fe80::/64")),
        *(("2001:db8:0:1::7", "2001:db8:0:1::/64"), ("2001:db8:0:1:ffff::", "2001:db8:0:1::/64"), ("", ""), ("x", "")),
    ],
)
def test_a_household_counts_as_one(address: str, counted_as: str) -> None:
    assert house(address) == counted_as


def test_a_network_has_the_addresses_below_it() -> None:
    networks = [ip_network("10.0.0.0/8"), ip_network("2001:db8::/32")]
    assert all(is_among(one, networks) for one in ("10.9.9.9", "::ffff:10.1.1.1", "2001:db8::1"))
    assert not any(is_among(one, networks) for one in ("11.0.0.1", "2001:db9::1", "", "here"))
