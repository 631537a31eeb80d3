"""`policydsl diff`: what changed between two texts of a policy, and whom it concerns."""

from __future__ import annotations

from policydsl.cli.console import CANNOT_RUN, FINE, FOUND, Console
from policydsl.cli.output import deliver
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
    output_option,
    reading_option,
)
from policydsl.cli.session import exit_code
from policydsl.diagnostics import Reporter
from policydsl.render.diff.html import diff_html
from policydsl.render.diff.json import diff_json
from policydsl.render.diff.markdown import diff_markdown
from policydsl.render.diff.report import DiffReport, diff_report
from policydsl.render.diff.text import diff_text
from policydsl.source import Text
from policydsl.workspace import choose_day
from policydsl.workspace.differing import Sides, effects, two_days, two_files


@define(
    Text(
        "比较政策的两个文本，逐条款说明改了什么（不是逐行比较，版式和写法不同不算变化）。\n"
        "NEW 可以是另一份政策，也可以是一份修订；OLD、NEW 都可以写成 `版本:路径`，取 git 里的文本。"
        "只写一份政策时，用 --from、--to 比较它（连同修订）在两天的文本。\n"
        "给出事实文件（--facts，可以是文件夹），就逐个主体算出谁受益、谁受损、差多少、因为哪一条。\n"
        "退出码：0 完成（不论有无变化），1 文件有误，2 无法运行。",
        "Compare two texts of a policy: what changed, clause by clause; never line by line, and another layout or "
        "spelling is no change.\nNEW may be another policy or an amendment; OLD and NEW may be `REVISION:PATH` of "
        "git. With one policy, --from and --to compare it (with its amendments) on two days.\nWith fact files "
        "(--facts, also a folder) it says who gains and who loses, how much, and through which clause.\n"
        "Exit code: 0 done (whether or not anything changed), 1 mistakes in a file, 2 cannot run.",
    ),
    Example("policydsl diff OLD.yaml NEW.yaml", Text("两份政策", "two policies")),
    Example(
        "policydsl diff POLICY 修订.yaml --facts 企业/", Text("一份修订对这些企业的影响", "what an amendment does")
    ),
    Example(
        "policydsl diff main:POLICY POLICY --format markdown",
        Text("与 git 里的版本比较，供代码评审", "against a revision of git, for a review"),
    ),
    Example("policydsl diff POLICY --amend 修订/ --from 2026-01-01 --to 2026-07-01", Text("两天之间", "two days")),
    name="diff",
)
@argument("old", about=Text("原政策", "the old policy"))
@argument("new", required=False, metavar="[NEW]", about=Text("新政策，或一份修订", "the new policy, or an amendment"))
@option("--facts", multiple=True, metavar="FILE", about=Text("事实文件或文件夹，可写多次", "fact files or folders"))
@option("--from", "start", metavar="DATE", about=Text("旧文本的日期", "the day of the old text"))
@option("--to", "end", metavar="DATE", about=Text("新文本的日期", "the day of the new text"))
@amend_option()
@as_of_option()
@reading_option()
@format_option("text", "markdown", "html", "json")
@lang_option()
@output_option()
def command(  # noqa: PLR0913  (its options)
    *,
    old: str,
    new: str | None,
    facts: tuple[str, ...],
    start: str | None,
    end: str | None,
    amendments: tuple[str, ...],
    as_of: str | None,
    readings: tuple[str, ...],
    format_: str,
    output: str | None,
) -> int:
    """Compare; the exit code."""
    out, reporter = console(), Reporter()
    day = choose_day(as_of, reporter) if as_of is not None else None
    sides = _sides(old, new, start, end, amendments, reporter)
    if sides is None or reporter.has_errors:
        out.report(reporter)
        return exit_code(reporter)
    found = Reporter()
    changed = sides.changes()
    concerned = effects(sides, facts, day, readings, found)
    out.report(found)
    policies = (sides.old.loaded.policy, sides.new.loaded.policy)
    report = diff_report(policies, (sides.old.name, sides.new.name), changed, concerned, out.lang)
    text = _rendered(report, format_, out, plain=output is not None)
    if not deliver(text, output, out):
        return CANNOT_RUN
    return FOUND if found.has_errors else FINE


def _sides(
    old: str, new: str | None, start: str | None, end: str | None, amendments: tuple[str, ...], reporter: Reporter
) -> Sides | None:
    days = (start is not None) + (end is not None)
    if (new is None) != (days == 2) or (new is not None and days):  # noqa: PLR2004  (both days, or none)
        reporter.report("U143")
        return None
    if new is not None:
        return two_files(old, new, amendments, reporter)
    before, after = choose_day(start or "", reporter), choose_day(end or "", reporter)
    if before is None or after is None:
        return None
    return two_days(old, amendments, before, after, reporter)


def _rendered(report: DiffReport, format_: str, out: Console, *, plain: bool) -> str:
    match format_:
        case "json":
            return diff_json(report, out.lang)
        case "markdown":
            return diff_markdown(report, out.lang)
        case "html":
            return diff_html(report, out.lang)
        case _:
            return diff_text(report, out.lang, color=not plain and out.color, width=80 if plain else out.width)
