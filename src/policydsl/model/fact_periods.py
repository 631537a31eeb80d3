"""Facts that have a figure for every period: a map from years or quarters to figures."""

from __future__ import annotations

from typing import Final

from policydsl.diagnostics import Edit, Fix, Reporter
from policydsl.feel.values import Date
from policydsl.model import reading as read
from policydsl.model.fact_values import read_value
from policydsl.model.periods import (
    BY_WORDS,
    EACH,
    NONE_GIVEN,
    By,
    Figures,
    meant_period,
    parse_period,
    period_of_day,
    period_text,
)
from policydsl.model.policy import Field
from policydsl.model.unknown import UNKNOWN
from policydsl.source import Text
from policydsl.syntax.tree import Mapping, Node, Scalar


def read_figures(node: Node, field: Field, as_of: Date | None, reporter: Reporter) -> Figures:
    """The figures that could be read; what is wrong is reported, and left out: unknown, never zero."""
    assert field.by is not None  # noqa: S101  (what the caller asks about)
    if not isinstance(node, Mapping):
        written = node.text if isinstance(node, Scalar) else "…"
        last = "2024" if field.by == "year" else "2024Q1"
        reporter.report(
            "F041", read.label_of(node), name=field.id, each=EACH[field.by], example=f"{{{last}: {written}}}"
        )
        return NONE_GIVEN
    found: dict[int, object] = {}
    places: dict[int, Scalar] = {}
    for key, value in node.entries:
        period = _period(key, field, as_of, reporter)
        if period is None:
            continue
        if period in places:
            reporter.report("F043", read.label_of(key), read.label_of(places[period]), name=key.text)
            continue
        places[period] = key
        if isinstance(value, Scalar) and value.value is None:
            continue  # left to be filled in: unknown
        figure = read_value(value, field, reporter)
        if figure is not UNKNOWN:
            found[period] = figure
    return found


_FORMS: Final[dict[By, Text]] = {
    "year": Text("四位数的年份，如 `2024`", "four digits, as `2024`"),
    "quarter": Text("年份和季度，如 `2024Q1`", "the year and the quarter, as `2024Q1`"),
}


def _period(key: Scalar, field: Field, as_of: Date | None, reporter: Reporter) -> int | None:
    """The period that a key names, if there can be a figure of it."""
    assert field.by is not None  # noqa: S101
    by = field.by
    found = parse_period(by, key.text)
    if found is None:
        meant = meant_period(by, key.text)
        written = None if meant is None else period_text(by, meant)
        reporter.report(
            "F040",
            read.label_of(key),
            fix=None if written is None else Fix((Edit(key.file, key.span, written),)),
            text=key.text,
            name=field.id,
            what=BY_WORDS[by],
            each=EACH[by],
            example=_FORMS[by] if written is None else Text(f"作 `{written}`", f"`{written}`"),
        )
        return None
    if as_of is not None and found > period_of_day(by, as_of):
        reporter.report("F042", read.label_of(key), text=key.text, day=as_of.iso())
        return None
    if field.since is not None and found < field.since:
        reporter.report("F044", read.label_of(key), text=key.text, since=period_text(by, field.since))
    return found
