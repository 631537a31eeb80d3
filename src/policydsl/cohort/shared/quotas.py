"""A quota: so many of the best get it; equal ones at the edge are told, and what is open keeps others open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from policydsl.award import Status
from policydsl.cohort.shared.ranks import QUOTA, YEAR
from policydsl.cohort.sql.decode import CLAUSE
from policydsl.plan.policy_plan import ClausePlan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WITHIN, TIED, OPEN = "quota:within", "quota:tied", "quota:open"
OUT = "out"  # outranked for sure


def decide_quota(
    db: DuckDBPyConnection,
    table: str,
    clause: ClausePlan,
    limit: int,
    taken: Sequence[tuple[int, str]],
    *,
    ranked: bool,
    year: int | None = None,
) -> None:
    """Set the outcome of each award of the clause, of a year or of all; those surely outranked get nothing.

    An award is within for sure where all who may be as good or better find a place; it is outranked for sure where
    those who are surely better take all places.
    """
    db.execute('CREATE OR REPLACE TEMP TABLE "$taken" ("$a" BIGINT, subject VARCHAR)')
    if taken:
        db.executemany('INSERT INTO "$taken" VALUES (?, ?)', [list(one) for one in taken])
    mine = of_clause = f'"{CLAUSE}" = {clause.index}'
    if year is not None:  # one of which the day is not known may be of any year
        mine, of_clause = f'{mine} AND "{YEAR}" = {year}', f'{mine} AND COALESCE("{YEAR}", {year}) = {year}'
    has_place = 'EXISTS (FROM "$taken" t WHERE t."$a" = w."$a" AND t.subject = w.subject)'
    may = f"status IN ('{Status.ELIGIBLE}', '{Status.UNDETERMINED}')"
    places = max(0, limit - len(taken))
    down = clause.quota is not None and clause.quota.quota.order == "descending"
    rank = f'"{QUOTA}"' if ranked else "NULL"
    sure = f"status = '{Status.ELIGIBLE}' AND NOT provisional" + (f" AND {rank} IS NOT NULL" if ranked else "")
    order = f"ORDER BY {rank} {'DESC' if down else 'ASC'}"
    db.execute(
        'CREATE OR REPLACE TEMP TABLE "$competing" AS '
        f'SELECT "$a", "$p", subject, status, provisional, {rank} AS rank, ({sure}) AS sure '
        f'FROM "{table}" w WHERE {of_clause} AND {may} AND NOT {has_place}'
    )
    open_count = _one(db, 'SELECT count(*) FROM "$competing" WHERE NOT sure')
    sure_count = _one(db, 'SELECT count(*) FROM "$competing" WHERE sure')
    if not ranked or places == 0:
        outcome = WITHIN if sure_count + open_count <= places else TIED if places else OUT
        db.execute(
            f"UPDATE \"{table}\" AS w SET \"$outcome\" = '{outcome}' WHERE {mine} AND status = '{Status.ELIGIBLE}' "
            f"AND NOT {has_place}"
        )
    else:
        sign = ">" if down else "<"
        db.execute(
            'CREATE OR REPLACE TEMP TABLE "$standing" AS '
            f"SELECT DISTINCT rank, rank() OVER ({order.replace(rank, 'rank')}) - 1 AS ahead, "
            'count(*) OVER (PARTITION BY rank) AS same FROM "$competing" WHERE sure'
        )
        # How many of the sure ones are better than a rank, and how many are as good.
        better = f'(SELECT count(*) FROM "$competing" s WHERE s.sure AND s.rank {sign} c.rank)'
        db.execute(
            'CREATE OR REPLACE TEMP TABLE "$decided" AS '
            'SELECT c."$a", c."$p", CASE '
            f"WHEN {sure_count + open_count} <= {places} THEN '{WITHIN}' "
            f"WHEN COALESCE(s.ahead, b.ahead) >= {places} THEN '{OUT}' "
            f"WHEN c.sure AND s.ahead + s.same + {open_count} <= {places} THEN '{WITHIN}' "
            f"WHEN c.sure AND s.ahead + s.same > {places} THEN '{TIED}' "
            f"ELSE '{OPEN}' END AS outcome "
            f'FROM "$competing" c LEFT JOIN "$standing" s ON c.sure AND s.rank = c.rank '
            f'LEFT JOIN (SELECT DISTINCT c.rank, {better} AS ahead FROM "$competing" c '
            "WHERE NOT c.sure AND c.rank IS NOT NULL) b ON NOT c.sure AND b.rank = c.rank "
            f"WHERE c.status = '{Status.ELIGIBLE}'"
        )
        db.execute(
            f'UPDATE "{table}" AS w SET "$outcome" = d.outcome FROM "$decided" d '
            f'WHERE {mine} AND w."$a" = d."$a" AND w."$p" = d."$p"'
        )
    eligible = f"status = '{Status.ELIGIBLE}'"
    db.execute(f'UPDATE "{table}" AS w SET "$outcome" = \'{WITHIN}\' WHERE {mine} AND {eligible} AND {has_place}')
    nothing = "amount = NULL, payable = NULL, term_months = NULL, limited_by = NULL, provisional = FALSE"
    db.execute(
        f"UPDATE \"{table}\" SET status = '{Status.OUTRANKED}', {nothing}, failed = 'quota', \"$outcome\" = NULL "
        f"WHERE {mine} AND \"$outcome\" = '{OUT}'"
    )
    db.execute(f"UPDATE \"{table}\" SET provisional = TRUE WHERE {mine} AND \"$outcome\" IN ('{TIED}', '{OPEN}')")


def _one(db: DuckDBPyConnection, query: str) -> int:
    row = db.execute(query).fetchone()
    return 0 if row is None else int(row[0])
