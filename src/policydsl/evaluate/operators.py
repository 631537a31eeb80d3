"""FEEL's operations for the strict operators of the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from policydsl.feel import ops
from policydsl.plan.nodes import Operator

if TYPE_CHECKING:
    from policydsl.feel.values import Value

OPERATORS: Mapping[Operator, Callable[..., Value]] = {
    Operator.ADD: ops.add,
    Operator.SUB: ops.subtract,
    Operator.MUL: ops.multiply,
    Operator.DIV: ops.divide,
    Operator.POW: ops.power,
    Operator.EQ: ops.equal,
    Operator.NE: ops.unequal,
    Operator.LT: ops.less,
    Operator.LE: ops.less_equal,
    Operator.GT: ops.greater,
    Operator.GE: ops.greater_equal,
    Operator.NEG: ops.negate,
}
