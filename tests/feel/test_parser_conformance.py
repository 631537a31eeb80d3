"""Every text of the public FEEL conformance cases can be read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from policydsl.diagnostics import Reporter, Severity
from policydsl.feel.parser import parse_expression, parse_unary_tests
from policydsl.source import SourceFile, WholeText

# text -> why it is refused
REFUSED = {
    '@"foo"': "not a date, time or duration: FEEL makes it null, here it is told when it is read",
}

Found = tuple[str, frozenset[str], bool]


def _keys(value: Any) -> Iterator[str]:
    """The names of all context entries in a typed value of the cases."""
    match value:
        case {"t": "context", "v": dict(entries)}:
            yield from entries
            for entry in entries.values():
                yield from _keys(entry)
        case {"t": "list", "v": list(items)}:
            for item in items:
                yield from _keys(item)
        case _:
            pass


def _fields(type_: Any) -> Iterator[str]:
    for name, field in (type_.get("fields") or {}).items():
        yield name
        yield from _fields(field)


def _decision(case: dict[str, Any], names: frozenset[str]) -> Iterator[Found]:
    if case.get("expression"):
        yield case["expression"], names, False
    table = case.get("table")
    if not table:
        return
    for column in table["inputs"]:
        yield column["expr"], names, False
    for column in (*table["inputs"], *table["outputs"]):
        if column["values"]:
            yield column["values"], names, True
    for rule in table["rules"]:
        yield from ((text, names, True) for text in rule["when"])
        yield from ((text, names, False) for text in rule["then"] if text)


def texts(folder: Path) -> Iterator[Found]:
    for name in ("feel_cases", "boxed_cases", "table_cases"):
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            known = set(case["scope"])
            for given in case["context"]:
                known |= {given["name"], *_keys(given["value"])}
            for type_ in case["types"].values():
                known |= set(_fields(type_))
            for required in case["requires"]:
                known |= {required["name"], *required.get("scope", ())}
                known |= {parameter["name"] for parameter in required.get("params", ())}
            for decision in (case, *case["requires"]):
                yield from _decision(decision, frozenset(known))


def test_every_conformance_text_can_be_read() -> None:
    shared = os.environ.get("POLICYDSL_SHARED")
    if not shared:
        pytest.skip("set POLICYDSL_SHARED to the folder that holds feel-tck/ to read the conformance texts")
    refused: dict[str, list[str]] = {}
    count = 0
    for text, names, cell in set(texts(Path(shared) / "feel-tck")):
        count += 1
        reporter = Reporter()
        parse = parse_unary_tests if cell else parse_expression
        parse(text, WholeText(SourceFile("formula", text)), reporter, names=names)
        errors = [d.message("en") for d in reporter if d.severity is Severity.ERROR]
        if errors:
            refused[text] = errors
    assert count > 2_000
    assert refused.keys() == REFUSED.keys(), refused
