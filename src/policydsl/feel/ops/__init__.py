"""FEEL's operators as plain functions of values, by the standard's tables and to 34 decimal digits.

Takes values; gives a value, or None where an operand is null. Guarantees: what the standard leaves without
a value raises FeelFailure with a reason in a drafter's words, never another exception; nothing is rounded twice.
"""

from policydsl.feel.ops.arithmetic import add, divide, multiply, negate, power, subtract
from policydsl.feel.ops.decimals import DECIMAL128, guarded, whole
from policydsl.feel.ops.equality import equal, is_, matches, unequal
from policydsl.feel.ops.logic import and_, not_, or_
from policydsl.feel.ops.members import member, member_names
from policydsl.feel.ops.order import between, compare, greater, greater_equal, in_, less, less_equal, make_range, within
from policydsl.feel.ops.show import kind, number_text, show

__all__ = [
    "DECIMAL128",
    "add",
    "and_",
    "between",
    "compare",
    "divide",
    "equal",
    "greater",
    "greater_equal",
    "guarded",
    "in_",
    "is_",
    "kind",
    "less",
    "less_equal",
    "make_range",
    "matches",
    "member",
    "member_names",
    "multiply",
    "negate",
    "not_",
    "number_text",
    "or_",
    "power",
    "show",
    "subtract",
    "unequal",
    "whole",
    "within",
]
