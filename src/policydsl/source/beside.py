"""Names beside a target, under which output is made until it is complete; what killed runs left of such is removed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from glob import escape
from pathlib import Path


def beside(target: Path, kind: str) -> Path:
    """A hidden name of this process."""
    return target.with_name(f".{target.name}.{os.getpid()}.{kind}")


def left_by_killed(target: Path, kind: str) -> Iterator[Path]:
    """What stands under such names of processes that no longer run; this one has only begun."""
    for one in target.parent.glob(f".{escape(target.name)}.*.{kind}"):
        number = one.name.removesuffix(f".{kind}").rpartition(".")[2]
        if number.isdecimal() and not _runs(int(number)):
            yield one


def sweep(target: Path, *kinds: str) -> None:
    """Remove all that killed runs left."""
    for kind in kinds:
        for one in left_by_killed(target, kind):
            remove(one)


def remove(path: Path) -> None:
    """Remove a file or a folder, if it can be done."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    if process == os.getpid():  # numbers come again: it was another one's
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
