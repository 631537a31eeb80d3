"""Whatever a cohort is read from, and whatever its result is written to, the awards are the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from tests.cohort.conftest import Document, policy_of, tables_of, write_csv

from policydsl.cli import main
from policydsl.cohort.run.batch import Choices
from policydsl.cohort.run.whole import Report, run_cohort
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.workspace import LoadedPolicy

DAY = Date(2025, 10, 1)
HEAD = {"policydsl": 1, "kind": "facts"}


POLICY = """
policydsl: 1
kind: policy
id: small_2025
title: 示例措施
in_force: {from: 2025-01-01}
rounding: {to: 0.01元, mode: down}
facts:
  applicant:
    label: 申报主体
    fields:
      kind: {type: enum, values: {enterprise: 企业, team: 团队}, label: 主体类型}
      annual_revenue: {type: money, min: 0元, label: 年度营业收入}
      certified: {type: boolean, label: 已认定}
      city: {type: text, label: 所在地}
  projects:
    item: project
    label: 项目
    fields:
      cost: {type: money, min: 0元, label: 投入}
      finished: {type: date, label: 完工日期}
clauses:
  - id: build
    cite: 一（一）
    title: 建设补助
    departments: [市工信局]
    category: project
    for_each: project
    benefit: subsidy
    basis: ceiling
    eligibility:
      - {id: large, test: project.cost >= 10万元, label: 投入达标}
    amount: project.cost * 30%
    caps:
      - {id: one, limit: 10万元, per: project}
  - id: growth
    cite: 一（二）
    title: 成长奖励
    departments: [市工信局]
    category: growth
    benefit: subsidy
    basis: ceiling
    eligibility:
      - {id: enterprise, test: applicant.kind = "enterprise", label: 是企业}
      - {id: grown, test: applicant.annual_revenue >= 30万元, label: 收入达标}
    amount: applicant.annual_revenue * 1%
    caps:
      - {id: ever, limit: 50万元, per: applicant, every: year}
"""


def documents() -> list[Document]:
    return [_document(i) for i in range(12)]


def _document(i: int) -> Document:
    applicant = {
        "id": f"企业{i}" if i % 2 else f"=A'{i}\"",
        "name": f"公司，{i}",
        "kind": "enterprise",
        "annual_revenue": Decimal(f"{100000 * i}.0{i % 10}"),
    }
    costs = [None if j == 2 else Decimal(f"{123456 * j + i}.{i + 10}") for j in range(i % 4)]
    projects = [{"id": f"P{i}-{j}", "cost": cost} for j, cost in enumerate(costs)]
    return HEAD | {"applicant": applicant, "projects": projects}


@pytest.fixture(scope="module")
def loaded() -> LoadedPolicy:
    return policy_of(POLICY)


def line(document: Mapping[str, Any]) -> str:
    """JSON with exact numbers."""
    text = json.dumps(document, ensure_ascii=False, default=lambda number: f"#{number}#")
    return re.sub(r'"#([0-9.]+)#"', r"\1", text)


def run(loaded: LoadedPolicy, source: Path, target: Path, *, codes: Sequence[str] = (), day: Date = DAY) -> Report:
    reporter = Reporter()
    report = run_cohort(loaded, str(source), str(target), Choices(day, {}, "zh"), reporter, format_="parquet")
    assert [one.code for one in reporter] == list(codes), [one.message("en") for one in reporter]
    assert report is not None
    assert not list(target.parent.glob(".*"))
    return report


def rows(folder: Path, name: str = "awards") -> list[tuple[Any, ...]]:
    return duckdb.execute(f"SELECT * FROM read_parquet('{folder / name}.parquet')").fetchall()  # noqa: S608


@pytest.fixture
def expected(loaded: LoadedPolicy, tmp_path: Path) -> list[tuple[Any, ...]]:
    run(loaded, write_csv(tmp_path / "csv", documents()), tmp_path / "expected")
    found = rows(tmp_path / "expected")
    assert {row[3] for row in found} >= {"eligible", "ineligible", "undetermined"}
    return found


# -- inputs ----------------------------------------------------------------------------------------------


def as_lines(folder: Path) -> Path:
    (folder / "in.jsonl").write_text("\n\n".join(map(line, documents())) + "\n", encoding="utf-8-sig")
    return folder / "in.jsonl"


def as_book(folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, found in tables_of(documents()).items():
        sheet = book.create_sheet(name)
        columns = list(dict.fromkeys(key for row in found for key in row))
        for at, values in enumerate([dict(zip(columns, columns, strict=True)), *found], 1):
            for place, column in enumerate(columns, 1):
                one = sheet.cell(at, place)
                one._value, one.data_type = values.get(column) or None, "s"  # noqa: SLF001
    book.save(folder / "in.xlsx")
    return folder / "in.xlsx"


def as_database(folder: Path) -> Path:
    write_csv(folder / "for_database", documents())
    with duckdb.connect(str(folder / "in.duckdb")) as db:
        for file in (folder / "for_database").iterdir():
            db.execute(f"CREATE TABLE {file.stem} AS SELECT * FROM read_csv('{file}', all_varchar = true)")  # noqa: S608
    return folder / "in.duckdb"


def as_chinese_csv(folder: Path) -> Path:
    for file in write_csv(folder / "gb", documents()).iterdir():
        file.write_bytes(file.read_text(encoding="utf-8").encode("gb18030"))
    return folder / "gb"


def as_unicode_csv(folder: Path) -> Path:
    for file in write_csv(folder / "utf16", documents()).iterdir():
        file.write_bytes(file.read_text(encoding="utf-8").encode("utf-16"))
    return folder / "utf16"


@pytest.mark.parametrize("make", [as_lines, as_book, as_database, as_chinese_csv, as_unicode_csv])
def test_every_input_gives_the_same_awards(
    loaded: LoadedPolicy, tmp_path: Path, expected: list[tuple[Any, ...]], make: Callable[[Path], Path]
) -> None:
    codes = ["B165", "B165"] if make in (as_chinese_csv, as_unicode_csv) else []
    report = run(loaded, make(tmp_path), tmp_path / "out", codes=codes)
    assert rows(tmp_path / "out") == expected
    assert report.rejected == 0


def test_lines_of_usual_form_are_computed_by_queries(loaded: LoadedPolicy, tmp_path: Path) -> None:
    assert run(loaded, as_lines(tmp_path), tmp_path / "out").one_by_one == 0


# What stands in a line, and the code of its reject; None: it is computed as the fact reader understands it.
LINES = [
    ("not json", "B163"),
    ("[1, 2]", "B163"),
    ("[" * 10_000 + "]" * 10_000, "B163"),
    ('{"applicant": ' + "[" * 10_000, "B163"),
    ('{"a":' * 400 + "1" + "}" * 400, "Y020"),
    ('{"policydsl": 1, "kind": "facts"}', "S"),
    ('{"policydsl": 1, "kind": "facts", "applicant": {"kind": "enterprise"}}', "S"),
    ('{"policydsl": 1, "kind": "facts", "applicant": {"id": "A1", "kinds": "enterprise"}}', "F002"),
    ('{"policydsl": 1, "kind": "facts", "policy": "other", "applicant": {"id": "A1"}}', "F023"),
    ('{"policydsl": 1, "kind": "facts", "as_of": "2024-10-01", "applicant": {"id": "A1"}}', "B164"),
    ('{"policydsl": 1, "kind": "facts", "applicant": {"id": "A1", "annual_revenue": NaN}}', "B163"),
    ('{"policydsl": 1, "kind": "facts", "applicant": {"id": "A1", "annual_revenue": 1.23456}}', "F013"),
    ('{"policydsl": 1, "kind": "facts", "applicant": {"id": "A1", "annual_revenue": ' + "9" * 40 + "}}", "Y025"),
    ('{"policydsl": 1, "kind": "facts", "applicant": {"id": "A1", "id": "A2"}}', "Y014"),
    ('{"policydsl": 1, "kind": "facts", "applicant": {"id": "A1"}, "projects": [{"id": "P"}, {"id": "P"}]}', "F005"),
    ('{"policydsl": 1, "kind": "facts", "applicant": {"id": "\\ud800"}}', "B163"),
    ('{"policydsl": 1, "kind": "facts", "applicant": {"id": "A1", "annual_revenue": "8600万元"}}', None),
    ('{"policydsl": 1, "kind": "facts", "as_of": null, "applicant": {"id": "A1"}}', "S019"),
    ('{"policydsl": 1, "kind": "facts", "applicant": {"id": "A1", "annual_revenue": null}}', None),
    ('{"policydsl": 1, "kind": "facts", "note": {"zh": "备注"}, "applicant": {"id": "A1"}}', None),
]


@pytest.mark.parametrize(("text", "code"), LINES, ids=lambda value: str(value)[:20])
def test_a_line_is_read_as_the_fact_reader_does(
    loaded: LoadedPolicy, tmp_path: Path, text: str, code: str | None
) -> None:
    good = line(HEAD | {"applicant": {"id": "good"}})
    (tmp_path / "in.jsonl").write_text(f"{good}\n{text}\n", encoding="utf-8")
    reporter = Reporter()
    source, target = str(tmp_path / "in.jsonl"), str(tmp_path / "out")
    report = run_cohort(loaded, source, target, Choices(DAY, {}, "zh"), reporter, format_="parquet")
    assert report is not None
    found = rows(tmp_path / "out", "rejects")
    owners = {row[0] for row in rows(tmp_path / "out")}
    if code is None:
        assert (found, owners) == ([], {"good", "A1"})
        return
    assert owners == {"good"}
    first = next(row for row in found if row[5] != "B120")
    assert (first[0], first[1]) == ("projects" if code == "F005" else "applicants", 2)
    assert first[5].startswith(code)
    assert first[6]


def test_ragged_lines_are_rejected_and_the_rest_is_computed(loaded: LoadedPolicy, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "applicants.csv").write_text("id,kind\nA1,enterprise\nA2,enterprise\nA3,enterprise\n", encoding="utf-8")
    (folder / "projects.csv").write_bytes(
        b'applicant,id,cost\nA1,P1,100000\nA2,P2,100,000\nA3,"P3,100000\nA1,P4,200000\nA4,\xff\xff,1\n'
    )
    report = run(loaded, folder, tmp_path / "out", codes=["B120", "B162"])
    assert {row[0] for row in rows(tmp_path / "out")} == {"A1"}
    assert [row[:6] for row in rows(tmp_path / "out", "rejects")] == [
        ("applicants", 2, "A2", None, None, "B120"),
        ("applicants", 3, "A3", None, None, "B120"),
        ("projects", 2, None, None, "A2,P2,100,000", "B162"),
        ("projects", 3, None, None, 'A3,"P3,100000', "B162"),
        ("projects", 5, None, None, "A4,\ufffd\ufffd,1", "B162"),
    ]
    assert report.rejected == 5


def test_a_wrong_cell_is_rejected_with_its_sheet_and_name(loaded: LoadedPolicy, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "applicants"
    for cells in (["id", "kind", "annual_revenue"], ["A1", "enterprise", "=1+1"], ["A2", "enterprise", 2]):
        book.worksheets[0].append(cells)
    book.save(tmp_path / "in.xlsx")
    run(loaded, tmp_path / "in.xlsx", tmp_path / "out", codes=["B161"])
    ((table, row, owner, column, _, code, reason, _),) = rows(tmp_path / "out", "rejects")
    assert (table, row, owner, column, code) == ("applicants", 2, "A1", "annual_revenue", "B161")
    assert "applicants!C2" in reason
    assert {row[0] for row in rows(tmp_path / "out")} == {"A2"}


# -- outputs ---------------------------------------------------------------------------------------------


def test_a_database_holds_the_tables(loaded: LoadedPolicy, tmp_path: Path, expected: list[tuple[Any, ...]]) -> None:
    for _ in range(2):  # a result may be replaced
        run(loaded, tmp_path / "csv", tmp_path / "out.duckdb")
    with duckdb.connect(str(tmp_path / "out.duckdb"), read_only=True) as db:
        assert db.execute("FROM awards").fetchall() == expected
        assert db.execute("FROM totals").fetchall() == rows(tmp_path / "expected", "totals")
        manifest = json.loads(db.execute("FROM manifest").fetchall()[0][0])
    assert manifest == json.loads((tmp_path / "expected" / "manifest.json").read_text(encoding="utf-8"))


def test_lines_hold_an_applicant_each(loaded: LoadedPolicy, tmp_path: Path, expected: list[tuple[Any, ...]]) -> None:
    for _ in range(2):
        run(loaded, tmp_path / "csv", tmp_path / "out.jsonl")
    found = [json.loads(one) for one in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [one["applicant"] for one in found] == [one["applicant"]["id"] for one in documents()]
    awards = [(one["applicant"], award) for one in found for award in one["awards"]]
    assert [(owner, a["clause"], a["subject"], a["status"]) for owner, a in awards] == [r[:4] for r in expected]
    assert [a["amount"] for _, a in awards] == [None if r[4] is None else format(r[4], "f") for r in expected]


def test_lines_tell_rejects(loaded: LoadedPolicy, tmp_path: Path) -> None:
    write_csv(tmp_path / "in", [*documents()[1:3], HEAD | {"applicant": {"id": "bad", "annual_revenue": "many"}}])
    run(loaded, tmp_path / "in", tmp_path / "out.jsonl")
    found = [json.loads(one) for one in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [("awards" in one, "rejects" in one) for one in found] == [(True, False), (True, False), (False, True)]
    assert found[2]["rejects"][0]["column"] == "annual_revenue"


def test_a_workbook_holds_exact_numbers_and_no_formula(
    loaded: LoadedPolicy, tmp_path: Path, expected: list[tuple[Any, ...]]
) -> None:
    for _ in range(2):
        run(loaded, tmp_path / "csv", tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    wide = {one.value: book.worksheets[0].column_dimensions[one.column_letter].width for one in book.worksheets[0][1]}
    assert (wide["条款"], wide["结果"], wide["缺的事实"]) == (32, 16, 40)
    assert book.sheetnames == ["评定结果", "合计", "没有计算的行"]
    cells = list(book.worksheets[0].iter_rows(min_row=2))
    assert all(cell.data_type != "f" for row in cells for cell in row)
    assert [row[0].value for row in cells] == [row[0] for row in expected]
    found = [None if row[4].value is None else Decimal(repr(row[4].value)) for row in cells]
    assert found == [None if row[4] is None else row[4] for row in expected]
    assert {row[4].number_format for row in cells if row[4].value is not None} == {"#,##0.00"}


@pytest.mark.parametrize("name", ["out.xlsx", "out.duckdb", "out.jsonl"])
def test_a_file_that_is_no_result_stays(loaded: LoadedPolicy, tmp_path: Path, name: str) -> None:
    source = write_csv(tmp_path / "in", documents()[1:2])
    target = tmp_path / name
    target.write_text('{"policydsl": 1}\n', encoding="utf-8")
    reporter = Reporter()
    assert run_cohort(loaded, str(source), str(target), Choices(DAY, {}, "zh"), reporter, format_="csv") is None
    assert [one.code for one in reporter] == ["B130"]
    assert target.read_text(encoding="utf-8") == '{"policydsl": 1}\n'


@pytest.mark.parametrize(("source", "target", "code"), [("in.txt", "out", "B167"), ("in", "out.csv", "B168")])
def test_what_is_neither_read_nor_written(
    loaded: LoadedPolicy, tmp_path: Path, source: str, target: str, code: str
) -> None:
    write_csv(tmp_path / "in", documents()[1:2])
    (tmp_path / "in.txt").touch()
    reporter = Reporter()
    choices = Choices(DAY, {}, "zh")
    assert run_cohort(loaded, str(tmp_path / source), str(tmp_path / target), choices, reporter, format_="csv") is None
    assert [one.code for one in reporter] == [code]


def test_a_table_that_is_not_read_from_a_directory_is_told(loaded: LoadedPolicy, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in", documents()[1:2])
    (source / "projects.xlsx").touch()
    reporter = Reporter()
    choices = Choices(DAY, {}, "zh")
    assert run_cohort(loaded, str(source), str(tmp_path / "out"), choices, reporter, format_="csv") is None
    assert [one.code for one in reporter] == ["B167"]


@pytest.mark.parametrize("given", ["csv", "parquet", "jsonl", "duckdb"])
def test_a_fact_may_have_the_name_that_databases_give_the_number_of_a_row(tmp_path: Path, given: str) -> None:
    text = POLICY.replace("annual_revenue", "rowid")
    loaded = policy_of(text)
    documents = [
        {**HEAD, "applicant": {"id": f"A{n}", "kind": "enterprise", "rowid": Decimal(7 - n)}, "projects": []}
        for n in range(4)
    ]
    source = tmp_path / "in"
    if given == "jsonl":
        source = tmp_path / "in.jsonl"
        source.write_text("".join(line(one) + "\n" for one in documents), encoding="utf-8")
    else:
        rows = ", ".join(f"('A{n}', 'enterprise', {7 - n}::DECIMAL(18,2))" for n in range(4))
        query = f"FROM (VALUES {rows}) t(id, kind, rowid)"
        if given == "duckdb":
            source = tmp_path / "in.duckdb"
            with duckdb.connect(str(source)) as db:
                db.execute(f"CREATE TABLE applicants AS {query}")
        else:
            source.mkdir()
            duckdb.execute(f"COPY ({query}) TO '{source / 'applicants'}.{given}'")
    reporter = Reporter()
    out = tmp_path / "out"
    report = run_cohort(loaded, str(source), str(out), Choices(DAY, {}, "zh"), reporter, format_="parquet")
    assert report is not None, [one.message("en") for one in reporter]
    found = duckdb.read_parquet(str(out / "awards.parquet")).fetchall()
    assert [(row[0], row[1]) for row in found] == [(f"A{n}", "growth") for n in range(4)]


def test_no_threads_at_all_is_a_mistake_in_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["policies/xiamen_ai_2025.yaml", str(tmp_path), str(tmp_path / "out"), "--as-of", "2026-06-30"]
    assert main(["batch", *given, "--threads", "0", "--lang", "zh"]) == 2
    found = capsys.readouterr().err
    assert "`--threads` 要写 1 到 1024 之间的整数" in found
