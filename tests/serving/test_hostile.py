"""Somebody who means no good: nothing runs, nobody else is disturbed, and what was taken comes back."""

import asyncio
import json
import random
import struct
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from tornado.httpclient import HTTPClientError

from kbguide.hosting import machine
from kbguide.hosting.rate_limit import RateLimit
from serving.learner import Learner, ask, run_async
from serving.running import Server

LONG = "x" * 10_000
MARKUP = "<img src=x onerror=alert(1)><script>alert(1)</script>"
NONSENSE: tuple[Any, ...] = (None, -1, 1e308, MARKUP, LONG, [1, [2]], {"a": {"b": None}}, True)


async def pair(server: Server) -> tuple[Learner, Learner]:
    """One who attacks and one who learns."""
    return await Learner(f"{server.address}en/").open(), await Learner(f"{server.address}en/").open()


def test_no_code_is_run_completed_or_looked_at(standin: Server, tmp_path: Path) -> None:
    mark = tmp_path / "it-ran"
    code = f"open({str(mark)!r}, 'w')"
    asked = {
        "execute_request": {"code": code, "silent": False, "store_history": False, "user_expressions": {"a": code}},
        "complete_request": {"code": "import o", "cursor_pos": 8},
        "inspect_request": {"code": "open", "cursor_pos": 4, "detail_level": 1},
        "history_request": {"output": True, "raw": True, "hist_access_type": "tail", "n": 9},
        "is_complete_request": {"code": "1"},
        "debug_request": {"type": "request", "command": "evaluate", "arguments": {"expression": code}},
        "input_reply": {"value": code},
        "interrupt_request": {},
        "shutdown_request": {"restart": True},
        "create_subshell_request": {},
        "usage_request": {},
    }

    async def visit() -> None:
        bad, good = await pair(standin)
        sent = [await bad.send(kind, content) for kind, content in asked.items()]
        fence = await bad.send("comm_info_request", {})
        told: list[Any] = []
        while True:
            raw = await bad.receive()
            told.append(raw)
            if fence.encode() in raw and b'"idle"' in raw:
                break
        assert not any(one.encode() in raw for one in sent for raw in told)
        assert await bad.is_answered(-1)
        assert await good.is_answered(-1)

    run_async(visit())
    assert not mark.exists()


def test_other_channels_than_the_pages_own_are_closed(standin: Server) -> None:
    async def visit() -> None:
        bad, good = await pair(standin)
        for channel in ("control", "stdin", "iopub", "", "no such"):
            await bad.send("kernel_info_request", {}, channel=channel)
            assert await bad.until_closed() == 1007
            await bad.connect()
        assert await good.is_answered(-1)

    run_async(visit())


def test_the_kernel_of_somebody_else_is_not_there(standin: Server) -> None:
    async def visit() -> None:
        bad, good = await pair(standin)
        for cookies in (bad.cookies, {}, {"kbguide-visit": "guessed", "_xsrf": bad.cookies["_xsrf"]}):
            for kernel in (good.kernel, str(uuid.uuid4())):
                stranger = Learner(bad.address, cookies=dict(cookies))
                with pytest.raises(HTTPClientError, match="404"):
                    await stranger.connect(kernel)
                for method in ("GET", "DELETE"):
                    assert (await stranger.ask(f"api/kernels/{kernel}", method)).status == 404
                goodbye = f"voila/api/shutdown/{kernel}?_xsrf={bad.cookies['_xsrf']}"
                assert (await stranger.ask(goodbye, "POST")).status == 204  # and nothing done
        assert await good.is_answered(-1)

    run_async(visit())


def test_a_page_cannot_make_widgets_of_its_own(standin: Server) -> None:
    state = {"_model_module": "@jupyter-widgets/controls", "_model_name": "HTMLModel", "value": LONG}

    async def visit() -> None:
        bad, _ = await pair(standin)
        for target in ("jupyter.widget", "jupyter.widget.version", "anything"):
            opened = {"comm_id": uuid.uuid4().hex, "target_name": target, "data": {"state": state}}
            await bad.send("comm_open", opened, {"version": "2.1.0"})
        assert (await bad.fetch_states()).keys() == bad.states.keys()

    run_async(visit())


def malformed(learner: Learner) -> Iterator[bytes | str]:
    dice = random.Random(6)
    good = learner.pack("comm_msg", {"comm_id": "x", "data": {}})[1]
    yield from ("", "{}", json.dumps({"channel": "shell"}), MARKUP)
    yield from (b"", b"\0" * 8, b"\xff" * 8, b"\xff" * 64, struct.pack("<Q", 2**62), good[:-7], good[:60])
    yield from (dice.randbytes(size) for size in (9, 100, 4000))
    yield struct.pack("<8Q", 7, *[2**40] * 7)
    for content in (None, [], 1, "text"):
        yield learner.pack("comm_msg", content)[1]
    yield learner.pack("comm_msg", {"comm_id": "x", "data": {}}, metadata=[1])[1]
    for kind in ([], {}, None, 7):
        yield learner.pack(kind, {})[1]  # type: ignore[arg-type]  # nonsense on purpose
    deep = b"[" * 100_000
    yield learner.pack("comm_msg", {"data": "DEEP"})[1].replace(b'"DEEP"', deep)


def test_what_is_no_message_ends_the_line_and_nothing_else(standin: Server) -> None:
    async def visit() -> None:
        bad, good = await pair(standin)
        for raw in malformed(bad):
            await bad.write(raw)
            assert await bad.until_closed() == 1007, raw[:80]
            await bad.connect()
        assert await good.is_answered(-1)
        assert await bad.is_answered(-1)

    run_async(visit())
    assert "Traceback" not in standin.log.read_text()


def test_an_odd_header_harms_nobody(standin: Server) -> None:
    async def visit() -> None:
        bad, good = await pair(standin)
        header = {"msg_id": "a", "msg_type": "comm_msg", "session": "s", "username": "", "version": "5.2"}
        raw = bad.pack("comm_msg", {"comm_id": "x", "data": {}})[1]
        for odd in ({"msg_id": [1]}, {"msg_id": None}, {"session": {}}, {"date": "never"}, {"version": 9}):
            await bad.write(rebuilt(raw, json.dumps(header | odd).encode()))
        await bad.write(rebuilt(raw, b'{"msg_type": "comm_msg"}'))
        assert await bad.is_answered(-1)
        assert await good.is_answered(-1)

    run_async(visit())


def rebuilt(raw: bytes, header: bytes) -> bytes:
    """The message with another header."""
    count = int.from_bytes(raw[:8], "little")
    places = [int.from_bytes(raw[8 * (one + 1) : 8 * (one + 2)], "little") for one in range(count)]
    grown = len(header) - (places[2] - places[1])
    moved = [place + grown * (number > 1) for number, place in enumerate(places)]
    return struct.pack(f"<{count + 1}Q", count, *moved) + raw[places[0] : places[1]] + header + raw[places[2] :]


def test_a_message_that_is_too_long_ends_the_line(standin: Server) -> None:
    async def visit() -> None:
        bad, good = await pair(standin)
        await bad.send("comm_msg", {"comm_id": bad.models("ButtonModel")[0], "data": {"text": LONG * 200}})
        assert await bad.until_closed() == 1009
        await bad.connect()
        assert await bad.is_answered(-1)
        assert await good.is_answered(-1)

    run_async(visit())


def test_who_sends_too_much_waits_for_himself_only(standin: Server) -> None:
    async def visit() -> None:
        bad, good = await pair(standin)

        async def flood() -> None:
            for _ in range(160):
                await bad.send("comm_msg", {"comm_id": "nobody", "data": {}})
            await bad.is_answered(-1)

        flooding = asyncio.ensure_future(flood())
        await asyncio.sleep(0)
        for _ in range(4):
            assert await good.is_answered(-1)
        assert not flooding.done()
        flooding.cancel()
        await asyncio.gather(flooding, return_exceptions=True)

    run_async(visit())


def test_a_page_has_few_sockets(standin: Server) -> None:
    async def visit() -> None:
        bad, good = await pair(standin)
        more = [Learner(bad.address, dict(bad.cookies), kernel=bad.kernel) for _ in range(4)]
        for one in more[:2]:
            await one.connect()
        with pytest.raises(HTTPClientError, match="429"):
            await more[2].connect()
        await more[0].vanish()
        await more[3].connect()
        assert await good.is_answered(-1)

    run_async(visit())


def test_widgets_set_to_nonsense_break_nothing(guide: Server) -> None:
    """Every kind of widget is given every kind of nonsense, for every trait at once and as a message."""

    async def visit() -> None:
        bad, good = await pair(guide)
        kinds = sorted({state["model_name"] for state in bad.states.values()})
        for number, value in enumerate(NONSENSE):
            for kind in kinds:
                model = bad.models(kind)[number % len(bad.models(kind))]
                keys = [key for key in bad.states[model]["state"] if key[0] != "_" or key == "_dom_classes"]
                state = dict.fromkeys([*keys, "_esm", "no_such_trait", "__class__"], value)
                await bad.send("comm_msg", {"comm_id": model, "data": {"method": "update", "state": state}})
                if kind == "AnyModel":
                    await bad.send("comm_msg", {"comm_id": model, "data": {"method": "custom", "content": value}})
        assert await bad.is_answered(-1)
        assert (await bad.fetch_states()).keys() == bad.states.keys()
        assert await good.is_answered(-1)

    run_async(visit())
    assert "Traceback" not in guide.log.read_text()


@pytest.mark.parametrize(
    "path",
    [
        *("/../../../../etc/passwd", "/kbguide/../../../pyproject.toml", "/voila/../../etc/passwd", "//etc/passwd"),
        *(
            "/kbguide/%2e%2e%2f%2e%2e%2fapp.py",
            "/kbguide/..%5c..%5capp.py",
            "/kbguide/%00",
            "/kbguide/kbguide.css%00.js",
        ),
        *("/voila/static/../../../app.py", "/%2e%2e/%2e%2e/etc/passwd", "/ko/../../data/page.toml", "/ko/guide.ipynb"),
    ],
)
def test_no_path_leads_out(standin: Server, path: str) -> None:
    answer = ask(standin.address.rstrip("/") + path)
    assert answer.status == 404
    assert "root:" not in answer.text
    assert "import " not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_pages_are_only_read(standin: Server, method: str) -> None:
    for path in ("/", "/ko/", "/healthz", "/kbguide/frame.js"):
        answer = ask(standin.address.rstrip("/") + path, {}, method)
        assert answer.status in (403, 405), path
        assert "Traceback" not in answer.text


def test_a_request_that_is_too_big_is_not_read(standin: Server) -> None:
    for headers in ({"Content-Length": str(2**40)}, {"X-Long": "x" * 2**15}):
        assert ask(standin.address, {}, "POST", **headers).status in (0, 400, 413, 431)
    assert ask(f"{standin.address}healthz").status == 200


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of another process")
def test_a_kernel_has_a_limit_of_memory(standin: Server) -> None:
    async def visit() -> None:
        await pair(standin)
        for kernel in standin.kernels():
            limits = Path(f"/proc/{kernel.pid}/limits").read_text(encoding="ascii")
            line = next(line for line in limits.splitlines() if line.startswith("Max data size"))
            assert line.split()[3:5] == [str(machine.MEMORY_OF_A_KERNEL * 2**20)] * 2

    run_async(visit())


def test_two_hundred_pages_opened_in_a_loop_disturb_nobody_and_what_they_took_comes_back(
    room: Callable[..., Server],
) -> None:
    server = room(10, "pages_a_minute=0", "grace=2", "away=1", "cull_interval=1")

    def memory() -> float:
        everything = [psutil.Process(server.process.pid), *server.processes()]
        return float(sum(one.memory_full_info().uss for one in everything) / 2**20)

    async def visit() -> None:
        good = await Learner(f"{server.address}en/").open()
        before = memory()
        statuses: list[int] = []

        async def loop() -> None:
            for _ in range(20):
                statuses.append((await Learner(f"{server.address}en/").read()).status)
                assert len(statuses) % 50 or await good.is_answered()

        await asyncio.gather(*(loop() for _ in range(10)))
        assert set(statuses) <= {200, 429, 503}
        assert statuses.count(200) <= 20
        server.wait_for(lambda: len(server.kernels()) == 1)
        assert await good.is_answered()
        assert memory() < before + 10

    run_async(visit())


def test_pages_are_counted_by_address_and_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    limit = RateLimit(2)
    assert [limit.allows("10.0.0.1") for _ in range(3)] == [True, True, False]
    assert limit.allows("10.0.0.2")
    limit.forgive("10.0.0.1")
    assert [limit.allows("10.0.0.1") for _ in range(2)] == [True, False]
    now += 61
    assert limit.allows("10.0.0.1")
    assert list(limit._times) == ["10.0.0.1"]
