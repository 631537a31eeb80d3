"""What was granted before, typed: the rows that queries read, and whose rows the fact reader must judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policydsl.cohort.intake.sources import RawTable
from policydsl.cohort.intake.typed import is_text, whole_number
from policydsl.cohort.intake.words import DUCKDB, Words
from policydsl.cohort.shape import OWNER
from policydsl.cohort.sql.forms import MONEY_SCALE
from policydsl.cohort.sql.frame import EARLIER
from policydsl.model.policy import ROOT, Policy
from policydsl.source.figures import CURRENCIES

TABLE = "prior_awards"
_MOST = 10**15


def earlier_awards(policy: Policy, tables: Mapping[str, RawTable]) -> str:
    """The statement that makes the table: the applicant, the clause, the subject, the year, fen, whether it is odd."""
    return f'CREATE TABLE "{EARLIER}" AS {earlier_query(policy, tables)}'


def earlier_query(policy: Policy, tables: Mapping[str, RawTable], w: Words = DUCKDB) -> str:
    """Its rows."""
    a, odd = w.name("$a"), w.name("$odd")
    if TABLE not in tables:
        text = f"CAST(NULL AS {w.text_type})"
        empty = f"CAST(NULL AS BIGINT) AS {a}, {text} AS clause, {text} AS subject, CAST(NULL AS INTEGER) AS year"
        return f"SELECT {empty}, CAST(NULL AS BIGINT) AS fen, FALSE AS {odd} WHERE FALSE"
    table = tables[TABLE]
    clause, subject = text_of(table, "clause", w), text_of(table, "subject", w)
    year, fen = year_of(table, w), fen_of(table, policy.currency, w)
    if policy.other_texts or policy.former_clauses:
        known = "FALSE"  # which text counts is for the fact reader
    else:
        known = f"COALESCE({_known(policy, clause, subject, w)}, FALSE)"
    return (
        f"SELECT a.{a}, {clause} AS clause, {subject} AS subject, {year} AS year, "
        f"{fen} AS fen, (({year}) IS NULL OR ({fen}) IS NULL OR NOT {known}) AS {odd} "
        f"FROM {w.name(table.name)} r JOIN applicants a ON a.id = CAST(r.{OWNER} AS {w.text_type})"
    )


def _known(policy: Policy, clause: str, subject: str, w: Words) -> str:
    """Whether the clause is the policy's, and its subject one that the applicant has."""
    of_lists: dict[str | None, list[str]] = {}
    for one in policy.clauses:
        of_lists.setdefault(one.for_each, []).append(one.id)
    return has_subject(policy, of_lists, clause, subject, w)


def has_subject(
    policy: Policy, named: Mapping[str | None, Sequence[str]], name: str, subject: str, w: Words = DUCKDB
) -> str:
    """Whether an award is named, and its subject one that the applicant `a` has.

    `named`: by the items that awards may be for (None: the applicant), how these awards are named.
    """
    keys = {entity.item: key for key, entity in policy.entities.items() if key != ROOT}
    tests, a = [], w.name("$a")
    for item, names in named.items():
        among = f"{name} IN ({', '.join(w.text(one) for one in names)})"
        if item is None:
            tests.append(f"({among} AND {subject} = a.id)")
        else:
            mine = f"SELECT 1 FROM {w.name(keys[item])} l WHERE l.{a} = a.{a} AND l.id = {subject}"
            tests.append(f"({among} AND EXISTS ({mine}))")
    return "(" + (" OR ".join(tests) or "FALSE") + ")"


def text_of(table: RawTable, name: str, w: Words = DUCKDB) -> str:
    """A column of texts; NULL where it holds something else."""
    return f"CAST({f'r.{name}' if is_text(table.columns[name]) else 'NULL'} AS {w.text_type})"


def year_of(table: RawTable, w: Words = DUCKDB) -> str:
    """The year of an award; NULL where the cell is no year."""
    type_ = table.columns["year"]
    if type_ == "VARCHAR":
        number = f"CASE WHEN {w.matches('r.year', '[0-9]{4}')} THEN CAST(r.year AS INTEGER) END"
    elif "INT" in type_ and not is_text(type_):
        number = "TRY_CAST(r.year AS INTEGER)"
    else:
        return "CAST(NULL AS INTEGER)"
    return f"CASE WHEN ({number}) BETWEEN 1900 AND 9999 THEN ({number}) END"


def fen_of(table: RawTable, currency: str, w: Words = DUCKDB) -> str:
    """The sum of an award; NULL where it is no whole number of fen, or below zero."""
    number = whole_number("r.amount", table.columns["amount"], MONEY_SCALE, CURRENCIES[currency], w)
    return f"CASE WHEN ({number}) BETWEEN 0 AND {_MOST} THEN ({number}) END"
