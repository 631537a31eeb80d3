"""One run: from the tables as they came to the awards, the totals and the rejects, all in one database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from policydsl.cohort.between.elections import ELECTED, elections
from policydsl.cohort.between.others import Settlements
from policydsl.cohort.between.run import Between
from policydsl.cohort.engines.duckdb import DuckEngine
from policydsl.cohort.engines.engine import MAY_BE_A_FILE, Engine, EngineError
from policydsl.cohort.intake.earlier import earlier_awards
from policydsl.cohort.intake.others import OTHERS, other_awards
from policydsl.cohort.intake.parts import check_readable
from policydsl.cohort.intake.sources import RawTable, quoted
from policydsl.cohort.intake.typed import (
    ODD,
    empty_list,
    ids_ascend,
    list_query,
    periods_of,
    typed_applicants,
    typed_list,
)
from policydsl.cohort.run.awards import AwardSql
from policydsl.cohort.run.rejects import Rejects
from policydsl.cohort.run.results import make_table
from policydsl.cohort.run.slow import Done, Slow
from policydsl.cohort.run.undecided import Undecided
from policydsl.cohort.shape import APPLICANTS
from policydsl.cohort.shared.decide import Before, Shared
from policydsl.cohort.shared.ranks import Ranks
from policydsl.cohort.sql.decode import money_places
from policydsl.cohort.sql.frame import EARLIER, whole_of
from policydsl.cohort.sql.queries import NOTHING_KNOWN, Known, Queries, queries
from policydsl.diagnostics import Label
from policydsl.evaluate.fold import Settings
from policydsl.feel.values import Date
from policydsl.model.policy import ROOT
from policydsl.source import Lang, Text
from policydsl.source.frozen import frozen
from policydsl.workspace import LoadedPolicy

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CHOSEN: Final = "$chosen"  # the numbers of the applicants whom the interpreter evaluates
Progress = Callable[[str], None]


@frozen(eq=False)
class Choices:
    """What a run fixes."""

    as_of: Date
    readings: Mapping[str, str]
    lang: Lang


@frozen(eq=False)
class Refused:
    """A clause or a limit that the interpreter serves."""

    id: str
    reason: Text
    at: Label | None


class RefusedError(Exception):
    """There is one, and only queries were to compute."""


class Batch:
    """A cohort against a policy. `awards` is SQL of the awards once `run` is done."""

    def __init__(
        self,
        loaded: LoadedPolicy,
        db: DuckDBPyConnection,
        tables: Mapping[str, RawTable],
        choices: Choices,
        *,
        one_by_one: bool = False,
        engine: Engine | None = None,
    ) -> None:
        """`one_by_one`: everything by the interpreter, to compare; `engine`: where queries run, else in `db`."""
        self.engine: Engine = DuckEngine() if engine is None else engine
        self.loaded, self.db, self.tables, self.choices = loaded, db, tables, choices
        self.one_by_one = one_by_one
        self.plan = loaded.engine.on(choices.as_of)
        self.places = money_places(self.plan)
        self.ranks = Ranks(self.plan)
        self.between: Between | None = None  # the rules over several awards of one applicant
        self.shared: Shared | None = None  # what was decided between applicants
        self.only_queries = False  # whether to stop where the interpreter would have to serve a clause
        self.slow_count = 0  # applicants whom the interpreter evaluated
        self.told_count = 0  # open awards of which a query says what they wait for
        self.known = NOTHING_KNOWN
        self.part_count = 0  # applicants of whom it evaluated what depends on an open award
        self.open_count = 0  # awards of others that it evaluated
        self.settled_count = 0  # awards of which awards of other policies take something off
        self.queries = Queries((), ())
        self.in_force: dict[int, bool] = {}
        self._narrow: set[str] = set()  # the lists whose typed tables lack ids: each comes once

    def run(self, progress: Progress = lambda _: None, done: Done = lambda *_: None) -> None:
        """Everything up to the tables `$slow`, `$rejects` and those of the frames."""
        import duckdb  # noqa: PLC0415  (only where cohorts are read)

        try:
            self._run(progress, done)
        except duckdb.OutOfMemoryException:
            raise
        except (duckdb.Error, EngineError) as error:  # a file may turn out to be broken only now
            if not isinstance(error, EngineError) or error.code in MAY_BE_A_FILE:
                check_readable(self.tables, self.db)
            raise

    def _run(self, progress: Progress, done: Done) -> None:
        progress("typed")
        rejects = self._typed()
        progress("queries")
        self._queries()
        if self.only_queries and self.refusals:
            raise RefusedError
        progress("chosen")
        self._choose()
        progress("slow")
        choices = self.choices
        slow = Slow(self.loaded, choices.as_of, choices.readings, self.tables, choices.lang, self.ranks)
        make_table(self.db, self.places, self.ranks.columns)
        chosen = f'"{CHOSEN}"'
        self.slow_count = slow.run(self.db, chosen, self.places, rejects, done)
        variant = self.loaded.engine.variant(choices.as_of, choices.readings)
        rest = Undecided(self.db, variant, choices.as_of, choices.lang, self.ranks, self.known, chosen)
        rest.run(self.queries.frames, self.between, self.places, rejects)
        self.part_count, self.told_count, self.open_count = rest.parts, rest.told, rest.single
        settlements = Settlements(self.db, self.plan, self.places, self.ranks.columns)
        self.settled_count = settlements.run(self.sql.of, rest.done)
        if self.ranks.shares:
            progress("shared")
            before = Before(slow.prior, slow.others, chosen)
            self.shared = Shared(self.db, self.plan, self.ranks, variant.settings, choices.as_of, before)
            self.shared.run(self.sql.of(self.shared.clauses), self.places)
        rejects.finish()

    # -- before --------------------------------------------------------------------------------------

    def _typed(self) -> Rejects:
        day = self.choices.as_of
        made = not self.one_by_one and self.engine.typed(self.db, self.plan.policy, self.tables, day)
        if not made:
            self.db.execute(typed_applicants(self.tables[APPLICANTS], day))
        rejects = Rejects(self.db, self.tables, self.choices.lang)
        rejects.faults()
        rejects.without_id(known=made)
        rejects.positions()
        frames = {clause.entity.key for clause in self.plan.clauses if clause.entity is not None}
        for key, entity in self.plan.policy.entities.items():
            if key == ROOT:
                continue
            narrow = not made and key in self.tables and key not in frames and ids_ascend(self.db, self.tables[key])
            if not made and key in self.tables:
                self.db.execute(typed_list(self.tables[key], day, narrow=narrow))
            elif not made:
                self.db.execute(empty_list(key, dict(entity.fields)))
            if narrow:
                self._narrow.add(key)
            whole = list_query(self.tables[key], day) if narrow else f"FROM {quoted(key)}"
            self.db.execute(f"CREATE VIEW {quoted(whole_of(key))} AS {whole}")
        rejects.orphans()
        if not made:
            self.db.execute(earlier_awards(self.plan.policy, self.tables))
        self.db.execute(elections(self.plan.policy, self.tables))
        self.db.execute(other_awards(self.plan.policy, self.tables))
        return rejects

    def _queries(self) -> None:
        variant = self.loaded.engine.variant(self.choices.as_of, self.choices.readings)
        settings: Settings = variant.settings
        self.in_force = dict(zip((c.index for c in variant.plan.clauses), variant.in_force, strict=True))
        if self.one_by_one:
            return
        named = f'SELECT DISTINCT clause, year FROM "{EARLIER}" WHERE clause IS NOT NULL ORDER BY ALL'
        earlier: dict[str, list[int]] = {}
        for clause, year in self.db.execute(named).fetchall():
            earlier.setdefault(clause, []).extend(() if year is None else (year,))
        day, dialect = self.choices.as_of, self.engine.dialect
        self.known = Known(earlier, periods_of(self.tables, day), self.loaded.texts is not None)
        between = Between(self.plan, settings, day.year, self.places)
        self.queries = queries(self.plan, tuple(variant.in_force), settings, day, dialect, self.known,
            lambda clause, lower: self.ranks.sql(clause, lower, settings) | between.more(clause, lower),
            between.wanted)  # fmt: skip
        self.engine.run(self.db, self.queries.frames)
        if between.rules:
            self.between = between
            between.run(self.db, self.queries, earlier)

    # -- for the interpreter -------------------------------------------------------------------------

    @property
    def refusals(self) -> Sequence[Refused]:
        """What no query computes, with its place in the policy and why."""
        clauses = (
            Refused(one.clause.clause.id, one.why.reason, None if at is None else Label.at(at.origin, at.span))
            for one in self.queries.refused
            for at in (one.why.at,)
        )
        joint, rules = self.plan.joint, {} if self.between is None else self.between.refused
        limits = (
            Refused(one.limit.id, rules[one.limit.id], one.limit.at)
            for one in (() if joint is None else joint.limits)
            if one.limit.id in rules
        )
        return [*clauses, *limits]

    def _choose(self) -> None:
        parts = [f'SELECT "$a" FROM applicants WHERE {quoted(ODD)}']
        if self.one_by_one:
            parts = ['SELECT "$a" FROM applicants']
        else:
            for key in self.plan.layout:
                if key == ROOT or key not in self.tables:
                    continue
                parts.append(f'SELECT "$a" FROM {quoted(key)} WHERE {quoted(ODD)}')
                if key not in self._narrow and not ids_ascend(self.db, self.tables[key]):
                    parts.append(f'SELECT "$a" FROM {quoted(key)} GROUP BY "$a", hash(id) HAVING count(*) > 1')
            parts.append(f'SELECT "$a" FROM "{EARLIER}" WHERE {quoted(ODD)}')
            parts.append(f'SELECT "$a" FROM "{OTHERS}" WHERE {quoted(ODD)}')
            for one in self.queries.refused:
                entity = one.clause.entity
                parts.append(f'SELECT "$a" FROM {quoted(entity.key if entity else "applicants")}')
            parts.append(f'SELECT "$a" FROM "{ELECTED}" WHERE {quoted(ODD)}')
        every = " UNION ALL ".join(parts)
        self.db.execute(
            f'CREATE TABLE "{CHOSEN}" AS SELECT DISTINCT "$a" FROM ({every}) '
            'WHERE "$a" NOT IN (SELECT "$a" FROM "$rejected") ORDER BY "$a"'
        )

    # -- results -------------------------------------------------------------------------------------

    @property
    def sql(self) -> AwardSql:
        """The awards as SQL."""
        told = self.slow_count + self.part_count + self.open_count + self.told_count + self.settled_count > 0
        parts = (self.queries, self.between, self.shared)
        return AwardSql(self.plan, self.ranks, *parts, in_force=self.in_force, one_by_one=self.one_by_one, told=told)

    def awards(self) -> str:
        """SQL of all awards: applicant by applicant in the order given, then by clause, then by item; once."""
        return self.sql.write_from(self.db)
