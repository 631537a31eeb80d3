"""Loads policies and fact files through all passes."""

from __future__ import annotations

from collections.abc import Mapping as Map
from functools import cached_property
from typing import TYPE_CHECKING

from policydsl.check import CheckedPolicy, check_policy
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.model.builder import build_policy
from policydsl.model.facts import Facts
from policydsl.model.facts_checks import check_facts
from policydsl.model.facts_reader import read_facts
from policydsl.model.policy import Policy
from policydsl.plan.build import build_plan
from policydsl.plan.policy_plan import PolicyPlan
from policydsl.source import SourceFile
from policydsl.syntax import check_shape, document_kind, parse_yaml, read_source
from policydsl.syntax.tree import Mapping
from policydsl.workspace.repeats import without_repeats

if TYPE_CHECKING:
    from policydsl.award import Evaluation
    from policydsl.evaluate import Engine


class LoadedPolicy:
    """A policy without errors, checked and lowered; the engine is made when first asked for."""

    def __init__(self, source: SourceFile, checked: CheckedPolicy, plan: PolicyPlan) -> None:
        self.source, self.checked, self.plan = source, checked, plan

    @property
    def policy(self) -> Policy:
        """The policy."""
        return self.checked.policy

    @cached_property
    def engine(self) -> Engine:
        """The compiled policy."""
        from policydsl.evaluate import Engine  # noqa: PLC0415  (`check` does not pay for it)

        return Engine(self.plan)


def _tree(source: SourceFile, kind: str, reporter: Reporter) -> Mapping | None:
    node = parse_yaml(source, reporter)
    found = None if node is None else document_kind(node, reporter)
    if node is None or found is None:
        return None
    check_shape(node, kind, reporter)
    return node if isinstance(node, Mapping) and found == kind else None


def load_policy(path: str, reporter: Reporter) -> LoadedPolicy | None:
    """The policy in a file (`-`: standard input), or None with the reasons in `reporter`."""
    source = read_source(path, reporter)
    return None if source is None else load_policy_source(source, reporter)


def load_policy_source(source: SourceFile, reporter: Reporter) -> LoadedPolicy | None:
    """The policy in a text."""
    found = Reporter()
    loaded = _policy(source, found)
    reporter.extend(without_repeats(found))
    return loaded


def _policy(source: SourceFile, reporter: Reporter) -> LoadedPolicy | None:
    tree = _tree(source, "policy", reporter)
    if tree is None:
        return None
    checked = check_policy(build_policy(tree, reporter), reporter)
    plan = None if reporter.has_errors else build_plan(checked, reporter)
    if plan is None or reporter.has_errors:  # a parameter may have no value
        return None
    return LoadedPolicy(source, checked, plan)


def read_policy_source(source: SourceFile, reporter: Reporter, checks: Reporter) -> tuple[Policy, Mapping] | None:
    """The policy as it is written, with its tree; what the checks say of its sense goes to `checks`."""
    found = Reporter()
    tree = _tree(source, "policy", found)
    policy = None if tree is None else build_policy(tree, found)
    reporter.extend(without_repeats(found))
    if tree is None or policy is None or found.has_errors:
        return None
    check_policy(policy, checks)
    return policy, tree


def load_facts(path: str, policy: Policy, reporter: Reporter) -> Facts | None:
    """The facts in a file, or None with the reasons in `reporter`."""
    source = read_source(path, reporter)
    return None if source is None else load_facts_source(source, policy, reporter)


def load_facts_source(source: SourceFile, policy: Policy, reporter: Reporter) -> Facts | None:
    """The facts in a text."""
    found = Reporter()
    tree = _tree(source, "facts", found)
    facts = None
    if tree is not None:
        facts = read_facts(tree, policy, found)
        check_facts(tree, facts, policy, found)
    reporter.extend(without_repeats(found))
    return None if found.has_errors else facts


def evaluate(
    loaded: LoadedPolicy,
    facts: Facts,
    reporter: Reporter,
    *,
    as_of: Date | None = None,
    readings: Map[str, str] | None = None,
) -> Evaluation | None:
    """Every award with its trace, on the given day or that of the facts; None if there is neither."""
    day = as_of if as_of is not None else facts.as_of
    if day is None:
        reporter.report("F022", facts.applicant.at)
        return None
    engine = loaded.engine
    return engine.trace(engine.prepare(facts, day), readings or {})
