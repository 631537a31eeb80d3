"""The one place where the benchmark touches the engine: everything else goes through these functions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.facts import Facts
from policydsl.award import Evaluation, Status
from policydsl.diagnostics import Reporter
from policydsl.evaluate import Engine, Prepared
from policydsl.evaluate.clause import Finding
from policydsl.evaluate.outcomes import Outcomes
from policydsl.feel.parser import parse_expression
from policydsl.source import SourceFile, WholeText
from policydsl.workspace import LoadedPolicy, load_policy
from policydsl.workspace.loading import load_facts_source

SHIPPED = Path(__file__).resolve().parent.parent / "policies" / "xiamen_ai_2025.yaml"
NO_READINGS: Mapping[str, str] = {}


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


def evaluate(policy: LoadedPolicy, prepared: Prepared, readings: Mapping[str, str] = NO_READINGS) -> Outcomes:
    """One evaluation without a trace."""
    return policy.engine.evaluate(prepared, readings)


def evaluate_traced(policy: LoadedPolicy, prepared: Prepared, readings: Mapping[str, str] = NO_READINGS) -> Outcomes:
    """One evaluation that keeps every value an explanation needs."""
    return policy.engine.record(prepared, readings)


def evaluate_records(policy: LoadedPolicy, prepared: Prepared, readings: Mapping[str, str] = NO_READINGS) -> Evaluation:
    """One traced evaluation, its outcomes as the full records that documents are written from."""
    return policy.engine.trace(prepared, readings)


def _with_amounts(policy: LoadedPolicy) -> Callable[[Prepared], Outcomes]:
    """One evaluation without a trace, and every amount read as a `Decimal` of yuan."""
    evaluate_one = policy.engine.evaluate

    def work(prepared: Prepared) -> Outcomes:
        outcomes = evaluate_one(prepared)
        outcomes.amounts()
        return outcomes

    return work


# What the benchmark calls them, from the least to the most; each gives what is called for every applicant.
DOORS: Mapping[str, Callable[[LoadedPolicy], Callable[[Prepared], Outcomes | Evaluation]]] = {
    "policydsl, trace off": lambda policy: policy.engine.evaluate,
    "policydsl, trace off, amounts as Decimal": _with_amounts,
    "policydsl, trace on": lambda policy: policy.engine.record,
    "policydsl, trace on, as records": lambda policy: policy.engine.trace,
}


def awards(result: Outcomes | Evaluation) -> list[dict[str, Any]]:
    """The `awards` of the result document, so far as they are compared; not timed."""
    if isinstance(result, Evaluation):
        return [
            _award(
                a.clause.id, a.subject, a.status, (a.amount, a.payable), a.term, a.limited_by, a.provisional, a.missing
            )
            for a in result.awards
        ]
    amounts = [row[3] for row in result.rows]
    if result.amounts() != amounts:
        raise Refused("the amounts by themselves are not those of the rows")
    return [
        _award(
            plan.clause.id,
            subject,
            status,
            (amount, payable),
            term,
            limited_by,
            provisional,
            last.missing if isinstance(last, Finding) else (),
        )
        for plan, subject, status, amount, payable, term, limited_by, provisional, last in result.rows
    ]


def _award(
    clause: str,
    subject: str,
    status: Status,
    sums: tuple[Decimal | None, Decimal | None],
    term: int | None,
    limited_by: str | None,
    provisional: bool,
    missing: Sequence[str],
) -> dict[str, Any]:
    amount, payable = sums
    return {
        "clause": clause,
        "subject": subject,
        "status": str(status),
        "amount": _money(amount),
        "payable": _money(payable),
        "term": None if term is None else f"P{term}M",
        "limited_by": limited_by,
        "provisional": provisional,
        "missing": list(missing),
    }


def _money(sum_: Decimal | None) -> str | None:
    return None if sum_ is None else f"{sum_:.2f}"


def parse(formula: str) -> object:
    """Parse one formula."""
    reporter = Reporter()
    expression = parse_expression(formula, WholeText(SourceFile("formula", formula)), reporter)
    _refuse_errors(reporter, formula)
    return expression
