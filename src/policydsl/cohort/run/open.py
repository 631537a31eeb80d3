"""The marked evaluation of single awards that a query leaves open, where nothing but the award's own facts matters.

The typed tables hold all that it reads; awards that share a limit or a deduction go to `slow` with their applicant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import localcontext
from typing import TYPE_CHECKING, Final

from policydsl.cohort.engines.engine import results_of
from policydsl.cohort.intake.rows import cursor_of
from policydsl.cohort.intake.sources import literal, quoted
from policydsl.cohort.run.rejects import Rejects
from policydsl.cohort.run.results import Keys, SlowRow, insert, row_of_finding, too_large
from policydsl.cohort.run.typed_facts import Ahead, Values, fetched, readers_of, rows_by_applicant
from policydsl.cohort.shared.ranks import Ranks, may_be_granted
from policydsl.cohort.sql.caps import shares_a_cap
from policydsl.cohort.sql.decode import SLOW
from policydsl.cohort.sql.forms import MONEY_SCALE
from policydsl.cohort.sql.frame import EARLIER, whole_of
from policydsl.cohort.sql.queries import FrameQuery
from policydsl.cohort.sql.scope import NO_PERIODS, Periods
from policydsl.evaluate.caps import NOTHING_GRANTED, Granted
from policydsl.evaluate.clause import Context
from policydsl.evaluate.fold import Settings
from policydsl.evaluate.forms import decimal_of
from policydsl.evaluate.marked import Env
from policydsl.evaluate.variant import Variant
from policydsl.feel.ops import DECIMAL128
from policydsl.feel.values import Date
from policydsl.model.policy import ROOT
from policydsl.plan.nodes import Aggregate, Node, Quantifier, walk
from policydsl.plan.policy_plan import ClausePlan
from policydsl.source import Lang

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CHUNK: Final = 20_000


def stands_alone(plan: ClausePlan, settings: Settings) -> bool:
    """Whether an open award of the clause changes no other one, and goes by the text of today."""
    return not (shares_a_cap(plan, settings) or plan.is_governed)


def _roots(plan: ClausePlan) -> list[Node]:
    roots: list[Node] = [p.node for p in plan.probes if p.node is not None]
    table = plan.table
    if table is not None:
        roots += [node for row in table.rows for node in row.outputs.values()]
    return roots


class OpenAwards:
    """Evaluates the open awards of the frames."""

    def __init__(
        self,
        db: DuckDBPyConnection,
        variant: Variant,
        as_of: Date,
        lang: Lang,
        chosen: str,
        ranks: Ranks,
        periods: Periods = NO_PERIODS,
    ) -> None:
        """`chosen`: SQL of the applicants to leave out; `periods`: of each fact by period, those that tables have."""
        self.db, self.variant, self.as_of, self.lang, self.chosen = db, variant, as_of, lang, chosen
        self.ranks = ranks
        self.entities = variant.plan.policy.entities
        self.readers = readers_of(self.entities, periods)

    def run(self, frames: Sequence[FrameQuery], places: int, rejects: Rejects) -> int:
        """Add the awards to the interpreter's; gives how many there were. What is too large goes to the rejects."""
        count, waiting, over = 0, list[SlowRow](), set[int]()
        with localcontext(DECIMAL128):
            for frame in (one for one in frames if one.clauses):
                for owner, row in self._of_frame(frame):
                    if too_large([row], places) is not None:
                        if row[0] not in over:
                            rejects.too_large(row[0], owner, row)
                        over.add(row[0])
                        continue
                    waiting.append(row)
                    count += 1
                    if len(waiting) >= _CHUNK:
                        insert(self.db, waiting, places)
                        waiting = []
        insert(self.db, waiting, places)
        rejects.flush()
        return count

    def _of_frame(self, frame: FrameQuery) -> Iterator[tuple[str, SlowRow]]:
        """Of each open award the id of its applicant and what was found."""
        flags = [self._flag(frame, clause) for clause in frame.clauses]
        item = self.readers[frame.key] if frame.key else None
        applicant = self.readers[ROOT]
        columns = ['r."$a"', 'r."$p"' if frame.key else "0", "a.id", "r.id", *flags]
        columns += [f"a.{quoted(name)}" for name in applicant.columns]
        source = f'{quoted(results_of(frame))} r JOIN applicants a ON a."$a" = r."$a"'
        order = "1" if item is None else "1, 2"
        if item is not None:
            columns += [f"s.{quoted(name)}" for name in item.columns]
            source += f' JOIN {quoted(frame.key)} s ON s."$a" = r."$a" AND s."$p" = r."$p"'
        query = (
            f"SELECT {', '.join(columns)} FROM {source} WHERE ({' OR '.join(flags)}) "
            f'AND r."$a" NOT IN (FROM {self.chosen}) ORDER BY {order}'
        )
        if not self._any(query):
            return
        wanted = sorted({key for clause in frame.clauses for key in _lists(clause)})
        chosen = f'SELECT DISTINCT "$a" FROM {quoted(results_of(frame))} r WHERE ({" OR ".join(flags)})'
        lists = {key: Ahead(self._listed(key, chosen)) for key in wanted}
        earlier = self._earlier(frame, chosen)
        first, width = 4 + len(flags), len(applicant.columns)
        for cells in fetched(cursor_of(self.db).execute(query)):
            number, place, owner, id_ = cells[0], cells[1], cells[2], cells[3]
            assert isinstance(number, int) and isinstance(place, int)  # noqa: S101, PT018  (our own numbers)
            facts = applicant.values(owner, cells[first : first + width])
            of_item = None if item is None else item.values(id_, cells[first + width :])
            given = {key: ahead.at(number) for key, ahead in lists.items()}
            for clause, open_ in zip(frame.clauses, cells[4:first], strict=True):
                if open_:
                    granted = earlier.get((number, clause.clause.id), NOTHING_GRANTED)
                    yield (
                        str(owner),
                        self._award(clause, (number, place, clause.index), (facts, of_item, given), granted),
                    )

    @staticmethod
    def _flag(frame: FrameQuery, clause: ClausePlan) -> str:
        """SQL of whether the award of a clause is open, and no query said what it waits for."""
        place = 'r."$p"' if frame.key else "0"
        told = f'SELECT 1 FROM "{SLOW}" x WHERE x."$a" = r."$a" AND x.clause = {clause.index} AND x."$p" = {place}'
        return f"(r.{quoted(frame.name('status', clause))} IS NULL AND NOT EXISTS ({told}))"

    def _award(
        self,
        clause: ClausePlan,
        keys: Keys,
        facts: tuple[Values, Values | None, Mapping[str, Sequence[Values]]],
        granted: Granted,
    ) -> SlowRow:
        applicant, item, lists = facts
        subject = str(applicant[0] if item is None else item[0])
        env = Env(applicant, item, lists, self.variant.settings, self.as_of)
        finding = self.variant.marked[clause.index].evaluate(env, Context(subject, self.as_of.year, granted, {}))
        ranked = tuple(self.ranks.values(clause, env)) if may_be_granted(finding.status) else self.ranks.none
        return row_of_finding(keys, (clause.clause.id, subject, finding), self.lang, ranked)

    def _any(self, query: str) -> bool:
        return self.db.execute(f"SELECT 1 FROM ({query}) LIMIT 1").fetchone() is not None

    def _listed(self, key: str, chosen: str) -> Iterator[tuple[int, list[Values]]]:
        """The items of a list, applicant by applicant."""
        reader = self.readers[key]
        columns = "".join(f", l.{quoted(name)}" for name in reader.columns)
        query = f'SELECT l."$a", l.id{columns} FROM {quoted(whole_of(key))} l WHERE l."$a" IN ({chosen})'
        query += ' ORDER BY l."$a", l."$p"'
        for number, rows in rows_by_applicant(self.db, query):
            yield number, [reader.values(row[0], row[1:]) for row in rows]

    def _earlier(self, frame: FrameQuery, chosen: str) -> dict[tuple[int, str], Granted]:
        """What the applicants at hand were granted before, by clause."""
        ids = ", ".join(literal(clause.clause.id) for clause in frame.clauses)
        query = (
            f'SELECT "$a", clause, subject, year, fen FROM "{EARLIER}" WHERE clause IN ({ids}) AND "$a" IN ({chosen})'
        )
        found: dict[tuple[int, str], Granted] = {}
        for number, clause, subject, year, fen in self.db.execute(query).fetchall():
            if fen is not None and year is not None:  # else the applicant is among the chosen
                found.setdefault((number, clause), Granted()).add(subject, year, decimal_of(fen, MONEY_SCALE))
        return found


def _lists(clause: ClausePlan) -> set[str]:
    """The lists over which a clause adds up or asks."""
    return {
        node.members.variable.list_key
        for root in _roots(clause)
        for node in walk(root)
        if isinstance(node, Aggregate | Quantifier) and node.members.history is None
    }
