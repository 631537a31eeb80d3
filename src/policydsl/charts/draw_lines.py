"""Lines in panels, with jumps, marks and bands."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from policydsl.charts.chart import Band, Jump, LineChart, Panel, Scale
from policydsl.charts.paper import GAIN, INK, LINE, LOSS, SOFT, day_ticks, ratio, sheet, shown, ticks
from policydsl.source.width import display_width

_HEIGHT: Final = Decimal("2.35")  # of a panel, in inches
_ALONE: Final = Decimal("4.2")
_BANDS: Final = {"loss": ("#fdf0f0", ""), "open": ("#fff3cd", "//"), "none": ("#eeeeee", "")}
_COLORS: Final = {"down": LOSS, "up": GAIN, "dot": INK}
_PLATE: Final = {
    "boxstyle": "round,pad=0.15",
    "facecolor": "white",
    "edgecolor": "none",
    "alpha": ratio(Decimal("0.8")),
}
_LEVELS: Final = 5
_NEAR: Final = 7  # points between a place and its words
_WORDS: Final = 13  # points for a line of words
_SIGN: Final = Decimal("0.0077")  # of the width, for a letter
_ROOM: Final = Decimal("0.40")  # above the highest point, for words


def lines(chart: LineChart) -> Figure:
    """The picture."""
    height = _ALONE if len(chart.panels) == 1 else _HEIGHT
    figure, graphs = sheet(chart.title, chart.subtitle, height, len(chart.panels))
    for graph, panel in zip(graphs, chart.panels, strict=True):
        _panel(graph, panel, chart)
    last = graphs[-1]
    last.set_xlim(shown(chart.low, chart.x), shown(chart.high, chart.x))
    if chart.x.days:
        day_ticks(last.xaxis, chart.x, chart.low, chart.high)
    else:
        ticks(last.xaxis, chart.x)
    return figure


def _panel(graph: Axes, panel: Panel, chart: LineChart) -> None:
    x, y = chart.x, panel.y
    top = max((point[1] for line in panel.lines for point in line), default=Decimal(0))
    bottom = min((point[1] for line in panel.lines for point in line), default=Decimal(0))
    low = min(bottom, Decimal(0))
    room = (top - low) or Decimal(1)
    graph.set_ylim(shown(low - room / 50, y), shown(top + room * _ROOM, y))
    graph.set_title(panel.title, loc="left", fontsize=11, color=INK)
    for band in panel.bands:
        _band(graph, band, x)
    for line in panel.lines:
        places = [shown(point[0], x) for point in line], [shown(point[1], y) for point in line]
        graph.plot(*places, color=LINE, linewidth=2, solid_capstyle="butt")
    for jump in panel.jumps:
        _jump(graph, jump, x, y)
    for upright in chart.uprights:
        graph.axvline(shown(upright, x), color=SOFT, linewidth=1, linestyle=(0, (1, 2)))
    _marks(graph, panel, x, chart)
    ticks(graph.yaxis, y)
    if not panel.lines:  # there are no figures to be read
        graph.set_yticks([])


def _jump(graph: Axes, jump: Jump, x: Scale, y: Scale) -> None:
    """From an open circle, where the sum is no longer, to a full one."""
    place = shown(jump.x, x)
    ends = [shown(one, y) for one in (jump.before, jump.after)]
    color = LOSS if jump.after < jump.before else GAIN
    graph.plot([place, place], ends, color=color, linewidth=1, linestyle=(0, (3, 2)), clip_on=False)
    for end, fill in zip(ends, ("white", color), strict=True):
        graph.plot(
            [place], [end], "o", color=fill, markeredgecolor=color, markersize=5, clip_on=False, zorder=3
        )  # fmt: skip


def _band(graph: Axes, band: Band, x: Scale) -> None:
    color, hatch = _BANDS[band.kind]
    low, high = shown(band.low, x), shown(band.high, x)
    graph.axvspan(
        low, high, facecolor=color, edgecolor="#d8c98a" if hatch else "none", hatch=hatch, linewidth=0, zorder=0
    )
    if band.text:
        graph.annotate(
            band.text, ((low + high) / 2, ratio(Decimal("0.06"))), xycoords=("data", "axes fraction"), fontsize=8,
            color=SOFT, ha="center", va="bottom",
        )  # fmt: skip


def _marks(graph: Axes, panel: Panel, x: Scale, chart: LineChart) -> None:
    """Words beside their points, raised where they would stand on others."""
    width = chart.high - chart.low
    taken: list[_Box] = []
    for mark in panel.marks:
        place = shown(mark.x, x), shown(mark.y, panel.y)
        if mark.kind == "dot":
            graph.plot([place[0]], [place[1]], "o", color=LINE, markersize=5, clip_on=False, zorder=3)
        if not mark.text:
            continue
        right = mark.x - chart.low > width * 7 / 10
        long = width * display_width(mark.text) * _SIGN
        left = mark.x - long if right else mark.x
        base = _points(graph, place[1], chart) + _NEAR
        free = (
            n for n in range(_LEVELS) if not any(_meet(one, (left, left + long, base + n * _WORDS)) for one in taken)
        )
        level = next(free, _LEVELS - 1)
        taken.append((left, left + long, base + level * _WORDS))
        graph.annotate(
            mark.text, place, xytext=(-6 if right else 6, _NEAR + _WORDS * level), textcoords="offset points",
            fontsize=8, color=_COLORS[mark.kind], ha="right" if right else "left", va="bottom", bbox=_PLATE,
        )  # fmt: skip


_Box = tuple[Decimal, Decimal, int]  # from, to, and how many points above the bottom


def _points(graph: Axes, place: float, chart: LineChart) -> int:
    """How high a figure stands above the bottom, in points."""
    low, high = graph.get_ylim()
    height = _ALONE if len(chart.panels) == 1 else _HEIGHT
    return round((place - low) / (high - low) * int(height * 72))


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[1] and other[0] < one[1] and abs(one[2] - other[2]) < _WORDS
