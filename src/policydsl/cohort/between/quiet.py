"""Open awards that matter to no other one: no rule over several awards lowers, for them, what is granted besides.

An award that is undetermined whatever the rules do is told of as it is. Another one depends on it only where a rule
looks at both, and at the open one first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from policydsl.award import Status
from policydsl.cohort.between.columns import LimitColumns
from policydsl.cohort.between.groups import results
from policydsl.cohort.between.steps import Step
from policydsl.cohort.engines.engine import results_of
from policydsl.cohort.intake.sources import literal, quoted
from policydsl.cohort.sql.decode import LOST, SLOW
from policydsl.cohort.sql.frame import EARLIER
from policydsl.cohort.sql.queries import FrameQuery
from policydsl.plan.policy_plan import ClausePlan, LimitPlan, RulePlan

_KEPT: Final = 1_000_000
_BOTH: Final = "$both"  # awards that are open, or give something, of applicants with an open one


class Quiet:
    """Finds the applicants of whom an open award matters. `joined`: the clauses at which rules look."""

    def __init__(self, frames: Sequence[FrameQuery], joined: Collection[int]) -> None:
        self.frames = frames
        self.awards = [(frame, clause) for frame in frames for clause in frame.clauses if clause.index in joined]

    def table(self) -> str:
        """The statement that makes the table to look at: the clause, the place, whether it is open, `lost`.

        `lost`: the rule that left nothing of an award; a number beyond all of them, where something is left.
        """
        parts = []
        for frame, clause in self.awards:
            place = '"$p"' if frame.key else "0"
            status = quoted(frame.name("status", clause))
            parts.append(
                f'SELECT * FROM (SELECT "$a", {clause.index} AS c, {place} AS p, {status} IS NULL AS o, '
                f"{_lost(frame, clause)} AS lost FROM {quoted(results_of(frame))}) WHERE o OR lost IS NOT NULL"
            )
        nothing = 'SELECT 0 AS "$a", 0 AS c, 0 AS p, FALSE AS o, 0 AS lost WHERE FALSE'
        every = " UNION ALL ".join(parts) or nothing
        return (
            f'CREATE OR REPLACE TEMP TABLE "{_BOTH}" AS WITH every AS ({every}) '
            'SELECT * FROM every WHERE "$a" IN (SELECT "$a" FROM every WHERE o)'
        )

    def granted(self) -> Iterator[str]:
        """SQL of applicants with an open award that may be granted something; asked once open ones are evaluated."""
        for frame, clause in self.awards:
            place = 'r."$p"' if frame.key else "0"
            known = f"x.status IN ({literal(Status.UNDETERMINED)}, {literal(Status.INELIGIBLE)})"
            told = f'x."$a" = r."$a" AND x.clause = {clause.index} AND x."$p" = {place} AND {known}'
            yield (
                f'SELECT r."$a" FROM {quoted(results_of(frame))} r WHERE r.{quoted(frame.name("status", clause))} '
                f'IS NULL AND NOT EXISTS (SELECT 1 FROM "{SLOW}" x WHERE {told})'
            )

    def disturbed(self, step: Step, columns: LimitColumns | None, *, refused: bool = False) -> Iterator[str]:
        """SQL of applicants with an open award that matters to a rule. `refused`: no query applies it."""
        if columns is not None and columns.never:
            return
        number = " ".join(f"WHEN {one.clause.index} THEN {i}" for i, one in enumerate(step.sides))
        # Of what comes after an open award, a limit in order leaves the same where it leaves nothing as things stand.
        in_order = isinstance(step.rule, LimitPlan) and step.rule.limit.short != "pro_rata"
        there = f"lost {'>' if in_order else '>='} {step.number}"
        mine = f'(SELECT *, CASE c {number} END AS side FROM "{_BOTH}" WHERE o OR {there}) w WHERE w.side IS NOT NULL'
        if refused:
            yield f'SELECT w."$a" FROM {mine} AND w.o'
            return
        by = 'w."$a"' + (", w.p" if step.together == "subject" and step.list_key else "")
        yield f'SELECT w."$a" FROM {mine} GROUP BY {by} HAVING bool_or(w.o) AND {self._matters(step)}'
        if columns is not None:
            yield from self._unknown(step, columns, mine)
        elif isinstance(step.rule, RulePlan) and step.rule.rule.rule in ("highest", "choose"):
            ids = ", ".join(literal(side.clause.clause.id) for side in step.sides)
            before = f'SELECT e."$a" FROM "{EARLIER}" e WHERE e.clause IN ({ids})'
            yield f'SELECT w."$a" FROM {mine} AND w.o AND w."$a" IN ({before})'

    @staticmethod
    def _matters(step: Step) -> str:
        """Whether an open award of a group matters to one that gives something, as an aggregate."""
        if not isinstance(step.rule, RulePlan):
            if step.rule.limit.short == "pro_rata":
                return "NOT bool_and(w.o)"
            order = "CAST(w.c AS HUGEINT) * 1000000000000000000 + w.p"
            return f"max({order}) FILTER (NOT w.o) > min({order}) FILTER (w.o)"
        several = "count(DISTINCT w.side) > 1"
        if step.rule.rule.rule in ("highest", "choose"):
            return several
        return f"{several} AND max(w.side) FILTER (NOT w.o) >= min(w.side) FILTER (w.o)"

    def _unknown(self, step: Step, columns: LimitColumns, mine: str) -> Iterator[str]:
        """Where it is not known what the limit is, or with what an open award is counted."""
        if columns.reads:
            source = quoted(results_of(next(one for one in self.frames if one.key == columns.frame)))
            place = ' AND l."$p" = w.p' if columns.frame else ""
            test = f"({columns.figure('l')}) IS NULL OR ({columns.holds('l')}) IS NULL"
            yield (
                f'SELECT w."$a" FROM {mine} AND w.o AND EXISTS '
                f'(SELECT 1 FROM {source} l WHERE l."$a" = w."$a"{place} AND ({test}))'
            )
        if columns.key is not None:
            key = f"l.{quoted(columns.key_name)} IS NULL"
            source = results(next(side for side in step.sides if side.frame is not None))
            yield (
                f'SELECT w."$a" FROM {mine} AND w.o AND EXISTS '
                f'(SELECT 1 FROM {source} l WHERE l."$a" = w."$a" AND l."$p" = w.p AND {key})'
            )


def _lost(frame: FrameQuery, clause: ClausePlan) -> str:
    """The rule that left nothing of an award, NULL where it never gave anything."""
    status = quoted(frame.name("status", clause))
    if clause.amount is None:
        return f"CASE WHEN {status} = 1 THEN {_KEPT} WHEN {status} >= {LOST} THEN {status} - {LOST} END"
    units, limited, caps = quoted(frame.name("units", clause)), quoted(frame.name("limited", clause)), len(clause.caps)
    return (
        f"CASE WHEN {status} = 1 AND {units} > 0 THEN {_KEPT} "
        f"WHEN {status} = 1 AND {limited} > {caps} THEN {limited} - {caps + 1} END"
    )
