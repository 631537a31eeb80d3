"""Formulas in words: ids become labels, values are put in place.

`words` has labels only; `seen` puts the value behind each label, for conditions; `figures` has the values alone,
as in a sum written out.
"""

from __future__ import annotations

from decimal import Decimal
from enum import IntEnum
from typing import Final, Literal, TypeAlias, assert_never

from policydsl.explain.evidence import MemberItems
from policydsl.explain.glossary import Glossary, Style
from policydsl.explain.period_words import aggregate_words, lookup_label, quantifier_words
from policydsl.explain.phrases import bracketed, grouped, listed, signed
from policydsl.explain.reader import Reader
from policydsl.feel.types import Enum
from policydsl.model.unknown import UNKNOWN
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator
from policydsl.source import Lang, Text
from policydsl.source.frozen import frozen, replace

Mode: TypeAlias = Literal["words", "seen", "figures"]


class _Tight(IntEnum):
    """How tightly a phrase holds together; what is looser than its place needs brackets."""

    PHRASE = 0
    OR = 1
    AND = 2
    TEST = 3
    SUM = 4
    PRODUCT = 5
    POWER = 6
    WORD = 7


_SIGNS: Final = {
    Operator.ADD: "+",
    Operator.SUB: "-",
    Operator.MUL: "×",
    Operator.DIV: "÷",
    Operator.POW: "^",
    Operator.EQ: "=",
    Operator.NE: "≠",
    Operator.LT: "<",
    Operator.LE: "≤",
    Operator.GT: ">",
    Operator.GE: "≥",
}
_TIGHTNESS: Final = {
    Operator.ADD: _Tight.SUM,
    Operator.SUB: _Tight.SUM,
    Operator.MUL: _Tight.PRODUCT,
    Operator.DIV: _Tight.PRODUCT,
    Operator.POW: _Tight.POWER,
}
_FLIPPED: Final = {Operator.GE: "≤", Operator.GT: "<"}
_NEARLY_NONE: Final = 2
_YEAR_MONTH_DAY: Final = 3  # arguments of `date`
_FEW: Final = 3  # figures of a sum that are written out inside a formula

_FUNCTIONS: Final = {
    "floor": Text("向下取整", "round down"),
    "ceiling": Text("向上取整", "round up"),
    "round up": Text("进位取到", "round up"),
    "round down": Text("舍去取到", "round down"),
    "round half up": Text("四舍五入", "round half up"),
    "round half down": Text("五舍六入", "round half down"),
    "decimal": Text("四舍六入", "round"),
    "min": Text("取最小", "the least of"),
    "max": Text("取最大", "the greatest of"),
    "abs": Text("绝对值", "absolute value"),
    "modulo": Text("余数", "remainder"),
    "years and months duration": Text("相隔年月", "years and months between"),
    "date": Text("日期", "date"),
    "string length": Text("字数", "length"),
    "contains": Text("包含", "contains"),
    "starts with": Text("开头是", "starts with"),
    "ends with": Text("结尾是", "ends with"),
}
_PROPERTIES: Final = {
    "year": Text("年份", "year"),
    "month": Text("月份", "month"),
    "day": Text("日", "day"),
    "weekday": Text("星期", "weekday"),
    "years": Text("年数", "years"),
    "months": Text("月数", "months"),
    "days": Text("天数", "days"),
    "hours": Text("小时数", "hours"),
    "minutes": Text("分钟数", "minutes"),
    "seconds": Text("秒数", "seconds"),
    "hour": Text("时", "hour"),
    "minute": Text("分", "minute"),
    "second": Text("秒", "second"),
}


@frozen(eq=False)
class Speaker:
    """Says formulas of one clause in one language; `reader` looks up values where the mode needs them."""

    glossary: Glossary
    reader: Reader
    lang: Lang
    mode: Mode = "words"

    def say(self, node: Node, bound: MemberItems | None = None) -> str:
        """The formula."""
        return self._say(node, bound or {})[0]

    def shown(self, value: object, node: Node) -> str:
        """A value as this node's values are shown."""
        return self.glossary.value(value, self.glossary.style(node), self.lang)

    # -- one case a node -----------------------------------------------------------------------------

    def _say(self, node: Node, bound: MemberItems) -> tuple[str, _Tight]:
        match node:
            case nodes.Const(value=value):
                return self.shown(value, node), _Tight.WORD
            case nodes.Field():
                return self._leaf(node, self.glossary.field(node), bound), _Tight.WORD
            case nodes.Local(name=name):
                return self._leaf(node, self.glossary.local(name), bound), _Tight.WORD
            case nodes.Setting():
                return self._leaf(node, self.glossary.setting(node), bound), _Tight.WORD
            case nodes.Day():
                return self._leaf(node, self.glossary.day(node), bound), _Tight.WORD
            case nodes.Strict():
                return self._strict(node, bound)
            case nodes.Call(function="convert", args=(amount, rate)):  # at the exchange rate, as people compute it
                first, second = (self._within(one, _Tight.PRODUCT, bound) for one in (amount, rate))
                return signed(self.lang, first, _SIGNS[Operator.MUL], second), _Tight.PRODUCT
            case nodes.Call(function=function, args=args):
                return self._call(function, args, bound), _Tight.WORD
            case nodes.Property(of=of, name=name):
                word = _PROPERTIES.get(name, Text(name, name)).pick(self.lang)
                inner = self._within(of, _Tight.WORD, bound)
                gap = " " if inner[-1:].isascii() else ""
                return (f"{inner}{gap}的{word}" if self.lang == "zh" else f"the {word} of {inner}"), _Tight.WORD
            case nodes.And():
                return self._and(node, bound)
            case nodes.Or():
                return self._or(node, bound)
            case nodes.If():
                return self._if(node, bound)
            case nodes.IsNull(field=asked):
                inner = replace(self, mode="words").say(asked, bound)
                return (f"{inner}尚未评定" if self.lang == "zh" else f"{inner} is not yet assessed"), _Tight.TEST
            case nodes.Quantifier():
                return self._quantifier(node, bound), _Tight.PHRASE
            case nodes.Aggregate():
                return self._aggregate(node, bound)
            case nodes.Lookup():
                return self._leaf(node, lookup_label(self, node, bound), bound), _Tight.WORD
            case nodes.Figure():
                return self._leaf(node, self.glossary.figure(node), bound), _Tight.WORD
            case _:
                assert_never(node)

    def _within(self, node: Node, needed: _Tight, bound: MemberItems) -> str:
        text, tight = self._say(node, bound)
        return text if tight >= needed else grouped(self.lang, text)

    def _leaf(self, node: Node, label: Text, bound: MemberItems) -> str:
        if self.mode == "words":
            return label.pick(self.lang)
        value = self.shown(self.reader.value(node, bound), node)
        return value if self.mode == "figures" else label.pick(self.lang) + bracketed(self.lang, value)

    def _strict(self, node: nodes.Strict, bound: MemberItems) -> tuple[str, _Tight]:
        op, args = node.op, node.args
        if op is Operator.NOT:
            if isinstance(args[0], nodes.IsNull):
                inner = replace(self, mode="words").say(args[0].field, bound)
                return (f"{inner}已评定" if self.lang == "zh" else f"{inner} has been assessed"), _Tight.TEST
            inner = grouped(self.lang, self.say(args[0], bound))
            return (f"并非{inner}" if self.lang == "zh" else f"not {inner}"), _Tight.TEST
        if op is Operator.NEG:
            return "-" + self._within(args[0], _Tight.WORD, bound), _Tight.PRODUCT
        tight = _TIGHTNESS.get(op)
        if tight is None:
            left_side, right_side = self._operand(args[0], args[1], bound), self._operand(args[1], args[0], bound)
            if op is Operator.EQ and isinstance(args[0].type, Enum) and self._is_so(node, bound):
                left_side = replace(self, mode="words").say(args[0], bound)  # the value is the option beside it
            return signed(self.lang, left_side, _SIGNS[op], right_side), _Tight.TEST
        right = _Tight(tight + 1) if op is not Operator.ADD and op is not Operator.MUL else tight
        left = _Tight(tight + 1) if op is Operator.POW else tight
        if op in (Operator.ADD, Operator.SUB):
            first, second = self._term(args[0], args[1], left, bound), self._term(args[1], args[0], right, bound)
        else:
            first, second = self._within(args[0], left, bound), self._within(args[1], right, bound)
        return signed(self.lang, first, _SIGNS[op], second), tight

    def _term(self, node: Node, other: Node, needed: _Tight, bound: MemberItems) -> str:
        """A term of a sum; a bare figure takes the unit of the other term."""
        if isinstance(node, nodes.Const) and isinstance(node.value, Decimal) and node.value:
            own, unit = self.glossary.style(node), self.glossary.style(other).unit
            if unit and not own.unit and not own.ratio:
                return self.glossary.value(node.value, replace(own, unit=unit), self.lang)
        return self._within(node, needed, bound)

    def _is_so(self, node: Node, bound: MemberItems) -> bool:
        return self.mode == "seen" and self.reader.value(node, bound) is True

    def _operand(self, node: Node, other: Node, bound: MemberItems) -> str:
        """One side of a comparison; a text takes the words of the options that the other side has."""
        if isinstance(node, nodes.Const) and isinstance(other.type, Enum):
            return self.glossary.value(node.value, Style(other.type), self.lang)
        if isinstance(node, nodes.Const) and isinstance(node.value, Decimal):
            style = self.glossary.style(other)
            return self.glossary.value(node.value, replace(style, ratio=style.ratio or self.glossary.is_ratio(node)),
                                       self.lang)  # fmt: skip
        return self._within(node, _Tight.SUM, bound)

    def _call(self, function: str, args: tuple[Node, ...], bound: MemberItems) -> str:
        if function == "not" and len(args) == 1:
            return ("并非" if self.lang == "zh" else "not ") + grouped(self.lang, self.say(args[0], bound))
        if function == "date" and len(args) == _YEAR_MONTH_DAY:
            day = self._day(*args, bound=bound)
            if day is not None:
                return day
        word = _FUNCTIONS.get(function, Text(function, function)).pick(self.lang)
        if function in ("min", "max"):
            beside = next((arg for arg in args if self.glossary.style(arg).unit), args[0])
            said = [self._term(arg, beside, _Tight.PHRASE, bound) for arg in args]
        else:
            said = [self.say(arg, bound) for arg in args]
        return f"{word}{grouped(self.lang, listed(self.lang, said))}"

    def _day(self, year: Node, month: Node, day: Node, *, bound: MemberItems) -> str | None:
        """`date(year + 1, 3, 31)`: a day of the calendar in a year that is computed."""
        if not (isinstance(month, nodes.Const) and isinstance(day, nodes.Const)):
            return None
        said = self._within(year, _Tight.WORD, bound)
        if self.lang == "zh":
            gap = "年" if said.endswith("）") or said[-1:].isascii() else "的 "
            return f"{said}{gap}{month.value}月{day.value}日"
        return f"{said}-{int(str(month.value)):02}-{int(str(day.value)):02}"

    # -- logic ---------------------------------------------------------------------------------------

    def _and(self, node: nodes.And, bound: MemberItems) -> tuple[str, _Tight]:
        between = self._between(node.args, bound)
        if between is not None:
            return between, _Tight.TEST
        word = " 且 " if self.lang == "zh" else " and "
        return word.join(self._within(arg, _Tight.AND, bound) for arg in node.args), _Tight.AND

    def _between(self, args: tuple[Node, ...], bound: MemberItems) -> str | None:
        """`1亿元 ≤ x < 10亿元` for two limits of one value."""
        if len(args) != _NEARLY_NONE:
            return None
        low, high = args
        if not (isinstance(low, nodes.Strict) and isinstance(high, nodes.Strict)):
            return None
        if low.op not in _FLIPPED or high.op not in (Operator.LE, Operator.LT) or low.args[0] is not high.args[0]:
            return None
        value, least, most = low.args[0], low.args[1], high.args[1]
        start, said = self._operand(least, value, bound), self._operand(value, least, bound)
        middle = signed(self.lang, start, _FLIPPED[low.op], said)
        return signed(self.lang, middle, _SIGNS[high.op], self._operand(most, value, bound))

    def _or(self, node: nodes.Or, bound: MemberItems) -> tuple[str, _Tight]:
        choices = self._choices(node.args, bound)
        if choices is not None:
            return choices, _Tight.TEST
        word = " 或 " if self.lang == "zh" else " or "
        return word.join(self._within(arg, _Tight.OR, bound) for arg in node.args), _Tight.OR

    def _choices(self, args: tuple[Node, ...], bound: MemberItems) -> str | None:
        """`x 是甲、乙之一` for equalities of one value with constants."""
        subject: object = None
        options: list[str] = []
        for arg in args:
            if not (isinstance(arg, nodes.Strict) and arg.op is Operator.EQ and isinstance(arg.args[1], nodes.Const)):
                return None
            key = _identity(arg.args[0])
            if subject not in (None, key):
                return None
            subject = key
            options.append(self._operand(arg.args[1], arg.args[0], bound))
        first = args[0]
        assert isinstance(first, nodes.Strict)  # noqa: S101  (just seen)
        said = self._operand(first.args[0], first.args[1], bound)
        between = "" if self.mode == "seen" or not said[-1:].isascii() else " "
        if self.lang == "zh":
            return f"{said}{between}是{listed('zh', options)}之一"
        return f"{said} is one of {listed('en', options)}"

    def _if(self, node: nodes.If, bound: MemberItems) -> tuple[str, _Tight]:
        if self.mode != "words":
            truth, waits_for = self.reader.seen(node.condition, bound)
            if truth is not UNKNOWN and not waits_for:
                return self._say(node.then if truth else node.otherwise, bound)
        spoken = replace(self, mode="seen" if self.mode == "figures" else self.mode)
        condition, then, other = spoken.say(node.condition, bound), self.say(node.then, bound), self.say(
            node.otherwise, bound
        )  # fmt: skip
        if self.lang == "zh":
            return f"若 {condition}，则为 {then}，否则为 {other}", _Tight.PHRASE
        return f"if {condition} then {then}, otherwise {other}", _Tight.PHRASE

    # -- lists ---------------------------------------------------------------------------------------

    def _list(self, members: nodes.Members) -> str:
        label = self.glossary.list_label(members.variable).pick(self.lang)
        if members.where is None:
            return label
        limit = replace(self, mode="words").say(members.where)
        return label + bracketed(self.lang, f"限：{limit}" if self.lang == "zh" else f"only: {limit}")

    def _quantifier(self, node: nodes.Quantifier, bound: MemberItems) -> str:
        condition = replace(self, mode="words").say(node.condition, bound)
        if node.members.history is not None:
            return quantifier_words(self, node, condition, bound)
        items = self._list(node.members)
        if self.lang == "zh":
            head = f"{items}中至少有一项满足" if node.kind == "some" else f"{items}每一项都满足"
            return f"{head}：{condition}"
        return f"{'at least one' if node.kind == 'some' else 'every one'} of {items} satisfies: {condition}"

    def _aggregate(self, node: nodes.Aggregate, bound: MemberItems) -> tuple[str, _Tight]:
        if self.mode == "figures":
            return self._written_out(node, bound)
        body = replace(self, mode="words").say(node.body, bound)
        items = "" if node.members.history is not None else self._list(node.members)
        if node.members.history is not None:
            said = aggregate_words(self, node, body, bound)
        elif node.kind == "count":
            said = f"{items}的项数" if self.lang == "zh" else f"number of {items}"
        elif self.lang == "zh":
            ending = {"sum": "合计", "min": "的最小值", "max": "的最大值"}[node.kind]
            said = f"{items}的{body}{ending}"
        else:
            head = {"sum": "sum", "min": "least", "max": "greatest"}[node.kind]
            said = f"{head} of {body} over {items}"
        if self.mode == "seen":
            said += bracketed(self.lang, self.shown(self.reader.value(node, bound), node))
        return said, _Tight.WORD

    def _written_out(self, node: nodes.Aggregate, bound: MemberItems) -> tuple[str, _Tight]:
        """`120万元 + 80万元`, or the total alone where there are many."""
        value = self.reader.value(node, bound)
        if node.kind == "sum" and value is not UNKNOWN:
            figures = [
                self.shown(self.reader.value(node.body, {**bound, node.members.variable: item}), node)
                for item in self.reader.items(node.members, bound)
                if self.reader.counts(node.members, item, bound)[0] is True
            ]
            if 1 < len(figures) <= _FEW:
                return " + ".join(figures), _Tight.SUM
        return self.shown(value, node), _Tight.WORD


def _identity(node: Node) -> object:
    """The same for nodes that surely stand for one value."""
    match node:
        case nodes.Field(of=of, name=name):
            return of, name
        case nodes.Local(name=name) | nodes.Setting(name=name):
            return type(node), name
        case nodes.Lookup(at=at):  # each test of `at(x, year) in (…)` has a node of its own
            return id(at.origin), at.span
        case _:
            return id(node)
