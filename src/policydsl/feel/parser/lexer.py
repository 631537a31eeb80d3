"""From text to tokens: the lexer knows the names in scope, and keeps the account of brackets."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import Final, NoReturn

from policydsl.feel.ast import BooleanLit, NullLit, Op
from policydsl.feel.parser import lawlex, literals, mistakes, patterns
from policydsl.feel.parser.brackets import Brackets
from policydsl.feel.parser.figures import date
from policydsl.feel.parser.fold import fold, folded_places
from policydsl.feel.parser.names import NameIndex, with_names
from policydsl.feel.parser.problem import Finding, Place, Problem
from policydsl.feel.parser.tokens import KEYWORDS, OPERAND_ENDS, SYMBOLS, Token
from policydsl.feel.parser.typelex import type_tokens
from policydsl.source import Span

_MASTER = patterns.MASTER.match
_CONSTANTS: Final = {"true": True, "false": False}


class Lexer:
    """One reading of one formula. After `run`, `tokens` hold it and `remarks` what is only worth a remark."""

    def __init__(self, text: str, names: NameIndex, known: AbstractSet[str], *, cell: bool) -> None:
        self.original = text
        self.text = fold(text)
        self.names = names
        self.known = known
        self.cell = cell
        self.tokens: list[Token] = []
        self.brackets = Brackets()
        self.remarks: list[Finding] = []
        self._declares = False  # the next word is the name of an iterator

    def run(self) -> list[Token]:
        """Read the text to its end; a mistake raises `Problem`."""
        at, end, text = 0, len(self.text), self.text
        while at < end:
            found = _MASTER(text, at)
            if found is None:
                law = lawlex.symbol(text, at, self.tokens) if self.cell else None
                at = self._add(law) if law else self._stray(at)
                continue
            match found.lastgroup:
                case "space":
                    at = found.end()
                case "word":
                    at = self._word(found)
                case "symbol":
                    at = self._symbol(found)
                case "number":
                    at = self._number(found)
                case "string":
                    at = self._add(Token("STRING", at, found.end(), literals.string(found[0], at)))
                case "at":
                    at = self._add(Token("AT", at, found.end(), literals.temporal(found[0], at)))
                case _:
                    at = self._add(Token("INPUT", at, found.end()))
        if self.cell:
            self.tokens = lawlex.whole_cell(self.tokens, self.brackets.closed_first)
        self._remark_folded()
        return self.tokens

    def _previous(self) -> str:
        return self.tokens[-1].type if self.tokens else ""

    def _add(self, token: Token) -> int:
        self.tokens.append(token)
        return token.end

    # ---- numbers -------------------------------------------------------------------------------------------

    def _number(self, found: re.Match[str]) -> int:
        start, text = found.start(), self.text
        day = patterns.DATE.match(text, start)
        if day:
            return self._add(Token("FIGURE", start, day.end(), date(Span(start, day.end()), *day.groups())))
        token, remark = literals.number(text, found, alone=self.cell and not self.brackets)
        if remark:
            self.remarks.append(remark)
        return self._add(token)

    # ---- words ---------------------------------------------------------------------------------------------

    def _word(self, found: re.Match[str]) -> int:
        start, text, previous = found.start(), self.text, self._previous()
        law = lawlex.word(text, start, previous) if self.cell else None
        if law:
            return self._add(law)
        declared = self._declaration(start, previous)
        if declared:
            return self._name(start, declared)
        word = found[0]
        for _, pattern, name in self.names.get(word, ()):
            whole = pattern.match(text, start)
            if whole:
                return self._add(Token("NAME", start, whole.end(), name))
        if previous == "DOT":
            return self._add(Token("NAME", start, found.end(), word))
        if word in KEYWORDS:
            return self._keyword(word, found)
        if word == "instance":
            operator = patterns.INSTANCE_OF.match(text, start)
            if operator:
                self._add(Token("INSTANCE_OF", start, operator.end()))
                return self._type(operator.end())
        mistakes.check_word(text, found, previous, self.known, cell=self.cell and not self.brackets)
        return self._add(Token("NAME", start, found.end(), word))

    def _keyword(self, word: str, found: re.Match[str]) -> int:
        start, end = found.span()
        terminal = KEYWORDS[word]
        span = Span(start, end)
        match terminal:
            case "CONSTANT":
                node = BooleanLit(span, _CONSTANTS[word]) if word in _CONSTANTS else NullLit(span)
                return self._add(Token(terminal, start, end, node))
            case "FOR" | "SOME" | "EVERY":
                self.brackets.open("i", span)
                self._declares = True
                return self._add(Token(terminal, start, end, word))
            case "RETURN" | "SATISFIES":
                self.brackets.end_iterators()
            case "AND":
                return self._add(Token(terminal, start, end, Op.AND))
            case "OR":
                return self._add(Token(terminal, start, end, Op.OR))
            case _:
                pass
        return self._add(Token(terminal, start, end))

    def _declaration(self, start: int, previous: str) -> re.Match[str] | None:
        """The name that a context entry, a named argument, a parameter or an iterator declares here."""
        if self._declares:
            self._declares = False
            return patterns.ITERATOR.match(self.text, start)
        if previous in {"LBRACE", "LPAR", "COMMA"}:
            match self.brackets.kind:
                case "{" | "(":
                    return patterns.KEY.match(self.text, start)
                case "f":
                    return patterns.PARAMETER.match(self.text, start)
                case _:
                    pass
        return None

    def _name(self, start: int, declared: re.Match[str]) -> int:
        name = patterns.fold_space(declared[1])
        if not name.isidentifier():
            self.names = with_names(self.names, [name])
        return self._add(Token("NAME", start, declared.end(1), name))

    def _type(self, start: int) -> int:
        tokens = type_tokens(self.text, start, self.names)
        self.tokens += tokens
        return tokens[-1].end if tokens else start

    # ---- signs ---------------------------------------------------------------------------------------------

    def _symbol(self, found: re.Match[str]) -> int:
        start, end = found.span()
        previous = self._previous()
        if self.cell:
            law = lawlex.symbol(self.text, start, self.tokens)
            if law:
                return self._add(law)
        terminal, op = SYMBOLS[found[0]]
        span = Span(start, end)
        match terminal:
            case "LPAR":
                if not self.cell and previous == "FIGURE":
                    lawlex.bound_in_formula(self.text, start)
                self.brackets.open("f" if previous == "FUNCTION" else "(", span, index=len(self.tokens))
            case "LBRACE":
                self.brackets.open("{", span)
            case "LSQB":
                after = patterns.AFTER_RANGE.match(self.text, end)
                if previous in OPERAND_ENDS and self.brackets.has_dots and after:
                    self.brackets.close("[", span, index=len(self.tokens))
                    terminal = "CLOSE_AT"
                else:
                    self.brackets.open("[", span)
            case "RSQB":
                opens = previous not in OPERAND_ENDS and previous != "LSQB"
                if opens and not patterns.NOT_OPENING.match(self.text, end):
                    self.brackets.open("[", span)
                    terminal = "OPEN_AT"
                else:
                    self._close("]", span)
            case "RPAR" | "RBRACE":
                self._close(found[0], span)
            case "DOTS":
                self.brackets.dots()
            case "COMMA":
                self._declares = self.brackets.kind == "i"
            case "COLON":
                self._add(Token(terminal, start, end))
                return self._type(end) if self.brackets.kind == "f" else end
            case _:
                pass
        return self._add(Token(terminal, start, end, op))

    def _close(self, sign: str, span: Span) -> None:
        opened = self.brackets.unclosed
        try:
            self.brackets.close(sign, span, index=len(self.tokens))
        except Problem as problem:
            # of `max(1, [2, 3)` the `)` closes the call
            others = self.brackets.waiting(sign) > self.text.count(sign, span.end)
            if opened is None or others:
                raise
            raise mistakes.with_comma(self.text, opened.span, span, cell=self.cell) or problem from None

    def _stray(self, at: int) -> NoReturn:
        mistakes.stray(self.text, self.original, at)

    def _remark_folded(self) -> None:
        if self.text is self.original:
            return
        places = [
            place
            for token in self.tokens
            if not token.type.startswith("LAW_")
            for place in folded_places(self.original, self.text, token.start, token.end)
        ]
        if places:
            self.remarks.append(
                Finding(
                    "X016",
                    tuple(Place(Span(at, at + 1)) for at, _ in places),
                    {"written": self.original[places[0][0]], "plain": places[0][1]},
                    edits=tuple((Span(at, at + 1), plain) for at, plain in places),
                )
            )
