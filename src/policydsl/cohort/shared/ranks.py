"""What ranks the awards of a cohort, as numbers that sort as the values do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from policydsl.award import Status
from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.dates import FIRST, LAST
from policydsl.cohort.sql.figure import Figure, most
from policydsl.cohort.sql.lower import Lower
from policydsl.cohort.sql.reasons import LARGE
from policydsl.cohort.sql.scope import NotLoweredError
from policydsl.evaluate.fold import Settings, fold
from policydsl.evaluate.forms import LIMIT
from policydsl.evaluate.marked import Env, Run, compile_marked
from policydsl.evaluate.marks import Mark
from policydsl.feel.types import BOOLEAN, DATE, DAYS_TIME
from policydsl.feel.values import Date, DaysTimeDuration, YearsMonthsDuration
from policydsl.plan.nodes import Node
from policydsl.plan.policy_plan import ClausePlan, LimitPlan, PolicyPlan
from policydsl.source import Text

TYPE: Final = "DECIMAL(38, 0)"
YEAR: Final = "$y"  # the column of the year that governs an award, where that is not the year of the run
QUOTA: Final = "$q"  # the column of what a quota ranks by
_DIGITS: Final = 34  # of a number of the interpreter
_SIZES: Final = 4999  # from so many places behind the point to so many before it
_EPOCH: Final = dt.date(1970, 1, 1).toordinal()


def pots(plan: PolicyPlan) -> tuple[LimitPlan, ...]:
    """The limits over the whole programme."""
    return () if plan.joint is None else tuple(one for one in plan.joint.limits if one.reach == "programme")


def pot_column(place: int) -> str:
    """The column of what a limit ranks by."""
    return f"$r{place}"


def by_year_of_day(clause: ClausePlan) -> bool:
    """Whether each year has a quota of its own, and a day of its own says of which year an award is."""
    return clause.quota is not None and clause.quota.quota.every == "year" and clause.dated is not None


def may_be_granted(status: Status) -> bool:
    """Whether an award takes part in what is shared."""
    return status in (Status.ELIGIBLE, Status.UNDETERMINED)


class Ranks:
    """The columns of a policy's cohorts, and what stands in them for each clause."""

    def __init__(self, plan: PolicyPlan) -> None:
        self.nodes: dict[int, dict[str, Node]] = {}
        columns: dict[str, None] = {}
        self.shares = bool(pots(plan)) or any(clause.quota is not None for clause in plan.clauses)
        for clause in plan.clauses:
            if by_year_of_day(clause):
                columns[YEAR] = None
            if clause.quota is not None and clause.quota.rank is not None:
                self.nodes.setdefault(clause.index, {})[QUOTA] = clause.quota.rank
                columns[QUOTA] = None
        self.dated = False  # whether a pot of a year counts awards of different years
        for place, limit in enumerate(pots(plan)):
            if limit.limit.every == "year" and any(plan.clauses[index].dated is not None for index in limit.counted):
                self.dated, columns[YEAR] = True, None
            if limit.rank is not None:
                columns[pot_column(place)] = None
                for index in limit.counted:
                    self.nodes.setdefault(index, {})[pot_column(place)] = limit.rank
        self.columns = tuple(columns)
        self.none: tuple[None, ...] = (None,) * len(self.columns)
        self._runs: dict[int, dict[str, Run]] = {}

    def of(self, clause: ClausePlan) -> Mapping[str, Node]:
        """What ranks the awards of a clause, by column."""
        return self.nodes.get(clause.index, {})

    def has(self, clause: ClausePlan, name: str) -> bool:
        """Whether a clause has the column."""
        return name in self.of(clause) or (name == YEAR and clause.is_governed)

    def sql(self, clause: ClausePlan, lower: Lower, settings: Settings) -> dict[str, Sql]:
        """The columns of a frame; raises `NotLoweredError`."""
        ranked = self.of(clause)
        if clause.is_governed and ranked:  # by today's names, not by those of the day that governs
            node = next(iter(ranked.values()))
            raise NotLoweredError(Text("按哪一天的规定排名要逐项判断", "another day may govern what ranks it"), node.at)
        found = {name: _number(fold(node, settings), lower) for name, node in ranked.items()}
        lower.needed += [found[name] for name, node in ranked.items() if not lower.is_strict(fold(node, settings))]
        if clause.is_governed and YEAR in self.columns:
            found[YEAR] = sql.wide(lower.source(lower.year), lower.arithmetic.dialect)
        return found

    def values(self, clause: ClausePlan, env: Env) -> list[Decimal | None]:
        """The numbers for one award by the interpreter, in the order of the columns; None: not known, or none."""
        runs = self._runs.get(clause.index)
        if runs is None:
            runs = self._runs[clause.index] = {name: compile_marked(n) for name, n in self.of(clause).items()}
        return [_decimal(*runs[name](env)) if name in runs else None for name in self.columns]


def _number(node: Node, lower: Lower) -> Sql:
    if node.type == DAYS_TIME:
        raise lower.refused(node)  # the numbers of the two would be of different units
    value = lower.value(node)
    if isinstance(value, Figure):
        return _ordered(node, value, lower)
    if node.type == BOOLEAN:
        yes = sql.case([(value, sql.number(1)), (sql.not_(value.copy()), sql.number(0))])
        return _ordered(node, Figure(yes, 0, 0, 1), lower)
    if node.type == DATE:
        return _ordered(node, Figure(sql.days(value), 0, FIRST, LAST), lower)
    raise NotLoweredError(Text("按文字排名", "texts rank the awards"), node.at)


def _ordered(node: Node, figure: Figure, lower: Lower) -> Sql:
    """What `_in_order` makes of a number."""
    if most(figure) >= LIMIT:
        raise lower.refused(node, LARGE)
    dialect, zero = lower.arithmetic.dialect, sql.number(0)
    value = lower.frame.keep(sql.wide(lower.source(figure), dialect))
    size = lower.frame.keep(sql.case([(sql.binary("<", value, zero), sql.neg(value.copy()))], value.copy()))
    branches = [(sql.binary("=", size, zero.copy()), sql.wide(zero.copy(), dialect))]
    for count in range(1, len(str(most(figure))) + 1):
        digits = sql.binary("*", size.copy(), sql.number(10 ** (_DIGITS - count)))
        first = sql.number((count - 1 - figure.scale + _SIZES) * 10**_DIGITS)
        branches.append((sql.binary("<", size.copy(), sql.number(10**count)), sql.binary("+", first, digits)))
    found = lower.frame.keep(sql.case(branches))
    return lower.frame.keep(sql.case([(sql.binary("<", value.copy(), zero.copy()), sql.neg(found))], found.copy()))


def _decimal(value: object, mark: Mark) -> Decimal | None:
    """A value as a number; None where it is open, or none of the numbers that are compared here."""
    found: Decimal | None = None
    match value:
        case bool():
            found = Decimal(int(value))
        case Decimal():
            found = value
        case YearsMonthsDuration(months=months):
            found = Decimal(months)
        case DaysTimeDuration():
            found = Decimal(value.nanoseconds).scaleb(-9)
        case Date() if 1 <= value.year <= 9999:  # noqa: PLR2004
            found = Decimal(dt.date(value.year, value.month, value.day).toordinal() - _EPOCH)
        case _:
            pass
    return None if found is None or mark else _in_order(found)


def _in_order(value: Decimal) -> Decimal | None:
    """A whole number for each number of 34 digits, in their order: by how large it is, then by its digits."""
    if not value:
        return Decimal(0)
    size, digits = value.adjusted(), int("".join(map(str, value.as_tuple().digits)).ljust(_DIGITS, "0"))
    if not -_SIZES <= size < _SIZES or digits >= 10**_DIGITS:
        return None
    found = (size + _SIZES) * 10**_DIGITS + digits
    return Decimal(-found if value < 0 else found)
