"""Safe fixes applied to a document: nothing but what they replace changes, and they are applied until none is left."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from hashlib import sha256
from itertools import pairwise
from typing import Final

from policydsl.diagnostics import Diagnostic, Edit
from policydsl.source import SourceFile, Span
from policydsl.source.frozen import frozen
from policydsl.workspace.documents import Checked

_ROUNDS: Final = 30
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
    """Check and mend in turn, a bounded number of times; what does not mend its finding is taken back."""
    checked = check(source)
    applied: list[Diagnostic] = []
    in_vain: set[int] = set()
    last = checked
    for _ in range(_ROUNDS):
        text, mended, regions = apply_fixes(checked.source, (d for d in checked.reporter if id(d) not in in_vain))
        if not mended:
            break
        last = following = check(SourceFile(source.name, text, sha256(text.encode("utf-8", "replace")).hexdigest()))
        useless = [one for one, new in zip(mended, regions, strict=True) if _is_still_there(one, new, following)]
        if not useless and _breaks(following) > _breaks(checked):
            useless = mended
        if useless:
            in_vain.update(map(id, useless))
            continue
        checked, in_vain = following, set()
        applied += mended
    if last is not checked:
        check(checked.source)  # what later documents see is the text that stays
    return Fixed(source, checked, tuple(applied))


def apply_fixes(
    source: SourceFile, found: Iterable[Diagnostic]
) -> tuple[str, list[Diagnostic], list[tuple[Span, ...]]]:
    """The text with the safe fixes of the findings; the findings that they mend; where in the text each did so.

    Of two fixes that meet, the first is applied.
    """
    taken: list[tuple[int, int, str]] = []
    mended: list[Diagnostic] = []
    edits_of: list[list[tuple[int, int, str]]] = []
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
            edits_of.append(edits)
    pieces: list[str] = []
    places: dict[tuple[int, int, str], Span] = {}
    last = length = 0
    for edit in taken:
        start, end, by = edit
        pieces += (source.text[last:start], by)
        length += start - last
        places[edit] = Span(length, length + len(by))
        length += len(by)
        last = end
    text = "".join([*pieces, source.text[last:]])
    return text, mended, [tuple(places[edit] for edit in edits) for edits in edits_of]


def _is_still_there(finding: Diagnostic, regions: tuple[Span, ...], following: Checked) -> bool:
    """Whether the same is found at one of the places that were to mend it."""
    return any(
        one.code == finding.code
        and one.labels
        and one.labels[0].file is following.source
        and any(_meet(one.labels[0].span, region) for region in regions)
        for one in following.reporter
    )


def _meet(one: Span, other: Span) -> bool:
    if other.start == other.end:
        return one.start <= other.start <= one.end
    return one.start < other.end and other.start < max(one.end, one.start + 1)


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
