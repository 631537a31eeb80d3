"""Distributions as tables of 4,096 entries: one draw of random bits picks an entry, and a value in it.

Figures are whole numbers of their smallest unit (fen, days, months), so that no value is ever a binary fraction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Context, Decimal
from functools import cache
from typing import Final, TypeAlias

Draw: TypeAlias = Callable[[int], object]
"""A value from 64 random bits; None: left out."""
Entry: TypeAlias = tuple[int, int, int]
"""The least value, how many steps there are in it, the size of a step."""

ENTRIES: Final = 4096
BITS: Final = 64  # of one draw: 16 for what is left out, 12 for the entry, the rest for the place in it
SHARES: Final = 1 << 16
_PLACE: Final = 16
_REST: Final = 28
_WITHIN: Final = BITS - _REST
_ONE: Final = 10**6  # of a ratio
_EXACT: Final = Context(prec=20)
_TAIL: Final = Decimal("0.7")
_MOST_CENTRES: Final = 12
_NEAR: Final = 3
_ROUND: Final = 5  # one in so many figures is a round one


@cache
def _ratios() -> tuple[int, ...]:
    """Figures at equal shares of a log-logistic distribution with median 1, in millionths.

    It is as skewed as a log-normal one, and has a closed form that needs no binary fractions.
    """
    found = []
    for index in range(ENTRIES + 1):
        part = min(max(Decimal(index), Decimal("0.5")), ENTRIES - Decimal("0.5"))
        odds = _EXACT.divide(part, ENTRIES - part)
        found.append(int(_EXACT.power(odds, _TAIL) * _ONE))
    return tuple(found)


def skewed(centres: Sequence[int], least: int | None, most: int | None, count: int) -> list[Entry]:
    """Entries of figures around some centres, the lower ones more often, within bounds."""
    ratios = _ratios()
    chosen = sorted({one for one in centres if one > 0})
    if len(chosen) > _MOST_CENTRES:
        chosen = [chosen[i * (len(chosen) - 1) // (_MOST_CENTRES - 1)] for i in range(_MOST_CENTRES)]
    whole = sum(_ONE // rank for rank in range(1, len(chosen) + 1))
    found: list[Entry] = []
    for rank, centre in enumerate(chosen, 1):
        share = max(1, count * (_ONE // rank) // whole)
        for index in range(share):
            low = centre * ratios[index * ENTRIES // share] // _ONE
            high = centre * ratios[(index + 1) * ENTRIES // share] // _ONE
            entry = _between(low, max(high, low + 1), least, most, 1)
            if entry is not None:
                found.append(entry)
    return filled(found or even(least or 0, most if most is not None else (least or 0) + 100, 1), count)


def even(least: int, most: int, count: int) -> list[Entry]:
    """Entries of figures that are all equally likely."""
    return [(least, max(1, most - least + 1), 1)] * count


def rounded(entries: Sequence[Entry], step: int, most: int | None) -> list[Entry]:
    """The same with some figures round, as people state them."""
    found = list(entries)
    for index in range(0, len(found), _ROUND):
        low, steps, size = found[index]
        entry = _between(low, low + steps * size, low, most, step)
        if entry is not None and steps > step:
            found[index] = entry
    return found


def _between(low: int, high: int, least: int | None, most: int | None, step: int) -> Entry | None:
    """The multiples of a step from `low` to below `high`, within bounds."""
    first = low if least is None else max(low, least)
    first = -(-first // step) * step
    last = high - 1 if most is None else min(high - 1, most)
    return None if last < first else (first, (last - first) // step + 1, step)


def filled(entries: Sequence[Entry], count: int) -> list[Entry]:
    """So many entries, each as often as the others."""
    return [entries[index * len(entries) // count] for index in range(count)]


def around(edges: Iterable[int], least: int | None, most: int | None) -> list[Entry]:
    """Entries on each edge, and one unit on either side of it."""
    values = {edge + step for edge in edges for step in (-1, 0, 1)}
    kept = [v for v in sorted(values) if (least is None or v >= least) and (most is None or v <= most)]
    return [(value, 1, 1) for value in kept]


def with_edges(entries: Sequence[Entry], edges: Sequence[Entry], share: int) -> list[Entry]:
    """A table in which a share (of 65,536) of the entries are edges."""
    count = min(ENTRIES, -(-share * ENTRIES // SHARES)) if edges else 0
    many = [edges[index % len(edges)] for index in range(count)]
    return many + filled(entries, ENTRIES - count) if count < ENTRIES else many


def number_draw(entries: Sequence[Entry], missing: int) -> Draw:
    """Draws figures; `missing`: the share (of 65,536) that is left out."""
    table = tuple(entries)

    def draw(bits: int) -> object:
        if bits & 65535 < missing:
            return None
        low, steps, size = table[bits >> 16 & 4095]
        return low if steps == 1 else low + ((bits >> 28) * steps >> _WITHIN) * size

    return draw


def choice_draw(weighted: Sequence[tuple[object, int]], missing: int) -> Draw:
    """Draws one of some values, each as often as its weight says."""
    total = sum(weight for _, weight in weighted)
    table: list[object] = []
    done = 0
    for value, weight in weighted:
        done += weight
        table += [value] * (done * ENTRIES // total - len(table))
    fixed = tuple(table)

    def draw(bits: int) -> object:
        return None if bits & 65535 < missing else fixed[bits >> 16 & 4095]

    return draw
