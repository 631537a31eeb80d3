"""Gives every node of a formula its type and every name its meaning."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.feel import ast, types
from policydsl.feel.checker import calls, comparisons, currencies, meant, operators, periods, unknown
from policydsl.feel.checker.paths import not_null_when, path_of
from policydsl.feel.checker.scope import Binding, Scope, Symbol, item_of
from policydsl.feel.types import BOOLEAN, ERROR, NULL, NUMBER, Assessed, Type, describe
from policydsl.source import Origin, Span, Text
from policydsl.source.figures import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from policydsl.feel.ast import Expr
    from policydsl.feel.builtins import Builtin
    from policydsl.feel.builtins.signature import Signature

_NO_TEXT = Text()
_PROPERTIES: dict[Type, tuple[str, ...]] = {
    types.DATE: ("year", "month", "day", "weekday"),
    types.DATE_TIME: ("year", "month", "day", "weekday", "hour", "minute", "second"),
    types.TIME: ("hour", "minute", "second"),
    types.DAYS_TIME: ("days", "hours", "minutes", "seconds"),
    types.YEARS_MONTHS: ("years", "months"),
}


@dataclass(slots=True)
class Typing:
    """What is known of a formula's nodes, by the node's identity."""

    types: dict[int, Type] = field(default_factory=dict)
    bindings: dict[int, Binding] = field(default_factory=dict)
    symbols: dict[int, Symbol] = field(default_factory=dict)  # of a filter or an iterator: its variable
    calls: dict[int, tuple[Builtin, Signature]] = field(default_factory=dict)  # of a call: what it calls

    def type_of(self, expr: Expr) -> Type:
        """The type of a node that was checked."""
        return self.types.get(id(expr), ERROR)


class Checker:
    """Checks the formulas of one policy; `typing` collects what is found out."""

    def __init__(
        self, reporter: Reporter, *, absent_items: Mapping[str, str] | None = None, currency: str = "CNY"
    ) -> None:
        self.reporter = reporter
        self.typing = Typing()
        self.absent_items = absent_items or {}  # items of lists: names that only `for_each` brings into scope
        self.currency = currency  # of the policy: what `convert` gives
        self.absent_lets: Collection[str] = ()  # common ones, of a clause for which what is common does not hold
        self.in_cell = False
        self.origin: Origin

    def check(
        self, expr: Expr, origin: Origin, scope: Scope, expected: Type | None = None, what: Text = _NO_TEXT
    ) -> Type:
        """The type of a formula; with `expected`, `what` names the place in messages."""
        self.origin = origin
        found = self.infer(expr, scope)
        if expected is None:
            return found
        if expected == BOOLEAN and what == _NO_TEXT:
            return self.condition(expr, found)
        if found != ERROR and not self.fits(found, expected, expr):
            if isinstance(found, Assessed):
                self.unguarded(expr, found)
            else:
                self.mismatch(expr, found, expected, what)
        return expected

    def mismatch(self, expr: Expr, found: Type, expected: Type, what: Text) -> None:
        """Report a value of another type than the place `what` asks for."""
        help_: Text | None = None
        if isinstance(expected, types.Money) and found == NUMBER:
            unit = CURRENCIES[expected.currency]
            help_ = Text(f"金额要有单位，如 `100万{unit}`", f"money has a unit, as `100万{unit}`")
        elif currencies.mixed(found, expected):
            help_ = currencies.conversion(self)
        self.report("T008", expr.span, help=help_, what=what, expected=describe(expected), found=describe(found))

    def condition(self, expr: Expr, found: Type, help_: Text | None = None) -> Type:
        """Report a condition that is no boolean."""
        if isinstance(found, Assessed):
            self.unguarded(expr, found)
        elif found not in (BOOLEAN, ERROR):
            self.report("T001", expr.span, help=help_, found=describe(found))
        return BOOLEAN

    def fits(self, found: Type, expected: Type, expr: Expr) -> bool:
        """Whether a value of `found` can stand where `expected` is asked for."""
        if ERROR in (found, expected) or found == expected:
            return True
        if isinstance(expected, types.Money) and found == NUMBER:
            return operators.is_zero(expr)
        return expected == types.TEXT and isinstance(found, types.Enum)

    def report(
        self,
        code: str,
        span: Span,
        *,
        help: Text | None = None,  # noqa: A002  (the diagnostic's own word)
        replace: str | None = None,
        sure: bool = True,
        **args: object,
    ) -> None:
        """A finding in the formula at hand; `replace` is the text that mends it."""
        label = Label.at(self.origin, span)
        fix = Fix((Edit(label.file, label.span, replace),), sure) if replace is not None else None
        self.reporter.report(code, label, help=help, fix=fix, **args)

    def stands_alone(self, span: Span) -> bool:
        """Whether what stands here is all of the value, bare: quotes around it would not be doubled."""
        place = self.origin.locate(span)
        line = self.origin.file.text[place.start - 2 : place.end + 1]
        return line.startswith(": ") and not line[-1:].strip()

    def is_written(self, text: str) -> bool:
        """Whether the value at hand stands in the file as this very text, without quotes."""
        place = self.origin.locate(Span(0, len(text)))
        return self.origin.file.text[place.start : place.end] == text

    def unguarded(self, expr: Expr, found: Type) -> None:
        """Report an assessed value that is used without asking for null first."""
        self.report("T009", expr.span, name=path_of(expr) or describe(found))

    # -- inference ---------------------------------------------------------------------------------

    def infer(self, expr: Expr, scope: Scope) -> Type:
        """The type of a node; ERROR where a mistake was reported."""
        found = self._infer(expr, scope)
        if isinstance(found.item if isinstance(found, types.ListOf) else found, types.Series):
            periods.as_value(self, expr, found)
            found = ERROR
        self.typing.types[id(expr)] = found
        return found

    def by_period(self, expr: Expr, scope: Scope) -> Type:
        """The type of what `at` and `earlier` look into: the one place for figures by period."""
        found = self.typing.types[id(expr)] = self._infer(expr, scope)
        return found

    def value(self, expr: Expr, scope: Scope) -> Type:
        """The type of an operand: an assessed value must be guarded, a list is no single value."""
        found = self.infer(expr, scope)
        if isinstance(found, Assessed):
            self.unguarded(expr, found)
            return ERROR
        return self.single(expr, found)

    def single(self, expr: Expr, found: Type) -> Type:
        """A list or a whole item is no single value."""
        if isinstance(found, types.ListOf):
            self.report("T015", expr.span)
            return ERROR
        if isinstance(found, types.Record):
            self.report("T020", expr.span, name=found.name)
            return ERROR
        return found

    def _infer(self, expr: Expr, scope: Scope) -> Type:
        match expr:
            case ast.NumberLit(unit=unit):
                return types.Money(expr.currency) if unit is ast.Unit.MONEY else NUMBER
            case ast.StringLit():
                return types.TEXT
            case ast.BooleanLit():
                return BOOLEAN
            case ast.NullLit():
                return NULL
            case ast.TemporalLit(value=value):
                return _temporal_type(value)
            case ast.Name():
                return self._name(expr, scope)
            case ast.Negate(operand=operand):
                return self._negate(operand, scope)
            case ast.Binary():
                return self._binary(expr, scope)
            case ast.Between():
                return comparisons.between(self, expr, scope)
            case ast.In():
                return comparisons.membership(self, expr, scope)
            case ast.If():
                return self._if(expr, scope)
            case ast.Quantified():
                return self._quantified(expr, scope)
            case ast.Path():
                return self._path(expr, scope)
            case ast.Filter():
                return self._filter(expr, scope)
            case ast.Call():
                return calls.call(self, expr, scope)
            case ast.ListLit(items=()):
                return self.not_here(expr, Text("空列表 []", "an empty list"))
            case ast.ListLit(items=items):
                return self._list(items, scope)
            case ast.For():
                return self.not_here(
                    expr, Text("for … return（求和请写 sum(for … return …)）", "for … return outside an aggregate")
                )
            case ast.RangeLit() | ast.OpTest():
                return self.not_here(
                    expr, Text("单独的区间（请写在 in 之后）", "a range by itself (write it after `in`)")
                )
            case ast.Input():
                return self.not_here(expr, Text("`?`", "`?`"))
            case ast.FunctionLit():
                return self.not_here(expr, Text("自定义函数", "function definitions"))
            case ast.ContextLit():
                return self.not_here(expr, Text("上下文 {…}", "contexts {…}"))
            case ast.InstanceOf():
                return self.not_here(expr, Text("instance of", "instance of"))
            case ast.ErrorExpr():
                return ERROR

    def not_here(self, expr: Expr, what: Text) -> Type:
        """Report a construct that plain FEEL has and the policy profile has not."""
        self.report("T012", expr.span, what=what)
        return ERROR

    def _name(self, expr: ast.Name, scope: Scope) -> Type:
        found = scope.lookup(expr.name)
        if found is None:
            unknown.name(self, expr.name, expr.span, scope)
            return ERROR
        self.typing.bindings[id(expr)] = found
        if isinstance(found, Symbol) and found.kind == "list" and found.type == ERROR:
            return ERROR
        return self.narrowed(found.type, expr, scope)

    def narrowed(self, type_: Type, expr: Expr, scope: Scope) -> Type:
        """An assessed value that was asked for null before has its own type."""
        if isinstance(type_, Assessed) and (path := path_of(expr)) and scope.is_guarded(path):
            return type_.item
        return type_

    def _negate(self, operand: Expr, scope: Scope) -> Type:
        found = self.value(operand, scope)
        if found in (NUMBER, ERROR, types.DAYS_TIME, types.YEARS_MONTHS) or isinstance(found, types.Money):
            return found
        self.report("T014", operand.span, found=describe(found))
        return ERROR

    def _binary(self, expr: ast.Binary, scope: Scope) -> Type:
        if expr.op in (ast.Op.AND, ast.Op.OR):
            return self._logic(expr, scope)
        if expr.op in ast.COMPARISONS:
            return comparisons.comparison(self, expr, scope)
        left, right = self.value(expr.left, scope), self.value(expr.right, scope)
        if NULL in (left, right):
            self.report("T002", expr.op_span, op=expr.op.value, left=describe(left), right=describe(right))
            return ERROR
        if isinstance(left, types.Money) and operators.is_zero(expr.right) and expr.op in (ast.Op.ADD, ast.Op.SUB):
            return left
        if isinstance(right, types.Money) and operators.is_zero(expr.left) and expr.op in (ast.Op.ADD, ast.Op.SUB):
            return right
        found = operators.arithmetic(expr.op, left, right)
        if found is None:
            self._operands(expr, left, right)
            return ERROR
        return found

    def _operands(self, expr: ast.Binary, left: Type, right: Type) -> None:
        both_money = isinstance(left, types.Money) and isinstance(right, types.Money)
        if both_money and left != right and expr.op is not ast.Op.MUL:
            currencies.report_mixed(self, (expr.left, left), (expr.right, right), expr.op_span)
            return
        one_money = isinstance(left, types.Money) or isinstance(right, types.Money)
        if both_money and expr.op is ast.Op.MUL:
            self.report("T004", expr.op_span)
        elif one_money and NUMBER in (left, right):
            self.report("T003", expr.op_span, op=expr.op.value)
        else:
            self.report("T002", expr.op_span, op=expr.op.value, left=describe(left), right=describe(right))

    def _logic(self, expr: ast.Binary, scope: Scope) -> Type:
        self.condition(expr.left, self.infer(expr.left, scope))
        guarded = not_null_when(expr.left, self.typing, truth=expr.op is ast.Op.AND)
        inner = scope.guard(guarded)
        if expr.op is ast.Op.OR and (options := meant.alternatives(expr)):
            help_ = Text(f"写作 `{options}`。", f"write `{options}`")
            self.condition(expr.right, self.infer(expr.right, inner), help_)
        else:
            self.condition(expr.right, self.infer(expr.right, inner))
        return BOOLEAN

    def _if(self, expr: ast.If, scope: Scope) -> Type:
        self.condition(expr.condition, self.infer(expr.condition, scope))
        then = self.value(expr.then, scope.guard(not_null_when(expr.condition, self.typing, truth=True)))
        otherwise = self.value(expr.otherwise, scope.guard(not_null_when(expr.condition, self.typing, truth=False)))
        if isinstance(then, types.Money) and operators.is_zero(expr.otherwise):
            return then
        if isinstance(otherwise, types.Money) and operators.is_zero(expr.then):
            return otherwise
        found = operators.unify(then, otherwise)
        if currencies.mixed(then, otherwise):
            currencies.report_mixed(self, (expr.then, then), (expr.otherwise, otherwise), expr.otherwise.span)
            return ERROR
        if found is None or NULL in (then, otherwise):
            self.report("T010", expr.span, left=describe(then), right=describe(otherwise))
            return ERROR
        return found

    def _quantified(self, expr: ast.Quantified, scope: Scope) -> Type:
        inner = scope
        for one in expr.iterators:
            inner = self.iterator(one, inner)
        self.condition(expr.condition, self.infer(expr.condition, inner))
        return BOOLEAN

    def iterator(self, one: ast.Iterator, scope: Scope) -> Scope:
        """The scope in which an iterator's variable stands for an item of its list."""
        found = self.infer(one.source, scope)
        if one.end is not None:
            self.not_here(one.end, Text("数字区间的循环", "iteration over a range of numbers"))
            found = ERROR
        item: Type = ERROR
        if isinstance(found, types.ListOf) and item_of(found) is None and not periods.is_history(one.source):
            self.not_here(one.source, Text("对非事实列表的循环", "iteration over anything but a list of facts"))
        elif isinstance(found, types.ListOf):
            item = found.item
        elif found != ERROR:
            self.report("T011", one.source.span, found=describe(found))
        symbol = Symbol(one.name, item, "variable")
        self.typing.symbols[id(one)] = symbol
        return scope.inside(symbol, implicit=False)

    def _path(self, expr: ast.Path, scope: Scope) -> Type:
        source = self.infer(expr.source, scope)
        record = source if isinstance(source, types.Record) else item_of(source)
        if isinstance(source, types.Record) and not isinstance(expr.source, ast.Name):
            return self.not_here(expr, Text("对算出的一项取字段", "a field of a computed item"))
        if record is not None:
            found = record.field(expr.name)
            if found is None:
                unknown.of_record(self, expr, record, scope)
                return ERROR
            if isinstance(source, types.ListOf):
                return types.ListOf(found)
            return self.narrowed(found, expr, scope)
        if source == ERROR:
            return ERROR
        if isinstance(source, Assessed):
            self.unguarded(expr.source, source)
            return ERROR
        if expr.name in _PROPERTIES.get(source, ()):
            return NUMBER
        self.report("T016", expr.name_span, found=describe(source), name=expr.name)
        return ERROR

    def _filter(self, expr: ast.Filter, scope: Scope) -> Type:
        source = self.infer(expr.source, scope)
        past = isinstance(source, types.ListOf) and periods.is_history(expr.source)
        item: Type | None = source.item if past and isinstance(source, types.ListOf) else item_of(source)
        if item is None:
            if source != ERROR:
                self.report("T011", expr.source.span, found=describe(source))
            return ERROR
        symbol = Symbol("item", item, "variable")
        self.typing.symbols[id(expr)] = symbol
        found = self.infer(expr.condition, scope.inside(symbol, implicit=True))
        if found == NUMBER:
            self.report("T017", expr.condition.span)
        else:
            self.condition(expr.condition, found)
        return source

    def _list(self, items: tuple[Expr, ...], scope: Scope) -> Type:
        found: Type = ERROR
        for one in items:
            item = self.value(one, scope)
            merged = operators.unify(found, item)
            if merged is None:
                if currencies.mixed(found, item):
                    currencies.report_mixed(self, (items[0], found), (one, item), one.span)
                else:
                    self.report("T005", one.span, left=describe(found), right=describe(item))
                return ERROR
            found = merged
        return types.ListOf(found)


def _temporal_type(value: object) -> Type:
    kind = type(value).__name__
    return {
        "Date": types.DATE,
        "Time": types.TIME,
        "DateTime": types.DATE_TIME,
        "DaysTimeDuration": types.DAYS_TIME,
        "YearsMonthsDuration": types.YEARS_MONTHS,
    }[kind]
