"""`policydsl check`: what is wrong with documents, and the mending of what can be mended safely."""

from __future__ import annotations

import click

from policydsl.cli.checking import Options, Run
from policydsl.cli.params import (
    Example,
    amend_option,
    argument,
    console,
    define,
    format_option,
    lang_option,
    option,
    output_option,
)
from policydsl.diagnostics.render import FORMATS
from policydsl.source import Text


@define(
    Text(
        "检查政策、事实、测试和修订文件：格式、名称、类型、公式、表格。一次报告全部问题，指出位置和改法。\n"
        "写文件夹即检查其中全部 policydsl 文件。事实文件按 `policy:` 写明的政策检查，或用 --policy 指明。\n"
        "有修订的，按修订的生效日期逐一检查政策在各个时期的文本；单给一份修订，就在它旁边的文件夹里找政策。\n"
        "退出码：0 没有错误和警告，1 有，2 文件无法读取。",
        "Check policies, facts, tests and amendments: shape, names, types, formulas, tables. All findings of a file in "
        "one run, with their places and how to mend them.\nOf a folder, all documents in it are checked. Facts are "
        "checked by the policy that their `policy:` names, or by that of --policy.\nWith amendments, every text "
        "that the policy has over time is checked; for an amendment alone, the policy is looked for beside it.\n"
        "Exit code: 0 no errors and no warnings, 1 some, 2 a file cannot be read.",
    ),
    Example("policydsl check policies", Text("检查文件夹里的全部文件", "check all documents of a folder")),
    Example(
        "policydsl check POLICY --amend 修订.yaml",
        Text("检查修订以及修订后的政策", "check an amendment and what it makes"),
    ),
    Example("policydsl check POLICY --fix", Text("自动改正可以放心改的写法", "mend what can be mended safely")),
    Example(
        "policydsl check policies --format sarif -o policydsl.sarif",
        Text("供代码扫描等程序使用", "for code scanning and other programs"),
    ),
    Example(
        "policydsl check --stdin --stdin-name policies/a.yaml --format json",
        Text("供编辑器使用：检查尚未保存的内容", "for editors: check what is not saved yet"),
    ),
    name="check",
)
@argument(
    "paths",
    nargs=-1,
    metavar="[FILE...]",
    about=Text("文件或文件夹；- 表示标准输入", "files or folders; - is standard input"),
)
@option(
    "--policy",
    metavar="FILE",
    about=Text("按这份政策检查事实、测试和修订", "check facts, tests and amendments by this policy"),
)
@amend_option()
@option(
    "--fix", is_flag=True, about=Text("改正可以放心自动改的地方，再检查", "mend what can be mended safely, then check")
)
@option("--diff", is_flag=True, about=Text("只显示 --fix 会怎样改，不写文件", "only show what --fix would change"))
@option("--stdin", is_flag=True, about=Text("检查标准输入的内容", "check what comes from standard input"))
@option(
    "--stdin-name",
    metavar="FILE",
    about=Text("标准输入的内容用这个文件名", "the file name that standard input goes by"),
)
@option(
    "--ignore-others",
    is_flag=True,
    about=Text("略过不是 policydsl 的文件，不报错", "pass over files that are no documents of policydsl"),
)
@format_option(*FORMATS)
@output_option()
@option("--quiet", "-q", is_flag=True, about=Text("没有问题时什么也不显示", "say nothing where nothing is wrong"))
@lang_option()
def command(  # noqa: PLR0913  (a command's options)
    *,
    paths: tuple[str, ...],
    policy: str | None,
    amendments: tuple[str, ...],
    fix: bool,
    diff: bool,
    stdin: bool,
    stdin_name: str | None,
    ignore_others: bool,
    format_: str,
    output: str | None,
    quiet: bool,
) -> int:
    """Check; the exit code."""
    given = list(dict.fromkeys(paths))
    if (stdin or stdin_name) and "-" not in given:
        given.append("-")
    if not given:
        ctx = click.get_current_context()
        raise click.MissingParameter(ctx=ctx, param=ctx.command.params[0])
    options = Options(policy, amendments, fix, diff, stdin_name, ignore_others, format_, output, quiet)
    return Run(console(), options).run(given)
