"""Bars and histograms."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from matplotlib.figure import Figure

from policydsl.charts.chart import BarChart, Histogram
from policydsl.charts.paper import INK, LINE, LOSS, RIGHT, WIDTH, ratio, sheet, shown, ticks
from policydsl.source.width import display_width

_BAR: Final = Decimal("0.34")  # inches
_LEAST: Final = Decimal("1.6")
_HISTOGRAM: Final = Decimal("4.2")
_THICK: Final = Decimal("0.68")
_HALF: Final = Decimal("0.5")
_TITLE: Final = Decimal("0.55")  # inches above the graph
_LINE: Final = Decimal("0.25")
_SIGN: Final = Decimal("5.1")  # points for a column of words
_NEAR: Final = 8  # points between a bar's end, its words, and what follows
_MOST: Final = Decimal("0.4")  # of the axis, for words


def bars(chart: BarChart) -> Figure:
    """Lying bars, the first one at the top; those below zero in red."""
    height = max(_LEAST, _BAR * len(chart.bars))
    head = _TITLE + _LINE * bool(chart.subtitle) + _LINE * (chart.upright is not None)
    figure, (graph,) = sheet(chart.title, chart.subtitle, height, head=head)
    longest = max((len(bar.label) for bar in chart.bars), default=0)
    left = min(Decimal("0.42"), Decimal("0.06") + Decimal("0.014") * longest)
    figure.subplots_adjust(left=ratio(left))
    places = list(range(len(chart.bars)))
    lengths = [shown(bar.value, chart.x) for bar in chart.bars]
    colors = [LOSS if bar.value < 0 else LINE for bar in chart.bars]
    thick = _THICK * _BAR * max(1, len(places)) / height  # few bars do not swell to fill the sheet
    graph.barh(places, lengths, height=ratio(thick), color=colors)
    graph.axvline(0, color=INK, linewidth=1)
    graph.set_yticks(places, [bar.label for bar in chart.bars])
    graph.set_ylim(ratio(len(places) - _HALF), ratio(-_HALF))  # the first one at the top
    graph.grid(visible=False, axis="y")
    graph.set_xlim(*(shown(one, chart.x) for one in _limits(chart, (RIGHT - left) * WIDTH * 72)))
    for place, length, bar in zip(places, lengths, chart.bars, strict=True):
        if bar.text:
            graph.annotate(
                bar.text, (length, place), xytext=(-4 if bar.value < 0 else 4, 0), textcoords="offset points",
                fontsize=8, color=INK, va="center", ha="right" if bar.value < 0 else "left", zorder=4,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},  # an upright may stand behind it
            )  # fmt: skip
    if chart.upright is not None:
        where = shown(chart.upright[0], chart.x)
        graph.axvline(where, color=LOSS, linewidth=2, linestyle=(0, (4, 2)))
        graph.annotate(
            chart.upright[1], (where, 1), xycoords=("data", "axes fraction"), xytext=(0, 3),
            textcoords="offset points", fontsize=8, color=LOSS, ha="center", va="bottom",
        )  # fmt: skip
    ticks(graph.xaxis, chart.x)
    return figure


def _limits(chart: BarChart, points: Decimal) -> tuple[Decimal, Decimal]:
    """From where to where an axis of so many points goes, so that the words at the ends of all bars have room."""
    ends = [(bar.value, _NEAR + _SIGN * display_width(bar.text) if bar.text else Decimal(0)) for bar in chart.bars]
    if chart.upright is not None:
        where, words = chart.upright
        ends.append((where, _SIGN * display_width(words) / 2))  # they stand over its middle
    ends = [(value, min(room / points, _MOST)) for value, room in ends]
    none = (Decimal(0), Decimal(0))
    highs = [none, *(one for one in ends if one[0] >= 0)]
    lows = [none, *(one for one in ends if one[0] < 0)]
    whole = max((high[0] - low[0]) / (1 - high[1] - low[1]) for high in highs for low in lows)
    if not whole:
        return Decimal(0), Decimal(1)
    return min(value - room * whole for value, room in lows), max(value + room * whole for value, room in highs)


def histogram(chart: Histogram) -> Figure:
    """Bins side by side."""
    figure, (graph,) = sheet(chart.title, chart.subtitle, _HISTOGRAM)
    for low, high, count in chart.bins:
        left, right = shown(low, chart.x), shown(high, chart.x)
        graph.bar(left, count, width=right - left, align="edge", color=LINE, edgecolor="white", linewidth=1)
    graph.grid(visible=False, axis="x")
    ticks(graph.xaxis, chart.x)
    ticks(graph.yaxis, chart.y)
    return figure
