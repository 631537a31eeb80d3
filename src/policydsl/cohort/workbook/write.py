"""An empty workbook to fill in: how to do it, a sheet for each table, drop-downs, notes on the headings."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from policydsl.cohort.whole import whole
from policydsl.cohort.workbook.extras import letters
from policydsl.cohort.workbook.guide import guide_lines
from policydsl.cohort.workbook.read import GUIDE, LISTS, MARK
from policydsl.cohort.workbook.sheets import Kind, SheetColumn, SheetOf, sheet_title, sheets_of
from policydsl.feel.values import Date
from policydsl.model.policy import Policy
from policydsl.source import Lang, Text
from policydsl.source.figures import plain_text
from policydsl.source.width import display_width

_NAMES, _LABELS, _FIRST = 1, 2, 3  # the rows: names (hidden), labels, the first to fill in
_LAST: Final = 1_048_576
_FORMATS: Final[dict[Kind, str]] = {
    "text": "@",
    "option": "@",
    "boolean": "@",
    "money": "#,##0.00##",
    "number": "General",
    "whole": "0",
    "date": "yyyy-mm-dd",
    "time": "hh:mm:ss",
    "date_time": "yyyy-mm-dd hh:mm:ss",
    "months": "0",
    "days": "0",
}
_MOST_MONEY: Final = Decimal("99999999999999.99")
_MOST_NUMBER: Final = Decimal(10**15 - 1)
_NARROW, _WIDE = 12, 44
_HEAD_COLOR: Final = "DDEBF7"
_GUIDE: Final = Text("填写说明", "How to fill it in")
_LISTED: Final = Text("选项", "Options")
_WRONG: Final = Text("请重新填写", "Not taken")
_CHOOSE: Final = Text("请从下拉列表中选择", "Choose one of the list")
_BOUNDS: Final = Text("请填 {low} 至 {high} 之间的数", "A number from {low} to {high}")
_WHOLE_BOUNDS: Final = Text("请填 {low} 至 {high} 之间的整数", "A whole number from {low} to {high}")
_DAYS: Final = Text("请填日期，如 2025-04-21", "A day, as 2025-04-21")


def write_workbook(policy: Policy, path: Path | str, lang: Lang, day: Date) -> None:
    """Write the empty workbook of a policy, whole or not at all; `day`: up to which figures by period are asked for."""
    with whole(Path(path)) as beside:
        _Writer(policy, lang, day).book().save(beside)


class _Writer:
    """Makes one workbook."""

    def __init__(self, policy: Policy, lang: Lang, day: Date) -> None:
        import openpyxl  # noqa: PLC0415  (loaded only when used)

        self.policy, self.lang, self.day = policy, lang, day
        self.made: Any = openpyxl.Workbook()
        self.lists: Any = None
        self.ranges: dict[tuple[str, ...], str] = {}
        self.taken: set[str] = set()

    def book(self) -> Any:
        """The workbook."""
        sheets = sheets_of(self.policy, self.day)
        guide = self.made.active
        guide.title = sheet_title(_GUIDE.pick(self.lang), GUIDE, self.taken)
        self._mark(GUIDE, guide.title)
        titles = [sheet_title(one.label.pick(self.lang), one.shape.name, self.taken) for one in sheets]
        self.lists = self.made.create_sheet(sheet_title(_LISTED.pick(self.lang), LISTS, self.taken))
        self.lists.sheet_state = "hidden"
        self._mark(LISTS, self.lists.title)
        for one, title in zip(sheets, titles, strict=True):
            self._sheet(one, title)
        self.made.move_sheet(self.lists, len(sheets))
        self._guide(guide, list(zip(titles, sheets, strict=True)))
        return self.made

    def _mark(self, name: str, title: str) -> None:
        """Say which sheet holds what, by a name that stays with the sheet when it is renamed."""
        from openpyxl.utils import quote_sheetname  # noqa: PLC0415
        from openpyxl.workbook.defined_name import DefinedName  # noqa: PLC0415

        key = f"{MARK}{name}"
        self.made.defined_names[key] = DefinedName(key, attr_text=f"{quote_sheetname(title)}!$A${_NAMES}", hidden=True)

    # -- sheets ----------------------------------------------------------------------------------------

    def _sheet(self, one: SheetOf, title: str) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415

        sheet = self.made.create_sheet(title)
        self._mark(one.shape.name, title)
        for index, column in enumerate(one.columns, 1):
            letter = letters(index)
            heading = column.heading(self.lang)
            self._put(sheet.cell(_NAMES, index), column.name)
            head = sheet.cell(_LABELS, index)
            self._put(head, heading)
            head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor=_HEAD_COLOR)
            head.alignment = Alignment(wrap_text=True, vertical="top")
            self._comment(head, column)
            dimension = sheet.column_dimensions[letter]
            dimension.number_format = _FORMATS[column.kind]
            dimension.width = min(max(display_width(heading) + 4, self._widest(column), _NARROW), _WIDE)
            self._validate(sheet, letter, column)
        sheet.row_dimensions[_NAMES].hidden = True
        sheet.freeze_panes = sheet.cell(_FIRST, 2 if one.columns else 1)

    def _widest(self, column: SheetColumn) -> int:
        shown = column.options.shown(self.lang) if column.options is not None else []
        return max((display_width(text) + 4 for text in shown), default=0)

    @staticmethod
    def _put(cell: Any, text: str) -> None:
        """A text, never a formula, whatever it begins with."""
        cell.value = text
        cell.data_type = "s"

    def _comment(self, cell: Any, column: SheetColumn) -> None:
        from openpyxl.comments import Comment  # noqa: PLC0415

        lines = [column.label.pick(self.lang), column.name, *(one.pick(self.lang) for one in column.remarks)]
        if column.options is not None and column.kind != "boolean":
            lines += [f"· {shown}" for shown in column.options.shown(self.lang)]
        comment = Comment("\n".join(lines), "policydsl")
        comment.width, comment.height = 360, min(60 + 18 * len(lines), 420)
        cell.comment = comment

    # -- what Excel takes ------------------------------------------------------------------------------

    def _validate(self, sheet: Any, letter: str, column: SheetColumn) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

        rule: Any
        match column.kind:
            case "option" | "boolean" if column.options is not None and column.options.labels:
                source = self._range(column.options.shown(self.lang))
                rule = DataValidation(type="list", formula1=source, allow_blank=True)
                rule.error = _CHOOSE.pick(self.lang)
            case "money" | "number" | "whole" | "months" | "days":
                rule = self._number(column)
            case "date":
                rule = DataValidation(type="date", operator="greaterThan", formula1="1", allow_blank=True)
                rule.error = _DAYS.pick(self.lang)
            case _:
                return
        rule.errorTitle, rule.showErrorMessage = _WRONG.pick(self.lang), True
        rule.add(f"{letter}{_FIRST}:{letter}{_LAST}")
        sheet.add_data_validation(rule)

    def _number(self, column: SheetColumn) -> Any:
        from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

        most = _MOST_MONEY if column.kind == "money" else _MOST_NUMBER
        least = Decimal(0) if column.kind in ("months", "days") else -most
        low = plain_text(least if column.least is None else column.least)
        high = plain_text(most if column.most is None else min(column.most, most))
        whole_only = column.kind in ("whole", "months", "days")
        rule: Any = DataValidation(
            type="whole" if whole_only else "decimal", operator="between", formula1=low, formula2=high, allow_blank=True
        )
        rule.error = (_WHOLE_BOUNDS if whole_only else _BOUNDS).pick(self.lang).format(low=low, high=high)
        return rule

    def _range(self, shown: Sequence[str]) -> str:
        """Where the options of a drop-down stand: a list in the rule itself takes 255 characters and no commas."""
        from openpyxl.utils import quote_sheetname  # noqa: PLC0415

        key = tuple(shown)
        if key not in self.ranges:
            index = len(self.ranges) + 1
            for row, text in enumerate(shown, 1):
                self._put(self.lists.cell(row, index), text)
            letter = letters(index)
            self.ranges[key] = f"{quote_sheetname(self.lists.title)}!${letter}$1:${letter}${len(shown)}"
        return self.ranges[key]

    # -- how to fill it in -----------------------------------------------------------------------------

    def _guide(self, sheet: Any, sheets: Sequence[tuple[str, SheetOf]]) -> None:
        from openpyxl.styles import Alignment, Font  # noqa: PLC0415

        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 90
        for number, (left, right, heading) in enumerate(guide_lines(self.policy, sheets, self.lang), 1):
            for index, text in ((1, left), (2, right)):
                cell = sheet.cell(number, index)
                if text:
                    self._put(cell, text)
                    cell.alignment = Alignment(wrap_text=True, vertical="top")
                    cell.font = Font(bold=heading)
