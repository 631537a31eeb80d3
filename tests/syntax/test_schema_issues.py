"""What is said of documents is what `jsonschema` says with the schemas as they are; a few things are said better."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile, resources
from policydsl.syntax import Node, parse_yaml
from policydsl.syntax.issues import MAX_ISSUES, Issue, issues
from policydsl.syntax.plain import plain
from policydsl.syntax.schema import DEFINITION, compile_schema, shape_of
from policydsl.syntax.tree import at_path

KINDS = resources.schema_names()
ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted(p for folder in ("policies", "examples") for p in (ROOT / folder).iterdir() if p.is_file())


def tree(value: Any) -> Node:
    """A value as a tree, by way of its JSON."""
    reporter = Reporter()
    root = parse_yaml(SourceFile("t", json.dumps(value, default=str)), reporter)
    assert root is not None
    return root


Found = set[tuple[tuple[str | int, ...], str]]


def is_doubtful(issue: Issue) -> bool:
    """A key is pointed at because what stands under it does not fit: no finding of its own."""
    return issue.rule == "additionalProperties" and issue.wanted is not False


def ours(kind: str, root: Node) -> Found:
    return {(i.path, i.rule) for i in issues(shape_of(kind), root) if not is_doubtful(i)}


def theirs(kind: str, root: Node) -> Found:
    validator = jsonschema.Draft202012Validator(json.loads(resources.schema_text(kind)))
    return {(tuple(e.absolute_path), str(e.validator)) for e in validator.iter_errors(plain(root))}


def without_places_of_repeats(found: Found) -> Found:
    """The library reports a repetition at the list, we at the item."""
    return {
        (path[:-1] if rule == "uniqueItems" and path and isinstance(path[-1], int) else path, rule)
        for path, rule in found
    }


def agree(kind: str, root: Node) -> bool:
    mine, library = without_places_of_repeats(ours(kind, root)), theirs(kind, root)
    # That a day exists is more than a pattern can tell.
    days = {(path, rule) for path, rule in mine - library if rule == "format"}
    assert not any(exists(plain_at(root, path)) for path, _ in days)
    assert mine - days == library
    return not mine


def exists(value: object) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def plain_at(root: Node, path: tuple[str | int, ...]) -> Any:
    value: Any = plain(root)
    for step in path:
        value = value[step]
    return value


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_shipped_documents_fit(path: Path) -> None:
    root = parse_yaml(SourceFile(path.name, path.read_text(encoding="utf-8")), Reporter())
    assert root is not None
    assert agree("policy" if path.parent.name == "policies" else "facts", root)


def test_documents_of_the_corpus() -> None:
    seen = 0
    for path in sorted((ROOT / "tests" / "bad" / "yaml").glob("*.yaml")):
        root = parse_yaml(SourceFile(path.name, path.read_text(encoding="utf-8")), Reporter())
        if root is not None:
            agree("policy", root)
            seen += 1
    assert seen > 50


CLAUSE: dict[str, Any] = {
    "id": "c",
    "cite": "一",
    "title": {"zh": "甲"},
    "departments": ["乙"],
    "benefit": "voucher",
    "basis": "ceiling",
    "amount": "1元",
    "eligibility": [{"id": "e", "test": True}],
    "caps": [{"id": "k", "limit": 5, "per": "applicant"}],
    "table": {
        "hit": "collect",
        "aggregate": "sum",
        "inputs": {"a": "b"},
        "rules": [{"id": "r", "when": {"a": ["x", 2]}, "then": {"o": "1"}}],
    },
    "quota": {"limit": 3, "order": "ascending"},
    "in_force": {"from": "2025-01-01"},
    "let": {"x": {"value": "1"}},
}
BASES: dict[str, dict[str, Any]] = {
    "policy": {
        "policydsl": 1,
        "kind": "policy",
        "id": "p",
        "title": "t",
        "in_force": {"from": "2025-01-01"},
        "level": "市",
        "facts": {"applicant": {"fields": {"k": {"type": "enum", "values": {"a": "甲"}}}}},
        "clauses": [CLAUSE],
        "subject_to": ["a", "b"],
        "parameters": {"r": {"value": {"2025-01-01": "30%"}}},
    },
    "facts": {
        "policydsl": 1,
        "kind": "facts",
        "as_of": "2025-10-01",
        "applicant": {"id": "A", "x": 1.5, "y": None},
        "items": [{"id": "1"}],
        "prior_awards": [{"clause": "c", "subject": "A", "year": 2025, "amount": 5}],
    },
    "amendment": {
        "policydsl": 1,
        "kind": "amendment",
        "id": "a",
        "amends": "p",
        "effective": {"from": "2026-01-01"},
        "changes": [
            {"set": "x", "was": 1, "to": [2]},
            {"add": "x", "value": {"id": "y"}, "after": "z"},
            {"remove": "x"},
        ],
    },
}
ODD: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    -5,
    2025,
    20251,
    1.5,
    "",
    "x",
    "a b",
    "2025-02-30",
    "2025-01-01",
    "市",
    [],
    {},
    ["a", "a"],
    [1, True],
    {"zh": ""},
    {"a": 1},
    [{}],
    [[]],
]
NAMES = ["id", "zzz", "a b", "hit", "amount", "set", "to", "was_title", "2x", "when", "from"]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container with one of its keys or indexes."""
    found = []
    if isinstance(value, dict):
        for key, child in value.items():
            found += [(value, key), *places(child)]
    elif isinstance(value, list):
        for index, child in enumerate(value):
            found += [(value, index), *places(child)]
    return found


@pytest.mark.parametrize("kind", sorted(BASES))
def test_the_bases_fit(kind: str) -> None:
    assert agree(kind, tree(BASES[kind]))


@pytest.mark.parametrize("kind", sorted(BASES))
@given(data=st.data())
def test_documents_changed_at_random(kind: str, data: st.DataObject) -> None:
    value = copy.deepcopy(BASES[kind])
    for _ in range(data.draw(st.integers(1, 4))):
        container, key = data.draw(st.sampled_from(places(value)))
        change = data.draw(st.sampled_from(["replace", "delete", "add"]))
        if change == "delete":
            del container[key]
        elif change == "replace":
            container[key] = copy.deepcopy(data.draw(st.sampled_from(ODD)))
        elif isinstance(container, dict):
            container[data.draw(st.sampled_from(NAMES))] = copy.deepcopy(data.draw(st.sampled_from(ODD)))
        else:
            container.append(copy.deepcopy(data.draw(st.sampled_from(ODD))))
        if not places(value):
            break
    agree(kind, tree(value))


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "integer"}, [1, -3], [1.5, "1", True, None]),
        ({"type": "number"}, [1, 1.5], ["1", False]),
        ({"const": 1}, [1], [True, "1", 2, []]),
        ({"enum": ["a", 1, None]}, ["a", 1, None], ["b", True, {}]),
        ({"minimum": 1, "maximum": 3}, [1, 2.5, 3, "x"], [0, 3.5]),
        (
            {"uniqueItems": True},
            [[1, 2], [1, True], [1, "1"], [1.5, "1.5"], [[1], [2]], [[], {}], [{"a": 1}, {"a": True}]],
            [[1, 1], [{"a": 1, "b": 2}, {"b": 2, "a": 1}], ["x", "y", "x"], [[1], [1]]],
        ),
        ({"uniqueItems": False}, [[1, 1]], []),
        ({"$ref": "#/$defs/n", "description": "d", "$defs": {"n": {"type": "null"}}}, [None], [0]),
        (
            {"$ref": "#/$defs/a", "$defs": {"a": {"items": {"$ref": "#/$defs/b"}}, "b": {"type": "null"}}},
            [[], [None]],
            [[1]],
        ),
        ({"propertyNames": {"pattern": "^x"}}, [{"x1": 1}, {}], [{"y": 1}]),
    ],
    ids=str,
)
def test_what_is_made_of_a_schema_says_the_same(schema: dict[str, Any], good: list[Any], bad: list[Any]) -> None:
    library, shape = jsonschema.Draft202012Validator(schema), compile_schema(schema)
    for values, fits in ((good, True), (bad, False)):
        for value in values:
            root = at_path(tree([value]), [0])
            assert library.is_valid(plain(root)) is fits
            assert (issues(shape, root) == []) is fits


def keywords(schema: Any) -> Iterator[str]:
    """Every keyword of a schema, without the names that stand under `properties`."""
    yield from schema
    for name, child in schema.items():
        if name == "properties":
            for part in child.values():
                yield from keywords(part)
        elif isinstance(child, dict) and name != "dependentRequired":
            yield from keywords(child)


@pytest.mark.parametrize("kind", KINDS)
def test_the_library_evaluates_every_keyword(kind: str) -> None:
    """It ignores what it does not know, a slip in a keyword's name, too."""
    evaluated = {*jsonschema.Draft202012Validator.VALIDATORS, "then"}
    said = {"title", "description", "default", "examples", "enumDescriptions", "together", DEFINITION}
    used = set(keywords(shape_of(kind).schema))
    assert used - evaluated - said == set()
    assert "$ref" not in used, "all references are written out"


@pytest.mark.parametrize("day", ["2025-02-29", "2025-13-01", "0000-01-01", "2025-04-31"])
def test_a_day_that_does_not_exist(day: str) -> None:
    found = issues(shape_of("facts"), tree({**BASES["facts"], "as_of": day}))
    assert [(i.path, i.rule, i.definition) for i in found] == [(("as_of",), "format", "date")]


@pytest.mark.parametrize("text", ["x", "2025-1-1", "20250401", "2025-W01-1", "２０２５-01-01", "2025-01-01\n"])
def test_what_is_no_date_at_all_is_said_once(text: str) -> None:
    found = issues(shape_of("facts"), tree({**BASES["facts"], "as_of": text}))
    assert [(i.path, i.rule) for i in found] == [(("as_of",), "pattern")]


def test_a_day_as_a_key() -> None:
    document = {**BASES["policy"], "parameters": {"r": {"value": {"2025-02-30": "30%"}}}}
    (found,) = [i for i in issues(shape_of("policy"), tree(document)) if not is_doubtful(i)]
    assert (found.path, found.rule, found.of_key) == (("parameters", "r", "value"), "format", True)
    assert plain(found.node) == "2025-02-30"


def test_a_doubtful_key_is_pointed_at() -> None:
    shape = compile_schema({"properties": {"a": {}}, "additionalProperties": {"type": "null"}})
    found = issues(shape, tree({"c": 1, "a": 1, "b": None, "d": 2}))
    assert [(i.path, i.rule) for i in found] == [
        ((), "additionalProperties"),
        (("c",), "type"),
        ((), "additionalProperties"),
        (("d",), "type"),
    ]
    assert [plain(i.node) for i in found] == ["c", 1, "d", 2]


def test_issues_come_in_the_order_of_the_text() -> None:
    shape = compile_schema({"properties": {name: {"type": "null"} for name in "abc"}})
    assert [i.path for i in issues(shape, tree({"c": 1, "a": 1, "b": 1}))] == [("c",), ("a",), ("b",)]


def test_there_is_an_end_to_issues() -> None:
    assert len(issues(compile_schema({"items": {"type": "null"}}), tree(list(range(1, 5000))))) == MAX_ISSUES


def test_figures_stay_exact() -> None:
    shape = compile_schema({"items": {"enum": [Decimal("0.1")], "maximum": Decimal("0.3")}})
    root = parse_yaml(
        SourceFile("t", "[0.1, 0.1000000000000000000000000000000001, 0.3000000000000000000001]"), Reporter()
    )
    assert root is not None
    assert [(i.path, i.rule) for i in issues(shape, root)] == [((1,), "enum"), ((2,), "enum"), ((2,), "maximum")]
