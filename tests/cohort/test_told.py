"""A query says what an open award waits for, as the interpreter does: random formulas, half of the facts missing."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cohort.conftest import Document, awards, policy_of, write_csv
from tests.evaluate.random_policies import DEEP

from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.source import SourceFile
from policydsl.workspace import load_policy_source

DAY = Date(2025, 10, 1)
SIZE = 60

POLICY = """
policydsl: 1
kind: policy
id: told_2025
title: 示例措施
in_force: {from: 2025-01-01}
rounding: {to: 0.01元, mode: down}
facts:
  applicant:
    label: 申报主体
    fields:
      kind: {type: enum, values: {a: 甲, b: 乙, c: 丙}, label: 类型}
      yes: {type: boolean, label: 是}
      sum: {type: money, min: 0元, label: 数}
      count: {type: number, min: 0, max: 100, label: 个数}
      set: {type: money, min: 0元, assessed: true, label: 评定的数}
      out: {type: money, min: 0元, by: year, label: 产值}
  xs:
    item: x
    label: 项
    fields:
      cost: {type: money, min: 0元, label: 投入}
      good: {type: boolean, label: 好}
      day: {type: date, label: 日期}
      note: {type: boolean, assessed: true, label: 评定}
readings:
  unit: {question: 限额按什么算？, options: {each: 每项, all: 合计}, default: each}
clauses:
"""


class Formulas:
    """Random formulas over the facts of an applicant and, where there is one, of an item."""

    def __init__(self, rng: random.Random, *, item: bool) -> None:
        self.rng, self.item = rng, item

    def _one(self, *options: str | Callable[[], str]) -> str:
        found = self.rng.choice(options)
        return found if isinstance(found, str) else found()

    def truth(self, depth: int) -> str:
        """A condition."""
        leaves: list[str | Callable[[], str]] = [
            'applicant.kind = "a"', 'applicant.kind in ("a", "b")', "applicant.yes", "not(applicant.yes)",
            "applicant.sum >= 500元", "applicant.count < 50", "applicant.set = null",
            self.members, self.members, self.members, "at(applicant.out, year - 1) > 300元",
            "applicant.sum / applicant.count > 20元",
        ]  # fmt: skip
        if self.item:
            leaves += ["x.good", "x.cost > 200元", 'x.day < date("2025-06-01")', "as_of < x.day + 4个月",
                       "x.note != false"]  # fmt: skip
        if depth == 0:
            return self._one(*leaves)

        def pair() -> str:
            sign = self.rng.choice(["and", "or"])
            return f"({self.truth(depth - 1)}) {sign} ({self.truth(depth - 1)})"

        def compare() -> str:
            return f"({self.money(depth - 1)}) {self.rng.choice(['<', '>=', '='])} ({self.money(depth - 1)})"

        def choice() -> str:
            return f"if {self.truth(depth - 1)} then {self.truth(depth - 1)} else {self.truth(depth - 1)}"

        return self._one(*leaves[:3], pair, pair, compare, choice, lambda: f"not({self.truth(depth - 1)})")

    def members(self) -> str:
        """A condition on the items of the list."""
        return self._one(
            lambda: f"some y in xs{self.among()} satisfies {self.of_member('y.')}",
            lambda: f"every y in xs{self.among()} satisfies {self.of_member('y.')}",
            lambda: f"count(xs{self.among()}) {self.rng.choice(['>', '<=', '='])} {self.rng.randint(0, 2)}",
            lambda: f"{self.added()} {self.rng.choice(['>', '<='])} {self.rng.randint(0, 5)}00元",
            lambda: f'{self.rng.choice(["min", "max"])}(xs{self.among()}.day) < date("2025-06-01")',
        )

    def among(self) -> str:
        """Which of them."""
        return self._one("", lambda: f"[{self.of_member('')}]", lambda: f"[{self.of_member('')}]")

    def of_member(self, at: str) -> str:
        """A condition on one of them, and now and then on the applicant or the item too."""
        also = ["x.good", f"{at or ''}cost >= x.cost"] if self.item and at else []
        simple = [
            f"{at}good", f"not({at}good)", f"{at}note != false", f"as_of - {at}day < 100天",
            f"{at}cost > {self.rng.randint(0, 3)}00元", f'{at}day >= date("2025-06-01")',
        ]  # fmt: skip

        def pair() -> str:
            return f"{self.rng.choice(simple)} {self.rng.choice(['and', 'or'])} {self.rng.choice([*simple, *mixed])}"

        mixed = ["applicant.yes", f"{at}cost < applicant.sum", "applicant.count > 50", *also]
        chosen = f"if {self.rng.choice([*simple, *mixed])} then {self.rng.choice(simple)} else {self.rng.choice(mixed)}"
        return self._one(*simple, pair, pair, chosen)

    def added(self) -> str:
        """What is added up or compared over them."""
        return self._one(
            "sum(xs.cost)", lambda: f"sum(xs{self.among()}.cost)", lambda: f"sum(xs{self.among()}.cost)",
            lambda: f"max(xs{self.among()}.cost)", lambda: f"min(xs{self.among()}.cost)",
            lambda: f"count(xs{self.among()}) * 100元",
        )  # fmt: skip

    def money(self, depth: int) -> str:
        """A sum."""
        leaves: list[str | Callable[[], str]] = ["applicant.sum", "400元", self.added, self.added]
        leaves += ["x.cost"] if self.item else []
        if depth == 0:
            return self._one(*leaves)

        def choice() -> str:
            return f"if {self.truth(depth - 1)} then {self.money(depth - 1)} else {self.money(depth - 1)}"

        return self._one(
            *leaves, choice, choice, lambda: f"({self.money(depth - 1)}) + ({self.money(depth - 1)})",
            lambda: f"({self.money(depth - 1)}) * 30%", lambda: f"applicant.count * 10元 + ({self.money(depth - 1)})",
            lambda: f"min({self.money(depth - 1)}, {self.money(depth - 1)})",
            "if applicant.set = null then 700元 else applicant.set", "at(applicant.out, 2024)",
        )  # fmt: skip


def clause(rng: random.Random, number: int) -> str:
    """One clause: conditions, now and then a let, a table, a cap that holds under a condition."""
    item = rng.random() < 0.5
    of = Formulas(rng, item=item)
    lines = [f"- id: c{number}", f"  cite: 一（{number}）", "  title: 补助", "  departments: [市工信局]",
             "  category: one", "  benefit: subsidy", "  basis: ceiling"]  # fmt: skip
    lines += ["  for_each: x"] if item else []
    lines += ["  eligibility:"]
    for i in range(rng.randint(1, 3)):
        lines.append(f"    - {{id: e{i}, test: '{of.truth(rng.randint(0, 2))}', label: 条件}}")
    amount = of.money(2)
    if rng.random() < 0.5:
        hit = rng.choice(["unique", "first", "collect"])
        few = of.members() if rng.random() < 0.5 else "applicant.yes"
        lines += ["  table:", f"    hit: {hit}", f"    inputs: {{kind: applicant.kind, yes: '{few}'}}"]
        kind = rng.choice(["sum", "max", "min", "count"])
        lines += [f"    aggregate: {kind}", "    rules:"] if hit == "collect" else ["    rules:"]
        tests = (
            ["kind: '\"a\"'", "kind: '\"b\"'"]
            if rng.random() < 0.5
            else ['kind: \'"a", "c"\', yes: true', "yes: false"]
        )
        if hit != "unique":
            tests = ["yes: true", 'kind: \'"a", "c"\'', "yes: false"]
        rates = [f"{10 * i + 20}%" for i in range(3)]
        if rng.random() < 0.5:
            rates[1:2] = ["'if applicant.yes then 0% else 40%'"]
        lines += [f"      - {{id: r{i}, when: {{{test}}}, then: {{rate: {rates[i]}}}}}" for i, test in enumerate(tests)]
        amount = f"({amount}) * rate"
    lines += [f"  amount: '{amount}'"]
    if rng.random() < 0.6:
        when = f", when: '{of.truth(1)}'" if rng.random() < 0.5 else ""
        exceed = f", may_exceed: '{of.truth(0)}'" if rng.random() < 0.3 else ""
        limit = rng.choice([
            "300元", "applicant.sum", f"sum(xs{of.among()}.cost)", f"if {of.truth(1)} then 200元 else applicant.sum",
        ])  # fmt: skip
        lines += [
            "  caps:",
            *(
                ["    - {id: all, limit: 500元, per: applicant, when: 'reading.unit = \"all\"', label: 合计最高}"]
                if item and rng.random() < 0.5
                else []
            ),
            f"    - {{id: top, limit: '{limit}', per: {'x' if item else 'applicant'}, label: 最高{when}{exceed}}}",
        ]
    return "".join(f"  {line}\n" for line in lines)


def sensible(one: str) -> bool:
    """Whether a policy of this clause has no errors, as of a condition that always holds."""
    return load_policy_source(SourceFile("policy.yaml", POLICY + one), Reporter()) is not None


def applicant(rng: random.Random, number: int) -> Document:
    """Every other fact is missing; most items have all of theirs, so that lists decide something."""

    def some(share: float, **facts: Any) -> dict[str, Any]:
        return {name: value for name, value in facts.items() if rng.random() < share}

    facts = some(0.5, kind=rng.choice("abc"), yes=rng.random() < 0.5, sum=f"{rng.randint(0, 1000)}元",
                 count=rng.randint(0, 100), set=f"{rng.randint(0, 900)}元")  # fmt: skip
    share = rng.choice([0.5, 0.9, 1.0])
    day = ["2025-05-31", "2025-06-01", "2025-07-01"]
    if rng.random() < 0.5:
        facts["out"] = {str(one): f"{rng.randint(0, 600)}元" for one in range(2022, 2026) if rng.random() < 0.8}
    xs = [
        {"id": f"X{i}"}
        | some(share, cost=f"{rng.choice([0, 100, 200, rng.randint(0, 400)])}元", good=rng.random() < 0.5,
               day=rng.choice(day), note=rng.random() < 0.5)
        for i in sorted(rng.sample(range(8, 13), rng.randint(0, 4)))
    ]  # fmt: skip
    return {"policydsl": 1, "kind": "facts", "applicant": {"id": f"A{number}"} | facts, "xs": xs}


@settings(max_examples=200 if DEEP else 4, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_what_open_awards_wait_for(tmp_path_factory: Any, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    clauses = [one for one in (clause(rng, i) for i in range(12)) if sensible(one)]
    policy = policy_of(POLICY + "".join(clauses))
    folder: Path = tmp_path_factory.mktemp("told")
    cohort = write_csv(folder, [applicant(rng, i) for i in range(SIZE)])
    readings = rng.choice([{}, {"unit": "all"}])
    fast, batch = awards(policy, cohort, DAY, readings, one_by_one=False)
    slow, _ = awards(policy, cohort, DAY, readings, one_by_one=True)
    assert fast == slow
    assert batch.told_count > 0 or batch.queries.refused


HEAD = """  - id: c
    cite: 一（一）
    title: 补助
    departments: [市工信局]
    category: one
    benefit: subsidy
    basis: ceiling
"""
NOBODY = {"applicant": {"id": "A", "yes": False, "sum": "100元"}, "xs": []}
CASES: dict[str, tuple[str, Document]] = {
    "input_that_fails_though_no_row_asks_for_it": (
        """    table:
      hit: unique
      inputs: {kind: applicant.kind, last: 'max(xs.cost) > 100元'}
      rules:
        - {id: r0, when: {kind: '"a"'}, then: {rate: 20%}}
        - {id: r1, when: {kind: '"b"'}, then: {rate: 30%}}
    amount: applicant.sum * rate
""",
        NOBODY,
    ),
    "condition_that_fails_whichever_branch_is_chosen_where_no_row_fits": (
        """    eligibility:
      - {id: e0, test: 'if applicant.count > 20 then applicant.set != null else applicant.yes', label: 条件}
      - {id: e1, test: 'applicant.sum > 50元', label: 条件}
    table:
      hit: unique
      inputs: {kind: applicant.kind}
      rules:
        - {id: r0, when: {kind: '"a"'}, then: {rate: 20%}}
        - {id: r1, when: {kind: '"b"'}, then: {rate: 30%}}
    amount: 400元 * rate
""",
        {"applicant": {"id": "A", "kind": "c", "yes": False, "sum": "100元"}, "xs": []},
    ),
    "sum_to_which_what_may_count_adds_nothing": (
        """    amount: sum(xs[good].cost)
""",
        {"applicant": {"id": "A"}, "xs": [{"id": "X1", "cost": "5元", "good": True}, {"id": "X2", "cost": "0元"}]},
    ),
    "members_in_the_order_of_their_names": (
        """    amount: sum(xs[good].cost)
""",
        {"applicant": {"id": "A"}, "xs": [{"id": f"X{i}"} for i in (9, 10, 11, 1)]},
    ),
    "least_of_none": (
        """    amount: min(xs[good].cost) + applicant.sum
""",
        {"applicant": {"id": "A"}, "xs": []},
    ),
    "least_of_those_that_may_count": (
        """    amount: min(xs[good].cost)
""",
        {"applicant": {"id": "A"}, "xs": [{"id": "X1", "cost": "5元"}]},
    ),
    "sum_as_it_stands_with_a_cap": (
        """    amount: sum(xs[good].cost)
    caps:
      - {id: top, limit: 3元, per: applicant, label: 最高}
""",
        {"applicant": {"id": "A"}, "xs": [{"id": "X1", "cost": "5元", "good": True}, {"id": "X2", "cost": "1元"}]},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_open_award_is_told_as_the_interpreter_does(tmp_path: Path, name: str) -> None:
    clause_, facts = CASES[name]
    policy = policy_of(POLICY + HEAD + clause_)
    also = {"applicant": {"id": "B", "sum": "1元", "kind": "a", "yes": True, "count": 1, "set": "1元"},
            "xs": [{"id": "Y1", "cost": "1元", "good": True}]}  # fmt: skip
    cohort = write_csv(tmp_path, [facts, also])
    fast, _ = awards(policy, cohort, DAY, {}, one_by_one=False)
    slow, _ = awards(policy, cohort, DAY, {}, one_by_one=True)
    assert fast == slow
