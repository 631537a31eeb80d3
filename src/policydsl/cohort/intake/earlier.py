"""What was granted before, typed: the rows that queries read, and whose rows the fact reader must judge."""

from __future__ import annotations

from collections.abc import Mapping

from policydsl.cohort.intake.sources import RawTable, literal, quoted
from policydsl.cohort.intake.typed import whole_number
from policydsl.cohort.shape import OWNER
from policydsl.cohort.sql.forms import MONEY_SCALE
from policydsl.cohort.sql.frame import EARLIER
from policydsl.model.policy import ROOT, Policy
from policydsl.source.figures import CURRENCIES

TABLE = "prior_awards"
_MOST = 10**15


def earlier_awards(policy: Policy, tables: Mapping[str, RawTable]) -> str:
    """The statement that makes the table: the applicant, the clause, the subject, the year, fen, whether it is odd."""
    empty = 'NULL::BIGINT AS "$a", NULL::VARCHAR AS clause, NULL::VARCHAR AS subject, NULL::INTEGER AS year'
    if TABLE not in tables:
        return f'CREATE TABLE "{EARLIER}" AS SELECT {empty}, NULL::BIGINT AS fen, FALSE AS "$odd" WHERE FALSE'
    table = tables[TABLE]
    clause, subject = _text(table, "clause"), _text(table, "subject")
    year, fen = _year(table), _fen(table, CURRENCIES[policy.currency])
    if policy.other_texts or policy.former_clauses:
        known = "FALSE"  # which text counts is for the fact reader
    else:
        known = f"COALESCE({_known(policy, clause, subject)}, FALSE)"
    return (
        f'CREATE TABLE "{EARLIER}" AS SELECT a."$a", {clause} AS clause, {subject} AS subject, {year} AS year, '
        f'{fen} AS fen, (({year}) IS NULL OR ({fen}) IS NULL OR NOT {known}) AS "$odd" '
        f"FROM {quoted(table.name)} r JOIN applicants a ON a.id = CAST(r.{OWNER} AS VARCHAR)"
    )


def _known(policy: Policy, clause: str, subject: str) -> str:
    """Whether the clause is the policy's, and its subject one that the applicant has."""
    keys = {entity.item: key for key, entity in policy.entities.items() if key != ROOT}
    of_lists: dict[str | None, list[str]] = {}
    for one in policy.clauses:
        of_lists.setdefault(one.for_each, []).append(one.id)
    tests = []
    for item, ids in of_lists.items():
        among = f"{clause} IN ({', '.join(literal(id_) for id_ in ids)})"
        if item is None:
            tests.append(f"({among} AND {subject} = a.id)")
        else:
            mine = f'SELECT 1 FROM {quoted(keys[item])} l WHERE l."$a" = a."$a" AND l.id = {subject}'
            tests.append(f"({among} AND EXISTS ({mine}))")
    return "(" + (" OR ".join(tests) or "FALSE") + ")"


def _text(table: RawTable, name: str) -> str:
    type_ = table.columns[name]
    return f"CAST(r.{name} AS VARCHAR)" if type_ == "VARCHAR" or type_.startswith("ENUM") else "NULL::VARCHAR"


def _year(table: RawTable) -> str:
    type_ = table.columns["year"]
    if type_ == "VARCHAR":
        number = "CASE WHEN regexp_full_match(r.year, '[0-9]{4}') THEN CAST(r.year AS INTEGER) END"
    elif "INT" in type_:
        number = "TRY_CAST(r.year AS INTEGER)"
    else:
        return "NULL::INTEGER"
    return f"CASE WHEN ({number}) BETWEEN 1900 AND 9999 THEN ({number}) END"


def _fen(table: RawTable, unit: str) -> str:
    number = whole_number("r.amount", table.columns["amount"], MONEY_SCALE, unit)
    return f"CASE WHEN ({number}) BETWEEN 0 AND {_MOST} THEN ({number}) END"
