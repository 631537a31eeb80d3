"""What the parser found, and what it could have gone on with, in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from policydsl.feel.parser import mistakes
from policydsl.feel.parser.brackets import Open
from policydsl.feel.parser.problem import Place, Problem
from policydsl.feel.parser.slips import from_slip, is_everything, slip_of
from policydsl.feel.parser.tokens import END, SYMBOLS, Token
from policydsl.feel.parser.words import LAW_DOWN, LAW_UP, feel_spelling
from policydsl.source import Span, Text

_VALUE: Final = Text("一个值（数、文本、名称、括号等）", "a value (a number, a text, a name, a bracket …)")
_OPERATOR: Final = Text("运算符（如 `+`、`=`、`and`）", "an operator (such as `+`, `=`, `and`)")
_NAME: Final = Text("一个名称", "a name")
_TYPE: Final = Text("一个类型", "a type")
_FINISH: Final = Text("结束", "the end")
_MOST: Final = 4

# terminals that are the sign itself, closing ones first
_SIGNS: Final = {
    "RPAR": ")", "RSQB": "]", "RBRACE": "}", "TYPE_MORE": ">", "THEN": "then", "ELSE": "else", "RETURN": "return",
    "SATISFIES": "satisfies", "DOTS": "..", "COLON": ":", "COMMA": ",", "TYPE_LESS": "<", "TYPE_ARROW": "->",
}  # fmt: skip
_NEEDS_VALUE: Final = frozenset({"FIGURE", "NAME", "STRING"})
_OPERATORS: Final = frozenset({"PLUS", "TIMES", "COMPARE", "AND", "OR"})
_TWO: Final = 2
# Behind one of these a name is no value of its own.
_VALUES: Final = mistakes.VALUE_ENDS | {"DOT", "NAME"}
_SAID: Final = "(?:[(（]不?含[^)）]*[)）])?"
_PHRASE = re.compile(rf"\s*{_SAID}\s*(?:{'|'.join((*LAW_UP, *LAW_DOWN))}){_SAID}")
# `price × area，最高20万元`
_AT_MOST: Final = re.compile(
    r"[,，、;]\s*(?:且|并|但|同时)?(?:最高|最多|至多|上限|不超过|不得超过|最高不超过|封顶|以)\s*为?([0-9.]+\w*元)(?:为限|封顶)?\s*\Z"
)
_IN_BRACKETS: Final = re.compile(r"\s*[(\[（［]([^()\[\]（）［］]+)[)\]）］]\s*")
_DOUBLED: Final = {"≥=": ">=", "≤=": "<=", "≥≥": ">=", "≤≤": "<=", ">>": ">", "<<": "<", "=≥": ">=", "=≤": "<=",
                   ">≥": ">=", "<≤": "<=", "≠=": "!="}  # fmt: skip


def unexpected(
    token: Token, before: Sequence[Token], accepts: AbstractSet[str], text: str, unclosed: Open | None, *, cell: bool
) -> Problem:
    """The problem of a token that does not fit after the ones before it."""
    expected = _in_words(accepts)
    known = _in_tokens(token, before, text, cell=cell)
    if known:
        return known
    if token.type == END:
        if unclosed is not None:
            note = Text("这里打开", "opened here")
            return Problem("X004", token.span, Place(unclosed.span, note), sign=unclosed.sign, expected=expected)
        return Problem("X002", token.span, expected=expected)
    previous = before[-1] if before else None
    written = text[token.start : token.end]
    meant = _meant(token, previous, accepts, written, text, cell=cell)
    if meant is None and token.type == "COMMA" and not cell and (most := _AT_MOST.match(text, token.start)):
        edits = ((Span(token.start, most.end()), ""),)
        help_ = Text(
            f"公式只写到逗号之前；最多给多少写在 `caps` 里：`limit: {most[1]}`。",
            f"the formula ends before the comma; the most that is granted is a cap: `limit: {most[1]}`",
        )
        return Problem("X065", Span(token.start, most.end()), written=most[0], help=help_, edits=edits, sure=False)
    if meant is None and cell and any(one.type.startswith("LAW_") for one in (*before, token)):
        return Problem("X060", token.span, found=text.strip())
    return meant or Problem("X001", token.span, found=written, expected=expected)


def _in_tokens(token: Token, before: Sequence[Token], text: str, *, cell: bool) -> Problem | None:
    """A word among those read so far that is a figure in words, or stands beside one."""
    if cell and is_everything(text):
        return Problem("X068", Span(0, len(text.rstrip())), written=text.strip(), edits=((Span(0, len(text)), "-"),))
    earlier = ""
    for one in (*before, token):
        if one.type == "NAME" and earlier not in _VALUES:
            slip = slip_of(text[one.start : one.end], cell=cell)
            if slip:
                return from_slip(slip, one.start)
        earlier = one.type
    return None


def _meant(
    token: Token, previous: Token | None, accepts: AbstractSet[str], written: str, text: str, *, cell: bool
) -> Problem | None:
    """The well-known mistakes, each with its own words."""
    if previous is not None and previous.value == "not" and token.type not in {"RPAR", "COMMA"}:
        return Problem("X010", previous.span, written="not", right="not(…)")
    if previous is not None and previous.type == "NAME" and feel_spelling(str(previous.value)):
        return _spelled(previous.span, str(previous.value), text, cell=cell)
    match token.type:
        case "IN" if cell and previous is None:
            return _listed(token, text)
        case "NAME":
            return _name(token, previous, accepts, written, text, cell=cell)
        case "FIGURE" if previous is not None and previous.type == "NAME" and not cell:
            phrase = _PHRASE.match(text, token.end)
            if phrase:
                return Problem("X025", Span(token.start, phrase.end()), written=text[token.start : phrase.end()])
        case "COMPARE" if _is_value(accepts):
            return _sign(token, previous, written, text)
        case "COMPARE" if "AND" in accepts:
            return (mistakes.chained(text, token.span) if cell else None) or Problem("X029", token.span, found=written)
        case "AND" | "OR" if "COMMA" in accepts and previous is not None:
            return mistakes.joined(written, token.span, text) if cell else Problem("X034", token.span, found=written)
    return None


def _listed(token: Token, text: str) -> Problem:
    """`in (a, b)` in a cell, which lists the values themselves."""
    inner = _IN_BRACKETS.fullmatch(text, token.end)
    values = inner[1].strip() if inner else "a, b"
    edits = ((Span(0, len(text)), values),) if inner else ()
    help_ = Text(f"直接列出各值，用逗号分开：`{values}`。", f"list the values, separated by commas: `{values}`")
    return Problem("X067", token.span, written="in", help=help_, edits=edits)


def _name(
    token: Token, previous: Token | None, accepts: AbstractSet[str], written: str, text: str, *, cell: bool
) -> Problem | None:
    if written.startswith((*LAW_UP, *LAW_DOWN)) and not cell:
        return Problem("X025", token.span, written=written)
    if written == "not" and "IN" in accepts:
        return Problem("X010", token.span, written="not in", right="not(… in …)")
    if written == "of" or written.startswith("的"):
        return mistakes.share(token.span, written)
    if written in {"x", "X"} and "TIMES" in accepts:
        return Problem("X010", token.span, written=written, right="*", edits=((token.span, "*"),))
    if feel_spelling(written):
        return _spelled(token.span, written, text, cell=cell)
    if previous is not None and previous.type == "NAME":  # project.cost 不低于100万元
        for start in range(len(written), 0, -1):
            if feel_spelling(written[:start]) and (written[start : start + 1].isdecimal()):
                return mistakes.spelled(Span(token.start, token.start + start), written[:start], glued=True)
    return None


def _spelled(span: Span, written: str, text: str, *, cell: bool) -> Problem:
    if cell and feel_spelling(written) in {"and", "or"}:
        return mistakes.joined(written, span, text)
    return mistakes.spelled(span, written)


def _sign(token: Token, previous: Token | None, written: str, text: str) -> Problem:
    if previous is not None and previous.type == "COMPARE":
        both = Span(previous.start, token.end)
        joined = text[previous.start : previous.end] + written
        right = joined if joined in SYMBOLS else feel_spelling(joined) or _DOUBLED.get(joined)
        if right:
            written = text[both.start : both.end]
            return Problem("X010", both, written=written, right=right, edits=((both, right),))
    if previous is None and written == "=":
        help_ = Text("删去它：公式直接写要算的，前面不写等号。", "delete it: a formula begins with what is computed")
        return Problem("X035", token.span, found=written, help=help_, edits=((token.span, ""),))
    return Problem("X035", token.span, found=written)


def _is_value(accepts: AbstractSet[str]) -> bool:
    return accepts >= _NEEDS_VALUE


def _in_words(accepts: AbstractSet[str]) -> Text:
    words = [Text(f"`{sign}`", f"`{sign}`") for terminal, sign in _SIGNS.items() if terminal in accepts]
    if _is_value(accepts):
        words.append(_VALUE)
    elif accepts & _OPERATORS:
        words.append(_OPERATOR)
    elif "FUNCTION" in accepts:
        words.append(_TYPE)
    elif "FIGURE" in accepts:
        words.append(Text("一个数（如 `10亿元`）", "a figure (such as `10亿元`)"))
    elif "NAME" in accepts:
        words.append(_NAME)
    if "LPAR" in accepts and not words:
        words.append(Text("`(`", "`(`"))
    if "IN" in accepts and not accepts & _OPERATORS:
        words.append(Text("`in`", "`in`"))
    if END in accepts:
        words.append(_FINISH)
    if len(words) > _MOST:
        words = [*words[: _MOST - 1], words[-1]]
    return Text(_join([w.zh for w in words], "、", "或"), _join([w.en for w in words], ", ", " or "))


def _join(words: list[str], comma: str, last: str) -> str:
    if len(words) < _TWO:
        return "".join(words)
    return comma.join(words[:-1]) + last + words[-1]
