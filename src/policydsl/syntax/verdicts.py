"""Which documents are known to have the shape of their kind, so that they need not be validated at every start.

A verdict depends on the values of the document, the schema, and the programs that compared them: on nothing else.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Final

from policydsl import __version__
from policydsl.source.cache import keep, kept, key
from policydsl.source.frozen import frozen
from policydsl.source.resources import schema_text
from policydsl.syntax.plain import Plain

_MOST: Final = 400


@frozen
class Verdict:
    """The verdict on one document; only a good one is ever remembered."""

    key: str  # empty: not to be remembered

    def is_known(self) -> bool:
        """Whether the document was found to have the shape."""
        return bool(self.key) and kept(self._name()) == self.key.encode()

    def remember(self) -> None:
        """Keep that it has."""
        if self.key:
            keep(self._name(), self.key.encode(), most=_MOST)

    def _name(self) -> str:
        return f"{self.key[:32]}.shape"


def verdict(kind: str, value: Plain) -> Verdict:
    """What is known of a document of a kind, by its value."""
    programs = _programs()
    return Verdict(key(kind, repr(value), schema_text(kind), programs) if programs else "")


@cache
def _programs() -> str:
    """Tells apart versions of what validates, without loading it; empty if that cannot be told."""
    library = PathFinder.find_spec("jsonschema")
    if library is None or library.origin is None:
        return ""
    try:
        ours, theirs = _files(Path(__file__).parent), _files(Path(library.origin).parent)
    except OSError:  # in an archive
        return ""
    return f"{__version__}\n{sys.version}\n{ours}\n{theirs}"


def _files(folder: Path) -> str:
    """The files of a program, by size and time: an update changes them, whether its version is known or not."""
    with os.scandir(folder) as entries:
        files = sorted((e.name, e.stat().st_size, e.stat().st_mtime_ns) for e in entries if e.is_file())
    return f"{folder}\n{files}"
