"""The tables of a cohort: the applicants, one table for each list, and what was granted before.

| table | columns |
|---|---|
| `applicants` | `id`, `name`, the fields of the applicant |
| one for each list, by its key | `applicant` (the id of its owner), `position`, `id`, `name`, the fields of the item |
| `prior_awards`, `other_policy_awards` | `applicant`, and what a fact file says of each |
| `elections` | `applicant`, `rule`, `clause` |

`name` and `position` may be left out: items then stand in the order of their rows. A field with a figure for each year
or quarter has a column for each period, as `output[2024]`, `tax[2024Q1]`. An empty cell is unknown, as in a fact file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from policydsl.diagnostics import Label, Reporter
from policydsl.model.periods import parse_period
from policydsl.model.policy import Entity, Field, Policy
from policydsl.source import Text
from policydsl.source.frozen import frozen

APPLICANTS: Final = "applicants"
OWNER: Final = "applicant"  # the column that names the applicant to whom a row belongs
POSITION: Final = "position"
AWARDS: Final[Mapping[str, tuple[str, ...]]] = {
    "prior_awards": ("clause", "subject", "year", "amount"),
    "other_policy_awards": ("category", "subject", "policy", "level", "year", "amount"),
    "elections": ("rule", "clause"),
}
_PERIOD = re.compile(r"(?P<field>.+)\[(?P<period>[0-9]{4}(?:Q[1-4])?)\]")


@frozen(eq=False)
class TableShape:
    """One table. `entity`: whose items its rows are; None: awards or elections."""

    name: str
    entity: Entity | None
    fixed: tuple[str, ...]  # the columns that are no fields

    def field_of(self, column: str) -> tuple[Field, int | None] | None:
        """The field that a column holds, with the period (see `model.periods`) where there is one for each."""
        if self.entity is None:
            return None
        field = self.entity.fields.get(column)
        if field is not None:
            return None if field.by is not None else (field, None)
        match = _PERIOD.fullmatch(column)
        field = self.entity.fields.get(match["field"]) if match else None
        if match is None or field is None or field.by is None:
            return None
        period = parse_period(field.by, match["period"])
        return None if period is None else (field, period)

    @property
    def plain(self) -> tuple[str, ...]:
        """The columns that are known without periods, in their order."""
        fields = () if self.entity is None else tuple(id_ for id_, f in self.entity.fields.items() if f.by is None)
        return (*self.fixed, *fields)


def shapes(policy: Policy) -> dict[str, TableShape]:
    """The tables of a policy's cohorts, by name: the applicants first."""
    found = [TableShape(APPLICANTS, policy.root, ("id", "name"))]
    lists = (entity for entity in policy.entities.values() if not entity.is_root)
    found += [TableShape(entity.key, entity, (OWNER, POSITION, "id", "name")) for entity in lists]
    found += [TableShape(name, None, (OWNER, *columns)) for name, columns in AWARDS.items()]
    return {one.name: one for one in found}


def told_apart(policy: Policy, reporter: Reporter) -> bool:
    """Whether tables can hold the facts of a policy; names that a table cannot tell apart are reported.

    Databases take `kind` and `Kind` for one column, and each table has columns of its own besides the facts.
    """
    before = len(reporter)
    tables = {name.lower(): (name, _TABLE_TAKEN) for name in (APPLICANTS, *AWARDS)}
    for entity in policy.entities.values():
        if not entity.is_root:
            _told_apart(entity.key, entity.at, tables, reporter)
        fixed = ("id", "name") if entity.is_root else (OWNER, POSITION, "id", "name")
        columns = {name: (name, _COLUMN_TAKEN) for name in fixed}
        for field in entity.fields.values():
            _told_apart(field.id, field.at, columns, reporter)
    return len(reporter) == before


def _told_apart(name: str, at: Label, taken: dict[str, tuple[str, Text]], reporter: Reporter) -> None:
    other, reason = taken.setdefault(name.lower(), (name, _CASE))
    if other != name or reason is not _CASE:
        reporter.report("B138", at, name=name, other=other, reason=reason)


_CASE: Final = Text("只有大小写不同", "they differ in case only")
_TABLE_TAKEN: Final = Text("后者是已有的表", "the latter is a table of its own")
_COLUMN_TAKEN: Final = Text("后者是表里已有的列", "the latter is a column that tables have anyway")
