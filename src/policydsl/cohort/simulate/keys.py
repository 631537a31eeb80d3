"""One table for the whole simulation: for each applicant computed, the group to which it belongs by each grouping."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from policydsl.cohort.intake.facts import FactsOfRows
from policydsl.cohort.intake.rows import rows_of
from policydsl.cohort.intake.sources import literal, quoted
from policydsl.cohort.intake.typed import ODD
from policydsl.cohort.run.batch import Batch
from policydsl.cohort.shape import APPLICANTS
from policydsl.cohort.simulate.groups import Grouping
from policydsl.cohort.sql.forms import MONEY_SCALE
from policydsl.feel.types import BOOLEAN, Assessed
from policydsl.model.policy import ROOT

KEYS: Final = "cohort$keys"
_ODD: Final = "$unread"


def column(number: int) -> str:
    """The column of the grouping with this number."""
    return f"by{number}"


def make_keys(batch: Batch, groupings: Sequence[Grouping]) -> None:
    """Make the table from the applicants of a finished run."""
    db = batch.db
    parts = "".join(f", {_key(one)} AS {column(i)}" for i, one in enumerate(groupings))
    db.execute(f'CREATE TABLE main."{KEYS}" AS SELECT a."$a", a.id{parts} FROM applicants a')
    if not groupings:
        return
    # Cells that no query could read are read as a fact file's are.
    db.execute(f'CREATE TABLE "{_ODD}" AS SELECT "$a" FROM applicants WHERE {quoted(ODD)}')
    own = {APPLICANTS: batch.tables[APPLICANTS]}
    reader = FactsOfRows(batch.plan.policy, batch.choices.as_of, own)
    places = [batch.plan.layout[ROOT].index[one.field.id] for one in groupings]
    found = []
    for rows in rows_of(db, own, f'"{_ODD}"'):
        facts = reader.facts(rows)
        if not isinstance(facts, list):
            values = [facts.applicant.values[place] for place in places]
            found.append([*(_key_of(v, one) for v, one in zip(values, groupings, strict=True)), rows.number])
    if found:
        sets = ", ".join(f"{column(i)} = ?" for i in range(len(groupings)))
        db.executemany(f'UPDATE main."{KEYS}" SET {sets} WHERE "$a" = ?', found)


def _key(one: Grouping) -> str:
    cell = f"a.{quoted(one.field.id)}"
    if not one.is_money:
        return f"COALESCE(CAST({cell} AS VARCHAR), '')"
    branches = " ".join(
        f"WHEN {cell} < {_units(bound)} THEN {literal(str(number))}" for number, bound in enumerate(one.bounds)
    )
    return f"CASE WHEN {cell} IS NULL THEN '' {branches} ELSE {literal(str(len(one.bounds)))} END"


def _units(bound: Decimal) -> int:
    """A sum in fen; whole sums below a bound that is no whole fen are below the next one."""
    numerator, denominator = bound.as_integer_ratio()
    return int(-(-numerator * 10**MONEY_SCALE // denominator))


def _key_of(value: object, one: Grouping) -> str:
    if isinstance(value, Decimal) and one.is_money:
        return str(sum(1 for bound in one.bounds if bound <= value))
    type_ = one.field.type.item if isinstance(one.field.type, Assessed) else one.field.type
    if type_ == BOOLEAN:
        return "" if not isinstance(value, bool) else "true" if value else "false"
    return value if isinstance(value, str) else ""
