"""The text as it stands when a change comes to it, and what every change asks of it first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from policydsl.amend.document import Change, Path, path_text
from policydsl.amend.loans import repeated
from policydsl.amend.page import Page
from policydsl.amend.places import Index, Nowhere, Place, names_in, report_nowhere
from policydsl.amend.touched import Record
from policydsl.diagnostics import Label, Reporter
from policydsl.source import Text
from policydsl.syntax.names import closest, listed
from policydsl.syntax.tree import Mapping, Node, Sequence, walk

_FIXED: Final = frozenset(("policydsl", "kind", "id"))
_POLICY: Final = Text("政策里", "the policy")
_NOW: Final = Text("现在写的是这个", "this stands there now")
_IS_THERE: Final = Text("已有的在这里", "it is here")
_OWNER: Final = -3  # from the end of a trail: the place, the map that it is in, what holds that map


class Standing:
    """A text with its tree, and what was changed before."""

    def __init__(self, page: Page, root: Mapping, record: Record) -> None:
        self.page, self.index, self.record = page, Index(root), record
        # Every formula may have a star, hardly any policy has an anchor.
        self._repeated = repeated(root) if "&" in page.text else frozenset()

    def existing(self, path: Path, reporter: Reporter) -> Place | None:
        """What stands at a path and may be changed; None after a report."""
        if self.is_contested(path.names, path.at, reporter):
            return None
        found = self.index.find(path.names)
        if isinstance(found, Nowhere):
            self.report_nowhere(path, found, reporter)
            return None
        identifies = path.names[-1] == "id" and len(found.trail) >= -_OWNER
        identifies = identifies and isinstance(found.trail[_OWNER], Sequence)
        if (len(path.names) == 1 and path.names[0] in _FIXED) or identifies:
            reporter.report("M018", path.steps[-1].at, place=str(path))
            return None
        return found

    def is_contested(self, names: tuple[str, ...], at: Label, reporter: Reporter) -> bool:
        """Whether another amendment of the same day changes the place, too: then nothing says which comes first."""
        rival, mine = self.record.rival(names), self.record.amendment
        if rival is None:
            return False
        where = rival.label("修订 `{id}` 同日也改这里", "amendment `{id}` changes it on that day, too")
        day = mine.effective.start.iso() if mine.effective.start else ""
        place = path_text(max(names, rival.names, key=len))
        reporter.report("M015", at, where, one=rival.amendment.id, other=mine.id, place=place, day=day)
        return True

    def is_lent(self, change: Change, trail: Iterable[Node], target: Node | None, reporter: Reporter) -> bool:
        """Whether a place, what holds it or a part of it is written once and used in several places of the policy."""
        if not self._repeated:
            return False
        nodes = [*trail, *(walk(target) if target is not None else ())]
        if not any(id(node) in self._repeated for node in nodes):
            return False
        reporter.report("M019", change.path.at)
        return True

    def neighbour(
        self, anchor: tuple[str, Label], owner: Mapping | Sequence, names: tuple[str, ...], reporter: Reporter
    ) -> int | None:
        """The position of the neighbour that an anchor names; None after a report that there is none."""
        name, at = anchor
        position = self.index.position(owner, name)
        if position is not None:
            return position
        known = names_in(owner)
        guess, gone = closest(name, known), self.record.removed((*names, name))
        labels = [at] if gone is None else [at, gone.label("由修订 `{id}` 删去", "removed by amendment `{id}`")]
        help_ = Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?") if guess else None
        place = Text(f"`{path_text(names)}` 里", f"`{path_text(names)}`") if names else _POLICY
        reporter.report("M016", *labels, help=help_, name=name, place=place, known=listed(known))
        return None

    def report_nowhere(self, path: Path, found: Nowhere, reporter: Reporter) -> None:
        """Say why a path leads nowhere: it was taken away before, or it never led anywhere."""
        names = path.names[: found.step + 1]
        gone = self.record.removed(names)
        if gone is None:
            report_nowhere(path, found, reporter)
            return
        where = gone.label("由修订 `{id}` 删去", "removed by amendment `{id}`")
        reporter.report("M014", path.steps[found.step].at, where, place=path_text(names))

    def report_existing(self, names: tuple[str, ...], at: Label, there: Node, reporter: Reporter) -> None:
        """Say that what is to be added is there already."""
        own_id = there.get("id") if isinstance(there, Mapping) else None
        where = self.stands(there if own_id is None else own_id, names, _IS_THERE)
        reporter.report("M013", at, where, place=path_text(names))

    def stands(self, node: Node, names: tuple[str, ...], note: Text = _NOW) -> Label:
        """Where something stands now: in the base, or in the amendment that wrote it."""
        file, span = self.page.source.place(node.span)
        by = next((t.amendment for t in self.record.touching(names) if t.amendment.source is file), None)
        if by is None:
            return Label(file, span, note)
        return Label(file, span, Text(f"由修订 `{by.id}` 写成", f"written by amendment `{by.id}`"))
