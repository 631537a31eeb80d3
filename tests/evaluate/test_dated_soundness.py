"""Missing facts stay sound where each day has its own text: two random policies, one the text before a day."""

from __future__ import annotations

import json
import random

from hypothesis import given
from hypothesis import strategies as st
from tests.evaluate.random_policies import BOUNDED, FIELDS, add_awards, completion, policies, random_facts
from tests.evaluate.support import load
from tests.evaluate.test_soundness import SEEDS, check

from policydsl.feel.values import Date
from policydsl.plan.policy_plan import PolicyPlan
from policydsl.plan.texts import FormerClause
from policydsl.workspace import LoadedPolicy

TURN = Date(2025, 12, 31)


class TwoTexts:
    """One text before a day, another from it on: those of the later one ask."""

    def __init__(self, before: LoadedPolicy, now: LoadedPolicy) -> None:
        self.before, self.now = before.plan, now.plan

    def on(self, day: Date) -> PolicyPlan | None:
        return self.before if day < TURN else None

    def former(self, as_of: Date) -> tuple[FormerClause, ...]:
        mine = {one.clause.id for one in self.now.clauses}
        gone = [one for one in self.before.clauses if one.clause.id not in mine and one.dated is not None]
        return tuple(FormerClause(self.before, one) for one in gone) if as_of >= TURN else ()


TEXTS = st.one_of(policies(dated=True), policies(dated=True, joint=True))


@given(before=TEXTS, now=TEXTS, seed=SEEDS)
@BOUNDED
def test_two_texts(before: str, now: str, seed: int) -> None:
    policy = load(now)
    policy.texts = TwoTexts(load(before), policy)
    rng = random.Random(f"{seed} {before} {now}")  # noqa: S311  (cases that come back the same)
    for share in (0.05, 0.1, 0.2, 0.4):
        document = random_facts(rng, share)
        document["as_of"] = rng.choice((document["as_of"], "2027-06-01"))
        if rng.random() < 0.5:
            add_awards(rng, document, policy.policy)
        leave = rng.choice((0.0, 0.4))
        check(policy, document, lambda partial, leave=leave: completion(rng, partial, leave), {})  # type: ignore[misc]


SHARED = """
policydsl: 1
kind: policy
id: p
title: p
level: 市
in_force: {from: 2024-01-01, until: 2026-12-31}
facts: FIELDS
clauses:
  - id: k
    cite: '1'
    title: t
    departments: [d]
    category: one
    for_each: x
    benefit: subsidy
    basis: ceiling
    dated: DATED
    amount: x.f
    caps:
      - {id: yearly, limit: 100元, per: applicant, every: year}
      - {id: all, limit: 150元, per: applicant}
"""
DATED = ("x.d", "if x.r then x.d else min(xs[q].d)", "if x.r then x.d else as_of")


@given(dated=st.sampled_from(DATED), caps=st.integers(1, 3), seed=SEEDS)
@BOUNDED
def test_limits_that_items_of_several_years_share(dated: str, caps: int, seed: int) -> None:
    """An item whose year is not known may take of any."""
    lines = SHARED.replace("FIELDS", json.dumps(FIELDS)).replace("DATED", dated).rstrip("\n").split("\n")
    text = "\n".join([*lines[:-2], *(line for bit, line in enumerate(lines[-2:]) if caps & 1 << bit)])
    policy = load(text + "\n")
    rng = random.Random(seed)  # noqa: S311  (cases that come back the same)
    for _ in range(12):
        document = random_facts(rng, 0.0)
        document["xs"] = [_item(rng, i) for i in range(rng.choice((2, 3, 3, 4)))]
        check(policy, document, lambda partial: completion(rng, partial, rng.choice((0.0, 0.4))), {})


def _item(rng: random.Random, index: int) -> dict[str, object]:
    whole = {
        "f": rng.choice(("20元", "60元", "100元")),
        "d": rng.choice(("2024-02-29", "2025-06-01", "2026-01-01")),
        "q": rng.random() < 0.5,
        "r": rng.random() < 0.5,
    }
    lacks = {"f": 0.05, "d": 0.1, "q": 0.4, "r": 0.1}
    return {"id": f"P{index}", **{name: value for name, value in whole.items() if rng.random() >= lacks[name]}}
