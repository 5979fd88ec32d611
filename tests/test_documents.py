"""What the documents name is there. A path is what stands in backticks and looks like one, or what a link leads to."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "decisions").glob("*.md")),
    *sorted((ROOT / ".github").rglob("*.md")),
]
ENDINGS = "cfg|py|toml|md|js|ts|css|j2|html|txt|ipynb|yml|yaml|json|svg|png"
NAMED = re.compile(rf"(?<![\w/.-])((?:[\w.-]+/)*[\w.-]+\.(?:{ENDINGS})|(?:[\w.-]+/)+(?:[\w-]+)?)(?![\w/-])")
CODE = re.compile(r"```.*?```", re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
MADE_UP = {"office.py", "dist/", "pictures/", "engine/", ".github/workflows/"}  # examples, and what commands make
BUILT = {"index.html", "404.html", "ko/", "en/"}  # what is in the folder of `kbguide build`, and all below `app/`
PLACES = [  # where a file is looked for that is named without its folder
    ROOT / place for place in (
        "", "docs", "data", "data/procedures", "kbguide", "kbguide/views/kit", "kbguide/views/static",
        "kbguide/site/template", "kbguide/offline/browser",
    )
]  # fmt: skip


def paths(text: str) -> list[str]:
    """The paths that a document names in backticks; a bare word is none, nor is an address or a pattern."""
    found = []
    for code in INLINE.findall(CODE.sub("", text)):
        if not re.search(r"[*{}<>…|=(]|://|^/|\s-", code):
            found += [match[1] for match in NAMED.finditer(code)]
    return found


def exists(path: str, document: Path) -> bool:
    """Whether it is in the repository, as written or in one of the usual places."""
    name = path.rstrip("/")
    return any((place / name).exists() for place in (document.parent, *PLACES))


def is_example(path: str) -> bool:
    return path in MADE_UP | BUILT or Path(path).name in MADE_UP or path.startswith("app/")


def test_the_documents_for_whoever_carries_on_are_there() -> None:
    names = {file.relative_to(ROOT).as_posix() for file in DOCUMENTS}
    assert {"README.md", "CONTRIBUTING.md", "docs/serving.md", "docs/decisions/README.md"} <= names


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_document_names_only_files_that_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert [path for path in paths(text) if not is_example(path) and not exists(path, document)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_link_leads_to_a_file(document: Path) -> None:
    text = CODE.sub("", document.read_text(encoding="utf-8"))
    assert [path for path in LINK.findall(text) if not (document.parent / path).exists()] == []


def test_a_path_is_told_from_other_words() -> None:
    assert paths("`kbguide/store.py` and `data/`") == ["kbguide/store.py", "data/"]
    assert paths("`--lan`, `store.do`, `a=b|c`, `/ko/`, `http://a.example/b.py`, `nox -s quick`") == []
    assert paths("```\nmissing/file.py\n```\n`python tests/bench/kernel.py`") == ["tests/bench/kernel.py"]


def test_every_decision_is_in_the_index_and_has_all_its_parts() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    pages = sorted(page for page in folder.glob("*.md") if page.name != "README.md")
    assert re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", index) == [page.name for page in pages]
    for number, page in enumerate(pages, 1):
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {number}. "), page.name
        assert all(part in text for part in ("**What it was about.**", "**Decided.**", "**What follows.**")), page.name
