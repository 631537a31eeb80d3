"""Python source for plan nodes: straight-line code on given facts.

Code that meets an unknown fact or a failed operation raises one of `OPEN`, and the marked evaluation serves that
award instead. Numbers are whole numbers wherever these are exact (see `figure`), else decimals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from policydsl.award import NOT_REACHED
from policydsl.evaluate.emit_numbers import Numbers, numeric
from policydsl.evaluate.figure import Figure, compare
from policydsl.evaluate.lines import Lines, NotFastError
from policydsl.evaluate.operators import OPERATORS
from policydsl.feel.types import BOOLEAN, DATE, TEXT, Enum, Type
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator
from policydsl.plan.policy_plan import Layout

T = TypeVar("T")
_COMPARISONS = {
    Operator.EQ: "==",
    Operator.NE: "!=",
    Operator.LT: "<",
    Operator.LE: "<=",
    Operator.GT: ">",
    Operator.GE: ">=",
}
_EQUALITY = (Operator.EQ, Operator.NE)


class Emitter(Lines):
    """Writes expressions; statements that they need first are written as lines."""

    def __init__(self, layout: Mapping[str, Layout], *, traced: bool) -> None:
        super().__init__(layout)
        self.traced = traced
        self.numbers = Numbers(self)
        self.locals: dict[str, str | Figure] = {}
        self.parts: dict[int, str | Figure] = {}  # aggregates and quantifiers, by the identity of their place

    def begin_clause(self) -> None:
        """Forget what the clause before had."""
        self.locals, self.parts, self.loops = {}, {}, 0

    def figure(self, node: Node) -> Figure:
        """A number or a duration of months."""
        return self.numbers.figure(node)

    def expr(self, node: Node) -> str:
        """Source of the FEEL value."""
        if numeric(node.type):
            return self.numbers.value(node)
        match node:
            case nodes.Const(value=value):
                return repr(value) if isinstance(value, bool) else self.bind(value)
            case nodes.Field():
                return self.field(node)
            case nodes.Local(name=name):
                found = self.locals[name]
                assert isinstance(found, str)  # noqa: S101  (figures are numeric)
                return found
            case nodes.Day(part=part):
                return self.use(part)
            case nodes.Strict():
                return self._strict(node)
            case nodes.Call():
                return self.call(node)
            case nodes.And(args=args):
                return "(" + " and ".join(self.expr(a) for a in args) + ")"
            case nodes.Or(args=args):
                return self._or(args)
            case nodes.If(condition=condition, then=then, otherwise=otherwise):
                test = self.expr(condition)
                one, other, places = self.branches(test, lambda: self.expr(then), lambda: self.expr(otherwise))
                if places is None:
                    return f"({one} if {test} else {other})"
                name = self.fresh("b")
                for place, source in zip(places, (one, other), strict=True):
                    self.fill(place, f"{name} = {source}")
                return name
            case nodes.IsNull(field=field):
                return f"({self.field(field)} is None)"
            case nodes.Quantifier():
                return self._quantifier(node)
            case nodes.Aggregate() | nodes.Property() | nodes.Setting() | nodes.Lookup() | nodes.Figure():
                raise NotFastError

    def _strict(self, node: nodes.Strict) -> str:
        op, args = node.op, node.args
        if op is Operator.NOT:
            return f"(not {self.expr(args[0])})"
        if op in _COMPARISONS:
            if all(numeric(a.type) for a in args):
                return self._numeric_comparison(node)
            if all(_plain(a.type) and (op in _EQUALITY or a.type != BOOLEAN) for a in args):
                return f"({self.expr(args[0])} {_COMPARISONS[op]} {self.expr(args[1])})"
        return self.operator(node)

    def _numeric_comparison(self, node: nodes.Strict) -> str:
        left, right = (self.figure(a) for a in node.args)
        sign = _COMPARISONS[node.op]
        found = compare(left, sign, right)
        if found is None:
            found = f"({self.numbers.as_decimal(left)} {sign} {self.numbers.as_decimal(right)})"
        return found

    def branches(
        self, test: str, then: Callable[[], T], otherwise: Callable[[], T]
    ) -> tuple[T, T, tuple[int, int] | None]:
        """Two branches, and where they need lines of their own, the places of the lines that set the result.

        Lines of a branch stand inside it: what it guards against must not happen where it is not taken.
        """
        mark, known = len(self.lines), dict(self.parts)
        head = self.later()
        self.indent += 1
        one, place = then(), self.later()
        self.indent -= 1
        middle = self.later()
        self.indent += 1
        other, place2 = otherwise(), self.later()
        self.indent -= 1
        if len(self.lines) == mark + 4:
            del self.lines[mark:]
            return one, other, None
        self.fill(head, f"if {test}:")
        self.fill(middle, "else:")
        added = self.not_reached(mark, known)
        return one, other, (place + added, place2 + added)

    def not_reached(self, mark: int, known: Mapping[int, str | Figure]) -> int:
        """For a trace, a line at `mark` for each new part, which the code after it may not come to; how many."""
        inner = [part for at, part in self.parts.items() if known.get(at) is not part] if self.traced else []
        names = [part.base if isinstance(part, Figure) else part for part in inner]
        self.lines[mark:mark] = ["    " * self.indent + f"{name} = {self.bind(NOT_REACHED)}" for name in names]
        return len(names)

    def operator(self, node: nodes.Strict) -> str:
        """An operator by its FEEL function."""
        inner = ", ".join(f"known({self.expr(a)})" for a in node.args)
        return f"{self.bind(OPERATORS[node.op])}({inner})"

    def call(self, node: nodes.Call) -> str:
        """A function by its implementation."""
        inner = ", ".join(f"known({self.expr(a)})" for a in node.args)
        return f"{self.bind(node.call)}({inner})"

    def _or(self, args: tuple[Node, ...]) -> str:
        """`x = "a" or x = "b"` as one look-up."""
        options: list[object] = []
        subject: nodes.Field | None = None
        for arg in args:
            match arg:
                case nodes.Strict(op=Operator.EQ, args=(nodes.Field() as field, nodes.Const(value=str() as value))):
                    if subject is not None and (field.of, field.index) != (subject.of, subject.index):
                        break
                    subject = field
                    options.append(value)
                case _:
                    break
        if subject is not None and len(options) == len(args):
            return f"({self.field(subject)} in {self.bind(frozenset(options))})"
        return "(" + " or ".join(self.expr(a) for a in args) + ")"

    def begin_members(self, members: nodes.Members) -> None:
        """The loop over the members that count."""
        if members.history is not None:
            raise NotFastError
        self.enter_loop(members.variable)
        if members.where is not None:
            self.line(f"if {self.expr(members.where)}:")
            self.indent += 1

    def _quantifier(self, node: nodes.Quantifier) -> str:
        found, depth = self.fresh("q"), self.indent
        some = node.kind == "some"
        self.line(f"{found} = {not some}")
        self.begin_members(node.members)
        condition = self.expr(node.condition)
        self.line(f"if {condition}:" if some else f"if not {condition}:")
        self.indent += 1
        self.line(f"{found} = {some}")
        self.line("break")
        self.indent = depth
        self.loops -= 1
        self.parts[id(node.at)] = found
        return found


def _plain(type_: Type) -> bool:
    """Types whose Python operators are FEEL's."""
    return type_ in (TEXT, BOOLEAN, DATE) or isinstance(type_, Enum)
