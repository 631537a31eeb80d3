"""Synthetic cohorts: facts without findings, the same in every format, reproducible, with every outcome in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cohort.synthetic_support import ROOT, csv_tables, lines, policy, tables_of
from tests.evaluate.random_policies import BOUNDED, policies
from tests.evaluate.small import CLAUSE
from tests.evaluate.support import findings, load

from policydsl.cohort.synthetic import OccupiedError, Shares, share_of, usual_day, write_cohort
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.source import SourceFile
from policydsl.workspace import LoadedPolicy, evaluate, load_facts_source, load_policy

NAMES = ["xiamen", "vouchers", "growth"]
MUCH = Shares(missing=share_of("20%") or 0, prior=share_of("50%") or 0, other=share_of("50%") or 0)


def cohort(loaded: LoadedPolicy, target: Path, size: int, seed: int = 1, **more: Any) -> Path:
    write_cohort(loaded, target, size, seed, **more)
    return target


def evaluations(loaded: LoadedPolicy, path: Path) -> list[Any]:
    """Every line read as a fact file and evaluated; none may have a finding."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        reporter = Reporter()
        facts = load_facts_source(SourceFile(f"{path.name}:{number}", line), loaded.policy, reporter)
        assert facts is not None, findings(reporter)
        found.append(evaluate(loaded, facts, reporter))
        assert findings(reporter) == []
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_applicant_is_a_fact_file_without_a_finding(name: str, tmp_path: Path) -> None:
    loaded = policy(name)
    path = cohort(loaded, tmp_path / "facts.jsonl", 120, format_="jsonl", shares=MUCH)
    assert len(evaluations(loaded, path)) == 120


@pytest.mark.parametrize("name", NAMES)
def test_tables_hold_what_the_fact_files_say(name: str, tmp_path: Path) -> None:
    loaded = policy(name)
    said = tables_of(lines(cohort(loaded, tmp_path / "facts.jsonl", 300, format_="jsonl", shares=MUCH)))
    read = csv_tables(cohort(loaded, tmp_path / "tables", 300, shares=MUCH))
    assert {name for name, rows in read.items() if rows} == said.keys()
    for key, rows in said.items():
        assert [{k: v for k, v in row.items() if v} for row in read[key]] == rows


@pytest.mark.parametrize("name", NAMES)
def test_parquet_holds_what_csv_holds_in_columns_of_their_types(name: str, tmp_path: Path) -> None:
    loaded = policy(name)
    read = csv_tables(cohort(loaded, tmp_path / "csv", 300, shares=MUCH))
    folder = cohort(loaded, tmp_path / "parquet", 300, format_="parquet", shares=MUCH)
    assert {path.stem for path in folder.iterdir()} == read.keys()
    for key, rows in read.items():
        table = pq.read_table(folder / f"{key}.parquet")
        assert [{k: text(v) for k, v in row.items()} for row in table.to_pylist()] == rows
    schema = pq.read_schema(folder / "other_policy_awards.parquet")
    assert schema.field("amount").type == pa.decimal128(18, 2)
    assert schema.field("year").type == pa.int64()


def text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
        case _:
            return str(value)


def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not(tmp_path: Path) -> None:
    loaded = policy("growth")
    first, again, other = (
        {path.name: path.read_bytes() for path in cohort(loaded, tmp_path / name, 50, seed).iterdir()}
        for name, seed in (("a", 7), ("b", 7), ("c", 8))
    )
    assert first == again
    assert first["applicants.csv"] != other["applicants.csv"]


def test_a_smaller_cohort_is_the_beginning_of_a_larger_one(tmp_path: Path) -> None:
    loaded = policy("xiamen")
    small = cohort(loaded, tmp_path / "small.jsonl", 40, format_="jsonl").read_text(encoding="utf-8")
    large = cohort(loaded, tmp_path / "large.jsonl", 90, format_="jsonl").read_text(encoding="utf-8")
    assert large.startswith(small)


def test_every_clause_has_every_outcome(tmp_path: Path) -> None:
    """Eligible, ineligible, undetermined; caps that bind and that do not; every row of every table."""
    loaded = policy("xiamen")
    path = cohort(loaded, tmp_path / "facts.jsonl", 2_000, format_="jsonl")
    outcomes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    bound: defaultdict[str, set[bool]] = defaultdict(set)
    rows: defaultdict[str, set[str | None]] = defaultdict(set)
    for evaluation in evaluations(loaded, path):
        for award in evaluation.awards:
            outcomes[award.clause.id][award.status] += 1
            if award.status == "eligible":
                bound[award.clause.id].add(award.limited_by is not None and award.limited_by != "prior_awards")
            rows[award.clause.id] |= {award.row} - {None}
    clauses = {clause.id for clause in loaded.policy.clauses}
    assert {one: set(outcomes[one]) >= {"eligible", "ineligible", "undetermined"} for one in clauses} == dict.fromkeys(
        clauses, True
    )
    sums = {clause.id for clause in loaded.policy.clauses if clause.caps} - {"platform_national"}  # a fixed sum
    assert {one for one in clauses if bound[one] == {True, False}} == sums
    assert rows["compute_voucher"] == {"large", "medium", "small", "academic_any"}


def test_figures_stand_on_and_beside_the_thresholds(tmp_path: Path) -> None:
    tables = csv_tables(cohort(policy("xiamen"), tmp_path / "tables", 4_000))
    wanted = {
        ("applicants", "annual_revenue"): ("100000000", "1000000000"),
        ("smart_products", "annual_sales"): ("10000000", "60000000"),
        ("first_version_software", "first_year_sales"): ("1000000",),
        ("rd_projects", "rd_investment"): ("20000000", "7500000"),  # where the caps begin to bind
        ("computing_centres", "server_purchase"): ("600000000",),
    }
    for (table, column), thresholds in wanted.items():
        values = {Decimal(row[column]) for row in tables[table] if row[column]}
        fen = Decimal("0.01")
        for one in map(Decimal, thresholds):
            assert {one - fen, one, one + fen} <= values


def test_lists_are_mostly_short_and_sometimes_long(tmp_path: Path) -> None:
    tables = csv_tables(cohort(policy("xiamen"), tmp_path / "tables", 4_000))
    counts = Counter(Counter(row["applicant"] for row in tables["rd_projects"]).values())
    assert sum(counts[one] for one in (1, 2, 3)) > sum(counts.values()) * 3 // 4
    assert counts[30] > 0
    assert sum(counts.values()) < 4_000 // 2


def test_shares_are_kept(tmp_path: Path) -> None:
    none = Shares(missing=0, assessed=0, prior=0, other=0, edges=0)
    tables = csv_tables(cohort(policy("xiamen"), tmp_path / "none", 200, shares=none))
    assert tables["prior_awards"] == tables["other_policy_awards"] == []
    assert all(value for rows in tables.values() for row in rows for value in row.values())
    every = Shares(missing=1 << 16, prior=1 << 16)
    tables = csv_tables(cohort(policy("xiamen"), tmp_path / "all", 200, shares=every))
    assert {row["applicant"] for row in tables["prior_awards"]} == {row["id"] for row in tables["applicants"]}
    assert not any(row["annual_revenue"] for row in tables["applicants"])


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("0%", 0), ("100%", 1 << 16), ("50 %", 1 << 15), ("３％", 1966), ("0.0001%", 1), ("3", None), ("101%", None),
        ("-1%", None), ("0", 0), ("0.03", 1966), (".5", 1 << 15), ("0.0", 0), ("0.00000001", 1), ("1", None),
        ("1.0", None),
    ],
)  # fmt: skip
def test_shares_are_percentages_or_parts_below_one(written: str, share: int | None) -> None:
    assert share_of(written) == share


FIELDS = f"""\
policydsl: 1
kind: policy
id: kinds
title: 各种事实
level: 市
in_force: {{from: 2025-01-01, until: 2027-12-31}}
facts:
  applicant:
    fields:
      balance: {{type: money, label: 余额}}
      loss: {{type: money, max: -1元, label: 亏损}}
      price: {{type: money, min: 0.0001元, max: 0.05元, label: 单价}}
      ratio: {{type: number, min: 0, max: 1, label: 占比}}
      staff: {{type: number, whole: true, min: 1, max: 99, label: 人数}}
      founded_year: {{type: number, whole: true, label: 成立年份}}
      day: {{type: date, label: 日期}}
      hour: {{type: time, label: 时刻}}
      moment: {{type: date_time, label: 日期时刻}}
      term: {{type: months, label: 期限}}
      wait: {{type: days, label: 天数}}
      place: {{type: text, label: 地点}}
      quarters: {{type: money, by: quarter, min: 0元, label: 季度产值}}
      judged: {{type: boolean, assessed: true, label: 评定}}
clauses:
{CLAUSE}    amount: applicant.price * 3
"""


def test_every_type_of_fact_within_its_bounds(tmp_path: Path) -> None:
    loaded = load(FIELDS)
    path = cohort(loaded, tmp_path / "facts.jsonl", 400, format_="jsonl", as_of=Date(2026, 5, 1))
    assert len(evaluations(loaded, path)) == 400
    documents = [one["applicant"] for one in lines(path)]
    assert min(one["balance"] for one in documents if "balance" in one) < 0
    assert {type(one["staff"]) for one in documents if "staff" in one} == {int}
    assert {period for one in documents for period in one.get("quarters", {})} == {"2025Q4", "2026Q1", "2026Q2"}
    assert max(one["day"] for one in documents if "day" in one) <= "2026-05-01"


def test_a_cohort_is_replaced_and_nothing_else_is(tmp_path: Path) -> None:
    loaded = policy("vouchers")
    folder = cohort(loaded, tmp_path / "cohort", 10)
    cohort(loaded, folder, 3, format_="parquet")
    assert {path.suffix for path in folder.iterdir()} == {".parquet"}
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OccupiedError):
        write_cohort(loaded, folder, 3)
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"
    cohort(loaded, folder, 3, force=True)
    assert not (folder / "notes.txt").exists()
    (folder / "sub").mkdir()
    with pytest.raises(OccupiedError):
        write_cohort(loaded, folder, 3, force=True)


def test_a_run_that_fails_leaves_nothing(tmp_path: Path) -> None:
    loaded = policy("vouchers")
    cohort(loaded, tmp_path / "cohort", 5)
    before = {path.name: path.read_bytes() for path in (tmp_path / "cohort").iterdir()}

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_cohort(loaded, tmp_path / "cohort", 20_000, 2, progress=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["cohort"]
    assert {path.name: path.read_bytes() for path in (tmp_path / "cohort").iterdir()} == before


@given(text=st.one_of(policies(joint=True), policies(joint=True, dated=True), policies(by_period=True)))
@settings(BOUNDED, max_examples=12, suppress_health_check=[*HealthCheck])
def test_any_policy_has_cohorts_without_findings(text: str, tmp_path: Path) -> None:
    loaded = load(text)
    path = cohort(loaded, tmp_path / "facts.jsonl", 12, format_="jsonl", shares=MUCH)
    assert len(evaluations(loaded, path)) == 12
    said = tables_of(lines(path))
    read = csv_tables(cohort(loaded, tmp_path / "tables", 12, shares=MUCH))
    assert said["applicants"] == [{k: v for k, v in row.items() if v} for row in read["applicants"]]


def test_the_usual_day_depends_on_the_policy_alone() -> None:
    assert usual_day(policy("xiamen").policy) == Date(2026, 4, 21)


EXAMPLES = [
    path
    for path in sorted([*ROOT.glob("docs/policy/examples/*.yaml"), *ROOT.glob("examples/policies/*/policy.yaml")])
    if "\nkind: policy\n" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_policies_of_the_documents_have_cohorts_without_findings(path: Path, tmp_path: Path) -> None:
    loaded = load_policy(str(path), Reporter())
    assert loaded is not None
    lines_ = cohort(loaded, tmp_path / "facts.jsonl", 10, format_="jsonl", shares=MUCH)
    assert len(evaluations(loaded, lines_)) == 10
