"""The ids of a result as words, where people read it: statuses, clauses, limits, conditions, missing facts, columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from policydsl.award import MINIMUM, Status
from policydsl.cohort.shape import shapes
from policydsl.cohort.shared.quotas import OPEN, TIED, WITHIN
from policydsl.cohort.sql.decode import NO_ROW
from policydsl.cohort.workbook.sheets import column_of, labels_of
from policydsl.evaluate.clause import CLAIM
from policydsl.model.periods import of_period, parse_period, split_key
from policydsl.model.policy import ROOT, Clause, Policy
from policydsl.render import words
from policydsl.source import Lang, Text

_STANDING: Final = {
    WITHIN: Text("名额之内", "within the quota"),
    TIED: Text("并列，由部门决定", "tied: the department decides"),
    OPEN: Text("取决于尚不能确定的", "depends on undetermined ones"),
    "pot:tied": Text("并列，总额不够", "tied where the limit runs out"),
}
_CLAIM: Final = Text("不在申报期内", "outside of the time to claim")
Row = dict[str, object]


class Listed:
    """Texts that list several things with blanks between them: ids, or missing facts, in which ids may have blanks."""

    def __init__(self, policy: Policy) -> None:
        keys = "|".join(re.escape(key) for key in policy.entities)
        self._next = re.compile(rf" (?=(?:{keys})[.\[])")

    def ids(self, cell: str) -> list[str]:
        """What has no blanks in it."""
        return cell.split()

    def facts(self, cell: str) -> list[str]:
        """Missing facts, as `applicant.city projects[P 1].cost`."""
        return self._next.split(cell) if cell else []


class Wording:
    """The words of a policy in one language."""

    def __init__(self, policy: Policy, lang: Lang) -> None:
        self.policy, self.lang = policy, lang
        listed = Listed(policy)
        titles = [clause.title.pick(lang) for clause in policy.clauses]
        self.clauses = {clause.id: clause for clause in policy.clauses}
        self.titles = {
            clause.id: title if titles.count(title) == 1 else f"{title}（{clause.id}）"
            for clause, title in zip(policy.clauses, titles, strict=True)
        }
        self.shapes, self.tables = shapes(policy), labels_of(policy)
        self._said: dict[tuple[object, ...], object] = {}
        self._words: dict[str, Callable[[str, Row], str]] = {
            "status": lambda cell, _: words.STATUS[Status(cell)].pick(lang),
            "clause": lambda cell, _: self.titles.get(cell, cell),
            "limited_by": lambda cell, row: self._limit(cell, self._clause(row)),
            "row": lambda cell, row: self._tier(cell, self._clause(row)),
            "failed": lambda cell, row: self._joined(
                self._condition(one, self._clause(row)) for one in listed.ids(cell)
            ),
            "missing": lambda cell, _: self._joined(map(self._fact, listed.facts(cell))),
            "standing": lambda cell, _: _STANDING[cell].pick(lang) if cell in _STANDING else cell,
            "table": lambda cell, _: self.tables[cell].pick(lang) if cell in self.tables else cell,
            "column": lambda cell, row: self._column(cell, str(row["table"])),
        }

    def row(self, names: Sequence[str], cells: Sequence[object]) -> list[object]:
        """A row of a table of the result."""
        by_name: Row = dict(zip(names, cells, strict=True))
        return [self._cell(name, cell, by_name) for name, cell in by_name.items()]

    def _cell(self, name: str, cell: object, row: Row) -> object:
        if (
            name not in self._words
            or not isinstance(cell, str)
            or cell == ""
            or (name == "row" and "status" not in row)
        ):
            return cell
        key = (name, cell, row.get("clause"), row.get("table"))
        if key not in self._said:
            self._said[key] = self._words[name](cell, row)
        return self._said[key]

    def _clause(self, row: Row) -> Clause | None:
        return self.clauses.get(str(row["clause"]))

    def _limit(self, id_: str, clause: Clause | None) -> str:
        if id_ == MINIMUM:
            return words.MINIMUM.pick(self.lang)
        cap = next((cap for cap in (() if clause is None else clause.caps) if cap.id == id_), None)
        label = words.rule_label(self.policy, id_) if cap is None else cap.label
        return label.pick(self.lang) or id_

    def _tier(self, id_: str, clause: Clause | None) -> str:
        rows = () if clause is None or clause.table is None else clause.table.rows
        row = next((row for row in rows if row.id == id_), None)
        return (row.label.pick(self.lang) if row is not None else "") or id_

    def _condition(self, id_: str, clause: Clause | None) -> str:
        fixed = {NO_ROW: words.NO_ROW, CLAIM: _CLAIM, "quota": words.STATUS[Status.OUTRANKED]}
        for one in () if clause is None else clause.eligibility:
            if one.id == id_:
                return one.label.pick(self.lang) or id_
        return (fixed.get(id_) or words.rule_label(self.policy, id_)).pick(self.lang) or id_

    def _fact(self, code: str) -> str:
        """`projects[P1].cost`: whose it is, and its label."""
        name, period = split_key(code)
        head, _, id_ = name.rpartition(".")
        key, _, item = head.partition("[")
        entity = self.policy.entities.get(key)
        field = None if entity is None else entity.fields.get(id_)
        if entity is None or field is None:
            return code
        when = None if field.by is None else parse_period(field.by, period)
        label = field.label if field.by is None or when is None else of_period(field.label, field.by, when)
        owner = entity.label.pick(self.lang) if entity.key == ROOT else item.removesuffix("]")
        return f"{owner}{words.COLON.pick(self.lang)}{label.pick(self.lang) or id_}"

    def _column(self, name: str, table: str) -> str:
        found = column_of(self.shapes[table], name, self.policy) if table in self.shapes else None
        return (found.label.pick(self.lang) if found is not None else "") or name

    def _joined(self, found: Iterable[str]) -> str:
        return words.SEMICOLON.pick(self.lang).join(found)
