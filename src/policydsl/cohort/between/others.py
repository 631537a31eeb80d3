"""Awards of other policies after all other rules: what of an award is left to pay.

As `evaluate/joint/others.py` and `evaluate/settle.py`, over all awards of a cohort at once. An award of which something
is taken off, or that waits for an open one before it, joins those that the interpreter found.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from policydsl.award import Status
from policydsl.cohort.engines.engine import results_of
from policydsl.cohort.intake.others import OTHERS
from policydsl.cohort.intake.sources import literal, quoted
from policydsl.cohort.sql.decode import CLAUSE, FROM_INTERPRETER, SLOW, money_type
from policydsl.cohort.sql.forms import MONEY_SCALE
from policydsl.cohort.sql.queries import FrameQuery
from policydsl.model.joint import StackingRule
from policydsl.plan.policy_plan import ClausePlan, LimitPlan, PolicyPlan
from policydsl.source.frozen import frozen, replace

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_OWED: Final = "$owed"  # what a rule takes off in all, by applicant and by what must be the same
_SETTLED: Final = "$settled"
Awards = Callable[[Collection[int]], str]  # SQL of the awards of some clauses


@frozen(eq=False)
class Settling:
    """A rule with the clauses whose awards it is about."""

    rule: StackingRule
    clauses: Sequence[ClausePlan]

    @property
    def kind(self) -> list[str]:
        """The columns of an award of another policy that must be as those of the award here."""
        return [one for one in ("category", "subject") if one in self.rule.same]

    @property
    def counts(self) -> str:
        """Which awards of other policies it takes off, as a condition."""
        levels = ", ".join(literal(one) for one in self.rule.level)
        return f"level IN ({levels})"

    def of_clause(self, value: Callable[[ClausePlan], object]) -> str:
        """SQL of what each clause has, by its number."""
        return f'CASE "{CLAUSE}" ' + " ".join(f"WHEN {one.index} THEN {value(one)}" for one in self.clauses) + " END"

    @property
    def category(self) -> str:
        """SQL of the category of an award here."""
        return self.of_clause(lambda one: literal(one.clause.category or ""))


def settlings(plan: PolicyPlan) -> Sequence[Settling]:
    """The rules that take awards of other policies off; no clause is subject to two."""
    found = []
    for rule in (one for one in plan.policy.stacking if one.across == "policies"):
        clauses = [clause for clause in plan.clauses if clause.settled == rule.id]
        if clauses:
            found.append(Settling(rule if rule.level else replace(rule, level=(plan.policy.level,)), clauses))
    return found


def _tenths(places: int) -> str:
    """The type of the finest unit."""
    return f"DECIMAL({places + 1}, {places})"


def open_kinds(plan: PolicyPlan, frames: Sequence[FrameQuery]) -> Sequence[str]:
    """SQL of applicants of whom not all can be settled here.

    Where rules look at several awards, it matters what an open one may come to, and what it waits for.
    """
    if plan.joint is None:
        return []
    if len({index for one in plan.joint.across for index in one.among}) < sum(
        len(one.among) for one in plan.joint.across
    ):
        return [f'SELECT "$a" FROM "{OTHERS}"']  # two rules about one clause
    frame_of = {clause.index: frame for frame in frames for clause in frame.clauses}
    found = []
    for rule in settlings(plan):
        for clause in (one for one in rule.clauses if one.index in frame_of):
            frame = frame_of[clause.index]
            on = ['o."$a" = r."$a"', f"o.{rule.counts}", f"r.{quoted(frame.name('status', clause))} IS NULL"]
            on += [f"o.category = {literal(clause.clause.category or '')}"] if "category" in rule.kind else []
            on += ["o.subject = r.id"] if "subject" in rule.kind else []
            found.append(f'SELECT r."$a" FROM {quoted(results_of(frame))} r JOIN "{OTHERS}" o ON {" AND ".join(on)}')
    return found


def other_counts(plan: PolicyPlan, limit: LimitPlan) -> str | None:
    """Which awards of other policies a limit counts, as a condition; None: none of them."""
    named = {plan.clauses[index].clause.category for index in limit.counted} - {None}
    if not limit.limit.other or not named:
        return None
    levels = ", ".join(literal(one) for one in limit.limit.other)
    return f"level IN ({levels}) AND category IN ({', '.join(literal(str(one)) for one in sorted(map(str, named)))})"


class Settlements:
    """Settles what queries found, and what the interpreter found of single awards.

    `places`: the decimals of sums; `ranks`: the columns by which awards are ranked.
    """

    def __init__(self, db: DuckDBPyConnection, plan: PolicyPlan, places: int, ranks: Sequence[str]) -> None:
        self.db, self.places, self.ranks = db, places, ranks
        self.rules = settlings(plan)

    def run(self, awards: Awards, chosen: str) -> int:
        """Gives how many awards were changed. `chosen`: the applicants who are settled already."""
        return sum(self._one(rule, awards, f'"$a" NOT IN (FROM {chosen})') for rule in self.rules)

    def _one(self, rule: Settling, awards: Awards, whom: str) -> int:
        kind = "".join(f", {one}" for one in rule.kind)
        total = f"sum(CAST(fen AS HUGEINT)) * {10 ** (self.places - MONEY_SCALE)}"
        self.db.execute(
            f'CREATE OR REPLACE TEMP TABLE "{_OWED}" AS SELECT "$a"{kind}, {total} AS total FROM "{OTHERS}" '
            f'WHERE {rule.counts} AND {whom} GROUP BY "$a"{kind} HAVING sum(fen) > 0'
        )
        if not self._count(_OWED):
            return 0
        mine = awards([clause.index for clause in rule.clauses])
        self.db.execute(
            f'CREATE OR REPLACE TEMP TABLE "{_SETTLED}" AS SELECT * FROM ({self._left(rule, mine)}) '
            "WHERE taken > 0 OR (waits AND NOT provisional)"
        )
        self.db.execute(
            f'DELETE FROM "{SLOW}" x USING "{_SETTLED}" s '
            f'WHERE x."$a" = s."$a" AND x.clause = s."{CLAUSE}" AND x.subject = s.subject'
        )
        self.db.execute(f'INSERT INTO "{SLOW}" SELECT {self._columns} FROM "{_SETTLED}"')
        return self._count(_SETTLED)

    def _left(self, rule: Settling, awards: str) -> str:
        """SQL of the awards with what is `taken` off, what is `left`, and whether they wait for one before them."""
        kind = "".join(f", {one}" for one in rule.kind)
        units = rule.of_clause(lambda one: int(one.rounding.to.scaleb(self.places)))
        ahead = f'OVER (PARTITION BY "$a"{kind} ORDER BY "{CLAUSE}", "$p" ROWS'
        exclude = rule.rule.rule == "exclude"
        taken = "fine" if exclude else "LEAST(total, upto) - LEAST(total, upto - fine)"
        waits = "FALSE" if exclude else f"bool_or(is_open) {ahead} BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
        granted = f"status = {literal(Status.ELIGIBLE)} AND amount IS NOT NULL"
        of_them = f'SELECT *, {rule.category} AS category FROM ({awards}) WHERE "$a" IN (SELECT "$a" FROM "{_OWED}")'
        fine = f"CAST(amount * {10**self.places} AS HUGEINT)"
        found = (
            f"SELECT *, {units} AS unit, CASE WHEN {granted} THEN {fine} ELSE 0 END AS fine, "
            f"status = {literal(Status.UNDETERMINED)} OR provisional AS is_open "
            f'FROM ({of_them}) JOIN "{_OWED}" USING ("$a"{kind})'
        )
        upto, waits = f"sum(fine) {ahead} UNBOUNDED PRECEDING) AS upto", f"COALESCE({waits}, FALSE) AS waits"
        found = f"SELECT *, {upto}, {waits} FROM ({found})"
        return f"SELECT *, fine - taken AS rest FROM (SELECT *, {taken} AS taken FROM ({found}) WHERE {granted})"

    @property
    def _columns(self) -> str:
        """Those of the interpreter's awards."""
        tenth = format(Decimal(1).scaleb(-self.places), "f")
        left = f"CAST(rest // unit * unit AS DECIMAL(20, 0)) * CAST('{tenth}' AS {_tenths(self.places)})"
        values = {"payable": f"CAST({left} AS {money_type(self.places)})", "provisional": "provisional OR waits"}
        told = (values.get(name, quoted(name)) for name in FROM_INTERPRETER)
        return ", ".join(['"$a"', '"$p"', f'"{CLAUSE}"', "clause", "subject", *told, *map(quoted, self.ranks)])

    def _count(self, table: str) -> int:
        row = self.db.execute(f'SELECT count(*) FROM "{table}"').fetchone()
        return 0 if row is None else int(row[0])
