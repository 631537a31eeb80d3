"""A directory that appears whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

MANIFEST: Final = "manifest.json"  # by it a directory is known as a result, which a new one may replace


class TakenError(Exception):
    """The place holds something that is no earlier result."""


def may_replace(target: Path) -> bool:
    """Whether a result may stand there: nothing, an empty directory, an earlier result."""
    if not target.exists():
        return True
    return target.is_dir() and ((target / MANIFEST).is_file() or not any(target.iterdir()))


@contextmanager
def appearing(target: Path) -> Iterator[Path]:
    """A directory beside the target to work in; it takes the target's place when the block ends without an error."""
    target = target.absolute()
    if not may_replace(target):
        raise TakenError
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target)
    beside = target.with_name(f".{target.name}.{os.getpid()}.partial")
    beside.mkdir()
    try:
        yield beside
        _put(beside, target)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _put(beside: Path, target: Path) -> None:
    """The new directory in place of the old one, which is gone for a moment at the most."""
    if not target.exists():
        beside.rename(target)
        return
    old = target.with_name(f".{target.name}.{os.getpid()}.old")
    target.rename(old)
    beside.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _sweep(target: Path) -> None:
    """Remove what killed runs left; put back a result that a killed run had set aside."""
    for kind in ("partial", "old"):
        for left in target.parent.glob(f".{target.name}.*.{kind}"):
            pid = left.name.rsplit(".", 2)[1]
            if pid.isdigit() and _runs(int(pid)):
                continue
            if kind == "old" and not target.exists():
                with suppress(OSError):
                    left.rename(target)
                    continue
            shutil.rmtree(left, ignore_errors=True)


def _runs(pid: int) -> bool:
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
