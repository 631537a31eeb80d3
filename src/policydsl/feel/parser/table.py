"""The parse table: built from the grammar once, then kept in the user's own cache folder.

Building takes Lark some 100 ms, loading 6. The file holds plain data (marshal: no code runs on loading), and
still only one that this user owns, in a folder closed to others, is read.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from policydsl import __version__
from policydsl.feel.parser.build import Builder
from policydsl.source.resources import grammar_text

if TYPE_CHECKING:
    from lark import Lark

STARTS: Final = ("expression", "unary_tests")


@cache
def parser() -> Lark:
    """The LALR parser of both start rules, its callbacks those of `Builder`."""
    import lark  # noqa: PLC0415  (40 ms that a run without formulas need not pay)

    grammar = grammar_text("feel")
    file = _cache_file(grammar, lark.__version__)
    data = (_load(file) if file else None) or _build(grammar, file)
    try:
        return _with_callbacks(data)
    except Exception:  # noqa: BLE001  (a cached table that Lark cannot use is no reason to stop)
        return _with_callbacks(_build(grammar, None))


def _with_callbacks(data: tuple[Any, Any]) -> Lark:
    from lark import Lark  # noqa: PLC0415  (see above)

    load: Any = Lark._load_from_dict  # noqa: SLF001  (what Lark's own generated parsers call)
    loaded: Lark = load(*data, transformer=Builder())
    return loaded


def _build(grammar: str, file: Path | None) -> tuple[Any, Any]:
    from lark import Lark  # noqa: PLC0415  (see above)
    from lark.grammar import Rule  # noqa: PLC0415
    from lark.lexer import TerminalDef  # noqa: PLC0415

    # No terminal has a pattern, so Lark's own lexer stays empty and unused.
    built = Lark(grammar, parser="lalr", lexer="basic", start=list(STARTS))
    data: tuple[Any, Any] = built.memo_serialize([TerminalDef, Rule])
    if file:
        _save(file, data)
    return data


def _cache_file(grammar: str, lark_version: str) -> Path | None:
    folder = _cache_folder()
    if folder is None:
        return None
    what = "\0".join((grammar, lark_version, __version__, sys.version, str(marshal.version)))
    return folder / f"feel-{hashlib.sha256(what.encode()).hexdigest()[:32]}.table"


def _cache_folder() -> Path | None:
    """The user's cache folder if it is theirs alone; None turns the cache off."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    try:
        root = Path(base) if base and Path(base).is_absolute() else Path.home() / ".cache"
        folder = root / "policydsl"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _is_own(folder) else None
    except (OSError, RuntimeError):  # no home, or not writable
        return None


def _is_own(path: Path) -> bool:
    if not hasattr(os, "getuid"):
        return True
    status = path.lstat()
    return status.st_uid == os.getuid() and not status.st_mode & 0o022


def _load(file: Path) -> tuple[Any, Any] | None:
    try:
        if not _is_own(file):
            return None
        digest, body = file.read_bytes().split(b"\n", 1)
        if hashlib.sha256(body).hexdigest().encode() != digest:
            return None
        data = marshal.loads(body)  # noqa: S302  (written by this user, see above)
    except (OSError, ValueError, EOFError, TypeError):
        return None
    return data if isinstance(data, tuple) and len(data) == len(("data", "memo")) else None


def _save(file: Path, data: tuple[Any, Any]) -> None:
    try:
        body = marshal.dumps(data)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".feel-")
        with os.fdopen(handle, "wb") as stream:
            stream.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        Path(name).replace(file)
    except (OSError, ValueError):  # a full disk; the next run builds again
        return
