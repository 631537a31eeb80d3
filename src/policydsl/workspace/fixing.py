"""Safe fixes applied to a document: nothing but what they replace changes, and they are applied until none is left."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from hashlib import sha256
from itertools import pairwise
from typing import Final

from policydsl.diagnostics import Diagnostic, Edit
from policydsl.source import SourceFile
from policydsl.source.frozen import frozen
from policydsl.workspace.documents import Checked

_ROUNDS: Final = 10
_LINE_END: Final = re.compile(r"\r\n|\n|\r")


@frozen(eq=False)
class Fixed:
    """A document after its fixes: the last check, and what was mended on the way."""

    before: SourceFile
    checked: Checked
    applied: tuple[Diagnostic, ...]

    @property
    def text(self) -> str:
        """The text that is left."""
        return self.checked.source.text

    @property
    def changed(self) -> bool:
        """Whether it differs from what it was."""
        return self.text != self.before.text


def fix_document(source: SourceFile, check: Callable[[SourceFile], Checked]) -> Fixed:
    """Check and mend in turn, a bounded number of times; a round that breaks the YAML is taken back."""
    checked = check(source)
    applied: list[Diagnostic] = []
    for _ in range(_ROUNDS):
        text, mended = apply_fixes(checked.source, checked.reporter)
        if not mended:
            break
        following = check(SourceFile(source.name, text, sha256(text.encode("utf-8", "replace")).hexdigest()))
        if _breaks(following) > _breaks(checked):
            check(checked.source)  # what later documents see is the text that stays
            break
        checked = following
        applied += mended
    return Fixed(source, checked, tuple(applied))


def apply_fixes(source: SourceFile, found: Iterable[Diagnostic]) -> tuple[str, list[Diagnostic]]:
    """The text with the safe fixes of the findings, and the findings that they mend; of two that meet, the first."""
    taken: list[tuple[int, int, str]] = []
    mended: list[Diagnostic] = []
    for finding in found:
        fix = finding.safe_fix
        if fix is None or any(edit.file is not source for edit in fix.edits):
            continue
        edits = sorted(_edit(edit) for edit in fix.edits)
        new = [edit for edit in edits if edit not in taken]
        if all(_is_free(edit, taken) for edit in new) and _apart(edits):
            taken += new
            taken.sort()
            mended.append(finding)
    pieces: list[str] = []
    last = 0
    for start, end, by in taken:
        pieces += (source.text[last:start], by)
        last = end
    return "".join([*pieces, source.text[last:]]), mended


def _edit(edit: Edit) -> tuple[int, int, str]:
    """An edit as numbers; a line end in it is one of the file's own."""
    by = edit.replacement
    if "\n" in by and by.strip():
        own = _LINE_END.search(edit.file.text)
        by = by.replace("\n", own.group() if own else "\n")
    return edit.span.start, edit.span.end, by


def _is_free(edit: tuple[int, int, str], taken: list[tuple[int, int, str]]) -> bool:
    """Whether an edit touches none of those taken."""
    at = bisect_left(taken, edit)
    before_it = at == 0 or taken[at - 1][1] < edit[0] or (taken[at - 1][1] == edit[0] and edit[0] < edit[1])
    after_it = at == len(taken) or edit[1] < taken[at][0] or (edit[1] == taken[at][0] and taken[at][0] < taken[at][1])
    return before_it and after_it


def _apart(edits: list[tuple[int, int, str]]) -> bool:
    return all(one[1] <= other[0] for one, other in pairwise(edits))


def _breaks(checked: Checked) -> int:
    return sum(one.code.startswith("Y") and one.severity.counts for one in checked.reporter)
