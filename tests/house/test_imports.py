"""Imports follow the diagram of ARCHITECTURE.md, which this test reads."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
DOCUMENT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")

LAYERS = {name: int(layer) for layer, name in re.findall(r"^(\d+) +([a-z_]+)/ ", DOCUMENT, re.MULTILINE)}
PLACES = dict(re.findall(r"^\| ([\w.]+) \| `([a-z_]+)/` \|$", DOCUMENT, re.MULTILINE))
BOTTOM, TOP = -1, max(LAYERS.values())


def module_name(path: Path) -> str:
    parts = path.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(SRC.rglob("*.py"))}


@dataclass(frozen=True)
class Import:
    module: str
    line: int


def imports(text: str) -> Iterator[Import]:
    """Give every import of a module's text, wherever it stands, by its full name."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names):
                for alias in names:
                    yield Import(alias.name, node.lineno)
            case ast.ImportFrom(module, names, level):
                for alias in names:
                    full = f"{module}.{alias.name}"
                    is_module = full in MODULES or (module == "policydsl" and alias.name in LAYERS)
                    yield Import("." * level + (full if is_module else str(module)), node.lineno)
            case ast.Call(ast.Attribute(attr="import_module") | ast.Name("import_module" | "__import__"), [first, *_]):
                yield Import(named(first), node.lineno)
            case _:
                pass


def named(argument: ast.expr) -> str:
    """Give the module that a call imports; `?` if the text does not say which."""
    match argument:
        case ast.Constant(str(name)):
            return name
        case _:
            return "?"


def when_run(text: str) -> str:
    """Leave out what only a type checker reads: two classes may name each other in their types."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        match node:
            case ast.If(test=ast.Name("TYPE_CHECKING")):
                node.body = [ast.Pass()]
            case _:
                pass
    return ast.unparse(tree)


def folder(module: str) -> str:
    """Give the folder below policydsl/ that a module belongs to; empty for policydsl itself."""
    return [*module.split("."), ""][1]


def layer(module: str) -> int:
    return LAYERS[folder(module)] if folder(module) else BOTTOM


def fault(importer: str, found: Import) -> str | None:
    """Say what is wrong with an import, if anything."""
    if found.module.startswith("."):
        return "write imports in full"
    if found.module == "?":
        return None if layer(importer) == TOP else "import by a name that is only known when it runs"
    package = found.module.partition(".")[0]
    if package == "policydsl":
        if folder(found.module) == folder(importer) or layer(found.module) < layer(importer):
            return None
        return f"layer {layer(importer)} imports {found.module} of layer {layer(found.module)}"
    if package in sys.stdlib_module_names or PLACES.get(package) == folder(importer):
        return None
    return f"{package} belongs to {PLACES.get(package, 'no folder')}: see the table in ARCHITECTURE.md"


def test_the_diagram_names_the_folders_that_there_are() -> None:
    folders = {path.name for path in (SRC / "policydsl").iterdir() if (path / "__init__.py").exists()}
    single = {path.stem for path in (SRC / "policydsl").glob("*.py")} - {"__init__", "__main__"}
    assert set(LAYERS) == folders, "the diagram of ARCHITECTURE.md and src/policydsl/ differ"
    assert single == set(), "modules live in the folder of a layer"


def test_imports_point_downwards() -> None:
    faults = [
        f"{path.relative_to(ROOT)}:{found.line}: {reason}"
        for module, path in MODULES.items()
        for found in imports(path.read_text(encoding="utf-8"))
        if module != "policydsl.__main__" and (reason := fault(module, found))
    ]
    assert faults == []


def test_modules_do_not_import_in_circles() -> None:
    graph = {
        module: {found.module for found in imports(when_run(path.read_text(encoding="utf-8")))} & MODULES.keys()
        for module, path in MODULES.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail("a circle of imports: " + " → ".join(circle.args[1]))


@pytest.mark.parametrize(
    ("importer", "text"),
    [
        ("policydsl.feel.ast", "from policydsl.check import passes"),
        ("policydsl.feel.ast", "import policydsl.syntax.tree"),
        ("policydsl.feel.ast", "def f():\n    if 1:\n        from policydsl import workspace"),
        ("policydsl.feel.ast", "import importlib\nimportlib.import_module('policydsl.cli')"),
        ("policydsl.evaluate.x", "from policydsl.explain import y"),
        ("policydsl.explain.x", "import policydsl.render"),
        ("policydsl.feel.ast", "from .. import check"),
        ("policydsl.feel.ast", "import yaml"),
        ("policydsl.feel.ast", "def f():\n    import numpy.linalg"),
        ("policydsl.plan.x", "from importlib import import_module\nimport_module(name)"),
    ],
)
def test_the_rule_sees_what_it_forbids(importer: str, text: str) -> None:
    assert [reason for found in imports(text) if (reason := fault(importer, found))]


@pytest.mark.parametrize(
    ("importer", "text"),
    [
        ("policydsl.check.x", "from policydsl.feel import ast\nfrom policydsl.check import order"),
        ("policydsl.cli.x", "import click, json\nimport policydsl\nfrom policydsl import __version__, workspace"),
        ("policydsl.syntax.x", "from yaml import CParser\nfrom decimal import Decimal"),
    ],
)
def test_the_rule_lets_the_rest_pass(importer: str, text: str) -> None:
    assert [reason for found in imports(text) if (reason := fault(importer, found))] == []
