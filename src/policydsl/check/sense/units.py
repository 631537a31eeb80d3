"""Units of measure: declared where they mean something, and not mixed: 平方米 are not added to 人."""

from __future__ import annotations

from policydsl.check.checked import CheckedClause, CheckedPolicy
from policydsl.check.sense.formulas import formulas
from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.feel import ast, types
from policydsl.feel.ast import Expr, Op
from policydsl.feel.checker import FieldOf, Symbol, currencies
from policydsl.feel.measures import Measure, declared, differ, is_money, is_price, price_currency, times, together
from policydsl.feel.types import Assessed, ListOf, Money, Record, Series, Type, describe
from policydsl.model.policy import ROOT, CellPart, Formula, Let, Table
from policydsl.source import Origin, Span, Text
from policydsl.source.figures import CURRENCIES

_LIKE_THEIR_ARGUMENTS = frozenset(
    ("min", "max", "sum", "at", "earlier", "abs", "floor", "ceiling", "round up", "round down", "round half up",
     "round half down", "decimal", "mean", "median")
)  # fmt: skip
_MIXED = frozenset({Op.ADD, Op.SUB}) | ast.COMPARISONS


def check_units(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report units where they mean nothing, and figures of different units that are added or compared."""
    policy = checked.policy
    fields = [field for entity in policy.entities.values() for field in entity.fields.values() if field.unit]
    good = [_declaration(field.type, field.unit, field.unit_at or field.at, reporter) for field in fields]
    for parameter in policy.parameters.values():
        if parameter.unit:
            type_ = checked.parameters.get(parameter.id, types.ERROR)
            good.append(_declaration(type_, parameter.unit, parameter.unit_at or parameter.at, reporter))
        else:
            _scaled(parameter.versions, parameter.id, reporter)
    if good and all(good):  # from a unit that is wrong only wrong ones would follow
        for clause in checked.clauses:
            _Clause(checked, clause, reporter).run()


def _declaration(type_: Type, unit: str, at: Label, reporter: Reporter) -> bool:
    """Whether a unit means something here; if not, it is reported."""
    type_ = type_.item if isinstance(type_, Assessed | Series) else type_
    if type_ == types.ERROR:
        return False
    if isinstance(type_, Money):
        if is_price(unit) and price_currency(unit) != type_.currency:
            wanted = CURRENCIES[type_.currency]
            reporter.report("T071", at, unit=unit, type=describe(type_), help=Text(
                f"金额以{wanted}计，单价也写 `{wanted}/…`；以别的货币计的，写上 `currency`。",
                f"the amount is in {wanted}: write `{wanted}/…`; for another currency say so by `currency`",
            ))  # fmt: skip
            return False
        if not is_price(unit):
            reporter.report("T071", at, unit=unit, type=describe(type_), help=Text(
                "删去它：金额自带单位；只有单价写 `unit`，如 `元/平方米`。",
                "delete it: amounts have units of their own; only a price has one, as `元/平方米`",
            ))  # fmt: skip
    elif type_ != types.NUMBER:
        reporter.report("T071", at, unit=unit, type=describe(type_))
    elif is_money(unit):
        reporter.report("T072", at, unit=unit)
    else:
        return True
    return isinstance(type_, Money) and is_price(unit)


def _scaled(versions: tuple[tuple[object, Formula], ...], name: str, reporter: Reporter) -> None:
    """`value: 1000万` without 元: a number of ten million, where an amount is mostly meant."""
    for _, formula in versions:
        text = formula.text.strip()
        if isinstance(formula.expr, ast.NumberLit) and formula.expr.unit is ast.Unit.NONE and text[-1:] in "万亿":
            label = Label.at(formula.origin, formula.expr.span)
            fix = Fix((Edit(label.file, label.span, f"{text}元"),), sure=False)
            reporter.report("T074", label, fix=fix, name=name, written=text, money=f"{text}元")


class _Clause:
    """The units of one clause's formulas; names stand for what their formulas give."""

    def __init__(self, checked: CheckedPolicy, clause: CheckedClause, reporter: Reporter) -> None:
        self.checked, self.clause, self.reporter = checked, clause, reporter
        self.typing = checked.typing
        self.items = {ROOT if e.is_root else e.item: e for e in checked.policy.entities.values()}
        self.locals: dict[str, Measure | None] = {}
        self.origin: Origin

    def run(self) -> None:
        """Look at every formula, those of names first."""
        for step in self.clause.steps:
            if isinstance(step, Let):
                self.locals[step.name] = self._formula(step.value)
            elif isinstance(step, Table):
                self._table(step)
        for formula, is_amount in formulas(self.clause.clause):
            found = self._formula(formula)
            if is_amount:
                self._whole(formula, found)
        for cap in self.clause.clause.caps:
            self._whole(cap.limit, self._formula(cap.limit))

    def _whole(self, formula: Formula, found: Measure | None) -> None:
        """A sum of money must not be left over per something, or times something."""
        if found is not None and found.kind == "declared" and found.parts:
            label = Label.at(formula.origin, formula.expr.span)
            unit = found.text()
            self.reporter.report("T073", label, unit=f"元{unit}" if unit.startswith("/") else f"元·{unit}")

    def _table(self, table: Table) -> None:
        columns = {name: self._formula(formula) for name, formula in table.inputs.items()}
        for row in table.rows:
            for name, cell in row.when.items():
                for part in cell.parts:
                    self._cell(part, columns.get(name))
        for name in table.outputs:
            given = [(row.then[name], self._formula(row.then[name])) for row in table.rows if name in row.then]
            found = together(one for _, one in given)
            if table.hit == "progressive":  # what lies in a band times what it gives
                prices = any(isinstance(self.typing.type_of(formula.expr), Money) for formula, _ in given)
                bare = found is not None and found.kind == "literal"  # 30元 a square metre, which does not say so
                found = None if prices and bare else times(next(iter(columns.values()), None), found)
            self.locals[name] = found

    def _cell(self, part: CellPart, column: Measure | None) -> None:
        if not isinstance(part.tests, ast.UnaryTests):
            return
        self.origin = part.origin
        for test in part.tests.tests:
            self._test(test, column)

    def _test(self, test: Expr, column: Measure | None) -> None:
        match test:
            case ast.OpTest(operand=operand):
                ends: tuple[Expr, ...] = (operand,)
            case ast.RangeLit(low=low, high=high):
                ends = (low, high)
            case ast.ListLit(items=items):
                ends = items
            case _:
                ends = (test,)
        for end in ends:
            self._differ(column, self._of(end), end.span)

    def _formula(self, formula: Formula) -> Measure | None:
        self.origin = formula.origin
        return self._of(formula.expr)

    def _differ(self, left: Measure | None, right: Measure | None, span: Span) -> None:
        if not differ(left, right) or left is None or right is None:
            return
        label = Label.at(self.origin, span)
        one, other = (self._named(one) for one in (left, right))
        self.reporter.report("T070", label, left=one, right=other)

    @staticmethod
    def _named(measure: Measure) -> Text:
        text = measure.text()
        if not text or text.startswith("/"):
            return Text(f"元{text}", f"元{text}")
        return Text(text, text)

    # -- one case a node -------------------------------------------------------------------------------------

    def _of(self, expr: Expr) -> Measure | None:
        match expr:
            case ast.NumberLit(of=of):
                if of:
                    return declared(of)
                return Measure(kind="literal")
            case ast.Name():
                return self._name(expr)
            case ast.Path():
                return self._path(expr)
            case ast.Negate(operand=operand):
                return self._of(operand)
            case ast.Binary():
                return self._binary(expr)
            case ast.If(condition=condition, then=then, otherwise=otherwise):
                self._of(condition)
                first, second = self._of(then), self._of(otherwise)
                self._differ(first, second, expr.span)
                return together((first, second))
            case ast.Between(value=value, low=low, high=high):
                found = self._of(value)
                for end in (low, high):
                    self._differ(found, self._of(end), end.span)
                return None
            case ast.In(value=value, tests=tests):
                found = self._of(value)
                for test in tests:
                    self._test(test, found)
                return None
            case ast.Call():
                return self._call(expr)
            case ast.Filter(source=source, condition=condition):
                self._of(condition)
                return self._of(source)
            case ast.For(iterators=iterators, body=body):
                for one in iterators:
                    self._of(one.source)
                return self._of(body)
            case ast.Quantified(iterators=iterators, condition=condition):
                for one in iterators:
                    self._of(one.source)
                self._of(condition)
                return None
            case ast.ListLit(items=items):
                return together(self._of(one) for one in items)
            case _:
                return None

    def _name(self, expr: ast.Name) -> Measure | None:
        binding = self.typing.bindings.get(id(expr))
        if isinstance(binding, FieldOf):
            record = binding.symbol.type
            return self._field(record.name, binding.name) if isinstance(record, Record) else None
        if not isinstance(binding, Symbol):
            return None
        if binding.kind == "parameter":
            parameter = self.checked.policy.parameters[expr.name]
            if parameter.unit:
                return declared(parameter.unit)
            figures = (formula.expr for _, formula in parameter.versions)
            ratio = all(isinstance(one, ast.NumberLit) and one.unit is ast.Unit.RATIO for one in figures)
            return Measure(kind="literal") if ratio else None
        return self.locals.get(expr.name) if binding.kind in ("let", "output") else None

    def _path(self, expr: ast.Path) -> Measure | None:
        self._of(expr.source)
        source = self.typing.type_of(expr.source)
        record = source.item if isinstance(source, ListOf) else source
        return self._field(record.name, expr.name) if isinstance(record, Record) else None

    def _field(self, owner: str, name: str) -> Measure | None:
        entity = self.items.get(owner)
        field = entity.fields.get(name) if entity is not None else None
        if field is None:
            return None
        if field.unit:
            return declared(field.unit)
        type_ = field.type.item if isinstance(field.type, Assessed | Series) else field.type
        return Measure(kind="plain") if isinstance(type_, Money) else None

    def _binary(self, expr: ast.Binary) -> Measure | None:
        left, right = self._of(expr.left), self._of(expr.right)
        if expr.op in _MIXED:
            self._differ(left, right, expr.op_span)
            return together((left, right)) if expr.op in (Op.ADD, Op.SUB) else None
        if expr.op not in (Op.MUL, Op.DIV):
            return None
        for one, other in ((expr.left, right), (expr.right, left)):
            # a sum in a formula may well be one for each: 每平方米30元
            if isinstance(one, ast.NumberLit) and one.unit is ast.Unit.MONEY and (other is None or other.parts):
                return None
        return times(left, right, over=expr.op is Op.DIV)

    def _call(self, expr: ast.Call) -> Measure | None:
        found = [self._of(one.value) for one in expr.arguments]
        name = expr.function.name if isinstance(expr.function, ast.Name) else ""
        if currencies.is_conversion(expr):  # a price stays one
            amount, _ = currencies.in_order(expr)
            return self._of(amount) if isinstance(self.typing.type_of(amount), Money) else None
        if name not in _LIKE_THEIR_ARGUMENTS:
            return None
        if name in ("min", "max"):
            for one, argument in zip(found[1:], expr.arguments[1:], strict=True):
                self._differ(found[0], one, argument.span)
            return together(found)
        return found[0] if found else None
