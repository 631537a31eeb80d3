"""The passes over a policy, in their order."""

from __future__ import annotations

from policydsl.check.checked import CheckedClause, CheckedPolicy
from policydsl.check.conditions import check_conditions
from policydsl.check.formulas import check_formulas
from policydsl.check.governing import check_governing
from policydsl.check.paying import check_paying
from policydsl.check.references import check_references
from policydsl.check.sense import check_sense
from policydsl.check.tables import check_tables
from policydsl.diagnostics import Reporter
from policydsl.model.policy import Policy


def check_policy(policy: Policy, reporter: Reporter) -> CheckedPolicy:
    """Everything that is wrong with a policy goes to `reporter`; the rest is for the plan."""
    check_references(policy, reporter)
    checked = check_formulas(policy, reporter)
    check_paying(checked, reporter)
    check_tables(checked, reporter)
    check_conditions(checked, reporter)
    check_governing(checked, reporter)
    check_sense(checked, reporter)
    return checked


__all__ = ["CheckedClause", "CheckedPolicy", "check_policy"]
