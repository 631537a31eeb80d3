"""The Xiamen measures of 2025, written out in Python by hand, for facts that are all given.

`evaluate_complete` is THE reference that times are divided by: what someone would write who writes such a function by
hand, for clarity and speed. Together with `benchmarks.oracle`, which also knows facts left out, it is an independent
judge of the engine's figures: it shares nothing with the engine.

Decimal's default context of 28 digits is wide enough: a sum of fees below 10^17 yuan with four decimals, times a rate
of two digits, has 23.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from benchmarks.facts import Facts

FIRST_DAY = date(2025, 4, 21)
LAST_DAY = date(2027, 12, 31)
CITY = "市"
FEN = Decimal("0.01")
ZERO = Decimal("0.00")
WAN = 10_000
YI = 100_000_000

DEFAULT_READINGS = {
    "hit_product_steps": "whole_units",
    "incubation_cap_unit": "platform",
    "academic_tier": "regardless_of_revenue",
}

# clause, programme of the project, rate, most for one project
RESEARCH = (
    ("rd_national", "national_challenge_winner", Decimal("0.50"), Decimal(1000 * WAN)),
    ("rd_provincial", "provincial_key", Decimal("0.40"), Decimal(300 * WAN)),
    ("rd_municipal", "municipal_challenge", Decimal("0.30"), Decimal(1000 * WAN)),
)
NATIONAL_PLATFORM = Decimal(3000 * WAN)
OTHER_PLATFORM_CAP = Decimal(1000 * WAN)
OTHER_PLATFORM_LEVELS = frozenset({"national_branch", "provincial", "municipal"})
SOFTWARE_SALES = Decimal(100 * WAN)
SOFTWARE_RATE = Decimal("0.30")
SOFTWARE_CAP = Decimal(300 * WAN)
SCENE_LEVELS = frozenset({"provincial", "national"})
SCENE_RATE = Decimal("0.30")
SCENE_CAP = Decimal(300 * WAN)
PRODUCT_UNIT = Decimal(1000 * WAN)
PRODUCT_REWARD = Decimal(50 * WAN)
PRODUCT_CAP = Decimal(300 * WAN)
INCUBATION_RATE = Decimal("0.30")
INCUBATION_CAP = Decimal(2000 * WAN)
RENT_FREE_KINDS = frozenset({"enterprise", "team"})
RENT_FREE_MONTHS = 36
ACADEMIC_KINDS = frozenset({"university", "research_institute"})
MODEL_PURPOSES = frozenset({"agent_development", "model_service"})
MODEL_RATE = Decimal("0.30")
MODEL_CAP = Decimal(200 * WAN)
DOUBLE_HUNDRED_CAP = Decimal(500 * WAN)
ENGINEER_ROLES = frozenset({"algorithm", "application", "other_backbone"})
ENGINEER_CAP = Decimal(80 * WAN)
CENTRE_ACTIONS = frozenset({"new", "renovate", "expand"})
CENTRE_RATE = Decimal("0.10")
CENTRE_CAP = Decimal(6000 * WAN)


# Clause, subject, status, amount, payable, term in months, cap that lowered the sum: a plain tuple, for speed.
Row: TypeAlias = tuple[str, str, str, "Decimal | None", "Decimal | None", "int | None", "str | None"]


class Award(NamedTuple):
    """A row with names; `provisional` needs facts that are missing."""

    clause: str
    subject: str
    status: str
    amount: Decimal | None = None
    payable: Decimal | None = None
    term: int | None = None
    limited_by: str | None = None
    provisional: bool = False


class Tier(NamedTuple):
    """A row of the compute voucher."""

    rate: Decimal
    cap: Decimal


LARGE = Tier(Decimal("0.30"), Decimal(1000 * WAN))
MIDDLE = Tier(Decimal("0.40"), Decimal(500 * WAN))
SMALL = Tier(Decimal("0.50"), Decimal(200 * WAN))
LARGE_FROM = Decimal(10 * YI)
MIDDLE_FROM = Decimal(1 * YI)


class Granted:
    """What was granted before: here (ever, and in the year of the evaluation) and under the city's other policies."""

    __slots__ = ("ever", "of_clause_this_year", "other_policies", "this_year")

    def __init__(self, facts: Facts) -> None:
        year = facts["as_of"].year
        self.ever: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
        self.this_year: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
        self.of_clause_this_year: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.other_policies: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for prior in facts["prior_awards"]:
            key = prior["clause"], prior["subject"]
            self.ever[key] += prior["amount"]
            if prior["year"] == year:
                self.this_year[key] += prior["amount"]
                self.of_clause_this_year[prior["clause"]] += prior["amount"]
        for other in facts["other_policy_awards"]:
            if other.get("level", CITY) == CITY:
                self.other_policies[other["category"], other["subject"]] += other["amount"]

    def once(self, clause: str, category: str, subject: str, sum_: Decimal, cap: tuple[str, Decimal]) -> Row:
        """The award is a total: what was granted before is part of it."""
        name, limit = cap
        full = sum_.quantize(FEN, ROUND_DOWN)
        granted = self.ever.get((clause, subject), ZERO)
        amount = min(full, limit) - granted
        if amount < full:
            amount = max(amount, ZERO).quantize(FEN, ROUND_DOWN)
        return self._award(clause, category, subject, amount, name if limit < full else None)

    def yearly(self, clause: str, category: str, subject: str, sum_: Decimal, cap: tuple[str, Decimal]) -> Row:
        """What was granted in this year eats the cap."""
        name, limit = cap
        room = limit - self.this_year.get((clause, subject), ZERO)
        return self.within(room, clause, category, subject, sum_, name)

    def within(self, room: Decimal, clause: str, category: str, subject: str, sum_: Decimal, name: str) -> Row:
        """As much of the sum as there is room for."""
        full = sum_.quantize(FEN, ROUND_DOWN)
        left = max(room, ZERO)
        if left < full:
            return self._award(clause, category, subject, left.quantize(FEN, ROUND_DOWN), name)
        return self._award(clause, category, subject, full, None)

    def _award(self, clause: str, category: str, subject: str, amount: Decimal, limited_by: str | None) -> Row:
        # No subject can be eligible under two clauses of one category (programmes and levels exclude each other), so
        # the deduction is never shared.
        payable = amount
        if others := self.other_policies.get((category, subject)):
            payable = max(amount - others, ZERO).quantize(FEN, ROUND_DOWN)
        return clause, subject, "eligible", amount, payable, None, limited_by


def evaluate_complete(  # noqa: PLR0915  (seventeen clauses in a row, as one writes them by hand)
    facts: Facts, readings: Mapping[str, str] = DEFAULT_READINGS
) -> list[Row]:
    """Every clause for every subject, all facts given (`selected` and `assessed_support` are the department's)."""
    if not FIRST_DAY <= facts["as_of"] <= LAST_DAY:
        return [(clause, subject, "not_in_force", None, None, None, None) for clause, subject in rights(facts)]
    applicant = facts["applicant"]
    me = applicant["id"]
    enterprise = applicant["kind"] == "enterprise"
    granted = Granted(facts)
    rows: list[Row] = []
    add = rows.append

    for clause, programme, rate, limit in RESEARCH:
        for project in facts["rd_projects"]:
            if project["programme"] == programme:
                sum_ = project["rd_investment"] * rate
                add(granted.once(clause, "rd_project", project["id"], sum_, ("project", limit)))
            else:
                add((clause, project["id"], "ineligible", None, None, None, None))

    for platform in facts["innovation_platforms"]:
        if platform["level"] == "national" and platform["newly_built"]:
            cap = ("platform", NATIONAL_PLATFORM)
            add(granted.once("platform_national", "innovation_platform", platform["id"], NATIONAL_PLATFORM, cap))
        else:
            add(("platform_national", platform["id"], "ineligible", None, None, None, None))
    for platform in facts["innovation_platforms"]:
        if platform["level"] in OTHER_PLATFORM_LEVELS:
            sum_ = platform.get("assessed_support", OTHER_PLATFORM_CAP)
            cap = ("platform", OTHER_PLATFORM_CAP)
            add(granted.once("platform_other", "innovation_platform", platform["id"], sum_, cap))
        else:
            add(("platform_other", platform["id"], "ineligible", None, None, None, None))

    for software in facts["first_version_software"]:
        if (
            enterprise
            and software["self_developed"]
            and software["breakthrough"]
            and software["domestic_leading"]
            and software["first_year_sales"] >= SOFTWARE_SALES
        ):
            sum_ = software["first_year_revenue"] * SOFTWARE_RATE
            cap = ("software", SOFTWARE_CAP)
            add(granted.once("first_version_software", "software", software["id"], sum_, cap))
        else:
            add(("first_version_software", software["id"], "ineligible", None, None, None, None))

    for scene in facts["demo_scenes"]:
        if scene["selected_level"] in SCENE_LEVELS:
            sum_ = scene["actual_investment"] * SCENE_RATE
            add(granted.once("demo_scene", "demo_scene", scene["id"], sum_, ("scene", SCENE_CAP)))
        else:
            add(("demo_scene", scene["id"], "ineligible", None, None, None, None))

    pro_rata = readings["hit_product_steps"] == "pro_rata"
    for product in facts["smart_products"]:
        sales = product["annual_sales"]
        if product["category"] != "not_smart" and sales >= PRODUCT_UNIT and product.get("selected", True):
            sum_ = sales * PRODUCT_REWARD / PRODUCT_UNIT if pro_rata else sales // PRODUCT_UNIT * PRODUCT_REWARD
            cap = ("yearly", PRODUCT_CAP)
            add(granted.yearly("hit_product", "smart_product", product["id"], sum_, cap))
        else:
            add(("hit_product", product["id"], "ineligible", None, None, None, None))

    by_applicant = readings["incubation_cap_unit"] == "applicant"
    room = INCUBATION_CAP - granted.of_clause_this_year["incubation_platform"]
    for platform in facts["incubation_platforms"]:
        if platform["kind"] == "not_service":
            add(("incubation_platform", platform["id"], "ineligible", None, None, None, None))
            continue
        sum_ = platform["annual_cost"] * INCUBATION_RATE
        key = "incubation_platform", "incubation_platform", platform["id"]
        if by_applicant:
            row = granted.within(room, *key, sum_, "yearly_applicant")
            room -= row[3] or ZERO
            add(row)
        else:
            add(granted.yearly(*key, sum_, ("yearly_platform", INCUBATION_CAP)))

    may_rent = applicant["kind"] in RENT_FREE_KINDS and applicant["ai_startup"]
    for tenancy in facts["tenancies"]:
        if may_rent and tenancy["zero_rent_incubator"]:
            months = tenancy["requested_months"]
            add(("zero_rent", tenancy["id"], "eligible", None, None, min(months, RENT_FREE_MONTHS), None))
        else:
            add(("zero_rent", tenancy["id"], "ineligible", None, None, None, None))

    fees = [purchase["fee"] for purchase in facts["compute_purchases"] if purchase["qualified"]]
    tier = compute_tier(applicant["kind"], applicant["annual_revenue"], readings)
    if fees and tier is not None:
        cap = ("yearly", tier.cap)
        add(granted.yearly("compute_voucher", "compute", me, sum(fees, ZERO) * tier.rate, cap))
    else:
        add(("compute_voucher", me, "ineligible", None, None, None, None))

    fees = [
        purchase["fee"]
        for purchase in facts["model_purchases"]
        if purchase["registered"] and purchase["purpose"] in MODEL_PURPOSES
    ]
    if enterprise and fees:
        cap = ("yearly", MODEL_CAP)
        add(granted.yearly("model_voucher", "model", me, sum(fees, ZERO) * MODEL_RATE, cap))
    else:
        add(("model_voucher", me, "ineligible", None, None, None, None))

    ai_enterprise = applicant["ai_enterprise"]
    add(("tech_fund_whitelist", me, "eligible" if ai_enterprise else "ineligible", None, None, None, None))

    for talent in facts["talents"]:
        if talent["programme"] == "double_hundred" and talent["ai_project"]:
            sum_ = talent.get("assessed_support", DOUBLE_HUNDRED_CAP)
            cap = ("talent", DOUBLE_HUNDRED_CAP)
            add(granted.once("talent_double_hundred", "talent", talent["id"], sum_, cap))
        else:
            add(("talent_double_hundred", talent["id"], "ineligible", None, None, None, None))

    may_host = ai_enterprise and applicant["high_growth_selected"]
    add(("talent_base", me, "eligible" if may_host else "ineligible", None, None, None, None))

    for talent in facts["talents"]:
        if talent["programme"] == "backbone_engineer" and talent["role"] in ENGINEER_ROLES:
            sum_ = talent.get("assessed_support", ENGINEER_CAP)
            add(granted.once("talent_engineer", "talent", talent["id"], sum_, ("talent", ENGINEER_CAP)))
        else:
            add(("talent_engineer", talent["id"], "ineligible", None, None, None, None))

    for centre in facts["computing_centres"]:
        if centre["action"] in CENTRE_ACTIONS and centre["policy_compliant"] and centre["energy_compliant"]:
            sum_ = centre["server_purchase"] * CENTRE_RATE
            add(granted.once("computing_centre", "computing_centre", centre["id"], sum_, ("project", CENTRE_CAP)))
        else:
            add(("computing_centre", centre["id"], "ineligible", None, None, None, None))
    return rows


def compute_tier(kind: str, revenue: Decimal, readings: Mapping[str, str]) -> Tier | None:
    """The row of the compute voucher, if there is one."""
    if kind == "enterprise":
        if revenue >= LARGE_FROM:
            return LARGE
        return MIDDLE if revenue >= MIDDLE_FROM else SMALL
    if kind in ACADEMIC_KINDS and (readings["academic_tier"] == "regardless_of_revenue" or revenue < MIDDLE_FROM):
        return SMALL
    return None


# clause and the list that it goes through; None: once per applicant
CLAUSES: tuple[tuple[str, str | None], ...] = (
    ("rd_national", "rd_projects"),
    ("rd_provincial", "rd_projects"),
    ("rd_municipal", "rd_projects"),
    ("platform_national", "innovation_platforms"),
    ("platform_other", "innovation_platforms"),
    ("first_version_software", "first_version_software"),
    ("demo_scene", "demo_scenes"),
    ("hit_product", "smart_products"),
    ("incubation_platform", "incubation_platforms"),
    ("zero_rent", "tenancies"),
    ("compute_voucher", None),
    ("model_voucher", None),
    ("tech_fund_whitelist", None),
    ("talent_double_hundred", "talents"),
    ("talent_base", None),
    ("talent_engineer", "talents"),
    ("computing_centre", "computing_centres"),
)


def rights(facts: Facts) -> Iterator[tuple[str, str]]:
    """Every clause and subject, in the order of the measures."""
    for clause, items in CLAUSES:
        for subject in [facts["applicant"]] if items is None else facts[items]:
            yield clause, subject["id"]


def awards_complete(facts: Facts, readings: Mapping[str, str] = DEFAULT_READINGS) -> list[Award]:
    """What `evaluate_complete` gives, with names."""
    return [Award(*row) for row in evaluate_complete(facts, readings)]
