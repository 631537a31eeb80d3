"""A curve as a chart: a panel for each award that moves, and one for the sum."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from policydsl.award import Status
from policydsl.charts.chart import Band, BandKind, Jump, LineChart, Mark, Panel, Point, Scale, money_scale
from policydsl.curve.axis import Axis
from policydsl.curve.curve import Break, Piece, Series
from policydsl.curve.phrases import Phrases
from policydsl.curve.report import Block, Report
from policydsl.source import Text
from policydsl.source.frozen import replace

MOST_PANELS: Final = 8
_MOST_WORDS: Final = 8  # marks of a panel with words; more would stand on each other
ZERO: Final = Decimal(0)
_LATIN: Final = 0x250  # what any font has lies below
_READABLE: Final = re.compile(r"[A-Za-z][A-Za-z ]*")


def chart_of(report: Report, *, plain: bool = False) -> LineChart:
    """The chart; of many awards the first ones, and the sum. `plain`: no signs but those of any font, ids for names."""
    curve, lang = report.curve, report.lang
    say, axis = Phrases(curve, lang), curve.axis
    blocks = report.blocks
    if len(blocks) > MOST_PANELS:
        blocks = (*blocks[: MOST_PANELS - 1], blocks[-1])
    low, high = axis.figure(0), axis.figure(axis.last)
    applicant = curve.first.facts.applicant
    parts = [curve.first.plan.policy.title.pick(lang), applicant.name or applicant.id, curve.first.as_of.iso()]
    uprights: tuple[Decimal, ...] = ()
    if curve.given is not None and low <= curve.given <= high:
        uprights = (curve.given,)
        now = axis.figure_text(curve.given, lang)
        parts.append(Text(f"虚线：事实文件所写 {now}", f"dotted: {now}, as in the fact file").pick(lang))
    subtitle = " · ".join(part for part in parts if part)
    chart = LineChart(
        title=report.title, subtitle=subtitle, x=_scale(axis, say), low=low, high=high,
        panels=tuple(_panel(block, say) for block in blocks), uprights=uprights,
    )  # fmt: skip
    return _plain(chart, blocks, report) if plain else chart


def _plain(chart: LineChart, blocks: Sequence[Block], report: Report) -> LineChart:
    """The same for a font without Chinese."""
    axis, first = report.curve.axis, report.curve.first
    unit = _READABLE.search(chart.x.label.rpartition("(")[2]) if "(" in chart.x.label else None
    names = []
    for block in blocks:
        award = block.series.award
        id_ = "" if award is None else f"{award.clause.id} {award.subject}"
        names.append(block.title if block.title.isascii() else id_)
    subtitle = f"{first.plan.policy.id} · {first.facts.applicant.id} · {first.as_of.iso()}"
    label = f"{axis.name} ({unit[0]})" if unit else axis.name
    return replace(
        chart, title=f"As {axis.name} moves", subtitle=_ascii(subtitle), x=replace(chart.x, label=_ascii(label)),
        panels=tuple(
            replace(
                panel, title=_ascii(name),
                marks=tuple(replace(mark, text=_ascii(mark.text)) for mark in panel.marks),
                bands=tuple(replace(band, text=_ascii(band.text)) for band in panel.bands),
            )
            for panel, name in zip(chart.panels, names, strict=True)
        ),
    )  # fmt: skip


def _ascii(text: str) -> str:
    """Without signs that a font may not have."""
    return "".join(sign for sign in text if ord(sign) < _LATIN or sign in "−·")


def _scale(axis: Axis, say: Phrases) -> Scale:
    label = axis.label(say.lang)
    high = max(abs(axis.figure(0)), abs(axis.figure(axis.last)))
    match axis.kind:
        case "money":
            return money_scale(label, high, say.lang, axis.currency)
        case "months":
            return Scale(say.pick(f"{label}（月）", f"{label} (months)"))
        case "day":
            return Scale(label, days=True)
        case _:
            unit = axis.field.unit
            return Scale(say.pick(f"{label}（{unit}）", f"{label} ({unit})") if unit else label)


def _panel(block: Block, say: Phrases) -> Panel:
    series, axis = block.series, say.axis
    most = max((abs(value) for value in _figures(series)), default=ZERO)
    y = Scale(say.pick("月", "months")) if series.months else money_scale("", most, say.lang, say.policy.currency)
    words = len([turn for turn in block.turns if turn.one.kind != "other"]) <= _MOST_WORDS
    marks = [_mark(turn.one, turn.at, series, say, words=words) for turn in block.turns]
    return Panel(
        title=block.title + (_without(say) if series.award is None and _lacks(series) else ""), y=y,
        lines=tuple(_line(piece, series, axis) for piece in series.pieces if piece.figure_start is not None),
        jumps=tuple(_jump(turn.one, axis) for turn in block.turns if _jumps(turn.one)),
        marks=tuple(mark for mark in marks if mark is not None),
        bands=tuple(_bands(series, axis, say)),
    )  # fmt: skip


def _lacks(series: Series) -> bool:
    return any(piece.missing for piece in series.pieces)


def _without(say: Phrases) -> str:
    return say.pick("（缺少事实的项未计入或暂定）", " (awards that lack facts left out or provisional)")


def _figures(series: Series) -> list[Decimal]:
    pairs = [(piece.figure_start, piece.figure_end) for piece in series.pieces]
    return [value for pair in pairs for value in pair if value is not None]


def _line(piece: Piece, series: Series, axis: Axis) -> tuple[Point, ...]:
    start, end = piece.figure_start, piece.figure_end
    assert start is not None and end is not None  # noqa: S101, PT018  (what the caller asks about)
    if piece.law is not None:
        return (axis.figure(piece.start), start), (axis.figure(piece.end), end)
    inside = [(index, value) for index, value in series.nodes if piece.start <= index <= piece.end]
    return tuple((axis.figure(index), value) for index, value in inside if value is not None)


def _jumps(one: Break) -> bool:
    return one.kind in ("cliff_down", "cliff_up", "status") and (one.before or ZERO) != (one.after or ZERO)


def _jump(one: Break, axis: Axis) -> Jump:
    return Jump(axis.figure(one.at), one.before or ZERO, one.after or ZERO)


def _mark(one: Break, at: str, series: Series, say: Phrases, *, words: bool) -> Mark | None:
    """A short text: position and what one step costs or gives."""
    before, after = one.before or ZERO, one.after or ZERO
    change = after - before
    figure = say.figure(abs(change), months=series.months)
    place = say.axis.figure(one.at)
    if change and _jumps(one):
        sign = "−" if change < 0 else "+"
        text = f"{at}  {sign}{figure}" if words else ""
        return Mark(place, max(before, after), text, "down" if change < 0 else "up")
    if one.kind in ("kink", "cap_begins", "cap_ends"):
        return Mark(place, after, at if words else "", "dot")
    return None


def _bands(series: Series, axis: Axis, say: Phrases) -> list[Band]:
    """Where it is open, where there is nothing, and how far more gives less."""
    found: list[Band] = []
    for piece in series.pieces:
        low, high = axis.figure(piece.start), axis.figure(piece.end)
        kind: BandKind | None = None
        text = ""
        if piece.status is Status.UNDETERMINED or piece.dark:
            kind, text = "open", say.rule_of(piece, series)
        elif piece.status is not None and piece.figure_start is None and piece.status is not Status.ELIGIBLE:
            kind, text = "none", say.rule_of(piece, series)
        if kind is not None:
            narrow = (high - low) * 10 < axis.figure(axis.last) - axis.figure(0)
            found.append(Band(low, high, kind, "" if narrow else text))
    for one in series.breaks:
        if one.lost is not None and one.after is not None:
            end = axis.last if one.until is None else one.until
            found.append(Band(axis.figure(one.at), axis.figure(end), "loss", _loss(one, end, axis, say)))
            break  # the first one: further ones mostly lie within it
    return found


def _loss(one: Break, end: int, axis: Axis, say: Phrases) -> str:
    wide = (end - one.at) * 5 > axis.last
    return say.pick("这一段不多于断崖之前", "no more than before the cliff") if wide else ""
