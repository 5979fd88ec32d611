"""By which name the server is called, and whose word is believed about who asks."""

from collections.abc import Iterator
from ipaddress import ip_network
from types import SimpleNamespace
from typing import Any

import pytest
from tornado.httputil import HTTPHeaders, RequestStartLine
from tornado.web import Application

from kbguide.hosting.reception import Reception, accepts_gzip
from serving.learner import HttpConnection, ask, run_async
from serving.running import Server

ASKED = RequestStartLine("GET", "/ko/", "HTTP/1.1")
PROXY = "10.0.0.1"


@pytest.fixture
def reception() -> Reception:
    return Reception(Application(), "/elsewhere", ["guide.example"], [ip_network("10.0.0.0/24")])


def received(reception: Reception, peer: str, **told: str) -> tuple[str, Any, HTTPHeaders]:
    """The path that is asked for, who asks, and the headers."""
    headers = HTTPHeaders({name.replace("_", "-"): value for name, value in told.items()})
    context = SimpleNamespace(address=(peer, 1), remote_ip="?", protocol="?")
    line = reception.receive(context, ASKED, headers)
    return line.path, context, headers


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1:8866", "[::1]:8866", "LOCALHOST:1", "guide.example", "Guide.Example:443", ""]
)
def test_a_known_name_is_answered(reception: Reception, host: str) -> None:
    assert received(reception, "127.0.0.1", Host=host)[0] == "/ko/"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "192.168.0.5", 'x"><script>', "localhost.evil"]
)
def test_a_name_that_another_site_may_have_made_its_own_is_not_answered(reception: Reception, host: str) -> None:
    assert received(reception, "127.0.0.1", Host=host)[0] == "/elsewhere"


def test_in_a_network_a_machine_is_called_by_its_address() -> None:
    reception = Reception(Application(), "/elsewhere", in_network=True)
    assert received(reception, "192.168.0.9", Host="192.168.0.5:8866")[0] == "/ko/"
    assert received(reception, "192.168.0.9", Host="teacher.local")[0] == "/ko/"
    assert received(reception, "192.168.0.9", Host="evil.example")[0] == "/elsewhere"


def test_a_stranger_is_believed_nothing(reception: Reception) -> None:
    forged = {"X_Forwarded_For": "1.2.3.4", "X_Forwarded_Proto": "https", "X_Forwarded_Host": "evil.example"}
    path, context, headers = received(reception, "127.0.0.1", Host="localhost", X_Real_Ip="5.6.7.8", **forged)
    assert (path, context.remote_ip, context.protocol) == ("/ko/", "127.0.0.1", "http")
    assert headers["Host"] == "localhost"
    assert [name for name in headers if name.startswith("X-")] == []


def test_a_named_proxy_is_believed(reception: Reception) -> None:
    told = {"X_Forwarded_For": "1.2.3.4, 203.0.113.9, 10.0.0.2", "X_Forwarded_Proto": "https"}
    path, context, headers = received(reception, PROXY, Host="inside", X_Forwarded_Host="other.example", **told)
    assert (path, context.remote_ip, context.protocol) == ("/ko/", "203.0.113.9", "https")
    assert headers["Host"] == "other.example"


@pytest.mark.parametrize("forwarded", ["", "nonsense", "10.0.0.2", ":::::, 10.0.0.2"])
def test_a_proxy_that_does_not_say_who_asks_counts_as_who_asks(reception: Reception, forwarded: str) -> None:
    assert received(reception, PROXY, Host="a", X_Forwarded_For=forwarded)[1].remote_ip == PROXY


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        *(("gzip", True), ("gzip, deflate, br", True), ("br;q=1.0, gzip;q=0.5", True), ("*", True), ("GZIP", True)),
        *(("", False), ("identity", False), ("gzip;q=0", False), ("gzip; q=0.0, identity", False), ("xgzip", False)),
    ],
)
def test_nobody_is_sent_what_he_cannot_unpack(header: str, accepted: bool) -> None:
    assert accepts_gzip(header) is accepted


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("behind"), "--trusted-proxy", "127.0.0.1", "--host", "guide.example") as server:
        yield server


@pytest.mark.parametrize("path", ["", "ko/", "ko/now", "kbguide/frame.js", "seats"])
def test_another_name_opens_nothing_and_takes_no_seat(standin: Server, path: str) -> None:
    answer = run_async(HttpConnection(standin.address).ask(f"/{path}", {}, Host="evil.example"))
    assert answer.status == 421
    assert "Set-Cookie" not in answer.headers


def test_the_operator_is_told_once_and_no_name(standin: Server) -> None:
    for _ in range(2):
        run_async(HttpConnection(standin.address).ask("/", {}, Host="evil.example"))
    assert standin.log.read_text().count("--trusted-proxy") == 1
    assert "evil" not in standin.log.read_text()


def test_behind_tls_every_cookie_is_kept_to_it(behind: Server) -> None:
    tls = ask(f"{behind.address}ko/", {}, **{"X-Forwarded-Proto": "https"}).headers.get_list("Set-Cookie")
    assert len(tls) == 2
    assert all("; Secure" in one for one in tls)
    plain = ask(f"{behind.address}ko/", {}).headers.get_list("Set-Cookie")
    assert not any("Secure" in one for one in plain)


@pytest.mark.parametrize("path", ["ko/now", "kbguide/kbguide.css"])
def test_whoever_wants_it_plain_gets_it_plain(standin: Server, path: str) -> None:
    answer = ask(f"{standin.address}{path}", Accept_Encoding="gzip;q=0, identity")
    assert "Content-Encoding" not in answer.headers
    assert answer.body.decode()
