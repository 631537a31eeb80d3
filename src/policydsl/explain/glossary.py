"""The words for what a clause's formulas name, and for their values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from policydsl.award import NOT_REACHED, Trace
from policydsl.explain.phrases import NO, NOT_ASSESSED, NOT_COMPUTED, UNKNOWN_WORD, YES, both, bracketed, quoted
from policydsl.explain.units import Units
from policydsl.feel import ast
from policydsl.feel.types import NUMBER, Enum, Money, Type
from policydsl.feel.values import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from policydsl.model.policy import ROOT, Cap, Clause, Condition, Entity, Field, Policy
from policydsl.model.unknown import UNKNOWN
from policydsl.plan import nodes
from policydsl.plan.nodes import Node
from policydsl.plan.policy_plan import ClausePlan, LetPlan
from policydsl.source import Lang, Text
from policydsl.source.figures import money_text, months_text, percent_text, period_text, plain_text
from policydsl.source.frozen import frozen

_ID: Final = Text("编号", "id")
_DAY: Final = Text("基准日", "the day of evaluation")
_YEAR: Final = Text("基准年度", "the year of evaluation")
_YEAR_OF_DAY: Final = Text("适用年度", "the year of the day that governs")
_READING: Final = Text("所选读法", "the reading chosen")
_RATIO_SIGNS: Final = ("%", "％", "‰", "百分点")
_MOST_DECIMALS: Final = 10  # of a figure in words; the exact one stands beside it in JSON
_LAST_DIGIT: Final = re.compile(r"(\d)(\D*)$")
NANOS_A_DAY: Final = 86_400 * 10**9

BENEFITS: Final = {
    "subsidy": Text("补助", "subsidy"),
    "reward": Text("奖励", "reward"),
    "voucher": Text("券", "voucher"),
    "rent_free": Text("免租", "free rent"),
    "service": Text("服务", "service"),
}
BASES: Final = {
    "exact": Text("原文定额，按此金额给予", "the text fixes the sum"),
    "ceiling": Text("原文只定最高额，实际不超过此数", "the text gives the most that may be granted"),
    "case_by_case": Text("一事一议，金额由部门逐案确定", "the department decides the sum case by case"),
    "discretionary": Text("由部门评定，原文只给出上限", "for the department to decide; the text gives only a cap"),
}
SUBJECT_TO: Final = {
    "assessment": Text("待部门评定", "the department's assessment"),
    "quota": Text("名额限制", "the quota"),
    "decision_above_cap": Text("部门是否决定超过限额", "whether the department decides above the cap"),
    "annual_budget": Text("年度预算", "the yearly budget"),
}


@frozen(eq=False)
class Style:
    """How to show a number: as a ratio, with a unit, or plainly; `unit` of a price is `/平方米`."""

    type: Type
    ratio: bool = False
    unit: str = ""


class Glossary:
    """Names and values of one clause, in words."""

    def __init__(self, policy: Policy, plan: ClausePlan) -> None:
        self.policy, self.plan = policy, plan
        self.by_item = {entity.item: entity for entity in policy.entities.values()}
        self._ratios: dict[str, bool] = {}  # of lets and outputs, in an order in which each finds what it needs
        for step in plan.steps:
            if isinstance(step, LetPlan):
                self._ratios[step.name] = self.is_ratio(step.value)
            else:
                rates = {n: all(self.is_ratio(row.outputs[n]) for row in step.rows) for n in step.outputs}
                self._ratios |= {n: is_rate and n not in step.sums for n, is_rate in rates.items()}
        looking = (n.members for n in all_nodes(plan) if isinstance(n, nodes.Aggregate | nodes.Quantifier))
        self.histories = {m.variable: m.history for m in looking if m.history is not None}
        self.units = Units(policy, plan, self._declared)
        self._readings = {n.name for n in all_nodes(plan) if isinstance(n, nodes.Setting) and n.kind == "reading"}

    # -- names ---------------------------------------------------------------------------------------

    def entity(self, variable: nodes.Variable) -> Entity:
        """The entity that a variable stands for one of."""
        return self.policy.entities[variable.list_key or ROOT]

    def list_label(self, variable: nodes.Variable) -> Text:
        """What the list is called."""
        return label_or(self.entity(variable).label, variable.list_key)

    def field_of(self, node: nodes.Field) -> Field | None:
        """The field's declaration; None for `id`."""
        return self.entity(node.of).fields.get(node.name)

    def _declared(self, node: Node) -> Field | None:
        """The declaration of the fact that a node gives figures of, those of a period too."""
        match node:
            case nodes.Field():
                return self.field_of(node)
            case nodes.Lookup(field=field):
                return self.field_of(field)
            case nodes.Figure(of=of):
                return self.field_of(self.histories[of].field)
            case _:
                return None

    def field(self, node: nodes.Field) -> Text:
        """What the fact is called."""
        found = self.field_of(node)
        return _ID if found is None else label_or(found.label, node.name)

    def figure(self, node: nodes.Figure) -> Text:
        """What one of the figures of earlier periods is called."""
        return self.field(self.histories[node.of].field)

    def local(self, name: str) -> Text:
        """What a let or an output is called."""
        return local_label(self.plan.clause, name)

    def setting(self, node: nodes.Setting) -> Text:
        """What a parameter is called; a reading by its question where the clause has several."""
        if node.kind == "parameter":
            return label_or(self.policy.parameters[node.name].label, node.name)
        if len(self._readings) == 1:
            return _READING
        question = self.policy.readings[node.name].question
        return both(lambda lang: ("读法" if lang == "zh" else "reading ") + quoted(lang, question.pick(lang)))

    def day(self, node: nodes.Day) -> Text:
        """The day, or its year."""
        if node.part == "as_of":
            return _DAY
        return _YEAR if self.plan.dated is None else _YEAR_OF_DAY

    # -- values --------------------------------------------------------------------------------------

    def style(self, node: Node) -> Style:
        """How values of this node are shown."""
        if isinstance(node, nodes.Aggregate) and node.kind != "count":
            return self.style(node.body)
        ratio = node.type == NUMBER and self.is_ratio(node)
        return Style(node.type, ratio=ratio, unit="" if ratio else self.units.shown(node))

    def is_ratio(self, node: Node) -> bool:
        """Whether the number was written as a percentage, here or where it comes from."""
        match node:
            case nodes.Const(at=at):
                written = at.origin.file.text[slice(*_ends(at))]
                return any(sign in written for sign in _RATIO_SIGNS)
            case nodes.Local(name=name):
                return self._ratios.get(name, False)
            case nodes.Setting(kind="parameter", name=name):
                return all(_is_ratio_literal(f.expr) for _, f in self.policy.parameters[name].versions)
            case nodes.Aggregate(kind="sum" | "min" | "max", body=body):
                return self.is_ratio(body)
            case nodes.If(then=then, otherwise=otherwise):
                return self.is_ratio(then) and self.is_ratio(otherwise)
            case nodes.Strict(op=nodes.Operator.ADD | nodes.Operator.SUB, args=args):
                return all(self.is_ratio(arg) for arg in args)
            case nodes.Call(function="min" | "max", args=args):
                return all(self.is_ratio(arg) for arg in args)
            case _:
                return False

    def value(self, value: object, style: Style, lang: Lang) -> str:
        """A value in words, exactly as computed."""
        match value:
            case _ if value is UNKNOWN:
                return UNKNOWN_WORD.pick(lang)
            case _ if value is NOT_REACHED:
                return NOT_COMPUTED.pick(lang)
            case None:
                return NOT_ASSESSED.pick(lang)
            case bool():
                return (YES if value else NO).pick(lang)
            case Decimal():
                return self._number(value, style, lang)
            case str():
                return self._option(value, style.type, lang)
            case YearsMonthsDuration(months=months):
                return months_text(months, lang)
            case DaysTimeDuration():
                return _days(value, lang)
            case Date() | Time() | DateTime():
                return str(value)
            case _:
                return str(value)

    def text(self, value: object, style: Style) -> Text:
        """The same in both languages."""
        return both(lambda lang: self.value(value, style, lang))

    def _number(self, value: Decimal, style: Style, lang: Lang) -> str:
        if isinstance(style.type, Money):
            return money(value, style.type.currency, lang) + style.unit
        if style.ratio:
            return _cut(percent_text(shortened(value)), value)
        text = plain_text(shortened(value))
        unit = style.unit if lang == "zh" or not style.unit else f" {style.unit}"
        return _cut(text, value) + unit

    def _option(self, value: str, type_: Type, lang: Lang) -> str:
        if not isinstance(type_, Enum):
            return quoted(lang, value)
        owner, _, name = type_.owner.partition(".")
        if owner == "reading" and name in self.policy.readings:
            return quoted(lang, label_or(self.policy.readings[name].options.get(value, Text()), value).pick(lang))
        entity = self.by_item.get(owner)
        declared = entity.fields.get(name) if entity is not None else None
        return label_or(declared.values.get(value, Text()) if declared is not None else Text(), value).pick(lang)


def money(value: Decimal, currency: str, lang: Lang) -> str:
    """A sum in words; `…` stands for digits after the tenth decimal."""
    return _cut(money_text(shortened(value), currency, lang), value)


def duration(value: YearsMonthsDuration | DaysTimeDuration, lang: Lang) -> str:
    """A length of time in words."""
    return period_text(value.months, lang) if isinstance(value, YearsMonthsDuration) else _days(value, lang)


def label_or(label: Text, name: str) -> Text:
    """The label, or the name where there is none."""
    return label or Text(name, name)


def condition_label(condition: Condition) -> Text:
    """What a condition is called."""
    return label_or(condition.label, condition.id)


def cap_label(cap: Cap) -> Text:
    """What a cap is called."""
    return label_or(cap.label, cap.id)


def local_label(clause: Clause, name: str) -> Text:
    """What a let or an output is called."""
    for let in clause.lets:
        if let.name == name:
            return label_or(let.label, name)
    return label_or(clause.table.outputs.get(name, Text()) if clause.table is not None else Text(), name)


def all_nodes(plan: ClausePlan, trace: Trace | None = None) -> Iterable[Node]:
    """Every node of a clause's formulas; with a trace, of those that evaluation came to."""
    reached = [trace is None or trace.values[i] is not NOT_REACHED for i in range(len(plan.probes))]
    roots = [p.node for p, here in zip(plan.probes, reached, strict=True) if p.node is not None and here]
    rows = [here for p, here in zip(plan.probes, reached, strict=True) if p.kind == "row"]
    if plan.table is not None and any(rows):
        roots += [one for row in plan.table.rows for one in row.outputs.values()]
    return (node for root in roots for node in nodes.walk(root))


def exact(value: object) -> str | None:
    """A value for machines."""
    match value:
        case Decimal():
            return plain_text(value)
        case bool():
            return "true" if value else "false"
        case _ if value is UNKNOWN or value is NOT_REACHED or value is None:
            return None
        case _:
            return str(value)


def shortened(value: Decimal) -> Decimal:
    """Without the digits after the tenth decimal, as of one third."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, str) or -exponent <= _MOST_DECIMALS:
        return value
    digits = plain_text(value)
    whole, _, fraction = digits.partition(".")
    return Decimal(f"{whole}.{fraction[:_MOST_DECIMALS]}") if fraction else Decimal(whole)


def _cut(text: str, value: Decimal) -> str:
    """The text with `…` behind its last digit if digits were left out."""
    return text if shortened(value) == value else _LAST_DIGIT.sub(r"\1…\2", text)


def _ends(at: nodes.At) -> tuple[int, int]:
    span = at.origin.locate(at.span)
    return span.start, span.end


def _is_ratio_literal(expr: ast.Expr) -> bool:
    return isinstance(expr, ast.NumberLit) and expr.unit is ast.Unit.RATIO


def _days(value: DaysTimeDuration, lang: Lang) -> str:
    days, rest = divmod(value.nanoseconds, NANOS_A_DAY)
    if rest:
        return str(value)
    return f"{days}天" if lang == "zh" else f"{days} day" if abs(days) == 1 else f"{days} days"


def named(lang: Lang, id_: str, name: str) -> str:
    """An item for people: its id, and its name where it has one."""
    return id_ if not name or name == id_ else f"{id_}{bracketed(lang, name)}"
