"""Small readers of tree nodes for the builder.

They give a plain value, or None where the shape is wrong: the schema check has reported that already,
and the builder goes on, so that one run reports everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.feel import ast
from policydsl.feel.parser import parse_expression
from policydsl.feel.temporal.date import is_date
from policydsl.feel.values import Date
from policydsl.model.policy import CellPart, Formula
from policydsl.source import Span, Text
from policydsl.source.figures import CURRENCIES
from policydsl.syntax.days import meant
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_CURRENCY_OF = {unit: code for code, unit in CURRENCIES.items()}
_SCALES = {"": Decimal(1), "万": Decimal(10**4), "亿": Decimal(10**8), "万亿": Decimal(10**12)}
_MONEY = re.compile(rf"([+-]?[0-9]+(?:\.[0-9]+)?)[ \u00a0\u3000]*(万亿|亿|万|)({'|'.join(_CURRENCY_OF)})")


def label_of(node: Node) -> Label:
    """The node's whole place."""
    return Label(node.file, node.span)


def string(node: Node | None) -> str | None:
    """A non-empty scalar as written."""
    return node.text if isinstance(node, Scalar) and node.value is not None else None


def text(node: Node | None) -> Text:
    """A text by language; a plain string is Chinese and stands in for English."""
    if isinstance(node, Scalar):
        return Text(node.text) if node.value is not None else Text()
    if isinstance(node, Mapping):
        return Text(string(node.get("zh")) or "", string(node.get("en")) or "")
    return Text()


def boolean(node: Node | None) -> bool:
    """True only for `true`."""
    return isinstance(node, Scalar) and node.value is True


def strings(node: Node | None) -> tuple[str, ...]:
    """A list of scalars."""
    return tuple(s for item in items(node) if (s := string(item)) is not None)


def items(node: Node | None) -> tuple[Node, ...]:
    """The items of a list."""
    return node.items if isinstance(node, Sequence) else ()


def mappings(node: Node | None) -> Iterator[Mapping]:
    """The items of a list that are maps."""
    for item in items(node):
        if isinstance(item, Mapping):
            yield item


def entries(node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
    """The entries of a map."""
    return node.entries if isinstance(node, Mapping) else ()


def get(node: Node | None, key: str) -> Node | None:
    """The value under a key of a map."""
    return node.get(key) if isinstance(node, Mapping) else None


def parse_day(written: str) -> Date | None:
    """A calendar day written YYYY-MM-DD, or None."""
    match = _DATE.fullmatch(written)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups())
    return Date(year, month, day) if is_date(year, month, day) else None


def day(node: Node | None, reporter: Reporter) -> Date | None:
    """A calendar day; a text that looks like one but is none is reported."""
    written = string(node)
    if node is None or written is None:
        return None
    found = parse_day(written)
    if found is None:
        likely, help_ = meant(written)
        fix = Fix((Edit(node.file, node.span, likely),), sure=False) if likely else None
        reporter.report("P001", label_of(node), help=help_, fix=fix, text=written)
    return found


def money(written: str) -> tuple[Decimal, str] | None:
    """An amount written with its unit, and its currency: `8600万元`, `600万美元`; None where it is not one."""
    match = _MONEY.fullmatch(written.strip())
    return None if match is None else (Decimal(match[1]) * _SCALES[match[2]], _CURRENCY_OF[match[3]])


def sum_in(currency: str, written: str) -> Decimal | None:
    """An amount written in this currency; None where it is none, or of another."""
    found = money(written)
    return found[0] if found is not None and found[1] == currency else None


def plain_number(written: str) -> Decimal | None:
    """A number in plain digits."""
    try:
        value = Decimal(written)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def figure(node: Node | None, currency: str | None) -> Decimal | None:
    """A bound: a plain number, or for money of a currency an amount with its unit."""
    written = string(node)
    if written is None:
        return None
    found = sum_in(currency, written) if currency is not None else None
    return found if found is not None else plain_number(written)


def other_currency(node: Node | None, currency: str | None) -> Text | None:
    """For a sum that is written in another currency than the one that is asked for: what to write."""
    found = money(string(node) or "")
    if currency is None or found is None or found[1] == currency:
        return None
    unit = CURRENCIES[currency]
    return Text(
        f"这里以{unit}计，写作 `100万{unit}` 的样子", f"sums here are in {currency}: write them as `100万{unit}`"
    )


def formula(node: Node | None, reporter: Reporter) -> Formula | None:
    """A parsed formula; its syntax errors are reported."""
    if not isinstance(node, Scalar) or node.value is None:
        return None
    return Formula(node.text, node, parse_expression(node.text, node, reporter))


def day_or_formula(node: Node | None, reporter: Reporter) -> Formula | None:
    """A formula that may also be a day as documents write it elsewhere: `2026-03-31`."""
    if not isinstance(node, Scalar) or node.value is None or _DATE.fullmatch(node.text) is None:
        return formula(node, reporter)
    found = day(node, reporter)
    whole = Span(0, len(node.text))
    return None if found is None else Formula(node.text, node, ast.TemporalLit(whole, found))


def is_plain_day(formula: Formula | CellPart) -> bool:
    """Whether a formula is a day written as documents write it elsewhere."""
    return (
        isinstance(formula, Formula)
        and isinstance(formula.expr, ast.TemporalLit)
        and _DATE.fullmatch(formula.text) is not None
    )
