"""`policydsl feel`: one formula of plain FEEL."""

from __future__ import annotations

import json
from decimal import Decimal

import click

from policydsl.cli.console import CANNOT_RUN, FINE, FOUND
from policydsl.cli.params import Example, argument, console, define, format_option, lang_option, option
from policydsl.cli.session import exit_code
from policydsl.diagnostics import Label, Reporter
from policydsl.feel.compiler import Outcome, compile_expression
from policydsl.feel.ops import number_text, show
from policydsl.feel.parser import parse_expression
from policydsl.feel.values import Value
from policydsl.source import SourceFile, Text, WholeText
from policydsl.syntax import Mapping, Node, Scalar, parse_yaml, read_source

_LONGEST = 100_000  # characters of a value that are shown


@define(
    Text(
        "计算一个 FEEL 公式（DMN 1.5 的表达式语言），显示结果；计算不出时指出哪里、为什么。\n"
        "金额、百分比等写法与政策中相同：1000万元 * 30%。",
        "Compute one formula of FEEL (the expression language of DMN 1.5) and show its value; where there is none, "
        "say where and why.\nFigures may be written as in policies: 1000万元 * 30%.",
    ),
    Example('policydsl feel "sum([120万元, 80万元]) * 30%"', Text("得 600000", "gives 600000")),
    Example(
        'policydsl feel "if 营业收入 ≥ 1亿元 then 40% else 50%" --context 值.yaml',
        Text("值.yaml 里写：营业收入: 86000000", "with 营业收入: 86000000 in the file"),
    ),
    Example(
        "policydsl feel --conformance feel-tck --report conformance.json",
        Text("用一致性测试集检验公式引擎", "judge the engine by a conformance kit"),
    ),
    name="feel",
)
@argument(
    "expression",
    metavar="[EXPR]",
    required=False,
    about=Text("公式；- 表示从标准输入读", "the formula; - reads it from standard input"),
)
@option(
    "--context",
    metavar="FILE",
    about=Text("给公式中的名称赋值的文件（YAML 或 JSON）", "a file with values for the names (YAML or JSON)"),
)
@option(
    "--conformance",
    metavar="DIR",
    about=Text(
        "不计算公式，而用文件夹中的一致性测试集检验引擎",
        "instead of a formula, judge the engine by the conformance kit in a folder",
    ),
)
@option(
    "--report",
    metavar="FILE",
    about=Text(
        "把检验结果写成 JSON（与 --conformance 同用）",
        "write what the kit gave as JSON (with --conformance)",
    ),
)
@option(
    "--reference",
    is_flag=True,
    about=Text("显示公式语言的参考（Markdown）", "show the reference of the language (Markdown)"),
)
@format_option("text", "json")
@lang_option()
def command(
    *,
    expression: str | None,
    context: str | None,
    conformance: str | None,
    report: str | None,
    reference: bool,
    format_: str,
) -> int:
    """Compute; the exit code."""
    out, reporter = console(), Reporter()
    wanted = (expression is not None) + (conformance is not None) + reference
    if wanted > 1 or (report is not None and conformance is None):
        reporter.report("U124")
        out.report(reporter)
        return CANNOT_RUN
    if reference:
        from policydsl.render.reference import reference_page  # noqa: PLC0415  (a formula need not pay for it)

        out.write(reference_page(out.lang))
        return FINE
    if conformance is not None:
        from policydsl.cli.conformance import judge_engine  # noqa: PLC0415  (a formula need not pay for it)

        return judge_engine(conformance, report, out)
    if expression is None:
        ctx = click.get_current_context()
        raise click.MissingParameter(ctx=ctx, param=ctx.command.params[0])
    if expression == "-" and context == "-":
        reporter.report("U115")
        out.report(reporter)
        return CANNOT_RUN
    source = read_source("-", reporter) if expression == "-" else SourceFile("<EXPR>", expression)
    values = _context(context, reporter) if context is not None else {}
    if source is None or values is None or reporter.has_errors:
        out.report(reporter)
        return exit_code(reporter)
    formula, findings = SourceFile(source.name, source.text.rstrip("\r\n")), Reporter()
    expr = parse_expression(formula.text, WholeText(formula), findings, names=list(values))
    if findings.has_errors:
        out.report(findings)
        return FOUND
    outcome = compile_expression(expr, list(values)).run(values)
    for failure in outcome.failures:
        findings.report("R001", Label(formula, failure.span), reason=failure.reason)
    out.report(findings)
    out.write(_shown(outcome, format_))
    return FOUND if outcome.failures else FINE


def _shown(outcome: Outcome, format_: str) -> str:
    if format_ == "json":
        return json.dumps(_plain(outcome.value), ensure_ascii=False) + "\n"
    return show(outcome.value, _LONGEST) + "\n"


def _plain(value: Value) -> object:
    """As JSON: numbers as their digits in a text, so that no reader rounds them; the rest as FEEL text."""
    if isinstance(value, Decimal):
        return number_text(value)
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return show(value, _LONGEST)


def _context(path: str, reporter: Reporter) -> dict[str, Value] | None:
    source = read_source(path, reporter)
    node = parse_yaml(source, reporter) if source is not None else None
    if node is None:
        return None
    if not isinstance(node, Mapping):
        reporter.report("U121", Label(node.file, node.span))
        return None
    return {key.text: _value(child) for key, child in node}


def _value(node: Node) -> Value:
    if isinstance(node, Scalar):
        value = node.value
        return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(node, Mapping):
        return {key.text: _value(child) for key, child in node}
    return [_value(item) for item in node.items]
