"""Small files in the user's own cache folder, that spare later runs a computation.

Whatever is in the way (no home, a full disk, a folder that others may write to, a damaged file) only turns the cache
off for that file; POLICYDSL_NO_CACHE=1 turns it off altogether. Readers must not trust the content with more than
that this user's programs have written it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path


def key(*parts: str) -> str:
    """A name for what was computed from these texts, and from nothing else."""
    return sha256(repr(parts).encode()).hexdigest()


def kept(name: str) -> bytes | None:
    """What was kept under a name; None if there is nothing, or nothing sound."""
    try:
        folder = _folder()
        if folder is None or not (_is_own(folder) and _is_own(folder / name)):
            return None
        digest, _, body = (folder / name).read_bytes().partition(b"\n")
    except OSError:
        return None
    return body if sha256(body).hexdigest().encode() == digest else None


def keep(name: str, body: bytes, *, most: int) -> None:
    """Keep something for later runs; of names with the same ending the newest `most` stay."""
    try:
        folder = _folder()
        if folder is None:
            return
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _is_own(folder):
            _write(folder / name, sha256(body).hexdigest().encode() + b"\n" + body)
            _remove_oldest(folder, Path(name).suffix, most)
    except OSError:
        return


def _folder() -> Path | None:
    if os.environ.get("POLICYDSL_NO_CACHE", "0") not in ("", "0"):
        return None
    base = os.environ.get("XDG_CACHE_HOME", "")
    try:
        root = Path(base) if base and Path(base).is_absolute() else Path.home() / ".cache"
    except RuntimeError:  # no home
        return None
    return root / "policydsl"


def _is_own(path: Path) -> bool:
    """Whether nobody else can have written it."""
    if not hasattr(os, "getuid"):
        return True
    status = path.lstat()
    return status.st_uid == os.getuid() and not status.st_mode & 0o022


def _write(file: Path, data: bytes) -> None:
    """The whole file or none of it, whoever else writes it at the same time."""
    # Not by tempfile, which takes longer to load than many a run of ours.
    draft = file.with_name(f".{os.getpid()}-{os.urandom(8).hex()}{file.suffix}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        draft.replace(file)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        raise


def _remove_oldest(folder: Path, ending: str, most: int) -> None:
    """Make room when there are more than `most`: for a quarter, so that the ages are seldom looked up."""
    names = [name for name in os.listdir(folder) if name.endswith(ending)]  # noqa: PTH208  (a fifth of the time)
    if len(names) <= most:
        return
    ages: list[tuple[int, str]] = []
    for name in names:
        with suppress(FileNotFoundError):  # another process makes room, too
            ages.append(((folder / name).lstat().st_mtime_ns, name))
    for _, name in sorted(ages)[: len(ages) - (most - most // 4)]:
        (folder / name).unlink(missing_ok=True)
