"""Facts in the form that compiled clauses read: tuples by position, earlier awards by clause and subject."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from policydsl.evaluate.caps import ZERO, Granted, WholeGranted
from policydsl.evaluate.forms import MONEY_SCALE, Columns, shifted
from policydsl.feel.ops import DECIMAL128
from policydsl.feel.values import Date
from policydsl.model.facts import Facts
from policydsl.model.policy import ROOT, Policy
from policydsl.source.frozen import frozen


@frozen(eq=False)
class Prepared:
    """One applicant's facts, ready to be evaluated many times.

    `applicant` and `lists` hold FEEL values, for the marked evaluation and for explanations; `whole` holds the same
    for generated code, numbers in their whole-number form: the applicant, and the lists in the order declared.
    """

    facts: Facts
    as_of: Date
    applicant: tuple[object, ...]
    lists: Mapping[str, tuple[tuple[object, ...], ...]]
    whole: tuple[object, ...]
    whole_lists: tuple[tuple[tuple[object, ...], ...], ...]
    granted: Mapping[str, Granted]  # by clause
    granted_whole: Mapping[str, WholeGranted | None]  # the same; None where an amount has too many decimals
    others: Mapping[tuple[str, str], Decimal]  # by category and subject: awards of other policies at this level
    has_history: bool  # whether there are awards of either kind


class Preparation:
    """Prepares fact files for one policy."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.columns = {key: Columns(entity) for key, entity in policy.entities.items()}

    def prepare(self, facts: Facts, as_of: Date) -> Prepared:
        """The facts of one applicant on a day."""
        granted: dict[str, Granted] = {}
        whole: dict[str, WholeGranted | None] = {}
        for award in facts.prior_awards:
            granted.setdefault(award.clause, Granted()).add(award.subject, award.year, award.amount)
            amount, one = shifted(award.amount, MONEY_SCALE), whole.setdefault(award.clause, WholeGranted())
            if amount is None or one is None:
                whole[award.clause] = None
            else:
                one.add(award.subject, award.year, amount)
        others: dict[tuple[str, str], Decimal] = {}
        for other in facts.other_awards:
            if other.level == self.policy.level and other.policy != self.policy.id:
                key = (other.category, other.subject)
                others[key] = DECIMAL128.add(others.get(key, ZERO), other.amount)
        applicant = facts.applicant.values
        lists = {key: tuple(item.values for item in items) for key, items in facts.lists.items()}
        return Prepared(
            facts=facts,
            as_of=as_of,
            applicant=applicant,
            lists=lists,
            whole=self.columns[ROOT].one(applicant),
            whole_lists=tuple(self.columns[key].all(lists[key]) for key in self.columns if key != ROOT),
            granted=granted,
            granted_whole=whole,
            others=others,
            has_history=bool(granted or others),
        )
