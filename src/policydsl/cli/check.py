"""`policydsl check`: what is wrong with policies."""

from __future__ import annotations

from policydsl.cli.params import Example, argument, console, define, format_option, lang_option, option
from policydsl.cli.session import exit_code
from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.source import Lang, Text
from policydsl.workspace import LoadedPolicy, load_policy


@define(
    Text(
        "检查政策文件：格式、名称、类型、公式、表格。一次报告全部问题，指出位置和改法。\n"
        "退出码：0 没有错误和警告，1 有，2 文件无法读取。",
        "Check policies: shape, names, types, formulas, tables. All findings of a file in one run, with their places "
        "and how to mend them.\nExit code: 0 no errors and no warnings, 1 some, 2 a file cannot be read.",
    ),
    Example("policydsl check policies/*.yaml", Text("检查全部政策", "check all policies")),
    Example("policydsl check POLICY --format json", Text("供编辑器和其他程序使用", "for editors and other programs")),
    name="check",
)
@argument(
    "policies",
    nargs=-1,
    required=True,
    metavar="POLICY...",
    about=Text("政策文件；- 表示标准输入", "policies; - is standard input"),
)
@format_option("text", "json")
@option("--quiet", "-q", is_flag=True, about=Text("没有问题时什么也不显示", "say nothing where nothing is wrong"))
@lang_option()
def command(policies: tuple[str, ...], format_: str, quiet: bool) -> int:
    """Check; the exit code."""
    out = console()
    found: list[Diagnostic] = []
    codes, fine = [0], []
    for path in dict.fromkeys(policies):
        reporter = Reporter()
        loaded = load_policy(path, reporter)
        found += reporter.diagnostics
        codes.append(exit_code(reporter))
        if loaded is not None and not codes[-1]:
            fine.append(_fine(path, loaded, out.lang))
    if format_ == "json":
        from policydsl.diagnostics.render.json import render_json  # noqa: PLC0415  (only on demand)

        out.write(render_json(found, out.lang))
        return max(codes)
    if not quiet:
        out.write("".join(fine))
    if found:
        out.write(("\n" if fine and not quiet else "") + out.rendered(found))
    return max(codes)


def _fine(path: str, loaded: LoadedPolicy, lang: Lang) -> str:
    """What was checked, so that an empty file or the wrong one does not pass for a good one."""
    policy = loaded.policy
    counts = (len(policy.clauses), len(policy.commitments), len(policy.parameters), len(policy.readings))
    return Text(
        "{}：没有错误和警告（条款 {}，政府事项 {}，参数 {}，读法 {}）\n",
        "{}: no errors, no warnings (clauses {}, commitments {}, parameters {}, readings {})\n",
    ).pick(lang).format(path, *counts)  # fmt: skip
