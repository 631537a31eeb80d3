"""What nobody writes by mistake: every row is computed or rejected all the same, and nothing else is read."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.cohort.conftest import policy_of
from tests.cohort.test_inputs_outputs import DAY, POLICY

from policydsl.cli import main
from policydsl.cohort.run.batch import Choices
from policydsl.cohort.run.whole import Report, run_cohort
from policydsl.diagnostics import Reporter
from policydsl.workspace import LoadedPolicy

HEAD = '{"policydsl": 1, "kind": "facts", '


@pytest.fixture(scope="module")
def loaded() -> LoadedPolicy:
    return policy_of(POLICY)


def run(loaded: LoadedPolicy, source: Path, codes: tuple[str, ...] = (), *, format_: Any = "csv") -> Report | None:
    reporter = Reporter()
    target = source.with_name("out")
    report = run_cohort(loaded, str(source), str(target), Choices(DAY, {}, "en"), reporter, format_=format_)
    assert tuple(one.code for one in reporter) == codes, [one.message("en") for one in reporter]
    return report


def told(source: Path, name: str) -> list[dict[str, str]]:
    with (source.with_name("out") / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def tables(folder: Path, **found: Mapping[str, Any]) -> Path:
    folder.mkdir()
    for name, columns in found.items():
        pq.write_table(pa.table(dict(columns)), folder / f"{name}.parquet")
    return folder


# -- JSON lines ------------------------------------------------------------------------------------------


def test_lines_that_cost(loaded: LoadedPolicy, tmp_path: Path) -> None:
    deep, half = [65, 900, 99_999, *range(935, 1000, 3)], r'"\ud83d\ude00"'
    facts = ['"annual_revenue": ' + "1" * 5000]
    facts += ['"city": ' + "[" * k + (half if k < 1000 else "") + "]" * k for k in deep]
    lines = [f'{HEAD}"applicant": {{"id": "A{i}", {one}}}}}' for i, one in enumerate(facts)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    run(loaded, tmp_path / "in.jsonl", ("B163",))
    codes = [row["code"] for row in told(tmp_path / "in.jsonl", "rejects")]
    assert codes[:4] == ["Y025", "Y020", "Y020", "B163"]
    assert {*codes[4:]} <= {"Y020", "B163"}
    assert len(codes) == len(lines)


def test_signs_that_no_text_file_may_have(loaded: LoadedPolicy, tmp_path: Path) -> None:
    """Also where the fact reader decides, here for a sum with five decimals."""
    ids = [f"A{sign}B" for sign in "\x7f\x80\x9b\ufffe\uffff\x85\u2028\0\x1b😀"]
    some = len(ids)
    folder = tables(
        tmp_path / "in",
        applicants={"id": ids, "annual_revenue": ["400000.00000"] * some, "kind": ["enterprise"] * some},
        projects={"applicant": ids, "id": ids, "cost": ["200000"] * some},
    )
    report = run(loaded, folder)
    assert report is not None
    assert report.one_by_one == some
    found = [(row["applicant"], row["payable"]) for row in told(folder, "awards")]
    assert found == [(id_, sum_) for id_ in ids for sum_ in ("60000.00", "4000.00")]


def test_many_faults_of_one_applicant(loaded: LoadedPolicy, tmp_path: Path) -> None:
    count = 1500
    ids = [f"p{i}" for i in range(count)]
    applicants = {"id": ["A"], "kind": ["enterprise"]}
    folder = tables(tmp_path / "in", applicants=applicants,
                    projects={"applicant": ["A"] * count, "id": ids, "cost": ["many"] * count})  # fmt: skip
    run(loaded, folder, ("B120",))
    rows = [row for row in told(folder, "rejects") if row["table"] == "projects"]
    assert [(row["row"], row["column"], row["value"]) for row in rows] == [
        (str(i + 1), "cost", "many") for i in range(count)
    ]


# -- Parquet ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ids",
    [
        pa.array([True, False]),
        pa.array([Decimal("0.0000001"), Decimal(1)], pa.decimal128(18, 7)),
        pa.array([2**64 - 1, 1], pa.uint64()),
    ],
    ids=["boolean", "decimal", "large"],
)
def test_ids_that_are_no_texts(loaded: LoadedPolicy, tmp_path: Path, ids: pa.Array) -> None:
    """In the applicants' rows and in those of others they are the same texts."""
    folder = tables(
        tmp_path / "in",
        applicants={"id": ids, "annual_revenue": ["many", "400000"], "kind": ["enterprise"] * 2},
        projects={"applicant": ids, "id": ids, "cost": ["200000", "200000.00000"]},
    )
    report = run(loaded, folder, ("B120",))
    assert report is not None
    assert [(one.table, one.given, one.rejected) for one in report.counts] == [("applicants", 2, 1), ("projects", 2, 1)]
    assert [row["payable"] for row in told(folder, "awards")] == ["60000.00", "4000.00"]


def test_days_without_end_are_none(loaded: LoadedPolicy, tmp_path: Path) -> None:
    folder = tables(tmp_path / "in", applicants={"id": ["A"], "kind": ["enterprise"]})
    days = "unnest(['infinity', '-infinity', '10000-01-01', '0044-03-15 (BC)'])"
    query = f"SELECT 'A' AS applicant, d AS id, 200000 AS cost, d::DATE AS finished FROM (SELECT {days} AS d)"  # noqa: S608
    duckdb.execute(f"COPY ({query}) TO '{folder}/projects.parquet'")
    run(loaded, folder, ("B120",))
    rows = [row for row in told(folder, "rejects") if row["table"] == "projects"]
    assert {row["column"] for row in rows} == {"finished"}
    assert len(rows) == 4


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        (pa.array(["2", "1", "", None]), []),
        (pa.array(["2", "x", " 1", "1.5"]), [2, 3, 4]),
        (pa.array([Decimal(2), Decimal(1), None, None], pa.decimal128(5, 2)), []),
        (pa.array([True, None, None, None]), [1]),
    ],
)
def test_positions_that_are_none(loaded: LoadedPolicy, tmp_path: Path, cells: pa.Array, wrong: list[int]) -> None:
    """Of items that share a cap the first one takes first."""
    folder = tables(
        tmp_path / "in",
        applicants={"id": ["A"]},
        projects={"applicant": ["A"] * 4, "position": cells, "id": list("pqrs"), "cost": [5] * 4},
    )
    report = run(loaded, folder, ("B120", "B125") if wrong else ())
    assert report is not None
    rejects = told(folder, "rejects")
    assert [int(row["row"]) for row in rejects if row["column"] == "position"] == wrong
    assert len(rejects) == (5 if wrong else 0)
    if not wrong:
        assert [row["subject"] for row in told(folder, "awards")] == ["q", "p", "r", "s", "A"]


def test_an_id_as_long_as_a_book(loaded: LoadedPolicy, tmp_path: Path) -> None:
    folder = tables(tmp_path / "in", applicants={"id": ["字" * 1_000_000], "kind": ["team"]})
    assert run(loaded, folder) is not None
    assert [row["ineligible"] for row in told(folder, "totals")] == ["1"]


def test_ids_with_blanks_among_missing_facts(loaded: LoadedPolicy, tmp_path: Path) -> None:
    ids = ["p q", "p]; x", "a\nb"]
    folder = tables(tmp_path / "in", applicants={"id": ["A"]}, projects={"applicant": ["A"] * 3, "id": ids})
    target = tmp_path / "out.jsonl"
    assert run_cohort(loaded, str(folder), str(target), Choices(DAY, {}, "en"), Reporter(), format_="csv") is not None
    [found] = [json.loads(one) for one in target.read_text(encoding="utf-8").splitlines()]
    missing = [award["missing"] for award in found["awards"]]
    assert missing == [*([f"projects[{one}].cost"] for one in ids), ["applicant.annual_revenue", "applicant.kind"]]


# -- CSV -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_empty_lines_before_the_head(loaded: LoadedPolicy, tmp_path: Path, mark: bytes) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "applicants.csv").write_bytes(mark + b"\r\n\r\nid,city\r\nA,x\r\n")
    assert run(loaded, tmp_path / "in") is not None
    assert [row["applicant"] for row in told(tmp_path / "in", "awards")] == ["A"]


def test_a_broken_text_in_utf_16(loaded: LoadedPolicy, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "applicants.csv").write_bytes("id,city\n企业,厦门\n".encode("utf-16") + b"x")
    assert run(loaded, tmp_path / "in", ("B104", "B165")) is None


def test_thousands_of_commas_and_quotation_marks(loaded: LoadedPolicy, tmp_path: Path) -> None:
    """What a line may say of whose it is does not take all that can be made of its cells."""
    (tmp_path / "in").mkdir()
    lines = ["id,city,kind", 'B,"a,b",team', "A,x,team" + ",y" * 20_000, '"' + ',"' * 20_000]
    (tmp_path / "in" / "applicants.csv").write_text("\n".join(lines), encoding="utf-8")
    run(loaded, tmp_path / "in", ("B162",))
    assert [row["row"] for row in told(tmp_path / "in", "rejects")] == ["2", "3"]
    assert [row["applicant"] for row in told(tmp_path / "in", "awards")] == ["B"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes")
@pytest.mark.parametrize("name", ["applicants.csv", "applicants.parquet"])
def test_a_pipe_is_not_waited_for(loaded: LoadedPolicy, tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    os.mkfifo(tmp_path / "in" / name)
    (tmp_path / "in" / "projects.csv").symlink_to(tmp_path / "nowhere")
    assert run(loaded, tmp_path / "in", ("B104", "B104")) is None


def test_a_carriage_return_in_a_cell_is_told(loaded: LoadedPolicy, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "applicants.csv").write_bytes(b"id,city\nA,x\ry\nB,z\n")
    run(loaded, tmp_path / "in", ("B162",))
    assert [row["reason"] for row in told(tmp_path / "in", "rejects")] == [
        "line 2 has a carriage return outside of quotation marks"
    ]


def test_a_name_that_begins_as_the_folder_of_a_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = "~in"
    Path("policy.yaml").write_text(POLICY, encoding="utf-8")
    tables(Path(name), applicants={"id": ["A"]}, projects={"applicant": ["A"], "id": ["p"]})
    parts = Path(name, "prior_awards")
    parts.mkdir()
    for part in "ab":
        given = {"applicant": ["A"], "clause": ["growth"], "subject": ["A"], "year": [2024], "amount": [5]}
        pq.write_table(pa.table(given), parts / f"{part}.parquet")
    with duckdb.connect(str(tmp_path / f"{name}.duckdb")) as db:
        db.execute("CREATE TABLE applicants AS SELECT 'A' AS id")
    for source in (name, f"{name}.duckdb"):
        assert main(["batch", "policy.yaml", source, "out", "--as-of", "2025-10-01"]) == 0


# -- DuckDB ----------------------------------------------------------------------------------------------


def database(path: Path, *statements: str) -> Path:
    with duckdb.connect(str(path)) as db:
        for one in statements:
            db.execute(one)
    return path


@pytest.mark.parametrize("source", ["read_text('{path}')", "glob('{path}')", "read_csv('{path}', header = false)"])
def test_a_view_reads_no_other_file(loaded: LoadedPolicy, tmp_path: Path, source: str) -> None:
    (tmp_path / "secret").write_text("a secret\n", encoding="utf-8")
    given = source.format(path=tmp_path / "secret")
    view = f"CREATE VIEW applicants AS SELECT 'A' AS id, x.* FROM {given} x"  # noqa: S608
    path = database(tmp_path / "in.duckdb", view.replace("x.*", "1 AS annual_revenue"))
    assert run(loaded, path, ("B104",)) is None


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("out", ("--memory", "500MB")),
        ("out.duckdb", ()),
        ("out.jsonl", ()),
        ("out.xlsx", ()),
        ("out", ("--format", "csv")),
    ],
)
def test_every_result_of_a_database(tmp_path: Path, kind: str, more: tuple[str, ...]) -> None:
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    path = database(tmp_path / "in.duckdb", "CREATE TABLE applicants AS SELECT 'A' AS id, 'some' AS kind")
    command = ["batch", str(tmp_path / "policy.yaml"), str(path), str(tmp_path / kind), "--as-of", "2025-10-01", *more]
    assert main(command) == 1
    assert (tmp_path / kind).exists()


def test_odd_types_of_a_database(loaded: LoadedPolicy, tmp_path: Path) -> None:
    path = database(
        tmp_path / "in.duckdb",
        "CREATE TYPE kinds AS ENUM ('enterprise', 'a\nb', 'team')",
        "CREATE TYPE years AS ENUM ('INT', ' 2024')",
        "CREATE TABLE applicants (id VARCHAR COLLATE NOCASE, kind kinds, annual_revenue UHUGEINT)",
        "INSERT INTO applicants VALUES ('A', 'enterprise', 400000), ('a', 'a\nb', 5), ('C', 'team', 5), "
        "('B', 'team', 340282366920938463463374607431768211455)",
        "CREATE TABLE prior_awards (applicant VARCHAR, clause VARCHAR, subject VARCHAR, year years, amount INTEGER)",
        "INSERT INTO prior_awards VALUES ('C', 'growth', 'C', ' 2024', 5)",
    )
    run(loaded, path, ("B120",))
    assert [(row["applicant"], row["payable"]) for row in told(path, "awards")] == [("A", "4000.00")]
    rejects = [(row["applicant"], row["column"]) for row in told(path, "rejects")]
    assert rejects == [("a", "kind"), ("C", ""), ("B", "annual_revenue"), ("C", "year")]
