"""The positions between which something changes, each pair one step apart."""

from __future__ import annotations

from collections import deque
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from policydsl.curve.decisions import first_turn
from policydsl.curve.sampling import ExhaustedError, Point, Sampler
from policydsl.source.frozen import frozen

PARTS = 16  # a stretch in which some decision is not watched is looked at in so many parts at the least


@frozen(eq=False)
class Found:
    """`breaks`: the first positions after a change, in order. `dark`: stretches that were not looked into any more."""

    breaks: tuple[int, ...]
    dark: tuple[tuple[int, int], ...]


def search(sampler: Sampler, *, watched: bool) -> Found:
    """Every break. `watched`: that what is decided alike at two positions is decided alike in between."""
    last = sampler.axis.last
    breaks: list[int] = []
    dark: list[tuple[int, int]] = []
    todo = deque([(0, last, 0)])
    if not watched and last > PARTS:
        cuts = [last * i // PARTS for i in range(PARTS + 1)]
        todo = deque((a, b, 0) for a, b in pairwise(cuts))
    while todo:
        low, high, turn = todo.popleft()
        try:
            one, other = sampler.at(low), sampler.at(high)
            if one.key == other.key:
                middle = (low + high) // 2
                if low < middle < high and sampler.at(middle).key != one.key:
                    todo += ((low, middle, 0), (middle, high, 0))
                continue
            if high - low == 1:
                breaks.append(high)
                continue
            cuts = [low, *_guesses(one, other, turn), high]
            todo += ((a, b, turn + 1) for a, b in pairwise(cuts))
        except ExhaustedError:
            dark.append((low, high))
    return Found(tuple(sorted(breaks)), tuple(sorted(dark)))


def _guesses(one: Point, other: Point, turn: int) -> list[int]:
    """Positions to look at next: where the figures of the first other decision cross, or the middle."""
    low, high = one.index, other.index
    found = None if turn % 2 else _crossing(one, other)
    if found is None:
        return [(low + high) // 2]
    return [index for index in (found - 1, found, found + 1) if low < index < high] or [(low + high) // 2]


def _crossing(one: Point, other: Point) -> int | None:
    """Where a decision turns, if its figures move in a straight line: the first position on the other side."""
    pair = first_turn(one.decisions, other.decisions)
    if pair is None:
        return None
    (left, right), (left2, right2) = ((d.left, d.right) for d in pair)
    if left is None or right is None or left2 is None or right2 is None:
        return None
    if isinstance(pair[0].outcome, Decimal):  # the next step of a rounding
        right2 = right
    before, after = Fraction(left) - Fraction(right), Fraction(left2) - Fraction(right2)
    if before == after or (before and after and (before > 0) == (after > 0)):
        return None
    share = before / (before - after)
    return one.index + int(share * (other.index - one.index))
