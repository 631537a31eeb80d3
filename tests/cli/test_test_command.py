"""`policydsl test`: what passes, what fails and how it is told, accepting, coverage, mutations."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import Result

Run = Callable[..., Result]
POLICY = """\
policydsl: 1
kind: policy
id: sample
title: {zh: 示例, en: Sample}
in_force: {from: 2025-01-01, until: 2027-12-31}
facts:
  applicant:
    fields:
      revenue: {type: money, min: 0元, label: 收入}
clauses:
  - id: reward
    cite: 一（一）
    title: 规模奖励
    departments: [市工信局]
    benefit: reward
    basis: ceiling
    eligibility:
      - {id: large, test: applicant.revenue ≥ 1000万元, label: 收入达标}
    amount: applicant.revenue * 1%
    caps:
      - {id: top, limit: 50万元, per: applicant, label: 最高}
"""
TESTS = """\
policydsl: 1
kind: tests
policy: policy.yaml
tests:
  - name: 正好达标  # 界限上
    as_of: 2025-10-01
    facts: {applicant: {id: A1, revenue: 1000万元}}
    expect:
      awards: {reward: {A1: {status: eligible, amount: 10万元, limited_by: null}}}
      total: 10万元
  - name: 差一分
    as_of: 2025-10-01
    facts: {applicant: {id: A1, revenue: 9999999.99元}}
    expect: {awards: {reward: {A1: {status: ineligible, failed_conditions: [large]}}}}
"""
FACTS = "policydsl: 1\nkind: facts\npolicy: sample\nas_of: 2025-10-01\napplicant: {id: A1, revenue: 1元}\n"
AMENDMENT = """\
policydsl: 1
kind: amendment
id: a1
title: 修订
amends: sample
effective: {from: 2026-01-01}
changes:
  - {set: clauses.reward.amount, was: applicant.revenue * 1%, to: applicant.revenue * 2%}
"""
MORE = """\
  - name: 封顶
    as_of: 2025-10-01
    facts: {applicant: {id: A1, revenue: 1亿元}}
    expect: {awards: {reward: {A1: {amount: 50万元, limited_by: top}}}}
  - name: 不知道
    as_of: 2025-10-01
    facts: {applicant: {id: A1}}
    expect: {awards: {reward: {A1: {status: undetermined, missing: [applicant.revenue]}}}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "tests.yaml").write_text(TESTS, encoding="utf-8")
    return tmp_path


def change(folder: Path, name: str, before: str, after: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(before) == 1
    (folder / name).write_text(text.replace(before, after), encoding="utf-8")


def test_the_shipped_policy_passes_its_own_tests_and_leaves_nothing_out(run: Run) -> None:
    result = run("test", "policies", "--coverage", "--fail-under", "100")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "失败 0" in result.stdout
    assert "覆盖 100.0%" in result.stdout


def test_all_that_is_expected_holds(folder: Path, run: Run) -> None:
    result = run("test", str(folder))
    assert (result.exit_code, result.stdout) == (0, "1 个文件，2 个测试：通过 2，失败 0\n")
    named = run("test", str(folder), "-v", "--lang", "en").stdout
    assert named.splitlines()[-1] == "files 1, tests 2: passed 2, failed 0"
    assert "✓" in named


def test_a_wrong_figure_is_told_with_its_derivation(folder: Path, run: Run) -> None:
    change(folder, "tests.yaml", "amount: 10万元", "amount: 10.01万元")
    result = run("test", str(folder / "tests.yaml"))
    assert result.exit_code == 1
    assert "reward.A1.amount：应为 10.01万元，实为 10万元" in result.stdout
    assert "tests.yaml:9)" in result.stdout
    assert "1000万元 × 1% = 10万元" in result.stdout
    assert result.stdout.endswith("通过 1，失败 1\n")


@pytest.mark.parametrize(
    ("before", "after", "path", "found"),
    [
        ("status: eligible,", "status: ineligible,", "reward.A1.status", "eligible"),
        ("limited_by: null", "limited_by: top", "reward.A1.limited_by", "null"),
        ("failed_conditions: [large]", "failed_conditions: []", "reward.A1.failed_conditions", "[large]"),
        ("total: 10万元", "total: 10元", "total", "10万元"),
        ("total: 10万元", "totals: {ceiling: 10元}", "totals.ceiling", "10万元"),
        ("total: 10万元", "totals: {count: 2}", "totals.count", "1"),
        ("status: ineligible,", "status: ineligible, provisional: true,", "reward.A1.provisional", "false"),
        ("status: ineligible,", "status: ineligible, no_row: true,", "reward.A1.no_row", "false"),
    ],
)
def test_whatever_differs_is_told(before: str, after: str, path: str, found: str, folder: Path, run: Run) -> None:
    change(folder, "tests.yaml", before, after)
    result = run("test", str(folder), "--format", "json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    (one,) = [d for file in document["files"] for test in file["tests"] for d in test["differences"]]
    assert (".".join(one["path"]), one["found"]) == (path, found)
    assert (document["passed"], document["failed"]) == (1, 1)


def test_what_was_found_is_accepted_and_nothing_else_changes(folder: Path, run: Run) -> None:
    change(folder, "tests.yaml", "amount: 10万元, limited_by: null", "amount: 9万元, limited_by: top")
    change(folder, "tests.yaml", "total: 10万元", "total: 9万元")
    result = run("test", str(folder), "--accept")
    assert result.exit_code == 1
    assert "+      total: 10万元" in result.stderr
    assert (folder / "tests.yaml").read_text(encoding="utf-8") == TESTS
    assert run("test", str(folder)).exit_code == 0


def test_tests_are_chosen_by_name(folder: Path, run: Run) -> None:
    assert "1 个测试" in run("test", str(folder), "-k", "差一分").stdout
    none = run("test", str(folder), "-k", "没有这个")
    assert (none.exit_code, "[F062]" in none.stderr) == (1, True)


def test_of_a_policy_or_an_amendment_the_tests_that_use_it_are_run(folder: Path, run: Run) -> None:
    head = "../policy.yaml\namendments: [../amendments/amendment.yaml]\n"
    for name, text in {
        "amendments/amendment.yaml": AMENDMENT,
        "amendments/other.yaml": AMENDMENT.replace("id: a1", "id: a2"),
        "tests/amended.yaml": TESTS.replace("policy.yaml\n", head),
        "other.yaml": POLICY.replace("id: sample", "id: other"),
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    assert "2 个文件，4 个测试" in run("test", str(folder / "policy.yaml")).stdout
    assert "1 个文件，2 个测试" in run("test", str(folder / "amendments/amendment.yaml")).stdout
    for unused in ("amendments/other.yaml", "other.yaml"):
        none = run("test", str(folder / unused))
        assert (none.exit_code, "[F060]" in none.stderr) == (1, True)


def test_no_tests_are_no_success(folder: Path, run: Run) -> None:
    (folder / "empty").mkdir()
    result = run("test", str(folder / "empty"))
    assert (result.exit_code, "[F060]" in result.stderr) == (1, True)
    assert run("test").exit_code == 2
    missing = run("test", str(folder / "none.yaml"))
    assert missing.exit_code == 2
    assert "[U001]" in missing.output
    (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")
    other = run("test", str(folder / "facts.yaml"), "--policy", str(folder / "policy.yaml"))
    assert (other.exit_code, "[F061]" in other.output) == (1, True)


def test_mistakes_of_a_document_are_told_and_nothing_is_run(folder: Path, run: Run) -> None:
    change(folder, "tests.yaml", "limited_by: null", "limited_by: topp")
    result = run("test", str(folder))
    assert result.exit_code == 1
    assert "[N033]" in result.stdout
    assert "1 个文件有错、没有运行" in result.stdout


def test_a_policy_with_errors_is_told(folder: Path, run: Run) -> None:
    change(folder, "policy.yaml", "applicant.revenue * 1%", "applicant.revenu * 1%")
    result = run("test", str(folder))
    assert result.exit_code == 1
    assert "[N002]" in result.stdout


def test_amendments_apply_on_their_days(folder: Path, run: Run) -> None:
    (folder / "amendment.yaml").write_text(AMENDMENT, encoding="utf-8")
    later = TESTS.replace("tests:\n", "amendments: [amendment.yaml]\ntests:\n", 1).replace(
        "as_of: 2025-10-01\n    facts: {applicant: {id: A1, revenue: 1000万元}}",
        "as_of: 2026-10-01\n    facts: {applicant: {id: A1, revenue: 1000万元}}",
    )
    (folder / "tests.yaml").write_text(later.replace("10万元", "20万元"), encoding="utf-8")
    assert run("check", str(folder / "tests.yaml")).exit_code == 0
    assert run("test", str(folder / "tests.yaml")).exit_code == 0


def test_a_test_has_amendments_of_its_own(folder: Path, run: Run) -> None:
    (folder / "amendment.yaml").write_text(
        AMENDMENT + "  - add: clauses.reward.eligibility\n    value: {id: big, test: applicant.revenue ≥ 2000万元}\n",
        encoding="utf-8",
    )
    first, name, rest = TESTS.partition("  - name: 差一分\n")
    own = "    amendments: [amendment.yaml]\n" + rest.replace("2025-10-01", "2026-10-01").replace(
        "[large]", "[large, big]"
    )
    (folder / "tests.yaml").write_text(first + name + own, encoding="utf-8")
    assert run("check", str(folder / "tests.yaml")).exit_code == 0
    assert run("test", str(folder)).exit_code == 0
    assert "1 个文件，2 个测试" in run("test", str(folder / "amendment.yaml")).stdout
    assert "reward：不符合" in run("test", str(folder), "--coverage").stdout  # amended texts are left out
    change(folder, "tests.yaml", "2026-10-01", "2025-10-02")
    assert "[N034]" in run("check", str(folder / "tests.yaml")).stdout
    assert "[N034]" in run("test", str(folder)).stdout
    whole = TESTS.replace("tests:\n", "amendments: [amendment.yaml]\ntests:\n", 1).replace("2025-10-01", "2026-10-01")
    without = whole.replace("    facts:", "    amendments: []\n    facts:")
    (folder / "tests.yaml").write_text(without, encoding="utf-8")
    assert run("test", str(folder)).exit_code == 0


def test_junit_and_github(folder: Path, run: Run) -> None:
    change(folder, "tests.yaml", "amount: 10万元", "amount: 11万元")
    root = ET.fromstring(run("test", str(folder), "--format", "junit").stdout)  # noqa: S314  (our own output)
    (suite,) = root
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "0")
    (failure,) = root.iter("failure")
    assert "应为 11万元，实为 10万元" in str(failure.get("message"))
    first = run("test", str(folder), "--format", "github").stdout.splitlines()[0]
    assert first.startswith("::error file=")
    assert ",line=9,title=正好达标::" in first


def test_coverage_names_what_no_test_reaches(folder: Path, run: Run, tmp_path: Path) -> None:
    result = run("test", str(folder), "--coverage", "--fail-under", "90")
    assert result.exit_code == 1
    assert "reward 条件 large：不知道" in result.stdout
    assert "reward 上限 top：起作用" in result.stdout
    assert "低于要求的 90%" in result.stderr
    (folder / "more.yaml").write_text(TESTS.partition("  - name")[0] + MORE, encoding="utf-8")
    report, page = tmp_path / "coverage.json", tmp_path / "coverage.html"
    assert run("test", str(folder), "--coverage-report", str(report), "--fail-under", "100").exit_code == 0
    document = json.loads(report.read_text(encoding="utf-8"))
    assert document["percent"] == "100.0"
    alone = next(one for one in document["items"] if one["what"] == "alone")
    assert {"差一分", "正好达标"} <= set(alone["tests"])
    run("test", str(folder), "--coverage-report", str(page))
    html = page.read_text(encoding="utf-8")
    assert "收入达标" in html
    assert "<script" not in html


def test_mutations_that_no_test_notices_are_told_with_advice(folder: Path, run: Run) -> None:
    weak = run("test", str(folder), "--mutate")
    assert weak.exit_code == 1
    assert "去掉 top，没有测试发现" in weak.stdout
    assert "补一个超过这个上限的测试" in weak.stdout
    (folder / "more.yaml").write_text(TESTS.partition("  - name")[0] + MORE, encoding="utf-8")
    strong = run("test", str(folder), "--mutate")
    assert (strong.exit_code, strong.stderr) == (0, "")
    assert strong.stdout.splitlines()[-1].endswith("没有发现 0")


def test_html_of_coverage_escapes_what_people_wrote(folder: Path, run: Run, tmp_path: Path) -> None:
    change(folder, "policy.yaml", "label: 收入达标", 'label: "<b>收入</b>"')
    page = tmp_path / "coverage.html"
    run("test", str(folder), "--coverage-report", str(page))
    assert "&lt;b&gt;收入&lt;/b&gt;" in page.read_text(encoding="utf-8")


def test_that_no_row_fits_can_be_expected(folder: Path, run: Run) -> None:
    rule = "{id: big, when: {r: ≥ 2000万元}, then: {share: 1%}}"
    table = f"    table: {{hit: first, inputs: {{r: applicant.revenue}}, rules: [{rule}]}}\n"
    change(folder, "policy.yaml", "    amount: applicant.revenue * 1%", f"{table}    amount: applicant.revenue * share")
    change(folder, "tests.yaml", "{status: eligible, amount: 10万元, limited_by: null}", "{no_row: false}")
    change(folder, "tests.yaml", "total: 10万元", "total: 0元")
    assert "reward.A1.no_row：应为 false，实为 true" in run("test", str(folder)).stdout
    run("test", str(folder), "--accept")
    assert "{A1: {no_row: true}}" in (folder / "tests.yaml").read_text(encoding="utf-8")
