"""Periods in formulas are no figures of the text: `year - 2`, and the rows of a schedule by year of support."""

from __future__ import annotations

import pytest
from tests.audit.pages import codes

SCHEDULE = (
    "一、支持研发\n（一）研发补助。对研发项目连续支持三年，第一年、第二年、第三年分别按上年度投入的50%、40%、30%给予补助，"
    "单个项目最高不超过200万元。（责任单位：市科技局）\n~~~\n"
)
GROWTH = (
    "一、支持研发\n（一）研发补助。按上年度投入比前一年度增加额的3%给予补助，单个项目最高不超过200万元。"
    "（责任单位：市科技局）\n~~~\n"
)
FACTS = (
    "facts:\n  applicant: {fields: {}}\n  projects:\n    item: project\n    fields:\n"
    "      cost: {type: money, by: year, since: 2021, min: 0元}\n"
    "      start: {type: number, whole: true}\n"
)
TABLE = """\
basis: exact
eligibility: []
let: {LET}
table:
  hit: unique
  inputs: {nth: INPUT}
  rules:
    - {id: first, when: {nth: 1}, then: {share: 50%}}
    - {id: second, when: {nth: 2}, then: {share: 40%}}
    - {id: third, when: {nth: 3}, then: {share: THIRD}}
amount: at(project.cost, year - 1) * share
caps: [{id: one, limit: 200万元, per: project}]
"""


@pytest.mark.parametrize(
    ("let", "given"), [("nth: year - project.start + 1", "nth"), ("own: 2", "year - project.start + 1")]
)
@pytest.mark.parametrize(("third", "found"), [("30%", []), ("35%", ["A010"])])
def test_a_schedule_by_year_of_support(let: str, given: str, third: str, found: list[str]) -> None:
    table = TABLE.replace("LET", let if let.startswith("nth") else "").replace("INPUT", given).replace("THIRD", third)
    assert codes(SCHEDULE + FACTS + table) == found


@pytest.mark.parametrize(
    ("amount", "found"),
    [
        ("(at(project.cost, year - 1) - at(project.cost, year - 2)) * 3%", []),
        ("(at(project.cost, year - 1) - max(earlier(project.cost, year - 1, 2022))) * 3%", []),
        ("(at(project.cost, year - 1) - at(project.cost, year - 2)) * 5%", ["A010"]),
        ("at(project.cost, year - 1) * 2 * 3%", ["A011"]),
    ],
)
def test_growth_over_the_year_before(amount: str, found: list[str]) -> None:
    body = f"basis: exact\neligibility: []\namount: {amount}\ncaps: [{{id: one, limit: 200万元, per: project}}]\n"
    assert codes(GROWTH + FACTS + body) == found
