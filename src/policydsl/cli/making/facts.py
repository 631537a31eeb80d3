"""`policydsl new facts`: a fact file to fill in."""

from __future__ import annotations

import time

from policydsl.cli.output import deliver
from policydsl.cli.params import (
    Example,
    amend_option,
    argument,
    as_of_option,
    console,
    define,
    lang_option,
    output_option,
)
from policydsl.cli.session import CANNOT_RUN, exit_code
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.render.facts_template import day_in_force, facts_template
from policydsl.source import Text
from policydsl.workspace import choose_day, load_policy


@define(
    Text(
        "生成一份待填写的事实文件：列出政策用到的每一项事实，写明名称、填法和选项。\n"
        "生成的文件不填也能计算，结果会指出还缺哪些事实。",
        "Make a fact file to fill in: every fact that the policy asks for, with its label, kind and options.\n"
        "The file evaluates as it stands; the result then says what is missing.",
    ),
    Example(
        "policydsl new facts policies/xiamen_ai_2025.yaml -o facts.yaml",
        Text("写到 facts.yaml，用编辑器填写", "write it to facts.yaml, to be filled in with an editor"),
    ),
    name="facts",
)
@argument("policy", about=Text("政策文件；- 表示标准输入", "the policy; - is standard input"))
@amend_option()
@as_of_option(
    Text("按哪一天的规定，如 2025-10-01；默认今天", "the day whose rules apply, as 2025-10-01; by default today")
)
@lang_option()
@output_option()
def command(policy: str, amendments: tuple[str, ...], as_of: str | None, output: str | None) -> int:
    """Make the template; the exit code."""
    out, reporter = console(), Reporter()
    day = choose_day(as_of, reporter) if as_of is not None else None
    if reporter.has_errors:
        out.report(reporter)
        return CANNOT_RUN
    now = time.localtime()
    today = Date(now.tm_year, now.tm_mon, now.tm_mday)
    loaded = load_policy(policy, reporter, amendments=amendments, as_of=today if day is None else day)
    if loaded is None:
        out.report(reporter)
        return exit_code(reporter)
    if day is None:
        day = day_in_force(loaded.policy.in_force, today)
    return 0 if deliver(facts_template(loaded.policy, out.lang, day), output, out) else CANNOT_RUN
