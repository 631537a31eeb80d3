"""Changes of a policy that its tests ought to notice: figures, operators, bounds, and parts left out.

Each is one change of the text, as a hand might slip, or one condition, row or cap less. The tests are run against each;
one that no test notices survives, and shows what no test is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from policydsl.award.windows import CLAIM
from policydsl.diagnostics import Label
from policydsl.feel import ast
from policydsl.feel.literal_text import number_text
from policydsl.feel.values import Date
from policydsl.feel.walk import walk
from policydsl.model import reading as read
from policydsl.model.policy import CellPart, Clause, Formula, Policy
from policydsl.source import Span
from policydsl.source.frozen import frozen, replace

Kind: TypeAlias = Literal["figure", "operator", "bound", "condition", "row", "cap", "rule", "limit", "day"]

_FLIPS: Final = {
    "<": "<=", "<=": "<", "≤": "<", ">": ">=", ">=": ">", "≥": ">", "＜": "<=", "＞": ">=", "=": "!=", "!=": "=",
    "≠": "=", "and": "or", "or": "and", "+": "-", "-": "+",
}  # fmt: skip
_MARKS: Final = {"（含）": "（不含）", "（不含）": "（含）"}


@frozen(eq=False)
class Mutation:
    """One change. `span` and `by` edit the text of the policy; without them the clause loses a part."""

    kind: Kind
    clause: str
    at: Label
    was: str
    by: str
    part: str = ""  # the id of the condition, row or cap that is left out
    equivalent: str = ""  # why no test can notice it; empty where one could

    @property
    def span(self) -> Span:
        """Where the text is changed."""
        return self.at.span

    def of(self, text: str) -> str:
        """The text of the policy with the change."""
        return text[: self.span.start] + self.by + text[self.span.end :]


def mutations(policy: Policy) -> list[Mutation]:
    """All changes, in the order of the clauses."""
    found: list[Mutation] = []
    for parameter in policy.parameters.values():
        for _, formula in parameter.versions:
            found += _figures("", formula)
    for clause in policy.blocks:
        found += _clause(clause)
    for rule in policy.stacking:
        if rule.across == "clauses":
            found.append(Mutation("rule", "", rule.at, rule.id, "—", rule.id))
    for limit in policy.limits:
        if policy.decided_alone(limit):
            for one in (limit.limit, limit.when):
                found += [] if one is None else [*_figures("", one), *_operators("", one)]
            found.append(Mutation("limit", "", limit.at, limit.id, "—", limit.id))
    return found


def without_part(policy: Policy, one: Mutation) -> Policy:
    """The policy that lost a rule or a limit over several awards, or whose clause lost a condition, a row or a cap."""
    if one.kind == "rule":
        return replace(policy, stacking=tuple(rule for rule in policy.stacking if rule.id != one.part))
    if one.kind == "limit":
        return replace(policy, limits=tuple(limit for limit in policy.limits if limit.id != one.part))

    def lessened(clause: Clause) -> Clause:
        if not one.clause:  # of the common block, and with it of every clause
            rest = tuple(c for c in clause.eligibility if not c.common or c.id != one.part)
            return replace(clause, eligibility=rest)
        if clause.id != one.clause:
            return clause
        if one.kind == "day":
            return replace(clause, dated=None)
        if one.kind == "condition" and one.part == CLAIM and clause.claim is not None:
            return replace(clause, claim=None)
        if one.kind == "condition":
            return replace(clause, eligibility=tuple(c for c in clause.eligibility if c.id != one.part))
        if one.kind == "cap":
            return replace(clause, caps=tuple(c for c in clause.caps if c.id != one.part))
        if clause.table is None:
            return clause
        rows = tuple(row for row in clause.table.rows if row.id != one.part)
        return replace(clause, table=replace(clause.table, rows=rows))

    common = policy.common and replace(policy.common, body=lessened(policy.common.body))
    return replace(policy, common=common, clauses=tuple(map(lessened, policy.clauses)))


def _clause(clause: Clause) -> Iterator[Mutation]:
    yield from _days(clause)
    owner = "" if clause.is_common else clause.id
    for condition in (one for one in clause.eligibility if one.common is clause.is_common):
        yield from _figures(owner, condition.test)
        yield from _operators(owner, condition.test)
        yield Mutation("condition", owner, condition.at, condition.id, "—", condition.id)
    for let in (one for one in clause.lets if one.common is clause.is_common):
        yield from _figures(owner, let.value)
        yield from _operators(owner, let.value)
    if clause.table is not None:
        for row in clause.table.rows:
            for cell in row.when.values():
                for part in cell.parts:
                    yield from _cell(clause.id, part)
            for formula in row.then.values():
                yield from _figures(clause.id, formula)
            if len(clause.table.rows) > 1:
                yield Mutation("row", clause.id, row.at, row.id, "—", row.id)
    for one in (clause.amount, clause.term):
        if one is not None:
            yield from _figures(clause.id, one)
            yield from _operators(clause.id, one)
    if clause.minimum is not None:
        yield from _figures(clause.id, clause.minimum.value)
    for cap in clause.caps:
        for mutation in _figures(clause.id, cap.limit):
            yield replace(mutation, equivalent=_above_a_fixed_sum(clause, mutation))
        for test in (cap.when, cap.may_exceed):
            if test is not None:
                yield from _figures(clause.id, test)
                yield from _operators(clause.id, test)
        yield Mutation("cap", clause.id, cap.at, cap.id, "—", cap.id)
    for formula in _after(clause):
        yield from _figures(clause.id, formula)
        yield from _operators(clause.id, formula)


def _after(clause: Clause) -> Iterator[Formula]:
    """The formulas of instalments and obligations."""
    for part in clause.pay:
        yield from (one for one in (part.share, part.due, part.when) if one is not None)
    for promise in clause.obligations:
        yield from (one for one in (promise.duration, promise.start, promise.repay) if one is not None)


def _days(clause: Clause) -> Iterator[Mutation]:
    """Without its day or its claim window, and with one that ends later."""
    dated = clause.dated
    if dated is not None:
        yield Mutation("day", clause.id, Label.at(dated.origin, dated.expr.span), dated.text, "—", "dated")
    if clause.claim is None:
        return
    for _, formula in clause.claim.formulas:
        yield from _figures(clause.id, formula)
        for node in walk(formula.expr):
            if isinstance(node, ast.TemporalLit):
                was = formula.text[node.span.start : node.span.end]
                by = _next_day(was, node.value) if isinstance(node.value, Date) else _raised(was)
                yield Mutation("bound", clause.id, Label.at(formula.origin, node.span), was, by)
    yield Mutation("condition", clause.id, clause.claim.at, CLAIM, "—", CLAIM)


def _next_day(was: str, day: Date) -> str:
    """The day after, in the same writing."""
    after = day.plus_days(1)
    if "年" in was:
        return f"{after.year}年{after.month}月{after.day}日"
    return was.replace(day.iso(), after.iso())


def _above_a_fixed_sum(clause: Clause, one: Mutation) -> str:
    """A cap once for all at or above a sum that never changes may be any such cap: the smaller of both is the sum."""
    amount = clause.amount.expr if clause.amount is not None else None
    once = all(cap.every == "once" for cap in clause.caps)
    if not once or not isinstance(amount, ast.NumberLit):
        return ""
    before, after = _sum_of(one.was), _sum_of(one.by)
    fixed = before is not None and after is not None and min(before, after) >= amount.value
    return f"{number_text(amount.value, amount.unit, amount.currency)} <= {one.was}, {one.by}" if fixed else ""


def _sum_of(text: str) -> Decimal | None:
    found = read.money(text)
    return None if found is None else found[0]


def _figures(clause: str, formula: Formula) -> Iterator[Mutation]:
    for node in walk(formula.expr):
        if isinstance(node, ast.NumberLit):
            yield from _changed(clause, formula, node)


def _changed(clause: str, formula: Formula | CellPart, node: ast.NumberLit) -> Iterator[Mutation]:
    """The first digit one more, written in the same unit; and ten times as much."""
    was = formula.text[node.span.start : node.span.end]
    at = Label.at(formula.origin, node.span)
    for by in dict.fromkeys((_raised(was), _tenfold(was))):
        if by != was:
            yield Mutation("figure", clause, at, was, by)


def _raised(text: str) -> str:
    for i, sign in enumerate(text):
        if sign.isdigit() and sign != "0":
            return text[:i] + ("8" if sign == "9" else str(int(sign) + 1)) + text[i + 1 :]
    return text.replace("0", "1", 1)


def _tenfold(text: str) -> str:
    digits = next((i for i, sign in enumerate(text) if not (sign.isdigit() or sign == ".")), len(text))
    return text[:digits] + "0" + text[digits:] if "." not in text[:digits] else text


def _operators(clause: str, formula: Formula) -> Iterator[Mutation]:
    for node in walk(formula.expr):
        span = getattr(node, "op_span", None)
        if span is not None:
            was = formula.text[span.start : span.end]
            if was in _FLIPS:
                yield Mutation("operator", clause, Label.at(formula.origin, span), was, _FLIPS[was])


def _cell(clause: str, part: CellPart) -> Iterator[Mutation]:
    for node in walk(part.tests):
        if isinstance(node, ast.NumberLit):
            yield from _changed(clause, part, node)
        if isinstance(node, ast.RangeLit | ast.OpTest):
            yield from _bounds(clause, part, node)


def _bounds(clause: str, part: CellPart, node: ast.RangeLit | ast.OpTest) -> Iterator[Mutation]:
    """Whether each end counts, in the writing of the cell."""
    start, end = node.span.start, node.span.end
    text = part.text[start:end]
    at = start
    while at < end:
        mark = next((one for one in _MARKS if part.text.startswith(one, at)), None)
        if mark is not None:
            yield Mutation("bound", clause, Label.at(part.origin, Span(at, at + len(mark))), mark, _MARKS[mark])
            at += len(mark)
        else:
            at += 1
    if isinstance(node, ast.RangeLit) and text[:1] in "[(" and text[-1:] in ")]":
        for place, flips in ((start, {"[": "(", "(": "["}), (end - 1, {")": "]", "]": ")"})):
            was = part.text[place]
            yield Mutation("bound", clause, Label.at(part.origin, Span(place, place + 1)), was, flips[was])
    elif isinstance(node, ast.OpTest):
        sign = next((one for one in ("<=", ">=", "≤", "≥", "<", ">", "＜", "＞") if text.startswith(one)), None)
        if sign is not None:
            yield Mutation("bound", clause, Label.at(part.origin, Span(start, start + len(sign))), sign, _FLIPS[sign])
