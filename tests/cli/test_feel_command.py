"""`feel`: one formula, its value as FEEL text, its failures where they stand."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from policydsl.cli import main

Run = Callable[..., Result]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1 + 2", "3"),
        ("0.1 + 0.2", "0.3"),
        ("1000万元 * 30%", "3000000"),
        ('"算力" + "券"', '"算力券"'),
        ("[1, 2, 3][item > 1]", "[2, 3]"),
        ("{a: 1, b: [1..3]}", "{a: 1, b: [1..3]}"),
        ('date("2025-04-21") + duration("P3Y")', '@"2028-04-21"'),
        ("1 = null", "false"),
        ("-100万元 * 2", "-2000000"),
        ("-(1 + 2)", "-3"),
        ("for x in 1..3 return x * x", "[1, 4, 9]"),
    ],
)
def test_values(formula: str, value: str, run: Run) -> None:
    result = run("feel", formula)
    assert (result.exit_code, result.stdout, result.stderr) == (0, value + "\n", "")


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1.50", '"1.5"'),
        ("[1, true, null]", '["1", true, null]'),
        ("{a: 36个月}", '{"a": "@\\"P3Y\\""}'),
        ('"甲"', '"甲"'),
    ],
)
def test_values_as_json(formula: str, value: str, run: Run) -> None:
    assert run("feel", formula, "--format", "json").stdout == value + "\n"


@pytest.mark.parametrize(
    ("formula", "code", "marked"),
    [
        ("1 / 0", "R001", "1 / 0"),
        ("2 + 营业收入", "R001", "营业收入"),
        ("1 +", "X002", ""),
        ("", "X003", ""),
        ("2025-04-21", "X", "2025-04-21"),
    ],
)
def test_failures(formula: str, code: str, marked: str, run: Run) -> None:
    result = run("feel", formula)
    assert result.exit_code == 1
    assert f"错误[{code}" in result.stderr
    assert marked in result.stderr
    assert ("^" in result.stderr) == bool(formula)  # of an empty text there is no line to show


def test_a_formula_that_fails_has_the_value_null(run: Run) -> None:
    assert run("feel", "1 / 0").stdout == "null\n"
    assert run("feel", "1 +").stdout == ""


def test_values_for_names(run: Run, tmp_path: Path) -> None:
    context = tmp_path / "值.yaml"
    context.write_text("营业收入: 86000000.50\na b: 41\nx: {y: [1.50, 二, no]}\n", encoding="utf-8")
    for formula, value in (("营业收入 * 2", "172000001"), ("a b + 1", "42"), ("x.y", '[1.5, "二", "no"]')):
        assert run("feel", formula, "--context", str(context)).stdout == value + "\n"


def test_values_that_are_no_map(run: Run, tmp_path: Path) -> None:
    context = tmp_path / "list.json"
    context.write_text("[1, 2]", encoding="utf-8")
    result = run("feel", "1", "--context", str(context))
    assert result.exit_code == 2
    assert "[U121]" in result.stderr


def test_a_formula_from_standard_input(run: Run) -> None:
    assert run("feel", "-", stdin="1 +\n  41\n").stdout == "42\n"
    assert run("feel", "-", "--context", "-", stdin="1").exit_code == 2


def test_the_program_leaves_the_search_for_garbage_as_it_was() -> None:
    before = gc.get_threshold()
    assert main(["feel", "1 + 1"]) == 0
    assert gc.isenabled()
    assert gc.get_threshold() == before
