"""Results as an Excel workbook: sheets of awards, totals and rejects.

Excel keeps fifteen digits of a number, so a longer sum is a text. No text can become a formula.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from policydsl.cohort.intake.sources import parquet
from policydsl.cohort.output.folder import MANIFEST, MARK
from policydsl.cohort.output.wording import Wording
from policydsl.cohort.run.batch import Batch
from policydsl.render import words
from policydsl.source import Lang, Text
from policydsl.source.figures import CURRENCIES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_DIGITS: Final = 15
_LONGEST: Final = 32_767  # characters of a cell
_BATCH: Final = 10_000
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA: Final = re.compile("[-=+@\t\r\n＝＋－＠]")
_SHEETS: Final = {
    "awards": Text("评定结果", "Awards"),
    "totals": Text("合计", "Totals"),
    "rejects": Text("没有计算的行", "Rejects"),
}
_HEADS: Final = {
    "applicant": Text("申报主体", "Applicant"), "clause": Text("条款", "Clause"), "subject": Text("给谁", "For"),
    "status": Text("结果", "Status"), "amount": Text("金额（元）", "Amount (yuan)"),
    "payable": Text("应付（元）", "Payable (yuan)"), "term_months": Text("期限（月）", "Term (months)"),
    "limited_by": Text("受何限制", "Limited by"), "row": Text("行", "Row"),
    "tier": Text("适用的档次", "Tier"), "provisional": Text("暂定", "Provisional"),
    "missing": Text("缺的事实", "Missing facts"), "failed": Text("不符的条件", "Conditions not met"),
    "failures": Text("算不出的原因", "What failed"), "standing": Text("名次或摊薄", "Standing"),
    "table": Text("表", "Table"),
    "part": Text("分片", "Part"),
    "column": Text("列", "Column"),
    "value": Text("值", "Value"), "code": Text("代码", "Code"), "reason": Text("原因", "Reason"),
} | {status.value: label for status, label in words.STATUS.items()}  # fmt: skip

_WIDE: Final = {"reason": 60, "failures": 40, "missing": 40, "failed": 40, "clause": 32, "value": 30}


def _head(column: str, currency: str, lang: Lang) -> str:
    """What a column is called, with the currency of the policy."""
    head = _HEADS.get(column, Text(column))
    if currency != "CNY":
        head = Text(
            head.zh.replace("（元）", f"（{CURRENCIES[currency]}）"), head.en.replace("(yuan)", f"({currency})")
        )
    return head.pick(lang)


def write_workbook(batch: Batch, tables: Path, target: Path) -> None:
    """Write it, in the words of the policy in the language of the run."""
    import openpyxl  # noqa: PLC0415  (loaded only when used)
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415

    lang, policy = batch.choices.lang, batch.loaded.policy
    book, wording = openpyxl.Workbook(write_only=True), Wording(policy, lang)
    book.properties.category = MARK
    book.properties.description = (tables / MANIFEST).read_text(encoding="utf-8")
    with _writing(book, tables):
        for name, title in _SHEETS.items():
            sheet = book.create_sheet(title.pick(lang))
            names, rows = _read(batch.db, tables / f"{name}.parquet")
            sheet.freeze_panes = "A2"
            for place, column in enumerate(names):
                sheet.column_dimensions[chr(ord("A") + place)].width = _WIDE.get(column, 16)
            heads = []
            for column in names:
                tier = column == "row" and name == "awards"
                head = WriteOnlyCell(sheet, value=_head("tier" if tier else column, policy.currency, lang))
                head.font = Font(bold=True)
                heads.append(head)
            sheet.append(heads)
            pattern = _Cells(sheet, batch.places)
            for row in rows:
                sheet.append([pattern.cell(value) for value in wording.row(names, row)])
        book.save(target)


@contextmanager
def _writing(book: Any, folder: Path) -> Iterator[None]:
    """While the library writes: what it puts aside goes into the folder, where a killed run leaves nothing for long."""
    usual, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    except BaseException:
        for sheet in book.worksheets:  # else each complains on the screen when it goes away
            with suppress(Exception):
                sheet._rows.close()  # noqa: SLF001
        raise
    finally:
        tempfile.tempdir = usual


class _Cells:
    """Makes cells."""

    def __init__(self, sheet: Any, places: int) -> None:
        self.sheet = sheet
        self.money = "#,##0." + "0" * places

    def cell(self, value: object) -> object:
        """A cell for a value."""
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

        if value is None or isinstance(value, bool | int):
            return value
        if isinstance(value, Decimal):
            digits = len(format(abs(value), "f").replace(".", "").strip("0"))
            if digits > _DIGITS:
                return self._text(format(value, "f"))
            cell = WriteOnlyCell(self.sheet, value=value)
            cell.number_format = self.money
            return cell
        return self._text(str(value))

    def _text(self, text: str) -> object:
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

        if not text:
            return None
        clean = _ESCAPED.sub("_x005F_", _ILLEGAL.sub("\ufffd", text))
        if len(clean) > _LONGEST:
            clean = clean[: _LONGEST - 1] + "…"
        cell = WriteOnlyCell(self.sheet, value="")
        cell._value, cell.data_type = clean, "s"  # noqa: SLF001  (else `=1` is a formula and `#N/A` an error)
        if _FORMULA.match(clean):
            cell.quotePrefix = True
        return cell


def _read(db: DuckDBPyConnection, path: Path) -> tuple[Sequence[str], Iterator[tuple[Any, ...]]]:
    cursor = db.cursor().execute(f"SELECT * FROM {parquet(path)}")
    return [column[0] for column in cursor.description or ()], _rows(cursor)


def _rows(cursor: DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(_BATCH):
        yield from rows
