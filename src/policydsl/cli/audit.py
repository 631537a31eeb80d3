"""`policydsl audit`: a policy against its official text."""

from __future__ import annotations

from policydsl.audit.listing import Listing
from policydsl.cli.console import CANNOT_RUN, FOUND, Console
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
from policydsl.cli.session import exit_code
from policydsl.diagnostics import Reporter
from policydsl.diagnostics.render import FORMATS, render
from policydsl.diagnostics.render.summary import allowed_text
from policydsl.render.audit.words import counts
from policydsl.source import Text
from policydsl.source.figures import counted
from policydsl.source.frozen import frozen
from policydsl.workspace.auditing import audit_files

_AGREES = Text("，全部相符", ", all agree")
_CHECKS = Text(
    "政策另有 {errors} 个错误、{warnings} 个警告，运行 `policydsl check {path}` 查看\n",
    "the policy itself has {of_errors} and {of_warnings}: see `policydsl check {path}`\n",
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
@format_option(*FORMATS, "markdown")
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
        found = {"errors": audited.errors, "warnings": audited.warnings, "path": policy}
        said = {"of_errors": counted(audited.errors, "error"), "of_warnings": counted(audited.warnings, "warning")}
        out.say(_CHECKS.pick(out.lang).format(**found, **said))
    shown = _Shown(audited.listing, reporter, format_, coverage=coverage, to_file=output not in (None, "-"))
    if not deliver(shown.text(out), output, out):
        return CANNOT_RUN
    return FOUND if audited.errors else code


@frozen(eq=False)
class _Shown:
    """What the command shows: the findings, with `--coverage` the whole record."""

    listing: Listing
    reporter: Reporter
    format: str
    coverage: bool
    to_file: bool

    def text(self, out: Console) -> str:
        """As it is asked for; only what a format needs is loaded."""
        found, listing, lang = self.reporter.diagnostics, self.listing, out.lang
        if self.format == "markdown":
            from policydsl.render.audit.markdown import findings_markdown, listing_markdown  # noqa: PLC0415

            return listing_markdown(listing, found, lang) if self.coverage else findings_markdown(found, lang)
        if self.format == "json" and self.coverage:
            from policydsl.render.audit.json import listing_json  # noqa: PLC0415

            return listing_json(listing, found, lang)
        width, color = (80, False) if self.to_file else (out.width, out.color)
        allowed, files = self.reporter.allowed, (listing.policy, listing.source)
        shown = render(found, self.format, lang, allowed=allowed, files=files, color=color, width=width)
        if self.format != "text":
            return shown
        if self.coverage:
            from policydsl.render.audit.text import listing_text  # noqa: PLC0415

            return listing_text(listing, lang, width=width) + ("\n" + shown if shown else "")
        if any(one.severity.counts for one in found):
            return shown
        agree = counts(listing, lang) + _AGREES.pick(lang) + allowed_text(len(allowed), lang) + "\n"
        return agree if not found else f"{shown}\n{agree}"
