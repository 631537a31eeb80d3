"""One cell: the exact text of what was typed, or what is wrong with it.

Excel keeps numbers as binary fractions and shows fifteen digits of them. A number that fifteen digits say exactly is
what was typed; any other one was computed, or was rounded when it was typed, and is refused.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from policydsl.cohort.workbook.sheets import SheetColumn
from policydsl.source import Text
from policydsl.source.figures import plain_text
from policydsl.source.frozen import frozen
from policydsl.source.lang import pick
from policydsl.syntax.names import closest

_DIGITS: Final = 15
_TERMS: Final = {"months": "P{}M", "days": "P{}D"}
_MIDNIGHT: Final = time(0, 0)
_FORMULA: Final = Text(
    "是公式，不是数：请复制后“选择性粘贴”为数值，核对后再交",
    "holds a formula: paste its value instead, and look at it",
)
_FAULT: Final = Text("是 Excel 的错误值 {found}", "holds the error {found} of Excel")
_LONG: Final = Text(
    "有 {count} 位数字，Excel 只能准确保存 15 位：编号请先把单元格设为文本；算出来的数请四舍五入到分后填写",
    "has {count} digits, of which Excel keeps 15: give an id as text, and write a computed figure to the fen",
)
_DAY: Final = Text(
    "被 Excel 当成了日期（{found}）：请把单元格设为文本或数值，重新填写",
    "was taken for a date ({found}): make the cell text or a number, and type it again",
)
_CLOCK: Final = Text("带有时刻 {found}，这一列只要日期", "has the time {found}; this column takes days")
_SPAN: Final = Text("是一段时间（{found}），这一列不收", "is a span of time ({found}), which this column does not take")
_NONE: Final = Text("`{found}` 不是这一列的选项", "`{found}` is none of the options of this column")
_GUESS: Final = Text(
    "`{found}` 不是这一列的选项，是不是 `{guess}`？", "`{found}` is no option; did you mean `{guess}`?"
)
_SEVERAL: Final = Text("`{found}` 可以指 {known}，请写标识", "`{found}` may be {known}: write the id")


@frozen
class Cell:
    """`text`: what a table of texts would hold, None where it is empty or wrong; `place`: as `B7`."""

    text: str | None
    place: str
    problem: Text | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written there."""
        return self.text is None and self.problem is None


def said(text: Text, **given: object) -> Text:
    """A message with its parts filled in."""
    return Text(
        text.zh.format(**{name: pick(one, "zh") for name, one in given.items()}),
        text.en.format(**{name: pick(one, "en") for name, one in given.items()}),
    )


def read_cell(value: Any, kind: str, place: str, column: SheetColumn | None) -> Cell:
    """A cell as openpyxl has it: its value, and its kind of data (`f`: a formula, `e`: an error)."""
    if value is None:
        return Cell(None, place)
    if kind == "f":
        return Cell(None, place, _FORMULA)
    if kind == "e":
        return Cell(None, place, said(_FAULT, found=value))
    match value:
        case bool():
            return Cell("true" if value else "false", place)
        case str():
            return _text(value.strip(), place, column)
        case datetime() | date() | time() | timedelta():
            return _temporal(value, place, column)
        case _:
            return _number(value, place, column)


def exact(value: Any) -> Decimal | int:
    """The figure that Excel shows at fifteen digits; where it has more, the count of its digits.

    The shortest decimal that gives back the same binary fraction: there is only one of up to fifteen digits.
    """
    found = Decimal(repr(value)) if not isinstance(value, int) else Decimal(value)
    if not found.is_finite():
        return 400
    digits = len(plain_text(abs(found)).replace(".", "").strip("0"))
    return found if digits <= _DIGITS else digits


def _number(value: Any, place: str, column: SheetColumn | None) -> Cell:
    found = exact(value)
    if isinstance(found, int):
        return Cell(None, place, said(_LONG, count=found))
    text = plain_text(found)
    term = _TERMS.get(column.kind) if column is not None else None
    if term is not None and found >= 0 and found == found.to_integral_value():
        return Cell(term.format(text), place)
    if column is not None and column.options is not None:
        return _option(text, place, column)
    return Cell(text, place)


def _text(text: str, place: str, column: SheetColumn | None) -> Cell:
    if not text:
        return Cell(None, place)
    if column is not None and column.options is not None:
        return _option(text, place, column)
    return Cell(text, place)


def _option(text: str, place: str, column: SheetColumn) -> Cell:
    assert column.options is not None  # noqa: S101  (what the caller asks about)
    found = column.options.meant(text)
    if len(found) == 1:
        return Cell(found[0], place)
    if found:
        return Cell(None, place, said(_SEVERAL, found=text, known=", ".join(f"`{one}`" for one in found)))
    labels = column.options.labels
    words = {word: id_ for id_, label in labels.items() for word in (id_, label.zh, label.en) if word}
    guess = closest(text, words)
    if guess is None:
        return Cell(None, place, said(_NONE, found=text))
    return Cell(None, place, said(_GUESS, found=text, guess=guess))


def _temporal(value: date | time | timedelta, place: str, column: SheetColumn | None) -> Cell:
    kind = None if column is None else column.kind
    if isinstance(value, timedelta):
        return Cell(None, place, said(_SPAN, found=value))
    if isinstance(value, time):
        return Cell(value.isoformat(), place) if kind == "time" else Cell(None, place, said(_DAY, found=value))
    if kind == "date_time":
        moment = value if isinstance(value, datetime) else datetime.combine(value, _MIDNIGHT)
        return Cell(moment.isoformat(), place)
    day, clock = (value.date(), value.time()) if isinstance(value, datetime) else (value, _MIDNIGHT)
    if kind != "date":
        return Cell(None, place, said(_DAY, found=day.isoformat()))
    if clock != _MIDNIGHT:
        return Cell(None, place, said(_CLOCK, found=clock.isoformat()))
    return Cell(day.isoformat(), place)
