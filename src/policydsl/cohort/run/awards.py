"""The awards of a run as SQL: of queries, of the interpreter, and as quotas and pots left them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final

from policydsl.award import Status
from policydsl.cohort.between.run import Between
from policydsl.cohort.engines.engine import results_of
from policydsl.cohort.intake.sources import literal, quoted
from policydsl.cohort.shape import APPLICANTS
from policydsl.cohort.shared.decide import Shared
from policydsl.cohort.shared.ranks import TYPE, Ranks
from policydsl.cohort.sql.decode import AWARD, CLAUSE, FROM_INTERPRETER, SLOW, awards_of, money_places, money_type
from policydsl.cohort.sql.queries import FrameQuery, Queries
from policydsl.plan.policy_plan import ClausePlan, PolicyPlan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ALL: Final = "$all"  # the table of all awards in their order, where it is made
_GATHERED: Final = 250_000  # awards, or so, that are sorted at a time
_SHOWN: Final = f'SELECT {", ".join(quoted(name) for name, _ in AWARD)}, "$outcome" AS standing'


class AwardSql:
    """SQL of the awards. `told`: whether there is more than the results of the frames."""

    def __init__(
        self,
        plan: PolicyPlan,
        ranks: Ranks,
        queries: Queries,
        between: Between | None,
        shared: Shared | None,
        *,
        in_force: Mapping[int, bool],
        one_by_one: bool,
        told: bool,
    ) -> None:
        """`one_by_one`: all of them are the interpreter's."""
        self.plan, self.ranks, self.queries, self.between, self.shared = plan, ranks, queries, between, shared
        self.in_force, self.one_by_one, self.told = in_force, one_by_one, told
        self.places = money_places(plan)

    @property
    def ordered(self) -> str:
        """SQL of all awards: applicant by applicant in the order given, then by clause, then by item."""
        return f'{_SHOWN} FROM ({self.unordered}) ORDER BY "$a", "{CLAUSE}", "$p"'

    @property
    def gathered(self) -> str:
        """The same once they are gathered."""
        return f'{_SHOWN} FROM "{_ALL}"'

    def gather(self, db: DuckDBPyConnection) -> None:
        """Put them into a table in their order, some applicants after others: their sorting stays small."""
        count, every = 'SELECT count(*), max("$a")', self.unordered
        db.execute(f'CREATE TABLE "{_ALL}" AS SELECT * FROM ({every}) LIMIT 0')
        rows = sum(_count(db, f"{count} FROM {quoted(c.entity.key if c.entity else APPLICANTS)}")[0]
                   for c in self.plan.clauses)  # fmt: skip
        end = _count(db, f"{count} FROM applicants")[1] + 1
        step = max(1, end * _GATHERED // max(1, rows))
        for start in range(0, end, step):
            db.execute(
                f'INSERT INTO "{_ALL}" SELECT * FROM ({every}) WHERE "$a" >= {start} AND "$a" < {start + step} '
                f'ORDER BY "$a", "{CLAUSE}", "$p"'
            )

    @property
    def unordered(self) -> str:
        """SQL of all awards with their keys and what a quota or a pot made of them, in no order."""
        mine = frozenset[int]() if self.shared is None else self.shared.clauses
        others = [clause.index for clause in self.plan.clauses if clause.index not in mine]
        parts = [f'SELECT *, NULL::VARCHAR AS "$outcome" FROM ({self.of(others)})'] if others else []
        if self.shared is not None:
            parts.append(f'SELECT * FROM "{self.shared.table}"')
        return " UNION ALL ".join(parts)

    @property
    def alone(self) -> str:
        """SQL of the awards about which a quota or a pot decides, as they were before, with their keys."""
        assert self.shared is not None  # noqa: S101  (asked only where something is shared)
        return self.of(self.shared.clauses)

    def of(self, clauses: Collection[int]) -> str:
        """SQL of the awards of some clauses with their keys, in no order."""
        frame_of = {clause.index: frame for frame in self.queries.frames for clause in frame.clauses}
        chosen = [clause for clause in self.plan.clauses if clause.index in clauses]
        parts = [self._of_clause(clause, frame_of.get(clause.index)) for clause in chosen]
        return " UNION ALL ".join(f"SELECT * FROM ({one})" for one in parts)

    def _of_clause(self, clause: ClausePlan, frame: FrameQuery | None) -> str:
        kept = 'r."$a" NOT IN (SELECT "$a" FROM "$rejected")'
        if frame is not None:
            rules = self.between.ids if self.between is not None and clause.index in self.between.clauses else ()
            found = awards_of(
                frame, clause, results_of(frame), self.places, slow=self.told,
                more={name: self.ranks.has(clause, name) for name in self.ranks.columns}, rules=rules,
            )  # fmt: skip
            return f"{found.sql('duckdb')} WHERE {kept}"
        if self.one_by_one or self.in_force[clause.index]:
            values = ", ".join(f"x.{quoted(name)}" for name in (*FROM_INTERPRETER, *self.ranks.columns))
            keys = f'x."$a", {clause.index} AS "{CLAUSE}", x."$p"'
            ids = f"a.id AS applicant, {literal(clause.clause.id)} AS clause, x.subject AS subject"
            return (
                f'SELECT {keys}, {ids}, {values} FROM "{SLOW}" x JOIN applicants a ON a."$a" = x."$a" '
                f"WHERE x.clause = {clause.index}"
            )
        key = clause.entity.key if clause.entity else ""
        return self._not_in_force(clause, key) + f" WHERE {kept}"

    def _not_in_force(self, clause: ClausePlan, key: str) -> str:
        types = {"MONEY": money_type(self.places)}
        nothing = {
            name: f"NULL::{types.get(type_, type_)}" for name, type_ in AWARD
        } | {
            "applicant": 'r."$owner"' if key else "r.id", "clause": literal(clause.clause.id), "subject": "r.id",
            "status": literal(Status.NOT_IN_FORCE), "provisional": "FALSE", "missing": "''", "failed": "''",
            "failures": "''",
        }  # fmt: skip
        nothing |= dict.fromkeys(self.ranks.columns, f"NULL::{TYPE}")
        columns = ", ".join(f"{value} AS {quoted(name)}" for name, value in nothing.items())
        place = 'r."$p"' if key else "0"
        keys = f'r."$a", {clause.index} AS "{CLAUSE}", {place} AS "$p"'
        return f"SELECT {keys}, {columns} FROM {quoted(key or 'applicants')} r"


def _count(db: DuckDBPyConnection, query: str) -> tuple[int, int]:
    row = db.execute(query).fetchone()
    return (0, -1) if row is None or row[1] is None else (int(row[0]), int(row[1]))
