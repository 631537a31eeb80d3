"""A limit by the year is told with the figures of the year that governs the award."""

from __future__ import annotations

from collections.abc import Callable

from tests.explain.conftest import CASES, policy

from policydsl.award import Evaluation
from policydsl.explain import explain, explain_text

Evaluate = Callable[..., Evaluation]


def test_the_limit_of_each_year(evaluate: Evaluate) -> None:
    found = evaluate(policy(CASES / "yearly_limit.yaml"), CASES / "yearly_limit_two_years.yaml")
    told = explain_text(explain(found), "zh")
    assert "2024年纳税额 = 10万元（每年）；80万元 → 10万元" in told
    assert "2025年纳税额 = 20万元（每年）；80万元 → 20万元" in told
