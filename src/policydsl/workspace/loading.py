"""Loads policies and fact files through all passes."""

from __future__ import annotations

from collections.abc import Mapping as Map
from functools import cached_property
from typing import TYPE_CHECKING

from policydsl.check import CheckedPolicy, check_policy
from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.feel.values import Date
from policydsl.model.builder import build_policy
from policydsl.model.facts import Facts
from policydsl.model.facts_checks import check_facts
from policydsl.model.facts_reader import read_facts
from policydsl.model.policy import Policy
from policydsl.plan.build import build_plan
from policydsl.plan.policy_plan import PolicyPlan
from policydsl.source import SourceFile
from policydsl.source.frozen import replace
from policydsl.syntax import check_shape, document_kind, parse_yaml, read_source
from policydsl.syntax.as_meant import take_as_meant
from policydsl.syntax.tree import Mapping, Node
from policydsl.workspace.allow import without_allowed
from policydsl.workspace.repeats import without_repeats

if TYPE_CHECKING:
    from policydsl.award import Evaluation
    from policydsl.evaluate import Engine
    from policydsl.plan.texts import Texts


class LoadedPolicy:
    """A policy without errors, checked and lowered; the engine is made when first asked for."""

    def __init__(self, source: SourceFile, tree: Mapping, checked: CheckedPolicy, plan: PolicyPlan) -> None:
        self.source, self.tree, self.checked, self.plan = source, tree, checked, plan
        self.findings: tuple[Diagnostic, ...] = ()  # of a text with amendments: warnings and the like
        self.texts: Texts | None = None  # those of other days, where amendments make them

    @property
    def policy(self) -> Policy:
        """The policy."""
        return self.checked.policy

    @cached_property
    def engine(self) -> Engine:
        """The compiled policy."""
        from policydsl.evaluate import Engine  # noqa: PLC0415  (`check` does not pay for it)

        return Engine(self.plan, self.texts)


def read_tree(source: SourceFile, kind: str, reporter: Reporter) -> Mapping | None:
    """The tree of a document of a kind, its shape checked; None where it is none."""
    node = parse_yaml(source, reporter)
    return None if node is None else shaped(node, kind, reporter)


def shaped(node: Node, kind: str, reporter: Reporter) -> Mapping | None:
    """The tree, if it is a document of this kind; what is wrong with its shape is reported."""
    found = document_kind(node, reporter)
    if found is None:
        return None
    check_shape(node, kind, reporter)
    take_as_meant(node, reporter)
    return node if isinstance(node, Mapping) and found == kind else None


def settle(tree: Node | None, found: Reporter, reporter: Reporter) -> None:
    """Hand over the findings of a document: each mistake once, what the document allows apart from the rest."""
    kept, allowed = without_allowed(tree, without_repeats(found, tree))
    reporter.extend(kept)
    reporter.allow(allowed)


def load_policy_source(source: SourceFile, reporter: Reporter) -> LoadedPolicy | None:
    """The policy in a text."""
    found = Reporter()
    return load_policy_tree(parse_yaml(source, found), found, reporter)


def load_policy_tree(node: Node | None, found: Reporter, reporter: Reporter) -> LoadedPolicy | None:
    """The policy in a tree; `found`: what was found when it was read."""
    tree = None if node is None else shaped(node, "policy", found)
    loaded = None if tree is None else policy_of(tree, found)
    settle(node, found, reporter)
    return loaded


def policy_of(tree: Mapping, reporter: Reporter, **known: object) -> LoadedPolicy | None:
    """The policy of a tree whose shape was checked, through all passes after that; `known` are fields of `Policy`."""
    policy = build_policy(tree, reporter)
    checked = check_policy(replace(policy, **known) if known else policy, reporter)
    plan = None if reporter.has_errors else build_plan(checked, reporter)
    if plan is None or reporter.has_errors:  # a parameter may have no value
        return None
    return LoadedPolicy(tree.file, tree, checked, plan)


def read_policy_source(source: SourceFile, reporter: Reporter, checks: Reporter) -> tuple[Policy, Mapping] | None:
    """The policy as it is written, with its tree; what the checks say of its sense goes to `checks`."""
    found = Reporter()
    tree = read_tree(source, "policy", found)
    policy = None if tree is None else build_policy(tree, found)
    reporter.extend(without_repeats(found, tree))
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
    return load_facts_tree(parse_yaml(source, found), policy, found, reporter)


def load_facts_tree(node: Node | None, policy: Policy, found: Reporter, reporter: Reporter) -> Facts | None:
    """The facts in a tree; `found`: what was found when it was read."""
    tree = None if node is None else shaped(node, "facts", found)
    facts = None if tree is None else facts_of(tree, policy, found)
    settle(node, found, reporter)
    return None if found.has_errors else facts


def facts_of(tree: Mapping, policy: Policy, reporter: Reporter) -> Facts:
    """The facts of a tree whose shape was checked."""
    facts = read_facts(tree, policy, reporter)
    check_facts(tree, facts, policy, reporter)
    return facts


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
