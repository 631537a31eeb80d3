"""Names that were meant: the closest one, and lists of them as messages show them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

_MAX_LISTED: Final = 24
_MAX_LENGTH: Final = 60
_LONG_NAME: Final = 6  # letters, from which on two of them may be wrong
_CUTOFF: Final = 0.61  # `limit` is no `claim`


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` was most likely meant to be."""
    if len(name) > _MAX_LENGTH:
        return None
    plain = {_folded(candidate): candidate for candidate in known}
    wanted = _folded(name)
    if wanted in plain:
        return plain[wanted]
    from difflib import get_close_matches  # noqa: PLC0415  (only misspelt names pay for it)

    found = get_close_matches(wanted, plain, n=1, cutoff=_CUTOFF)
    return plain[found[0]] if found else None


def is_slip(name: str, meant: str, known: Iterable[str]) -> bool:
    """Whether `name` is `meant` with a letter or two mistyped, and no other known name is as near."""
    written, wanted = _folded(name), _folded(meant)
    if written == wanted:
        return True
    most = 2 if len(wanted) >= _LONG_NAME else 1
    near = _distance(written, wanted, most)
    return near <= most and all(
        _distance(written, other, near) > near for other in map(_folded, known) if other != wanted
    )


def _distance(left: str, right: str, most: int) -> int:
    """How many letters are missing, too many, wrong, or swapped with their neighbour; `most + 1` if more."""
    if abs(len(left) - len(right)) > most or max(len(left), len(right)) > _MAX_LENGTH:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        following = [i]
        for j, b in enumerate(right, 1):
            best = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (a != b))
            if before and j > 1 and a == right[j - 2] and left[i - 2] == b:
                best = min(best, before[j - 2] + 1)
            following.append(best)
        before, row = row, following
    return row[-1]


def listed(names: Iterable[object]) -> str:
    """Names in backticks, as many as one can take in."""
    every = [str(name) for name in names]
    shown = ", ".join(f"`{name}`" for name in every[:_MAX_LISTED])
    return shown + (" …" if len(every) > _MAX_LISTED else "")


def _folded(name: str) -> str:
    """Without what an input method or habit changes: width, case, dashes and spaces for underscores."""
    narrow = unicodedata.normalize("NFKC", name).strip().strip("\"'").casefold()
    return narrow.replace("-", "_").replace(" ", "_").strip("_:")
