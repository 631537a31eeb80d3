"""A table as all outputs share it: columns with their kinds, and rows of plain values."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, TypeAlias

from policydsl.source import Lang, Text
from policydsl.source.figures import CURRENCIES, grouped_text, money_text, yuan_text
from policydsl.source.frozen import frozen

Kind: TypeAlias = Literal["text", "count", "money", "share", "truth"]
Cell: TypeAlias = str | Text | int | Decimal | None


@frozen
class Column:
    """A column; money in yuan, shares as ratios of one."""

    key: str
    label: Text
    kind: Kind = "text"


@frozen
class Sheet:
    """A table with its title, and what is to be said below it; `total`: its last row sums up the others."""

    key: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Text, ...] = ()
    total: bool = False


def shown(cell: Cell, kind: Kind, lang: Lang) -> str:
    """A cell for people; what is not known is a dash."""
    if cell is None:
        return "—"
    if isinstance(cell, Text):
        return cell.pick(lang)
    if kind == "money" and isinstance(cell, Decimal):
        return yuan_text(cell).removesuffix("元")  # the column says in what
    if kind == "share" and isinstance(cell, Decimal):
        return f"{cell * 100:.2f}%"
    if kind == "count" and isinstance(cell, int):
        return grouped_text(Decimal(cell))
    return str(cell)


def told(value: Decimal, currency: str, lang: Lang) -> str:
    """A sum within a sentence: `1200亿元`, `2.5万元`, or all its digits in groups."""
    text = money_text(value, currency, lang)
    unit = CURRENCIES[currency]
    if lang == "zh" and not text.endswith((f"亿{unit}", f"万{unit}")):
        return yuan_text(value, currency)
    return text
