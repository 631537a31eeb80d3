"""Missing facts stay sound where each day has its own text: two random policies, one the text before a day."""

from __future__ import annotations

import random

from hypothesis import given
from tests.evaluate.random_policies import BOUNDED, add_awards, completion, policies, random_facts
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

    def plans(self) -> tuple[PolicyPlan, ...]:
        return (self.before,)


@given(before=policies(dated=True), now=policies(dated=True), seed=SEEDS)
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
