"""Applicants one after another, each from a stream of its own: the first N of a larger cohort are the cohort of N."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, Final, TypeAlias

from policydsl.cohort.shape import APPLICANTS, AWARDS, OWNER, POSITION
from policydsl.cohort.synthetic import spread
from policydsl.cohort.synthetic.awards import AwardMaker
from policydsl.cohort.synthetic.columns import Column
from policydsl.cohort.synthetic.fields import Slot, slots_of
from policydsl.cohort.synthetic.hints import Hints
from policydsl.cohort.synthetic.shares import Shares
from policydsl.feel.values import Date
from policydsl.model.policy import Policy
from policydsl.plan.policy_plan import PolicyPlan
from policydsl.source.frozen import frozen

Row: TypeAlias = Sequence[Any]

_WORDS: Final = 8  # bytes of a draw
# Of the lists that an applicant has at all: how many have so many items.
_COUNTS: Final = (
    *((count, weight) for count, weight in ((1, 4500), (2, 2200), (3, 1300), (4, 700), (5, 400))),
    *((count, 120) for count in range(6, 11)),
    *((count, 20) for count in range(11, 21)),
    *((count, 5) for count in range(21, 30)),
    (30, 50),
)
# The share of applicants that have a list at all, by how many lists there are.
_HAVE: Final = ((2, 75), (4, 60), (8, 40))
_HAVE_ELSE: Final = 30
_MOST_ITEMS: Final = 30
_GROWTH: Final = (60, 64)  # a figure is at least so many hundredths of the next one, and up to so many more
_OWN: Final = 4  # one figure in so many is drawn by itself


@frozen(eq=False)
class Drawn:
    """One applicant: its row, the rows of each list, awards granted before, elections."""

    row: Row
    lists: tuple[Sequence[Row], ...]
    awards: tuple[Sequence[Row], Sequence[Row], Sequence[Row]]  # prior, of other policies, elections


class Record:
    """All facts of an item, from as many draws as it has columns."""

    def __init__(self, slots: Sequence[Slot]) -> None:
        self.columns = tuple(column for slot in slots for column in slot.columns)
        self.width = len(self.columns)
        self.simple = all(len(slot.columns) == 1 for slot in slots)
        self.slots = tuple(slots)
        self.draws = tuple(slot.draw for slot in slots)

    def values(self, bits: Sequence[int]) -> list[object]:
        """The facts."""
        if self.simple:
            return [draw(one) for draw, one in zip(self.draws, bits, strict=True)]
        found: list[object] = []
        start = 0
        for slot in self.slots:
            end = start + len(slot.columns)
            own = bits[start:end]
            found += [slot.draw(one) for one in own] if slot.follows is None else _series(slot, own)
            start = end
        return found


class Maker:
    """Makes the applicants of a policy's cohorts."""

    def __init__(self, plan: PolicyPlan, day: Date, shares: Shares) -> None:
        policy = plan.policy
        hints = Hints(plan, day)
        self.root = Record(slots_of(policy.root, hints, shares))
        entities = [entity for entity in policy.entities.values() if not entity.is_root]
        self.keys = tuple(entity.key for entity in entities)
        self.records = tuple(Record(slots_of(entity, hints, shares)) for entity in entities)
        self.ids = tuple(_item_ids([entity.item for entity in entities]))
        self.counts = _counts(len(entities))
        self.awards = AwardMaker(hints, self.keys, shares)
        self.columns = _columns(policy, self.root, dict(zip(self.keys, self.records, strict=True)))

    def applicants(self, size: int, seed: str) -> Iterator[Drawn]:
        """So many of them, in order."""
        random = Random()  # noqa: S311  (nothing secret)
        lists = len(self.records)
        own = self.root.width
        first = struct.Struct(f"<{own + lists + 3}Q")
        units = [struct.Struct(f"<{max(record.width, 1)}Q") for record in self.records]
        for number in range(1, size + 1):
            random.seed(f"{seed}:{number}")
            bits = first.unpack(random.randbytes(first.size))
            id_ = f"A{number:07d}"
            found: list[Sequence[Row]] = []
            for index in range(lists):
                count: Any = self.counts(bits[own + index])
                if not count:
                    found.append(())
                    continue
                record, unit, ids = self.records[index], units[index], self.ids[index]
                many = unit.iter_unpack(random.randbytes(unit.size * count))
                found.append(
                    [(id_, place, ids[place], *record.values(one[: record.width])) for place, one in enumerate(many, 1)]
                )
            yield Drawn(
                (id_, f"示例{number}", *self.root.values(bits[:own])),
                tuple(found),
                self.awards.of(id_, found, bits[own + lists :], random),
            )


def _series(slot: Slot, bits: Sequence[int]) -> list[object]:
    """Figures by period, most of them grown from the one before: made from the last one backwards."""
    found: list[object] = []
    last: int | None = None
    low, high = slot.follows or (None, None)
    least, more = _GROWTH
    for one in reversed(bits):
        value = slot.draw(one)
        if isinstance(value, int) and last is not None and (one >> 61) % _OWN:
            grown = last * (least + (one >> 28) % more) // 100
            if (low is None or grown >= low) and (high is None or grown <= high):
                value = grown
        if isinstance(value, int):
            last = value
        found.append(value)
    return found[::-1]


def _counts(lists: int) -> spread.Draw:
    """How many items an applicant has in a list: often none, mostly few, sometimes thirty."""
    have = next((share for most, share in _HAVE if lists <= most), _HAVE_ELSE)
    some = sum(weight for _, weight in _COUNTS)
    none = some * (100 - have) // have
    weighted: list[tuple[object, int]] = [(0, none), *_COUNTS]
    return spread.choice_draw(weighted, 0)


def _item_ids(items: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Ids of the items of each list by position: its initials and a number, no id in two lists."""
    used: set[str] = set()
    for item in items:
        first, *rest = [part for part in item.split("_") if part] or ["x"]
        tail = "".join(part[0] for part in rest)
        tried = [
            *(first[:length] + tail for length in range(1, len(first) + 1)),
            *(first + "x" * more for more in range(99)),
        ]
        prefix = next(one for one in map(str.upper, tried) if one not in used and not one[-1].isdigit())
        used.add(prefix)
        yield tuple(f"{prefix}{place}" for place in range(_MOST_ITEMS + 1))


def _columns(policy: Policy, root: Record, records: dict[str, Record]) -> dict[str, tuple[Column, ...]]:
    """The columns of each table, by its name, in the order in which tables are written."""
    owner, id_ = Column(OWNER, "text"), Column("id", "text")
    found = {APPLICANTS: (id_, Column("name", "text"), *root.columns)}
    for key, record in records.items():
        found[key] = (owner, Column(POSITION, "whole"), id_, *record.columns)
    kinds = {"year": Column("year", "whole"), "amount": Column("amount", "decimal", 2)}
    for name, columns in AWARDS.items():
        if name != "elections" or any(rule.rule == "choose" for rule in policy.stacking):
            found[name] = (
                owner,
                *(kinds.get(one, Column(one, "text" if one == "subject" else "option")) for one in columns),
            )
    return found
