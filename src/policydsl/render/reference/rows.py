"""What the tables of the reference are made of."""

from __future__ import annotations

from typing import TypeAlias

from policydsl.source import Text
from policydsl.source.frozen import frozen

NOTHING = Text()


@frozen
class Value:
    """A formula and what it gives."""

    formula: str
    value: str
    note: Text = NOTHING


@frozen
class Cell:
    """A table cell, a value that it holds of and one that it does not hold of."""

    cell: str
    holds: str
    fails: str
    note: Text = NOTHING


@frozen
class Same:
    """A cell in the words of the law, and the same in signs."""

    cell: str
    plain: str


@frozen
class Kind:
    """A formula of a policy and the kind of value that it has there: a type by its FEEL name, or `money`."""

    formula: str
    kind: str
    note: Text = NOTHING


@frozen
class Wrong:
    """What is not accepted, the code of the finding, and what to write instead."""

    written: str
    code: str
    instead: str
    note: Text = NOTHING


Row: TypeAlias = Value | Cell | Same | Kind | Wrong


@frozen
class Part:
    """A heading, what there is to say, and a table whose rows are all of one sort."""

    title: Text
    text: Text
    rows: tuple[Row, ...] = ()
