"""Output that appears whole or not at all: written beside its place, then moved there."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from policydsl.source.beside import beside, remove, sweep


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """The place to write to; what is there at the end takes the place of `target`, after an exception nothing does.

    A file never takes the place of a folder, nor a folder that of a file.
    """
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    sweep(target, "tmp")
    place = beside(target, "tmp")
    try:
        yield place
        _move(place, target)
    except BaseException:
        remove(place)
        raise


def _move(made: Path, target: Path) -> None:
    if target.exists() and target.is_dir() != made.is_dir():
        kind = IsADirectoryError if target.is_dir() else NotADirectoryError
        code = errno.EISDIR if target.is_dir() else errno.ENOTDIR
        raise kind(code, os.strerror(code), str(target))
    old = beside(target, "old")
    if target.is_dir():
        target.rename(old)
    try:
        made.replace(target)
    except BaseException:
        if old.exists():
            old.rename(target)
        raise
    remove(old)
