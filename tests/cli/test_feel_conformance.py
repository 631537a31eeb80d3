"""`feel --conformance`: totals on the screen, a report as a file, and nothing but findings for a broken kit."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]
ROW: dict[str, object] = {
    "folder": "own", "result": "asked", "context": [], "requires": [], "typeRef": None, "scope": [], "types": {},
    "expect_error": False,
}  # fmt: skip


def case(id_: str, expression: str, expected: dict[str, Any], folder: str = "own") -> str:
    return json.dumps(ROW | {"id": id_, "expression": expression, "expected": expected, "folder": folder})


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    rows = [
        case("own/sum", "1 + 1", {"t": "number", "v": "2"}),
        case("own/null", "1 / 0", {"t": "null"}),
        case("甲/text", '"a" + "b"', {"t": "string", "v": "ab"}, "甲"),
    ]
    (tmp_path / "feel_cases.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


def test_totals(run: Run, kit: Path) -> None:
    result = run("feel", "--conformance", str(kit), "--lang", "en")
    assert (result.exit_code, result.stderr) == (0, "")
    rows = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert rows == [
        "own 2/2 (100.0%)",
        "甲 1/1 (100.0%)",
        "all 3/3 (100.0%)",
        "expected not null 2/2 (100.0%)",
        "errors expected, with a reason 0/0 (0.0%)",
    ]


def test_a_case_that_fails_without_a_reason_is_a_finding(run: Run, kit: Path) -> None:
    wrong = case("own/wrong", "2 * 2", {"t": "number", "v": "5"})
    with (kit / "table_cases.jsonl").open("w", encoding="utf-8") as stream:
        stream.write(wrong + "\n")
    report = kit / "report.json"
    result = run("feel", "--conformance", str(kit), "--report", str(report), "--lang", "en")
    assert result.exit_code == 1
    for part in ("own  2/3 (66.6%)", "failing: own/wrong", "expected: 5", "got: 4", "reason: (none recorded)"):
        assert part in result.stdout
    written = json.loads(report.read_text(encoding="utf-8"))
    assert written["all"] == {"passed": 3, "count": 4}
    assert written["expected_not_null"] == {"passed": 2, "count": 3}
    assert written["folders"] == {"own": {"passed": 2, "count": 3}, "甲": {"passed": 1, "count": 1}}
    assert [(one["id"], one["reason"]) for one in written["failing"]] == [("own/wrong", None)]


def test_the_report_is_the_same_every_time(run: Run, kit: Path) -> None:
    texts = []
    for name in ("one.json", "other.json"):
        assert run("feel", "--conformance", str(kit), "--report", str(kit / name)).exit_code == 0
        texts.append((kit / name).read_bytes())
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    "line",
    ["{", "[]", "null", '{"id": 1}', "[" * 5000, case("a", "1", {"t": "number", "v": "x"}), '{"context": 3}', "NaN"],
)
def test_a_line_that_is_no_case_is_a_finding(run: Run, kit: Path, line: str) -> None:
    with (kit / "feel_cases.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")
    report = kit / "report.json"
    result = run("feel", "--conformance", str(kit), "--report", str(report), "--lang", "en")
    assert result.exit_code == 2
    assert "error[U123]: line 4 of" in result.stderr
    assert result.stdout == ""
    assert not report.exists()


def test_a_kit_that_is_no_text(run: Run, kit: Path) -> None:
    (kit / "feel_cases.jsonl").write_bytes(b"\xff\xfe{}\n")
    result = run("feel", "--conformance", str(kit))
    assert result.exit_code == 2
    assert "[U003]" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), "U105"),
        (("1", "--conformance", "."), "U124"),
        (("1", "--report", "x.json"), "U124"),
        (("--conformance", "tests/cli"), "U122"),
        (("--conformance", "no-such-folder"), "U122"),
    ],
)
def test_usage(run: Run, arguments: tuple[str, ...], code: str) -> None:
    result = run("feel", *arguments)
    assert result.exit_code == 2
    assert f"错误[{code}]" in result.stderr


def test_a_report_that_cannot_be_written(run: Run, kit: Path) -> None:
    result = run("feel", "--conformance", str(kit), "--report", str(kit / "no" / "such" / "folder.json"))
    assert result.exit_code == 2
    assert "[U116]" in result.stderr
