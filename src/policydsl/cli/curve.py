"""`policydsl curve`: what becomes of the awards as one fact moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from policydsl.charts.picture import can_draw, has_chinese, picture
from policydsl.cli.console import CANNOT_RUN, FINE, FOUND, Console
from policydsl.cli.output import deliver
from policydsl.cli.params import Example, argument, console, define, option, result_options
from policydsl.cli.session import exit_code
from policydsl.cli.wanted import Wanted, check_clauses, policy_argument, wanted_options
from policydsl.curve.as_csv import curve_csv
from policydsl.curve.as_html import curve_html
from policydsl.curve.as_json import curve_json
from policydsl.curve.as_text import curve_text
from policydsl.curve.asking import read_axis
from policydsl.curve.curve import Curve
from policydsl.curve.drawing import USUAL_POINTS, draw
from policydsl.curve.picture import chart_of
from policydsl.curve.report import report_of
from policydsl.diagnostics import Reporter
from policydsl.model.facts import Facts
from policydsl.source import Text
from policydsl.source.frozen import frozen
from policydsl.workspace import LoadedPolicy
from policydsl.workspace.library import facts_in

if TYPE_CHECKING:
    from policydsl.feel.values import Date


@define(
    Text(
        "让一个事实变动，看每一条、每一项和合计随它怎样变：每一段的规则，每一处转折的准确位置——"
        "档次之间多一分钱反而少得的断崖、限额开始起作用、从不符合变为符合。"
        "其余事实照事实文件，文件不改。\n"
        "位置按步查找（金额一步是 0.01元），不是取样：相同的判断之间不会漏掉转折；做不到的条款会注明。\n"
        "退出码：0 完成，1 文件有误或没有查完，2 无法运行。",
        "Let one fact move and see what becomes of each award and of the sum: the rule of each stretch, and the exact "
        "position of each break: a cliff where one fen more loses money, a cap that begins to bind, an award that "
        "begins. All other facts stay as the file has them.\n"
        "Positions are found to the step (0.01 yuan for money), not sampled: where the same things are decided, no "
        "break is missed; clauses for which that cannot be said are named.\n"
        "Exit code: 0 done, 1 mistakes in a file or a search that was cut short, 2 cannot run.",
    ),
    Example(
        "policydsl curve POLICY FACTS --vary applicant.annual_revenue=0..20亿元",
        Text("营业收入从 0 到 20亿元", "revenue from nothing to two billion"),
    ),
    Example(
        "policydsl curve POLICY FACTS --vary 'rd_projects[P1].rd_investment=0..5000万元' --clause rd_national",
        Text("清单里的一项，只看一条", "of one item of a list, one clause only"),
    ),
    Example(
        "policydsl curve POLICY FACTS --vary 'applicant.revenue[2025]=0..12亿元' --format csv -o 曲线.csv",
        Text("按年填报的事实，写成表格", "a figure of one year, as a table"),
    ),
    Example(
        "policydsl curve POLICY FACTS --vary applicant.annual_revenue=0..20亿元 --format html -o 曲线.html",
        Text(
            "有图有表的网页；svg、png 只要图", "a page with the picture and tables; svg and png are the picture alone"
        ),
    ),
    name="curve",
)
@policy_argument(folder=True, stdin=True)
@argument("facts", about=Text("事实文件", "the fact file"))
@option(
    "--vary",
    "varied",
    metavar="FACT=FROM..TO",
    multiple=True,
    required=True,
    about=Text(
        "变动的事实和范围，如 applicant.annual_revenue=0..20亿元；可写多次，各画一条",
        "the fact that moves and its range; repeat for more curves",
    ),
)
@option(
    "--clause",
    "clauses",
    metavar="ID",
    multiple=True,
    about=Text("只看这一条款，可写多次", "only this clause; repeat for more"),
)
@option(
    "--step",
    metavar="FIGURE",
    about=Text(
        "每步多少；默认金额 0.01元，整数 1，其他数 0.01",
        "the step; by default 0.01 yuan, 1 for whole numbers, else 0.01",
    ),
)
@option(
    "--points",
    type=int,
    default=USUAL_POINTS,
    metavar="COUNT",
    about=Text(
        f"查找转折最多算多少个位置；默认 {USUAL_POINTS}", f"most positions to evaluate; by default {USUAL_POINTS}"
    ),
)
@wanted_options()
@result_options("text", "json", "csv", "html", "svg", "png")
def command(
    *,
    wanted: Wanted,
    facts: str,
    varied: tuple[str, ...],
    clauses: tuple[str, ...],
    step: str | None,
    points: int,
    format_: str,
    output: str | None,
) -> int:
    """Draw; the exit code."""
    out, reporter = console(), Reporter()
    if not _can_be_drawn(format_, len(varied), output, reporter):
        out.stop(reporter)
    session = wanted.session(out, facts)
    found = facts_in(facts, session.library, reporter, session.day)
    chosen = None if found is None else session.readings_for(found[0], reporter)
    if found is None or chosen is None:
        out.stop(reporter, exit_code(reporter))
    loaded, given = found
    asked = _Asked(loaded, given, session.day, chosen, varied, clauses, step, points)
    curves = _curves(asked, reporter)
    if curves is None:
        out.stop(reporter)
    text = _rendered(curves, format_, out, clauses, reporter, plain=output is not None)
    out.report(reporter)
    if not deliver(text, output, out):
        return CANNOT_RUN
    return FOUND if any(one.severity.counts for one in reporter) else FINE


@frozen(eq=False)
class _Asked:
    """What a run fixes."""

    loaded: LoadedPolicy
    facts: Facts
    day: Date | None  # None: that of the facts
    readings: Mapping[str, str]
    varied: tuple[str, ...]
    clauses: tuple[str, ...]
    step: str | None
    points: int


def _curves(asked: _Asked, reporter: Reporter) -> list[Curve] | None:
    """A curve for each fact that moves; None after a report."""
    loaded, facts = asked.loaded, asked.facts
    known = [plan.clause.id for plan in loaded.plan.clauses]
    check_clauses(asked.clauses, known, reporter)
    axes = [read_axis(one, asked.step, loaded.policy, facts, reporter) for one in asked.varied]
    day = facts.as_of if asked.day is None else asked.day
    if reporter.has_errors or day is None:
        return None
    found = []
    for axis in axes:
        assert axis is not None  # noqa: S101  (else there is an error)
        curve = draw(loaded, facts, axis, day, asked.readings, asked.points)
        if curve.dark:
            reporter.report("U191", name=axis.name, count=len(curve.dark), points=asked.points)
        found.append(curve)
    return found


def _can_be_drawn(format_: str, count: int, output: str | None, reporter: Reporter) -> bool:
    """Whether a picture that is asked for can be made."""
    if format_ not in PICTURES:
        return True
    if format_ == "png" and output in (None, "-"):
        reporter.report("U192", format=format_)
    elif format_ != "html" and count > 1:
        reporter.report("U193", count=count)
    elif not can_draw():
        reporter.report("U194")
    return not reporter.has_errors


def _rendered(
    curves: list[Curve], format_: str, out: Console, clauses: tuple[str, ...], reporter: Reporter, *, plain: bool
) -> str | bytes:
    match format_:
        case "json":
            return curve_json(curves, clauses)
        case "csv":
            return curve_csv(curves, out.lang, clauses)
        case "html":
            return curve_html([report_of(one, out.lang, clauses) for one in curves])
        case "svg":
            return picture(chart_of(report_of(curves[0], out.lang, clauses)), "svg").decode("utf-8")
        case "png":
            if has_chinese():
                return picture(chart_of(report_of(curves[0], out.lang, clauses)), "png")
            reporter.report("U195")
            return picture(chart_of(report_of(curves[0], "en", clauses), plain=True), "png")
        case _:
            color, width = not plain and out.color, 80 if plain else out.width
            reports = [report_of(one, out.lang, clauses) for one in curves]
            return "\n".join(curve_text(one, color=color, width=width) for one in reports)


PICTURES: Final = ("html", "svg", "png")
