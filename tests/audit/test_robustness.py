"""Whatever the text and the cites are: no exception, every finding renders, and the work grows with the size."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.audit.notices import Notice, audited, own
from tests.steps import steps

from policydsl.diagnostics.render.text import render_text
from policydsl.render.audit.json import listing_json
from policydsl.render.audit.markdown import listing_markdown
from policydsl.render.audit.text import listing_text

PIECES = (
    "一、",
    "（一）",
    "（十五）",
    "1.",
    "（1）",
    "①",
    "第一条",
    "第二章",
    "附件1",
    "附件：",
    "\n",
    "\n\n",
    " ",
    "　",
    "。",
    "；",
    "，",
    "：",
    "（",
    "）",
    "〔2025〕",
    "50%",
    "1000万元",
    "1亿元",
    "（含）",
    "（不含）",
    "以上",
    "以下",
    "—",
    "至",
    "不超过",
    "不低于",
    "超过",
    "每",
    "三年",
    "36个月",
    "百分之三十",
    "三成",
    "两年半",
    "2025年4月21日",
    "2025年",
    "9999年99月99日",
    "（责任单位：",
    "市工信局、",
    "科技局",
    "“",
    "”",
    "《",
    "》",
    "|",
    "---",
    "# ",
    "**",
    "- ",
    "补助",
    "奖励",
    "券",
    "一次性",
    "每年",
    "每家",
    "企业",
    "1,000",
    "１２３",
    "9" * 40,
    "一百千万亿",
    "\u200b",
    "\ufeff",
    "\u2028",
    "有效期",
    "自发布之日施行",
    "印发",
    "分别",
    "、",
    "和",
    "除外",
    "第",
    "项",
    "𠮷",
    "e\u0301",
    "1e5",
    "~",
    "%",
    "元",
    "万",
    "条",
    "款",
)
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=80).map("".join) | st.text(min_size=1, max_size=120)
CITES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)
NAMES = st.sampled_from(["原文.txt", "notice.md"])
NOTICE = own("qingyan")


def shown(notice: Notice) -> None:
    reporter, listing = audited(notice)
    for lang in ("zh", "en"):
        render_text(reporter, lang)
    if listing is not None:
        listing_text(listing, "zh")
        listing_markdown(listing, reporter, "en")
        listing_json(listing, reporter, "zh")


@given(TEXTS, NAMES)
def test_any_text(text: str, name: str) -> None:
    shown(Notice(NOTICE.policy, text, name))


@given(CITES.filter(lambda cite: cite.isprintable() and cite.strip() == cite and cite != ""))
@settings(max_examples=60)
def test_any_cite(cite: str) -> None:
    written = cite.replace('"', "").replace("\\", "")
    shown(Notice(NOTICE.policy.replace("cite: 二2", f'cite: "{written or "一"}"'), NOTICE.text))


@given(st.integers(0, len(NOTICE.text) - 1), st.integers(0, 60), TEXTS, NAMES)
@settings(max_examples=60)
def test_any_change_of_a_text(start: int, length: int, new: str, name: str) -> None:
    shown(Notice(NOTICE.policy, NOTICE.text[:start] + new + NOTICE.text[start + length :], name))


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "一",
        "a",
        "（",
        "“",
        "《",
        "、1",
        "1—",
        "一百",
        "\n一、",
        "\n（一）",
        "\n第一条 甲。",
        "\n|a|",
        "\n附件：",
        "（责任单位：",
        "达到1亿元、5亿元的，分别给予1万元、2万元。",
        "自2025年",
        "百分之",
        "\n（责任单位：市工信局）",
    ],
)
def test_the_work_grows_with_the_size(unit: str) -> None:
    """Four times the text is about four times the work; a quadratic step would make it sixteen."""

    def of_size(size: int) -> int:
        notice = Notice(NOTICE.policy, NOTICE.text + unit * (size // len(unit)))
        return steps(lambda: audited(notice))

    assert of_size(20_000) < 6 * of_size(5_000)


def test_many_clauses() -> None:
    """A policy with as many clauses as its text has articles: four times as many are four times the work."""

    def of_count(count: int) -> int:
        head = "policydsl: 1\nkind: policy\nid: big\ntitle: 大措施\nlevel: 市\nin_force: {from: 2025-01-01}\n"
        head += "facts: {applicant: {fields: {x: {type: money}}}}\nclauses:\n"
        clause = (
            "  - {{id: c{n}, cite: 第{n}条, title: 补助, departments: [市工信局], benefit: subsidy, basis: ceiling,"
            " amount: applicant.x * 5%, caps: [{{id: k, limit: {n}万元, per: applicant}}]}}\n"
        )
        line = "第{n}条 按照投入给予最高不超过5%的补助，每家企业最高不超过{n}万元。（责任单位：市工信局）\n"
        numbers = range(2, count + 2)
        policy = head + "".join(clause.format(n=n) for n in numbers)
        text = "第1条 为支持企业，制定本措施。\n" + "".join(line.format(n=n) for n in numbers)
        notice = Notice(policy, text)
        reporter, _ = audited(notice)
        assert [one.code for one in reporter if one.severity.counts] == []
        return steps(lambda: audited(notice))

    assert of_count(400) < 6 * of_count(100)
