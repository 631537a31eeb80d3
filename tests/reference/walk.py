"""Which keys and choices of a schema a document writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from policydsl.render.document_reference.outline import Outline, target
from policydsl.syntax.tree import Mapping as Map
from policydsl.syntax.tree import Node, Scalar, Sequence


def written(outline: Outline, schema: Mapping[str, Any], node: Node) -> Iterator[str]:
    """`cap.every` for a key of a section, `cap.every=year` for a choice of it."""
    yield from _at(outline, schema, outline.kind, node)


def _at(outline: Outline, schema: Mapping[str, Any], name: str, node: Node) -> Iterator[str]:
    wanted = target(schema)
    if wanted:
        yield from _at(outline, outline.definitions[wanted], wanted, node)
        return
    if isinstance(node, Scalar):
        if "enum" in schema:
            yield f"{name}={node.text}"
        return
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _at(outline, schema.get("items", {}), name, item)
        return
    assert isinstance(node, Map)
    named, rest = schema.get("properties", {}), schema.get("additionalProperties")
    for key, child in node:
        if key.text in named:
            yield f"{name}.{key.text}"
            yield from _at(outline, named[key.text], f"{name}.{key.text}", child)
        elif isinstance(rest, Mapping):
            yield from _at(outline, rest, f"{name}.…" if named else name, child)


def all_of(outline: Outline) -> Iterator[str]:
    """Every key of every section, and every choice."""
    for section in outline.sections:
        for key in section.keys:
            if not key.name:
                continue
            place = f"{section.name}.{key.name}"
            yield place
            chosen = key.schema if "enum" in key.schema else key.schema.get("items", {})
            yield from (f"{place}={value}" for value in chosen.get("enum", ()))
