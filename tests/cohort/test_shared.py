"""Quotas and pots: what is decided only between applicants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from tests.cohort.conftest import Document, awards, policy_of

from policydsl.cohort.run import told
from policydsl.feel.values import Date

HEAD = """
policydsl: 1
kind: policy
id: shared
title: 示例
level: 市
in_force: {from: 2025-01-01}
facts:
  applicant:
    label: 申报主体
    fields:
      output: {type: money, min: 0元, label: 产值}
      spent: {type: money, min: 0元, label: 投入}
clauses:
"""
REWARD = """
  - id: best
    cite: 一（一）
    title: 优胜奖励
    departments: [市工信局]
    benefit: reward
    basis: exact
    eligibility:
      - {id: enough, test: applicant.output >= 100万元, label: 产值达标}
    amount: 50万元
    caps: [{id: once, limit: 50万元, per: applicant}]
    quota: {limit: 2, every: year, rank_by: applicant.output, order: descending}
"""
SUBSIDY = """
  - id: subsidy
    cite: 一（二）
    title: 投入补助
    departments: [市工信局]
    category: subsidy
    benefit: subsidy
    basis: ceiling
    amount: applicant.spent * 50%
"""
SECOND = SUBSIDY.replace("id: subsidy", "id: second").replace("50%", "10%").replace("（二）", "（三）")
STACKING = """
stacking:
  - {id: higher, cite: 五, rule: highest, same: [category, subject], across: policies, settle: difference}
"""


def limits(short: str, more: str = "") -> str:
    pot = f"{{id: pot, label: 资金总额, limit: 100万元, per: programme, every: year, short: {short}{more}}}"
    return f"limits:\n  - {pot}\n"


def applicant(id_: str, output: str | None = None, spent: str | None = None, **more: object) -> Document:
    facts = {"id": id_, "output": output, "spent": spent}
    return {"applicant": {key: value for key, value in facts.items() if value is not None}, **more}


Run = Callable[[str, Sequence[Document]], Mapping[tuple[str, str], tuple[object, ...]]]


@pytest.fixture(params=[False, True], ids=["queries", "one_by_one"])
def run(request: pytest.FixtureRequest, csv_cohort: Callable[[Sequence[Document]], Path]) -> Run:
    def result(policy: str, documents: Sequence[Document]) -> Mapping[tuple[str, str], tuple[object, ...]]:
        folder = csv_cohort(documents)
        found, batch = awards(policy_of(policy), folder, Date(2025, 10, 1), {}, one_by_one=request.param)
        for_the_interpreter = any(part in policy for part in ("dated", "/ applicant"))
        assert request.param or for_the_interpreter or batch.queries.refused == ()
        return {(str(a[0]), str(a[1])): (a[3], a[4], a[5], a[7], a[9], a[-1]) for a in found}

    return result


def yuan(value: str) -> Decimal:
    return Decimal(value)


def test_the_best_get_it_and_the_others_are_outranked(run: Run) -> None:
    found = run(HEAD + REWARD, [applicant(f"A{i}", f"{i}00万元") for i in (1, 4, 3, 2)])
    assert {id_: one[0] for (id_, _), one in found.items()} == {
        "A1": "outranked", "A4": "eligible", "A3": "eligible", "A2": "outranked",
    }  # fmt: skip
    assert found["A4", "best"] == ("eligible", yuan("500000"), yuan("500000"), None, False, "quota:within")
    assert found["A2", "best"] == ("outranked", None, None, None, False, None)


def test_equal_ones_at_the_edge_are_told_and_not_chosen_between(run: Run) -> None:
    found = run(HEAD + REWARD, [applicant("A", "500万元"), *(applicant(f"B{i}", "300万元") for i in (1, 2))])
    assert found["A", "best"][-1] == "quota:within"
    for one in ("B1", "B2"):
        assert found[one, "best"] == ("eligible", yuan("500000"), yuan("500000"), None, True, "quota:tied")


def test_equal_ones_who_all_find_a_place_are_within(run: Run) -> None:
    found = run(HEAD + REWARD, [applicant(f"B{i}", "300万元") for i in (1, 2)])
    assert {one[-1] for one in found.values()} == {"quota:within"}


def test_who_lacks_facts_keeps_a_place_open(run: Run) -> None:
    found = run(HEAD + REWARD, [applicant("A", "500万元"), applicant("B", "300万元"), applicant("C")])
    assert found["C", "best"][0] == "undetermined"
    assert found["A", "best"][-1] == "quota:within"
    assert found["B", "best"] == ("eligible", yuan("500000"), yuan("500000"), None, True, "quota:open")


def test_places_of_this_year_that_are_taken(run: Run) -> None:
    earlier = [{"clause": "best", "subject": "B", "year": 2025, "amount": "500000"}]
    documents = [applicant("A", "500万元"), applicant("B", "200万元", prior_awards=earlier), applicant("C", "300万元")]
    found = run(HEAD + REWARD, documents)
    assert found["A", "best"][-1] == "quota:within"
    assert found["B", "best"][1:3] == (yuan("0"), yuan("0"))
    assert found["C", "best"][0] == "outranked"


def test_a_quota_without_a_rank_is_not_decided_by_the_order_of_rows(run: Run) -> None:
    policy = (HEAD + REWARD).replace(", rank_by: applicant.output, order: descending", "")
    assert {one[-1] for one in run(policy, [applicant(f"A{i}", "200万元") for i in range(3)]).values()} == {
        "quota:tied"
    }


def test_a_pot_is_shared_in_proportion_and_never_exceeded(run: Run) -> None:
    documents = [applicant(f"A{i}", "0元", spent) for i, spent in enumerate(("100万元", "100万元", "133.34万元"))]
    found = run(HEAD + SUBSIDY + limits("pro_rata"), documents)
    sums = [one[1] for one in found.values()]
    assert sums == [yuan("299994.00"), yuan("299994.00"), yuan("400011.99")]
    assert sum(s for s in sums if isinstance(s, Decimal)) <= 1_000_000
    assert {one[3] for one in found.values()} == {"pot"}


def test_a_pot_that_suffices_lowers_nothing(run: Run) -> None:
    found = run(HEAD + SUBSIDY + limits("pro_rata"), [applicant("A", "0元", "200万元")])
    assert found["A", "subsidy"] == ("eligible", yuan("1000000"), yuan("1000000"), None, False, None)


def test_a_pot_by_rank(run: Run) -> None:
    given = (("A", "100万元", "120万元"), ("B", "300万元", "150万元"), ("C", "200万元", "20万元"))
    documents = [applicant(*one) for one in given]
    found = run(HEAD + SUBSIDY + limits("rank", ", rank_by: applicant.output, order: descending"), documents)
    assert {id_: one[1] for (id_, _), one in found.items()} == {
        "A": yuan("150000"), "B": yuan("750000"), "C": yuan("100000"),
    }  # fmt: skip


def test_equal_ones_where_a_pot_runs_out_share_it_until_somebody_decides(run: Run) -> None:
    documents = [applicant("A", "300万元", "160万元"), *(applicant(f"B{i}", "200万元", "60万元") for i in (1, 2))]
    found = run(HEAD + SUBSIDY + limits("rank", ", rank_by: applicant.output, order: descending"), documents)
    assert found["A", "subsidy"][1] == yuan("800000")
    for one in ("B1", "B2"):
        assert found[one, "subsidy"] == ("eligible", yuan("100000"), yuan("100000"), "pot", True, "pot:tied")


def test_a_pot_clause_by_clause(run: Run) -> None:
    documents = [applicant(f"A{i}", "0元", "90万元") for i in range(2)]
    found = run(HEAD + SUBSIDY + SECOND + limits("clause_order"), documents)
    assert [found[f"A{i}", "subsidy"][1] for i in range(2)] == [yuan("450000"), yuan("450000")]
    assert [found[f"A{i}", "second"][1] for i in range(2)] == [yuan("50000"), yuan("50000")]


def test_what_was_granted_before_is_gone_from_the_pot(run: Run) -> None:
    earlier = [
        {"clause": "subsidy", "subject": "A", "year": 2025, "amount": "600000"},
        {"clause": "subsidy", "subject": "A", "year": 2024, "amount": "900000"},
    ]
    found = run(HEAD + SUBSIDY + limits("pro_rata"), [applicant("A", "0元", "200万元", prior_awards=earlier)])
    assert found["A", "subsidy"][1] == yuan("400000")


def test_awards_of_other_policies_come_off_what_the_pot_leaves(run: Run) -> None:
    others = [{"category": "subsidy", "subject": "A", "policy": "other", "amount": "300000"}]
    documents = [applicant("A", "0元", "200万元", other_policy_awards=others), applicant("B", "0元", "200万元")]
    found = run(HEAD + SUBSIDY + limits("pro_rata") + STACKING, documents)
    assert found["A", "subsidy"][1:4] == (yuan("500000"), yuan("200000"), "pot")
    assert found["B", "subsidy"][1:4] == (yuan("500000"), yuan("500000"), "pot")


def test_an_open_award_leaves_the_shares_open(run: Run) -> None:
    documents = [applicant("A", "0元", "400万元"), applicant("B", "0元")]
    found = run(HEAD + SUBSIDY + limits("pro_rata"), documents)
    assert found["A", "subsidy"] == ("eligible", yuan("1000000"), yuan("1000000"), "pot", True, None)
    assert found["B", "subsidy"][0] == "undetermined"


CAPPED = SUBSIDY + "    caps: [{id: most, limit: 20万元, per: applicant}]\n"


def test_an_open_award_that_finds_room_whatever_it_comes_to_leaves_the_others_certain(run: Run) -> None:
    documents = [applicant("A", "0元", "100万元"), applicant("B", "0元", "60万元"), applicant("C", "0元")]
    found = run(HEAD + CAPPED + limits("pro_rata"), documents)
    assert found["A", "subsidy"] == ("eligible", yuan("200000"), yuan("200000"), "most", False, None)
    assert found["B", "subsidy"][4] is False
    documents += [applicant(f"D{i}", "0元") for i in range(3)]  # now 4 × 20万元 may come, and only 60 are there
    found = run(HEAD + CAPPED + limits("pro_rata"), documents)
    assert found["A", "subsidy"][4] is True


def test_who_is_ranked_before_every_open_award_is_certain(run: Run) -> None:
    given = (("A", "300万元", "80万元"), ("B", "200万元", None), ("C", "100万元", "10万元"), ("D", "50万元", "0元"))
    documents = [applicant(*one) for one in given]
    policy = HEAD + SUBSIDY + limits("rank", ", rank_by: applicant.output, order: descending")
    found = run(policy, documents)
    assert found["A", "subsidy"] == ("eligible", yuan("400000"), yuan("400000"), None, False, None)
    assert found["C", "subsidy"] == ("eligible", yuan("50000"), yuan("50000"), None, True, None)
    assert found["D", "subsidy"][1:5] == (yuan("0"), yuan("0"), None, False)  # it asks for nothing
    found = run(policy, [*documents, applicant("E", None, "30万元")])  # of whom the rank is not known
    assert found["A", "subsidy"][4] is False  # 40万元 and 15万元 find room in any order: only B is open below
    assert found["E", "subsidy"][4] is True


def test_who_comes_after_a_pot_that_is_surely_taken_gets_nothing_for_sure(run: Run) -> None:
    given = (("A", "300万元", "250万元"), ("B", "200万元", None), ("C", "100万元", "10万元"))
    policy = HEAD + SUBSIDY + limits("rank", ", rank_by: applicant.output, order: descending")
    found = run(policy, [applicant(*one) for one in given])
    assert found["A", "subsidy"] == ("eligible", yuan("1000000"), yuan("1000000"), "pot", False, None)
    assert found["C", "subsidy"] == ("eligible", yuan("0"), yuan("0"), "pot", False, None)


def test_clauses_before_the_open_one_are_certain(run: Run) -> None:
    second = SECOND.replace("applicant.spent", "applicant.output")
    documents = [applicant("A", None, "90万元"), applicant("B", "10万元", "90万元")]
    found = run(HEAD + SUBSIDY + second + limits("clause_order"), documents)
    assert [found[id_, "subsidy"][4] for id_ in "AB"] == [False, False]
    assert found["B", "second"][4] is True


def test_an_open_award_of_an_unknown_day_may_be_of_any_year(run: Run) -> None:
    policy = (HEAD + SUBSIDY + limits("pro_rata")).replace(
        "amount: applicant", "dated: applicant.paid\n    amount: applicant"
    )
    policy = policy.replace("      spent:", "      paid: {type: date, label: 付款日期}\n      spent:")
    policy = policy.replace("{from: 2025-01-01}", "{from: 2024-01-01}")
    documents = [
        {"applicant": {"id": "A", "spent": "160万元", "paid": "2024-03-01"}},
        {"applicant": {"id": "B", "spent": "160万元", "paid": "2025-03-01"}},
        {"applicant": {"id": "C", "spent": "160万元"}},
    ]
    found = run(policy, documents)
    assert [found[id_, "subsidy"][4] for id_ in "AB"] == [True, True]


OUTRANKED = """
  - id: prize
    cite: 一（四）
    title: 奖励
    departments: [市工信局]
    category: subsidy
    benefit: reward
    basis: exact
    amount: 50万元
    quota: {limit: 1, rank_by: applicant.output, order: descending}
"""


def test_what_an_outranked_award_would_have_borne_of_a_deduction_the_next_one_bears(run: Run) -> None:
    others = [{"category": "subsidy", "subject": "B", "policy": "other", "amount": "300000"}]
    documents = [applicant("A", "9元", "0元"), applicant("B", "8元", "200万元", other_policy_awards=others)]
    found = run(HEAD + OUTRANKED + SUBSIDY + STACKING, documents)
    assert found["B", "prize"][:3] == ("outranked", None, None)
    assert found["B", "subsidy"][1:3] == (yuan("1000000"), yuan("700000"))
    tied = [applicant("A", "8元", "0元"), documents[1]]
    found = run(HEAD + OUTRANKED + SUBSIDY + STACKING, tied)
    assert found["B", "prize"][4:] == (True, "quota:tied")
    assert found["B", "subsidy"][4] is True  # 100万元, or 70万元 without the prize
    assert found["A", "subsidy"][4] is False


def test_awards_are_ranked_by_a_rate_of_growth(run: Run) -> None:
    rate = "(applicant.output - applicant.spent) / applicant.spent"
    policy = HEAD + REWARD.replace("rank_by: applicant.output", f"rank_by: {rate}").replace("limit: 2", "limit: 3")
    grown = {"A": ("400万元", "300万元"), "B": ("800万元", "600万元"), "C": ("401万元", "300万元"),
             "D": ("100万元", "300万元"), "E": ("4000万元", "300万元")}  # fmt: skip
    found = run(policy, [applicant(id_, *sums) for id_, sums in grown.items()])
    assert {id_: found[id_, "best"][-1] for id_ in "ABCE"} == {
        "A": "quota:tied", "B": "quota:tied", "C": "quota:within", "E": "quota:within",
    }  # fmt: skip
    assert found["D", "best"][0] == "outranked"


def test_what_is_left_to_pay_is_whole_units_of_the_clause(run: Run) -> None:
    coarse = SUBSIDY.replace("amount:", "rounding: {to: 10元, mode: down}\n    amount:")
    prize = OUTRANKED.replace("50万元", "33元")
    others = [{"category": "subsidy", "subject": "B", "policy": "other", "amount": "47"}]
    documents = [applicant("A", "9元", "0元"), applicant("B", "8元", "200元", other_policy_awards=others)]
    found = run(HEAD + prize + coarse + STACKING, documents)
    assert found["B", "prize"][0] == "outranked"
    assert found["B", "subsidy"][1:3] == (yuan("100"), yuan("50"))


def test_each_year_has_places_of_its_own_for_the_awards_that_it_governs(run: Run) -> None:
    policy = (HEAD + REWARD).replace("limit: 2", "limit: 1").replace("{from: 2025-01-01}", "{from: 2024-01-01}")
    policy = policy.replace("    amount:", "    dated: applicant.won\n    amount:")
    policy = policy.replace("      spent:", "      won: {type: date, label: 获奖日期}\n      spent:")
    days = {"A": ("900万元", "2025-03-01"), "B": ("500万元", "2024-12-31"), "C": ("400万元", "2024-01-01")}
    documents = [{"applicant": {"id": id_, "output": output, "won": day}} for id_, (output, day) in days.items()]
    found = run(policy, documents)
    assert [found[id_, "best"][-1] for id_ in "AB"] == ["quota:within", "quota:within"]
    assert found["C", "best"][0] == "outranked"
    found = run(policy, [*documents, {"applicant": {"id": "D", "output": "999万元"}}])
    assert [found[id_, "best"][-1] for id_ in "AB"] == ["quota:open", "quota:open"]  # of D the year is not known
    assert (found["C", "best"][0], found["D", "best"][0]) == ("outranked", "undetermined")


def test_what_a_rejected_applicant_was_granted_before_is_spent(run: Run) -> None:
    earlier = [{"clause": "subsidy", "subject": "B", "year": 2025, "amount": "600000"}]
    documents = [applicant("A", "0元", "200万元"), applicant("B", "约", "1元", prior_awards=earlier)]
    found = run(HEAD + SUBSIDY + limits("pro_rata"), documents)
    assert found["A", "subsidy"][1] == yuan("400000")
    assert ("B", "subsidy") not in found


def test_a_pot_of_a_year_counts_the_awards_that_the_year_governs(run: Run) -> None:
    policy = (HEAD + SUBSIDY + limits("pro_rata")).replace(
        "amount: applicant", "dated: applicant.paid\n    amount: applicant"
    )
    policy = policy.replace("      spent:", "      paid: {type: date, label: 付款日期}\n      spent:")
    documents = [
        {"applicant": {"id": id_, "spent": "160万元", "paid": day}}
        for id_, day in (("A", "2025-03-01"), ("B", "2025-09-01"), ("C", "2025-09-02"))
    ]
    found = run(policy, documents[:2])
    assert [found[id_, "subsidy"][1] for id_ in "AB"] == [yuan("500000"), yuan("500000")]
    documents[0]["applicant"]["paid"] = "2024-12-31"
    policy = policy.replace("{from: 2025-01-01}", "{from: 2024-01-01}")
    found = run(policy, documents)
    assert [found[id_, "subsidy"][1] for id_ in "ABC"] == [yuan("800000"), yuan("500000"), yuan("500000")]


def test_long_figures_that_are_no_sums_fit(run: Run) -> None:
    policy = (HEAD + SUBSIDY).replace("applicant.spent * 50%", "applicant.spent * applicant.rate")
    policy = policy.replace("      spent:", "      rate: {type: number, label: 比例}\n      spent:")
    documents = [{"applicant": {"id": "A", "spent": "1.5", "rate": "999999999.999999"}}]
    assert run(policy, documents)["A", "subsidy"][1] == yuan("1499999999.99")


def test_without_a_place_left_all_are_outranked(run: Run) -> None:
    taken = [{"clause": "best", "subject": "A", "year": 2025, "amount": "50万元"}]
    companies = [applicant("A", "900万元", prior_awards=taken), applicant("B", "500万元"), applicant("C", "500万元")]
    unranked = (HEAD + REWARD).replace(", rank_by: applicant.output, order: descending", "").replace("2,", "1,")
    found = run(unranked, companies)
    assert {found[one, "best"][0] for one in "BC"} == {"outranked"}
    assert found["A", "best"][-1] == "quota:within"
    found = run(unranked.replace("limit: 1,", "limit: 0,"), companies)
    assert {found[one, "best"][0] for one in "BC"} == {"outranked"}


OPEN_RANK = REWARD.replace("rank_by: applicant.output", "rank_by: 'RANK'")
LISTED = HEAD.replace(
    "clauses:",
    """  xs:
    item: x
    fields:
      f: {type: money, label: 金额}
      q: {type: boolean, label: 合格}
clauses:""",
)


@pytest.mark.parametrize(
    "rank",
    [
        "floor(applicant.spent / 3元 * 3) * 1元",  # rounded just at a border
        "if applicant.spent > 5元 then applicant.output else applicant.output",
        "sum(xs[q].f)",
        "applicant.output * 100000000000000000000",
        "applicant.output * (applicant.spent / 1元) * 9999999999999999999",
        "sum(for x in xs return x.f * 0.000001)",
        "(applicant.output - 2030000元) * 0.000001",
        "applicant.output > 203万元",
    ],
)
def test_a_rank_that_only_the_interpreter_can_tell_is_no_open_one(
    rank: str, csv_cohort: Callable[[Sequence[Document]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(told, "FEW", 3)  # some one by one
    companies = []
    for i in range(8):
        xs = [{"id": f"X{j}", "f": 10 * i + j, "q": None if i == j else True} for j in range(i % 4)]
        output, spent = f"{200 + i}万元" if i else None, f"{3 * i}元" if i % 3 else None
        companies.append(applicant(f"A{i}", output, spent, **({"xs": xs} if xs else {})))
    policy, folder = policy_of(LISTED + OPEN_RANK.replace("RANK", rank)), csv_cohort(companies)
    fast, _ = awards(policy, folder, Date(2025, 10, 1), {}, one_by_one=False)
    slow, _ = awards(policy, folder, Date(2025, 10, 1), {}, one_by_one=True)
    assert fast == slow
