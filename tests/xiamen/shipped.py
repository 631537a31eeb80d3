"""The shipped policy, loaded once, and its own tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tests.evaluate.support import findings

from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile
from policydsl.syntax import check_shape, parse_yaml
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence
from policydsl.workspace import LoadedPolicy, load_policy

ROOT = Path(__file__).resolve().parents[2]
POLICY = ROOT / "policies" / "xiamen_ai_2025.yaml"
CASES = ROOT / "policies" / "tests" / "xiamen_ai_2025"


class Case(NamedTuple):
    """One test of a document of kind `tests`."""

    file: str
    name: str
    facts: dict[str, Any]
    readings: dict[str, str]
    expect: dict[str, Any]


@cache
def shipped() -> LoadedPolicy:
    """The policy as it stands in the repository."""
    reporter = Reporter()
    loaded = load_policy(str(POLICY), reporter)
    assert loaded is not None, findings(reporter)
    return loaded


def plain(node: Node) -> Any:
    """A tree as scalars, lists and dicts."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.value


def cases() -> list[Case]:
    """Every case of every file; a file that is no document of tests is a failure."""
    found = []
    for path in sorted(CASES.glob("*.yaml")):
        reporter = Reporter()
        node = parse_yaml(SourceFile(path.name, path.read_text(encoding="utf-8")), reporter)
        assert node is not None, findings(reporter)
        check_shape(node, "tests", reporter)
        document: Any = plain(node)
        assert findings(reporter) == []
        assert (path.parent / document["policy"]).resolve() == POLICY
        for test in document["tests"]:
            facts = {"policydsl": 1, "kind": "facts", "as_of": test["as_of"], **test["facts"]}
            found.append(Case(path.stem, test["name"], facts, test.get("readings", {}), test["expect"]))
    return found
