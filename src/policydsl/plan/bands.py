"""Progressive tables in the nodes that every backend knows: what lies in each band, times its rate, added up.

So unknown facts, failures and whole numbers go as in any formula; the rate of a band that the input does not reach is
never asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from policydsl.check.tables.bands import ends_of
from policydsl.feel.types import BOOLEAN, Type
from policydsl.plan import nodes
from policydsl.plan.lower import Lowering
from policydsl.plan.nodes import At, Node, Operator
from policydsl.plan.policy_plan import RowPlan, TablePlan
from policydsl.source.frozen import replace


def input_name(name: str) -> str:
    """The name by which bands read the table's input: none that a formula could have."""
    return f"·{name}"


def banded(plan: TablePlan, lowering: Lowering) -> TablePlan:
    """The same table with its bands as nodes."""
    ((name, given),) = plan.inputs.items()
    rows = tuple(_band(row, name, given, plan.outputs, lowering) for row in plan.rows)
    sums = {output: _sum([_reached(row, output) for row in rows], type_) for output, type_ in plan.outputs.items()}
    return replace(plan, rows=rows, sums=sums)


def _band(row: RowPlan, name: str, given: Node, outputs: Mapping[str, Type], lowering: Lowering) -> RowPlan:
    cell = row.row.when[name]
    ends = ends_of(cell)
    assert ends is not None  # noqa: S101  (the checks have seen to it)
    origin = cell.parts[0].origin
    low = None if ends.low is None else lowering.formula(ends.low, origin)
    high = None if ends.high is None else lowering.formula(ends.high, origin)
    at = (low or high or given).at
    whole = nodes.Local(at, given.type, input_name(name))
    zero = nodes.Const(at, given.type, Decimal(0))
    match = nodes.Strict(at, BOOLEAN, Operator.GT, (whole, low or zero))
    share: Node = whole
    if high is not None:
        beyond = nodes.Strict(at, BOOLEAN, Operator.GT, (whole, high))
        share = nodes.If(at, given.type, beyond, high, whole)
    if low is not None:
        share = nodes.Strict(at, given.type, Operator.SUB, (share, low))
    products = {
        output: nodes.Strict(node.at, outputs[output], Operator.MUL, (share, node))
        for output, node in row.outputs.items()
    }
    return replace(row, match=match, share=share, products=products)


def _reached(row: RowPlan, output: str) -> Node:
    """What a band gives: nothing where the input does not reach into it."""
    product = row.products[output]
    at: At = product.at
    return nodes.If(at, product.type, row.match, product, nodes.Const(at, product.type, Decimal(0)))


def _sum(parts: list[Node], type_: Type) -> Node:
    total = parts[0]
    for part in parts[1:]:
        total = nodes.Strict(part.at, type_, Operator.ADD, (total, part))
    return total
