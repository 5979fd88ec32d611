"""What the person at the laptop sees and decides: address, QR code, health, metrics, a proxy in front."""

import asyncio
import io
import re
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest
import segno

from kbguide import cli
from kbguide.content import loader
from kbguide.hosting import console, machine
from kbguide.hosting.assets import patient
from kbguide.site import options
from serving.learner import HttpConnection, Learner, ask, run_async
from serving.proxy import NAME, proxy
from serving.running import Server, free_port

BASE = "/school/guide/"


@pytest.fixture(scope="module")
def metrics_port() -> int:
    """Found when it is needed: minutes later somebody else may have it."""
    return free_port()


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory, metrics_port: int) -> Iterator[Server]:
    """Behind a proxy, with metrics; its address is that of the front page."""
    options = ("--base-url", BASE.rstrip("/"), "--learners", "5", "--metrics-port", str(metrics_port))
    options += ("--trusted-proxy", "127.0.0.1")
    server = Server(tmp_path_factory.mktemp("hosted"), *options)
    server.address += BASE[1:]
    with server:
        yield server


def test_health_is_told_without_starting_a_kernel(hosted: Server) -> None:
    answer = ask(f"{hosted.address}healthz")
    assert (answer.status, answer.text) == (200, "ok\n")
    assert hosted.kernels() == []


def metrics(port: int) -> dict[str, float]:
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
        lines = answer.read().decode().splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


@pytest.mark.parametrize("path", ["", "ko/", "ko/now", "healthz", "readyz", "seats"])
def test_somebody_who_only_looks_takes_no_seat(hosted: Server, path: str) -> None:
    answer = ask(f"{hosted.address}{path}", method="HEAD")
    assert answer.status in (200, 204, 302)
    assert hosted.kernels() == []


def test_metrics_follow_the_learners(hosted: Server, metrics_port: int) -> None:
    before = metrics(metrics_port)

    async def visit() -> dict[str, float]:
        await Learner(f"{hosted.address}en/").open()
        return metrics(metrics_port)

    during = run_async(visit())
    hosted.wait_for(lambda: metrics(metrics_port)["kbguide_learners"] == before["kbguide_learners"])
    assert during["kbguide_learners"] == before["kbguide_learners"] + 1
    assert during["kbguide_page_seconds_count"] == before["kbguide_page_seconds_count"] + 1
    assert during["kbguide_memory_free_bytes"] > 0
    assert "kbguide_starting" in during


def test_metrics_have_no_address_for_visitors(hosted: Server) -> None:
    for address in (f"http://127.0.0.1:{hosted.port}/metrics", f"{hosted.address}metrics"):
        assert ask(address).status == 404


@pytest.mark.parametrize("keeps_host", [True, False])
def test_behind_a_proxy_under_a_sub_path_with_tls_everything_works(hosted: Server, keeps_host: bool) -> None:
    async def visit(address: str) -> None:
        learner = Learner(f"{address}{BASE}en/")
        await learner.read()
        await learner.connect(Origin=f"https://{NAME}")
        learner.states = await learner.fetch_states()
        assert await learner.press(learner.models("ButtonModel")[0])
        links = re.findall(r'(?:href|src)="(/[^"]+)"', learner.page)
        assert all(link.startswith(BASE) for link in links)
        for link in set(links):
            assert (await HttpConnection(address).ask(link)).status == 200
        assert await learner.close() == 204

    with proxy(hosted.port, keeps_host=keeps_host, name=NAME) as address:
        run_async(visit(address))


def test_a_page_of_another_site_cannot_use_the_socket(hosted: Server) -> None:
    async def visit() -> None:
        learner = Learner(f"{hosted.address}en/")
        await learner.read()
        with pytest.raises(Exception, match="403"):
            await learner.connect(Origin="http://elsewhere.example")
        await learner.connect(Origin=f"http://127.0.0.1:{hosted.port}")

    run_async(visit())


def test_the_front_page_is_found_without_its_slash(hosted: Server) -> None:
    answer = ask(hosted.address.rstrip("/"))
    assert (answer.status, answer.headers["Location"]) == (302, BASE)


def test_cookies_stay_below_the_path_of_the_guide(hosted: Server) -> None:
    assert f"Path={BASE}" in ask(f"{hosted.address}ko/").headers["Set-Cookie"]


@pytest.fixture
def few_files() -> Iterator[None]:
    """What this process starts has a soft limit of 600 open files."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (600, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the limits of another process")
def test_the_server_may_open_as_many_files_as_it_is_allowed(tmp_path: Path, few_files: None) -> None:
    with Server(tmp_path) as server:
        soft, hard = psutil.Process(server.process.pid).rlimit(psutil.RLIMIT_NOFILE)
        assert soft == min(2**16, hard)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the limits of another process")
def test_there_are_no_more_seats_than_files_for_them(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    server = Server(tmp_path, "--learners", "40")
    server.limits = {resource.RLIMIT_NOFILE: (400, 400)}
    with server:
        server.wait_for(lambda: "ready for 11 learners" in server.log.read_text())
        assert "400 open files); for 40 it may be slow" in server.log.read_text()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if machine.address_in_the_room() is None:
        pytest.skip("this machine is in no network")
    place = tmp_path_factory.mktemp("shared")
    server = Server(place, "--lan", "--learners", "30", extra={"PYTHONIOENCODING": "utf-8"})
    server.address = f"http://{machine.address_in_the_room()}:{server.port}/"
    with server:
        server.wait_for(lambda: "ready for 30 learners" in server.log.read_text())
        yield server


def test_the_room_is_shown_where_to_go_and_the_operator_what_can_be_carried(shared: Server) -> None:
    told = shared.log.read_text()
    assert console.qr_code(shared.address) in told
    assert f"kbguide: {shared.address} (Ctrl-C stops)\n" in told
    assert re.search(r"^kbguide: this machine can carry about \d+ learners at once \(\d+ cores, [\d.]+ GB", told)
    assert told.index("warming up") < told.index(shared.address) < told.index("ready for 30 learners")


def test_others_in_the_network_are_let_in(shared: Server) -> None:
    assert run_async(Learner(f"{shared.address}ko/").open()).states
    assert ask(f"http://127.0.0.1:{shared.port}/healthz").status == 200


def test_nobody_in_the_network_is_believed_to_be_somebody_else(shared: Server) -> None:
    async def visit() -> None:
        learner = Learner(f"{shared.address}ko/")
        await learner.read()
        with pytest.raises(Exception, match="403"):
            await learner.connect(Origin="http://elsewhere.example", **{"X-Forwarded-Host": "elsewhere.example"})

    run_async(visit())


def test_without_being_asked_it_listens_to_this_machine_only(hosted: Server) -> None:
    other = machine.address_in_the_room()
    if other is None:
        pytest.skip("this machine is in no network")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((other, hosted.port), 5)
    asked = psutil.Process(hosted.process.pid).net_connections("tcp")
    assert {one.laddr.ip for one in asked if one.status == psutil.CONN_LISTEN} == {"127.0.0.1"}


def test_a_network_that_is_not_there_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loader, "check", lambda _: [])
    monkeypatch.setattr(console, "address_in_the_room", lambda: None)
    assert cli.main(["serve", "--no-browser", "--lan", "--port", str(free_port())]) == 1
    assert (
        capsys.readouterr().err
        == "kbguide: this machine is in no network; join the Wi-Fi of the room, or leave --lan out\n"
    )


def test_the_qr_code_is_the_address_in_signs_that_the_terminal_has(monkeypatch: pytest.MonkeyPatch) -> None:
    code = console.qr_code("http://192.168.0.7:8866/")
    rows = segno.make("http://192.168.0.7:8866/", micro=False).symbol_size(border=2)[1]
    assert len(code.strip("\n").splitlines()) == (rows + 1) // 2
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert console.qr_code("http://192.168.0.7:8866/").isascii()


@pytest.mark.parametrize(
    ("cores", "memory", "files", "learners"),
    [
        *((2, 8192, 9999, 40), (1, 8192, 9999, 20), (8, 2048, 9999, 46), (None, 10, 9999, 1), (16, 65536, 9999, 320)),
        *((8, 65536, 1024, 37), (8, 65536, 100, 1)),
    ],
)
def test_what_a_machine_carries_follows_from_cores_memory_and_files(
    cores: int | None, memory: int, files: int, learners: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "raise_file_limit", lambda: files)
    monkeypatch.setattr(psutil, "cpu_count", lambda: cores)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: type("Memory", (), {"available": memory * 2**20}))
    assert machine.carries(files)[0] == learners
    assert ("slow" in console.capacity(learners)) is False
    assert "slow" in console.capacity(learners + 1)


def test_a_minute_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(console, "_MINUTE", 1)
    room = type("Room", (), {"seats": {1: 1, 2: 2}, "opening": {3}})

    async def one_minute() -> None:
        console.report_each_minute(room, told.append)
        while not told:
            await asyncio.sleep(0.01)

    run_async(one_minute())
    assert re.fullmatch(r"2 learners, 1 starting, [\d.]+ GB of memory free", told[0])


def test_the_limit_of_open_files_is_raised_as_far_as_is_allowed_and_never_lowered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Resource:
        RLIMIT_NOFILE, RLIM_INFINITY = 7, -1

        def __init__(self, soft: int, hard: int) -> None:
            self.limits = (soft, hard)

        def getrlimit(self, _: int) -> tuple[int, int]:
            return self.limits

        def setrlimit(self, _: int, limits: tuple[int, int]) -> None:
            self.limits = limits

    most = 2**16
    for soft, hard, then in [(256, -1, most), (256, 1000, 1000), (5000, 9000, 9000), (most, 2**20, most), (-1, -1, -1)]:
        limits = Resource(soft, hard)
        monkeypatch.setattr(machine, "resource", limits)
        assert machine.raise_file_limit() == (then if then > 0 else most)
        assert limits.limits[0] == then
    monkeypatch.setattr(machine, "resource", None)  # Windows
    assert machine.raise_file_limit() == most
    machine.limit_memory(1)


@pytest.mark.parametrize(
    "words",
    [
        ["--learners", "0"],
        ["--learners", "many"],
        ["--base-url", "/a b/"],
        ["--metrics-port", "0"],
        ["--bind", "here"],
        ["--host", "https://guide.example"],
        ["--host", "guide.example:443"],
        ["--trusted-proxy", "10.0.0.0/99"],
        ["--elsewhere", "javascript:1"],
        ["--drain-timeout", "0"],
    ],
)
def test_an_option_that_makes_no_sense_is_said_in_one_line(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["serve", *words])
    told = capsys.readouterr().err
    assert left.value.code == 2
    assert told.count("\n") == 1


def test_two_ways_to_say_where_to_listen_are_one_too_many(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loader, "check", lambda _: [])
    assert cli.main(["serve", "--no-browser", "--lan", "--bind", "10.0.0.7"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(("given", "path"), [("guide", "/guide/"), ("/a/b", "/a/b/"), ("/", "/"), ("", "/")])
def test_the_path_of_a_proxy_may_be_given_with_or_without_slashes(given: str, path: str) -> None:
    assert options._path(given) == path


def test_the_librarys_script_that_waits_for_widgets_waits_long_enough() -> None:
    place = Path(sys.prefix) / "share/jupyter/labextensions/@jupyter-widgets/jupyterlab-manager/static"
    scripts = {file.name: file.read_bytes() for file in place.glob("*.js")}
    mended = [name for name, script in scripts.items() if patient(script) != script]
    assert len(mended) == 1, "the library has changed: see whether it still gives widgets up after two seconds"
