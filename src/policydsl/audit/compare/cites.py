"""Where each cite points, and where it should where it plainly points to the wrong place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from policydsl.audit.compare.charges import difference
from policydsl.audit.compare.entries import Entry, Work, parameters_used, reading_used, start_of
from policydsl.audit.policy.citers import What
from policydsl.audit.text.cites import read_cite
from policydsl.audit.text.outline import Passage
from policydsl.audit.text.places import name_of, name_of_paragraph
from policydsl.audit.text.quantity import Key
from policydsl.audit.text.resolve import Missing, Target
from policydsl.diagnostics import Reporter
from policydsl.source import Text
from policydsl.source.frozen import frozen

_MOST_SEARCHES: Final = 200  # cites for which a better place is looked for in one run
_MOST_PLACES: Final = 20_000
_PLAINLY: Final = 4  # what has no figures is elsewhere where another place says so many times as much of it
_MOST_TRIED: Final = 12  # of the likeliest places


@frozen(eq=False)
class _Spot:
    """A place that could be meant."""

    target: Target
    first: int  # its own passages: from this index
    last: int  # to before this one
    leading: tuple[int, ...]  # those of the words before the list that it stands in

    def has(self, indexes: list[int]) -> bool:
        """Whether one of these passages (in order) is in it."""
        at = bisect_left(indexes, self.first)
        return (at < len(indexes) and indexes[at] < self.last) or any(index in self.leading for index in indexes[:at])


class Cites:
    """Points every entry to its place."""

    def __init__(self, work: Work, reporter: Reporter) -> None:
        self.work, self.reporter = work, reporter
        self.searches = 0
        self._spots: list[_Spot] | None = None
        self._index: dict[Key, list[int]] = {}

    def run(self) -> None:
        """Resolve, report, and go on with the likeliest place where a cite is wrong."""
        for entry in self.work.entries:
            found = self.work.resolver.find(entry.citer.cite)
            if isinstance(found, Missing):
                self._lost(entry, found)
            else:
                self.work.point(entry, found)
                self._elsewhere(entry)
        for entry in self.work.entries:
            self._apart(entry)

    # -- a place that there is not -------------------------------------------------------------------

    def _lost(self, entry: Entry, missing: Missing) -> None:
        if missing.inside is not None:
            self.work.missing.add((id(missing.inside), missing.number))
        users = self._users(entry)
        if users:
            self._as_users(entry, missing, users)
            return
        better = self._best(entry)
        guess = _named(better.target) if better is not None else missing.guess
        near = "、".join(f"`{name}`" for name in missing.near)
        help_ = Text(
            (f"是不是想写 `{guess}`？\n" if guess else "") + (f"附近的位置：{near}" if near else ""),
            (f"did you mean `{guess}`?\n" if guess else "")
            + (f"places nearby: {near.replace('、', ', ')}" if near else ""),
        )
        labels = [entry.citer.cite_at]
        if better is not None:
            labels.append(
                self.work.source(start_of(self.work.resolver.of(better.target)), Text("应为这里", "here, it seems"))
            )
        labels += [
            self.work.source(one.place.at, Text("原文编号从这里跳过", "the numbering skips it here"))
            for one in self.work.outline.irregular
            if not one.mended and one.place.parent is missing.inside and one.expected <= missing.number < one.printed
        ]
        if missing.unreadable:
            self.reporter.report("A002", *labels, cite=entry.citer.cite, help=help_ or None)
        else:
            self.reporter.report("A001", *labels, cite=entry.citer.cite, help=help_ or None)
        if better is not None:
            self.work.point(entry, (better.target,))
        else:
            entry.lost = True

    # -- a place that says something else ------------------------------------------------------------

    def _elsewhere(self, entry: Entry) -> None:
        if entry.citer.what not in (What.CLAUSE, What.COMMITMENT, What.STACKING):
            return
        misfit = self._misfit(entry)
        if not misfit and (entry.uses or entry.citer.what is What.STACKING):
            return
        better = self._best(entry, times=1 if misfit else _PLAINLY)
        if better is None:
            return
        self.reporter.report(
            "A003",
            entry.citer.cite_at,
            self.work.source(start_of(self.work.resolver.of(better.target)), Text("这里才对得上", "this fits")),
            cite=entry.citer.cite,
            place=_named(better.target),
            name=entry.citer.name,
        )
        self.work.point(entry, (better.target,))

    def _misfit(self, entry: Entry) -> bool:
        if entry.citer.what is What.STACKING:
            return not _speaks_of_stacking(entry.passages)
        indexes = [one.index for one in entry.passages]
        return self._absent(entry, indexes) > 0 or difference(self.work, entry, entry.passages) is not None

    def _absent(self, entry: Entry, indexes: list[int]) -> int:
        """How many of the clause's figures none of these passages has."""
        inside = set(indexes)
        return sum(
            not any(index in inside for key in use.quantity.keys for index in self._places_of(key))
            for use in entry.uses
            if not use.free and use.parameter is None
        )

    def _places_of(self, key: Key) -> list[int]:
        if not self._index:
            self._index = {("", ""): []}
            for sentence in self.work.sentences.of(self.work.outline.passages):
                for figure in sentence.figures:
                    for one in figure.keys:
                        self._index.setdefault(one, []).append(sentence.passage.index)
        return self._index.get(key, [])

    def _best(self, entry: Entry, times: int = 1) -> _Spot | None:
        """The place that has all figures and departments of an entry and speaks `times` as much of the same."""
        self.searches += 1
        if self.searches > _MOST_SEARCHES or len(self.work.outline.passages) > _MOST_PLACES:
            return None
        cited = sorted(one.index for target in entry.targets for one in self.work.resolver.of(target))
        alike_by = self.work.likeness.over(entry.words)
        here = max((alike_by.get(index, 0) for index in cited), default=0)
        found: list[tuple[int, int, _Spot]] = []
        for spot in self._candidates():
            if cited and _within(cited, spot.first, spot.last):
                continue
            alike = max((alike_by.get(index, 0) for index in range(spot.first, spot.last)), default=0)
            better = alike > times * here or (alike == here and entry.citer.what is What.STACKING)
            if better and self._has_all(entry, spot):
                found.append((alike, spot.first - spot.last, spot))
        found.sort(key=lambda one: one[:2], reverse=True)
        steps = _steps(entry.citer.cite)
        first = sorted(found[:_MOST_TRIED], key=lambda one: (-one[0], _steps(_named(one[2].target)) != steps))
        if entry.citer.what is What.STACKING:  # it may say nothing of itself: look everywhere
            first = found
        for _, _, spot in first:
            if entry.citer.what is What.STACKING:
                if _speaks_of_stacking(self._passages(spot)):
                    return spot
            elif difference(self.work, entry, self._passages(spot)) is None:
                return spot
        return None

    def _has_all(self, entry: Entry, spot: _Spot) -> bool:
        for use in entry.uses:
            if use.free or use.parameter is not None:
                continue
            if not any(spot.has(self._places_of(key)) for key in use.quantity.keys):
                return False
        return True

    def _candidates(self) -> list[_Spot]:
        if self._spots is None:
            self._spots = list(self._made())
        return self._spots

    def _made(self) -> Iterator[_Spot]:
        for place in self.work.outline.places():
            yield self._spot(Target(place))
            if place.paragraphs > 1:
                for paragraph in range(1, place.paragraphs + 1):
                    yield self._spot(Target(place, paragraph))

    def _spot(self, target: Target) -> _Spot:
        own = self.work.resolver.of(target)
        leading = tuple(one.index for one in self.work.resolver.leading(target.place))
        first = own[0].index if own else 0
        return _Spot(target, first, own[-1].index + 1 if own else 0, leading)

    def _passages(self, spot: _Spot) -> tuple[Passage, ...]:
        return self.work.resolver.passages((spot.target,))

    # -- readings and parameters stand by the clauses that use them ----------------------------------

    def _users(self, entry: Entry) -> list[tuple[Entry, tuple[Target, ...]]]:
        """The clauses that use a reading or a parameter, with the places that they cite."""
        citer = entry.citer
        if citer.what not in (What.READING, What.PARAMETER):
            return []
        users = (parameters_used if citer.what is What.PARAMETER else reading_used)(self.work, citer.id)
        found = ((user, self.work.resolver.find(user.citer.cite)) for user in users)
        return [(user, targets) for user, targets in found if not isinstance(targets, Missing)]

    def _as_users(self, entry: Entry, missing: Missing, users: list[tuple[Entry, tuple[Target, ...]]]) -> None:
        user, targets = users[0]
        guess = user.citer.cite
        help_ = Text(
            f"用到它的条款 `{user.citer.id}` 引的是 `{guess}`",
            f"the clause `{user.citer.id}` that uses it cites `{guess}`",
        )
        at = self.work.source(start_of(self.work.resolver.passages(targets)), Text("应为这里", "here, it seems"))
        if missing.unreadable:
            self.reporter.report("A002", entry.citer.cite_at, at, cite=entry.citer.cite, help=help_)
        else:
            self.reporter.report("A001", entry.citer.cite_at, at, cite=entry.citer.cite, help=help_)
        self.work.point(entry, targets)

    def _apart(self, entry: Entry) -> None:
        citer = entry.citer
        users = [] if entry.lost else [user for user, _ in self._users(entry) if user.passages]
        mine = {one.index for one in entry.passages}
        if not users or any(not mine.isdisjoint(one.index for one in user.passages) for user in users):
            return
        user = users[0]
        self.reporter.report(
            "A006",
            citer.cite_at,
            self.work.source(start_of(user.passages), user.citer.name),
            name=citer.name,
            cite=citer.cite,
            clause=user.citer.id,
            place=user.citer.cite,
        )
        self.work.point(entry, user.targets)


def _within(indexes: list[int], first: int, last: int) -> bool:
    at = bisect_left(indexes, first)
    return at < len(indexes) and indexes[at] < last


_STACKING: Final = (
    "就高", "不重复", "重复", "同类", "叠加", "择优", "从高", "同时享受", "兼得", "择一", "任选", "自行选择",
    "选择其", "其中一项", "扣除", "扣减", "抵扣", "差额", "补差", "不再享受", "不再给予", "不得享受", "不再支持",
)  # fmt: skip


def _speaks_of_stacking(passages: tuple[Passage, ...]) -> bool:
    return any(word in one.text.text for one in passages for word in _STACKING)


def _named(target: Target) -> str:
    return name_of(target.place) if target.paragraph is None else name_of_paragraph(target.place, target.paragraph)


def _steps(cite: str) -> int:
    read = read_cite(cite)
    return len(read[0]) if read else 0
