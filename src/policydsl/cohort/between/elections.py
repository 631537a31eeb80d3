"""What applicants chose where one of several clauses must be chosen, typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policydsl.cohort.intake.sources import RawTable, literal, quoted
from policydsl.cohort.intake.typed import ODD
from policydsl.cohort.shape import OWNER
from policydsl.model.elections import options_of
from policydsl.model.policy import Policy

TABLE: Final = "elections"
ELECTED: Final = "$elected"  # the applicant, the rule, the clause, and whether the fact reader must judge


def elections(policy: Policy, tables: Mapping[str, RawTable]) -> str:
    """The statement that makes the table."""
    if TABLE not in tables:
        return (
            f'CREATE TABLE "{ELECTED}" AS SELECT NULL::BIGINT AS "$a", NULL::VARCHAR AS rule, NULL::VARCHAR AS clause, '
            f"FALSE AS {quoted(ODD)} WHERE FALSE"
        )
    table = tables[TABLE]
    known = [
        f"(rule = {literal(rule.id)} AND clause IN ({', '.join(literal(one) for one in options_of(rule))}))"
        for rule in policy.stacking
        if rule.rule == "choose"
    ]
    odd = f'NOT COALESCE({" OR ".join(known) or "FALSE"}, FALSE) OR count(*) OVER (PARTITION BY "$a", rule) > 1'
    columns = ", ".join(_text(table, name) for name in ("rule", "clause"))
    return (
        f'CREATE TABLE "{ELECTED}" AS SELECT *, ({odd}) AS {quoted(ODD)} FROM (SELECT a."$a", {columns} '
        f"FROM {quoted(table.name)} r JOIN applicants a ON a.id = CAST(r.{OWNER} AS VARCHAR))"
    )


def _text(table: RawTable, name: str) -> str:
    type_ = table.columns[name]
    plain = type_ == "VARCHAR" or type_.startswith("ENUM")
    return f"CAST(r.{name} AS VARCHAR) AS {name}" if plain else f"NULL::VARCHAR AS {name}"
