"""What is written of awards: many texts, few texts, sums that no column holds."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path

import pytest
from tests.cohort.conftest import awards, policy_of, write_csv

from policydsl.cli import main
from policydsl.feel.values import Date

_DAY = Date(2026, 1, 1)
_HEAD = """
policydsl: 1
kind: policy
id: written
title: 写出
in_force: {from: 2025-01-01}
facts:
  applicant:
    label: 申报主体
    fields:
      staff: {type: number, min: 0, label: 人数}
      named: {type: boolean, label: 已列名}
"""
_CLAUSE = """
  - id: {id}
    cite: 一（{id}）
    title: 奖励
    departments: [市工信局]
    benefit: reward
    basis: exact
"""


def _clause(id_: str, rest: str) -> str:
    return _CLAUSE.format(id=id_) + "".join(f"    {line}\n" for line in rest.splitlines())


def test_awards_with_many_sets_of_failing_conditions(tmp_path: Path) -> None:
    """More sets than are kept as numbers: they stay texts, and are the same."""
    names = [f"c{i}" for i in range(8)]
    fields = "".join(f"      {name}: {{type: boolean, label: 甲{name}}}\n" for name in names)
    tests = ", ".join(f"{{id: {name}, test: applicant.{name}, label: 甲}}" for name in names)
    text = f"{_HEAD}{fields}clauses:{_clause('prize', f'eligibility: [{tests}]' + chr(10) + 'amount: 1元')}"
    people = [
        {"applicant": {"id": f"A{i}", **dict(zip(names, values, strict=True))}}
        for i, values in enumerate(product((True, False), repeat=8))
    ]
    folder, loaded = write_csv(tmp_path / "in", people), policy_of(text)
    queried, batch = awards(loaded, folder, _DAY, {}, one_by_one=False)
    assert batch.slow_count + batch.open_count == 0
    assert queried == awards(loaded, folder, _DAY, {}, one_by_one=True)[0]
    assert len({row[11] for row in queried}) == 2**8


def test_awards_that_wait_for_many_facts(tmp_path: Path) -> None:
    """Facts that are missing are named by their items, of which there are many."""
    items = "  parts:\n    item: part\n    label: 部件\n    fields:\n      cost: {type: money, min: 0元, label: 费用}\n"
    text = f"{_HEAD}{items}clauses:{_clause('costs', 'amount: sum(parts.cost) * 10%')}"
    text += _clause("each", "for_each: part\namount: part.cost * 10%")
    people = [
        {"applicant": {"id": f"A{i}", "staff": 1}, "parts": [{"id": f"P{i}", "cost": None if i % 3 else 100}]}
        for i in range(700)
    ]
    folder, loaded = write_csv(tmp_path / "in", people), policy_of(text)
    queried, _ = awards(loaded, folder, _DAY, {}, one_by_one=False)
    assert queried == awards(loaded, folder, _DAY, {}, one_by_one=True)[0]
    assert len({row[10] for row in queried}) > 400


@pytest.mark.parametrize("format_", ["csv", "parquet"])
def test_no_applicants_at_all(tmp_path: Path, format_: str) -> None:
    text = f"{_HEAD}clauses:{_clause('prize', 'amount: applicant.staff * 1元')}"
    policy, folder = tmp_path / "policy.yaml", tmp_path / "in"
    policy.write_text(text, encoding="utf-8")
    folder.mkdir()
    (folder / "applicants.csv").write_text("id,staff\n", encoding="utf-8")
    done = main(
        ["batch", str(policy), str(folder), str(tmp_path / "out"), "--as-of", "2026-01-01", "--format", format_]
    )
    assert done == 0
    assert (tmp_path / "out" / f"awards.{format_}").is_file()


def test_an_award_too_large_for_the_table_rejects_its_applicant(tmp_path: Path) -> None:
    """Found for a whole applicant, and for a single award that lacks a fact; the others are computed."""
    text = f"{_HEAD}clauses:{_clause('large', 'amount: applicant.staff * 1万亿元')}"
    text += _clause("named", "eligibility: [{id: named, test: applicant.named, label: 已列名}]\namount: 1元")
    text = text.replace("1万亿元", "10000亿元")
    policy, folder = tmp_path / "policy.yaml", tmp_path / "in"
    policy.write_text(text, encoding="utf-8")
    folder.mkdir()
    rows = "id,staff,named\nA1,1,true\nA2,12345678901234,true\nA3,2345678901,\nA4,0.1,\n"
    (folder / "applicants.csv").write_text(rows, encoding="utf-8")
    done = main(["batch", str(policy), str(folder), str(tmp_path / "out"), "--as-of", "2026-01-01", "--format", "csv"])
    assert done == 1
    with (tmp_path / "out" / "rejects.csv").open(encoding="utf-8") as stream:
        rejects = [(row["row"], row["applicant"], row["value"], row["code"]) for row in csv.DictReader(stream)]
    assert rejects == [("2", "A2", "large", "B124"), ("3", "A3", "large", "B124")]
    with (tmp_path / "out" / "awards.csv").open(encoding="utf-8") as stream:
        given = [(row["applicant"], row["clause"], row["amount"]) for row in csv.DictReader(stream)]
    assert given == [
        ("A1", "large", "1000000000000.00"), ("A1", "named", "1.00"), ("A4", "large", "100000000000.00"),
        ("A4", "named", ""),
    ]  # fmt: skip
