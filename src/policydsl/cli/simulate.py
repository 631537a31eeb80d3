"""`policydsl simulate`: what a policy costs for a whole cohort, and what changes would make of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from policydsl.charts.picture import can_draw, has_chinese, picture
from policydsl.cli.cohorts import DAY, Power, Progress, cohort_argument, power_options
from policydsl.cli.console import CANNOT_RUN, FINE, FOUND
from policydsl.cli.output import deliver
from policydsl.cli.params import Example, console, define, format_option, lang_option, option
from policydsl.cli.problems import Choice
from policydsl.cli.session import Session
from policydsl.cli.wanted import Wanted, policy_argument, wanted_options
from policydsl.diagnostics import Reporter
from policydsl.source import Lang, Text
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    from policydsl.cli.console import Console
    from policydsl.cohort.simulate.figures import Simulation
    from policydsl.cohort.simulate.running import Asked


@define(
    Text(
        "一份政策对全部申报主体要花多少钱：按条款、责任单位、数额性质、主体类型和规模；哪些限额起作用；"
        "与预算相比；改动以后差多少、谁增谁减。IN 与 batch 相同。\n"
        "方案：各处 --set 合成一个方案；--scenario 名称=改动 可写多次，改动是 路径=新值、reading.读法=选项，"
        "或修订文件。改动按修订的办法合并和检查，政策文件不改。\n"
        "尚不能确定的不算作零，单独列出。结果不含主体的编号，除非写 --ids。"
        "退出码：0 正常，1 有没有计算的行，2 无法运行。",
        "What a policy costs for a whole cohort: by clause, department, kind of sum, kind and size of applicant; which "
        "caps bind; against a budget; what changes would cost, who gains and who loses. IN is that of batch.\n"
        "Scenarios: all --set make one; --scenario NAME=CHANGE may be repeated, a change being PATH=VALUE, "
        "reading.READING=OPTION, or an amendment file. Changes are made and checked as amendments are; the policy's "
        "file stays as it is.\n"
        "What is undetermined is never counted as nothing, and stands apart. No ids of applicants are shown without "
        "--ids. Exit code: 0 fine, 1 some rows were not computed, 2 cannot run.",
    ),
    Example(
        "policydsl simulate policies/xiamen_ai_2025.yaml 申报 --as-of 2026-06-30 --budget 5亿元",
        Text("全市要花多少，与预算相比", "what it costs, against a budget"),
    ),
    Example(
        "policydsl simulate POLICY IN --as-of 2026-06-30 --set clauses.compute_voucher.table.rules.large.then.rate=25%",
        Text("改一个比例，谁增谁减", "with another rate: who gains, who loses"),
    ),
    Example(
        "policydsl simulate POLICY IN --as-of 2026-06-30 --scenario 按比例=reading.hit_product_steps=pro_rata "
        "--scenario 修订=修订.yaml -o 结果",
        Text("几个方案并列，写成各表", "scenarios side by side, as tables"),
    ),
    name="simulate",
)
@policy_argument(folder=True)
@cohort_argument()
@option(
    "--by",
    metavar="FACT",
    multiple=True,
    about=Text(
        "按申报主体的哪项事实分组，可写多次；金额写分档，如 applicant.annual_revenue=1亿元,10亿元；"
        "默认第一项选择和政策的表分档的金额",
        "a fact of the applicant to group by; repeat for more; a sum of money with its bands, as "
        "applicant.annual_revenue=1亿元,10亿元; by default the first enum, and the sum that the tables have tiers of",
    ),
)
@option(
    "--budget",
    "budgets",
    metavar="SUM",
    multiple=True,
    about=Text(
        "年度预算，如 5亿元；一条条款的写 clauses.ID=1000万元",
        "the yearly budget, as 5亿元; of one clause clauses.ID=1000万元",
    ),
)
@option(
    "--split",
    metavar="SHARES",
    about=Text("假设的分担比例，如 市=60%,区=40%", "an assumed split, as 市=60%,区=40%"),
)
@option(
    "--set",
    "sets",
    metavar="PATH=VALUE",
    multiple=True,
    about=Text("改动政策的一个值，可写多次，合成一个方案", "change one value; repeat for more, all of one scenario"),
)
@option(
    "--scenario",
    "scenarios",
    metavar="NAME=CHANGE",
    multiple=True,
    about=Text("有名称的方案，可写多次", "a named scenario; repeat for more"),
)
@wanted_options(DAY, required=True)
@format_option("text", "json", "csv", "parquet")
@option(
    "--output",
    "-o",
    metavar="DIR",
    about=Text(
        "把各表写进这个文件夹（完整写成才出现）", "write all tables to this directory; it appears when complete"
    ),
)
@option(
    "--report",
    metavar="FILE",
    about=Text("写一份带图的网页，可以离线看、打印", "write a page with pictures, to be read offline or printed"),
)
@option(
    "--pictures",
    type=Choice(["svg", "png"]),
    about=Text("把图也写进 -o 的文件夹", "write the pictures to the directory of -o, too"),
)
@option("--ids", is_flag=True, about=Text("列出增减最多的主体的编号", "show the ids of those who gain or lose most"))
@power_options()
@lang_option()
def command(  # noqa: PLR0913  (its options)
    *,
    wanted: Wanted,
    source: str,
    by: tuple[str, ...],
    budgets: tuple[str, ...],
    split: str | None,
    sets: tuple[str, ...],
    scenarios: tuple[str, ...],
    format_: str,
    output: str | None,
    report: str | None,
    pictures: str | None,
    ids: bool,
    power: Power,
) -> int:
    """Simulate; the exit code."""
    out, reporter = console(), Reporter()
    session = wanted.session(out)
    targets = _Targets(format_, output, report, pictures)
    resources = power.resources(reporter) if _can_deliver(targets, reporter) else None
    if resources is None:
        out.stop(reporter)
    from policydsl.cohort.run.batch import Choices  # noqa: PLC0415  (what may be lacking is there)
    from policydsl.cohort.simulate.running import simulate  # noqa: PLC0415

    asked = _asked(session, _Written(by, budgets, split, sets, scenarios, wanted.readings, ids), reporter)
    if asked is None or session.day is None:
        out.stop(reporter)
    choices = Choices(session.day, asked.scenarios[0].readings, out.lang)
    shown = Progress(out)
    found = simulate(source, choices, asked, reporter, resources=resources, target=output, progress=shown.step,
                     done=shown.count)  # fmt: skip
    shown.end()
    written = found is not None and _deliver(found, targets, out, reporter)
    out.report(reporter)
    if found is None or not written:
        return CANNOT_RUN
    return FOUND if found.base.rejected else FINE


@frozen
class _Targets:
    """Where the results are wanted."""

    format_: str
    output: str | None
    report: str | None
    pictures: str | None


def _can_deliver(targets: _Targets, reporter: Reporter) -> bool:
    """Whether what is asked for can be written at all; asked before anything is computed."""
    if targets.format_ == "parquet" and targets.output is None:
        reporter.report("B152", format="Parquet")
    if targets.pictures is not None and targets.output is None:
        reporter.report("B151")
    if (targets.pictures or targets.report) and not can_draw():
        reporter.report("U194")
    if targets.output is not None:
        from policydsl.cohort.output.folder import may_replace  # noqa: PLC0415  (cohorts only)

        if not may_replace(Path(targets.output)):
            reporter.report("B130", path=targets.output)
    return not reporter.has_errors


@frozen
class _Written:
    """The options as they were written."""

    by: tuple[str, ...]
    budgets: tuple[str, ...]
    split: str | None
    sets: tuple[str, ...]
    scenarios: tuple[str, ...]
    readings: tuple[str, ...]
    ids: bool


def _asked(session: Session, written: _Written, reporter: Reporter) -> Asked | None:
    """What is asked, read against the policy in force; None after a report."""
    from policydsl.cohort.simulate.groups import groupings  # noqa: PLC0415
    from policydsl.cohort.simulate.money import read_budgets, read_split  # noqa: PLC0415
    from policydsl.cohort.simulate.running import Asked  # noqa: PLC0415
    from policydsl.cohort.simulate.scenarios import Scenario, make, wanted  # noqa: PLC0415

    loaded = session.library.on(session.day, reporter)
    amended = session.library.policy_on(session.day, Reporter())
    chosen = None if loaded is None else session.readings_for(loaded, reporter)
    if loaded is None or amended is None or chosen is None or session.day is None:
        return None
    groups = groupings(written.by, loaded.engine.on(session.day), reporter)
    budgets = read_budgets(written.budgets, loaded.policy, reporter)
    split = read_split(written.split, reporter)
    found = [Scenario("", (), loaded, chosen, {})]
    for one in wanted(written.sets, written.scenarios, reporter):
        apart = Reporter()
        scenario = make(one, amended, loaded, session.day, written.readings, apart)
        reporter.extend(apart)
        if scenario is not None:
            found.append(scenario)
    return None if reporter.has_errors else Asked(tuple(found), groups, budgets, split, written.ids)


def _deliver(found: Simulation, targets: _Targets, out: Console, reporter: Reporter) -> bool:
    """Write the results where they are wanted; False after a report that they cannot be written."""
    from policydsl.cohort.output.folder import TakenError  # noqa: PLC0415
    from policydsl.cohort.simulate.as_html import simulation_html  # noqa: PLC0415
    from policydsl.cohort.simulate.as_text import simulation_text  # noqa: PLC0415
    from policydsl.cohort.simulate.written import simulation_csv, simulation_json, write_folder  # noqa: PLC0415

    output = targets.output
    if output is not None:
        try:
            drawn = _pictures(found, targets.pictures, out, reporter)
            write_folder(found, output, "parquet" if targets.format_ == "parquet" else "csv", drawn)
        except TakenError:
            reporter.report("B130", path=output)
            return False
        except OSError as error:
            reporter.report("U116", path=output, reason=error.strerror or str(error))
            return False
    if targets.report is not None and not deliver(simulation_html(found, out.lang), targets.report, out):
        return False
    match targets.format_:
        case "json":
            text = simulation_json(found)
        case "csv" | "parquet":
            text = "" if output is not None else simulation_csv(found)
        case _:
            text = simulation_text(found, out.lang, color=out.color, width=out.width)
    out.write(text)
    return True


def _pictures(found: Simulation, format_: str | None, out: Console, reporter: Reporter) -> dict[str, bytes]:
    """The files of the pictures by name; English where a PNG cannot show Chinese here."""
    if format_ is None:
        return {}
    from policydsl.cohort.simulate.pictures import charts  # noqa: PLC0415

    lang: Lang = out.lang
    if format_ == "png" and not has_chinese():
        reporter.report("U195")
        lang = "en"
    kind: Literal["svg", "png"] = "png" if format_ == "png" else "svg"
    drawn = list(charts(found, lang))
    return {f"{number:02}-{_file_name(key)}.{kind}": picture(one, kind) for number, (key, one) in enumerate(drawn, 1)}


def _file_name(key: str) -> str:
    """A key as a name of a file, on any system."""
    return re.sub(r"[^\w.-]+", "_", key)
