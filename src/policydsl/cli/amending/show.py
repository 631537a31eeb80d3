"""`policydsl amend show`: the text of a policy with its amendments."""

from __future__ import annotations

from difflib import unified_diff

from policydsl.cli.amending.texts import Shown, text_of
from policydsl.cli.console import CANNOT_RUN, Console
from policydsl.cli.output import deliver
from policydsl.cli.params import Example, argument, console, define, option, result_options
from policydsl.cli.wanted import Wanted, policy_argument, wanted_options
from policydsl.render.periods import days, periods_lines
from policydsl.source import Text


@define(
    Text(
        "显示政策在某一天的合并文本；没有改到的各行（连同注释）与原文件一字不差。\n"
        "不写 --as-of，就列出各个时期（写到标准错误），并显示最后一个时期的文本。\n"
        "有修改做不成时不显示文本。退出码：0 正常，1 修订或合并后的政策有误，2 无法运行。",
        "Show the text of a policy on a day, amendments included; lines that none of them speaks of, comments too, "
        "are those of the file.\nWithout --as-of the texts over time are listed (on standard error) and the last one "
        "is shown.\nWhere a change cannot be made, no text is shown. Exit code: 0 fine, 1 mistakes in an amendment or "
        "in the amended policy, 2 cannot run.",
    ),
    Example(
        "policydsl amend show POLICY 修订.yaml --as-of 2026-07-01", Text("那一天的全文", "the whole text of that day")
    ),
    Example("policydsl amend show POLICY 修订.yaml --diff", Text("只看改了哪些行", "only the lines that change")),
    name="show",
)
@policy_argument(folder=True)
@argument("amendments", nargs=-1, metavar="AMENDMENT...", about=Text("修订文件", "amendments"))
@wanted_options(
    Text("哪一天的文本；默认最后一个时期", "the day whose text to show; by default the last text"),
    readings=False, amendments=False,
)  # fmt: skip
@option("--diff", is_flag=True, about=Text("只显示与原文件不同的行", "show only the lines that differ from the file"))
@result_options()
def command(wanted: Wanted, diff: bool, output: str | None) -> int:
    """Show; the exit code."""
    out = console()
    shown = text_of(wanted, out)
    if wanted.as_of is None and len(shown.periods) > 1:
        _list(shown, out)
    text = _diff(shown) if diff else shown.text.source.text
    return shown.code if deliver(text, output, out) else CANNOT_RUN


def _list(shown: Shown, out: Console) -> None:
    count, last = len(shown.periods), days(shown.period, out.lang)
    out.say(Text(f"共 {count} 个时期的文本：\n", f"There are {count} texts over time:\n").pick(out.lang))
    out.say("".join(f"{line}\n" for line in periods_lines(shown.periods, out.lang)))
    out.say(Text(f"以下是 {last} 的文本。\n", f"This is the text of {last}.\n").pick(out.lang))


def _diff(shown: Shown) -> str:
    """Old and new lines with a little of what stands around them, as version control shows them."""
    name = shown.text.base.name
    old, new = shown.text.base.text.splitlines(keepends=True), shown.text.source.text.splitlines(keepends=True)
    by = "+".join(one.id for one in shown.period.amendments)
    lines = unified_diff(old, new, name, f"{name} + {by}" if by else name)
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
