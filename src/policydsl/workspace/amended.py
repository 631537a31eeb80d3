"""A policy with its amendments: for any day the checked policy in force, and everything that is wrong with any text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from policydsl.amend.document import Amendment
from policydsl.amend.timeline import Period
from policydsl.diagnostics import Allowed, Diagnostic, Reporter
from policydsl.feel.values import Date
from policydsl.syntax.tree import Mapping
from policydsl.workspace.allow import split
from policydsl.workspace.loading import LoadedPolicy
from policydsl.workspace.repeats import Key, is_at, key_of

if TYPE_CHECKING:
    from policydsl.amend.history import History

# With a change left out that could not be made, names may lack and rows overlap: of such a text only this is told.
_FORM_AND_TYPES: Final = ("X", "S", "T")


class AmendedPolicy:
    """A policy without errors, and amendments of it. Each text is checked once, when it is first asked for."""

    def __init__(
        self,
        base: LoadedPolicy,
        findings: Iterable[Diagnostic],
        amendments: Iterable[Amendment],
        *,
        allowed: Iterable[Allowed] = (),
        is_whole: bool = True,
    ) -> None:
        """`findings`, `allowed`: those of the base. Not `is_whole`: a part of an amendment could not be read."""
        self.base, self.is_whole = base, is_whole
        self.amendments = tuple(sorted(amendments, key=lambda one: one.order))
        self._known = {key_of(one) for one in findings}
        self._allowed_in_base = {key_of(one.finding) for one in allowed}
        self.allowed: dict[Key, Allowed] = {}  # what else its texts have that is wanted
        self._kept: dict[tuple[int, ...], tuple[LoadedPolicy | None, tuple[Diagnostic, ...]]] = {}
        self._ready: dict[tuple[int, ...], tuple[LoadedPolicy | None, tuple[Diagnostic, ...]]] = {}

    def also(self, amendments: Iterable[Amendment]) -> AmendedPolicy:
        """The same policy with further amendments."""
        found = AmendedPolicy(self.base, (), (*self.amendments, *amendments), is_whole=self.is_whole)
        found._known, found._allowed_in_base = self._known, self._allowed_in_base
        return found

    @cached_property
    def history(self) -> History:
        """The texts."""
        from policydsl.amend.history import History  # noqa: PLC0415  (few runs have amendments)

        return History(self.base.source, self.base.tree, self.amendments)

    @property
    def id(self) -> str:
        """The policy's id, which no amendment changes."""
        return self.base.policy.id

    def on(self, day: Date, reporter: Reporter) -> LoadedPolicy | None:
        """The policy as it is on a day; None where its text has errors."""
        return self.of(self.active(day), reporter, day)

    def active(self, day: Date) -> tuple[Amendment, ...]:
        """The amendments that hold on a day, in the order in which they apply."""
        return tuple(one for one in self.amendments if one.effective.covers(day))

    def tree_on(self, day: Date) -> Mapping:
        """The tree of the text of a day, which may not have been checked."""
        amendments = self.active(day)
        return self.history.of(amendments).root if amendments else self.base.tree

    def last(self, reporter: Reporter) -> LoadedPolicy | None:
        """The policy as it will be in the end."""
        periods = self.history.periods() if self.amendments else ()
        last = periods[-1] if periods else Period(None, None, ())
        return self.of(last.amendments, reporter, last.start)

    def of(
        self,
        amendments: tuple[Amendment, ...],
        reporter: Reporter,
        day: Date | None,
        without: tuple[Amendment, ...] = (),
    ) -> LoadedPolicy | None:
        """The policy with these amendments in it, ready to be evaluated.

        Where a day of its own governs a clause, this needs the texts of other days; `without`: as if there were not
        these amendments on any of them.
        """
        text = self.text(amendments, reporter, day)
        if text is None or not self._may_be_dated:
            return text
        key = tuple(map(id, (*amendments, self, *without)))
        if key not in self._ready:
            from policydsl.workspace.days import DayTexts  # noqa: PLC0415  (few policies have such clauses)

            found = Reporter()
            self._ready[key] = DayTexts(self, amendments, without).load(text, found), found.diagnostics
        ready, findings = self._ready[key]
        reporter.extend(findings)
        return ready

    @cached_property
    def _may_be_dated(self) -> bool:
        """Whether texts of other days may matter."""
        if not self.amendments:
            return False
        from policydsl.workspace.days import may_be_dated  # noqa: PLC0415  (few runs have amendments)

        return may_be_dated(self.base, self.amendments)

    def text(self, amendments: tuple[Amendment, ...], reporter: Reporter, day: Date | None) -> LoadedPolicy | None:
        """The text with these amendments in it; its findings stand where people wrote what caused them."""
        if not self.amendments:
            return self.base
        key = tuple(map(id, amendments))
        if key not in self._kept:
            self._kept[key] = self._load(amendments, day)
        loaded, findings = self._kept[key]
        reporter.extend(findings)
        return loaded

    def check_days(self, reporter: Reporter) -> None:
        """Look whether each amendment takes effect on a day on which there is a policy."""
        if self.amendments:
            self.history.check(reporter)

    def check(self, reporter: Reporter) -> tuple[Period, ...]:
        """Look at every text over time; the periods with one text each."""
        self.check_days(reporter)
        periods = self.history.periods()
        for period in periods:
            self.text(period.amendments, reporter, period.start)
        # One that holds on no day on which the policy is in force is looked at, too.
        for one in self.amendments:
            if one.effective.start is not None and not any(one in period.amendments for period in periods):
                self.text(self.active(one.effective.start), reporter, one.effective.start)
        return periods

    def _load(
        self, amendments: tuple[Amendment, ...], day: Date | None
    ) -> tuple[LoadedPolicy | None, tuple[Diagnostic, ...]]:
        # Few runs have amendments.
        from policydsl.workspace.causes import Causes, through_all_passes  # noqa: PLC0415
        from policydsl.workspace.former import former  # noqa: PLC0415

        known = former(self.base.policy, self.history.of(amendments).root, self.amendments)
        if not amendments and not known:
            return self.base, ()
        text, found = self.history.of(amendments), Reporter()
        found.extend(self.history.findings(amendments, day))
        is_whole = self.is_whole and not found.has_errors
        passed = through_all_passes(text, **known)
        loaded = passed.loaded
        mine = [one for one in passed.findings if key_of(one) not in self._known]
        if is_whole:
            found.extend(Causes(self.history, text, mine, self._known).told(mine))
        else:
            of_amendments = (one for one in mine if not is_at(one, self.base.source))
            found.extend(one for one in of_amendments if one.code.startswith(_FORM_AND_TYPES))
        kept = list(found.diagnostics)
        self._allow(passed.allowed)
        for one in amendments:
            kept, allowed = split(one.root, kept)
            self._allow(allowed)
        if loaded is not None:
            loaded.findings = tuple(kept)
        return (None if found.has_errors else loaded), tuple(kept)

    def _allow(self, allowed: Iterable[Allowed]) -> None:
        """Keep what is allowed in a text, but for what the base allows already."""
        for one in allowed:
            key = key_of(one.finding)
            if key not in self._allowed_in_base:
                self.allowed.setdefault(key, one)
