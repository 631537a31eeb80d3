"""The schemas themselves: valid, closed, without branching keywords, described in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from policydsl.source import resources

KINDS = ("amendment", "curve", "facts", "findings", "policy", "result", "tests")
BRANCHING = {"oneOf", "anyOf", "allOf", "not", "dependentSchemas", "unevaluatedProperties", "$dynamicRef", "else"}
# Of these keywords the children are names chosen by us or by the user, not keywords.
NAMED = ("properties", "$defs")
HAN = re.compile("[\u4e00-\u9fff]")


def schema(kind: str) -> dict[str, Any]:
    loaded = json.loads(resources.schema_text(kind))
    assert isinstance(loaded, dict)
    return loaded


def subschemas(node: Any, place: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema of a file, with its place; what stands under `if` and `then` only narrows, and is left out."""
    if not isinstance(node, dict):
        return
    yield place, node
    for keyword in NAMED:
        for name, child in node.get(keyword, {}).items():
            yield from subschemas(child, f"{place}/{keyword}/{name}")
    for keyword in ("items", "additionalProperties", "propertyNames"):
        yield from subschemas(node.get(keyword), f"{place}/{keyword}")


def keywords(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from keywords(child)
    if isinstance(node, dict):
        for key, child in node.items():
            yield key
            if key in NAMED:
                for named in child.values():
                    yield from keywords(named)
            elif key not in ("const", "enum", "default", "dependentRequired"):
                yield from keywords(child)


def test_there_is_one_schema_for_each_kind_of_document() -> None:
    assert resources.schema_names() == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_valid_json_schema_2020_12(kind: str) -> None:
    found = schema(kind)
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert found["$id"] == f"urn:policydsl:schema:{kind}:1"
    assert found["properties"]["kind"]["const"] == kind
    assert found["properties"]["policydsl"]["const"] == 1
    jsonschema.Draft202012Validator.check_schema(found)


@pytest.mark.parametrize("kind", KINDS)
def test_no_branching_keyword_spoils_the_messages(kind: str) -> None:
    assert sorted(BRANCHING & set(keywords(schema(kind)))) == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_object_takes_unknown_keys(kind: str) -> None:
    open_objects = []
    for place, node in subschemas(schema(kind)):
        types = node.get("type", [])
        if "object" in ([types] if isinstance(types, str) else types) or "properties" in node:
            rest = node.get("additionalProperties")
            closed = rest is False or (isinstance(rest, dict) and bool(rest))
            if not closed:
                open_objects.append(place)
    assert open_objects == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_property_and_definition_is_described_in_chinese_and_english(kind: str) -> None:
    lacking = []
    for place, node in subschemas(schema(kind)):
        *_, keyword, _name = ("#", *place.split("/"))
        if keyword not in NAMED and place != "#":
            continue
        chinese, _, english = node.get("description", "").partition(" / ")
        if not HAN.search(chinese) or not re.search("[A-Za-z]{2}", english):
            lacking.append(place)
    assert lacking == []


@pytest.mark.parametrize("kind", KINDS)
def test_title_in_both_languages(kind: str) -> None:
    chinese, _, english = schema(kind)["title"].partition(" / ")
    assert HAN.search(chinese)
    assert english.isascii()
    assert english


@pytest.mark.parametrize("kind", KINDS)
def test_references_are_local_and_all_definitions_are_used(kind: str) -> None:
    text = resources.schema_text(kind)
    defined = {f"#/$defs/{name}" for name in schema(kind)["$defs"]}
    used = set(re.findall(r'"\$ref": "([^"]*)"', text))
    assert used == defined


def test_shared_definitions_are_the_same_everywhere() -> None:
    seen: dict[str, Any] = {}
    for kind in KINDS:
        for name, body in schema(kind)["$defs"].items():
            if name in ("id", "date", "text", "record", "prior_award", "other_policy_award"):
                assert seen.setdefault(name, body) == body, f"{name} in {kind}"


@pytest.mark.parametrize("kind", KINDS)
def test_no_pattern_lets_a_final_line_break_through(kind: str) -> None:
    # In Python, `$` also matches before a final line break; an id with one would never be found again.
    patterns = re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', resources.schema_text(kind))
    assert patterns
    for written in patterns:
        pattern = json.loads(written)
        assert pattern.endswith(r"(?!\n)$") or "$" not in pattern


@pytest.mark.parametrize(
    ("name", "accepted"),
    [
        ("rd_national", True),
        ("申报主体", True),
        ("规模2", True),
        ("_x", True),
        ("Crédit", True),
        ("2nd", False),
        ("a b", False),
        ("a-b", False),
        ("a.b", False),
        ("a×b", False),
        ("（一）", False),
        ("", False),
        ("ab\n", False),
    ],
)
def test_ids_are_feel_names_without_spaces(name: str, accepted: bool) -> None:
    body = schema("policy")["$defs"]["id"]
    assert jsonschema.Draft202012Validator(body).is_valid(name) is accepted


@pytest.mark.parametrize("kind", KINDS)
def test_no_key_is_written_twice(kind: str) -> None:
    twice: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        twice.extend(name for name in names if names.count(name) > 1)
        return dict(pairs)

    json.loads(resources.schema_text(kind), object_pairs_hook=once)
    assert twice == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_choice_is_explained_in_both_languages(kind: str) -> None:
    """Editors show `enumDescriptions` beside each choice."""
    seen = 0
    for place, node in subschemas(schema(kind)):
        if "enum" in node:
            seen += 1
            described = node.get("enumDescriptions", [])
            assert len(described) == len(node["enum"]), place
            for one in described:
                chinese, _, english = one.partition(" / ")
                assert HAN.search(chinese), place
                assert re.search("[A-Za-z]{2}", english), place
    assert seen or kind == "amendment"


def test_what_a_note_may_stand_in_may_carry_allow() -> None:
    definitions = schema("policy")["$defs"]
    with_note = {name for name, body in definitions.items() if "note" in body.get("properties", {})}
    with_allow = {name for name, body in definitions.items() if "allow" in body.get("properties", {})}
    assert with_note <= with_allow
    assert "allow" in schema("policy")["properties"]
    assert "allow" in schema("amendment")["properties"]
