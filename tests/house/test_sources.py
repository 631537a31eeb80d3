"""Rules for the text of our own modules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "policydsl"
MODULES = sorted(PACKAGE.rglob("*.py"))
MOST_LINES = 400


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_modules_are_short() -> None:
    lengths = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: length for path, length in lengths.items() if length > MOST_LINES} == {}


def test_packages_say_what_they_are() -> None:
    """A layer says in about three lines what it takes, gives and guarantees; a folder inside says what it is."""
    silent = []
    for path in PACKAGE.rglob("__init__.py"):
        words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        lines = [line for line in words.splitlines() if line.strip()]
        is_layer = path.parent.parent == PACKAGE
        if not lines or (is_layer and not (3 <= len(lines) <= 6 and "akes" in words and "uarantees" in words)):
            silent.append(shown(path))
    assert silent == []


def test_every_folder_with_modules_is_a_package() -> None:
    assert [shown(path) for path in MODULES if not (path.parent / "__init__.py").exists()] == []


def likeness_of_names(node: ast.AST) -> Iterator[ast.AST]:
    """Give the figure by which difflib tells what name was meant: the one binary figure that there is use for."""
    match node:
        case ast.keyword("cutoff", value) | ast.AnnAssign(ast.Name("_CUTOFF"), value=ast.expr() as value):
            yield value
        case _:
            pass


def unsafe(text: str) -> Iterator[str]:
    """Give what may round a figure or run a user's text."""
    tree = ast.parse(text)
    likeness = {id(value) for node in ast.walk(tree) for value in likeness_of_names(node)}
    for node in ast.walk(tree):
        match node:
            case ast.Call(ast.Name("float" | "eval" | "__import__" as name)):
                yield f"line {node.lineno}: {name}("
            case ast.Constant(float() | complex()) if id(node) not in likeness:
                yield f"line {node.lineno}: the binary figure {node.value!r}"
            case ast.Attribute(ast.Name("pickle" | "shelve"), name):
                yield f"line {node.lineno}: {name} of pickle"
            case _:
                pass


def runs_code(text: str) -> bool:
    """Tell whether a module runs Python text."""
    calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    return any(isinstance(call.func, ast.Name) and call.func.id in {"exec", "compile"} for call in calls)


def test_no_binary_figures_and_no_evaluation_of_text() -> None:
    found = [f"{shown(path)}: {what}" for path in MODULES for what in unsafe(path.read_text(encoding="utf-8"))]
    assert found == []


RUNS_CODE = {
    "src/policydsl/evaluate/variant.py": "the evaluator writes a function for each policy; no user's text is in it",
    "src/policydsl/source/frozen.py": "one template of `__init__` for each number of fields",
}


def test_only_named_modules_run_python_and_only_what_the_program_wrote() -> None:
    found = {shown(path) for path in MODULES if runs_code(path.read_text(encoding="utf-8"))}
    assert found == set(RUNS_CODE)


@pytest.mark.parametrize("text", ["float(x)", "a = [eval(b)]", "x = 0.5", "import pickle\npickle.loads(x)"])
def test_the_rule_sees_what_it_forbids(text: str) -> None:
    assert list(unsafe(text))


@pytest.mark.parametrize("text", ["exec(c)", "code = compile(t, '', 'exec')"])
def test_the_rule_sees_code_that_is_run(text: str) -> None:
    assert runs_code(text)


def test_nothing_is_left_unfinished() -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplemented(Error)?\b(?!\s*$)")
    left = [
        f"{shown(path)}:{number}: {line.strip()}"
        for path in MODULES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if words.search(line) and "return NotImplemented" not in line
    ]
    assert left == []
