"""Policies and facts loaded as the program loads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

from policydsl.award import Evaluation
from policydsl.diagnostics import Reporter
from policydsl.workspace import LoadedPolicy, load_facts, load_policy

CASES = Path(__file__).parent / "cases"
Evaluate = Callable[..., Evaluation]


@cache
def policy(path: Path) -> LoadedPolicy:
    reporter = Reporter()
    loaded = load_policy(str(path), reporter)
    assert loaded is not None, reporter.diagnostics
    return loaded


@pytest.fixture(scope="session")
def xiamen(root: Path) -> LoadedPolicy:
    """The shipped policy."""
    return policy(root / "policies" / "xiamen_ai_2025.yaml")


@pytest.fixture(scope="session")
def workshop() -> LoadedPolicy:
    """The made-up policy that has one of everything."""
    return policy(CASES / "workshop.yaml")


@pytest.fixture(scope="session")
def sums() -> LoadedPolicy:
    """The made-up policy of least sums, bands, common conditions."""
    return policy(CASES / "sums.yaml")


@pytest.fixture(scope="session")
def periods() -> LoadedPolicy:
    """The made-up policy that asks for figures by year and by quarter."""
    return policy(CASES / "periods.yaml")


@pytest.fixture(scope="session")
def rent() -> LoadedPolicy:
    """A policy whose figures have units of measure."""
    return policy(CASES / "rent.yaml")


@pytest.fixture(scope="session")
def evaluate() -> Evaluate:
    """`evaluate(policy, path, readings)`: the evaluation of a fact file."""

    def run(policy: LoadedPolicy, path: Path, readings: Mapping[str, str] | None = None) -> Evaluation:
        reporter = Reporter()
        facts = load_facts(str(path), policy.policy, reporter)
        assert facts is not None, reporter.diagnostics
        assert facts.as_of is not None
        return policy.engine.trace(policy.engine.prepare(facts, facts.as_of), readings or {})

    return run
