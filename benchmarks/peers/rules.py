"""The seventeen clauses once, as small trees that print in each peer's language.

A tree is a tuple: an operator, then its operands. Sums are in fen as whole numbers (`unit="fen"`, exact wherever whole
numbers are) or in yuan as the peer's own fractional number (`unit="yuan"`, how most people would write it).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.facts import LISTS, MONEY
from benchmarks.handwritten import CLAUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.facts import Facts
    from benchmarks.handwritten import Award

Tree = tuple[Any, ...]
INELIGIBLE = -1
WAN = 10_000
# What the peers are given where the department has not assessed: more than any cap.
UNASSESSED = 10_000 * WAN


class ItemRule(NamedTuple):
    """A clause that goes through a list; `applicant` is what must hold of the applicant for any of its items."""

    items: str
    when: Tree
    value: Tree
    applicant: Tree | None = None


class OnceRule(NamedTuple):
    """A clause about the applicant."""

    when: Tree
    value: Tree


def of_applicant(field: str) -> Tree:
    """A field of the applicant."""
    return ("applicant", field)


def of_item(field: str) -> Tree:
    """A field of the item at hand."""
    return ("item", field)


def is_(left: Tree, text: str) -> Tree:
    """Equal to a text."""
    return ("==", left, ("text", text))


def capped(sum_: Tree, yuan: int) -> Tree:
    """At most so many yuan."""
    return ("min", sum_, ("money", yuan))


def share(sum_: Tree, percent: int) -> Tree:
    """So many per cent, down to the fen."""
    return ("share", sum_, percent)


def _research(programme: str, percent: int, cap: int) -> ItemRule:
    value = capped(share(of_item("rd_investment"), percent), cap)
    return ItemRule("rd_projects", is_(of_item("programme"), programme), value)


_ENTERPRISE = is_(of_applicant("kind"), "enterprise")
_REVENUE = of_applicant("annual_revenue")
_QUALIFIED = ("filter", "compute_purchases", of_item("qualified"))
_COMPUTE_FEES = ("sum", _QUALIFIED, "fee")
_MODELS = (
    "filter",
    "model_purchases",
    ("and", of_item("registered"), ("in", of_item("purpose"), ("agent_development", "model_service"))),
)
_SMALL = capped(share(_COMPUTE_FEES, 50), 200 * WAN)
_VOUCHER = (
    "if",
    ("not", _ENTERPRISE),
    _SMALL,
    (
        "if",
        (">=", _REVENUE, ("money", 100_000 * WAN)),
        capped(share(_COMPUTE_FEES, 30), 1000 * WAN),
        ("if", (">=", _REVENUE, ("money", 10_000 * WAN)), capped(share(_COMPUTE_FEES, 40), 500 * WAN), _SMALL),
    ),
)

# In the order of `benchmarks.handwritten.CLAUSES`, default readings.
RULES: dict[str, ItemRule | OnceRule] = {
    "rd_national": _research("national_challenge_winner", 50, 1000 * WAN),
    "rd_provincial": _research("provincial_key", 40, 300 * WAN),
    "rd_municipal": _research("municipal_challenge", 30, 1000 * WAN),
    "platform_national": ItemRule(
        "innovation_platforms",
        ("and", is_(of_item("level"), "national"), of_item("newly_built")),
        ("money", 3000 * WAN),
    ),
    "platform_other": ItemRule(
        "innovation_platforms",
        ("in", of_item("level"), ("national_branch", "provincial", "municipal")),
        capped(of_item("assessed_support"), 1000 * WAN),
    ),
    "first_version_software": ItemRule(
        "first_version_software",
        (
            "and",
            of_item("self_developed"),
            of_item("breakthrough"),
            of_item("domestic_leading"),
            (">=", of_item("first_year_sales"), ("money", 100 * WAN)),
        ),
        capped(share(of_item("first_year_revenue"), 30), 300 * WAN),
        applicant=_ENTERPRISE,
    ),
    "demo_scene": ItemRule(
        "demo_scenes",
        ("in", of_item("selected_level"), ("provincial", "national")),
        capped(share(of_item("actual_investment"), 30), 300 * WAN),
    ),
    "hit_product": ItemRule(
        "smart_products",
        (
            "and",
            ("not", is_(of_item("category"), "not_smart")),
            (">=", of_item("annual_sales"), ("money", 1000 * WAN)),
            of_item("selected"),
        ),
        capped(("units", of_item("annual_sales"), 1000 * WAN, 50 * WAN), 300 * WAN),
    ),
    "incubation_platform": ItemRule(
        "incubation_platforms",
        ("not", is_(of_item("kind"), "not_service")),
        capped(share(of_item("annual_cost"), 30), 2000 * WAN),
    ),
    "zero_rent": ItemRule(
        "tenancies",
        of_item("zero_rent_incubator"),
        ("min", of_item("requested_months"), ("number", 36)),
        applicant=("and", ("in", of_applicant("kind"), ("enterprise", "team")), of_applicant("ai_startup")),
    ),
    "compute_voucher": OnceRule(
        (
            "and",
            ("in", of_applicant("kind"), ("enterprise", "university", "research_institute")),
            ("some", _QUALIFIED),
        ),
        _VOUCHER,
    ),
    "model_voucher": OnceRule(
        ("and", _ENTERPRISE, ("some", _MODELS)),
        capped(share(("sum", _MODELS, "fee"), 30), 200 * WAN),
    ),
    "tech_fund_whitelist": OnceRule(of_applicant("ai_enterprise"), ("number", 0)),
    "talent_double_hundred": ItemRule(
        "talents",
        ("and", is_(of_item("programme"), "double_hundred"), of_item("ai_project")),
        capped(of_item("assessed_support"), 500 * WAN),
    ),
    "talent_base": OnceRule(
        ("and", of_applicant("ai_enterprise"), of_applicant("high_growth_selected")), ("number", 0)
    ),
    "talent_engineer": ItemRule(
        "talents",
        (
            "and",
            is_(of_item("programme"), "backbone_engineer"),
            ("in", of_item("role"), ("algorithm", "application", "other_backbone")),
        ),
        capped(of_item("assessed_support"), 80 * WAN),
    ),
    "computing_centre": ItemRule(
        "computing_centres",
        (
            "and",
            ("in", of_item("action"), ("new", "renovate", "expand")),
            of_item("policy_compliant"),
            of_item("energy_compliant"),
        ),
        capped(share(of_item("server_purchase"), 10), 6000 * WAN),
    ),
}


def peer_facts(facts: Facts, unit: str) -> Facts:
    """Prepared facts with sums as whole fen or fractional yuan, and the department's decisions filled in."""
    defaults: dict[str, dict[str, Any]] = {
        "innovation_platforms": {"assessed_support": UNASSESSED},
        "talents": {"assessed_support": UNASSESSED},
        "smart_products": {"selected": True},
    }

    def fields(item: dict[str, Any], default: dict[str, Any]) -> dict[str, Any]:
        values = {**default, **item}
        for name in MONEY & values.keys():
            values[name] = int(values[name] * 100) if unit == "fen" else float(values[name])
        return values

    given: Facts = {"applicant": fields(facts["applicant"], {})}
    for name in LISTS:
        given[name] = [fields(item, defaults.get(name, {})) for item in facts[name]]
    return given


def expected(awards: list[Award]) -> list[list[int]]:
    """What the hand-written code says, in the shape that the peers give: fen, months, or 0 for a service."""
    by_clause: dict[str, list[int]] = {clause: [] for clause, _ in CLAUSES}
    for award in awards:
        if award.status != "eligible":
            by_clause[award.clause].append(INELIGIBLE)
        elif award.amount is not None:
            by_clause[award.clause].append(int(award.amount * 100))
        else:
            by_clause[award.clause].append(award.term or 0)
    return list(by_clause.values())


def as_fen(found: Sequence[Any], facts: Facts, unit: str) -> list[list[int]]:
    """A peer's answer in the same shape; an empty list where the applicant rules out all items."""
    rows = []
    for (clause, items), value in zip(CLAUSES, found, strict=True):
        values = [value] if items is None else (value or [INELIGIBLE] * len(facts[items]))
        is_money = unit == "yuan" and clause not in {"zero_rent", "tech_fund_whitelist", "talent_base"}
        rows.append([round(one * 100) if is_money and one >= 0 else int(one) for one in values])
    return rows
