"""Several servers behind one address: haproxy, with the file of `docs/deploy`, in front of two of them."""

import asyncio
import json
import signal
import socket
import socketserver
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tornado.httpclient import HTTPClientError

from helpers import PAGE_WORDS
from serving.front import BASE, CONFIG, ELSEWHERE, OPTIONS, Front, haproxy
from serving.learner import Answer, HttpConnection, Learner, ask, run_async
from serving.running import Server

COOKIE = "kbguide-server"  # by which the proxy knows where a kernel is
SEATS = 3  # of a server for one learner: it has two to spare
HOST = "guide.example"
MOVING = 4003


class Site:
    """Two servers and what stands in front of them."""

    def __init__(self, servers: list[Server], front: Front) -> None:
        self.servers = servers
        self.front = front

    async def come(self, cookies: dict[str, str] | None = None) -> Learner:
        return await Learner(f"{self.front.address}en/", cookies or {}).open()

    async def read(self, cookies: dict[str, str] | None = None, path: str = "en/") -> Answer:
        address = self.front.address
        return await HttpConnection(address).ask(urlsplit(address).path + path, cookies)

    async def home(self, learner: Learner) -> Server:
        """The server with this learner's kernel."""
        path = f"{BASE}api/kernels/{learner.kernel}"
        for server in self.servers:
            with suppress(OSError):  # it may have ended
                answer = await HttpConnection(server.address).ask(path, dict(learner.cookies))
                if answer.status == 200:
                    return server
        raise LookupError(learner.kernel)

    def name(self, server: Server) -> str:
        return f"seats/{'ab'[self.servers.index(server)]}"

    def other(self, server: Server) -> Server:
        return next(one for one in self.servers if one is not server)

    async def revive(self, server: Server) -> None:
        """Start one again that has ended; until newcomers go to both."""
        await asyncio.to_thread(server.__enter__)
        await self.until(server, "UP")
        came = [await self.come(), await self.come()]
        assert {await self.home(one) for one in came} == set(self.servers)
        for one in came:
            await one.close()

    async def until(self, server: Server, state: str) -> None:
        """Until the proxy thinks this of the server."""
        while self.front.states()[self.name(server)] != state:
            await asyncio.sleep(0.05)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scaling")


@pytest.fixture(scope="module")
def site(place: Path) -> Iterator[Site]:
    """Every test leaves both alive, and nobody in them."""
    haproxy()
    options = (*OPTIONS, "--learners", "1", "--drain-timeout", "60")  # a tenth of it until somebody is told
    with Server(place, *options) as one, Server(place, *options) as other, Front(place, one.port, other.port) as front:
        yield Site([one, other], front)


def test_learners_are_spread_and_each_stays_with_one_server(site: Site) -> None:
    async def visit() -> None:
        learners = [await site.come() for _ in range(4)]
        homes = [await site.home(one) for one in learners]
        assert sorted(map(site.servers.index, homes)) == [0, 0, 1, 1]
        for learner, home in zip(learners, homes, strict=True):
            assert await learner.is_answered()
            assert (await learner.ask(f"api/kernels/{learner.kernel}")).status == 200
            again = await Learner(learner.address, learner.cookies).open()
            assert await site.home(again) is home
            assert await again.close() == 204
            assert await learner.close() == 204
        for server in site.servers:
            await asyncio.to_thread(server.wait_for, lambda server=server: server.kernels() == [])

    run_async(visit())


def test_a_full_server_keeps_its_learners_and_when_all_are_full_the_guides_own_page_says_so(site: Site) -> None:
    async def visit() -> None:
        learners = [await site.come() for _ in range(2 * SEATS)]
        for learner in learners:
            assert await learner.is_answered()
        for server in site.servers:
            await site.until(server, "NOLB")
        full = await site.read()
        assert full.status == 503
        for lang in ("ko", "en"):
            assert PAGE_WORDS[lang]["full"] in full.text
        assert ELSEWHERE in full.text
        assert (await site.read(path="seats")).status == 503
        for path in ("en/now", "en/stuck", "ko/beside/issue-pc", "healthz", "kbguide/kbguide.css"):
            assert (await site.read(path=path)).status == 200
        left = learners.pop()
        await left.close()
        while (await site.read(path="seats")).status != 204:
            await asyncio.sleep(0.1)
        learners.append(await site.come(dict(learners[0].cookies)))  # whose own server may be the full one
        for learner in learners:
            assert await learner.is_answered()
            await learner.close()
        for server in site.servers:
            await site.until(server, "UP")

    run_async(visit())


def test_a_server_that_drains_keeps_its_learners_until_they_are_sent_elsewhere(site: Site) -> None:
    async def visit() -> None:
        learner = await site.come()
        server = await site.home(learner)
        mine = dict(learner.cookies)
        server.process.send_signal(signal.SIGTERM)
        at_once = [await site.come(mine.copy()), await site.come()]  # perhaps before the proxy knows
        assert (await site.read(mine.copy(), "seats")).status == 204
        await site.until(server, "NOLB")
        assert (await site.read(mine.copy(), "seats")).status == 204
        assert await learner.is_answered()
        assert await learner.until_closed() == MOVING
        again = await site.come(learner.cookies)
        for one in (again, *at_once):
            assert await site.home(one) is site.other(server)
            assert await one.is_answered()
            await one.close()
        assert await asyncio.to_thread(server.process.wait) == 0
        await site.revive(server)

    run_async(visit())


def test_a_server_that_is_killed_costs_nobody_a_request_and_is_used_again_when_it_is_back(site: Site) -> None:
    async def visit() -> None:
        learner = await site.come()
        server = await site.home(learner)
        server.process.kill()
        await asyncio.to_thread(server.process.wait)
        paths = ("seats", "en/now", "kbguide/frame.js", "en/")
        answers = await asyncio.gather(*(site.read(dict(learner.cookies), path) for path in paths * 2))
        assert [one.status for one in answers] == [204, 200, 200, 200] * 2
        await learner.until_closed()
        again = await site.come(learner.cookies)
        assert await site.home(again) is site.other(server)
        await again.close()
        await site.revive(server)

    run_async(visit())


# -- what reaches a server ------------------------------------------------------------------------


class Echo(BaseHTTPRequestHandler):
    """Answers everything with the headers that it was asked with, and its own address."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        said = {name.lower(): value for name, value in self.headers.items()}
        told = json.dumps({**said, "here": self.server.server_address[0]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def echoes(place: Path, **settings: str) -> Iterator[Front]:
    """The proxy in front of two servers that only say what they were asked."""
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Echo) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
    with Front(place, servers[0].server_port, servers[1].server_port, **settings) as front:
        yield front
    for server in servers:
        server.shutdown()
        server.server_close()


FORGED = {
    "X_Forwarded_For": "203.0.113.9, 198.51.100.7",
    "X_Forwarded_Proto": "https",
    "X_Forwarded_Host": "evil.example",
    "X_Real_IP": "203.0.113.9",
}


@pytest.mark.parametrize(
    ("edge", "visitor", "scheme"),
    [("", "127.0.0.1", "http"), ("10.0.0.0/8", "127.0.0.1", "http"), ("127.0.0.0/8", "198.51.100.7", "https")],
)
def test_only_a_proxy_that_is_named_is_believed_about_who_asks(
    place: Path, edge: str, visitor: str, scheme: str
) -> None:
    with echoes(place, **({"EDGE": edge} if edge else {})) as front:
        for path in ("en/", "en/now"):
            told = json.loads(ask(f"{front.address}{path}", **FORGED, Host=HOST).body)
            assert told["x-forwarded-for"] == visitor
            assert told["x-forwarded-proto"] == scheme
            assert told["x-forwarded-host"] == told["host"] == HOST
            assert "x-real-ip" not in told


def test_one_address_may_ask_for_so_much_and_behind_a_named_proxy_it_is_the_visitors_own(place: Path) -> None:
    def statuses(front: Front, *visitors: str) -> list[int]:
        async def visit() -> list[int]:
            connection = HttpConnection(front.address)
            path = f"{BASE}en/now"
            return [(await connection.ask(path, X_Forwarded_For=one)).status for one in visitors]

        found: list[int] = run_async(visit())
        return found

    with echoes(place, REQUESTS="5") as front:
        assert set(statuses(front, *"123456789")) == {200, 429}
    with echoes(place, REQUESTS="5", EDGE="127.0.0.1") as front:
        assert set(statuses(front, *(f"203.0.113.{one}" for one in range(9)))) == {200}
        assert 429 in statuses(front, *["203.0.113.99"] * 9)


def is_let_in(address: str, stack: ExitStack) -> bool:
    """Whether one more connection, which then stays open, is answered."""
    asked = urlsplit(address)
    one = stack.enter_context(socket.create_connection((asked.hostname or "", asked.port or 0)))
    try:
        one.sendall(f"GET {BASE}en/now HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        return one.recv(12) == b"HTTP/1.1 200"
    except ConnectionError:
        return False


def test_one_address_may_hold_so_many_connections(place: Path) -> None:
    with echoes(place, CONNECTIONS="5") as front, ExitStack() as stack:
        assert [is_let_in(front.address, stack) for _ in range(8)].count(True) == 5


# -- a cluster ------------------------------------------------------------------------------------


class Names(socketserver.BaseRequestHandler):
    """Knows one name, which leads to all of `addresses`."""

    addresses: tuple[str, ...] = ()

    def handle(self) -> None:
        asked, answers_on = self.request
        kind = int.from_bytes(asked[asked.index(b"\0", 12) + 1 :][:2], "big")
        question = asked[12 : asked.index(b"\0", 12) + 5]
        found = self.addresses if kind == 1 else ()
        records = (b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 1, 4) + socket.inet_aton(one) for one in found)
        head = asked[:2] + struct.pack(">HHHHH", 0x8180, 1, len(found), 0, 0)
        answers_on.sendto(head + question + b"".join(records), self.client_address)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere this machine has one address of its own only")
def test_where_a_name_leads_to_all_servers_learners_are_spread_and_each_stays(place: Path) -> None:
    with ExitStack() as stack:
        first = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), Echo))
        second = stack.enter_context(ThreadingHTTPServer(("127.0.0.2", first.server_port), Echo))
        names = stack.enter_context(socketserver.ThreadingUDPServer(("127.0.0.1", 0), Names))
        Names.addresses = ("127.0.0.1", "127.0.0.2")
        for server in (first, second, names):
            threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
            stack.callback(server.shutdown)
        told = {"SERVICE": f"guide.cluster.example:{first.server_port}", "MOST": "4"}
        front = stack.enter_context(Front(place, 0, 0, **told, NAMESERVER=f"127.0.0.1:{names.server_address[1]}"))

        async def visit() -> None:
            while list(front.states().values()).count("UP") < 4:  # two for each of the two kinds of addresses
                await asyncio.sleep(0.05)
            visitors: list[dict[str, str]] = [{} for _ in range(6)]
            homes = [await server_of(front, cookies, "ko/") for cookies in visitors]
            assert set(homes) == {"127.0.0.1", "127.0.0.2"}
            for path in ("ko/", "kbguide/frame.js", "ko/"):  # a page's files come from where the page comes from
                assert [await server_of(front, cookies, path) for cookies in visitors] == homes

        run_async(visit())


async def server_of(front: Front, cookies: dict[str, str], path: str) -> str:
    """Which server answers this visitor."""
    answer = await HttpConnection(front.address).ask(BASE + path, cookies)
    here: str = json.loads(answer.body)["here"]
    return here


# -- TLS ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(place: Path) -> str:
    """Of one's own making: file with certificate and key."""
    key = place / "key.pem"
    made = place / "certificate.pem"
    asked = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={HOST}", "-days", "2"]
    subprocess.run(["openssl", *asked, "-keyout", key, "-out", made], check=True, capture_output=True)
    made.write_text(made.read_text() + key.read_text())
    return str(made)


def test_behind_tls_under_a_sub_path_cookies_redirects_and_sockets_hold(
    site: Site, place: Path, certificate: str
) -> None:
    one, other = site.servers
    with Front(place, one.port, other.port, CERTIFICATE=certificate) as front:
        origin = front.address.removesuffix(BASE)
        moved = [ask(f"{origin}/guide"), ask(front.address, Accept_Language="en")]
        assert [answer.status // 100 for answer in moved] == [3, 3]
        assert [answer.headers["Location"] for answer in moved] == [BASE, "en/"]

        async def visit() -> None:
            learner = Learner(f"{front.address}en/")
            page = await learner.read()
            given = {one.partition("=")[0]: one for one in page.headers.get_list("Set-Cookie")}
            assert set(given) == {"kbguide-visit", "_xsrf", COOKIE}
            for name, one in given.items():
                assert "; secure" in one.lower(), name
                assert "samesite=lax" in one.lower(), name
            assert "max-age=" in page.headers["Strict-Transport-Security"]
            with pytest.raises(HTTPClientError, match="403"):
                await learner.connect(Origin="https://evil.example")
            await learner.connect(Origin=origin)
            learner.states = await learner.fetch_states()
            assert await learner.is_answered()
            assert await learner.close() == 204

        run_async(visit())


@pytest.mark.parametrize(
    "settings",
    [{"A": "127.0.0.1:1", "B": "127.0.0.1:2"}, {"SERVICE": "kbguide-servers:8866", "MOST": "10", "EDGE": "10.0.0.0/8"}],
)
def test_the_file_is_understood_without_a_warning_wherever_it_is_used(place: Path, settings: dict[str, str]) -> None:
    (place / "some.http").write_bytes(b"HTTP/1.0 503 Service Unavailable\r\n\r\n")
    known = {"PATH": "/usr/bin", **{f"KBGUIDE_{name}": one for name, one in settings.items()}}
    known["KBGUIDE_FULL"] = str(place / "some.http")
    said = subprocess.run([haproxy(), "-c", "-f", CONFIG], env=known, capture_output=True, text=True, check=False)
    assert (said.returncode, "WARNING" in said.stderr) == (0, False), said.stderr
