"""Whom a limit or a cap holds for, misspelt or in words; common lets in a clause that is excepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.source import SourceFile
from policydsl.workspace import load_policy_source

SHARED = Path(__file__).parents[1] / "handbook" / "cases" / "shared.yaml"
COMMON = """\
common:
  cite: 五
  let:
    base: {value: "sum(projects.cost)", label: 基数}
  eligibility:
    - {id: invested, test: base > 0元, label: 有投入}
  except: [b]
clauses:
"""


def told(*changes: tuple[str, str]) -> list[Diagnostic]:
    text = SHARED.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    reporter = Reporter()
    load_policy_source(SourceFile("policy.yaml", text), reporter)
    return list(reporter)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("programm", "programme"), ("全部企业", "programme"), ("每家", "applicant"), ("项目", "project"), ("other", "")],
)
def test_a_limit_for_nobody_that_there_is(written: str, meant: str) -> None:
    (only,) = told(("per: programme", f"per: {written}"))
    assert (only.code, only.labels[0].file.text[slice(*_ends(only))]) == ("N001", written)
    assert all(name in only.help_text("en") for name in ("`applicant`", "`programme`", "`project`"))
    assert (only.fix is not None) is bool(meant)
    assert only.fix is None or (only.fix.edits[0].replacement, only.fix.sure) == (meant, False)


def _ends(one: Diagnostic) -> tuple[int, int]:
    return one.labels[0].span.start, one.labels[0].span.end


@pytest.mark.parametrize(("written", "meant"), [("projects", "project"), ("每家", "applicant"), ("项目", "project")])
def test_a_cap_for_nobody_that_there_is(written: str, meant: str) -> None:
    (only,) = told(("per: project\n", f"per: {written}\n"))
    assert only.code == "N007"
    assert only.fix is not None
    assert only.fix.edits[0].replacement == meant


def test_a_common_let_in_an_excepted_clause() -> None:
    amount = "amount: (at("
    assert told(("clauses:\n", COMMON)) == []
    (only,) = told(("clauses:\n", COMMON), (amount, amount.replace("(at(", "base + (at(")))
    assert only.code == "N001"
    assert "except" in only.help_text("zh")
    assert "except" in only.help_text("en")
    (slip,) = told(("clauses:\n", COMMON), (amount, amount.replace("(at(", "bse + (at(")))
    assert "except" not in slip.help_text("zh")
