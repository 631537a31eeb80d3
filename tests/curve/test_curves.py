"""Pieces and breaks of small policies and of the shipped ones, at exact positions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.curve.support import breaks, clause, curve, pieces, series_of, shipped_curve

from policydsl.award import Status

Golden = Callable[[Path, str], None]
XIAMEN = "policies/xiamen_ai_2025.yaml"
GROWTH = "examples/policies/growth_and_finance/policy.yaml"
GROWTH_FACTS = "examples/policies/growth_and_finance/facts.yaml"


# ---- money


def test_a_share_up_to_a_cap_has_a_kink_where_the_cap_begins_to_bind() -> None:
    texts = clause("""\
        amount: applicant.sales * 50%
        caps:
          - {id: top, limit: 1000万元, per: applicant}
        """)
    found = curve(texts, "applicant.sales=0..1亿元")
    assert pieces(found) == ["0.00..20000000.01 1/2x+0", "20000000.02..100000000.00 0x+10000000"]
    assert breaks(found) == ["20000000.02 cap_begins 10000000 10000000"]
    assert found.complete
    assert found.points < 100


def test_a_tier_boundary_is_a_cliff_with_its_dead_zone() -> None:
    texts = clause("""\
        amount: 'if applicant.sales < 1000万元 then applicant.sales * 10% else applicant.sales * 8%'
        """)
    found = curve(texts, "applicant.sales=0..2000万元")
    assert pieces(found) == ["0.00..9999999.99 1/10x+0", "10000000.00..20000000.00 2/25x+0"]
    # 10% of 9,999,999.99 is 999,999.99; 8% gives more than that from 12,500,000.00 on.
    assert breaks(found) == ["10000000.00 cliff_down 999999.99 800000 -199999.99 until 12500000.00"]


def test_the_least_cliff_is_one() -> None:
    texts = clause("amount: 'if applicant.sales < 10元 then 5.01元 else 5元'\n")
    assert breaks(curve(texts, "applicant.sales=0..20元")) == ["10.00 cliff_down 5.01 5 -0.01 until never"]


def test_a_condition_begins_an_award_and_ends_it() -> None:
    texts = clause("""\
        eligibility:
          - {id: size, test: "applicant.sales in [100万元..200万元]", label: 规模}
        amount: 10万元
        """)
    found = curve(texts, "applicant.sales=0..300万元")
    assert pieces(found) == [
        "0.00..999999.99 ineligible", "1000000.00..2000000.00 0x+100000", "2000000.01..3000000.00 ineligible",
    ]  # fmt: skip
    assert breaks(found) == [
        "1000000.00 status - 100000", "2000000.01 status 100000 - -100000 until never",
    ]  # fmt: skip


def test_a_single_position_is_found() -> None:
    texts = clause("amount: 'if applicant.sales = 1234567.89元 then 1元 else 2元'\n")
    found = curve(texts, "applicant.sales=0..20亿元")
    assert pieces(found) == [
        "0.00..1234567.88 0x+2", "1234567.89..1234567.89 0x+1", "1234567.90..2000000000.00 0x+2",
    ]  # fmt: skip


def test_stairs_are_found_one_by_one() -> None:
    texts = clause("amount: floor(applicant.sales / 1000万元) * 50万元\n")
    found = curve(texts, "applicant.sales=0..1亿元")
    assert len(breaks(found)) == 10
    assert breaks(found)[2] == "30000000.00 cliff_up 1000000 1500000"


def test_stairs_too_fine_to_list_are_told_as_such() -> None:
    found = curve(clause("amount: decimal(applicant.sales / 3, 2)\n"), "applicant.sales=0..100万元")
    assert not found.complete
    (piece,) = found.series[0].pieces
    assert piece.law is not None
    assert str(piece.law.rate) == "1/3"


def test_a_least_sum_and_nothing_below_it() -> None:
    texts = clause("""\
        amount: applicant.sales * 10%
        minimum: {else_nothing: 10万元}
        """)
    assert breaks(curve(texts, "applicant.sales=0..200万元")) == [
        "0.01 cap_begins 0 0", "1000000.00 cliff_up 0 100000",
    ]  # fmt: skip
    texts = clause("""\
        amount: applicant.sales * 10%
        minimum: {at_least: 10万元}
        """)
    assert pieces(curve(texts, "applicant.sales=0..200万元")) == [
        "0.00..999999.99 0x+100000", "1000000.00..2000000.00 1/10x+0",
    ]  # fmt: skip


def test_two_figures_that_cross() -> None:
    texts = clause("amount: 'min(applicant.sales * 50%, 30万元 - applicant.sales * 10%)'\n")
    found = curve(texts, "applicant.sales=0..100万元")
    assert pieces(found) == ["0.00..500000.00 1/2x+0", "500000.01..1000000.00 -1/10x+300000"]


def test_progressive_bands_change_their_rate() -> None:
    texts = clause("""\
        table:
          hit: progressive
          inputs: {sales: applicant.sales}
          rules:
            - {id: low, when: {sales: "≤ 100万元"}, then: {part: 10%}}
            - {id: high, when: {sales: "> 100万元"}, then: {part: 5%}}
        amount: part
        """)
    found = curve(texts, "applicant.sales=0..200万元")
    assert pieces(found) == ["0.00..1000000.00 1/10x+0", "1000000.01..2000000.00 1/20x+50000"]
    assert breaks(found) == ["1000000.01 kink 100000 100000"]


def test_a_product_of_what_moves_is_bent_and_not_sure() -> None:
    texts = clause("amount: 'applicant.sales * (applicant.sales / 100万元)'\n")
    found = curve(texts, "applicant.sales=0..100万元")
    assert pieces(found) == ["0.00..1000000.00 bent"]
    assert found.unsure == ("k",)
    assert not found.complete


def test_a_missing_fact_leaves_it_open_where_it_matters() -> None:
    texts = clause("""\
        eligibility:
          - {id: size, test: applicant.sales >= 100万元, label: 规模}
          - {id: new, test: applicant.new, label: 新办}
        amount: 10万元
        """)
    found = curve(texts, "applicant.sales=0..200万元")
    assert pieces(found) == ["0.00..999999.99 ineligible", "1000000.00..2000000.00 undetermined"]
    assert found.series[0].pieces[1].missing == ("applicant.new",)
    assert found.total.pieces[0].figure_start == 0


def test_earlier_awards_eat_a_cap() -> None:
    policy, facts = clause("""\
        amount: applicant.sales * 50%
        caps:
          - {id: top, limit: 100万元, per: applicant}
        """)
    facts = facts.replace("prior_awards: []", "prior_awards: [{clause: k, subject: A, year: 2025, amount: 40万元}]")
    found = curve((policy, facts), "applicant.sales=0..300万元")
    assert pieces(found) == [
        "0.00..800000.01 0x+0", "800000.02..2000000.01 1/2x-400000", "2000000.02..3000000.00 0x+600000",
    ]  # fmt: skip


def test_the_search_is_bounded_and_says_so() -> None:
    texts = clause("amount: floor(applicant.sales / 1000万元) * 50万元\n")
    found = curve(texts, "applicant.sales=0..20亿元", points=50)
    assert found.dark
    assert not found.complete
    assert any(piece.dark for piece in found.series[0].pieces)


# ---- other kinds of facts


def test_whole_numbers_months_and_days() -> None:
    by_staff = clause("amount: 'if applicant.staff >= 10 then applicant.staff * 1000元 else 0元'\n")
    assert breaks(curve(by_staff, "applicant.staff=0..100")) == ["10 cliff_up 0 10000"]
    by_months = clause("term: min(applicant.months, 36个月)\nbasis: ceiling\n".replace("basis: ceiling\n", ""))
    found = curve(by_months, "applicant.months=0..5年")
    assert pieces(found) == ["0..36 1x+0", "37..60 0x+36"]
    by_day = clause("""\
        eligibility:
          - {id: young, test: applicant.since > as_of - 3年, label: 三年内成立}
        amount: 10万元
        """)
    found = curve(by_day, "applicant.since=2020-01-01..2025-01-01")
    assert pieces(found) == ["2020-01-01..2022-10-01 ineligible", "2022-10-02..2025-01-01 0x+100000"]


def test_a_step_of_its_own() -> None:
    texts = clause("amount: 'if applicant.sales > 15元 then 2元 else 1元'\n")
    assert breaks(curve(texts, "applicant.sales=0..100元", step="10元")) == ["20.00 cliff_up 1 2"]


# ---- the shipped policies


def test_the_tiers_of_the_computing_voucher(root: Path) -> None:
    found = shipped_curve(root, XIAMEN, "examples/ai_startup.yaml", "applicant.annual_revenue=0..20亿元")
    assert breaks(found, series_of(found, "compute_voucher")) == [
        "100000000.00 cliff_down 874300.25 699440.2 -174860.05 until never",
        "1000000000.00 cliff_down 699440.2 524580.15 -174860.05 until never",
    ]
    assert found.complete
    assert [one.at for one in found.total.breaks] == [10_000_000_000, 100_000_000_000]


def test_caps_make_a_cliff_up_of_a_lower_rate(root: Path) -> None:
    facts = "examples/manufacturer_below_boundary.yaml"
    found = shipped_curve(root, XIAMEN, facts, "applicant.annual_revenue=0..20亿元")
    assert breaks(found, series_of(found, "compute_voucher")) == [
        "100000000.00 cliff_up 2000000 4720000",
        "1000000000.00 cliff_down 4720000 3540000 -1180000 until never",
    ]


def test_a_cap_of_the_voucher_begins_to_bind(root: Path) -> None:
    found = shipped_curve(root, XIAMEN, "examples/ai_startup.yaml", "compute_purchases[C1].fee=0..2000万元")
    assert pieces(found, series_of(found, "compute_voucher")) == [
        "0.00..3516399.51 1/2x+967201/4", "3516399.52..20000000.00 0x+2000000",
    ]  # fmt: skip


def test_an_unknown_fact_stays_unknown(root: Path) -> None:
    found = shipped_curve(root, XIAMEN, "examples/facts_missing.yaml", "applicant.annual_revenue=0..20亿元")
    assert found.given is None
    assert any(
        piece.status is Status.UNDETERMINED and piece.missing for series in found.series for piece in series.pieces
    )


def test_first_time_rewards_and_growth_by_the_figure_of_a_year(root: Path) -> None:
    found = shipped_curve(root, GROWTH, GROWTH_FACTS, "applicant.revenue[2025]=0..12亿元")
    assert breaks(found, series_of(found, "milestone")) == [
        "100000000.00 other - -", "500000000.00 status - 300000", "1000000000.00 cliff_up 300000 800000",
    ]  # fmt: skip
    assert pieces(found, series_of(found, "increase")) == [
        "0.00..420000000.00 ineligible", "420000000.01..520000000.33 3/100x-12600000",
        "520000000.34..1200000000.00 0x+3000000",
    ]  # fmt: skip
    # The limit over all clauses leaves the last one less, as the one before it rises.
    assert breaks(found, series_of(found, "talent")) == [
        "1000000000.00 cliff_down 600000 439000 -161000 until never",
    ]  # fmt: skip


def test_bands_of_an_area(root: Path) -> None:
    found = shipped_curve(root, GROWTH, GROWTH_FACTS, "premises[R1].area=0..2000平方米")
    assert pieces(found, series_of(found, "rent")) == [
        "0..500 480x+0", "500.01..1000 240x+120000", "1000.01..2000 0x+360000",
    ]  # fmt: skip


def test_an_election_and_a_limit_over_several_awards(root: Path) -> None:
    found = shipped_curve(root, GROWTH, GROWTH_FACTS, "loans[L1].principal=0..10亿元")
    assert breaks(found, series_of(found, "equipment")) == ["0.67 cliff_down 3000000 0 -3000000 until never"]
    assert pieces(found, series_of(found, "talent"))[1] == "222600000.67..233333333.99 -3/200x+3939000"
    assert breaks(found, found.total)[0] == "0.67 cliff_down 11661000 8661000.01 -2999999.99 until 200000000.67"


@pytest.mark.parametrize("asked", ["applicant.annual_revenue=0..20亿元", "compute_purchases[C1].fee=0..2000万元"])
def test_it_takes_few_evaluations(root: Path, asked: str) -> None:
    assert shipped_curve(root, XIAMEN, "examples/ai_startup.yaml", asked).points < 100


AMENDMENT = """\
policydsl: 1
kind: amendment
id: less
amends: dated
effective: {from: 2026-07-01}
changes:
  - set: clauses.voucher.caps.yearly.limit
    was: 50万元
    to: 40万元
    why: 预算减少
"""


def test_a_contract_under_an_earlier_text_is_not_said_to_be_followed(root: Path, tmp_path: Path) -> None:
    folder = root / "docs/policy/examples"
    (tmp_path / "amendment.yaml").write_text(AMENDMENT, encoding="utf-8")
    (tmp_path / "policy.yaml").write_text((folder / "dated.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    facts = (folder / "dated.facts.yaml").read_text(encoding="utf-8")
    facts = (
        facts.replace("2027-09-30", "2026-06-30")
        .replace("2028-02-01", "2026-08-01")
        .replace("2028-01-05", "2026-07-05")
    )
    (tmp_path / "facts.yaml").write_text(facts.replace("2027-0", "2026-0"), encoding="utf-8")
    found = shipped_curve(tmp_path, "", "facts.yaml", "contracts[C1].fee=0..500万元")
    assert "voucher" in found.unsure
    # The contract of June has the cap of June; what is decided is searched between positions, and found all the same.
    assert breaks(found, series_of(found, "voucher", "C1"))[0].split()[1] == "cap_begins"
    assert pieces(found, series_of(found, "voucher", "C1"))[-1].endswith("0x+500000")


def test_it_is_followed_where_no_amendment_can_matter(root: Path) -> None:
    found = shipped_curve(
        root / "docs/policy/examples", "dated.yaml", "dated.facts.yaml", "contracts[C1].fee=0..500万元"
    )
    assert found.complete
    found = shipped_curve(
        root / "docs/policy/examples",
        "dated.yaml",
        "dated.facts.yaml",
        "contracts[C1].signed_on=2027-01-01..2028-01-01",
    )
    assert not found.complete  # the day that moves decides which rules hold
    assert breaks(found, series_of(found, "voucher", "C1"))[0].startswith("2027-08-01 ")
