"""The common block in tests of a policy: its conditions are reached, and left out, once for all clauses."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from policydsl.cli.root import root as program

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "policy" / "examples"
TESTS = """\
policydsl: 1
kind: tests
policy: common.yaml
tests:
  - name: on the list
    as_of: 2025-10-01
    facts: {applicant: {id: A1, on_debtor_list: true, revenue: 5000万元, exported: 2000万元}}
    expect:
      awards:
        growth: {A1: {status: ineligible, failed_conditions: [not_listed]}}
        training: {A1: {status: eligible}}
"""
MORE = """\
  - name: not on the list
    as_of: 2025-10-01
    facts: {applicant: {id: A1, on_debtor_list: false, revenue: 5000万元, exported: 2000万元}}
    expect: {awards: {growth: {A1: {amount: 30万元}}}}
"""


def run(folder: Path, text: str, *options: str) -> str:
    (folder / "common.yaml").write_text((EXAMPLES / "common.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    path = folder / "tests.yaml"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(program, ["test", str(path), "--lang", "en", *options])
    assert result.exit_code in (0, 1), result.output
    return result.stdout


def test_coverage_speaks_of_a_common_condition_once(tmp_path: Path) -> None:
    few = run(tmp_path, TESTS, "--coverage")
    assert few.count("common condition not_listed: holds") == 1
    assert "growth condition" not in few
    assert "common condition not_listed: holds" not in run(tmp_path, TESTS + MORE, "--coverage")


def test_a_common_condition_is_left_out_of_all_clauses_at_once(tmp_path: Path) -> None:
    told = run(
        tmp_path, TESTS.replace("status: ineligible, failed_conditions: [not_listed]", "provisional: false"), "--mutate"
    )
    assert told.count("not_listed left out") == 1
    assert "not_listed left out" not in run(tmp_path, TESTS, "--mutate")
