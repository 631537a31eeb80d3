"""What is written in a fact file, and the value that a formula sees: never a rounded one, never a guessed one."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from tests.evaluate.small import amount, applicant
from tests.evaluate.support import findings, load

from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date, DaysTimeDuration, YearsMonthsDuration
from policydsl.model.facts import Facts
from policydsl.model.unknown import UNKNOWN
from policydsl.source import SourceFile
from policydsl.workspace import LoadedPolicy, load_facts_source

FIELDS = """\
policydsl: 1
kind: policy
id: p
title: p
level: 市
in_force: {from: 2025-01-01}
facts:
  applicant:
    fields:
      money: {type: money}
      number: {type: number}
      whole: {type: number, whole: true, min: 0}
      flag: {type: boolean}
      text: {type: text}
      size: {type: enum, values: {small: 小, "none": 无, off: 关}}
      day: {type: date}
      days: {type: days}
      months: {type: months}
      decided: {type: money, assessed: true}
clauses: []
"""


@pytest.fixture(scope="module")
def policy() -> LoadedPolicy:
    return load(FIELDS)


def read(policy: LoadedPolicy, text: str) -> Facts:
    reporter = Reporter()
    facts = load_facts_source(SourceFile("facts.yaml", text), policy.policy, reporter)
    assert facts is not None, findings(reporter)
    return facts


def value(policy: LoadedPolicy, name: str, written: str) -> object:
    text = f"policydsl: 1\nkind: facts\nas_of: 2025-06-01\napplicant:\n  id: A\n  {name}: {written}\n"
    facts = read(policy, text)
    return facts.applicant.values[1 + list(policy.policy.root.fields).index(name)]


WRITTEN = [
    ("money", "8600万元", Decimal(86_000_000)),
    ("money", "2.5亿元", Decimal(250_000_000)),
    ("money", "1万亿元", Decimal(10**12)),
    ("money", "100 万元", Decimal(1_000_000)),
    ("money", "0.0001元", Decimal("0.0001")),
    ("money", "-3元", Decimal(-3)),
    ("money", "120", Decimal(120)),
    ("money", "120.5", Decimal("120.5")),
    ("money", "0.1", Decimal("0.1")),
    ("money", '"120.50元"', Decimal("120.5")),
    ("money", "99999999999999.9999元", Decimal("99999999999999.9999")),
    ("number", "0.1", Decimal("0.1")),
    ("number", "1e3", Decimal(1000)),
    ("number", "-7", Decimal(-7)),
    ("whole", "36", Decimal(36)),
    ("whole", "36.0", Decimal(36)),
    ("flag", "true", True),
    ("flag", "false", False),
    ("text", "示例", "示例"),
    ("text", "no", "no"),
    ("text", "012", "012"),
    ("text", "12:30", "12:30"),
    ("text", "3.10", "3.10"),
    ("size", "small", "small"),
    ("size", "none", "none"),
    ("size", "off", "off"),
    ("day", "2025-04-21", Date(2025, 4, 21)),
    ("day", "2024-02-29", Date(2024, 2, 29)),
    ("days", "30天", DaysTimeDuration.of(days=30)),
    ("days", "P30D", DaysTimeDuration.of(days=30)),
    ("months", "36个月", YearsMonthsDuration(36)),
    ("months", "3年", YearsMonthsDuration(36)),
    ("months", "P1Y6M", YearsMonthsDuration(18)),
    ("money", "null", UNKNOWN),
    ("money", "~", UNKNOWN),
    ("flag", "", UNKNOWN),
    ("decided", "null", None),
    ("decided", "5元", Decimal(5)),
]


@pytest.mark.parametrize(("name", "written", "expected"), WRITTEN, ids=[f"{n}: {w}" for n, w, _ in WRITTEN])
def test_value(policy: LoadedPolicy, name: str, written: str, expected: object) -> None:
    found = value(policy, name, written)
    assert found is expected or (found is not UNKNOWN and type(found) is type(expected) and found == expected)


def test_what_is_left_out_is_unknown_and_what_is_assessed_null(policy: LoadedPolicy) -> None:
    facts = read(policy, "policydsl: 1\nkind: facts\nas_of: 2025-06-01\napplicant: {id: A}\n")
    *unknown, decided = facts.applicant.values[1:]
    assert all(one is UNKNOWN for one in unknown)
    assert decided is None


def test_yaml_and_json_are_read_alike() -> None:
    policy = amount("applicant.money")
    document = applicant(
        money="8600万元", number=0.5, flag=False, founded="2024-02-29", orders=[{"id": "1", "fee": 12.5}]
    )
    as_json = read(policy, json.dumps(document))
    as_yaml = read(
        policy,
        "policydsl: 1\nkind: facts\nas_of: 2026-03-01\n"
        "applicant:\n  id: A\n  money: 8600万元\n  number: 0.5\n  flag: false\n  founded: 2024-02-29\n"
        "orders:\n  - id: '1'\n    fee: 12.5\n",
    )
    pairs = zip(as_json.applicant.values, as_yaml.applicant.values, strict=True)
    assert all(one is other or one == other for one, other in pairs if one is not UNKNOWN or other is not UNKNOWN)
    (one,), (other,) = as_json.lists["orders"], as_yaml.lists["orders"]
    assert one.values[:2] == other.values[:2] == ("1", Decimal("12.5"))


def test_awards_granted_before() -> None:
    policy = amount("applicant.money")
    facts = read(
        policy,
        """\
policydsl: 1
kind: facts
as_of: 2026-03-01
applicant: {id: A}
prior_awards:
  - {clause: one, subject: A, year: 2025, amount: 0.5万元}
other_policy_awards:
  - {category: kind, subject: A, policy: 甲, amount: 10}
  - {category: kind, subject: A, policy: 乙, level: 国家, amount: 10元, year: 2024}
""",
    )
    assert [(a.clause, a.subject, a.year, a.amount) for a in facts.prior_awards] == [("one", "A", 2025, Decimal(5000))]
    others = [(a.policy, a.level, a.amount) for a in facts.other_awards]
    assert others == [("甲", "市", Decimal(10)), ("乙", "国家", Decimal(10))]
    assert facts.given == {"prior_awards", "other_policy_awards"}


def test_lists_left_out_are_empty_and_not_given() -> None:
    facts = read(amount("applicant.money"), "policydsl: 1\nkind: facts\nas_of: 2026-03-01\napplicant: {id: A}\n")
    assert (facts.lists["orders"], facts.prior_awards, facts.other_awards, facts.given) == ((), (), (), frozenset())
