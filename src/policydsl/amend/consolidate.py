"""Applies an amendment to a text: change after change, each seeing what those before it left."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal, TypeAlias

from policydsl.amend.document import Amendment, Change
from policydsl.amend.page import Page
from policydsl.amend.plain_edit import value_of
from policydsl.amend.planning import Plan, plan
from policydsl.amend.standing import Standing
from policydsl.amend.touched import Record, Touched
from policydsl.amend.writing import TooLargeError
from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.source import SourceFile, Span, Text
from policydsl.source.frozen import frozen
from policydsl.source.patchwork import Patchwork, Piece
from policydsl.syntax import MAX_BYTES, parse_yaml
from policydsl.syntax.compose import MAX_DEPTH
from policydsl.syntax.plain import plain
from policydsl.syntax.tree import Mapping

# A layout that is not understood, a text too large, too many levels.
Trouble: TypeAlias = Literal["layout", "size", "levels"]

_LINE_ENDS: Final = ("\n", "\r")
_LEVELS: Final = Text("修订后的政策的层次", "levels of the amended policy")
_TEXT: Final = Text("修订后的政策文字", "the text of the amended policy")


@frozen(eq=False)
class Consolidation:
    """A policy's text with amendments in it, its tree, and what each change touched.

    `findings` say which changes could not be made; the text is then without these.
    """

    base: SourceFile
    source: SourceFile
    root: Mapping
    amendments: tuple[Amendment, ...] = ()
    touched: tuple[Touched, ...] = ()
    findings: tuple[Diagnostic, ...] = ()


def amended(before: Consolidation, amendment: Amendment, without: Collection[Change] = ()) -> Consolidation:
    """The text with one more amendment in it, leaving out some of its changes."""
    work = _Work(before, amendment)
    for change in amendment.changes:
        if not any(change is one for one in without):
            work.make(change)
    return work.finished()


class _Work:
    """The text between two changes. Plans whose places are apart are made at once: every text must be read anew."""

    def __init__(self, before: Consolidation, amendment: Amendment) -> None:
        self.before, self.amendment = before, amendment
        self.record = Record(before.touched, amendment)
        self.reporter = Reporter()
        self.reporter.extend(before.findings)
        self.waiting: list[Plan] = []
        self._take(before.source, before.root)

    def _take(self, source: SourceFile, root: Mapping) -> None:
        self.source, self.root = source, root
        self.page = Page(source, root)
        self.standing = Standing(self.page, root, self.record)
        self.waiting = []

    def make(self, change: Change) -> None:
        """Plan a change; it is made when the next one needs to see it, or at the end."""
        found = Reporter()
        planned = self._plan(change, found)
        if self.waiting and (planned is None or self._must_wait_for_others(planned)):
            self._settle()
            found = Reporter()
            planned = self._plan(change, found)
        self.reporter.extend(found)
        if planned is not None:
            self.waiting.append(planned)
            self.record.add(planned.names, change)

    def finished(self) -> Consolidation:
        """The text with all that could be changed."""
        self._settle()
        return Consolidation(
            base=self.before.base,
            source=self.source,
            root=self.root,
            amendments=(*self.before.amendments, self.amendment),
            touched=self.record.all,
            findings=self.reporter.diagnostics,
        )

    def _plan(self, change: Change, reporter: Reporter) -> Plan | None:
        try:
            return plan(change, self.standing, reporter)
        except TooLargeError:
            self._refuse(change, "size", reporter)
            return None

    def _must_wait_for_others(self, planned: Plan) -> bool:
        mine = [planned.reads, *(span for span, _ in planned.splices)]
        return any(
            (other.owner is not None and other.owner == planned.owner)
            or any(_touch(one, span) for one in mine for span, _ in other.splices)
            or any(_touch(other.reads, span) for span, _ in planned.splices)
            for other in self.waiting
        )

    def _settle(self) -> None:
        """Make what is waiting; if the text then does not say what it should, one by one, to find the culprit."""
        waiting, self.waiting = self.waiting, []
        trouble = self._write(waiting) if waiting else None
        if trouble is None:
            return
        for one in waiting:
            self.record.forget(one.change)
        if len(waiting) == 1:
            self._refuse(waiting[0].change, trouble, self.reporter)
            return
        for one in waiting:
            again = self._plan(one.change, Reporter())
            trouble = "layout" if again is None else self._write([again])
            if again is not None and trouble is None:
                self.record.add(again.names, one.change)
            else:
                self._refuse(one.change, trouble or "layout", self.reporter)

    def _write(self, plans: list[Plan]) -> Trouble | None:
        """Make these changes at once; what is in the way if they cannot be made."""
        wanted = value_of(self.root)
        for one in plans:
            one.on_plain(wanted)
        splices = [splice for one in plans for splice in one.splices]
        if len(self.source.text) + sum(len(p.text) for _, pieces in splices for p in pieces) > MAX_BYTES:
            return "size"
        made = self._ended(Patchwork.whole_of(self.source).spliced(splices))
        aside = Reporter()
        root = parse_yaml(made, aside)
        if any(one.code == "Y020" for one in aside):
            return "levels"
        if not isinstance(root, Mapping) or aside.has_errors or plain(root) != wanted:
            return "layout"
        self._take(made, root)
        return None

    def _ended(self, made: Patchwork) -> Patchwork:
        """With a line end at its end, if an amendment wrote the last line."""
        last = made.pieces[-1]
        if last.file is self.before.base or made.text.endswith(_LINE_ENDS):
            return made
        end = Piece(self.page.newline, last.file, Span(last.origin.end, last.origin.end), exact=False)
        return Patchwork(made.first, (*made.pieces, end))

    def _refuse(self, change: Change, because: Trouble, reporter: Reporter) -> None:
        at = change.path.at
        match because:
            case "layout":
                reporter.report("M023", at, place=str(change.path))
            case "size":
                reporter.report("M020", at, what=_TEXT, limit=f"{MAX_BYTES // 2**20} MiB")
            case "levels":
                reporter.report("M020", at, what=_LEVELS, limit=MAX_DEPTH)


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end
