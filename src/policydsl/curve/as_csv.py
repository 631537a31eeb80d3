"""Curves as one table: a row a piece, with the break at which it begins."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from policydsl.curve.as_json import amount, number
from policydsl.curve.curve import Curve, Series
from policydsl.curve.phrases import Phrases
from policydsl.render import words
from policydsl.render.csv import safe_cell
from policydsl.source import Lang, Text

_BOM: Final = "\ufeff"
HEADS: Final = (
    Text("变动的事实", "fact"),
    Text("条款", "clause"),
    Text("对象编号", "subject_id"),
    Text("条款名称", "title"),
    Text("从", "from"),
    Text("到", "to"),
    Text("状态代码", "status"),
    Text("状态", "status_text"),
    Text("起点数额", "first"),
    Text("终点数额", "last"),
    Text("每单位增加", "rate"),
    Text("常数", "constant"),
    Text("适用档次", "row"),
    Text("限额", "limited_by"),
    Text("说明", "notes"),
    Text("起点的转折", "break"),
    Text("转折说明", "break_text"),
    Text("损失", "lost"),
    Text("重新超过于", "regained_at"),
)


def curve_csv(curves: Sequence[Curve], lang: Lang, clauses: tuple[str, ...] = ()) -> str:
    """The table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([head.pick(lang) for head in HEADS])
    for curve in curves:
        say = Phrases(curve, lang)
        every = [*curve.series, *([] if clauses else [curve.total])]
        for series in every:
            if not clauses or (series.award is not None and series.award.clause.id in clauses):
                writer.writerows([safe_cell(cell) for cell in row] for row in _rows(curve, series, say))
    return _BOM + out.getvalue()


def _rows(curve: Curve, series: Series, say: Phrases) -> list[list[str]]:
    axis, award = curve.axis, series.award
    breaks = {one.at: one for one in series.breaks}
    found = []
    for piece in series.pieces:
        turn = breaks.get(piece.start)
        rule = ("", "") if piece.law is None else (number(piece.law.rate), number(piece.law.constant))
        found.append([
            axis.name,
            "" if award is None else award.clause.id,
            "" if award is None else award.subject,
            say.title(series),
            axis.written(piece.start),
            axis.written(piece.end),
            "" if piece.status is None else str(piece.status),
            "" if piece.status is None else words.STATUS[piece.status].pick(say.lang),
            amount(piece.figure_start, series) or "",
            amount(piece.figure_end, series) or "",
            *rule,
            piece.row or "",
            piece.limited_by or "",
            words.SEMICOLON.pick(say.lang).join(say.notes(piece)),
            "" if turn is None else turn.kind,
            "" if turn is None else say.told(turn, series),
            "" if turn is None else amount(turn.lost, series) or "",
            "" if turn is None or turn.until is None else axis.written(turn.until),
        ])  # fmt: skip
    return found
