"""`policydsl explain`: where every figure comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from policydsl.cli.console import CANNOT_RUN, FINE, FOUND
from policydsl.cli.output import deliver
from policydsl.cli.params import Example, argument, console, define, option, result_options
from policydsl.cli.session import exit_code
from policydsl.cli.wanted import Wanted, check_clauses, policy_argument, wanted_options
from policydsl.diagnostics import Reporter
from policydsl.explain import explain, explain_json, explain_markdown, explain_text
from policydsl.source import Lang, Text
from policydsl.workspace import did_you_mean

if TYPE_CHECKING:
    from policydsl.award import Evaluation
    from policydsl.explain import Explanation


@define(
    Text(
        "逐步说明每一笔数额：资格条件看到了什么值，表格适用哪一档，公式怎样代入，限额和其他政策的支持怎样扣减，"
        "每一步出自文件何处。",
        "Show step by step where every figure comes from: the values that conditions saw, the row of the table, the "
        "formula with its figures, caps and deductions, each with its place in the official text.",
    ),
    Example(
        "policydsl explain POLICY FACTS --clause compute_voucher",
        Text("只说明算力券", "only the computing voucher"),
    ),
    name="explain",
)
@policy_argument(folder=True, stdin=True)
@argument("facts", about=Text("事实文件", "the fact file"))
@option(
    "--clause",
    "clauses",
    metavar="ID",
    multiple=True,
    about=Text("只说明这一条款，可写多次", "only this clause; repeat for more"),
)
@option(
    "--subject",
    "subjects",
    metavar="ID",
    multiple=True,
    about=Text("只说明这个对象，可写多次", "only this subject; repeat for more"),
)
@wanted_options()
@result_options("text", "markdown", "json")
def command(
    *,
    wanted: Wanted,
    facts: str,
    clauses: tuple[str, ...],
    subjects: tuple[str, ...],
    format_: str,
    output: str | None,
) -> int:
    """Explain; the exit code."""
    out = console()
    session = wanted.session(out, facts)
    reporter = Reporter()
    evaluation = session.evaluate(facts, reporter)
    out.report(reporter)
    if evaluation is None:
        return exit_code(reporter)
    asked = Reporter()
    _check(evaluation, clauses, subjects, asked)
    if asked.has_errors:
        out.stop(asked)
    explanation = explain(evaluation, clauses=clauses or None, subjects=subjects or None)
    width = out.width if output is None else 80
    if not deliver(_rendered(explanation, format_, out.lang, width), output, out):
        return CANNOT_RUN
    return FOUND if any(award.failures for award in evaluation.awards) else FINE


def _check(evaluation: Evaluation, clauses: Sequence[str], subjects: Sequence[str], reporter: Reporter) -> None:
    """Ids that were asked for exist, and belong together."""
    known = [plan.clause.id for plan in evaluation.plan.clauses]
    check_clauses(clauses, known, reporter)
    ids = list(dict.fromkeys(award.subject for award in evaluation.awards))
    for name in subjects:
        if name not in ids:
            reporter.report("U118", name=name, known=", ".join(ids), help=did_you_mean(name, ids))
    fitting = [
        award
        for award in evaluation.awards
        if (not clauses or award.clause.id in clauses) and (not subjects or award.subject in subjects)
    ]
    if not fitting and (clauses or subjects) and not reporter.has_errors:
        reporter.report("U119")


def _rendered(explanation: Explanation, format_: str, lang: Lang, width: int) -> str:
    match format_:
        case "json":
            return explain_json(explanation)
        case "markdown":
            return explain_markdown(explanation, lang)
        case _:
            return explain_text(explanation, lang, width=width)
