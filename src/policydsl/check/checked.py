"""What the checks find out about a policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from policydsl.diagnostics import Reporter
from policydsl.feel.checker import Symbol, Typing
from policydsl.feel.types import Type
from policydsl.model.policy import Clause, Entity, Let, Limit, Policy, Table
from policydsl.source.frozen import frozen

Step: TypeAlias = Let | Table


@frozen(eq=False)
class CheckedClause:
    """A clause with its steps in order; the first `early` ones are what eligibility needs."""

    clause: Clause
    entity: Entity | None
    item: Symbol | None
    steps: tuple[Step, ...]
    early: int
    outputs: Mapping[str, Type]


# What a limit counts together: an applicant's awards, those of an item, of items with one value, of applicants with
# one value, of all applicants. The last two are decided only where several applicants are evaluated.
Reach: TypeAlias = Literal["applicant", "item", "key", "group", "programme"]


@frozen(eq=False)
class CheckedLimit:
    """A limit with what it counts: the places of its clauses, the items of its formulas and of its ranking."""

    limit: Limit
    reach: Reach
    counted: tuple[int, ...]
    entity: Entity | None
    item: Symbol | None
    ranked: tuple[Symbol, Entity] | None = None


@frozen(eq=False)
class CheckedPolicy:
    """A policy with the types and meanings of all its formulas."""

    policy: Policy
    typing: Typing
    clauses: tuple[CheckedClause, ...]
    parameters: Mapping[str, Type]
    limits: tuple[CheckedLimit, ...] = ()


def has_errors(clause: Clause, reporter: Reporter) -> bool:
    """Whether something in a clause is wrong, so that what follows from it is not spoken of."""
    return clause.whole_at is not None and reporter.errors_within(clause.whole_at)
