"""The texts that a policy has had, has and will have: the base and its amendments, over time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from policydsl.amend.consolidate import Consolidation, amended
from policydsl.amend.document import Amendment, Change
from policydsl.amend.timeline import Period, in_force
from policydsl.diagnostics import Diagnostic, Label, Reporter
from policydsl.feel.values import Date
from policydsl.model import reading as read
from policydsl.source import SourceFile, Text
from policydsl.syntax.tree import Mapping


class History:
    """A policy without errors and its amendments. Texts are put together when asked for, and kept."""

    def __init__(self, base: SourceFile, root: Mapping, amendments: Iterable[Amendment]) -> None:
        self.base = Consolidation(base, base, root)
        self.amendments = tuple(sorted(amendments, key=lambda one: one.order))
        self._kept: dict[tuple[int, ...], Consolidation] = {(): self.base}

    def _active(self, day: Date) -> tuple[Amendment, ...]:
        return tuple(one for one in self.amendments if one.effective.covers(day))

    def of(self, amendments: tuple[Amendment, ...]) -> Consolidation:
        """The text with these amendments, which are in order."""
        key = tuple(map(id, amendments))
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = amended(self.of(amendments[:-1]), amendments[-1])
        return kept

    def on(self, day: Date) -> Consolidation:
        """The text on a day."""
        return self.of(self._active(day))

    def without(self, amendments: tuple[Amendment, ...], left_out: Collection[Change]) -> Consolidation:
        """The text with these amendments but for some changes, to see what these bring about."""
        text = self.base
        for one in amendments:
            text = amended(text, one, left_out)
        return text

    def periods(self) -> tuple[Period, ...]:
        """The texts in the order of time: as far as each of them says that the policy is in force."""
        found: list[Period] = []
        for start, end in _between(sorted(set(self._turns()))):
            day = start if start is not None else end
            amendments = self.amendments if day is None else self._active(day)
            interval = in_force(self.of(amendments).root)
            first, last = _latest(start, interval.start), _earliest(end, interval.end)
            if first is not None and last is not None and last < first:
                continue
            if found and found[-1].amendments == amendments:
                found[-1] = Period(found[-1].start, last, amendments)
            else:
                found.append(Period(first, last, amendments))
        return tuple(found)

    def check(self, reporter: Reporter) -> None:
        """Report amendments that take effect on a day on which there is no policy to amend."""
        moved = any(change.path.names[0] == "in_force" for one in self.amendments for change in one.changes)
        for one in self.amendments:
            start = one.effective.start
            if start is None:
                continue
            root = self.on(start).root
            interval = in_force(root if moved else self.base.root)
            begin, end = interval.start, interval.end
            backwards = begin is not None and end is not None and end < begin  # which is a finding of its own
            late = end is not None and end < start
            if late and _has_days(root):
                continue  # what was due in its time may yet be claimed, and the claim window moved
            if not interval.covers(start) and not backwards:
                reporter.report(
                    "M005",
                    one.effective_at,
                    id=one.id,
                    day=start.iso(),
                    start=begin.iso() if begin else "…",
                    end=end.iso() if end else "…",
                )

    def findings(self, amendments: tuple[Amendment, ...], day: Date | None) -> list[Diagnostic]:
        """What is wrong with the text of these amendments; on `day`, some that they built on may have lapsed."""
        lapsed = [
            one
            for one in self.amendments
            if one not in amendments and day is not None and one.effective.end is not None and one.effective.end < day
        ]
        return [_with_lapsed(one, lapsed) for one in self.of(amendments).findings]

    def _turns(self) -> Iterator[Date]:
        """The days on which an amendment begins to hold or no longer does."""
        for one in self.amendments:
            if one.effective.start is not None:
                yield one.effective.start
            if one.effective.end is not None:
                yield one.effective.end.plus_days(1)


def _has_days(root: Mapping) -> bool:
    """Whether a clause has a day of its own, so that the text matters after the policy has ended."""
    return any(clause.get("dated") is not None for clause in read.mappings(root.get("clauses")))


def _between(turns: list[Date]) -> Iterator[tuple[Date | None, Date | None]]:
    starts = [None, *turns]
    ends = [*(turn.plus_days(-1) for turn in turns), None]
    yield from zip(starts, ends, strict=True)


def _latest(one: Date | None, other: Date | None) -> Date | None:
    return other if one is None else one if other is None else max(one, other)


def _earliest(one: Date | None, other: Date | None) -> Date | None:
    return other if one is None else one if other is None else min(one, other)


def _with_lapsed(found: Diagnostic, lapsed: list[Amendment]) -> Diagnostic:
    """The finding with the amendments that had changed the same place and do so no longer."""
    place = str(found.args.get("place", ""))
    labels = [
        Label(
            one.effective_at.file,
            one.effective_at.span,
            Text(f"修订 `{one.id}` 改过这里，已过有效期", f"amendment `{one.id}` changed this, and has lapsed"),
        )
        for one in lapsed
        if place and any(f"{place}.".startswith(f"{change.path}.") for change in one.changes)
    ]
    return Diagnostic(found.code, (*found.labels, *labels), found.args, found.help, found.fix) if labels else found
