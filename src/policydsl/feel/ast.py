"""The abstract syntax of FEEL: frozen nodes with spans in the formula's own text.

The parser gives these, everything else reads them: the checker, the compiler, the printer, the plan.
Surface forms that mean the same are one node (`≥` and `>=`; `10亿元（含）以上` and `>= 10亿元`;
`3年` and `duration("P3Y")`); what was written stays readable through the span.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Literal, TypeAlias

from policydsl.feel.values import Temporal
from policydsl.source import Span
from policydsl.source.frozen import frozen


class Unit(StrEnum):
    """What a number literal counts."""

    NONE = ""
    MONEY = "money"  # the value is in yuan
    RATIO = "ratio"  # written with % ‰ or 个百分点; the value is the fraction


class Op(StrEnum):
    """Binary operators, in their standard spelling."""

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
    AND = "and"
    OR = "or"


Comparison: TypeAlias = Literal[Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE]
COMPARISONS = frozenset({Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE})


@frozen
class NumberLit:
    """`12.50`, `1000万元` (10000000, MONEY), `50%` (0.50, RATIO), `500平方米` (500, of 平方米)."""

    span: Span
    value: Decimal
    unit: Unit = Unit.NONE
    of: str = ""  # what a plain number counts, as it is written
    currency: str = "CNY"  # of money (ISO 4217)


@frozen
class StringLit:
    """A text in quotes, escapes resolved."""

    span: Span
    value: str


@frozen
class BooleanLit:
    """`true` or `false`."""

    span: Span
    value: bool


@frozen
class NullLit:
    """`null`."""

    span: Span


@frozen
class TemporalLit:
    """`@"2025-04-21"`, `2025年4月21日`, `3年`, `30天`: a date, time, date and time or duration."""

    span: Span
    value: Temporal


@frozen
class Name:
    """A name; inner white space is folded to single spaces."""

    span: Span
    name: str


@frozen
class Input:
    """`?`, the input of a table cell."""

    span: Span


@frozen
class Negate:
    """`-x`."""

    span: Span
    operand: Expr


@frozen
class Binary:
    """`left op right`; `op_span` is the operator's own place."""

    span: Span
    op: Op
    left: Expr
    right: Expr
    op_span: Span


@frozen
class Between:
    """`value between low and high`."""

    span: Span
    value: Expr
    low: Expr
    high: Expr


@frozen
class In:
    """`value in test` or `value in (test, …)`."""

    span: Span
    value: Expr
    tests: tuple[Expr, ...]


@frozen
class OpTest:
    """`>= 5` as a unary test; in brackets and outside a test it is the range of such values."""

    span: Span
    op: Comparison
    operand: Expr


@frozen
class RangeLit:
    """`[low..high]`, `(low..high]`, `]low..high[`."""

    span: Span
    low: Expr
    high: Expr
    low_closed: bool
    high_closed: bool


@frozen
class If:
    """`if condition then then else otherwise`."""

    span: Span
    condition: Expr
    then: Expr
    otherwise: Expr


@frozen
class Iterator:
    """`name in source` or `name in source..end`."""

    span: Span
    name: str
    name_span: Span
    source: Expr
    end: Expr | None = None


@frozen
class For:
    """`for iterators return body`."""

    span: Span
    iterators: tuple[Iterator, ...]
    body: Expr


@frozen
class Quantified:
    """`some iterators satisfies condition`, or `every`."""

    span: Span
    kind: Literal["some", "every"]
    iterators: tuple[Iterator, ...]
    condition: Expr


@frozen
class Path:
    """`source.name`; on a list, a projection."""

    span: Span
    source: Expr
    name: str
    name_span: Span


@frozen
class Filter:
    """`source[condition]`; a number picks by position."""

    span: Span
    source: Expr
    condition: Expr


@frozen
class Argument:
    """One argument of a call; `name` is set in a call with named arguments."""

    span: Span
    value: Expr
    name: str | None = None


@frozen
class Call:
    """`function(arguments)`; all arguments are positional or all are named."""

    span: Span
    function: Expr
    arguments: tuple[Argument, ...]


@frozen
class Parameter:
    """A parameter of a function definition."""

    span: Span
    name: str
    type: TypeExpr | None = None


@frozen
class FunctionLit:
    """`function(parameters) body`."""

    span: Span
    parameters: tuple[Parameter, ...]
    body: Expr


@frozen
class ListLit:
    """`[a, b]`."""

    span: Span
    items: tuple[Expr, ...]


@frozen
class Entry:
    """`key: value` of a context."""

    span: Span
    key: str
    value: Expr


@frozen
class ContextLit:
    """`{key: value}`."""

    span: Span
    entries: tuple[Entry, ...]


@frozen
class InstanceOf:
    """`value instance of type`."""

    span: Span
    value: Expr
    type: TypeExpr


@frozen
class ErrorExpr:
    """What could not be read; it absorbs, so that one mistake gives one diagnostic."""

    span: Span


@frozen
class NamedType:
    """`number`, `date and time`, or the name of an item definition (dots allowed)."""

    span: Span
    name: str


@frozen
class GenericType:
    """`list<T>` or `range<T>`."""

    span: Span
    name: str
    argument: TypeExpr


@frozen
class ContextType:
    """`context<name: T, …>`."""

    span: Span
    fields: tuple[tuple[str, TypeExpr], ...]


@frozen
class FunctionType:
    """`function<A, B> -> R`."""

    span: Span
    parameters: tuple[TypeExpr, ...]
    result: TypeExpr


@frozen
class UnaryTests:
    """A table cell: any of `tests` holds (`-`: always, no tests; `not(…)`: negated)."""

    span: Span
    tests: tuple[Expr, ...]
    negated: bool = False

    @property
    def any(self) -> bool:
        """Whether the cell is `-`, which every input satisfies."""
        return not self.tests


Expr: TypeAlias = (
    NumberLit | StringLit | BooleanLit | NullLit | TemporalLit | Name | Input | Negate | Binary | Between | In
    | OpTest | RangeLit | If | For | Quantified | Path | Filter | Call | FunctionLit | ListLit | ContextLit
    | InstanceOf | ErrorExpr
)  # fmt: skip
TypeExpr: TypeAlias = NamedType | GenericType | ContextType | FunctionType
