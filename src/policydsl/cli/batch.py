"""`policydsl batch`: a whole cohort against a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydsl.cli.cohorts import DAY, Power, Progress, cohort_argument, power_options
from policydsl.cli.console import CANNOT_RUN, FINE, FOUND
from policydsl.cli.params import Example, argument, console, define, format_option, lang_option, option
from policydsl.cli.wanted import Wanted, policy_argument, wanted_options
from policydsl.diagnostics import Reporter
from policydsl.source import Text
from policydsl.source.figures import counted

if TYPE_CHECKING:
    from policydsl.cli.console import Console
    from policydsl.cohort.run.whole import Report


@define(
    Text(
        "按一份政策评定全部申报主体。IN 是放有各表的文件夹（Parquet 或 CSV）：applicants 一行一个主体，"
        "每个列表一张表，用 applicant 列写明属于谁；也可以是每行一份事实文件的 .jsonl、`new workbook` 的 .xlsx、"
        "表名相同的 .duckdb。\n"
        "OUT 是结果文件夹，或 .xlsx、.duckdb、.jsonl 文件：awards 每条每项一行，totals 按条款合计，rejects "
        "是没有计算的行和原因。结果与逐个用 eval 计算的相同。退出码：0 正常，1 有没有计算的行，2 无法运行。",
        "Evaluate a whole cohort. IN is a directory of tables (Parquet or CSV): applicants with one row each, one "
        "table for each list, whose column applicant says whose a row is; or a .jsonl with a fact file a line, an "
        ".xlsx of `new workbook`, a .duckdb with tables of the same names.\n"
        "OUT is a directory, or a file .xlsx, .duckdb or .jsonl: awards has a row for each clause and subject, totals "
        "one for each clause, rejects the rows that were not computed, with reasons. The awards are those of eval. "
        "Exit code: 0 fine, 1 some rows were not computed, 2 cannot run.",
    ),
    Example(
        "policydsl batch policies/xiamen_ai_2025.yaml 申报 结果 --as-of 2026-06-30",
        Text("全市的申报按一天计算", "all applicants of the city, for one day"),
    ),
    Example(
        "policydsl batch POLICY IN OUT --as-of 2026-06-30 --format csv --memory 2GB",
        Text("写成 CSV，内存不超过 2GB", "as CSV, within 2 GB of memory"),
    ),
    Example(
        "policydsl batch POLICY 申报.xlsx 结果.xlsx --as-of 2026-06-30",
        Text("从填好的工作簿到结果的工作簿", "from a workbook that was filled in to one of results"),
    ),
    Example(
        "policydsl batch POLICY IN OUT --as-of 2026-06-30 --engine spark --master spark://host:7077",
        Text("在 Spark 集群上计算，结果相同", "on a cluster of Spark, with the same result"),
    ),
    name="batch",
)
@policy_argument(folder=True)
@cohort_argument()
@argument("target", metavar="OUT", about=Text("结果；完整写成才出现", "the results; they appear when complete"))
@wanted_options(DAY, required=True)
@format_option("parquet", "csv")
@option(
    "--only-queries",
    is_flag=True,
    about=Text(
        "有条款不能成批计算、要逐个计算的，不运行，指出是哪几条",
        "refuse to run where a clause cannot be computed by queries, and say which",
    ),
)
@power_options()
@lang_option()
def command(*, wanted: Wanted, source: str, target: str, format_: str, only_queries: bool, power: Power) -> int:
    """Evaluate; the exit code."""
    out, reporter = console(), Reporter()
    session = wanted.session(out)
    loaded = session.library.on(session.day, reporter)
    chosen = None if loaded is None else session.readings_for(loaded, reporter)
    resources = power.resources(reporter, only_queries=only_queries)
    if loaded is None or chosen is None or session.day is None or resources is None:
        out.stop(reporter)
    from policydsl.cohort.notes import not_in_force, taken_for_granted  # noqa: PLC0415
    from policydsl.cohort.run.batch import Choices  # noqa: PLC0415  (what may be lacking is there)
    from policydsl.cohort.run.whole import run_cohort  # noqa: PLC0415

    shown = Progress(out)
    report = run_cohort(
        loaded, source, target, Choices(session.day, chosen, out.lang), reporter,
        format_="csv" if format_ == "csv" else "parquet", resources=resources, progress=shown.step, done=shown.count,
    )  # fmt: skip
    shown.end()
    out.report(reporter)
    if report is None:
        return CANNOT_RUN
    _tell(report, target, out)
    outside = not_in_force(loaded.policy, session.day, out.lang)
    granted = taken_for_granted([one.table for one in report.counts], out.lang)
    for note in (*(() if outside is None else (outside,)), *granted):
        out.write(Text(f"注：{note}\n", f"Note: {note}\n").pick(out.lang))
    return FOUND if report.rejected else FINE


def _tell(report: Report, target: str, out: Console) -> None:
    applicants = next(one for one in report.counts if one.table == "applicants")
    zh = (
        f"计算了 {applicants.computed:,} 个主体，其中 {report.one_by_one:,} 个逐个计算，"
        f"{report.in_part:,} 个部分逐个计算；{report.rejected:,} 行没有计算。结果在 {target}\n"
    )
    en = (
        f"{counted(applicants.computed, 'applicant')} computed ({report.one_by_one:,} one by one, "
        f"{report.in_part:,} in part); {counted(report.rejected, 'row')} not computed. Results: {target}\n"
    )
    out.write(Text(zh, en).pick(out.lang))
    for one in report.first:
        out.write(Text(f"没有计算：{one}\n", f"Not computed: {one}\n").pick(out.lang))
