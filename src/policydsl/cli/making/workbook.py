"""`policydsl new workbook`: an Excel workbook to fill in."""

from __future__ import annotations

from pathlib import Path

from policydsl.cli.console import FINE
from policydsl.cli.making.packages import package_wanted
from policydsl.cli.params import Example, console, define, lang_option, option
from policydsl.cli.wanted import Wanted, policy_argument, wanted_options
from policydsl.cohort.shape import told_apart
from policydsl.cohort.workbook import write_workbook
from policydsl.diagnostics import Label, Reporter
from policydsl.source import SourceFile, Span, Text


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
@policy_argument(stdin=True)
@option(
    "--output",
    "-o",
    metavar="FILE",
    about=Text("写入的 .xlsx 文件，默认 政策标识.xlsx", "the .xlsx file to write, by default POLICY.xlsx"),
)
@wanted_options(
    Text("按哪一天的规定，如 2025-10-01；默认今天", "the day whose rules apply, as 2025-10-01; by default today"),
    readings=False,
)
@lang_option()
def command(wanted: Wanted, output: str | None) -> int:
    """Write the workbook; the exit code."""
    out, reporter = console(), Reporter()
    loaded, day = wanted.loaded_of_today(out, reporter)
    place = output or f"{loaded.policy.id}.xlsx"
    if Path(place).suffix.lower() not in ("", ".xlsx"):
        help_ = Text("工作簿写成 `.xlsx` 文件", "a workbook is a file `.xlsx`")
        reporter.report("B168", Label(SourceFile(place, ""), Span(0, 0)), help=help_, name=place)
        out.stop(reporter)
    if not told_apart(loaded.policy, reporter):
        out.stop(reporter)
    try:
        write_workbook(loaded.policy, place, out.lang, day)
    except ModuleNotFoundError as error:
        reporter.report("U116", path=place, reason=package_wanted(error, "excel"))
    except OSError as error:
        reporter.report("U116", path=place, reason=error.strerror or str(error))
    if reporter.has_errors:
        out.stop(reporter)
    return FINE
