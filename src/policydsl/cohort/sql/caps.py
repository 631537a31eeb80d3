"""The caps of a clause as columns, in the order written, with what earlier awards and earlier items took.

All but one of them are the least of two sums; so where items share a limit, what each takes of it is known from the
others' own caps, wherever the shared one stands among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.cap_columns import MOST_FINE, Cap, CapColumns, never
from policydsl.cohort.sql.figure import Figure
from policydsl.cohort.sql.frame import OWNER, PLACE
from policydsl.evaluate.fold import Settings, fold
from policydsl.plan import nodes
from policydsl.plan.policy_plan import ClausePlan
from policydsl.source.frozen import frozen

MOST_UNITS: Final = 10**17


@frozen(eq=False)
class Capped:
    """After the caps: so many units, the number of the last cap that lowered them, 0 for none."""

    units: Sql
    limited: Sql


class Caps(CapColumns):
    """The caps of one clause, applied to a sum or bounding one."""

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
        whole = self.arithmetic.to_places(Figure(fine, self.scale, 0, MOST_FINE), 0, "floor")
        assert whole is not None  # noqa: S101  (its bounds are those of a wide number)
        return self.frame.keep(sql.narrow(self.lower.source(whole)))

    # -- one after the other -------------------------------------------------------------------------

    def _chain(self, caps: Sequence[Cap], units: Sql, rooms: dict[int, Sql]) -> Capped:
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
    def _takes(cap: Cap) -> bool:
        """Whether it takes what was granted before off the sum."""
        return not cap.plan.shared and cap.plan.cap.every != "year" and cap.before is not None

    @staticmethod
    def _least(start: Sql, most: Sql) -> tuple[Sql, Sql]:
        above, within = sql.binary(">", start.copy(), most.copy()), sql.binary("<=", start.copy(), most.copy())
        return sql.case([(above, most.copy()), (within, start.copy())]), above.copy()

    def _once(self, cap: Cap, start: Sql, later: tuple[Sql, Sql], off: Sql | None) -> tuple[Sql, Sql, Sql]:
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

    def _rooms(self, caps: Sequence[Cap], units: Sql, eligible: Sql) -> dict[int, Sql]:
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
    return not all(map(never, tests))
