"""Lines of Python source and the objects that they name.

The source holds no text of a user: names, texts and decimals are bound as objects; whole numbers are written out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policydsl.feel.failure import FeelFailure
from policydsl.model.policy import ROOT, Field
from policydsl.model.unknown import UNKNOWN, OpenFactError
from policydsl.plan import nodes
from policydsl.plan.policy_plan import Layout

# TypeError: an operation on null, which only a branch that is not taken can meet
OPEN: Final = (OpenFactError, ArithmeticError, FeelFailure, TypeError)
# Python takes 100 indents, 200 brackets and 20 blocks in one another, the clause's own loop and `try` among these.
_MOST_INDENT, _MOST_BRACKETS, _MOST_LOOPS = 80, 150, 15


class NotFastError(Exception):
    """The node has no fast form: the marked evaluation serves its clause."""


def known(value: object) -> object:
    """The value; raises where it is unknown, for functions that would not notice."""
    if value is UNKNOWN:
        raise OpenFactError
    return value


class Lines:
    """Collects lines of source, the objects that they name, and the facts that they read."""

    def __init__(self, layout: Mapping[str, Layout]) -> None:
        self.layout = layout
        self.lines: list[str] = []
        self.indent = 1
        self.loops = 0  # that the current line stands in
        self.bound: dict[str, object] = {"known": known}
        self._names: dict[int, str] = {}
        self._kept: list[object] = []  # so that no identity is used twice
        self._count = 0
        self.decimals = False  # whether a line computes with decimals, in the context of the thread
        self.used: set[str] = set()  # words that the head of the function must define
        self.applicant_fields: set[int] = set()
        self.lists: dict[str, str] = {}
        self.members: dict[nodes.Variable, str] = {}

    def line(self, text: str) -> None:
        """One line at the current depth."""
        if self.indent > _MOST_INDENT or (text.count("(") > _MOST_BRACKETS and _nesting(text) > _MOST_BRACKETS):
            raise NotFastError
        self.lines.append("    " * self.indent + text)

    def later(self) -> int:
        """A line whose text will be known later: its place, for `fill`."""
        self.line("pass")
        return len(self.lines) - 1

    def fill(self, place: int, text: str) -> None:
        """Write such a line."""
        self.lines[place] = self.lines[place].removesuffix("pass") + text
        if text.count("(") > _MOST_BRACKETS and _nesting(text) > _MOST_BRACKETS:
            raise NotFastError

    def fresh(self, prefix: str) -> str:
        """A name that nothing else has."""
        self._count += 1
        return f"{prefix}{self._count}"

    def bind(self, value: object) -> str:
        """The name of a constant or a function."""
        name = self._names.get(id(value))
        if name is None:
            name = self._names[id(value)] = self.fresh("k")
            self.bound[name] = value
            self._kept.append(value)
        return name

    def use(self, word: str) -> str:
        """A word that the head of the function defines."""
        self.used.add(word)
        return word

    def list_name(self, key: str) -> str:
        """The local variable that holds a list."""
        return self.lists.setdefault(key, f"l{len(self.lists)}")

    def field(self, node: nodes.Field) -> str:
        """Source of a fact, in its whole-number form where it has one."""
        if node.of.kind == "applicant":
            self.applicant_fields.add(node.index)
            return f"a{node.index}"
        return f"{'i' if node.of.kind == 'item' else self.members[node.of]}[{node.index}]"

    def declared(self, node: nodes.Field) -> Field | None:
        """The declaration of a fact; None for an id."""
        return self.layout[node.of.list_key or ROOT].entity.fields.get(node.name)

    def enter_loop(self, variable: nodes.Variable) -> None:
        """Begin a loop over the members of a list."""
        self.loops += 1
        if self.loops > _MOST_LOOPS:
            raise NotFastError
        name = self.members[variable] = self.fresh("m")
        self.line(f"for {name} in {self.list_name(variable.list_key)}:")
        self.indent += 1


def _nesting(text: str) -> int:
    """How many brackets stand in one another."""
    deepest = depth = 0
    for character in text:
        if character == "(":
            depth += 1
            deepest = max(deepest, depth)
        elif character == ")":
            depth -= 1
    return deepest
