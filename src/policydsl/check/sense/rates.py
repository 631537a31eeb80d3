"""Rates: above the whole, or without their sign beside others that have it."""

from __future__ import annotations

from decimal import Decimal

from policydsl.check.checked import CheckedPolicy
from policydsl.check.sense.formulas import formulas
from policydsl.check.sense.siblings import Figure, figures_in, groups
from policydsl.diagnostics import Edit, Fix, Reporter
from policydsl.feel.ast import Unit
from policydsl.feel.literal_text import number_text


def check_rates(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report rates above 100%, and numbers among rates."""
    policy = checked.policy
    every = [formula for clause in policy.clauses for formula, _ in formulas(clause)]
    every += [formula for parameter in policy.parameters.values() for _, formula in parameter.versions]
    for formula in every:
        for figure in figures_in(formula):
            if figure.unit is Unit.RATIO and figure.value > 1:
                reporter.report("P023", figure.at, text=figure.text)
    for siblings in groups(policy):
        _mixed(siblings, reporter)


def _mixed(siblings: list[Figure], reporter: Reporter) -> None:
    """A bare number among percentages: `0.5` is one without its sign, `50` is one that lost it."""
    rates = [one for one in siblings if one.unit is Unit.RATIO]
    bare = [one for one in siblings if one.unit is Unit.NONE and one.value]
    if not rates or len(bare) + len(rates) < len(siblings) or len(bare) > len(rates):
        return
    for one in bare:
        meant = one.value if one.value <= 1 else one.value / Decimal(100)
        text = number_text(meant, Unit.RATIO)
        fix = Fix((Edit(one.at.file, one.at.span, text),), sure=one.value <= 1)
        code = "P030" if one.value <= 1 else "P031"
        reporter.report(code, one.at, rates[0].at, fix=fix, text=one.text, meant=text)
