"""A pot: the limit of a whole programme, shared in proportion, by rank, or clause by clause.

All sums are whole numbers of the finest decimal; a share is rounded down, so that the pot is never exceeded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from policydsl.award import Status
from policydsl.cohort.intake.sources import literal
from policydsl.cohort.shared.most import Most
from policydsl.cohort.shared.ranks import YEAR, pot_column
from policydsl.cohort.sql.decode import CLAUSE
from policydsl.model.joint import Limit
from policydsl.plan.policy_plan import LimitPlan, PolicyPlan
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MINE: Final = '"$pot"'
_BEYOND: Final = Decimal(10) ** 18  # yuan: what is more is as good as no bound


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


def lower_to_pot(
    db: DuckDBPyConnection, table: str, plan: PolicyPlan, pot: Pot, places: int, usual: int, mosts: Mapping[int, Most]
) -> Decimal:
    """Lower the awards that count to what there is; those whose share open ones may change are provisional.

    Gives what they come to before (yuan). `usual` is the year of awards that no day of their own governs; `mosts`: the
    most that an award of each clause may come to.
    """
    limit, place, room = pot.limit, pot.place, pot.room
    left = int(room.scaleb(places).to_integral_value(rounding="ROUND_FLOOR"))
    mine = _counted(pot, usual)
    units = " ".join(f"WHEN {i} THEN {int(plan.clauses[i].rounding.to.scaleb(places))}" for i in limit.counted)
    group = {"pro_rata": "0", "clause_order": f'"{CLAUSE}"', "rank": _rank(limit, place)}[limit.limit.short]
    ranked = limit.limit.short == "rank"
    down = ranked and limit.limit.order == "descending"
    known = f"NOT provisional AND ({group}) IS NOT NULL" if ranked else "NOT provisional"
    db.execute(
        f'CREATE OR REPLACE TEMP TABLE {_MINE} AS SELECT "$a", "{CLAUSE}" AS c, "$p", '
        f'CAST(amount * {10**places} AS HUGEINT) AS fine, CASE "{CLAUSE}" {units} END AS unit, {group} AS g, '
        f"({known}) AS sure, provisional FROM \"{table}\" WHERE {mine} AND status = '{Status.ELIGIBLE}' AND amount > 0"
    )
    asked = _one(db, f"SELECT COALESCE(sum(fine), 0) FROM {_MINE}")
    _leave_open(db, table, plan, pot, (places, usual, left), mosts, group, down=down)
    before = Decimal(asked).scaleb(-places)
    if asked <= left:
        return before
    _share(db, left, down=down, ranked=ranked)
    tied = ""
    if ranked:  # who is equal at the edge shares it until the department decides
        standing = "CASE WHEN s.tied THEN 'pot:tied' ELSE \"$outcome\" END"
        tied = f', provisional = w.provisional OR s.tied, "$outcome" = {standing}'
    db.execute(
        f'UPDATE "{table}" AS w SET amount = {in_yuan("s.share", places)}, '
        f"limited_by = {literal(limit.limit.id)}{tied} "
        f'FROM "$shares" s WHERE w."$a" = s."$a" AND w."{CLAUSE}" = s.c AND w."$p" = s."$p" AND s.share < s.fine'
    )
    return before


def _leave_open(
    db: DuckDBPyConnection,
    table: str,
    plan: PolicyPlan,
    pot: Pot,
    figures: tuple[int, int, int],
    mosts: Mapping[int, Most],
    group: str,
    *,
    down: bool,
) -> None:
    """Make provisional what open awards may change.

    A group (all, a clause, those of one rank) is certain in three cases: what it asks for is there even where all open
    awards before it, in it, or of an unknown rank come to their most; the certain ones before it take everything
    already; or there are no such open awards. An open award may come to nothing.
    """
    places, usual, left = figures
    counted = [index for index in pot.limit.counted if plan.clauses[index].amount is not None]
    if not counted:
        return
    fine = f"CAST(amount * {10**places} AS HUGEINT)"
    bounds = {
        kind: " ".join(
            f"WHEN {i} THEN {int(one.scaleb(places).to_integral_value(rounding='ROUND_CEILING'))}"
            for i in counted
            if (one := getattr(mosts[i], kind)) is not None and one < _BEYOND
        )
        for kind in ("each", "together")
    }
    of_clause = {kind: f"CASE c {found} END" if found else "NULL" for kind, found in bounds.items()}
    most = f"LEAST(CAST({of_clause['each']} AS HUGEINT) * count(*), CAST({of_clause['together']} AS HUGEINT))"
    waiting = f"(status = '{Status.UNDETERMINED}' OR (status = '{Status.ELIGIBLE}' AND provisional))"
    db.execute(  # LEAST and GREATEST pass over what is not known: nothing is known of the most where both are not
        f'CREATE OR REPLACE TEMP TABLE "$waits" AS SELECT g, CASE WHEN ({most}) IS NOT NULL '
        f'THEN GREATEST({most}, sum(now)) END AS most FROM (SELECT "$a", "{CLAUSE}" AS c, {group} AS g, '
        f'COALESCE({fine}, 0) AS now FROM "{table}" WHERE {_may_count(plan, pot, counted, usual)} AND {waiting}) '
        f'GROUP BY "$a", c, g UNION ALL SELECT NULL, fine FROM {_MINE} WHERE NOT sure AND NOT provisional'
    )
    sign = ">" if down else "<"
    ahead = f"sum(asked) OVER (ORDER BY g {'DESC' if down else 'ASC'} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    db.execute(
        'CREATE OR REPLACE TEMP TABLE "$certain" AS WITH parts AS '
        f"(SELECT g, sum(fine)::HUGEINT AS asked FROM {_MINE} WHERE sure GROUP BY g), standing AS "
        f"(SELECT *, COALESCE({ahead}, 0)::HUGEINT AS taken FROM parts), waits AS "
        "(SELECT g, sum(most)::HUGEINT AS most, count(*) AS n, count(*) FILTER (most IS NULL) AS unbounded "
        f'FROM "$waits" GROUP BY g), met AS (SELECT s.g, COALESCE(sum(o.n), 0) AS n, COALESCE(sum(o.most), 0) AS most, '
        f"COALESCE(sum(o.unbounded), 0) AS unbounded FROM standing s LEFT JOIN waits o ON o.g IS NULL OR o.g = s.g "
        f"OR o.g {sign} s.g GROUP BY s.g) "
        f"SELECT s.g FROM standing s JOIN met USING (g) WHERE n = 0 OR s.taken >= {left} "
        f"OR (unbounded = 0 AND s.taken + s.asked + met.most <= {left})"
    )
    fits = (
        f'SELECT COALESCE(bool_and(most IS NOT NULL), TRUE) AND COALESCE(sum(most), 0) + {{0}} <= {left} FROM "$waits"'
    )
    sure = f"(SELECT COALESCE(sum(fine), 0) FROM {_MINE} WHERE sure)"
    row = db.execute(fits.format(sure)).fetchone()
    if left <= 0 or (row is not None and row[0]):
        return  # whatever the facts are, all get nothing, or all that they ask for
    db.execute(
        f'UPDATE "{table}" AS w SET provisional = TRUE FROM {_MINE} m WHERE w."$a" = m."$a" AND w."{CLAUSE}" = m.c '
        'AND w."$p" = m."$p" AND NOT (m.sure AND m.g IN (SELECT g FROM "$certain"))'
    )


def _may_count(plan: PolicyPlan, pot: Pot, counted: Sequence[int], usual: int) -> str:
    """The open awards that may be of a pot: those too of which the day that governs is not known."""
    ids = ", ".join(map(str, counted))
    if pot.year is None:
        return f'"{CLAUSE}" IN ({ids})'
    governed = ", ".join(str(i) for i in counted if plan.clauses[i].is_governed)
    unknown = f'("{YEAR}" IS NULL AND "{CLAUSE}" IN ({governed})) OR ' if governed else ""
    return f'"{CLAUSE}" IN ({ids}) AND ({unknown}COALESCE("{YEAR}", {usual}) = {pot.year})'


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


def in_yuan(fine: str, places: int) -> str:
    """SQL of a whole number of the finest decimal in yuan."""
    tenth = format(Decimal(1).scaleb(-places), "f")
    return f"CAST({fine} AS DECIMAL(38, 0)) * CAST({literal(tenth)} AS DECIMAL({places + 1}, {places}))"


def _share(db: DuckDBPyConnection, left: int, *, down: bool, ranked: bool) -> None:
    """What each award gets: groups take in their order what they ask; the one for which it is short shares it."""
    order = f"g {'DESC' if down else 'ASC'} NULLS LAST"
    before = f"sum(asked) OVER (ORDER BY {order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    short = "r.room > 0 AND ((r.n > 1 AND r.room < r.asked) OR r.g IS NULL)" if ranked else "FALSE"
    db.execute(
        'CREATE OR REPLACE TEMP TABLE "$shares" AS WITH parts AS '
        f"(SELECT g, sum(fine)::HUGEINT AS asked, count(*) AS n FROM {_MINE} GROUP BY g), standing AS "
        f"(SELECT *, COALESCE({before}, 0)::HUGEINT AS taken FROM parts), rooms AS "
        f"(SELECT *, CASE WHEN taken >= {left} THEN 0 ELSE {left} - taken END AS room FROM standing) "
        'SELECT m."$a", m.c, m."$p", m.fine, '
        "CASE WHEN r.asked <= r.room THEN m.fine ELSE (m.fine * r.room // r.asked) // m.unit * m.unit END AS share, "
        f"{short} AS tied FROM {_MINE} m JOIN rooms r ON r.g IS NOT DISTINCT FROM m.g"
    )


def _one(db: DuckDBPyConnection, query: str) -> int:
    row = db.execute(query).fetchone()
    return 0 if row is None else int(row[0])
