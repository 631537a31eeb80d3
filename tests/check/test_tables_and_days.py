"""Tables and conditions over days, counts, dated figures, and lists whose fields have the same names."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.source import SourceFile
from policydsl.workspace.loading import load_policy_source

BASE = (Path(__file__).parent / "base.yaml").read_text(encoding="utf-8")
WORKS = """\
  works:
    item: work
    label: 工程
    fields:
      stage: {type: enum, values: {draft: 草案, done: 已成}, label: 状态}
      cost: {type: money, label: 费用}
parameters:
  edge: {value: {2025-01-01: 10亿元, 2026-07-01: 8亿元}, label: 界限}
"""


def findings(*changes: tuple[str, str]) -> tuple[Diagnostic, ...]:
    """What `check` says of the sample policy after changes, of which every first text must be there."""
    text = BASE.replace("parameters:\n", WORKS, 1)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    reporter = Reporter()
    load_policy_source(SourceFile("policy.yaml", text), reporter)
    return reporter.diagnostics


def codes(*changes: tuple[str, str]) -> list[str]:
    """The codes alone; `edge` is used by some of the policies only."""
    return [one.code for one in findings(*changes) if one.code not in ("P025", "P026")]


def tiers(of: str, low: str, high: str) -> tuple[tuple[str, str], ...]:
    """The two rows for enterprises over another input."""
    return (
        ("revenue: applicant.annual_revenue", f"revenue: {of}"),
        ("revenue: ≥ 10亿元", f'revenue: "{high}"'),
        ("revenue: < 10亿元", f'revenue: "{low}"'),
    )


@pytest.mark.parametrize(
    ("of", "low", "high", "found"),
    [
        ("applicant.founded", "<= 2025年6月30日", ">= 2025年7月1日", []),
        ("applicant.founded", "< 2025年6月30日", ">= 2025年7月1日", ["D010"]),
        ("applicant.founded", "<= 2025年7月1日", ">= 2025年7月1日", ["D001"]),
        ("count(projects)", "<= 9", ">= 10", []),
        ("count(projects)", "< 9", ">= 10", ["D010"]),
        ("applicant.staff + 1", "<= 9", ">= 10", []),
        ("applicant.staff / 2", "<= 9", ">= 10", ["D010"]),
        ("applicant.annual_revenue", "< edge", ">= edge", []),
        ("applicant.annual_revenue", "< edge", "> edge", ["D010"]),
        ("applicant.annual_revenue", "<= edge", ">= edge", ["D001"]),
        ("applicant.annual_revenue", "< 9亿元", ">= edge", ["D001", "D010"]),  # each at its time
        ("applicant.annual_revenue", "< 8亿元", ">= edge", ["D010"]),
        ("applicant.annual_revenue", "< 100 * unit", ">= 100 * unit", []),
        ("applicant.annual_revenue", "< 99 * unit", ">= edge / 1", ["D001", "D010"]),
    ],
)
def test_two_tiers(of: str, low: str, high: str, found: list[str]) -> None:
    assert sorted(codes(*tiers(of, low, high))) == found


def test_one_value_that_is_left_out_is_named() -> None:
    (found,) = (
        one for one in findings(*tiers("applicant.annual_revenue", "< 10亿元", "> 10亿元")) if one.code == "D010"
    )
    assert found.message("zh") == "没有一行适用于 kind = enterprise（企业），revenue = 10亿元"
    assert "只差这一个值" in found.help_text("zh")


TOTAL = "amount: sum(projects[finished].cost) * share"


def test_lists_with_fields_of_one_name() -> None:
    mixed = 'amount: (sum(projects[stage = "built"].cost) + sum(works[stage = "done"].cost)) * share'
    assert codes((TOTAL, mixed)) == []
    some = "(some p in projects satisfies p.cost >= 10万元) and (some p in works satisfies p.cost < 0元)"
    assert codes(("some p in projects satisfies p.finished", some)) == []


def test_a_variable_hides_a_let() -> None:
    hidden = "some base in projects satisfies base.finished"
    renamed = (("base: project.cost - 10万元", "base: project.cost"), ("project.cost >= 100万元", hidden))
    assert codes(*renamed) == []


def test_a_circle_of_names_ends() -> None:
    circle = (
        ("base: project.cost - 10万元", "base: other\n      other: base"),
        ("project.cost >= 100万元", "base > 5元"),
    )
    assert "N008" in codes(*circle)


def test_a_dated_figure_must_exclude_everybody_at_all_times() -> None:
    below = "project.cost >= edge and project.cost < "
    assert codes(("project.cost >= 100万元", below + "9亿元")) == []
    assert codes(("project.cost >= 100万元", below + "8亿元")) == ["P101"]


DAYS = st.integers(1, 8)


@given(DAYS, st.booleans(), DAYS, st.booleans())
def test_tiers_of_days(first: int, closed: bool, second: int, also: bool) -> None:
    low, high = f"{'<=' if closed else '<'} 2025年6月{first}日", f"{'>=' if also else '>'} 2025年6月{second}日"
    fits = [
        (day < first or (closed and day == first)) + (day > second or (also and day == second)) for day in range(30)
    ]
    wanted = ["D001"] if 2 in fits else ["D010"] if 0 in fits else []
    assert codes(*tiers("applicant.founded", low, high)) == wanted
