"""A policy of any number of clauses, modelled on the forms of the shipped one, and fact files for it.

    python benchmarks/grow.py 200 > grown.yaml

The clauses take turns among six forms: a share of an item's sum under a cap, a reward for whole units under a yearly
cap, a tiered voucher with a decision table over a filtered list, a fixed sum, a term, a service. Figures differ from
clause to clause, so that no two formulas are the same text.
"""

from __future__ import annotations

import argparse
import random
import sys
from typing import Any

FIRST_DAY = "2025-01-01"
LAST_DAY = "2029-12-31"
LISTS = 6

HEAD = """\
policydsl: 1
kind: policy
id: grown_{count}
title:
  zh: 由程序生成的 {count} 条措施
  en: {count} generated measures
number: 测试〔2025〕{count}号
issuer: 测试办公室
level: 市
issued: 2025-01-01
status: in_force
in_force:
  from: 2025-01-01
  until: 2029-12-31
currency: CNY
rounding:
  to: 0.01元
  mode: down
subject_to:
  - annual_budget
facts:
  applicant:
    label: 申报主体
    fields:
      kind:
        type: enum
        values:
          enterprise: 企业
          university: 高校
          other: 其他
        label: 主体类型
      annual_revenue:
        type: money
        min: 0元
        label: 年度营业收入
      certified:
        type: boolean
        label: 已通过认定
"""

LIST = """\
  projects_{n}:
    item: project_{n}
    label: 第{n}类项目
    fields:
      programme:
        type: enum
        values:
          national: 国家级
          provincial: 省级
          municipal: 市级
        label: 项目级别
      completed:
        type: boolean
        label: 已经完成
      investment:
        type: money
        min: 0元
        label: 投入总额
      months:
        type: number
        min: 0
        whole: true
        unit: 个月
        label: 申请月数
"""

PARAMETERS = """\
parameters:
  reward_per_unit:
    value: 50万元
    label: 每一计奖单位的奖励
readings:
  steps:
    question: 不足一个计奖单位的部分，是否按比例计奖？
    options:
      whole_units: 只计整数
      pro_rata: 按比例计算
    default: whole_units
"""

CLAUSE = """\
  - id: c{i}
    cite: 第{i}条
    title:
      zh: 第{i}项支持
      en: Measure {i}
    departments:
      - 测试局
"""

# Each form: what follows the head of a clause. {n} is the number of its list; {cap} and {unit} are in 万元.
FORMS = (
    """\
    category: project_{n}
    for_each: project_{n}
    benefit: subsidy
    basis: ceiling
    eligibility:
      - id: level
        test: project_{n}.programme in ["national", "provincial"]
        label: 国家级或者省级项目
      - id: completed
        test: project_{n}.completed
        label: 项目已经完成
    amount: project_{n}.investment * {rate}%
    caps:
      - id: project
        limit: {cap}万元
        per: project_{n}
        label: 单个项目最高
""",
    """\
    category: project_{n}
    for_each: project_{n}
    benefit: reward
    basis: exact
    eligibility:
      - id: threshold
        test: project_{n}.investment ≥ {unit}万元
        label: 达到门槛
    let:
      units:
        value: >-
          if reading.steps = "whole_units"
          then floor(project_{n}.investment / 1000万元)
          else project_{n}.investment / 1000万元
        label: 计奖单位数
    amount: units * reward_per_unit
    caps:
      - id: yearly
        limit: {cap}万元
        per: project_{n}
        every: year
        label: 每年最高
""",
    """\
    category: voucher_{n}
    benefit: voucher
    basis: ceiling
    eligibility:
      - id: has_project
        test: some p in projects_{n} satisfies p.completed
        label: 至少有一个已经完成的项目
    let:
      total:
        value: sum(projects_{n}[completed].investment)
        label: 已完成项目的投入合计
    table:
      hit: unique
      inputs:
        kind: applicant.kind
        revenue: applicant.annual_revenue
      outputs:
        rate:
          label: 比例
        cap:
          label: 限额
      rules:
        - id: large
          when:
            kind: enterprise
            revenue: 10亿元（含）以上
          then:
            rate: {rate}%
            cap: {cap}万元
        - id: medium
          when:
            kind: enterprise
            revenue: 1亿元（含）—10亿元（不含）
          then:
            rate: {rate}.5%
            cap: {unit}万元
        - id: small
          when:
            kind: enterprise
            revenue: 1亿元（不含）以下
          then:
            rate: 50%
            cap: 200万元
        - id: academic
          when:
            kind: university
          then:
            rate: 50%
            cap: 200万元
    amount: total * rate
    caps:
      - id: yearly
        limit: cap
        per: applicant
        every: year
        label: 每家每年最高
""",
    """\
    category: project_{n}
    for_each: project_{n}
    benefit: reward
    basis: exact
    eligibility:
      - id: national
        test: project_{n}.programme = "national"
        label: 国家级项目
      - id: enterprise
        test: applicant.kind = "enterprise"
        label: 申报主体是企业
    amount: {cap}万元
    caps:
      - id: project
        limit: {cap}万元
        per: project_{n}
        label: 单个项目最高
""",
    """\
    category: project_{n}
    for_each: project_{n}
    benefit: rent_free
    basis: ceiling
    eligibility:
      - id: certified
        test: applicant.certified
        label: 已通过认定
    term: min(project_{n}.months * 1个月, {months}个月)
""",
    """\
    benefit: service
    eligibility:
      - id: certified
        test: applicant.certified and applicant.annual_revenue ≥ {unit}万元
        label: 已通过认定并达到规模
""",
)


def policy_text(count: int) -> str:
    """The YAML of a policy of `count` clauses."""
    rng = random.Random(count)  # noqa: S311  (figures for a benchmark)
    parts = [HEAD.format(count=count)]
    parts += [LIST.format(n=n) for n in range(1, LISTS + 1)]
    parts += [PARAMETERS, "clauses:\n"]
    for i in range(1, count + 1):
        figures = {
            "i": i,
            # Each form meets each list in turn, so that none is left without a clause.
            "n": 1 + (i + i // len(FORMS)) % LISTS,
            "rate": rng.randint(5, 49),
            "cap": rng.randint(100, 5000),
            "unit": rng.randint(1000, 2000),
            "months": rng.randint(12, 60),
        }
        parts += [CLAUSE.format(**figures), FORMS[(i - 1) % len(FORMS)].format(**figures)]
    parts.append(
        "stacking:\n"
        "  - id: higher_not_both\n"
        "    cite: 第一条\n"
        "    rule: highest\n"
        "    same:\n"
        "      - category\n"
        "      - subject\n"
        "    across: policies\n"
        "    settle: difference\n"
    )
    return "".join(parts)


def facts_document(seed: int, items: int = 2) -> dict[str, Any]:
    """A complete fact file for a grown policy of any size."""
    rng = random.Random(seed)  # noqa: S311  (facts for a benchmark)
    document: dict[str, Any] = {
        "policydsl": 1,
        "kind": "facts",
        "as_of": "2026-06-30",
        "applicant": {
            "id": "A1",
            "kind": rng.choice(("enterprise", "enterprise", "university", "other")),
            "annual_revenue": f"{rng.randint(0, 10**10)}.{rng.randint(0, 99):02}元",
            "certified": rng.choices((True, False), weights=(7, 3))[0],
        },
    }
    for n in range(1, LISTS + 1):
        document[f"projects_{n}"] = [
            {
                "id": f"P{n}_{i}",
                "programme": rng.choice(("national", "provincial", "municipal")),
                "completed": rng.choices((True, False), weights=(7, 3))[0],
                "investment": f"{rng.randint(0, 10**8)}.{rng.randint(0, 99):02}元",
                "months": rng.randint(0, 60),
            }
            for i in range(1, items + 1)
        ]
    return document


def main() -> None:
    """Write a policy to standard output."""
    parser = argparse.ArgumentParser(description="Write a policy of many clauses.")
    parser.add_argument("clauses", type=int, help="how many clauses")
    sys.stdout.write(policy_text(parser.parse_args().clauses))


if __name__ == "__main__":
    main()
