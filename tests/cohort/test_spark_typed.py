"""Spark reads Parquet files and types them as DuckDB does: every cell, every row, every reject."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.cohort.conftest import policy_of
from tests.cohort.synthetic_support import policy
from tests.evaluate.random_policies import DEEP

from policydsl.cohort.engines.spark import SparkEngine
from policydsl.cohort.intake.directory import load_directory
from policydsl.cohort.intake.sources import UnreadableError
from policydsl.cohort.intake.typed import value
from policydsl.cohort.intake.words import DUCKDB, SPARK
from policydsl.cohort.output.tables import write_tables
from policydsl.cohort.run.batch import Batch, Choices
from policydsl.cohort.shape import shapes
from policydsl.cohort.synthetic import Shares, write_cohort
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.workspace import LoadedPolicy

pytestmark = pytest.mark.slow
DAY = Date(2026, 6, 30)
POLICY = """
policydsl: 1
kind: policy
id: cells
title: 单元格
level: 市
in_force: {from: 2025-01-01}
facts:
  applicant:
    label: 申报主体
    fields:
      m: {type: money, label: 金额}
      least: {type: money, label: 限内, min: 0.01元, max: 100万元}
      n: {type: number, label: 数}
      w: {type: number, whole: true, label: 整数}
      e: {type: enum, label: 选项, values: {a: 甲, "b_2": 乙}}
      t: {type: text, label: 文本}
      b: {type: boolean, label: 是否}
      d: {type: date, label: 日期}
      p: {type: months, label: 期限}
      k: {type: time, label: 时刻}
      dt: {type: date_time, label: 日期时刻}
      am: {type: money, label: 评定, assessed: true}
clauses:
  - id: best
    cite: 一（一）
    title: 奖励
    departments: [市工信局]
    benefit: reward
    basis: exact
    amount: 50万元
"""
TEXTS = [
    None, "", " ", "0", "-0", "1", "-1", "+1", "01", "1.", ".5", "1.0", "1.00", "1.005", "0.000001", "1.0000001",
    "1e3", "999999999999", "999999999999.99", "1000000000000", "-999999999999.99", "123456789012.345678",
    "9999999999999.99", "１２", "12\n", "\n12", "12 ", "a", "b_2", "A", "a\n", "true", "false", "TRUE", "true\n",
    "2024-02-29", "2023-02-29", "2024-2-9", "0000-01-01", "0001-01-01", "1582-10-10", "9999-12-31", "10000-01-01",
    "2024-13-01", "2024-02-29\n", "2024-02-29T00:00", "P12M", "P1Y", "P999999M", "P1000000M", "P12M\n", "xP12M",
    "-P12M", "P０M", "8600万元", "0.5亿元", "123456789012.123456亿元", "1.5元", "1.555元", "0.0001万元",
    "0.000001亿元", "0.0000001亿元", "5万元\n", "5美元", "5万美元", "1,000", "'", '"', "\\", "\\n", "`", "${x}",
    "%", "中文", "\U0001f600", "e\u0301", "\u00e9", "NaN", "infinity", "null", "١", "1_000", "--1", "- 1", "\t1",
    "1\u00a0", "\x00", "08:30:00", "23:59:59", "24:00:00", "8:30:00", "08:30", "08:30:00\n", "08:30:00Z",
    "2024-02-29T08:30:00", "2023-02-29T08:30:00", "0000-01-01T00:00:00", "0001-01-01T00:00:00", "2024-02-29T24:00:00",
    "2024-02-29T08:30:00+08:00",
]  # fmt: skip
WHOLES = [
    0,
    1,
    -1,
    5,
    100,
    127,
    -128,
    2**15,
    2**31 - 1,
    -(2**31),
    10**12,
    10**12 + 1,
    -(10**12) - 1,
    2**63 - 1,
    -(2**63),
]
DECIMALS = {
    "DECIMAL(4,1)": ["0.0", "999.9", "-0.1"],
    "DECIMAL(9,9)": ["0.5", "0.010000001", "0.12", "0.123456", "0.1234567"],
    "DECIMAL(16,0)": ["1", "9999999999999999", "10000000000000", "10000000000001", "-10000000000001"],
    "DECIMAL(18,2)": ["0.01", "9999999999999999.99", "9999999999999.99", "10000000000000.00", "1000000.01"],
    "DECIMAL(18,4)": ["0.0001", "0.01", "99999999999999.9999"],
    "DECIMAL(38,0)": ["9" * 38, "-" + "9" * 38, "7"],
    "DECIMAL(38,2)": ["9" * 36 + ".99", "0.01", "9999999999999999.00", "12345678.90"],
    "DECIMAL(38,6)": ["9" * 32 + ".5", "0.000001", "99.99", "10000000000000.000001"],
    "DECIMAL(38,30)": ["1.5", "99999999.12", "0.000000000000000000000000000001"],
    "DECIMAL(38,37)": ["9.9999", "9.99", "0.5", "-9.999999999"],
}
DAYS = [
    "0001-01-01",
    "1582-10-10",
    "2024-02-29",
    "9999-12-31",
    "infinity",
    "-infinity",
    "10000-01-01",
    "0001-12-31 (BC)",
]
BOUNDS = {"TINYINT": 7, "SMALLINT": 15, "INTEGER": 31, "BIGINT": 63, "UTINYINT": 8, "USMALLINT": 16, "UINTEGER": 32,
          "UBIGINT": 64}  # fmt: skip


def columns() -> dict[str, list[str | None]]:
    """The cells of each type of column, as texts that DuckDB casts."""
    found: dict[str, list[str | None]] = {
        "VARCHAR": list(TEXTS),
        "DATE": [None, *DAYS],
        "BOOLEAN": [None, "true", "false"],
    }
    for type_, bits in BOUNDS.items():
        low, high = (0, 2**bits - 1) if type_.startswith("U") else (-(2**bits), 2**bits - 1)
        found[type_] = [None, *(str(one) for one in (*WHOLES, 2**64 - 1) if low <= one <= high)]
    return found | {type_: [None, *cells] for type_, cells in DECIMALS.items()}


def test_cells_are_typed_alike(session: Any, tmp_path: Path) -> None:
    fields = policy_of(POLICY).policy.root.fields
    file, db = tmp_path / "cells.parquet", duckdb.connect()
    given = columns()
    longest = max(len(cells) for cells in given.values())
    made = ", ".join(f"c{i} {type_}" for i, type_ in enumerate(given))
    db.execute(f"CREATE TABLE cells (r INTEGER, {made})")
    rows = [[cells[r] if r < len(cells) else None for cells in given.values()] for r in range(longest)]
    casts = ", ".join(f"CAST(? AS {type_})" for type_ in given)
    for r, row in enumerate(rows):
        db.execute(f"INSERT INTO cells SELECT {r}, {casts}", row)
    db.execute(f"COPY cells TO '{file}' (FORMAT parquet)")
    session.read.parquet(file.as_uri()).createOrReplaceTempView("cells")
    asked = [(i, type_, field) for i, type_ in enumerate(given) for field in fields.values()]
    queries = []
    for words in (DUCKDB, SPARK):
        parts = [value(f"c{i}", type_, field, words) for i, type_, field in asked]
        shown = ", ".join(f"{found} AS v{n}, {odd} AS o{n}" for n, (found, odd) in enumerate(parts))
        queries.append(f"SELECT r.r, {shown} FROM cells r ORDER BY 1")
    duck = db.execute(queries[0]).fetchall()
    spark = [tuple(row) for row in session.sql(queries[1]).collect()]
    assert len(duck) == len(spark) == longest
    different = [
        (given[asked[n][1]][r], asked[n][1], asked[n][2].id, duck[r][1 + 2 * n :][:2], spark[r][1 + 2 * n :][:2])
        for r in range(longest)
        for n in range(len(asked))
        if duck[r][1 + 2 * n :][:2] != spark[r][1 + 2 * n :][:2]
    ]
    assert different == []
    kinds = {type(cell) for row in duck for cell in row}
    assert kinds == {int, bool, str, dt.date, type(None)}


@pytest.mark.parametrize(
    ("type_", "cell"),
    [
        ("DATE", "infinity"), ("DATE", "10000-01-01"), ("VARCHAR", "0000-01-01"), ("DECIMAL(16,0)", "9999999999999999"),
        ("DECIMAL(38,37)", "9.9999"), ("DECIMAL(38,6)", "9" * 32 + ".5"),
    ],
)  # fmt: skip
def test_a_cell_out_of_reach_is_odd_and_ends_no_run(type_: str, cell: str) -> None:
    fields = policy_of(POLICY).policy.root.fields
    field = fields["d" if type_ in ("DATE", "VARCHAR") else "m"]
    found, odd = value("c", type_, field)
    row = duckdb.execute(f"SELECT {found}, {odd} FROM (SELECT CAST('{cell}' AS {type_}) AS c) r").fetchone()
    assert row == (None, True)


def results(loaded: LoadedPolicy, folder: Path, engine: SparkEngine | None, out: Path) -> dict[str, Any]:
    """All that a run writes."""
    db, reporter = duckdb.connect(), Reporter()
    tables = load_directory(str(folder), shapes(loaded.policy), db, reporter)
    assert tables is not None, [one.message("en") for one in reporter]
    batch = Batch(loaded, db, tables, Choices(DAY, {}, "zh"), engine=engine)
    out.mkdir()
    batch.run()
    write_tables(batch, out, "parquet")
    if engine is not None:
        assert engine.reads
        engine.close()
    found: dict[str, Any] = {
        name: duckdb.execute(f"FROM read_parquet('{out / name}.parquet')").fetchall()
        for name in ("awards", "totals", "rejects")
    }
    return found | {"manifest": json.loads((out / "manifest.json").read_text(encoding="utf-8"))}


@pytest.mark.skipif(not DEEP, reason="HYPOTHESIS_PROFILE is not deep: the same in parts is compared below")
def test_a_cohort_with_all_that_can_be_wrong(session: Any, tmp_path: Path) -> None:
    assert session is not None
    loaded, folder = policy("xiamen"), tmp_path / "in"
    shares = Shares(missing=1 << 12, prior=1 << 15, other=1 << 13)
    write_cohort(loaded, folder, 200, 5, format_="parquet", shares=shares, as_of=DAY)
    spoil(folder)
    duck = results(loaded, folder, None, tmp_path / "duck")
    spark = results(loaded, folder, SparkEngine(tmp_path, large=0), tmp_path / "spark")
    for name, rows in duck.items():
        assert spark[name] == rows
    codes = {row[5] for row in duck["rejects"]}
    assert codes >= {"B120", "B121", "B122", "B123"}
    assert sorted(one.name for one in tmp_path.iterdir()) == ["duck", "in", "spark"]


def test_parts_are_read_by_spark_as_by_the_database(session: Any, tmp_path: Path) -> None:
    """Their rows have the same numbers, rejects name the same parts; folders of a column are texts."""
    assert session is not None
    loaded, folder = policy("xiamen"), tmp_path / "in ü%20#[1]{a}*"
    shares = Shares(missing=1 << 12, prior=1 << 15, other=1 << 13)
    write_cohort(loaded, tmp_path / "in", 400, 5, format_="parquet", shares=shares, as_of=DAY)
    spoil(tmp_path / "in")
    (tmp_path / "in").rename(folder)
    for file in sorted(folder.glob("*.parquet")):
        split(file, file.with_suffix("") if file.stem != "model_purchases" else file)
    duck = results(loaded, folder, None, tmp_path / "duck")
    (tmp_path / "结果%41 [1]").mkdir()
    spark = results(loaded, folder, SparkEngine(tmp_path / "结果%41 [1]", large=0), tmp_path / "spark")
    for name, rows in duck.items():
        assert spark[name] == rows
    parts = {row[7] for row in duck["rejects"]}
    assert {"1 %25[1]申.snappy.parquet", "purpose=other/a.parquet"} <= parts
    assert None not in parts


def split(file: Path, folder: Path) -> None:
    """In parts, with what Spark leaves beside them; model purchases by what they are for."""
    db = duckdb.connect()
    file.replace(folder.parent.parent / "x.parquet")
    db.execute(f"CREATE TABLE t AS FROM read_parquet('{folder.parent.parent / 'x.parquet'}')")
    folder.mkdir()
    (folder / "_SUCCESS").touch()
    if file.stem == "model_purchases":
        for (purpose,) in db.execute("SELECT DISTINCT purpose FROM t").fetchall():
            inner = folder / f"purpose={'__HIVE_DEFAULT_PARTITION__' if purpose is None else purpose}"
            inner.mkdir()
            same = "IS NULL" if purpose is None else f"= '{purpose}'"
            db.execute(f"COPY (SELECT * EXCLUDE (purpose) FROM t WHERE purpose {same}) TO '{inner / 'a.parquet'}'")
        return
    ((count,),) = db.execute("SELECT count(*) FROM t").fetchall()
    for i, (low, high) in enumerate([(0, 5), (5, 5), (5, count // 2), (count // 2, count)]):
        name = ["0.parquet", "1 %25[1]申.snappy.parquet", "2.parquet", "3.parquet"][(0, 2, 1, 3)[i]]
        rows = f"FROM t WHERE rowid >= {low} AND rowid < {high}"
        db.execute(f"COPY ({rows}) TO '{folder / name}' (FORMAT parquet, ROW_GROUP_SIZE 2048)")


@pytest.mark.parametrize("folder", [False, True])
def test_a_file_that_spark_cannot_read_is_named(session: Any, tmp_path: Path, *, folder: bool) -> None:
    assert session is not None
    loaded, place = policy("xiamen"), tmp_path / "in"
    write_cohort(loaded, place, 400, 5, format_="parquet", as_of=DAY)
    file = place / "compute_purchases.parquet"
    if folder:
        split(file, file)
        file /= "3.parquet"
    data = bytearray(file.read_bytes())
    data[4 : len(data) // 3] = b"\xff" * (len(data) // 3 - 4)
    file.write_bytes(data)
    with pytest.raises(UnreadableError) as raised:
        results(loaded, place, SparkEngine(tmp_path, large=0), tmp_path / "spark")
    assert Path(raised.value.path) == file


def spoil(folder: Path) -> None:
    """Ids that come twice or are lacking, rows of nobody, positions, odd sums, awards of what there is not."""
    db = duckdb.connect()
    changes = {
        "applicants": ["INSERT INTO t FROM t LIMIT 7 OFFSET 20", "UPDATE t SET id = NULL WHERE id LIKE '%33'",
                       "UPDATE t SET id = '' WHERE id LIKE '%44'",
                       "UPDATE t SET annual_revenue = '1万元' WHERE id LIKE '%5'",
                       "UPDATE t SET annual_revenue = '约十' WHERE id LIKE '%71'"],
        "compute_purchases": ["INSERT INTO t FROM t LIMIT 5 OFFSET 3",
                              "UPDATE t SET applicant = 'nobody' WHERE id LIKE '%2'",
                              "UPDATE t SET position = CAST(hash(rowid) % 5 AS INTEGER) WHERE hash(rowid) % 3 > 0"],
        "model_purchases": ["ALTER TABLE t ALTER fee TYPE DECIMAL(38, 4) USING TRY_CAST(fee AS DECIMAL(38, 4))",
                            "UPDATE t SET fee = 99999999999999999.5 WHERE hash(rowid) % 9 = 0"],
        "prior_awards": ["UPDATE t SET subject = 'nothing' WHERE hash(rowid) % 11 = 0",
                         "UPDATE t SET clause = 'none' WHERE hash(rowid) % 31 = 0"],
    }  # fmt: skip
    for name, statements in changes.items():
        file = folder / f"{name}.parquet"
        db.execute(f"CREATE OR REPLACE TABLE t AS FROM read_parquet('{file}')")
        if name == "applicants":
            db.execute("ALTER TABLE t ALTER annual_revenue TYPE VARCHAR")
        for one in statements:
            db.execute(one)
        db.execute(f"COPY t TO '{file}' (FORMAT parquet, ROW_GROUP_SIZE 2048)")


def test_inputs_that_are_small_or_of_other_types_are_typed_here(session: Any, tmp_path: Path) -> None:
    assert session is not None
    loaded, folder = policy("xiamen"), tmp_path / "in"
    write_cohort(loaded, folder, 30, 5, format_="parquet", as_of=DAY)
    file = folder / "applicants.parquet"
    other = "SELECT * REPLACE (CAST(1.5 AS DECIMAL(9, 2)) AS id)"
    duckdb.execute(f"COPY ({other} FROM read_parquet('{file}')) TO '{tmp_path / 'x.parquet'}'")
    for large in (None, 0):
        db, reporter = duckdb.connect(), Reporter()
        if large == 0:
            (tmp_path / "x.parquet").replace(file)
        tables = load_directory(str(folder), shapes(loaded.policy), db, reporter)
        assert tables is not None
        engine = SparkEngine(tmp_path, large=large)
        assert not engine.typed(db, loaded.policy, tables, DAY)
        assert not engine.reads
