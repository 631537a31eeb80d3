"""What a clause grants, as columns: rounded, in whole rounding units, after its minimum and its caps."""

from __future__ import annotations

from typing import Final

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql import figure as fig
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.figure import Figure
from policydsl.cohort.sql.frame import OWNER, PLACE
from policydsl.cohort.sql.lower import Lower, NotLoweredError
from policydsl.evaluate.caps import FEN
from policydsl.evaluate.fold import Settings, fold
from policydsl.feel.types import YEARS_MONTHS
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, walk
from policydsl.plan.policy_plan import CapPlan, ClausePlan
from policydsl.source import Text
from policydsl.source.frozen import frozen

_MOST_UNITS: Final = 10**17
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
            if plan.caps:
                raise self._refused(plan.caps[0].limit, "金额由审批决定", "the sum is decided case by case")
            return Found()
        amount = fold(plan.amount, self.settings)
        figure = self.lower.figure(amount)
        small: Sql | None = None
        if plan.minimum is not None:
            figure, small = self._minimum(figure, fold(plan.minimum, self.settings))
        units = self.frame.keep(self._units(figure, amount).base)
        return self._caps(units, eligible, small)

    def _refused(self, node: Node, zh: str, en: str) -> NotLoweredError:
        return NotLoweredError(Text(zh, en), node.at)

    def _term(self, node: Node) -> Found:
        if node.type != YEARS_MONTHS or self.plan.amount is not None:
            raise self._refused(node, "期限不是月数", "the term is not of months")
        found = self.frame.keep(self.lower.source(self.lower.figure(fold(node, self.settings))))
        return Found(found, sql.number(0), (found.copy(),))

    def _minimum(self, figure: Figure, node: Node) -> tuple[Figure, Sql]:
        """The sum after the minimum, and whether it left nothing."""
        assert self.plan.clause.minimum is not None  # noqa: S101
        one, other = fig.aligned(figure, self.lower.figure(node))
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

    def _in_units(self, figure: Figure, node: Node) -> Figure:
        unit = fig.constant(self.plan.rounding.to)
        found = None if unit is None else self.arithmetic.divide(figure, unit)
        if found is None:
            raise self._refused(node, "取整的单位在 SQL 中没有精确的写法", "SQL has no exact form of the rounding unit")
        return found

    def _units(self, figure: Figure, node: Node) -> Figure:
        """Rounded to whole units, not below zero."""
        units = self._in_units(figure, node)
        if not units.nonnegative:
            if units.literal:
                return fig.literal(0)
            kept = self.frame.keep(self.lower.source(units))
            zero = sql.number(0)
            positive = sql.case(
                [(sql.binary(">", kept, zero), kept.copy()), (sql.binary("<=", kept.copy(), zero.copy()), zero.copy())]
            )
            units = Figure(self.frame.keep(positive), units.scale, 0, max(0, units.bounds[1]))
        found = self.arithmetic.to_places(units, 0, self.plan.rounding.mode)
        if found is None:
            raise self._refused(node, "金额可能太大", "the sum may be too large")
        if not self.arithmetic.is_wide(*found.bounds):
            return Figure(self.lower.source(found), 0, *found.bounds)
        whole = self.frame.keep(self.lower.source(found))  # a sum beyond is left to the interpreter
        fits = sql.binary("<=", whole, sql.number(_MOST_UNITS))
        return Figure(sql.case([(fits, sql.narrow(whole.copy()))]), 0, 0, _MOST_UNITS)

    # -- caps ----------------------------------------------------------------------------------------

    def _caps(self, units: Sql, eligible: Sql, small: Sql | None) -> Found:
        limited: Sql = sql.number(0)
        active = [(i, cap, when) for i, cap in enumerate(self.plan.caps, 1) if not _never(when := self._when(cap))]
        once = False
        for i, cap, when in active:
            last = (i, cap, when) == active[-1]
            top = self._top(cap, last=last)
            test = None if when is None or isinstance(when, nodes.Const) else self.frame.keep(self.lower.expr(when))
            if cap.shared:
                if not last or test is not None:
                    raise self._refused(cap.limit, "几项共用的限额之后还有限额", "caps come after one that items share")
                units, bound = self._shared(units, self._left(cap, top), eligible)
            elif cap.cap.every == "year":
                units, bound = self._own(units, self._left(cap, top), test)
            elif not self._has_earlier:
                units, bound = self._own(units, top, test)
            else:
                if once or test is not None:
                    raise self._refused(cap.limit, "几项限额都要扣除以前的奖补", "several caps count earlier awards")
                start, once = units, True
                units, bound = self._own(units, top, test)
                units = self._less(units, self._before(cap))
                bound = sql.binary(">", start.copy(), top.copy())
            limited = self.frame.keep(sql.case([(bound, sql.number(i))], limited))
        if small is not None:
            unlowered = sql.and_([sql.binary("=", limited, sql.number(0)), small])
            limited = self.frame.keep(sql.case([(unlowered, sql.number(BY_MINIMUM))], limited.copy()))
        return Found(units, limited, (units.copy(),))

    @property
    def _has_earlier(self) -> bool:
        return self.plan.clause.id in self.lower.earlier

    def _before(self, cap: CapPlan) -> Sql:
        """What was granted before that counts for the cap, in rounding units."""
        if self.plan.rounding.to != FEN:
            raise self._refused(cap.limit, "取整单位不是分", "it is not rounded to the fen")
        year = self.lower.as_of.year if cap.cap.every == "year" else None
        return self.frame.keep(self.frame.before(self.plan.clause.id, year, shared=cap.shared))

    def _left(self, cap: CapPlan, top: Sql) -> Sql:
        """What earlier awards left of a limit."""
        return self._less(top, self._before(cap)) if self._has_earlier else top

    def _less(self, value: Sql, taken: Sql) -> Sql:
        """The difference, not below zero."""
        zero = sql.number(0)
        return self.frame.keep(
            sql.case(
                [
                    (sql.binary(">", value.copy(), taken), sql.narrow(sql.binary("-", value.copy(), taken.copy()))),
                    (sql.binary("<=", value.copy(), taken.copy()), zero),
                ]
            )
        )

    def _when(self, cap: CapPlan) -> Node | None:
        return None if cap.when is None else fold(cap.when, self.settings)

    def _top(self, cap: CapPlan, *, last: bool) -> Sql:
        """The limit in whole units, not below zero."""
        limit = fold(cap.limit, self.settings)
        units = self._in_units(self.lower.figure(limit), limit)
        if units.scale and not last:
            raise self._refused(limit, "限额不是取整单位的整数倍", "the cap is no multiple of the rounding unit")
        if cap.shared and any(
            isinstance(n, nodes.Local) or (isinstance(n, nodes.Field) and n.of.kind == "item") for n in walk(limit)
        ):
            raise self._refused(limit, "共用的限额因项而异", "a shared cap differs between items")
        if not units.nonnegative and not units.literal:
            units = Figure(self.frame.keep(self.lower.source(units)), units.scale, *units.bounds)
        whole = self.arithmetic.to_places(units, 0, "floor")
        if whole is None or self.arithmetic.is_wide(*whole.bounds):
            raise self._refused(limit, "限额可能太大", "the cap may be too large")
        if whole.literal:
            return sql.number(max(0, whole.number))
        kept = self.frame.keep(self.lower.source(whole))
        if whole.nonnegative:
            return kept
        zero = sql.number(0)
        return self.frame.keep(
            sql.case(
                [(sql.binary(">", kept, zero), kept.copy()), (sql.binary("<=", kept.copy(), zero.copy()), zero.copy())]
            )
        )

    def _own(self, units: Sql, top: Sql, test: Sql | None) -> tuple[Sql, Sql]:
        """After a cap of the subject's own; with whether it lowered the sum."""
        above, within = sql.binary(">", units, top), sql.binary("<=", units.copy(), top.copy())
        if test is None:
            return self.frame.keep(sql.case([(above, top.copy()), (within, units.copy())])), above.copy()
        bound = sql.and_([test, above])
        unbound = sql.and_([test.copy(), within])
        branches = [(sql.is_false(test.copy()), units.copy()), (bound, top.copy()), (unbound, units.copy())]
        return self.frame.keep(sql.case(branches)), bound.copy()

    def _shared(self, units: Sql, top: Sql, eligible: Sql) -> tuple[Sql, Sql]:
        """After a cap that the applicant's items share, in their order."""
        mine = self.frame.keep(sql.case([(eligible, units)], sql.number(0)))
        taken = self.frame.keep(sql.running_total(mine, sql.column(OWNER), sql.column(PLACE)))
        before = sql.binary("-", taken, mine.copy())
        room = self.frame.keep(
            sql.case(
                [
                    (sql.binary(">=", before, top), sql.number(0)),
                    (sql.binary("<", before.copy(), top.copy()), sql.binary("-", top.copy(), before.copy())),
                ]
            )
        )
        above = sql.binary(">", units.copy(), room)
        within = sql.binary("<=", units.copy(), room.copy())
        found = sql.case([(above, room.copy()), (within, units.copy())])
        return self.frame.keep(sql.narrow(found)), above.copy()


def _never(when: Node | None) -> bool:
    return isinstance(when, nodes.Const) and when.value is not True
