"""Facts in the form that compiled clauses read: tuples by position, earlier awards by clause and subject."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from policydsl.evaluate.caps import ZERO, Granted
from policydsl.feel.values import Date
from policydsl.model.facts import Facts
from policydsl.model.policy import Policy
from policydsl.source.frozen import frozen


@frozen(eq=False)
class Prepared:
    """One applicant's facts, ready to be evaluated many times."""

    facts: Facts
    as_of: Date
    year: Decimal
    applicant: tuple[object, ...]
    lists: Mapping[str, tuple[tuple[object, ...], ...]]
    granted: Mapping[str, Granted]  # by clause
    others: Mapping[tuple[str, str], Decimal]  # by category and subject: awards of other policies at this level
    has_history: bool  # whether there are awards of either kind


def prepare(facts: Facts, policy: Policy, as_of: Date) -> Prepared:
    """The facts of one applicant on a day."""
    granted: dict[str, Granted] = {}
    for award in facts.prior_awards:
        granted.setdefault(award.clause, Granted()).add(award.subject, award.year, award.amount)
    others: dict[tuple[str, str], Decimal] = {}
    for other in facts.other_awards:
        if other.level == policy.level and other.policy != policy.id:
            key = (other.category, other.subject)
            others[key] = others.get(key, ZERO) + other.amount
    return Prepared(
        facts=facts,
        as_of=as_of,
        year=Decimal(as_of.year),
        applicant=facts.applicant.values,
        lists={key: tuple(item.values for item in items) for key, items in facts.lists.items()},
        granted=granted,
        others=others,
        has_history=bool(granted or others),
    )
