"""Any value as a text, for `string` and for people: FEEL text, without limits of depth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from policydsl.feel.failure import fail
from policydsl.feel.ops import DECIMAL128, number_text, show
from policydsl.feel.values import Date, DateTime, DaysTimeDuration, Time, Value, YearsMonthsDuration

MAX_TEXT = 1_000_000  # characters of a text that a built-in makes
_MAX_PLAIN = 60  # digits before a number is written with an exponent
_NAME = re.compile(r"[^\W\d]\w*(?: \w+)*")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def string(from_: Value) -> str | None:
    """A text as it is, null as null, any other value as FEEL writes it."""
    if from_ is None or isinstance(from_, str):
        return from_
    if isinstance(from_, Date | Time | DateTime | DaysTimeDuration | YearsMonthsDuration):
        return from_.iso()
    made: list[str] = []
    room = MAX_TEXT
    # Lists may share their parts, so what is written can be far larger than what is kept: stop in time.
    for piece in _pieces(from_):
        made.append(piece)
        room -= len(piece)
        if room < 0:
            raise fail("得出的文本太长", "the resulting text is too long")
    return "".join(made)


def _pieces(value: Value) -> Iterator[str]:
    rest: list[Iterator[tuple[str, Value]]] = [iter((("", value),))]
    closing = [""]
    while rest:
        for prefix, item in rest[-1]:
            yield prefix
            if isinstance(item, list):
                yield "["
                rest.append(_items(item))
                closing.append("]")
                break
            if isinstance(item, dict):
                yield "{"
                rest.append(_entries(item))
                closing.append("}")
                break
            yield _single(item)
        else:
            rest.pop()
            yield closing.pop()


def _items(items: list[Value]) -> Iterator[tuple[str, Value]]:
    return ((", " if at else "", item) for at, item in enumerate(items))


def _entries(entries: dict[str, Value]) -> Iterator[tuple[str, Value]]:
    return (((", " if at else "") + _key(key) + ": ", value) for at, (key, value) in enumerate(entries.items()))


def _key(key: str) -> str:
    return key if _NAME.fullmatch(key) else _quoted(key)


def _single(value: Value) -> str:
    if isinstance(value, Decimal):
        return str(DECIMAL128.normalize(value)) if abs(value.adjusted()) > _MAX_PLAIN else number_text(value)
    return _quoted(value) if isinstance(value, str) else show(value, MAX_TEXT)


def _quoted(text: str) -> str:
    return '"' + text.translate(_ESCAPES) + '"'
