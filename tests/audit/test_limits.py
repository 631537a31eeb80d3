"""Limits over several awards against the official text."""

from __future__ import annotations

import pytest
from tests.audit.notices import Notice, counted

POLICY = """\
policydsl: 1
kind: policy
id: sample
title: 示例措施
in_force: {from: 2025-01-01}
facts:
  applicant:
    fields:
      invested: {type: money, min: 0元}
clauses:
  - id: equipment
    cite: 一
    title: 设备补助
    departments: [市工信局]
    benefit: subsidy
    basis: exact
    amount: applicant.invested * 10%
limits:
  - {id: pot, cite: 二, label: 年度资金, limit: 3亿元, per: programme, every: year}
"""
TEXT = """\
示例措施
一、对设备投入给予10%的补助。（责任单位：市工信局）
二、每年安排资金总额3亿元，额满为止。
"""


def codes(policy: str = POLICY, text: str = TEXT) -> list[str]:
    return [one.code for one in counted(Notice(policy, text))]


def test_a_limit_takes_up_the_figure_and_the_paragraph_that_it_cites() -> None:
    assert codes() == []


@pytest.mark.parametrize(("old", "new"), [("总额3亿元", "总额2亿元"), ("总额3亿元", "总额3000万元")])
def test_another_figure_in_the_text_is_told(old: str, new: str) -> None:
    assert codes(text=TEXT.replace(old, new)) == ["A010"]


def test_without_the_limit_its_paragraph_is_cited_by_nobody() -> None:
    assert codes(POLICY.partition("limits:")[0]) == ["A005"]


def test_a_choice_between_clauses_may_cite_the_sentence_that_gives_it() -> None:
    rules = "stacking:\n  - {id: one, cite: 三, rule: exclude, across: policies, same: [category]}\n"
    text = TEXT + "三、已获其他资金支持的，不再享受本措施。\n"
    assert codes(POLICY.replace("    benefit", "    category: build\n    benefit") + rules, text) == []
