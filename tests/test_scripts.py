"""The scripts have types, and these say the same as Python and the template do."""

import gzip
import json
import os
import re
from dataclasses import MISSING, fields
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import pytest
from hatchling.builders.wheel import WheelBuilder

from helpers import CONTENT
from kbguide.content.location import folder
from kbguide.content.procedure import FieldKind
from kbguide.offline import kernel, site
from kbguide.offline.engine import BROWSER
from kbguide.offline.pages import code_of
from kbguide.site.template_data import OWN_FILES, SAID, strip_words
from kbguide.views.kit import forms
from kbguide.views.kit.scripts import STATIC, script
from kbguide.views.kit.widgets import Control, Form, FormScript, Keypad, KeypadScript, Page, Small
from typescript import ROOT, said_of

TEMPLATE = ROOT / "kbguide" / "site" / "template"
SCRIPTS = sorted([*STATIC.glob("*.js"), *(TEMPLATE / "static").glob("*.js")])
ALONE = sorted([*BROWSER.glob("*.js"), *BROWSER.glob("*.mjs")])  # of the guide without a server
LIBRARIES = BROWSER / "node_modules"  # what those import
TYPES = "".join((place / "types.d.ts").read_text(encoding="utf-8") for place in (STATIC, BROWSER))
NOT_OURS = {"node_modules", "engine"}
MOST_SCRIPT = 14_000  # compressed bytes of the guide's own scripts: everybody who opens it waits for them
MOST_STYLE = 16_000  # compressed bytes of the style sheet
ELSEWHERE = {  # compressed bytes of what is loaded on another page alone, or by whoever sits in a class
    "stuck.js": 800,
    "wait.js": 400,
    "classroom.js": 1_500,
    "join.js": 3_400,
    "feedback.js": 900,
    "selftest.js": 2_000,
    "selftest-new.js": 900,
    "stream.js": 1_900,
    "seats.js": 4_200,
    "board.js": 3_800,
    "figures.js": 1_800,
    "screen.js": 2_500,
    "strip.js": 3_200,
}
MOST_CLASS_STYLE = 4_000  # of the pages of a class
OF_2009 = ("selftest.js",)  # an old browser must be able to say that it is old
NEWER = re.compile(
    r"=>|`|\?\.|\?\?|\*\*|\.\.\.|\b(?:const|let|class|async|await|import|export|of|yield|for each)\b|,\s*[)\]}]"
)


def compressed(content: bytes) -> int:
    """How many bytes of it travel."""
    return len(gzip.compress(content))


def keys_of(interface: str) -> dict[str, str]:
    """What an interface says of each key; a key that may be missing ends in a question mark."""
    found = re.search(rf"^interface {interface}\b[^{{]*\{{\n(.*?)^\}}", TYPES, re.MULTILINE | re.DOTALL)
    assert found, interface
    return dict(re.findall(r'^  "?([^":\n]+\??)"?: (.*);', found[1], re.MULTILINE))


def messages(union: str) -> str:
    found = re.search(rf"^type {union} =(.*?);\n(?!  )", TYPES, re.MULTILINE | re.DOTALL)
    assert found, union
    return found[1]


def test_the_compiler_finds_nothing_to_say_about_the_scripts() -> None:
    assert said_of(ROOT / "tests" / "scripts") == []


def test_nor_about_those_of_the_guide_without_a_server(request: pytest.FixtureRequest) -> None:
    if os.environ.get("CI") == "true":
        request.getfixturevalue("built")  # for which npm brings the libraries
    elif not (LIBRARIES / ".package-lock.json").is_file():  # npm writes it last
        pytest.skip(f"what the scripts import is not there: `npm ci` in {BROWSER.relative_to(ROOT)} brings it")
    said: list[str] = []
    # the library of browsers has pages or workers, never both; Node is neither
    for project in ("alone.json", "alone-worker.json", "alone-build.json"):
        said += said_of(ROOT / "tests" / "scripts" / project, "--skipLibCheck", "false", "--listFiles")
    theirs = LIBRARIES.relative_to(ROOT).as_posix()  # what these say of each other is not always right
    assert [line for line in said if "error TS" in line and not line.startswith(theirs)] == []
    assert {*ALONE} <= {*map(Path, said)}


def test_no_script_is_left_out_of_the_check_by_its_own_word() -> None:
    for file in [*SCRIPTS, *ALONE]:
        words = file.read_text(encoding="utf-8")
        assert not re.search(r"@ts-(nocheck|ignore)|\{any\}|\{\*\}", words), file.name
    assert not re.search(r"\bany\b[;,\[\]<>|)]", TYPES)


@pytest.mark.parametrize(
    "value",
    [forms.FormOption, forms.FormField, forms.RowState, forms.FormButton, forms.GuardPattern, forms.NumeralRows],
)
def test_what_goes_to_the_scripts_has_the_same_keys_on_both_sides(value: Any) -> None:
    keys = keys_of(value.__name__)
    assert [name.removesuffix("?") for name in keys] == [field.name for field in fields(value)]
    for field in fields(value):  # `to_json` leaves out what is empty
        if not (field.default is MISSING and field.default_factory is MISSING):
            assert f"{field.name}?" in keys


def test_a_field_is_of_the_same_kinds_on_both_sides() -> None:
    assert set(re.findall(r'"(\w+)"', keys_of("FormField")["kind"])) == {*get_args(FieldKind), "area"}


@pytest.mark.parametrize(
    ("kind", "interfaces"),
    [
        (Form, ("ControlTraits", "FormTraits")),
        (FormScript, ("FormScriptTraits",)),
        (Keypad, ("ControlTraits", "KeypadTraits")),
        (Page, ("PageTraits",)),
    ],
)
def test_the_scripts_know_the_traits_that_widgets_have(kind: type[Small], interfaces: tuple[str, ...]) -> None:
    own = {
        name
        for one in kind.__mro__
        if issubclass(one, Control | FormScript | Page)
        for name, trait in one.class_own_traits(sync=True).items()
        if name != "_esm"
    }
    assert {key for interface in interfaces for key in keys_of(interface)} == own


def test_messages_have_the_same_keys_on_both_sides() -> None:
    said = messages("FormMessage") + messages("KeypadMessage")
    assert set(re.findall(r"(\w+): ", said)) - {"type"} == {field.name for field in fields(forms.Message)} - {"kind"}


def test_what_python_says_without_a_server_has_the_same_keys_on_both_sides() -> None:
    line = kernel.Line()
    line.say("one", "comm_msg", {})
    taken = json.loads(line.take(shown={1: "two"}))
    assert keys_of("Taken").keys() == {"opened", "said", "shown?"}
    assert [name.removesuffix("?") for name in keys_of("Taken")] == list(taken)
    assert list(keys_of("SaidToWidget")) == list(taken["said"][0])
    assert all(hasattr(kernel.Notebook, name) for name in re.findall(r'"(\w+)"', messages("CallNotebook")))


def test_what_python_hears_without_a_server_has_the_same_keys_on_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[dict[str, Any]] = []
    widget = SimpleNamespace(handle_msg=heard.append)
    monkeypatch.setattr(kernel, "_MANAGER", SimpleNamespace(get_comm={"a widget's": widget}.get))
    said = dict.fromkeys(keys_of("SaidByWidget"), "a widget's")
    kernel.hear(json.dumps(said))
    assert [message["content"] for message in heard] == [said]
    assert heard[0].keys() == keys_of("CommMessage").keys()


def test_what_the_builder_writes_for_scripts_has_the_same_keys_on_both_sides() -> None:
    for cells in code_of(folder("notebooks")).values():
        assert list(keys_of("Cells")) == list(cells)
    first = site._service_worker("", [], []).decode().splitlines()[0]
    kept = json.loads(first.removeprefix("self.kbguide = ").removesuffix(";"))
    assert list(keys_of("Kept")) == list(kept)


def test_what_the_frame_takes_for_granted_stands_in_the_template() -> None:
    written = "".join(file.read_text(encoding="utf-8") for file in TEMPLATE.glob("*.j2"))
    for selector in keys_of("Template"):
        name = re.split(r"[\[\]:#.]+", selector.split(":")[0].strip("[]#."))[0]
        assert re.search(rf"[\s\"<]{name}[\s\"=>]", written), selector


def test_the_strip_of_a_class_has_all_its_words_and_no_others() -> None:
    assert set(keys_of("StripWords")) == set(strip_words(CONTENT, "ko"))
    on_buttons = set(re.findall(r"own\.(strip_\w+)", (TEMPLATE / "strip.html.j2").read_text(encoding="utf-8")))
    written = {f"{SAID}{key}" for key in strip_words(CONTENT, "ko")}
    assert on_buttons | written == {key for key in CONTENT.classroom if key.startswith("strip_")}


def test_scripts_and_style_keep_to_their_budgets() -> None:
    sizes = {file.name: compressed(script(file).encode()) for file in SCRIPTS}
    assert compressed(OWN_FILES["kbguide/kbguide.css"]) <= MOST_STYLE
    assert compressed(OWN_FILES["kbguide/classroom.css"]) <= MOST_CLASS_STYLE
    assert sum(size for name, size in sizes.items() if name not in ELSEWHERE) <= MOST_SCRIPT
    assert {name for name, most in ELSEWHERE.items() if sizes[name] > most} == set()
    assert not any(name in (TEMPLATE / "index.html.j2").read_text(encoding="utf-8") for name in ELSEWHERE)


@pytest.mark.parametrize("name", OF_2009)
def test_what_an_old_browser_must_run_is_written_as_it_reads(name: str) -> None:
    text = (TEMPLATE / "static" / name).read_text(encoding="utf-8")
    bare = re.sub(r"/\*.*?\*/|//.*|\"[^\"\n]*\"|/\^.*?/(?=[.,])", "0", text)
    assert NEWER.findall(bare) == []


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_comments_alone_are_left_out_of_a_script(file: Path) -> None:
    kept, written = script(file).splitlines(), file.read_text(encoding="utf-8").splitlines()
    quotes = 0  # of texts that may go over several lines
    for line in written:
        if kept and line == kept[0]:
            quotes += kept.pop(0).count("`")
        else:
            assert line.lstrip().startswith(("//", "/**", "* "))
            assert quotes % 2 == 0, line
    assert kept == []
    of_widgets = {kind.class_traits()["_esm"].default() for kind in (Control, FormScript, KeypadScript, Page)}
    assert script(file) in of_widgets | {content.decode() for content in OWN_FILES.values()}


def test_the_style_sheets_speak_only_of_what_is_there() -> None:
    style = "".join(OWN_FILES[name].decode() for name in OWN_FILES if name.endswith(".css"))
    kept = {".py", ".js", ".j2", ".html", ".svg"}
    files = [file for file in (ROOT / "kbguide").rglob("*") if file.suffix in kept and not NOT_OURS & {*file.parts}]
    words = set(re.findall(r"[\w-]+", "".join(file.read_text(encoding="utf-8") for file in files)))
    put_together = ("kb-root-", "kb-tag--", "kb-field--")  # with the name of a chapter, a state, a width
    words |= {"is-hand", "is-still"}  # as seats.js puts them together
    assert [name for name in put_together if name not in words] == []
    classes = set(re.findall(r"\.((?:kb|is)-[\w-]+)", style))
    assert sorted(name for name in classes - words if not name.startswith(put_together)) == []
    assert set(re.findall(r"(?<=[\s{;])(--[\w-]+):", style)) <= set(re.findall(r"var\((--[\w-]+)", style))


def test_the_pages_of_a_class_have_no_colours_of_their_own() -> None:
    named = re.findall(r"var\((--[\w-]+)\)", (TEMPLATE / "classroom.css").read_text(encoding="utf-8"))
    tokens = set(re.findall(r"(--[\w-]+):", (STATIC / "kbguide.css").read_text(encoding="utf-8")))
    assert set(named) - tokens == {"--part"}  # how long a bar is


def test_types_are_for_the_check_alone() -> None:
    shipped = {Path(file.distribution_path) for file in WheelBuilder(str(ROOT)).recurse_included_files()}
    assert {Path("kbguide/views/static/form.js"), Path("kbguide/offline/browser/lead.js")} <= shipped
    assert not [file for file in shipped if file.suffix == ".ts"]
    for file in [*TEMPLATE.rglob("*.j2"), *(ROOT / "kbguide").rglob("*.py")]:
        code = re.sub(r"`[^`\n]*`", "", file.read_text(encoding="utf-8"))  # a docstring may name them
        assert ".d.ts" not in code, file
