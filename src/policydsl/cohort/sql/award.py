"""What a clause grants, as columns: rounded, in whole rounding units, after its minimum and its caps."""

from __future__ import annotations

from typing import Final

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql import figure as fig
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.caps import MOST_UNITS, Caps
from policydsl.cohort.sql.figure import Figure
from policydsl.cohort.sql.lower import Lower
from policydsl.cohort.sql.ratio import Quantity, Ratio
from policydsl.cohort.sql.scope import NotLoweredError
from policydsl.evaluate.caps import FEN
from policydsl.evaluate.fold import Settings, fold
from policydsl.feel.types import YEARS_MONTHS
from policydsl.plan.nodes import Node
from policydsl.plan.policy_plan import ClausePlan
from policydsl.source import Text
from policydsl.source.frozen import frozen, replace

BY_MINIMUM: Final = -1  # in `limited`: the clause's minimum left nothing


@frozen(eq=False)
class Found:
    """The columns of a sum or a term; `needed`: those that must be known."""

    units: Sql | None = None
    limited: Sql | None = None
    needed: tuple[Sql, ...] = ()


class Granting:
    """The sum or the term of one clause."""

    def __init__(self, plan: ClausePlan, lower: Lower, settings: Settings) -> None:
        self.plan, self.lower, self.settings = plan, lower, settings
        self.frame, self.arithmetic = lower.frame, lower.arithmetic

    def find(self, eligible: Sql) -> Found:
        """The columns; `eligible` is that of those who are."""
        plan = self.plan
        if plan.term is not None:
            return self._term(plan.term)
        if plan.amount is None:
            return Found(needed=Caps(plan, self.lower, self.settings).known())
        amount = fold(plan.amount, self.settings)
        found = self.lower.quantity(amount)
        small: Sql | None = None
        if plan.minimum is not None:
            found, small = self._minimum(found, fold(plan.minimum, self.settings))
        units = self.frame.keep(self._units(found, amount).base)
        return self._capped(units, eligible, small)

    def _refused(self, node: Node, zh: str, en: str) -> NotLoweredError:
        return NotLoweredError(Text(zh, en), node.at)

    def _term(self, node: Node) -> Found:
        if node.type != YEARS_MONTHS or self.plan.amount is not None:
            raise self._refused(node, "期限不是月数", "the term is not of months")
        found = self.frame.keep(self.lower.source(self.lower.figure(fold(node, self.settings))))
        return Found(found, sql.number(0), (found.copy(), *Caps(self.plan, self.lower, self.settings).known()))

    def _minimum(self, figure: Quantity, node: Node) -> tuple[Quantity, Sql]:
        """The sum after the minimum, and whether it left nothing."""
        assert self.plan.clause.minimum is not None  # noqa: S101
        least_ = self.lower.quantity(node)
        if isinstance(figure, Ratio) or isinstance(least_, Ratio):
            return self._minimum_of_quotients(self.lower.kept_quantity(figure), self.lower.kept_quantity(least_), node)
        one, other = self.lower.aligned(node, figure, least_)
        amount, least = self.frame.keep(self.lower.source(one)), self.frame.keep(self.lower.source(other))
        reached = sql.binary(">=", amount, least)
        raised = self.plan.clause.minimum.kind == "at_least"
        instead = least.copy() if raised else sql.number(0)
        below = sql.binary("<", amount.copy(), least.copy())
        low, high = min(one.bounds[0], other.bounds[0], 0), max(one.bounds[1], other.bounds[1], 0)
        found = self.frame.keep(sql.case([(reached, amount.copy()), (below, instead)]))
        zero = sql.number(0)
        lost = sql.and_([sql.binary(">", amount.copy(), zero), sql.binary("=", found.copy(), zero.copy())])
        return Figure(found, one.scale, low, high), lost

    def _minimum_of_quotients(self, amount: Quantity, least: Quantity, node: Node) -> tuple[Quantity, Sql]:
        """The same, where one of them is whole at no scale."""
        assert self.plan.clause.minimum is not None  # noqa: S101
        ratios, nothing = self.lower.ratios, fig.literal(0)
        reached = ratios.compare(amount, ">=", least)
        some = ratios.compare(amount, ">", nothing)
        instead = least if self.plan.clause.minimum.kind == "at_least" else nothing
        none = ratios.compare(instead, "=", nothing)
        if reached is None or some is None or none is None:
            raise self.lower.refused(node)
        reached = self.frame.keep(reached)
        lost = sql.and_([sql.not_(reached.copy()), some, none])
        return self.lower.either(node, reached, amount, instead), lost

    def _in_units(self, found: Quantity, node: Node) -> Quantity:
        unit = fig.constant(self.plan.rounding.to)
        if unit is None:
            raise self._refused(node, "取整的单位在 SQL 中没有精确的写法", "SQL has no exact form of the rounding unit")
        units = self.arithmetic.divide(found, unit) if isinstance(found, Figure) else None
        return self._sure(self.lower.ratios.per(self.lower.ratios.of(found), unit) if units is None else units, node)

    def _sure(self, found: Quantity | None, node: Node) -> Quantity:
        if found is None:
            raise self._refused(node, "金额可能太大", "the sum may be too large")
        return found

    def _units(self, found: Quantity, node: Node) -> Figure:
        """Rounded to whole units, not below zero."""
        units = self._in_units(found, node)
        units = replace(units, over=self._above(units.over)) if isinstance(units, Ratio) else self._above(units)
        whole = self._sure(self.lower.ratios.to_places(units, 0, self.plan.rounding.mode), node)
        assert isinstance(whole, Figure)  # noqa: S101  (it is rounded)
        most = min(MOST_UNITS, int(MOST_UNITS * FEN / self.plan.rounding.to))
        if whole.bounds[1] <= most:
            return Figure(self.lower.source(whole), 0, *whole.bounds)
        kept = self.frame.keep(self.lower.source(whole))  # a sum beyond is left to the interpreter
        fits = sql.binary("<=", kept, sql.number(most))
        return Figure(sql.case([(fits, sql.narrow(kept.copy()))]), 0, 0, most)

    def _above(self, figure: Figure) -> Figure:
        """Nothing in the place of a sum below zero."""
        if figure.nonnegative:
            return figure
        if figure.literal:
            return fig.literal(0)
        kept = self.frame.keep(self.lower.source(figure))
        return Figure(self.frame.keep(Caps.positive(kept)), figure.scale, 0, max(0, figure.bounds[1]))

    def _capped(self, units: Sql, eligible: Sql, small: Sql | None) -> Found:
        caps = Caps(self.plan, self.lower, self.settings)
        capped = caps.apply(units, eligible)
        limited = capped.limited
        exceeding = caps.exceeding(limited) if caps.active else ()
        if small is not None:
            unlowered = sql.and_([sql.binary("=", limited.copy(), sql.number(0)), small])
            limited = self.frame.keep(sql.case([(unlowered, sql.number(BY_MINIMUM))], limited.copy()))
        return Found(capped.units, limited, (capped.units.copy(), *exceeding))
