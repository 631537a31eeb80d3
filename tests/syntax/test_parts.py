"""The named parts of a document: what a finding at each place is said to be about."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydsl.diagnostics import Reporter
from policydsl.source import Part, SourceFile
from policydsl.syntax import parse_yaml

POLICY = """\
policydsl: 1
kind: policy
id: sample
rounding: {to: 0.01元, mode: down}
facts:
  applicant:
    fields:
      revenue: {type: money}
parameters: {rate: {value: 30%}}
readings:
  steps:
    options: {whole: 只计整档}
common:
  eligibility:
    - {id: registered, test: applicant.registered}
clauses:
  - id: 算力券
    cite: 三（八）
    eligibility:
      - id: small
        test: applicant.revenue < 1亿元
    let: {fees: sum(purchases.fee)}
    table:
      inputs: {revenue: applicant.revenue}
      rules:
        - id: large
          when: {revenue: ≥ 10亿元}
    caps: [{id: yearly, limit: 200万元}]
    quota: {limit: 10}
  - title: {zh: 没有标识的, en: Without an id}
    amount: 1元
  - amount: 2元
"""
PARTS = {
    "policydsl": ("", "政策 sample"),
    "0.01元": ("", "政策 sample"),
    "applicant:\n": ("facts.applicant", "事实 applicant"),
    "type: money": ("facts.applicant.fields.revenue", "事实 applicant，字段 revenue"),
    "30%": ("parameters.rate", "参数 rate"),
    "只计整档": ("readings.steps.options.whole", "读法 steps，选项 whole"),
    "applicant.registered": ("common.eligibility.registered", "共同条件，条件 registered"),
    "三（八）": ("clauses.算力券", "条款 算力券"),
    "1亿元": ("clauses.算力券.eligibility.small", "条款 算力券，条件 small"),
    "purchases": ("clauses.算力券.let.fees", "条款 算力券，中间值 fees"),
    "inputs": ("clauses.算力券", "条款 算力券"),
    "≥ 10亿元": ("clauses.算力券.table.rules.large", "条款 算力券，表格行 large"),
    "200万元": ("clauses.算力券.caps.yearly", "条款 算力券，限额 yearly"),
    "limit: 10\n".strip(): ("clauses.算力券.quota", "条款 算力券，名额"),
    "1元\n": ("clauses.没有标识的", "条款 没有标识的"),
    "2元": ("clauses.3", "第 3 个条款"),
}
AMENDMENT = """\
policydsl: 1
kind: amendment
id: change_1
effective: {from: 2026-01-01}
changes:
  - {set: clauses.a.caps.yearly.limit, was: 1元, to: 2元}
  - add: clauses
    value: {id: b, caps: [{id: most, limit: 3元}]}
  - why: 未写位置
"""
FACTS = """\
{"policydsl": 1, "kind": "facts", "as_of": "2025-01-01",
 "applicant": {"id": "A1", "kind": "enterprise"}, "purchases": [{"id": "C1", "fee": 1}, {"fee": 2}]}
"""


def part(text: str, at: str) -> Part | None:
    """The part at the first character of a passage that stands once in a document."""
    source = SourceFile("a.yaml", text)
    assert parse_yaml(source, Reporter()) is not None
    assert text.count(at) == 1, at
    return source.part_at(text.index(at))


@pytest.mark.parametrize("at", PARTS)
def test_parts_of_a_policy(at: str) -> None:
    found = part(POLICY, at)
    assert found is not None
    assert (".".join(found.path), found.words.zh) == PARTS[at]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("from", "amendment change_1"),
        ("to: 2元", "change to clauses.a.caps.yearly.limit"),
        ("3元", "change to clauses.b, cap most"),
        ("未写位置", "change no. 3"),
    ],
)
def test_parts_of_an_amendment(at: str, words: str) -> None:
    found = part(AMENDMENT, at)
    assert found is not None
    assert found.words.en == words


@pytest.mark.parametrize(
    ("at", "words"), [("enterprise", "applicant A1"), ("C1", "purchases C1"), ("2}", "purchases 2")]
)
def test_parts_of_facts(at: str, words: str) -> None:
    found = part(FACTS, at)
    assert found is not None
    assert found.words.en == words


def test_what_an_alias_repeats_belongs_where_it_is_written() -> None:
    text = POLICY.replace("{limit: 10}", "&q {limit: 10}").replace("amount: 2元", "quota: *q")
    found = part(text, "limit: 10}")
    assert found is not None
    assert found.path == ("clauses", "算力券", "quota")


def test_no_part_without_a_document() -> None:
    assert SourceFile("a.yaml", POLICY).part_at(0) is None
    assert part("- a\n- b\n", "b") is None


@given(st.data())
def test_the_shipped_policy_has_its_clause_at_every_place(data: st.DataObject) -> None:
    """As by hand: of the lines up to a place, the last `- id:` of the same indentation as clauses have."""
    text = (Path(__file__).parents[2] / "policies" / "xiamen_ai_2025.yaml").read_text(encoding="utf-8")
    source = SourceFile("a.yaml", text)
    parse_yaml(source, Reporter())
    first, last = text.index("  - id: rd_national"), text.index("        limit: 6000万元")
    offset = data.draw(st.integers(first, last).filter(lambda at: text[text.rfind("\n", 0, at) + 1 :][:3] == "   "))
    id_ = [line for line in text[:offset].splitlines() if line.startswith("  - id: ")][-1].removeprefix("  - id: ")
    found = source.part_at(offset)
    assert found is not None
    assert found.path[:2] == ("clauses", id_)
