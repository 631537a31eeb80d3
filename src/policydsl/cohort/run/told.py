"""Open awards of which a query says what they come to as things stand, and which facts they wait for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from policydsl.award import Status
from policydsl.cohort.engines.engine import results_of
from policydsl.cohort.intake.sources import literal, quoted
from policydsl.cohort.run.open import stands_alone
from policydsl.cohort.shared.ranks import Ranks
from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.decode import FROM_INTERPRETER, SLOW, values_of
from policydsl.cohort.sql.queries import FrameQuery, Known
from policydsl.cohort.sql.waiting import GRANTED, REFUSED, UNDETERMINED, waiting_query
from policydsl.evaluate.variant import Variant
from policydsl.feel.values import Date
from policydsl.plan.policy_plan import ClausePlan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FEW: Final = 200  # open awards of a clause that are sooner evaluated one by one than a query for them is planned
_ONLY: Final = "$open"
_WAITING: Final = "$waiting"


class ToldAwards:
    """Adds them to the interpreter's, which then need not evaluate them."""

    def __init__(
        self, db: DuckDBPyConnection, variant: Variant, as_of: Date, chosen: str, ranks: Ranks, places: int
    ) -> None:
        """`chosen`: SQL of the applicants to leave out; `places`: the decimals of sums."""
        self.db, self.variant, self.as_of, self.chosen, self.ranks = db, variant, as_of, chosen, ranks
        self.places = places

    def run(self, frames: Sequence[FrameQuery], known: Known) -> int:
        """Gives how many there were."""
        return sum(self._of_frame(frame, known) for frame in frames)

    def _of_frame(self, frame: FrameQuery, known: Known) -> int:
        results, rest = quoted(results_of(frame)), f'"$a" NOT IN (FROM {self.chosen})'
        tests = {
            one: f"{quoted(frame.name('status', one))} IS NULL"
            for one in frame.clauses
            if stands_alone(one, self.variant.settings)
        }
        if not tests:
            return 0
        counts = ", ".join(f"count(*) FILTER ({test})" for test in tests.values())
        row = self.db.execute(f"SELECT {counts} FROM {results} WHERE {rest}").fetchone()
        assert row is not None  # noqa: S101  (counts are one row)
        clauses = [one for one, count in zip(tests, row, strict=True) if count >= FEW]
        if not clauses:
            return 0
        open_ = " OR ".join(tests[one] for one in clauses)
        self.db.execute(
            f'CREATE OR REPLACE TEMP TABLE "{_ONLY}" AS SELECT DISTINCT "$a" FROM {results} WHERE ({open_}) AND {rest}'
        )
        variant = self.variant
        made = waiting_query(
            frame.key, clauses, variant.plan, variant.settings, self.as_of, known, _ONLY, self.ranks.of
        )  # fmt: skip
        if made is None:
            return 0
        query, found = made
        self.db.execute(f'CREATE OR REPLACE TEMP TABLE "{_WAITING}" AS {query.sql("duckdb", copy=False)}')
        return sum(self._of_clause(frame, clause) for clause in found)

    def _of_clause(self, frame: FrameQuery, clause: ClausePlan) -> int:
        place, on = ('r."$p"', ' AND k."$p" = r."$p"') if frame.key else ("0", "")
        values = {name: value.sql("duckdb") for name, value in self._values(frame, clause).items()}
        shown = ", ".join(values[name] for name in FROM_INTERPRETER)
        status = f"r.{quoted(frame.name('status', clause))}"
        of_clause = self.ranks.of(clause)
        ranked = [
            f"CASE WHEN {status} <> {REFUSED} THEN k.{quoted(frame.name(name, clause))} END" if name in of_clause
            else "NULL" for name in self.ranks.columns
        ]  # fmt: skip
        ranks = "".join(f", {one}" for one in ranked)
        before = self._count(f'SELECT count(*) FROM "{SLOW}"')
        self.db.execute(
            f'INSERT INTO "{SLOW}" SELECT r."$a", {place}, {clause.index}, {literal(clause.clause.id)}, r.id, '
            f'{shown}{ranks} FROM "{_WAITING}" r JOIN {quoted(results_of(frame))} k ON k."$a" = r."$a"{on} '
            f"WHERE k.{quoted(frame.name('status', clause))} IS NULL AND {status} IS NOT NULL"
        )
        return self._count(f'SELECT count(*) FROM "{SLOW}"') - before

    def _values(self, frame: FrameQuery, clause: ClausePlan) -> Mapping[str, Sql]:
        """The columns of an award; what it is granted stands in the same columns as that of an award that is closed."""

        def column(kind: str) -> Sql:
            return sql.column(frame.name(kind, clause), "r")

        def has(status: int) -> Sql:
            return sql.binary("=", column("status"), sql.number(status))

        row: Sql = sql.null("VARCHAR")
        if clause.table is not None and not clause.table.sums and clause.table.table.hit != "collect":
            row = sql.case([
                (sql.binary("=", column("row"), sql.number(i)), sql.text(one.row.id))
                for i, one in enumerate(clause.table.rows, 1)
            ])  # fmt: skip
        status = sql.case([
            (has(REFUSED), sql.text(Status.INELIGIBLE)), (has(GRANTED), sql.text(Status.ELIGIBLE)),
        ], sql.text(Status.UNDETERMINED))  # fmt: skip
        missing = column("missing")
        provisional = sql.and_([
            sql.not_(has(UNDETERMINED)), sql.binary("!=", missing.copy(), sql.text("")),
        ])  # fmt: skip
        mine = {"status": status, "row": row, "provisional": provisional, "missing": missing,
                "failed": column("failed")}  # fmt: skip
        return {**values_of(frame, clause, self.places), **mine}

    def _count(self, query: str) -> int:
        row = self.db.execute(query).fetchone()
        return 0 if row is None else int(row[0])
