"""The parse table: built from the grammar once, then kept in the user's own cache folder.

Building takes Lark some 100 ms, loading 6. The file holds plain data (marshal: no code runs on loading).
"""

from __future__ import annotations

import marshal
import sys
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from policydsl import __version__
from policydsl.feel.parser.build import Builder
from policydsl.source.cache import keep, kept, key
from policydsl.source.resources import grammar_text

if TYPE_CHECKING:
    from lark import Lark

STARTS: Final = ("expression", "unary_tests")
# Those of other versions, which may be in use beside this one.
_MOST_TABLES: Final = 8


@cache
def parser() -> Lark:
    """The LALR parser of both start rules, its callbacks those of `Builder`."""
    import lark  # noqa: PLC0415  (40 ms that a run without formulas need not pay)

    grammar = grammar_text("feel")
    parts = (grammar, lark.__version__, __version__, sys.version, str(marshal.version))
    name = f"feel-{key(*parts)[:32]}.table"
    data = _load(name) or _build(grammar, name)
    try:
        return _with_callbacks(data)
    except Exception:  # noqa: BLE001  (a cached table that Lark cannot use is no reason to stop)
        return _with_callbacks(_build(grammar, None))


def _with_callbacks(data: tuple[Any, Any]) -> Lark:
    from lark import Lark  # noqa: PLC0415  (see above)

    load: Any = Lark._load_from_dict  # noqa: SLF001  (what Lark's own generated parsers call)
    loaded: Lark = load(*data, transformer=Builder())
    return loaded


def _build(grammar: str, name: str | None) -> tuple[Any, Any]:
    from lark import Lark  # noqa: PLC0415  (see above)
    from lark.grammar import Rule  # noqa: PLC0415
    from lark.lexer import TerminalDef  # noqa: PLC0415

    # No terminal has a pattern, so Lark's own lexer stays empty and unused.
    built = Lark(grammar, parser="lalr", lexer="basic", start=list(STARTS))
    data: tuple[Any, Any] = built.memo_serialize([TerminalDef, Rule])
    if name:
        keep(name, marshal.dumps(data), most=_MOST_TABLES)
    return data


def _load(name: str) -> tuple[Any, Any] | None:
    body = kept(name)
    try:
        data = None if body is None else marshal.loads(body)  # noqa: S302  (written by this user, see `cache`)
    except (ValueError, EOFError, TypeError):
        return None
    return data if isinstance(data, tuple) and len(data) == len(("data", "memo")) else None
