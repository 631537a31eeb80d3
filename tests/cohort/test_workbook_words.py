"""A result as a workbook speaks in the words of the policy; other forms have its ids."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from tests.cohort.conftest import Document, write_csv

from policydsl.cli import main

POLICY = """\
policydsl: 1
kind: policy
id: words
title: {zh: 示例, en: Sample}
in_force: {from: 2025-01-01}
facts:
  applicant:
    label: {zh: 申报主体, en: Applicant}
    fields:
      revenue: {type: money, min: 0元, label: {zh: 营业收入, en: Revenue}}
      city: {type: boolean, label: {zh: 在本市, en: In town}}
  projects:
    item: project
    label: {zh: 项目, en: Projects}
    fields:
      cost: {type: money, min: 0元, label: {zh: 投入, en: Cost}}
clauses:
  - id: tiered
    cite: 一
    title: {zh: 分档奖励, en: Tiered reward}
    departments: [甲局]
    benefit: reward
    basis: exact
    eligibility: [{id: city, test: applicant.city, label: {zh: 在本市经营, en: Works in town}}]
    table:
      hit: unique
      inputs: {revenue: applicant.revenue}
      rules:
        - {id: big, when: {revenue: ≥ 100元}, then: {sum: 50元}, label: {zh: 大, en: Big}}
    amount: sum
    quota: {limit: 1, rank_by: applicant.revenue, order: descending}
  - id: one
    cite: 二
    title: {zh: 补助, en: Subsidy}
    departments: [甲局]
    for_each: project
    benefit: subsidy
    basis: ceiling
    amount: project.cost * 50%
    caps: [{id: most, limit: 10元, per: project, label: {zh: 单个最高, en: Most for one}}]
  - id: two
    cite: 三
    title: {zh: 补助, en: Subsidy}
    departments: [甲局]
    benefit: subsidy
    basis: ceiling
    amount: 1元
"""
COHORT: list[Document] = [
    {"applicant": {"id": "A", "revenue": 300, "city": True}, "projects": [{"id": "P", "cost": 900}, {"id": "Q"}]},
    {"applicant": {"id": "B", "revenue": 200, "city": True}},
    {"applicant": {"id": "C", "revenue": 50, "city": False}},
    {"applicant": {"id": "E", "revenue": 60, "city": True}},
    {"applicant": {"id": "D", "revenue": "约", "city": True}},
]
TOLD = {
    "zh": [
        ("A", "分档奖励", "A", "符合", "大", None, None, None, "名额之内"),
        ("A", "补助（one）", "P", "符合", None, "单个最高", None, None, None),
        ("A", "补助（one）", "Q", "尚不能确定", None, None, "Q：投入", None, None),
        ("A", "补助（two）", "A", "符合", None, None, None, None, None),
        ("B", "分档奖励", "B", "名额之外", "大", None, None, "名额之外", None),
        ("B", "补助（two）", "B", "符合", None, None, None, None, None),
        ("C", "分档奖励", "C", "不符合", None, None, None, "在本市经营", None),
        ("C", "补助（two）", "C", "符合", None, None, None, None, None),
        ("E", "分档奖励", "E", "不符合", None, None, None, "没有适用的档次", None),
        ("E", "补助（two）", "E", "符合", None, None, None, None, None),
    ],
    "en": [
        ("A", "Tiered reward", "A", "Eligible", "Big", None, None, None, "within the quota"),
        ("C", "Tiered reward", "C", "Not eligible", None, None, None, "Works in town", None),
    ],
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_in_words(tmp_path: Path, lang: str) -> None:
    (tmp_path / "p.yaml").write_text(POLICY, encoding="utf-8")
    folder, target = write_csv(tmp_path / "in", COHORT), tmp_path / "out.xlsx"
    command = ["--lang", lang, "batch", str(tmp_path / "p.yaml"), str(folder), str(target), "--as-of", "2025-06-30"]
    assert main(command) == 1
    book = openpyxl.load_workbook(target)
    awards = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    found = [(*row[:4], row[8], row[7], row[10], row[11], row[13]) for row in awards]
    assert [row for row in found if lang == "zh" or (row[0] in "AC" and row[1] == "Tiered reward")] == TOLD[lang]
    totals = list(book.worksheets[1].iter_rows(values_only=True))
    counted = totals[0].index({"zh": "名额之外", "en": "Outranked"}[lang])
    assert totals[1][counted] == 1
    assert sum(sum(row[1 : counted + 1]) for row in totals[1:]) == len(awards)
    rejects = list(book.worksheets[2].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[3]) for row in rejects] == [
        {"zh": ("申报主体", "营业收入"), "en": ("Applicant", "Revenue")}[lang]
    ]
