"""Tokens: what the lexer gives and the grammar's terminals name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from policydsl.feel.ast import Op
from policydsl.source import Span

if TYPE_CHECKING:
    from policydsl.feel.ast import Expr


class Token(NamedTuple):
    """A terminal of the grammar; `value` is a name, an operator, a literal's node, or nothing."""

    type: str
    start: int
    end: int
    value: str | Op | bool | Expr | None = None

    @property
    def span(self) -> Span:
        """The token's place in the formula."""
        return Span(self.start, self.end)


END = "$END"  # Lark's own name

KEYWORDS = {
    "and": "AND", "or": "OR", "between": "BETWEEN", "in": "IN", "if": "IF", "then": "THEN", "else": "ELSE",
    "for": "FOR", "return": "RETURN", "some": "SOME", "every": "EVERY", "satisfies": "SATISFIES",
    "function": "FUNCTION", "true": "CONSTANT", "false": "CONSTANT", "null": "CONSTANT",
}  # fmt: skip

SYMBOLS: dict[str, tuple[str, Op | None]] = {
    "+": ("PLUS", Op.ADD), "-": ("MINUS", Op.SUB), "*": ("TIMES", Op.MUL), "×": ("TIMES", Op.MUL),
    "/": ("DIVIDE", Op.DIV), "÷": ("DIVIDE", Op.DIV), "**": ("POWER", Op.POW),
    "=": ("COMPARE", Op.EQ), "!=": ("COMPARE", Op.NE), "≠": ("COMPARE", Op.NE),
    "<": ("COMPARE", Op.LT), "<=": ("COMPARE", Op.LE), "≤": ("COMPARE", Op.LE),
    ">": ("COMPARE", Op.GT), ">=": ("COMPARE", Op.GE), "≥": ("COMPARE", Op.GE),
    ",": ("COMMA", None), ":": ("COLON", None), ".": ("DOT", None), "..": ("DOTS", None),
    "(": ("LPAR", None), ")": ("RPAR", None), "[": ("LSQB", None), "]": ("RSQB", None),
    "{": ("LBRACE", None), "}": ("RBRACE", None),
}  # fmt: skip

# After one of these an operand is complete: a bracket that follows closes, filters or calls.
OPERAND_ENDS = frozenset(
    {"FIGURE", "STRING", "AT", "CONSTANT", "NAME", "INPUT", "RPAR", "RSQB", "RBRACE", "CLOSE_AT", "TYPE_MORE"}
)
