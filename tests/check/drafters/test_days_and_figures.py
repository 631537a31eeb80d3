"""Days and figures as drafters and applicants write them, outside of formulas: each told once, with what to write."""

from __future__ import annotations

import pytest

from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.source import SourceFile
from policydsl.workspace import load_policy_source
from policydsl.workspace.loading import load_facts_source

POLICY = """\
policydsl: 1
kind: policy
id: rent
title: 租金补助
issued: 2025-01-01
in_force: {from: 2025-01-01, until: 2027-12-31}
facts:
  applicant:
    label: 申报主体
    fields:
      staff: {type: number, whole: true, min: 0, label: 人数}
      area: {type: number, min: 0, unit: 平方米, label: 租用面积}
      founded: {type: date, label: 成立日期}
parameters:
  price: {value: {2025-01-01: 30元, 2026-01-01: 20元}, unit: 元/平方米, label: 单价}
clauses:
  - id: rent
    cite: 一（一）
    title: 租金补助
    departments: [区工信局]
    benefit: subsidy
    basis: ceiling
    eligibility:
      - {id: large, test: applicant.staff >= 5 and applicant.founded >= 2020年1月1日, label: 达标}
    amount: price * applicant.area
    caps:
      - {id: top, limit: 20万元, per: applicant, every: year}
"""
FACTS = """\
policydsl: 1
kind: facts
policy: rent
as_of: 2025-10-01
applicant: {id: A1, staff: 5, area: 500, founded: 2021-05-01}
"""


def told(text: str, old: str, new: str) -> list[Diagnostic]:
    """What is told of a document with a change."""
    assert old in text
    changed = text.replace(old, new, 1)
    reporter, apart = Reporter(), Reporter()
    if text is POLICY:
        load_policy_source(SourceFile("policy.yaml", changed), reporter)
    else:
        loaded = load_policy_source(SourceFile("policy.yaml", POLICY), apart)
        assert loaded is not None
        load_facts_source(SourceFile("facts.yaml", changed), loaded.policy, reporter)
    return list(reporter)


def mended(found: Diagnostic) -> str:
    """What the fix writes, or else what the help says to write."""
    if found.fix is not None:
        return ", ".join(edit.replacement for edit in found.fix.edits)
    assert found.help_text("zh") != found.help_text("en")
    return found.help_text("zh")


@pytest.mark.parametrize(
    ("old", "new", "code", "write"),
    [
        ("issued: 2025-01-01", "issued: 2025年4月21日", "S022", "2025-04-21"),
        ("issued: 2025-01-01", "issued: 2025年4月21号", "S022", "2025-04-21"),
        ("issued: 2025-01-01", "issued: 2025年", "S022", "2025-01-01"),
        ("issued: 2025-01-01", "issued: 2025-02-30", "S022", "28 天"),
        ("from: 2025-01-01", "from: 2025年", "P001", "2025-01-01"),
        ("from: 2025-01-01", "from: 2025年1月1日起", "S022", "2025-01-01"),
        ("until: 2027-12-31", "until: 2027", "P001", "2027-12-31"),
        ("until: 2027-12-31", "until: 至2027年12月31日止", "P001", "2025-04-21"),
        ("from: 2025-01-01, until: 2027-12-31", "from: 2025-01-01 至 2027-12-31", "P001", "until: 2027-12-31"),
        ("{2025-01-01: 30元, 2026-01-01: 20元}", "{2025年: 30元, 2026-01-01: 20元}", "P001", "2025-01-01"),
        ("{2025-01-01: 30元, 2026-01-01: 20元}", "{2025年: 30元}", "P001", "2025-01-01"),
        ("limit: 20万元", "limit: 20万元/年", "N001", "every: year"),
        ("every: year", "every: 每年", "S020", "year"),
        ("every: year", "every: 年", "S020", "year"),
        ("benefit: subsidy", "benefit: 补助", "S020", "subsidy"),
        ("amount: price * applicant.area", "amount: 30元/平方米 * applicant.area", "N001", "unit: 元/平方米"),
        (">= 2020年1月1日", ">= 2020", "T005", "….year"),
    ],
)
def test_in_a_policy_each_is_told_once(old: str, new: str, code: str, write: str) -> None:
    (only,) = told(POLICY, old, new)
    assert only.code == code
    assert write in mended(only)


@pytest.mark.parametrize(
    ("old", "new", "code", "write"),
    [
        ("staff: 5", "staff: 5人", "F019", "5"),
        ("area: 500", "area: 500平方米", "F019", "500"),
        ("area: 500", "area: 500㎡", "F019", "500"),
        ("area: 500", 'area: "1,500"', "F019", "1500"),
        ("area: 500", "area: 0.05万平方米", "F019", "500"),
        ("area: 500", "area: 0.75亩", "F019", "平方米"),
        ("founded: 2021-05-01", "founded: 2021年5月1日", "F021", "2021-05-01"),
        ("founded: 2021-05-01", "founded: 2021年", "F021", "2021-01-01"),
        ("as_of: 2025-10-01", "as_of: 2025年10月1日", "S022", "2025-10-01"),
    ],
)
def test_in_facts_each_is_told_once(old: str, new: str, code: str, write: str) -> None:
    (only,) = told(FACTS, old, new)
    assert only.code == code
    assert write in mended(only)
