"""Broken cohorts: no damage stops a run, every row is accounted for, and nobody else's awards change.

A few of a thousand by default; all of them with POLICYDSL_BROKEN=1000.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from tests.cohort.conftest import Document, policy_of, tables_of
from tests.cohort.test_inputs_outputs import DAY, HEAD, POLICY, line

from policydsl.cohort.run.batch import Choices
from policydsl.cohort.run.whole import run_cohort
from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile
from policydsl.workspace import LoadedPolicy, evaluate, load_facts_source

COUNT = int(os.environ.get("POLICYDSL_BROKEN", "40"))
WHOLE_ROWS = {"B120", "B162", "B163"}  # they are about no single column
IDS = ['A"quoted"', "B'; DROP TABLE applicants; --", "企业甲", "two\nlines", "=1+1", "comma,comma", "A\tB", "007"]

Cells = list[list[str]]
Damaged = tuple[set[str], bool]  # the applicants, whether they must be rejected


def documents(rng: random.Random) -> list[Document]:
    found: list[Document] = []
    for id_ in rng.sample(IDS, 6):
        applicant: dict[str, Any] = {"id": id_, "kind": rng.choice(["enterprise", "team"])}
        if rng.random() < 0.8:
            applicant["annual_revenue"] = Decimal(rng.randrange(100_000_000)) / 100
        projects = [{"id": f"P{n}", "cost": Decimal(rng.randrange(500_000))} for n in range(rng.randrange(1, 4))]
        found.append(HEAD | {"applicant": applicant, "projects": projects})
    return found


def expected(loaded: LoadedPolicy, document: Document) -> list[tuple[Any, ...]]:
    reporter = Reporter()
    facts = load_facts_source(SourceFile("f", line(document)), loaded.policy, reporter)
    assert facts is not None, [one.message("en") for one in reporter]
    evaluation = evaluate(loaded, facts, reporter, as_of=DAY)
    assert evaluation is not None
    return [(one.clause.id, one.subject, str(one.status), one.amount) for one in evaluation.awards]


# -- damage to a table as CSV: the lines below the head, each with whose it is ------------------------------


def line_of(cells: list[str]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return stream.getvalue().encode()


def in_cell(text: str) -> Callable[[random.Random, Cells, int, int], bytes]:
    """A wrong cell in the last column, a sum of money."""
    return lambda _, rows, at, last: line_of([*rows[at][:last], text])


def raw(change: Callable[[bytes], bytes]) -> Callable[[random.Random, Cells, int, int], bytes]:
    return lambda _, rows, at, __: change(line_of(rows[at]))


KINDS: dict[str, Callable[[random.Random, Cells, int, int], bytes]] = {
    "a word": in_cell("约十万"),
    "forty digits": in_cell("9" * 40),
    "a formula": in_cell("=SUM(A1:A9)"),
    "a NUL": in_cell("100\x00000"),
    "too many decimals": in_cell("1.23456"),
    "negative": in_cell("-5"),
    "ten megabytes": in_cell("x" * 10_000_000),
    "deep JSON": in_cell("[" * 10_000 + "]" * 10_000),
    "more cells": raw(lambda line: line.rstrip(b"\n") + b",1,2\n"),
    "fewer cells": raw(lambda line: line.rpartition(b",")[0] + b"\n"),
    "an open quotation mark": raw(lambda line: line.rpartition(b",")[0] + b',"1\n'),
    "text after a quotation mark": raw(lambda line: line.rpartition(b",")[0] + b',"1"2\n'),
    "bytes that are no UTF-8": raw(lambda line: line.rstrip(b"\n") + b"\xff\xfe\n"),
    "half a character": raw(lambda line: line.rstrip(b"\n") + "厦".encode()[:2] + b"\n"),
}


def break_csv(rng: random.Random, found: list[Document], folder: Path) -> tuple[set[str], dict[str, int]]:
    """Write the tables with some damage; gives whose rows were damaged, and the rows of each table."""
    damaged: set[str] = set()
    given: dict[str, int] = {}
    for name, rows in tables_of(found).items():
        columns = [*dict.fromkeys(key for row in rows for key in row)]
        columns.sort(key=lambda key: key in ("annual_revenue", "cost"))  # the sum is the last one
        key = "id" if name == "applicants" else "applicant"
        cells = [[row.get(column, "") for column in columns] for row in rows]
        lines = [line_of(row) for row in cells]
        last, place = len(columns) - 1, columns.index(key)
        for at in rng.sample(range(len(cells)), rng.randrange(3)):
            kind = rng.choice([kind for kind in KINDS if kind != "ten megabytes" or rng.random() < 0.1])
            if "quotation" in kind and any("\n" in "".join(row) for row in cells):
                continue  # whose the lines are that the mark takes in cannot be told
            if b"\n" in lines[at][:-1] and "cell" not in kind and kind not in ("a word", "negative"):
                continue  # of an id in two lines: below
            lines[at] = KINDS[kind](rng, cells, at, last)
            damaged.add(cells[at][place])
        if rng.random() < 0.3:  # an orphan, or an applicant without an id
            lines.append(line_of(["nobody" if name != "applicants" and at == place else "" for at in range(last + 1)]))
        if rng.random() < 0.3:  # twice the same id
            twice = rng.choice(cells)
            lines.append(line_of(twice))
            damaged.add(twice[place])
        given[name] = len(lines)
        (folder / f"{name}.csv").write_bytes(line_of(columns) + b"".join(lines))
    return damaged, given


LINES: list[Callable[[str], str]] = [
    lambda text: text[:-5],
    lambda _: "[" * 10_000 + "]" * 10_000,
    lambda text: text.replace('"facts"', '"policy"'),
    lambda text: text[:-1] + ', "as_of": "2024-01-01"}',
    lambda text: text[:-1] + ', "unknown": 1}',
    lambda text: text[:-1] + ', "policy": "another"}',
    lambda text: text.replace('"cost": ', '"cost": "约", "x": '),
    lambda text: text.replace('"cost": ', '"cost": ' + "9" * 40),
    lambda text: text.replace('"P0"', "[" * 500 + "]" * 500),
    lambda text: text.replace('"projects": [', '"projects": [null, '),
    lambda text: text.replace('"projects": [{', '"projects": [{"id": "P0"}, {'),
    lambda text: text.replace('"kind": "enterprise"', '"kind": "x"').replace('"kind": "team"', '"kind": "x"'),
    lambda text: text.replace('"id": "P0"', '"id": "P0", "id": "P0"'),
    lambda text: text.replace('"id": "P0"', '"id": "\\ud800"'),
]


def break_lines(rng: random.Random, found: list[Document], file: Path) -> tuple[set[str], dict[str, int]]:
    lines, damaged = [], set()
    for document in found:
        text = line(document)
        if rng.random() < 0.3:
            text = rng.choice(LINES)(text)
            damaged.add(document["applicant"]["id"])
        lines.append(text)
    if rng.random() < 0.3:
        lines.append(lines[0])
        damaged.add(found[0]["applicant"]["id"])
    file.write_bytes("\n".join(lines).encode() + (b"\n\xff\xfe" if rng.random() < 0.3 else b""))
    return damaged, {"applicants": len(file.read_bytes().split(b"\n"))}


def break_book(rng: random.Random, found: list[Document], file: Path) -> tuple[set[str], dict[str, int]]:
    book, damaged, given = openpyxl.Workbook(), set(), {}
    book.remove(book.worksheets[0])
    for name, rows in tables_of(found).items():
        sheet = book.create_sheet(name)
        columns = list(dict.fromkeys(key for row in rows for key in row))
        sheet.append(columns)
        for at, row in enumerate(rows, 2):
            for place, column in enumerate(columns, 1):
                one = sheet.cell(at, place)
                one._value, one.data_type = row.get(column) or None, "s"  # noqa: SLF001
            if rng.random() < 0.2:
                value = rng.choice(["=1+1", "#N/A", "9" * 40, "约", True])
                sheet.cell(at, columns.index("cost" if name == "projects" else "annual_revenue") + 1).value = value
                damaged.add(row["applicant" if name == "projects" else "id"])
        given[name] = len(rows)
    book.save(file)
    return damaged, given


def accounted(folder: Path, given: dict[str, int], damaged: set[str], awards: dict[str, Any]) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name, rows in manifest["rows"].items():
        assert rows["given"] == rows["computed"] + rows["rejected"]
        if name in given:
            assert rows["given"] == given[name], name
    rejects = duckdb.execute(f"SELECT * FROM read_parquet('{folder}/rejects.parquet')").fetchall()  # noqa: S608
    for table, row, _, column, _, code, reason, _ in rejects:
        assert table in manifest["rows"]
        assert row >= 1
        assert column or code in WHOLE_ROWS or code.startswith(("S", "Y")), (table, row, code, reason)
        assert reason
    found: dict[str, list[Any]] = {}
    query = f"SELECT applicant, clause, subject, status, amount FROM read_parquet('{folder}/awards.parquet')"  # noqa: S608
    for owner, *award in duckdb.execute(query).fetchall():
        found.setdefault(owner, []).append(tuple(award))
    for owner, own in awards.items():
        if owner not in damaged:
            assert sorted(found[owner]) == sorted(own)
        else:
            assert owner not in found, (owner, rejects)


@pytest.fixture(scope="module")
def loaded() -> LoadedPolicy:
    return policy_of(POLICY)


@pytest.mark.parametrize("seed", range(COUNT))
def test_a_broken_cohort(loaded: LoadedPolicy, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    found = documents(rng)
    awards = {one["applicant"]["id"]: expected(loaded, one) for one in found}
    source = tmp_path / ("in", "in.jsonl", "in.xlsx")[seed % 4 % 3]
    if source.suffix == "":
        source.mkdir()
        damaged, given = break_csv(rng, found, source)
    elif source.suffix == ".jsonl":
        damaged, given = break_lines(rng, found, source)
    else:
        damaged, given = break_book(rng, found, source)
    reporter = Reporter()
    choices = Choices(DAY, {}, "zh")
    report = run_cohort(loaded, str(source), str(tmp_path / "out"), choices, reporter, format_="parquet")
    assert report is not None, [(one.code, one.message("en")) for one in reporter]
    accounted(tmp_path / "out", given, damaged, awards)
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("name", ["applicants", "projects"])
@pytest.mark.parametrize(
    "content", [b"", b"PAR1", b"\x00" * 100, b"id", b"applicant,id,cost", b"\xff\xfe", b'"', b"id,id"], ids=repr
)
def test_a_file_that_is_nothing_is_refused_or_empty(
    loaded: LoadedPolicy, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "applicants.csv").write_text("id,kind\nA1,team\n", encoding="utf-8")
    (tmp_path / "in" / f"{name}.csv").write_bytes(content)
    reporter = Reporter()
    choices = Choices(DAY, {}, "zh")
    report = run_cohort(loaded, str(tmp_path / "in"), str(tmp_path / "out"), choices, reporter, format_="parquet")
    assert (tmp_path / "out").exists() == (report is not None)
    assert (report is None) == (content != {"applicants": b"id", "projects": b"applicant,id,cost"}[name])
    assert all(one.code.startswith("B1") for one in reporter)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
@pytest.mark.parametrize("suffix", ["parquet", "duckdb", "xlsx"])
def test_a_truncated_file_is_refused(loaded: LoadedPolicy, tmp_path: Path, suffix: str, part: float) -> None:
    source = tmp_path / "in" / f"applicants.{suffix}"
    source.parent.mkdir()
    query = "SELECT 'A' || range AS id, 'team' AS kind, range::DECIMAL(18,2) AS annual_revenue FROM range(5000)"
    if suffix == "parquet":
        duckdb.execute(f"COPY ({query}) TO '{source}'")
    elif suffix == "duckdb":
        with duckdb.connect(str(source)) as db:
            db.execute(f"CREATE TABLE applicants AS {query}")
    else:
        book = openpyxl.Workbook()
        book.worksheets[0].title = "applicants"
        for row in [("id", "kind"), *((f"A{i}", "team") for i in range(500))]:
            book.worksheets[0].append(row)
        book.save(source)
    content = source.read_bytes()
    source.write_bytes(content[: int(len(content) * part)])
    reporter = Reporter()
    given = str(source.parent if suffix == "parquet" else source)
    choices = Choices(DAY, {}, "zh")
    assert run_cohort(loaded, given, str(tmp_path / "out"), choices, reporter, format_="parquet") is None
    assert [one.code for one in reporter] in (["B104"], ["B134"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


def revenues(path: Path, rows: int) -> None:
    path.parent.mkdir(exist_ok=True)
    revenue = "(range * 7919 % 99991)::DECIMAL(18,2) AS annual_revenue"
    found = duckdb.query(f"FROM range({rows}) SELECT 'A' || range AS id, 'team' AS kind, {revenue}")
    assert found is not None
    found.write_parquet(str(path), compression="zstd")


def test_a_file_with_a_broken_page_is_refused_by_its_name(loaded: LoadedPolicy, tmp_path: Path) -> None:
    source = tmp_path / "in" / "applicants.parquet"
    revenues(source, 5000)
    content = bytearray(source.read_bytes())
    middle = len(content) // 2  # the heads of columns stand at the end
    content[middle : middle + 400] = bytes(400)
    source.write_bytes(content)
    reporter = Reporter()
    target, choices = str(tmp_path / "out"), Choices(DAY, {}, "zh")
    assert run_cohort(loaded, str(source.parent), target, choices, reporter, format_="parquet") is None
    assert [one.code for one in reporter] == ["B104"]
    assert [one.labels[0].file.name for one in reporter] == [str(source)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


@pytest.mark.parametrize("gone", [False, True])
def test_a_file_that_changes_while_it_is_read_stops_the_run(loaded: LoadedPolicy, tmp_path: Path, gone: bool) -> None:
    source = tmp_path / "in" / "applicants.parquet"
    revenues(source, 50)

    def progress(stage: str) -> None:
        if stage == "write":
            source.unlink()
            if not gone:
                revenues(source, 60)

    reporter = Reporter()
    target, choices = str(tmp_path / "out"), Choices(DAY, {}, "zh")
    found = run_cohort(
        loaded, str(source.parent), target, choices, reporter, format_="parquet", progress=progress
    )  # fmt: skip
    assert found is None
    assert [one.code for one in reporter] in (["B104"], ["B134"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]
