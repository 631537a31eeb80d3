"""What all pictures share: paper, title, axes with their ticks."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter, MaxNLocator

from policydsl.charts.chart import Scale
from policydsl.feel.values import Date

WIDTH: Final = 10  # inches
RIGHT: Final = Decimal("0.97")  # of the width, where graphs end
HEAD: Final = Decimal("1.15")  # inches for title and subtitle
FOOT: Final = Decimal("0.65")
LINE: Final = "#1f5fa8"
LOSS: Final = "#c0262d"
GAIN: Final = "#1a7f37"
INK: Final = "#222222"
SOFT: Final = "#666666"


def sheet(
    title: str, subtitle: str, height: Decimal, panels: int = 1, head: Decimal = HEAD
) -> tuple[Figure, list[Axes]]:
    """A figure with its title and so many graphs one above the other, `height` inches each, below `head` inches."""
    whole = height * panels + head + FOOT
    figure = Figure(figsize=(WIDTH, ratio(whole)))
    grid = figure.subplots(panels, 1, squeeze=False, sharex=True)
    figure.subplots_adjust(
        left=ratio(Decimal("0.09")), right=ratio(RIGHT), top=ratio(1 - head / whole),
        bottom=ratio(FOOT / whole), hspace=ratio(Decimal("0.32")),
    )  # fmt: skip
    left = ratio(Decimal("0.09"))
    figure.text(left, ratio(1 - Decimal("0.3") / whole), title, fontsize=14, color=INK, va="center", weight="bold")
    if subtitle:
        figure.text(left, ratio(1 - Decimal("0.56") / whole), subtitle, fontsize=9, color=SOFT, va="center")
    return figure, [row[0] for row in grid]


def ratio(value: Decimal) -> float:
    """A drawing coordinate."""
    top, bottom = value.as_integer_ratio()
    return top / bottom


def shown(value: Decimal, scale: Scale) -> float:
    """A figure as a drawing coordinate."""
    return ratio(value / scale.divisor)


def ticks(axis: Axis, scale: Scale, *, label: bool = True) -> None:
    """Round figures."""
    if label:
        axis.set_label_text(scale.label)
    axis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10], integer=scale.whole))
    axis.set_major_formatter(FuncFormatter(_plain))


def day_ticks(axis: Axis, scale: Scale, low: Decimal, high: Decimal) -> None:
    """The first days of months or years."""
    first, last = Date.of_days(int(low)), Date.of_days(int(high))
    months = (last.year - first.year) * 12 + last.month - first.month
    if months < 2:  # noqa: PLR2004
        days = sorted({first, last}, key=lambda day: day.days)
    else:
        step = next((one for one in _MONTHS if months <= 8 * one), _MONTHS[-1])
        start = (first.year * 12 + first.month - 1 + step - 1) // step * step
        every = range(start, last.year * 12 + last.month, step)
        days = [Date(month // 12, month % 12 + 1, 1) for month in every]
    inside = [day for day in days if low <= day.days <= high]
    axis.set_label_text(scale.label)
    axis.set_major_locator(FixedLocator([day.days for day in inside]))
    axis.set_major_formatter(FixedFormatter([day.iso() for day in inside]))


_MONTHS: Final = (1, 3, 6, 12, 24, 60, 120)


def _plain(value: float, _: int | None = None) -> str:
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
