"""The figures of one clause, of a limit, and of a parameter by itself."""

from __future__ import annotations

from decimal import Decimal

from policydsl.audit.policy.places import At, Named
from policydsl.audit.policy.uses import Part, Spot, Use
from policydsl.audit.policy.walker import Walker
from policydsl.audit.text import quantity
from policydsl.feel import ast
from policydsl.feel.walk import walk
from policydsl.model.policy import Clause, Formula, Parameter, Policy
from policydsl.source.frozen import replace


def parameter_uses(policy: Policy, name: str) -> list[Use]:
    """The figures of a parameter that no clause uses."""
    walker = Walker(policy, {})
    for named in _of_parameter(policy.parameters[name]) if name in policy.parameters else ():
        walker.walk(named.expr, named.at)
    return walker.uses


def limit_uses(policy: Policy, name: str) -> list[Use]:
    """The figures of a limit over several awards, with those of the parameters that it names."""
    walker = Walker(policy, {one: _of_parameter(parameter) for one, parameter in policy.parameters.items()})
    spot = Spot("limits", name)
    for limit in policy.limits:
        if limit.id == name:
            walker.formula(limit.limit, spot)  # a text says 总额 of it as well as 不超过
            if limit.when is not None:
                walker.formula(limit.when, spot, test=True)
    while walker.queue:
        asked, part, either = walker.queue.pop()
        for named in walker.named[asked]:
            walker.walk(named.expr, replace(named.at, part=part, either=either))
    return walker.uses


def _of_parameter(parameter: Parameter) -> list[Named]:
    spot = Spot("parameters", parameter.id)
    return [Named(f.expr, At(f.text, f.origin, spot, parameter=parameter.id)) for _, f in parameter.versions]


def _named(policy: Policy, clause: Clause) -> dict[str, list[Named]]:
    """What the names of a clause's formulas stand for: parameters, lets, outputs of the table."""
    found = {name: _of_parameter(parameter) for name, parameter in policy.parameters.items()}
    for let in clause.lets:
        at = At(let.value.text, let.value.origin, Spot("let", let.name))
        found[let.name] = [Named(let.value.expr, at)]
    for row in clause.table.rows if clause.table is not None else ():
        for name, formula in row.then.items():
            at = At(formula.text, formula.origin, Spot("table", row.id, name), row=row.id)
            found.setdefault(name, []).append(Named(formula.expr, at))
    return found


class Reader(Walker):
    """One clause, all of its formulas."""

    def __init__(self, policy: Policy, clause: Clause) -> None:
        super().__init__(policy, _named(policy, clause))
        self.clause = clause
        self._award()
        self._table()
        self._names()

    def _award(self) -> None:
        clause = self.clause
        for condition in (one for one in clause.eligibility if one.common is clause.is_common):
            self.formula(condition.test, Spot("eligibility", condition.id), test=True)
        if clause.amount is not None:
            self.formula(clause.amount, Spot("amount"), Part.AMOUNT)
        if clause.term is not None:
            self.formula(clause.term, Spot("term"), Part.AMOUNT)
        if clause.minimum is not None:
            part = Part.FLOOR if clause.minimum.kind == "at_least" else Part.AT_LEAST
            self.formula(clause.minimum.value, Spot("minimum"), part)
        for cap in clause.caps:
            self.formula(cap.limit, Spot("caps", cap.id), Part.CAP)
            if cap.when is not None:
                self.formula(cap.when, Spot("caps", cap.id), test=True)
            if cap.may_exceed is not None:
                self.formula(cap.may_exceed, Spot("caps", cap.id), test=True)
        if clause.dated is not None:
            self.formula(clause.dated, Spot("dated"))
        for key, formula in clause.claim.formulas if clause.claim is not None else ():
            self.formula(formula, Spot("claim", key))
        self._paying()
        if clause.quota is not None:
            self.formula(clause.quota.limit, Spot("quota"), Part.CAP)
            if clause.quota.rank_by is not None:
                self.formula(clause.quota.rank_by, Spot("quota"))

    def _paying(self) -> None:
        clause = self.clause
        if clause.pay and clause.pay_at is not None:  # `分三年`, `分两期` say how many parts there are
            at, count, spot = clause.pay_at, Decimal(len(clause.pay)), Spot("pay")
            for said in (quantity.count(count), quantity.months(12 * count)):
                self.uses.append(Use(said, f"{count}", Part.OTHER, at, at, spot, free=True))
        for part in clause.pay:
            spot = Spot("pay", part.id)
            self._share(part.share, spot)
            if part.due is not None:  # a year later is how the second year is written: the text need not have it
                self.walk(part.due.expr, At(part.due.text, part.due.origin, spot, free=True))
            if part.when is not None:
                self.formula(part.when, spot, test=True)
        for one in self.clause.obligations:
            spot = Spot("obligations", one.id)
            for formula in (one.duration, one.start):
                if formula is not None:
                    self.formula(formula, spot)
            if one.repay is not None:
                self._share(one.repay, spot)

    def _share(self, share: Formula, spot: Spot) -> None:
        """A share; all of it is a word, not a figure."""
        whole = isinstance(share.expr, ast.NumberLit) and share.expr.value == 1
        self.walk(share.expr, At(share.text, share.origin, spot, Part.RATE, free=whole))

    def _table(self) -> None:
        table = self.clause.table
        if table is None:
            return
        # The text says 第二年, which is no figure, where a row says 2.
        years = [name for name, formula in table.inputs.items() if self._counts_years(formula.expr)]
        for name, formula in table.inputs.items():
            self.formula(formula, Spot("table", column=name))
        for row in table.rows:
            for name, cell in row.when.items():
                for part in cell.parts:
                    if isinstance(part.tests, ast.UnaryTests):
                        spot, free = Spot("table", row.id, name), name in years
                        self.cell(part.tests, At(part.text, part.origin, spot, row=row.id, free=free))

    def _counts_years(self, expr: ast.Expr) -> bool:
        """Whether it tells which year of several it is: `year - project.start_year + 1`."""
        named = self.named.get(expr.name, ()) if isinstance(expr, ast.Name) else ()
        if len(named) == 1:
            return not isinstance(named[0].expr, ast.Name) and self._counts_years(named[0].expr)
        every = list(walk(expr))
        return (
            any(isinstance(one, ast.Name) and one.name == "year" for one in every)
            and any(isinstance(one, ast.Binary) and one.op is ast.Op.SUB for one in every)
            and not any(isinstance(one, ast.Call) for one in every)
        )

    def _names(self) -> None:
        """Follow names to what they stand for, with the part in which they are used; then those never asked for."""
        table = self.clause.table
        lets = [let.name for let in self.clause.lets if let.common is self.clause.is_common]
        own = [*lets, *(table.outputs if table is not None else ())]
        done: set[str] = set()
        while True:
            while self.queue:
                name, part, either = self.queue.pop()
                done.add(name)
                for named in self.named[name]:
                    self.walk(named.expr, replace(named.at, part=part, either=either))
            rest = [name for name in own if name not in done and name in self.named]
            if not rest:
                return
            done.update(rest)
            for name in rest:
                for named in self.named[name]:
                    self.walk(named.expr, named.at)
