"""`policydsl new workbook`: an Excel workbook to fill in."""

from __future__ import annotations

import time

from policydsl.cli.making.packages import package_wanted
from policydsl.cli.params import (
    Example,
    amend_option,
    argument,
    as_of_option,
    console,
    define,
    lang_option,
    option,
)
from policydsl.cli.session import CANNOT_RUN, exit_code
from policydsl.cohort.workbook import write_workbook
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.render.facts_template import day_in_force
from policydsl.source import Text
from policydsl.workspace import choose_day, load_policy


@define(
    Text(
        "生成一份空的 Excel 工作簿，填写一批申报主体：每类一张工作表，选项有下拉列表，标签上有填写说明，"
        "第一张表讲怎样填。",
        "Make an empty Excel workbook for many applicants: a sheet for each list, drop-downs for options, notes on "
        "the headings, and a first sheet that says how to fill it in.",
    ),
    Example(
        "policydsl new workbook policies/xiamen_ai_2025.yaml -o 申报.xlsx",
        Text("写到 申报.xlsx", "write it to 申报.xlsx"),
    ),
    Example(
        "policydsl new workbook policies/xiamen_ai_2025.yaml --lang en -o applications.xlsx",
        Text("英文的标签和说明", "labels and notes in English"),
    ),
    name="workbook",
)
@argument("policy", about=Text("政策文件；- 表示标准输入", "the policy; - is standard input"))
@option(
    "--output",
    "-o",
    metavar="FILE",
    about=Text("写入的 .xlsx 文件，默认 政策标识.xlsx", "the .xlsx file to write, by default POLICY.xlsx"),
)
@amend_option()
@as_of_option(
    Text("按哪一天的规定，如 2025-10-01；默认今天", "the day whose rules apply, as 2025-10-01; by default today")
)
@lang_option()
def command(policy: str, output: str | None, amendments: tuple[str, ...], as_of: str | None) -> int:
    """Write the workbook; the exit code."""
    out, reporter = console(), Reporter()
    day = choose_day(as_of, reporter) if as_of is not None else None
    if reporter.has_errors:
        out.report(reporter)
        return CANNOT_RUN
    now = time.localtime()
    today = Date(now.tm_year, now.tm_mon, now.tm_mday)
    loaded = load_policy(policy, reporter, amendments=amendments, as_of=today if day is None else day)
    if loaded is None:
        out.report(reporter)
        return exit_code(reporter)
    place = output or f"{loaded.policy.id}.xlsx"
    try:
        write_workbook(loaded.policy, place, out.lang, day or day_in_force(loaded.policy.in_force, today))
    except ModuleNotFoundError as error:
        reporter.report("U116", path=place, reason=package_wanted(error, "excel"))
    except OSError as error:
        reporter.report("U116", path=place, reason=error.strerror or str(error))
    else:
        return 0
    out.report(reporter)
    return CANNOT_RUN
