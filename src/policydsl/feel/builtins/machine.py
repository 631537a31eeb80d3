"""A matcher for patterns that never hangs: it backtracks, but goes into no state at one place twice.

So the work is at most the size of the pattern times the length of the text. A pattern that refers back to a group
cannot forget states; there, as everywhere, a number of steps ends the search with a failure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache
from typing import assert_never

from policydsl.feel.builtins.charclasses import CharSet, folded
from policydsl.feel.builtins.entry import Step, free
from policydsl.feel.builtins.patterns import (
    Again,
    Anchor,
    Char,
    Choice,
    Group,
    Node,
    OneOfChars,
    Pattern,
    Repeat,
    Sequence,
)
from policydsl.feel.failure import FeelFailure, fail
from policydsl.source.frozen import frozen

MAX_INPUT = 100_000  # characters that are searched
MAX_STEPS = 500_000  # of one search, replacement or split: about half a second
_MAX_SIZE = 5_000  # instructions
_PER_MATCH = 8  # steps, beside those of the search itself


class _Do(Enum):
    CHAR = auto()  # char, any case
    SET = auto()  # set
    ANCHOR = auto()  # at the end, of lines
    AGAIN = auto()  # group, any case
    SPLIT = auto()  # first way, second way
    JUMP = auto()  # to
    SAVE = auto()  # slot
    MARK = auto()  # counter: here a round begins
    ROUND = auto()  # counter, way out: a round that took nothing is the last
    MATCH = auto()


@frozen
class _Step:
    do: _Do
    first: int = 0
    second: int = 0
    text: str = ""
    any_case: bool = False
    chars: CharSet | None = None


@frozen
class Found:
    """A match: where each group begins and ends (0 is all of it), -1 where it took no part."""

    places: tuple[int, ...]

    @property
    def start(self) -> int:
        """Where the match begins."""
        return self.places[0]

    @property
    def end(self) -> int:
        """Where the match ends."""
        return self.places[1]

    def group(self, text: str, number: int) -> str:
        """The text of a group, nothing if it took no part."""
        start, end = self.places[2 * number], self.places[2 * number + 1]
        return text[start:end] if start >= 0 else ""


@dataclass(slots=True)
class _Compiler:
    pattern: Pattern
    steps: list[_Step] = field(default_factory=list)
    visits: int = 0
    counters: int = 0

    def program(self) -> tuple[_Step, ...]:
        self.node(self.pattern.root)
        self.put(_Step(_Do.MATCH))
        return tuple(self.steps)

    def put(self, step: _Step) -> int:
        if len(self.steps) >= _MAX_SIZE:
            raise fail("模式展开后太大", "the pattern is too large once its repetitions are written out")
        self.steps.append(step)
        return len(self.steps) - 1

    def node(self, node: Node) -> None:
        self.visits += 1
        if self.visits > _MAX_SIZE:
            raise fail("模式展开后太大", "the pattern is too large once its repetitions are written out")
        match node:
            case Char(char, any_case):
                self.put(_Step(_Do.CHAR, text=char, any_case=any_case))
            case OneOfChars(chars):
                self.put(_Step(_Do.SET, chars=chars))
            case Anchor(end, lines):
                self.put(_Step(_Do.ANCHOR, first=end, second=lines))
            case Again(group, any_case):
                self.put(_Step(_Do.AGAIN, first=group, any_case=any_case))
            case Group(inner, number):
                if number:
                    self.put(_Step(_Do.SAVE, first=2 * number))
                self.node(inner)
                if number:
                    self.put(_Step(_Do.SAVE, first=2 * number + 1))
            case Sequence(nodes):
                for part in nodes:
                    self.node(part)
            case Choice(nodes):
                self.choice(nodes)
            case Repeat():
                self.repeat(node)
            case _:
                assert_never(node)

    def choice(self, nodes: tuple[Node, ...]) -> None:
        ends = []
        for part in nodes[:-1]:
            split = self.put(_Step(_Do.SPLIT))
            self.node(part)
            ends.append(self.put(_Step(_Do.JUMP)))
            self.steps[split] = _Step(_Do.SPLIT, split + 1, len(self.steps))
        self.node(nodes[-1])
        for end in ends:
            self.steps[end] = _Step(_Do.JUMP, len(self.steps))

    def repeat(self, node: Repeat) -> None:
        for _ in range(node.least):
            self.node(node.node)
        if node.most is None:
            self.loop(node)
            return
        splits = []
        for _ in range(node.most - node.least):
            splits.append(self.put(_Step(_Do.SPLIT)))
            self.node(node.node)
        for split in splits:
            self.steps[split] = self.either(split + 1, len(self.steps), greedy=node.greedy)

    def loop(self, node: Repeat) -> None:
        split = self.put(_Step(_Do.SPLIT))
        counter = self.counters
        if self.pattern.refers_back:  # else no state is entered twice at one place, which ends empty rounds as well
            self.counters += 1
            self.put(_Step(_Do.MARK, counter))
        self.node(node.node)
        if self.pattern.refers_back:
            self.put(_Step(_Do.ROUND, counter, len(self.steps) + 2))
        self.put(_Step(_Do.JUMP, split))
        self.steps[split] = self.either(split + 1, len(self.steps), greedy=node.greedy)

    def either(self, stay: int, leave: int, *, greedy: bool) -> _Step:
        return _Step(_Do.SPLIT, stay, leave) if greedy else _Step(_Do.SPLIT, leave, stay)


@frozen
class Machine:
    """A pattern made ready to be searched for."""

    steps: tuple[_Step, ...]
    groups: int
    counters: int
    forgets: bool  # whether a state depends on nothing but its place

    def find_all(self, text: str, step: Step = free) -> Iterator[Found]:
        """The matches from left to right, none within another; `step` counts the work."""
        if len(text) > MAX_INPUT:
            raise fail(f"文本超过 {MAX_INPUT} 个字符", f"the text is longer than {MAX_INPUT} characters")
        search = _Search(self, text)
        at = 0
        while at <= len(text):
            before = search.left
            try:
                found = search.first_from(at)
            finally:
                step(before - max(search.left, 0) + _PER_MATCH)
            if found is None:
                return
            yield found
            at = found.end if found.end > found.start else found.end + 1


@lru_cache(maxsize=256)
def machine(pattern: Pattern) -> Machine:
    """The machine of a pattern."""
    compiler = _Compiler(pattern)
    return Machine(compiler.program(), pattern.groups, compiler.counters, not pattern.refers_back)


class _Search:
    """One text being searched; the steps of all its matches are counted together."""

    def __init__(self, machine: Machine, text: str) -> None:
        self.machine = machine
        self.text = text
        self.left = MAX_STEPS

    def first_from(self, start: int) -> Found | None:
        """The leftmost match that begins at `start` or later."""
        seen: set[int] = set()  # what led to no match from one start leads to none from the next
        for at in range(start, len(self.text) + 1):
            places = self.match_at(at, seen)
            if places is not None:
                return Found(tuple(places))
        return None

    def match_at(self, start: int, seen: set[int]) -> list[int] | None:
        steps, forgets, size = self.machine.steps, self.machine.forgets, len(self.text)
        slots = 2 * (self.machine.groups + 1)
        places = [-1] * slots + [-1] * self.machine.counters
        # What is left to try: (step, place), or (-1 - slot, what it held) to undo on the way back.
        stack: list[tuple[int, int]] = [(0, start)]
        while stack:
            step_at, at = stack.pop()
            if step_at < 0:
                places[-1 - step_at] = at
                continue
            while True:
                self.left -= 1
                if self.left < 0:
                    raise _too_costly()
                step = steps[step_at]
                match step.do:
                    case _Do.SPLIT:
                        if forgets:
                            state = step_at * (size + 1) + at
                            if state in seen:
                                break
                            seen.add(state)
                        stack.append((step.second, at))
                        step_at = step.first
                        continue
                    case _Do.JUMP:
                        step_at = step.first
                        continue
                    case _Do.SAVE | _Do.MARK:
                        slot = step.first if step.do is _Do.SAVE else slots + step.first
                        stack.append((-1 - slot, places[slot]))
                        places[slot] = at
                    case _Do.ROUND:
                        if places[slots + step.first] == at:
                            step_at = step.second
                            continue
                    case _Do.MATCH:
                        return [start, at, *places[2:slots]]
                    case _:
                        at = self.after(step, at, places)
                        if at < 0:
                            break
                step_at += 1
        return None

    def after(self, step: _Step, at: int, places: list[int]) -> int:
        """Where the text goes on once it has met a step that looks at it, or -1 if it does not."""
        text = self.text
        match step.do:
            case _Do.ANCHOR:
                return at if self.anchored(at, end=bool(step.first), lines=bool(step.second)) else -1
            case _Do.AGAIN:
                begin, end = places[2 * step.first : 2 * step.first + 2]
                taken = text[begin:end] if begin >= 0 else ""  # a group that took no part took nothing
                return at + len(taken) if self.goes_on(at, taken, any_case=step.any_case) else -1
            case _ if at == len(text):
                return -1
            case _Do.CHAR:
                met = (folded(text[at]) if step.any_case else text[at]) == step.text
            case _:
                met = step.chars is not None and step.chars.has(text[at])
        return at + 1 if met else -1

    def anchored(self, at: int, *, end: bool, lines: bool) -> bool:
        if end:
            return at == len(self.text) or (lines and self.text[at] == "\n")
        return at == 0 or (lines and self.text[at - 1] == "\n" and at < len(self.text))

    def goes_on(self, at: int, taken: str, *, any_case: bool) -> bool:
        self.left -= len(taken) // 10  # a long text is not compared for the price of one character
        if not any_case:
            return self.text.startswith(taken, at)
        here = self.text[at : at + len(taken)]
        return len(here) == len(taken) and all(folded(a) == folded(b) for a, b in zip(here, taken, strict=True))


def _too_costly() -> FeelFailure:
    return fail(
        "按这个模式查找太费时，请把模式写得更明确",
        "searching for this pattern takes too long; write the pattern more precisely",
    )
