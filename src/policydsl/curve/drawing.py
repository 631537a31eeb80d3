"""Makes a curve: evaluates, finds the breaks, and puts together the pieces of each award and of the sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from policydsl.award import Award
from policydsl.curve.axis import FEN, Axis
from policydsl.curve.breaks import breaks_of
from policydsl.curve.curve import Curve, Piece, Series
from policydsl.curve.laws import Law, added, law_of
from policydsl.curve.sampling import Point, Sampler, Seen
from policydsl.curve.search import Found, search
from policydsl.feel.values import Date, YearsMonthsDuration
from policydsl.model.facts import Facts
from policydsl.source.frozen import replace
from policydsl.workspace import LoadedPolicy

USUAL_POINTS: Final = 20_000
LEAST_POINTS: Final = 100


def draw(
    loaded: LoadedPolicy, facts: Facts, axis: Axis, day: Date, readings: Mapping[str, str], most: int = USUAL_POINTS
) -> Curve:
    """The curve, after at most so many evaluations and a few to tell where it ends."""
    sampler = Sampler(loaded.plan, loaded.texts, facts, axis, day, readings, most)
    unsure = list(sampler.watch.unwatched)
    own = {one.clause.id for one in loaded.plan.clauses}  # former clauses of other texts are not watched
    unsure += dict.fromkeys(one.clause.id for one in sampler.first.awards if one.clause.id not in own)
    found = search(sampler, watched=not unsure)
    sampler.most += sampler.axis.last + LEAST_POINTS  # what was found is told in full
    runs = _runs(sampler, found)
    waiting = {
        one.clause.id
        for i, one in enumerate(sampler.first.awards)
        if any(point.seen[i].missing for point in sampler.points.values())
    }
    unsure += [id_ for id_ in sorted(sampler.watch.branches & waiting) if id_ not in unsure]
    if any(rounding.fine for rounding in sampler.watch.roundings):
        unsure = unsure or ["*"]
    told = _Plain(loaded, facts, axis, day, readings)
    series = tuple(_series(sampler, found, runs, place, told) for place in range(len(sampler.first.awards)))
    total = _total(sampler, series)
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


class _Plain:
    """The policy as it is, without watches: what is told of a piece, and the proof that watches change nothing."""

    def __init__(self, loaded: LoadedPolicy, facts: Facts, axis: Axis, day: Date, readings: Mapping[str, str]) -> None:
        self.engine, self.facts, self.axis, self.day, self.readings = loaded.engine, facts, axis, day, readings
        self._known: dict[int, tuple[Award, ...]] = {}

    def award(self, place: int, piece: Piece) -> Award:
        """The award at the beginning of a piece."""
        found = self._known.get(piece.start)
        if found is None:
            prepared = self.engine.prepare(self.axis.moved(self.facts, piece.start), self.day)
            found = self._known[piece.start] = self.engine.trace(prepared, self.readings).awards
        award = found[place]
        figure = award.payable if award.payable is not None or award.term is None else Decimal(award.term)
        same = (figure, award.status, award.row) == (piece.figure_start, piece.status, piece.row)
        assert same, f"{award.clause.id}: {figure}, with watches {piece.figure_start}"  # noqa: S101  (money is at stake)
        return award


def _series(sampler: Sampler, found: Found, runs: Sequence[Sequence[Point]], place: int, told: _Plain) -> Series:
    award = sampler.first.awards[place]
    months = award.clause.amount is None
    rounding = award.clause.rounding or sampler.first.plan.policy.rounding
    unit = Fraction(0) if months else Fraction(rounding.to)
    pieces: list[Piece] = []
    samples: list[list[tuple[Fraction, Seen]]] = []
    for run in runs:
        mine = [(sampler.axis.number(point.index), point.seen[place]) for point in run]
        piece = _piece(run, mine, (unit, rounding.mode), found)
        one = _one(pieces[-1], samples[-1], piece, mine) if pieces else None
        if one is not None:
            samples[-1] = samples[-1] + mine
            pieces[-1] = one
        else:
            pieces.append(piece)
            samples.append(mine)
    pieces = [replace(one, award=told.award(place, one)) for one in pieces]
    nodes = [(point.index, point.seen[place].figure) for run in runs for point in run]
    breaks = breaks_of(sampler, pieces, lambda point: point.seen[place].figure, unit)
    return Series(award, months, tuple(pieces), breaks, tuple(nodes))


def _piece(
    run: Sequence[Point], samples: Sequence[tuple[Fraction, Seen]], rounding: tuple[Fraction, str], found: Found
) -> Piece:
    first, last = samples[0][1], samples[-1][1]
    dark = any(low < run[-1].index and high > run[0].index for low, high in found.dark)
    law = None if dark else law_of(samples, *rounding)
    bent = law is None and first.figure is not None and not dark
    return Piece(
        run[0].index, run[-1].index, first.status, first.figure, last.figure, law, first.row, first.limited_by,
        first.missing, first.failed, first.no_row, first.provisional, first.failures, bent, dark,
    )  # fmt: skip


def _one(
    left: Piece, before: Sequence[tuple[Fraction, Seen]], right: Piece, after: Sequence[tuple[Fraction, Seen]]
) -> Piece | None:
    """Two stretches as one, if they are one as far as this award goes: one state, and the rule of one fits both."""
    if left.dark or right.dark or before[-1][1].state != after[0][1].state:
        return None
    if left.figure_start is None or right.figure_start is None:
        same = left.figure_start is None and right.figure_start is None
        return _joined(left, right, None) if same else None
    if left.law is not None and (left.law == right.law or _follows(left.law, before, after)):
        return _joined(left, right, left.law)
    if right.law is not None and _follows(right.law, after, before):
        return _joined(left, right, right.law)
    return _joined(left, right, None) if _are_bent(left, before, right, after) else None


def _are_bent(
    left: Piece, before: Sequence[tuple[Fraction, Seen]], right: Piece, after: Sequence[tuple[Fraction, Seen]]
) -> bool:
    """Whether both lie on one curve that is no straight line, as far as can be told: a single position may."""
    return (left.bent or len(before) == 1) and (right.bent or len(after) == 1) and (left.bent or right.bent)


def _follows(law: Law, own: Sequence[tuple[Fraction, Seen]], others: Sequence[tuple[Fraction, Seen]]) -> bool:
    """Whether a short stretch lies on the line of a longer one beside it."""
    few = others[-1][0] - others[0][0] <= (own[-1][0] - own[0][0])
    return few and all(seen.figure is not None and law.fits(x, Fraction(seen.figure)) for x, seen in others)


def _has_figure(piece: Piece) -> bool:
    return piece.figure_start is not None


def _joined(left: Piece, right: Piece, law: Law | None) -> Piece:
    return Piece(
        left.start, right.end, left.status, left.figure_start, right.figure_end, law, left.row, left.limited_by,
        left.missing, left.failed, left.no_row, left.provisional, left.failures, law is None and _has_figure(left),
        left.dark,
    )  # fmt: skip


def _total(sampler: Sampler, series: Sequence[Series]) -> Series:
    """The sum of what is payable: its rule is the sum of the rules, between the breaks of any award."""
    rounding = sampler.first.plan.policy.rounding.to
    money = [one for one in series if not one.months]
    starts = sorted({0, *(piece.start for one in money for piece in one.pieces)})
    ends = [start - 1 for start in starts[1:]] + [sampler.axis.last]
    pieces: list[Piece] = []
    for start, end in zip(starts, ends, strict=True):
        piece = _sum(sampler, money, start, end)
        last = pieces[-1] if pieces else None
        if last is not None and _sums_join(last, piece):
            pieces[-1] = _joined(last, piece, last.law)
        else:
            pieces.append(piece)
    unit = Fraction(max(FEN, rounding))
    breaks = breaks_of(sampler, pieces, lambda point: point.total, unit)
    nodes = [(index, sampler.points[index].total) for index in sorted(sampler.points)]
    return Series(None, months=False, pieces=tuple(pieces), breaks=breaks, nodes=tuple(nodes))


def _sum(sampler: Sampler, series: Sequence[Series], start: int, end: int) -> Piece:
    mine = [next(piece for piece in one.pieces if piece.start <= start <= piece.end) for one in series]
    granted = [piece for piece in mine if piece.figure_start is not None]
    laws = [piece.law for piece in granted if piece.law is not None]
    dark = any(piece.dark for piece in mine)
    law = added(laws) if len(laws) == len(granted) and not dark else None
    missing = tuple(dict.fromkeys(fact for piece in mine for fact in piece.missing))
    return Piece(
        start, end, None, sampler.at(start).total, sampler.at(end).total, law, missing=missing,
        provisional=any(piece.provisional for piece in mine), bent=law is None and not dark, dark=dark,
    )  # fmt: skip


def _sums_join(left: Piece, right: Piece) -> bool:
    if left.law is None or right.law is None or (left.missing, left.provisional) != (right.missing, right.provisional):
        return False
    return (left.law.rate, left.law.constant) == (right.law.rate, right.law.constant)
