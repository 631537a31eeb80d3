"""`policydsl amend new`: an amendment to fill in."""

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
    option,
    output_option,
)
from policydsl.cli.session import CANNOT_RUN, exit_code
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.render.amendment_template import amendment_template
from policydsl.render.facts_template import day_in_force
from policydsl.source import Text
from policydsl.workspace import choose_day, did_you_mean, load_policy


@define(
    Text(
        "起草一份修订：逐处列出政策现在的内容，去掉行首的 # 号、改写 to 即成一处修改。\n"
        "已有的修订写在 --amend 后面，列出的就是修订后的内容。",
        "Begin an amendment: what the policy says now, place by place; remove the # signs and rewrite `to`.\n"
        "Name earlier amendments after --amend, and it starts from the text with them.",
    ),
    Example(
        "policydsl amend new policies/xiamen_ai_2025.yaml --clause compute_voucher -o 修订.yaml",
        Text("只列算力券一条，连同名称和备注", "only the computing voucher, its titles and notes, too"),
    ),
    Example(
        "policydsl amend new POLICY --amend 修订1.yaml --as-of 2027-01-01 -o 修订2.yaml",
        Text("在前一份修订之上再修订，2027 年起生效", "on top of an earlier one, in effect from 2027"),
    ),
    name="new",
)
@argument("policy", about=Text("政策文件", "the policy"))
@option(
    "--clause",
    "clauses",
    metavar="ID",
    multiple=True,
    about=Text(
        "只列这一条款，可写多次；默认列出所有数额和公式", "only this clause; repeat for more; by default all figures"
    ),
)
@amend_option()
@as_of_option(
    Text("生效之日，列出的是这一天的内容；默认今天", "the day of effect, whose text is listed; by default today")
)
@lang_option()
@output_option()
def command(
    policy: str, clauses: tuple[str, ...], amendments: tuple[str, ...], as_of: str | None, output: str | None
) -> int:
    """Make the template; the exit code."""
    out, reporter = console(), Reporter()
    day = choose_day(as_of, reporter) if as_of is not None else None
    if [policy, *amendments].count("-") > 1:
        reporter.report("U115")
    if reporter.has_errors:
        out.report(reporter)
        return CANNOT_RUN
    now = time.localtime()
    today = Date(now.tm_year, now.tm_mon, now.tm_mday)
    loaded = load_policy(policy, reporter, amendments=amendments, as_of=today if day is None else day)
    if loaded is None:
        out.report(reporter)
        return exit_code(reporter)
    known = [clause.id for clause in loaded.policy.clauses]
    asked = Reporter()
    for name in clauses:
        if name not in known:
            asked.report("U117", name=name, known=", ".join(known), help=did_you_mean(name, known))
    if asked.has_errors:
        out.report(asked)
        return CANNOT_RUN
    if day is None:
        day = day_in_force(loaded.policy.in_force, today)
    text = amendment_template(loaded.policy, loaded.tree, out.lang, day, policy, clauses)
    return 0 if deliver(text, output, out) else CANNOT_RUN
