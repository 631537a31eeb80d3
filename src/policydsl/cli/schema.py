"""`policydsl schema`: the JSON Schemas of documents."""

from __future__ import annotations

import click

from policydsl.cli.console import CANNOT_RUN, FINE
from policydsl.cli.output import deliver
from policydsl.cli.params import Example, argument, console, define, option, result_options
from policydsl.cli.problems import Choice, TooManyArgumentsError
from policydsl.cli.wanted import Wanted, wanted_options
from policydsl.diagnostics import Reporter
from policydsl.render.facts_schema import facts_schema
from policydsl.render.facts_schema import schema_text as text_of
from policydsl.source import Text
from policydsl.source.resources import schema_text

_SHIPPED = {
    "policy": "policy",
    "amendment": "amendment",
    "tests": "tests",
    "result": "result",
    "findings": "findings",
    "curve": "curve",
    "facts-envelope": "facts",
}
REFERENCE = ("policy", "facts", "tests", "amendment")  # what people write


@define(
    Text(
        "打印一种文件的 JSON Schema（2020-12），供编辑器提示、表单和其他程序使用。\n"
        "事实文件的格式由政策规定，故 facts 后面要写政策；facts-envelope 是各政策共有的部分。",
        "Print the JSON Schema (2020-12) of a kind of document, for editors, forms and other programs.\n"
        "A policy says which facts there are, so `facts` needs one; `facts-envelope` is what all policies share.",
    ),
    Example(
        "policydsl schema facts policies/xiamen_ai_2025.yaml -o facts.schema.json",
        Text("这份政策的事实文件", "fact files of this policy"),
    ),
    Example("policydsl schema result", Text("计算结果", "results")),
    Example(
        "policydsl schema policy --reference",
        Text("政策怎样写：每个键的说明和例子", "how policies are written: every key, with examples"),
    ),
    name="schema",
)
@argument(
    "kind",
    required=False,
    metavar="[KIND]",
    type=Choice(["facts", *_SHIPPED]),
    about=Text(
        "facts、policy、amendment、tests、result、findings、curve 或 facts-envelope",
        "facts, policy, amendment, tests, result, findings, curve or facts-envelope",
    ),
)
@argument(
    "policy",
    required=False,
    metavar="[POLICY]",
    about=Text("政策文件，只在 facts 后面写", "the policy, only with facts"),
)
@option(
    "--reference",
    is_flag=True,
    about=Text(
        "打印给人看的参考（Markdown）；不写种类即政策、事实、测试和修订",
        "the reference for people instead (Markdown); without a kind: policies, facts, tests and amendments",
    ),
)
@wanted_options(
    Text("哪一天的文本；默认最后一个时期", "the day whose text counts; by default the last text"), readings=False
)
@result_options()
def command(*, wanted: Wanted, kind: str | None, reference: bool, output: str | None) -> int:
    """Print the schema; the exit code."""
    out, reporter = console(), Reporter()
    ctx = click.get_current_context()
    # All that only `facts` of a policy need.
    of_policy = {wanted.policy: wanted.policy, "--amend": wanted.amendments, "--as-of": wanted.as_of}
    idle = [name for name, given in of_policy.items() if name and given and (reference or kind != "facts")]
    if idle:
        raise TooManyArgumentsError(idle, ctx)
    if reference:
        from policydsl.cli.worked import reference_text  # noqa: PLC0415  (a schema need not pay for it)

        kinds = REFERENCE if kind is None else (_SHIPPED.get(kind, "facts"),)
        return FINE if deliver(reference_text(kinds, out.lang), output, out) else CANNOT_RUN
    if kind is None:
        raise click.MissingParameter(ctx=ctx, param=ctx.command.params[0])
    if kind != "facts":
        return FINE if deliver(schema_text(_SHIPPED[kind]), output, out) else CANNOT_RUN
    if not wanted.policy:
        reporter.report("U120")
        out.stop(reporter)
    loaded = wanted.loaded(out, reporter)
    return FINE if deliver(text_of(facts_schema(loaded.policy)), output, out) else CANNOT_RUN
