"""A file as it was in a revision of git: `REV:PATH`."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Final

from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile
from policydsl.syntax import source_of

_SECONDS: Final = 30
_OPERAND: Final = re.compile(r"(?P<revision>[^-:][^:]*):(?P<path>.+)")


def is_revision(name: str) -> bool:
    """Whether a name means a file in a revision: no file is called so, and it has the form."""
    return not Path(name).exists() and _OPERAND.fullmatch(name) is not None


def read_revision(name: str, reporter: Reporter) -> SourceFile | None:
    """The text of `REV:PATH`, the path as seen from here; None after a report why there is none."""
    match = _OPERAND.fullmatch(name)
    path = Path(match["path"]) if match is not None else Path()
    revision = match["revision"] if match is not None else ""
    known = path.parent.is_dir()
    folder, inner = (path.parent, path.name) if known else (Path(), path.as_posix())
    try:
        done = subprocess.run(  # noqa: S603  (no shell; what a user writes is one argument, and begins with no dash)
            ["git", "-C", str(folder), "show", f"{revision}:./{inner}"],  # noqa: S607  (the user's own git)
            capture_output=True, check=False, timeout=_SECONDS, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        reporter.report("U142", name=name, reason=str(error))
        return None
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reporter.report("U142", name=name, reason=reason[0] if reason else str(done.returncode))
        return None
    return source_of(name, done.stdout, reporter)
