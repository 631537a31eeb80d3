"""Exchange rates: one that says what it is (`unit: 元/美元`) must be the one that the amount needs."""

from __future__ import annotations

from policydsl.check.checked import CheckedPolicy
from policydsl.check.domains.values import field_of
from policydsl.check.sense.formulas import formulas, limit_formulas
from policydsl.diagnostics import Label, Reporter
from policydsl.feel import ast, types
from policydsl.feel.checker import Symbol, currencies
from policydsl.feel.measures import exchange
from policydsl.feel.types import Money
from policydsl.feel.walk import walk
from policydsl.model.policy import Formula
from policydsl.source import Text
from policydsl.source.figures import CURRENCIES


def check_exchange(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report rates of another currency, and rates the other way round, as far as their unit says so."""
    every = [formula for block in checked.policy.blocks for formula, _ in formulas(block)]
    every += [formula for limit in checked.policy.limits for formula in limit_formulas(limit)]
    for formula in every:
        for node in walk(formula.expr):
            if currencies.is_conversion(node):
                _rate(node, formula, checked, reporter)


def _rate(call: ast.Call, formula: Formula, checked: CheckedPolicy, reporter: Reporter) -> None:
    amount, rate = currencies.in_order(call)
    at = Label.at(formula.origin, rate.span)
    if not any(isinstance(one, ast.Name) for one in walk(rate)):  # a figure without a name: it stands there for ever
        found = types.describe(checked.typing.type_of(rate))
        reporter.report("T006", at, function=currencies.CONVERT, number="2", expected=currencies.RATE, found=found)
    given, unit = checked.typing.type_of(amount), _unit(rate, checked)
    if not isinstance(given, Money) or given.currency == checked.policy.currency:
        return  # T084 says what is wrong with an amount of the policy's own
    wanted = CURRENCIES[checked.policy.currency], CURRENCIES[given.currency]
    if (exchange(unit) or wanted) != wanted:
        reporter.report(
            "T006",
            at,
            function=currencies.CONVERT,
            number="2",
            expected=Text(f"以 `{'/'.join(wanted)}` 计的汇率", f"a rate in `{'/'.join(wanted)}`"),
            found=Text(f"以 `{unit}` 计的", f"one in `{unit}`"),
        )


def _unit(rate: ast.Expr, checked: CheckedPolicy) -> str:
    """The unit that the rate is declared with, if it is a fact or a parameter by itself."""
    field, binding = field_of(rate, checked), checked.typing.bindings.get(id(rate))
    if field is not None:
        return field.unit
    if isinstance(rate, ast.Name) and isinstance(binding, Symbol) and binding.kind == "parameter":
        return checked.policy.parameters[rate.name].unit
    return ""
