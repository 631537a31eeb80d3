"""Charts to pictures, by matplotlib: SVG with its texts as texts, or PNG."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Literal

from policydsl.charts.chart import BarChart, Chart, Histogram, LineChart
from policydsl.charts.fonts import PLAIN, chinese_font, families, quiet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_IDS: Final = re.compile(r'( id="|xlink:href="#|url\(#)([^")]+)')
_SIZE: Final = re.compile(r'(<svg )(?:(?:width|height)="[^"]*" ?|\s)*')
Format = Literal["svg", "png"]
_DPI: Final = 150
_RC: Final[dict[Any, Any]] = {
    "text.parse_math": False,  # a `$` in a title is one
    "svg.fonttype": "none",
    "svg.hashsalt": "policydsl",
    "axes.unicode_minus": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#666666",
    "axes.labelcolor": "#333333",
    "xtick.color": "#555555",
    "ytick.color": "#555555",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e6e6e6",
    "figure.facecolor": "white",
    "font.size": 10,
}


def can_draw() -> bool:
    """Whether matplotlib is installed."""
    from importlib.util import find_spec  # noqa: PLC0415  (only pictures pay for it)

    return find_spec("matplotlib") is not None


def has_chinese() -> bool:
    """Whether a PNG drawn here can show Chinese; an SVG always can, where it is looked at."""
    return chinese_font() is not None


def picture(chart: Chart, format_: Format) -> bytes:
    """The file."""
    from matplotlib import rc_context  # noqa: PLC0415  (an extra)

    found = chinese_font()
    names = [found or PLAIN] if format_ == "png" else families(found)
    with rc_context({**_RC, "font.family": names}), quiet(), _whatever_the_font():
        figure = _figure(chart)
        out = io.BytesIO()
        if format_ == "svg":
            figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        else:
            figure.savefig(out, format="png", dpi=_DPI, metadata={"Software": None})
    return out.getvalue()


def svg_element(chart: Chart, prefix: str) -> str:
    """The picture as an element of a page; `prefix` makes its ids differ from those of other pictures there."""
    text = picture(chart, "svg").decode("utf-8")
    element = text[text.index("<svg") :].rstrip()
    named = _IDS.sub(lambda match: f"{match[1]}{prefix}{match[2]}", element)
    return _SIZE.sub(r'\g<1>role="img" style="width:100%;height:auto" ', named, count=1)


def _figure(chart: Chart) -> Figure:
    from policydsl.charts import draw_bars, draw_lines  # noqa: PLC0415  (they import matplotlib)

    match chart:
        case LineChart():
            return draw_lines.lines(chart)
        case BarChart():
            return draw_bars.bars(chart)
        case Histogram():
            return draw_bars.histogram(chart)


@contextmanager
def _whatever_the_font() -> Iterator[None]:
    """Signs that the font at hand has not are a matter for who looks at the SVG; a PNG is asked about before."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph \d+", category=UserWarning)
        yield
