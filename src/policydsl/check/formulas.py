"""Types of all formulas of a policy, each in its scope."""

from __future__ import annotations

from collections.abc import Mapping

from policydsl.check.checked import CheckedClause, CheckedPolicy, Step
from policydsl.check.order import gives, in_order
from policydsl.check.rules import LimitCheck
from policydsl.diagnostics import Label, Reporter
from policydsl.feel import types
from policydsl.feel.ast import ErrorExpr, Name
from policydsl.feel.checker import Checker, Scope, Symbol
from policydsl.feel.checker.comparisons import cell
from policydsl.feel.checker.operators import is_zero, majority, unify
from policydsl.feel.checker.scope import closest
from policydsl.feel.types import BOOLEAN, ERROR, NUMBER, Type, describe
from policydsl.feel.walk import walk
from policydsl.model.policy import ROOT, Clause, Entity, Field, Formula, Let, Parameter, Policy, Table
from policydsl.source import Text

_AMOUNT = Text("金额 `amount` ", "`amount`")
_TERM = Text("期限 `term` ", "`term`")
_LIMIT = Text("上限 `limit` ", "`limit`")
_MINIMUM = Text("最低额 `minimum` ", "`minimum`")
_DATED = Text("以哪一天为准 `dated` ", "`dated`")
_TIME = Text("一段时间（如 6个月、90天）", "a length of time, as 6个月 or 90天")
_QUOTA = Text("名额 `limit` ", "the quota's `limit`")
_WHEN = Text("`when` ", "`when`")
_MAY_EXCEED = Text("`may_exceed` ", "`may_exceed`")
_SHARE = Text("比例 `share` ", "`share`")
_DUE = Text("应付之日 `due` ", "`due`")
_IF = Text("条件 `if` ", "`if`")
_FROM = Text("起算之日 `from` ", "`from`")
_REPAY = Text("退回比例 `repay` ", "`repay`")


def record_of(entity: Entity) -> types.Record:
    """The type of one item of an entity."""
    implied: tuple[tuple[str, Type], ...] = (("id", types.TEXT),)
    return types.Record(entity.item, implied + tuple((f.id, _type_of(f)) for f in entity.fields.values()))


def _type_of(field: Field) -> Type:
    return field.type if field.by is None else types.Series(field.type, field.by, field.since)


def check_formulas(policy: Policy, reporter: Reporter) -> CheckedPolicy:
    """Every formula with its type; mistakes are reported, each once."""
    items = {e.item: e.item for e in policy.entities.values() if not e.is_root}
    checker = Checker(reporter, absent_items=items, currency=policy.currency)
    parameters = {p.id: _parameter(p, checker) for p in policy.parameters.values()}
    scope = _policy_scope(policy, parameters)
    common = _common(policy, checker, scope, reporter)
    clauses = tuple(_ClauseCheck(policy, clause, checker, scope, reporter, common).run() for clause in policy.clauses)
    lists = [entity for entity in policy.entities.values() if not entity.is_root]
    symbols = [(Symbol(entity.item, record_of(entity), "item"), entity) for entity in lists]
    limits = LimitCheck(policy, checker, scope, symbols).run()
    return CheckedPolicy(policy, checker.typing, clauses, parameters, limits)


def _common(policy: Policy, checker: Checker, scope: Scope, reporter: Reporter) -> Mapping[str, Type]:
    """The types of the common lets. Common formulas cannot speak of an item: each clause has another, or none."""
    if policy.common is None:
        return {}
    body = policy.common.body
    items = {e.item: Symbol(e.item, ERROR, "item") for e in policy.entities.values() if not e.is_root}
    found = _ClauseCheck(policy, body, checker, Scope(items, scope), reporter, {}).run()
    for formula in (*(one.test for one in body.eligibility), *(one.value for one in body.lets)):
        for node in walk(formula.expr):
            binding = checker.typing.bindings.get(id(node)) if isinstance(node, Name) else None
            if isinstance(node, Name) and binding is items.get(node.name) and binding is not None:
                reporter.report("N085", Label.at(formula.origin, node.span), name=node.name)
    return found.outputs


def _parameter(parameter: Parameter, checker: Checker) -> Type:
    found = [(one, checker.check(one.expr, one.origin, Scope({}))) for _, one in parameter.versions]
    return _of_most(found, _each(parameter.id), checker)


def _of_most(values: list[tuple[Formula, Type]], what: Text, checker: Checker) -> Type:
    """The type of the values that stand for one thing; those that have another are reported."""
    common = majority([(formula.expr, found) for formula, found in values])
    for formula, found in values:
        fits_money = isinstance(common, types.Money) and is_zero(formula.expr)
        if unify(common, found) is None and not fits_money:
            checker.origin = formula.origin
            checker.mismatch(formula.expr, found, common, what)
    return common


def _each(name: str) -> Text:
    return Text(f"参数 `{name}` 的各个数值", f"each value of `{name}`")


def _policy_scope(policy: Policy, parameters: dict[str, Type]) -> Scope:
    names: dict[str, Symbol] = {}
    labels: dict[str, str] = {}
    for entity in policy.entities.values():
        record = record_of(entity)
        if entity.is_root:
            names[entity.key] = Symbol(entity.key, record, "applicant")
        else:
            names[entity.key] = Symbol(entity.key, types.ListOf(record), "list")
        labels |= {text: entity.key for text in (entity.label.zh, entity.label.en) if text}
        for field in entity.fields.values():
            labels |= {f"{record.name}.{text}": field.id for text in (field.label.zh, field.label.en) if text}
    for name, type_ in parameters.items():
        names.setdefault(name, Symbol(name, type_, "parameter"))
    for parameter in policy.parameters.values():
        labels |= {text: parameter.id for text in (parameter.label.zh, parameter.label.en) if text}
    options = tuple((r.id, types.Enum(f"reading.{r.id}", tuple(r.options))) for r in policy.readings.values())
    names["reading"] = Symbol("reading", types.Record("reading", options), "reading")
    names["as_of"] = Symbol("as_of", types.DATE, "day")
    names["year"] = Symbol("year", NUMBER, "year")
    return Scope(names, labels=labels)


def _entity(policy: Policy, item: str | None) -> Entity | None:
    """The list of `for_each`; for a misspelt item the one that was probably meant."""
    if item is None:
        return None
    found = policy.entity_of_item(item)
    guess = None if found else closest(item, [e.item for e in policy.entities.values() if not e.is_root])
    return found if guess is None else policy.entity_of_item(guess)


class _ClauseCheck:
    """The formulas of one clause."""

    def __init__(
        self,
        policy: Policy,
        clause: Clause,
        checker: Checker,
        scope: Scope,
        reporter: Reporter,
        common: Mapping[str, Type],  # the types of the common lets
    ) -> None:
        self.clause, self.checker, self.reporter, self.common = clause, checker, reporter, common
        self.money = types.Money(policy.currency)
        self.entity = _entity(policy, clause.for_each)
        self.item = Symbol(self.entity.item, record_of(self.entity), "item") if self.entity else None
        self.outputs: dict[str, Type] = {}
        names: dict[str, Symbol] = {}
        labels: dict[str, str] = {}
        if self.item is not None and self.entity is not None:
            names[self.item.name] = self.item
            labels |= {text: self.item.name for text in (self.entity.label.zh, self.entity.label.en) if text}
        if clause.for_each is not None:  # an unknown item was reported; what uses it is absorbed
            names.setdefault(clause.for_each, Symbol(clause.for_each, ERROR, "item"))
        steps: list[Step] = [*clause.lets, *([clause.table] if clause.table is not None else [])]
        for step in steps:
            for name in gives(step):  # absorbs what asks for it too early, in a circle that was reported
                names.setdefault(name, Symbol(name, ERROR, "let"))
        excepted = policy.common is not None and any(name == clause.id for name, _ in policy.common.excepted)
        self.absent = common.keys() - names.keys() if excepted else ()
        self.names = names
        self.scope = Scope(names, scope, labels=labels)

    def run(self) -> CheckedClause:
        """Check everything, in the order in which names become known."""
        clause, checker = self.clause, self.checker
        checker.absent_lets = self.absent
        self._days()  # before any let is known: which day governs comes first
        steps, early = in_order(clause, self.reporter)
        for step in steps:
            self._step(step)
        for condition in clause.eligibility:
            if condition.common and not self.clause.is_common:
                continue  # checked once, for all clauses
            checker.check(condition.test.expr, condition.test.origin, self.scope, BOOLEAN)
        self._expect(clause.amount, self.money, _AMOUNT)
        self._expect(clause.term, types.YEARS_MONTHS, _TERM)
        if clause.minimum is not None:
            self._expect(clause.minimum.value, self.money, _MINIMUM)
        for cap in clause.caps:
            self._expect(cap.limit, self.money, _LIMIT)
            self._expect(cap.when, BOOLEAN, _WHEN)
            self._expect(cap.may_exceed, BOOLEAN, _MAY_EXCEED)
        self._paying()
        if clause.quota is not None:
            self._expect(clause.quota.limit, NUMBER, _QUOTA)
            if clause.quota.rank_by is not None:
                checker.check(clause.quota.rank_by.expr, clause.quota.rank_by.origin, self.scope)
        return CheckedClause(clause, self.entity, self.item, steps, early, self.outputs)

    def _paying(self) -> None:
        """Instalments and promises."""
        for part in self.clause.pay:
            self._expect(part.share, NUMBER, _SHARE)
            self._expect(part.due, types.DATE, _DUE)
            self._expect(part.when, BOOLEAN, _IF)
        for one in self.clause.obligations:
            self._expect(one.start, types.DATE, _FROM)
            self._expect(one.repay, NUMBER, _REPAY)
            if one.duration is not None:
                found = self._single(self._infer(one.duration), one.duration)
                if found not in (ERROR, types.YEARS_MONTHS, types.DAYS_TIME):
                    self.checker.report("T081", one.duration.expr.span, found=describe(found))

    def _infer(self, formula: Formula) -> Type:
        return self.checker.check(formula.expr, formula.origin, self.scope)

    def _days(self) -> None:
        clause = self.clause
        self._expect(clause.dated, types.DATE, _DATED)
        if clause.claim is not None:
            for key, formula in clause.claim.formulas:
                what = Text(f"申报时限的 `{key}` ", f"`{key}` of the claim window")
                if key == "within":
                    self._duration(formula, what)
                else:
                    self._expect(formula, types.DATE, what)

    def _duration(self, formula: Formula, what: Text) -> None:
        found = self._single(self.checker.check(formula.expr, formula.origin, self.scope), formula)
        if found not in (types.YEARS_MONTHS, types.DAYS_TIME, ERROR):
            self.checker.report("T008", formula.expr.span, what=what, expected=_TIME, found=describe(found))

    def _expect(self, formula: Formula | None, expected: Type, what: Text) -> None:
        if formula is not None:
            self.checker.check(formula.expr, formula.origin, self.scope, expected, what)

    def _step(self, step: Step) -> None:
        if isinstance(step, Let) and step.common and not self.clause.is_common:
            self._define(step.name, self.common.get(step.name, ERROR), "let")
        elif isinstance(step, Let):
            found = self.checker.check(step.value.expr, step.value.origin, self.scope)
            self._define(step.name, self._single(found, step.value), "let")
        else:
            self._table(step)

    def _single(self, found: Type, formula: Formula) -> Type:
        """A let is one value: neither null nor a list nor a value still to be assessed."""
        if isinstance(found, types.ListOf | types.Record):
            self.checker.report("T015", formula.expr.span)
            return ERROR
        if isinstance(found, types.Assessed):
            self.checker.unguarded(formula.expr, found)
            return ERROR
        return found

    def _define(self, name: str, type_: Type, kind: str) -> None:
        self.outputs[name] = type_
        if self.names[name].type == ERROR:
            self.names[name] = Symbol(name, type_, kind)

    def _table(self, table: Table) -> None:
        inputs = {
            name: self._single(self.checker.check(f.expr, f.origin, self.scope), f) for name, f in table.inputs.items()
        }
        for row in table.rows:
            for name, one in row.when.items():
                if name not in inputs:
                    continue
                for part in one.parts:
                    if not isinstance(part.tests, ErrorExpr):
                        column = table.inputs[name].expr, inputs[name]
                        cell(self.checker, part.tests, part.text, part.origin, column, self.scope)
        for name in table.outputs:
            self._define(name, self._output(table, name), "output")

    def _output(self, table: Table, name: str) -> Type:
        formulas = [row.then[name] for row in table.rows if name in row.then]
        values = [(f, self._single(self.checker.check(f.expr, f.origin, self.scope), f)) for f in formulas]
        found = _of_most(values, Text(f"表的输出 `{name}` ", f"output `{name}`"), self.checker)
        if table.hit == "progressive":
            return self._banded(table, found, [formula for formula, type_ in values if type_ == found])
        return NUMBER if table.aggregate == "count" else found

    def _banded(self, table: Table, rate: Type, formulas: list[Formula]) -> Type:
        """What the parts of an input give at a rate: sums at a share, numbers at a price or a number of each."""
        inputs = [(f, self.checker.typing.type_of(f.expr)) for f in table.inputs.values()]
        given = inputs[0][1] if len(inputs) == 1 else ERROR
        if ERROR in (given, rate):
            return ERROR
        if given != NUMBER and not isinstance(given, types.Money):
            self.checker.origin = inputs[0][0].origin
            self.checker.report("T076", inputs[0][0].expr.span, found=describe(given))
            return ERROR
        if rate == NUMBER:
            return given
        if isinstance(rate, types.Money) and given == NUMBER:
            return rate
        self.checker.origin = formulas[0].origin
        self.checker.report("T075", formulas[0].expr.span, given=describe(given), found=describe(rate))
        return ERROR


__all__ = ["ROOT", "check_formulas", "record_of"]
