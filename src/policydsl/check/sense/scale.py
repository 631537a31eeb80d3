"""Sums that are off by the factor of a unit: 1000元 where every other says 1000万元."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from policydsl.check.checked import CheckedPolicy
from policydsl.check.sense.formulas import formulas
from policydsl.check.sense.siblings import Figure, alone, figures_in, groups
from policydsl.diagnostics import Label, Reporter
from policydsl.feel import ast
from policydsl.feel.ast import Unit
from policydsl.feel.walk import walk
from policydsl.model.policy import Formula, Policy

_NEAR: Final = 1_000  # between figures for the same thing
_FAR: Final = 1_000  # below the smallest, above the largest of all sums of a policy
_IN_YUAN: Final = 20  # below the smallest, for the one sum without 万 or 亿
_ENOUGH: Final = 4  # sums by which to tell


def check_scale(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report sums far from all others, caps of nothing, and quotas of nobody."""
    policy = checked.policy
    told: set[tuple[int, int]] = set()
    for siblings in groups(policy):
        if all(one.unit is Unit.MONEY for one in siblings):
            _outliers(siblings, _NEAR, 2, told, reporter)
    sums = list(_sums(policy))
    for currency in dict.fromkeys(one.currency for one in sums):  # dollars are not compared with yuan
        _outliers([one for one in sums if one.currency == currency], _FAR, _ENOUGH, told, reporter)
    for clause in policy.clauses:
        for cap in clause.caps:
            figure = alone(cap.limit)
            if figure is not None and figure.unit is Unit.MONEY and not figure.value:
                reporter.report("P033", figure.at, name=cap.id)
        if clause.quota is not None:
            limit = alone(clause.quota.limit)
            if limit is not None and (limit.value <= 0 or limit.value % 1):
                reporter.report("P034", limit.at, text=limit.text)


def _outliers(figures: list[Figure], factor: int, enough: int, told: set[tuple[int, int]], reporter: Reporter) -> None:
    """The one figure that is far from all the others."""
    sums = [one for one in figures if one.value > 0]
    if len(sums) < enough:
        return
    ordered = sorted(sums, key=lambda one: one.value)
    low, next_low, next_high, high = ordered[0], ordered[1], ordered[-2], ordered[-1]
    found: tuple[Figure, Figure] | None = None
    lost = not _has_unit(low) and all(map(_has_unit, ordered[1:]))
    if low.value * (min(factor, _IN_YUAN) if lost else factor) <= next_low.value:
        found = low, next_low
    elif next_high.value * factor <= high.value:
        found = high, next_high
    if found is None or (len(sums) == 2 and not _of_units(low.value, high.value)):  # noqa: PLR2004
        return
    one, near = found
    key = one.at.span.start, one.at.span.end
    if key not in told:
        told.add(key)
        reporter.report("P032", one.at, near.at, text=one.text, near=near.text)


def _has_unit(one: Figure) -> bool:
    """Whether it is written with 万 or 亿."""
    return "万" in one.text or "亿" in one.text


def _of_units(low: Decimal, high: Decimal) -> bool:
    """Whether two sums look like one with another unit: 1000元 and 1000万元, 500元 and 200万元."""
    return high / low >= 10_000 // 10


def _standing_alone(formula: Formula) -> Iterator[Figure]:
    """The sums of a formula but for prices: `500元` a head, `30元` a square metre."""
    prices = {
        one.span
        for node in walk(formula.expr)
        if isinstance(node, ast.Binary) and node.op in (ast.Op.MUL, ast.Op.DIV)
        for one in (node.left, node.right)
    }
    places = {Label.at(formula.origin, span).span for span in prices}
    yield from (one for one in figures_in(formula) if one.unit is Unit.MONEY and one.at.span not in places)


def _sums(policy: Policy) -> Iterator[Figure]:
    """All sums of money that the law of a policy sets: caps, outputs, thresholds, parameters."""
    for clause in policy.blocks:
        bands = clause.table.rows if clause.table is not None and clause.table.hit == "progressive" else ()
        prices = {id(formula) for row in bands for formula in row.then.values()}
        for formula, _ in formulas(clause):
            if id(formula) not in prices:
                yield from _standing_alone(formula)
        for row in clause.table.rows if clause.table is not None else ():
            for cell in row.when.values():
                for part in cell.parts:
                    for node in walk(part.tests):
                        if isinstance(node, ast.NumberLit) and node.unit is Unit.MONEY:
                            text = part.text[node.span.start : node.span.end]
                            at = Label.at(part.origin, node.span)
                            yield Figure(node.value, node.unit, at, text, node.currency)
    for parameter in policy.parameters.values():
        for _, formula in parameter.versions:
            yield from (one for one in figures_in(formula) if one.unit is Unit.MONEY)
