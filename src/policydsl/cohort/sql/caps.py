"""The caps of a clause as columns, in the order written, with what earlier awards and earlier items took.

All but one of them are the least of two sums; so where items share a limit, what each takes of it is known from the
others' own caps, wherever the shared one stands among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql import figure as fig
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.figure import Figure
from policydsl.cohort.sql.frame import OWNER, PLACE
from policydsl.cohort.sql.lower import Lower
from policydsl.cohort.sql.scope import NotLoweredError
from policydsl.evaluate.caps import FEN
from policydsl.evaluate.fold import Settings, fold
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, walk
from policydsl.plan.policy_plan import CapPlan, ClausePlan, TablePlan
from policydsl.source import Text
from policydsl.source.frozen import frozen

MOST_UNITS: Final = 10**17
_FINEST: Final = 12
_MOST_YEARS: Final = 50
_MOST_FINE: Final = 10**30


@frozen(eq=False)
class _Cap:
    """A cap that may apply: its number, whether it does (None: always), its limit and what counts against it."""

    number: int
    plan: CapPlan
    test: Sql | None
    top: Sql  # not below zero
    before: Sql | None  # what was granted before; None: nothing
    left: Sql  # what that leaves of the limit


@frozen(eq=False)
class Capped:
    """After the caps: so many units, the number of the last cap that lowered them, 0 for none."""

    units: Sql
    limited: Sql


class Caps:
    """The caps of one clause."""

    def __init__(self, plan: ClausePlan, lower: Lower, settings: Settings) -> None:
        self.plan, self.lower, self.settings = plan, lower, settings
        self.frame, self.arithmetic = lower.frame, lower.arithmetic
        found = [(i, cap, self._when(cap)) for i, cap in enumerate(plan.caps, 1)]
        self.active = [(i, cap, when) for i, cap, when in found if not _never(when)]
        self.scale = 0  # decimals of a unit that limits and earlier awards may have

    def _when(self, cap: CapPlan) -> Node | None:
        return None if cap.when is None else fold(cap.when, self.settings)

    def _test(self, when: Node | None) -> Sql | None:
        return None if when is None or isinstance(when, nodes.Const) else self.frame.keep(self.lower.expr(when))

    def refused(self, node: Node, zh: str, en: str) -> NotLoweredError:
        """What these columns cannot say."""
        return NotLoweredError(Text(zh, en), node.at)

    # -- sums that formulas give ---------------------------------------------------------------------

    def apply(self, units: Sql, eligible: Sql) -> Capped:
        """The caps on a rounded sum; `eligible` is the column of those who are."""
        limits = [self.in_units(self._limit(cap)) for _, cap, _ in self.active]
        self._set_scale(limits)
        caps = [self._cap(*one, limit) for one, limit in zip(self.active, limits, strict=True)]
        if self.scale:
            units = self._as_fine(units)
        rooms = self._rooms(caps, units, eligible)
        found = self._chain(caps, units, rooms)
        return Capped(self._cut(found.units), found.limited)

    def _cut(self, fine: Sql) -> Sql:
        """Whole units."""
        if not self.scale:
            return fine
        whole = self.arithmetic.to_places(Figure(fine, self.scale, 0, _MOST_FINE), 0, "floor")
        assert whole is not None  # noqa: S101  (its bounds are those of a wide number)
        return self.frame.keep(sql.narrow(self.lower.source(whole)))

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

    def _cap(self, number: int, plan: CapPlan, when: Node | None, limit: Figure) -> _Cap:
        test = self._test(when)
        top = self._top(plan, limit)
        before = self._before(plan) if self.has_earlier else None
        return _Cap(number, plan, test, top, before, top if before is None else self._less(top, before))

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
        if whole is None or max(-whole.bounds[0], whole.bounds[1]) >= _MOST_FINE:
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

    # -- one after the other -------------------------------------------------------------------------

    def _chain(self, caps: Sequence[_Cap], units: Sql, rooms: dict[int, Sql]) -> Capped:
        """The caps in turn; those that items share with the room that is left to the item, or left out."""
        limited: Sql = sql.number(0)
        off: Sql | None = None  # whether what was granted before is off the sum already
        for cap in caps:
            if cap.plan.shared and cap.number not in rooms:
                continue
            start = units
            least = rooms.get(cap.number, cap.left)
            found, bound = self._least(start, least)
            if self._takes(cap):
                found, bound, off = self._once(cap, start, (found, bound), off)
            if cap.test is not None:
                found = sql.case([(sql.is_false(cap.test.copy()), start.copy()), (cap.test.copy(), found)])
                bound = sql.and_([cap.test.copy(), bound])
            units = self.frame.keep(found)
            limited = self.frame.keep(sql.case([(bound, sql.number(cap.number))], limited))
        return Capped(units, limited)

    @staticmethod
    def _takes(cap: _Cap) -> bool:
        """Whether it takes what was granted before off the sum."""
        return not cap.plan.shared and cap.plan.cap.every != "year" and cap.before is not None

    @staticmethod
    def _least(start: Sql, most: Sql) -> tuple[Sql, Sql]:
        above, within = sql.binary(">", start.copy(), most.copy()), sql.binary("<=", start.copy(), most.copy())
        return sql.case([(above, most.copy()), (within, start.copy())]), above.copy()

    def _once(self, cap: _Cap, start: Sql, later: tuple[Sql, Sql], off: Sql | None) -> tuple[Sql, Sql, Sql]:
        """A cap on the whole: the first one takes what was granted before off the sum, those after it off the limit."""
        assert cap.before is not None  # noqa: S101  (what the caller has seen to)
        applies = sql.truth(True) if cap.test is None else cap.test
        if isinstance(off, sql.Boolean):
            return *later, off
        above = sql.binary(">", start.copy(), cap.top.copy())
        within = self.frame.keep(self._least(start, cap.top)[0])
        found = self._less(within, cap.before)
        if off is None:
            return found.copy(), above, applies.copy()
        both = self.frame.keep(sql.or_([off.copy(), applies.copy()]))
        chosen = sql.case([(off.copy(), later[0]), (sql.is_false(off.copy()), found.copy())])
        bound = sql.or_([sql.and_([off.copy(), later[1]]), sql.and_([sql.is_false(off.copy()), above])])
        return chosen, bound, both

    # -- shared --------------------------------------------------------------------------------------

    def _rooms(self, caps: Sequence[_Cap], units: Sql, eligible: Sql) -> dict[int, Sql]:
        """What the items before leave of each limit that an applicant's items share."""
        shared = [cap for cap in caps if cap.plan.shared]
        if not shared:
            return {}
        first, off = caps.index(shared[0]), False  # whether what was granted before is off the sum already
        for place, cap in enumerate(caps):
            takes = self._takes(cap) and not off
            off = off or (takes and cap.test is None)
            if (cap.plan.shared and cap.test is not None) or (takes and place > first):
                raise self.refused(
                    cap.plan.limit, "几项共用的限额之后还有限额", "a cap of each item comes after one that they share"
                )
        if self.plan.is_governed and len({cap.plan.cap.every for cap in shared}) > 1:
            raise self.refused(shared[0].plan.limit, "共用的限额一为每年、一为一次", "shared caps of a year and once")
        own = self._chain(caps, units, {}).units
        mine = self.frame.keep(sql.case([(eligible.copy(), self._cut(own).copy())], sql.number(0)))
        keys = [sql.column(OWNER)]
        if self.plan.is_governed and shared[0].plan.cap.every == "year":
            keys.append(self.frame.keep(self.lower.source(self.lower.year)))
        total = self.frame.keep(sql.running_total(mine, keys, sql.column(PLACE)))
        taken = self.frame.keep(sql.binary("-", total, mine.copy()))
        if len(shared) > 1:
            least = shared[0].left
            for cap in shared[1:]:
                least = self.frame.keep(self._least(least, cap.left)[0])
            taken = self.frame.keep(self._least(taken, self._cut(least))[0])
        return {cap.number: self._less(cap.left, self._as_fine(taken)) for cap in shared}

    # -- what the caps only bound --------------------------------------------------------------------

    def known(self) -> tuple[Sql, ...]:
        """Of a sum that is decided case by case: the columns that must be known, since the caps bound it."""
        found: list[Sql] = []
        for _, cap, when in self.active:
            test, limit = self._test(when), self.frame.keep(self.lower.source(self.lower.figure(self._limit(cap))))
            known = sql.case([(sql.not_(sql.is_null(limit)), sql.number(1))])
            if test is not None:
                known = sql.case([(sql.is_false(test), sql.number(1)), (test.copy(), known)])
            found.append(self.frame.keep(known))
        return (*found, *self.exceeding(None))

    def exceeding(self, limited: Sql | None) -> tuple[Sql, ...]:
        """The columns that must be known where a decision may exceed caps; `limited`: only where one lowers the sum."""
        tests = [fold(cap.may_exceed, self.settings) for _, cap, _ in self.active if cap.may_exceed is not None]
        open_ = [sql.is_null(self.lower.expr(test)) for test in tests if not isinstance(test, nodes.Const)]
        if not open_:
            return ()
        known = sql.not_(sql.or_(open_))
        if limited is not None:
            known = sql.or_([sql.binary("=", limited.copy(), sql.number(0)), known])
        return (self.frame.keep(sql.case([(known, sql.number(1))])),)


def shares_a_cap(plan: ClausePlan, settings: Settings) -> bool:
    """Whether items may share a limit under the readings chosen."""
    tests = [None if cap.when is None else fold(cap.when, settings) for cap in plan.caps if cap.shared]
    return not all(map(_never, tests))


def _never(when: Node | None) -> bool:
    return isinstance(when, nodes.Const) and when.value is not True
