"""Lowers formulas: AST and typing to plan nodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Literal, assert_never, cast

from policydsl.feel import ast, types
from policydsl.feel.checker import Binding, FieldOf, Option, Symbol, Typing, periods
from policydsl.feel.types import BOOLEAN, NUMBER, Assessed, Type
from policydsl.feel.values import Value
from policydsl.model.policy import ROOT, Cell, Entity
from policydsl.plan import nodes
from policydsl.plan.nodes import At, Node, Operator, Variable
from policydsl.source import Origin, Span

AGGREGATES = ("sum", "count", "min", "max")
APPLICANT = Variable(ROOT, "applicant")


class Lowering:
    """Lowers the formulas of one clause; `item` is the variable of its `for_each`."""

    def __init__(self, typing: Typing, entities: Mapping[str, Entity], item: tuple[Symbol, Variable] | None) -> None:
        self.typing = typing
        self.by_item = {e.item: e for e in entities.values()}
        self.entities = entities
        self.variables: dict[Symbol, Variable] = dict([item]) if item else {}
        self.origin: Origin

    def formula(self, expr: ast.Expr, origin: Origin) -> Node:
        """A formula as a plan node."""
        self.origin = origin
        return self.lower(expr)

    def at(self, span: Span) -> At:
        """A place in the formula at hand."""
        return At(self.origin, span)

    def type_of(self, expr: ast.Expr) -> Type:
        """The type of a node, that of an assessed one being its own."""
        found = self.typing.type_of(expr)
        return found.item if isinstance(found, Assessed) else found

    def lower(self, expr: ast.Expr) -> Node:
        """A node of the plan for a node of the formula."""
        at = self.at(expr.span)
        match expr:
            case ast.NumberLit() | ast.StringLit() | ast.BooleanLit() | ast.TemporalLit():
                return nodes.Const(at, self.type_of(expr), expr.value)
            case ast.Name():
                return self._name(expr, self.typing.bindings[id(expr)])
            case ast.Negate(operand=operand):
                return nodes.Strict(at, self.type_of(expr), Operator.NEG, (self.lower(operand),))
            case ast.Binary():
                return self._binary(expr, at)
            case ast.Between(value=value, low=low, high=high):
                return self._range(self.lower(value), low, high, (True, True), at)
            case ast.In(value=value, tests=tests):
                return self._any([self.test(one, value, self.lower(value)) for one in tests], at)
            case ast.If(condition=condition, then=then, otherwise=otherwise):
                branches = self.lower(condition), self.lower(then), self.lower(otherwise)
                return nodes.If(at, self.type_of(expr), *branches)
            case ast.Quantified():
                return self._quantified(expr, 0)
            case ast.Path():
                return self._path(expr, at)
            case ast.Call():
                return self._call(expr, at)
            case (
                ast.NullLit() | ast.Filter() | ast.ListLit() | ast.For() | ast.RangeLit() | ast.OpTest() | ast.Input()
                | ast.FunctionLit() | ast.ContextLit() | ast.InstanceOf() | ast.ErrorExpr()
            ):  # fmt: skip
                msg = f"{type(expr).__name__} passed the checks of a policy"
                raise AssertionError(msg)
            case _:
                assert_never(expr)

    # -- names and paths -----------------------------------------------------------------------------

    def _name(self, expr: ast.Name, binding: Binding) -> Node:
        at = self.at(expr.span)
        match binding:
            case Option(value=value, type=type_):
                return nodes.Const(at, type_, value)
            case FieldOf(symbol=symbol, name=name, type=type_):
                return self._field(at, symbol, name, type_)
            case Symbol(kind="parameter"):
                return nodes.Setting(at, binding.type, "parameter", binding.name)
            case Symbol(kind="day"):
                return nodes.Day(at, binding.type, "as_of")
            case Symbol(kind="year"):
                return nodes.Day(at, binding.type, "year")
            case Symbol() if (variable := self.variables.get(binding)) is not None and variable.kind == "figure":
                return nodes.Figure(at, binding.type, variable)
            case Symbol():
                return nodes.Local(at, binding.type, binding.name)

    def _path(self, expr: ast.Path, at: At) -> Node:
        if isinstance(expr.source, ast.Name):
            binding = self.typing.bindings.get(id(expr.source))
            if isinstance(binding, Symbol) and isinstance(binding.type, types.Record):
                type_ = binding.type.field(expr.name)
                assert type_ is not None  # noqa: S101  (the checker has seen to it)
                if binding.kind == "reading":
                    return nodes.Setting(at, type_, "reading", expr.name)
                return self._field(at, binding, expr.name, type_)
        return nodes.Property(at, NUMBER, self.lower(expr.source), expr.name)

    def _field(self, at: At, symbol: Symbol, name: str, type_: Type) -> Node:
        variable = APPLICANT if symbol.kind == "applicant" else self.variables[symbol]
        entity = self.entities[variable.list_key or ROOT]
        field = entity.fields.get(name)
        index = 0 if field is None else list(entity.fields).index(name) + 1
        minimum = field.minimum if field is not None else None
        return nodes.Field(
            at=at,
            type=type_.item if isinstance(type_, Assessed) else type_,
            of=variable,
            name=name,
            index=index,
            assessed=isinstance(type_, Assessed),
            nonnegative=minimum is not None and minimum >= 0,
        )

    # -- operators -----------------------------------------------------------------------------------

    def _binary(self, expr: ast.Binary, at: At) -> Node:
        for side, other in ((expr.left, expr.right), (expr.right, expr.left)):
            if isinstance(other, ast.NullLit):
                field = self.lower(side)
                assert isinstance(field, nodes.Field)  # noqa: S101
                asked: Node = nodes.IsNull(at, BOOLEAN, field)
                return asked if expr.op is ast.Op.EQ else nodes.Strict(at, BOOLEAN, Operator.NOT, (asked,))
        args = (self.lower(expr.left), self.lower(expr.right))
        match expr.op:
            case ast.Op.AND:
                return nodes.And(at, BOOLEAN, _flat(nodes.And, args))
            case ast.Op.OR:
                return nodes.Or(at, BOOLEAN, _flat(nodes.Or, args))
            case _:
                return nodes.Strict(at, self.type_of(expr), Operator(expr.op.value), args)

    def _any(self, tests: list[Node], at: At) -> Node:
        return tests[0] if len(tests) == 1 else nodes.Or(at, BOOLEAN, tuple(tests))

    def _range(self, value: Node, low: ast.Expr, high: ast.Expr, closed: tuple[bool, bool], at: At) -> Node:
        above = Operator.GE if closed[0] else Operator.GT
        below = Operator.LE if closed[1] else Operator.LT
        return nodes.And(
            at,
            BOOLEAN,
            (
                nodes.Strict(at, BOOLEAN, above, (value, self.lower(low))),
                nodes.Strict(at, BOOLEAN, below, (value, self.lower(high))),
            ),
        )

    def test(self, expr: ast.Expr, value_expr: ast.Expr, value: Node) -> Node:
        """One unary test against a value."""
        at = self.at(expr.span)
        match expr:
            case ast.OpTest(op=op, operand=operand):
                return nodes.Strict(at, BOOLEAN, Operator(op.value), (value, self.lower(operand)))
            case ast.RangeLit(low=low, high=high, low_closed=low_closed, high_closed=high_closed):
                return self._range(value, low, high, (low_closed, high_closed), at)
            case ast.ListLit(items=items):
                return self._any([self.test(item, value_expr, value) for item in items], at)
            case _:
                return nodes.Strict(at, BOOLEAN, Operator.EQ, (value, self.lower(expr)))

    def cell(self, cell: Cell, value_expr: ast.Expr, value: Node) -> Node | None:
        """A table cell as a condition on its input; None for `-`."""
        tests: list[Node] = []
        for part in cell.parts:
            self.origin = part.origin
            assert isinstance(part.tests, ast.UnaryTests)  # noqa: S101
            if part.tests.any:
                return None
            own = [self.test(one, value_expr, value) for one in part.tests.tests]
            at = self.at(part.tests.span)
            tests.append(
                nodes.Strict(at, BOOLEAN, Operator.NOT, (self._any(own, at),))
                if part.tests.negated
                else self._any(own, at)
            )
        return self._any(tests, tests[0].at)

    # -- lists ---------------------------------------------------------------------------------------

    def _quantified(self, expr: ast.Quantified, position: int) -> Node:
        """Nested, one quantifier an iterator."""
        iterator = expr.iterators[position]
        members = self.members(iterator.source, self.typing.symbols[id(iterator)])
        last = position == len(expr.iterators) - 1
        condition = self.lower(expr.condition) if last else self._quantified(expr, position + 1)
        return nodes.Quantifier(self.at(expr.span), BOOLEAN, expr.kind, members, condition)

    def members(self, source: ast.Expr, symbol: Symbol) -> nodes.Members:
        """The members of `list[filter][filter]…`, for which `symbol` stands in what follows."""
        filters: list[ast.Filter] = []
        while isinstance(source, ast.Filter):
            filters.append(source)
            source = source.source
        history = self._history(source) if isinstance(source, ast.Call) else None
        if history is not None:
            variable = Variable(symbol.name, "figure")
        else:
            assert isinstance(source, ast.Name)  # noqa: S101
            variable = Variable(symbol.name, "member", source.name)
        self.variables[symbol] = variable
        wheres: list[Node] = []
        for one in reversed(filters):
            self.variables[self.typing.symbols[id(one)]] = variable
            wheres.append(self.lower(one.condition))
        where = (
            None if not wheres else wheres[0] if len(wheres) == 1 else nodes.And(wheres[0].at, BOOLEAN, tuple(wheres))
        )
        return nodes.Members(variable, where, history)

    # -- periods -------------------------------------------------------------------------------------

    def _lookup(self, expr: ast.Call) -> Node:
        """`at(x, year)`."""
        field = self.lower(expr.arguments[0].value)
        assert isinstance(field, nodes.Field)  # noqa: S101  (the checker has seen to it)
        return nodes.Lookup(self.at(expr.span), self.type_of(expr), field, self._period(expr.arguments[1:]))

    def _history(self, expr: ast.Call) -> nodes.History:
        """`earlier(x, year)`, with the period from which it counts."""
        field = self.lower(expr.arguments[0].value)
        assert isinstance(field, nodes.Field) and isinstance(field.type, types.Series)  # noqa: S101, PT018
        parts = 1 if field.type.by == "year" else 2
        given, own = expr.arguments[1 : 1 + parts], expr.arguments[1 + parts :]
        since: Node | int | None = self.lower(own[0].value) if own else field.type.since
        assert since is not None  # noqa: S101
        return nodes.History(self.at(expr.span), field, self._period(given), since)

    def _period(self, given: Sequence[ast.Argument]) -> nodes.Period:
        parts = [self.lower(one.value) for one in given]
        return nodes.Period(parts[0], parts[1] if len(parts) > 1 else None)

    def _call(self, expr: ast.Call, at: At) -> Node:
        assert isinstance(expr.function, ast.Name)  # noqa: S101
        name = expr.function.name
        type_ = self.type_of(expr)
        if name == periods.AT:
            return self._lookup(expr)
        if name in AGGREGATES and len(expr.arguments) == 1:
            argument = expr.arguments[0].value
            if isinstance(self.typing.type_of(argument), types.ListOf):
                return self._aggregate(expr, argument, cast('Literal["sum", "count", "min", "max"]', name))
            return self.lower(argument)
        function, signature = self.typing.calls[id(expr)]
        given = [(a.name, a.value) for a in expr.arguments]
        if given and given[0][0] is not None:
            by_name = dict(given)
            given = [(p.name, by_name[p.name]) for p in signature.params if p.name in by_name]
        args: list[Node] = []
        counts: list[int] = []  # of the arguments: the items of one that is a list, -1 of any other
        for _, value in given:
            items = value.items if isinstance(value, ast.ListLit) else (value,)
            args += [self._argument(one) for one in items]
            counts.append(len(items) if isinstance(value, ast.ListLit) else -1)
        call = _spread(function.impl, len(signature.params), variadic=signature.variadic)
        if any(count >= 0 for count in counts):
            call = _grouped(call, counts)
        listed = counts[0] if counts and counts[0] > 0 else 0
        return nodes.Call(at, type_, name, call, tuple(args), listed)

    def _argument(self, expr: ast.Expr) -> Node:
        if isinstance(expr, ast.NullLit):  # which some parameters admit, as that there is no separator
            return nodes.Const(self.at(expr.span), types.NULL, None)
        return self.lower(expr)

    def _aggregate(self, expr: ast.Call, argument: ast.Expr, kind: Literal["sum", "count", "min", "max"]) -> Node:
        at, type_ = self.at(expr.span), self.type_of(expr)
        if isinstance(argument, ast.ListLit):
            return self._literal_list(at, type_, argument, kind)
        if isinstance(argument, ast.For):
            symbol = self.typing.symbols[id(argument.iterators[0])]
            members = self.members(argument.iterators[0].source, symbol)
            one = nodes.Const(at, NUMBER, Decimal(1))
            counts = kind == "count" and members.history is None
            return nodes.Aggregate(at, type_, kind, members, one if counts else self.lower(argument.body))
        path = argument if isinstance(argument, ast.Path) else None
        source = path.source if path is not None else argument
        list_type = self.typing.type_of(source)
        assert isinstance(list_type, types.ListOf)  # noqa: S101
        symbol = Symbol("item", list_type.item, "variable")
        members = self.members(source, symbol)
        body: Node = nodes.Const(at, NUMBER, Decimal(1))
        if members.history is not None:  # counted too are only figures that are known
            return nodes.Aggregate(at, type_, kind, members, nodes.Figure(at, list_type.item, members.variable))
        if path is not None and kind != "count":
            assert isinstance(list_type.item, types.Record)  # noqa: S101
            field_type = list_type.item.field(path.name)
            assert field_type is not None  # noqa: S101
            body = self._field(self.at(path.span), symbol, path.name, field_type)
        return nodes.Aggregate(at, type_, kind, members, body)

    def _literal_list(
        self, at: At, type_: Type, argument: ast.ListLit, kind: Literal["sum", "count", "min", "max"]
    ) -> Node:
        items = tuple(self.lower(item) for item in argument.items)
        if kind == "count":
            return nodes.Const(at, NUMBER, Decimal(len(items)))
        if not items:
            return nodes.Const(at, NUMBER, Decimal(0))
        if kind == "sum":
            total = items[0]
            for item in items[1:]:
                total = nodes.Strict(at, type_, Operator.ADD, (total, item))
            return total
        from policydsl.feel.builtins import BUILTINS  # noqa: PLC0415  (only here)

        return nodes.Call(at, type_, kind, _listed(BUILTINS[kind].impl), items, len(items))


def _flat(kind: type[nodes.And | nodes.Or], args: tuple[Node, ...]) -> tuple[Node, ...]:
    """`a and b and c` as one node."""
    return tuple(inner for one in args for inner in (one.args if isinstance(one, kind) else (one,)))


def _spread(impl: Callable[..., Value], count: int, *, variadic: bool) -> Callable[..., Value]:
    """A function of arguments by position; a variadic implementation gets the last ones as a list."""
    if not variadic:
        return impl
    return lambda *args: impl(*args[: count - 1], list(args[count - 1 :]))


def _grouped(call: Callable[..., Value], counts: Sequence[int]) -> Callable[..., Value]:
    """A function of arguments some of which are lists, from all items one after the other."""

    def grouped(*args: Value) -> Value:
        rest = iter(args)
        return call(*(next(rest) if count < 0 else [next(rest) for _ in range(count)] for count in counts))

    return grouped


def _listed(impl: Callable[..., Value]) -> Callable[..., Value]:
    return lambda *args: impl(list(args))
