"""Output that appears whole or not at all: written beside its place, then moved there."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """The place to write to; what is there at the end takes the place of `target`, after an exception nothing does.

    A file never takes the place of a folder, nor a folder that of a file.
    """
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target)
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        yield beside
        _move(beside, target)
    except BaseException:
        _remove(beside)
        raise


def _move(beside: Path, target: Path) -> None:
    if target.exists() and target.is_dir() != beside.is_dir():
        kind = IsADirectoryError if target.is_dir() else NotADirectoryError
        code = errno.EISDIR if target.is_dir() else errno.ENOTDIR
        raise kind(code, os.strerror(code), str(target))
    old = target.with_name(f".{target.name}.{os.getpid()}.old")
    if target.is_dir():
        target.rename(old)
    try:
        beside.replace(target)
    except BaseException:
        if old.exists():
            old.rename(target)
        raise
    _remove(old)


def _sweep(target: Path) -> None:
    """Remove what runs that were killed have left."""
    for one in target.parent.glob(f".{escape(target.name)}.*.tmp"):
        number = one.name.removesuffix(".tmp").rpartition(".")[2]
        if number.isdecimal() and not _is_running(int(number)):
            _remove(one)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)
