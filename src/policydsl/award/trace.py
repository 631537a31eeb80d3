"""The trace of one award: every intermediate value, by the probe that names it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, final

from policydsl.plan.policy_plan import ClausePlan
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    from policydsl.award.award import CapStep, JointStep, Settlement
    from policydsl.award.governing import Governing
    from policydsl.plan.nodes import Node


@final
class _NotReached:
    """The value of a probe that evaluation did not come to."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOT_REACHED"


NOT_REACHED: Final = _NotReached()
_NOTHING: Mapping[int, frozenset[str]] = MappingProxyType({})


@frozen
class Trace:
    """Values by probe (see `ClausePlan.probes`): a FEEL value, UNKNOWN, or NOT_REACHED.

    `missing` gives, for a probe whose value is open, the facts that it waits for.
    """

    plan: ClausePlan
    values: Sequence[object]
    missing: Mapping[int, frozenset[str]] = _NOTHING
    caps: tuple[CapStep, ...] = ()
    settlement: Settlement | None = None
    joint: tuple[JointStep, ...] = ()
    governing: Governing | None = None

    def value(self, kind: str, name: str = "") -> object:
        """The value of a condition, let, input, row, output, limit, when, or of the amount or term."""
        index = self.plan.probe_index.get((kind, name))
        return NOT_REACHED if index is None else self.values[index]

    def waits_for(self, kind: str, name: str = "") -> frozenset[str]:
        """The missing facts on which that value depends."""
        index = self.plan.probe_index.get((kind, name))
        return frozenset() if index is None else self.missing.get(index, frozenset())

    def part(self, node: Node) -> object:
        """The value of an aggregate or quantifier inside a formula."""
        index = self.plan.part_index.get(id(node))
        return NOT_REACHED if index is None else self.values[index]
