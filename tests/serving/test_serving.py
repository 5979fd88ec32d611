"""What a visitor's browser is given, and what is left behind when it goes. One fault of Voila's defaults per test."""

import gzip
import json
import os
import re
import subprocess
import sys
from html import escape
from pathlib import Path
from typing import Any

import psutil
import pytest
from traitlets.config import Config

from helpers import PAGE_WORDS
from kbguide.content.loader import load
from kbguide.site.server import ServerOptions, voila_config
from serving.learner import KERNEL, Learner, ask, run_async, wave
from serving.running import PATIENCE, Server


def kernel_of(page: str) -> str:
    found = KERNEL.search(page)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def page(standin: Server) -> str:
    return ask(f"{standin.address}en/").text


def test_goodbye_ends_the_kernel(standin: Server) -> None:
    async def visit() -> None:
        learner = Learner(f"{standin.address}en/")
        await learner.read()
        kernel = f"api/kernels/{learner.kernel}"
        assert (await learner.ask(kernel)).status == 200
        # another site can make the browser say it, and does not know the word
        assert (await learner.ask(f"voila/api/shutdown/{learner.kernel}", "POST")).status == 403
        assert (await learner.ask(kernel)).status == 200
        # in a full room a page that is opened again takes the seat before its older self speaks
        for _ in ("once", "late"):
            assert await learner.close() == 204
            assert (await learner.ask(kernel)).status == 404

    run_async(visit())


def test_the_goodbye_of_somebody_else_reaches_nobody(standin: Server, page: str) -> None:
    before = standin.kernels()
    answer = ask(f"{standin.address}voila/api/shutdown/{kernel_of(page)}", method="POST")
    assert answer.status == 204  # as for a seat that has gone: nothing is told of who is here
    assert standin.kernels() == before


@pytest.fixture
def chosen(tmp_path: Path) -> Config:
    return voila_config(ServerOptions(tmp_path, tmp_path))


def test_abandoned_kernels_go_after_half_an_hour(chosen: Config) -> None:
    assert chosen.Room.cull_idle_timeout == 1800


def test_visitors_choose_neither_theme_nor_template(standin: Server, page: str) -> None:
    asked = ask(f"{standin.address}en/?voila-template=lab&template=lab&theme=%22%3E%3Cscript%3Emine").text
    assert "mine" not in asked
    assert "kb-ribbon" in asked


@pytest.mark.skipif(os.name != "posix", reason="Windows has no ipc transport")
def test_kernels_share_no_network_ports(standin: Server, page: str) -> None:
    temporary = Path(standin.environment["TMPDIR"])
    connection = next(temporary.glob(f"voila_*/kernel-{kernel_of(page)}.json"))
    assert json.loads(connection.read_text())["transport"] == "ipc"


def test_no_other_host_is_named(page: str) -> None:
    hosts = set(re.findall(r"(?:https?:)?//([\w.-]+\.\w+)", page))
    assert hosts <= {"www.w3.org"}  # the name of SVG's namespace, which nothing fetches


def test_only_the_extensions_that_are_needed_are_loaded(page: str) -> None:
    config = re.search(r'<script id="jupyter-config-data" type="application/json">(.*?)</script>', page)
    assert config
    names = {one["name"] for one in json.loads(config[1])["federated_extensions"]}
    assert names == {"@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget"}


@pytest.mark.parametrize("address", ["en/", "wave", "kbguide/kbguide.css"])
def test_what_is_sent_is_compressed(standin: Server, page: str, address: str) -> None:
    address = wave(page) if address == "wave" else address
    answer = ask(standin.address + address)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(gzip.decompress(answer.body)) > 2 * len(answer.body)


@pytest.mark.parametrize(
    "address",
    [
        *("voila/files/en/private.png", "voila/files/en/guide.ipynb", "voila/tree", "voila/render/en/guide.ipynb"),
        *("en/guide.ipynb", "voila/api/contents", "api/contents", "kbguide/../app.py", "kbguide/index.html.j2"),
        *("tree", "files/en/private.png", "voila/static/", "voila/static/voila.js", "kbguide/", "voila/templates/lab/"),
        *("kbguide/..%2f..%2fapp.py", "kbguide/%2e%2e/%2e%2e/app.py", "voila//etc/passwd", "../../etc/passwd"),
        *("api/kernels", "api/status", "api/me", "login", "logout", "static/style.css", "favicon.ico"),
    ],
)
def test_no_file_and_no_list_is_handed_out(standin: Server, address: str) -> None:
    assert ask(standin.address + address).status == 404


def test_the_front_page_names_each_language_in_itself_and_needs_no_kernel(standin: Server) -> None:
    before = len(standin.kernels())
    front = ask(standin.address).text
    for lang in ("ko", "en"):
        assert re.search(rf'<section lang="{lang}".*?{PAGE_WORDS[lang]["language"]}.*?href="{lang}/"', front, re.DOTALL)
        assert PAGE_WORDS[lang]["ribbon_mark"] in front
    assert len(standin.kernels()) == before


@pytest.mark.parametrize(
    ("spoken", "lang"),
    [("ko-KR,ko;q=0.9,en;q=0.8", "ko"), ("en", "en"), ("fr-FR, en-US;q=0.5", "en"), ("eng, kok", "")],
)
def test_the_address_leads_straight_to_the_guide_in_the_language_of_the_browser(
    standin: Server, spoken: str, lang: str
) -> None:
    answer = ask(standin.address, **{"Accept-Language": spoken})
    assert (answer.status, answer.headers.get("Location", "")) == ((302, f"{lang}/") if lang else (200, ""))
    assert answer.headers["Vary"].startswith("Accept-Language")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_what_to_do_when_it_has_just_happened_needs_no_kernel(standin: Server, lang: str) -> None:
    before = len(standin.kernels())
    urgent = ask(f"{standin.address}{lang}/now").text
    for step in load().urgent.values():
        assert escape(step.title[lang]) in urgent
    assert "&lt;" not in urgent
    assert f'href="{lang}/now"' in ask(standin.address).text
    assert len(standin.kernels()) == before


BESIDE = [*("stuck", "beside", "paper/issue-pc", "paper/issue-app"), *(f"beside/{name}" for name in load().companions)]


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("address", BESIDE)
def test_what_lies_beside_the_real_bank_needs_no_kernel_and_says_whose_page_it_is(
    standin: Server, address: str, lang: str
) -> None:
    before = len(standin.kernels())
    answer = ask(f"{standin.address}{lang}/{address}")
    words = PAGE_WORDS[lang]
    assert answer.status == 200
    assert f"{words['beside_mark']}</strong> {escape(words['beside_real'])}" in answer.text
    assert words["ribbon"] not in answer.text
    for other in ("stuck", "beside", "paper", "now"):
        assert f'href="/{lang}/{other}"' in answer.text
    assert f'href="/{"en" if lang == "ko" else "ko"}/{address}"' in answer.text
    assert "&lt;" not in answer.text
    assert not answer.headers.get_list("Set-Cookie")
    assert len(standin.kernels()) == before


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_what_lies_beside_the_real_bank_is_one_press_from_the_front_page_and_from_the_guide(
    standin: Server, lang: str
) -> None:
    front = ask(standin.address).text
    guide = ask(f"{standin.address}{lang}/").text
    for address in ("stuck", "beside"):
        assert f'href="{lang}/{address}"' in front
        assert f'href="{address}"' in guide


@pytest.mark.parametrize(
    "address", ["ko/beside/no-such-thing", "ko/beside/", "ko/stuck/", "fr/stuck", "ko/paper/renew"]
)
def test_there_is_nothing_else_beside_the_real_bank(standin: Server, address: str) -> None:
    assert ask(standin.address + address).status == 404


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("address", ["lesson", *(f"lesson/{name}" for name in load().lessons)])
def test_a_lesson_needs_no_kernel_and_is_marked_as_practice(standin: Server, address: str, lang: str) -> None:
    before = len(standin.kernels())
    answer = ask(f"{standin.address}{lang}/{address}")
    words = PAGE_WORDS[lang]
    assert answer.status == 200
    assert words["ribbon"] in answer.text
    assert words["beside_real"] not in answer.text
    assert "<script" not in answer.text
    assert f'href="/{"en" if lang == "ko" else "ko"}/{address}"' in answer.text
    for one in load().preparations.values():
        assert (escape(one.name[lang]) in answer.text) or address.endswith("one-to-one")
    assert "&lt;" not in answer.text
    assert not answer.headers.get_list("Set-Cookie")
    assert len(standin.kernels()) == before


@pytest.mark.parametrize("address", ["ko/lesson/class-91", "ko/lesson/", "fr/lesson", "ko/lesson/class-90/x"])
def test_there_is_no_other_lesson(standin: Server, address: str) -> None:
    assert ask(standin.address + address).status == 404


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_language_is_found_without_its_slash(standin: Server, lang: str) -> None:
    answer = ask(f"{standin.address}{lang}")
    assert (answer.status, answer.headers["Location"]) == (302, f"/{lang}/")


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
    assert places == re.findall(r'data-kb-output="(\d+)"', page)
    assert len(places) == 2


def test_what_is_for_the_notebook_alone_is_neither_run_nor_shown(page: str) -> None:
    assert "for the notebook alone" not in page


def test_a_failing_cell_leaves_no_traceback_and_a_complete_page(standin: Server) -> None:
    broken = ask(f"{standin.address}ko/").text
    assert "ZeroDivisionError" not in broken
    assert "Traceback" not in broken
    assert broken.rstrip().endswith("</html>")


def test_the_first_page_asks_ahead_for_the_scripts_that_it_needs(standin: Server, page: str) -> None:
    ahead = re.findall(r'rel="preload" as="script" href="([^"]+)"', page)
    assert f"/{wave(page)}" in ahead
    assert all(ask(standin.address.rstrip("/") + address).status == 200 for address in ahead)
    assert set(re.findall(r'<script src="([^"]+)"', page)) - set(ahead) == {
        re.findall(r'src="([^"]+frame.js[^"]+)"', page)[0]
    }


def test_files_whose_address_names_their_version_are_kept_for_good(standin: Server, page: str) -> None:
    addresses = re.findall(r'(?:src|href)="(/(?:voila|kbguide)/[^"]+)"', page)
    assert len(addresses) > 5
    for address in addresses:
        kept = ask(standin.address.rstrip("/") + address).headers["Cache-Control"]
        assert kept == "public, max-age=31536000, immutable"
    for address in ("kbguide/kbguide.css", "kbguide/kbguide.css?v=of-yesterday"):
        assert ask(standin.address + address).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("address", ["", "en/", "nowhere", "healthz", "kbguide/frame.js", "api/kernels/x"])
def test_every_answer_says_what_a_browser_may_do_and_nothing_of_the_server(standin: Server, address: str) -> None:
    headers = ask(standin.address + address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Server" not in headers


def test_no_version_is_told(standin: Server, page: str) -> None:
    config = re.search(r'<script id="jupyter-config-data" type="application/json">(.*?)</script>', page)
    assert config
    assert json.loads(config[1])["appVersion"] == ""


def test_a_page_sets_only_the_cookies_that_it_needs(standin: Server) -> None:
    cookies = ask(f"{standin.address}en/").headers.get_list("Set-Cookie")
    assert cookies
    assert {one.split("=")[0] for one in cookies} == {"_xsrf", "kbguide-visit"}
    assert all("SameSite=Lax" in one for one in cookies)
    assert not any("expires" in one.lower() for one in cookies)  # they end with the browser
    assert "HttpOnly" in next(one for one in cookies if one.startswith("kbguide-visit"))


def test_a_callback_that_raises_tells_the_browser_nothing(standin: Server) -> None:
    async def press() -> list[dict[str, Any]]:
        learner = await Learner(f"{standin.address}en/").open()
        return await learner.press(learner.models("ButtonModel")[0])

    told = run_async(press())
    assert told[-1]["kind"] == "status"
    assert not {"stream", "error"} & {one["kind"] for one in told}
    assert "what-was-typed" not in str(told)
    assert "what-was-typed" not in standin.log.read_text()


def test_whoever_imports_hosting_waits_for_no_grammar_to_be_compiled() -> None:
    code = "import sys, kbguide.hosting.console; sys.exit(sys.modules['rfc3987_syntax'] is not None)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_stopped_server_leaves_no_kernel_and_no_folder(tmp_path: Path) -> None:
    with Server(tmp_path, extra={"TMPDIR": str(tmp_path)}) as server:
        ask(f"{server.address}en/")
        assert server.kernels()
        left = server.processes()
        assert server.stop() == 0
    assert psutil.wait_procs(left, PATIENCE)[1] == []
    assert [one.name for one in tmp_path.iterdir()] == [server.log.name]
    assert server.log.read_text().strip().splitlines() == [
        f"kbguide: {server.address} (Ctrl-C stops)",
        "kbguide: stopped; every open page says so",
    ]
