"""`policydsl amend apply`: the text of a policy with its amendments, as a new file or in the place of the old."""

from __future__ import annotations

from codecs import BOM_UTF8
from pathlib import Path

from policydsl.cli.amending.texts import text_of
from policydsl.cli.console import FINE, FOUND, write_file
from policydsl.cli.params import Example, argument, console, define, lang_option, option
from policydsl.cli.wanted import Wanted, policy_argument, wanted_options
from policydsl.diagnostics import Reporter
from policydsl.source import Text
from policydsl.source.figures import counted


@define(
    Text(
        "把政策在某一天的合并文本写成文件。没有改到的各行（连同注释）一字不差。\n"
        "修订有误，或合并后的政策通不过检查，就什么也不写。写成后，已合并的修订不要再用于新文件。\n"
        "退出码：0 已写成，1 有误，2 无法运行。",
        "Write the text of a policy on a day to a file. Lines that no amendment speaks of, comments too, stay as they "
        "are.\nWhere an amendment is wrong, or the amended policy does not pass the checks, nothing is written. "
        "The amendments that went in are not to be used with the new file again.\n"
        "Exit code: 0 written, 1 mistakes, 2 cannot run.",
    ),
    Example(
        "policydsl amend apply POLICY 修订.yaml --as-of 2026-07-01 -o 新政策.yaml",
        Text("另写一份", "write a file of its own"),
    ),
    Example(
        "policydsl amend apply POLICY 修订.yaml --as-of 2026-07-01 --in-place",
        Text("改写政策文件本身", "rewrite the policy's own file"),
    ),
    name="apply",
)
@policy_argument()
@argument("amendments", nargs=-1, required=True, metavar="AMENDMENT...", about=Text("修订文件", "amendments"))
@wanted_options(Text("写哪一天的文本", "the day whose text to write"), readings=False, amendments=False, required=True)
@option("--output", "-o", metavar="FILE", about=Text("写成另一份文件", "write another file"))
@option("--in-place", is_flag=True, about=Text("改写政策文件本身", "rewrite the policy's own file"))
@lang_option()
def command(wanted: Wanted, output: str | None, in_place: bool) -> int:
    """Write; the exit code."""
    out, reporter = console(), Reporter()
    if (output is None) is not in_place:
        reporter.report("U125")
    elif in_place and (wanted.policy == "-" or Path(wanted.policy).is_dir()):
        reporter.report("U126", path=wanted.policy)
    if reporter.has_errors:
        out.stop(reporter)
    shown = text_of(wanted, out)
    if not shown.period.amendments:
        reporter.report("M033", day=wanted.as_of)
        out.stop(reporter, FOUND)
    if shown.code not in (FINE, FOUND) or shown.policy.of(shown.period.amendments, Reporter(), None) is None:
        return max(shown.code, FOUND)
    target = wanted.policy if output is None else output
    if target == "-":
        out.write(shown.text.source.text)
        return shown.code
    if not write_file(target, _mark(shown.text.base.name) + shown.text.source.text, reporter):
        out.stop(reporter)
    count, names = len(shown.text.touched), ", ".join(one.id for one in shown.period.amendments)
    out.say(
        Text(
            f"已写入 {target}：{names}，共 {count} 处修改\n", f"wrote {target}: {names}, {counted(count, 'change')}\n"
        ).pick(out.lang)
    )
    return shown.code


def _mark(path: str) -> str:
    """The byte order mark that the policy's file begins with; it is no part of its text, and stays all the same."""
    try:
        with Path(path).open("rb") as stream:
            return "\ufeff" if stream.read(len(BOM_UTF8)) == BOM_UTF8 else ""
    except (OSError, ValueError):  # standard input
        return ""
