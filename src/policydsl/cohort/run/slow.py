"""The interpreter for those applicants about whom a query leaves something open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from policydsl.award import Award
from policydsl.cohort.intake.facts import FactsOfRows
from policydsl.cohort.intake.rows import rows_of
from policydsl.cohort.intake.sources import RawTable
from policydsl.cohort.run.rejects import Rejects
from policydsl.cohort.sql.decode import NO_ROW, SLOW, money_type
from policydsl.feel.values import Date
from policydsl.source import Lang
from policydsl.workspace import LoadedPolicy

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CHUNK: Final = 20_000
SlowRow = tuple[
    int,
    int,
    int,
    str,
    str,
    str,
    Decimal | None,
    Decimal | None,
    int | None,
    str | None,
    str | None,
    bool,
    str,
    str,
    str,
]
COLUMNS: Final = (
    '"$a" BIGINT, "$p" BIGINT, clause INTEGER, clause_id VARCHAR, subject VARCHAR, status VARCHAR, '
    "amount {money}, payable {money}, "
    "term_months INTEGER, limited_by VARCHAR, row VARCHAR, provisional BOOLEAN, missing VARCHAR, failed VARCHAR, "
    "failures VARCHAR"
)


class Slow:
    """Evaluates the applicants of a table of numbers, one by one."""

    def __init__(
        self, loaded: LoadedPolicy, as_of: Date, readings: Mapping[str, str], tables: Mapping[str, RawTable], lang: Lang
    ) -> None:
        self.engine, self.as_of, self.readings, self.lang = loaded.engine, as_of, readings, lang
        self.tables = tables
        self.reader = FactsOfRows(loaded.policy, as_of, tables)

    def run(self, db: DuckDBPyConnection, chosen: str, places: int, rejects: Rejects) -> int:
        """Fill the table of slow awards; gives how many applicants there were. Those in error go to the rejects."""
        money = money_type(places)
        db.execute(f'CREATE TABLE "{SLOW}" ({COLUMNS.format(money=money)})')
        count, waiting = 0, []
        for rows in rows_of(db, self.tables, chosen):
            count += 1
            facts = self.reader.facts(rows)
            if isinstance(facts, list):
                rejects.applicant(rows.number, rows.id, facts)
                continue
            evaluation = self.engine.trace(self.engine.prepare(facts, self.as_of), self.readings)
            clauses = {id(plan.clause): plan.index for plan in evaluation.plan.clauses}
            waiting += [
                self._row((rows.number, place, clauses[id(award.clause)]), award)
                for place, award in enumerate(evaluation.awards)
            ]
            if len(waiting) >= _CHUNK:
                _insert(db, waiting, places)
                waiting = []
        _insert(db, waiting, places)
        return count

    def _row(self, keys: tuple[int, int, int], award: Award) -> SlowRow:
        failed = list(award.failed_conditions) + ([NO_ROW] if award.no_row else [])
        failures = "; ".join(one.reason.pick(self.lang) for one in award.failures)
        return (
            *keys, award.clause.id, award.subject, str(award.status), award.amount, award.payable, award.term,
            award.limited_by, award.row, award.provisional, " ".join(award.missing), " ".join(failed), failures,
        )  # fmt: skip


def _insert(db: DuckDBPyConnection, rows: Sequence[SlowRow], places: int) -> None:
    if not rows:
        return
    import pyarrow as pa  # noqa: PLC0415  (only where cohorts are read)

    unit = Decimal(1).scaleb(-places)
    text, money = pa.string(), pa.decimal128(20, places)
    types = [pa.int64(), pa.int64(), pa.int32(), text, text, text, money, money, pa.int32(), text, text, pa.bool_()]
    types += [text, text, text]
    columns = [list(column) for column in zip(*rows, strict=True)]
    for place in (6, 7):
        columns[place] = [None if value is None else value.quantize(unit) for value in columns[place]]
    arrays = [pa.array(column, type_) for column, type_ in zip(columns, types, strict=True)]
    batch = pa.table(arrays, names=[f"c{i}" for i in range(len(arrays))])
    db.register("$batch", batch)
    db.execute(f'INSERT INTO "{SLOW}" SELECT * FROM "$batch"')
    db.unregister("$batch")
