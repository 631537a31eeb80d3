"""Random documents, and random ways to write them down: block and flow, quotes, comments, blank lines, line ends."""

from __future__ import annotations

import random
from typing import Any, Final

WORDS: Final = (
    *("a", "rate", "市工信局", "备注", "x y", "1,2", "{b}", "if: no", "# no", "- z", "'q'", '"d"', "a # b", "true"),
    *("30%", "≥ 10亿元", "a\\b", "长一点的文字 with words", "[1..2)", "& co", "*star", "a:b", "end:"),
)
# None of them is a key of a policy, so that its schema says nothing of what stands there.
KEYS: Final = ("alpha", "beta", "gamma", "delta", "2025-01-01", "项目", "x1", "x2", "x3", "x4")
PLAIN: Final = frozenset(
    ("a", "rate", "市工信局", "备注", "x y", "30%", "≥ 10亿元", "a\\b", "长一点的文字 with words", "a:b")
)
NAMES: Final = tuple(word for word in WORDS if '"' not in word)  # texts that a path can name
MULTI: Final = (
    *("第一行\n第二行\n", "one\n  two\n\nthree\n", "folded words and more words\n"),
    *("# not a comment\nx\n", "tail\n\n"),
)
LAST_LINES: Final = tuple(text.rstrip("\n").rsplit("\n", 1)[-1] for text in MULTI)


class Writer:
    """Writes a value as YAML, every choice of style by chance."""

    def __init__(self, chance: random.Random, newline: str = "\n") -> None:
        self.chance = chance
        self.newline = newline
        self.step = chance.choice((2, 2, 2, 4))
        self.dash_in = chance.choice((0, self.step))

    def document(self, value: dict[str, Any]) -> str:
        """The whole text; the top is a block map."""
        lines = self.comments(0) if self.chance.random() < 0.3 else []
        lines += self.block_map(value, 0)
        if self.chance.random() < 0.2:
            lines += ["", "# the end"]
        text = self.newline.join(lines)
        cut = self.chance.random() < 0.2 and not text.rstrip().endswith(tuple(line.strip() for line in LAST_LINES))
        return text if cut else text + self.newline

    def comments(self, indent: int) -> list[str]:
        return [" " * indent + self.chance.choice(("# ──", "# note: x", "#", "# - id: y", "# “注”"))]

    def trailing(self) -> str:
        return self.chance.choice(("", "", "", "", "  # 注", " # x: y"))

    def block_map(self, value: dict[str, Any], indent: int) -> list[str]:
        lines: list[str] = []
        for n, (key, child) in enumerate(value.items()):
            if n and self.chance.random() < 0.15:
                lines.append("")
            if self.chance.random() < 0.15 and (n or not lines):
                lines += self.comments(indent)
                if self.chance.random() < 0.3:
                    lines.append("")
            lines += self.entry(" " * indent + self.key(key) + ":", child, indent)
        return lines

    def key(self, key: str) -> str:
        return key if self.chance.random() < 0.85 else self.chance.choice((f'"{key}"', f"'{key}'"))

    def entry(self, head: str, child: Any, indent: int) -> list[str]:
        """A value after `key:`."""
        if isinstance(child, dict | list) and child and self.chance.random() < 0.75:
            lines = [head + self.trailing()]
            if self.chance.random() < 0.15:
                lines += self.comments(indent + self.step)
            inner = indent + (self.dash_in if isinstance(child, list) else self.step)
            lines += self.block_list(child, inner) if isinstance(child, list) else self.block_map(child, inner)
            return lines
        if isinstance(child, str) and "\n" in child:
            return self.text(head + " ", child, indent + self.step)
        if isinstance(child, str) and child in PLAIN and " " in child and self.chance.random() < 0.2:
            first, _, rest = child.partition(" ")
            return [f"{head} {first}", " " * (indent + self.step) + rest + self.trailing()]
        if isinstance(child, dict | list) and self.chance.random() < 0.2 and child:
            return self.spread(f"{head} ", child, indent)
        return [f"{head} {self.flow(child)}{self.trailing()}"]

    def spread(self, head: str, child: Any, indent: int) -> list[str]:
        """A flow collection with a line for each part."""
        opening, closing = "{}" if isinstance(child, dict) else "[]"
        pad = " " * (indent + self.step)
        if isinstance(child, dict):
            parts = [f"{self.key(k)}: {self.flow(v)}" for k, v in child.items()]
        else:
            parts = [self.flow(v) for v in child]
        last = "," if self.chance.random() < 0.5 else ""
        lines = [pad + part + ("," if n + 1 < len(parts) else last) + self.trailing() for n, part in enumerate(parts)]
        return [head + opening, *lines, " " * (indent + self.step) + closing]

    def block_list(self, value: list[Any], indent: int) -> list[str]:
        lines: list[str] = []
        blank = self.chance.random() < 0.3
        for n, child in enumerate(value):
            if n and blank:
                lines.append("")
            if self.chance.random() < 0.15:
                lines += self.comments(indent)
            head = " " * indent + "-"
            if isinstance(child, dict) and child and self.chance.random() < 0.8:
                inner = self.block_map(child, indent + 2)
                while inner and (not inner[0].strip() or inner[0].lstrip().startswith("#")):
                    inner.pop(0)
                lines += [head + " " + inner[0].lstrip(), *inner[1:]]
                if self.chance.random() < 0.1 and not inner[-1].endswith(LAST_LINES):
                    lines += self.comments(indent + 4)
            elif isinstance(child, str) and "\n" in child:
                lines += self.text(head + " ", child, indent + self.step)
            else:
                lines.append(f"{head} {self.flow(child)}{self.trailing()}")
        return lines

    def text(self, head: str, value: str, indent: int) -> list[str]:
        """A text of several lines, literal where it can be."""
        body = value.rstrip("\n")
        if value != body + "\n" or self.chance.random() < 0.2:
            return [head + self.double(value)]
        return [head + "|", *((" " * indent + line if line else "") for line in body.split("\n"))]

    def flow(self, value: Any) -> str:
        """A value on one line."""
        match value:
            case dict():
                return "{" + ", ".join(f"{self.key(k)}: {self.flow(v)}" for k, v in value.items()) + "}"
            case list():
                return "[" + ", ".join(self.flow(v) for v in value) + "]"
            case str():
                if value in PLAIN and self.chance.random() < 0.7:
                    return value
                if "\n" not in value and self.chance.random() < 0.5:
                    return "'" + value.replace("'", "''") + "'"
                return self.double(value)
            case bool():
                return "true" if value else "false"
            case _:
                return str(value)

    def double(self, value: str) -> str:
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def a_scalar(chance: random.Random) -> Any:
    return chance.choice((*WORDS, *MULTI, 0, 7, 12, True, False))


def a_value(chance: random.Random, depth: int) -> Any:
    kind = chance.random()
    if depth <= 0 or kind < 0.45:
        return a_scalar(chance)
    if kind < 0.75:
        return a_map(chance, depth)
    if kind < 0.88:
        return [a_map(chance, depth - 1, own_id=f"i{n}") for n in range(chance.randint(1, 4))]
    return list(dict.fromkeys(chance.choice(NAMES) for _ in range(chance.randint(1, 4))))


def a_map(chance: random.Random, depth: int, own_id: str | None = None) -> dict[str, Any]:
    made = {key: a_value(chance, depth - 1) for key in chance.sample(KEYS, chance.randint(1, 5))}
    if own_id is None:
        return made
    return {"id": own_id, **made} if chance.random() < 0.8 else {**made, "id": own_id}
