"""Tokens of a type, where `<` and `>` are brackets: after `instance of` and after the colon of a parameter."""

from __future__ import annotations

import re
from typing import Final

from policydsl.feel.parser import patterns
from policydsl.feel.parser.brackets import MAX_DEPTH
from policydsl.feel.parser.names import NameIndex
from policydsl.feel.parser.problem import Problem
from policydsl.feel.parser.tokens import Token
from policydsl.source import Span

_WORD = re.compile(patterns.WORD)
_WITH_ARGUMENTS: Final = frozenset({"list", "range", "context", "function"})
_TERMINALS: Final = {"<": "TYPE_LESS", ">": "TYPE_MORE", "->": "TYPE_ARROW", ",": "COMMA", ":": "COLON"}


def type_tokens(text: str, start: int, names: NameIndex) -> list[Token]:
    """The tokens of the type that begins at `start`; it ends where it is complete."""
    tokens: list[Token] = []
    depth = arrows = 0
    at = start
    while True:
        skipped = patterns.SKIP.match(text, at)
        at = skipped.end() if skipped else at
        last = tokens[-1] if tokens else None
        if last is None or last.type in {"TYPE_LESS", "COMMA", "COLON", "TYPE_ARROW"}:
            name = _name(text, at, names, field=last is not None and last.type in {"TYPE_LESS", "COMMA"})
            if name:
                tokens.append(name)
                at = name.end
                continue
        sign = patterns.TYPE_SYMBOL.match(text, at)
        if sign is None or last is None or not _fits(sign[0], last, depth):
            return tokens
        tokens.append(Token(_TERMINALS[sign[0]], at, sign.end()))
        depth += {"<": 1, ">": -1}.get(sign[0], 0)
        arrows += sign[0] == "->"
        if depth + arrows > MAX_DEPTH:
            raise Problem("X032", Span(at, sign.end()), limit=MAX_DEPTH)
        at = sign.end()


def _fits(sign: str, last: Token, depth: int) -> bool:
    match sign:
        case "<":
            return last.type == "FUNCTION" or (last.type == "NAME" and last.value in _WITH_ARGUMENTS)
        case "->":
            return last.type == "TYPE_MORE"
        case _:
            return depth > 0 and sign in _TERMINALS


def _name(text: str, at: int, names: NameIndex, *, field: bool) -> Token | None:
    declared = patterns.KEY.match(text, at) if field else None
    if declared:
        return Token("NAME", at, declared.end(1), patterns.fold_space(declared[1]))
    word = _WORD.match(text, at)
    if word is None:
        return None
    for _, pattern, name in names.get(word[0], ()):
        whole = pattern.match(text, at)
        if whole:
            return Token("NAME", at, whole.end(), name)
    if word[0] == "function":
        return Token("FUNCTION", at, word.end())
    # an item definition may be a part of another one: tLoan.terms
    end = word.end()
    while (part := _WORD.match(text, end + 1)) and text[end] == ".":
        end = part.end()
    return Token("NAME", at, end, text[at:end])
