"""Python source for plan nodes: straight-line code on given facts.

The source holds no text of a user: names and constants are bound as objects. Code that meets an unknown fact
or a failed operation raises one of `OPEN`, and the marked evaluation serves that award instead.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from policydsl.evaluate.operators import OPERATORS
from policydsl.feel import ops
from policydsl.feel.failure import FeelFailure
from policydsl.feel.types import BOOLEAN, DATE, NUMBER, TEXT, YEARS_MONTHS, Enum, Money, Type
from policydsl.model.unknown import UNKNOWN, OpenFactError
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator

# TypeError: an operation on null, which only a branch that is not taken can meet
OPEN: Final = (OpenFactError, ArithmeticError, FeelFailure, TypeError)
_ARITHMETIC = {Operator.ADD: "+", Operator.SUB: "-", Operator.MUL: "*", Operator.DIV: "/"}
_EQUALITY = {Operator.EQ: "==", Operator.NE: "!="}
_ORDER = {Operator.LT: "<", Operator.LE: "<=", Operator.GT: ">", Operator.GE: ">="}
# Python takes 100 indents, 200 brackets and 20 blocks in one another, the clause's own loop and `try` among these.
_MOST_INDENT, _MOST_BRACKETS, _MOST_LOOPS = 80, 150, 15


class NotFastError(Exception):
    """The node has no fast form: the marked evaluation serves its clause."""


def known(value: object) -> object:
    """The value; raises where it is unknown, for functions that would not notice."""
    if value is UNKNOWN:
        raise OpenFactError
    return value


class Emitter:
    """Collects lines of source and the objects that they name."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.indent = 1
        self.bound: dict[str, object] = {"known": known}
        self._names: dict[int, str] = {}
        self._kept: list[object] = []  # so that no identity is used twice
        self._count = 0
        self.applicant_fields: set[int] = set()
        self.lists: dict[str, str] = {}
        self.locals: dict[str, str] = {}
        self.members: dict[nodes.Variable, str] = {}
        self.loops = 0  # that the current line stands in
        self.parts: dict[int, str] = {}  # aggregates and quantifiers, by the identity of their place

    def line(self, text: str) -> None:
        """One line at the current depth."""
        if self.indent > _MOST_INDENT or (text.count("(") > _MOST_BRACKETS and _nesting(text) > _MOST_BRACKETS):
            raise NotFastError
        self.lines.append("    " * self.indent + text)

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

    def list_name(self, key: str) -> str:
        """The local variable that holds a list."""
        return self.lists.setdefault(key, f"l{len(self.lists)}")

    # -- expressions ---------------------------------------------------------------------------------

    def expr(self, node: Node) -> str:
        """Source of an expression; statements that it needs first are written as lines."""
        match node:
            case nodes.Const(value=value):
                return repr(value) if isinstance(value, bool) else self.bind(value)
            case nodes.Field(of=of, index=index):
                if of.kind == "applicant":
                    self.applicant_fields.add(index)
                    return f"a{index}"
                return f"{'i' if of.kind == 'item' else self.members[of]}[{index}]"
            case nodes.Local(name=name):
                return self.locals[name]
            case nodes.Day(part=part):
                return part
            case nodes.Strict():
                return self._strict(node)
            case nodes.Call():
                return self._call(node)
            case nodes.Property(of=of, name=name):
                return f"{self.bind(ops.member)}(known({self.expr(of)}), {self.bind(name)})"
            case nodes.And(args=args):
                return "(" + " and ".join(self.expr(a) for a in args) + ")"
            case nodes.Or(args=args):
                return self._or(args)
            case nodes.If(condition=condition, then=then, otherwise=otherwise):
                c, t, e = self.expr(condition), self.expr(then), self.expr(otherwise)
                return f"({t} if {c} else {e})"
            case nodes.IsNull(field=field):
                return f"({self.expr(field)} is None)"
            case nodes.Quantifier():
                return self._quantifier(node)
            case nodes.Aggregate():
                return self._aggregate(node)
            case nodes.Setting():
                raise NotFastError

    def _strict(self, node: nodes.Strict) -> str:
        op, args = node.op, node.args
        if op is Operator.NOT:
            return f"(not {self.expr(args[0])})"
        if op is Operator.NEG and _decimal(node.type):
            return f"(-{self.expr(args[0])})"
        if op in _ARITHMETIC and all(_decimal(a.type) for a in args) and _decimal(node.type):
            return f"({self.expr(args[0])} {_ARITHMETIC[op]} {self.expr(args[1])})"
        kinds = [a.type for a in args]
        if op in _EQUALITY and all(_plain(t) for t in kinds):
            return f"({self.expr(args[0])} {_EQUALITY[op]} {self.expr(args[1])})"
        if op in _ORDER and all(_plain(t) and t != BOOLEAN for t in kinds):
            return f"({self.expr(args[0])} {_ORDER[op]} {self.expr(args[1])})"
        inner = ", ".join(f"known({self.expr(a)})" for a in args)
        return f"{self.bind(OPERATORS[op])}({inner})"

    def _call(self, node: nodes.Call) -> str:
        args = [self.expr(a) for a in node.args]
        if node.function in ("floor", "ceiling") and len(args) == 1 and _decimal(node.type):
            return f"{args[0]}.to_integral_value({self.bind('ROUND_' + node.function.upper())})"
        if node.function in ("min", "max") and len(args) == 2 and (_decimal(node.type) or node.type == YEARS_MONTHS):  # noqa: PLR2004
            left, right = self.fresh("t"), self.fresh("t")
            self.line(f"{left} = {args[0]}")
            self.line(f"{right} = {args[1]}")
            return f"({left} if {left} {'<=' if node.function == 'min' else '>='} {right} else {right})"
        inner = ", ".join(f"known({a})" for a in args)
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
            return f"({self.expr(subject)} in {self.bind(frozenset(options))})"
        return "(" + " or ".join(self.expr(a) for a in args) + ")"

    # -- loops ---------------------------------------------------------------------------------------

    def _loop(self, members: nodes.Members) -> None:
        self.loops += 1
        if self.loops > _MOST_LOOPS:
            raise NotFastError
        name = self.fresh("m")
        self.members[members.variable] = name
        self.line(f"for {name} in {self.list_name(members.variable.list_key)}:")
        self.indent += 1
        if members.where is not None:
            self.line(f"if {self.expr(members.where)}:")
            self.indent += 1

    def _quantifier(self, node: nodes.Quantifier) -> str:
        found, depth = self.fresh("q"), self.indent
        some = node.kind == "some"
        self.line(f"{found} = {not some}")
        self._loop(node.members)
        condition = self.expr(node.condition)
        self.line(f"if {condition}:" if some else f"if not {condition}:")
        self.indent += 1
        self.line(f"{found} = {some}")
        self.line("break")
        self.indent = depth
        self.loops -= 1
        self.parts[id(node.at)] = found
        return found

    def _aggregate(self, node: nodes.Aggregate) -> str:
        if not _decimal(node.type) and node.kind != "count":
            raise NotFastError
        found, depth = self.fresh("s"), self.indent
        self.line(f"{found} = {'None' if node.kind in ('min', 'max') else self.bind(_ZERO)}")
        self._loop(node.members)
        if node.kind in ("sum", "count"):
            self.line(f"{found} += {self.expr(node.body)}")
        else:
            one = self.fresh("t")
            self.line(f"{one} = known({self.expr(node.body)})")
            self.line(f"if {found} is None or {one} {'<' if node.kind == 'min' else '>'} {found}: {found} = {one}")
        self.indent = depth
        self.loops -= 1
        if node.kind in ("min", "max"):
            self.line(f"if {found} is None: raise {self.bind(OpenFactError)}")
        self.parts[id(node.at)] = found
        return found


_ZERO = Decimal(0)


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


def _decimal(type_: Type) -> bool:
    return type_ == NUMBER or isinstance(type_, Money)


def _plain(type_: Type) -> bool:
    """Types whose Python operators are FEEL's."""
    return _decimal(type_) or type_ in (TEXT, BOOLEAN, DATE) or isinstance(type_, Enum)
