"""The rules over several awards of one applicant, one after the other, over the results of the frames."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from policydsl.cohort.between.columns import LimitColumns
from policydsl.cohort.between.elections import ELECTED
from policydsl.cohort.between.groups import Besides, Groups, met_by, now, results
from policydsl.cohort.between.limits import limited
from policydsl.cohort.between.lowering import GROUPS, in_proportion, lower, off_the_first, within_room
from policydsl.cohort.between.quiet import Quiet
from policydsl.cohort.between.stacking import stacked
from policydsl.cohort.between.steps import Step, Steps, counted, limits_of, rules_of
from policydsl.cohort.engines.engine import keep_results, results_of
from policydsl.cohort.intake.others import OTHERS
from policydsl.cohort.intake.sources import literal, quoted
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.frame import EARLIER
from policydsl.cohort.sql.lower import Lower
from policydsl.cohort.sql.queries import FrameQuery, Queries, Wanted
from policydsl.cohort.sql.scope import NotLoweredError
from policydsl.evaluate.fold import Settings
from policydsl.plan.policy_plan import ClausePlan, LimitPlan, PolicyPlan, RulePlan
from policydsl.source import Text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

YEAR: Final = "year"  # the column of the year that governs an award
OPEN: Final = "$between"  # the numbers of the applicants about whom a rule is open


class Between:
    """The rules of a policy. `clauses`: those whose awards they look at; `ids`: the rules in their order."""

    def __init__(self, plan: PolicyPlan, settings: Settings, year: int, places: int) -> None:
        self.plan, self.year, self.places = plan, year, places
        self.rules = rules_of(plan)
        self.ids = tuple(one.rule.id if isinstance(one, RulePlan) else one.limit.id for one in self.rules)
        self.clauses = frozenset(index for one in self.rules for index in counted(one))
        self.columns = [LimitColumns(one, i, settings, places) for i, one in enumerate(limits_of(plan))]
        self.refused: dict[str, Text] = {}  # the rules that no query applies, and why
        self.applied: list[tuple[Step, LimitColumns | None, bool]] = []  # whether no query applies it

    @property
    def wanted(self) -> list[Wanted]:
        """The columns that frames must have."""
        return [one for columns in self.columns for one in columns.wanted()]

    def more(self, clause: ClausePlan, lower: Lower) -> dict[str, Sql]:
        """The columns of a clause: of one that a day of its own governs, the year, where a rule goes by years."""
        yearly = any(_by_year(rule) and clause.index in counted(rule) for rule in self.rules)
        return {YEAR: lower.source(lower.year)} if yearly and clause.dated is not None else {}

    def run(self, db: DuckDBPyConnection, queries: Queries, earlier: Collection[str]) -> None:
        """Lower the awards in the results; `earlier`: the clauses under which something was granted before."""
        db.execute(f'CREATE TABLE "{OPEN}" ("$a" BIGINT)')
        for frame in queries.frames:
            if any(clause.index in self.clauses for clause in frame.clauses):
                keep_results(db, frame)
        columns = {id(one.limit): one for one in self.columns}
        steps = Steps(self.plan, queries.frames, self.places)
        some = db.execute(f'SELECT count(*) FROM "{OTHERS}"').fetchone()
        groups = Groups(self.plan, earlier, self.year, self.places, others=some is not None and some[0] > 0)
        for number, rule in enumerate(self.rules):
            found = steps.of(rule, number)
            why = None if isinstance(rule, RulePlan) else self._refusal(columns[id(rule)], queries.lacking)
            self.applied += [(step, columns.get(id(rule)), why is not None) for step in found]
            if why is not None:
                self.refused[self.ids[number]] = why
                self._whom(db, found)
                continue
            if _by_year(rule):
                self._of_other_years(db, found)
            if isinstance(rule, RulePlan):
                self._met(db, rule)
                for step in found:
                    self._stack(db, step, groups)
            else:
                for step in found:
                    self._limit(db, step, groups, columns[id(rule)], queries.frames)

    def matters(self, db: DuckDBPyConnection, frames: Sequence[FrameQuery]) -> list[str]:
        """SQL of applicants of whom an open award matters to others, by a rule that looks at both."""
        quiet = Quiet(frames, self.clauses)
        db.execute(quiet.table())
        disturbed = (
            one for step, columns, refused in self.applied for one in quiet.disturbed(step, columns, refused=refused)
        )
        return [f'SELECT "$a" FROM "{OPEN}"', *disturbed]

    def granted(self, frames: Sequence[FrameQuery]) -> list[str]:
        """SQL of applicants with an open award that rules may lower, once open ones are evaluated."""
        return list(Quiet(frames, self.clauses).granted())

    def _of_other_years(self, db: DuckDBPyConnection, steps: Collection[Step]) -> None:
        """Awards of another year than that of the run are counted with those of their year: not here."""
        for side in (side for step in steps for side in step.sides):
            if side.frame is not None and side.clause.dated is not None:
                year = quoted(side.column(YEAR))
                db.execute(
                    f'INSERT INTO "{OPEN}" SELECT r."$a" FROM {results(side)} r '
                    f"WHERE {now(side)} > 0 AND r.{year} IS DISTINCT FROM {self.year}"
                )

    @staticmethod
    def _refusal(columns: LimitColumns, lacking: Mapping[str, NotLoweredError]) -> Text | None:
        """Why no query applies a limit."""
        why = next((lacking[one.name].reason for one in columns.wanted() if one.name in lacking), None)
        if why is None and not columns.fine_enough:
            return Text("限额的小数太多，不能按比例分", "the limit has too many decimals to be shared in proportion")
        return why

    # -- stacking ------------------------------------------------------------------------------------

    def _stack(self, db: DuckDBPyConnection, step: Step, groups: Groups) -> None:
        assert isinstance(step.rule, RulePlan)  # noqa: S101
        besides = None
        if step.rule.rule.rule == "choose":
            elected = f'SELECT "$a", any_value(clause) AS elected FROM "{ELECTED}" WHERE rule = {literal(step.id)}'
            besides = Besides(f'({elected} GROUP BY "$a")', lambda table: [f"{table}.elected AS elected"])
        found = groups.query(step, besides)
        stacked(step, found)
        keys = ['"$a"', *(['"$p"'] if step.together == "subject" else [])]
        self._make(db, found.sql, [*keys, *(f"e{i}" for i in range(len(step.sides)))])
        lower(db, step, off_the_first, "", shared=True)

    def _met(self, db: DuckDBPyConnection, rule: RulePlan) -> None:
        """Subjects of several lists with one id are taken together by a rule over subjects: not here."""
        if "subject" not in rule.rule.same:
            return
        clauses = {clause.index: clause for clause in self.plan.clauses}
        entities = (clauses[index].entity for index in rule.among)
        keys = list(dict.fromkeys(one.key if one else "" for one in entities))
        for query in met_by(keys):
            db.execute(f'INSERT INTO "{OPEN}" {query}')

    # -- limits --------------------------------------------------------------------------------------

    def _limit(
        self, db: DuckDBPyConnection, step: Step, groups: Groups, columns: LimitColumns, frames: Collection[FrameQuery]
    ) -> None:
        assert isinstance(step.rule, LimitPlan)  # noqa: S101
        if columns.never:
            return
        key = columns.key_name if step.together == "key" else ""
        if key:
            self._keyless(db, step, groups, key)
        table = next((quoted(results_of(one)) for one in frames if one.key == columns.frame), "")
        besides = Besides(
            table if columns.reads else "",
            lambda table: [f"{columns.figure(table)} AS lim", f"{columns.holds(table)} AS applies"],
        )
        found = groups.query(step, besides, key)
        limited(step, columns, found)
        share = step.rule.limit.short == "pro_rata"
        keys = ['"$a"', *(['"$p"'] if step.together == "subject" else ['"$k"'] if key else [])]
        parts = ["room", "asked"] if share else [f"r{i}" for i in range(len(step.sides))]
        self._make(db, found.sql, [*keys, *parts])
        scale = 10 ** (columns.scale_of_figure - self.places)
        lower(db, step, in_proportion(scale) if share else within_room, key, shared=not share)

    def _keyless(self, db: DuckDBPyConnection, step: Step, groups: Groups, key: str) -> None:
        """Items of which it is not known with which they are counted."""
        sides = [side for side in step.sides if side.frame is not None]
        some = " + ".join(f"({now(side)})" for side in sides)
        table = results(sides[0])
        db.execute(f'INSERT INTO "{OPEN}" SELECT r."$a" FROM {table} r WHERE r.{quoted(key)} IS NULL AND {some} > 0')
        for granted in [*([EARLIER] if groups.earlier else []), *([OTHERS] if groups.others else [])]:
            db.execute(
                f'INSERT INTO "{OPEN}" SELECT r."$a" FROM {table} r JOIN "{granted}" e ON e."$a" = r."$a" '
                f"AND e.subject = r.id WHERE r.{quoted(key)} IS NULL"
            )

    # -- both ----------------------------------------------------------------------------------------

    @staticmethod
    def _make(db: DuckDBPyConnection, query: str, columns: list[str]) -> None:
        """The groups of which something is lowered; those that are open go to the interpreter."""
        db.execute(f'CREATE OR REPLACE TEMP TABLE "{GROUPS}" AS SELECT {", ".join(columns)}, is_open FROM ({query})')
        db.execute(f'INSERT INTO "{OPEN}" SELECT "$a" FROM "{GROUPS}" WHERE is_open')
        db.execute(f'DELETE FROM "{GROUPS}" WHERE is_open')

    @staticmethod
    def _whom(db: DuckDBPyConnection, steps: Collection[Step]) -> None:
        """Everyone with an award that a rule looks at which no query applies."""
        for step in steps:
            for side in step.sides:
                if side.frame is not None:
                    db.execute(f'INSERT INTO "{OPEN}" SELECT r."$a" FROM {results(side)} r WHERE {now(side)} > 0')


def _by_year(rule: RulePlan | LimitPlan) -> bool:
    """Whether a rule counts what is of one year."""
    return (rule.rule if isinstance(rule, RulePlan) else rule.limit).every == "year"
