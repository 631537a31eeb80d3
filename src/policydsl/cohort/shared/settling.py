"""What awards of other policies leave payable of awards that quotas and pots lowered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from policydsl.award import Status
from policydsl.cohort.between.others import Settling, settlings
from policydsl.cohort.intake.filling import insert
from policydsl.cohort.intake.others import OTHERS
from policydsl.cohort.intake.sources import literal, quoted
from policydsl.cohort.shared.pots import in_yuan
from policydsl.cohort.sql.decode import CLAUSE, money_type
from policydsl.cohort.sql.forms import MONEY_SCALE
from policydsl.evaluate import forms
from policydsl.model.facts import OtherAward
from policydsl.plan.policy_plan import PolicyPlan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_OWED: Final = "$due"  # what other policies granted in all, by applicant, category and subject


def settle(
    db: DuckDBPyConnection,
    table: str,
    plan: PolicyPlan,
    places: int,
    others: Sequence[tuple[int, OtherAward]],
    chosen: str,
) -> None:
    """What awards of other policies leave payable of sums that quotas and pots lowered, deducted in clause order.

    `$was` has the awards as they were before. Where something is deducted, what one award keeps of it changes what the
    next ones lose: these are provisional where it is. `others`: of the applicants `chosen`, with their numbers.
    """
    taken = db.execute('SELECT 1 FROM "$was" WHERE was <> was_payable LIMIT 1').fetchone() is not None
    usual = plan.joint is None or plan.joint.usual
    # Of rules that are not the usual one it is not known here what they leave.
    more = ", provisional = TRUE" if taken and not usual else ""
    db.execute(f"UPDATE \"{table}\" SET payable = amount{more} WHERE status = '{Status.ELIGIBLE}' AND payable > amount")
    rules = settlings(plan)
    if not taken or not rules:
        return
    if not usual:
        db.execute(f'UPDATE "{table}" AS w SET provisional = TRUE FROM ({_waiting(table, plan)}) p WHERE {_SAME}')
        return
    fine = max(places, forms.MONEY_SCALE)  # decimals of a sum, those that facts may have among them
    _owe(db, rules[0], fine, others, chosen)
    db.execute(
        f'UPDATE "{table}" AS w SET provisional = w.provisional OR p.open, '
        f"payable = CAST({in_yuan(f'p.left // {10 ** (fine - places)}', places)} AS {money_type(places)}) "
        f"FROM ({_left(table, rules[0], fine)}) p WHERE {_SAME}"
    )


_SAME: Final = f'w."$a" = p."$a" AND w."{CLAUSE}" = p.c AND w."$p" = p."$p"'
_GRANTED: Final = f"status IN ('{Status.ELIGIBLE}', '{Status.OUTRANKED}')"  # an outranked one kept none of it
_OPEN: Final = "bool_or(provisional AND NOT was_provisional)"


def _waiting(table: str, plan: PolicyPlan) -> str:
    """SQL of the awards that come after one that quotas or pots left open, where something is deducted."""
    categories = " ".join(
        f"WHEN {c.index} THEN {literal(c.clause.category or c.clause.id)}" for c in plan.clauses if c.amount is not None
    )
    within = f'PARTITION BY "$a", subject, CASE "{CLAUSE}" {categories} END'
    return (
        f'SELECT * FROM (SELECT "$a", "{CLAUSE}" AS c, "$p", status, sum(was - was_payable) OVER ({within}) AS off, '
        f'COALESCE({_OPEN} OVER ({within} {_BEFORE}), FALSE) AS open FROM "{table}" JOIN "$was" USING ({_KEYS}) '
        f"WHERE {_GRANTED}) WHERE open AND off > 0 AND status = '{Status.ELIGIBLE}'"
    )


_KEYS: Final = f'"$a", "{CLAUSE}", "$p"'
_TURN: Final = f'ORDER BY "{CLAUSE}", "$p" ROWS'
_BEFORE: Final = f"{_TURN} BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"


def _left(table: str, rule: Settling, fine: int) -> str:
    """SQL of what is left of awards of which something is deducted, and some are lowered or open."""
    within = 'PARTITION BY "$a", category, subject'
    units = rule.of_clause(lambda one: int(one.rounding.to.scaleb(fine)))
    mine = (
        f'SELECT "$a", "{CLAUSE}", "{CLAUSE}" AS c, "$p", subject, status, provisional, was, was_provisional, '
        f"COALESCE(amount, 0) AS amount, {rule.category} AS category, {units} AS unit "
        f'FROM "{table}" JOIN "$was" USING ({_KEYS}) WHERE {_GRANTED}'
    )
    sums = (
        f"SELECT *, CAST(amount * {10**fine} AS HUGEINT) AS f, bool_or(amount < was) OVER ({within}) AS lowered, "
        f'COALESCE({_OPEN} OVER ({within} {_BEFORE}), FALSE) AS open FROM ({mine}) JOIN "{_OWED}" '
        'USING ("$a", category, subject)'
    )
    turns = f"SELECT *, sum(f) OVER ({within} {_TURN} UNBOUNDED PRECEDING) AS upto FROM ({sums})"
    rest = "(f - (LEAST(total, upto) - LEAST(total, upto - f))) // unit * unit"
    return (
        f'SELECT "$a", c, "$p", open, {rest} AS left FROM ({turns}) '
        f"WHERE status = '{Status.ELIGIBLE}' AND (lowered OR open)"
    )


def _owe(
    db: DuckDBPyConnection, rule: Settling, fine: int, others: Sequence[tuple[int, OtherAward]], chosen: str
) -> None:
    """Make the table of what other policies granted."""
    parts: dict[tuple[int, str, str], int] = {}
    for number, one in others:
        if one.level in rule.rule.level:
            key = (number, one.category, one.subject)
            parts[key] = parts.get(key, 0) + int(one.amount.scaleb(fine))
    db.execute(
        f'CREATE OR REPLACE TEMP TABLE "{_OWED}" AS SELECT "$a", category, subject, '
        f'sum(CAST(fen AS HUGEINT)) * {10 ** (fine - MONEY_SCALE)} AS total FROM "{OTHERS}" '
        f'WHERE {rule.counts} AND "$a" NOT IN (FROM {chosen}) GROUP BY ALL HAVING sum(fen) > 0'
    )
    rows = [(*key, str(total)) for key, total in parts.items() if total > 0]  # as texts: they may be longer than a word
    if rows:
        insert(db, quoted(_OWED), list(zip(*rows, strict=True)))
