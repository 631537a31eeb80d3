"""`policydsl curve`: what it prints, and what a mistaken question is told."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from click.testing import Result

POLICY = "policies/xiamen_ai_2025.yaml"
FACTS = "examples/ai_startup.yaml"
GROWTH = "examples/policies/growth_and_finance"
HERE = Path(__file__).parent / "curve"
REVENUE = "applicant.annual_revenue=0..20亿元"
Run = Callable[..., Result]
Golden = Callable[[Path, str], None]


def codes(result: Result) -> list[str]:
    starts = ("错误[", "error[", "警告[", "warning[")
    return [line.partition("[")[2][:4] for line in result.stderr.splitlines() if line.startswith(starts)]


def curve(run: Run, *more: str) -> Result:
    return run("curve", POLICY, FACTS, *more)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("name", "folder", "asked"),
    [
        ("revenue", None, [REVENUE]),
        ("growth", GROWTH, ["applicant.revenue[2025]=0..12亿元"]),
        ("two", GROWTH, ["loans[L1].principal=0..10亿元", "premises[R1].area=0..2000平方米"]),
    ],
)
def test_the_text(name: str, folder: str | None, asked: list[str], lang: str, run: Run, golden: Golden) -> None:
    files = (POLICY, FACTS) if folder is None else (f"{folder}/policy.yaml", f"{folder}/facts.yaml")
    result = run("curve", *files, *(word for one in asked for word in ("--vary", one)), "--lang", lang)
    assert (result.exit_code, result.stderr) == (0, "")
    golden(HERE / f"{name}.{lang}.txt", result.stdout)


def test_the_document(run: Run, golden: Golden) -> None:
    result = curve(run, "--vary", REVENUE, "--format", "json")
    assert result.exit_code == 0
    golden(HERE / "revenue.json", result.stdout)
    found = json.loads(result.stdout)
    assert found["complete"] is True
    assert found["fact"]["given"] == "28600000.00"


def test_two_facts_are_two_documents(run: Run) -> None:
    result = curve(run, "--vary", REVENUE, "--vary", "compute_purchases[C1].fee=0..1亿元", "--format", "json")
    assert [one["fact"]["name"] for one in json.loads(result.stdout)] == [
        "applicant.annual_revenue", "compute_purchases[C1].fee",
    ]  # fmt: skip


def test_the_table(run: Run, golden: Golden) -> None:
    result = curve(run, "--vary", REVENUE, "--format", "csv", "--lang", "zh")
    golden(HERE / "revenue.csv", result.stdout)
    rows = list(csv.DictReader(io.StringIO(result.stdout.removeprefix("\ufeff"))))
    voucher = [row for row in rows if row["条款"] == "compute_voucher"]
    assert [row["从"] for row in voucher] == ["0.00", "100000000.00", "1000000000.00"]
    assert voucher[1]["损失"] == "174860.05"


def test_one_clause(run: Run) -> None:
    result = curve(run, "--vary", REVENUE, "--clause", "compute_voucher", "--format", "json")
    found = json.loads(result.stdout)
    assert [one["clause"] for one in found["awards"]] == ["compute_voucher"]
    assert "total" not in found


def test_as_amended_and_on_another_day(run: Run) -> None:
    amended = ("--amend", "examples/amendments/lower_rates_2026.yaml", "--as-of", "2026-08-01")
    result = curve(run, "--vary", REVENUE, "--clause", "compute_voucher", "--format", "json", *amended)
    found = json.loads(result.stdout)
    assert found["as_of"] == "2026-08-01"
    assert len(found["awards"][0]["pieces"]) > 3


def test_another_reading(run: Run) -> None:
    policy = (POLICY, "examples/university_lab.yaml")
    asked = ("--vary", REVENUE, "--clause", "compute_voucher", "--format", "json")
    usual = json.loads(run("curve", *policy, *asked).stdout)
    other = json.loads(run("curve", *policy, *asked, "--reading", "academic_tier=by_revenue").stdout)
    assert len(usual["awards"][0]["pieces"]) == 1
    assert [one["at"] for one in other["awards"][0]["breaks"]] == ["100000000.00"]


def test_to_a_file(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "curve.txt"
    result = curve(run, "--vary", REVENUE, "-o", str(target))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "100,000,000" in target.read_text(encoding="utf-8") or "1亿元" in target.read_text(encoding="utf-8")


def test_a_search_cut_short_says_so(run: Run) -> None:
    result = curve(run, "--vary", "compute_purchases[C1].fee=0..1亿元", "--points", "6", "--format", "json")
    assert codes(result) == ["U191"]
    assert result.exit_code == 1
    assert json.loads(result.stdout)["not_searched"]


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        ("applicant.annual_revenue", "U180", "applicant.annual_revenue=0..20亿元"),
        ("annual_revenue=0..1亿元", "U180", "applicant"),
        ("applicant.annual_revenu=0..1亿元", "U181", "`applicant.annual_revenue`"),
        ("applicant.年度营业收入=0..1亿元", "U181", "`applicant.annual_revenue`"),
        ("申报主体.年度营业收入=0..1亿元", "U181", "`applicant.annual_revenue`"),
        ("rd_project[P1].rd_investment=0..1亿元", "U181", "`rd_projects[ID].rd_investment`"),
        ("applicant.kind=0..1", "U182", "applicant.annual_revenue"),
        ("applicant.ai_enterprise=0..1", "U182", "applicant.annual_revenue"),
        ("compute_purchases.fee=0..1亿元", "U183", "`C1`, `C2`, `C3`"),
        ("compute_purchases[C9].fee=0..1亿元", "U183", "`C1`, `C2`, `C3`"),
        ("rd_projects[P1].rd_investment=0..1亿元", "U183", "没有"),
        ("applicant.annual_revenue=0..多", "U184", "多"),
        ("applicant.annual_revenue=1..20亿元", "U184", "`1万元`"),
        ("applicant.annual_revenue=-5..20亿元", "U186", "0元"),
        ("applicant.annual_revenue=0..99999999999999亿元", "U184", "1000000亿元"),
        ("applicant.annual_revenue=20亿元..0", "U185", "20亿元"),
        ("applicant.annual_revenue=1元..1元", "U185", "1元"),
        ("applicant.annual_revenue=-1元..1元", "U186", "0元"),
        ("applicant.annual_revenue[2024]=0..1元", "U187", "annual_revenue"),
        ("applicant.annual_revenue=0..0.001元", "U190", "0.01元"),
    ],
)
def test_what_cannot_be_asked(asked: str, code: str, said: str, run: Run) -> None:
    result = curve(run, "--vary", asked, "--lang", "zh")
    assert codes(result) == [code]
    assert said in result.stderr
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize(
    "range_",
    [
        "0..20亿元",
        "0元到20亿元",
        "0元至20亿元",
        "0元—20亿元",
        "0 .. 20亿元",
        "0~2000000000",
        "0元..20 亿元",
        "０．．２０亿元",
    ],
)
def test_ways_to_write_a_range(range_: str, run: Run) -> None:
    result = curve(run, "--vary", f"applicant.annual_revenue={range_}", "--format", "json")
    assert json.loads(result.stdout)["fact"]["to"] == "2000000000.00"


@pytest.mark.parametrize(
    "step", ["0元", "-1元", "1e-20", "0.000000000000001元", "0.00001元", "99999999999999999999元", "多"]
)
def test_a_step_that_is_none(step: str, run: Run) -> None:
    result = curve(run, "--vary", REVENUE, f"--step={step}", "--lang", "zh")
    assert codes(result) == ["U184"]
    assert "一步要大于零，最多 4 位小数" in result.stderr


def test_an_unknown_clause_is_told(run: Run) -> None:
    result = curve(run, "--vary", REVENUE, "--clause", "compute_vouchr")
    assert codes(result) == ["U117"]
    assert result.exit_code == 2


def test_the_fact_is_needed(run: Run) -> None:
    assert codes(curve(run)) == ["U105"]


@pytest.mark.parametrize(("format_", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("html", b"<!doctype html>")])
def test_a_picture_in_a_file(format_: str, start: bytes, run: Run, tmp_path: Path) -> None:
    target = tmp_path / f"curve.{format_}"
    result = curve(run, "--vary", REVENUE, "--format", format_, "-o", str(target))
    assert (result.exit_code, result.stdout) == (0, "")
    assert target.read_bytes().startswith(start)


def test_an_svg_may_go_to_the_screen(run: Run) -> None:
    result = curve(run, "--vary", REVENUE, "--format", "svg", "--lang", "zh")
    assert "随年度营业收入的变化" in result.stdout


def test_a_picture_on_the_screen_and_two_in_one_file(run: Run) -> None:
    assert codes(curve(run, "--vary", REVENUE, "--format", "png")) == ["U192"]
    two = ("--vary", REVENUE, "--vary", "compute_purchases[C1].fee=0..1亿元")
    assert codes(curve(run, *two, "--format", "svg")) == ["U193"]


def test_without_matplotlib_and_without_a_font(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "curve.png"
    asked = ("--vary", REVENUE, "--format", "png", "-o", str(target), "--lang", "zh")
    monkeypatch.setattr("policydsl.cli.curve.has_chinese", lambda: False)
    result = curve(run, *asked)
    assert "提示[U195]" in result.stderr
    assert "fonts-noto-cjk" in result.stderr
    assert result.exit_code == 0
    assert target.exists()
    monkeypatch.setattr("policydsl.cli.curve.can_draw", lambda: False)
    result = curve(run, *asked)
    assert codes(result) == ["U194"]
    assert result.exit_code == 2


@pytest.mark.parametrize(
    "asked",
    [
        (POLICY, FACTS, REVENUE, "tenancies[T1].requested_months=0..60"),
        (POLICY, "examples/facts_missing.yaml", REVENUE),
        (f"{GROWTH}/policy.yaml", f"{GROWTH}/facts.yaml", "applicant.revenue[2025]=0..12亿元"),
        (f"{GROWTH}/policy.yaml", f"{GROWTH}/facts.yaml", "talents[P1].arrived=2025-01-01..2026-04-01"),
    ],
)
def test_the_document_has_the_shape_of_its_schema(asked: tuple[str, ...], run: Run) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(run("schema", "curve").stdout))
    policy, facts, *varied = asked
    for one in varied:
        found = json.loads(run("curve", policy, facts, "--vary", one, "--format", "json").stdout)
        validator.validate(found)
        cut = json.loads(run("curve", policy, facts, "--vary", one, "--format", "json", "--points", "4").stdout)
        validator.validate(cut)


def test_the_document_can_be_checked(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "curve.json"
    assert curve(run, "--vary", REVENUE, "--format", "json", "-o", str(target)).exit_code == 0
    assert run("check", str(target)).exit_code == 0
    target.write_text(target.read_text(encoding="utf-8").replace('"moves": true', '"moves": "yes"'), encoding="utf-8")
    assert run("check", str(target)).exit_code == 1
