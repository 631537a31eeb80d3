"""From reductions of the grammar to AST nodes: one method an alternative, so that no parse tree is ever built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from policydsl.feel import ast
from policydsl.feel.ast import Expr, Op, OpTest, RangeLit, TypeExpr, UnaryTests
from policydsl.feel.parser import law
from policydsl.feel.parser.tokens import Token
from policydsl.source import Span
from policydsl.source.frozen import replace

if TYPE_CHECKING:
    from collections.abc import Sequence

# What Lark hands over: tokens and what other methods made, as the alternative in the grammar lists them.
Parts = list[Any]
T = TypeVar("T")


def _span(first: Any, last: Any) -> Span:
    return Span(_start(first), _end(last))


def _start(part: Any) -> int:
    return cast(int, part.start if type(part) is Token else part.span.start)


def _end(part: Any) -> int:
    return cast(int, part.end if type(part) is Token else part.span.end)


class Builder:
    """The callbacks of the parser; it holds no state."""

    # ---- sequences -----------------------------------------------------------------------------------------

    def first(self, parts: Parts) -> Parts:
        """A sequence of one."""
        return [parts[0]]

    def more(self, parts: Parts) -> Parts:
        """A sequence and one more."""
        sequence: Parts = parts[0]
        sequence.append(parts[2])
        return sequence

    # ---- the two starts ------------------------------------------------------------------------------------

    def expression(self, parts: Parts) -> Expr:
        """A whole expression."""
        return cast(Expr, parts[0])

    def any_input(self, parts: Parts) -> UnaryTests:
        """`-`."""
        return UnaryTests(parts[0].span, ())

    def plain_tests(self, parts: Parts) -> UnaryTests:
        """`a, b`."""
        tests: Sequence[Expr] = parts[0]
        return UnaryTests(_span(tests[0], tests[-1]), tuple(tests))

    def negated_tests(self, parts: Parts) -> UnaryTests:
        """`not(a, b)`."""
        return UnaryTests(_span(parts[0], parts[-1]), tuple(parts[2]), negated=True)

    # ---- leaves --------------------------------------------------------------------------------------------

    def leaf(self, parts: Parts) -> Expr:
        """A literal; the lexer has made its node."""
        return cast(Expr, parts[0].value)

    def name(self, parts: Parts) -> Expr:
        """A name."""
        token: Token = parts[0]
        return ast.Name(token.span, cast(str, token.value))

    def input(self, parts: Parts) -> Expr:
        """`?`."""
        return ast.Input(parts[0].span)

    def brackets(self, parts: Parts) -> Expr:
        """`(x)` is x, with the place of the brackets."""
        return cast(Expr, replace(parts[1], span=_span(parts[0], parts[2])))

    # ---- operators -----------------------------------------------------------------------------------------

    def binary(self, parts: Parts) -> Expr:
        """`a + b` and its kind."""
        left, operator, right = parts
        return ast.Binary(Span(left.span.start, right.span.end), operator.value, left, right, operator.span)

    def negate(self, parts: Parts) -> Expr:
        """`-a`."""
        return ast.Negate(_span(parts[0], parts[1]), parts[1])

    def between(self, parts: Parts) -> Expr:
        """`a between b and c`."""
        value, _, low, _, high = parts
        return ast.Between(_span(value, high), value, low, high)

    def in_one(self, parts: Parts) -> Expr:
        """`a in b`."""
        return ast.In(_span(parts[0], parts[2]), parts[0], (parts[2],))

    def in_many(self, parts: Parts) -> Expr:
        """`a in (b, c)`."""
        value, first, rest = parts[0], parts[3], parts[5]
        return ast.In(_span(value, parts[-1]), value, (first, *rest))

    def op_test(self, parts: Parts) -> Expr:
        """`>= a`."""
        operator, operand = parts
        return OpTest(_span(operator, operand), operator.value, operand)

    def instance_of(self, parts: Parts) -> Expr:
        """`a instance of T`."""
        return ast.InstanceOf(_span(parts[0], parts[2]), parts[0], parts[2])

    # ---- paths, filters, calls -----------------------------------------------------------------------------

    def path(self, parts: Parts) -> Expr:
        """`a.b`."""
        source, _, name = parts
        return ast.Path(_span(source, name), source, name.value, name.span)

    def filter(self, parts: Parts) -> Expr:
        """`a[b]`."""
        return ast.Filter(_span(parts[0], parts[3]), parts[0], parts[2])

    def call(self, parts: Parts) -> Expr:
        """`f(a, b)`."""
        values: Sequence[Expr] = parts[2] if len(parts) > 3 else ()  # noqa: PLR2004  (f ( a ))
        arguments = tuple(ast.Argument(value.span, value) for value in values)
        return ast.Call(_span(parts[0], parts[-1]), parts[0], arguments)

    def call_named(self, parts: Parts) -> Expr:
        """`f(x: a, y: b)`."""
        return ast.Call(_span(parts[0], parts[3]), parts[0], tuple(parts[2]))

    def named_arg(self, parts: Parts) -> ast.Argument:
        """`x: a`."""
        name, _, value = parts
        return ast.Argument(_span(name, value), value, name.value)

    # ---- endings -------------------------------------------------------------------------------------------

    def if_(self, parts: Parts) -> Expr:
        """`if a then b else c`."""
        return ast.If(_span(parts[0], parts[5]), parts[1], parts[3], parts[5])

    def for_(self, parts: Parts) -> Expr:
        """`for x in a return b`."""
        return ast.For(_span(parts[0], parts[3]), tuple(parts[1]), parts[3])

    def quantified(self, parts: Parts) -> Expr:
        """`some x in a satisfies b`, or `every`."""
        kind: Literal["some", "every"] = "some" if parts[0].type == "SOME" else "every"
        return ast.Quantified(_span(parts[0], parts[3]), kind, tuple(parts[1]), parts[3])

    def iterator(self, parts: Parts) -> ast.Iterator:
        """`x in a`, or `x in a..b`."""
        name, source = parts[0], parts[2]
        end = parts[4] if len(parts) > 4 else None  # noqa: PLR2004  (x in a .. b)
        return ast.Iterator(_span(name, parts[-1]), name.value, name.span, source, end)

    def function(self, parts: Parts) -> Expr:
        """`function(x: T) a`."""
        parameters = tuple(parts[2]) if len(parts) > 4 else ()  # noqa: PLR2004  (function ( x ) a)
        return ast.FunctionLit(_span(parts[0], parts[-1]), parameters, parts[-1])

    def parameter(self, parts: Parts) -> ast.Parameter:
        """`x`, or `x: T`."""
        type_: TypeExpr | None = parts[2] if len(parts) > 1 else None
        return ast.Parameter(_span(parts[0], parts[-1]), parts[0].value, type_)

    # ---- structures ----------------------------------------------------------------------------------------

    def range(self, parts: Parts) -> Expr:
        """`[a..b)` and its kind."""
        opening, low, _, high, closing = parts
        return RangeLit(
            _span(opening, closing),
            low,
            high,
            low_closed=opening.type == "LSQB",
            high_closed=closing.type == "RSQB",
        )

    def list(self, parts: Parts) -> Expr:
        """`[a, b]`."""
        items: Sequence[Expr] = parts[1] if len(parts) > 2 else ()  # noqa: PLR2004  ([ a ])
        return ast.ListLit(_span(parts[0], parts[-1]), tuple(items))

    def context(self, parts: Parts) -> Expr:
        """`{a: 1}`."""
        entries: Sequence[ast.Entry] = parts[1] if len(parts) > 2 else ()  # noqa: PLR2004  ({ a })
        return ast.ContextLit(_span(parts[0], parts[-1]), tuple(entries))

    def entry(self, parts: Parts) -> ast.Entry:
        """`a: 1` or `"a": 1`."""
        key, _, value = parts
        name = key.value.value if type(key.value) is ast.StringLit else key.value
        return ast.Entry(_span(key, value), name, value)

    # ---- types ---------------------------------------------------------------------------------------------

    def named_type(self, parts: Parts) -> TypeExpr:
        """`number`."""
        return ast.NamedType(parts[0].span, parts[0].value)

    def generic_type(self, parts: Parts) -> TypeExpr:
        """`list<T>`, `range<T>`."""
        return ast.GenericType(_span(parts[0], parts[-1]), parts[0].value, parts[2][0])

    def context_type(self, parts: Parts) -> TypeExpr:
        """`context<a: T>`."""
        return ast.ContextType(_span(parts[0], parts[-1]), tuple(parts[2]))

    def type_field(self, parts: Parts) -> tuple[str, TypeExpr]:
        """`a: T` in a context type."""
        return (parts[0].value, parts[2])

    def function_type(self, parts: Parts) -> TypeExpr:
        """`function<A, B> -> R`."""
        parameters = tuple(parts[2]) if type(parts[2]) is list else ()
        return ast.FunctionType(_span(parts[0], parts[-1]), parameters, parts[-1])

    # ---- intervals as the law writes them ------------------------------------------------------------------

    def law_compare(self, parts: Parts) -> Expr:
        """`不低于100万元`."""
        return law.compared(parts)

    def law_side(self, parts: Parts) -> Expr:
        """`10亿元（含）以上`."""
        return law.side(parts)

    def law_both(self, parts: Parts) -> Expr:
        """`1亿元（含）以上10亿元（不含）以下`."""
        return law.both(parts)

    def law_up_to(self, parts: Parts) -> Expr:
        """`超过1亿元至10亿元（含）`."""
        return law.up_to(parts)

    def law_between(self, parts: Parts) -> Expr:
        """`1亿元（含）—10亿元（不含）`."""
        return law.between(parts)


__all__ = ["Builder", "Op"]
