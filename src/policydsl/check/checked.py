"""What the checks find out about a policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from policydsl.diagnostics import Reporter
from policydsl.feel.checker import Symbol, Typing
from policydsl.feel.types import Type
from policydsl.model.policy import Clause, Entity, Let, Policy, Table
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


@frozen(eq=False)
class CheckedPolicy:
    """A policy with the types and meanings of all its formulas."""

    policy: Policy
    typing: Typing
    clauses: tuple[CheckedClause, ...]
    parameters: Mapping[str, Type]


def has_errors(clause: Clause, reporter: Reporter) -> bool:
    """Whether something in a clause is wrong, so that what follows from it is not spoken of."""
    return clause.whole_at is not None and reporter.errors_within(clause.whole_at)
