"""Patterns of XPath and XQuery (F&O 7.6.1 on XML Schema's expressions), read into a small tree.

What the standard calls an error is a FeelFailure. Flags: `s` the dot takes line ends, `m` anchors at every line,
`i` any case, `x` white space between is for the eye only, `q` no character is special.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

from policydsl.feel.builtins.charclasses import CharSet, Items, class_escape, folded
from policydsl.feel.failure import FeelFailure, fail
from policydsl.feel.ops import show
from policydsl.source.frozen import frozen

MAX_PATTERN = 1000  # characters
MAX_DEPTH = 50  # of groups
MAX_TIMES = 1000  # of a counted repetition
_SPACES = " \t\n\r"
_SPECIAL = frozenset(r".\?*+()|[]{}^$")
_SINGLE = {"n": "\n", "r": "\r", "t": "\t", **{char: char for char in r"\|.?*+(){}-[]^$"}}


@frozen
class Char:
    """One character; with flag `i` in its folded form."""

    char: str
    any_case: bool = False


@frozen
class OneOfChars:
    """One character of a set."""

    chars: CharSet


@frozen
class Anchor:
    """The start (`^`) or end (`$`) of the text, or of a line."""

    end: bool
    lines: bool


@frozen
class Again:
    """What a group took, once more."""

    group: int
    any_case: bool


@frozen
class Repeat:
    """A node at least `least` times, at most `most` (None: without end)."""

    node: Node
    least: int
    most: int | None
    greedy: bool


@frozen
class Group:
    """A node whose text is kept under a number (0: not kept)."""

    node: Node
    number: int


@frozen
class Sequence:
    """Nodes one after the other."""

    nodes: tuple[Node, ...]


@frozen
class Choice:
    """The first of the nodes that leads to a match."""

    nodes: tuple[Node, ...]


Node: TypeAlias = Char | OneOfChars | Anchor | Again | Repeat | Group | Sequence | Choice


@frozen
class Pattern:
    """A pattern that was read."""

    root: Node
    groups: int
    refers_back: bool


def read_flags(flags: str) -> frozenset[str]:
    """The flags by letter; a letter that is none is a failure."""
    for flag in flags:
        if flag not in "smixq":
            raise fail(f"没有标志 `{flag}`，可用 s m i x q", f"there is no flag `{flag}`; there are s m i x q")
    return frozenset(flags)


@lru_cache(maxsize=256)
def read_pattern(text: str, flags: frozenset[str]) -> Pattern:
    """The pattern that a text writes."""
    if len(text) > MAX_PATTERN:
        raise fail(f"模式超过 {MAX_PATTERN} 个字符", f"the pattern is longer than {MAX_PATTERN} characters")
    if "q" in flags:
        any_case = "i" in flags
        chars = tuple(Char(folded(char) if any_case else char, any_case) for char in text)
        return Pattern(Sequence(chars), 0, refers_back=False)
    reader = _Reader(text, _without_space(text) if "x" in flags else text, flags)
    return Pattern(reader.whole(), reader.opened, reader.refers_back)


def _without_space(text: str) -> str:
    """The pattern as flag `x` has it: white space counts only between brackets."""
    kept: list[str] = []
    depth = 0
    escaped = False
    for char in text:
        if char in _SPACES and not depth:
            continue
        kept.append(char)
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        else:
            depth += (char == "[") - (char == "]" and depth > 0)
    return "".join(kept)


class _Reader:
    """A recursive descent of bounded depth."""

    def __init__(self, written: str, text: str, flags: frozenset[str]) -> None:
        self.written = written
        self.text = text
        self.at = 0
        self.depth = 0
        self.opened = 0
        self.closed: set[int] = set()
        self.refers_back = False
        self.flags = flags
        self.any_case = "i" in flags

    def whole(self) -> Node:
        node = self.choice()
        if self.at < len(self.text):
            raise self.bad("多余的 `)`", "there is a `)` too many")
        return node

    def bad(self, zh: str, en: str) -> FeelFailure:
        return fail(f"模式 `{show(self.written)}` 有误：{zh}", f"the pattern `{show(self.written)}` is wrong: {en}")

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        char = self.peek()
        if not char:
            raise self.bad("没有写完", "it is not finished")
        self.at += 1
        return char

    def choice(self) -> Node:
        branches = [self.branch()]
        while self.peek() == "|":
            self.take()
            branches.append(self.branch())
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def branch(self) -> Node:
        nodes: list[Node] = []
        while self.peek() not in ("", "|", ")"):
            nodes.append(self.repeated(self.atom()))
        return nodes[0] if len(nodes) == 1 else Sequence(tuple(nodes))

    def atom(self) -> Node:
        char = self.take()
        match char:
            case "(":
                return self.group()
            case "[":
                return OneOfChars(self.bracket())
            case ".":
                return OneOfChars(CharSet(Items.dot(line_ends="s" in self.flags)))
            case "^" | "$":
                return Anchor(char == "$", "m" in self.flags)
            case "\\":
                return self.escape()
            case _ if char in _SPECIAL:
                raise self.bad(f"`{char}` 要写成 `\\{char}`", f"`{char}` must be written `\\{char}`")
            case _:
                return self.char(char)

    def char(self, char: str) -> Node:
        return Char(folded(char) if self.any_case else char, self.any_case)

    def group(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.bad("括号嵌套太深", "its brackets are nested too deeply")
        number = 0
        if self.text.startswith("?:", self.at):
            self.at += 2
        else:
            self.opened += 1
            number = self.opened
        node = self.choice()
        if self.take() != ")":
            raise self.bad("缺少 `)`", "a `)` is missing")
        self.depth -= 1
        self.closed.add(number)
        return Group(node, number)

    def escape(self) -> Node:
        char = self.take()
        if char in "123456789":
            return self.again(int(char))
        if char in _SINGLE:
            return self.char(_SINGLE[char])
        return OneOfChars(CharSet(self.class_escape(char)))

    def again(self, group: int) -> Node:
        # As many digits as still name a group; what follows is text.
        while self.peek().isdecimal() and group * 10 + int(self.peek()) <= self.opened:
            group = group * 10 + int(self.take())
        if group not in self.closed:
            raise self.bad(f"`\\{group}` 之前没有第 {group} 个括号", f"no group {group} ends before `\\{group}`")
        self.refers_back = True
        return Again(group, self.any_case)

    def class_escape(self, char: str) -> Items:
        name = ""
        if char in "pP":
            if self.take() != "{":
                raise self.bad(f"`\\{char}` 之后应为 `{{`", f"`{{` must follow `\\{char}`")
            while (part := self.take()) != "}":
                name += part
        found = class_escape(char, name)
        if found is None:
            written = f"\\{char}{{{name}}}" if name else f"\\{char}"
            raise self.bad(f"没有 `{written}` 这一写法", f"there is no `{written}`")
        return found

    def repeated(self, node: Node) -> Node:
        bounds = self.bounds()
        if bounds is None:
            return node
        greedy = self.peek() != "?"
        if not greedy:
            self.take()
        return Repeat(node, *bounds, greedy)

    def bounds(self) -> tuple[int, int | None] | None:
        match self.peek():
            case "?":
                found: tuple[int, int | None] = (0, 1)
            case "*":
                found = (0, None)
            case "+":
                found = (1, None)
            case "{":
                self.take()
                return self.counted()
            case _:
                return None
        self.take()
        return found

    def counted(self) -> tuple[int, int | None]:
        least = self.number()
        most: int | None = least
        if self.peek() == ",":
            self.take()
            most = None if self.peek() == "}" else self.number()
        if self.take() != "}":
            raise self.bad("`{` 之后应如 `{2}` 或 `{2,5}`", "`{` must go on as in `{2}` or `{2,5}`")
        if most is not None and most < least:
            raise self.bad(f"`{least}` 大于 `{most}`", f"`{least}` is more than `{most}`")
        return least, most

    def number(self) -> int:
        digits = ""
        while self.peek().isdecimal() and self.peek().isascii():
            digits += self.take()
        if not digits or len(digits) > len(str(MAX_TIMES)) or int(digits) > MAX_TIMES:
            raise self.bad(
                f"重复次数应为 0 到 {MAX_TIMES} 的数", f"a number of repetitions must be from 0 to {MAX_TIMES}"
            )
        return int(digits)

    def bracket(self) -> CharSet:
        """What stands after `[`, up to its `]`; `-[…]` takes characters away."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.bad("括号嵌套太深", "its brackets are nested too deeply")
        negated = self.peek() == "^"
        if negated:
            self.take()
        items = Items(any_case=self.any_case)
        less: CharSet | None = None
        first = True
        while self.peek() != "]" or first:
            if not first and self.text.startswith("-[", self.at):
                self.at += 2
                less = self.bracket()
                break
            items = self.bracket_item(items, first=first)
            first = False
        if self.take() != "]":
            raise self.bad("`-[…]` 之后应为 `]`", "`]` must follow `-[…]`")
        self.depth -= 1
        return CharSet(items, negated, less)

    def bracket_item(self, items: Items, *, first: bool) -> Items:
        low = self.bracket_char(first=first)
        if isinstance(low, Items):
            return items.with_items(low)
        ranged = self.peek() == "-" and self.text[self.at + 1 : self.at + 2] not in ("", "]", "[")
        if not ranged:
            return items.with_range(low, low)
        self.take()
        high = self.bracket_char(first=False)
        if isinstance(high, Items) or high < low:
            raise self.bad("`-` 两边应为从小到大的字符", "`-` must stand between two characters in order")
        return items.with_range(low, high)

    def bracket_char(self, *, first: bool) -> str | Items:
        char = self.take()
        if char == "\\":
            escaped = self.take()
            return _SINGLE[escaped] if escaped in _SINGLE else self.class_escape(escaped)
        if char in "[]":
            raise self.bad(f"`{char}` 要写成 `\\{char}`", f"`{char}` must be written `\\{char}`")
        if char == "-" and not first and self.peek() != "]":
            raise self.bad("`-` 要放在方括号的首尾或写成 `\\-`", "`-` must come first or last, or be written `\\-`")
        return char
