"""Texts: those functions of which both engines think as the interpreter does, by code points."""

from __future__ import annotations

from functools import cache
from string import ascii_lowercase, ascii_uppercase
from typing import Final

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.figure import Figure
from policydsl.cohort.sql.numbers import whole_number
from policydsl.cohort.sql.scope import Scope, is_text
from policydsl.feel.ops.arithmetic import MAX_TEXT
from policydsl.feel.types import DATE, TEXT
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator

_MOST: Final = 10**9  # a position in a text
_LAST_CASED: Final = 0x20000  # letters from here on have no capitals
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


class Texts(Scope):
    """Lowers texts, and what is asked of them."""

    def asked_of_text(self, node: nodes.Call) -> Sql:
        """`contains`, `starts with`, `ends with`."""
        if node.function not in sql.ASKED_OF_TEXTS or not all(is_text(one.type) for one in node.args):
            raise self.refused(node)
        whole, part = (self.expr(one) for one in node.args)
        return sql.asked_of_text(node.function, whole, part)

    def text(self, node: Node) -> Sql:
        """A text that a formula makes."""
        match node:
            case nodes.Strict(op=Operator.ADD, args=args):
                return self._joined(node, [self.expr(one) for one in args])
            case nodes.Call(function="min" | "max" as kind, args=args) if all(one.type == TEXT for one in args):
                return self.extreme([self.expr(one) for one in args], "<=" if kind == "min" else ">=")
            case nodes.Call(function="string", args=(one,)) if is_text(one.type):
                return self.expr(one)
            case nodes.Call(function="string join"):
                return self._string_join(node)
            case nodes.Call(function="upper case" | "lower case" as kind, args=(one,)) if is_text(one.type):
                return self._cased(node, self.expr(one), upper=kind == "upper case")
            case nodes.Call(function="substring", args=args) if is_text(args[0].type):
                return self._substring(node)
            case nodes.Call(function="substring before", args=(one, part)) if is_text(one.type) and is_text(part.type):
                return self._before(self.keep(self.expr(one)), self.keep(self.expr(part)))
            case nodes.Call(function="substring after", args=(one, part)) if is_text(one.type) and is_text(part.type):
                return self._after(self.keep(self.expr(one)), self.keep(self.expr(part)))
            case nodes.Call(function="day of week", args=(one,)) if one.type == DATE:
                return self._named(self.part_of_day(node, one, "weekday"), DAYS)
            case nodes.Call(function="month of year", args=(one,)) if one.type == DATE:
                return self._named(self.part_of_day(node, one, "month"), MONTHS)
            case nodes.Aggregate():
                return self.aggregated_value(node)
            case _:
                raise self.refused(node)

    def _named(self, number: Figure, names: tuple[str, ...]) -> Sql:
        value = self.keep(self.source(number))
        return sql.case([(sql.binary("=", value.copy(), sql.number(i)), sql.text(n)) for i, n in enumerate(names, 1)])

    def _joined(self, node: Node, parts: list[Sql], spare: int = 0) -> Sql:
        """One after the other; open where the text would be too long, which fails."""
        self.loosened.add(node.at)
        kept = [self.keep(one) for one in parts]
        length = sql.number(0)
        for one in kept:
            length = sql.binary("+", length, sql.length(one.copy()))
        fits = sql.binary("<=", length, sql.number(MAX_TEXT - spare))
        return sql.case([(fits, sql.joined([one.copy() for one in kept]))])

    def _string_join(self, node: nodes.Call) -> Sql:
        """Texts that are written out, with a constant between them."""
        texts, rest = node.args[: node.listed], node.args[node.listed :]
        between: object = None
        if rest:
            given = self.computed(rest[0])
            if not isinstance(given, nodes.Const):
                raise self.refused(node)
            between = given.value
        if not texts or any(not is_text(one.type) for one in texts) or any(map(_assessed, texts)):
            raise self.refused(node)
        mark = between if isinstance(between, str) else ""
        parts = [self.expr(texts[0])]
        for one in texts[1:]:
            parts += ([sql.text(mark)] if mark else []) + [self.expr(one)]
        return self._joined(node, parts, spare=len(mark))

    # -- parts ---------------------------------------------------------------------------------------

    def _substring(self, node: nodes.Call) -> Sql:
        """From a position that the policy gives; NULL where nothing is there, which fails."""
        numbers = [whole_number(one.value, _MOST) for one in map(self.computed, node.args[1:])
                   if isinstance(one, nodes.Const)]  # fmt: skip
        if None in numbers or len(numbers) < len(node.args) - 1 or not numbers[0]:
            raise self.refused(node)
        start, taken = numbers[0], numbers[1] if len(numbers) > 1 else None
        if taken is not None and taken < 1:
            raise self.refused(node)
        text = self.keep(self.expr(node.args[0]))
        size = sql.length(text.copy())
        if start > 0:
            enough = start + (taken or 1) - 1
            return sql.case([(sql.binary(">=", size, sql.number(enough)), sql.part(text.copy(), start, taken))])
        if taken is not None and taken > -start:
            raise self.refused(node)  # there are fewer for everyone
        return sql.case([(sql.binary(">=", size, sql.number(-start)), sql.part(text.copy(), start, taken))])

    @staticmethod
    def _before(text: Sql, part: Sql) -> Sql:
        """What stands before the first place of a part; nothing if there is none, or the part is empty."""
        place = sql.place_of(text.copy(), part.copy())
        found = sql.part_of(text.copy(), sql.number(1), sql.binary("-", place.copy(), sql.number(1)))
        empty = sql.and_([sql.binary("=", part.copy(), sql.text("")), sql.not_(sql.is_null(text.copy()))])
        none = sql.or_([sql.binary("<=", place.copy(), sql.number(1)), empty])
        return sql.case([(none, sql.text("")), (sql.binary(">", place, sql.number(1)), found)])

    @staticmethod
    def _after(text: Sql, part: Sql) -> Sql:
        """What stands after the first place of a part; nothing if there is none, all of it after an empty part."""
        place, empty = sql.place_of(text.copy(), part.copy()), sql.binary("=", part.copy(), sql.text(""))
        start = sql.binary("+", place.copy(), sql.length(part.copy()))
        found = sql.part_of(text.copy(), start, sql.length(text.copy()))
        return sql.case([
            (sql.and_([empty, sql.not_(sql.is_null(text.copy()))]), text.copy()),
            (sql.binary("=", place.copy(), sql.number(0)), sql.text("")),
            (sql.binary(">", place, sql.number(0)), found),
        ])  # fmt: skip

    # -- capitals ------------------------------------------------------------------------------------

    def _cased(self, node: Node, value: Sql, *, upper: bool) -> Sql:
        """In capital or small letters; NULL where others than those of ASCII have such: engines know different ones."""
        self.loosened.add(node.at)
        text = self.keep(value)
        plain = sql.not_(sql.has_one_of(text.copy(), _cased_letters()))
        letters = (ascii_lowercase, ascii_uppercase)
        found = sql.exchanged(text.copy(), *(letters if upper else reversed(letters)))
        return sql.case([(plain, found)])


def _assessed(node: Node) -> bool:
    return isinstance(node, nodes.Field) and node.assessed


@cache
def _cased_letters() -> str:
    """All letters beyond ASCII that have capital or small letters, for the brackets of a pattern."""
    found: list[list[int]] = []
    for code in range(0x80, _LAST_CASED):
        letter = chr(code)
        if letter.upper() == letter == letter.lower():
            continue
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return "".join(chr(low) if low == high else f"{chr(low)}-{chr(high)}" for low, high in found)
