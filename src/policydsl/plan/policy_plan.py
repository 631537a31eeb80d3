"""The plan of a whole policy: what each clause computes, in what order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from policydsl.check.checked import Reach
from policydsl.feel.types import Type
from policydsl.feel.values import Date, Value
from policydsl.model.paying import Instalment, Obligation
from policydsl.model.policy import (
    Cap,
    Clause,
    Condition,
    Entity,
    Limit,
    Policy,
    Quota,
    Rounding,
    Row,
    StackingRule,
    Table,
)
from policydsl.plan.nodes import Field, Node
from policydsl.plan.probes import Probe
from policydsl.source.frozen import frozen

_NOTHING: Mapping[str, Node] = MappingProxyType({})


@frozen(eq=False)
class ConditionPlan:
    """A condition of eligibility."""

    condition: Condition
    test: Node


@frozen(eq=False)
class RowPlan:
    """A row: when it matches, what it gives. `cells` are the tests by input, those that are `-` left out.

    Of a progressive table: whether the input reaches into the band, its part in it, and what that gives at the rates.
    """

    row: Row
    cells: tuple[tuple[str, Node], ...]
    match: Node
    outputs: Mapping[str, Node]
    share: Node | None = None
    products: Mapping[str, Node] = _NOTHING


@frozen(eq=False)
class TablePlan:
    """A decision table; `outputs` are the types of the names it gives; `sums`: of a progressive one, over its bands."""

    table: Table
    inputs: Mapping[str, Node]
    rows: tuple[RowPlan, ...]
    outputs: Mapping[str, Type]
    sums: Mapping[str, Node] = _NOTHING

    def output(self, name: str) -> Node:
        """A node whose values are of the kind of an output's."""
        return self.sums[name] if name in self.sums else self.rows[0].outputs[name]


@frozen(eq=False)
class LetPlan:
    """A named intermediate value."""

    name: str
    value: Node


@frozen(eq=False)
class CapPlan:
    """An upper limit; `shared` when one limit covers all items of an applicant."""

    cap: Cap
    limit: Node
    when: Node | None
    shared: bool
    may_exceed: Node | None = None


@frozen(eq=False)
class InstalmentPlan:
    """A part of the award; `assessed`: the facts for the department to assess on which its day or condition depends."""

    part: Instalment
    share: Node
    due: Node | None
    when: Node | None
    assessed: tuple[Field, ...]


@frozen(eq=False)
class ObligationPlan:
    """A promise of the recipient."""

    obligation: Obligation
    duration: Node | None
    start: Node | None
    repay: Node | None


@frozen(eq=False)
class QuotaPlan:
    """Only so many winners; decided when a cohort is evaluated."""

    quota: Quota
    limit: Node
    rank: Node | None


@frozen(eq=False)
class ClaimPlan:
    """The window in which an award can be claimed; see `Claim`."""

    start: Node | None
    until: Node | None
    within: Node | None
    of: Node | None


@dataclass(frozen=True, slots=True, eq=False)
class ClausePlan:
    """All that is computed for a clause and one subject.

    `steps` are the lets and the table in an order in which each finds what it needs;
    `early` counts those that eligibility needs.
    """

    index: int
    clause: Clause
    entity: Entity | None  # of `for_each`; None: once per applicant
    conditions: tuple[ConditionPlan, ...]
    steps: tuple[LetPlan | TablePlan, ...]
    early: int
    amount: Node | None
    term: Node | None
    caps: tuple[CapPlan, ...]
    assessed: tuple[tuple[str, int], ...]  # assessed fields that the clause reads of its subject: name, index
    assessed_applicant: tuple[tuple[str, int], ...]
    assessed_listed: tuple[tuple[str, int], ...]  # of members of lists: the list, the index
    minimum: Node | None
    rounding: Rounding  # the clause's own, or the policy's
    settled: str  # the stacking rule that settles it with awards of other policies; empty: none
    settles_itself: bool  # by the usual rule, with nothing before it that looks at several awards
    probes: tuple[Probe, ...] = ()
    probe_index: Mapping[tuple[str, str], int] = field(default_factory=dict)
    part_index: Mapping[int, int] = field(default_factory=dict)  # by the node's identity
    pay: tuple[InstalmentPlan, ...] = ()
    obligations: tuple[ObligationPlan, ...] = ()
    dated: Node | None = None  # the day that governs; None: the day of evaluation
    claim: ClaimPlan | None = None
    quota: QuotaPlan | None = None

    @property
    def claim_nodes(self) -> tuple[Node, ...]:
        """The formulas of the claim window that are given."""
        claim = self.claim
        every = () if claim is None else (claim.start, claim.until, claim.within, claim.of)
        return tuple(node for node in every if node is not None)

    @property
    def day_nodes(self) -> tuple[Node, ...]:
        """The formulas that say which day governs and when it can be claimed."""
        return self.claim_nodes if self.dated is None else (self.dated, *self.claim_nodes)

    @property
    def is_governed(self) -> bool:
        """Whether a day of its own governs it, or a window in which it must be claimed."""
        return self.dated is not None or self.claim is not None

    @property
    def table(self) -> TablePlan | None:
        """The clause's table."""
        return next((s for s in self.steps if isinstance(s, TablePlan)), None)


@frozen(eq=False)
class ParameterPlan:
    """Versions of a parameter: from which day, the value."""

    name: str
    versions: tuple[tuple[Date | None, Value], ...]

    def at(self, day: Date) -> Value:
        """The version that holds on a day: the last one that has begun."""
        found = self.versions[0][1]
        for start, value in self.versions:
            if start is None or start <= day:
                found = value
        return found


@frozen(eq=False)
class RulePlan:
    """A stacking rule: the places of its clauses in its order, and whether each of them grants money."""

    rule: StackingRule
    among: tuple[int, ...]


@frozen(eq=False)
class LimitPlan:
    """A limit over several awards; `key` is what is counted together where `reach` is a key or a group."""

    limit: Limit
    reach: Reach
    counted: tuple[int, ...]
    entity: Entity | None
    value: Node
    when: Node | None
    key: Node | None
    rank: Node | None = None  # where a cohort is short of it, what ranks the awards


@frozen(eq=False)
class JointPlan:
    """What several awards are subject to together, in this order; none of it: each clause stands for itself."""

    inside: tuple[RulePlan, ...]  # between clauses
    limits: tuple[LimitPlan, ...]
    across: tuple[RulePlan, ...]  # with awards of other policies

    @property
    def usual(self) -> bool:
        """Whether awards of other policies are settled by the usual rule alone."""
        return len(self.across) <= 1 and all(one.rule.plain for one in self.across)


@frozen(eq=False)
class PolicyPlan:
    """A policy ready for every backend."""

    policy: Policy
    clauses: tuple[ClausePlan, ...]
    parameters: Mapping[str, ParameterPlan]
    layout: Mapping[str, Layout]  # by entity key
    joint: JointPlan | None = (
        None  # None: at most the usual rule with other policies, which clauses settle by themselves
    )


@frozen(eq=False)
class Layout:
    """Where an entity's fields stand in the tuple of an item: `id` first."""

    entity: Entity
    index: Mapping[str, int]


HitPolicy = Literal["unique", "first", "collect", "progressive"]
