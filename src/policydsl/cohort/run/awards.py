"""The awards of a run as SQL: of queries, of the interpreter, and as quotas and pots left them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from policydsl.award import Status
from policydsl.cohort.between.run import Between
from policydsl.cohort.engines.engine import results_of
from policydsl.cohort.intake.sources import quoted
from policydsl.cohort.run.vocabulary import Vocabulary
from policydsl.cohort.shape import APPLICANTS
from policydsl.cohort.shared.decide import Shared
from policydsl.cohort.shared.ranks import TYPE, Ranks
from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.decode import (
    AWARD,
    CLAUSE,
    FROM_INTERPRETER,
    PLAIN,
    SLOW,
    Part,
    Plain,
    awards_of,
    money_places,
    money_type,
)
from policydsl.cohort.sql.frame import OWNER, OWNER_ID, PLACE
from policydsl.cohort.sql.queries import FrameQuery, Queries
from policydsl.plan.policy_plan import ClausePlan, PolicyPlan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OUTCOME: Final = "$outcome"  # what a quota or a pot made of an award
_NAMES: Final = tuple(name for name, _ in AWARD)
_TEXTS: Final = frozenset(name for name, type_ in AWARD if type_ == "VARCHAR")
_KEYS: Final = (OWNER, CLAUSE, PLACE)
_ORDER: Final = ", ".join(quoted(name) for name in _KEYS)
_SHOWN: Final = {**{name: name for name in _NAMES}, OUTCOME: "standing"}  # what is written, and by which name


class AwardSql:
    """SQL of the awards. `told`: whether there is more than the results of the frames."""

    def __init__(
        self,
        plan: PolicyPlan,
        ranks: Ranks,
        queries: Queries,
        between: Between | None,
        shared: Shared | None,
        *,
        in_force: Mapping[int, bool],
        one_by_one: bool,
        told: bool,
    ) -> None:
        """`one_by_one`: all of them are the interpreter's."""
        self.plan, self.ranks, self.queries, self.between, self.shared = plan, ranks, queries, between, shared
        self.in_force, self.one_by_one, self.told = in_force, one_by_one, told
        self.places = money_places(plan)
        self._follows: dict[str, Sql] = {}

    def write_from(self, db: DuckDBPyConnection) -> str:
        """SQL of all awards: applicant by applicant in the order given, then by clause, then by item."""
        return self._shown(f"({self._compact(db)} ORDER BY {_ORDER})")

    @property
    def unordered(self) -> str:
        """SQL of all awards with their keys and what a quota or a pot made of them, in no order."""
        return _union(self._parts(PLAIN), (*_KEYS, *_NAMES, *self.ranks.columns, OUTCOME))

    @property
    def alone(self) -> str:
        """SQL of the awards about which a quota or a pot decides, as they were before, with their keys."""
        assert self.shared is not None  # noqa: S101  (asked only where something is shared)
        return self.of(self.shared.clauses)

    def of(self, clauses: Collection[int]) -> str:
        """SQL of the awards of some clauses with their keys, in no order."""
        return _union(self._of(clauses, PLAIN), (*_KEYS, *_NAMES, *self.ranks.columns))

    # -- what is sorted ------------------------------------------------------------------------------

    def _compact(self, db: DuckDBPyConnection) -> str:
        """SQL of the columns that have to be sorted; sets which of the others follow from them."""
        tables = ([SLOW] if self.told or self.one_by_one else []) + ([] if self.shared is None else [self.shared.table])
        texts = Vocabulary(db, self.queries.frames, tables)
        parts = self._parts(texts)
        self._follows = _following(parts)
        query = _union(parts, (*_KEYS, *(name for name in _SHOWN if name not in self._follows)))
        texts.make()
        return query

    def _shown(self, source: str) -> str:
        columns = [sql.named(self._follows.get(name, sql.column(name)), _SHOWN[name]) for name in _SHOWN]
        return f"SELECT {', '.join(one.sql('duckdb') for one in columns)} FROM {source}"

    # -- the parts -----------------------------------------------------------------------------------

    def _parts(self, texts: Plain) -> list[Part]:
        """Of all clauses."""
        shared = self.shared
        mine = frozenset[int]() if shared is None else shared.clauses
        none = sql.null("VARCHAR")
        found = [
            Part({**one.columns, OUTCOME: none}, one.source)
            for one in self._of([clause.index for clause in self.plan.clauses if clause.index not in mine], texts)
        ]
        if shared is not None:
            names = (*_KEYS, *_NAMES, *self.ranks.columns, OUTCOME)
            columns = {
                name: texts.taken(sql.column(name), name) if name in _TEXTS else sql.column(name) for name in names
            }
            found.append(Part(columns, sql.select([], sql.table(shared.table))))
        return found

    def _of(self, clauses: Collection[int], texts: Plain) -> list[Part]:
        frame_of = {clause.index: frame for frame in self.queries.frames for clause in frame.clauses}
        chosen = [clause for clause in self.plan.clauses if clause.index in clauses]
        return [self._of_clause(clause, frame_of.get(clause.index), texts) for clause in chosen]

    def _of_clause(self, clause: ClausePlan, frame: FrameQuery | None, texts: Plain) -> Part:
        if frame is not None:
            rules = self.between.ids if self.between is not None and clause.index in self.between.clauses else ()
            return _kept(awards_of(
                frame, clause, results_of(frame), self.places, slow=self.told,
                more={name: self.ranks.has(clause, name) for name in self.ranks.columns}, rules=rules, texts=texts,
            ))  # fmt: skip
        if self.one_by_one or self.in_force[clause.index]:
            return self._of_interpreter(clause, texts)
        return _kept(self._not_in_force(clause, texts))

    def _of_interpreter(self, clause: ClausePlan, texts: Plain) -> Part:
        """The awards of a clause that no query computes."""
        owner, mine = sql.column(OWNER, "x"), sql.binary("=", sql.column("clause", "x"), sql.number(clause.index))
        columns = {
            OWNER: owner, CLAUSE: sql.number(clause.index), PLACE: sql.column(PLACE, "x"),
            "applicant": sql.column("id", "a"), "clause": texts.word(clause.clause.id, "clause"),
            "subject": sql.column("subject", "x"),
            **{name: _taken(sql.column(name, "x"), name, texts) for name in FROM_INTERPRETER},
            **{name: sql.column(name, "x") for name in self.ranks.columns},
        }  # fmt: skip
        on = sql.binary("=", sql.column(OWNER, "a"), owner.copy())
        source = sql.select([], sql.table(SLOW, "x")).join(sql.table(APPLICANTS, "a"), on=on, join_type="inner")
        return Part(columns, source.where(mine))

    def _not_in_force(self, clause: ClausePlan, texts: Plain) -> Part:
        key = clause.entity.key if clause.entity else ""
        types = {"MONEY": money_type(self.places)}
        columns: dict[str, Sql] = {
            OWNER: sql.column(OWNER, "r"), CLAUSE: sql.number(clause.index),
            PLACE: sql.column(PLACE, "r") if key else sql.number(0),
        }  # fmt: skip
        for name, type_ in AWARD:
            columns[name] = texts.null(name) if name in _TEXTS else sql.null(types.get(type_, type_))
        columns |= {
            "applicant": sql.column(OWNER_ID if key else "id", "r"), "subject": sql.column("id", "r"),
            "clause": texts.word(clause.clause.id, "clause"), "status": texts.word(Status.NOT_IN_FORCE, "status"),
            "provisional": sql.truth(False),
            **{name: texts.word("", name) for name in ("missing", "failed", "failures")},
            **{name: sql.null(TYPE) for name in self.ranks.columns},
        }  # fmt: skip
        return Part(columns, sql.select([], sql.table(key or APPLICANTS, "r")))


def _taken(value: Sql, name: str, texts: Plain) -> Sql:
    return texts.taken(value, name) if name in _TEXTS else value


def _kept(part: Part) -> Part:
    """Without the applicants who are rejected."""
    rejected = sql.select([(sql.column(OWNER), OWNER)], sql.table("$rejected")).subquery()
    inside = exp.In(this=sql.column(OWNER, "r"), query=rejected)
    return Part(part.columns, part.source.where(sql.not_(inside)))


def _union(parts: Sequence[Part], names: Sequence[str]) -> str:
    return " UNION ALL ".join(f"SELECT * FROM ({part.query(names).sql('duckdb')})" for part in parts)


def _following(parts: Sequence[Part]) -> dict[str, Sql]:
    """The columns that are the same in all rows or always those of a column before them, and what they are."""
    found: dict[str, Sql] = {}
    first: dict[tuple[str, ...], str] = {}
    for name in _SHOWN:
        each = tuple(part.columns[name].sql("duckdb") for part in parts)
        value = parts[0].columns[name] if parts else exp.null()
        if len(set(each)) == 1 and not value.find(exp.Column):
            found[name] = value
        elif each in first:
            found[name] = sql.column(first[each])
        else:
            first[each] = name
    return found
