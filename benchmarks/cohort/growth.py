"""How the time grows with applicants and with clauses, as ratios to the smallest."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.cohort.contest import Work, turns
from benchmarks.cohort.equal import difference
from benchmarks.cohort.in_sql import database, in_sql
from benchmarks.cohort.inputs import make
from benchmarks.cohort.ours import ours, policy_of_two
from benchmarks.measure import table

ROWS: Final = (30_000, 100_000, 300_000, 1_000_000)
CLAUSES: Final = (1, 2, 4, 8, 16, 32)

_HEAD = """\
policydsl: 1
kind: policy
id: clauses_{count}
title: {{zh: 由程序生成的 {count} 条, en: {count} generated clauses}}
in_force: {{from: 2025-01-01}}
rounding: {{to: 0.01元, mode: down}}
facts:
  applicant:
    label: 申报主体
    fields:
      kind: {{type: enum, values: {{enterprise: 企业, university: 高校, team: 团队}}, label: 主体类型}}
      annual_revenue: {{type: money, min: 0元, label: 营业收入}}
      ai_enterprise: {{type: boolean, label: 是人工智能企业}}
      ai_startup: {{type: boolean, label: 是初创企业}}
      high_growth_selected: {{type: boolean, label: 已入选}}
  compute_purchases:
    item: compute_purchase
    label: 算力采购
    fields:
      qualified: {{type: boolean, label: 合格}}
      fee: {{type: money, min: 0元, label: 费用}}
  model_purchases:
    item: model_purchase
    label: 模型采购
    fields:
      registered: {{type: boolean, label: 已备案}}
      purpose: {{type: text, label: 用途}}
      fee: {{type: money, min: 0元, label: 费用}}
clauses:
"""
_CLAUSE = """\
  - id: c{i}
    cite: 第{i}条
    title: 第{i}项
    departments: [测试局]
    category: c{i}
    benefit: subsidy
    basis: ceiling
    eligibility:
      - {{id: enterprise, test: applicant.kind = "enterprise", label: 是企业}}
      - {{id: large, test: applicant.annual_revenue >= {least}万元, label: 收入达标}}
    amount: sum({list}[{good}].fee) * {rate}%
    caps:
      - {{id: yearly, limit: {cap}万元, per: applicant, every: year}}
"""
_SQL = """
SELECT id AS applicant, 'c{i}' AS clause, CASE WHEN ok THEN 'eligible' ELSE 'ineligible' END AS status,
  CASE WHEN ok THEN CAST(LEAST(units, {cap}000000) AS DECIMAL(18, 0)) * 0.01::DECIMAL(3, 2) END AS amount,
  CASE WHEN ok AND units > {cap}000000 THEN 'yearly' END AS limited_by, NULL::VARCHAR AS row
FROM (SELECT id, kind = 'enterprise' AND annual_revenue >= {least}0000 AS ok, {fen} * {rate} // 100 AS units FROM sums)
"""
_SUMS = """
WITH compute AS (SELECT applicant, CAST(sum(fee) FILTER (qualified) * 100 AS BIGINT) AS fen
    FROM read_parquet('{folder}/compute_purchases.parquet') GROUP BY applicant),
models AS (SELECT applicant, CAST(sum(fee) FILTER (registered) * 100 AS BIGINT) AS fen
    FROM read_parquet('{folder}/model_purchases.parquet') GROUP BY applicant),
sums AS (SELECT a.id, a.kind, a.annual_revenue, COALESCE(c.fen, 0) AS c_fen, COALESCE(m.fen, 0) AS m_fen
    FROM read_parquet('{folder}/applicants.parquet') a
    LEFT JOIN compute c ON c.applicant = a.id LEFT JOIN models m ON m.applicant = a.id)
"""


def _figures(i: int) -> dict[str, object]:
    compute = i % 2 == 1
    return {
        "i": i, "least": 100 + 37 * i, "rate": 5 + i, "cap": 20 + 11 * i,
        "list": "compute_purchases" if compute else "model_purchases",
        "good": "qualified" if compute else "registered", "fen": "c_fen" if compute else "m_fen",
    }  # fmt: skip


def policy_text(count: int) -> str:
    """A policy of so many clauses over the two tables."""
    return _HEAD.format(count=count) + "".join(_CLAUSE.format(**_figures(i)) for i in range(1, count + 1))


def clauses_in_sql(folder: Path, out: Path, count: int) -> None:
    """The same by hand."""
    query = _SUMS.format(folder=folder) + " UNION ALL ".join(_SQL.format(**_figures(i)) for i in range(1, count + 1))
    with database(out, None) as db:
        db.execute(f"COPY ({query}) TO '{out / 'sql.parquet'}' (FORMAT parquet, COMPRESSION zstd)")


def growth_of_rows(place: Path, sizes: Sequence[int], rounds: int, memory: str | None) -> int:
    """More and more applicants under the two vouchers."""
    policy, rows, wrong = policy_of_two(place), list[tuple[int, float, float]](), False
    for size in sizes:
        folder, out = make(place / "in", size), place / "out"
        out.mkdir()
        wrong |= _step(rows, size, rounds, out, (
            partial(in_sql, folder, out, memory),
            partial(ours, folder, out / "ours", policy, memory),
        ))  # fmt: skip
        shutil.rmtree(folder)
        shutil.rmtree(out)
    _print("applicants", rows)
    return int(wrong)


def growth_of_clauses(place: Path, size: int, counts: Sequence[int], rounds: int) -> int:
    """More and more clauses for the same applicants."""
    folder, out, rows, wrong = make(place / "in", size), place / "out", list[tuple[int, float, float]](), False
    out.mkdir()
    for count in counts:
        policy = place / f"clauses_{count}.yaml"
        policy.write_text(policy_text(count), encoding="utf-8")
        wrong |= _step(rows, count, rounds, out, (
            partial(clauses_in_sql, folder, out, count),
            partial(ours, folder, out / "ours", policy),
        ))  # fmt: skip
    print(f"{size:,} applicants")
    _print("clauses", rows)
    return int(wrong)


def _step(rows: list[tuple[int, float, float]], size: int, rounds: int, out: Path, work: tuple[Work, Work]) -> bool:
    """One size: whether the awards differ."""
    for one in work:
        one()
    found = difference(out, out / "ours/awards.parquet")
    if found.rows:
        print(f"WRONG: {size:,}: {found.text()}")
    seconds = turns({"sql": work[0], "ours": work[1]}, rounds).seconds
    rows.append((size, statistics.median(seconds["sql"]), statistics.median(seconds["ours"])))
    return bool(found.rows)


def _print(what: str, rows: Sequence[tuple[int, float, float]]) -> None:
    least = rows[0]
    print(table(
        [what, f"times as many {what}", "batch, seconds", "times as long", "SQL by hand, seconds", "times as long",
         "batch beside the SQL"],
        [[f"{size:,}", f"{size / least[0]:.1f}", f"{own:.2f}", f"{own / least[2]:.1f}", f"{hand:.2f}",
          f"{hand / least[1]:.1f}", f"{own / hand:.2f}"] for size, hand, own in rows],
    ))  # fmt: skip
