"""Names that were meant: the closest one, and lists of them as messages show them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

_MAX_LISTED: Final = 24
_MAX_LENGTH: Final = 60
_CUTOFF: Final = 0.6


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


def listed(names: Iterable[object]) -> str:
    """Names in backticks, as many as one can take in."""
    every = [str(name) for name in names]
    shown = ", ".join(f"`{name}`" for name in every[:_MAX_LISTED])
    return shown + (" …" if len(every) > _MAX_LISTED else "")


def _folded(name: str) -> str:
    """Without what an input method or habit changes: width, case, dashes and spaces for underscores."""
    narrow = unicodedata.normalize("NFKC", name).strip().strip("\"'").casefold()
    return narrow.replace("-", "_").replace(" ", "_").strip("_:")
