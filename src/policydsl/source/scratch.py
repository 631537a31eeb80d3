"""A folder to work in where the system keeps such; those of runs that were killed are removed by the next one.

A run holds a lock on a file in its folder, which ends with its process, however that ends. Only a folder that is ours
alone, and whose lock nobody holds, is removed; links are not followed.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

try:
    import fcntl

    _LOCKS = True
except ImportError:  # there are none in this system: nothing is swept
    _LOCKS = False

_PREFIX: Final = "policydsl-"
_LOCK: Final = "lock"
_NEW: Final = "lock.new"


@contextmanager
def scratch() -> Iterator[Path]:
    """A new folder, which is gone afterwards."""
    if _LOCKS:
        _sweep(tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    lock = _locked(folder) if _LOCKS else None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _locked(folder: Path) -> int | None:
    """The lock of a new folder: it has its name when it is held, so that nobody finds it free."""
    new = folder / _NEW
    lock = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        new.rename(folder / _LOCK)
    except OSError:  # as on some disks of networks: the folder is never swept
        os.close(lock)
        return None
    return lock


def _sweep(home: str) -> None:
    with suppress(OSError), os.scandir(home) as entries:
        for one in entries:
            if one.name.startswith(_PREFIX) and one.is_dir(follow_symlinks=False):
                with suppress(OSError):
                    _remove(one.path)


def _remove(path: str) -> None:
    """Remove a folder if it is ours, and the run that made it has ended."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        told = os.fstat(folder)
        if told.st_uid != os.geteuid() or stat.S_IMODE(told.st_mode) != stat.S_IRWXU:
            return
        lock = os.open(_LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not os.path.samestat(os.fstat(lock), os.stat(_LOCK, dir_fd=folder, follow_symlinks=False)):
                return  # another run has removed it meanwhile
            _empty(folder)
            if _names(folder) == [_LOCK]:  # else a next run tries again
                os.unlink(_LOCK, dir_fd=folder)
                Path(path).rmdir()
        finally:
            os.close(lock)
    finally:
        os.close(folder)


def _empty(folder: int) -> None:
    """Remove all but the lock, which goes last: whoever is stopped here leaves what the next one finds."""
    for name in _names(folder):
        if name == _LOCK:
            continue
        if stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            shutil.rmtree(name, ignore_errors=True, dir_fd=folder)
        else:
            os.unlink(name, dir_fd=folder)


def _names(folder: int) -> list[str]:
    with os.scandir(folder) as entries:
        return [one.name for one in entries]
