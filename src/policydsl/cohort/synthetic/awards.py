"""What was granted to a synthetic applicant before, under this policy and others; what it chose."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, Final

from policydsl.cohort.synthetic.hints import Hints
from policydsl.cohort.synthetic.shares import Shares
from policydsl.source.frozen import frozen

_PARTS: Final = (10, 25, 33, 50, 75, 90, 100, 120)  # hundredths of a cap that an earlier award took up
_USUAL: Final = 50_000_000  # fen, where there is no cap
_OTHERS: Final = ("other_policy_1", "other_policy_2", "other_policy_3")
_YEARS: Final = 3
_TWICE: Final = 4  # one in so many has two
_CHOSEN: Final = 70  # of a hundred have chosen
_ODD: Final = 5  # one sum in so many is not a round part


@frozen(eq=False)
class _Source:
    """What an award can be of: a clause or a category, the place of the list of its subjects (None: the applicant)."""

    name: str
    place: int | None
    caps: tuple[int, ...]  # in fen


class AwardMaker:
    """Makes the awards granted before."""

    def __init__(self, hints: Hints, keys: Sequence[str], shares: Shares) -> None:
        policy = hints.plan.policy
        self.shares, self.year = shares, hints.day.year
        start = policy.in_force.start
        self.first = max(self.year - _YEARS + 1, start.year if start is not None else 0)
        places: dict[str | None, int | None] = {entity.item: keys.index(key) for key, entity in policy.entities.items()
                                                if key in keys}  # fmt: skip
        self.prior: list[_Source] = []
        others: dict[tuple[str, int | None], _Source] = {}
        for clause in policy.clauses:
            if clause.amount is None:
                continue
            caps = tuple(int(one * 100) for one in hints.caps.get(clause.id, ()) if one > 0)
            one = _Source(clause.id, places.get(clause.for_each), caps)
            self.prior.append(one)
            if clause.category is not None:
                others.setdefault((clause.category, one.place), _Source(clause.category, one.place, caps))
        self.others = list(others.values())
        levels = [policy.level, *(level for limit in policy.limits for level in limit.other)]
        levels += [level for rule in policy.stacking for level in rule.level]
        self.levels = list(dict.fromkeys(one for one in levels if one)) or [""]
        self.elections = [
            (rule.id, tuple(one.id for one in rule.among)) for rule in policy.stacking
            if rule.rule == "choose" and rule.among
        ]  # fmt: skip

    def of(
        self, id_: str, lists: Sequence[Sequence[Sequence[Any]]], bits: Sequence[int], random: Random
    ) -> tuple[list[Sequence[Any]], list[Sequence[Any]], list[Sequence[Any]]]:
        """The rows of an applicant: prior awards, those of other policies, elections."""
        prior: list[Sequence[Any]] = []
        other: list[Sequence[Any]] = []
        if bits[0] & 65535 < self.shares.prior and self.prior:
            prior = [
                (id_, source.name, subject, self._year(random), self._amount(source, random))
                for source, subject in self._chosen(id_, self.prior, lists, random)
            ]
        if bits[1] & 65535 < self.shares.other and self.others:
            other = [
                (id_, source.name, subject, random.choice(_OTHERS), random.choice(self.levels), self._year(random),
                 self._amount(source, random))
                for source, subject in self._chosen(id_, self.others, lists, random)
            ]  # fmt: skip
        chosen: list[Sequence[Any]] = [
            (id_, rule, random.choice(among))
            for rule, among in self.elections
            if random.getrandbits(20) % 100 < _CHOSEN
        ]
        return prior, other, chosen

    @staticmethod
    def _chosen(
        id_: str, sources: Sequence[_Source], lists: Sequence[Sequence[Sequence[Any]]], random: Random
    ) -> list[tuple[_Source, str]]:
        """One or two awards, of what the applicant has; none where it has nothing that could have got one."""
        able = [one for one in sources if one.place is None or lists[one.place]]
        if not able:
            return []
        found: dict[tuple[str, str], tuple[_Source, str]] = {}
        for _ in range(2 if random.getrandbits(10) % _TWICE == 0 else 1):
            source = random.choice(able)
            subject = id_ if source.place is None else random.choice(lists[source.place])[2]
            found[source.name, subject] = source, subject
        return list(found.values())

    def _year(self, random: Random) -> int:
        return self.first + random.getrandbits(20) % (self.year - self.first + 1)

    @staticmethod
    def _amount(source: _Source, random: Random) -> int:
        """In fen: a part of a cap, most of the time a round one."""
        whole = random.choice(source.caps) if source.caps else _USUAL
        part = whole * random.choice(_PARTS) // 100
        return part if random.getrandbits(20) % _ODD else part * 7 // 9 + random.getrandbits(10)
