"""The pages of the guide without a server: the same words as served, and nothing that is not in the folder."""

import json
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from jinja2 import Environment, FileSystemLoader
from voila.exporter import VoilaExporter

from helpers import CONTENT
from kbguide.content.location import folder
from kbguide.content.reader import LANGUAGES
from kbguide.offline.pages import IN_CLASS, PageWriter, classes, code_of
from kbguide.site.addresses import rules
from kbguide.site.notebook import prepare
from kbguide.site.pages import BesidePage, FrontPage, GuidePage, LessonPage, ReadingPage
from kbguide.site.template_data import OWN_FILES, TEMPLATE, strip_words, template_data, term_marker
from offline.webspace import PATH, version_of
from serving.learner import run_async

WITHOUT_A_KERNEL = (FrontPage, ReadingPage, BesidePage, LessonPage)
PAPERS = [one.id for one in CONTENT.companions.values() if one.on_paper]
STEPS = [f"beside/{one}" for one in CONTENT.companions]
LESSONS = [f"lesson/{one}" for one in CONTENT.lessons]
WORDS = ["now", "stuck", "beside", *STEPS, "paper", *(f"paper/{one}" for one in PAPERS), "lesson", *LESSONS]
LOADING = {"img", "iframe", "form", "object", "embed", "base", "video"}


class Parts(HTMLParser):
    """What a page is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[tuple[dict[str, str], str]] = []
        self.words: list[str] = []
        self.main = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        self.main += tag == "main"
        if tag == "script":
            self.scripts.append((given, ""))

    def handle_endtag(self, tag: str) -> None:
        self.main -= tag == "main"

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)
        elif self.main:
            self.words.append(data)

    @property
    def text(self) -> str:
        """All that can be read between the frame's head and foot."""
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str, name: str) -> list[str]:
        return [given[name] for one, given in self.tags if one == tag and name in given]


@pytest.fixture(scope="module")
def site(built: Path) -> dict[str, Parts]:
    """Every page by its address below the folder's."""
    files = sorted(built.rglob("*.html"))
    pages = {file.relative_to(built).as_posix(): file.read_text(encoding="utf-8") for file in files}
    return {re.sub(r"(^|/)index\.html$", r"\1", name): Parts(html) for name, html in pages.items()}


def test_every_address_that_needs_no_kernel_has_a_page_in_both_languages(site: dict[str, Parts]) -> None:
    expected = {"", "404.html"} | {f"{lang}/" for lang in LANGUAGES}
    expected |= {f"{lang}/{name}/" for lang in LANGUAGES for name in WORDS}
    assert set(site) == expected
    for pattern, handler, *_ in rules("/"):
        if issubclass(handler, (*WITHOUT_A_KERNEL, GuidePage)):
            assert any(re.fullmatch(pattern, f"/{name}") or re.fullmatch(pattern, f"/{name[:-1]}") for name in site)


@cache
def templates() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATE), autoescape=True)


def served(lang: str, name: str) -> str:
    """The words of a page as a server sends it."""
    kind, _, one = name.partition("/")
    values: dict[str, object] = {}
    if kind == "lesson":
        values = {"lesson": CONTENT.lessons.get(one)}
    elif one or kind == "paper":
        values = {"companion": CONTENT.companions[one or PAPERS[0]]}
    many = {"beside": "companions", "lesson": "lessons"}
    template = kind if one else many.get(kind, kind)
    data = template_data(CONTENT, "/")
    return Parts(templates().get_template(f"{template}.html.j2").render(kbguide=data, languages=[lang], **values)).text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pages_have_the_same_words_as_served(site: dict[str, Parts], lang: str) -> None:
    for name in WORDS:
        assert site[f"{lang}/{name}/"].text == served(lang, name), name
        assert len(site[f"{lang}/{name}/"].text) > 300, name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_guide_has_the_same_words_as_served(site: dict[str, Parts], lang: str) -> None:
    exporter = VoilaExporter(template_paths=[str(TEMPLATE)], template_name="kbguide", base_url="/")
    exporter.register_filter("mark_terms", term_marker(CONTENT))
    resources = {"base_url": "/", "kbguide": template_data(CONTENT, "/")}
    place = folder("notebooks") / lang / "guide.ipynb"
    end = templates().get_template("forms.html.j2")
    config = {"preload": [], "waveUrl": ""}
    prepared = run_async(prepare(place, exporter, end, resources, config))
    assert site[f"{lang}/"].text == Parts(prepared.prose_html).text


def test_every_address_on_a_page_is_one_of_the_folder(site: dict[str, Parts], built: Path) -> None:
    for name, page in site.items():
        where = f"http://here{PATH}{name}"
        for tag, attribute in [("a", "href"), ("link", "href"), ("script", "src"), ("script", "data-kb-worker")]:
            for address in page.all(tag, attribute):
                split = urlsplit(urljoin(where, address))
                if split.scheme in ("data", "tel"):
                    continue
                assert split.netloc == "here", f"{name}: {address} is on another host"
                assert split.path.startswith(PATH), f"{name}: {address} leads out of the folder"
                file = built / split.path.removeprefix(PATH)
                assert (file / "index.html" if file.is_dir() else file).is_file(), f"{name}: {address}"


def test_a_page_loads_and_sends_nothing_in_another_way(site: dict[str, Parts]) -> None:
    for name, page in site.items():
        assert {tag for tag, _ in page.tags} & LOADING == set(), name
        assert [given for _, given in page.tags if any(one.startswith("on") for one in given)] == []


def policy(page: Parts) -> dict[str, list[str]]:
    (text,) = [given["content"] for tag, given in page.tags if given.get("http-equiv") == "Content-Security-Policy"]
    return {name: values for name, *values in (rule.split() for rule in text.split(";"))}


def test_no_script_runs_but_the_folders_own_and_those_named_by_their_hash(site: dict[str, Parts]) -> None:
    for name, page in site.items():
        rule = policy(page)
        assert rule["default-src"] == ["'none'"]
        allowed = rule["script-src"]
        assert set(allowed[:2]) == {"'self'", "'wasm-unsafe-eval'"}
        assert all(re.fullmatch(r"'sha256-[\w+/]+='", one) for one in allowed[2:])
        for given, text in page.scripts:
            if "src" not in given and given.get("type") != "application/json":
                assert f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in allowed, f"{name}: {text}"
        every = {value for values in rule.values() for value in values}
        assert {one for one in every if not one.startswith("'")} == {"data:"}, "another host"
        first = next(number for number, (tag, _) in enumerate(page.tags) if tag in ("script", "link"))
        there = [number for number, (_, given) in enumerate(page.tags) if "http-equiv" in given]
        assert there[0] < first, "what comes before it is not held to it"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_tells_the_worker_what_to_run_and_what_to_fetch(
    site: dict[str, Parts], built: Path, lang: str
) -> None:
    page = site[f"{lang}/"]
    (cells,) = [json.loads(text) for given, text in page.scripts if given.get("id") == "kb-cells"]
    assert cells == json.loads(json.dumps(code_of(folder("notebooks"))[lang]))
    assert set(page.all("div", "data-kb-slot")) == set(cells["shown"])
    (files,) = page.all("script", "data-kb-files")
    app = built / "app" / version_of(built)
    assert json.loads(files) == {file.name: file.stat().st_size for file in app.glob("*.pack")}


def test_the_manifest_leads_to_the_front_page(built: Path, site: dict[str, Parts]) -> None:
    (link,) = {*site["ko/"].all("link", "href")} & {f"../app/{version_of(built)}/app.webmanifest"}
    where = f"{PATH}ko/{link}"
    manifest = json.loads((built / link.removeprefix("../")).read_text(encoding="utf-8"))
    for name in ("start_url", "scope"):
        assert urljoin(urljoin("http://here", where), manifest[name]) == f"http://here{PATH}"
    assert manifest["display"] == "standalone"
    assert all((built / link.removeprefix("../")).with_name(icon["src"]).is_file() for icon in manifest["icons"])


def writer(class_server: str = "") -> PageWriter:
    """Writes pages without what runs in the browser, which is made by Node."""
    made = ("app.webmanifest", "icon-192.png", "boot.js", "worker.js", "alone.js", "lead.js")
    names = [*made, *(Path(name).name for name in OWN_FILES)]
    return PageWriter(CONTENT, {name: f"app/{name}" for name in names}, {}, class_server=class_server)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_built_for_the_classes_of_a_server_the_guide_has_a_strip_and_may_speak_to_that_server_alone(lang: str) -> None:
    page = Parts(writer("https://guide.example/one/").guide(folder("notebooks"), lang))
    assert policy(page)["connect-src"] == ["'self'", "https://guide.example"]
    assert "../app/strip.js" in page.all("script", "src")
    strips = [given for tag, given in page.tags if tag == "aside" and given.get("id") == "kb-strip-line"]
    assert json.loads(strips[0]["data-kb-words"]) == strip_words(CONTENT, lang)


def test_built_for_no_class_it_has_none_and_speaks_to_nobody() -> None:
    page = Parts(writer().guide(folder("notebooks"), "ko"))
    assert policy(page)["connect-src"] == ["'self'"]
    assert not [given for _, given in page.tags if "strip" in given.get("id", "")]


def test_where_a_class_is_joined_is_a_page_of_a_folder_that_is_built_for_classes() -> None:
    there = {name for name, template in IN_CLASS.items() if (TEMPLATE / template).is_file()}
    assert set(dict(classes(writer("https://guide.example/"), "ko"))) == {f"ko/{name}/index.html" for name in there}
