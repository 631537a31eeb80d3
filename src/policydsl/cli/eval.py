"""`policydsl eval`: applicants against a policy."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from policydsl.cli.console import CANNOT_RUN, FOUND, Console
from policydsl.cli.output import deliver
from policydsl.cli.params import Example, argument, console, define, result_options
from policydsl.cli.session import exit_code
from policydsl.cli.wanted import Wanted, wanted_options
from policydsl.diagnostics import Reporter
from policydsl.source import Text

if TYPE_CHECKING:
    from policydsl.award import Evaluation


@define(
    Text(
        "按一份政策评定一个或多个申报主体：每一条、每一项得到什么，多少，为什么，还缺哪些事实。\n"
        "一份事实文件给出全文；几份给出一张汇总表。退出码：0 正常，1 有文件有误或有计算不出的项，2 无法运行。",
        "Evaluate one or more applicants against a policy: what each clause gives for each item, how much, why, and "
        "which facts are missing.\nOne fact file gives the full report, several give one table. Exit code: 0 fine, "
        "1 mistakes in a file or awards that could not be computed, 2 cannot run.",
    ),
    Example(
        "policydsl eval policies/xiamen_ai_2025.yaml examples/*.yaml --format csv -o 结果.csv",
        Text("汇成一张表，用表格软件打开", "all awards as a table for a spreadsheet"),
    ),
    Example(
        "policydsl eval POLICY FACTS --as-of 2026-07-01 --reading academic_tier=by_revenue",
        Text("换一天、换一种读法再算", "for another day, with another reading"),
    ),
    Example(
        "policydsl eval POLICY FACTS --amend 修订.yaml --as-of 2026-07-01",
        Text("按修订后的政策评定", "against the policy as amended"),
    ),
    name="eval",
)
@argument(
    "policy",
    about=Text(
        "政策文件，或放有政策和修订的文件夹（按日期选用）；- 表示标准输入",
        "the policy, or a folder of policies and amendments (the day decides); - is standard input",
    ),
)
@argument(
    "facts",
    nargs=-1,
    required=True,
    metavar="FACTS...",
    about=Text("事实文件，一个主体一份", "fact files, one an applicant"),
)
@wanted_options()
@result_options("text", "json", "jsonl", "csv", "markdown")
def command(*, wanted: Wanted, facts: tuple[str, ...], format_: str, output: str | None) -> int:
    """Evaluate; the exit code."""
    out = console()
    session = wanted.session(out, *facts)
    found, codes = [], [0]
    for path in facts:
        reporter = Reporter()
        evaluation = session.evaluate(path, reporter)
        out.report(reporter)
        if evaluation is None:
            codes.append(exit_code(reporter))
        else:
            found.append(evaluation)
    if not found:
        return max(codes)
    if any(award.has_failures for evaluation in found for award in evaluation.awards):
        codes.append(FOUND)
    text = _rendered(found, format_, out, several=len(facts) > 1, plain=output is not None)
    if not deliver(text, output, out):
        return CANNOT_RUN
    return min(FOUND, max(codes))


def _rendered(found: Sequence[Evaluation], format_: str, out: Console, *, several: bool, plain: bool) -> str:
    color, width = not plain and out.color, out.width
    match format_:
        case "json":
            result = _renderer("result")
            documents = [result.result_document(one) for one in found]
            return str(result.result_json(documents if several else documents[0]))
        case "jsonl":
            result = _renderer("result")
            return "".join(result.result_line(result.result_document(one)) for one in found)
        case "csv":
            return str(_renderer("csv").results_csv(found, out.lang))
        case "markdown":
            return str(_renderer("markdown").results_markdown(found, out.lang))
        case _ if several:
            return str(_renderer("overview").overview_text(found, out.lang, color=color, width=width))
        case _:
            return str(_renderer("text").result_text(found[0], out.lang, color=color, width=width))


def _renderer(name: str) -> Any:
    """Only the renderer that is asked for is loaded."""
    return import_module(f"policydsl.render.{name}")
