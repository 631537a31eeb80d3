"""Our evaluation of the schemas agrees with `jsonschema`, the general library, on every document."""

from __future__ import annotations

import copy
import json
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
from policydsl.syntax import Mapping, Node, Scalar, check_against, parse_yaml
from policydsl.syntax.issues import MAX_ISSUES, issues
from policydsl.syntax.schema import UnsupportedSchemaError, compile_schema, shape_of
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


def plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node}
    return [plain(item) for item in node.items]


def ours(kind: str, root: Node) -> set[tuple[tuple[str | int, ...], str]]:
    found = issues(shape_of(kind), root)
    return {(i.path, i.rule) for i in found if not (i.rule == "additionalProperties" and i.wanted is not False)}


def theirs(kind: str, root: Node) -> set[tuple[tuple[str | int, ...], str]]:
    """The library's errors; after a wrong type it says more of the same value, we do not."""
    validator = jsonschema.Draft202012Validator(json.loads(resources.schema_text(kind)))
    errors = list(validator.iter_errors(plain(root)))
    wrong = {tuple(e.absolute_path) for e in errors if e.validator == "type" and "propertyNames" not in e.schema_path}
    found = set()
    for error in errors:
        path, rule = tuple(error.absolute_path), str(error.validator)
        if rule == "type" or not any(path[:n] in wrong for n in range(len(path) + 1)):
            found.add((path, rule))
    return found


def without_places_of_repeats(found: set[tuple[tuple[str | int, ...], str]]) -> set[tuple[tuple[str | int, ...], str]]:
    """The library reports a repetition at the list, we at the item."""
    return {
        (path[:-1] if rule == "uniqueItems" and path and isinstance(path[-1], int) else path, rule)
        for path, rule in found
    }


def agree(kind: str, root: Node) -> bool:
    mine, library = without_places_of_repeats(ours(kind, root)), theirs(kind, root)
    # That a day exists is more than the library can tell.
    extra = {(path, rule) for path, rule in mine - library if rule == "pattern" and not exists(plain_at(root, path))}
    assert mine - extra == library
    return not mine


def exists(value: object) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def plain_at(root: Node, path: tuple[str | int, ...]) -> Any:
    value = plain(root)
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
        ({"type": ["string", "null"]}, ["", None], [1]),
        ({"const": 1}, [1], [True, "1", 2, []]),
        ({"const": True}, [True], [1, "true"]),
        ({"enum": ["a", 1, None]}, ["a", 1, None], ["b", True, {}]),
        ({"maxLength": 2}, ["ab", "中文", 5], ["abc"]),
        ({"minimum": 1, "maximum": 3}, [1, 2.5, 3, "x"], [0, 3.5]),
        ({"minItems": 1, "maxItems": 2}, [[1], [1, 2], {}], [[], [1, 2, 3]]),
        ({"minProperties": 1, "maxProperties": 1}, [{"a": 1}, []], [{}, {"a": 1, "b": 2}]),
        ({"uniqueItems": True}, [[1, 2], [1, True], [[1], [2]]], [[1, 1], [{"a": 1}, {"a": 1}], ["x", "y", "x"]]),
        ({"dependentRequired": {"a": ["b"]}}, [{"b": 1}, {"a": 1, "b": 1}, 3], [{"a": 1}]),
        ({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, [{}, {"a": 1, "b": 1}], [{"a": 1}]),
        ({"propertyNames": {"pattern": "^x"}}, [{"x1": 1}, {}], [{"y": 1}]),
        ({"$ref": "#/$defs/n", "description": "d", "$defs": {"n": {"type": "null"}}}, [None], [0]),
        (
            {"items": {"$ref": "#/$defs/t"}, "$defs": {"t": {"items": {"$ref": "#/$defs/t"}, "type": "array"}}},
            [[], [[[]]]],
            [[[1]]],
        ),
    ],
    ids=str,
)
def test_each_keyword(schema: dict[str, Any], good: list[Any], bad: list[Any]) -> None:
    library, shape = jsonschema.Draft202012Validator(schema), compile_schema(schema)
    for values, fits in ((good, True), (bad, False)):
        for value in values:
            root = at_path(tree([value]), [0])
            assert library.is_valid(plain(root)) is fits
            assert (issues(shape, root) == []) is fits


@pytest.mark.parametrize(
    "schema",
    [
        {"oneOf": [{}]},
        {"anyOf": [{}]},
        {"not": {}},
        {"else": {}},
        {"patternProperties": {}},
        {"format": "date"},
        {"typo": 1},
        {"properties": {"a": {"allOf": []}}},
        {"$ref": "other.json"},
        {"$ref": "#/$defs/none"},
        {"minimum": 1.5},
        {"enum": [[1]]},
        {"$ref": "#/$defs/a", "type": "null", "$defs": {"a": {}}},
        {"items": True},
    ],
    ids=str,
)
def test_what_is_not_evaluated_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(UnsupportedSchemaError):
        compile_schema(schema)


@pytest.mark.parametrize("kind", KINDS)
def test_all_shipped_schemas_are_evaluated(kind: str) -> None:
    assert shape_of(kind) is shape_of(kind)


def test_a_schema_made_at_run_time() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "integer", "description": "甲 / A"}},
        "additionalProperties": False,
    }
    reporter = Reporter()
    assert check_against(tree({"a": 1}), schema, reporter)
    assert len(reporter) == 0
    assert not check_against(tree({"a": "x", "b": 1}), schema, reporter)
    assert sorted(d.code for d in reporter) == ["S010", "S013"]


def test_there_is_an_end_to_issues() -> None:
    assert len(issues(compile_schema({"items": {"type": "null"}}), tree(list(range(1, 5000))))) == MAX_ISSUES


def test_figures_stay_exact() -> None:
    root = parse_yaml(SourceFile("t", "[0.1, 0.30000000000000000001]"), Reporter())
    assert root is not None
    shape = compile_schema({"items": {"enum": [Decimal("0.1"), Decimal("0.30000000000000000001")]}})
    assert issues(shape, root) == []
