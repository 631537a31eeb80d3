"""One whole number by another, rounded to a whole number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.figure import Arithmetic, Figure, Mode, most

_MIRRORED: Final[dict[Mode, Mode]] = {"floor": "up", "ceiling": "down"}


class Dividing:
    """Divides in a dialect; `keep` makes a column of a value that is named often."""

    def __init__(self, arithmetic: Arithmetic, keep: Callable[[Sql], Sql]) -> None:
        self.arithmetic, self.keep = arithmetic, keep

    def rounded(self, over: Figure, under: Figure, mode: Mode, sure: Sql | None) -> Sql:
        """`over / under`; NULL at a border of the rounding, where it is not `sure` (None: it is)."""
        wide = self.arithmetic.is_wide(0, 2 * most(over) + 2 * most(under))
        value, by = (self.keep(self._wide(self.arithmetic.source(one), wide=wide)) for one in (over, under))
        found = self._by_sign(value, by, mode, wide=wide, positive=over.bounds[0] >= 0)
        if sure is None:
            return found
        return sql.case([(sql.or_([self._beside(value, by, mode), sure.copy()]), found)])

    @staticmethod
    def _beside(value: Sql, by: Sql, mode: Mode) -> Sql:
        """Whether it is no border."""
        if not mode.startswith("half"):
            return sql.binary("!=", sql.binary("%", value.copy(), by.copy()), sql.number(0))
        doubled = sql.binary("*", sql.binary("%", value.copy(), by.copy()), sql.number(2))
        return sql.and_([
            sql.binary("!=", doubled, by.copy()), sql.binary("!=", doubled.copy(), sql.neg(by.copy())),
        ])  # fmt: skip

    def _by_sign(self, value: Sql, by: Sql, mode: Mode, *, wide: bool, positive: bool) -> Sql:
        if positive:
            return self._quotient(value.copy(), by.copy(), mode, wide=wide)
        zero = sql.number(0)
        minus = self.keep(sql.neg(value.copy()))
        above = self._quotient(value.copy(), by.copy(), mode, wide=wide)
        below = sql.neg(self._quotient(minus, by.copy(), _MIRRORED.get(mode, mode), wide=wide))
        return sql.case([
            (sql.binary(">=", value.copy(), zero), above), (sql.binary("<", value.copy(), zero.copy()), below),
        ])  # fmt: skip

    def _wide(self, value: Sql, *, wide: bool) -> Sql:
        return sql.wide(value, self.arithmetic.dialect) if wide else sql.narrow(value)

    def _divided(self, value: Sql, by: Sql, *, wide: bool) -> Sql:
        """The whole part; `DIV` of Spark silently cuts its result to 64 bits."""
        if self.arithmetic.dialect == "duckdb" or not wide:
            return sql.binary("//", value, by)
        whole = sql.binary("-", value, sql.binary("%", value.copy(), by))
        return sql.wide(sql.binary("/", whole, by.copy()), self.arithmetic.dialect)

    def _quotient(self, value: Sql, by: Sql, mode: Mode, *, wide: bool) -> Sql:
        """Of a number that is not negative."""
        two, one = sql.number(2), sql.number(1)
        match mode:
            case "ceiling" | "up":
                value = sql.binary("-", sql.binary("+", value, by.copy()), one)
            case "half_up":
                value = sql.binary("+", sql.binary("*", value, two), by.copy())
                by = sql.binary("*", by, two.copy())
            case "half_down":
                value = sql.binary("-", sql.binary("+", sql.binary("*", value, two), by.copy()), one)
                by = sql.binary("*", by, two.copy())
            case "half_even":
                return self._half_even(value, by, wide=wide)
            case _:
                pass
        return self._divided(value, by, wide=wide)

    def _half_even(self, value: Sql, by: Sql, *, wide: bool) -> Sql:
        whole = self.keep(self._divided(value.copy(), by.copy(), wide=wide))
        doubled = sql.binary("*", sql.binary("%", value.copy(), by.copy()), sql.number(2))
        odd = sql.binary("=", sql.binary("%", whole, sql.number(2)), sql.number(1))
        more = sql.or_([
            sql.binary(">", doubled, by.copy()), sql.and_([sql.binary("=", doubled.copy(), by.copy()), odd]),
        ])  # fmt: skip
        return sql.binary("+", whole.copy(), sql.case([(more, sql.number(1))], sql.number(0)))
