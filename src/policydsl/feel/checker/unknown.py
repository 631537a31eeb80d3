"""Names that stand for nothing, with what was probably meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policydsl.feel.checker.scope import Scope, closest
from policydsl.feel.measures import COUNTERS
from policydsl.feel.parser.slips import slip_of
from policydsl.feel.parser.words import feel_spelling, glued_operator
from policydsl.source import Span, Text

_PRICE = re.compile(r"每(\w+?)([0-9.]+[百千]?[万亿]?元)")
_PER_WHAT = frozenset({*COUNTERS, "年", "每年", "年度", "月", "个月", "季度", "天", "日", "户次"})

if TYPE_CHECKING:
    from policydsl.feel import ast, types
    from policydsl.feel.checker.checker import Checker


def name(checker: Checker, written: str, span: Span, scope: Scope) -> None:
    """Report a name that no scope knows: a label, an item without its list, a figure in words, a slip of the hand."""
    id_ = scope.label(written) or scope.path_of_label(written)
    if id_ is not None:
        checker.report("N005", span, label=written, name=id_, replace=id_)
        return
    if written in checker.absent_items:
        checker.report("P016", span, name=written, item=written)
        return
    if written in checker.absent_lets:
        checker.report("N001", span, name=written, known="", help=Text(
            f"`{written}` 是 `common` 的中间值，而本条在 `common` 的 `except` 里：在本条另写 `let`，"
            "或从 `except` 里删去本条。",
            f"`{written}` is a let of `common`, and this clause is in its `except`: write a `let` of the clause, or "
            "take the clause out of `except`",
        ))  # fmt: skip
        return
    slip = slip_of(written, cell=checker.in_cell)
    if slip is not None:
        at = Span(span.start + slip.start, span.start + slip.end)
        checker.report(slip.code, at, help=slip.help, replace=slip.right, sure=slip.sure, **dict(slip.args))
        return
    if _in_words(checker, written, span, scope):
        return
    known = scope.all_names()
    guess = closest(written, known)
    if guess is None and written in _PER_WHAT:
        checker.report("N001", span, name=written, known="", help=_per(written))
        return
    if guess is not None:
        checker.report("N001", span, name=written, known="", help=_did_you_mean(guess), replace=guess)
    else:
        checker.report("N001", span, name=written, known=", ".join(known))


def _in_words(checker: Checker, written: str, span: Span, scope: Scope) -> bool:
    """Report `成立日期不早于2025年4月21日` and `每平方米30元`, which read like one long name."""
    price = _PRICE.fullmatch(written)
    if price:
        help_ = Text(
            f"写成 `{price[2]}`，再乘以数量；单价写成参数，注明 `unit: 元/{price[1]}`。",
            f"write `{price[2]}` and multiply it; a price is a parameter with `unit: 元/{price[1]}`",
        )
        checker.report("N001", span, name=written, known="", help=help_)
        return True
    for length in range(len(written) - 1, 1, -1):
        label = written[:length]
        path = scope.path_of_label(label)
        if path is None:
            continue
        rest = written[length:]
        operator = glued_operator(rest)
        right = feel_spelling(operator) if operator else None
        if operator and right and right in {">=", ">", "<=", "<", "=", "!="}:
            meant = f"{path} {right} {rest[len(operator) :]}"
            help_ = Text(f"写作 `{meant}`。", f"write `{meant}`")
            checker.report("N001", span, name=written, known="", help=help_, replace=meant, sure=False)
        elif any(character.isdecimal() for character in rest):
            checker.report("N001", span, name=written, known="", help=_compared(path, written))
        else:
            return False
        return True
    return False


def _compared(path: str, written: str) -> Text:
    return Text(
        f"`{written}` 不是名称。比较写作 `{path} >= …`，区间写作 `{path} in [… .. …)`。",
        f"`{written}` is no name: compare as `{path} >= …`, an interval is `{path} in [… .. …)`",
    )


def _per(unit: str) -> Text:
    """`20万元/年`, `30元/平方米`: what a figure is for, behind its unit."""
    if unit in ("年", "每年", "年度"):
        return Text(
            "只写数额；按年的上限，在同一条上限里写 `every: year`。",
            "write the figure alone; a limit of each year has `every: year` beside it",
        )
    return Text(
        f"只写数额，再乘以数量；单价写成参数，注明 `unit: 元/{unit}`。",
        f"write the figure alone and multiply it; a price is a parameter with `unit: 元/{unit}`",
    )


def of_record(checker: Checker, expr: ast.Path, record: types.Record, scope: Scope) -> None:
    """Report a field that an entity does not have."""
    label = scope.label(f"{record.name}.{expr.name}")
    names = [one for one, _ in record.fields]
    if label is not None:
        checker.report("N005", expr.name_span, label=expr.name, name=label, replace=label)
    elif _glued(checker, expr, names):
        pass
    elif (guess := closest(expr.name, names)) is not None:
        # `staff在5人以上`: more than a slip of the hand, and the rest must not get lost
        sure = expr.name.isascii() or not guess.isascii()
        help_ = _did_you_mean(guess) if sure else _compared(f"{record.name}.{guess}", expr.name)
        checker.report(
            "N002", expr.name_span, owner=record.name, name=expr.name, known="", help=help_,
            replace=guess if sure else None,
        )  # fmt: skip
    else:
        checker.report("N002", expr.name_span, owner=record.name, name=expr.name, known=", ".join(names))


def _glued(checker: Checker, expr: ast.Path, names: list[str]) -> bool:
    """`project.cost不低于100万元`: what was read as one long name."""
    for field in sorted(names, key=len, reverse=True):
        operator = glued_operator(expr.name.removeprefix(field)) if expr.name.startswith(field) else None
        if operator:
            start = expr.name_span.start + len(field)
            right = feel_spelling(operator) or ""
            checker.report(
                "X010", Span(start, start + len(operator)), written=operator, right=right, replace=f" {right} "
            )
            return True
    return False


def _did_you_mean(guess: str) -> Text:
    return Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?")
