"""What the tests of evaluation share: texts in, awards out, through the door that the program itself uses."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from policydsl.award import Award, Evaluation, Status
from policydsl.diagnostics import Reporter
from policydsl.evaluate import Prepared
from policydsl.evaluate.awards import awards_of
from policydsl.evaluate.outcomes import Outcomes
from policydsl.source import SourceFile
from policydsl.workspace import LoadedPolicy
from policydsl.workspace.loading import load_facts_source, load_policy_source

Document = dict[str, Any]
DEFAULTS: Mapping[str, str] = MappingProxyType({})


class Row(NamedTuple):
    """What is compared of an award, in the writing of the result document."""

    clause: str
    subject: str
    status: str
    amount: str | None = None
    payable: str | None = None
    term: int | None = None
    limited_by: str | None = None
    provisional: bool = False


def findings(reporter: Reporter) -> list[str]:
    """Every finding in one line: code, place, message."""
    lines = []
    for found in reporter:
        label = found.labels[0] if found.labels else None
        place = label.file.position(label.span.start) if label is not None else None
        lines.append(f"{found.code} {place.line if place else '-'}: {found.message('en')}")
    return lines


def load(text: str) -> LoadedPolicy:
    """A policy from its YAML text; a finding that stops evaluation is a failure of the test."""
    reporter = Reporter()
    loaded = load_policy_source(SourceFile("policy.yaml", textwrap.dedent(text)), reporter)
    assert loaded is not None, "\n".join(findings(reporter)) + "\n" + text
    return loaded


def prepare(policy: LoadedPolicy, facts: str | Document) -> Prepared:
    """Facts, from YAML text or as the content of a JSON file, ready to be evaluated."""
    text = textwrap.dedent(facts) if isinstance(facts, str) else json.dumps(facts, ensure_ascii=False)
    reporter = Reporter()
    found = load_facts_source(SourceFile("facts.yaml", text), policy.policy, reporter)
    assert found is not None, "\n".join(findings(reporter)) + "\n" + text
    assert found.as_of is not None
    return policy.engine.prepare(found, found.as_of)


def evaluate(policy: LoadedPolicy, facts: str | Document, readings: Mapping[str, str] = DEFAULTS) -> Evaluation:
    """Every award with its trace; the evaluation without traces must say the same, row by row."""
    ready = prepare(policy, facts)
    traced = policy.engine.trace(ready, readings)
    plain = policy.engine.evaluate(ready, readings)
    assert [row_of(a) for a in traced.awards] == rows(plain)
    return traced


def awards(
    policy: LoadedPolicy, facts: str | Document, readings: Mapping[str, str] = DEFAULTS
) -> dict[tuple[str, str], Award]:
    """Every award by clause and subject."""
    found = evaluate(policy, facts, readings).awards
    by_right = {(a.clause.id, a.subject): a for a in found}
    assert len(by_right) == len(found)
    return by_right


def only(policy: LoadedPolicy, facts: str | Document, readings: Mapping[str, str] = DEFAULTS) -> Award:
    """The one award that there is."""
    (found,) = awards(policy, facts, readings).values()
    return found


def row_of(award: Award) -> Row:
    """An award as it is compared."""
    return Row(
        award.clause.id,
        award.subject,
        str(award.status),
        money(award.amount),
        money(award.payable),
        award.term,
        award.limited_by,
        award.provisional,
    )


def rows(outcomes: Outcomes) -> list[Row]:
    """Outcomes as they are compared."""
    return [
        Row(plan.clause.id, subject, str(status), money(amount), money(payable), term, limited, provisional)
        for plan, subject, status, amount, payable, term, limited, provisional, _ in outcomes.rows
    ]


def money(amount: Decimal | None) -> str | None:
    """The two digits that are shown must be the whole amount."""
    if amount is None:
        return None
    shown = f"{amount:.2f}"
    assert Decimal(shown) == amount >= 0
    return shown


def marked(policy: LoadedPolicy, ready: Prepared, readings: Mapping[str, str] = DEFAULTS) -> tuple[Award, ...]:
    """Every award by the marked evaluation alone, as it serves facts that are missing."""
    variant = policy.engine.variant(ready.as_of, readings)
    found = Outcomes(variant, ready)
    for plan, in_force in zip(policy.engine.plan.clauses, variant.in_force, strict=True):
        rooms = found.make_rooms(plan) if any(cap.shared for cap in plan.caps) else None
        for item in [None] if plan.entity is None else ready.lists[plan.entity.key]:
            found.codes.append(found.slow(plan, item, rooms) if in_force else Status.NOT_IN_FORCE)
    if variant.joint is not None:
        variant.joint.finish(found)
    return awards_of(found)
