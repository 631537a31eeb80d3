"""What is no FEEL at all, and what its writer meant."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import Final, NoReturn

from policydsl.feel.parser.problem import Problem
from policydsl.feel.parser.words import AMBIGUOUS, OPERATOR_WORDS, feel_spelling
from policydsl.source import Span, Text

_OPERATORS = re.compile("|".join(sorted(OPERATOR_WORDS, key=len, reverse=True)))
_FOREIGN = re.compile(r"===?|!==?|&&?|\|\|?|<>|=>|=<|:=|\^|!")
_SINGLE = re.compile(r"'([^'\n]*)'|‘([^‘’\n]*)’|`([^`\n]*)`|「([^「」\n]*)」|『([^『』\n]*)』")
_FULL_STOP = re.compile(r"[。;]\s*\Z")
_CALLED_NOT: Final = frozenset({"非", "不是"})

_HINTS: Final = {
    "¥": Text("金额写作数字加单位，如 `1000元`。", "write an amount as digits and a unit: `1000元`"),
    "￥": Text("金额写作数字加单位，如 `1000元`。", "write an amount as digits and a unit: `1000元`"),
    "$": Text("金额写作数字加单位，如 `1000元`。", "write an amount as digits and a unit: `1000元`"),
    "【": Text("列表和筛选用 `[ ]`。", "lists and filters take `[ ]`"),
    "】": Text("列表和筛选用 `[ ]`。", "lists and filters take `[ ]`"),
    "〔": Text("列表和筛选用 `[ ]`。", "lists and filters take `[ ]`"),
    "〕": Text("列表和筛选用 `[ ]`。", "lists and filters take `[ ]`"),
    "《": Text('文本用双引号，如 `"企业"`。', 'a text takes double quotes: `"enterprise"`'),
    "「": Text('文本用双引号，如 `"企业"`。', 'a text takes double quotes: `"enterprise"`'),
    ";": Text("用逗号 `,` 分隔；一条公式只有一个值。", "separate with `,`; a formula has one value"),
    "。": Text("公式末尾不写句号。", "a formula ends without a full stop"),
    "%": Text("百分数写作 `50%`；取余数写作 `modulo(a, b)`。",
              "write a percentage as `50%`, a remainder as `modulo(a, b)`"),
    "‰": Text("千分数写作 `5‰`。", "write `5‰`, the digits first"),
    "\\": Text("除法写作 `/`。", "divide with `/`"),
    "#": Text("备注写在 YAML 里，或用 `/* … */`。", "put a remark into the YAML, or in `/* … */`"),
    "—": Text("相减写作 `-`；区间写作 `[1..10]`，单元格里可写 `1亿元（含）—10亿元（不含）`。",
              "subtract with `-`; a range is `[1..10]`, or in a cell `1亿元（含）—10亿元（不含）`"),
    "–": Text("相减写作 `-`；区间写作 `[1..10]`。", "subtract with `-`; a range is `[1..10]`"),
    "~": Text("区间写作 `[1..10]`。", "a range is `[1..10]`"),
    "…": Text("区间写作 `[1..10]`。", "a range is `[1..10]`"),
    "@": Text('日期写作 `@"2025-04-21"`。', 'write a date as `@"2025-04-21"`'),
}  # fmt: skip


def stray(text: str, original: str, at: int) -> NoReturn:
    """No token begins here."""
    character = text[at]
    if character in '"“”':
        raise Problem("X008", Span(at, at + 1), sign=original[at])
    quoted = _SINGLE.match(text, at)
    if quoted:
        span = Span(at, quoted.end())
        inner = original[at + 1 : quoted.end() - 1]
        edits = () if '"' in inner or "\\" in inner else ((span, f'"{inner}"'),)
        raise Problem("X009", span, written=original[at : quoted.end()], edits=edits)
    foreign = _FOREIGN.match(text, at)
    if foreign:
        raise spelled(Span(at, foreign.end()), foreign[0])
    hint = _HINTS.get(original[at]) or _HINTS.get(character)
    span = Span(at, at + 1)
    edits = ((span, ""),) if _FULL_STOP.match(text, at) else ()
    raise Problem("X007", span, character=_show(original[at]), help=hint, edits=edits)


def spelled(span: Span, written: str) -> Problem:
    """The problem of a word or sign that FEEL writes in another way."""
    right = feel_spelling(written) or ""
    edits = () if "…" in right else ((span, right),)
    return Problem("X010", span, written=written, right=right, edits=edits, sure=written not in AMBIGUOUS)


def check_word(text: str, found: re.Match[str], previous: str, known: AbstractSet[str]) -> None:
    """A Chinese word that stands for an operator, where a name would be read."""
    word = found[0]
    if word.isascii() or word in known:
        return
    for glued in _OPERATORS.finditer(word):
        if word[: glued.start()] in known:  # 收入且规模: written without spaces, as Chinese is
            start = found.start() + glued.start()
            span = Span(start, start + len(glued[0]))
            right = feel_spelling(glued[0]) or ""
            raise Problem("X010", span, written=glued[0], right=right, edits=((span, f" {right} "),),
                          sure=glued[0] not in AMBIGUOUS)  # fmt: skip
    if word in _CALLED_NOT and previous not in {"NAME", "FIGURE", "RPAR"} and text[found.end() :].lstrip()[:1] == "(":
        span = Span(found.start(), found.end())
        raise Problem("X010", span, written=word, right="not(…)", edits=((span, "not"),))


def _show(character: str) -> str:
    return character if character.isprintable() else f"U+{ord(character):04X}"
