"""The two ways of evaluation agree: generated code on given facts, and the marked evaluation that serves the rest."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from benchmarks.applicants import random_document, random_readings
from hypothesis import given
from hypothesis import strategies as st
from tests.evaluate.random_policies import BOUNDED, add_awards, policies, random_facts
from tests.evaluate.support import Document, evaluate, load, marked, prepare, row_of
from tests.xiamen.shipped import shipped

from policydsl.award import NOT_REACHED, Award, Status, Trace
from policydsl.model.unknown import UNKNOWN
from policydsl.workspace import LoadedPolicy

SEEDS = st.integers(0, 2**32 - 1)


def seen(trace: Trace | None) -> list[tuple[str, str, object]]:
    """The values of a trace in the order of its probes."""
    assert trace is not None
    pairs = zip(trace.plan.probes, trace.values, strict=True)
    return [(p.kind, p.name, "unknown" if v is UNKNOWN else v) for p, v in pairs]  # no operation on an unknown works


def same_way(policy: LoadedPolicy, document: Document, readings: dict[str, str], *, complete: bool) -> None:
    fast = evaluate(policy, document, readings).awards
    slow = marked(policy, prepare(policy, document), readings)
    assert [row_of(a) for a in fast] == [row_of(a) for a in slow]
    for one, other in zip(fast, slow, strict=True):
        assert one.subject_to == other.subject_to
        assert one.failed_conditions == other.failed_conditions or not complete
        assert one.deducted == other.deducted
        if complete and one.status is not Status.NOT_IN_FORCE:
            assert explained(one) == explained(other), (explained(one), explained(other))
            for left, right in zip(seen(one.trace), seen(other.trace), strict=True):
                # Generated code also computes a part of a branch that is not taken.
                assert left == right or (left[0] == "part" and NOT_REACHED in (left[2], right[2]))


def explained(award: Award) -> tuple[object, ...]:
    """What an explanation shows beside the row itself and the values."""
    assert award.trace is not None
    return award.row, award.no_row, award.missing, award.trace.caps, award.trace.settlement


@given(seed=SEEDS, missing=st.sampled_from([0.0, 0.0, 0.1, 0.3]))
@BOUNDED
def test_the_shipped_policy(seed: int, missing: float) -> None:
    rng = random.Random(seed)  # noqa: S311  (cases that come back the same)
    document = random_document(rng, missing=missing, in_force=False)
    same_way(shipped(), document, random_readings(rng), complete=not missing)


@given(text=st.one_of(policies(), policies(foreign=True)), seed=SEEDS)
@BOUNDED
def test_random_policies(text: str, seed: int) -> None:
    policy = load(text)
    rng = random.Random(f"{seed} {text}")  # noqa: S311  (cases that come back the same)
    for share in (0.0, 0.0, 0.0, 0.0, 0.1, 0.3):
        document = random_facts(rng, share)
        if rng.random() < 0.5:
            add_awards(rng, document, policy.policy)
        for way in ("one", "two"):
            same_way(policy, document, {"way": way}, complete=not share)


@given(text=policies(), seed=SEEDS)
@BOUNDED
def test_what_an_award_can_never_be(text: str, seed: int) -> None:
    """Paid more than granted, granted more than a cap or than without caps, finer than the rounding unit."""
    policy, uncapped = load(text), load(without_caps(text))
    units = {plan.clause.id: plan.rounding.to for plan in policy.engine.plan.clauses}
    rng = random.Random(f"{seed} {text}")  # noqa: S311  (cases that come back the same)
    for _ in range(5):
        document = random_facts(rng, 0.0)
        if rng.random() < 0.5:
            add_awards(rng, document, policy.policy)
        for award, free in zip(evaluate(policy, document).awards, evaluate(uncapped, document).awards, strict=True):
            assert (award.status, award.subject, award.clause.id) == (free.status, free.subject, free.clause.id) or (
                award.failures and not free.failures
            )
            if award.amount is None or free.amount is None:
                continue
            assert award.payable is not None
            assert 0 <= award.payable <= award.amount <= free.amount
            assert award.amount % units[award.clause.id] == 0
            assert award.payable % units[award.clause.id] == 0
            assert within(award)


def within(award: Award) -> bool:
    """Whether the award, with what was granted before, is within every cap that applies."""
    assert award.amount is not None
    assert award.trace is not None
    return all(award.amount <= max(step.limit, step.limit * 0) for step in award.trace.caps)


def without_caps(text: str) -> str:
    """The same policy with no cap in it."""
    kept: list[str] = []
    inside = False
    for line in text.splitlines():
        if line.startswith("  caps:"):
            inside = line == "  caps:"
            continue
        inside = inside and line.startswith("  ") and line[2] in " -"
        if not inside:
            kept.append(line)
    return "\n".join(kept) + "\n"


def test_no_trace_of_complete_facts_holds_an_unknown() -> None:
    for seed in range(20):
        document = random_document(random.Random(seed))  # noqa: S311
        for award in evaluate(shipped(), document).awards:
            assert award.trace is not None
            assert not any(value is UNKNOWN for value in award.trace.values)


def reached(values: Iterable[object]) -> int:
    return sum(value is not NOT_REACHED for value in values)


def test_traces_are_compared_by_values_that_were_reached() -> None:
    """The comparison above is not one of nothing with nothing."""
    values: Sequence[object] = ()
    for seed in range(5):
        for award in evaluate(shipped(), random_document(random.Random(seed))).awards:  # noqa: S311
            assert award.trace is not None
            values = [*values, *award.trace.values]
    assert reached(values) > len(values) // 3
