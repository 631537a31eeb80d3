"""A fact file as values: the applicant, the lists, awards granted before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from policydsl.diagnostics import Label
from policydsl.feel.values import Date
from policydsl.source.frozen import frozen


@frozen(eq=False)
class Item:
    """One item: `values` has the id first, then the fields in declared order, UNKNOWN where left out.

    Of a fact by period stand there the figures that are known (`periods.Figures`), none where it was left out.
    """

    id: str
    name: str
    values: tuple[object, ...]
    at: Label


@frozen
class PriorAward:
    """What was granted under this policy before, in yuan."""

    clause: str
    subject: str
    year: int
    amount: Decimal


@frozen
class OtherAward:
    """What was granted under another policy, in yuan; `level` is that of the policy (市, …)."""

    category: str
    subject: str
    policy: str
    level: str
    amount: Decimal
    year: int | None = None  # None: not said


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """One applicant's facts. `given` names the lists of awards that the file has.

    `elections`: by stacking rule, the clause that the applicant chose.
    """

    source: str
    as_of: Date | None
    applicant: Item
    lists: Mapping[str, tuple[Item, ...]]
    prior_awards: tuple[PriorAward, ...] = ()
    other_awards: tuple[OtherAward, ...] = ()
    given: frozenset[str] = field(default_factory=frozenset)
    elections: Mapping[str, str] = field(default_factory=dict)
