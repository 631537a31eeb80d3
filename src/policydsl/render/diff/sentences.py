"""A change as a sentence: `由 1000万元 提高到 1200万元`."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from policydsl.amend.kinds import policy_form
from policydsl.amend.places import title_of
from policydsl.diagnostics import Reporter
from policydsl.diff.changes import Change
from policydsl.feel import ast
from policydsl.feel.parser import parse_expression
from policydsl.feel.values import DaysTimeDuration, YearsMonthsDuration
from policydsl.model import reading as read
from policydsl.model.policy import Policy
from policydsl.render.diff.places import head_of, place_words
from policydsl.render.diff.table_words import TableWords
from policydsl.source import Lang, Text
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence

_MOST_SHOWN: Final = 300
_RAISED = Text("由 {old} 提高到 {new}", "raised from {old} to {new}")
_LOWERED = Text("由 {old} 降低到 {new}", "lowered from {old} to {new}")
_LONGER = Text("由 {old} 延长到 {new}", "extended from {old} to {new}")
_SHORTER = Text("由 {old} 缩短到 {new}", "shortened from {old} to {new}")
_CHANGED = Text("由 {old} 改为 {new}", "changed from {old} to {new}")
_WITHIN = Text("中的{kind}{verb}（{formula}）", "its {kind} {verb} ({formula})")
_KINDS: Final = {
    "ratio": Text("比例", "rate"),
    "money": Text("金额", "sum"),
    "number": Text("数", "number"),
    "months": Text("期限", "period"),
    "time": Text("期限", "period"),
}
_BARE: Final = frozenset({"ratio", "number"})  # `10%` became `0.08`
_ADDED = Text("新增", "added")
_REMOVED = Text("删除", "removed")
_MOVED = Text("调整了先后顺序：{new}", "put into another order: {new}")
_RENAMED = Text("标识由 {old} 改为 {new}，内容不变", "its id changed from {old} to {new}, nothing else")


def sentence(change: Change, lang: Lang, policies: tuple[Policy, ...]) -> str:
    """What changed, with its place inside of the part under which it is told."""
    table = TableWords(policies, change.names[1] if head_of(change)[:1] == ("clauses",) else "")
    place = place_words(change, lang, table)
    told = _told(change, lang, table)
    if change.kind in ("added", "removed") and place:
        gap = "" if lang == "zh" else " "
        brief = _brief(change, lang, table)
        said = f"{told}{place}{gap}" if lang == "zh" else f"{told}: {place}"
        return f"{said.rstrip()}{Text('：', ' = ').pick(lang)}{brief}" if brief else said.rstrip()
    if not place:
        brief = _brief(change, lang, table) if change.kind in ("added", "removed") else ""
        return f"{told}{Text('：', ': ').pick(lang)}{brief}" if brief else told
    return _joined(place, told) if lang == "zh" else f"{place}: {told}"


def _joined(place: str, told: str) -> str:
    """With a space between a letter or figure and a Chinese character."""
    return f"{place} {told}" if place[-1:].isascii() else place + told


def _told(change: Change, lang: Lang, table: TableWords) -> str:
    match change.kind:
        case "added":
            return _ADDED.pick(lang)
        case "removed":
            return _REMOVED.pick(lang)
        case "renamed":
            return _RENAMED.pick(lang).format(old=change.renamed_from, new=change.names[-1])
        case "moved":
            names = change.new.items if isinstance(change.new, Sequence) else ()
            order = [read.string(read.get(one, "id")) or "" for one in names]
            return _MOVED.pick(lang).format(new=Text(" → ", " → ").pick(lang).join(order))
        case _:
            return _changed(change, lang, table)


def _changed(change: Change, lang: Lang, table: TableWords) -> str:
    old, new = shown(change.old, lang), shown(change.new, lang)
    if change.form_kind == "cell":
        old, new = (table.cell(change.names[-1], node, lang) for node in (change.old, change.new))
    if change.form_kind != "formula" or not isinstance(change.old, Scalar) or not isinstance(change.new, Scalar):
        return _CHANGED.pick(lang).format(old=old, new=new)
    left, right = _read(change.old), _read(change.new)
    verb = _verb(left, right)
    if verb is not None:
        return verb.pick(lang).format(old=old, new=new)
    figures = _only_figure(left, right)
    if figures is not None:
        verb = _verb(*figures) or _CHANGED
        one, other = (_written(node, expr) for node, expr in zip((change.old, change.new), figures, strict=True))
        figure = _figure(figures[1])
        kind = _KINDS["number" if figure is None else figure[0]].pick(lang)
        return _WITHIN.pick(lang).format(kind=kind, verb=verb.pick(lang).format(old=one, new=other), formula=new)
    return _CHANGED.pick(lang).format(old=old, new=new)


def _read(node: Scalar) -> ast.Expr:
    return parse_expression(node.text, node, Reporter(), style=False)


def _written(node: Scalar, expr: ast.Expr) -> str:
    return node.text[expr.span.start : expr.span.end]


def _only_figure(left: ast.Expr, right: ast.Expr) -> tuple[ast.Expr, ast.Expr] | None:
    """The two figures in which expressions differ, if they differ in nothing else."""
    found: list[tuple[ast.Expr, ast.Expr]] = []
    return found[0] if _differ(left, right, found) and len(found) == 1 else None


def _differ(left: object, right: object, found: list[tuple[ast.Expr, ast.Expr]]) -> bool:
    """Whether they are the same but for figures; those go to `found`. The parser bounds the depth."""
    match left, right:
        case (ast.NumberLit() | ast.TemporalLit(), ast.NumberLit() | ast.TemporalLit()):
            alike = type(left) is type(right) and _currency(left) == _currency(right)
            if not alike or _figure(left) != _figure(right):
                found.append((left, right))
            return True
        case (tuple(), tuple()):
            return len(left) == len(right) and all(_differ(*pair, found) for pair in zip(left, right, strict=True))
        case _ if hasattr(left, "span") and type(left) is type(right):
            names: tuple[str, ...] = getattr(type(left), "__match_args__", ())
            parts = (name for name in names if name != "span" and not name.endswith("_span"))
            return all(_differ(getattr(left, name), getattr(right, name), found) for name in parts)
        case _:
            return left == right


def _verb(left: ast.Expr, right: ast.Expr) -> Text | None:
    """How one figure became another of its kind; None where they are no figures."""
    old, new = _figure(left), _figure(right)
    if old is None or new is None or _currency(left) != _currency(right):
        return None
    if old[0] != new[0] and not {old[0], new[0]} <= _BARE:
        return None
    longer = old[0] in ("months", "time")
    if new[1] > old[1]:
        return _LONGER if longer else _RAISED
    return _SHORTER if longer else _LOWERED


def _currency(expr: ast.Expr) -> str:
    """Of a sum: 600万美元 is neither more nor less than 600万元."""
    inner = expr.operand if isinstance(expr, ast.Negate) else expr
    return inner.currency if isinstance(inner, ast.NumberLit) else ""


def _figure(expr: ast.Expr) -> tuple[str, Decimal | int] | None:
    """The one figure that an expression is: what it counts, and how many."""
    sign = 1
    if isinstance(expr, ast.Negate):
        sign, expr = -1, expr.operand
    match expr:
        case ast.NumberLit(_, value, unit):
            return (unit.value or "number"), sign * value
        case ast.TemporalLit(_, YearsMonthsDuration() as value):
            return "months", sign * value.months
        case ast.TemporalLit(_, DaysTimeDuration() as value):
            return "time", sign * value.nanoseconds
        case _:
            return None


def shown(node: Node | None, lang: Lang) -> str:
    """A value on one line."""
    text = ""
    match node:
        case None:
            return Text("（无）", "(none)").pick(lang)
        case Scalar():
            text = " ".join(node.text.split())
        case Mapping() if read.text(node):
            text = read.text(node).pick(lang)
        case Mapping():
            text = Text("；", "; ").pick(lang).join(f"{key.text} {shown(value, lang)}" for key, value in node)
        case Sequence():
            text = Text("、", ", ").pick(lang).join(shown(item, lang) for item in node.items)
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"


def _clause(node: Mapping, lang: Lang) -> str:
    """What a clause grants, to whom, up to which limits."""
    colon, comma = Text("：", ": ").pick(lang), Text("、", ", ").pick(lang)
    parts: list[str] = []
    for key, words in (("amount", Text("金额", "sum")), ("term", Text("期限", "term"))):
        if node.get(key) is not None:
            parts.append(f"{words.pick(lang)}{colon}{shown(node.get(key), lang)}")
    conditions = [
        title_of(one).pick(lang) or shown(one.get("test"), lang) for one in read.mappings(node.get("eligibility"))
    ]
    if conditions:
        parts.append(Text("条件", "conditions").pick(lang) + colon + comma.join(conditions))
    least = policy_form().under("clauses").item.under("minimum")
    for kind in ("at_least", "else_nothing"):
        sum_ = read.get(node.get("minimum"), kind)
        if sum_ is not None:
            parts.append(f"{least.under(kind).title.pick(lang)}{colon}{shown(sum_, lang)}")
    limits = [shown(one.get("limit"), lang) for one in read.mappings(node.get("caps"))]
    if limits:
        parts.append(Text("上限", "caps").pick(lang) + colon + comma.join(limits))
    return Text("；", "; ").pick(lang).join(parts)


def _brief(change: Change, lang: Lang, table: TableWords) -> str:
    """What was added or removed, in a few words."""
    node = change.new if change.new is not None else change.old
    if not isinstance(node, Mapping):
        return shown(node, lang)
    if change.steps[-1].name == "claim":
        return shown(node, lang)
    if len(change.steps) > 1 and change.steps[-2].name == "clauses":
        return _clause(node, lang)
    if len(change.steps) > 1 and change.steps[-2].name == "rules":
        return table.row(node, lang)
    if change.steps[-1].name in ("minimum", "rounding"):
        form, gap = change.steps[-1].form, Text("；", "; ").pick(lang)
        return gap.join(f"{form.under(key.text).title.pick(lang)} {shown(value, lang)}" for key, value in node)
    parts = [key for key in ("test", "when", "then", "limit", "share", "value", "type") if node.get(key) is not None]
    if not parts or (head_of(change) and len(change.steps) == 2 and change.steps[0].name == "facts"):  # noqa: PLR2004
        return ""
    arrow = " → " if "then" in parts else Text("；", "; ").pick(lang)
    return arrow.join(shown(node.get(part), lang) for part in parts)
