"""`policydsl check`: what is wrong with policies and amendments."""

from __future__ import annotations

from collections.abc import Iterator

from policydsl.cli.params import (
    Example,
    amend_option,
    argument,
    console,
    define,
    format_option,
    lang_option,
    option,
)
from policydsl.cli.session import exit_code
from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.source import Lang, Text
from policydsl.workspace import LoadedPolicy
from policydsl.workspace.checking import Checked, check_files


@define(
    Text(
        "检查政策文件：格式、名称、类型、公式、表格。一次报告全部问题，指出位置和改法。\n"
        "有修订的，按修订的生效日期逐一检查各个时期的文本；单给一份修订，就在它旁边的文件夹里找政策。\n"
        "退出码：0 没有错误和警告，1 有，2 文件无法读取。",
        "Check policies: shape, names, types, formulas, tables. All findings of a file in one run, with their places "
        "and how to mend them.\nWith amendments, every text that the policy has over time is checked; an amendment "
        "alone is checked with the policy in a folder beside it.\n"
        "Exit code: 0 no errors and no warnings, 1 some, 2 a file cannot be read.",
    ),
    Example("policydsl check policies/*.yaml", Text("检查全部政策", "check all policies")),
    Example(
        "policydsl check POLICY --amend 修订.yaml",
        Text("检查修订以及修订后的政策", "check an amendment and what it makes"),
    ),
    Example("policydsl check POLICY --format json", Text("供编辑器和其他程序使用", "for editors and other programs")),
    name="check",
)
@argument(
    "policies",
    nargs=-1,
    required=True,
    metavar="POLICY...",
    about=Text(
        "政策、修订，或放有它们的文件夹；- 表示标准输入",
        "policies, amendments, or folders of them; - is standard input",
    ),
)
@amend_option()
@format_option("text", "json")
@option("--quiet", "-q", is_flag=True, about=Text("没有问题时什么也不显示", "say nothing where nothing is wrong"))
@lang_option()
def command(policies: tuple[str, ...], amendments: tuple[str, ...], format_: str, quiet: bool) -> int:
    """Check; the exit code."""
    out = console()
    found: list[Diagnostic] = []
    codes, fine = [0], []
    for one in check_files(policies, amendments):
        reporter = Reporter()
        reporter.extend(one.findings)
        found += reporter.diagnostics
        codes.append(exit_code(reporter))
        if one.loaded is not None and not codes[-1]:
            fine.append(_fine(one.path, one.loaded, out.lang))
            fine += _texts(one, out.lang)
    if format_ == "json":
        from policydsl.diagnostics.render.json import render_json  # noqa: PLC0415  (only on demand)

        out.write(render_json(found, out.lang))
        return max(codes)
    if not quiet:
        out.write("".join(fine))
    if found:
        out.write(("\n" if fine and not quiet else "") + out.rendered(found))
    return max(codes)


def _texts(one: Checked, lang: Lang) -> Iterator[str]:
    """Which amendments were checked, and the texts that they make over time."""
    if one.amendments:
        from policydsl.render.periods import periods_lines  # noqa: PLC0415  (only where there are amendments)

        many = Text(
            f"  修订 {one.amendments} 份，各个时期的文本：\n", f"  amendments: {one.amendments}; texts over time:\n"
        )
        yield many.pick(lang)
        yield from (f"  {line}\n" for line in periods_lines(one.periods, lang))


def _fine(path: str, loaded: LoadedPolicy, lang: Lang) -> str:
    """What was checked, so that an empty file or the wrong one does not pass for a good one."""
    policy = loaded.policy
    counts = (len(policy.clauses), len(policy.commitments), len(policy.parameters), len(policy.readings))
    return Text(
        "{}：没有错误和警告（条款 {}，政府事项 {}，参数 {}，读法 {}）\n",
        "{}: no errors, no warnings (clauses {}, commitments {}, parameters {}, readings {})\n",
    ).pick(lang).format(path, *counts)  # fmt: skip
