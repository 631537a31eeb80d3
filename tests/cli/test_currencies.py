"""Dollars among yuan, at every command: what people read, and what is kept apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from click.testing import Result

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "policy" / "examples"
Run = Callable[..., Result]
NOTICE = """\
外资到账奖励

第一条 实际到账外资{}的，按到账日汇率折算为人民币后，给予2%的奖励，最高不超过500万元。（责任单位：市商务局）
"""
FACTS = "policydsl: 1\nkind: facts\nas_of: 2025-10-01\napplicant: {id: A1, paid_in: 3200万美元}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example of other currencies, and the same policy in dollars throughout."""
    policy = (EXAMPLES / "currency.yaml").read_text(encoding="utf-8")
    (tmp_path / "policy.yaml").write_text(policy, encoding="utf-8")
    (tmp_path / "facts.yaml").write_text(FACTS, encoding="utf-8")
    head, _, rest = policy.partition("      rate_of_day:")
    dollars = head.replace("level: 市\n", "level: 市\ncurrency: USD\n") + rest[rest.index("clauses:") :]
    dollars = dollars.replace("convert(applicant.paid_in, applicant.rate_of_day)", "applicant.paid_in")
    dollars = dollars.replace("to: 0.01元", "to: 0.01美元").replace("500万元", "50万美元")
    (tmp_path / "dollars.yaml").write_text(dollars, encoding="utf-8")
    return tmp_path


def test_the_missing_rate_is_named_and_nothing_is_guessed(run: Run, folder: Path) -> None:
    paths = str(folder / "policy.yaml"), str(folder / "facts.yaml")
    text = run("explain", *paths, "--lang", "zh").stdout
    assert "到账外资（3200万美元）≥ 3000万美元" in text
    assert "金额 = 到账外资 × 到账日汇率 × 2% = 3200万美元 × 未知 × 2%" in text
    assert "到账日汇率（元/美元）\n         决定：金额" in text
    (award,) = json.loads(run("eval", *paths, "--format", "json").stdout)["awards"]
    assert (award["status"], award["missing"], award.get("amount")) == (
        "undetermined",
        ["applicant.rate_of_day"],
        None,
    )


def test_the_words_in_english(run: Run, folder: Path) -> None:
    paths = str(folder / "policy.yaml"), str(EXAMPLES / "currency.facts.yaml")
    text = run("explain", *paths, "--lang", "en").stdout
    assert "= USD 32,000,000 × 7.1052 元/美元 × 2%" in text
    assert "= CNY 4,547,328" in text


def test_results_of_a_policy_in_dollars_say_so(run: Run, folder: Path) -> None:
    paths = str(folder / "dollars.yaml"), str(folder / "facts.yaml")
    assert run("check", paths[1], "--policy", paths[0]).exit_code == 0
    assert json.loads(run("eval", *paths, "--format", "json").stdout)["policy"]["currency"] == "USD"
    text = run("eval", *paths, "--lang", "zh").stdout
    assert "50万美元" in text
    assert "500,000.00美元" in text
    assert "万元" not in text
    assert "USD 500,000.00" in run("eval", *paths, "--lang", "en").stdout
    assert "50万美元（500,000.00美元）" in run("eval", *paths, "--format", "markdown").stdout
    assert "金额（美元）" in run("eval", *paths, "--format", "csv").stdout
    assert "currency" not in json.loads(run("eval", *one_in_yuan(folder), "--format", "json").stdout)["policy"]


def one_in_yuan(folder: Path) -> tuple[str, str]:
    return str(folder / "policy.yaml"), str(folder / "facts.yaml")


def test_handbooks_and_blank_fact_files_say_in_what_to_answer(run: Run, folder: Path) -> None:
    handbook = run("docs", str(folder / "policy.yaml"), "--format", "markdown", "--lang", "zh").stdout
    assert "| 到账外资 | 金额（美元）；不小于 0美元 |" in handbook
    assert "到账外资 ≥ 3000万美元" in handbook
    assert "金额**：到账外资 × 到账日汇率 × 2%" in handbook
    assert "舍去 0.01美元 以下" in run("docs", str(folder / "dollars.yaml"), "--format", "markdown").stdout
    blank = run("new", "facts", str(folder / "policy.yaml"), "--lang", "zh").stdout
    assert "到账外资（金额，以美元计，如 600万美元；不小于 0美元）" in blank
    assert "#     amount: 100万美元" in run("new", "facts", str(folder / "dollars.yaml")).stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("不低于3000万美元", []),
        ("不低于0.3亿美元", []),
        ("不低于3000万美金", []),
        ("不低于3000万元", ["A010"]),
        ("不低于3000万港元", ["A010"]),
        ("不低于2000万美元", ["A010"]),
        ("超过3000万美元", ["A020"]),
    ],
)
def test_the_audit_knows_dollars_from_yuan(words: str, expected: list[str], run: Run, folder: Path) -> None:
    (folder / "notice.txt").write_text(NOTICE.format(words), encoding="utf-8")
    arguments = ("--source", str(folder / "notice.txt"), "--format", "json")
    findings = json.loads(run("audit", str(folder / "policy.yaml"), *arguments).stdout)["findings"]
    assert [one["code"] for one in findings if one["severity"] != "note"] == expected


def test_another_currency_is_a_change_and_neither_more_nor_less(run: Run, folder: Path) -> None:
    text = (folder / "policy.yaml").read_text(encoding="utf-8")
    (folder / "new.yaml").write_text(text.replace("USD", "HKD").replace("美元", "港元"), encoding="utf-8")
    told = run("diff", str(folder / "policy.yaml"), str(folder / "new.yaml"), "--lang", "zh").stdout
    assert "字段“到账外资”的币种由 USD 改为 HKD" in told
    assert "中的金额由 3000万美元 改为 3000万港元" in told


def test_effects_in_two_currencies_are_not_told(run: Run, folder: Path) -> None:
    paths = str(folder / "policy.yaml"), str(folder / "dollars.yaml")
    result = run("diff", *paths, "--facts", str(folder / "facts.yaml"), "--lang", "zh")
    assert (result.exit_code, "错误[T083]" in result.stderr, "受益" in result.stdout) == (1, True, False)
    assert run("diff", *paths).exit_code == 0


def test_tests_expect_the_currency_of_the_policy(run: Run, folder: Path) -> None:
    tests = folder / "tests.yaml"
    body = (
        "policydsl: 1\nkind: tests\npolicy: dollars.yaml\ntests:\n  - name: 一\n    as_of: 2025-10-01\n"
        "    facts:\n      applicant: {id: A1, paid_in: 3200万美元}\n    expect:\n"
        "      awards: {capital: {A1: {amount: AMOUNT}}}\n"
    )
    tests.write_text(body.replace("AMOUNT", "50万元"), encoding="utf-8")
    assert "错误[F059]：`50万元` 是人民币（元），这里要填美元" in run("check", str(tests), "--lang", "zh").stdout
    assert run("test", str(tests)).exit_code == 1  # half a million, but not of dollars
    tests.write_text(body.replace("AMOUNT", "60万美元"), encoding="utf-8")
    assert run("test", str(tests)).exit_code == 1
    run("test", str(tests), "--accept")
    assert "amount: 50万美元" in tests.read_text(encoding="utf-8")
    assert run("test", str(tests)).exit_code == 0


def test_an_amendment_in_another_currency_is_stale(run: Run, folder: Path) -> None:
    amendment = folder / "amendment.yaml"
    amendment.write_text(
        "policydsl: 1\nkind: amendment\nid: more\namends: currency\neffective: {from: 2026-01-01}\nchanges:\n"
        "  - set: clauses.capital.eligibility.large.test\n    was: applicant.paid_in >= 3000万元\n"
        "    to: applicant.paid_in >= 2000万美元\n",
        encoding="utf-8",
    )
    result = run("check", str(folder / "policy.yaml"), str(amendment), "--format", "json")
    codes = {one["code"] for one in json.loads(result.stdout)["findings"]}
    assert result.exit_code == 1
    assert any(code.startswith("M") for code in codes), codes
    amendment.write_text(amendment.read_text(encoding="utf-8").replace("3000万元", "0.3亿美元"), encoding="utf-8")
    assert run("check", str(folder / "policy.yaml"), str(amendment)).exit_code == 0


def test_a_cohort_in_dollars(run: Run, folder: Path) -> None:
    """A sum of another currency is never read as a bare figure, in no row and by no way of reading."""
    (folder / "in").mkdir()
    rows = (
        "id,paid_in,rate_of_day\nA1,3200万美元,7.1\nA2,30000000,7\nA3,3200万元,7\nA4,3200万美元,\nA5,2999.99万美元,7\n"
    )
    (folder / "in" / "applicants.csv").write_text(rows, encoding="utf-8")
    out = folder / "out"
    run("batch", str(folder / "policy.yaml"), str(folder / "in"), str(out), "--as-of", "2025-10-01")
    table = duckdb.read_parquet(str(out / "awards.parquet")).order("applicant")
    found = table.project("applicant, status, amount").fetchall()
    assert [(id_, status, None if amount is None else f"{amount:.2f}") for id_, status, amount in found] == [
        ("A1", "eligible", "4544000.00"),
        ("A2", "eligible", "4200000.00"),
        ("A4", "undetermined", None),
        ("A5", "ineligible", None),
    ]
    rejects = duckdb.read_parquet(str(out / "rejects.parquet")).project("applicant, code").fetchall()
    assert rejects == [("A3", "F059")]


def test_a_curve_over_dollars(run: Run, folder: Path) -> None:
    """Yuan for each dollar are no share of it."""
    paths = str(folder / "policy.yaml"), str(EXAMPLES / "currency.facts.yaml")
    text = run("curve", *paths, "--vary", "applicant.paid_in=0..5000万美元").stdout
    assert "3000万美元 至 35,185,498.01美元  到账外资 × 0.142104元" in text
    assert "范围内的转折已全部找到" in text
    assert "U184" in run("curve", *paths, "--vary", "applicant.paid_in=0..5000万元").stderr
