"""What is no FEEL at all, and what its writer meant."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import Final, NoReturn

from policydsl.feel.parser.law import spoken, with_unit
from policydsl.feel.parser.patterns import NAME_CHAR
from policydsl.feel.parser.problem import Problem
from policydsl.feel.parser.words import AMBIGUOUS, OPERATOR_WORDS, feel_spelling
from policydsl.source import Span, Text

_OPERATORS = re.compile("|".join(sorted(OPERATOR_WORDS, key=len, reverse=True)))
_FOREIGN = re.compile(r"===?|!==?|&&?|\|\|?|<>|=>|=<|:=|\^|!|[·✕✖╳∗⨯•]")
_SINGLE = re.compile(r"'([^'\n]*)'|‘([^‘’\n]*)’|`([^`\n]*)`|「([^「」\n]*)」|『([^『』\n]*)』")
_BEFORE_SIGN = re.compile(rf"{NAME_CHAR}+(?:\.[0-9]+)?\Z")
_FULL_STOP = re.compile(r"[。;]\s*\Z")
# Behind one of these a word is no value.
VALUE_ENDS: Final = frozenset(
    {"FIGURE", "STRING", "AT", "CONSTANT", "RPAR", "RSQB", "CLOSE_AT", "LAW_BOUND", "LAW_UP", "LAW_DOWN"}
)
_GLUED_KEYWORDS: Final = ("如果", "那么", "否则")
_CONJUNCTIONS = re.compile("以及|和|与|及|加上|加|减去|减")
_NEGATED = re.compile(r"(非|不是|不)([A-Za-z_]\w*(?:\.\w+)*)")
_CLOSED: Final = frozenset({"≥", ">=", "≤", "<=", "≧", "≦"})
_STARTS_WITH_DIGIT = re.compile(r"\s*[0-9]")
_FIGURE: Final = r"\s*[0-9][^<>=≥≤≠,()\[\]]*?"
_TWO_SIDES = re.compile(rf"\s*(≥|>=|>)({_FIGURE})\s*(?:且|并且|而且|但|和|同时|and|&&?)\s*(≤|<=|<)({_FIGURE})\s*")
_AROUND = re.compile(rf"({_FIGURE})\s*(≤|<=|<)[^<>=≥≤≠,()\[\]]+(≤|<=|<)({_FIGURE})\s*")
_OF: Final = re.compile(r"([^\W0-9]*)的([0-9]+(?:\.[0-9]+)?)\Z")
_CALLED_NOT: Final = frozenset({"非", "不是"})

_ENDLESS: Final = r"[-+]?\s*∞"
_INTERVAL = re.compile(
    rf"\s*([\[(【〔])({_FIGURE}|\s*{_ENDLESS})\s*(?:,|、|;|\.\.|…+|—+|~|-)\s*({_FIGURE}|{_ENDLESS})\s*([\])】〕])\s*"
)

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
    if character in "∞【〔】〕":
        whole = _INTERVAL.fullmatch(text)
        if whole:
            raise _odd_interval(whole, at)
    quoted = _SINGLE.match(text, at)
    if quoted:
        span = Span(at, quoted.end())
        inner = original[at + 1 : quoted.end() - 1]
        edits = () if '"' in inner or "\\" in inner else ((span, f'"{inner}"'),)
        raise Problem("X009", span, written=original[at : quoted.end()], edits=edits)
    if character in "%‰":
        before = _BEFORE_SIGN.search(text, 0, at)
        if before:
            _words_before(before)
    foreign = _FOREIGN.match(text, at)
    if foreign:
        raise spelled(Span(at, foreign.end()), foreign[0])
    hint = _HINTS.get(original[at]) or _HINTS.get(character)
    span = Span(at, at + 1)
    edits = ((span, ""),) if _FULL_STOP.match(text, at) else ()
    raise Problem("X007", span, character=_show(original[at]), help=hint, edits=edits)


def _words_before(found: re.Match[str]) -> None:
    """`投入的30%`, `cost乘以30%`: a share that was read as the end of a name."""
    start, word = found.start(), found[0]
    share_of = _OF.search(word)
    if share_of:
        raise share(Span(start + share_of.start(2) - 1, start + len(word) + 1), f"的{share_of[2]}%")
    operator = _OPERATORS.search(word)
    if operator and word[operator.end() :].replace(".", "").isdecimal():
        raise _glued(operator[0], start + operator.start())


def spelled(span: Span, written: str, *, glued: bool = False) -> Problem:
    """The problem of a word or sign that FEEL writes in another way."""
    right = feel_spelling(written) or ""
    edits = () if "…" in right else ((span, f"{right} " if glued else right),)
    return Problem("X010", span, written=written, right=right, edits=edits, sure=written not in AMBIGUOUS)


def check_word(text: str, found: re.Match[str], previous: str, known: AbstractSet[str], *, cell: bool) -> None:
    """A Chinese word that stands for an operator, where a name would be read."""
    word = found[0]
    if word.isascii() or word in known:
        return
    start = found.start()
    if previous in VALUE_ENDS:
        _after_value(word, start, text, cell=cell)
    elif word.startswith(_GLUED_KEYWORDS) and word not in _GLUED_KEYWORDS:  # 如果project.finished
        raise _glued(next(one for one in _GLUED_KEYWORDS if word.startswith(one)), start)
    for glued in _OPERATORS.finditer(word):
        if word[: glued.start()] in known:  # 收入且规模: written without spaces, as Chinese is
            raise _glued(glued[0], start + glued.start())
    if word in _CALLED_NOT and previous not in {"NAME", "FIGURE", "RPAR"} and text[found.end() :].lstrip()[:1] == "(":
        span = Span(start, found.end())
        raise Problem("X010", span, written=word, right="not(…)", edits=((span, "not"),))
    negated = _NEGATED.match(text, start)
    if negated and previous not in VALUE_ENDS:
        raise Problem("X010", Span(start, start + len(negated[1])), written=negated[1], right=f"not({negated[2]})",
                      edits=((Span(*negated.span()), f"not({negated[2]})"),), sure=False)  # fmt: skip


def _after_value(word: str, start: int, text: str, *, cell: bool) -> None:
    """A word right behind a value, from which it should be parted: `100万元且…`, `30%的…`."""
    if word.startswith("的") and cell:
        span = Span(start, start + len(word))
        raise Problem("X065", span, written=word, edits=((span, ""),))
    if word.startswith("的"):
        raise share(Span(start, start + len(word)), word)
    operator = _OPERATORS.match(word) or _CONJUNCTIONS.match(word)
    if operator is None or operator[0] == word:
        return
    if cell and feel_spelling(operator[0]) in {"and", "or"}:
        raise joined(operator[0], Span(start, start + len(operator[0])), text)
    raise _glued(operator[0], start)


def _glued(operator: str, start: int) -> Problem:
    span = Span(start, start + len(operator))
    right = feel_spelling(operator) or ""
    apart = f" {right} " if start else f"{right} "
    return Problem("X010", span, written=operator, right=right, edits=((span, apart),),
                   sure=operator not in AMBIGUOUS)  # fmt: skip


def share(span: Span, written: str) -> Problem:
    """`30%的投资额`, `投入的30%`, `30% of x`: what a share is of is multiplied."""
    return Problem("X066", span, written=written, example="project.cost × 30%")


def joined(found: str, span: Span, text: str) -> Problem:
    """Two tests of a cell with a word between them: `≥1亿元且<10亿元`, `5亿元或10亿元`."""
    if feel_spelling(found) == "or" or found == "or":
        return Problem("X034", span, found=found, edits=((_spaced(span, text), ", "),))
    sides = _TWO_SIDES.fullmatch(text)
    if sides is None:
        return Problem("X034", span, found=found)
    meant = spoken(sides[2].strip(), sides[4].strip(), (sides[1] in _CLOSED, sides[3] in _CLOSED))
    help_ = Text(f"写作 `{meant}`。", f"write `{meant}`")
    return Problem("X034", span, found=found, help=help_, edits=((Span(0, len(text)), meant),))


def _spaced(span: Span, text: str) -> Span:
    start, end = span.start, span.end
    while start and text[start - 1] == " ":
        start -= 1
    while end < len(text) and text[end] == " ":
        end += 1
    return Span(start, end)


def chained(text: str, span: Span) -> Problem | None:
    """`1亿元 ≤ x < 10亿元` in a cell, which needs no x."""
    sides = _AROUND.fullmatch(text)
    if sides is None:
        return None
    meant = spoken(sides[1].strip(), sides[4].strip(), (sides[2] in _CLOSED, sides[3] in _CLOSED))
    help_ = Text(f"写作 `{meant}`。", f"write `{meant}`")
    return Problem("X029", span, help=help_, edits=((Span(0, len(text)), meant),))


def with_comma(text: str, opened: Span, closing: Span, *, cell: bool) -> Problem | None:
    """`[1亿元，10亿元）`: an interval in the notation of mathematics."""
    inside = text[opened.end : closing.start]
    low, comma, high = inside.partition(",")
    if not comma or "," in high or not all(_STARTS_WITH_DIGIT.match(one) for one in (low, high)):
        return None
    span, at = opened.to(closing), opened.end + len(low)
    closed = text[opened.start] == "[", text[closing.start] == "]"
    if cell:
        meant = spoken(with_unit(low.strip(), high.strip()), high.strip(), closed)
        edits = ((span, meant),)
    else:
        meant = f"{text[opened.start]}{low.strip()}..{high.strip()}{text[closing.start]}"
        edits = ((_spaced(Span(at, at + 1), text), ".."),)
    return Problem("X063", Span(at, at + 1), range=meant, edits=edits)


def _odd_interval(found: re.Match[str], at: int) -> Problem:
    """`【1亿元，10亿元）`, `(-∞, 10亿元]`: an interval in brackets of another kind, or one that has no end."""
    low, high = found[2].strip(), found[3].strip()
    closed = found[1] in "[【〔", found[4] in "]】〕"
    if "∞" in high and "∞" in low:
        return Problem("X068", Span(0, len(found.string)), written=found.string.strip())
    if "∞" in high:
        meant = f"{low}（{'含' if closed[0] else '不含'}）以上"
    elif "∞" in low:
        meant = f"{high}（{'含' if closed[1] else '不含'}）以下"
    else:
        meant = spoken(with_unit(low, high), high, closed)
    help_ = Text(f"写作 `{meant}`。", f"write `{meant}`")
    edits = ((Span(0, len(found.string)), meant),)
    return Problem("X007", Span(at, at + 1), help=help_, character=found.string[at], edits=edits)


def _show(character: str) -> str:
    return character if character.isprintable() else f"U+{ord(character):04X}"
