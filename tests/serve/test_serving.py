"""What a visitor's browser is given, and what is left behind when it goes. One fault of Voila's defaults per test."""

import asyncio
import gzip
import http.cookiejar
import json
import os
import re
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect
from traitlets.config import Config

from kbguide.serve.app import settings
from serve.running import PATIENCE, Server


def read(address: str, opener: OpenerDirector | None = None, **headers: str) -> tuple[bytes, Message]:
    with (opener or build_opener()).open(Request(address, headers=headers), timeout=PATIENCE) as answer:
        return answer.read(), answer.headers


def status(address: str) -> int:
    try:
        with build_opener().open(address, timeout=PATIENCE) as answer:
            return int(answer.status)
    except HTTPError as refusal:
        with refusal:
            return refusal.code


def kernel_of(page: str) -> str:
    found = re.search(r'"kernelId": "([\w-]+)"', page)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def page(standin: Server) -> str:
    return read(f"{standin.address}en/")[0].decode()


def test_goodbye_ends_the_kernel(standin: Server) -> None:
    jar = http.cookiejar.CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    kernel = kernel_of(read(f"{standin.address}en/", opener)[0].decode())
    assert status(f"{standin.address}api/kernels/{kernel}") == 200
    token = next(cookie.value for cookie in jar if cookie.name == "_xsrf")
    goodbye = Request(f"{standin.address}voila/api/shutdown/{kernel}", urlencode({"_xsrf": token}).encode())
    with opener.open(goodbye, timeout=PATIENCE) as answer:
        assert answer.status == 204
    assert status(f"{standin.address}api/kernels/{kernel}") == 404


def test_goodbye_of_another_site_is_refused(standin: Server, page: str) -> None:
    goodbye = Request(f"{standin.address}voila/api/shutdown/{kernel_of(page)}", b"")
    with pytest.raises(HTTPError) as refusal:
        build_opener().open(goodbye, timeout=PATIENCE)
    with refusal.value:
        assert refusal.value.code == 403


@pytest.fixture
def chosen(tmp_path: Path) -> Config:
    return settings(tmp_path, {})


def test_abandoned_kernels_go_after_half_an_hour(chosen: Config) -> None:
    assert (chosen.MappingKernelManager.cull_idle_timeout, chosen.MappingKernelManager.cull_interval) == (1800, 60)


def test_a_cell_cannot_take_for_ever(chosen: Config) -> None:
    assert chosen.VoilaExecutor.timeout > 0


def test_visitors_choose_neither_theme_nor_template(standin: Server, page: str) -> None:
    asked = read(f"{standin.address}en/?voila-template=lab&template=lab&theme=%22%3E%3Cscript%3Emine")[0].decode()
    assert "mine" not in asked
    assert "kb-ribbon" in asked


@pytest.mark.skipif(os.name != "posix", reason="Windows has no ipc transport")
def test_kernels_share_no_network_ports(standin: Server, page: str) -> None:
    connection = next(standin.temporary.glob(f"voila_*/kernel-{kernel_of(page)}.json"))  # type: ignore[attr-defined]
    assert json.loads(connection.read_text())["transport"] == "ipc"


def test_no_other_host_is_named(page: str) -> None:
    hosts = set(re.findall(r"(?:https?:)?//([\w.-]+\.\w+)", page))
    assert hosts <= {"www.w3.org"}  # the name of SVG's namespace, which nothing fetches


def test_only_the_extensions_that_are_needed_are_loaded(page: str) -> None:
    config = re.search(r'<script id="jupyter-config-data" type="application/json">(.*?)</script>', page)
    assert config
    names = {one["name"] for one in json.loads(config[1])["federated_extensions"]}
    assert names == {"@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget"}


@pytest.mark.parametrize("address", ["en/", "voila/static/voila.js", "kbguide/kbguide.css"])
def test_what_is_sent_is_compressed(standin: Server, address: str) -> None:
    body, headers = read(standin.address + address, **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert len(gzip.decompress(body)) > 2 * len(body)


@pytest.mark.parametrize(
    "address",
    [
        *("voila/files/en/private.png", "voila/files/en/guide.ipynb", "voila/tree", "voila/render/en/guide.ipynb"),
        *("en/guide.ipynb", "voila/api/contents", "api/contents", "kbguide/../app.py", "kbguide/index.html.j2"),
        *("tree", "files/en/private.png"),
    ],
)
def test_no_file_and_no_list_is_handed_out(standin: Server, address: str) -> None:
    assert status(standin.address + address) in (403, 404)


def test_the_front_address_leads_to_the_chosen_language(standin: Server) -> None:
    with build_opener().open(standin.address) as answer:
        assert answer.url == f"{standin.address}en/"


def test_language_and_title_come_from_the_notebook(page: str) -> None:
    assert '<html lang="en"' in page
    assert "<title>Stand-in &lt;guide&gt;</title>" in page


def test_all_prose_comes_before_the_kernel(page: str) -> None:
    words = [f"{what} of {chapter}" for chapter in ("start", "check") for what in ("Prose", "Last words")]
    assert max(page.index(one) for one in words) < page.index("jupyter-config-data")


def test_chapters_are_labelled_sections(page: str) -> None:
    for chapter in ("start", "check"):
        assert f'<section class="kb-chapter" id="{chapter}" aria-labelledby="{chapter}-heading"' in page
        assert f'<h1 id="{chapter}-heading" tabindex="-1">Chapter {chapter}</h1>' in page


def test_every_form_has_a_place_and_imports_have_none(page: str) -> None:
    places = re.findall(r'data-kb-slot="(\d+)"', page)
    assert places == re.findall(r"kbguide\.arrive\((\d+)\)", page)
    assert len(places) == 2


def test_a_failing_cell_leaves_no_traceback_and_a_complete_page(standin: Server) -> None:
    words = read(f"{standin.address}ko/")[0].decode()
    assert "ZeroDivisionError" not in words
    assert "Traceback" not in words
    assert words.rstrip().endswith("</html>")


def test_the_second_page_asks_for_the_scripts_of_the_first(standin: Server) -> None:
    read(f"{standin.address}voila/static/9151.voila.js")
    status(f"{standin.address}voila/static/none.voila.js")
    status(f"{standin.address}voila/static/9151.voila.js?v=anything")
    ahead = re.findall(r'rel="preload" as="script" href="([^"]+)"', read(f"{standin.address}en/")[0].decode())
    assert ahead.count("/voila/static/9151.voila.js") == 1
    assert not [address for address in ahead if "none" in address or "anything" in address]


async def press(server: Server, page: str) -> list[str]:
    """Press the stand-in's button over a web socket; the kinds of message that come until the kernel is idle again."""
    found = re.search(r'"model_id": "(\w+)"', page)
    assert found
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": "comm_msg",
        "session": uuid.uuid4().hex,
        "username": "",
        "version": "5.3",
    }
    click = {"comm_id": found[1], "data": {"method": "custom", "content": {"event": "click"}}}
    where = f"ws://127.0.0.1:{server.port}/api/kernels/{kernel_of(page)}/channels?session_id={header['session']}"
    socket = await websocket_connect(HTTPRequest(where))
    message = {
        "header": header,
        "parent_header": {},
        "metadata": {},
        "content": click,
        "channel": "shell",
        "buffers": [],
    }
    await socket.write_message(json.dumps(message))
    kinds = []
    while True:
        answer = await socket.read_message()
        assert isinstance(answer, str)
        told = json.loads(answer)
        if told["parent_header"].get("msg_id") != header["msg_id"]:
            continue
        assert "what-was-typed" not in answer
        kinds.append(told["msg_type"])
        if told["content"].get("execution_state") == "idle":
            socket.close()
            return kinds


def test_a_callback_that_raises_tells_the_browser_nothing(standin: Server) -> None:
    fresh = read(f"{standin.address}en/")[0].decode()
    with ThreadPoolExecutor(1) as thread:  # the browser tests keep an event loop running in this one
        kinds = thread.submit(asyncio.run, asyncio.wait_for(press(standin, fresh), 30)).result()
    assert kinds[-1] == "status"
    assert not {"stream", "error"} & set(kinds)
    assert "what-was-typed" not in standin.log.read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_stopped_server_leaves_no_kernel_and_no_folder(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        read(f"{server.address}en/")
        assert kernels_of(server)
        assert server.stop() == 0
    assert kernels_of(server) == []
    assert server.log.read_text().strip().splitlines() == [f"kbguide: {server.address} (Ctrl-C stops)"]


def kernels_of(server: Server) -> list[str]:
    """Processes of this server's kernels, told by the address in their environment."""
    mark = f"VOILA_APP_PORT={server.port}".encode()
    found = []
    for one in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in one.read_bytes().split(b"\0"):
                found.append(one.parent.name)
        except OSError:
            continue  # gone, or another user's
    return found
