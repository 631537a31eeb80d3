"""Terms and missing rows as tests expect them, in every manner of writing, against the sample policy."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Test = Callable[..., Result]
TESTS = """\
policydsl: 1
kind: tests
policy: policy.yaml
tests:
  - name: 三年
    as_of: 2025-10-01
    facts:
      applicant: {id: A1, kind: enterprise, certified: false}
      projects: [{id: P1, stage: built, cost: 2500万元, finished: true, months: 48}]
    expect:
      awards: {rent: {P1: {term: TERM}}}
"""


@pytest.mark.parametrize("term", ["36个月", "3年", "2年12个月", "3 年", "P36M", "P3Y", "P2Y12M", "36 个月"])
def test_a_term_is_compared_in_months(term: str, test: Test, folder: Path) -> None:
    (folder / "tests.yaml").write_text(TESTS.replace("TERM", term), encoding="utf-8")
    assert test("tests.yaml").exit_code == 0


@pytest.mark.parametrize("term", ["35个月", "3年1个月", "P35M", "P4Y", "2年"])
def test_another_term_differs(term: str, test: Test, folder: Path) -> None:
    (folder / "tests.yaml").write_text(TESTS.replace("TERM", term), encoding="utf-8")
    result = test("tests.yaml", "--format", "json")
    (one,) = json.loads(result.stdout)["files"][0]["tests"][0]["differences"]
    assert (result.exit_code, one["expected"], one["found"]) == (1, term, "36个月")


@pytest.mark.parametrize("term", ["三年", "6月", "P10D", "36天", "约3年"])
def test_what_is_no_term_is_told_and_nothing_is_run(term: str, test: Test, folder: Path) -> None:
    (folder / "tests.yaml").write_text(TESTS.replace("TERM", term), encoding="utf-8")
    result = test("tests.yaml")
    assert (result.exit_code, "[F064]" in result.stdout) == (1, True)
