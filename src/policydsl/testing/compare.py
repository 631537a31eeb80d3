"""What a test expects against what was found: each difference at the value that was written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final, TypeAlias

from policydsl.award import Award, Evaluation, Part, Promise, Status
from policydsl.diagnostics import Reporter
from policydsl.feel.ops import DECIMAL128
from policydsl.feel.values import Date
from policydsl.model import reading as read
from policydsl.model.fact_values import MoneyRange, money_value, term_months
from policydsl.source.figures import money_text, months_text
from policydsl.source.frozen import frozen
from policydsl.syntax.tree import Node, Scalar
from policydsl.testing.cases import PolicyTest

_MONEY = ("amount", "payable", "deducted", "most")
_LISTS = ("missing", "failed_conditions", "subject_to")
_FLAGS = ("provisional", "no_row")
AFTER: Final = ("instalments", "obligations")
_BASES = ("exact", "ceiling", "discretionary")

# An id or a word, true or false, a sum in yuan, months or a number, several ids; None: there is none.
Value: TypeAlias = str | bool | Decimal | int | tuple[str, ...] | None
NO_AWARD: Final = "—"


@frozen(eq=False)
class Difference:
    """One thing that is not as expected: where it was written, both values as people write them, and the award.

    `value` is what was found, for those who write it; `found` is `NO_AWARD` where the award does not exist.
    """

    path: tuple[str, ...]
    expected: str
    found: str
    node: Node
    award: Award | None
    value: Value = None


def differences(test: PolicyTest, evaluation: Evaluation) -> list[Difference]:
    """Everything that does not hold; what is not named is not looked at."""
    currency = evaluation.plan.policy.currency
    awards = {(one.clause.id, one.subject): one for one in evaluation.awards}
    found: list[Difference] = []
    for clause, subjects in read.entries(read.get(test.expect, "awards")):
        for subject, expected in read.entries(subjects):
            award = awards.get((clause.text, subject.text))
            path = (clause.text, subject.text)
            if award is None:
                found.append(Difference(path, _text(expected), NO_AWARD, expected, None))
            else:
                found += _award(path, award, expected, currency)
    found += _sums(test, evaluation.awards, currency)
    return found


def _award(path: tuple[str, ...], award: Award, expected: Node, currency: str) -> Iterator[Difference]:
    for key, node in read.entries(expected):
        if key.text in AFTER:
            yield from _after((*path, key.text), award, node, currency)
            continue
        value = getattr(award, key.text)
        if key.text in _MONEY:
            same = _sum(node, currency) == value and value is not None
            shown = _money(value, currency)
        elif key.text == "term":
            same, shown = term_months(node) == value, "null" if value is None else months_text(value)
        elif key.text in _LISTS:
            same, shown = sorted(read.strings(node)) == sorted(value), f"[{', '.join(value)}]"
        elif key.text in _FLAGS:
            same, shown = read.boolean(node) is value, str(value).lower()
        else:
            same, shown = read.string(node) == (None if value is None else str(value)), str(value or "null")
        if not same:
            yield Difference((*path, key.text), _text(node), shown, node, award, value_of(award, key.text))


def _after(path: tuple[str, ...], award: Award, node: Node, currency: str) -> Iterator[Difference]:
    """Instalments or obligations, each by its id."""
    there = {one.instalment.id: one for one in award.instalments} if path[-1] == "instalments" else {
        one.obligation.id: one for one in award.promises
    }  # fmt: skip
    if not there:
        yield Difference(path, _text(node), NO_AWARD, node, award)
        return
    for id_, expected in read.entries(node):
        for key, wanted in read.entries(expected):
            value = _value_after(there[id_.text], key.text)
            if isinstance(value, Decimal):
                same, shown = _sum(wanted, currency) == value, _money(value, currency)
            elif isinstance(value, tuple):
                same, shown = sorted(read.strings(wanted)) == sorted(value), f"[{', '.join(value)}]"
            else:
                same, shown = read.string(wanted) == value, value or "null"
            if not same:
                yield Difference((*path, id_.text, key.text), _text(wanted), shown, wanted, award, value)


def _value_after(one: Part | Promise, key: str) -> str | Decimal | tuple[str, ...] | None:
    """What an instalment or an obligation has under a key that a test may name."""
    day = getattr(one, "start" if key == "from" else key)
    return day.iso() if isinstance(day, Date) else day


def value_of(award: Award, key: str) -> Value:
    """What an award has under a key that a test may name."""
    value = getattr(award, key)
    return str(value) if key == "status" else tuple(value) if key in _LISTS else value


def payable_of(awards: Iterable[Award]) -> Decimal:
    """The sum payable of all eligible awards."""
    return _added(one.payable for one in awards if one.status is Status.ELIGIBLE)


def _sums(test: PolicyTest, awards: Iterable[Award], currency: str) -> Iterator[Difference]:
    eligible = [one for one in awards if one.status is Status.ELIGIBLE]
    payable = payable_of(eligible)
    total = read.get(test.expect, "total")
    if total is not None and _sum(total, currency) != payable:
        yield Difference(("total",), _text(total), _money(payable, currency), total, None, payable)
    for key, node in read.entries(read.get(test.expect, "totals")):
        if key.text == "count":
            if read.string(node) != str(len(eligible)):
                yield Difference(("totals", "count"), _text(node), str(len(eligible)), node, None, len(eligible))
            continue
        of_basis = (one.amount for one in eligible if one.clause.basis == key.text)
        value = payable if key.text not in _BASES else _added(of_basis)
        if _sum(node, currency) != value:
            yield Difference(("totals", key.text), _text(node), _money(value, currency), node, None, value)


def _added(values: Iterable[Decimal | None]) -> Decimal:
    total = Decimal(0)
    for value in values:
        if value is not None:
            total = DECIMAL128.add(total, value)
    return total


def _sum(node: Node, currency: str) -> Decimal | None:
    if not isinstance(node, Scalar) or node.value is None:
        return None
    found = money_value(node, MoneyRange(None, None, currency), Reporter())
    return found if isinstance(found, Decimal) else None


def _money(value: Decimal | None, currency: str) -> str:
    return "null" if value is None else money_text(value, currency)


def _text(node: Node) -> str:
    text = node.file.text[node.span.start : node.span.end]
    return " ".join(text.split())
