"""Times of day: no query reads them, but they leave an applicant to the queries where they are written plainly."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cohort.conftest import awards, policy_of, write_csv

from policydsl.feel.values import Date

DAY = Date(2026, 6, 30)
POLICY = """
policydsl: 1
kind: policy
id: moments
title: 时刻
in_force: {from: 2025-01-01}
facts:
  applicant:
    label: 申报主体
    fields:
      opens: {type: time, label: 开门时刻}
      signed: {type: date_time, label: 签约时刻}
      cost: {type: money, min: 0元, label: 投入}
clauses:
  - id: support
    cite: 一（一）
    title: 补助
    departments: [市工信局]
    benefit: subsidy
    basis: ceiling
    amount: applicant.cost * 30%
"""
ASKS = """  - id: early
    cite: 一（二）
    title: 早开门
    departments: [市工信局]
    benefit: subsidy
    basis: ceiling
    eligibility:
      - {id: early, test: 'applicant.opens < time("09:00:00")', label: 九点前开门}
    amount: 5万元
"""
PLAIN = {"opens": ["08:30:00", "23:59:59", "00:00:00", ""],
         "signed": ["2024-02-29T08:30:00", "0001-01-01T00:00:00", "9999-12-31T23:59:59"]}  # fmt: skip
OTHER = {"opens": ["24:00:00", "08:30:00Z", "8点", "08:30"],
         "signed": ["2023-02-29T08:30:00", "2024-02-29", "0000-01-01T00:00:00"]}  # fmt: skip


@pytest.mark.parametrize(("cells", "plain"), [(PLAIN, True), (OTHER, False)])
def test_only_times_that_are_written_otherwise_go_one_by_one(
    tmp_path: Path, cells: dict[str, list[str]], plain: bool
) -> None:
    facts = [{name: text} for name, texts in cells.items() for text in texts]
    given = [{"applicant": {"id": f"A{i}", "cost": "100万元", **one}} for i, one in enumerate(facts)]
    cohort = write_csv(tmp_path, given)
    fast, batch = awards(policy_of(POLICY), cohort, DAY, {}, one_by_one=False)
    slow, _ = awards(policy_of(POLICY), cohort, DAY, {}, one_by_one=True)
    assert fast == slow
    assert len(fast) == len(given) if plain else len(fast) < len(given)
    chosen = batch.db.execute('SELECT count(*) FROM "$chosen"').fetchone()
    assert chosen == (0 if plain else len(given),)


def test_a_clause_that_asks_for_a_time_goes_one_by_one(tmp_path: Path) -> None:
    given = [{"applicant": {"id": f"A{i}", "cost": "1元", "opens": one}} for i, one in enumerate(PLAIN["opens"])]
    cohort = write_csv(tmp_path, given)
    fast, batch = awards(policy_of(POLICY + ASKS), cohort, DAY, {}, one_by_one=False)
    slow, _ = awards(policy_of(POLICY + ASKS), cohort, DAY, {}, one_by_one=True)
    assert fast == slow
    assert [one.id for one in batch.refusals] == ["early"]
