"""An amendment as frozen values, every part with its place."""

from __future__ import annotations

from typing import TypeAlias

from policydsl.diagnostics import Label
from policydsl.feel.values import Date
from policydsl.model.policy import InForce
from policydsl.source import SourceFile, Span, Text
from policydsl.source.frozen import frozen
from policydsl.syntax.tree import Mapping, Node, Scalar


@frozen(eq=False)
class Step:
    """One name of a path: a key, or the id of an item of a list."""

    name: str
    at: Label


@frozen(eq=False)
class Path:
    """A place in a policy, step by step from its top."""

    steps: tuple[Step, ...]
    at: Label

    @property
    def names(self) -> tuple[str, ...]:
        """The steps as plain names."""
        return tuple(step.name for step in self.steps)

    def __str__(self) -> str:
        return path_text(self.names)


@frozen(eq=False)
class Anchor:
    """The neighbour of what is added: it comes `after` that one, or before it."""

    name: str
    at: Label
    after: bool


@frozen(eq=False)
class Set:
    """Write `to` where `was` stands."""

    path: Path
    was: Node
    to: Node
    comments: tuple[Span, ...] = ()  # right above what is to be written
    why: Text = Text()
    cite: str = ""


@frozen(eq=False)
class Add:
    """Write `value` as a new item of the list at `path`, or as a new entry of a map under the last step of `path`."""

    path: Path
    value: Node
    anchor: Anchor | None = None
    comments: tuple[Span, ...] = ()  # right above what is added
    why: Text = Text()
    cite: str = ""


@frozen(eq=False)
class Remove:
    """Take out what stands at `path`."""

    path: Path
    was_title: Node | None = None
    why: Text = Text()
    cite: str = ""


Change: TypeAlias = Set | Add | Remove


@frozen(eq=False)
class Amendment:
    """A whole amendment; `effective` are the days on which it holds."""

    id: str
    title: Text
    number: str
    issuer: Text
    issued: Date | None
    amends: str
    effective: InForce
    note: Text
    changes: tuple[Change, ...]
    source: SourceFile
    root: Mapping
    at: Label  # its id
    amends_at: Label
    effective_at: Label

    @property
    def order(self) -> tuple[str, str, str]:
        """Amendments apply by the day of effect, then that of issue (one without it first), then by id."""
        start = self.effective.start
        return (start.iso() if start else "", self.issued.iso() if self.issued else "", self.id)


def path_text(names: tuple[str, ...]) -> str:
    """A path as it is written in an amendment."""
    return ".".join(f'"{name}"' if "." in name else name for name in names)


def cause_of(change: Change) -> Label:
    """The part of a change to show as the cause of something: a short new text, else the path."""
    match change:
        case Set(to=Scalar() as to):
            return Label(to.file, to.span)
        case _:
            return change.path.at
