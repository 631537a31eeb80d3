"""The day that governs, through the commands: eval, test, diff, fmt, docs, audit, and policies that were replaced."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run

POLICY = """\
policydsl: 1
kind: policy
id: {id}
title: 示例措施
level: 市
in_force:
  from: {start}
  until: {end}
{extra}facts:
  applicant:
    label: 申报主体
    fields:
      signed_on:
        type: date
        label: 签订日
      fee:
        type: money
        min: 0元
        label: 费用
clauses:
  - id: voucher
    cite: 第一条
    title: 算力券
    departments: [市工信局]
    benefit: voucher
    basis: ceiling
    dated: applicant.signed_on
    claim:
      within: 6个月
      until: 2028-03-31
    amount: applicant.fee * 20%
    caps:
      - id: once
        limit: 100万元
        per: applicant
"""
OLD = {"id": "old", "start": "2025-01-01", "end": "2027-12-31", "extra": ""}
NEW = {"id": "new", "start": "2027-07-01", "end": "2029-12-31", "extra": "supersedes: [old]\n"}


def written(folder: Path, **texts: str) -> dict[str, str]:
    paths = {}
    for name, text in texts.items():
        path = folder / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        paths[name] = str(path)
    return paths


def facts(signed_on: str, as_of: str, extra: str = "") -> str:
    head = f"policydsl: 1\nkind: facts\nas_of: {as_of}\n{extra}"
    return head + f"applicant: {{id: A1, signed_on: {signed_on}, fee: 100万元}}\nprior_awards: []\n"


def award(run: Run, *args: str) -> dict[str, Any]:
    done = run("eval", *args, "--format", "json")
    assert done.exit_code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)["awards"][0]
    return found


def test_the_result_says_which_day_and_which_window(run: Run, tmp_path: Path) -> None:
    paths = written(tmp_path, policy=POLICY.format(**OLD), facts=facts("2027-10-31", "2028-02-01"))
    found = award(run, paths["policy"], paths["facts"])
    assert (found["status"], found["amount"]) == ("eligible", "200000.00")
    assert found["dated"] == "2027-10-31"
    assert found["claim"] == {"from": "2027-10-31", "until": "2028-03-31"}


def test_a_table_of_results_has_the_day_and_the_window(run: Run, tmp_path: Path) -> None:
    undated = POLICY.format(**OLD).replace(
        "    dated: applicant.signed_on\n    claim:\n      within: 6个月\n      until: 2028-03-31\n", ""
    )
    paths = written(tmp_path, policy=POLICY.format(**OLD), undated=undated, facts=facts("2027-10-31", "2028-02-01"),
                    unsigned=facts("null", "2027-02-01"))  # fmt: skip
    asked = {"told": ("policy", "facts"), "unknown": ("policy", "unsigned"), "undated": ("undated", "facts")}
    found = {}
    for name, (policy, of) in asked.items():
        text = run("eval", paths[policy], paths[of], "--format", "csv", "--lang", "en").stdout.removeprefix("\ufeff")
        (row,) = csv.DictReader(io.StringIO(text))
        found[name] = [row[head] for head in ("dated", "claim_from", "claim_until")]
    assert found == {
        "told": ["2027-10-31", "2027-10-31", "2028-03-31"],
        "unknown": ["", "", ""],
        "undated": ["", "", ""],
    }


def test_eval_tells_a_window_that_is_over(run: Run, tmp_path: Path) -> None:
    paths = written(tmp_path, policy=POLICY.format(**OLD), facts=facts("2027-06-30", "2028-02-01"))
    found = award(run, paths["policy"], paths["facts"])
    assert (found["status"], found["failed_conditions"]) == ("ineligible", ["claim"])
    said = run("eval", paths["policy"], paths["facts"]).stdout
    assert "不在申报时限内：2027-06-30 至 2027-12-30（2028-02-01 已过时限）" in said
    assert "以合同、付款等日期为准" in said.replace("\n", "").replace(" ", "")


def test_a_day_to_come_is_told(run: Run, tmp_path: Path) -> None:
    paths = written(tmp_path, policy=POLICY.format(**OLD), facts=facts("2027-06-30", "2026-06-30"))
    assert "F055" in run("check", paths["facts"], "--policy", paths["policy"]).stdout


# ---- policies that were replaced


@pytest.mark.parametrize(("day", "status"), [("2027-06-30", "eligible"), ("2027-07-01", "not_in_force")])
def test_what_fell_due_before_a_policy_was_replaced_can_be_claimed(
    run: Run, tmp_path: Path, day: str, status: str
) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    written(folder, old=POLICY.format(**OLD), new=POLICY.format(**NEW))
    paths = written(tmp_path, facts=facts(day, "2027-08-01", "policy: old\n"))
    found = award(run, str(folder), paths["facts"])
    assert found["status"] == status


# ---- an amendment, before and after

AMENDMENT = """\
policydsl: 1
kind: amendment
id: amd
amends: old
effective: {from: 2027-07-01}
changes:
  - {set: clauses.voucher.amount, was: applicant.fee * 20%, to: applicant.fee * 10%}
"""


@pytest.mark.parametrize(("day", "gain"), [("2027-06-30", "0.00"), ("2027-08-01", "-100000.00")])
def test_diff_leaves_rights_of_earlier_days_alone(run: Run, tmp_path: Path, day: str, gain: str) -> None:
    paths = written(tmp_path, old=POLICY.format(**OLD), amd=AMENDMENT, facts=facts(day, "2027-09-01"))
    done = run("diff", paths["old"], paths["amd"], "--facts", paths["facts"], "--format", "json")
    assert json.loads(done.stdout)["effects"][0]["gain"] == gain


def test_diff_names_the_parts(run: Run, tmp_path: Path) -> None:
    old = POLICY.format(**OLD)
    paths = written(tmp_path, old=old, new=old.replace("within: 6个月", "within: 3个月"))
    said = run("diff", paths["old"], paths["new"]).stdout
    assert "6个月" in said
    assert "3个月" in said


# ---- tests of policies

TESTS = """\
policydsl: 1
kind: tests
policy: old.yaml
tests:
  - name: 时限内
    as_of: 2028-02-01
    facts: {applicant: {id: A1, signed_on: 2027-10-31, fee: 100万元}}
    expect:
      awards: {voucher: {A1: {status: eligible, amount: 20万元}}}
  - name: 过了时限
    as_of: 2028-02-01
    facts: {applicant: {id: A1, signed_on: 2027-06-30, fee: 100万元}}
    expect:
      awards: {voucher: {A1: {status: ineligible, failed_conditions: [claim]}}}
"""


def test_tests_may_expect_a_missed_window(run: Run, tmp_path: Path) -> None:
    paths = written(tmp_path, old=POLICY.format(**OLD), tests=TESTS)
    assert run("check", paths["tests"]).exit_code == 0
    assert run("test", paths["tests"]).exit_code == 0


def test_coverage_speaks_of_the_window_and_of_another_day(run: Run, tmp_path: Path) -> None:
    paths = written(tmp_path, old=POLICY.format(**OLD), tests=TESTS)
    said = run("test", paths["tests"], "--coverage").stdout
    assert "条件：3/3" in said
    assert "另一天" not in said
    once = TESTS[: TESTS.index("  - name: 时限内")] + TESTS[TESTS.index("  - name: 过了时限") :]
    paths = written(tmp_path, tests=once)
    assert "voucher 条件 claim：成立" in run("test", paths["tests"], "--coverage").stdout


def test_mutations_move_the_window_and_take_the_day_away(run: Run, tmp_path: Path) -> None:
    paths = written(tmp_path, old=POLICY.format(**OLD), tests=TESTS)
    said = run("test", paths["tests"], "--mutate").stdout
    assert "2028-03-31 改成 2028-04-01" in said
    assert "6个月 改成 7个月" in said


# ---- the text


def test_fmt_leaves_days_as_they_are_written(run: Run, tmp_path: Path) -> None:
    paths = written(tmp_path, old=POLICY.format(**OLD))
    assert run("fmt", "--check", paths["old"]).exit_code == 0


def test_the_handbook_says_what_governs(run: Run, tmp_path: Path) -> None:
    paths = written(tmp_path, old=POLICY.format(**OLD))
    said = run("docs", paths["old"], "--format", "markdown").stdout
    assert "**适用日期**：签订日" in said
    assert "**申报时限**：至 2028-03-31 止；自适用日期起 6个月内" in said
    assert "| 签订日 | 日期 |  | 算力券 |" in said


@pytest.mark.parametrize(("months", "told"), [("6个月", False), ("3个月", True)])
def test_audit_looks_for_the_figures_of_a_window(run: Run, tmp_path: Path, months: str, told: bool) -> None:
    notice = f"第一条 算力券。按费用的20%给予补助，最高100万元。自合同签订之日起{months}内申报，2028年3月31日截止。\n"
    paths = written(tmp_path, old=POLICY.format(**OLD))
    source = tmp_path / "notice.txt"
    source.write_text(notice, encoding="utf-8")
    done = run("audit", paths["old"], "--source", str(source), "--format", "json")
    codes = [one["code"] for one in json.loads(done.stdout)["findings"]]
    assert ("A010" in codes) is told
