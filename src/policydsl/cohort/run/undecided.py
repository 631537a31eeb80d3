"""What queries left open: first what stands for itself, then what depends on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from policydsl.cohort.between.others import open_kinds
from policydsl.cohort.between.run import Between
from policydsl.cohort.engines.engine import results_of
from policydsl.cohort.intake.sources import quoted
from policydsl.cohort.run.open import OpenAwards, stands_alone
from policydsl.cohort.run.partly import Part, PartlyOpen
from policydsl.cohort.run.rejects import Rejects
from policydsl.cohort.run.told import ToldAwards
from policydsl.cohort.shared.ranks import Ranks
from policydsl.cohort.sql.decode import SLOW
from policydsl.cohort.sql.queries import FrameQuery, Known
from policydsl.evaluate.variant import Variant
from policydsl.feel.values import Date
from policydsl.source import Lang

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PARTLY: Final = "$partly"  # the numbers of the applicants of whom what depends on an open award is evaluated
APART: Final = "$apart"  # the same with those who are evaluated as a whole


class Undecided:
    """Adds to the interpreter's awards those that are open, and those that depend on one.

    `told`: how many a query tells, `single`: how many the interpreter evaluated, `parts`: of how many applicants a
    part; `done`: SQL of the applicants to whom nothing is to be added any more.
    """

    def __init__(
        self, db: DuckDBPyConnection, variant: Variant, as_of: Date, lang: Lang, ranks: Ranks, known: Known, chosen: str
    ) -> None:
        """`chosen`: SQL of the applicants who are evaluated as a whole."""
        self.db, self.variant, self.as_of, self.lang = db, variant, as_of, lang
        self.ranks, self.known, self.chosen = ranks, known, chosen
        self.told = self.single = self.parts = 0
        self.done = chosen

    def run(self, frames: Sequence[FrameQuery], between: Between | None, places: int, rejects: Rejects) -> None:
        """All of them; applicants with an award that is too large go to the rejects."""
        plan, settings, db = self.variant.plan, self.variant.settings, self.db
        clauses = [(frame, clause) for frame in frames for clause in frame.clauses]
        matters = [_open(frame, clause.index) for frame, clause in clauses if not stands_alone(clause, settings)]
        joined = frozenset[int]() if between is None else between.clauses
        if plan.joint is None:  # what an award shares it shares with those of its clause alone
            self._choose(matters)
            self._partly(frames, joined, places, rejects)
            self._alone(frames, places, rejects)
            return
        matters += open_kinds(plan, frames)
        self._choose([*matters, *([] if between is None else between.matters(db, frames))])
        db.execute(f'CREATE TABLE "{APART}" AS FROM {self.chosen} UNION FROM "{PARTLY}"')
        self.done = f'"{APART}"'
        self._alone(frames, places, rejects)
        granted = [] if between is None else between.granted(frames)
        if granted:
            self._others(granted)
        self._partly(frames, joined, places, rejects)

    def _choose(self, matters: Sequence[str]) -> None:
        every = " UNION ALL ".join(matters) or "SELECT 0 WHERE FALSE"
        self.db.execute(
            f'CREATE TABLE "{PARTLY}" AS SELECT DISTINCT "$a" FROM ({every}) t("$a") '
            f'WHERE "$a" NOT IN (FROM {self.chosen}) AND "$a" NOT IN (SELECT "$a" FROM "$rejected") ORDER BY "$a"'
        )

    def _alone(self, frames: Sequence[FrameQuery], places: int, rejects: Rejects) -> None:
        """Open awards one by one."""
        told = ToldAwards(self.db, self.variant, self.as_of, self.done, self.ranks, places)
        self.told = told.run(frames, self.known)
        single = OpenAwards(
            self.db, self.variant, self.as_of, self.lang, self.done, self.ranks, self.known.periods
        )  # fmt: skip
        self.single += single.run(frames, places, rejects)

    def _others(self, granted: Sequence[str]) -> None:
        """Where an open award gives something as things stand, rules may lower it after all."""
        self.db.execute(
            f'INSERT INTO "{PARTLY}" SELECT DISTINCT "$a" FROM ({" UNION ALL ".join(granted)}) t("$a") '
            f'WHERE "$a" NOT IN (FROM {self.done}) AND "$a" NOT IN (SELECT "$a" FROM "$rejected")'
        )
        self.db.execute(f'INSERT INTO "{APART}" FROM "{PARTLY}" WHERE "$a" NOT IN (FROM "{APART}")')
        self.db.execute(f'DELETE FROM "{SLOW}" WHERE "$a" IN (FROM "{PARTLY}")')

    def _partly(self, frames: Sequence[FrameQuery], joined: frozenset[int], places: int, rejects: Rejects) -> None:
        row = self.db.execute(f'SELECT count(*) FROM "{PARTLY}"').fetchone()
        self.parts = 0 if row is None else int(row[0])
        if self.parts:
            partly = PartlyOpen(self.db, self.variant, self.as_of, self.lang, self.ranks, self.known)
            partly.run(Part(PARTLY, joined), frames, places, rejects)
            self.single += partly.count


def _open(frame: FrameQuery, index: int) -> str:
    return f'SELECT "$a" FROM {quoted(results_of(frame))} WHERE {quoted(f"status${index}")} IS NULL'
