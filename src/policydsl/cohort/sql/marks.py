"""Which missing facts a value waits for, as columns: a truth for each fact (LANGUAGE §6).

A fact is waited for if it is missing and no condition around it is decided without it. Where a value may be open for
another reason (a sum out of reach), the marks say so, and the interpreter finds what it waits for.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.figure import Figure
from policydsl.cohort.sql.lower import Lower
from policydsl.cohort.sql.scope import numeric
from policydsl.evaluate.histories import by_of
from policydsl.feel.types import Assessed
from policydsl.model.periods import fact_key
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator

Fact = tuple[str, str, str]  # whether of the applicant, the item or a member; the list of the latter two; the name
_CALLS: Final = ("not", "min", "max", "floor", "ceiling", "decimal", "round up", "round down", "round half up",
                 "round half down")  # fmt: skip
_SUMS: Final = (Operator.NEG, Operator.ADD, Operator.SUB, Operator.MUL)
_TESTS: Final = (
    Operator.NOT, Operator.EQ, Operator.NE, Operator.LT, Operator.LE, Operator.GT, Operator.GE
)  # fmt: skip


class Marks:
    """What a value waits for: under which conditions for which fact; when that cannot be said; when it may fail.

    `named`: lists of facts by their names, as of members of lists, each with the condition under which it counts.
    """

    def __init__(self) -> None:
        self.facts: dict[Fact, list[Sql]] = {}
        self.named: list[tuple[Sql, Sql]] = []
        self.unsaid: list[Sql] = []
        self.failing: list[Sql] = []

    def add(self, other: Marks, guard: Sql | None = None, *, evaluated: Sql | None = None) -> Marks:
        """Also what another waits for; only where `guard` holds, and where it is `evaluated` at all.

        A value that fails is told of wherever it is evaluated, even if what is around it is decided.
        """
        self.failing += _under(evaluated, other.failing)
        self.unsaid += _under(guard, _under(evaluated, other.unsaid))
        for fact, tests in other.facts.items():
            self.facts.setdefault(fact, []).extend(_under(guard, _under(evaluated, tests)))
        for test, names in other.named:
            self.named += [(one, names.copy()) for one in _under(guard, _under(evaluated, [test]))]
        return self


def _under(guard: Sql | None, tests: Sequence[Sql]) -> list[Sql]:
    if guard is None or not tests:
        return [test.copy() for test in tests]
    return [sql.and_([guard.copy(), sql.or_([test.copy() for test in tests])])]


class MarkedValues:
    """What the values of one clause wait for.

    `lower` gives a value where it is known and closed, `stand` as it stands; the two may be one.
    """

    def __init__(self, lower: Lower, stand: Lower) -> None:
        self.lower, self.stand = lower, stand
        self.locals: dict[str, Marks] = {}
        self._found: dict[tuple[int, bool], tuple[Node, Sql]] = {}

    @abstractmethod
    def members(self, node: nodes.Quantifier | nodes.Aggregate) -> Marks:
        """What waits for the members of a list."""

    def of(self, node: Node) -> Marks:
        """What a value waits for."""
        match node:
            case nodes.Const() | nodes.Day() | nodes.IsNull() | nodes.Field(name="id"):
                return Marks()
            case nodes.Field(of=of, name=name):
                found = Marks()
                if _assessed(node):
                    found.failing = [self.open(node)]  # it is null, which is no missing fact
                else:
                    found.facts[of.kind, of.list_key, name] = [self.open(node)]
                return found
            case nodes.Strict(op=Operator.EQ | Operator.NE, args=args) if any(_assessed(arg) for arg in args):
                return Marks()  # with a value of the policy: always known
            case nodes.Local(name=name) if self.lower.group is None:
                return self.locals[name]
            case nodes.Local(name=name):  # a let of the clause, said again in terms of facts
                return self.of(self.lower.formulas[name])
            case nodes.And(args=args) | nodes.Or(args=args):
                return Marks().add(self._all(args), self.open(node))
            case nodes.If():
                return self._if(node)
            case nodes.Strict(args=args) | nodes.Call(args=args):
                return self._strict(node, args)
            case nodes.Property(of=inner):
                return self._strict(node, (inner,))
            case nodes.Quantifier() | nodes.Aggregate():
                return self.members(node)
            case nodes.Lookup(field=field):  # of a period that is the same for everyone, as `period_of` sees to
                found = Marks()
                name = fact_key(field.name, by_of(node.period), self.lower.period_of(node.period))
                found.facts[field.of.kind, field.of.list_key, name] = [self.open(node)]
                return found
            case _:  # whatever has a value without all facts is closed
                found = Marks()
                found.unsaid.append(self.open(node))
                return found

    def _all(self, args: Iterable[Node]) -> Marks:
        found = Marks()
        for arg in args:
            found.add(self.of(arg))
        return found

    def _strict(self, node: Node, args: Sequence[Node]) -> Marks:
        found = self._all(args)
        known = [sql.not_(self.unknown(arg)) for arg in args]
        without = sql.and_([self.unknown(node), *known])  # out of what SQL can reach, or failed
        (found.unsaid if _never_fails(node) else found.failing).append(without)
        return found

    def _if(self, node: nodes.If) -> Marks:
        test = self.lower.expr(node.condition)
        open_ = self.open(node.condition)
        then, otherwise = self.of(node.then), self.of(node.otherwise)
        found = Marks().add(self.of(node.condition))
        found.add(then, evaluated=sql.not_(sql.is_false(test)))
        found.add(otherwise, evaluated=sql.not_(sql.is_true(test.copy())))
        found.unsaid.append(sql.and_([open_, self._same(node.then, node.otherwise)]))  # then it does not matter
        return found

    def _same(self, one: Node, other: Node) -> Sql:
        """Whether two values are known, closed and the same, or may be."""
        if numeric(one.type):
            same = self.lower.ratios.compare(self.lower.quantity(one), "=", self.lower.quantity(other))
        else:
            same = sql.binary("=", self.lower.expr(one), self.lower.expr(other))
        if same is None:
            return sql.and_([sql.not_(self.open(node)) for node in (one, other)])
        if self.lower.ratios.loose:  # where SQL leaves it open they may be
            self.lower.ratios.loose = False
            return sql.and_([*(sql.not_(self.open(node)) for node in (one, other)), sql.not_(sql.is_false(same))])
        return sql.is_true(same)

    # -- columns -------------------------------------------------------------------------------------

    def open(self, node: Node) -> Sql:
        """Whether a value is not known, or open, as a column."""
        return self._null(node, self.lower, stands=False)

    def unknown(self, node: Node) -> Sql:
        """Whether a value is not known as it stands, as a column."""
        if self.stand is self.lower or self.lower.group is not None:
            return self.open(node)
        return self._null(node, self.stand, stands=True)

    def _null(self, node: Node, lower: Lower, *, stands: bool) -> Sql:
        if lower.group is not None:
            return _nothing(node, lower)
        key = (id(node), stands)
        if key not in self._found:
            self._found[key] = node, lower.frame.keep(_nothing(node, lower))
        return self._found[key][1].copy()


def _nothing(node: Node, lower: Lower) -> Sql:
    """Whether a value is NULL."""
    if not numeric(node.type):
        return sql.is_null(lower.expr(node))
    found = lower.quantity(node)
    parts = [found] if isinstance(found, Figure) else [found.over, found.under]
    nulls = [sql.is_null(one.base.copy()) for one in parts if not one.literal]
    return sql.or_(nulls) if nulls else sql.truth(False)


def can_be_said(node: Node) -> bool:
    """Whether the marks say of an operation what it waits for, and when it fails."""
    match node:
        case nodes.Field(name=name):
            return name != "name"
        case nodes.Quantifier(members=members) | nodes.Aggregate(members=members):
            return members.history is None
        case nodes.IsNull(field=field):
            return _assessed(field)
        case nodes.Figure() | nodes.Setting():
            return False
        case _:
            return True


def _never_fails(node: Node) -> bool:
    """Whether an operation on known values cannot fail."""
    match node:
        case nodes.Strict(op=Operator.DIV, args=(_, nodes.Const(value=Decimal() as divisor))):
            return divisor != 0
        case nodes.Strict(op=op, args=args):
            return op in _TESTS or (op in _SUMS and all(numeric(arg.type) for arg in args))
        case nodes.Call(function=function, args=args):
            return function in _CALLS and (function in ("not", "min", "max") or _whole(args[1:]))
        case _:
            return False


def _assessed(node: Node) -> bool:
    return isinstance(node, nodes.Field) and (node.assessed or isinstance(node.type, Assessed))


def _whole(args: Sequence[Node]) -> bool:
    return all(isinstance(one, nodes.Const) for one in args)
