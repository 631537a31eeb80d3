"""Conditions that always or never hold, that contradict each other, and caps that never bind."""

from __future__ import annotations

from decimal import Decimal

from policydsl.check.cells import literal
from policydsl.check.checked import CheckedPolicy
from policydsl.check.domains import Box, Regions, TooManyError
from policydsl.check.domains.boxes import both
from policydsl.check.sense import formulas
from policydsl.check.tables import is_name
from policydsl.diagnostics import Label, Reporter
from policydsl.feel import ast
from policydsl.feel.types import BOOLEAN, ERROR
from policydsl.feel.walk import walk
from policydsl.model.policy import Cap, Clause, Formula


def check_conditions(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report what decides nothing, and what excludes everybody."""
    for clause in checked.policy.clauses:
        known = {let.name: let.value.expr for let in clause.lets if is_name(let.value.expr)}
        _Clause(checked, clause, Regions(checked, known), reporter).check()


class _Clause:
    """The conditions of one clause."""

    def __init__(self, checked: CheckedPolicy, clause: Clause, regions: Regions, reporter: Reporter) -> None:
        self.checked, self.clause, self.regions, self.reporter = checked, clause, regions, reporter

    def check(self) -> None:
        """Look at all of them."""
        self._eligibility()
        for formula, _ in formulas(self.clause):
            if not any(formula is condition.test for condition in self.clause.eligibility):
                self._inside(formula)
        for cap in self.clause.caps:
            if cap.when is not None:
                self._judge(cap.when, cap.when.expr)
        self._dominated()

    def _eligibility(self) -> None:
        """Each condition alone, then together with those before it."""
        seen: list[tuple[Formula, list[Box]]] = []
        space: list[Box] = [{}]
        for condition in self.clause.eligibility:
            formula = condition.test
            if self._has_errors(formula):
                continue
            self._inside(formula)
            if not self._judge(formula, formula.expr):
                continue
            try:
                region = self.regions.true(formula.expr)
                together = both(space, region)
            except TooManyError:
                continue
            if together:
                space = together
                seen.append((formula, region))
                continue
            other = next((one for one, boxes in seen if not both(boxes, region)), None)
            labels = [] if other is None else [Label.at(other.origin, other.expr.span)]
            self.reporter.report("P102", Label.at(formula.origin, formula.expr.span), *labels)

    def _inside(self, formula: Formula) -> None:
        """Conditions within a formula: of `if`, of filters, of `some` and `every`."""
        if self._has_errors(formula):
            return
        for node in walk(formula.expr):
            if isinstance(node, ast.If | ast.Filter | ast.Quantified):
                self._judge(formula, node.condition)

    def _judge(self, formula: Formula, expr: ast.Expr) -> bool:
        """Report a condition, or an operand of it, that always or never holds; whether there was nothing to report."""
        if self.checked.typing.type_of(expr) not in (BOOLEAN, ERROR) or self._has_errors(formula):
            return True
        try:
            code = "P101" if not self.regions.true(expr) else "P100" if not self.regions.false(expr) else ""
        except TooManyError:
            return True
        if code:
            text = formula.text[expr.span.start : expr.span.end]
            self.reporter.report(code, Label.at(formula.origin, expr.span), text=" ".join(text.split()))
            return False
        match expr:
            case ast.Binary(op=ast.Op.AND | ast.Op.OR, left=left, right=right):
                return self._judge(formula, left) & self._judge(formula, right)
            case ast.Call(function=ast.Name(name="not"), arguments=(argument,)):
                return self._judge(formula, argument.value)
            case _:
                return True

    def _has_errors(self, formula: Formula) -> bool:
        return self.reporter.errors_within(Label.at(formula.origin, formula.expr.span))

    def _dominated(self) -> None:
        """Caps beside which a smaller one of the same kind always binds first."""
        sizes = [(cap, self._size(cap)) for cap in self.clause.caps if cap.when is None]
        for index, (cap, size) in enumerate(sizes):
            for number, (other, least) in enumerate(sizes):
                if size is None or least is None or cap is other or (cap.per, cap.every) != (other.per, other.every):
                    continue
                if least < size or (least == size and number < index):
                    self.reporter.report("P104", cap.at, other.at, cap=cap.id, other=other.id)
                    break

    def _size(self, cap: Cap) -> Decimal | None:
        found = literal(cap.limit.expr, self.checked)
        return found if isinstance(found, Decimal) else None
