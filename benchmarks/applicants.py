"""Seeded random fact files: complete or with facts missing, with earlier awards, on and around every threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.handwritten import DEFAULT_READINGS

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from benchmarks.facts import Facts

READINGS = {
    "hit_product_steps": ("whole_units", "pro_rata"),
    "incubation_cap_unit": ("platform", "applicant"),
    "academic_tier": ("regardless_of_revenue", "by_revenue"),
}
DAYS = ("2025-04-21", "2027-12-31")
DAYS_OUTSIDE = ("2025-04-20", "2028-01-01")
# Thresholds of the measures, and sums at which one of their rates reaches one of their caps.
TURNING_POINTS = (
    0,
    1_000_000,
    6_666_667,
    7_500_000,
    10_000_000,
    20_000_000,
    33_333_333,
    60_000_000,
    66_666_667,
    100_000_000,
    600_000_000,
    1_000_000_000,
)


def chance(rng: random.Random, share: float) -> bool:
    """True that often."""
    return rng.random() < share


def money(rng: random.Random) -> str:
    """A sum as a fact file writes it: at a turning point, a fen beside one, or anything up to ten milliard yuan."""
    kind = rng.choices(("turning point", "round", "any"), weights=(4, 2, 4))[0]
    if kind == "turning point":
        fen = max(0, rng.choice(TURNING_POINTS) * 100 + rng.choice((-1, 0, 0, 1)))
    elif kind == "round":
        return f"{rng.randint(1, 20_000)}万元"
    else:
        fen = rng.randint(0, 10 ** rng.randint(1, 12))
    yuan, rest = divmod(fen, 100)
    below_fen = f"{rng.randint(1, 99):02}" if chance(rng, 0.05) else ""
    return f"{yuan}.{rest:02}{below_fen}元"


def one_of(*values: str) -> Callable[[random.Random], str]:
    """Draws one of the values of an enumeration."""
    return lambda rng: rng.choice(values)


def yes(share: float) -> Callable[[random.Random], bool]:
    """Draws true that often."""
    return lambda rng: chance(rng, share)


def optional(draw: Callable[[random.Random], Any]) -> Callable[[random.Random], Any]:
    """What the department decides may be absent without being a missing fact."""
    return lambda rng: draw(rng) if chance(rng, 0.5) else None


def months(rng: random.Random) -> int:
    """A term, often about the longest one."""
    return rng.choice((0, 1, 12, 35, 36, 37, 60, rng.randint(0, 120)))


APPLICANT: dict[str, Callable[[random.Random], Any]] = {
    "kind": one_of("enterprise", "enterprise", "enterprise", "university", "research_institute", "team", "other"),
    "annual_revenue": money,
    "ai_enterprise": yes(0.7),
    "ai_startup": yes(0.7),
    "high_growth_selected": yes(0.5),
}
# list → prefix of the ids, fields
ITEMS: dict[str, tuple[str, dict[str, Callable[[random.Random], Any]]]] = {
    "rd_projects": (
        "P",
        {
            "programme": one_of("national_challenge_winner", "provincial_key", "municipal_challenge"),
            "rd_investment": money,
        },
    ),
    "innovation_platforms": (
        "IP",
        {
            "kind": one_of(
                "key_laboratory",
                "engineering_research_center",
                "technology_innovation_center",
                "manufacturing_innovation_center",
                "ai_plus_application_platform",
                "other",
            ),
            "level": one_of("national", "national_branch", "provincial", "municipal"),
            "newly_built": yes(0.7),
            "assessed_support": optional(money),
        },
    ),
    "first_version_software": (
        "S",
        {
            "self_developed": yes(0.9),
            "breakthrough": yes(0.9),
            "domestic_leading": yes(0.9),
            "first_year_sales": money,
            "first_year_revenue": money,
        },
    ),
    "demo_scenes": (
        "D",
        {"selected_level": one_of("none", "provincial", "national"), "actual_investment": money},
    ),
    "smart_products": (
        "SP",
        {
            "category": one_of(
                "ai_pc", "ai_tablet", "ai_medical_device", "whole_home", "wearable", "robot", "other_smart", "not_smart"
            ),
            "annual_sales": money,
            "selected": optional(yes(0.7)),
        },
    ),
    "incubation_platforms": (
        "B",
        {
            "kind": one_of(
                "open_source_community",
                "evaluation_center",
                "enablement_center",
                "data_element",
                "other_service",
                "not_service",
            ),
            "annual_cost": money,
        },
    ),
    "tenancies": ("T", {"zero_rent_incubator": yes(0.7), "requested_months": months}),
    "compute_purchases": ("C", {"qualified": yes(0.7), "fee": money}),
    "model_purchases": (
        "M",
        {
            "registered": yes(0.8),
            "purpose": one_of("agent_development", "model_service", "other"),
            "fee": money,
        },
    ),
    "talents": (
        "TA",
        {
            "programme": one_of("double_hundred", "backbone_engineer"),
            "ai_project": yes(0.8),
            "role": one_of("algorithm", "application", "other_backbone", "not_backbone"),
            "assessed_support": optional(money),
        },
    ),
    "computing_centres": (
        "CC",
        {
            "action": one_of("new", "renovate", "expand", "none"),
            "policy_compliant": yes(0.8),
            "energy_compliant": yes(0.8),
            "server_purchase": money,
        },
    ),
}
# clause → category and list of its subjects (None: the applicant); only clauses that give a sum
PAYING: dict[str, tuple[str, str | None]] = {
    "rd_national": ("rd_project", "rd_projects"),
    "rd_provincial": ("rd_project", "rd_projects"),
    "rd_municipal": ("rd_project", "rd_projects"),
    "platform_national": ("innovation_platform", "innovation_platforms"),
    "platform_other": ("innovation_platform", "innovation_platforms"),
    "first_version_software": ("software", "first_version_software"),
    "demo_scene": ("demo_scene", "demo_scenes"),
    "hit_product": ("smart_product", "smart_products"),
    "incubation_platform": ("incubation_platform", "incubation_platforms"),
    "compute_voucher": ("compute", None),
    "model_voucher": ("model", None),
    "talent_double_hundred": ("talent", "talents"),
    "talent_engineer": ("talent", "talents"),
    "computing_centre": ("computing_centre", "computing_centres"),
}


def random_readings(rng: random.Random) -> dict[str, str]:
    """The defaults half of the time."""
    if chance(rng, 0.5):
        return dict(DEFAULT_READINGS)
    return {reading: rng.choice(options) for reading, options in READINGS.items()}


def random_document(
    rng: random.Random, *, missing: float = 0.0, awards: bool = True, most_items: int = 3, in_force: bool = True
) -> Facts:
    """A fact file; `missing` is the share of fields left out, `awards` adds earlier and other awards."""
    document: Facts = {
        "policydsl": 1,
        "kind": "facts",
        "as_of": _day(rng, in_force=in_force),
        "applicant": {"id": "A1", "name": "测试主体", **_fields(rng, APPLICANT, missing)},
    }
    for name, (prefix, fields) in ITEMS.items():
        count = rng.randint(0, most_items)
        items = [{"id": f"{prefix}{i}", **_fields(rng, fields, missing)} for i in range(1, count + 1)]
        if items:
            document[name] = items
    if awards:
        document["prior_awards"] = _prior_awards(rng, document)
        document["other_policy_awards"] = _other_awards(rng, document)
    return document


def _day(rng: random.Random, *, in_force: bool) -> str:
    if not in_force and chance(rng, 0.1):
        return rng.choice(DAYS_OUTSIDE)
    if chance(rng, 0.2):
        return rng.choice(DAYS)
    return f"{rng.randint(2026, 2027)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"


def _fields(rng: random.Random, fields: dict[str, Callable[[random.Random], Any]], missing: float) -> dict[str, Any]:
    # Every draw is made, so that the same seed gives the same applicant with more or fewer facts.
    drawn = {name: (draw(rng), rng.random()) for name, draw in fields.items()}
    return {name: value for name, (value, luck) in drawn.items() if value is not None and luck >= missing}


def _subjects(document: Facts, items: str | None) -> list[str]:
    return [document["applicant"]["id"]] if items is None else [item["id"] for item in document.get(items, ())]


def _prior_awards(rng: random.Random, document: Facts) -> list[dict[str, Any]]:
    this_year = int(document["as_of"][:4])
    awards = []
    for clause, (_, items) in PAYING.items():
        for subject in _subjects(document, items):
            while chance(rng, 0.2):
                year = this_year - rng.choice((0, 0, 1))
                awards.append({"clause": clause, "subject": subject, "year": year, "amount": money(rng)})
    return awards


def _other_awards(rng: random.Random, document: Facts) -> list[dict[str, Any]]:
    awards = []
    for category, items in dict.fromkeys(PAYING.values()):
        for subject in _subjects(document, items):
            while chance(rng, 0.15):
                award = {"category": category, "subject": subject, "policy": "other_2024", "amount": money(rng)}
                level = rng.choice((None, "市", "国家", "省"))
                awards.append(award if level is None else {**award, "level": level})
    return awards
