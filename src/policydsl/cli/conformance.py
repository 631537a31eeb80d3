"""`policydsl feel --conformance DIR`: the engine judged by a kit of cases."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from policydsl.cli.console import CANNOT_RUN, FINE, FOUND, Console, write_file
from policydsl.diagnostics import Reporter
from policydsl.feel.conformance import KNOWN, Report, Verdict, as_json, run_kit
from policydsl.source import Lang, Text
from policydsl.source.width import display_width, pad

_ALL: Final = Text("全部", "all")
_NOT_NULL: Final = Text("其中结果不是 null 的", "expected not null")
_RECORDED: Final = Text("其中应当出错的，有原因说明", "errors expected, with a reason")
_FAILING: Final = Text("未通过：{id}\n  公式：{expression}\n  期望：{wanted}\n  得到：{got}\n  原因：{reason}",
                       "failing: {id}\n  formula: {expression}\n  expected: {wanted}\n  got: {got}\n  reason: {reason}")  # fmt: skip  # noqa: E501
_NO_REASON: Final = Text("（尚无说明）", "(none recorded)")
_TABLE: Final = Text("（决策表）", "(a decision table)")


def judge_engine(folder: str, report_path: str | None, out: Console) -> int:
    """Run the kit, print the totals, write the report; 1 where a case fails without a known reason."""
    reporter = Reporter()
    report = run_kit(Path(folder), reporter)
    if not reporter.has_errors and report_path is not None:
        write_file(report_path, as_json(report), reporter)
    out.report(reporter)
    if reporter.has_errors:
        return CANNOT_RUN
    out.write(_shown(report, out.lang))
    return FINE if all(verdict.case.id in KNOWN for verdict in report.failed) else FOUND


def _shown(report: Report, lang: Lang) -> str:
    rows = [(name, str(total)) for name, total in report.folders.items()]
    failing = [_failing(verdict, lang) for verdict in report.failed]
    totals = [
        (_ALL.pick(lang), str(report.all)),
        (_NOT_NULL.pick(lang), str(report.not_null)),
        (_RECORDED.pick(lang), str(report.recorded)),
    ]
    return "\n".join(["\n".join(_aligned(rows)), *failing, "\n".join(_aligned(totals))]) + "\n"


def _aligned(rows: list[tuple[str, str]]) -> list[str]:
    width = 2 + max(display_width(name) for name, _ in rows)
    return [f"{pad(name, width)}{total}" for name, total in rows]


def _failing(verdict: Verdict, lang: Lang) -> str:
    expression = verdict.case.asked.expression
    return _FAILING.pick(lang).format(
        id=verdict.case.id,
        expression=" ".join(expression.split()) if expression else _TABLE.pick(lang),
        wanted=verdict.wanted,
        got=verdict.got,
        reason=KNOWN.get(verdict.case.id, _NO_REASON).pick(lang),
    )
