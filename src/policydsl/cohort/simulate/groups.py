"""By what awards are grouped: facts of the applicant, as `--by` names them or as the policy suggests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final
from unicodedata import normalize

from policydsl.diagnostics import Reporter
from policydsl.feel import types
from policydsl.feel.types import Assessed, Enum, Money, Type
from policydsl.model.policy import ROOT, Field, Policy
from policydsl.model.reading import sum_in
from policydsl.plan import nodes
from policydsl.plan.nodes import Operator
from policydsl.plan.policy_plan import PolicyPlan
from policydsl.source import Text
from policydsl.source.figures import money_text
from policydsl.source.frozen import frozen
from policydsl.syntax.names import closest, listed

_ORDERED: Final = (Operator.LT, Operator.LE, Operator.GT, Operator.GE)
_MOST: Final = 10**14  # yuan; no fact is as much
UNKNOWN: Final = Text("未填", "not given")
YES: Final = Text("是", "yes")
NO: Final = Text("否", "no")


@frozen(eq=False)
class Grouping:
    """A fact of the applicant; of money with the figures at which its bands begin."""

    field: Field
    bounds: tuple[Decimal, ...] = ()

    @property
    def id(self) -> str:
        """As `--by` writes it."""
        return f"{ROOT}.{self.field.id}"

    @property
    def is_money(self) -> bool:
        """Whether it has bands."""
        return isinstance(_plain(self.field), Money)

    @property
    def currency(self) -> str:
        """That of the fact, if it is money."""
        type_ = _plain(self.field)
        return type_.currency if isinstance(type_, Money) else ""

    def labels(self) -> Iterator[tuple[str, Text]]:
        """Its groups by key, in order; those of whom it is not known come last, with an empty key."""
        if self.is_money:
            yield from _bands(self.bounds, self.currency)
        elif self.field.values:
            yield from self.field.values.items()
        else:
            yield from (("true", YES), ("false", NO))
        yield "", UNKNOWN


def _bands(bounds: Sequence[Decimal], currency: str) -> Iterator[tuple[str, Text]]:
    def both(value: Decimal) -> tuple[str, str]:
        return money_text(value, currency), money_text(value, currency, "en")

    first, last = both(bounds[0]), both(bounds[-1])
    yield "0", Text(f"不到 {first[0]}", f"below {first[1]}")
    for number, (low, high) in enumerate(pairwise(bounds), 1):
        start, end = both(low), both(high)
        yield str(number), Text(f"{start[0]} 至不到 {end[0]}", f"{start[1]} to below {end[1]}")
    yield str(len(bounds)), Text(f"{last[0]} 以上", f"{last[1]} or more")


def groupings(written: Iterable[str], plan: PolicyPlan, reporter: Reporter) -> tuple[Grouping, ...]:
    """Those asked for; where none are, the first enum and the first sum of money that a table has tiers of."""
    asked = list(dict.fromkeys(written))
    if not asked:
        return tuple(_usual(plan))
    return tuple(found for one in asked if (found := _read(one, plan, reporter)) is not None)


def _usual(plan: PolicyPlan) -> Iterator[Grouping]:
    fields = list(plan.policy.root.fields.values())
    enum = next((field for field in fields if field.values and isinstance(_plain(field), Enum)), None)
    if enum is not None:
        yield Grouping(enum)
    for field in fields:
        bounds = thresholds(field, plan) if isinstance(_plain(field), Money) and field.by is None else ()
        if bounds:
            yield Grouping(field, bounds)
            return


def thresholds(field: Field, plan: PolicyPlan) -> tuple[Decimal, ...]:
    """The figures at which the policy's tables have tiers of a fact of the applicant, rising."""
    found: set[Decimal] = set()
    for clause in plan.clauses:
        table = clause.table
        for name, given in () if table is None else table.inputs.items():
            if not (isinstance(given, nodes.Field) and given.name == field.id and given.of.kind == "applicant"):
                continue
            cells = (cell for row in (table.rows if table else ()) for key, cell in row.cells if key == name)
            found |= {value for cell in cells for value in _figures(cell)}
    return tuple(sorted(value for value in found if value > 0))


def _figures(cell: nodes.Node) -> Iterator[Decimal]:
    for node in nodes.walk(cell):
        if isinstance(node, nodes.Strict) and node.op in _ORDERED:
            for arg in node.args:
                if isinstance(arg, nodes.Const) and isinstance(arg.value, Decimal):
                    yield arg.value


def _plain(field: Field) -> Type:
    return field.type.item if isinstance(field.type, Assessed) else field.type


def _can_group(field: Field) -> bool:
    type_ = _plain(field)
    return field.by is None and (bool(field.values) or type_ == types.BOOLEAN or isinstance(type_, Money))


def _read(written: str, plan: PolicyPlan, reporter: Reporter) -> Grouping | None:
    name, sign, bounds = (part.strip() for part in written.replace("＝", "=").partition("="))
    policy = plan.policy
    field = policy.root.fields.get(name.removeprefix(f"{ROOT}."))
    if field is None or not _can_group(field):
        _report_name(name, policy, reporter)
        return None
    found = Grouping(field)
    if not found.is_money:
        if sign:
            reporter.report("B141", text=written, name=found.id)
            return None
        return found
    figures = _bounds(bounds, found) if sign else thresholds(field, plan)
    if not figures:
        reporter.report("B141", text=written, name=found.id)
        return None
    return Grouping(field, figures)


def _bounds(written: str, grouping: Grouping) -> tuple[Decimal, ...]:
    """Rising sums above nothing, in the currency of the fact; none where they are not that."""
    parts = normalize("NFKC", written).replace("、", ",").split(",")
    figures = [sum_in(grouping.currency, part) for part in parts]
    known = [figure for figure in figures if figure is not None and 0 < figure < _MOST]
    rising = all(low < high for low, high in pairwise(known))
    return tuple(known) if len(known) == len(figures) and rising else ()


def _report_name(name: str, policy: Policy, reporter: Reporter) -> None:
    known = [f"{ROOT}.{field.id}" for field in policy.root.fields.values() if _can_group(field)]
    by_label = {
        label: f"{ROOT}.{field.id}"
        for field in policy.root.fields.values()
        for label in (field.label.zh, field.label.en)
    }
    guess = by_label.get(name) or closest(name, known)
    help_ = Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?") if guess in known else None
    reporter.report("B140", name=name, known=listed(known) or "—", help=help_)
