"""Coverage of a policy by its tests: text, JSON, and a page that shows the policy with the tests that reach it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Final

from policydsl import __version__
from policydsl.award.windows import CLAIM, CLAIM_LABEL
from policydsl.diagnostics.render.json import dumped
from policydsl.model.policy import Clause, Policy
from policydsl.source import Lang, Text
from policydsl.testing.coverage import Coverage, Item, Kind

_KINDS: Final[Mapping[Kind, Text]] = {
    "clause": Text("条款", "clauses"),
    "condition": Text("条件", "conditions"),
    "row": Text("档次", "rows"),
    "cap": Text("上限", "caps"),
    "instalment": Text("分期", "instalments"),
    "reading": Text("读法", "readings"),
    "stacking": Text("衔接规则", "stacking rules"),
    "limit": Text("总限额", "limits"),
}
_COMMON: Final = Text("通用条件", "common conditions")
_WHAT: Final = {
    "eligible": Text("符合", "eligible"),
    "ineligible": Text("不符合", "not eligible"),
    "undetermined": Text("不能确定", "undetermined"),
    "true": Text("成立", "holds"),
    "false": Text("不成立", "does not hold"),
    "unknown": Text("不知道", "not known"),
    "another day": Text("适用日期不是基准日", "another day governs"),
    "alone": Text("单独决定结果", "decides on its own"),
    "applies": Text("适用", "applies"),
    "binds": Text("起作用", "binds"),
    "does not bind": Text("不起作用", "does not bind"),
    "paid": Text("付", "is paid"),
    "lapses": Text("条件不满足而不付", "lapses"),
    "may be exceeded": Text("可以超过", "may be exceeded"),
    "deducts": Text("扣除", "deducts"),
    "lowers": Text("起作用", "lowers an award"),
}
_LINE = Text("{kind}：{done}/{all}", "{kind}: {done}/{all}")
_ALL = Text("覆盖 {percent}%（{done}/{all}）", "coverage {percent}% ({done}/{all})")
_MISSING = Text("没有测到：", "not reached:")
_STYLE: Final = """
:root { color-scheme: light dark; } body { font: 15px/1.6 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
  max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .6rem; vertical-align: top;
  border-bottom: 1px solid color-mix(in srgb, CanvasText 18%, transparent); } .no { color: #c0262d; font-weight: 600; }
.yes { color: #1a7f37; } details { display: inline; } summary { cursor: pointer; } code { font-size: .95em; }
.cite { color: GrayText; font-weight: normal; }
@media (prefers-color-scheme: dark) { .no { color: #ff7b72; } .yes { color: #56d364; } }
@media print { details > * { display: block; } }
"""


def coverage_text(coverage: Coverage, lang: Lang) -> str:
    """Counts by kind, then everything that no test reaches."""
    lines = [_total(coverage, lang)]
    for kind, words in _KINDS.items():
        some = [item for item in coverage.items if item.kind == kind]
        if some:
            done = sum(bool(item.tests) for item in some)
            lines.append("  " + _LINE.pick(lang).format(kind=words.pick(lang), done=done, all=len(some)))
    missing = [item for item in coverage.items if not item.tests]
    if missing:
        lines += [_MISSING.pick(lang), *(f"  {item_words(item, lang)}" for item in missing)]
    return "\n".join(lines) + "\n"


def _total(coverage: Coverage, lang: Lang) -> str:
    return _ALL.pick(lang).format(percent=coverage.percent(), done=coverage.reached, all=len(coverage.items))


def item_words(item: Item, lang: Lang) -> str:
    """`compute_voucher 条件 has_purchase：不知道`."""
    noun = _KINDS[item.kind].pick(lang) if lang == "zh" else _KINDS[item.kind].en.removesuffix("s")
    if item.kind == "condition" and not item.clause:
        noun = _COMMON.pick(lang).removesuffix("s")
    name = " ".join(
        part for part in (item.clause, noun if item.kind != "clause" or not item.clause else "", item.id) if part
    )
    what = _WHAT[item.what].pick(lang) if item.what in _WHAT else item.what
    return f"{name}{Text('：', ': ').pick(lang)}{what}"


def coverage_json(policy: Policy, coverage: Coverage) -> str:
    """One document: every item with the names of the tests that reach it."""
    return dumped(
        {
            "policydsl": 1,
            "kind": "coverage",
            "version": __version__,
            "policy": policy.id,
            "percent": coverage.percent(),
            "reached": coverage.reached,
            "total": len(coverage.items),
            "items": [
                {"kind": one.kind, "clause": one.clause, "id": one.id, "what": one.what, "tests": list(one.tests)}
                for one in coverage.items
            ],
        }
    )


def coverage_html(policy: Policy, coverage: Coverage, lang: Lang) -> str:
    """The page: clause by clause, each condition, row and cap with the tests that reach it; nothing in it runs."""
    title = f"{policy.title.pick(lang)} · {Text('测试覆盖', 'Test coverage').pick(lang)}"
    lines = [
        f'<!doctype html><html lang="{"zh-CN" if lang == "zh" else "en"}"><head><meta charset="utf-8">',
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>',
        f"<style>{_STYLE}</style></head>",
        f"<body><main><h1>{escape(title)}</h1><p>{escape(_total(coverage, lang))}</p>",
    ]
    for clause in policy.clauses:
        cite = f' <span class="cite">{escape(clause.cite)}</span>'
        lines.append(f"<h2>{escape(clause.title.pick(lang))}{cite}</h2>")
        lines += _table([item for item in coverage.items if item.clause == clause.id], clause, lang)
    common = [item for item in coverage.items if not item.clause and item.kind == "condition"]
    if common and policy.common is not None:
        lines += [f"<h2>{_COMMON.pick(lang)}</h2>", *_table(common, policy.common.body, lang)]
    rest = [item for item in coverage.items if not item.clause and item.kind != "condition"]
    if rest:
        lines += [f"<h2>{Text('读法与衔接', 'Readings and stacking').pick(lang)}</h2>", *_table(rest, None, lang)]
    return "\n".join([*lines, "</main></body></html>", ""])


def _table(items: list[Item], clause: Clause | None, lang: Lang) -> Iterator[str]:
    yield "<table><tbody>"
    for item in items:
        state = "yes" if item.tests else "no"
        mark = "✓" if item.tests else "✗"
        what = _WHAT[item.what].pick(lang) if item.what in _WHAT else item.what
        yield (
            f"<tr><td>{escape(_KINDS[item.kind].pick(lang))}</td><td>{_name(item, clause, lang)}</td>"
            f'<td class="{state}">{mark} {escape(what)}</td><td>{_tests(item.tests, lang)}</td></tr>'
        )
    yield "</tbody></table>"


def _name(item: Item, clause: Clause | None, lang: Lang) -> str:
    labels: dict[str, Text] = {}
    formulas: dict[str, str] = {}
    if clause is not None:
        labels = {one.id: one.label for one in clause.eligibility} | {cap.id: cap.label for cap in clause.caps}
        labels |= {part.id: part.label for part in clause.pay}
        if clause.claim is not None:
            labels[CLAIM] = CLAIM_LABEL
            formulas[CLAIM] = "; ".join(f"{key}: {one.text}" for key, one in clause.claim.formulas)
        labels |= {row.id: row.label for row in (clause.table.rows if clause.table is not None else ())}
        formulas |= {one.id: one.test.text for one in clause.eligibility} | {
            one.id: one.limit.text for one in clause.caps
        }
    label = labels[item.id].pick(lang) if item.id in labels else item.id
    formula = f"<br><code>{escape(' '.join(formulas[item.id].split()))}</code>" if item.id in formulas else ""
    return escape(label) + formula


def _tests(names: tuple[str, ...], lang: Lang) -> str:
    if not names:
        return ""
    count = Text(f"{len(names)} 个测试", f"tests: {len(names)}").pick(lang)
    return f"<details><summary>{count}</summary>{'<br>'.join(map(escape, names))}</details>"
