"""Figures of the text that no formula uses, and what accounts for them."""

from __future__ import annotations

import pytest
from tests.audit.pages import codes

TEXT = (
    "一、支持研发\n（一）研发补助。对研发占比不低于5%的企业，按照研发投入给予最高不超过30%的补助，"
    "单个项目最高不超过200万元。（责任单位：市科技局）\n~~~\n"
)
FACTS = "facts:\n  applicant: {{fields: {{ready: {{type: boolean, label: {label}}}}}}}\n"
ITEMS = "  projects: {item: project, fields: {cost: {type: money, min: 0元}}}\n"
TEST = "eligibility: [{{id: ready, test: applicant.ready, label: {label}}}]\n"
LETS = (
    "{let: {rate: 30%, most: 200万元}, amount: project.cost * rate,"
    " caps: [{id: one, limit: most, per: project}], eligibility: []}"
)


@pytest.mark.parametrize(
    ("fact", "condition", "rest", "found"),
    [
        ("达标", "达标", "", ["A012"]),
        ("达标", "研发占比不低于 5%", "", ["A012"]),  # the label of a condition proves nothing: the test may be another
        ("研发占比不低于 5%", "达标", "", []),
        ("研发占比超过 5%", "达标", "", ["A012"]),
        ("研发占比不低于 3%", "达标", "", ["A012"]),
        ("达标", "达标", "note: 研发占比不低于 5% 由责任单位核实。\n", []),
        ("达标", "达标", "note: {zh: 占比 5%, en: 5% of cost}\n", []),
        ("达标", "达标", "note: 研发占比 3%。\n", ["A012"]),
    ],
)
def test_what_accounts_for_a_figure(fact: str, condition: str, rest: str, found: list[str]) -> None:
    policy = FACTS.format(label=fact) + ITEMS + TEST.format(label=condition) + rest
    assert codes(TEXT + policy) == found


@pytest.mark.parametrize(
    ("text", "policy", "found"),
    [
        # a figure repeated is one figure
        ("给予最高不超过30%的补助（上述30%含配套），单个项目最高不超过200万元。", "", []),
        ("给予最高不超过30%的补助，国家级最高不超过200万元；省级最高不超过200万元。", "", ["A013"]),
        (
            "给予最高不超过30%的补助，国家级最高不超过200万元；省级最高不超过200万元。",
            "note: 国家级、省级同为最高不超过 200万元。\n",
            [],
        ),
        # a sum that depends on a share
        ("给予最高不超过三成的补助，单个项目最高不超过二百万元。", "", []),
        ("给予最高不超过30%的补助，单个项目以200万元为限。", "", []),
        ("给予不超过实际投入30%的补助，单个项目200万元封顶。", "", []),
        # a rate of one's own
        ("给予最高不超过30%的补助，单个项目最高不超过200万元。", "amount: project.cost * 0.3\n", []),
        ("给予最高不超过30%的补助，单个项目最高不超过200万元。", "amount: project.cost * 3 / 10\n", ["A011", "A012"]),
        ("给予最高不超过30%的补助，单个项目最高不超过200万元。", "amount: min(project.cost * 30%, 200万元)\n", []),
        (
            "给予最高不超过30%的补助，单个项目最高不超过200万元。",
            "amount: min(project.cost * 30%, 100万元)\n",
            ["A010"],
        ),
        (
            "给予最高不超过30%的补助，单个项目最高不超过200万元。",
            LETS,
            [],
        ),
    ],
)
def test_figures_in_other_forms(text: str, policy: str, found: list[str]) -> None:
    whole = f"一、支持研发\n（一）研发补助。按照研发投入{text}（责任单位：市科技局）\n~~~\n"
    assert codes(whole + (policy if policy.startswith("{") else "eligibility: []\n" + policy)) == found


@pytest.mark.parametrize(
    ("said", "test", "found"),
    [
        ("", ">= 100万元", ["A021"]),
        ("", "> 100万元", ["A021"]),
        ("本措施所称“以上”“以下”均含本数。", ">= 100万元", []),
        ("本措施所称“以上”“以下”均含本数。", "> 100万元", ["A020"]),
        ("本措施所称“以上”不含本数，“以下”含本数。", "> 100万元", []),
        ("本措施所称“以上”不含本数，“以下”含本数。", ">= 100万元", ["A020"]),
        ("对年度营业收入100万元以下的企业另行支持。", ">= 100万元", ["A021"]),
        ("对年度营业收入不满100万元的企业另行支持。", ">= 100万元", []),
        ("对年度营业收入不满100万元的企业另行支持。", "> 100万元", ["A020"]),
    ],
)
def test_what_decides_a_bare_bound(said: str, test: str, found: list[str]) -> None:
    text = (
        "一、支持研发\n（一）研发补助。对年度营业收入100万元以上的企业，按照研发投入给予最高不超过30%的补助，"
        "单个项目最高不超过200万元。（责任单位：市科技局）\n"
    )
    rule = said.startswith("本措施")
    text = f"{text}二、附则\n{said}\n" if rule else text.replace("。（责任", f"。{said}（责任")
    policy = f"eligibility: [{{id: revenue, test: applicant.annual_revenue {test}, label: 营业收入}}]\n"
    policy += "in_force: {from: 2025-04-21}\n" if rule else "note: 以 100万元 分界。\n"
    assert codes(text + "~~~\n" + policy) == found
