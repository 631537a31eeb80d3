"""Where a change is, in words: `条款“算力券”`, `档次“大型企业”的 rate`."""

from __future__ import annotations

from typing import Final

from policydsl.amend.places import title_of
from policydsl.diff.changes import Change, Step
from policydsl.render.diff.table_words import TableWords
from policydsl.source import Lang, Text
from policydsl.syntax.tree import Mapping, Sequence

# Lists and maps of things that have a name of their own: what one of them is called.
_THINGS: Final = {
    "clauses": Text("条款", "clause"),
    "parameters": Text("参数", "parameter"),
    "readings": Text("读法", "reading"),
    "commitments": Text("政府职责", "commitment"),
    "stacking": Text("叠加规则", "stacking rule"),
    "limits": Text("总额限制", "limit"),
    "facts": Text("事实", "facts of"),
    "fields": Text("字段", "field"),
    "values": Text("选项", "option"),
    "options": Text("选项", "option"),
    "rules": Text("档次", "row"),
    "eligibility": Text("条件", "condition"),
    "caps": Text("上限", "cap"),
    "let": Text("中间值", "value"),
    "inputs": Text("输入", "input"),
    "when": Text("适用范围", "range of"),
    "then": Text("结果", "result"),
    "pay": Text("分期", "instalment"),
    "obligations": Text("义务", "obligation"),
}
_SILENT: Final = frozenset({"table", "common"})
# The one thing that a part of this kind is about: `上限由 … 提高到 …` needs no more words.
_ESSENCE: Final = {"caps": "limit", "eligibility": "test", "parameters": "value", "limits": "limit"}
_HEADS: Final = frozenset({"clauses", "parameters", "readings", "commitments", "stacking", "limits", "facts"})


def head_of(change: Change) -> tuple[str, ...]:
    """The part of the policy under which a change is told: a clause, a parameter …; empty for the policy itself."""
    names = change.names
    if names[0] == "common":
        return names[:1]
    return names[:2] if names[0] in _HEADS and len(names) > 1 else ()


def head_words(change: Change, lang: Lang) -> str:
    """The name of that part."""
    if not head_of(change):
        return Text("政策", "the policy").pick(lang)
    if change.names[0] == "common":
        return Text("通用条件", "common conditions").pick(lang)
    return _thing(change.steps[0].name, change.steps[1], lang)


def place_words(change: Change, lang: Lang, table: TableWords) -> str:
    """The place within that part; empty for the part itself."""
    words: list[str] = []
    above = ""
    start = len(head_of(change))
    for i, step in enumerate(change.steps):
        container, above = above, step.name
        if i < start:
            continue
        last = i == len(change.steps) - 1
        if container in _THINGS and container != "parameters" and not _is_key_of_schema(step, container):
            words.append(_thing(container, step, lang, table))
            above = ""
            continue
        is_word = i > 0 and isinstance(change.steps[i - 1].node, Sequence)  # as the name of a department
        silent = is_word or step.name in _SILENT or (step.name in _THINGS and not last)
        essence = last and start and _ESSENCE.get(_container_of(change, i)) == step.name
        if not silent and not essence:
            words.append(step.form.title.pick(lang) or _dated(step.name, lang))
    return Text("的", ", ").pick(lang).join(words)


def _container_of(change: Change, index: int) -> str:
    """The name of the list that holds the thing whose entry stands at `index`."""
    return change.steps[index - 2].name if index >= 2 else ""  # noqa: PLR2004


def _is_key_of_schema(step: Step, container: str) -> bool:
    return container == "table" or (container == "values" and bool(step.form.title))


def _thing(container: str, step: Step, lang: Lang, table: TableWords | None = None) -> str:
    kind = _THINGS[container].pick(lang)
    if container == "then" and table is not None and table.output(step.name, lang) != step.name:
        return table.output(step.name, lang)
    if container in ("when", "inputs") and table is not None and table.input(step.name, lang) != step.name:
        return table.input(step.name, lang)
    title = title_of(step.node).pick(lang) if isinstance(step.node, Mapping) else ""
    if container in ("when", "then", "inputs", "let") or not title:
        return f"{kind} {step.name}"
    return f"{kind}“{title}”" if lang == "zh" else f"{kind} “{title}”"


def _dated(name: str, lang: Lang) -> str:
    """The key of a dated version."""
    if len(name) == 10 and name[:4].isdigit():  # noqa: PLR2004  (2026-07-01)
        return Text(f"自 {name} 起的数值", f"value from {name}").pick(lang)
    return name
