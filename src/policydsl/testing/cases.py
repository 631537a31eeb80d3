"""The tests of a document."""

from __future__ import annotations

from collections.abc import Iterator

from policydsl.diagnostics import Label, Reporter
from policydsl.feel.values import Date
from policydsl.model import reading as read
from policydsl.source.frozen import frozen
from policydsl.syntax.tree import Mapping, Node


@frozen(eq=False)
class PolicyTest:
    """One test, the `index`-th of its document: day, readings other than the defaults, facts, what is expected."""

    index: int
    name: str
    as_of: Date
    readings: dict[str, str]
    facts: Mapping
    expect: Node
    at: Label


def tests_of(root: Mapping) -> Iterator[PolicyTest]:
    """The tests of a document whose shape was checked."""
    for index, body in enumerate(read.mappings(root.get("tests"))):
        name, facts, expect = body.get("name"), body.get("facts"), body.get("expect")
        day = read.day(body.get("as_of"), Reporter())
        if name is None or day is None or expect is None or not isinstance(facts, Mapping):
            continue
        readings = {key.text: text for key, value in read.entries(body.get("readings")) if (text := read.string(value))}
        yield PolicyTest(index, read.string(name) or "", day, readings, facts, expect, read.label_of(name))
