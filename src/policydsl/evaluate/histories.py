"""Figures by period for the marked evaluation: which period a formula means, and what is known of the earlier ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from policydsl.award import FailureNote
from policydsl.evaluate.marks import CLOSED, Mark, Marked
from policydsl.model.periods import FIRST_YEAR, LAST_YEAR, QUARTERS, By, Figures, count_of, fact_key, period_text
from policydsl.model.unknown import UNKNOWN
from policydsl.plan import nodes
from policydsl.source import Text

if TYPE_CHECKING:
    from policydsl.evaluate.marked import Env, Run

    Compile: TypeAlias = Callable[[nodes.Node], Run]
    Source: TypeAlias = Callable[[Env], tuple[Sequence[Sequence[object]] | None, Mark]]
    Which: TypeAlias = Callable[[Env], tuple[int | None, Mark]]

Member: TypeAlias = tuple[str, object, Mark]
"""One of the figures of earlier periods: its period, the figure, the missing fact that it is if it is one."""

_NO_YEAR: Final = Text("得不出一个年份", "it gives no year")
_NO_QUARTER: Final = Text("得不出一个季度（1 到 4）", "it gives no quarter (1 to 4)")


def lookup(node: nodes.Lookup, compiled: Compile) -> Run:
    """`at(x, year - 1)`: a missing figure is a missing fact of its own."""
    find, which, by = _figures(node.field), period(node.period, node.at, compiled), by_of(node.period)

    def run(env: Env) -> Marked:
        found, mark = which(env)
        if found is None:
            return UNKNOWN, mark
        figures, owner = find(env)
        value, why = _figure_of(figures, by, found, owner)
        return value, mark | why

    return run


def source_of(members: nodes.Members, compiled: Compile) -> Source:
    """The items that members are taken from (None: it cannot be told), and what could change which items these are."""
    history = members.history
    if history is None:
        key = members.variable.list_key
        return lambda env: (env.lists[key], CLOSED)
    find, until, by = _figures(history.field), period(history.until, history.at, compiled), by_of(history.until)
    start = since(history, compiled)

    def source(env: Env) -> tuple[Sequence[Sequence[object]] | None, Mark]:
        (first, early), (end, late) = start(env), until(env)
        if end is None or first is None:
            return None, early | late
        figures, owner = find(env)
        return members_of(figures, by, range(first, end), owner), early | late

    return source


def by_of(named: nodes.Period) -> By:
    """What kind of period it is."""
    return "year" if named.quarter is None else "quarter"


def since(history: nodes.History, compiled: Compile) -> Which:
    """The first period of a history; a year that a formula gives begins with its first quarter."""
    first, by = history.since, by_of(history.until)
    if isinstance(first, int):
        return lambda _: (first, CLOSED)
    which = period(nodes.Period(first, None), history.at, compiled)

    def run(env: Env) -> tuple[int | None, Mark]:
        year, mark = which(env)
        return None if year is None else count_of(by, year), mark

    return run


def period(named: nodes.Period, at: nodes.At, compiled: Compile) -> Which:
    """The period that a formula names, as a count; None where it is unknown, or there is none, which is a failure."""
    year = compiled(named.year)
    quarter = None if named.quarter is None else compiled(named.quarter)

    def run(env: Env) -> tuple[int | None, Mark]:
        (number, mark), part = year(env), Decimal(1)
        if quarter is not None:
            found, why = quarter(env)
            mark |= why
            if found is UNKNOWN:
                return None, mark
            part = found  # type: ignore[assignment]  # a number, the checker has seen to it
        if number is UNKNOWN:
            return None, mark
        if not _is_whole(number, FIRST_YEAR, LAST_YEAR):
            env.failures.append(FailureNote(_NO_YEAR, at))
            return None, mark
        if not _is_whole(part, 1, QUARTERS):
            env.failures.append(FailureNote(_NO_QUARTER, at))
            return None, mark
        return count_of("year" if quarter is None else "quarter", int(number), int(part)), mark  # type: ignore[call-overload]

    return run


def _is_whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, Decimal) and least <= value <= most and value == value.to_integral_value()


def _figures(field: nodes.Field) -> Callable[[Env], tuple[Figures, str]]:
    """The figures of a fact by period, and what it is called."""
    index, name, variable = field.index, field.name, field.of
    if variable.kind == "applicant":
        owner = f"{variable.name}.{name}"
        return lambda env: (env.applicant[index], owner)  # type: ignore[return-value]  # so the facts are read

    def read(env: Env) -> tuple[Figures, str]:
        item = env.item if variable.kind == "item" else env.members[variable]
        assert item is not None  # noqa: S101  (a clause with an item is evaluated with one)
        return item[index], f"{variable.list_key}[{item[0]}].{name}"  # type: ignore[return-value]

    return read


def _figure_of(figures: Figures, by: By, one: int, owner: str) -> Marked:
    value = figures.get(one, UNKNOWN)
    return (value, CLOSED) if value is not UNKNOWN else (UNKNOWN, frozenset({fact_key(owner, by, one)}))


def members_of(figures: Figures, by: By, periods: range, owner: str) -> list[Member]:
    """What is known of each of some periods."""
    return [(period_text(by, one), *_figure_of(figures, by, one, owner)) for one in periods]
