"""Missing facts are sound: what is neither undetermined nor provisional stays, however the facts are filled in."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

import pytest
from benchmarks.applicants import APPLICANT, ITEMS, random_document, random_readings
from hypothesis import given
from hypothesis import strategies as st
from tests.evaluate.random_policies import (
    BOUNDED,
    add_awards,
    completion,
    elect,
    policies,
    random_facts,
    with_figures,
)
from tests.evaluate.support import Document, awards, load, money
from tests.xiamen.shipped import shipped

from policydsl.award import ABOVE_CAP, Award, Status
from policydsl.workspace import LoadedPolicy

COMPLETIONS = 6
ASSESSED = frozenset({"assessed_support", "selected"})
SEEDS = st.integers(0, 2**32 - 1)
SHARES = st.sampled_from([0.03, 0.1, 0.3, 0.6])
Fill = Callable[[Document], Document]


def certain(award: Award) -> bool:
    return award.status is not Status.UNDETERMINED and not award.provisional


def result(award: Award) -> tuple[object, ...]:
    above = ABOVE_CAP in award.subject_to
    return str(award.status), money(award.amount), money(award.payable), award.term, money(award.most), above


def absent(document: Document, fact: str) -> bool:
    """Whether the fact that is named as missing was left out: `applicant.kind`, `talents[T1].role`."""
    fact, _, period = fact.rstrip("]").rpartition("[") if fact.endswith("]") else (fact, "", "")
    owner, _, name = fact.rpartition(".")
    if owner == "elections":
        return name not in document.get("elections", {})
    if owner == "applicant":
        return _absent_in(document["applicant"], name, period)
    key, _, item_id = owner.rstrip("]").partition("[")
    (item,) = [item for item in document[key] if item["id"] == item_id]
    return _absent_in(item, name, period)


def _absent_in(item: Document, name: str, period: str) -> bool:
    return name not in item or (bool(period) and period not in item[name])


def check(policy: LoadedPolicy, document: Document, fill: Fill, readings: Mapping[str, str]) -> int:
    """How many results were certain; each of them holds in every completion."""
    found = awards(policy, document, readings)
    for award in found.values():
        if award.status is Status.UNDETERMINED:
            assert award.missing or award.failures, award
        for fact in award.missing:
            assert absent(document, fact), fact
    for _ in range(COMPLETIONS):
        fuller = fill(document)
        after = awards(policy, fuller, readings)
        assert after.keys() == found.keys()
        for right, award in found.items():
            if certain(award):
                now = after[right]
                assert result(now) == result(award), (right, fuller)
                assert certain(now), (right, fuller)
    return sum(certain(award) for award in found.values())


@given(seed=SEEDS, share=SHARES)
@BOUNDED
def test_the_shipped_policy(seed: int, share: float) -> None:
    rng = random.Random(seed)  # noqa: S311  (cases that come back the same)
    document, readings = random_document(rng, missing=share), random_readings(rng)

    def filled(item: Document, fields: Mapping[str, Callable[[random.Random], object]], leave: float) -> Document:
        draws = {name: draw(rng) for name, draw in fields.items() if name not in item and name not in ASSESSED}
        return {**item, **{name: value for name, value in draws.items() if rng.random() >= leave}}

    def fill(partial: Document) -> Document:
        leave = rng.choice((0.0, 0.0, 0.3))
        lists = {
            name: [filled(item, fields, leave) for item in partial[name]]
            for name, (_, fields) in ITEMS.items()
            if name in partial
        }
        return {**partial, **lists, "applicant": filled(partial["applicant"], APPLICANT, leave)}

    check(shipped(), document, fill, readings)


@given(text=st.one_of(policies(), policies(foreign=True)), seed=SEEDS)
@BOUNDED
def test_random_policies(text: str, seed: int) -> None:
    policy = load(text)
    rng = random.Random(f"{seed} {text}")  # noqa: S311  (cases that come back the same)
    for share in (0.05, 0.1, 0.1, 0.2, 0.3, 0.6):
        document = random_facts(rng, share)
        if rng.random() < 0.5:
            add_awards(rng, document, policy.policy)
        leave = rng.choice((0.0, 0.0, 0.4))
        check(policy, document, lambda partial, leave=leave: completion(rng, partial, leave), {})  # type: ignore[misc]


@given(text=st.one_of(policies(joint=True), policies(joint=True, dated=True)), seed=SEEDS)
@BOUNDED
def test_rules_over_several_awards(text: str, seed: int) -> None:
    policy = load(text)
    rng = random.Random(f"{seed} {text}")  # noqa: S311  (cases that come back the same)

    def fill(partial: Document) -> Document:
        fuller = completion(rng, partial, rng.choice((0.0, 0.0, 0.4)))
        return elect(rng, fuller, policy.policy) if rng.random() < 0.7 else fuller

    for share in (0.05, 0.1, 0.1, 0.2, 0.3, 0.6):
        document = random_facts(rng, share)
        if rng.random() < 0.7:
            add_awards(rng, document, policy.policy)
        check(policy, document, fill, {})


@given(text=policies(dated=True), seed=SEEDS)
@BOUNDED
def test_policies_with_days_of_their_own(text: str, seed: int) -> None:
    policy = load(text)
    rng = random.Random(f"{seed} {text}")  # noqa: S311  (cases that come back the same)
    for share in (0.05, 0.1, 0.1, 0.2, 0.3, 0.6):
        document = random_facts(rng, share)
        document["as_of"] = rng.choice((document["as_of"], "2027-06-01"))
        if rng.random() < 0.5:
            add_awards(rng, document, policy.policy)
        leave = rng.choice((0.0, 0.0, 0.4))
        check(policy, document, lambda partial, leave=leave: completion(rng, partial, leave), {})  # type: ignore[misc]


@given(text=st.one_of(policies(by_period=True), policies(by_period=True, dated=True)), seed=SEEDS)
@BOUNDED
def test_random_policies_with_figures_by_period(text: str, seed: int) -> None:
    """An absent period is unknown, never zero, and named by its own name."""
    policy = load(text)
    rng = random.Random(f"{seed} {text}")  # noqa: S311  (cases that come back the same)
    for share in (0.05, 0.1, 0.1, 0.2, 0.3, 0.6):
        document = random_facts(rng, share, by_period=True)
        if rng.random() < 0.5:
            add_awards(rng, document, policy.policy)
        leave = rng.choice((0.0, 0.0, 0.4))

        def fill(partial: Document, leave: float = leave) -> Document:
            return with_figures(rng, completion(rng, partial, leave), 1 - leave)

        check(policy, document, fill, {})


def test_the_property_is_not_empty() -> None:
    """Enough results are certain although facts are missing, and enough are not."""
    sure = total = 0
    for seed in range(40):
        rng = random.Random(seed)  # noqa: S311
        document = random_document(rng, missing=0.2)
        sure += check(shipped(), document, lambda partial: partial, {})
        total += len(awards(shipped(), document))
    assert total * 0.5 < sure < total * 0.95


@pytest.mark.parametrize("fact", ["applicant.kind", "talents[T1].role", "talents[T1].tax[2023]"])
def test_the_judge_of_missing_facts_sees_what_is_there(fact: str) -> None:
    talent = {"id": "T1", "role": "algorithm", "tax": {"2023": 1}}
    assert not absent({"applicant": {"kind": "team"}, "talents": [talent]}, fact)
    assert absent({"applicant": {}, "talents": [{"id": "T1", "tax": {"2022": 1}}]}, fact)
