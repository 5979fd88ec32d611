"""The shape of the code, as `docs/architecture.md` promises it: how much there is, and that it is plain to read."""

import ast
import io
import tokenize
from collections import defaultdict
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "kbguide"
MODULES = {file.relative_to(PACKAGE).as_posix(): file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py")}
MOST_CODE = 9980  # lines with something on them that is neither comment nor docstring; see the budgets
MOST_PACKED = 10
MOST_LINES = 250
MOST_LINES_OF_A_FUNCTION = 30
NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Module)


def docstring_lines(tree: ast.Module) -> set[int]:
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, DEFINITIONS) and ast.get_docstring(node) is not None:
            found |= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return found


def code_lines(text: str) -> int:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    used = {line for one in tokens if one.type not in NO_CODE for line in range(one.start[0], one.end[0] + 1)}
    return len(used - docstring_lines(ast.parse(text)))


def nodes(kind: type[ast.AST]) -> list[tuple[str, ast.AST]]:
    return [
        (name, node) for name, text in MODULES.items() for node in ast.walk(ast.parse(text)) if isinstance(node, kind)
    ]


def packs(node: ast.AST) -> bool:
    """Whether several things are assigned side by side, as `a, b = x, y`."""
    assert isinstance(node, ast.Assign)
    unpacked = any(isinstance(target, ast.Tuple) for target in node.targets)
    return unpacked and isinstance(node.value, ast.Tuple | ast.GeneratorExp)


def test_comments_docstrings_and_blank_lines_are_no_code() -> None:
    assert (
        code_lines('"""Says\nwhat."""\n\n# why\nx = (\n    1,\n)  # so\n\n\ndef f():\n    """Does."""\n    return x\n')
        == 5
    )


def test_there_is_no_more_code_than_the_budget_says() -> None:
    assert sum(map(code_lines, MODULES.values())) <= MOST_CODE


def test_no_conditional_expression_stands_in_another() -> None:
    inner = [
        (name, node.lineno)
        for name, node in nodes(ast.IfExp)
        if any(isinstance(part, ast.IfExp) for part in ast.walk(node) if part is not node)
    ]
    assert inner == []


def test_hardly_any_assignment_packs_several_things() -> None:
    packed = [(name, node.lineno) for name, node in nodes(ast.Assign) if packs(node)]
    assert len(packed) < MOST_PACKED, packed


def test_no_two_classes_share_a_name() -> None:
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for name, node in nodes(ast.ClassDef):
        homes[node.name].append(name)  # type: ignore[attr-defined]  # each has a name
    for name, text in MODULES.items():
        for node in ast.parse(text).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("Literal["):
                homes[ast.unparse(node.targets[0])].append(name)
    assert {kind: found for kind, found in homes.items() if len(found) > 1} == {}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_can_be_read_in_one_sitting(module: str) -> None:
    text = MODULES[module]
    assert len(text.splitlines()) <= MOST_LINES
    functions = [one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = [one.name for one in functions if (one.end_lineno or 0) - one.lineno >= MOST_LINES_OF_A_FUNCTION]
    assert long == []
