"""Spark gives the rows that DuckDB and the interpreter give: a real session on two cores."""

from __future__ import annotations

import datetime as dt
import importlib.util
from contextlib import nullcontext
from decimal import Decimal
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlglot import exp
from tests.cohort.conftest import Row, awards, policy_of, write_csv
from tests.cohort.spark_support import BY_DEFAULT, INTERPRETED, compiled
from tests.cohort.synthetic_support import POLICIES, policy
from tests.cohort.test_shared import HEAD, REWARD, applicant

from policydsl.cli import main
from policydsl.cohort.engines.spark import SparkEngine
from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.build import Dialect
from policydsl.cohort.sql.figure import Arithmetic, Figure, Mode, literal
from policydsl.cohort.sql.ratios import Ratios
from policydsl.cohort.sql.spark import NotTriedError, spark_sql
from policydsl.cohort.synthetic import Shares, write_cohort
from policydsl.evaluate.figure import nearest
from policydsl.feel.values import Date

SIZE = 600
DAY = Date(2026, 4, 21)
MANY = Shares(missing=1 << 12, prior=1 << 14, other=1 << 13)
MODES: tuple[Mode, ...] = ("floor", "ceiling", "down", "up", "half_up", "half_down", "half_even")
WORD = 2**63 - 1
WIDE = 10**28
SIGNS = ("<", "<=", ">", ">=", "=", "!=")
EDGES = sorted({
    sign * (base + step)
    for base in (0, 5, 10, 15, 25, 50, 100, 150, 250, 2**31, 10**15, WORD, 2**63, 2**64, WIDE - 100)
    for step in (-1, 0, 1, 4, 5, 6, 49, 50, 51)
    for sign in (-1, 1)
})  # fmt: skip


class Both:
    """Values through an expression, on DuckDB and on Spark."""

    def __init__(self, session: Any) -> None:
        self.session, self.db = session, duckdb.connect()

    def rows(self, made: dict[Dialect, list[tuple[sql.Sql, str]]], values: list[int]) -> dict[Dialect, list[Row]]:
        wide = max(abs(v) for v in values) > WORD
        types = {"duckdb": "HUGEINT" if wide else "BIGINT", "spark": "DECIMAL(38, 0)" if wide else "BIGINT"}
        found: dict[Dialect, list[Row]] = {}
        for dialect, columns in made.items():
            given_ = ", ".join(f"(CAST('{v}' AS {types[dialect]}))" for v in values)
            query = sql.select([(sql.column("v"), "v"), *columns], sql.table("t"))
            if dialect == "duckdb":
                self.db.execute(f"CREATE OR REPLACE TABLE t AS FROM (VALUES {given_}) AS x(v)")
                rows = self.db.execute(query.sql("duckdb")).fetchall()
            else:
                self.session.sql(f"FROM VALUES {given_} AS x(v) SELECT *").createOrReplaceTempView("t")
                rows = [tuple(row) for row in self.session.sql(spark_sql(query, {"t": "t"})).collect()]
            found[dialect] = sorted(tuple(whole(cell) for cell in row) for row in rows)
        return found


def whole(cell: object) -> object:
    return int(cell) if isinstance(cell, Decimal) else cell


@pytest.fixture(scope="module")
def both(session: Any) -> Both:
    return Both(session)


def figure(values: list[int], scale: int = 0) -> Figure:
    return Figure(sql.column("v"), scale, min(values), max(values))


@pytest.mark.parametrize("wide", [False, True], ids=["64_bits", "wide"])
def test_rounding_is_that_of_whole_numbers(both: Both, *, wide: bool) -> None:
    values = EDGES if wide else [v for v in EDGES if abs(v) <= WORD]
    cases = [(mode, places, factor) for mode in MODES for places in (2, 1, 0, -2) for factor in (1, 3)]
    made: dict[Dialect, list[tuple[sql.Sql, str]]] = {}
    for dialect in ("duckdb", "spark"):
        arithmetic = Arithmetic(dialect)
        made[dialect] = []
        for i, (mode, places, factor) in enumerate(cases):
            base = figure(values, 3)
            found = arithmetic.to_places(Figure(base.base, 3, base.low, base.high, factor), places, mode)
            assert found is not None
            made[dialect].append((arithmetic.source(found), f"c{i}"))
    expected = [
        (v, *(nearest(v * factor, 10 ** (3 - places), mode) * 10 ** max(0, -places) for mode, places, factor in cases))
        for v in values
    ]
    with nullcontext() if wide else compiled(both.session):
        rows = both.rows(made, values)
    assert rows["duckdb"] == expected
    assert rows["spark"] == expected


@pytest.mark.parametrize("wide", [False, True], ids=["64_bits", "wide"])
def test_arithmetic_and_comparisons_are_those_of_whole_numbers(both: Both, *, wide: bool) -> None:
    values = [v for v in EDGES if abs(v) <= (10**15 if not wide else WIDE)]
    others = (literal(0), literal(1), literal(-7), literal(12345, 2), literal(WORD))
    made: dict[Dialect, list[tuple[sql.Sql, str]]] = {}
    for dialect in ("duckdb", "spark"):
        arithmetic, columns = Arithmetic(dialect), list[sql.Sql]()
        one = figure(values)
        for other in others:
            found = [arithmetic.add(one, other, "+"), arithmetic.add(one, other, "-"), arithmetic.add(other, one, "-")]
            columns += [arithmetic.source(each) for each in found if each is not None]
            columns += [
                test for sign in ("<", "<=", ">", ">=", "=", "!=") if (test := arithmetic.compare(one, sign, other))
            ]
        square = arithmetic.multiply(one, one)
        columns += [] if square is None else [arithmetic.source(square)]
        total = [sql.neg(sql.column("v")), sql.same(sql.column("v"), sql.number(5)), sql.is_null(sql.column("v"))]
        made[dialect] = [(column, f"c{i}") for i, column in enumerate(columns + total)]
    rows = both.rows(made, values)
    assert rows["duckdb"] == rows["spark"]
    for row in rows["spark"]:
        v = row[0]
        assert isinstance(v, int)
        ten = 100
        expected: list[object] = []
        for n, scale in ((0, 0), (1, 0), (-7, 0), (12345, 2), (WORD, 0)):
            at, of = (v * ten, n) if scale else (v, n)
            expected += [at + of, at - of, of - at, at < of, at <= of, at > of, at >= of, at == of, at != of]
        expected += [] if wide else [v * v]
        assert list(row[1:]) == [*expected, -v, v == 5, False]


def test_sums_do_not_overflow(both: Both) -> None:
    values = [WORD, WORD, WORD - 1, -5]
    made: dict[Dialect, list[tuple[sql.Sql, str]]] = {
        dialect: [(sql.running_total(sql.column("v"), [sql.number(1)], sql.neg(sql.column("v"))), "c0")]
        for dialect in ("duckdb", "spark")
    }
    rows = both.rows(made, values)
    assert rows["duckdb"] == rows["spark"]
    assert (-5, 3 * WORD - 6) in rows["spark"]
    query = sql.select([(sql.total(sql.column("v")), "s"), (sql.count_where(sql.truth(True)), "n")], sql.table("t"))
    assert [tuple(row) for row in both.session.sql(spark_sql(query, {"t": "t"})).collect()] == [(3 * WORD - 6, 4)]


def test_quotients_are_those_of_fractions(both: Both) -> None:
    values = sorted(
        {s * (b + i) for b in (0, 1, 7, 10, 25, 99, 150, 10**9, 10**15) for i in (-2, 0, 1) for s in (-1, 1)}
    )
    cases = [(mode, places, by) for mode in MODES for places in (2, 0, -1) for by in (3, -7, 12, 10**6 + 3)]
    made: dict[Dialect, list[tuple[sql.Sql, str]]] = {}
    for dialect in ("duckdb", "spark"):
        ratios = Ratios(Arithmetic(dialect), lambda one: one)
        columns: list[sql.Sql] = []
        for mode, places, by in cases:
            ratio = ratios.divide(figure(values, 2), literal(by))
            found = None if ratio is None else ratios.to_places(ratio, places, mode)
            assert found is not None
            columns.append(ratios.arithmetic.source(found))
        other = Figure(sql.binary("-", sql.column("v"), sql.number(7)), 0, min(values) - 7, max(values) + 7)
        ratio = ratios.divide(figure(values), other)
        assert ratio is not None
        for sign in SIGNS:
            test = ratios.compare(ratio, sign, literal(125, 2))
            assert test is not None
            columns.append(test)
        made[dialect] = [(column, f"c{i}") for i, column in enumerate(columns)]
    rows = both.rows(made, values)
    assert rows["duckdb"] == rows["spark"]
    compared = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "!=": ne}
    for row in rows["spark"]:
        v = row[0]
        assert isinstance(v, int)
        expected: list[object] = []
        for mode, places, by in cases:
            ten = 10 ** (places + 8)
            size, sign_ = abs(by), 1 if by > 0 else -1
            expected.append(nearest(sign_ * v * ten, size * 10**10, mode) * 10 ** max(0, -places))
        share = None if v == 7 else Fraction(v, v - 7)
        expected += [None if share is None else compared[sign](share, Fraction(5, 4)) for sign in SIGNS]
        assert list(row[1:]) == expected


def test_days_so_much_later(both: Both) -> None:
    days = ["0001-01-01", "1582-10-10", "1900-02-28", "2023-12-31", "2024-01-31", "2024-02-29", "9999-12-31", None]
    columns: list[tuple[sql.Sql, str]] = []
    expected: list[object] = []
    for day in days:
        for count in (-13, -12, -1, 0, 1, 11, 12, 13, 25):
            given_ = sql.null("DATE") if day is None else sql.day(day)
            then = None if day is None else Date(*map(int, day.split("-"))).plus_months(count)
            if then is None or 1 <= then.year <= 9999:
                columns.append((sql.months_later(given_, sql.number(count)), f"m{len(columns)}"))
                expected.append(None if then is None else dt.date(then.year, then.month, then.day))
            after = None if day is None else Date(*map(int, day.split("-"))).plus_days(count)
            if after is None or 1 <= after.year <= 9999:
                columns.append((sql.days_later(given_.copy(), sql.number(count)), f"d{len(columns)}"))
                expected.append(None if after is None else dt.date(after.year, after.month, after.day))
    query = sql.select(columns, sql.table("t"))
    both.db.execute("CREATE OR REPLACE TABLE t AS SELECT 1 AS v")
    both.session.sql("SELECT 1 AS v").createOrReplaceTempView("t")
    assert list(both.db.execute(query.sql("duckdb")).fetchall()[0]) == expected
    assert list(both.session.sql(spark_sql(query, {"t": "t"})).collect()[0]) == expected


def test_texts_days_and_truths(both: Both) -> None:
    texts = ["", "'", '"', "\\", "\\n", "a\\'b", "中文", "`$a`", "%_", "é", "\U0001f600"]
    columns: list[tuple[sql.Sql, str]] = [(sql.text(text), f"t{i}") for i, text in enumerate(texts)]
    columns += [
        (sql.year_of(sql.day(day), part), f"{part}{day}")
        for day in ("0001-01-01", "1582-10-10", "2024-02-29", "9999-12-31")
        for part in ("year", "month", "day")
    ]
    columns += [
        (sql.days(sql.day(day)), f"days{day}") for day in ("0001-01-01", "1582-10-10", "2024-02-29", "9999-12-31")
    ]
    for text in texts:
        columns.append((sql.length(sql.text(text)), f"n{len(columns)}"))
        columns += [
            (sql.asked_of_text(name, sql.text(text), sql.text(part)), f"{name} {len(columns)} {i}")
            for name in sql.ASKED_OF_TEXTS
            for i, part in enumerate(("", "a", "文", "'b", "\U0001f600", "%"))
        ]
    unknown = sql.null("BOOLEAN")
    truths = [sql.truth(True), sql.truth(False), unknown]
    for one in truths:
        columns += [
            (test(one.copy()), f"b{len(columns)}{test.__name__}") for test in (sql.is_true, sql.is_false, sql.not_)
        ]
        for other in truths:
            pair = [one, other]
            columns += [
                (made([p.copy() for p in pair]), f"p{len(columns)}{made.__name__}") for made in (sql.and_, sql.or_)
            ]
            columns.append((sql.same(one.copy(), other.copy()), f"s{len(columns)}"))
    columns.append((sql.among(sql.text("b"), [sql.text("a"), sql.text("b")]), "in"))
    columns.append((sql.coalesce(sql.null("BIGINT"), sql.number(0)), "coalesce"))
    query = sql.select(columns, sql.table("t"))
    both.db.execute("CREATE OR REPLACE TABLE t AS SELECT 1 AS v")
    both.session.sql("SELECT 1 AS v").createOrReplaceTempView("t")
    duck = both.db.execute(query.sql("duckdb")).fetchall()
    spark = [tuple(row) for row in both.session.sql(spark_sql(query, {"t": "t"})).collect()]
    assert duck == spark
    assert list(spark[0][: len(texts)]) == texts
    named_ = dict(zip((name for _, name in columns), spark[0], strict=True))
    assert [named_[name] for _, name in columns if name.startswith("n")] == [len(text) for text in texts]


def test_an_operation_that_was_never_compared_is_refused() -> None:
    query = sql.select([(exp.Sqrt(this=sql.number(2)), "c")], sql.table("t"))
    with pytest.raises(NotTriedError):
        spark_sql(query, {"t": "t"})


def test_a_synthetic_cohort(session: Any, tmp_path: Path) -> None:
    assert session is not None
    loaded = policy("xiamen")
    write_cohort(loaded, tmp_path / "in", SIZE, 7, format_="parquet", shares=MANY, as_of=DAY)
    for chosen in all_readings(loaded)[-1:] if BY_DEFAULT is INTERPRETED else all_readings(loaded):
        spark, batch = awards(loaded, tmp_path / "in", DAY, chosen, one_by_one=False, engine=SparkEngine(tmp_path))
        duck, _ = awards(loaded, tmp_path / "in", DAY, chosen, one_by_one=False)
        assert spark == duck
        assert batch.queries.frames
        slow, _ = awards(loaded, tmp_path / "in", DAY, chosen, one_by_one=True)
        assert spark == slow
    assert len(list(tmp_path.iterdir())) == 1  # nothing is left of what was handed over


def test_what_ranks_awards_is_the_same(session: Any, tmp_path: Path) -> None:
    assert session is not None
    by_day = REWARD.replace("best", "first").replace(
        "applicant.output, order: descending", "applicant.day, order: ascending"
    )
    text = HEAD.replace("fields:\n", "fields:\n      day: {type: date, label: 申报日}\n") + REWARD + by_day
    loaded = policy_of(text)
    figures = ["100万元", "9999999999999.99元", "200.01万元", "200万元", None, "99.99万元"]
    days = ["2025-01-02", "1582-10-10", "2025-01-02", None, "9999-12-31"]
    documents = [applicant(f"A{i}{j}", one) for i, one in enumerate(figures) for j in range(len(days))]
    for i, document in enumerate(documents):
        if days[i % len(days)] is not None:
            document["applicant"]["day"] = days[i % len(days)]
    folder = write_csv(tmp_path / "in", documents)
    spark, batch = awards(loaded, folder, DAY, {}, one_by_one=False, engine=SparkEngine(tmp_path))
    duck, _ = awards(loaded, folder, DAY, {}, one_by_one=False)
    slow, _ = awards(loaded, folder, DAY, {}, one_by_one=True)
    assert batch.ranks.columns
    assert batch.queries.refused == ()
    assert spark == duck == slow


def all_readings(loaded: Any) -> list[dict[str, str]]:
    """The defaults, and every other option once."""
    options = {name: list(one.options) for name, one in loaded.policy.readings.items()}
    most = max(len(each) for each in options.values())
    return [{name: each[i % len(each)] for name, each in options.items()} for i in range(most)]


def test_the_command_gives_the_same_files(session: Any, tmp_path: Path) -> None:
    assert session is not None
    write_cohort(policy("xiamen"), tmp_path / "in", 150, 3, format_="csv", shares=MANY, as_of=DAY)
    given_ = [str(POLICIES["xiamen"]), str(tmp_path / "in")]
    for engine in ("duckdb", "spark"):
        out = str(tmp_path / engine)
        assert main(["batch", *given_, out, "--as-of", DAY.iso(), "--format", "csv", "--engine", engine]) == 0
    for name in ("awards.csv", "totals.csv", "rejects.csv", "manifest.json"):
        assert (tmp_path / "spark" / name).read_bytes() == (tmp_path / "duckdb" / name).read_bytes()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["duckdb", "in", "spark"]


def test_a_simulation_has_the_same_figures(session: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert session is not None
    write_cohort(policy("vouchers"), tmp_path / "in", 60, 3, format_="csv", shares=MANY, as_of=DAY)
    arguments = [str(POLICIES["vouchers"]), str(tmp_path / "in"), "--as-of", DAY.iso(), "--format", "json"]
    change = "clauses.data_voucher.amount=sum(data_purchases[on_exchange and not(related)].fee) * 40%"
    printed = []
    for engine in ("duckdb", "spark"):
        out = str(tmp_path / engine)
        assert main(["simulate", *arguments, "--set", change, "--engine", engine, "-o", out]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    assert '"change": ' in printed[0]
    names = sorted(one.name for one in (tmp_path / "duckdb").iterdir())
    assert names == sorted(one.name for one in (tmp_path / "spark").iterdir())
    for name in names:
        assert (tmp_path / "spark" / name).read_bytes() == (tmp_path / "duckdb" / name).read_bytes()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["duckdb", "in", "spark"]


def test_a_query_that_fails_leaves_no_result(
    session: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert session is not None
    write_cohort(policy("xiamen"), tmp_path / "in", 5, 3, format_="csv", as_of=DAY)
    monkeypatch.setattr("policydsl.cohort.engines.spark.spark_sql", lambda *_: "SELECT 1 FROM nowhere")
    given_ = [str(POLICIES["xiamen"]), str(tmp_path / "in"), str(tmp_path / "out"), "--as-of", DAY.iso()]
    assert main(["batch", *given_, "--engine", "spark"]) == 2
    assert "B182" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["in"]


def arguments(tmp_path: Path, *more: str) -> list[str]:
    return ["batch", str(POLICIES["growth"]), str(tmp_path), str(tmp_path / "out"), "--as-of", DAY.iso(), *more]


def test_what_spark_needs_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pyspark" else find(name))
    assert main(arguments(tmp_path, "--engine", "spark")) == 2
    assert "B180" in capsys.readouterr().err


def java(folder: Path, script: str) -> Path:
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    program.chmod(0o755)
    return folder


OLD = """echo 'openjdk version "1.8.0_392"' >&2"""


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed")
@pytest.mark.parametrize(
    ("code", "home", "said"),
    [
        ("B181", None, "default-jre-headless"),
        ("B186", "/nowhere", "/nowhere"),
        ("B187", "exit 1", "—"),
        ("B187", OLD, " 8"),
        ("B187", "echo hello", "—"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_java_that_is_not_there_or_too_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    code: str, home: str | None, said: str, lang: str,
) -> None:  # fmt: skip
    monkeypatch.delenv("JAVA_HOME", raising=False)
    if home is None:
        monkeypatch.setenv("PATH", str(tmp_path))
    else:
        monkeypatch.setenv("JAVA_HOME", home if home.startswith("/") else str(java(tmp_path / "java", home)))
    assert main(arguments(tmp_path, "--engine", "spark", "--lang", lang)) == 2
    told = capsys.readouterr().err
    assert code in told
    assert said in told
    assert not (tmp_path / "out").exists()


def test_a_master_without_spark_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments(tmp_path, "--master", "local")) == 2
    assert "B183" in capsys.readouterr().err
