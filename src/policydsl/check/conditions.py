"""Conditions that always or never hold, that contradict each other, and caps that never bind."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from policydsl.check.checked import CheckedPolicy
from policydsl.check.domains import Box, Regions, TooManyError
from policydsl.check.domains.boxes import both
from policydsl.check.domains.constants import days_of
from policydsl.check.literals import literal
from policydsl.check.sense import formulas
from policydsl.check.tables import is_name
from policydsl.diagnostics import Label, Reporter
from policydsl.feel import ast
from policydsl.feel.types import BOOLEAN, ERROR
from policydsl.feel.walk import walk
from policydsl.model.policy import Cap, Clause, Formula


def check_conditions(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report what decides nothing, and what excludes everybody."""
    for clause in checked.policy.blocks:
        _Clause(checked, clause, reporter).check()


class _Clause:
    """The conditions of one clause."""

    def __init__(self, checked: CheckedPolicy, clause: Clause, reporter: Reporter) -> None:
        self.checked, self.clause, self.reporter = checked, clause, reporter
        self.known = {let.name: let.value.expr for let in clause.lets if is_name(let.value.expr)}

    def _days(self, exprs: Iterable[ast.Expr]) -> list[Regions]:
        """Regions with the figures of each time; what is told is so at all times."""
        return [Regions(self.checked, self.known, day) for day in days_of(exprs, self.checked)]

    def check(self) -> None:
        """Look at all of them."""
        self._eligibility()
        for formula, _ in formulas(self.clause):
            if not any(formula is condition.test for condition in self.clause.eligibility):
                self._inside(formula)
        for cap in self.clause.caps:
            if cap.when is not None:
                self._judge(cap.when, cap.when.expr)
            if cap.may_exceed is not None and not _is_true(cap.may_exceed):
                self._judge(cap.may_exceed, cap.may_exceed.expr)
        for part in self.clause.pay:
            if part.when is not None:
                self._judge(part.when, part.when.expr)
        self._dominated()

    def _eligibility(self) -> None:
        """Each condition alone, then together with those before it."""
        sound: list[Formula] = []
        for condition in self.clause.eligibility:
            formula = condition.test
            if self._has_errors(formula):
                continue
            if condition.common and not self.clause.is_common:  # judged once, for all clauses
                if not self.reporter.found_within(Label.at(formula.origin, formula.expr.span)):
                    sound.append(formula)
                continue
            self._inside(formula)
            if self._judge(formula, formula.expr):
                sound.append(formula)
        times = self._days(formula.expr for formula in sound)
        clashes = [self._clash(sound, regions) for regions in times]
        first = clashes[0]
        if first is not None and all(clash is not None and clash[0] is first[0] for clash in clashes):
            formula, other = first
            labels = [] if other is None else [Label.at(other.origin, other.expr.span)]
            self.reporter.report("P102", Label.at(formula.origin, formula.expr.span), *labels)

    @staticmethod
    def _clash(formulas: list[Formula], regions: Regions) -> tuple[Formula, Formula | None] | None:
        """The first condition that cannot hold together with those before it, and the one of them if it is one."""
        seen: list[tuple[Formula, list[Box]]] = []
        space: list[Box] = [{}]
        for formula in formulas:
            try:
                region = regions.true(formula.expr)
                together = both(space, region)
            except TooManyError:
                continue
            if not together:
                return formula, next((one for one, boxes in seen if not both(boxes, region)), None)
            space = together
            seen.append((formula, region))
        return None

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
        times = self._days([expr])
        try:
            never = not any(regions.true(expr) for regions in times)
            code = "P101" if never else "P100" if not any(regions.false(expr) for regions in times) else ""
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


def _is_true(formula: Formula) -> bool:
    """Whether it is `true`, and no test."""
    return isinstance(formula.expr, ast.BooleanLit) and formula.expr.value
