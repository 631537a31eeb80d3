"""A pot: the limit of a whole programme, shared in proportion, by rank, or clause by clause.

All sums are whole numbers of the finest decimal; a share is rounded down, so that the pot is never exceeded.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from policydsl.award import Status
from policydsl.cohort.intake.sources import literal
from policydsl.cohort.shared.ranks import YEAR, pot_column
from policydsl.cohort.sql.decode import CLAUSE
from policydsl.model.joint import Limit
from policydsl.plan.policy_plan import LimitPlan, PolicyPlan
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MINE: Final = '"$pot"'


@frozen(eq=False)
class Pot:
    """A limit with what is left of it (yuan); `year`: of the awards that it counts, None: of all."""

    limit: LimitPlan
    place: int
    room: Decimal
    year: int | None


@frozen(eq=False)
class PotUse:
    """What became of a limit over the programme (yuan): what there was, who took of it.

    `year`: the year whose awards it counts, None: all of them. `earlier`: granted before by this policy, `other`: by
    others; `asked`: what the awards at hand came to before it, `granted`: what they come to now.
    """

    limit: Limit
    year: int | None
    value: Decimal
    earlier: Decimal
    other: Decimal
    asked: Decimal
    granted: Decimal = Decimal(0)


def lower_to_pot(db: DuckDBPyConnection, table: str, plan: PolicyPlan, pot: Pot, places: int, usual: int) -> Decimal:
    """Lower the awards that count to what there is; where one of them is open, all are provisional.

    Gives what they come to before (yuan). `usual` is the year of awards that no day of their own governs.
    """
    limit, place, room = pot.limit, pot.place, pot.room
    left = int(room.scaleb(places).to_integral_value(rounding="ROUND_FLOOR"))
    mine = _counted(pot, usual)
    units = " ".join(f"WHEN {i} THEN {int(plan.clauses[i].rounding.to.scaleb(places))}" for i in limit.counted)
    group = {"pro_rata": "0", "clause_order": f'"{CLAUSE}"', "rank": _rank(limit, place)}[limit.limit.short]
    db.execute(
        f'CREATE OR REPLACE TEMP TABLE {_MINE} AS SELECT "$a", "{CLAUSE}" AS c, "$p", '
        f'CAST(amount * {10**places} AS HUGEINT) AS fine, CASE "{CLAUSE}" {units} END AS unit, {group} AS g '
        f"FROM \"{table}\" WHERE {mine} AND status = '{Status.ELIGIBLE}' AND amount > 0"
    )
    waits = f"status = '{Status.UNDETERMINED}' OR provisional"
    open_ = _one(db, f'SELECT count(*) FROM "{table}" WHERE {mine} AND ({waits})')
    asked = _one(db, f"SELECT COALESCE(sum(fine), 0) FROM {_MINE}")
    if open_:
        db.execute(f"UPDATE \"{table}\" SET provisional = TRUE WHERE {mine} AND status = '{Status.ELIGIBLE}'")
    before = Decimal(asked).scaleb(-places)
    if asked <= left:
        return before
    ranked = limit.limit.short == "rank"
    _share(db, left, down=ranked and limit.limit.order == "descending", ranked=ranked)
    tied = ""
    if ranked:  # who is equal at the edge shares it until the department decides
        standing = "CASE WHEN s.tied THEN 'pot:tied' ELSE \"$outcome\" END"
        tied = f', provisional = w.provisional OR s.tied, "$outcome" = {standing}'
    db.execute(
        f'UPDATE "{table}" AS w SET amount = CAST(s.share AS DECIMAL(38, 0)) * CAST({literal(_tenth(places))} AS '
        f"DECIMAL({places + 1}, {places})), limited_by = {literal(limit.limit.id)}{tied} "
        f'FROM "$shares" s WHERE w."$a" = s."$a" AND w."{CLAUSE}" = s.c AND w."$p" = s."$p" AND s.share < s.fine'
    )
    _settle(db, table, plan, places)
    return before


def _counted(pot: Pot, usual: int) -> str:
    """The awards of a pot, as a condition."""
    ids = ", ".join(str(index) for index in pot.limit.counted)
    return f'"{CLAUSE}" IN ({ids})' + ("" if pot.year is None else f' AND COALESCE("{YEAR}", {usual}) = {pot.year}')


def granted_now(db: DuckDBPyConnection, table: str, pot: Pot, usual: int) -> Decimal:
    """What the awards of a pot come to (yuan)."""
    eligible = f"status = '{Status.ELIGIBLE}'"
    row = db.execute(f'SELECT COALESCE(sum(amount), 0) FROM "{table}" WHERE {_counted(pot, usual)} AND {eligible}')
    found = row.fetchone()
    return Decimal(0) if found is None else Decimal(found[0])


def _rank(limit: LimitPlan, place: int) -> str:
    return f'"{pot_column(place)}"' if limit.rank is not None else "NULL"


def _tenth(places: int) -> str:
    return format(Decimal(1).scaleb(-places), "f")


def _share(db: DuckDBPyConnection, left: int, *, down: bool, ranked: bool) -> None:
    """What each award gets: groups take in their order what they ask; the one for which it is short shares it."""
    order = f"g {'DESC' if down else 'ASC'} NULLS LAST"
    before = f"sum(asked) OVER (ORDER BY {order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    short = "(r.n > 1 AND r.room > 0 AND r.room < r.asked) OR r.g IS NULL" if ranked else "FALSE"
    db.execute(
        'CREATE OR REPLACE TEMP TABLE "$shares" AS WITH parts AS '
        f"(SELECT g, sum(fine)::HUGEINT AS asked, count(*) AS n FROM {_MINE} GROUP BY g), standing AS "
        f"(SELECT *, COALESCE({before}, 0)::HUGEINT AS taken FROM parts), rooms AS "
        f"(SELECT *, CASE WHEN taken >= {left} THEN 0 ELSE {left} - taken END AS room FROM standing) "
        'SELECT m."$a", m.c, m."$p", m.fine, '
        "CASE WHEN r.asked <= r.room THEN m.fine ELSE (m.fine * r.room // r.asked) // m.unit * m.unit END AS share, "
        f"{short} AS tied FROM {_MINE} m JOIN rooms r ON r.g IS NOT DISTINCT FROM m.g"
    )


def _settle(db: DuckDBPyConnection, table: str, plan: PolicyPlan, places: int) -> None:
    """What awards of other policies leave payable of the lowered sums, deducted in the order of clauses as before."""
    if plan.joint is not None and not plan.joint.usual:  # rules of their own: what they leave is not known here
        db.execute(
            f'UPDATE "{table}" SET payable = amount, provisional = TRUE '
            f"WHERE status = '{Status.ELIGIBLE}' AND payable > amount"
        )
        return
    categories = " ".join(
        f"WHEN {c.index} THEN {literal(c.clause.category or c.clause.id)}" for c in plan.clauses if c.amount is not None
    )
    within = f'PARTITION BY "$a", subject, CASE "{CLAUSE}" {categories} END'
    keys = f'"$a", "{CLAUSE}", "$p"'
    db.execute(
        'CREATE OR REPLACE TEMP TABLE "$payable" AS WITH sums AS '
        f'(SELECT "$a", "{CLAUSE}" AS c, "$p", amount, sum(was - was_payable) OVER ({within}) AS off, '
        f"sum(was_payable) OVER ({within}) AS kept, bool_or(amount < was) OVER ({within}) AS lowered, "
        f'sum(amount) OVER ({within} ORDER BY "{CLAUSE}", "$p" ROWS UNBOUNDED PRECEDING) AS upto '
        f'FROM "{table}" JOIN "$was" USING ({keys}) WHERE status = \'{Status.ELIGIBLE}\') '
        'SELECT "$a", c, "$p", amount - (LEAST(d, upto) - LEAST(d, upto - amount)) AS payable FROM '
        "(SELECT *, CASE WHEN kept = 0 AND off > 0 THEN upto ELSE off END AS d FROM sums) WHERE lowered"
    )
    db.execute(
        f'UPDATE "{table}" AS w SET payable = CAST(p.payable AS DECIMAL(20, {places})) FROM "$payable" p '
        f'WHERE w."$a" = p."$a" AND w."{CLAUSE}" = p.c AND w."$p" = p."$p"'
    )


def _one(db: DuckDBPyConnection, query: str) -> int:
    row = db.execute(query).fetchone()
    return 0 if row is None else int(row[0])
