"""Applicants of whom something is open that matters to others of their awards: the interpreter does that part only.

What queries found of single awards stands. Without rules over several awards, the items of a clause with an open one
are evaluated in their order, as they share a cap. With such rules, open awards are evaluated, and the interpreter
applies the rules to all awards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Final

from policydsl.award import Status
from policydsl.cohort.engines.engine import results_of
from policydsl.cohort.intake.sources import quoted
from policydsl.cohort.run.open import stands_alone
from policydsl.cohort.run.ranked import Ranking
from policydsl.cohort.run.rejects import Rejects
from policydsl.cohort.run.results import SlowRow, insert, row_of_special, too_large
from policydsl.cohort.run.typed_facts import Ahead, TypedApplicant, TypedApplicants, Values, rows_by_applicant, whole
from policydsl.cohort.shared.ranks import Ranks
from policydsl.cohort.sql.decode import CLAUSE, FROM_INTERPRETER, awards_of
from policydsl.cohort.sql.frame import OWNER, PLACE
from policydsl.cohort.sql.queries import FrameQuery, Known, Queries, queries
from policydsl.evaluate.caps import Room
from policydsl.evaluate.outcomes import Outcomes, Special
from policydsl.evaluate.variant import Variant
from policydsl.feel.ops import DECIMAL128
from policydsl.feel.values import Date
from policydsl.plan.policy_plan import ClausePlan
from policydsl.source import Lang
from policydsl.source.frozen import frozen, replace

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CHUNK: Final = 20_000
_AGAIN: Final = "$again$"  # the results of the applicants at hand, before any rule


@frozen(eq=False)
class Part:
    """What is evaluated: of whom (a table of numbers), and the clauses at which rules over several awards look."""

    whom: str
    joined: frozenset[int]


class PartlyOpen:
    """Adds the awards to the interpreter's. `count`: how many it evaluated."""

    def __init__(
        self, db: DuckDBPyConnection, variant: Variant, as_of: Date, lang: Lang, ranks: Ranks, known: Known
    ) -> None:
        self.db, self.variant, self.as_of, self.lang = db, variant, as_of, lang
        self.ranks, self.known = ranks, known
        self.ranking = Ranking(ranks, variant, as_of)
        self.facts = TypedApplicants(db, variant.plan.policy.entities, known.periods, as_of)
        self.count = 0

    def run(self, part: Part, frames: Sequence[FrameQuery], places: int, rejects: Rejects) -> None:
        """All of them; applicants with an award that is too large go to the rejects."""
        waiting: list[SlowRow] = []
        rules = self.variant.joint is not None
        source = self._before_rules(part.whom, places) if rules else self._open_clauses(part.whom, frames)
        found = Ahead(rows_by_applicant(self.db, source))
        with localcontext(DECIMAL128):
            for one in self.facts.of(quoted(part.whom)):
                rows = found.at(one.number)
                if rules:
                    made = list(self._joined(one, rows, part.joined))
                else:
                    made = list(self._alone(one, {whole(row[0]) for row in rows}))
                over = too_large(made, places)
                if over is not None:
                    rejects.too_large(one.number, str(one.prepared.applicant[0]), over)
                    continue
                waiting += made
                if len(waiting) >= _CHUNK:
                    insert(self.db, waiting, places)
                    waiting = []
        insert(self.db, waiting, places)
        rejects.flush()

    # -- what queries found ---------------------------------------------------------------------------

    def _open_clauses(self, whom: str, frames: Sequence[FrameQuery]) -> str:
        """SQL of the clauses of which an applicant has an open award that shares a cap or goes by another day."""
        parts = [
            f'SELECT DISTINCT "$a", {clause.index} AS c FROM {quoted(results_of(frame))} '
            f'WHERE {quoted(frame.name("status", clause))} IS NULL AND "$a" IN (FROM {quoted(whom)})'
            for frame in frames
            for clause in frame.clauses
            if not stands_alone(clause, self.variant.settings)
        ]
        return f"SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY ALL"

    def _before_rules(self, whom: str, places: int) -> str:
        """SQL of all that queries find of them; it is worked out again, as the rules have changed the results."""
        variant = self.variant
        known = replace(self.known, only=whom)
        again: Queries = queries(
            variant.plan, tuple(variant.in_force), variant.settings, self.as_of, "duckdb", known,
            lambda clause, lower: self.ranks.sql(clause, lower, variant.settings),
        )  # fmt: skip
        parts = []
        for frame in again.frames:
            table = f"{_AGAIN}{frame.key}"
            self.db.execute(f"CREATE OR REPLACE TABLE {quoted(table)} AS {frame.query.sql('duckdb')}")
            for clause in frame.clauses:
                more = {name: self.ranks.has(clause, name) for name in self.ranks.columns}
                found = awards_of(frame, clause, table, places, slow=False, more=more)
                parts.append(found.query((OWNER, CLAUSE, *FROM_INTERPRETER, *self.ranks.columns, PLACE)).sql("duckdb"))
        every = " UNION ALL ".join(f"SELECT * FROM ({one})" for one in parts)
        return f'SELECT * EXCLUDE ("$p") FROM ({every}) ORDER BY "$a", "{CLAUSE}", "$p"'

    # -- evaluated ------------------------------------------------------------------------------------

    def _alone(self, one: TypedApplicant, clauses: set[int]) -> Iterator[SlowRow]:
        outcomes = Outcomes(self.variant, one.prepared)
        for plan, subjects in outcomes.rights():
            if plan.index not in clauses:
                continue
            rooms = Outcomes.make_rooms(plan)
            for i, subject in enumerate(subjects):
                code = self._evaluated(outcomes, plan, subject, rooms)
                yield self._row(one, (plan, subject, i), code, None)

    def _joined(self, one: TypedApplicant, rows: Sequence[Values], joined: frozenset[int]) -> Iterator[SlowRow]:
        outcomes = Outcomes(self.variant, one.prepared)
        found: dict[int, list[Values]] = {}
        for row in rows:
            found.setdefault(whole(row[0]), []).append(row[1:])
        awards = []
        for (plan, subjects), in_force in zip(outcomes.rights(), self.variant.in_force, strict=True):
            mine = found.get(plan.index, [])
            again = len(mine) != len(subjects) or self._all_again(plan, mine, joined)
            rooms = Outcomes.make_rooms(plan)
            for i, subject in enumerate(subjects):
                base = None if again or mine[i][0] is None else mine[i]
                awards.append(((plan, subject, i), base))
                if not in_force:
                    outcomes.codes.append(Status.NOT_IN_FORCE)
                elif base is None:
                    outcomes.codes.append(self._evaluated(outcomes, plan, subject, rooms))
                else:
                    outcomes.codes.append(_special(base))
        before = list(outcomes.codes)
        assert self.variant.joint is not None  # noqa: S101  (there are rules)
        self.variant.joint.finish(outcomes)
        for (award, base), code, was in zip(awards, outcomes.codes, before, strict=True):
            changed = code is not was or base is None or award[0].index in joined  # queries may have lowered the last
            if changed and isinstance(code, Special):
                yield self._row(one, award, code, base)

    def _all_again(self, plan: ClausePlan, found: Sequence[Values], joined: frozenset[int]) -> bool:
        """Whether all items are evaluated: an open one takes of what they share; the year of a day counts in rules."""
        if stands_alone(plan, self.variant.settings):
            return False
        return (plan.dated is not None and plan.index in joined) or any(row[0] is None for row in found)

    def _evaluated(self, outcomes: Outcomes, plan: ClausePlan, subject: str, rooms: dict[str, Room]) -> Special:
        self.count += 1
        return outcomes.slow(plan, None if plan.entity is None else (subject,), rooms)

    def _row(
        self, one: TypedApplicant, award: tuple[ClausePlan, str, int], code: Special, base: Values | None
    ) -> SlowRow:
        plan, subject, i = award
        place = 0 if plan.entity is None else one.places[plan.entity.key][i]
        if base is None:
            prepared, finding = one.prepared, code.finding
            governing = None if finding is None else finding.trace.governing
            ranked = self.ranking.of((plan, subject, code.status), prepared.applicant, prepared.lists, governing)
            before: tuple[str | None, str, str] = (None, "", "")
        else:
            told = dict(zip(FROM_INTERPRETER, base, strict=False))
            ranked = tuple(_decimal(value) for value in base[len(FROM_INTERPRETER) :])
            row = told["row"]
            before = (None if row is None else str(row), str(told["failed"]), str(told["failures"]))
        keys = (one.number, place, plan.index)
        return row_of_special(keys, (plan.clause.id, subject, code), before, self.lang, ranked)


def _special(base: Values) -> Special:
    """What a query found as the interpreter would have."""
    told = dict(zip(FROM_INTERPRETER, base, strict=False))
    term, limited = told["term_months"], told["limited_by"]
    amount = _decimal(told["amount"])
    return Special(
        Status(str(told["status"])), amount, amount, None if term is None else whole(term),
        None if limited is None else str(limited), provisional=False,
    )  # fmt: skip


def _decimal(value: object) -> Decimal | None:
    assert value is None or isinstance(value, Decimal)  # noqa: S101  (by the type of the column)
    return value
