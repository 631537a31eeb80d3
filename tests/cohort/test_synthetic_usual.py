"""Made-up rates, shares, ages, areas and prices are such as there are, and what a policy asks about is among them."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from tests.cohort.conftest import policy_of

from policydsl.cohort.synthetic import write_cohort
from policydsl.cohort.synthetic.shares import Shares
from policydsl.feel.values import Date

POLICY = """\
policydsl: 1
kind: policy
id: usual
title: 示例
in_force: {{from: 2025-01-01}}
facts:
  applicant:
    label: 申报主体
    fields:
      x: {field}
clauses:
  - id: one
    cite: 一
    title: 奖励
    departments: [甲局]
    benefit: reward
    basis: exact
    eligibility: [{{id: x, test: {test}, label: x}}]
    amount: 1元
"""


def drawn(tmp_path: Path, field: str, test: str) -> list[Decimal]:
    loaded = policy_of(POLICY.format(field=field, test=test))
    write_cohort(loaded, tmp_path / "c", 400, 1, shares=Shares(missing=0), as_of=Date(2026, 1, 1))
    with (tmp_path / "c" / "applicants.csv").open(encoding="utf-8", newline="") as stream:
        return sorted(Decimal(row["x"]) for row in csv.DictReader(stream))


# A fact, what is asked of it, the least and the most that there may be, between which the middle one is.
KINDS = [
    ("{type: number, label: 汇率, unit: 元/美元}", "applicant.x > 7", "6.5", "7.6", "7", "7.2"),
    ("{type: number, label: 汇率, unit: 元/美元, min: 5, max: 10}", "applicant.x > 7", "6.5", "7.6", "7", "7.2"),
    ("{type: number, label: 汇率, min: 8, max: 9}", "applicant.x > 8", "8", "9", "8", "9"),  # the policy knows better
    ("{type: number, label: 折算, unit: 元/日元}", "applicant.x > 0.04", "0.03", "0.06", "0.04", "0.05"),
    ("{type: number, label: 研发投入占比}", "applicant.x > 5%", "0", "1", "0.01", "0.3"),
    ("{type: number, label: 研发投入占比, unit: '%'}", "applicant.x > 5", "0", "100", "1", "30"),
    ("{type: number, label: 负债率}", "applicant.x < 70", "0", "100", "20", "90"),
    ("{type: number, label: 年利率}", "applicant.x > 3%", "0", "0.2", "0.02", "0.05"),
    ("{type: number, label: 增长率}", "applicant.x > 20%", "-0.5", "3", "0.1", "0.3"),
    ("{type: number, whole: true, label: 年龄, unit: 岁}", "applicant.x < 45", "18", "70", "25", "60"),
    ("{type: number, whole: true, label: 年龄, unit: 岁, min: 0, max: 16}", "applicant.x < 14", "0", "16", "0", "16"),
    ("{type: number, label: 租用面积, unit: 平方米}", "applicant.x > 500", "0", "60000", "200", "2000"),
    ("{type: number, whole: true, label: 租用月数, unit: 个月}", "applicant.x > 3", "0", "60", "1", "12"),
    ("{type: number, whole: true, label: 当年租用月数}", "applicant.x > 3", "0", "12", "1", "12"),
    ("{type: number, whole: true, label: 年限, unit: 年}", "applicant.x > 50", "0", "51", "5", "51"),
    ("{type: number, label: 评审得分}", "applicant.x > 60", "30", "100", "50", "80"),
    ("{type: number, whole: true, label: 落户年度}", "applicant.x >= 2025", "2020", "2026", "2022", "2026"),
    ("{type: money, label: 年租金, unit: 元/平方米, min: 0元}", "applicant.x > 100元", "0", "6000", "50", "1000"),
    ("{type: money, label: 每平方米月租, min: 0元}", "applicant.x > 100元", "0", "500", "20", "200"),
    ("{type: money, label: 电价, unit: 元/千瓦时, min: 0元}", "applicant.x > 0.5元", "0.3", "3", "0.3", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "test", "least", "most", "low", "high"), KINDS)
def test_figures_of_a_kind(tmp_path: Path, field: str, test: str, least: str, most: str, low: str, high: str) -> None:
    found = drawn(tmp_path, field, test)
    assert Decimal(least) <= found[0]
    assert found[-1] <= Decimal(most)
    assert Decimal(low) <= found[len(found) // 2] <= Decimal(high)
    assert len(set(found)) >= 5


@pytest.mark.parametrize(("field", "test", "edge"), [
    ("{type: number, label: 占比}", "applicant.x > 150%", "1.5"),
    ("{type: number, label: 汇率, unit: 元/美元}", "applicant.x > 20", "20"),
    ("{type: number, whole: true, label: 年龄, unit: 岁}", "applicant.x > 90", "90"),
])  # fmt: skip
def test_what_is_asked_about_is_there(tmp_path: Path, field: str, test: str, edge: str) -> None:
    assert Decimal(edge) in drawn(tmp_path, field, test)
