"""Synthetic cohorts through `batch`: no row is refused, every award is that of the applicant's own fact file."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.cohort.synthetic_support import POLICIES, policy

from policydsl.cli import main
from policydsl.cohort.synthetic import Shares, write_cohort
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.source import SourceFile
from policydsl.workspace import evaluate, load_facts_source

DAY = Date(2026, 4, 21)
MANY = Shares(missing=1 << 12, prior=1 << 15, other=1 << 15)


def awards_of(folder: Path, format_: str) -> list[dict[str, Any]]:
    if format_ == "csv":
        with (folder / "awards.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    found: list[dict[str, Any]] = pq.read_table(folder / "awards.parquet").to_pylist()
    return found


def sums(value: object) -> Decimal | None:
    return None if value in ("", None) else Decimal(str(value))


@pytest.mark.parametrize(("given", "wanted"), [("csv", "parquet"), ("parquet", "csv")])
@pytest.mark.parametrize("name", POLICIES)
def test_a_synthetic_cohort_is_computed_whole(name: str, given: Any, wanted: str, tmp_path: Path) -> None:
    loaded = policy(name)
    write_cohort(loaded, tmp_path / "in", 120, 5, format_=given, shares=MANY, as_of=DAY)
    write_cohort(loaded, tmp_path / "facts.jsonl", 120, 5, format_="jsonl", shares=MANY, as_of=DAY)
    arguments = [str(POLICIES[name]), str(tmp_path / "in"), str(tmp_path / "out")]
    assert main(["batch", *arguments, "--as-of", DAY.iso(), "--format", wanted]) == 0
    pots = {limit.id for limit in loaded.policy.limits if limit.per is not None}
    rows = {(row["applicant"], row["clause"], row["subject"]): row for row in awards_of(tmp_path / "out", wanted)}
    shared = {  # decided between applicants, which no applicant by itself can show
        key for key, row in rows.items()
        if row["standing"] or row["status"] == "outranked" or row["limited_by"] in pots
    }  # fmt: skip
    found = {key: (row["status"], sums(row["amount"]), sums(row["payable"])) for key, row in rows.items()}
    expected = {}
    for line in (tmp_path / "facts.jsonl").read_text(encoding="utf-8").splitlines():
        facts = load_facts_source(SourceFile("facts", line), loaded.policy, Reporter())
        assert facts is not None
        evaluation = evaluate(loaded, facts, Reporter())
        assert evaluation is not None
        for award in evaluation.awards:
            key = (facts.applicant.id, award.clause.id, award.subject)
            expected[key] = (str(award.status), award.amount, award.payable)
    assert found.keys() == expected.keys()
    assert {k: v for k, v in found.items() if k not in shared} == {k: v for k, v in expected.items() if k not in shared}
    assert len(shared) < len(found) / 2
