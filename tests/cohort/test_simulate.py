"""What a cohort costs: figures worked out by hand, and the same as those of `eval`, one by one."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.cohort.conftest import Document, write_csv

from policydsl.award import Status
from policydsl.cli import main
from policydsl.cohort.simulate.money import divided
from policydsl.cohort.synthetic import write_cohort
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.source import SourceFile
from policydsl.workspace import LoadedPolicy, load_facts_source, load_policy, load_policy_source
from policydsl.workspace import evaluate as evaluate_facts

POLICY = """\
policydsl: 1
kind: policy
id: small
title: {zh: 小政策, en: Small policy}
level: 市
in_force: {from: 2025-01-01}
rounding: {to: 0.01元, mode: down}
facts:
  applicant:
    label: 申报主体
    fields:
      kind: {type: enum, values: {firm: 企业, school: 高校}, label: 主体类型}
      revenue: {type: money, min: 0元, label: 营业收入}
      ready: {type: boolean, label: 就绪}
      spent: {type: money, min: 0元, label: 支出}
  projects:
    item: project
    label: 项目
    fields:
      cost: {type: money, min: 0元, label: 投入}
      built: {type: boolean, label: 建成}
readings:
  steps: {question: 怎么算？, options: {whole: 整档, part: 按比例}, default: whole}
clauses:
  - id: build
    cite: 一
    title: {zh: 建设, en: Building}
    departments: [甲局, 乙局]
    category: project
    for_each: project
    benefit: subsidy
    basis: ceiling
    eligibility:
      - {id: built, test: project.built, label: 建成}
    amount: 'if reading.steps = "whole" then floor(project.cost / 100万元) * 30万元 else project.cost * 30%'
    caps:
      - {id: one, limit: 90万元, per: project, label: 每个}
  - id: tier
    cite: 二
    title: {zh: 分档, en: Tiers}
    departments: [乙局, 甲局]
    category: tier
    benefit: voucher
    basis: exact
    eligibility:
      - {id: ready, test: applicant.ready, label: 就绪}
    table:
      hit: unique
      inputs: {revenue: applicant.revenue}
      rules:
        - {id: big, when: {revenue: ≥ 1亿元}, then: {rate: 30%, most: 100万元}}
        - {id: small, when: {revenue: < 1亿元}, then: {rate: 50%, most: 20万元}}
    amount: applicant.spent * rate
    caps:
      - {id: yearly, limit: most, per: applicant, every: year, label: 每年}
  - id: rent
    cite: 三
    title: {zh: 免租, en: Rent}
    departments: [丙局]
    benefit: rent_free
    basis: ceiling
    eligibility:
      - {id: ready, test: applicant.ready, label: 就绪}
    term: 12个月
"""

APPLICANTS: Sequence[Document] = [
    {  # build 90 (150 before the cap) and 30; tier 20 of 25
        "applicant": {"id": "A", "kind": "firm", "revenue": "50000000", "ready": True, "spent": "500000"},
        "projects": [
            {"id": "P1", "cost": "5000000", "built": True},
            {"id": "P2", "cost": "1999999.99", "built": True},
        ],
    },
    {  # tier 30% of 100万元
        "applicant": {"id": "B", "kind": "school", "revenue": "100000000", "ready": True, "spent": "1000000.01"},
        "projects": [{"id": "P1", "cost": "9000000", "built": False}],
    },
    {  # nothing is known of its revenue nor whether it is built
        "applicant": {"id": "C", "kind": "firm", "ready": True, "spent": "10000"},
        "projects": [{"id": "P1", "cost": "9000000"}],
    },
    {"applicant": {"id": "D", "revenue": "1", "ready": False}},
]
DAY = "2025-06-30"


@pytest.fixture
def small(tmp_path: Path, csv_cohort: Callable[[Sequence[Document]], Path]) -> Callable[..., Any]:
    policy, cohort = tmp_path / "policy.yaml", csv_cohort(APPLICANTS)
    policy.write_text(POLICY, encoding="utf-8")

    def run(*options: str, code: int = 0) -> None:
        assert main(["--lang", "zh", "simulate", str(policy), str(cohort), "--as-of", DAY, *options]) == code

    return run


def document(run: Callable[..., Any], capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    run("--format", "json", *options)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def groups(found: dict[str, Any], by: str, scenario: str = "base") -> dict[str, dict[str, Any]]:
    rows = found["tables"]["groups"]
    return {row["key"]: row for row in rows if row["by"] == by and row["scenario"] == scenario}


def test_costs_by_hand(small: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    found = document(small, capsys)
    by_clause = groups(found, "clause")
    assert {key: row["cost"] for key, row in by_clause.items()} == {
        "build": "1200000.00",
        "tier": "500000.00",
        "rent": "0.00",
    }
    build = by_clause["build"]
    assert (build["eligible"], build["ineligible"], build["undetermined"], build["applicants"]) == (2, 1, 1, 1)
    assert (build["open_most"], build["open_unbounded"]) == ("900000.00", 0)
    tier = by_clause["tier"]
    # C gets at least 3,000 whatever its revenue is, so it is undetermined, and at the most the higher cap.
    assert (tier["eligible"], tier["undetermined"], tier["open_most"]) == (2, 1, "1000000.00")
    assert (by_clause["rent"]["without_sum"], by_clause["rent"]["months"]) == (3, 36)
    whole = groups(found, "all")[""]
    assert (whole["cost"], whole["eligible"], whole["applicants"]) == ("1700000.00", 7, 3)


def test_several_departments_are_counted_once(small: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    rows = groups(document(small, capsys), "department")
    assert {key: row["cost"] for key, row in rows.items()} == {"甲局、乙局": "1700000.00", "丙局": "0.00"}


def test_kinds_and_sizes_come_from_the_policy(small: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    found = document(small, capsys)
    kinds, sizes = groups(found, "applicant.kind"), groups(found, "applicant.revenue")
    assert {key: row["cost"] for key, row in kinds.items()} == {
        "firm": "1400000.00",
        "school": "300000.00",
        "": "0.00",
    }
    assert [(key, row["label_zh"], row["cost"]) for key, row in sizes.items()] == [
        ("0", "不到 1亿元", "1400000.00"),
        ("1", "1亿元 以上", "300000.00"),
        ("", "未填", "0.00"),
    ]
    asked = document(small, capsys, "--by", "applicant.spent=1万元,50万元", "--by", "applicant.ready")
    assert list(groups(asked, "applicant.spent")) == ["0", "1", "2", ""]
    assert groups(asked, "applicant.spent")["1"]["cost"] == "0.00"  # C: undetermined
    assert groups(asked, "applicant.spent")["2"]["cost"] == "1700000.00"
    assert {key: row["eligible"] for key, row in groups(asked, "applicant.ready").items()} == {"true": 7, "false": 0}


def test_a_cap_takes_away_what_it_says(small: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    rows = document(small, capsys)["tables"]["limiters"]
    assert [(r["clause"], r["by"], r["kind"], r["awards"], r["taken"]) for r in rows] == [
        ("build", "one", "cap", 1, "600000.00"),
        ("tier", "yearly", "cap", 1, "50000.00"),
    ]


def test_budgets_and_splits(small: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    found = document(
        small, capsys, "--budget", "100万元", "--budget", "clauses.tier=50.01万元", "--split", "市=33.33%,区=66.67%"
    )
    budget = {row["clause"]: row["left"] for row in found["tables"]["budget"]}
    assert budget == {"": "-700000.00", "tier": "100.00"}
    parts = {(row["clause"], row["part"]): row["cost"] for row in found["tables"]["split"]}
    assert parts["build", "市"], parts["build", "区"] == ("399960.00", "800040.00")
    assert Decimal(parts["", "市"]) + Decimal(parts["", "区"]) == Decimal("1700000.00")


def test_the_first_gets_the_fen_that_do_not_divide() -> None:
    third = Decimal("0.333333")
    split = [("a", 1 - 2 * third), ("b", third), ("c", third)]
    assert [sum_ for _, _, sum_ in divided(Decimal("0.05"), split)] == [
        Decimal("0.03"),
        Decimal("0.01"),
        Decimal("0.01"),
    ]
    assert [sum_ for _, _, sum_ in divided(Decimal(0), split)] == [0, 0, 0]


def test_a_scenario_is_the_difference_of_two_runs(
    small: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    change = "clauses.tier.table.rules.small.then.rate=10%"
    found = document(small, capsys, "--set", change, "--scenario", "比例=reading.steps=part", "--ids")
    # tier: A gets 5 instead of 20; build by parts: P1 stays at 90, P2 gets 599,999.99 instead of 30.
    assert groups(found, "clause", "set")["tier"]["cost"] == "350000.00"
    assert groups(found, "clause", "比例")["build"]["cost"] == "1499999.99"
    changes = {(r["scenario"], r["clause"]): r for r in found["tables"]["changes"]}
    assert changes["set", "tier"]["change"] == "-150000.00"
    assert (changes["set", "tier"]["losing"], changes["set", "tier"]["open"]) == (1, 1)
    assert (changes["set", "build"]["change"], changes["set", "build"]["open"]) == ("0.00", 0)
    assert changes["比例", "build"]["change"] == "299999.99"
    compared = {r["scenario"]: r for r in found["tables"]["compared"]}
    assert (compared["set"]["losing"], compared["set"]["loss"], compared["set"]["gaining"]) == (1, "150000.00", 0)
    assert (compared["set"]["same"], compared["set"]["undecided"], compared["set"]["open"]) == (2, 1, 1)
    assert [one["provisional"] for one in compared.values()] == [0, 0]
    assert [(r["scenario"], r["applicant"], r["change"]) for r in found["tables"]["most"]] == [
        ("set", "A", "-150000.00"),
        ("比例", "A", "299999.99"),
    ]


def test_who_loses_what_is_no_money(
    tmp_path: Path, small: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    changes = {
        "shorter": ("clauses.rent.term=6个月", 3, 0),
        "longer": ("clauses.rent.term=24个月", 0, 3),
        "others": ("clauses.rent.eligibility.ready.test=not(applicant.ready)", 3, 1),
    }
    small("-o", str(tmp_path / "out"), *(f"--scenario={name}={change}" for name, (change, _, _) in changes.items()))
    tables = json.loads((tmp_path / "out/simulation.json").read_text(encoding="utf-8"))["tables"]
    rents = {row["scenario"]: row for row in tables["changes"] if row["clause"] == "rent"}
    for found in tables["compared"]:
        _, lose, gain = changes[found["scenario"]]
        rent = rents[found["scenario"]]
        assert (rent["change"], rent["losing"], rent["gaining"]) == ("0.00", lose, gain)
        assert (found["losing"], found["gaining"], found["less"], found["more"]) == (0, 0, lose, gain)
        assert found["same"] + found["undecided"] + lose + gain == 4
    said = re.findall(r"(增加|减少)的不是金额（服务、免租等） +(\d)", capsys.readouterr().out)
    assert said == [("减少", "3"), ("增加", "3"), ("增加", "1"), ("减少", "3")]


def test_a_change_of_provisional_sums_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quota = "    quota: {limit: 1, rank_by: project.cost, order: descending}\n  - id: tier"
    (tmp_path / "policy.yaml").write_text(POLICY.replace("  - id: tier", quota), encoding="utf-8")
    tied = [
        {"applicant": {"id": id_, "ready": False}, "projects": [{"id": "P", "cost": "5000000", "built": True}]}
        for id_ in ("A", "B")
    ]
    folder = write_csv(tmp_path / "in", tied)
    options = ["--as-of", DAY, "--set", "clauses.build.caps.one.limit=80万元"]
    assert main(["--lang", "zh", "simulate", str(tmp_path / "policy.yaml"), str(folder), *options]) == 0
    out = capsys.readouterr().out
    assert re.search(r"减少合计 +2 +200,000.00\n", out)
    assert "有 2 个主体的增减含暂定的金额，以后可能改变。" in out


def test_an_amendment_file_is_a_scenario(
    small: Callable[..., Any], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    amendment = tmp_path / "cut.yaml"
    amendment.write_text(
        "policydsl: 1\nkind: amendment\nid: cut\ntitle: 降低\namends: small\neffective: {from: 2025-06-01}\n"
        "changes:\n  - {set: clauses.build.caps.one.limit, was: 90万元, to: 80万元}\n  - {remove: clauses.tier}\n",
        encoding="utf-8",
    )
    found = document(small, capsys, "--scenario", f"减={amendment}")
    changes = {r["clause"]: r["change"] for r in found["tables"]["changes"]}
    assert changes == {"build": "-100000.00", "tier": "-500000.00", "rent": "0.00"}
    assert found["scenarios"][1]["amendments"] == ["cut"]


def test_ids_only_when_asked_for(small: Callable[..., Any], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    options = ("--set", "clauses.tier.table.rules.small.then.rate=10%", "-o", str(tmp_path / "out"))
    small(*options)
    text = capsys.readouterr().out
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out/most.csv").read_text(encoding="utf-8"))))
    assert [row["applicant"] for row in rows] == [""]
    assert "减少最多的" in text
    small(*options, "--ids")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out/most.csv").read_text(encoding="utf-8"))))
    assert [row["applicant"] for row in rows] == ["A"]


def test_tables_are_the_same_in_parquet(
    small: Callable[..., Any], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    small("--format", "parquet", "-o", str(tmp_path / "out"), "--budget", "1亿元", "--split", "市=100%")
    assert capsys.readouterr().out == ""
    rows = duckdb.read_parquet(str(tmp_path / "out/groups.parquet")).filter("\"by\" = 'all'").select("cost").fetchall()
    assert rows == [(Decimal("1700000.0000"),)]
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken/mine.txt").write_text("x", encoding="utf-8")
    small("-o", str(tmp_path / "taken"), code=2)
    assert "B130" in capsys.readouterr().err
    assert [one.name for one in (tmp_path / "taken").iterdir()] == ["mine.txt"]


def test_rows_left_out_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/applicants.csv").write_text("id,kind,ready\nA,firm,true\nB,wrong,true\n", encoding="utf-8")
    code = main(["--lang", "zh", "simulate", str(tmp_path / "policy.yaml"), str(tmp_path / "in"), "--as-of", DAY])
    out = capsys.readouterr()
    assert code == 1
    assert "2 个，计算了 1 个" in out.out
    assert "没有计算的行  applicants 1" in out.out


def test_what_a_quota_leaves_out_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "policy.yaml").write_text(
        POLICY.replace(
            "    term: 12个月\n", "    term: 12个月\n    quota: {limit: 1, rank_by: applicant.spent}\n"
        ).replace("  - id: tier", "    quota: {limit: 1, rank_by: project.cost, order: descending}\n  - id: tier"),
        encoding="utf-8",
    )
    folder = write_csv(tmp_path / "in", APPLICANTS[:2])
    change = "--set=clauses.build.quota.limit=2"
    code = main([
        "--lang", "zh", "simulate", str(tmp_path / "policy.yaml"), str(folder), "--as-of", DAY, change,
        "--format", "json",
    ])  # fmt: skip
    assert code == 0
    found = json.loads(capsys.readouterr().out)
    build = groups(found, "clause")["build"]
    assert (build["eligible"], build["outranked"], build["cost"]) == (1, 1, "900000.00")
    assert groups(found, "clause", "set")["build"]["cost"] == "1200000.00"
    limits = {(r["scenario"], r["clause"], r["by"], r["kind"]): r["awards"] for r in found["tables"]["limiters"]}
    assert limits["base", "build", "quota", "quota"] == 1
    taken = {(r["clause"], r["by"]): r["taken"] for r in found["tables"]["limiters"] if r["scenario"] == "base"}
    assert taken["build", "quota"] == "300000.00"
    assert taken["build", "one"] == "600000.00"
    assert ("set", "build", "quota", "quota") not in limits
    assert found["scenarios"][0]["not_applied"] == []
    (changed,) = [r for r in found["tables"]["changes"] if r["change"] != "0.00"]
    assert (changed["clause"], changed["change"], changed["gaining"]) == ("build", "300000.00", 1)


def test_a_limit_over_all_applicants(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pot = "limits:\n  - {id: pot, label: 资金总额, limit: 100万元, per: programme, every: year, short: pro_rata}\n"
    (tmp_path / "policy.yaml").write_text(POLICY + pot, encoding="utf-8")
    folder = write_csv(tmp_path / "in", [APPLICANTS[0], APPLICANTS[1]])
    options = ["--as-of", DAY, "--format", "json", "--set", "limits.pot.limit=150万元"]
    assert main(["--lang", "zh", "simulate", str(tmp_path / "policy.yaml"), str(folder), *options]) == 0
    found = json.loads(capsys.readouterr().out)
    # 170 are asked for: build 90 and 30, tier 20 and 30; each gets 100/170 of it, down to the fen.
    shares = [Decimal(n) * 1000000 / 170 for n in (90, 30, 20, 30)]
    down = [share.quantize(Decimal("0.01"), ROUND_DOWN) for share in shares]
    assert Decimal(groups(found, "all")[""]["cost"]) == sum(down)
    taken = {(r["clause"], r["kind"]): r["taken"] for r in found["tables"]["limiters"] if r["scenario"] == "base"}
    assert Decimal(taken["build", "limit"]) == 1200000 - down[0] - down[1]
    assert Decimal(taken["tier", "limit"]) == 500000 - down[2] - down[3]
    compared = found["tables"]["compared"][0]
    whole = groups(found, "all", "set")[""]
    assert Decimal(compared["gain"]) == Decimal(whole["cost"]) - sum(down)
    assert (compared["gaining"], compared["losing"]) == (2, 0)


def test_what_earlier_awards_took_of_a_limit_is_no_surplus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pots = [
        "{id: pot, label: 资金总额, limit: 500万元, per: programme, every: year, short: pro_rata}",
        "{id: ever, label: 全期总额, limit: 900万元, per: programme, short: pro_rata, counts: [build]}",
    ]
    (tmp_path / "policy.yaml").write_text(
        POLICY + "limits:\n" + "".join(f"  - {one}\n" for one in pots), encoding="utf-8"
    )
    earlier = [
        {"clause": "build", "subject": "P9", "year": 2025, "amount": "1000000"},
        {"clause": "build", "subject": "P8", "year": 2024, "amount": "400000"},
        {"clause": "tier", "subject": "B", "year": 2024, "amount": "70000"},
    ]
    folder = write_csv(tmp_path / "in", [APPLICANTS[0], {**APPLICANTS[1], "prior_awards": earlier}])
    command = ["--lang", "zh", "simulate", str(tmp_path / "policy.yaml"), str(folder), "--as-of", DAY]
    budgets = ["--budget", "500万元", "--budget", "clauses.build=300万元"]
    assert main([*command, *budgets, "--format", "json"]) == 0
    tables = json.loads(capsys.readouterr().out)["tables"]
    # 170 are granted now; build had 100 this year and 40 last year, each counted once although two limits do.
    assert [(r["clause"], r["earlier"], r["cost"], r["left"]) for r in tables["budget"]] == [
        ("", "1400000.00", "1700000.00", "1900000.00"),
        ("build", "1400000.00", "1200000.00", "400000.00"),
    ]
    assert [(r["limit"], r["year"], r["earlier"], r["asked"], r["granted"], r["left"]) for r in tables["pots"]] == [
        ("pot", 2025, "1000000.00", "1700000.00", "1700000.00", "2300000.00"),
        ("ever", None, "1400000.00", "1200000.00", "1200000.00", "6400000.00"),
    ]
    assert main([*command, *budgets]) == 0
    printed = capsys.readouterr().out
    assert "以前已给（元）" in printed
    assert "不是结余" in printed
    assert main([*command, "--budget", "500万元", "--set", "limits.pot.limit=50万元", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["tables"]["pots"]
    changed = [r for r in rows if r["scenario"] == "set" and r["limit"] == "pot"]
    assert [(r["earlier"], r["granted"], r["left"]) for r in changed] == [("1000000.00", "0.00", "0.00")]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--set", "clauses.tier.table.rules.tiny.then.rate=10%"), "M009"),
        (("--set", "clauses.tier.table.rules.small.then.rate=50%"), "M012"),
        (("--set", "clauses.tier.table.rules.small.then.rate=abc"), "N001"),
        (("--set", "clauses.tier.id=other"), "M018"),
        (("--scenario", "a=reading.steps=quarter"), "U112"),
        (("--scenario", "a=reading.stepz=part"), "U111"),
    ],
)
def test_a_bad_change_is_told_as_that_of_an_amendment(
    small: Callable[..., Any], capsys: pytest.CaptureFixture[str], options: tuple[str, ...], code: str
) -> None:
    small(*options, code=2)
    assert f"[{code}]" in capsys.readouterr().err


def test_where_other_work_stands_nothing_is_computed(small: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    small("-o", str(tmp_path / "mine"), "--master", "spark://nowhere:7077", code=2)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


# -- against eval ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def xiamen(root: Path) -> LoadedPolicy:
    reporter = Reporter()
    loaded = load_policy(str(root / "policies/xiamen_ai_2025.yaml"), reporter)
    assert loaded is not None
    return loaded


def test_sums_are_those_of_each_applicant(
    xiamen: LoadedPolicy, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day, size = Date(2026, 6, 30), 150
    write_cohort(xiamen, tmp_path / "in", size, 7, as_of=day, format_="csv")
    write_cohort(xiamen, tmp_path / "in.jsonl", size, 7, as_of=day, format_="jsonl")
    change = "clauses.compute_voucher.table.rules.large.then.rate=25%"
    policy = str(root / "policies/xiamen_ai_2025.yaml")
    code = main([
        "simulate", policy, str(tmp_path / "in"), "--as-of", day.iso(), "--format", "json", "--set", change,
    ])  # fmt: skip
    assert code == 0
    found = json.loads(capsys.readouterr().out)
    text = Path(policy).read_text(encoding="utf-8")
    assert text.count("            rate: 30%") == 1
    reporter = Reporter()
    changed = load_policy_source(SourceFile("changed.yaml", text.replace("rate: 30%", "rate: 25%")), reporter)
    assert changed is not None
    lines = (tmp_path / "in.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == size
    for scenario, loaded in (("base", xiamen), ("set", changed)):
        costs = {clause.id: Decimal(0) for clause in loaded.policy.clauses}
        counts = {(clause.id, status): 0 for clause in loaded.policy.clauses for status in Status}
        for line in lines:
            facts = load_facts_source(SourceFile("facts.json", line), loaded.policy, reporter)
            assert facts is not None
            evaluation = evaluate_facts(loaded, facts, reporter, as_of=day)
            assert evaluation is not None
            for award in evaluation.awards:
                counts[award.clause.id, award.status] += 1
                if award.status is Status.ELIGIBLE and award.payable is not None:
                    costs[award.clause.id] += award.payable
        rows = groups(found, "clause", scenario)
        # Only a whole cohort decides a quota; what it takes away is what is outranked.
        drawn = rows.pop("hit_product")
        alone = counts["hit_product", Status.ELIGIBLE]
        assert drawn[Status.ELIGIBLE] + drawn[Status.OUTRANKED] == alone > drawn[Status.ELIGIBLE]
        costs["hit_product"] = Decimal(drawn["cost"])
        assert {key: Decimal(row["cost"]) for key, row in rows.items()} == {k: costs[k] for k in rows}
        assert all(row[status] == counts[key, status] for key, row in rows.items() for status in Status)
        for by in ("department", "basis", "applicant.kind", "applicant.annual_revenue"):
            assert sum(Decimal(r["cost"]) for r in groups(found, by, scenario).values()) == sum(costs.values())


def test_a_change_is_told_with_what_it_replaces(small: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    small("--set", "clauses.tier.table.rules.small.then.rate=25", "--scenario", "x=reading.steps=part")
    out, err = capsys.readouterr()
    assert "方案    set：clauses.tier.table.rules.small.then.rate=25（现行 50%）\n" in out
    assert "警告[P031]" in err


def test_where_the_first_row_is_that_is_not_computed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY, encoding="utf-8")
    cohort = write_csv(tmp_path / "cohort", [{"applicant": {"id": "A"}}, {"applicant": {"id": "B", "spent": "约百万"}}])
    (cohort / "projects.csv").write_text("applicant,id,cost\nA,P1,x\nB,P1,y\nZ,P1,1\n", encoding="utf-8")
    line = [str(policy), str(cohort)]
    assert main(["--lang", "zh", "batch", *line, str(tmp_path / "out"), "--as-of", DAY]) == 1
    told = [
        "没有计算：projects 第 3 行 applicant：申报主体的表中没有这个编号",
        "没有计算：applicants 第 2 行 spent：`约百万` 不是金额（共 3 处）",
    ]
    assert [one for one in capsys.readouterr().out.splitlines() if one.startswith("没有计算")] == told
    assert main(["--lang", "en", "simulate", *line, "--as-of", DAY]) == 1
    out = " ".join(capsys.readouterr().out.split())
    assert "Note: Not computed: applicants, row 2, spent: `约百万` is no amount of money (3 in all)" in out
