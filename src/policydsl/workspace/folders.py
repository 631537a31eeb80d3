"""The documents of a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_ENDINGS: Final = (".yaml", ".yml")


def files_of(folder: str) -> Iterator[str]:
    """Give every YAML file in a folder and below, in the order of their names; hidden folders are left out."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(_ENDINGS):
                yield str(Path(place) / name)
