"""From what Spark throws to what the user can mend."""

from __future__ import annotations

import re
from typing import Final

from policydsl.cohort.engines.engine import EngineError

_FULL: Final = ("No space left on device", "Disk quota exceeded", "There is not enough space on the disk")
_MASTER: Final = (
    "All masters are unresponsive",
    "Could not parse Master URL",
    "Invalid master URL",
    "UnknownHostException",
)
_UNSEEN: Final = (
    "FileNotFoundException",
    "does not exist",
    "FAILED_READ_FILE.FILE_NOT_EXIST",
    "Mkdirs failed to create",
)
_CAUSED: Final = re.compile(r"^\s*Caused by: (?:[\w.$]+: )?(?P<said>\S.*)$", re.MULTILINE)
_MOST: Final = 300  # of a reason


def why(error: BaseException, folder: str, master: str | None) -> EngineError:
    """The finding for an error; `folder`: what the tables are handed over in."""
    text = f"{error}\n{getattr(error, 'java_exception', None) or ''}"
    if any(one in text for one in _FULL):
        return EngineError("B189", path=folder)
    if master is not None and any(one in text for one in _MASTER):
        return EngineError("B184", master=master)
    if master is not None and any(one in text for one in _UNSEEN):
        return EngineError("B188", path=folder)
    return EngineError("B182", reason=_told(text, error))


def _told(text: str, error: BaseException) -> str:
    """The last cause that is named, else the first line."""
    causes = [match["said"].strip() for match in _CAUSED.finditer(text)]
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = causes[-1] if causes else lines[0] if lines else type(error).__name__
    return found if len(found) <= _MOST else found[:_MOST] + "…"
