"""What can be drawn. Figures are exact; `Scale` says in which unit an axis shows them."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal, TypeAlias

from policydsl.source import Lang
from policydsl.source.figures import CURRENCIES
from policydsl.source.frozen import frozen

Point: TypeAlias = tuple[Decimal, Decimal]
MarkKind: TypeAlias = Literal["down", "up", "dot"]
BandKind: TypeAlias = Literal["loss", "open", "none"]

_SCALES: Final = ((8, "亿"), (4, "万"))
_ENGLISH: Final = ((6, "million"), (3, "thousand"))


@frozen
class Scale:
    """An axis: its label, by what figures are divided, whether they are days since 1970-01-01, or whole numbers."""

    label: str
    divisor: Decimal = Decimal(1)
    days: bool = False
    whole: bool = False


@frozen
class Jump:
    """A sum that is another one from one position to the next."""

    x: Decimal
    before: Decimal
    after: Decimal


@frozen
class Mark:
    """A place worth naming, with its words."""

    x: Decimal
    y: Decimal
    text: str
    kind: MarkKind


@frozen
class Band:
    """A stretch of the axis below: one in which more gives less, one that is open, one in which there is nothing."""

    low: Decimal
    high: Decimal
    kind: BandKind
    text: str = ""


@frozen
class Panel:
    """One graph; panels of a chart stand one above the other, over the same axis."""

    title: str
    y: Scale
    lines: tuple[tuple[Point, ...], ...]
    jumps: tuple[Jump, ...] = ()
    marks: tuple[Mark, ...] = ()
    bands: tuple[Band, ...] = ()


@frozen
class LineChart:
    """Panels; `uprights` are positions that all of them mark, as that of the figure at hand."""

    title: str
    subtitle: str
    x: Scale
    low: Decimal
    high: Decimal
    panels: tuple[Panel, ...]
    uprights: tuple[Decimal, ...] = ()


@frozen
class Bar:
    """One bar: what it is, its figure, and the words at its end."""

    label: str
    value: Decimal
    text: str = ""


@frozen
class BarChart:
    """Bars, lying, the first one at the top; `upright` is a figure that all are seen against, with its words."""

    title: str
    subtitle: str
    x: Scale
    bars: tuple[Bar, ...]
    upright: tuple[Decimal, str] | None = None


@frozen
class Histogram:
    """How many lie from `low` up to `high`, bin by bin."""

    title: str
    subtitle: str
    x: Scale
    y: Scale
    bins: tuple[tuple[Decimal, Decimal, int], ...]


Chart: TypeAlias = LineChart | BarChart | Histogram


def money_scale(name: str, most: Decimal, lang: Lang, currency: str = "CNY") -> Scale:
    """An axis of money up to `most`, in a unit that leaves few digits."""
    if lang == "zh":
        unit = CURRENCIES[currency]
        for digits, scale in _SCALES:
            if abs(most) >= Decimal(1).scaleb(digits):
                return Scale(f"{name}（{scale}{unit}）" if name else f"{scale}{unit}", Decimal(1).scaleb(digits))
        return Scale(f"{name}（{unit}）" if name else unit)
    unit_text, divisor = currency, Decimal(1)
    for digits, unit in _ENGLISH:
        if abs(most) >= Decimal(1).scaleb(digits):
            unit_text, divisor = f"{currency} {unit}", Decimal(1).scaleb(digits)
            break
    return Scale(f"{name} ({unit_text})" if name else unit_text, divisor)
