"""A clause as columns of a frame: whether it is granted, how much, by which row, and what limited it."""

from __future__ import annotations

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.award import Granting
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.figure import Arithmetic, Figure
from policydsl.cohort.sql.frame import Frame
from policydsl.cohort.sql.governed import GovernedLowering, Governing
from policydsl.cohort.sql.lower import Lower
from policydsl.cohort.sql.ratio import Quantity
from policydsl.cohort.sql.scope import NotLoweredError, numeric
from policydsl.evaluate.fold import Settings, fold
from policydsl.feel.values import Date
from policydsl.plan import nodes
from policydsl.plan.bands import input_name
from policydsl.plan.nodes import Node
from policydsl.plan.policy_plan import ClausePlan, LetPlan, PolicyPlan, TablePlan
from policydsl.source import Text
from policydsl.source.frozen import frozen

NOT_IN_FORCE = 2
MOST_CONDITIONS = 60  # so that those that fail fit a BIGINT


@frozen(eq=False)
class Columns:
    """The columns of a clause.

    `status`: 1 granted, 0 not, 2 not in force on the day that governs, NULL left to the interpreter; `units`: rounding
    units or months, where there is a sum or a term; `limited`: the number of the cap that lowered it, 0 for none;
    `failed`: the conditions that fail, as bits; `row`: the number of the table's row that holds, 0 for none.
    """

    status: Sql
    units: Sql | None
    limited: Sql | None
    failed: Sql
    row: Sql | None


class ClauseLowering:
    """Lowers one clause into the frame of its subjects."""

    def __init__(
        self,
        plan: ClausePlan,
        frame: Frame,
        settings: Settings,
        lower: Lower,
        policy: PolicyPlan,
        *,
        texts: bool,
    ) -> None:
        """`texts`: whether the policy has another text on other days."""
        self.plan, self.frame, self.settings, self.lower = plan, frame, settings, lower
        self.policy, self.texts = policy, texts
        self.governing: Governing | None = None
        self.row: Sql | None = None
        self.fits: list[Sql] = []  # whether some row of the table holds

    def columns(self) -> Columns:
        """What the clause gives; raises `NotLoweredError` where SQL cannot say it."""
        plan = self.plan
        self._refuse()
        self._govern()
        for step in plan.steps[: plan.early]:
            self._step(step)
        early = self._early()
        tests = [self.frame.keep(self.lower.expr(fold(c.test, self.settings))) for c in plan.conditions]
        for step in plan.steps[plan.early :]:
            self._step(step)
        return self._columns(tests, early)

    def decided(self, status: Sql) -> Sql:
        """The status once all other columns were asked for: NULL where something that an award needs is not told."""
        if not self.lower.needed:
            return status
        untold = sql.or_([sql.is_null(one.copy()) for one in self.lower.needed])
        granted = sql.binary("=", status.copy(), sql.number(1))
        return sql.case([(sql.and_([granted, untold]), sql.null("BIGINT"))], status)

    def _govern(self) -> None:
        """By the day that governs, where the clause has one of its own."""
        if self.plan.is_governed:
            whole = self.policy.policy.in_force
            govern = GovernedLowering(self.plan, self.lower, self.frame).govern
            self.governing = govern(self.settings, self.policy.parameters, whole)
            self.settings = self.governing.settings

    def _early(self) -> tuple[list[Sql], list[Sql]]:
        """Of a table on which conditions depend: whether some row holds, and whether what comes of it is told."""
        if not self.fits:
            return [], []
        told = sql.not_(sql.is_null(self.fits[0].copy()))
        if self.row is not None:
            told = sql.or_([sql.is_false(self.fits[0].copy()), sql.binary(">", self.row.copy(), sql.number(0))])
        return list(self.fits), [self.frame.keep(sql.case([(told, sql.truth(True))]))]

    def _step(self, step: LetPlan | TablePlan) -> None:
        if isinstance(step, LetPlan):
            self._let(step)
        else:
            self._table(step)

    def _columns(self, tests: list[Sql], early: tuple[list[Sql], list[Sql]]) -> Columns:
        keep, governing = self.frame.keep, self.governing
        granted = Granting(self.plan, self.lower, self.settings)
        loose = self._loose(tests)
        in_force = [] if governing is None else [governing.in_force]
        if governing is not None and governing.claim is not None:
            tests = [governing.claim, *tests]
            loose = [governing.claim, *self._loose(tests[1:], others=1)]
        eligible = keep(sql.and_([*(one.copy() for one in (*in_force, *tests)), *self.fits]))
        figure = granted.find(eligible)
        known = [sql.not_(sql.is_null(one)) for one in figure.needed]
        told = [sql.not_(sql.is_null(one.copy())) for one in (*loose, *early[1])]
        status = sql.case(
            [
                *((sql.is_false(one.copy()), sql.number(NOT_IN_FORCE)) for one in in_force),
                (sql.and_([sql.is_false(eligible.copy()), *told, *(one.copy() for one in in_force)]), sql.number(0)),
                (sql.and_([eligible.copy(), *known]), sql.number(1)),
            ]
        )
        failing = [
            sql.case([(sql.is_false(test.copy()), sql.number(2**i))], sql.number(0))
            for i, test in enumerate([*tests, *early[0]])
        ]
        failed: Sql = sql.number(0)
        for one in failing:
            failed = sql.binary("+", failed, one)
        return Columns(keep(status), figure.units, figure.limited, keep(failed), self.row)

    def _loose(self, tests: list[Sql], others: int = 0) -> list[Sql]:
        """The conditions that may fail where SQL has NULL, beside others: only the interpreter says which fail."""
        if len(tests) + len(self.fits) + others == 1:
            return []
        found = []
        for test, condition in zip(tests, self.plan.conditions, strict=True):
            node = fold(condition.test, self.settings)
            if self.lower.is_strict(node):
                continue
            if self.fits and self._needs_row(node):  # without a row it cannot fail
                found.append(sql.case([(sql.is_false(self.fits[0].copy()), sql.truth(True))], test.copy()))
            else:
                found.append(test)
        return found

    def _needs_row(self, node: Node) -> bool:
        """Whether it is unknown, or true, where no row of the table holds."""
        match node:
            case nodes.Local(name=name):
                table = self.plan.table
                return table is not None and not table.sums and table.table.hit != "collect" and name in table.outputs
            case nodes.Strict(args=args):
                return any(self._needs_row(one) and not isinstance(one, nodes.Quantifier) for one in args)
            case nodes.Quantifier(kind="every", condition=condition):
                return isinstance(condition, nodes.Strict) and self._needs_row(condition)
            case _:
                return False

    def _refuse(self) -> None:
        plan = self.plan
        if plan.is_governed and self.texts:
            raise self._refused("适用哪一天的条文要逐项判断", "the text of another day may govern a subject")
        if len(plan.conditions) > MOST_CONDITIONS:
            raise self._refused("条件太多", "there are too many conditions")

    def _refused(self, zh: str, en: str) -> NotLoweredError:
        plan = self.plan
        found = [plan.amount, plan.term, *(c.test for c in plan.conditions), *(cap.limit for cap in plan.caps)]
        node = next((one for one in found if one is not None), None)
        return NotLoweredError(Text(zh, en), None if node is None else node.at)

    # -- steps ---------------------------------------------------------------------------------------

    def _let(self, step: LetPlan) -> None:
        node = fold(step.value, self.settings)
        self.lower.formulas[step.name] = node
        self.lower.locals[step.name] = self._kept(node)

    def _kept(self, node: Node) -> Sql | Quantity:
        if numeric(node.type):
            return self.lower.kept_quantity(self.lower.quantity(node))
        return self.frame.keep(self.lower.expr(node))

    def _table(self, table: TablePlan) -> None:
        if table.sums:
            for name, node in table.inputs.items():
                self.lower.locals[input_name(name)] = self._kept(fold(node, self.settings))
            for name, node in table.sums.items():
                self.lower.locals[name] = self._kept(fold(node, self.settings))
            return
        rows = [self.frame.keep(self.lower.expr(fold(r.match, self.settings))) for r in table.rows]
        self.fits.append(sql.or_([one.copy() for one in rows]))
        if table.table.hit == "collect":
            self._collect(table, rows)
            return
        rows = self._chosen(table, rows)
        numbers = [(one.copy(), sql.number(i)) for i, one in enumerate(rows, 1)]
        self.row = self.frame.keep(sql.case(numbers, sql.number(0)))
        for name in table.outputs:
            outputs = [fold(r.outputs[name], self.settings) for r in table.rows]
            self.lower.locals[name] = self._output(rows, outputs)

    def _collect(self, table: TablePlan, rows: list[Sql]) -> None:
        """What all rows that hold give together."""
        kind = table.table.aggregate or "sum"
        for name in table.outputs:
            outputs = [fold(r.outputs[name], self.settings) for r in table.rows]
            if not all(numeric(node.type) for node in outputs):
                raise self.lower.refused(outputs[0])
            figures = [self.lower.kept(self.lower.figure(node)) for node in outputs]
            found = self.lower.collected(kind, list(zip(rows, figures, strict=True)), outputs[0])
            self.lower.locals[name] = self.lower.kept(found)

    def _chosen(self, table: TablePlan, rows: list[Sql]) -> list[Sql]:
        """Whether each row is the one that holds."""
        return self.in_turn(rows) if table.table.hit == "first" else rows  # one that is open keeps those after it open

    def in_turn(self, rows: list[Sql]) -> list[Sql]:
        """Each row holds where none before it does, and is NULL where one before it is."""
        found = [rows[0]]
        for one in rows[1:]:
            before = [sql.not_(earlier.copy()) for earlier in rows[: len(found)]]
            found.append(self.frame.keep(sql.and_([one.copy(), *before])))
        return found

    def _output(self, rows: list[Sql], outputs: list[Node]) -> Sql | Quantity:
        if not numeric(outputs[0].type):
            values = [self.lower.expr(node) for node in outputs]
            return self.frame.keep(sql.case(list(zip([r.copy() for r in rows], values, strict=True))))
        figures = self.lower.aligned(outputs[0], *(self.lower.figure(node) for node in outputs))
        branches = [(row.copy(), self.lower.source(one)) for row, one in zip(rows, figures, strict=True)]
        low, high = min(f.bounds[0] for f in figures), max(f.bounds[1] for f in figures)
        return Figure(self.frame.keep(sql.case(branches)), figures[0].scale, low, high)


def lowering(
    plan: ClausePlan,
    frame: Frame,
    settings: Settings,
    policy: PolicyPlan,
    arithmetic: Arithmetic,
    as_of: Date,
    *,
    texts: bool = False,
) -> ClauseLowering:
    """The lowering of a clause of a policy; `texts`: whether that has another text on other days."""
    lower = Lower(frame, arithmetic, policy.policy.entities, as_of)
    return ClauseLowering(plan, frame, settings, lower, policy, texts=texts)
