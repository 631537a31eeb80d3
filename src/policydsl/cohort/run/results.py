"""The table of the interpreter's awards."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from policydsl.award import Award, FailureNote
from policydsl.cohort.intake.sources import quoted
from policydsl.cohort.shared.ranks import TYPE
from policydsl.cohort.sql.decode import NO_ROW, SLOW, money_type
from policydsl.evaluate.clause import Finding
from policydsl.evaluate.outcomes import Special
from policydsl.source import Lang

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Keys = tuple[int, int, int]  # of the applicant, the place among its awards or items, the clause
Ranked = tuple[Decimal | None, ...]  # what ranks the award, where a quota or a pot asks
SlowRow = tuple[
    int, int, int, str, str, str, Decimal | None, Decimal | None, int | None, str | None, str | None, bool,
    str, str, str, Ranked,
]  # fmt: skip
_COLUMNS: Final = (
    '"$a" BIGINT, "$p" BIGINT, clause INTEGER, clause_id VARCHAR, subject VARCHAR, status VARCHAR, '
    "amount {money}, payable {money}, "
    "term_months INTEGER, limited_by VARCHAR, row VARCHAR, provisional BOOLEAN, missing VARCHAR, failed VARCHAR, "
    "failures VARCHAR"
)
_AMOUNTS: Final = (6, 7)
_DIGITS: Final = 20  # of a sum, those behind the point among them
_RANK: Final = Decimal(10) ** 38


def make_table(db: DuckDBPyConnection, places: int, ranks: Sequence[str]) -> None:
    """The table, with no rows yet."""
    more = "".join(f", {quoted(name)} {TYPE}" for name in ranks)
    db.execute(f'CREATE TABLE "{SLOW}" ({_COLUMNS.format(money=money_type(places))}{more})')


def row_of_award(keys: Keys, award: Award, lang: Lang, ranked: Ranked) -> SlowRow:
    """An award with all that the other awards of its applicant do to it."""
    return (
        *keys, award.clause.id, award.subject, str(award.status), award.amount, award.payable, award.term,
        award.limited_by, award.row, award.provisional, *_told(award, lang), ranked,
    )  # fmt: skip


def row_of_finding(keys: Keys, award: tuple[str, str, Finding], lang: Lang, ranked: Ranked) -> SlowRow:
    """An award that stands for itself: its clause, its subject, what was found."""
    clause, subject, found = award
    return (
        *keys, clause, subject, str(found.status), found.amount, found.amount, found.term, found.limited_by, found.row,
        found.provisional, *_told(found, lang), ranked,
    )  # fmt: skip


def row_of_special(
    keys: Keys, award: tuple[str, str, Special], before: tuple[str | None, str, str], lang: Lang, ranked: Ranked
) -> SlowRow:
    """An award as the rules over several left it: its clause, its subject, what became of it.

    `before`: of what a query found, the row of the table, the conditions and the operations that fail.
    """
    clause, subject, code = award
    finding, joint = code.finding, code.joint
    row, failed, failures = before
    missing = joint.missing if joint is not None else finding.missing if finding is not None else ()
    conditions, notes = [failed] if failed else [], [failures] if failures else []
    if finding is not None:
        row, conditions, notes = finding.row, list(finding.failed_conditions), [_failures(finding.failures, lang)]
    if joint is not None:
        conditions += joint.failed
        notes.append(_failures(joint.failures, lang))
    conditions += [NO_ROW] if finding is not None and finding.no_row else []
    return (
        *keys, clause, subject, str(code.status), code.amount, code.payable, code.term, code.limited_by, row,
        code.provisional, " ".join(missing), " ".join(conditions), "; ".join(one for one in notes if one), ranked,
    )  # fmt: skip


def _told(found: Award | Finding, lang: Lang) -> tuple[str, str, str]:
    """Missing facts, conditions that fail, operations that fail."""
    failed = list(found.failed_conditions) + ([NO_ROW] if found.no_row else [])
    return " ".join(found.missing), " ".join(failed), _failures(found.failures, lang)


def _failures(notes: Sequence[FailureNote], lang: Lang) -> str:
    return "; ".join(one.reason.pick(lang) for one in notes)


def too_large(rows: Sequence[SlowRow], places: int) -> SlowRow | None:
    """The first award that the table cannot hold."""
    most = Decimal(10) ** (_DIGITS - places)
    for row in rows:
        sums = (value for value in (row[_AMOUNTS[0]], row[_AMOUNTS[1]]) if value is not None)
        if any(abs(value) >= most for value in sums) or any(abs(v) >= _RANK for v in row[-1] if v is not None):
            return row
    return None


def insert(db: DuckDBPyConnection, rows: Sequence[SlowRow], places: int) -> None:
    """Add rows."""
    if not rows:
        return
    import pyarrow as pa  # noqa: PLC0415  (only where cohorts are read)

    unit = Decimal(1).scaleb(-places)
    text, money = pa.string(), pa.decimal128(_DIGITS, places)
    types = [pa.int64(), pa.int64(), pa.int32(), text, text, text, money, money, pa.int32(), text, text, pa.bool_()]
    types += [text, text, text]
    columns = [list(column) for column in zip(*((*row[:-1], *row[-1]) for row in rows), strict=True)]
    types += [pa.decimal128(38, 0)] * (len(columns) - len(types))
    for place in _AMOUNTS:
        columns[place] = [None if value is None else value.quantize(unit) for value in columns[place]]
    arrays = [pa.array(column, type_) for column, type_ in zip(columns, types, strict=True)]
    batch = pa.table(arrays, names=[f"c{i}" for i in range(len(arrays))])
    db.register("$batch", batch)
    db.execute(f'INSERT INTO "{SLOW}" SELECT * FROM "$batch"')
    db.unregister("$batch")
