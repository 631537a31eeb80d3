"""What awards of other policies leave payable of awards that quotas and pots lowered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydsl.award import Status
from policydsl.cohort.intake.sources import literal
from policydsl.cohort.sql.decode import CLAUSE
from policydsl.plan.policy_plan import PolicyPlan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def settle(db: DuckDBPyConnection, table: str, plan: PolicyPlan, places: int) -> None:
    """What awards of other policies leave payable of sums that quotas and pots lowered, deducted in clause order.

    `$was` has the awards as they were before. Where something is deducted, what one award keeps of it changes what the
    next ones lose: these are provisional where it is.
    """
    granted = f"status IN ('{Status.ELIGIBLE}', '{Status.OUTRANKED}')"
    if db.execute('SELECT 1 FROM "$was" WHERE was <> was_payable LIMIT 1').fetchone() is None:  # nothing is deducted
        db.execute(f"UPDATE \"{table}\" SET payable = amount WHERE status = '{Status.ELIGIBLE}' AND payable > amount")
        return
    if plan.joint is not None and not plan.joint.usual:  # rules of their own: what they leave is not known here
        db.execute(
            f'UPDATE "{table}" SET payable = amount, provisional = TRUE '
            f"WHERE status = '{Status.ELIGIBLE}' AND payable > amount"
        )
    categories = " ".join(
        f"WHEN {c.index} THEN {literal(c.clause.category or c.clause.id)}" for c in plan.clauses if c.amount is not None
    )
    if not categories:
        return
    within = f'PARTITION BY "$a", subject, CASE "{CLAUSE}" {categories} END'
    in_turn = f'{within} ORDER BY "{CLAUSE}", "$p" ROWS'
    keys = f'"$a", "{CLAUSE}", "$p"'
    db.execute(
        'CREATE OR REPLACE TEMP TABLE "$payable" AS WITH sums AS '
        f'(SELECT "$a", "{CLAUSE}" AS c, "$p", COALESCE(amount, 0) AS amount, status, '
        f"sum(was - was_payable) OVER ({within}) AS off, sum(was_payable) OVER ({within}) AS kept, "
        f"bool_or(COALESCE(amount, 0) < was) OVER ({within}) AS lowered, "
        f"COALESCE(bool_or(provisional AND NOT was_provisional) "
        f"OVER ({in_turn} BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), FALSE) AS open, "
        f"sum(COALESCE(amount, 0)) OVER ({in_turn} UNBOUNDED PRECEDING) AS upto "
        f'FROM "{table}" JOIN "$was" USING ({keys}) WHERE {granted}) '
        'SELECT "$a", c, "$p", amount - (LEAST(d, upto) - LEAST(d, upto - amount)) AS payable, '
        "open AND off > 0 AS open, lowered FROM "
        "(SELECT *, CASE WHEN kept = 0 AND off > 0 THEN upto ELSE off END AS d FROM sums) "
        f"WHERE status = '{Status.ELIGIBLE}' AND (lowered OR (open AND off > 0))"
    )
    known = "TRUE" if plan.joint is None or plan.joint.usual else "FALSE"
    db.execute(
        f'UPDATE "{table}" AS w SET provisional = w.provisional OR p.open, '
        f"payable = CASE WHEN p.lowered AND {known} THEN CAST(p.payable AS DECIMAL(20, {places})) ELSE w.payable END "
        f'FROM "$payable" p WHERE w."$a" = p."$a" AND w."{CLAUSE}" = p.c AND w."$p" = p."$p"'
    )
