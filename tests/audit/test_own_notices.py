"""Three notices that this project made up: a law in articles, a Markdown page with tables, a text broken into lines.

Each agrees with its policy; each slip planted in one of the two gives one finding at its place.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.audit.notices import CASES, OWN, Slip, audited, counted, found_once, own

from policydsl.diagnostics import Reporter
from policydsl.render.audit.json import listing_json
from policydsl.render.audit.markdown import listing_markdown
from policydsl.render.audit.text import listing_text

Golden = Callable[[Path, str], None]


def policy(after: str, old: str, new: str, code: str, at: str = "") -> Slip:
    return Slip("policy", after, old, new, code, at)


def text(after: str, old: str, new: str, code: str, at: str = "") -> Slip:
    return Slip("text", after, old, new, code, at)


CHENGHU = [
    policy("id: type", "100万元}", "200万元}", "A010"),
    policy("id: type", "100万元}", "50万元}", "A010"),
    policy("id: together", "120万元", "100万元", "A010"),
    policy("id: heavy", "> 150", ">= 150", "A020"),
    policy("id: heavy", "> 150", "> 100", "A010"),
    policy("id: light", "150)", "150]", "A020"),
    policy("id: heavy", "rate: 30%", "rate: 20%", "A010"),
    policy("id: light", "cap: 50万元", "cap: 200万元", "A010"),
    policy("id: share", "* 5%", "* 15%", "A010"),
    policy("id: revenue", ">= 500万元", "> 500万元", "A020"),
    policy("id: rd_subsidy", "* 15%", "* 5%", "A010"),
    policy("id: yearly", "300万元", "30万元", "A010"),
    policy("id: yearly", ", every: year", "", "A024"),
    policy("quota:", "limit: 20", "limit: 2", "A010"),
    policy("quota:", "every: year", "every: once", "A024"),
    policy("", "until: 2027-06-30", "until: 2027-12-31", "A043"),
    policy("", "from: 2024-07-01", "from: 2024-06-18", "A043"),
    policy("years:", "value: 3年", "value: 2年", "A010"),
    policy("id: aircraft_subsidy", "第四条", "第九条", "A001"),
    policy("id: aircraft_subsidy", "第四条", "第五条", "A003"),
    policy("id: rd_subsidy", "basis: exact", "basis: ceiling", "A023"),
    policy("id: aircraft_subsidy", "benefit: subsidy", "benefit: reward", "A026"),
    policy("id: aircraft_subsidy", "[市经信局, 市财政局]", "[市经信局, 市科技局]", "A030"),
    policy("id: share", "不低于 5%", "不低于 6%", "A014"),
    policy("price:", "min: 0元", "min: 1万元", "A015"),
    text("第三条", "一百万元", "二百万元", "A010"),
    text("", "累计不超过一百二十万元", "累计不超过一百五十万元", "A010"),
    text("", "超过一百五十千克", "一百五十千克（含）以上", "A020"),
    text("", "不满一百五十", "不超过一百五十", "A020"),
    text("", "百分之三十", "百分之四十", "A010"),
    text("", "两成", "三成", "A010"),
    text("", "不低于百分之五", "超过百分之五", "A020"),
    text("", "达到五百万元", "达到五千万元", "A010"),
    text("", "不超过三年", "不超过五年", "A010"),
    text("", "二十家", "三十家", "A010"),
    text("", "有效期三年", "有效期五年", "A043"),
    text("", "2024年7月1日", "2024年8月1日", "A043"),
    text("", "第五条", "第六条", "A004"),
    text("", "第七条", "第七条　企业获得国家级荣誉的，奖励十万元。\n第八条", "A005"),
    text("", "12号", "21号", "A040"),
    text("", "按照年度研发费用的百分之十五", "按照不超过年度研发费用的百分之十五", "A023"),
    text("", "低空经济发展办法", "低空经济创新办法", "A041"),
    text("", "六月十八日", "六月十九日", "A042"),
]
LANTIAN = [
    policy("id: one", "500万元", "1000万元", "A010"),
    policy("id: trial_support", "20%", "30%", "A010"),
    policy("id: licence_reward", "amount: 300万元", "amount: 30万元", "A010"),
    policy("800万元, per: applicant", ", every: year", "", "A024"),
    policy("800万元", "per: applicant", "per: licence", "A025"),
    policy("id: large", "以上（含）", "以上（不含）", "A020"),
    policy("id: small", "1000万元（不含）", "1000万元（含）", "A020"),
    policy("id: small", "200万元（含）", "200万元（不含）", "A020"),
    policy("id: small", "rate: 20%", "rate: 30%", "A010"),
    policy("id: large, test", "5000万元", "500万元", "A010"),
    policy("id: line_subsidy", "8%", "18%", "A010"),
    policy("id: interest", "* 50%", "* 5%", "A010"),
    policy("id: area", "<= 2000", "< 2000", "A020"),
    policy("term:", "24个月", "12个月", "A010"),
    policy("id: platform_subsidy", "区发改局", "区财政局", "A030"),
    policy("id: line_subsidy", "二（三）①", "二（三）②", "A003"),
    policy("id: trial_support", "一（一）1", "一（一）2", "A003"),
    policy("id: interpretation", "三1", "三3", "A001"),
    policy("id: not_twice", "三2", "三1", "A003"),
    policy("id: rent\n", "benefit: rent_free", "benefit: voucher", "A026"),
    policy("id: new, test", "platform.new,", "not(platform.new),", "A027"),
    text("", "**20%**", "**25%**", "A010"),
    text("", "500万元、1,000万元", "500万元、1,500万元", "A010", at="每个项目分别"),
    text("", "300 万元", "400 万元", "A010"),
    text("", "不超过30%", "30%", "A023"),
    text("", "不超过600万元", "不超过500万元", "A010"),
    text("", "200万元（含）", "300万元（含）", "A010"),
    text("", "8%", "9%", "A010"),
    text("", "不超过五成", "不超过六成", "A010"),
    text("", "最长 24 个月", "最长 36 个月", "A010"),
    text("", "不超过 2,000", "不低于 2,000", "A020"),
    text("", "不低于5000万元", "超过5000万元", "A020"),
    text("", "区科技局、发改局", "区科技局、工信局", "A030"),
    text("", "2026年12月31日", "2027年12月31日", "A043"),
    text("", "2025年1月10日", "2025年1月11日", "A042"),
]
QINGYAN = [
    policy("id: third", "sum: 3万元", "sum: 6万元", "A010"),
    policy("id: third", "[50万元", "[60万元", "A010"),
    policy("id: first", ">= 200万元", "> 200万元", "A020"),
    policy("id: rooms", "< 5)", "<= 5)", "A020"),
    policy("id: rooms", "not(homestay.rooms < 5)", "homestay.rooms < 5", "A020"),
    policy("id: wide", "15万元", "8万元", "A010"),
    policy("id: narrow", "3.5（含）", "3.5（不含）", "A020"),
    policy("id: project", "120万元", "12万元", "A010"),
    policy("id: visitors", "/ 1000", "/ 100", "A010"),
    policy("id: visitors", "5000元", "500元", "A010"),
    policy("id: funds", "不超过 500万元", "不作规定", "A012", at="id: funds"),
    policy("id: road_subsidy", "县财政局", "县发改局", "A030"),
    policy("", "2028-09-04", "2027-09-04", "A043"),
    policy("id: road_subsidy", "二2", "二3", "A003"),
    policy("", "to: 0.01元", "to: 1元", "A045"),
    text("", "１００万元", "１５０万元", "A010"),
    text("", "６万元、", "７万元、", "A010"),
    text("", "不足５", "不足８", "A010"),
    text("", "助１５万元", "助１６万元", "A010"),
    text("", "（含）以上的", "（不含）以上的", "A020"),
    text("", "不超过１２０万元", "不超过１００万元", "A010"),
    text("", "５０００元", "６０００元", "A010"),
    text("", "有效期五年", "有效期三年", "A043"),
    text("", "５００万元", "８００万元", "A012"),
    text("", "县交通局、财政局", "县交通局、农业局", "A030"),
    text("", "每家旅行社\n每年奖励", "每家旅行社\n奖励", "A024", at="奖励总额"),
]
ALL = [
    (name, slip) for name, slips in (("chenghu", CHENGHU), ("lantian", LANTIAN), ("qingyan", QINGYAN)) for slip in slips
]


@pytest.mark.parametrize("name", OWN)
def test_policy_and_text_agree(name: str) -> None:
    assert counted(own(name)) == []


@pytest.mark.parametrize(("name", "slip"), ALL, ids=[f"{name}-{slip}" for name, slip in ALL])
def test_a_slip_gives_one_finding_at_its_place(name: str, slip: Slip) -> None:
    found_once(own(name), slip)


@pytest.mark.parametrize("name", OWN)
def test_the_record_of_each(name: str, golden: Golden) -> None:
    reporter, listing = audited(own(name))
    assert listing is not None
    golden(CASES / f"{name}.record.txt", listing_text(listing, "zh"))
    assert all(figure.used for row in listing.passages for figure in row.figures)
    assert len(reporter) == (1 if name == "chenghu" else 0)


def test_the_record_as_markdown_and_json(golden: Golden) -> None:
    reporter, listing = audited(own("lantian"))
    assert listing is not None
    golden(CASES / "lantian.record.md", listing_markdown(listing, reporter, "en"))
    golden(CASES / "lantian.record.json", listing_json(listing, reporter, "zh"))


def test_a_bare_bound_that_no_neighbour_decides_passes_with_a_note() -> None:
    notice = own("chenghu")
    for cell in ("'[25..150)'", "'(25..150)'"):
        one = Slip("policy", "id: light", "'[25..150)'", cell, "")
        made = notice.policy.replace(one.old, one.new)
        reporter: Reporter = audited(type(notice)(made, notice.text, notice.name))[0]
        assert [(d.code, str(d.severity)) for d in reporter] == [("A021", "note")]
