"""The limit of each cap of a clause as columns, and what was granted before that counts against it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql import figure as fig
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.figure import Figure
from policydsl.cohort.sql.lower import Lower
from policydsl.cohort.sql.scope import NotLoweredError
from policydsl.evaluate.caps import FEN
from policydsl.evaluate.fold import Settings, fold
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, walk
from policydsl.plan.policy_plan import CapPlan, ClausePlan, TablePlan
from policydsl.source import Text
from policydsl.source.frozen import frozen

_FINEST: Final = 12
_MOST_YEARS: Final = 50
MOST_FINE: Final = 10**30


@frozen(eq=False)
class Cap:
    """A cap that may apply: its number, whether it does (None: always), its limit and what counts against it."""

    number: int
    plan: CapPlan
    test: Sql | None
    top: Sql  # not below zero
    before: Sql | None  # what was granted before; None: nothing
    left: Sql  # what that leaves of the limit


class CapColumns:
    """The limits of one clause, in whole rounding units or decimals of them."""

    def __init__(self, plan: ClausePlan, lower: Lower, settings: Settings) -> None:
        self.plan, self.lower, self.settings = plan, lower, settings
        self.frame, self.arithmetic = lower.frame, lower.arithmetic
        found = [(i, cap, self._when(cap)) for i, cap in enumerate(plan.caps, 1)]
        self.active = [(i, cap, when) for i, cap, when in found if not never(when)]
        self.scale = 0  # decimals of a unit that limits and earlier awards may have

    def _when(self, cap: CapPlan) -> Node | None:
        return None if cap.when is None else fold(cap.when, self.settings)

    def _test(self, when: Node | None) -> Sql | None:
        return None if when is None or isinstance(when, nodes.Const) else self.frame.keep(self.lower.expr(when))

    def refused(self, node: Node, zh: str, en: str) -> NotLoweredError:
        """What these columns cannot say."""
        return NotLoweredError(Text(zh, en), node.at)

    def _limit(self, cap: CapPlan) -> Node:
        return fold(cap.limit, self.settings)

    def in_units(self, node: Node) -> Figure:
        """A sum in rounding units."""
        unit = fig.constant(self.plan.rounding.to)
        found = None if unit is None else self.arithmetic.divide(self.lower.figure(node), unit)
        if found is None:
            raise self.refused(node, "取整的单位在 SQL 中没有精确的写法", "SQL has no exact form of the rounding unit")
        return found

    def _set_scale(self, limits: Sequence[Figure]) -> None:
        """Decimals enough for all limits but the last one, of which a part of a unit decides nothing."""
        needed = max((limit.scale for limit in limits[:-1]), default=0)
        if self.has_earlier and self.active:
            needed = max(needed, self._scale_of_fen())
        if needed > _FINEST:
            raise self.refused(
                self.active[0][1].limit, "限额不是取整单位的整数倍", "the cap is no multiple of the rounding unit"
            )
        self.scale = needed

    @property
    def has_earlier(self) -> bool:
        """Whether someone was granted something under the clause before."""
        return self.plan.clause.id in self.lower.earlier

    def _scale_of_fen(self) -> int:
        """With how many decimals a fen is so many units."""
        for scale in range(_FINEST):
            if (FEN * 10**scale) % self.plan.rounding.to == 0:
                return scale
        raise self.refused(self.active[0][1].limit, "取整单位与分不成整数比", "no whole number of fen is a unit")

    def _as_fine(self, units: Sql) -> Sql:
        if not self.scale:
            return units
        return self.frame.keep(sql.binary("*", self._as_wide(units.copy()), sql.number(10**self.scale)))

    def _as_wide(self, value: Sql) -> Sql:
        return sql.wide(value, self.arithmetic.dialect)

    def _cap(self, number: int, plan: CapPlan, when: Node | None, limit: Figure) -> Cap:
        test = self._test(when)
        top = self._top(plan, limit)
        before = self._before(plan) if self.has_earlier else None
        return Cap(number, plan, test, top, before, top if before is None else self._less(top, before))

    def _before(self, cap: CapPlan) -> Sql:
        """What was granted before that counts for the cap."""
        fen = self._fen_before(cap)
        each = int(FEN * 10**self.scale / self.plan.rounding.to)
        return self.frame.keep(fen if each == 1 else sql.binary("*", self._as_wide(fen), sql.number(each)))

    def _fen_before(self, cap: CapPlan) -> Sql:
        id_, year = self.plan.clause.id, self.lower.year
        if cap.cap.every != "year":
            return self.frame.before(id_, None, shared=cap.shared)
        if year.literal:
            return self.frame.before(id_, year.number, shared=cap.shared)
        years = self.lower.earlier[id_]
        if len(years) > _MOST_YEARS:
            raise self.refused(cap.limit, "以前的奖补年份太多", "earlier awards are of too many years")
        governing, zero = self.frame.keep(self.lower.source(year)), sql.number(0)
        branches = [
            (sql.binary("=", governing.copy(), sql.number(one)), self.frame.before(id_, one, shared=cap.shared))
            for one in years
        ]
        known = sql.not_(sql.is_null(governing))
        return sql.case([*branches, (known, zero)])

    def _top(self, cap: CapPlan, limit: Figure) -> Sql:
        """The limit, not below zero."""
        node = self._limit(cap)
        if cap.shared and self._differs(node):
            raise self.refused(node, "共用的限额因项而异", "a shared cap differs between items")
        if not limit.nonnegative and not limit.literal:
            limit = Figure(self.frame.keep(self.lower.source(limit)), limit.scale, *limit.bounds)
        cut = self.arithmetic.to_places(limit, self.scale, "floor")
        whole = None if cut is None else fig.at_scale(cut, self.scale)
        if whole is None or max(-whole.bounds[0], whole.bounds[1]) >= MOST_FINE:
            raise self.refused(node, "限额可能太大", "the cap may be too large")
        if not self.scale and self.arithmetic.is_wide(*whole.bounds):
            raise self.refused(node, "限额可能太大", "the cap may be too large")
        if whole.literal:
            return sql.number(max(0, whole.number))
        kept = self.frame.keep(self.lower.source(whole))
        return kept if whole.nonnegative else self.frame.keep(self.positive(kept))

    @staticmethod
    def positive(value: Sql) -> Sql:
        """A number, or nothing in the place of one below zero."""
        zero = sql.number(0)
        return sql.case([(sql.binary(">", value, zero), value.copy()),
                         (sql.binary("<=", value.copy(), zero.copy()), zero.copy())])  # fmt: skip

    def _differs(self, node: Node) -> bool:
        """Whether it may differ between the items of an applicant."""
        for one in walk(node):
            if isinstance(one, nodes.Field) and one.of.kind == "item":
                return True
            if isinstance(one, nodes.Setting | nodes.Day) and self.plan.is_governed:
                return True
            if isinstance(one, nodes.Local) and self._local_differs(one.name):
                return True
        return False

    def _local_differs(self, name: str) -> bool:
        formula = self.lower.formulas.get(name)
        if formula is not None:
            return self._differs(formula)
        table = next((step for step in self.plan.steps if isinstance(step, TablePlan)), None)
        if table is None or name not in table.outputs or table.sums:
            return True
        parts = [fold(node, self.settings) for row in table.rows for node in (row.match, *row.outputs.values())]
        return any(self._differs(part) for part in parts)

    def _less(self, value: Sql, taken: Sql) -> Sql:
        """The difference, not below zero."""
        rest = sql.binary("-", value.copy(), taken.copy())
        branches = [
            (sql.binary(">", value.copy(), taken.copy()), rest if self.scale else sql.narrow(rest)),
            (sql.binary("<=", value.copy(), taken.copy()), sql.number(0)),
        ]
        return self.frame.keep(sql.case(branches))


def never(when: Node | None) -> bool:
    """Whether a cap applies to no one under the readings chosen."""
    return isinstance(when, nodes.Const) and when.value is not True
