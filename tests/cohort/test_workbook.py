"""Workbooks: the empty one, and each cell of a filled one as the exact text of what was typed, or refused by name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula
from tests.cohort.synthetic_support import csv_tables, policy
from tests.evaluate.small import CLAUSE, HEAD
from tests.evaluate.support import load

from policydsl.cohort.shape import shapes
from policydsl.cohort.synthetic import Shares, write_cohort
from policydsl.cohort.workbook import WorkbookError, WorkbookTables, read_tables, write_workbook
from policydsl.cohort.workbook.sheets import column_of
from policydsl.feel.values import Date
from policydsl.model.policy import Policy
from policydsl.source import Lang

DAY = Date(2026, 5, 1)
DAY_TYPED = dt.date(2024, 1, 2)
SMALL = load(HEAD + "clauses:\n" + CLAUSE + "    amount: applicant.money * 10%\n").policy
Change = Callable[[Any], None]


def empty(policy_: Policy, path: Path, lang: Lang = "zh") -> Any:
    """An empty workbook, opened to be filled in."""
    write_workbook(policy_, path, lang, DAY)
    return openpyxl.load_workbook(path)


def read(book: Any, path: Path, policy_: Policy = SMALL) -> WorkbookTables:
    book.save(path)
    return read_tables(path, policy_)


def fill(sheet: Any, *rows: dict[str, Any]) -> None:
    """Rows by the names of the columns."""
    names = {cell.value: cell.column for cell in sheet[1]}
    for number, row in enumerate(rows, 3):
        for name, value in row.items():
            sheet.cell(number, names[name]).value = value


def texts(tables: WorkbookTables, name: str) -> list[dict[str, str]]:
    return [{k: c.text for k, c in row.cells.items() if c.text is not None} for row in tables.tables[name].rows()]


def faults(tables: WorkbookTables, name: str = "applicants") -> dict[str, str]:
    """By the place of a cell, what is said of it."""
    found = [cell for row in tables.tables[name].rows() for cell in row.problems]
    return {cell.place: cell.problem.zh for cell in found if cell.problem is not None}


def said(tables: WorkbookTables) -> list[tuple[str, str, str]]:
    return [(one.sheet, one.place, one.said.zh) for one in tables.problems]


def one_cell(tmp_path: Path, column: str, value: Any, format_: str | None = None) -> tuple[str | None, str]:
    """What a value typed into a column of the applicants is read as: its text, what is wrong."""
    book = empty(SMALL, tmp_path / "a.xlsx")
    fill(book["applicant"], {"id": "A", column: value})
    if format_ is not None:
        names = {cell.value: cell.column for cell in book["applicant"][1]}
        book["applicant"].cell(3, names[column]).number_format = format_
    with read(book, tmp_path / "a.xlsx") as tables:
        (row,) = tables.tables["applicants"].rows()
        cell = row.cells[column]
        return cell.text, cell.problem.zh if cell.problem else ""


# -- the empty workbook --------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["xiamen", "vouchers", "growth"])
def test_an_empty_workbook_is_read_as_empty_tables(name: str, lang: Lang, tmp_path: Path) -> None:
    loaded = policy(name).policy
    write_workbook(loaded, tmp_path / "a.xlsx", lang, DAY)
    with read_tables(tmp_path / "a.xlsx", loaded) as tables:
        assert said(tables) == []
        assert {"applicants", "prior_awards", "other_policy_awards"} <= tables.tables.keys()
        assert ("elections" in tables.tables) == (name == "growth")
        assert all(list(table.rows()) == [] for table in tables.tables.values())


def test_what_an_empty_workbook_shows(tmp_path: Path) -> None:
    book = empty(policy("xiamen").policy, tmp_path / "a.xlsx")
    assert book.sheetnames[:3] == ["填写说明", "申报主体", "研发项目"]
    assert book["选项"].sheet_state == "hidden"
    sheet = book["申报主体"]
    assert [cell.value for cell in sheet[1]][:4] == ["id", "name", "kind", "annual_revenue"]
    assert [cell.value for cell in sheet[2]][:4] == ["编号", "名称", "主体类型", "年度营业收入（元）"]
    assert sheet.row_dimensions[1].hidden
    assert "不小于 0元" in sheet["D2"].comment.text
    assert "实施细则" in sheet["D2"].comment.text
    assert sheet.column_dimensions["A"].number_format == "@"
    assert sheet.column_dimensions["D"].number_format == "#,##0.00##"
    rules = {str(rule.sqref).partition(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert (rules["D3"].type, rules["D3"].formula1) == ("decimal", "0")
    assert rules["C3"].formula1 == "'选项'!$A$1:$A$5"
    assert [row[0].value for row in book["选项"].iter_rows(max_row=5)] == [
        "企业",
        "高校",
        "科研机构",
        "创业团队",
        "其他",
    ]


def test_figures_by_period_have_a_column_each(tmp_path: Path) -> None:
    sheet = empty(policy("growth").policy, tmp_path / "a.xlsx")["申报主体"]
    names = [cell.value for cell in sheet[1]]
    assert [name for name in names if name.startswith("revenue")] == [f"revenue[{y}]" for y in range(2021, 2027)]
    assert sheet.cell(2, names.index("revenue[2024]") + 1).value == "2024年营业收入（元）"


def test_no_label_becomes_a_formula(tmp_path: Path) -> None:
    odd = HEAD.replace(
        "values: {small: 小, medium: 中, large: 大}", "label: =1+1\n        values: {small: =2*2, b: 中}"
    )
    loaded = load(odd + "clauses:\n" + CLAUSE + "    amount: applicant.money * 10%\n").policy
    book = empty(loaded, tmp_path / "a.xlsx")
    kinds = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value}
    assert kinds == {"s"}


def test_titles_are_such_as_excel_takes(tmp_path: Path) -> None:
    odd = HEAD.replace(
        "    item: order\n",
        "    item: order\n    label: 订单/合同[含补充协议]以及其他应当一并申报的全部有关材料的清单\n",
    )
    loaded = load(odd + "clauses:\n" + CLAUSE + "    amount: applicant.money * 10%\n").policy
    book = empty(loaded, tmp_path / "a.xlsx")
    assert max(len(name) for name in book.sheetnames) <= 31
    with read(book, tmp_path / "a.xlsx", loaded) as tables:
        assert "orders" in tables.tables


# -- filled in and read back ---------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["xiamen", "vouchers", "growth"])
def test_a_whole_cohort_comes_back_as_it_was_typed(name: str, lang: Lang, tmp_path: Path) -> None:
    loaded = policy(name)
    many = Shares(prior=1 << 15, other=1 << 15)
    write_cohort(loaded, tmp_path / "tables", 60, 3, shares=many, as_of=DAY)
    tables = csv_tables(tmp_path / "tables")
    book = empty(loaded.policy, tmp_path / "a.xlsx", lang)
    by_mark = {
        key.removeprefix("policydsl."): book[defined.attr_text.rpartition("!")[0].strip("'")]
        for key, defined in book.defined_names.items()
    }
    for key, rows in tables.items():
        sheet = by_mark[key]
        offered = drop_downs(book, sheet)

        def one(name: str, text: str, key: str = key, offered: dict[str, list[str]] = offered) -> Any:
            column = column_of(shapes(loaded.policy)[key], name, loaded.policy)
            assert column is not None
            if column.options is None:
                return typed(text)
            shown = column.options.show(text, lang)
            assert shown in offered[name]
            return shown

        fill(sheet, *({k: one(k, v) for k, v in row.items() if v and k != "position"} for row in rows))
    with read(book, tmp_path / "a.xlsx", loaded.policy) as found:
        assert said(found) == []
        for key, rows in tables.items():
            wanted = [{k: plain(v) for k, v in row.items() if v and k != "position"} for row in rows]
            assert texts(found, key) == wanted
            assert faults(found, key) == {}


def drop_downs(book: Any, sheet: Any) -> dict[str, list[str]]:
    """The options that each column offers."""
    names = {cell.column_letter: cell.value for cell in sheet[1]}
    found = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            title, _, place = rule.formula1.rpartition("!")
            cells = book[title.strip("'")][place.replace("$", "")]
            many = cells if isinstance(cells, tuple) else ((cells,),)
            found[names[str(rule.sqref).partition("3:")[0]]] = [row[0].value for row in many]
    return found


def typed(text: str) -> Any:
    """As a person would type it: figures as numbers, days as days."""
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d")  # noqa: DTZ007  (as Excel has it)
    except ValueError:
        pass
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text


def plain(text: str) -> str:
    """Without the zeros that Excel does not keep."""
    return text.rstrip("0").rstrip(".") if text.replace(".", "").isdecimal() and "." in text else text


@given(value=st.decimals(min_value=0, max_value=10**10, places=4), step=st.sampled_from(["0.01", "0.0001", "1"]))
@settings(max_examples=20, suppress_health_check=[*HealthCheck])
def test_sums_come_back_to_the_last_digit(value: Decimal, step: str, tmp_path: Path) -> None:
    value = value.quantize(Decimal(step))
    text, problem = one_cell(tmp_path, "money", float(value))
    assert problem == ""
    assert text is not None
    assert Decimal(text) == value


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("money", 333333.35, "333333.35"),
        ("money", 1234567890123.45, "1234567890123.45"),
        ("money", 0.1, "0.1"),
        ("money", 1e21, "1000000000000000000000"),
        ("money", 100, "100"),
        ("money", "8600万元", "8600万元"),
        ("money", " 12.50 ", "12.50"),
        ("money", "　", None),
        ("number", 1e-7, "0.0000001"),
        ("number", -0.5, "-0.5"),
        ("number", 0.3, "0.3"),
        ("id", 123, "123"),
        ("id", "00123", "00123"),
        ("name", "=A1", "=A1"),
        ("flag", True, "true"),
        ("flag", "是", "true"),
        ("flag", "No", "false"),
        ("flag", "TRUE", "true"),
        ("size", "中", "medium"),
        ("size", "medium", "medium"),
        ("size", "中 (medium)", "medium"),
        ("founded", dt.datetime(2020, 2, 29), "2020-02-29"),  # noqa: DTZ001
        ("founded", dt.date(2020, 2, 29), "2020-02-29"),
        ("founded", "2020-02-29", "2020-02-29"),
        ("granted", 36, "P36M"),
        ("granted", "3年", "3年"),
    ],
)
def test_what_is_typed_is_what_is_read(column: str, value: Any, text: str | None, tmp_path: Path) -> None:
    book = empty(SMALL, tmp_path / "a.xlsx")
    fill(book["applicant"], {"name": "x"} | {column: value})
    if value == "=A1":
        book["applicant"]["B3"].data_type = "s"
    with read(book, tmp_path / "a.xlsx") as tables:
        (row,) = tables.tables["applicants"].rows()
        assert (row.cells[column].text, row.cells[column].problem) == (text, None)


@pytest.mark.parametrize(
    ("column", "value", "part"),
    [
        ("money", "=1+1", "公式"),
        ("money", ArrayFormula("D3:D3", "=SUM(1,2)"), "公式"),
        ("money", "#N/A", "错误值"),
        ("id", 1234567890123456, "16 位"),
        ("money", dt.datetime(2026, 3, 1), "日期（2026-03-01）"),  # noqa: DTZ001
        ("name", dt.datetime(2026, 1, 2), "日期"),  # noqa: DTZ001
        ("founded", dt.datetime(2026, 3, 1, 9, 30), "时刻 09:30:00"),  # noqa: DTZ001
        ("money", dt.time(9, 30), "日期"),
        ("money", dt.timedelta(hours=30), "一段时间"),
        ("size", "巨大", "不是这一列的选项"),
        ("size", "medum", "是不是 `medium`"),
        ("flag", "大概", "不是这一列的选项"),
        ("flag", 1, "不是这一列的选项"),
    ],
)
def test_what_cannot_be_taken_names_its_cell(column: str, value: Any, part: str, tmp_path: Path) -> None:
    book = empty(SMALL, tmp_path / "a.xlsx")
    fill(book["applicant"], {"name": "x"} | {column: value})
    letter = next(cell.column_letter for cell in book["applicant"][1] if cell.value == column)
    with read(book, tmp_path / "a.xlsx") as tables:
        found = faults(tables)
        assert list(found) == [f"{letter}3"]
        assert part in found[f"{letter}3"]
        (row,) = tables.tables["applicants"].rows()
        assert row.cells[column].text is None


@pytest.mark.parametrize(
    ("written", "text", "digits"),
    [
        ("0.30000000000000004", None, 17),  # 0.1 + 0.2, as Excel writes it
        ("333333.34999999998", "333333.35", 0),  # so Excel writes 333333.35
        ("333333.35000000003", None, 17),
        ("1000000000000000.5", None, 17),
        ("12345678901234567", None, 17),
        ("1.2345678901234567E+19", None, 17),
        ("123456789012345000", "123456789012345000", 0),
        ("1e400", None, 400),
    ],
)
def test_numbers_as_excel_writes_them(written: str, text: str | None, digits: int, tmp_path: Path) -> None:
    book = empty(SMALL, tmp_path / "a.xlsx")
    fill(book["applicant"], {"id": "A", "money": 765432.125})
    book.save(tmp_path / "a.xlsx")
    with ZipFile(tmp_path / "a.xlsx") as old, ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v>765432.125</v>", f"<v>{written}</v>".encode()))
    with read_tables(tmp_path / "b.xlsx", SMALL) as tables:
        (row,) = tables.tables["applicants"].rows()
        assert row.cells["money"].text == text
        assert (f"有 {digits} 位数字" in faults(tables).get("C3", "")) == (digits > 0)


def test_a_text_that_could_be_two_options_is_refused(tmp_path: Path) -> None:
    odd = HEAD.replace("{small: 小, medium: 中, large: 大}", "{a: 乙, b: 甲, c: 甲, 乙: 丙}")
    loaded = load(odd + "clauses:\n" + CLAUSE + "    amount: applicant.money * 10%\n").policy
    book = empty(loaded, tmp_path / "a.xlsx")
    (options,) = (shown for name, shown in drop_downs(book, book["applicant"]).items() if name == "size")
    assert options == ["乙（a）", "甲（b）", "甲（c）", "丙"]
    fill(book["applicant"], *({"id": f"A{i}", "size": one} for i, one in enumerate([*options, "甲", "乙"])))
    with read(book, tmp_path / "a.xlsx", loaded) as tables:
        assert [row.get("size") for row in texts(tables, "applicants")] == ["a", "b", "c", "乙", None, None]
        assert "可以指 `b`, `c`" in faults(tables)["H7"]


# -- rows ----------------------------------------------------------------------------------------------


def test_merged_cells_are_refused_and_hidden_rows_are_read(tmp_path: Path) -> None:
    book = empty(SMALL, tmp_path / "a.xlsx")
    orders = book["orders"]
    fill(orders, {"applicant": "A", "id": "1"}, {"id": "2"}, {"applicant": "B", "id": "3"}, {})
    orders.merge_cells("A3:A4")
    orders.row_dimensions[5].hidden = True
    with read(book, tmp_path / "a.xlsx") as tables:
        table = tables.tables["orders"]
        rows = list(table.rows())
        assert [(row.number, row.cells["applicant"].text, row.hidden) for row in rows] == [
            (3, "A", False), (4, None, False), (5, "B", True)
        ]  # fmt: skip
        assert list(faults(tables, "orders")) == ["A4"]
        assert "A3" in faults(tables, "orders")["A4"]
        assert table.hidden == 1


def test_empty_rows_are_passed_over_and_numbers_stay(tmp_path: Path) -> None:
    book = empty(SMALL, tmp_path / "a.xlsx")
    fill(book["applicant"], {"id": "A"}, {}, {"name": "  "}, {"id": "B"})
    with read(book, tmp_path / "a.xlsx") as tables:
        assert [row.number for row in tables.tables["applicants"].rows()] == [3, 6]
        assert [row.number for row in tables.tables["applicants"].rows()] == [3, 6]  # again from the beginning


def test_a_value_beside_the_columns_is_named(tmp_path: Path) -> None:
    book = empty(SMALL, tmp_path / "a.xlsx")
    fill(book["applicant"], {"id": "A"})
    book["applicant"]["Z3"] = "见附件"
    with read(book, tmp_path / "a.xlsx") as tables:
        assert list(faults(tables)) == ["Z3"]


# -- sheets and columns --------------------------------------------------------------------------------


def test_sheets_may_be_renamed_and_moved_and_columns_too(tmp_path: Path) -> None:
    book = empty(SMALL, tmp_path / "a.xlsx")
    sheet = book["applicant"]
    fill(sheet, {"id": "A", "money": 5.5})
    letter = next(cell.column_letter for cell in sheet[1] if cell.value == "money")
    sheet.move_range(f"{letter}1:{letter}3", cols=20)
    sheet["A2"] = "随便改的标签"
    book.move_sheet("orders", -2)
    # Excel changes the names with the sheet; openpyxl does not.
    sheet.title = "企业名单"
    book.defined_names["policydsl.applicants"].attr_text = "'企业名单'!$A$1"
    with read(book, tmp_path / "a.xlsx") as tables:
        assert said(tables) == []
        assert texts(tables, "applicants") == [{"id": "A", "money": "5.5"}]


def test_unknown_sheets_and_columns_are_named_with_a_guess(tmp_path: Path) -> None:
    book = empty(SMALL, tmp_path / "a.xlsx")
    sheet = book["applicant"]
    names = {cell.value: cell for cell in sheet[1]}
    names["money"].value = "mony"
    names["flag"].value = "number"
    sheet["T1"], sheet["U2"] = "xyz123", "备注"
    book.create_sheet("order")["A1"] = "x"
    book.create_sheet("Sheet1")
    with read(book, tmp_path / "a.xlsx") as tables:
        found = said(tables)
        assert [(sheet, place) for sheet, place, _ in found] == [
            ("applicant", "C1"), ("applicant", "F1"), ("applicant", "T1"), ("applicant", "U2"), ("order", "")
        ]  # fmt: skip
        assert "`money`" in found[0][2]
        assert "E1" in found[1][2]
        assert "`orders`" in found[4][2]


def test_what_is_lacking_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "orders"
    book.active.append(["id", "fee"])
    with read(book, tmp_path / "a.xlsx") as tables:
        assert said(tables) == [("orders", "", "缺少列 `applicant`"), ("", "", "没有申报主体的工作表")]


def test_the_same_table_twice_is_named(tmp_path: Path) -> None:
    book = empty(SMALL, tmp_path / "a.xlsx")
    book.create_sheet("applicants")["A1"] = "id"
    with read(book, tmp_path / "a.xlsx") as tables:
        assert said(tables) == [("applicants", "", "和“applicant”是同一张表，没有读取")]


@pytest.mark.parametrize(
    "head",
    [
        [["id", "kind", "annual_revenue"]],
        [["编号", "主体类型", "年度营业收入（元）"]],
        [["Id", "Kind of applicant", "Annual revenue"]],
        [["id", "kind", "annual_revenue"], ["编号", "主体类型", "年度营业收入"]],
        [[], ["id", "kind", "annual_revenue"]],
    ],
)
def test_a_workbook_made_by_hand(head: list[list[str]], tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "申报主体"
    for row in [*head, ["A", "企业", 100.5], ["B", "高校", 7]]:
        book.active.append(row)
    with read(book, tmp_path / "a.xlsx", policy("xiamen").policy) as tables:
        assert said(tables) == []
        assert texts(tables, "applicants") == [
            {"id": "A", "kind": "enterprise", "annual_revenue": "100.5"},
            {"id": "B", "kind": "university", "annual_revenue": "7"},
        ]


# -- no workbook ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "不是 Excel 工作簿"),
        (b"id,name\n", "不是 Excel 工作簿"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".xls"),
        (b"PK\x03\x04" + bytes(40), "不完整"),
    ],
)
def test_what_is_no_workbook_is_told(content: bytes, part: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(WorkbookError) as raised:
        read_tables(path, SMALL)
    assert part in raised.value.reason.zh


@pytest.mark.parametrize("share", [1, 20, 50, 80, 99])
def test_a_workbook_that_was_cut_off_is_told(share: int, tmp_path: Path) -> None:
    empty(SMALL, tmp_path / "a.xlsx")
    data = (tmp_path / "a.xlsx").read_bytes()
    (tmp_path / "b.xlsx").write_bytes(data[: len(data) * share // 100])
    with pytest.raises(WorkbookError):
        read_tables(tmp_path / "b.xlsx", SMALL)


def test_another_archive_is_told(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("readme.txt", "nothing")
    with pytest.raises(WorkbookError):
        read_tables(tmp_path / "a.xlsx", SMALL)
    with pytest.raises(OSError, match="No such file"):
        read_tables(tmp_path / "b.xlsx", SMALL)


def test_days_that_there_are_not_are_refused(tmp_path: Path) -> None:
    text, problem = one_cell(tmp_path, "founded", 99_999_999, "yyyy-mm-dd")
    assert text is None
    assert "错误值" in problem


def test_broken_workbooks_are_told_or_read_but_never_crash(tmp_path: Path) -> None:
    random = Random(7)  # noqa: S311  (cases that come back the same)
    book = empty(SMALL, tmp_path / "a.xlsx")
    fill(book["applicant"], *({"id": f"A{i}", "money": i + 0.5, "flag": "是", "founded": DAY_TYPED} for i in range(5)))
    book.save(tmp_path / "a.xlsx")
    with ZipFile(tmp_path / "a.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    read_so_far = refused = 0
    for _ in range(300):
        changed = dict(parts)
        name = random.choice([one for one in parts if one.endswith(".xml") and "theme" not in one])
        changed[name] = damaged(changed[name], random)
        with ZipFile(tmp_path / "b.xlsx", "w") as archive:
            for one, data in changed.items():
                archive.writestr(one, data)
        try:
            with read_tables(tmp_path / "b.xlsx", SMALL) as tables:
                for table in tables.tables.values():
                    read_so_far += sum(1 for _ in table.rows())
        except WorkbookError:
            refused += 1
    assert read_so_far > 0
    assert refused > 0


def damaged(data: bytes, random: Random) -> bytes:
    place = random.randrange(len(data))
    kind = random.randrange(4)
    if kind == 0:
        return data[:place]
    if kind == 1:
        return data[:place] + data[place + random.randrange(1, 60) :]
    if kind == 2:
        return data[:place] + bytes([random.randrange(256)]) + data[place + 1 :]
    figures = [match.start() for match in re.finditer(rb"[0-9]", data)]
    at = random.choice(figures)
    return data[:at] + random.choice([b"", b"9999999", b"-", b"x", b"1e999"]) + data[at + 1 :]
