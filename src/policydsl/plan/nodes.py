"""Nodes of the plan. Each stands for one operation with its rule for unknown facts.

Strict operations are unknown when an operand is; `And`, `Or`, `Any`, `All` are Kleene; `If` and
`Aggregate` have the rules of LANGUAGE §6. `at` is the place in the formula, for failures and explanations.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Literal, TypeAlias

from policydsl.feel.types import Type
from policydsl.feel.values import Value
from policydsl.source import Origin, Span
from policydsl.source.frozen import frozen


@frozen(eq=False)
class At:
    """A place in a formula."""

    origin: Origin
    span: Span


@frozen(eq=False)
class Variable:
    """What stands for the item at hand: the applicant, the clause's item, or a member of a list."""

    name: str
    kind: Literal["applicant", "item", "member", "figure"]
    list_key: str = ""  # of item and member: the list in the fact file; a figure is one of earlier periods


@frozen(eq=False)
class Const:
    """A value that the policy gives."""

    at: At
    type: Type
    value: Value


@frozen(eq=False)
class Field:
    """A fact of an item; unknown if it was left out, null if it is assessed and was left out."""

    at: At
    type: Type
    of: Variable
    name: str
    index: int  # in the item's tuple
    assessed: bool
    nonnegative: bool = False


@frozen(eq=False)
class Local:
    """A let or a table output of the clause."""

    at: At
    type: Type
    name: str


@frozen(eq=False)
class Setting:
    """What a run fixes for all applicants: a parameter's version or the reading chosen."""

    at: At
    type: Type
    kind: Literal["parameter", "reading"]
    name: str


@frozen(eq=False)
class Day:
    """`as_of`, or its `year`."""

    at: At
    type: Type
    part: Literal["as_of", "year"]


class Operator(StrEnum):
    """Strict operations that backends know by name; other functions are `Call`."""

    ADD = "+"
    SUB = "-"
    MUL = "*"
    DIV = "/"
    POW = "**"
    EQ = "="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    NEG = "neg"
    NOT = "not"


@frozen(eq=False)
class Strict:
    """An operator on known values."""

    at: At
    type: Type
    op: Operator
    args: tuple[Node, ...]


@frozen(eq=False)
class Call:
    """A built-in function on known values; `call` is its implementation, arguments by position.

    `listed`: so many of the first arguments are the items of a list that the formula writes out.
    """

    at: At
    type: Type
    function: str
    call: Callable[..., Value]
    args: tuple[Node, ...]
    listed: int = 0


@frozen(eq=False)
class Property:
    """A part of a date, time or duration: `as_of.year`."""

    at: At
    type: Type
    of: Node
    name: str


@frozen(eq=False)
class And:
    """All hold; a closed false decides."""

    at: At
    type: Type
    args: tuple[Node, ...]


@frozen(eq=False)
class Or:
    """One holds; a closed true decides."""

    at: At
    type: Type
    args: tuple[Node, ...]


@frozen(eq=False)
class If:
    """Closed when the condition and the chosen branch are, or both branches are closed and equal."""

    at: At
    type: Type
    condition: Node
    then: Node
    otherwise: Node


@frozen(eq=False)
class IsNull:
    """Whether an assessed fact has not been assessed."""

    at: At
    type: Type
    field: Field


@frozen(eq=False)
class Period:
    """A period that a formula names: a year, and its quarter where there is a figure for each quarter."""

    year: Node
    quarter: Node | None

    @property
    def nodes(self) -> tuple[Node, ...]:
        """What names it."""
        return (self.year,) if self.quarter is None else (self.year, self.quarter)


@frozen(eq=False)
class Lookup:
    """`at(x, year - 1)`: the figure of one period; unknown if it was left out, which is a missing fact of its own."""

    at: At
    type: Type
    field: Field
    period: Period


@frozen(eq=False)
class History:
    """`earlier(x, year)`: the figures from a period on up to the one before `until`, each of which may be unknown."""

    at: At
    field: Field
    until: Period
    since: Node | int  # a year, or a period as a count

    @property
    def nodes(self) -> tuple[Node, ...]:
        """What it is made of."""
        since = () if isinstance(self.since, int) else (self.since,)
        return (self.field, *self.until.nodes, *since)


@frozen(eq=False)
class Figure:
    """One of the figures of earlier periods, for which the variable stands."""

    at: At
    type: Type
    of: Variable


@frozen(eq=False)
class Members:
    """The members of a list, or of a history, for which `where` holds; `variable` stands for one of them."""

    variable: Variable
    where: Node | None
    history: History | None = None


@frozen(eq=False)
class Quantifier:
    """`some` or `every` member satisfies the condition; a member outside `where` does not count."""

    at: At
    type: Type
    kind: Literal["some", "every"]
    members: Members
    condition: Node


@frozen(eq=False)
class Aggregate:
    """The sum, count, least or greatest of `body` over the members; `min` and `max` of none fail."""

    at: At
    type: Type
    kind: Literal["sum", "count", "min", "max"]
    members: Members
    body: Node


Node: TypeAlias = (
    Const
    | Field
    | Local
    | Setting
    | Day
    | Strict
    | Call
    | Property
    | And
    | Or
    | If
    | IsNull
    | Quantifier
    | Aggregate
    | Lookup
    | Figure
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in the order written."""
    match node:
        case Const() | Field() | Local() | Setting() | Day() | Figure():
            return ()
        case Strict(args=args) | Call(args=args) | And(args=args) | Or(args=args):
            return args
        case If(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
        case IsNull(field=field):
            return (field,)
        case Property(of=of):
            return (of,)
        case Lookup(field=field, period=period):
            return (field, *period.nodes)
        case Quantifier(members=members, condition=body) | Aggregate(members=members, body=body):
            source = () if members.history is None else members.history.nodes
            return (*source, body) if members.where is None else (*source, members.where, body)


def walk(node: Node) -> list[Node]:
    """The node and all below it."""
    found, rest = [], [node]
    while rest:
        one = rest.pop()
        found.append(one)
        rest.extend(reversed(children(one)))
    return found
