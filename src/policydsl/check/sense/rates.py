"""Rates: above the whole, or without their sign beside others that have it."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from policydsl.check.checked import CheckedPolicy
from policydsl.check.sense.formulas import formulas
from policydsl.check.sense.siblings import Figure, figures_in, groups
from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.feel import ast
from policydsl.feel.ast import Unit
from policydsl.feel.checker import periods
from policydsl.feel.literal_text import number_text
from policydsl.feel.types import Money
from policydsl.feel.walk import walk
from policydsl.model.policy import Clause, Formula

_MULTIPLE: Final = 5  # twice or three times a sum may be meant


def check_rates(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report rates above 100%, and numbers among rates."""
    policy = checked.policy
    every = [f for clause in policy.blocks for f, _ in formulas(clause) if not _is_share(f, clause)]
    every += [formula for parameter in policy.parameters.values() for _, formula in parameter.versions]
    for formula in every:
        for figure in figures_in(formula):
            if figure.unit is Unit.RATIO and figure.value > 1:
                reporter.report("P023", figure.at, text=figure.text)
        _multiples(formula, checked, reporter)
    for siblings in groups(policy):
        _mixed(siblings, reporter)


def _is_share(formula: Formula, clause: Clause) -> bool:
    """Whether it is a part of an award, or what is paid back of it: these are looked at by themselves."""
    shares = (*(part.share for part in clause.pay), *(one.repay for one in clause.obligations))
    return any(formula is share for share in shares)


def _multiples(formula: Formula, checked: CheckedPolicy, reporter: Reporter) -> None:
    """A sum of the applicant times a bare number: `cost * 50` is most likely `cost * 50%`."""
    for node in walk(formula.expr):
        if not isinstance(node, ast.Binary) or node.op is not ast.Op.MUL:
            continue
        for factor, other in ((node.right, node.left), (node.left, node.right)):
            is_bare = isinstance(factor, ast.NumberLit) and factor.unit is Unit.NONE and factor.value >= _MULTIPLE
            if is_bare and isinstance(checked.typing.type_of(other), Money) and _is_fact(other):
                text = formula.text[factor.span.start : factor.span.end]
                at = Label.at(formula.origin, factor.span)
                reporter.report("P024", at, text=text, meant=f"{text}%")
                break


def _is_fact(expr: ast.Expr) -> bool:
    """Whether it is a fact, or the figure of a period."""
    if isinstance(expr, ast.Call) and isinstance(expr.function, ast.Name):
        return expr.function.name == periods.AT
    return isinstance(expr, ast.Path)


def _mixed(siblings: list[Figure], reporter: Reporter) -> None:
    """A bare number among percentages: `0.5` is one without its sign, `50` is one that lost it."""
    rates = [one for one in siblings if one.unit is Unit.RATIO]
    bare = [one for one in siblings if one.unit is Unit.NONE and one.value > 0]
    if not rates or len(bare) + len(rates) < len(siblings) or len(bare) > len(rates):
        return
    for one in bare:
        meant = one.value if one.value <= 1 else one.value / Decimal(100)
        text = number_text(meant, Unit.RATIO)
        fix = Fix((Edit(one.at.file, one.at.span, text),), sure=one.value <= 1)
        code = "P030" if one.value <= 1 else "P031"
        reporter.report(code, one.at, rates[0].at, fix=fix, text=one.text, meant=text)
