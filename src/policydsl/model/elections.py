"""What a fact file says to the rules over several awards: elections, and years of awards that a limit counts."""

from __future__ import annotations

from policydsl.diagnostics import Edit, Fix, Reporter
from policydsl.feel.checker.scope import closest
from policydsl.model import reading as read
from policydsl.model.policy import Limit, Policy, StackingRule
from policydsl.source import Text
from policydsl.syntax.tree import Mapping, Node, Scalar


def read_elections(node: Node | None, policy: Policy, reporter: Reporter) -> dict[str, str]:
    """By stacking rule, the clause chosen; left out or null: not chosen yet."""
    if node is None or (isinstance(node, Scalar) and node.value is None):
        return {}
    if not isinstance(node, Mapping):  # its shape has been reported
        return {}
    rules = {rule.id: rule for rule in policy.stacking if rule.rule == "choose"}
    found: dict[str, str] = {}
    for key, value in node:
        if isinstance(value, Scalar) and value.value is None:
            continue
        rule = rules.get(key.text)
        if rule is None:
            guess = closest(key.text, list(rules))
            fix = Fix((Edit(key.file, key.span, guess),)) if guess else None
            reporter.report("F051", read.label_of(key), fix=fix, name=key.text, known=_known(policy))
            continue
        chosen, options = read.string(value), options_of(rule)
        if chosen not in options:
            guess = closest(chosen or "", options)
            fix = Fix((Edit(value.file, value.span, guess),)) if guess else None
            reporter.report(
                "F053", read.label_of(value), fix=fix, name=chosen or "…", rule=rule.id, known=", ".join(options)
            )
            continue
        found[rule.id] = chosen
    return found


def options_of(rule: StackingRule) -> list[str]:
    """The clauses that a rule chooses among."""
    return [one.id for one in rule.among]


def _known(policy: Policy) -> str:
    return ", ".join(rule.id for rule in policy.stacking if rule.rule == "choose") or Text("无", "none").zh


def counts_by_year(policy: Policy, limit: Limit, category: str, level: str) -> bool:
    """Whether a limit counts awards of other policies of this category and level by the year."""
    if limit.every != "year" or level not in limit.other:
        return False
    named, besides = {one.id for one in limit.counts}, {one.id for one in limit.besides}
    return any(
        clause.category == category and clause.id not in besides and (not named or clause.id in named)
        for clause in policy.clauses
    )
