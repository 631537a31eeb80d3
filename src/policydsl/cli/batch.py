"""`policydsl batch`: a whole cohort against a policy."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from policydsl.cli.params import (
    Example,
    amend_option,
    argument,
    as_of_option,
    console,
    define,
    format_option,
    lang_option,
    option,
    reading_option,
)
from policydsl.cli.problems import Choice
from policydsl.cli.session import CANNOT_RUN, FINE, FOUND, Session
from policydsl.diagnostics import Reporter
from policydsl.source import Text

if TYPE_CHECKING:
    from policydsl.cli.console import Console
    from policydsl.cohort.run.whole import Report

_BAR: Final = 24
_STEPS: Final = {
    "load": Text("读入各表", "reading the tables"),
    "typed": Text("核对各列", "checking the columns"),
    "queries": Text("计算", "computing"),
    "chosen": Text("找出要逐个计算的主体", "finding who needs the interpreter"),
    "slow": Text("逐个计算", "evaluating one by one"),
    "shared": Text("分配名额和总额", "sharing quotas and pots"),
    "write": Text("写出结果", "writing the results"),
}


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
@argument(
    "policy", about=Text("政策文件，或放有政策和修订的文件夹", "the policy, or a folder of policies and amendments")
)
@argument(
    "source",
    metavar="IN",
    about=Text("各表的文件夹，或 .jsonl、.xlsx、.duckdb", "a directory, .jsonl, .xlsx or .duckdb"),
)
@argument("target", metavar="OUT", about=Text("结果；完整写成才出现", "the results; they appear when complete"))
@amend_option()
@as_of_option(Text("按哪一天评定，如 2025-10-01", "the day to evaluate for, as 2025-10-01"), required=True)
@reading_option()
@format_option("parquet", "csv")
@option(
    "--memory",
    metavar="SIZE",
    about=Text(
        "整个运行的内存上限，如 2GB；超出的部分放到磁盘", "most memory of the run, as 2GB; the rest goes to disk"
    ),
)
@option("--threads", type=int, metavar="N", about=Text("最多用几个线程", "the most threads to use"))
@option(
    "--only-queries",
    is_flag=True,
    about=Text(
        "有条款不能成批计算、要逐个计算的，不运行，指出是哪几条",
        "refuse to run where a clause cannot be computed by queries, and say which",
    ),
)
@option(
    "--engine",
    type=Choice(["duckdb", "spark"]),
    default="duckdb",
    about=Text(
        "计算引擎：duckdb 在本进程内；spark 需要 `policydsl[spark]` 和 Java，结果相同",
        "where queries run: duckdb in this process; spark needs `policydsl[spark]` and Java; the results are the same",
    ),
)
@option(
    "--master",
    metavar="URL",
    about=Text(
        "Spark 的主节点，如 spark://host:7077；默认本机。各节点要能读写 OUT 所在的文件夹",
        "the master of Spark, as spark://host:7077; by default this machine. All nodes must see the folder of OUT",
    ),
)
@lang_option()
def command(  # noqa: PLR0913, PLR0917  (its options)
    policy: str,
    source: str,
    target: str,
    amendments: tuple[str, ...],
    as_of: str,
    readings: tuple[str, ...],
    format_: str,
    memory: str | None,
    threads: int | None,
    only_queries: bool,
    engine: str,
    master: str | None,
) -> int:
    """Evaluate; the exit code."""
    out, reporter = console(), Reporter()
    session = Session.open(policy, out, amendments=amendments, as_of=as_of, readings=readings, inputs=(policy,))
    if isinstance(session, int):
        return session
    loaded = session.library.on(session.day, reporter)
    chosen = None if loaded is None else session.readings_for(loaded, reporter)
    if loaded is None or chosen is None or session.day is None:
        out.report(reporter)
        return CANNOT_RUN
    from policydsl.cohort.run.needs import lacking  # noqa: PLC0415  (the rest needs what may be lacking)

    if master is not None and engine != "spark":
        reporter.report("B183")
    if reporter.has_errors or lacking(reporter, spark=engine == "spark"):
        out.report(reporter)
        return CANNOT_RUN
    from policydsl.cohort.run.batch import Choices  # noqa: PLC0415
    from policydsl.cohort.run.whole import Resources, run_cohort  # noqa: PLC0415

    shown = _Progress(out)
    report = run_cohort(
        loaded, source, target, Choices(session.day, chosen, out.lang), reporter,
        format_="csv" if format_ == "csv" else "parquet",
        resources=Resources(memory, threads, engine == "spark", only_queries, master),
        progress=shown.step, done=shown.count,
    )  # fmt: skip
    shown.end()
    out.report(reporter)
    if report is None:
        return CANNOT_RUN
    _tell(report, target, out)
    return FOUND if report.rejected else FINE


class _Progress:
    """One line on a terminal that says what is being done, with a bar while applicants are counted."""

    def __init__(self, out: Console) -> None:
        self.out = out
        self.name = ""

    def step(self, name: str) -> None:
        """The next step begins."""
        self.name = name
        self._show(" …")

    def count(self, done: int, total: int) -> None:
        """So many of so many applicants are done."""
        full = _BAR * done // max(total, 1)
        self._show(f" {'█' * full}{'░' * (_BAR - full)} {done:,} / {total:,}")

    def end(self) -> None:
        """The line goes away."""
        self._say("\r\x1b[K")

    def _show(self, rest: str) -> None:
        step = _STEPS.get(self.name)
        if step is not None:
            self._say(f"\r\x1b[K{step.pick(self.out.lang)}{rest}")

    def _say(self, text: str) -> None:
        if sys.stderr.isatty():
            self.out.say(text)


def _tell(report: Report, target: str, out: Console) -> None:
    applicants = next(one for one in report.counts if one.table == "applicants")
    zh = (
        f"计算了 {applicants.computed:,} 个主体，其中 {report.one_by_one:,} 个逐个计算；"
        f"{report.rejected:,} 行没有计算。结果在 {target}\n"
    )
    en = (
        f"{applicants.computed:,} applicants computed, {report.one_by_one:,} of them one by one; "
        f"{report.rejected:,} rows not computed. Results: {target}\n"
    )
    out.write(Text(zh, en).pick(out.lang))
