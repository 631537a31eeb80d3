"""Several awards together: stacking between clauses, limits, levels of other policies."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.evaluate.support import Document, awards, load

from policydsl.award import Award
from policydsl.workspace import LoadedPolicy

HEAD = """\
policydsl: 1
kind: policy
id: joint
title: 几条合起来
level: 市
in_force: {from: 2025-01-01, until: 2027-12-31}
facts:
  applicant:
    fields:
      equipment: {type: money, min: 0元}
      tax: {type: money, min: 0元}
      group: {type: text}
  loans:
    item: loan
    fields:
      principal: {type: money, min: 0元}
      bank: {type: text}
clauses:
  - id: equipment
    cite: 一（一）
    title: 设备补助
    departments: [甲]
    category: build
    benefit: subsidy
    basis: exact
    amount: applicant.equipment * 10%
  - id: interest
    cite: 一（二）
    title: 贴息
    departments: [甲]
    category: loan
    for_each: loan
    benefit: subsidy
    basis: exact
    amount: loan.principal * 1%
  - id: office
    cite: 一（三）
    title: 免租
    departments: [甲]
    benefit: rent_free
    basis: exact
    term: 12个月
"""


def policy(rules: str) -> LoadedPolicy:
    return load(HEAD + rules)


def facts(**more: object) -> Document:
    applicant: Document = {"id": "A", "equipment": "1000万元"}
    loans = [{"id": "L1", "principal": "3000万元"}, {"id": "L2", "principal": "5000万元"}]
    found: Document = {"policydsl": 1, "kind": "facts", "as_of": "2026-03-01", "applicant": applicant, "loans": loans}
    for key in ("equipment", "tax", "group"):
        if key in more:
            applicant[key] = more.pop(key)
    return {**found, **more}


def sums(found: dict[tuple[str, str], Award]) -> dict[str, str]:
    """What is granted, in 万元, with what lowered it: `100`, `30 by all`, `?`, `~` before a provisional one."""
    told = {}
    for (clause, subject), award in found.items():
        if clause == "office" and award.amount is None:
            continue
        text = "?" if award.amount is None else f"{award.amount / 10000:f}".rstrip("0").rstrip(".") or "0"
        if award.limited_by:
            text += f" by {award.limited_by}"
        told[clause if subject == "A" else subject] = ("~" if award.provisional else "") + text
    return told


def of(rules: str, **more: object) -> dict[str, str]:
    return sums(awards(policy(rules), facts(**more)))


# ---- limits


def test_a_limit_goes_to_the_clauses_in_their_order() -> None:
    assert of("limits: [{id: all, limit: 120万元}]") == {"equipment": "100", "L1": "20 by all", "L2": "0 by all"}


def test_a_limit_may_be_shared_in_proportion_and_is_never_exceeded() -> None:
    found = of("limits: [{id: all, limit: 100万元, short: pro_rata}]")
    assert found == {"equipment": "55.555555 by all", "L1": "16.666666 by all", "L2": "27.777777 by all"}


def test_a_limit_that_suffices_lowers_nothing() -> None:
    assert of("limits: [{id: all, limit: 180万元}]") == {"equipment": "100", "L1": "30", "L2": "50"}


def test_only_the_clauses_counted_are_lowered() -> None:
    assert of("limits: [{id: loans, limit: 60万元, counts: [interest]}]")["L2"] == "30 by loans"
    assert of("limits: [{id: rest, limit: 60万元, except: [equipment]}]")["equipment"] == "100"


def test_a_limit_for_each_item_may_speak_of_the_item() -> None:
    rules = "limits: [{id: each, limit: loan.principal * 0.8%, per: loan, counts: [interest]}]"
    assert of(rules) == {"equipment": "100", "L1": "24 by each", "L2": "40 by each"}


def test_items_with_the_same_value_share_a_limit() -> None:
    rules = "limits: [{id: bank, limit: 40万元, per: loan.bank, counts: [interest]}]"
    loans = [{"id": f"L{i}", "principal": "3000万元", "bank": bank} for i, bank in enumerate(("甲行", "乙行", "甲行"))]
    assert of(rules, loans=loans) == {"equipment": "100", "L0": "30", "L1": "30", "L2": "10 by bank"}


def test_an_item_of_which_it_is_not_known_with_which_it_counts_is_undetermined_and_may_take_from_each() -> None:
    rules = "limits: [{id: bank, limit: 40万元, per: loan.bank, counts: [interest]}]"
    loans = [{"id": "L1", "principal": "3000万元", "bank": "甲行"}, {"id": "L2", "principal": "3000万元"}]
    found = awards(policy(rules), facts(loans=loans))
    assert sums(found) == {"equipment": "100", "L1": "~30", "L2": "?"}
    assert found["interest", "L2"].missing == ("loans[L2].bank",)
    assert found["interest", "L1"].missing == ("loans[L2].bank",)


def test_a_limit_may_be_a_fact_and_while_it_is_not_known_nothing_that_it_counts_is() -> None:
    rules = "limits: [{id: tax, limit: applicant.tax}]"
    assert of(rules, tax="110万元") == {"equipment": "100", "L1": "10 by tax", "L2": "0 by tax"}
    found = awards(policy(rules), facts())
    assert sums(found) == {"equipment": "?", "L1": "?", "L2": "?"}
    assert found["equipment", "A"].missing == ("applicant.tax",)


def test_what_was_granted_before_uses_the_limit_up() -> None:
    prior = [{"clause": "equipment", "subject": "A", "year": 2025, "amount": "100万元"}]
    assert of("limits: [{id: all, limit: 250万元}]", prior_awards=prior)["L2"] == "20 by all"
    assert of("limits: [{id: all, limit: 250万元, every: year}]", prior_awards=prior)["L2"] == "50"


def test_other_levels_count_where_the_limit_says_so() -> None:
    others = [{"category": "build", "subject": "A", "policy": "区里", "level": "区", "amount": "90万元", "year": 2026}]
    assert of("limits: [{id: all, limit: 200万元, other: [区]}]", other_policy_awards=others)["L2"] == "0 by all"
    assert of("limits: [{id: all, limit: 200万元, other: [省]}]", other_policy_awards=others)["L2"] == "50"
    others[0]["year"] = 2025
    rules = "limits: [{id: all, limit: 200万元, other: [区], every: year}]"
    assert of(rules, other_policy_awards=others)["L2"] == "50"


@pytest.mark.parametrize("per", ["programme", "applicant.group"])
def test_a_limit_over_several_applicants_is_what_an_award_is_subject_to(per: str) -> None:
    found = awards(policy(f"limits: [{{id: pot, limit: 50万元, per: {per}}}]"), facts(group="集团"))
    assert sums(found) == {"equipment": "100", "L1": "30", "L2": "50"}
    assert found["equipment", "A"].subject_to == ("pot",)
    assert found["office", "A"].subject_to == ()


def test_an_open_award_leaves_those_after_it_provisional() -> None:
    found = awards(policy("limits: [{id: all, limit: 80万元}]"), facts(equipment=None))
    assert sums(found) == {"equipment": "?", "L1": "~30", "L2": "~50"}
    assert found["interest", "L1"].missing == ("applicant.equipment",)


def test_limits_apply_one_after_the_other() -> None:
    rules = """\
limits:
  - {id: loans, limit: 60万元, counts: [interest]}
  - {id: all, limit: 120万元}
"""
    assert of(rules) == {"equipment": "100", "L1": "20 by all", "L2": "0 by all"}


# ---- stacking between clauses


def test_the_higher_one_stands() -> None:
    rule = "stacking: [{id: one, cite: 三, rule: highest, across: clauses, among: [equipment, interest]}]"
    assert of(rule) == {"equipment": "100", "L1": "0 by one", "L2": "0 by one"}
    assert of(rule, equipment="700万元") == {"equipment": "0 by one", "L1": "30", "L2": "50"}
    assert of(rule, equipment="800万元") == {"equipment": "80", "L1": "0 by one", "L2": "0 by one"}


def test_what_the_others_gave_before_is_taken_off_the_higher_one() -> None:
    rule = "stacking: [{id: one, cite: 三, rule: highest, across: clauses, among: [equipment, interest]}]"
    prior = [{"clause": "interest", "subject": "L9", "year": 2025, "amount": "30万元"}]
    assert of(rule, prior_awards=prior) == {"equipment": "70 by one", "L1": "0 by one", "L2": "0 by one"}


def test_while_the_higher_one_is_open_all_are_provisional() -> None:
    rule = "stacking: [{id: one, cite: 三, rule: highest, across: clauses, among: [equipment, interest]}]"
    assert of(rule, equipment=None) == {"equipment": "?", "L1": "~30", "L2": "~50"}


CHOICE = "stacking: [{id: either, cite: 三, rule: choose, across: clauses, among: [equipment, interest, office]}]"


def test_until_a_choice_is_made_the_best_stands_provisionally() -> None:
    found = awards(policy(CHOICE), facts())
    assert sums(found) == {"equipment": "~100", "L1": "~0 by either", "L2": "~0 by either"}
    assert found["equipment", "A"].missing == ("elections.either",)
    assert found["interest", "L1"].amount == Decimal(0)
    assert found["office", "A"].provisional


def test_the_choice_decides() -> None:
    found = awards(policy(CHOICE), facts(elections={"either": "office"}))
    assert sums(found) == {"equipment": "0 by either", "L1": "0 by either", "L2": "0 by either"}
    assert str(found["office", "A"].status) == "eligible"
    found = awards(policy(CHOICE), facts(elections={"either": "interest"}))
    assert sums(found) == {"equipment": "0 by either", "L1": "30", "L2": "50"}
    assert (str(found["office", "A"].status), found["office", "A"].failed_conditions) == ("ineligible", ("either",))


def test_an_earlier_award_has_chosen() -> None:
    prior = [{"clause": "equipment", "subject": "A", "year": 2025, "amount": "1万元"}]
    found = of(CHOICE, prior_awards=prior, elections={"either": "interest"})
    assert found == {"equipment": "100", "L1": "0 by either", "L2": "0 by either"}


def test_who_can_get_only_one_need_not_choose() -> None:
    rule = "stacking: [{id: either, cite: 三, rule: choose, across: clauses, among: [equipment, interest]}]"
    assert of(rule, loans=[]) == {"equipment": "100"}
    assert of(rule, equipment="0元") == {"equipment": "0", "L1": "30", "L2": "50"}


def test_less_what_the_earlier_ones_give() -> None:
    rule = "stacking: [{id: less, cite: 三, rule: deduct, across: clauses, among: [interest, equipment]}]"
    assert of(rule) == {"equipment": "20 by less", "L1": "30", "L2": "50"}
    prior = [{"clause": "interest", "subject": "L1", "year": 2025, "amount": "15万元"}]
    assert of(rule, prior_awards=prior)["equipment"] == "5 by less"


def test_who_is_granted_one_gets_no_other() -> None:
    rule = "stacking: [{id: no, cite: 三, rule: exclude, across: clauses, among: [equipment, interest]}]"
    assert of(rule) == {"equipment": "100", "L1": "0 by no", "L2": "0 by no"}
    assert of(rule, equipment="0元") == {"equipment": "0", "L1": "30", "L2": "50"}
    assert of(rule, equipment=None) == {"equipment": "?", "L1": "~30", "L2": "~50"}


# ---- other policies


def test_the_levels_that_count_against_other_policies() -> None:
    rule = """\
stacking:
  - {id: both, cite: 三, rule: highest, same: [category, subject], across: policies, settle: difference,
     level: [市, 区]}
"""
    others = [
        {"category": "build", "subject": "A", "policy": "p", "level": level, "amount": "30万元"}
        for level in ("市", "区", "省")
    ]
    (award,) = [
        a for a in awards(policy(rule), facts(other_policy_awards=others)).values() if a.clause.id == "equipment"
    ]
    assert (award.amount, award.payable) == (Decimal(1000000), Decimal(400000))


def test_nothing_is_payable_where_another_policy_granted_anything() -> None:
    rule = "stacking: [{id: not, cite: 三, rule: exclude, same: [subject], across: policies, among: [equipment]}]"
    others = [{"category": "loan", "subject": "A", "policy": "p", "amount": "1元"}]
    found = awards(policy(rule), facts(other_policy_awards=others))
    assert found["equipment", "A"].payable == 0
    assert found["interest", "L1"].payable == 300000
