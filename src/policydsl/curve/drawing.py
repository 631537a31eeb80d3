"""Makes a curve: evaluates, finds the breaks, and puts together the pieces of each award and of the sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from policydsl.curve.axis import FEN, Axis
from policydsl.curve.breaks import breaks_of
from policydsl.curve.curve import Curve, Piece, Series
from policydsl.curve.laws import Law, added, law_of
from policydsl.curve.sampling import Point, Sampler, Seen
from policydsl.curve.search import Found, search
from policydsl.feel.values import Date, YearsMonthsDuration
from policydsl.model.facts import Facts
from policydsl.workspace import LoadedPolicy

USUAL_POINTS: Final = 20_000
LEAST_POINTS: Final = 100


def draw(
    loaded: LoadedPolicy, facts: Facts, axis: Axis, day: Date, readings: Mapping[str, str], most: int = USUAL_POINTS
) -> Curve:
    """The curve, after at most so many evaluations and a few to tell where it ends."""
    sampler = Sampler(loaded.plan, loaded.texts, facts, axis, day, readings, most)
    unsure = list(sampler.watch.unwatched)
    found = search(sampler, watched=not unsure)
    sampler.most += LEAST_POINTS + 200 * len(found.breaks)  # to look where a cliff is made good
    runs = _runs(sampler, found)
    waiting = {
        one.clause.id
        for i, one in enumerate(sampler.first.awards)
        if any(point.seen[i].missing for point in sampler.points.values())
    }
    unsure += [id_ for id_ in sorted(sampler.watch.branches & waiting) if id_ not in unsure]
    if any(rounding.fine for rounding in sampler.watch.roundings):
        unsure = unsure or ["*"]
    series = tuple(_series(sampler, found, runs, place) for place in range(len(sampler.first.awards)))
    total = _total(sampler, found, runs)
    return Curve(
        axis, sampler.first, _given(facts, axis), series, total, len(sampler.points), tuple(unsure), found.dark
    )


def _given(facts: Facts, axis: Axis) -> Decimal | None:
    """The figure of the fact file; None where it has none."""
    items = (facts.applicant,) if axis.item is None else facts.lists[axis.entity.key]
    item = next(one for one in items if axis.item is None or one.id == axis.item)
    value = item.values[list(axis.entity.fields).index(axis.field.id) + 1]
    if axis.period is not None:
        value = value.get(axis.period) if isinstance(value, Mapping) else None
    match value:
        case Decimal():
            return value
        case YearsMonthsDuration():
            return Decimal(value.months)
        case Date():
            return Decimal(value.days)
        case _:
            return None


def _runs(sampler: Sampler, found: Found) -> list[list[Point]]:
    """The positions evaluated, cut at the breaks; a stretch without a break has at least its ends and three between."""
    starts = [0, *found.breaks]
    ends = [one - 1 for one in found.breaks] + [sampler.axis.last]
    runs = []
    for start, end in zip(starts, ends, strict=True):
        for quarter in range(5):
            sampler.most += 1
            sampler.at(start + (end - start) * quarter // 4)
    order = sorted(sampler.points)
    position = 0
    for end in ends:
        run = []
        while position < len(order) and order[position] <= end:
            run.append(sampler.points[order[position]])
            position += 1
        runs.append(run)
    return runs


def _series(sampler: Sampler, found: Found, runs: Sequence[Sequence[Point]], place: int) -> Series:
    award = sampler.first.awards[place]
    months = award.clause.amount is None
    unit = Fraction(1) if months else Fraction((award.clause.rounding or sampler.first.plan.policy.rounding).to)
    pieces: list[Piece] = []
    samples: list[list[tuple[Fraction, Seen]]] = []
    for run in runs:
        mine = [(sampler.axis.number(point.index), point.seen[place]) for point in run]
        piece = _piece(run, mine, unit, found)
        if pieces and _joins(pieces[-1], samples[-1], piece, mine):
            law = pieces[-1].law if len(samples[-1]) >= len(mine) else piece.law
            samples[-1] = samples[-1] + mine
            pieces[-1] = _joined(pieces[-1], piece, law)
        else:
            pieces.append(piece)
            samples.append(mine)
    nodes = [(point.index, point.seen[place].figure) for run in runs for point in run]
    breaks = breaks_of(sampler, pieces, lambda point: point.seen[place].figure, unit)
    return Series(award, months, tuple(pieces), breaks, tuple(nodes))


def _piece(run: Sequence[Point], samples: Sequence[tuple[Fraction, Seen]], unit: Fraction, found: Found) -> Piece:
    first, last = samples[0][1], samples[-1][1]
    dark = any(low < run[-1].index and high > run[0].index for low, high in found.dark)
    law = None if dark else law_of(samples, unit)
    bent = law is None and first.figure is not None and not dark
    return Piece(
        run[0].index, run[-1].index, first.status, first.figure, last.figure, law, first.row, first.limited_by,
        first.missing, first.failed, first.no_row, first.provisional, first.failures, bent, dark,
    )  # fmt: skip


def _joins(
    left: Piece, before: Sequence[tuple[Fraction, Seen]], right: Piece, after: Sequence[tuple[Fraction, Seen]]
) -> bool:
    """Whether two stretches are one as far as this award goes: the same state, and the rule of one fits the other."""
    if left.dark or right.dark or before[-1][1].state != after[0][1].state:
        return False
    if left.law is None or right.law is None:
        return left.figure_start is None and right.figure_start is None
    return left.law == right.law or _follows(left.law, before, after) or _follows(right.law, after, before)


def _follows(law: Law, own: Sequence[tuple[Fraction, Seen]], others: Sequence[tuple[Fraction, Seen]]) -> bool:
    """Whether a short stretch lies on the line of a longer one beside it."""
    few = others[-1][0] - others[0][0] <= (own[-1][0] - own[0][0])
    return few and all(seen.figure is not None and law.fits(x, Fraction(seen.figure)) for x, seen in others)


def _joined(left: Piece, right: Piece, law: Law | None) -> Piece:
    return Piece(
        left.start, right.end, left.status, left.figure_start, right.figure_end, law, left.row, left.limited_by,
        left.missing, left.failed, left.no_row, left.provisional, left.failures, left.bent, left.dark,
    )  # fmt: skip


def _total(sampler: Sampler, found: Found, runs: Sequence[Sequence[Point]]) -> Series:
    """The sum of what is payable."""
    pieces: list[Piece] = []
    rounding = sampler.first.plan.policy.rounding.to
    money = [i for i, one in enumerate(sampler.first.awards) if one.clause.amount is not None]
    for run in runs:
        dark = any(low < run[-1].index and high > run[0].index for low, high in found.dark)
        laws: list[Law | None] = []
        for place in money:
            if run[0].seen[place].figure is None:
                continue
            clause = sampler.first.awards[place].clause
            unit = Fraction(clause.rounding.to if clause.rounding else rounding)
            laws.append(law_of([(sampler.axis.number(point.index), point.seen[place]) for point in run], unit))
        known = [law for law in laws if law is not None]
        law = added(known) if len(known) == len(laws) and not dark else None
        start, end = run[0].total, run[-1].total
        missing = tuple(dict.fromkeys(fact for seen in run[0].seen for fact in seen.missing))
        piece = Piece(
            run[0].index, run[-1].index, None, start, end, law, missing=missing, bent=law is None and not dark,
            dark=dark,
        )  # fmt: skip
        last = pieces[-1] if pieces else None
        if last is not None and last.law is not None and law is not None and last.missing == missing:
            same = (last.law.rate, last.law.constant) == (law.rate, law.constant)
            if same or _short(sampler, last, piece) or _short(sampler, piece, last):
                longer = last if last.end - last.start >= piece.end - piece.start else piece
                pieces[-1] = _joined(last, piece, longer.law)
                continue
        pieces.append(piece)
    unit = Fraction(max((Decimal(FEN), rounding)))
    breaks = breaks_of(sampler, pieces, lambda point: point.total, unit)
    nodes = [(point.index, point.total) for run in runs for point in run]
    return Series(None, months=False, pieces=tuple(pieces), breaks=breaks, nodes=tuple(nodes))


def _short(sampler: Sampler, long: Piece, short: Piece) -> bool:
    """Whether a short stretch lies on the line of a longer one beside it."""
    if long.law is None or short.end - short.start > long.end - long.start:
        return False
    ends = ((short.start, short.figure_start), (short.end, short.figure_end))
    return all(
        figure is not None and long.law.fits(sampler.axis.number(index), Fraction(figure)) for index, figure in ends
    )
