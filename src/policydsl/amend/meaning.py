"""Whether two values of a policy mean the same, however each is spelt.

Formulas and table cells are compared as read: `30%`, `30 %` and `0.30` are one, and `1000万元` and `0.1亿元`. Texts
for people are compared letter by letter, in each language; maps by their entries, in any order; lists item by item; a
cell's list of alternatives in any order.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from policydsl.amend.kinds import Form
from policydsl.diagnostics import Reporter
from policydsl.feel.parser import parse_expression, parse_unary_tests
from policydsl.feel.sameness import same_expression
from policydsl.model import reading as read
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence

_MOST_COMPARED: Final = 200  # of a cell's alternatives, each with each


def same(left: Node, right: Node, form: Form) -> bool:
    """Whether two values, both at a place of this form, mean the same. The reader of YAML bounds their depth."""
    kind = form.kind
    if kind == "text":
        return read.text(left) == read.text(right) and not isinstance(left, Sequence)
    if kind == "cell":
        return _same_cells(_parts(left), _parts(right))
    match left, right:
        case Scalar(), Scalar():
            return _same_formulas(left, right) if kind == "formula" else _same_scalars(left, right)
        case Mapping(), Mapping():
            theirs = {key.text: value for key, value in right}
            return len(theirs) == len(left.entries) and all(
                key.text in theirs and same(value, theirs[key.text], form.under(key.text)) for key, value in left
            )
        case Sequence(), Sequence():
            pairs = zip(left.items, right.items, strict=False)
            return len(left.items) == len(right.items) and all(same(one, other, form.item) for one, other in pairs)
        case _:
            return False


def _same_scalars(left: Scalar, right: Scalar) -> bool:
    one, other = left.value, right.value
    if isinstance(one, bool) or isinstance(other, bool) or one is None or other is None:
        return one is other
    if isinstance(one, int | Decimal) and isinstance(other, int | Decimal):
        return one == other
    return left.text == right.text


def _same_formulas(left: Scalar, right: Scalar) -> bool:
    if left.text.strip() == right.text.strip():
        return True
    aside = Reporter()  # a formula that cannot be read is reported where it is used
    return same_expression(parse_expression(left.text, left, aside), parse_expression(right.text, right, aside))


def _parts(node: Node) -> list[Scalar]:
    found = node.items if isinstance(node, Sequence) else (node,)
    return [part for part in found if isinstance(part, Scalar)]


def _same_cells(left: list[Scalar], right: list[Scalar]) -> bool:
    if len(left) != len(right):
        return False
    if len(left) > _MOST_COMPARED:
        return all(map(_same_cell, left, right))
    open_ones = list(right)
    for part in left:
        like = next((other for other in open_ones if _same_cell(part, other)), None)
        if like is None:
            return False
        open_ones.remove(like)
    return not open_ones


def _same_cell(left: Scalar, right: Scalar) -> bool:
    if left.text.strip() == right.text.strip():
        return True
    aside = Reporter()
    return same_expression(parse_unary_tests(left.text, left, aside), parse_unary_tests(right.text, right, aside))
