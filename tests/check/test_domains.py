"""Gaps and overlaps agree with what a brute-force reading of the table finds."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.source import SourceFile, Text
from policydsl.workspace.loading import load_policy_source

KINDS = ("enterprise", "university", "team")
BOUNDS = (0, 10, 20, 30)
HEAD = """\
policydsl: 1
kind: policy
id: sample
title: 示例
in_force: {from: 2025-01-01, until: 2027-12-31}
facts:
  applicant:
    fields:
      kind: {type: enum, values: {enterprise: 企业, university: 高校, team: 团队}}
      staff: {type: number, min: 0}
clauses:
  - id: reward
    cite: 一（一）
    title: 奖励
    departments: [市工信局]
    benefit: reward
    basis: exact
    table:
      hit: %s
      inputs: {kind: applicant.kind, staff: applicant.staff}
      rules:
"""


@dataclass(frozen=True)
class Row:
    """A row over two inputs: kinds (none: any) and an interval of numbers."""

    kinds: tuple[str, ...]
    low: int
    low_closed: bool
    high: int | None
    high_closed: bool

    def fits(self, kind: str, staff: int) -> bool:
        """Whether the row matches, `staff` counted in halves."""
        value = staff / 2
        above = value > self.low or (self.low_closed and value == self.low)
        below = self.high is None or value < self.high or (self.high_closed and value == self.high)
        return (not self.kinds or kind in self.kinds) and above and below

    def text(self, index: int) -> str:
        """The row as a drafter writes it."""
        kinds = f"kind: [{', '.join(self.kinds)}], " if self.kinds else ""
        if self.high is None:
            staff = f"{'≥' if self.low_closed else '＞'} {self.low}"
        else:
            staff = f"{'[' if self.low_closed else '('}{self.low}..{self.high}{']' if self.high_closed else ')'}"
        return f'        - {{id: r{index}, when: {{{kinds}staff: "{staff}"}}, then: {{sum: {index + 1}0万元}}}}\n'


ROWS = st.builds(
    lambda kinds, low, low_closed, length, high_closed: Row(
        tuple(k for k in KINDS if k in kinds),
        BOUNDS[low],
        low_closed,
        BOUNDS[low + length] if length and low + length < len(BOUNDS) else None,
        high_closed,
    ),
    st.sets(st.sampled_from(KINDS), max_size=2), st.integers(0, 3), st.booleans(), st.integers(0, 2), st.booleans(),
)  # fmt: skip
STATES = [(kind, staff) for kind in KINDS for staff in range(90)]


def findings(rows: list[Row], hit: str) -> tuple[Diagnostic, ...]:
    """What `check` says of the table."""
    text = HEAD % hit + "".join(row.text(i) for i, row in enumerate(rows)) + "    amount: sum\n"
    reporter = Reporter()
    load_policy_source(SourceFile("policy.yaml", text), reporter)
    return reporter.diagnostics


@given(st.lists(ROWS, min_size=1, max_size=5))
def test_overlaps_of_a_unique_table(rows: list[Row]) -> None:
    overlap = any(sum(row.fits(*state) for row in rows) > 1 for state in STATES)
    assert any(one.code == "D001" for one in findings(rows, "unique")) == overlap


@given(st.lists(ROWS, min_size=1, max_size=5))
def test_gaps_of_a_table_of_first_hits(rows: list[Row]) -> None:
    missing = [state for state in STATES if not any(row.fits(*state) for row in rows)]
    without_any = [kind for kind in KINDS if not any(row.fits(kind, staff) for row in rows for _, staff in STATES)]
    found = [one for one in findings(rows, "first") if one.code in ("D010", "D017")]
    assert not found or missing
    assert any(one.code == "D017" for one in found) == bool(without_any)
    for one in found:
        example = one.args["example"]
        assert isinstance(example, Text)
        kind, _, staff = example.en.removeprefix("kind = ").partition(", staff = ")
        if staff:
            assert not any(row.fits(kind, round(float(staff) * 2)) for row in rows)


@given(st.lists(ROWS, min_size=1, max_size=5))
def test_rows_never_reached(rows: list[Row]) -> None:
    never = {
        f"r{i}"
        for i, row in enumerate(rows)
        if all(any(other.fits(*state) for other in rows[:i]) for state in STATES if row.fits(*state))
    }
    found = {str(one.args["row"]) for one in findings(rows, "first") if one.code in ("D012", "D013")}
    assert found == never


@given(st.lists(ROWS, min_size=1, max_size=4))
def test_a_hole_between_rows_is_a_warning(rows: list[Row]) -> None:
    def between(kind: str, staff: int) -> bool:
        fits = [n for n in range(90) if any(row.fits(kind, n) for row in rows)]
        return bool(fits) and fits[0] < staff < fits[-1] and staff not in fits

    holes = any(between(*state) for state in STATES)
    warned = any(one.code == "D010" for one in findings(rows, "first"))
    assert warned or not holes
