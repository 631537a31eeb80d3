"""Bars and histograms."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from matplotlib.figure import Figure

from policydsl.charts.chart import BarChart, Histogram
from policydsl.charts.paper import INK, LINE, LOSS, ratio, sheet, shown, ticks

_BAR: Final = Decimal("0.34")  # inches
_LEAST: Final = Decimal("1.6")
_HISTOGRAM: Final = Decimal("4.2")
_THICK: Final = Decimal("0.68")
_HALF: Final = Decimal("0.5")


def bars(chart: BarChart) -> Figure:
    """Lying bars, the first one at the top; those below zero in red."""
    height = max(_LEAST, _BAR * len(chart.bars))
    figure, (graph,) = sheet(chart.title, chart.subtitle, height)
    longest = max((len(bar.label) for bar in chart.bars), default=0)
    figure.subplots_adjust(left=ratio(min(Decimal("0.42"), Decimal("0.06") + Decimal("0.014") * longest)))
    places = list(range(len(chart.bars)))
    lengths = [shown(bar.value, chart.x) for bar in chart.bars]
    colors = [LOSS if bar.value < 0 else LINE for bar in chart.bars]
    thick = _THICK * _BAR * max(1, len(places)) / height  # few bars do not swell to fill the sheet
    graph.barh(places, lengths, height=ratio(thick), color=colors)
    graph.axvline(0, color=INK, linewidth=1)
    graph.set_yticks(places, [bar.label for bar in chart.bars])
    graph.set_ylim(ratio(len(places) - _HALF), ratio(-_HALF))  # the first one at the top
    graph.grid(visible=False, axis="y")
    graph.margins(x=ratio(Decimal("0.14")))
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
