"""The whole simulation: tables read once, each run in a schema of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from policydsl.cohort.engines.engine import Engine, EngineError
from policydsl.cohort.intake.load import load_cohort
from policydsl.cohort.intake.parts import check_unchanged
from policydsl.cohort.intake.sources import RawTable, UnreadableError, first_line, place
from policydsl.cohort.output.folder import PlaceError, working
from policydsl.cohort.output.tables import counts_of
from policydsl.cohort.run.batch import Batch, Choices
from policydsl.cohort.run.slow import Done
from policydsl.cohort.run.whole import Engines, Resources, database, first_rejects, tell_rejects
from policydsl.cohort.shape import shapes
from policydsl.cohort.simulate.differing import Differ, touched
from policydsl.cohort.simulate.figures import BudgetLine, Difference, Line, PotLine, Run, Share, Simulation, Split
from policydsl.cohort.simulate.groups import Grouping
from policydsl.cohort.simulate.keys import make_keys
from policydsl.cohort.simulate.measure import Lowered, Measure, keep_awards, taken_between, taken_by_caps
from policydsl.cohort.simulate.money import WHOLE, divided
from policydsl.cohort.simulate.scenarios import Scenario
from policydsl.cohort.simulate.uncapped import tellable, without_caps
from policydsl.diagnostics import Reporter
from policydsl.source import Text
from policydsl.source.frozen import frozen, replace
from policydsl.workspace import LoadedPolicy

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Progress = Callable[[str], None]
TOTAL: Final = Text("合计", "total")


@frozen(eq=False)
class Asked:
    """What a simulation is asked: the scenarios (the policy as it is first), groups, budgets, the split."""

    scenarios: tuple[Scenario, ...]
    groupings: tuple[Grouping, ...]
    budgets: Mapping[str, Decimal]
    split: tuple[tuple[str, Decimal], ...]
    with_ids: bool = False


def simulate(
    source: str,
    choices: Choices,
    asked: Asked,
    reporter: Reporter,
    *,
    resources: Resources = Resources(),  # noqa: B008  (frozen)
    target: str | None = None,
    progress: Progress = lambda _: None,
    done: Done = lambda *_: None,
) -> Simulation | None:
    """Run everything; None where what is wrong was reported.

    `target`: where the results are wanted; what a cluster has to see is put beside it for the time of the run.
    """
    import duckdb  # noqa: PLC0415  (only where cohorts are read)

    try:
        with working(target) as work:
            db, engines = database(work, resources), Engines(work, resources)
            try:
                return _Simulating(db, choices, asked, reporter, engines.new, progress, done).run(source)
            finally:
                engines.close()
                db.close()
    except PlaceError as error:
        reporter.report("U116", path=target, reason=str(error))
    except EngineError as error:
        reporter.report(error.code, **error.args_of_code)
    except UnreadableError as error:
        reporter.report("B104", place(error.path), reason=error.reason.pick(choices.lang))
    except (duckdb.Error, OSError) as error:
        reporter.report("B134", reason=first_line(error))
    return None


class _Simulating:
    """One simulation in one database."""

    def __init__(
        self,
        db: DuckDBPyConnection,
        choices: Choices,
        asked: Asked,
        reporter: Reporter,
        engine: Callable[[], Engine],
        progress: Progress,
        done: Done,
    ) -> None:
        self.db, self.choices, self.asked, self.reporter, self.progress = db, choices, asked, reporter, progress
        self.engine, self.done = engine, done
        self.tables: Mapping[str, RawTable] = {}
        self.schemas: list[str] = []  # of the runs at hand, the last one first looked in

    def run(self, source: str) -> Simulation | None:
        """Load the tables, run the scenarios, compare."""
        self.progress("load")
        base = self.asked.scenarios[0]
        tables = load_cohort(source, base.loaded.policy, self.choices.as_of, self.db, self.reporter, self.choices.lang)
        if tables is None:
            return None
        self.tables = tables
        runs: list[Run] = []
        batches: list[Batch] = []
        rejects: tuple[str, ...] = ()
        for number, scenario in enumerate(self.asked.scenarios):
            batch = self._batch(scenario.loaded, scenario.readings, number)
            if number == 0:
                make_keys(batch, self.asked.groupings)
                tell_rejects(self.db, tables, self.reporter)
                rejects = first_rejects(self.db, tables, self.choices.lang)
            self.db.execute(f'CREATE TABLE main."rejected${number}" AS SELECT "$a" FROM "$rejected"')
            runs.append(self._run(scenario, batch, number))
            batches.append(batch)
            self._end(batch)
        differences = [self._difference(batches, runs, number) for number in range(1, len(runs))]
        check_unchanged(tables)
        return Simulation(
            self.choices.as_of, tuple(runs), tuple(differences), self.asked.split, self.asked.with_ids, rejects
        )  # fmt: skip

    # -- one run -------------------------------------------------------------------------------------

    def _batch(self, loaded: LoadedPolicy, readings: Mapping[str, str], number: int) -> Batch:
        """A finished run in a schema of its own; its awards are kept under the number."""
        self.schemas.append(f"run{number}")
        self.db.execute(f"CREATE SCHEMA {self.schemas[-1]}")
        self._look()
        choices = Choices(self.choices.as_of, readings, self.choices.lang)
        batch = Batch(loaded, self.db, _as_read_by(loaded, self.tables), choices, engine=self.engine())
        batch.run(self.progress, self.done)
        keep_awards(batch, number)
        return batch

    def _end(self, batch: Batch) -> None:
        """Let go of the last run's tables, and of what its engine has."""
        batch.engine.close()
        schema = self.schemas.pop()
        self._look()
        self.db.execute(f"DROP SCHEMA {schema} CASCADE")

    def _look(self) -> None:
        """Look for tables in the schema of the run at hand."""
        self.db.execute("SET search_path = ?", [",".join([*self.schemas[-1:], "main"])])

    def _run(self, scenario: Scenario, batch: Batch, number: int) -> Run:
        self.progress("count")
        measure = Measure(batch, number, self.asked.groupings)
        counts = tuple(counts_of(batch))
        whole, breakdowns = measure.whole(), measure.breakdowns()
        lines = breakdowns[0].lines
        applicants, bands = measure.applicants(), measure.bands()
        taken = self._taken(scenario, batch, number, {(id_, by) for id_, by, _, _ in measure.binding()})
        return Run(
            scenario.name, scenario.changes, batch.plan.policy, scenario.readings, whole, breakdowns,
            measure.limiters(taken), bands, tuple(self._budgets(batch, lines, Line(WHOLE, TOTAL, whole))),
            tuple(self._splits(lines)), counts, batch.slow_count + batch.part_count, applicants,
            tuple(_pots(batch)), _not_applied(batch), scenario.was,
        )  # fmt: skip

    def _taken(self, scenario: Scenario, batch: Batch, number: int, binding: set[Lowered]) -> dict[Lowered, Decimal]:
        found = dict(taken_between(batch, number))
        settings = batch.loaded.engine.settings(batch.choices.as_of, batch.choices.readings)
        every = tellable(batch.loaded, settings)
        caps = {id_: by for id_, by in every.items() if (id_, by) in binding}
        if not caps:
            return found
        self.progress("caps")
        bare = len(self.asked.scenarios) + number
        self._end(self._batch(without_caps(batch.loaded, caps), scenario.readings, bare))
        found |= taken_by_caps(self.db, number, bare, caps)
        self.db.execute(f'DROP TABLE main."awards${bare}"')
        return found

    def _budgets(self, batch: Batch, lines: Iterable[Line], whole: Line) -> Iterable[BudgetLine]:
        every = {line.key: line for line in (whole, *lines)}
        for key, budget in self.asked.budgets.items():
            line = every.get(key)
            if line is not None:  # a scenario may have removed the clause
                tally = line.tally
                known, unbounded = tally.open_most, tally.open_unbounded
                yield BudgetLine(key, line.label, budget, tally.cost, known, unbounded, _earlier(batch, key))

    def _splits(self, lines: Sequence[Line]) -> Iterable[Split]:
        if not self.asked.split:
            return
        parts = [
            Split(line.key, line.label, tuple(Share(*one) for one in _shares(line, self.asked.split))) for line in lines
        ]
        total = [
            Share(name, share, sum((one.shares[i].cost for one in parts), Decimal(0)))
            for i, (name, share) in enumerate(self.asked.split)
        ]
        yield Split(WHOLE, TOTAL, tuple(total))
        yield from (one for one in parts if any(share.cost for share in one.shares))

    # -- several -------------------------------------------------------------------------------------

    def _difference(self, batches: Sequence[Batch], runs: Sequence[Run], number: int) -> Difference:
        self.progress("compare")
        left_out = f'SELECT "$a" FROM main."rejected$0" UNION SELECT "$a" FROM main."rejected${number}"'
        differ = Differ(self.db, number, left_out, touched(batches[0], batches[number]))
        return differ.run(runs[number].name, runs[0], runs[number], with_ids=self.asked.with_ids)


def _earlier(batch: Batch, clause: str) -> Decimal:
    """What limits over the programme count of earlier awards of a clause, or of all."""
    found = {} if batch.shared is None else batch.shared.earlier
    return sum(found.values(), Decimal(0)) if clause == WHOLE else found.get(clause, Decimal(0))


def _pots(batch: Batch) -> Iterator[PotLine]:
    for use in () if batch.shared is None else batch.shared.pots:
        label = use.limit.label if use.limit.label.zh else Text(use.limit.id)
        yield PotLine(
            use.limit.id, label, use.year, use.value, use.earlier, use.other, use.asked, use.granted
        )  # fmt: skip


def _not_applied(batch: Batch) -> frozenset[str]:
    """Quotas, and limits over all applicants, that a run does not decide."""
    return frozenset() if batch.shared is None else frozenset(batch.shared.undecided)


def _shares(line: Line, split: Iterable[tuple[str, Decimal]]) -> list[tuple[str, Decimal, Decimal]]:
    return divided(line.tally.cost, split)


def _as_read_by(loaded: LoadedPolicy, tables: Mapping[str, RawTable]) -> dict[str, RawTable]:
    """The tables as a policy reads them: columns of facts that it does not have are passed over."""
    found = {}
    for name, shape in shapes(loaded.policy).items():
        table = tables.get(name)
        if table is not None:
            kept = {
                column: type_
                for column, type_ in table.columns.items()
                if column in shape.fixed or shape.field_of(column) is not None
            }
            found[name] = replace(table, shape=shape, columns=kept)
    return found
