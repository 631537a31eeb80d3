"""The types that the checker knows. Frozen, compared by value; money is a number with a dimension."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from policydsl.source import Text
from policydsl.source.figures import CURRENCIES
from policydsl.source.frozen import frozen


@frozen
class Simple:
    """A type without parts, by its FEEL name."""

    name: str


BOOLEAN = Simple("boolean")
NUMBER = Simple("number")
TEXT = Simple("string")
DATE = Simple("date")
TIME = Simple("time")
DATE_TIME = Simple("date and time")
DAYS_TIME = Simple("days and time duration")
YEARS_MONTHS = Simple("years and months duration")
NULL = Simple("null")
ANY = Simple("any")
ERROR = Simple("error")  # what could not be typed; fits everything, so that one mistake is reported once


@frozen
class Money:
    """An amount in a currency (ISO 4217), in its main unit (yuan)."""

    currency: str = "CNY"


@frozen
class Enum:
    """One of the declared texts; `owner` is the field that declares them, as `applicant.kind`.

    `labels` pairs people's words with the options, for messages.
    """

    owner: str
    values: tuple[str, ...]
    labels: tuple[tuple[str, str], ...] = ()


@frozen
class ListOf:
    """A list; FEEL's `list<T>`."""

    item: Type


@frozen
class RangeOf:
    """A range of comparable values; FEEL's `range<T>`."""

    item: Type


@dataclass(frozen=True, slots=True)
class Record:
    """A context with known entries: an entity's item."""

    name: str
    fields: tuple[tuple[str, Type], ...]

    def field(self, name: str) -> Type | None:
        """The type of an entry, or None."""
        return dict(self.fields).get(name)


@frozen
class Function:
    """A function value; only plain FEEL has these."""

    parameters: tuple[Type, ...]
    result: Type


@frozen
class Assessed:
    """A value the department decides: null until it has; use is guarded by `= null`."""

    item: Type


@frozen
class Series:
    """A figure for every period of a kind; only policies have these, and formulas read them by `at` and `earlier`."""

    item: Type
    by: Literal["year", "quarter"]
    since: int | None = None  # the first period from which on all are given, as a count of periods


Type: TypeAlias = Simple | Money | Enum | ListOf | RangeOf | Record | Function | Assessed | Series

_LABELS: Mapping[str, Text] = {
    "boolean": Text("是否（true/false）", "boolean"),
    "number": Text("数", "number"),
    "string": Text("文本", "text"),
    "date": Text("日期", "date"),
    "time": Text("时刻", "time"),
    "date and time": Text("日期时刻", "date and time"),
    "days and time duration": Text("天数期限", "days duration"),
    "years and months duration": Text("年月期限", "years-months duration"),
    "null": Text("null", "null"),
    "any": Text("任意值", "any value"),
    "error": Text("未知", "unknown"),
}


def describe(type_: Type) -> Text:
    """A type in the words of the people who write policies."""
    match type_:
        case Simple(name):
            return _LABELS[name]
        case Money(currency):
            unit = CURRENCIES[currency]
            return Text("金额", "money") if currency == "CNY" else Text(f"金额（{unit}）", f"money ({currency})")
        case Enum(owner):
            return Text(f"选项（`{owner}`）", f"an option of `{owner}`")
        case ListOf(item):
            inner = describe(item)
            return Text(f"{inner.zh}的列表", f"list of {inner.en}")
        case RangeOf(item):
            inner = describe(item)
            return Text(f"{inner.zh}的区间", f"range of {inner.en}")
        case Record(name, _):
            return Text(f"一项 `{name}`", f"a `{name}` item")
        case Function():
            return Text("函数", "function")
        case Assessed(item):
            inner = describe(item)
            return Text(
                f"{inner.zh}（待部门评定，可为 null）", f"{inner.en} (for the department to assess, may be null)"
            )
        case Series(item, by):
            inner = describe(item)
            if by == "year":
                return Text(f"按年填报的{inner.zh}", f"{inner.en} by year")
            return Text(f"按季度填报的{inner.zh}", f"{inner.en} by quarter")
