"""The one place where the benchmark touches the engine: everything else goes through these functions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.facts import Facts
from policydsl.award import Evaluation
from policydsl.diagnostics import Reporter
from policydsl.evaluate import Engine, Prepared
from policydsl.feel.parser import parse_expression
from policydsl.source import SourceFile, WholeText
from policydsl.workspace import LoadedPolicy, load_policy
from policydsl.workspace.loading import load_facts_source

SHIPPED = Path(__file__).resolve().parent.parent / "policies" / "xiamen_ai_2025.yaml"
NO_READINGS: Mapping[str, str] = {}


class NotReady(RuntimeError):  # noqa: N818  (a state of affairs, said by the benchmark and gone past)
    """The engine has no such door yet."""


class Refused(RuntimeError):  # noqa: N818  (the input is the benchmark's own, so this is a bug of one of the two)
    """The engine finds fault with a policy, a fact file or a formula that is right."""


def _refuse_errors(reporter: Reporter, what: str) -> None:
    if reporter.has_errors:
        raise Refused(f"{what}: " + ", ".join(finding.code for finding in reporter.diagnostics))


def load(path: Path = SHIPPED) -> LoadedPolicy:
    """Read, check and compile a policy, with nothing cached."""
    reporter = Reporter()
    policy = load_policy(str(path), reporter)
    _refuse_errors(reporter, path.name)
    if policy is None:
        raise Refused(path.name)
    assert isinstance(policy.engine, Engine)  # noqa: S101  (made when first asked for, which belongs to loading)
    return policy


def prepare(policy: LoadedPolicy, document: Facts) -> Prepared:
    """Turn the content of a fact file into what an evaluation takes; not timed."""
    reporter = Reporter()
    source = SourceFile("facts.json", json.dumps(document, ensure_ascii=False))
    facts = load_facts_source(source, policy.policy, reporter)
    _refuse_errors(reporter, "facts")
    if facts is None or facts.as_of is None:
        raise Refused("facts")
    return policy.engine.prepare(facts, facts.as_of)


def evaluate(policy: LoadedPolicy, prepared: Prepared, readings: Mapping[str, str] = NO_READINGS) -> Evaluation:
    """One evaluation without a trace."""
    del policy, prepared, readings
    raise NotReady("it evaluates only with a trace so far")


def evaluate_traced(policy: LoadedPolicy, prepared: Prepared, readings: Mapping[str, str] = NO_READINGS) -> Evaluation:
    """One evaluation with everything that an explanation needs."""
    return policy.engine.trace(prepared, readings)


def awards(result: Evaluation) -> list[dict[str, Any]]:
    """The `awards` of the result document, so far as they are compared; not timed."""
    return [
        {
            "clause": award.clause.id,
            "subject": award.subject,
            "status": str(award.status),
            "amount": _money(award.amount),
            "payable": _money(award.payable),
            "term": None if award.term is None else f"P{award.term}M",
            "limited_by": award.limited_by,
            "provisional": award.provisional,
            "missing": list(award.missing),
        }
        for award in result.awards
    ]


def _money(sum_: Decimal | None) -> str | None:
    return None if sum_ is None else f"{sum_:.2f}"


def parse(formula: str) -> object:
    """Parse one formula."""
    reporter = Reporter()
    expression = parse_expression(formula, WholeText(SourceFile("formula", formula)), reporter)
    _refuse_errors(reporter, formula)
    return expression
