"""Fact files as plain Python values: what the hand-written code and the peers start from, parsed beforehand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

Facts: TypeAlias = dict[str, Any]

LISTS = (
    "rd_projects",
    "innovation_platforms",
    "first_version_software",
    "demo_scenes",
    "smart_products",
    "incubation_platforms",
    "tenancies",
    "compute_purchases",
    "model_purchases",
    "talents",
    "computing_centres",
)
AWARD_LISTS = ("prior_awards", "other_policy_awards")
MONEY = frozenset(
    {
        "annual_revenue",
        "rd_investment",
        "assessed_support",
        "first_year_sales",
        "first_year_revenue",
        "actual_investment",
        "annual_sales",
        "annual_cost",
        "fee",
        "server_purchase",
        "amount",
    }
)
# Longest first, since each of them ends in the last one.
UNITS = (("亿元", 100_000_000), ("万元", 10_000), ("元", 1))


def money(written: str | int | Decimal) -> Decimal:
    """The yuan of a written sum: a number of yuan, or a figure with its unit."""
    if not isinstance(written, str):
        return Decimal(written)
    for unit, yuan in UNITS:
        if written.endswith(unit):
            return Decimal(written.removesuffix(unit).strip()) * yuan
    return Decimal(written)


def prepare(document: Facts) -> Facts:
    """The values of a fact file, every list present and what is null left out."""
    facts: Facts = {
        "as_of": date.fromisoformat(document["as_of"]),
        "applicant": _values(document["applicant"]),
    }
    for name in (*LISTS, *AWARD_LISTS):
        facts[name] = [_values(item) for item in document.get(name, ())]
    return facts


def _values(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: money(value) if name in MONEY else value for name, value in fields.items() if value is not None}


def is_to_the_fen(document: Facts) -> bool:
    """Whether no sum of a fact file has a part below the fen."""
    facts = prepare(document)
    groups = [[facts["applicant"]], *(facts[name] for name in (*LISTS, *AWARD_LISTS))]
    sums = (value for group in groups for item in group for name, value in item.items() if name in MONEY)
    return all(sum_ == round(sum_, 2) for sum_ in sums)
