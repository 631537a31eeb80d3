"""The least sum and the rounding of a clause: whether there is a sum, and whether they fit together."""

from __future__ import annotations

from decimal import Decimal

from policydsl.check.checked import CheckedPolicy, has_errors
from policydsl.check.literals import literal
from policydsl.diagnostics import Label, Reporter
from policydsl.feel.ops import DECIMAL128
from policydsl.model.policy import Clause, Minimum, Rounding
from policydsl.source.figures import money_text


def check_sums(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report least sums and roundings that do not fit what stands beside them."""
    for clause in checked.policy.clauses:
        if has_errors(clause, reporter):
            continue
        if clause.amount is None:
            minimum = None if clause.minimum is None else clause.minimum.at
            for key, at in (("minimum", minimum), ("rounding", clause.rounding_at)):
                if at is not None:
                    reporter.report("P091", at, name=clause.id, key=key)
        elif clause.minimum is not None:
            _minimum(clause, clause.minimum, checked, reporter)


def _minimum(clause: Clause, minimum: Minimum, checked: CheckedPolicy, reporter: Reporter) -> None:
    formula = minimum.value
    at = Label.at(formula.origin, formula.expr.span)
    least = literal(formula.expr, checked)
    if not isinstance(least, Decimal):
        return
    if least <= 0:
        reporter.report("P093", at, text=formula.text)
        return
    currency = checked.policy.currency
    for cap in clause.caps:
        limit = literal(cap.limit.expr, checked)
        if cap.when is None and isinstance(limit, Decimal) and limit < least:
            told = money_text(least, currency)
            reporter.report("P092", at, cap.at, cap=cap.id, least=told, limit=money_text(limit, currency))
            return
    rounding = clause.rounding or checked.policy.rounding
    if minimum.kind == "at_least" and not _stays(least, rounding):
        reporter.report("P095", at, least=money_text(least, currency), unit=money_text(rounding.to, currency))


def _stays(least: Decimal, rounding: Rounding) -> bool:
    """Whether rounding leaves the least sum where it is, or above."""
    return rounding.mode == "up" or not DECIMAL128.remainder(least, rounding.to)
