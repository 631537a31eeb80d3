"""All queries of a policy: one for each frame, and what is left to the interpreter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from sqlglot import exp

from policydsl.cohort.sql.build import Dialect, Sql
from policydsl.cohort.sql.clause import Columns, lowering
from policydsl.cohort.sql.figure import Arithmetic
from policydsl.cohort.sql.frame import Frame
from policydsl.cohort.sql.lower import Lower
from policydsl.cohort.sql.scope import NO_EARLIER, NO_PERIODS, Earlier, NotLoweredError, Periods
from policydsl.evaluate.fold import Settings
from policydsl.feel.values import Date
from policydsl.model.policy import ROOT
from policydsl.plan.policy_plan import ClausePlan, PolicyPlan
from policydsl.source.frozen import frozen, replace

More = Callable[[ClausePlan, Lower], Mapping[str, Sql]]


@frozen(eq=False)
class Known:
    """What is known of a cohort before it is read, and of its policy.

    `earlier`: the clauses under which something was granted before, with the years; `periods`: of each fact by period,
    those that the cohort has; `texts`: whether the policy has another text on other days; `only`: a table of the
    applicants (`$a`) to look at, empty: all of them.
    """

    earlier: Earlier = NO_EARLIER
    periods: Periods = NO_PERIODS
    texts: bool = False
    only: str = ""


NOTHING_KNOWN: Final = Known()


@frozen(eq=False)
class Refusal:
    """A clause that the interpreter serves, and why."""

    clause: ClausePlan
    why: NotLoweredError


@frozen(eq=False)
class Wanted:
    """A column that a frame has besides those of its clauses; `make` raises `NotLoweredError`."""

    key: str  # of the frame
    name: str
    make: Callable[[Lower], Sql]


@frozen(eq=False)
class FrameQuery:
    """The outcomes of the clauses of one kind of subject: the table of its columns, by clause."""

    key: str  # of the list; empty: the applicants
    query: exp.Select
    clauses: tuple[ClausePlan, ...]

    def name(self, kind: str, clause: ClausePlan) -> str:
        """The column of a clause: `status`, `units`, `limited`, `failed`, `row`."""
        return f"{kind}${clause.index}"


@frozen(eq=False)
class Queries:
    """What SQL works out, and the clauses that it does not; `lacking`: the columns wanted that it does not give."""

    frames: tuple[FrameQuery, ...]
    refused: tuple[Refusal, ...]
    lacking: Mapping[str, NotLoweredError] = MappingProxyType({})


def queries(
    plan: PolicyPlan,
    in_force: Sequence[bool],
    settings: Settings,
    as_of: Date,
    dialect: Dialect,
    known: Known = NOTHING_KNOWN,
    more: More = lambda _clause, _lower: {},
    wanted: Sequence[Wanted] = (),
) -> Queries:
    """The queries of the clauses in force on a day, under a choice of readings.

    `more`: other columns of a clause; `wanted`: of frames, which may then have no clauses.
    """
    found: list[FrameQuery] = []
    refused: list[Refusal] = []
    lacking: dict[str, NotLoweredError] = {}
    for key in ("", *(k for k in plan.layout if k != ROOT)):
        frame, clauses, results = Frame(key, known.only), [], []
        for clause, holds in zip(plan.clauses, in_force, strict=True):
            if not holds or (clause.entity.key if clause.entity else "") != key:
                continue
            before = frame.state()
            try:
                lowered = lowering(clause, frame, settings, plan, Arithmetic(dialect), as_of, texts=known.texts)
                lowered.lower.earlier, lowered.lower.periods = known.earlier, known.periods
                columns = lowered.columns()
                others = more(clause, lowered.lower)
            except NotLoweredError as why:
                frame.restore(before)
                refused.append(Refusal(clause, why))
                continue
            clauses.append(clause)
            results += _results(clause, replace(columns, status=lowered.decided(columns.status)))
            results += [(f"{kind}${clause.index}", value) for kind, value in others.items()]
        asked = [one for one in wanted if one.key == key]
        for one in asked:
            before = frame.state()
            try:
                lower = Lower(frame, Arithmetic(dialect), plan.policy.entities, as_of)
                lower.periods = known.periods
                results.append((one.name, one.make(lower)))
            except NotLoweredError as why:
                frame.restore(before)
                lacking[one.name] = why
        if clauses or asked:
            found.append(FrameQuery(key, frame.query(results), tuple(clauses)))
    return Queries(tuple(found), tuple(refused), lacking)


def _results(clause: ClausePlan, columns: Columns) -> list[tuple[str, Sql]]:
    kinds = {
        "status": columns.status, "units": columns.units, "limited": columns.limited, "failed": columns.failed,
        "row": columns.row,
    }  # fmt: skip
    return [(f"{kind}${clause.index}", value) for kind, value in kinds.items() if value is not None]
