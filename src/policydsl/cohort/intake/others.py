"""What other policies granted, typed: the rows that count, and whose rows the fact reader must judge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policydsl.cohort.intake.earlier import fen_of, has_subject, text_of, year_of
from policydsl.cohort.intake.sources import RawTable, literal, quoted
from policydsl.cohort.intake.typed import is_text
from policydsl.cohort.shape import OWNER
from policydsl.model.elections import counts_by_year
from policydsl.model.policy import Policy

TABLE: Final = "other_policy_awards"
OTHERS: Final = "$others"  # the applicant, the category, the subject, the level, the year, fen, whether it is odd


def other_awards(policy: Policy, tables: Mapping[str, RawTable]) -> str:
    """The statement that makes the table; what this policy itself granted is left out, as far as it can be read."""
    if TABLE not in tables:
        text = "NULL::VARCHAR"
        return (
            f'CREATE TABLE "{OTHERS}" AS SELECT NULL::BIGINT AS "$a", {text} AS category, {text} AS subject, '
            f'{text} AS level, NULL::INTEGER AS year, NULL::BIGINT AS fen, FALSE AS "$odd" WHERE FALSE'
        )
    table = tables[TABLE]
    category, subject = text_of(table, "category"), text_of(table, "subject")
    columns = {
        "category": category,
        "subject": subject,
        "named": text_of(table, "policy"),
        "level": text_of(table, "level") if "level" in table.columns else "NULL::VARCHAR",
        "year": year_of(table) if "year" in table.columns else "NULL::INTEGER",
        "fen": fen_of(table, policy.currency),
        "known": _known(policy, category, subject),
        "unread": " OR ".join(_unread(table)) or "FALSE",
    }
    inner = ", ".join(f"{value} AS {name}" for name, value in columns.items())
    source = f"{quoted(table.name)} r JOIN applicants a ON a.id = CAST(r.{OWNER} AS VARCHAR)"
    level = f"COALESCE(NULLIF(level, ''), {literal(policy.level)})"
    odd = f"unread OR fen IS NULL OR COALESCE(named, '') = '' OR NOT COALESCE(known, FALSE) OR {_undated(policy)}"
    return (
        f'CREATE TABLE "{OTHERS}" AS SELECT "$a", category, subject, level, year, fen, ({odd}) AS "$odd" FROM '
        f'(SELECT * REPLACE ({level} AS level) FROM (SELECT a."$a", {inner} FROM {source})) '
        f'WHERE "$odd" OR named <> {literal(policy.id)}'
    )


def _known(policy: Policy, category: str, subject: str) -> str:
    """Whether clauses are of the category, and its subject one that the applicant has."""
    if policy.other_texts or policy.former_clauses:
        return "FALSE"  # which text counts is for the fact reader
    of_lists: dict[str | None, dict[str, None]] = {}
    for one in policy.clauses:
        if one.category is not None:
            of_lists.setdefault(one.for_each, {})[one.category] = None
    return has_subject(policy, {item: list(names) for item, names in of_lists.items()}, category, subject)


def _unread(table: RawTable) -> list[str]:
    """Whether something is said that has no place in the typed columns."""
    found = []
    if "level" in table.columns and not is_text(table.columns["level"]):
        found.append("r.level IS NOT NULL")
    if "year" in table.columns:
        found.append(f"(COALESCE(CAST(r.year AS VARCHAR), '') <> '' AND ({year_of(table)}) IS NULL)")
    return found


def _undated(policy: Policy) -> str:
    """Whether the year is not said, and a limit counts by it."""
    levels = {level: None for limit in policy.limits for level in limit.other}
    named = {
        (one.category, level): None
        for one in policy.clauses
        for level in levels
        for limit in policy.limits
        if one.category is not None and counts_by_year(policy, limit, one.category, level)
    }
    tests = [f"(category = {literal(category)} AND level = {literal(level)})" for category, level in named]
    return f"(year IS NULL AND ({' OR '.join(tests)}))" if tests else "FALSE"
