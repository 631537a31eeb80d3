"""One line that counts the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from policydsl.diagnostics.catalogue import Severity
from policydsl.diagnostics.diagnostic import Diagnostic
from policydsl.source import Lang

_ZH = {
    Severity.ERROR: "个错误",
    Severity.WARNING: "个警告",
    Severity.STYLE: "处写法建议",
    Severity.NOTE: "条提示",
}
_EN = {
    Severity.ERROR: ("error", "errors"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.STYLE: ("style finding", "style findings"),
    Severity.NOTE: ("note", "notes"),
}


def summary(diagnostics: Sequence[Diagnostic], lang: Lang, *, allowed: int = 0) -> str:
    """`2 errors, 1 warning in 1 file`, and how many are allowed; empty where there is nothing to count."""
    return _counted(diagnostics, lang) + allowed_text(allowed, lang)


def allowed_text(count: int, lang: Lang) -> str:
    """How many findings the documents allow, in brackets; empty for none."""
    if not count:
        return ""
    return f"（已按 allow 忽略 {count} 处）" if lang == "zh" else f" ({count} allowed)"


def _counted(diagnostics: Sequence[Diagnostic], lang: Lang) -> str:
    found = Counter(d.severity for d in diagnostics)
    files = len({d.labels[0].file.name for d in diagnostics if d.labels})
    if lang == "zh":
        counts = "、".join(f"{found[s]} {word}" for s, word in _ZH.items() if found[s])
        return f"{files} 个文件中有 {counts}" if files else f"共 {counts}" if counts else ""
    counts = ", ".join(f"{found[s]} {words[found[s] > 1]}" for s, words in _EN.items() if found[s])
    return f"{counts} in {files} file{'s' if files > 1 else ''}" if files else counts
