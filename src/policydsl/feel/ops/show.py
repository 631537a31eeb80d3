"""Values as FEEL text, for messages and for people."""

from __future__ import annotations

from decimal import Decimal

from policydsl.feel import types
from policydsl.feel.ops.decimals import DECIMAL128
from policydsl.feel.values import (
    Date,
    DateTime,
    DaysTimeDuration,
    FeelFunction,
    Range,
    Time,
    Value,
    YearsMonthsDuration,
)
from policydsl.source import Text

_KINDS: dict[type, Text] = {
    bool: types.describe(types.BOOLEAN),
    Decimal: types.describe(types.NUMBER),
    str: types.describe(types.TEXT),
    Date: types.describe(types.DATE),
    Time: types.describe(types.TIME),
    DateTime: types.describe(types.DATE_TIME),
    DaysTimeDuration: types.describe(types.DAYS_TIME),
    YearsMonthsDuration: types.describe(types.YEARS_MONTHS),
    list: Text("列表", "list"),
    dict: Text("成组的值", "context"),
    Range: Text("区间", "range"),
    FeelFunction: Text("函数", "function"),
    type(None): Text("null", "null"),
}
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_MAX_DEPTH = 20
_MAX_PLAIN = 60  # digits before a number is written with an exponent


def kind(value: Value) -> Text:
    """What sort of value it is, in the words of people who write policies."""
    return _KINDS.get(type(value), Text("值", "value"))


def number_text(number: Decimal) -> str:
    """A number in plain digits, without an exponent, trailing zeros or a negative zero."""
    if not number:
        return "0"
    if abs(number.adjusted()) > _MAX_PLAIN:
        return str(DECIMAL128.normalize(number))
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def show(value: Value, limit: int = 80) -> str:
    """A value as FEEL text, cut with an ellipsis at `limit` characters."""
    text = "".join(_pieces(value, limit))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _pieces(value: Value, limit: int) -> list[str]:
    """The text in pieces; stops soon after `limit` characters, so that no value is costly to show."""
    out: list[str] = []
    budget = limit

    def put(text: str) -> None:
        nonlocal budget
        out.append(text)
        budget -= len(text)

    def walk(value: Value, depth: int) -> None:
        if budget <= 0:
            return
        if depth > _MAX_DEPTH:
            put("…")
        elif isinstance(value, list):
            put("[")
            for index, item in enumerate(value):
                put(", " if index else "")
                walk(item, depth + 1)
                if budget <= 0:
                    break
            put("]")
        elif isinstance(value, dict):
            put("{")
            for index, (key, item) in enumerate(value.items()):
                put((", " if index else "") + key + ": ")
                walk(item, depth + 1)
                if budget <= 0:
                    break
            put("}")
        elif isinstance(value, Range):
            _range(value, depth)
        else:
            put(_scalar(value, limit))

    def _range(value: Range, depth: int) -> None:
        if value.op in {"=", "!="} or value.low is None or value.high is None:
            operator, end = _half(value)
            put(operator + " ")
            walk(end, depth + 1)
            return
        put("[" if value.low_closed else "(")
        walk(value.low, depth + 1)
        put("..")
        walk(value.high, depth + 1)
        put("]" if value.high_closed else ")")

    walk(value, 0)
    return out


def _half(value: Range) -> tuple[str, Value]:
    if value.op:
        return value.op, value.low
    if value.low is None:
        return "<=" if value.high_closed else "<", value.high
    return ">=" if value.low_closed else ">", value.low


def _scalar(value: Value, limit: int) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, str):
        return '"' + value[: limit + 1].translate(_ESCAPES) + '"'
    if isinstance(value, FeelFunction):
        return value.name or "function"
    return f'@"{value}"'
