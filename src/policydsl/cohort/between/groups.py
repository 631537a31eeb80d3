"""What a rule looks at together, as a query: a row for each group, with what each clause gives it and gave before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final

from policydsl.cohort.between.others import other_counts
from policydsl.cohort.between.steps import Side, Step
from policydsl.cohort.engines.engine import results_of
from policydsl.cohort.intake.others import OTHERS
from policydsl.cohort.intake.sources import literal, quoted
from policydsl.cohort.sql.forms import MONEY_SCALE
from policydsl.cohort.sql.frame import EARLIER
from policydsl.plan.policy_plan import LimitPlan, PolicyPlan
from policydsl.source.frozen import frozen

KEY = "$k"  # by what items are counted together
_GIVEN: Final = "COALESCE(o.o, 0) AS o"
_NOTHING: Final = "CAST(0 AS HUGEINT) AS o"


class Layers:
    """A query that grows by columns, each of which may use those before."""

    def __init__(self, sql: str) -> None:
        self.sql = sql

    def add(self, *columns: str) -> None:
        """With these columns."""
        self.sql = f"SELECT *, {', '.join(columns)} FROM ({self.sql})"

    def where(self, test: str) -> None:
        """The rows for which it is true."""
        self.sql = f"SELECT * FROM ({self.sql}) WHERE {test}"


def now(side: Side, table: str = "r") -> str:
    """SQL of what an award comes to, in the finest unit; an award without a sum counts as one yuan."""
    units = f"CAST({table}.{quoted(side.column('units'))} AS HUGEINT) * {side.unit}" if side.has_sum else str(side.unit)
    return f"CASE WHEN {table}.{quoted(side.column('status'))} = 1 THEN {units} ELSE 0 END"


def results(side: Side) -> str:
    """The table of a side's awards."""
    assert side.frame is not None  # noqa: S101
    return quoted(results_of(side.frame))


@frozen(eq=False)
class Besides:
    """Other columns of a rule, from a table of applicants or of its subjects; `columns` takes the table's alias."""

    table: str  # empty: they are the same for all
    columns: Callable[[str], list[str]]


class Groups:
    """Makes the queries. `earlier`: the clauses under which something was granted before; `year`: of the run.

    `others`: whether other policies granted anything.
    """

    def __init__(self, plan: PolicyPlan, earlier: Collection[str], year: int, places: int, *, others: bool) -> None:
        self.plan, self.earlier, self.year, self.others = plan, earlier, year, others
        self.fen = 10 ** (places - MONEY_SCALE)

    def query(self, step: Step, besides: Besides | None = None, key: str = "") -> Layers:
        """The keys of each group, `s0`, `s1`, … given now, `b0`, `b1`, … given before; `o` by others where that counts.

        `key`: the column by which items are counted together.
        """
        if step.together == "subject":
            columns, source = self._subjects(step)
        elif step.together == "key":
            columns, source = self._keys(step, key)
        else:
            columns, source = self._applicants(step)
        if besides is not None:
            there = source.split(" r", 1)[0] == besides.table
            columns += besides.columns("r" if there else "f")
            if besides.table and not there:
                source += f' LEFT JOIN {besides.table} f ON f."$a" = r."$a"'
        return Layers(f"SELECT {', '.join(columns)} FROM {source}")

    def _applicants(self, step: Step) -> tuple[list[str], str]:
        own = [side for side in step.sides if side.frame is not None and side.list_key == ""]
        base = results(own[0]) if own else "applicants"
        columns, joins = ['r."$a" AS "$a"'], []
        by_list: dict[str, list[tuple[int, Side]]] = {}
        for i, side in enumerate(step.sides):
            if side.frame is None:
                columns.append(f"CAST(0 AS HUGEINT) AS s{i}")
            elif side.list_key == "":
                columns.append(f"CAST({now(side)} AS HUGEINT) AS s{i}")
            else:
                by_list.setdefault(side.list_key, []).append((i, side))
                columns.append(f"COALESCE(i{list(by_list).index(side.list_key)}.s{i}, 0) AS s{i}")
        for n, sides in enumerate(by_list.values()):
            sums = ", ".join(f"sum({now(side)}) AS s{i}" for i, side in sides)
            some = " OR ".join(f"r.{quoted(side.column('status'))} = 1" for _, side in sides)
            inner = f'SELECT r."$a", {sums} FROM {results(sides[0][1])} r WHERE {some} GROUP BY r."$a"'
            joins.append(f'LEFT JOIN ({inner}) i{n} ON i{n}."$a" = r."$a"')
        before, more = self._before(step)
        columns += before
        if more:
            inner = f'SELECT e."$a", {more} FROM "{EARLIER}" e WHERE {self._counts(step)} GROUP BY e."$a"'
            joins.append(f'LEFT JOIN ({inner}) b ON b."$a" = r."$a"')
        counts = self._others(step)
        columns.append(_GIVEN if counts else _NOTHING)
        if counts:
            inner = f'SELECT e."$a", {self._given} FROM "{OTHERS}" e WHERE {counts} GROUP BY e."$a"'
            joins.append(f'LEFT JOIN ({inner}) o ON o."$a" = r."$a"')
        return columns, " ".join([f"{base} r", *joins])

    def _subjects(self, step: Step) -> tuple[list[str], str]:
        table = results(next(side for side in step.sides if side.frame is not None))
        columns, joins = ['r."$a" AS "$a"', 'r."$p" AS "$p"'], []
        columns += [
            f"CAST({now(s) if s.frame is not None else 0} AS HUGEINT) AS s{i}" for i, s in enumerate(step.sides)
        ]
        before, more = self._before(step)
        columns += before
        if more:
            keys = 'e."$a", e.subject'
            inner = f'SELECT {keys}, {more} FROM "{EARLIER}" e WHERE {self._counts(step)} GROUP BY {keys}'
            joins.append(f'LEFT JOIN ({inner}) b ON b."$a" = r."$a" AND b.subject = r.id')
        counts = self._others(step)
        columns.append(_GIVEN if counts else _NOTHING)
        if counts:
            keys = 'e."$a", e.subject'
            inner = f'SELECT {keys}, {self._given} FROM "{OTHERS}" e WHERE {counts} GROUP BY {keys}'
            joins.append(f'LEFT JOIN ({inner}) o ON o."$a" = r."$a" AND o.subject = r.id')
        return columns, " ".join([f"{table} r", *joins])

    def _keys(self, step: Step, key: str) -> tuple[list[str], str]:
        table = results(next(side for side in step.sides if side.frame is not None))
        columns, joins = ['r."$a" AS "$a"', f'r."{KEY}" AS "{KEY}"'], []
        sums = [
            f"sum({now(s)}) AS s{i}" if s.frame is not None else f"0::HUGEINT AS s{i}" for i, s in enumerate(step.sides)
        ]
        some = " OR ".join(f"r.{quoted(s.column('status'))} = 1" for s in step.sides if s.frame is not None)
        inner = f'SELECT r."$a", r.{quoted(key)} AS "{KEY}", {", ".join(sums)} FROM {table} r WHERE {some} GROUP BY ALL'
        columns += [f"r.s{i} AS s{i}" for i in range(len(step.sides))]
        before, more = self._before(step)
        columns += before
        if more:
            those = (
                f'SELECT e."$a", x.{quoted(key)} AS "{KEY}", {more} FROM "{EARLIER}" e JOIN {table} x '
                f'ON x."$a" = e."$a" AND x.id = e.subject WHERE {self._counts(step)} GROUP BY ALL'
            )
            joins.append(f'LEFT JOIN ({those}) b ON b."$a" = r."$a" AND b."{KEY}" IS NOT DISTINCT FROM r."{KEY}"')
        counts = self._others(step)
        columns.append(_GIVEN if counts else _NOTHING)
        if counts:
            those = (
                f'SELECT e."$a", x.{quoted(key)} AS "{KEY}", {self._given} FROM "{OTHERS}" e JOIN {table} x '
                f'ON x."$a" = e."$a" AND x.id = e.subject WHERE {counts} GROUP BY ALL'
            )
            joins.append(f'LEFT JOIN ({those}) o ON o."$a" = r."$a" AND o."{KEY}" IS NOT DISTINCT FROM r."{KEY}"')
        return columns, " ".join([f"({inner}) r", *joins])

    # -- earlier awards ------------------------------------------------------------------------------

    def _before(self, step: Step) -> tuple[list[str], str]:
        """The columns `b0`, …, and the sums of earlier awards that they need."""
        there = [side.clause.clause.id in self.earlier for side in step.sides]
        columns = [
            f"COALESCE(b.b{i}, 0) AS b{i}" if one else f"CAST(0 AS HUGEINT) AS b{i}" for i, one in enumerate(there)
        ]
        sums = []
        for i, side in enumerate(step.sides):
            if there[i]:
                mine = f"e.clause = {literal(side.clause.clause.id)}"
                sums.append(f"sum(CASE WHEN {mine} THEN CAST(e.fen AS HUGEINT) * {self.fen} END) AS b{i}")
        return columns, ", ".join(sums)

    @property
    def _given(self) -> str:
        return f"sum(CAST(e.fen AS HUGEINT)) * {self.fen} AS o"

    def _others(self, step: Step) -> str:
        """Which awards of other policies count, as a condition on `e`; empty: none."""
        counts = other_counts(self.plan, step.rule) if self.others and isinstance(step.rule, LimitPlan) else None
        if counts is None:
            return ""
        return counts + (f" AND e.year = {self.year}" if step.every_year else "")

    def _counts(self, step: Step) -> str:
        ids = ", ".join(literal(side.clause.clause.id) for side in step.sides)
        return f"e.clause IN ({ids})" + (f" AND e.year = {self.year}" if step.every_year else "")


def met_by(keys: Sequence[str]) -> list[str]:
    """SQL of applicants with one id for subjects of several lists, whom a rule by subject would take together."""
    found = [f'SELECT l."$a" FROM {quoted(key)} l WHERE l.id = l."$owner"' for key in keys if key and "" in keys]
    lists = [key for key in keys if key]
    for i, one in enumerate(lists):
        found += [
            f'SELECT l."$a" FROM {quoted(one)} l JOIN {quoted(other)} m ON m."$a" = l."$a" AND m.id = l.id'
            for other in lists[i + 1 :]
        ]
    return found
