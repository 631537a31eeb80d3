"""The shipped policy against its official text: it agrees as it stands, and 50 slips are found, each once."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.audit.notices import Notice, Slip, audited, found_once, planted, xiamen


@pytest.fixture(scope="module")
def notice(root: Path, shared: Path) -> Notice:
    return xiamen(root, shared)


def policy(clause: str, old: str, new: str, code: str, at: str = "") -> Slip:
    return Slip("policy", clause and f"{clause}\n", old, new, code, at)


def text(after: str, old: str, new: str, code: str, at: str = "") -> Slip:
    return Slip("text", after, old, new, code, at)


IN_THE_POLICY = [
    # a figure
    policy("id: rd_national", "50%", "40%", "A010"),
    policy("id: rd_national", "limit: 1000万元", "limit: 300万元", "A010"),
    policy("id: platform_national", "limit: 3000万元", "limit: 300万元", "A010"),
    policy("id: platform_other", "then 1000万元", "then 3000万元", "A010"),
    policy("sales_unit:", "1000万元", "300万元", "A010"),
    policy("quota:", "limit: 10", "limit: 100", "A010"),
    policy("id: zero_rent", "36个月", "3个月", "A010"),
    policy("id: medium", "rate: 40%", "rate: 30%", "A010"),
    policy("id: academic_any", "cap: 200万元", "cap: 500万元", "A010"),
    policy("id: small", "1亿元（不含）以下", "2亿元（不含）以下", "A010"),
    policy("id: talent_double_hundred", "limit: 500万元", "limit: 80万元", "A010"),
    # an operator
    policy("id: first_version_software", "≥ 100万元", "> 100万元", "A020"),
    policy("id: hit_product", "≥ 1000万元", "≤ 1000万元", "A020"),
    policy("id: enterprise", 'kind = "enterprise"', 'kind != "enterprise"', "A027"),
    # a boundary
    policy("id: large", "10亿元（含）以上", "10亿元（不含）以上", "A020"),
    policy("id: medium", "10亿元（不含）", "10亿元（含）", "A020"),
    policy("id: medium", "1亿元（含）", "1亿元（不含）", "A020"),
    policy("id: academic_small", "1亿元（不含）以下", "1亿元（含）以下", "A020"),
    # a department
    policy("id: rd_municipal", "- 市科技局", "- 市工信局", "A030"),
    policy("id: compute_voucher", "      - 市数据管理局\n", "", "A030", at="    departments:"),
    # a basis
    policy("id: rd_provincial", "basis: ceiling", "basis: exact", "A023"),
    policy("id: computing_centre", "basis: exact", "basis: ceiling", "A023"),
    policy("id: talent_engineer", "basis: discretionary", "basis: ceiling", "A023"),
    # a cite
    policy("id: rd_national", "一（一）2", "一（一）3", "A003"),
    policy("id: model_voucher", "三（九）", "二（九）", "A001"),
]
IN_THE_TEXT = [
    # a figure
    text("（一）", "50%", "60%", "A010"),
    text("（一）", "300万元", "500万元", "A010"),
    text("（二）", "3000万元", "300万元", "A010"),
    text("（三）", "100万元", "10万元", "A010"),
    text("（五）", "每1000万元", "每100万元", "A010"),
    text("（五）", "10个", "20个", "A010"),
    text("（七）", "3年", "5年", "A010"),
    text("（八）", "40%", "45%", "A010"),
    text("（八）", "200万元", "300万元", "A010"),
    text("（八）", "1亿元以下", "2亿元以下", "A010"),
    text("（十二）", "80万元", "90万元", "A010"),
    # an operator
    text("（三）", "不低于100万元", "超过100万元", "A020"),
    text("（五）", "不低于1000万元", "1000万元", "A022"),
    text("（五）", "最多不超过10个", "不少于10个", "A020"),
    text("（六）", "最高不超过2000万元", "不低于2000万元", "A020"),
    # a boundary
    text("（八）", "10亿元（含）以上", "10亿元（不含）以上", "A020"),
    text("（八）", "1亿元（含）", "1亿元（不含）", "A020"),
    text("（八）", "1亿元以下", "1亿元（含）以下", "A020"),
    # a department
    text("（四）", "数据管理局", "大数据局", "A030"),
    text("（十一）", "市公安局", "市商务局", "A030"),
    # a basis
    text("（九）", "最高不超过30%", "30%", "A023"),
    text("（十四）", "10%", "最高10%", "A023"),
    # a place
    text("（八）", "（九）", "（十）", "A004"),
    # what only the text has
    text("（四）", "30%", "30%、不少于5万元", "A012"),
    text("五、", "2027年12月31日", "2026年12月31日", "A043"),
]
MORE = [
    policy("id: rd_national", '"national_challenge_winner"', '"provincial_key"', "A028"),
    policy("", "number: 厦府办规〔2025〕5号", "number: 厦府办规〔2025〕6号", "A040"),
    policy("", "issued: 2025-04-21", "issued: 2025-04-23", "A042"),
    policy("", "until: 2027-12-31", "until: 2027-12-30", "A043"),
    policy("rounding:", "mode: down", "mode: half_up", "A045"),
    policy("id: model_voucher", "every: year", "every: once", "A024"),
    policy("id: rd_national", "per: rd_project", "per: applicant", "A025"),
    policy("id: computing_centre", "benefit: subsidy", "benefit: reward", "A026"),
    policy("id: sales_threshold", "不低于 100万元", "不低于 200万元", "A014"),
    policy("id: sales_threshold", "CNY 1 million", "CNY 2 million", "A014"),
    policy("annual_revenue:", "min: 0元", "min: 100万元", "A015"),
    policy("incubation_cap_unit:", "cite: 二（六）", "cite: 二（五）", "A006"),
    policy("id: higher_not_both", "cite: 五", "cite: 四", "A003"),
]


def test_the_shipped_policy_agrees_with_its_text(notice: Notice) -> None:
    reporter, listing = audited(notice)
    assert [one.message("en") for one in reporter] == []
    assert listing is not None
    assert listing.figures >= 30
    assert all(figure.used for row in listing.passages for figure in row.figures)
    assert all(row.cited_by for row in listing.passages if row.standing == "provision")


def test_there_are_25_slips_on_either_side() -> None:
    assert len(IN_THE_POLICY) == len(IN_THE_TEXT) == 25


@pytest.mark.parametrize("slip", IN_THE_POLICY, ids=str)
def test_a_slip_in_the_policy(notice: Notice, slip: Slip) -> None:
    found_once(notice, slip)


@pytest.mark.parametrize("slip", IN_THE_TEXT, ids=str)
def test_a_slip_in_the_text(notice: Notice, slip: Slip) -> None:
    found_once(notice, slip)


@pytest.mark.parametrize("slip", MORE, ids=str)
def test_a_slip_in_what_stands_beside(notice: Notice, slip: Slip) -> None:
    found_once(notice, slip)


def test_a_department_that_several_clauses_share_is_one_finding(notice: Notice) -> None:
    slip = text("（二）", "发改委", "财政局", "A030")
    found_once(notice, slip)
    (found,) = [one for one in audited(planted(notice, slip)[0])[0] if one.severity.counts]
    assert len([label for label in found.labels if label.file.name == "policy.yaml"]) == 3


def test_a_figure_that_three_rows_share_is_one_finding(notice: Notice) -> None:
    slip = text("（八）", "50%", "55%", "A010")
    found_once(notice, slip)
    (found,) = [one for one in audited(planted(notice, slip)[0])[0] if one.severity.counts]
    assert len([label for label in found.labels if label.file.name == "policy.yaml"]) == 3


def test_a_paragraph_that_is_gone_is_one_finding(notice: Notice) -> None:
    start, end = notice.text.index("（九）"), notice.text.index("（十）")
    made = Notice(notice.policy, notice.text[:start] + notice.text[end:])
    (found,) = [one for one in audited(made)[0] if one.severity.counts]
    assert found.code == "A001"
    assert [label.file.name for label in found.labels] == ["policy.yaml", "原文.txt"]


def test_a_new_paragraph_is_one_finding(notice: Notice) -> None:
    start = notice.text.index("五、")
    made = Notice(
        notice.policy, notice.text[:start] + "（十六）新的一条。对购买数据的企业给予补助。\n" + notice.text[start:]
    )
    (found,) = [one for one in audited(made)[0] if one.severity.counts]
    assert (found.code, found.args["place"]) == ("A005", "四（十六）")
