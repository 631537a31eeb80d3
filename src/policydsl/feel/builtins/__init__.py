"""The built-in functions of FEEL (DMN 1.5, 10.3.4): one table for evaluator, checker, other backends and docs.

Takes values of policydsl.feel.values; gives `BUILTINS` by name, and `bind` to call one by position or by name.
Guarantees: a call gives the value that the standard says, or raises FeelFailure with a reason; nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policydsl.feel.builtins.binding import bind
    from policydsl.feel.builtins.entry import Builtin
    from policydsl.feel.builtins.signature import Param, Signature, SigType, parse_signature, parse_type, show_type
    from policydsl.feel.builtins.table import BUILTINS, FAMILIES

__all__ = [
    "BUILTINS",
    "FAMILIES",
    "Builtin",
    "Param",
    "SigType",
    "Signature",
    "bind",
    "parse_signature",
    "parse_type",
    "show_type",
]


def __getattr__(name: str) -> object:
    """Fetched when first asked for: the lexer wants the names alone, and must not pay for the implementations."""
    if name not in __all__:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    from policydsl.feel.builtins import binding, entry, signature, table  # noqa: PLC0415

    for home in (table, binding, entry, signature):
        globals().update({public: vars(home)[public] for public in __all__ if public in vars(home)})
    return globals()[name]
