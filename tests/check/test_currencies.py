"""Amounts of two currencies never meet unseen: what is refused, where, and what is fine."""

from __future__ import annotations

import pytest

from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.source import SourceFile
from policydsl.workspace.loading import load_policy_source

POLICY = """\
policydsl: 1
kind: policy
id: foreign
title: 外资奖励
level: 市
in_force: {from: 2025-01-01, until: 2027-12-31}
currency: CNY
rounding: {to: 0.01元, mode: down}
facts:
  applicant:
    label: 企业
    fields:
      paid_in: {type: money, currency: USD, min: 0美元, label: 到账外资}
      spent: {type: money, min: 0元, label: 投入}
      rate: {type: number, unit: 元/美元, label: 汇率}
      staff: {type: number, unit: 人, label: 人数}
parameters:
  threshold: {value: 3000万美元, label: 门槛}
clauses:
  - id: capital
    cite: 第一条
    title: 到账奖励
    departments: [市商务局]
    benefit: reward
    basis: ceiling
    eligibility:
      - {id: enough, test: applicant.paid_in >= threshold, label: 达到门槛}
    table:
      hit: first
      inputs: {sum: applicant.paid_in}
      rules:
        - id: large
          when: {sum: "[1亿美元..2亿美元)"}
          then: {bonus: 20万美元}
        - id: others
          when: {}
          then: {bonus: 10万美元}
    let:
      own: applicant.spent * 10%
    amount: min(convert(applicant.paid_in * 2% + bonus, applicant.rate), own)
    caps:
      - {id: top, limit: 500万元, per: applicant}
"""
AMOUNT = "min(convert(applicant.paid_in * 2% + bonus, applicant.rate), own)"


def findings(text: str) -> tuple[Diagnostic, ...]:
    reporter = Reporter()
    load_policy_source(SourceFile("policy.yaml", text), reporter)
    return reporter.diagnostics


def test_the_policy_has_no_finding() -> None:
    assert findings(POLICY) == ()


@pytest.mark.parametrize(
    ("change", "to", "code", "at"),
    [
        (">= threshold", ">= 3000万元", "T083", ">="),
        (">= threshold", ">= 0元", "T083", "0元"),
        (">= threshold", ">= 30000000", "T022", ">="),
        (">= threshold", "> applicant.spent", "T083", ">"),
        (">= threshold", "between 1元 and 3000万美元", "T083", "1元"),
        ("applicant.paid_in >= threshold", '"applicant.paid_in in [3000万元..5000万美元]"', "T083", "3000万元"),
        ("[1亿美元..2亿美元)", "[1亿元..2亿美元)", "T083", "1亿元"),
        ("[1亿美元..2亿美元)", "超过1亿元", "T083", "1亿元"),
        ("* 2% + bonus", "* 2% + 20万元", "T083", "+"),
        ("* 2% + bonus", "* 2% + 0", "P029", "20万美元"),
        (AMOUNT, "min(applicant.paid_in * 2% + bonus, own)", "T083", "own"),
        (AMOUNT, "if own > 0元 then own else bonus", "T083", "bonus"),
        (AMOUNT, "sum([own, bonus])", "T083", "bonus"),
        (AMOUNT, "own * (bonus / own)", "T083", "/"),
        (AMOUNT, "own + bonus", "T083", "+"),
        (AMOUNT, "own - bonus", "T083", "-"),
        (AMOUNT, "bonus", "T008", "bonus"),
        ("limit: 500万元", "limit: 500万美元", "T008", "500万美元"),
        ("then: {bonus: 10万美元}", "then: {bonus: 10万港元}", "T008", "10万港元"),
        ("own: applicant.spent", "own: convert(applicant.spent, applicant.rate)", "T084", "applicant.spent"),
        ("own: applicant.spent", "own: convert(applicant.staff, applicant.rate)", "T006", "applicant.staff"),
        ("bonus, applicant.rate)", "bonus, 7.1)", "T006", "7.1"),
        ("bonus, applicant.rate)", "bonus, applicant.spent)", "T006", "applicant.spent"),
        ("bonus, applicant.rate)", "bonus)", "T007", "convert(applicant.paid_in * 2% + bonus)"),
        ("unit: 元/美元", "unit: 美元/元", "T006", "applicant.rate"),
        ("unit: 元/美元", "unit: 元/港元", "T006", "applicant.rate"),
        ("unit: 元/美元", "unit: 元/100美元", "T006", "applicant.rate"),
        ("min: 0美元", "unit: 元/平方米", "T071", "元/平方米"),
        ("min: 0美元", "min: 0元", "P002", "0元"),
        ("min: 0元", "min: 0美元", "P002", "0美元"),
        ("to: 0.01元", "to: 0.01美元", "P002", "0.01美元"),
        ("currency: USD", "currency: USX", "P003", "USX"),
        ("staff: {type: number, unit: 人", "staff: {type: number, currency: USD", "T008", "USD"),
        ("value: 3000万美元", "value: {2025-01-01: 3000万美元, 2026-01-01: 3000万元}", "T008", "3000万元"),
    ],
)  # fmt: skip
def test_one_slip_gives_its_finding(change: str, to: str, code: str, at: str) -> None:
    assert POLICY.count(change) == 1, change
    first, *more = findings(POLICY.replace(change, to))
    label = first.labels[0]
    assert (first.code, label.file.text[label.span.start : label.span.end]) == (code, at)
    assert {one.code for one in more} <= {"P021", "P029", "P040", first.code}, more  # what is used no more


@pytest.mark.parametrize(
    ("change", "to"),
    [
        (">= threshold", "- threshold >= 0"),
        (AMOUNT, '"min(convert(rate: applicant.rate, amount: applicant.paid_in * 2% + bonus), own)"'),
        (AMOUNT, "min(convert(applicant.paid_in * 2% + bonus, applicant.rate / 100), own)"),
        (AMOUNT, "own * floor(applicant.paid_in / threshold) + convert(bonus, applicant.rate)"),
        ("unit: 元/美元", "unit: 比"),
        ("unit: 元/美元, ", ""),
        ("value: 3000万美元", "value: {2025-01-01: 3000万美元, 2026-01-01: 2000万美金}"),
    ],
)
def test_what_is_fine(change: str, to: str) -> None:
    assert POLICY.count(change) == 1, change
    found = findings(POLICY.replace(change, to.replace("美金", "美元")))
    assert found == ()


def test_a_zero_of_the_other_currency_is_mended() -> None:
    (found,) = findings(POLICY.replace(">= threshold", ">= 0元").replace("  threshold:", "  unused:"))[:1]
    assert found.fix is not None
    assert [edit.replacement for edit in found.fix.edits] == ["0美元"]
    assert found.help_text("en") == "write `0美元`"


def test_an_everyday_name_is_mended() -> None:
    (found,) = findings(POLICY.replace("value: 3000万美元", "value: 3000万美金"))
    assert found.fix is not None
    assert (found.code[0], [edit.replacement for edit in found.fix.edits]) == ("X", ["3000万美元"])


@pytest.mark.parametrize(
    ("lang", "message", "help_"),
    [
        (
            "zh",
            "美元和人民币（元）是两种货币，不能放在一起比较或计算",
            "先换算成元：`convert(x, 汇率)`，汇率是 1 个外币单位合多少元，写成参数或事实",
        ),
        (
            "en",
            "USD (美元) and CNY (元) are two currencies: they cannot be compared or counted together",
            ("convert first: `convert(x, rate)` gives CNY; the rate, how many CNY one unit of the other comes to, "
             "is a parameter or a fact"),
        ),
    ],
)  # fmt: skip
def test_the_words(lang: str, message: str, help_: str) -> None:
    found = findings(POLICY.replace(">= threshold", ">= 3000万元").replace("  threshold:", "  unused:"))[0]
    assert (found.message(lang), found.help_text(lang)) == (message, help_)  # type: ignore[arg-type]


def test_sums_of_one_currency_are_held_against_each_other_only() -> None:
    """A figure in yuan is no outlier among figures in dollars."""
    text = POLICY.replace("亿美元", "0美元").replace("3000万美元", "5美元").replace("万美元", "美元")
    assert findings(text) == ()
    assert "P032" in {one.code for one in findings(text.replace("{bonus: 20美元}", "{bonus: 20亿美元}"))}


def test_a_policy_in_another_currency() -> None:
    text = (
        POLICY.replace("currency: CNY", "currency: USD").replace("0.01元", "0.01美元").replace("500万元", "500万美元")
    )
    text = text.replace("min: 0元", "min: 0").replace(AMOUNT, "min(applicant.paid_in * 2% + bonus, own)")
    text = text.replace("      rate: {type: number, unit: 元/美元, label: 汇率}\n", "")
    assert findings(text) == ()
