"""The conformance kit of the DMN community, judged. The cases that do not pass are known, each with a reason.

The judge itself is judged by a small kit of our own, which needs no shared material.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from policydsl.diagnostics import Reporter
from policydsl.feel.conformance import KNOWN, Report, Verdict, as_json, run_kit

Json: TypeAlias = dict[str, Any]


@pytest.fixture(scope="module")
def report(shared: Path) -> Report:
    reporter = Reporter()
    found = run_kit(shared / "feel-tck", reporter)
    assert not len(reporter), [diagnostic.message("en") for diagnostic in reporter]
    return found


def test_the_kit_is_there(report: Report) -> None:
    assert report.all.count > 2000
    assert report.not_null.count > 1100


def test_only_the_known_cases_fail(report: Report) -> None:
    failed = {
        verdict.case.id: f"{verdict.case.asked.expression} gave {verdict.got}, not {verdict.wanted}: {verdict.reasons}"
        for verdict in report.failed
    }
    assert {id_: failed[id_] for id_ in failed.keys() - KNOWN.keys()} == {}
    assert KNOWN.keys() == failed.keys(), "a known case passes now: take it off the list"


def test_the_count_does_not_fall(report: Report, root: Path) -> None:
    """`policydsl feel --conformance DIR --report docs/conformance.json` writes the file anew; it may only get better."""  # noqa: E501
    committed = json.loads((root / "docs" / "conformance.json").read_text(encoding="utf-8"))
    assert json.loads(as_json(report)) == committed, "write docs/conformance.json anew"


def test_the_floors(root: Path) -> None:
    """So that a committed report cannot lower the bar: of all, of those not null, of errors that come with a reason."""
    committed = json.loads((root / "docs" / "conformance.json").read_text(encoding="utf-8"))
    assert committed["all"]["passed"] >= 2088
    assert committed["expected_not_null"]["passed"] >= committed["expected_not_null"]["count"] - 2
    recorded = committed["errors_with_a_reason"]
    assert recorded["passed"] * 10 >= recorded["count"] * 9
    assert all(case["reason"] for case in committed["failing"]), "a case that fails needs a reason in known.py"
    assert len(committed["failing"]) == committed["all"]["count"] - committed["all"]["passed"]


def typed(value: object) -> Json:
    """A value as the kit writes it."""
    match value:
        case None:
            return {"t": "null"}
        case bool():
            return {"t": "boolean", "v": value}
        case int():
            return {"t": "number", "v": str(value)}
        case list():
            return {"t": "list", "v": [typed(item) for item in value]}
        case dict():
            return {"t": "context", "v": {key: typed(item) for key, item in value.items()}}
        case _:
            return {"t": "string", "v": value}


def case(expected: object, **parts: Any) -> Json:
    """A row of a kit."""
    row: Json = {
        "id": "own/1", "folder": "own", "result": "asked", "context": [], "requires": [], "expression": None,
        "typeRef": None, "scope": [], "types": {}, "expected": typed(expected), "expect_error": expected is None,
    }  # fmt: skip
    return row | parts


def judged(tmp_path: Path, *rows: Json) -> tuple[Verdict, ...]:
    lines = "\n".join(json.dumps(row) for row in rows)
    (tmp_path / "feel_cases.jsonl").write_text(lines, encoding="utf-8")
    reporter = Reporter()
    report = run_kit(tmp_path, reporter)
    assert not len(reporter)
    return report.verdicts


def table(hit: str, *, aggregation: str | None = None, default: str | None = None) -> Json:
    """Bands of a number that overlap: below 10, below 20, below 30, and (agreeing with it) from 20 below 30."""
    outputs = {"name": None, "values": '"large", "medium", "small"', "default": default}
    rules = [("< 10", '"small"'), ("< 20", '"medium"'), ("< 30", '"large"'), ("[20..30)", '"large"')]
    if aggregation:
        rules = [(cell, str(number)) for number, (cell, _) in enumerate(rules, start=1)]
    return {
        "hitPolicy": hit, "aggregation": aggregation, "inputs": [{"expr": "n"}], "outputs": [outputs],
        "rules": [{"when": [cell], "then": [result]} for cell, result in rules],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("hit", "n", "expected"),
    [
        ("UNIQUE", 15, None),
        ("UNIQUE", 40, None),
        ("ANY", 15, None),
        ("ANY", 25, "large"),
        ("FIRST", 15, "medium"),
        ("PRIORITY", 5, "large"),
        ("RULE ORDER", 15, ["medium", "large"]),
        ("OUTPUT ORDER", 5, ["large", "medium", "small"]),
        ("COLLECT", 15, ["medium", "large"]),
        ("COLLECT", 40, []),
    ],
)
def test_hit_policies(tmp_path: Path, hit: str, n: int, expected: object) -> None:
    inputs = [{"name": "n", "typeRef": "number", "value": typed(n)}]
    (verdict,) = judged(tmp_path, case(expected, table=table(hit), context=inputs, scope=["n"]))
    assert verdict.passed, verdict
    assert verdict.recorded or expected is not None or n == 40


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", 5), ("MIN", 2), ("MAX", 3), ("COUNT", 2)])
def test_aggregations(tmp_path: Path, aggregation: str, expected: int) -> None:
    inputs = [{"name": "n", "typeRef": "number", "value": typed(15)}]
    bands = table("COLLECT", aggregation=aggregation)
    (verdict,) = judged(tmp_path, case(expected, table=bands, context=inputs, scope=["n"]))
    assert verdict.passed, verdict


def test_defaults_stand_in_where_no_row_matches(tmp_path: Path) -> None:
    inputs = [{"name": "n", "typeRef": "number", "value": typed(40)}]
    bands = table("UNIQUE", default='"none"')
    (verdict,) = judged(tmp_path, case("none", table=bands, context=inputs, scope=["n"]))
    assert verdict.passed, verdict


def test_functions_decisions_and_types(tmp_path: Path) -> None:
    countdown = {
        "name": "down", "kind": "bkm", "typeRef": None, "resultTypeRef": "tNumbers", "scope": [],
        "params": [{"name": "n", "typeRef": "number"}],
        "body": "if n = 0 then [] else concatenate([n], down(n - 1))",
    }  # fmt: skip
    start = {"name": "first step", "kind": "decision", "typeRef": "number", "scope": [], "expression": "[3]"}
    types = {"tNumbers": {"base": "number", "collection": True, "allowed": "< 5"}}
    parts: Json = {"requires": [countdown, start], "types": types, "scope": ["down", "first step"]}
    asked = [
        case([3, 2, 1], expression="down(first step)", **parts),
        case(None, expression="down(6)", **parts),
        case(None, expression='down("a")', **parts),
        case(None, expression="down(", **parts),
        case(1, expression="[1]", typeRef="number"),
        case(None, expression='"a"', typeRef="number"),
    ]
    verdicts = judged(tmp_path, *asked)
    assert [verdict.passed for verdict in verdicts] == [True] * len(asked), verdicts
    assert all(verdict.reasons for verdict in verdicts if verdict.case.fails)


def test_a_wrong_answer_is_told(tmp_path: Path) -> None:
    verdicts = judged(
        tmp_path, case(2, expression="1"), case("1", expression="1"), case([1], expression="1"), case(1, expression="1")
    )
    assert [verdict.passed for verdict in verdicts] == [False, False, False, True]
    report = Report(verdicts)
    assert (str(report.all), len(report.failed)) == ("1/4 (25.0%)", 3)
    assert report.folders["own"] == report.all
