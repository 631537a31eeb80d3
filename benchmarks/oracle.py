"""The Xiamen measures written out by hand for facts that may be left out: an independent judge of the engine.

Takes prepared facts in which a missing key is unknown, gives the same awards as `handwritten.awards_complete`, with
`undetermined` where the facts do not decide, and `provisional` where, and only where, facts left out can change the
figure (an engine may be more careful, never less). It shares nothing with the engine, and with the fast function only
the figures of the law and what caps and earlier awards do.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from benchmarks import handwritten as law
from benchmarks.handwritten import Award, Granted, rights

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from benchmarks.facts import Facts

T = TypeVar("T")


class Claim(NamedTuple):
    """What a clause says of one subject before earlier awards and caps; None is unknown."""

    clause: str
    category: str
    subject: str
    eligible: bool | None
    amount: Decimal | None
    cap: tuple[str, Decimal] | None = None
    yearly: bool = False
    at_most: Decimal | None = None  # the amount if all that may count does; None: no more than `amount`


class Right(NamedTuple):
    """What a clause without a sum says of one subject: a service, or a term in months."""

    clause: str
    subject: str
    eligible: bool | None
    months: int | None = None
    has_term: bool = False


def evaluate(facts: Facts, readings: Mapping[str, str] = law.DEFAULT_READINGS) -> list[Award]:
    """Every clause for every subject, in the order of the measures."""
    if not law.FIRST_DAY <= facts["as_of"] <= law.LAST_DAY:
        return [Award(clause, subject, "not_in_force") for clause, subject in rights(facts)]
    granted = Granted(facts)
    awards = [_of_right(right) for right in _services_and_terms(facts)]
    claims = list(_claims(facts, readings))
    if readings["incubation_cap_unit"] == "applicant":
        awards += _shared_room([claim for claim in claims if claim.clause == "incubation_platform"], granted)
        claims = [claim for claim in claims if claim.clause != "incubation_platform"]
    awards += [_of_claim(claim, granted) for claim in claims]
    by_right = {(award.clause, award.subject): award for award in awards}
    return [by_right[right] for right in rights(facts)]


def _of_right(right: Right) -> Award:
    if right.eligible is False:
        return Award(right.clause, right.subject, "ineligible")
    if right.eligible is None or (right.has_term and right.months is None):
        return Award(right.clause, right.subject, "undetermined")
    term = None if right.months is None else min(right.months, law.RENT_FREE_MONTHS)
    return Award(right.clause, right.subject, "eligible", term=term)


def _of_claim(claim: Claim, granted: Granted) -> Award:
    if claim.eligible is False:
        return Award(claim.clause, claim.subject, "ineligible")
    if claim.eligible is None or claim.amount is None or claim.cap is None:
        return Award(claim.clause, claim.subject, "undetermined")
    grant = granted.yearly if claim.yearly else granted.once
    award = Award(*grant(claim.clause, claim.category, claim.subject, claim.amount, claim.cap))
    if claim.at_most is None:
        return award
    most = Award(*grant(claim.clause, claim.category, claim.subject, claim.at_most, claim.cap))
    return award._replace(provisional=most.amount != award.amount)


def _shared_room(claims: Iterable[Claim], granted: Granted) -> Iterator[Award]:
    """One yearly cap for all platforms of the applicant, used up in the order of the fact file."""
    limit = law.INCUBATION_CAP
    room = limit - granted.of_clause_this_year["incubation_platform"]
    undecided = Decimal(0)  # the most that earlier platforms could take once their facts are known
    for claim in claims:
        if claim.eligible is False:
            yield Award(claim.clause, claim.subject, "ineligible")
            continue
        if claim.eligible is None or claim.amount is None:
            undecided += limit if claim.amount is None else claim.amount.quantize(law.FEN, ROUND_DOWN)
            yield Award(claim.clause, claim.subject, "undetermined")
            continue
        key = claim.clause, claim.category, claim.subject, claim.amount, "yearly_applicant"
        award = Award(*granted.within(room, *key))
        at_worst = Award(*granted.within(room - undecided, *key))
        room -= award.amount or law.ZERO
        yield award._replace(provisional=award.amount != at_worst.amount)


def _services_and_terms(facts: Facts) -> Iterator[Right]:
    applicant = facts["applicant"]
    me = applicant["id"]
    ai_enterprise = applicant.get("ai_enterprise")
    yield Right("tech_fund_whitelist", me, ai_enterprise)
    yield Right("talent_base", me, all_of(ai_enterprise, applicant.get("high_growth_selected")))
    may_rent = all_of(among(applicant.get("kind"), law.RENT_FREE_KINDS), applicant.get("ai_startup"))
    for tenancy in facts["tenancies"]:
        eligible = all_of(may_rent, tenancy.get("zero_rent_incubator"))
        yield Right("zero_rent", tenancy["id"], eligible, tenancy.get("requested_months"), has_term=True)


def _claims(facts: Facts, readings: Mapping[str, str]) -> Iterator[Claim]:
    applicant = facts["applicant"]
    yield from _for_projects_and_platforms(facts)
    yield from _for_applications(facts, among(applicant.get("kind"), {"enterprise"}), readings)
    yield _compute_voucher(applicant, facts["compute_purchases"], readings)
    yield _model_voucher(applicant, facts["model_purchases"])
    yield from _for_talents_and_centres(facts)


def _for_projects_and_platforms(facts: Facts) -> Iterator[Claim]:
    for project in facts["rd_projects"]:
        for clause, programme, rate, limit in law.RESEARCH:
            eligible = among(project.get("programme"), {programme})
            amount = times(project.get("rd_investment"), rate)
            yield Claim(clause, "rd_project", project["id"], eligible, amount, ("project", limit))
    for platform in facts["innovation_platforms"]:
        key = "innovation_platform", platform["id"]
        level = platform.get("level")
        eligible = all_of(among(level, {"national"}), platform.get("newly_built"))
        sum_ = law.NATIONAL_PLATFORM
        yield Claim("platform_national", *key, eligible, sum_, ("platform", law.NATIONAL_PLATFORM))
        assessed = platform.get("assessed_support", law.OTHER_PLATFORM_CAP)
        eligible = among(level, law.OTHER_PLATFORM_LEVELS)
        yield Claim("platform_other", *key, eligible, assessed, ("platform", law.OTHER_PLATFORM_CAP))


def _for_applications(facts: Facts, enterprise: bool | None, readings: Mapping[str, str]) -> Iterator[Claim]:
    for software in facts["first_version_software"]:
        eligible = all_of(
            enterprise,
            software.get("self_developed"),
            software.get("breakthrough"),
            software.get("domestic_leading"),
            at_least(software.get("first_year_sales"), law.SOFTWARE_SALES),
        )
        amount = times(software.get("first_year_revenue"), law.SOFTWARE_RATE)
        cap = ("software", law.SOFTWARE_CAP)
        yield Claim("first_version_software", "software", software["id"], eligible, amount, cap)
    for scene in facts["demo_scenes"]:
        eligible = among(scene.get("selected_level"), law.SCENE_LEVELS)
        amount = times(scene.get("actual_investment"), law.SCENE_RATE)
        yield Claim("demo_scene", "demo_scene", scene["id"], eligible, amount, ("scene", law.SCENE_CAP))
    for product in facts["smart_products"]:
        sales = product.get("annual_sales")
        smart = known(product.get("category"), lambda category: category != "not_smart")
        not_rejected = product.get("selected", True)
        eligible = all_of(smart, at_least(sales, law.PRODUCT_UNIT), not_rejected)
        amount = known(sales, _product_reward[readings["hit_product_steps"]])
        cap = ("yearly", law.PRODUCT_CAP)
        yield Claim("hit_product", "smart_product", product["id"], eligible, amount, cap, yearly=True)
    for platform in facts["incubation_platforms"]:
        eligible = known(platform.get("kind"), lambda kind: kind != "not_service")
        amount = times(platform.get("annual_cost"), law.INCUBATION_RATE)
        key = "incubation_platform", "incubation_platform", platform["id"]
        yield Claim(*key, eligible, amount, ("yearly_platform", law.INCUBATION_CAP), yearly=True)


_product_reward: dict[str, Callable[[Decimal], Decimal]] = {
    "whole_units": lambda sales: sales // law.PRODUCT_UNIT * law.PRODUCT_REWARD,
    "pro_rata": lambda sales: sales * law.PRODUCT_REWARD / law.PRODUCT_UNIT,
}


def _compute_voucher(applicant: dict[str, Any], purchases: list[dict[str, Any]], readings: Mapping[str, str]) -> Claim:
    some, fees, most = _purchases(purchases, lambda purchase: purchase.get("qualified"))
    has_tier, tier = _tier(applicant.get("kind"), applicant.get("annual_revenue"), readings)
    amount, at_most = (times(fees, tier.rate), times(most, tier.rate)) if tier else (None, None)
    cap = ("yearly", tier.cap) if tier else None
    eligible = all_of(has_tier, some)
    return Claim("compute_voucher", "compute", applicant["id"], eligible, amount, cap, yearly=True, at_most=at_most)


def _tier(
    kind: str | None, revenue: Decimal | None, readings: Mapping[str, str]
) -> tuple[bool | None, law.Tier | None]:
    """Whether there is a row, and which; an unknown kind leaves it open, since some kind has a row at any revenue."""
    if kind is None:
        return None, None
    if kind == "enterprise":
        by_revenue = True
    elif kind in law.ACADEMIC_KINDS:
        by_revenue = readings["academic_tier"] == "by_revenue"
    else:
        return False, None
    if by_revenue and revenue is None:
        return None, None
    tier = law.compute_tier(kind, revenue if revenue is not None else Decimal(0), readings)
    return tier is not None, tier


def _model_voucher(applicant: dict[str, Any], purchases: list[dict[str, Any]]) -> Claim:
    some, fees, most = _purchases(
        purchases,
        lambda purchase: all_of(purchase.get("registered"), among(purchase.get("purpose"), law.MODEL_PURPOSES)),
    )
    eligible = all_of(among(applicant.get("kind"), {"enterprise"}), some)
    amount, at_most = times(fees, law.MODEL_RATE), times(most, law.MODEL_RATE)
    cap = ("yearly", law.MODEL_CAP)
    return Claim("model_voucher", "model", applicant["id"], eligible, amount, cap, yearly=True, at_most=at_most)


# More than any cap allows, for a fee that may be anything.
ANYTHING = Decimal(10**12)


def _purchases(
    purchases: list[dict[str, Any]], qualifies: Callable[[dict[str, Any]], bool | None]
) -> tuple[bool | None, Decimal | None, Decimal]:
    """Whether one qualifies, the fees of those that do, and of those that may as well."""
    answers = [(qualifies(purchase), purchase.get("fee")) for purchase in purchases]
    fees = [fee for answer, fee in answers if answer]
    unknown = any(answer is None for answer, _ in answers)
    some = True if fees else (None if unknown else False)
    total = None if None in fees else sum((fee for fee in fees if fee is not None), Decimal(0))
    most = sum((ANYTHING if fee is None else fee for answer, fee in answers if answer is not False), Decimal(0))
    return some, total, most


def _for_talents_and_centres(facts: Facts) -> Iterator[Claim]:
    for talent in facts["talents"]:
        key = "talent", talent["id"]
        programme = talent.get("programme")
        eligible = all_of(among(programme, {"double_hundred"}), talent.get("ai_project"))
        amount = talent.get("assessed_support", law.DOUBLE_HUNDRED_CAP)
        yield Claim("talent_double_hundred", *key, eligible, amount, ("talent", law.DOUBLE_HUNDRED_CAP))
        eligible = all_of(among(programme, {"backbone_engineer"}), among(talent.get("role"), law.ENGINEER_ROLES))
        amount = talent.get("assessed_support", law.ENGINEER_CAP)
        yield Claim("talent_engineer", *key, eligible, amount, ("talent", law.ENGINEER_CAP))
    for centre in facts["computing_centres"]:
        eligible = all_of(
            among(centre.get("action"), law.CENTRE_ACTIONS),
            centre.get("policy_compliant"),
            centre.get("energy_compliant"),
        )
        amount = times(centre.get("server_purchase"), law.CENTRE_RATE)
        cap = ("project", law.CENTRE_CAP)
        yield Claim("computing_centre", "computing_centre", centre["id"], eligible, amount, cap)


def all_of(*conditions: bool | None) -> bool | None:
    """One that fails decides; else one that is unknown leaves it open."""
    if False in conditions:
        return False
    return None if None in conditions else True


def known(value: T | None, then: Callable[[T], Any]) -> Any:
    """Unknown stays unknown."""
    return None if value is None else then(value)


def among(value: str | None, values: Collection[str]) -> bool | None:
    """Whether a text is one of those named."""
    return None if value is None else value in values


def at_least(value: Decimal | None, limit: Decimal) -> bool | None:
    """Whether a sum reaches a limit."""
    return None if value is None else value >= limit


def times(value: Decimal | None, rate: Decimal) -> Decimal | None:
    """A share of a sum."""
    return None if value is None else value * rate
