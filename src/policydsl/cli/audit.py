"""`policydsl audit`: a policy against its official text."""

from __future__ import annotations

from collections.abc import Sequence

from policydsl.cli.console import Console
from policydsl.cli.output import deliver
from policydsl.cli.params import (
    Example,
    argument,
    console,
    define,
    format_option,
    lang_option,
    option,
    output_option,
)
from policydsl.cli.session import CANNOT_RUN, FOUND, exit_code
from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.render.audit.words import counts
from policydsl.source import Text
from policydsl.workspace.auditing import Audited, audit_files

_AGREES = Text("，全部相符", ", all agree")
_CHECKS = Text(
    "政策另有 {errors} 个错误、{warnings} 个警告，运行 `policydsl check {path}` 查看\n",
    "the policy itself has {errors} errors and {warnings} warnings: see `policydsl check {path}`\n",
)


@define(
    Text(
        "把政策文件与原文逐段对照：引用的位置、每一个数额、“不低于、以上、以下、最高不超过”等界限、"
        "补助还是奖励、每年还是一次性、责任单位、文号和日期。两边不一致的、原文有而政策没有的，都指出来。\n"
        "退出码：0 相符，1 有出入，2 文件无法读取。",
        "Compare a policy with its official text: the places cited, every figure, the words of bounds (不低于, 以上, "
        "以下, 最高不超过), the kind of support, yearly or once, departments, number and days. What differs is shown "
        "on both sides, and what the text has and the policy has not.\n"
        "Exit code: 0 they agree, 1 they differ, 2 a file cannot be read.",
    ),
    Example(
        "policydsl audit POLICY --source 原文.txt",
        Text("对照原文，列出不一致之处", "what differs from the text"),
    ),
    Example(
        "policydsl audit POLICY --source 原文.txt --coverage --format markdown -o 对照表.md",
        Text("做一份对照表：原文每个数额用在哪里", "a record: where each figure of the text is used"),
    ),
    name="audit",
)
@argument("policy", about=Text("政策文件；- 表示标准输入", "the policy; - is standard input"))
@option(
    "-s",
    "--source",
    required=True,
    metavar="TEXT",
    about=Text(
        "政策原文，.txt 或 .md，UTF-8；- 表示标准输入",
        "the official text, .txt or .md, UTF-8; - is standard input",
    ),
)
@option(
    "--coverage",
    is_flag=True,
    about=Text(
        "列出原文每一段由谁引用、每一个数额用在哪里",
        "list what cites each passage, and where each figure is used",
    ),
)
@format_option("text", "json", "markdown")
@lang_option()
@output_option()
def command(policy: str, source: str, coverage: bool, format_: str, output: str | None) -> int:
    """Audit; the exit code."""
    out, reporter = console(), Reporter()
    if policy == source == "-":
        reporter.report("U115")
        out.report(reporter)
        return CANNOT_RUN
    audited = audit_files(policy, source, reporter)
    code = exit_code(reporter)
    if audited is None:
        out.report(reporter)
        return code or FOUND
    if audited.errors or audited.warnings:
        out.say(_CHECKS.pick(out.lang).format(errors=audited.errors, warnings=audited.warnings, path=policy))
    plain = output is not None and output != "-"
    text = _rendered(audited, reporter.diagnostics, format_, out, coverage=coverage, plain=plain)
    if not deliver(text, output, out):
        return CANNOT_RUN
    return FOUND if audited.errors else code


def _rendered(
    audited: Audited, found: Sequence[Diagnostic], format_: str, out: Console, *, coverage: bool, plain: bool
) -> str:
    listing, lang = audited.listing, out.lang
    match format_:
        case "json" if coverage:
            from policydsl.render.audit.json import listing_json  # noqa: PLC0415  (only the form that is asked for)

            return listing_json(listing, found, lang)
        case "json":
            from policydsl.diagnostics.render.json import render_json  # noqa: PLC0415

            return render_json(found, lang)
        case "markdown":
            from policydsl.render.audit.markdown import findings_markdown, listing_markdown  # noqa: PLC0415

            return listing_markdown(listing, found, lang) if coverage else findings_markdown(found, lang)
        case _:
            from policydsl.diagnostics.render.text import render_text  # noqa: PLC0415
            from policydsl.render.audit.text import listing_text  # noqa: PLC0415

            shown = render_text(found, lang, width=out.width) if plain else out.rendered(found)
            if coverage:
                return listing_text(listing, lang, width=80 if plain else out.width) + ("\n" + shown if shown else "")
            agree = (
                "" if any(one.severity.counts for one in found) else counts(listing, lang) + _AGREES.pick(lang) + "\n"
            )
            return shown + ("\n" if shown and agree else "") + agree
