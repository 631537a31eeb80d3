"""Random texts: characters, words, expressions made by a grammar, and mutations of texts that mean something."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Final

from policydsl.feel.builtins import BUILTINS

NAMES: Final = (
    "a",
    "b",
    "xs",
    "n",
    "s",
    "d",
    "ctx",
    "Monthly Salary",
    "年度收入",
    "f",
    "none",
    "a-b",
    "item",
    "partial",
)
LITERALS: Final = (
    "0", "1", "-1", "2", "3.5", "0.1", "1e10", "9" * 34, "1" + "0" * 33, "1E6144", "1e-6176", "1000000000", "999999999999",
    "100万元", "2.5亿元", "800元", "30万", "50%", "5‰", "1.5个百分点", "3年", "36个月", "30天", "2025年4月21日",
    "true", "false", "null", '""', '"a"', '"foobar"', '"[a-z]+(b|c)*"', '"(a+)+$"', '"\\U01F40E"', '"1,000.5"', '"中文"',
    '@"2025-01-31"', '@"2024-02-29"', '@"10:30:00@Asia/Shanghai"', '@"2025-01-31T24:00:00Z"', '@"P1Y2M"', '@"-PT36H"',
    '@"999999999-12-31"', '@"-999999999-01-01"', '@"PT0.000000001S"', '@"P999999999Y"',
    "[]", "[1, 2, 3]", "[1, null, 3]", "[true, false]", '["a", "b"]', "{}", "{a: 1}", "{a: {b: [1]}}", "[1..10]", "]1..5[",
    "(< 5)", '[@"2025-01-01"..@"2025-12-31"]', "function(x) x", "function(x, y) x < y", "1..1000000000",
)  # fmt: skip
OPERATORS: Final = (
    "+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "≥", "≤", "≠", "×", "÷", "＜", "＞", "and", "or", "in",
    "between", "instance of", ".", "..", ",", ":", "->",
)  # fmt: skip
WORDS: Final = (
    "if", "then", "else", "for", "return", "some", "every", "satisfies", "function", "not", "in", "and", "or", "between",
    "instance of", "number", "list<number>", "context<a: number>", "function<number> -> number", "range<date>", "string",
    "external", "?", "(", ")", "[", "]", "{", "}", "）", "（", "【", "，", "“", "”", "//", "/*", "*/", "@", "以上", "以下",
    "（含）", "（不含）", "不低于", "不超过", "超过", "不满", "至", "—", "~", "-", "\n", "\t", "\u3000", "\u200b", "\ufeff", "",
)  # fmt: skip
SIGNS: Final = "abcxyz_0123456789 +-*/=<>!.,:;?@#$%^&()[]{}|\\'\"\n\t年月日元万亿％，。（）【】“”‘’、；：！？·—…～〔〕０１９Ａａ①½²²٣"
_TOKEN: Final = re.compile(r"\w+|\s+|[^\w\s]", re.UNICODE)
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_LONGEST: Final = 4000


class Maker:
    """Random texts from a seed; the same seed gives the same texts."""

    def __init__(self, seed: int, seeds: Sequence[str]) -> None:
        self.random = Random(seed)  # noqa: S311  (texts to try, no secrets)
        self.seeds = seeds
        self.kinds: tuple[tuple[Callable[[], str], int], ...] = (
            (self.characters, 1),
            (self.words, 2),
            (self.expression, 4),
            (self.mutation, 8),
        )

    def texts(self, count: int) -> Iterator[str]:
        """So many texts."""
        kinds, weights = zip(*self.kinds, strict=True)
        for kind in self.random.choices(kinds, weights, k=count):
            yield kind()

    def characters(self) -> str:
        """Any characters, the odd ones of Unicode among them."""
        pick = self.random
        return "".join(
            pick.choice(SIGNS) if pick.random() < 0.9 else self._character() for _ in range(pick.randint(1, 40))
        )

    def _character(self) -> str:
        code = self.random.choice([self.random.randrange(0x300), self.random.randrange(0x11_0000)])
        return chr(code)  # lone surrogates too: a text from elsewhere may hold them

    def words(self) -> str:
        """Words of the language in no order."""
        pick = self.random
        pools = (NAMES, LITERALS, OPERATORS, WORDS, tuple(BUILTINS))
        glue = pick.choice([" ", " ", "", "  "])
        return glue.join(pick.choice(pick.choice(pools)) for _ in range(pick.randint(1, 14)))

    def expression(self, depth: int = 0) -> str:
        """What the grammar allows, whether or not the types fit."""
        pick = self.random
        if depth > 4 or pick.random() < 0.15 * depth:
            return pick.choice(pick.choice((NAMES, LITERALS)))

        def part() -> str:
            return self.expression(depth + 1)

        name = pick.choice(("x", "y", "a", "item"))
        match pick.randrange(18):
            case 0 | 1 | 2:
                return f"{part()} {pick.choice(OPERATORS[:20])} {part()}"
            case 3 | 4 | 5:
                return self._call(part)
            case 6:
                return f"if {part()} then {part()} else {part()}"
            case 7:
                return f"for {name} in {part()} return {part()}"
            case 8:
                return f"for {name} in {part()}..{part()} return {part()}"
            case 9:
                return f"{pick.choice(['some', 'every'])} {name} in {part()} satisfies {part()}"
            case 10:
                return f"[{', '.join(part() for _ in range(pick.randint(0, 4)))}]"
            case 11:
                return f"{{a: {part()}, {pick.choice(['b', 'Monthly Salary', 'f'])}: {part()}}}"
            case 12:
                return f"({part()})[{part()}]"
            case 13:
                return f"({part()}).{pick.choice(('a', 'b', 'year', 'days', 'time offset', 'start included'))}"
            case 14:
                return f"(function({name}, n) {part()})({part()}, {part()})"
            case 15:
                return f"{{f: function(n) {part()}}}.f({part()})"
            case 16:
                return f"{part()} in ({pick.choice(OPERATORS[5:11])} {part()}, {part()})"
            case _:
                return f"{part()} between {part()} and {part()}"

    def _call(self, part: Callable[[], str]) -> str:
        builtin = self.random.choice(list(BUILTINS.values()))
        signature = self.random.choice(builtin.signatures)
        arguments = [part() for _ in signature.params]
        if not signature.variadic and self.random.random() < 0.3:
            arguments = [f"{param.name}: {text}" for param, text in zip(signature.params, arguments, strict=True)]
        if self.random.random() < 0.1:
            arguments = arguments[:-1]
        return f"{builtin.name}({', '.join(arguments)})"

    def mutation(self) -> str:
        """A text that means something, changed in a few places."""
        text = self.random.choice(self.seeds)
        for _ in range(self.random.randint(1, 4)):
            text = self._mutated(text)[:_LONGEST]
        return text

    def _mutated(self, text: str) -> str:
        pick = self.random
        tokens = _TOKEN.findall(text) or [text]
        at, other = pick.randrange(len(tokens)), pick.randrange(len(tokens))
        match pick.randrange(13):
            case 0:
                del tokens[at]
            case 1:
                tokens.insert(at, tokens[other])
            case 2:
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case 3:
                tokens[at] = pick.choice(pick.choice((NAMES, LITERALS, OPERATORS, WORDS)))
            case 4:
                tokens[at] = f"({self.expression(3)})"
            case 5:
                return _NUMBER.sub(lambda _: pick.choice(LITERALS[:20]), text, count=pick.randint(1, 3))
            case 6:
                return text.replace(text[at : at + 1], self._character(), 1)
            case 7:
                return pick.choice(("not(", "[", "(", "{a: ", "-", "sum(", "for x in ", "count(")) + text
            case 8:
                return self._nested(text)
            case 9:
                tokens[at] *= pick.choice((2, 3, 50, 300))
            case 10:
                cut = pick.choice(self.seeds)
                return " ".join((text, pick.choice(OPERATORS), cut))
            case 11:
                return text[: pick.randrange(len(text) + 1)]
            case _:
                rest = _TOKEN.findall(pick.choice(self.seeds)) or [""]
                tokens = tokens[:at] + rest[pick.randrange(len(rest)) :]
        return "".join(tokens)

    def _nested(self, text: str) -> str:
        before, after = self.random.choice(
            (
                ("(", ")"),
                ("[", "]"),
                ("{a: ", "}"),
                ("for x in 1..1000000000 return ", ""),
                ("for x in xs return ", ""),
                ("some x in 1..100000000 satisfies ", ""),
                ("count(", ")"),
                ("string(", ")"),
                ("flatten(", ")"),
                ("sort(", ", function(x, y) x < y)"),
                ("(function(n) ", ")(1)"),
                ("if true then ", " else null"),
                ("xs[", "]"),
            )
        )
        times = self.random.choice((1, 1, 2, 5, 40, 150))
        return before * times + text + after * times
