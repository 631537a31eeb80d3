"""Against brute force: every position of a small range is evaluated, and each is what its piece says."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.evaluate.random_policies import BOUNDED, add_awards, policies, random_facts
from tests.evaluate.support import Document, load

from policydsl.award import Award
from policydsl.curve.asking import read_axis
from policydsl.curve.axis import Axis
from policydsl.curve.curve import Curve, Piece, Series
from policydsl.curve.drawing import draw
from policydsl.diagnostics import Reporter
from policydsl.model.facts import Facts
from policydsl.source import SourceFile
from policydsl.workspace import LoadedPolicy
from policydsl.workspace.loading import load_facts_source

SEEDS = st.integers(0, 2**32 - 1)
SHARES = st.sampled_from([0.0, 0.0, 0.1, 0.3])
RANGES = (
    ("applicant.m1=0..200元", "1元"), ("applicant.m2=0元..2.5元", "0.01元"), ("applicant.signed=-150..150元", "1元"),
    ("applicant.m1=99..101元", "0.01元"), ("applicant.m2=49.5元..51元", "0.01元"), ("applicant.w1=-20..120", "1"),
    ("applicant.n1=-1..3", "0.01"), ("applicant.t1=0..60个月", "1个月"), ("applicant.m1=900..1100元", "1元"),
    ("xs[P0].f=0..200元", "1元"), ("xs[P0].g=-100..100元", "1元"), ("xs[P1].f=9..12元", "0.01元"),
    ("xs[P0].w=0..150", "1"), ("xs[P1].n=-2..2", "0.05"), ("xs[P0].t=0..40个月", "1个月"),
    ("applicant.am=0..200元", "1元"), ("xs[P0].im=0..200元", "1元"),
    ("applicant.d1=2025-05-01..2026-02-01", "1天"), ("xs[P0].d=2025-05-01..2026-02-01", "1天"),
)  # fmt: skip


def facts_of(policy: LoadedPolicy, document: Document) -> Facts:
    reporter = Reporter()
    text = json.dumps(document, ensure_ascii=False)
    found = load_facts_source(SourceFile("facts.yaml", text), policy.policy, reporter)
    assert found is not None, [one.message("en") for one in reporter]
    return found


def awards_at(policy: LoadedPolicy, facts: Facts, axis: Axis, index: int) -> tuple[Award, ...]:
    assert facts.as_of is not None
    engine = policy.engine
    return engine.trace(engine.prepare(axis.moved(facts, index), facts.as_of)).awards


def figure(award: Award) -> Decimal | None:
    if award.payable is not None:
        return award.payable
    return None if award.term is None else Decimal(award.term)


def piece_at(series: Series, index: int) -> Piece:
    (found,) = [piece for piece in series.pieces if piece.start <= index <= piece.end]
    return found


def told(award: Award) -> tuple[object, ...]:
    return (
        award.status, award.row, award.limited_by, award.missing, award.failed_conditions, award.no_row,
        award.provisional, len(award.failures),
    )  # fmt: skip


def said(piece: Piece) -> tuple[object, ...]:
    return (
        piece.status, piece.row, piece.limited_by, piece.missing, piece.failed, piece.no_row, piece.provisional,
        piece.failures,
    )  # fmt: skip


def check(policy: LoadedPolicy, facts: Facts, axis: Axis, curve: Curve) -> None:
    """Each award at each position."""
    for index in range(axis.last + 1):
        found = awards_at(policy, facts, axis, index)
        total = sum((one.payable for one in found if one.payable is not None), Decimal(0))
        number = axis.number(index)
        for award, series in zip(found, curve.series, strict=True):
            piece, now = piece_at(series, index), figure(award)
            if index in (piece.start, piece.end):
                assert now == (piece.figure_start if index == piece.start else piece.figure_end)
            if curve.complete:
                assert said(piece) == told(award), (award.clause.id, award.subject, axis.shown(index, "en"))
                if piece.law is not None:
                    assert now is not None
                    assert piece.law.fits(number, Fraction(now)), (award.clause.id, axis.shown(index, "en"), piece)
                else:
                    assert piece.bent or now is None
        piece = piece_at(curve.total, index)
        if index == piece.start:
            assert total == piece.figure_start
        if curve.complete and piece.law is not None:
            assert piece.law.fits(number, Fraction(total)) or piece.law.at(number) == total


def check_breaks(policy: LoadedPolicy, facts: Facts, axis: Axis, curve: Curve) -> None:
    """What is said of each break, and how far a dead zone reaches."""
    for place, series in [*enumerate(curve.series), (-1, curve.total)]:

        def at(index: int, place: int = place) -> Decimal:
            found = awards_at(policy, facts, axis, index)
            if place < 0:
                return sum((one.payable for one in found if one.payable is not None), Decimal(0))
            return figure(found[place]) or Decimal(0)

        for one in series.breaks:
            before, after = at(one.at - 1), at(one.at)
            assert ((one.before or 0), (one.after or 0)) == (before, after)
            if one.lost is not None:
                assert one.lost == before - after > 0
                if curve.complete and not any(piece.bent for piece in series.pieces):
                    better = (i for i in range(one.at, axis.last + 1) if at(i) > before)
                    assert one.until == next(better, None)


@given(text=policies(), seed=SEEDS, share=SHARES)
@BOUNDED
def test_every_position_is_what_its_piece_says(text: str, seed: int, share: float) -> None:
    rng = random.Random(seed)  # noqa: S311
    policy = load(text)
    whole_check(policy, text, rng, share)


@given(text=policies(joint=True), seed=SEEDS, share=SHARES)
@BOUNDED
def test_so_it_is_with_rules_over_several_awards(text: str, seed: int, share: float) -> None:
    rng = random.Random(seed)  # noqa: S311
    whole_check(load(text), text, rng, share)


@given(text=policies(dated=True), seed=SEEDS, share=SHARES)
@BOUNDED
def test_so_it_is_where_a_day_of_its_own_governs(text: str, seed: int, share: float) -> None:
    rng = random.Random(seed)  # noqa: S311
    whole_check(load(text), text, rng, share)


@given(text=policies(by_period=True), seed=SEEDS, share=SHARES)
@BOUNDED
def test_so_it_is_with_figures_by_period(text: str, seed: int, share: float) -> None:
    rng = random.Random(seed)  # noqa: S311
    whole_check(load(text), text, rng, share, by_period=True)


def whole_check(policy: LoadedPolicy, text: str, rng: random.Random, share: float, *, by_period: bool = False) -> None:
    document = random_facts(rng, share, by_period=by_period)
    if rng.random() < 0.6:
        add_awards(rng, document, policy.policy)
    facts = facts_of(policy, document)
    asked, step = rng.choice(ranges(document, text, PERIODS if by_period else RANGES))
    reporter = Reporter()
    axis = read_axis(asked, step, policy.policy, facts, reporter)
    assert axis is not None, [one.message("en") for one in reporter]
    assert facts.as_of is not None
    curve = draw(policy, facts, axis, facts.as_of, {})
    check(policy, facts, axis, curve)
    if len(curve.total.breaks) < 6:
        check_breaks(policy, facts, axis, curve)


def ranges(document: Document, text: str, every: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What can move in these facts; of facts that the clauses name, if any."""
    ids = {item["id"] for item in document["xs"]}
    there = [one for one in every if not one[0].startswith("xs[") or one[0][3:5] in ids]
    clauses = text.partition("clauses:")[2]
    named = [one for one in there if re.search(re.split(r"[.=\[]", one[0].partition(".")[2])[0] + r"\b", clauses)]
    return named or there


PERIODS = (
    ("applicant.hm[2024]=0..200元", "1元"), ("applicant.hm[2025]=99..101元", "0.01元"),
    ("applicant.hm[2023]=0..1100元", "10元"), ("applicant.hn[2025Q1]=-1..3", "0.01"),
    ("applicant.hn[2024Q4]=-1..12", "0.05"), ("xs[P0].ym[2024]=0..200元", "1元"), ("xs[P1].yn[2024]=0..150", "1"),
)  # fmt: skip
